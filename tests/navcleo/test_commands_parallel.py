"""Several processes at once: each order is booked once, and NAV sees at least 3 and never more than 5 requests at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.utils import timezone

from audit.models import Document, Lane
from navcleo import polls
from tests.factories import ConnectionFactory
from tests.navcleo.database import ROOT, environment
from tests.sandbox_process import SandboxProcess

COVERS = ["navcleo.management.commands.process"]
pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = 16
PROCESSES = 6


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    """A small sandbox whose suppliers say nothing by themselves."""
    with SandboxProcess("--no-suppliers", seed="small") as process:
        yield process


def test_a_backlog_is_worked_off_by_many_processes_without_booking_twice(sandbox: SandboxProcess) -> None:
    connection = ConnectionFactory(**sandbox.connection_fields(send_from=timezone.now().date()))
    assert polls.run(connection, "sync", actor="test")[1] is None
    orders = []
    for _ in range(ORDERS):
        line = {"item_number": "F1000", "quantity": 5, "unit_cost": "10.00", "location": "WH01"}
        orders.append(str(sandbox.create_order("V10000", [line])["number"]))
        sandbox.generate("856", order_number=orders[-1])
    assert polls.run(connection, "inbound", actor="test")[1] is None
    sandbox.fault("delay", system="nav", times=0, seconds=0.05)
    sandbox.reset_counters()

    commands = [[sys.executable, "manage.py", "process"]] * PROCESSES + [
        [sys.executable, "manage.py", "poll", "outbound"]
    ]
    running = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for command in commands
    ]
    said = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * len(running), said

    assert not Document.objects.filter(kind="856").exclude(status="linked").exists()
    assert [len(sandbox.books("purchaseReceipts", orderNumber=order)) for order in orders] == [1] * ORDERS
    counters = sandbox.counters()
    [most] = [number for user, number in counters["max_simultaneous"].items() if user.startswith("nav:")]
    assert 3 <= most <= 5
    assert counters["token_requests"]["nav"] <= 1
    assert counters["breaches"] == []
    assert not Lane.objects.exclude(owner="").exists()
