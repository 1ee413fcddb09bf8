"""The values that everything else speaks in: what they say of themselves, and that nobody can change them."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from edi import errors
from edi.documents import Acknowledgment, Invoice
from edi.nav_records import Order, OrderLine, VendorInvoice
from edi.problems import Problem, has_errors
from edi.profiles import Profile
from edi.x12.segments import Delimiters, Group, Interchange, Segment, TransactionSet

COVERS = [
    "edi.documents",
    "edi.errors",
    "edi.nav_records",
    "edi.problems",
    "edi.profiles",
    "edi.x12.segments",
]


def invoice(total: str, type_code: str = "") -> Invoice:
    return Invoice("I-1", date(2026, 5, 4), (), Decimal(total), type_code=type_code)


@pytest.mark.parametrize(
    ("value", "is_credit"),
    [
        (invoice("10"), False),
        (invoice("10", "DI"), False),
        (invoice("10", "CR"), True),
        (invoice("10", "CN"), True),
        (invoice("-10"), True),
        (invoice("0"), False),
    ],
)
def test_a_credit_memo_is_known_by_its_type_or_its_sign(value: Invoice, is_credit: bool) -> None:
    assert value.is_credit is is_credit


def test_an_acknowledgment_is_called_by_the_group_it_speaks_of() -> None:
    assert Acknowledgment("PO", "123", "A").number == "PO-123"


def test_a_line_tells_what_is_outstanding_and_what_is_not_invoiced() -> None:
    line = OrderLine("id", 10000, "Item", quantity=Decimal(10), received=Decimal(7), invoiced=Decimal(2))
    assert (line.outstanding, line.uninvoiced) == (Decimal(3), Decimal(5))


@pytest.mark.parametrize(("status", "released"), [("Open", True), ("Draft", False), ("In Review", False)])
def test_only_an_open_order_is_released(status: str, released: bool) -> None:
    assert Order("id", "PO-1", "V1", status, None).is_released is released


@pytest.mark.parametrize(
    ("status", "posted"),
    [("Draft", False), ("In Review", False), ("Open", True), ("Paid", True), ("Canceled", True)],
)
def test_an_invoice_is_posted_by_its_status(status: str, posted: bool) -> None:
    assert VendorInvoice("id", "PI-1", "V1", "S-1", status).is_posted is posted


def test_values_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        invoice("1").total = Decimal(2)  # type: ignore[misc]


def test_warnings_and_findings_do_not_stop_a_document() -> None:
    told = [Problem("a", "x", severity="warning"), Problem("b", "y", severity="finding")]
    assert not has_errors(told)
    assert has_errors([*told, Problem("c", "z")])


def test_an_error_names_its_place_and_keeps_a_stable_code() -> None:
    error = errors.EnvelopeMismatch("SE01 says 5, there are 6", place="segment 9")
    assert str(error) == "SE01 says 5, there are 6 (segment 9)"
    assert error.code == "envelope_mismatch"
    assert errors.Unmappable("x", code="unit_unmapped").code == "unit_unmapped"


def test_a_profile_starts_with_sound_defaults() -> None:
    profile = Profile("Acme", ("ZZ", "ACME"), ("ZZ", "OURS"))
    assert (profile.version, profile.is_test, profile.requests_997) == ("004010", False, True)
    assert profile.delimiters.element == "*"


def test_a_segment_reads_what_is_absent_as_nothing() -> None:
    segment = Segment(("PO1", "1", " 12 "))
    assert (segment.id, segment.get(1), segment.get(2), segment.get(9)) == ("PO1", "1", "12", "")


def test_an_envelope_tells_who_sent_what_to_whom() -> None:
    header = Segment(
        (
            "ISA",
            "00",
            "",
            "00",
            "",
            "ZZ",
            "ACME   ",
            "01",
            "OURS",
            "260504",
            "1200",
            "U",
            "00401",
            "7",
            "0",
            "T",
            ">",
        )
    )
    group = Group(Segment(("GS", "SH", "A", "B", "20260504", "1200", "5", "X", "004010VICS")), ())
    interchange = Interchange(header, (group,), Delimiters())
    assert interchange.sender == ("ZZ", "ACME")
    assert interchange.receiver == ("01", "OURS")
    assert (interchange.control_number, interchange.is_test) == ("7", True)
    assert (group.code, group.control_number, group.version) == ("SH", "5", "004010VICS")
    assert TransactionSet((Segment(("ST", "856", "0001")),)).code == "856"
