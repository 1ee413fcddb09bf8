"""An 820 is linked only with all of its money booked, and never pays another invoice than the one it names (booking rule 4.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from audit import replay
from audit.models import Document
from tests.stories import test_remittances_shared as shared
from tests.stories.test_remittances_shared import applied, billed, charged, posted, reason, remit, shipped
from tests.stories.world import World, quarantined, status, why

COVERS = ["navcleo.workflows.open_invoices"]

D = Decimal
own_batch, evaluated = shared.own_batch, shared.evaluated
REFUSAL: dict[str, Any] = {"status": 400, "code": "Application_DialogException", "message": "no"}
LINE: dict[str, Any] = {"system": "nav", "method": "POST", "path": "vendorPayments$"}


def replayed(world: World, document: Document) -> str:
    replay.replay(document, actor="clerk", reason="again")
    world.process()
    return quarantined(document)


# -- 1: what a stopped mapping shows is not the whole advice


def booked_in_part(world: World, number: str, *amounts: int) -> tuple[Document, str, str]:
    """Two invoices, the second with freight: the first is booked, NAV refused the second. Both numbers in NAV."""
    first, second = charged(world, f"{number}-1"), charged(world, f"{number}-2", shared.FREIGHT)
    world.sandbox.fault("status_before", skip=1, **LINE, **REFUSAL)
    advice = remit(world, *((f"{number}-{n}", amount) for n, amount in enumerate(amounts, start=1)))
    assert quarantined(advice) == "nav_refused", why(advice)
    return advice, first, second


def test_what_stopped_in_mapping_is_not_linked_without_its_money(own_batch: World) -> None:
    advice, first, second = booked_in_part(own_batch, "AR", 100, 100)
    own_batch.sandbox.put("purchaseInvoices", second, {"status": "Canceled"})
    for _ in range(3):
        assert replayed(own_batch, advice) == "content_invalid", why(advice)
    assert applied(own_batch) == [(first, D(100))]
    own_batch.sandbox.put("purchaseInvoices", second, {"status": "Open"})
    replayed(own_batch, advice)
    assert status(advice) == "linked", why(advice)
    assert applied(own_batch) == sorted([(first, D(100)), (second, D(100))])


def test_a_part_is_not_posted_on_an_approval(own_batch: World) -> None:
    own_batch.change(post_payments=True)
    advice, first, second = booked_in_part(own_batch, "AS", 100, 112)
    own_batch.sandbox.put("purchaseInvoices", posted(own_batch, "AS-2-C"), {"status": "Paid"})
    assert replayed(own_batch, advice) == "amount_differs", why(advice)
    replay.approve(advice, code="amount_differs", actor="manager", reason="agreed")
    own_batch.process()
    assert quarantined(advice) == "amount_differs", why(advice)
    assert applied(own_batch) == [(first, D(100))]
    assert own_batch.booked().get("payments", 0) == 0
