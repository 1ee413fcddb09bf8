"""The document beside the order's: made of account lines, compared before it is posted, taken back, found again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Document
from connectors.nav.client import NavClient
from edi.mapping.charges import ChargeLine
from navcleo.sending.charge_invoice import ChargeInvoice
from navcleo.sending.charge_paper import ChargeBill, ChargePaper, charge_number
from navcleo.sending.effects import Parked, Shown
from tests.navcleo.sending.conftest import begin
from tests.sandbox_process import SandboxProcess

COVERS = ["navcleo.sending.charge_paper"]
D = Decimal
FREIGHT = ChargeLine("account", "61300", D("12.00"), "FREIGHT")
ALLOWANCE = ChargeLine("account", "61400", D("-5.00"), "PROMOTION")


@pytest.fixture
def number(order: str) -> str:
    """A vendor invoice number that no other test uses."""
    return f"INV-{order}"


def bill_of(number: str, *lines: ChargeLine) -> ChargeBill:
    return ChargeBill(
        "V10000", charge_number(number), number, "106001", lines, date(2026, 2, 1), date(2026, 2, 3)
    )


def effect_of(nav: NavClient, document: Document, number: str, *lines: ChargeLine) -> ChargeInvoice:
    return ChargeInvoice(nav, document, bill_of(number, *lines), target="charges")


@pytest.mark.parametrize(
    ("number", "expected"),
    [("inv1 ", "INV1-C"), ("X" * 33, "X" * 33 + "-C")],
)
def test_the_number_is_the_vendors_with_a_mark(number: str, expected: str) -> None:
    assert charge_number(number) == expected


def test_numbers_too_long_for_nav_stay_apart() -> None:
    one, two = charge_number("Y" * 34), charge_number("Y" * 35)
    assert len(one) == len(two) == 35
    assert one != two


def test_act_posts_one_invoice_and_verify_proves_it(
    nav: NavClient, document: Document, sandbox: SandboxProcess, number: str
) -> None:
    effect = effect_of(nav, document, number, FREIGHT, ALLOWANCE)
    attempt = begin(document, effect)
    assert effect.verify(attempt).shown is Shown.ABSENT
    effect.act(attempt)
    evidence = effect.verify(attempt)
    [posted] = sandbox.books("purchaseInvoices", vendorInvoiceNumber=f"{number}-C")
    [link] = evidence.links
    assert (evidence.shown, link.kind, link.number) == (Shown.DONE, "invoice", posted["number"])
    assert (link.facts["amount"], link.facts["state"], link.facts["order_number"]) == (
        D(7),
        "posted",
        "106001",
    )
    attempt.answer = evidence.answer
    assert effect.entries(attempt)
    # found again by whoever looks next
    assert effect.look().done is not None
    again = ChargeInvoice.resume(nav, document, attempt)
    assert (again.bill, again.target, again.hold_key) == (effect.bill, "charges", effect.hold_key)


def test_more_allowances_than_charges_are_a_credit_memo(
    nav: NavClient, document: Document, sandbox: SandboxProcess, number: str
) -> None:
    effect = effect_of(nav, document, number, replace_amount(FREIGHT, "2.00"), ALLOWANCE)
    attempt = begin(document, effect)
    effect.act(attempt)
    [link] = effect.verify(attempt).links
    [memo] = sandbox.books("purchaseCreditMemos", vendorCreditMemoNumber=f"{number}-C")
    assert (link.kind, link.number, link.facts["amount"]) == ("credit_memo", memo["number"], D(3))


def replace_amount(line: ChargeLine, amount: str) -> ChargeLine:
    return ChargeLine(line.treatment, line.number, D(amount), line.description)


def test_a_draft_made_before_is_posted_and_not_made_twice(
    nav: NavClient, document: Document, sandbox: SandboxProcess, number: str
) -> None:
    effect = effect_of(nav, document, number, FREIGHT)
    draft = ChargePaper(nav, effect.bill).prepare()
    attempt = begin(document, effect)
    effect.act(attempt)
    [posted] = sandbox.books("purchaseInvoices", vendorInvoiceNumber=f"{number}-C")
    assert (posted["id"], posted["status"]) == (draft.nav_id, "Open")


def test_what_was_not_posted_is_taken_back_and_what_others_typed_stays(
    nav: NavClient, document: Document, sandbox: SandboxProcess, number: str
) -> None:
    effect = effect_of(nav, document, number, FREIGHT)
    attempt = begin(document, effect)
    effect.restore(attempt)  # nothing was begun: nothing is looked for
    attempt.step = "drafted"
    ChargePaper(nav, effect.bill).prepare()
    effect.restore(attempt)
    assert sandbox.books("purchaseInvoices", vendorInvoiceNumber=f"{number}-C") == []
    lines = [{"account_number": "61300", "quantity": 1, "unit_cost": 11}]
    other = sandbox.create_invoice(
        vendor_number="V10000", vendor_invoice_number=f"{number}-C", lines=lines, post=False
    )
    effect.restore(attempt)
    assert sandbox.books("purchaseInvoices", id=other["id"])
    assert effect.verify(attempt).shown is Shown.MOVED
    with pytest.raises(Parked, match=other["number"]) as parked:
        effect.look()
    assert parked.value.code == "invoice_exists"


def test_item_charges_end_as_a_draft(
    nav: NavClient, document: Document, sandbox: SandboxProcess, number: str
) -> None:
    effect = effect_of(nav, document, number, ChargeLine("item_charge", "FREIGHT", D(12), "FREIGHT"))
    attempt = begin(document, effect)
    effect.act(attempt)
    evidence = effect.verify(attempt)
    [link] = evidence.links
    assert (evidence.shown, link.kind, link.facts["state"]) == (Shown.DONE, "draft", "waiting")
    attempt.answer = evidence.answer
    assert effect.entries(attempt) == ()
    [draft] = sandbox.books("purchaseInvoices", vendorInvoiceNumber=f"{number}-C")
    texts = [row["description"] for row in sandbox.books("purchaseInvoiceLines", documentId=draft["id"])]
    assert any("Assign the item charges" in text for text in texts)


def test_a_total_that_nav_makes_another_one_is_refused_before_posting(
    nav: NavClient, document: Document, monkeypatch: Any, number: str
) -> None:
    effect = effect_of(nav, document, number, FREIGHT)
    attempt = begin(document, effect)
    monkeypatch.setattr(ChargeBill, "total", D("11.00"))
    with pytest.raises(Parked, match=r"come to 11\.00") as parked:
        effect.act(attempt)
    assert (parked.value.code, parked.value.details["difference"]) == ("amount_differs", "1.00")
