"""The journal route: a batch of our own, exactly our lines, and G/L entries as proof (booking rule 4.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from audit.models import Document
from connectors.nav.client import NavClient
from edi.nav_records import JournalLine
from navcleo.sending.effects import Parked, Shown
from navcleo.sending.receipt_in_journal import ReceiptInJournal, batch_code
from tests.navcleo.sending.conftest import begin
from tests.sandbox_process import SandboxProcess

D = Decimal
DAY = date(2026, 2, 3)
GOODS, CLEARING = "50100", "20300"


def line(account: str, amount: int, text: str = "goods") -> JournalLine:
    return JournalLine("G/L Account", account, D(amount), DAY, "", "", text)


def effect_of(
    nav: NavClient, document: Document, *, location: str = "WH01", amount: int = 40, **dimensions: str
) -> ReceiptInJournal:
    lines = [line(GOODS, amount), line(CLEARING, -amount)]
    return ReceiptInJournal(
        nav, document, lines, target="order:1", location=location, post_on=DAY, dimensions=dimensions
    )


@pytest.fixture
def empty(nav: NavClient, sandbox: SandboxProcess) -> SandboxProcess:
    for row in sandbox.books("journalLines"):
        sandbox.control("DELETE", f"books/journalLines/{row['id']}")
    return sandbox


@pytest.mark.parametrize("location", ["WH01", "", "ST0001", "A-LONG-ONE", "WH 1", "wh1"])
def test_the_batch_of_a_location_fits_and_is_its_own(location: str) -> None:
    others = {
        batch_code(other)
        for other in ("WH01", "", "ST0001", "A-LONG-ONE", "WH 1", "wh1")
        if other != location
    }
    assert len(batch_code(location)) <= 10
    assert batch_code(location).startswith("EDI")
    assert batch_code(location) not in others


def test_lines_are_made_with_dimensions_and_posted(
    nav: NavClient, document: Document, empty: SandboxProcess
) -> None:
    effect = effect_of(nav, document, DEPARTMENT="BUYING")
    attempt = begin(document, effect)
    empty.fault("status_before", method="POST", path="post$", status=400)
    with pytest.raises(Exception, match="could not be completed"):
        effect.act(attempt)
    waiting = empty.books("journalLines")
    assert [(row["accountNumber"], row["amount"], row["documentNumber"]) for row in waiting] == [
        (GOODS, 40, effect.number),
        (CLEARING, -40, effect.number),
    ]
    effect.act(attempt)  # what an earlier life left is taken out first
    evidence = effect.verify(attempt)
    [link] = evidence.links
    assert (evidence.shown, link.kind, link.number, link.facts["amount"]) == (
        Shown.DONE,
        "batch",
        "EDIWH01",
        D(40),
    )
    assert len(effect.entries(attempt)) == 2
    assert empty.books("journalLines") == []


def test_resume_is_the_effect_that_was_intended(
    nav: NavClient, document: Document, empty: SandboxProcess
) -> None:
    effect = effect_of(nav, document, DEPARTMENT="BUYING")
    again = ReceiptInJournal.resume(nav, document, begin(document, effect))
    for name in ("target", "send_key", "hold_key", "number", "batch_code", "lines", "dimensions", "post_on"):
        assert getattr(again, name) == getattr(effect, name)
    assert len(effect.number) <= 20


def test_a_batch_with_lines_of_others_is_left_alone(
    nav: NavClient, document: Document, empty: SandboxProcess
) -> None:
    effect = effect_of(nav, document)
    batch = effect.look().seen["batch_id"]
    foreign = replace(line(GOODS, 5), document_number="HAND-1", external_number="BY-HAND")
    nav.create_journal_line(batch, foreign)
    with pytest.raises(Parked, match="HAND-1") as parked:
        effect.look()
    assert parked.value.code == "batch_not_empty"


def test_a_line_that_came_meanwhile_stops_the_posting(
    nav: NavClient, document: Document, empty: SandboxProcess
) -> None:
    effect = effect_of(nav, document)
    attempt = begin(document, effect)
    foreign = replace(line(GOODS, 5), document_number="HAND-1", external_number="BY-HAND")
    nav.create_journal_line(attempt.seen["batch_id"], foreign)
    with pytest.raises(Parked, match="1 other lines"):
        effect.act(attempt)
    effect.restore(attempt)
    assert [row["documentNumber"] for row in empty.books("journalLines")] == ["HAND-1"]
    assert effect.verify(attempt).shown is Shown.ABSENT


@pytest.mark.parametrize(
    "entries",
    [
        [(GOODS, 40), (CLEARING, -40), (GOODS, 40), (CLEARING, -40)],
        [(GOODS, 30), (CLEARING, -30)],
        [("61300", 40), (CLEARING, -40)],
        [(GOODS, 40), (GOODS, -40)],
    ],
    ids=["twice", "another amount", "another account", "both sides on one account"],
)
def test_entries_under_our_number_that_are_not_ours_are_for_a_person(
    nav: NavClient, document: Document, empty: SandboxProcess, entries: list[tuple[str, int]]
) -> None:
    effect = effect_of(nav, document, location="WH02")
    attempt = begin(document, effect)
    planted = [f"{place:08d}-0000-4000-8000-{document.pk:012d}" for place in range(len(entries))]
    for place, (account, amount) in enumerate(entries):
        sides = {"amount": amount, "debitAmount": max(amount, 0), "creditAmount": max(-amount, 0)}
        numbers = {"documentNumber": effect.number, "accountNumber": account, "entryNumber": 900000 + place}
        empty.put(
            "generalLedgerEntries",
            planted[place],
            {"id": planted[place], "postingDate": "2026-02-03", **numbers, **sides},
        )
    try:
        evidence = effect.verify(attempt)
        assert evidence.shown is Shown.MOVED
        assert sum(entry.amount for entry in nav.ledger_entries(effect.number) if entry.amount > 0) > 0
        with pytest.raises(Parked) as parked:
            effect.look()
        assert parked.value.code == "outcome_unknown"
    finally:
        for key in planted:
            empty.control("DELETE", f"books/generalLedgerEntries/{key}")


def test_entries_of_ours_from_an_earlier_life_are_found(
    nav: NavClient, document: Document, empty: SandboxProcess
) -> None:
    effect = effect_of(nav, document, location="WH03", amount=60)
    effect.act(begin(document, effect))
    look = effect.look()
    assert look.done is not None
    assert look.done.shown is Shown.DONE
