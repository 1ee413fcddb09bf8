"""Payment lines and the posting of their batch: every call with every fault ends in one line and one payment (booking rule 1.6)."""

from __future__ import annotations

from decimal import Decimal
from itertools import count

import pytest

from audit.models import Document
from tests.stories.faults.world import (
    FAULTS,
    Fault,
    FaultWorld,
    assert_linked_without_help,
    cases,
    times_of,
)
from tests.stories.world import JsonObject, quarantined

BATCH = {"system": "nav", "method": "POST", "path": "vendorPaymentJournals$"}
LINE = {"system": "nav", "method": "POST", "path": "vendorPayments$"}
POST = {"system": "nav", "method": "POST", "path": "journals.*post$"}
_batches = count(1)


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own_batch(world: FaultWorld) -> FaultWorld:
    """A batch of this story alone, left for a person to post."""
    world.change(payment_batch=f"EDI{next(_batches):05d}")
    return world


def advice_of(world: FaultWorld, *amounts: int, credit: int = 0) -> Document:
    """An 820 that pays one posted invoice per amount, not yet processed."""
    payments = []
    for amount in amounts:
        number = f"PAID-{next(_batches):05d}"
        lines = [{"account_number": "61300", "quantity": 1, "unit_cost": amount, "tax_percent": 0}]
        world.sandbox.create_invoice(vendor_number="V10000", vendor_invoice_number=number, lines=lines)
        payments.append({"number": number, "amount": str(amount)})
    if not credit:
        return world.deliver("820", work=False, vendor_number="V10000", payments=payments)
    taken = {"qualifier": "CM", "number": "CM-1", "amount": f"-{credit}"}
    entities = [{"payments": [payments[0], taken]}, *({"payments": [row]} for row in payments[1:])]
    return world.deliver("820", work=False, vendor_number="V10000", entities=entities)


def waiting(world: FaultWorld) -> list[Decimal]:
    """The amounts that wait in the batch of the story."""
    rows = world.sandbox.books("journals", code=world.connection.payment_batch)
    lines = [line for row in rows for line in world.sandbox.books("journalLines", journalId=row["id"])]
    return sorted(Decimal(str(line["amount"])) for line in lines)


def paid(world: FaultWorld, advice: Document) -> list[Decimal]:
    """The amounts of the posted payments of an advice, in the sandbox's vendor ledger."""
    numbers = set(advice.links.filter(kind="payment_line").values_list("number", flat=True))
    entries = world.sandbox.books("vendorLedgerEntries", documentType="Payment")
    return sorted(Decimal(str(row["originalAmount"])) for row in entries if row["documentNumber"] in numbers)


@pytest.mark.parametrize(("match", "fault"), cases({"batch": BATCH, "line": LINE}))
def test_each_line_is_made_exactly_once(own_batch: FaultWorld, match: JsonObject, fault: Fault) -> None:
    advice = advice_of(own_batch, 100, 40)
    own_batch.run(advice, fault, match)
    assert_linked_without_help(own_batch, advice)
    assert waiting(own_batch) == [Decimal(40), Decimal(100)]
    assert paid(own_batch, advice) == []


@pytest.mark.parametrize("name", ["cut after", "500 after", "late", "cut before"])
def test_a_line_that_bears_a_credit_is_made_exactly_once(own_batch: FaultWorld, name: str) -> None:
    """The lines make what was paid, however often the advice is mapped anew on the way."""
    advice = advice_of(own_batch, 100, 40, credit=30)
    own_batch.run(advice, FAULTS[name], LINE)
    assert_linked_without_help(own_batch, advice)
    assert waiting(own_batch) == [Decimal(40), Decimal(70)]


@pytest.mark.parametrize(("match", "fault"), cases({"post": POST}))
def test_the_batch_is_posted_exactly_once(own_batch: FaultWorld, match: JsonObject, fault: Fault) -> None:
    own_batch.change(post_payments=True)
    advice = advice_of(own_batch, 100, 40)
    own_batch.run(advice, fault, match)
    assert_linked_without_help(own_batch, advice)
    assert waiting(own_batch) == []
    assert paid(own_batch, advice) == [Decimal(40), Decimal(100)]
    assert set(advice.links.filter(kind="payment_line").values_list("state", flat=True)) == {"posted"}
    assert advice.links.filter(kind="entry").count() == 4


@pytest.mark.parametrize("name", ["cut before", "late"])
def test_a_person_posts_the_lines_while_one_is_in_doubt(own_batch: FaultWorld, name: str) -> None:
    """What a person posted is done; only the other line is made."""
    advice = advice_of(own_batch, 100, 40)
    with times_of(FAULTS[name]):
        own_batch.strike(FAULTS[name], LINE, skip=1)
        own_batch.process()
        own_batch.finish_late_effects()
        own_batch.post_batch_by_hand(own_batch.connection.payment_batch)
        own_batch.finish(advice)
    assert_linked_without_help(own_batch, advice)
    assert len(waiting(own_batch)) + len(paid(own_batch, advice)) == 2


def test_a_line_that_a_person_adds_is_never_posted_along(own_batch: FaultWorld) -> None:
    own_batch.change(post_payments=True)
    advice = advice_of(own_batch, 100)
    own_batch.strike(FAULTS["cut before"], POST)
    own_batch.process()
    own_batch.add_journal_line_by_hand(own_batch.connection.payment_batch)
    own_batch.finish(advice)
    assert quarantined(advice) == "batch_not_empty"
    assert paid(own_batch, advice) == []
    assert len(waiting(own_batch)) == 2
