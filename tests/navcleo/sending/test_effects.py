"""What every kind of send has in common, and that each kind of the product has it."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime

import pytest

from navcleo.sending import cleo_file, receipt_in_journal, receipt_on_order, vendor_invoice, vendor_payment
from navcleo.sending.effects import Effect, Evidence, Intent, LinkFact, Look, Parked, Pending, Shown

MODULES = (receipt_on_order, receipt_in_journal, vendor_invoice, vendor_payment, cleo_file)
KINDS = [
    found
    for module in MODULES
    for _, found in inspect.getmembers(module, inspect.isclass)
    if issubclass(found, Effect) and found.__module__ == module.__name__
]


def test_there_are_seven_kinds_of_send_and_each_has_a_name_of_its_own() -> None:
    assert sorted(found.kind for found in KINDS) == [
        "cleo_file",
        "invoice_draft",
        "invoice_on_order",
        "payment_line",
        "payment_posting",
        "receipt_in_journal",
        "receipt_on_order",
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_each_kind_has_the_four_verbs(kind: type[Effect]) -> None:
    assert not inspect.isabstract(kind)
    assert {"look", "intend", "act", "verify"} <= set(vars(kind))


def test_parked_carries_code_reason_and_details() -> None:
    parked = Parked("item_unknown", "No such item", {"code": "X"})
    assert (parked.code, parked.reason, parked.details, str(parked)) == (
        "item_unknown",
        "No such item",
        {"code": "X"},
        "No such item",
    )
    assert Parked("order_closed", "gone").details == {}


def test_pending_says_until_when_and_for_what() -> None:
    until = datetime(2026, 1, 5, tzinfo=UTC)
    pending = Pending(until, "settle", "nothing there yet")
    assert (pending.until, pending.waiting_for, pending.why) == (until, "settle", "nothing there yet")


def test_values_are_empty_unless_told() -> None:
    assert Look() == Look({}, None)
    assert Intent() == Intent({}, None, "")
    assert Evidence(Shown.ABSENT).links == ()
    assert LinkFact("receipt", "1").facts == {}
