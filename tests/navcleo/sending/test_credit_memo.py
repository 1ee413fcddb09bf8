"""A draft credit memo: comment lines, or one account line; found again, never a second one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from audit.models import Document
from connectors.nav.client import NavClient
from navcleo.sending.credit_memo import CreditBill, CreditMemoDraft
from navcleo.sending.effects import Parked, Shown
from tests.navcleo.sending.conftest import begin
from tests.sandbox_process import SandboxProcess

COMMENTS = ("EDI 810: CREDIT MEMO", "what is left to do")


@pytest.fixture
def number(order: str) -> str:
    """A vendor credit memo number that no other test uses."""
    return f"CM-{order}"


def draft_of(nav: NavClient, document: Document, number: str, account: str = "") -> CreditMemoDraft:
    bill = CreditBill(
        "V10000", number, Decimal(25), date(2026, 2, 1), date(2026, 2, 3), COMMENTS, "", account, "106001"
    )
    return CreditMemoDraft(nav, document, bill, target="credit_memo")


def test_a_draft_has_our_comments_and_is_proof(
    nav: NavClient, document: Document, sandbox: SandboxProcess, number: str
) -> None:
    effect = draft_of(nav, document, number)
    attempt = begin(document, effect)
    assert effect.verify(attempt).shown is Shown.ABSENT
    effect.act(attempt)
    evidence = effect.verify(attempt)
    [draft] = sandbox.books("purchaseCreditMemos", vendorCreditMemoNumber=number)
    [link] = evidence.links
    assert (evidence.shown, link.kind, link.number) == (Shown.DONE, "credit_memo", draft["number"])
    assert (link.facts["state"], link.facts["amount"]) == ("waiting", 25)
    assert (draft["creditMemoDate"], draft["postingDate"]) == ("2026-02-01", "2026-02-03")
    lines = sandbox.books("purchaseCreditMemoLines", documentId=draft["id"])
    assert {row["lineType"] for row in lines} == {"Comment"}
    # a second look finds it as ours, and a second draft under the number is not exactly ours
    assert effect.look().done is not None
    effect.act(attempt)
    assert effect.verify(attempt).shown is Shown.MOVED


def test_with_an_account_the_whole_is_one_line(
    nav: NavClient, document: Document, sandbox: SandboxProcess, number: str
) -> None:
    effect = draft_of(nav, document, number, "61400")
    attempt = begin(document, effect)
    effect.act(attempt)
    [draft] = sandbox.books("purchaseCreditMemos", vendorCreditMemoNumber=number)
    assert Decimal(str(draft["totalAmountIncludingTax"])) == 25
    nav.post_credit_memo(draft["id"])
    [link] = effect.verify(attempt).links
    assert (link.facts["state"], link.facts["amount"]) == ("posted", 25)


def test_a_credit_memo_of_that_number_that_is_there_is_for_a_person(
    nav: NavClient, document: Document, number: str
) -> None:
    made = nav.create_credit_memo_draft(
        vendor_number="V10000",
        vendor_credit_memo_number=number,
        credited_on=date(2026, 2, 1),
        currency="",
        posting_on=None,
        comments=["typed by hand"],
    )
    with pytest.raises(Parked, match=made.number) as parked:
        draft_of(nav, document, number).look()
    assert parked.value.code == "invoice_exists"


def test_a_draft_is_resumed_as_it_was_intended(nav: NavClient, document: Document, number: str) -> None:
    effect = draft_of(nav, document, number, "61400")
    again = CreditMemoDraft.resume(nav, document, begin(document, effect))
    for name in ("bill", "target", "send_key", "hold_key"):
        assert getattr(again, name) == getattr(effect, name)
