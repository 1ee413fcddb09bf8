"""Which records of NAV leave: each state known before, each status of NAV, each vendor (booking rules 4.6, 5.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from audit.models import NavRecord
from connectors.models import Connection
from edi.mapping.purchase_order import order_digest
from edi.models import PartnerSet, VendorMapping
from edi.nav_records import Order, OrderLine, VendorInvoice
from navcleo.workflows import candidates
from navcleo.workflows.candidates import INVOICES, ORDERS
from tests.factories import (
    ConnectionFactory,
    CursorFactory,
    DocumentFactory,
    JournalLinkFactory,
    NavRecordFactory,
    SendAttemptFactory,
    VendorMappingFactory,
)

pytestmark = pytest.mark.django_db
ORDER = Order(
    "id-1", "106001", "V1", "Open", date(2026, 3, 2), (OrderLine("l-1", 10000, "Item", item_number="1000"),)
)
INVOICE = VendorInvoice("id-2", "108001", "V1", "INV-1", "Open", invoiced_on=date(2026, 3, 2))


@pytest.fixture
def connection() -> Connection:
    return VendorMappingFactory(vendor_number="V1").connection


def judged(
    connection: Connection, record: Any, known: NavRecord | None = None, *, baseline: bool = False
) -> tuple[str, str]:
    found = candidates.judge(connection, record, known, baseline=baseline)
    assert found.reason or found.action == "none"
    return found.action, str(found.state)


def known(state: str, sent: str = "") -> NavRecord:
    return NavRecordFactory.build(state=state, sent_digest=sent, connection=None)


@pytest.mark.parametrize("record", [ORDER, INVOICE], ids=["order", "invoice"])
def test_what_a_vendor_means(connection: Connection, record: Any) -> None:
    assert judged(connection, record) == ("send", "taken")
    assert judged(connection, replace(record, vendor_number="V2")) == ("wait", "taken")
    assert not VendorMapping.objects.filter(vendor_number="V2").exists(), "judging writes nothing"
    VendorMapping.objects.update(state="not_on_edi", partner=None)
    assert judged(connection, record) == ("none", "not_on_edi")
    VendorMapping.objects.update(state="on_edi", partner=None)
    assert judged(connection, record) == ("wait", "taken")


@pytest.mark.parametrize(("record", "code"), [(ORDER, "850"), (INVOICE, "810")], ids=["order", "invoice"])
def test_a_set_that_the_profile_switches_off_is_set_aside(
    connection: Connection, record: Any, code: str
) -> None:
    partner = VendorMapping.objects.get(vendor_number="V1").partner
    assert partner is not None
    row = PartnerSet.objects.create(partner=partner, code=code, is_enabled=False)
    found = candidates.judge(connection, record, None, baseline=False)
    assert (found.action, found.state) == ("none", "set_off")
    assert found.reason == f"set {code} is switched off in the profile of {partner.name}"
    row.delete()
    assert judged(connection, record, known("set_off")) == ("none", "set_off"), "a person releases it"
    assert judged(connection, record, known("released")) == ("send", "taken")


@pytest.mark.parametrize(
    ("send_from", "result"),
    [
        (None, "baseline"),
        (date(2026, 3, 3), "baseline"),
        (date(2026, 3, 2), "taken"),
        (date(2026, 3, 1), "taken"),
    ],
)
@pytest.mark.parametrize("record", [ORDER, INVOICE], ids=["order", "invoice"])
def test_the_first_poll_and_send_from(
    connection: Connection, record: Any, send_from: date | None, result: str
) -> None:
    connection.send_from = send_from
    assert judged(connection, record, baseline=True)[1] == result
    assert judged(connection, record, baseline=False)[1] == "taken"


@pytest.mark.parametrize("moved", [{"received": 1}, {"invoiced": 1}])
def test_an_order_that_goods_came_on_is_old_whatever_its_date_says_by_now(
    connection: Connection, moved: dict[str, Any]
) -> None:
    connection.send_from = date(2026, 3, 1)
    begun = replace(ORDER, lines=(replace(ORDER.lines[0], **moved),))
    assert judged(connection, begun, baseline=True) == ("none", "baseline")
    assert judged(connection, begun, baseline=False) == ("send", "taken")


def test_without_a_date_a_record_of_the_first_poll_is_old() -> None:
    connection = VendorMappingFactory(
        vendor_number="V1", connection=ConnectionFactory(send_from=date(2000, 1, 1))
    ).connection
    assert judged(connection, replace(ORDER, ordered_on=None), baseline=True) == ("none", "baseline")
    assert judged(connection, replace(INVOICE, invoiced_on=None, posting_on=None), baseline=True) == (
        "none",
        "baseline",
    )


@pytest.mark.parametrize(
    ("state", "order", "invoice"),
    [
        ("draft", ("send", "taken"), ("send", "taken")),
        ("released", ("send", "taken"), ("send", "taken")),
        ("baseline", ("none", "baseline"), ("none", "baseline")),
        ("not_on_edi", ("none", "not_on_edi"), ("none", "not_on_edi")),
        ("gone", ("none", "baseline"), ("none", "gone")),
        ("taken", ("none", "taken"), ("none", "taken")),
        ("held", ("none", "held"), ("none", "held")),
        ("echo", None, ("none", "echo")),
    ],
)
def test_what_is_known_decides(
    connection: Connection, state: str, order: tuple[str, str] | None, invoice: tuple[str, str]
) -> None:
    for baseline in (False, True):
        if order:
            assert judged(connection, ORDER, known(state), baseline=baseline) == order
        assert judged(connection, INVOICE, known(state), baseline=baseline) == invoice


@pytest.mark.parametrize("state", ["taken", "held", "gone", "baseline"])
def test_a_sent_order_is_compared_whatever_its_state(connection: Connection, state: str) -> None:
    sent = order_digest(ORDER)
    assert judged(connection, ORDER, known(state, sent)) == ("none", "taken")
    changed = replace(ORDER, lines=(replace(ORDER.lines[0], description="other"),))
    assert judged(connection, changed, known(state, sent)) == ("changed", "held")
    assert judged(connection, replace(changed, status="Draft"), known(state, sent))[0] == "none"


@pytest.mark.parametrize("status", ["Draft", "In Review"])
def test_what_is_not_released_or_posted_waits(connection: Connection, status: str) -> None:
    assert judged(connection, replace(ORDER, status=status), baseline=True) == ("none", "draft")
    assert judged(connection, replace(INVOICE, status=status), baseline=True) == ("none", "draft")
    assert judged(connection, replace(ORDER, status=status), known("baseline")) == ("none", "baseline")
    assert judged(connection, replace(ORDER, status=status), known("released")) == ("none", "released")


@pytest.mark.parametrize(
    ("status", "result"), [("Open", "send"), ("Paid", "send"), ("Canceled", "hold"), ("Corrective", "hold")]
)
def test_the_statuses_of_invoices(connection: Connection, status: str, result: str) -> None:
    assert judged(connection, replace(INVOICE, status=status))[0] == result


def test_a_canceled_invoice_of_a_vendor_not_on_edi_is_nobodys_work(connection: Connection) -> None:
    VendorMapping.objects.update(state="not_on_edi", partner=None)
    assert judged(connection, replace(INVOICE, status="Canceled")) == ("none", "not_on_edi")


# -- echoes


def inbound(connection: Connection, **fields: Any) -> Any:
    partner = VendorMapping.objects.get(connection=connection, vendor_number="V1").partner
    return DocumentFactory(
        **{
            "connection": connection,
            "kind": "810",
            "number": "inv-1",
            "partner": partner,
            "vendor_number": "",
            **fields,
        }
    )


@pytest.mark.parametrize(
    "status", ["received", "parsed", "mapped", "sent", "linked", "quarantined", "discarded"]
)
def test_an_810_in_any_state_is_an_echo(connection: Connection, status: str) -> None:
    inbound(connection, status=status)
    assert judged(connection, INVOICE) == ("none", "echo")
    assert judged(connection, INVOICE, baseline=True) == ("none", "echo")


def test_an_810_of_an_unknown_sender_may_be_it(connection: Connection) -> None:
    inbound(connection, partner=None)
    assert candidates.is_echo(connection, INVOICE)


def test_other_numbers_partners_kinds_directions_and_connections_are_no_echo(connection: Connection) -> None:
    inbound(connection, number="INV-2")
    inbound(connection, partner=VendorMappingFactory(connection=connection).partner)
    inbound(connection, kind="856")
    inbound(connection, direction="outbound")
    DocumentFactory(kind="810", number="INV-1", partner=None)
    assert not candidates.is_echo(connection, INVOICE)
    assert not candidates.is_echo(connection, replace(INVOICE, vendor_invoice_number=""))


def test_what_we_made_is_an_echo_by_its_link_or_attempt(connection: Connection) -> None:
    document = DocumentFactory(connection=connection, kind="810", number="RENUMBERED")
    attempt = SendAttemptFactory(document=document, intent={"vendor": "V2", "vendor_invoice_number": "INV-1"})
    assert not candidates.is_echo(connection, INVOICE)
    attempt.intent = {"vendor": "V1", "vendor_invoice_number": "INV-1"}
    attempt.save()
    assert candidates.is_echo(connection, INVOICE)
    attempt.delete()
    JournalLinkFactory(document=document, kind="draft", nav_id="id-2")
    assert candidates.is_echo(connection, INVOICE)


def test_a_baseline_is_per_entity(connection: Connection) -> None:
    CursorFactory(connection=connection, entity=ORDERS, value=None)
    assert not candidates.is_baseline(connection, ORDERS)
    assert candidates.is_baseline(connection, INVOICES)


def test_the_record_of_an_id(connection: Connection) -> None:
    row = NavRecordFactory(connection=connection, entity=ORDERS, nav_id="id-1")
    assert candidates.record_of(connection, ORDERS, "id-1") == row
    assert candidates.record_of(connection, INVOICES, "id-1") is None
