"""After a restore nothing leaves a second time by itself, and no control number is used twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.management.base import CommandError

from audit.models import Document, Event, NavRecord
from connectors.models import Connection
from edi.control_numbers import HIGHEST
from edi.models import ControlNumber
from navcleo import restoring
from tests.factories import ConnectionFactory
from tests.navcleo.running import run
from tests.sandbox_process import SandboxProcess

COVERS = ["navcleo.restoring", "navcleo.management.commands.after_restore"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess("--no-suppliers", seed="small") as process:
        yield process


@pytest.fixture
def connection(sandbox: SandboxProcess) -> Connection:
    row: Connection = ConnectionFactory(**sandbox.connection_fields(send_from=date(2000, 1, 1)))
    assert run("sync_mappings").code == 0
    return row


def test_what_may_have_left_stays_until_a_person_releases_it(
    connection: Connection, sandbox: SandboxProcess
) -> None:
    ControlNumber.objects.create(own_id="ZZ:US", partner_id="ZZ:THEM", level="group", last=41)
    answer = run("after_restore", "--reason", "disk lost")
    assert answer.code == 0
    assert "orders" in answer.out
    known = NavRecord.objects.filter(connection=connection, state=NavRecord.State.BASELINE)
    assert known.filter(note__contains="disk lost").count() >= 3
    assert run("poll", "outbound").code == 0
    assert sandbox.uploads() == []
    assert not Document.objects.filter(direction="outbound").exists()
    assert ControlNumber.objects.get().last == 1041
    assert Event.objects.filter(action="remembered", text__contains="disk lost").exists()


def test_a_reason_is_needed(connection: Connection) -> None:
    with pytest.raises(CommandError, match="--reason"):
        run("after_restore")


def test_a_control_number_near_its_end_starts_anew() -> None:
    row = ControlNumber.objects.create(own_id="ZZ:US", partner_id="ZZ:THEM", level="group", last=HIGHEST - 5)
    assert restoring.advance(1000, actor="me") == 1
    row.refresh_from_db()
    assert row.last == 1000
