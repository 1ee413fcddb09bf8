"""Commands that speak to NAV and Cleo, against the sandbox: what they do, print and leave as exit code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.utils import timezone

from audit import claims
from audit.models import Document, Event
from connectors.models import Connection
from tests.factories import ConnectionFactory
from tests.navcleo.running import run
from tests.sandbox_process import SandboxProcess

COVERS = [
    "navcleo.management.answering",
    "navcleo.management.commands.check_connections",
    "navcleo.management.commands.poll",
    "navcleo.management.commands.process",
    "navcleo.management.commands.replay",
    "navcleo.management.commands.sync_mappings",
]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    """A small sandbox whose suppliers say nothing by themselves."""
    with SandboxProcess("--no-suppliers", seed="small") as process:
        yield process


@pytest.fixture
def connection(sandbox: SandboxProcess) -> Connection:
    """A Connection to it, named Sandbox."""
    sandbox.clear_faults()
    row: Connection = ConnectionFactory(**sandbox.connection_fields(send_from=timezone.now().date()))
    return row


@pytest.fixture
def synced(connection: Connection) -> Connection:
    """The same with its mappings."""
    assert run("sync_mappings").code == 0
    return connection


def test_check_connections_says_what_works(connection: Connection) -> None:
    answer = run("check_connections")
    assert answer.code == 0
    assert "CRONUS" in answer.out
    assert "folders upload, download" in answer.out


def test_check_connections_names_a_page_service_that_is_not_found_and_exits_0(connection: Connection) -> None:
    Connection.objects.update(nav_order_page="Orders")
    answer = run("check_connections")
    assert answer.code == 0
    assert "  opt NAV: page 50 Purchase Order: no page service 'Orders'" in answer.out
    assert "      to mend: In NAV, page Web Services: publish" in answer.out
    assert "NOT" not in answer.out


def test_check_connections_says_what_to_mend_and_exits_1(connection: Connection) -> None:
    connection.set_secret("cleo_password", "wrong", "test")
    connection.save()
    answer = run("check_connections", "Sandbox", "--json")
    assert answer.code == 1
    found = answer.json["connections"][0]["findings"]
    assert [one["side"] for one in found if not one["ok"]] == ["Cleo"]
    assert all(one["mend"] for one in found if not one["ok"])
    assert "wrong" not in answer.out


def test_sync_mappings_counts_what_it_read(connection: Connection) -> None:
    answer = run("sync_mappings", "--json")
    assert answer.code == 0
    assert answer.json["connections"][0]["counts"]["vendors"] == 14


def test_a_dry_run_lists_what_would_leave_and_sends_nothing(
    synced: Connection, sandbox: SandboxProcess
) -> None:
    order = sandbox.create_order("V10000", [{"item_number": "F1000", "quantity": 3, "location": "WH01"}])[
        "number"
    ]
    before = len(sandbox.uploads())
    answer = run("poll", "outbound", "--dry-run", "--json")
    assert answer.code == 0
    records = {row["number"]: row["state"] for row in answer.json["connections"][0]["records"]}
    assert records[order] == "would_send"
    assert len(sandbox.uploads()) == before
    assert not Document.objects.exists()


def test_an_outbound_poll_sends_processing_included(synced: Connection, sandbox: SandboxProcess) -> None:
    order = sandbox.create_order("V10000", [{"item_number": "F1000", "quantity": 3, "location": "WH01"}])[
        "number"
    ]
    answer = run("poll", "outbound", "Sandbox", "--json")
    assert answer.code == 0, answer.out
    row = answer.json["connections"][0]
    assert row["state"] == "done"
    assert row["documents"]["linked"] >= 1
    assert sum(f"*{order}*" in upload["text"] for upload in sandbox.uploads()) == 1
    again = run("poll", "outbound", "--json").json["connections"][0]
    assert again["documents"] == {}
    assert sum(f"*{order}*" in upload["text"] for upload in sandbox.uploads()) == 1


def test_an_inbound_poll_books_and_its_dry_run_does_not(synced: Connection, sandbox: SandboxProcess) -> None:
    order = sandbox.create_order("V10000", [{"item_number": "F1000", "quantity": 5, "location": "WH01"}])[
        "number"
    ]
    file = sandbox.generate("856", order_number=order)["name"]
    waits = run("poll", "inbound", "--dry-run", "--json").json["connections"][0]["records"]
    assert [row["name"] for row in waits if row["state"] == "waits"] == [file]
    assert not sandbox.books("purchaseReceipts", orderNumber=order)
    answer = run("poll", "inbound")
    assert answer.code == 0
    assert "inbound done" in answer.out
    assert len(sandbox.books("purchaseReceipts", orderNumber=order)) == 1


def test_a_poll_that_is_running_already_exits_3(synced: Connection) -> None:
    lane = claims.take_lane(synced, (claims.POLL_LANE,))
    assert lane is not None
    claims.Lane.objects.filter(pk=lane.pk).update(owner="elsewhere/1/1")
    answer = run("poll", "outbound", "--json")
    assert answer.code == 3
    assert answer.json["connections"][0]["state"] == "busy"


def test_a_poll_of_a_dead_other_side_exits_1_with_a_sentence(connection: Connection) -> None:
    Connection.objects.update(cleo_url="http://127.0.0.1:9")
    answer = run("poll", "inbound", "--json")
    assert answer.code == 1
    row = answer.json["connections"][0]
    assert row["state"] == "failed"
    assert row["error"]


def test_documents_left_for_a_retry_make_a_poll_not_done(synced: Connection, sandbox: SandboxProcess) -> None:
    order = sandbox.create_order("V10000", [{"item_number": "F1000", "quantity": 5, "location": "WH01"}])[
        "number"
    ]
    sandbox.generate("856", order_number=order)
    sandbox.fault("throttle", system="nav", method="PATCH", times=0)
    answer = run("poll", "inbound", "--json")
    assert answer.code == 1
    assert answer.json["connections"][0]["unfinished"] == {"retry": 1}
    sandbox.clear_faults()
    assert run("process", "--json").json["documents"] == {}
    assert run("process", "--now", "--json").json["documents"]["linked"] == 1
    assert len(sandbox.books("purchaseReceipts", orderNumber=order)) == 1


def test_process_leaves_what_settles_alone(synced: Connection, sandbox: SandboxProcess) -> None:
    order = sandbox.create_order("V10000", [{"item_number": "F1000", "quantity": 5, "location": "WH01"}])[
        "number"
    ]
    sandbox.generate("856", order_number=order)
    run("poll", "inbound")
    later = timezone.now() + timedelta(hours=1)
    Document.objects.update(status="received", not_before=later, waiting_for="settle")
    answer = run("process", "--now", "--json").json
    assert answer["documents"] == {}
    assert set(answer["unfinished"]) == {"waiting for NAV to settle"}


def test_replay_shows_first_and_then_books(synced: Connection, sandbox: SandboxProcess) -> None:
    order = sandbox.create_order(
        "V10000", [{"item_number": "F1000", "quantity": 5, "location": "WH01"}], status="Draft"
    )
    sandbox.generate("856", order_number=order["number"], lines=_strange(sandbox, order["number"]))
    run("poll", "inbound")
    document = Document.objects.get(kind="856")
    assert document.status == "quarantined"
    refused = run("replay", str(document.pk), "--dry-run", "--json")
    assert refused.code == 1
    assert refused.json["documents"][0]["problems"]
    with pytest.raises(CommandError, match="--reason"):
        run("replay", str(document.pk))
    answer = run("replay", str(document.pk), "999999", "--reason", "looked at it", "--json")
    assert answer.code == 1, "one of the two is not there"
    assert [row["ok"] for row in answer.json["documents"]] == [True, False]
    document.refresh_from_db()
    assert document.status == "received"
    assert Event.objects.filter(document=document, text="looked at it").exists()


def _strange(sandbox: SandboxProcess, order: str) -> list[dict[str, Any]]:
    """A line under a code that nobody knows."""
    return [{"line_number": "", "quantity": "5", "unit": "CA", "product_ids": [["VN", "NOBODY-KNOWS"]]}]


def test_a_name_that_is_not_there_is_named_with_those_that_are(connection: Connection) -> None:
    with pytest.raises(CommandError, match="'Sandbox'"):
        run("poll", "inbound", "Sandbax")
    answer = run("poll", "inbound", "Sandbax", "--json")
    assert answer.code == 1
    assert answer.json["ok"] is False
