"""Mappings that arrive cure what waits for them, within limits; mappings made here go back into NAV (booking 3.4, 5.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from audit.models import Document, SendAttempt
from edi.models import ItemMapping, LocationMapping, TradingPartner
from navcleo.workflows import lookups
from tests.factories import QuarantineFactory, SendAttemptFactory
from tests.sandbox_process import SandboxProcess
from tests.stories.lookup_world import Lookups
from tests.stories.world import quarantined, status, why

COVERS = ["navcleo.workflows.writing_back", "navcleo.workflows.curing", "navcleo.workflows.lookups"]


@pytest.fixture
def world(calm: SandboxProcess, transactional_db: None) -> Iterator[Lookups]:
    made = Lookups(calm)
    yield made
    made.restore()


@pytest.fixture
def waiting(world: Lookups) -> Document:
    """A notice with a code that nobody knows, for an order of an item without a code."""
    document = world.notice(world.order(10, item="F1009"), 4, ("VN", "NEW-CODE"))
    assert quarantined(document) == "item_unknown"
    return document


def cure(world: Lookups) -> int:
    """The code arrives in NAV; what the sync healed."""
    world.default("items", "F1009", "EDIITEM", "NEW-CODE")
    return world.poll("sync")["healed"]


def test_a_code_that_arrives_books_the_notice_by_itself(world: Lookups, waiting: Document) -> None:
    assert cure(world) == 1
    world.process()
    assert status(waiting) == "linked", why(waiting)
    assert world.booked()["receipts"] == 1
    [row] = waiting.quarantines.all()
    assert (row.resolution, row.closed_by) == ("healed", "navcleo")
    assert world.poll("sync")["healed"] == 0


def test_nothing_is_healed_before_the_code_is_there(world: Lookups, waiting: Document) -> None:
    assert world.poll("sync")["healed"] == 0
    assert quarantined(waiting) == "item_unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"received_at": timezone.now() - timedelta(days=15)},
        {"is_edited": True},
        {"amount": Decimal(10000)},
    ],
    ids=["old", "edited", "above the limit"],
)
def test_what_is_old_edited_or_large_is_offered_and_not_replayed(
    world: Lookups, waiting: Document, changes: dict[str, object]
) -> None:
    Document.objects.filter(pk=waiting.pk).update(**changes)
    assert cure(world) == 0
    assert quarantined(waiting) == "item_unknown"
    assert [row.document for row in lookups.healable(world.connection)] == [waiting]


def test_below_the_limit_is_healed(world: Lookups, waiting: Document) -> None:
    Document.objects.filter(pk=waiting.pk).update(amount=Decimal("9999.99"))
    assert cure(world) == 1


def test_a_notice_with_a_second_cause_is_not_replayed(world: Lookups) -> None:
    order = world.order(10, item="F1009")
    document = world.notice(order, 11, ("VN", "NEW-CODE"))
    assert quarantined(document) == "item_unknown"
    assert cure(world) == 0
    assert quarantined(document) == "item_unknown"


def test_other_causes_are_not_tried(world: Lookups, waiting: Document) -> None:
    waiting.quarantines.update(code="number_reused")
    assert cure(world) == 0


def test_a_document_in_doubt_is_left_alone_and_stops_no_sync(world: Lookups, waiting: Document) -> None:
    SendAttemptFactory(document=waiting, verdict="unknown", target="order:X")
    assert cure(world) == 0
    assert status(waiting) == "quarantined"
    assert SendAttempt.objects.filter(document=waiting).count() == 1


def test_a_nav_that_fails_meanwhile_heals_nothing_and_the_next_sync_does(
    world: Lookups, waiting: Document
) -> None:
    world.sandbox.fault("html", system="nav", path="purchaseOrders", times=0)
    assert cure(world) == 0
    world.sandbox.clear_faults()
    assert world.poll("sync")["healed"] == 1


def test_a_fault_of_ours_with_one_document_stops_neither_the_sync_nor_the_others(
    world: Lookups, waiting: Document
) -> None:
    broken = world.notice(world.order(10, item="F1009"), 4, ("VN", "NEW-CODE"))
    Document.objects.filter(pk=broken.pk).update(envelope_problems=[{"no": "problem"}])
    broken.revisions.all().delete()
    assert cure(world) == 1
    world.process()
    assert status(waiting) == "linked", why(waiting)
    assert status(broken) == "quarantined"


def test_an_order_that_lacked_a_location_code_leaves_after_the_sync(world: Lookups) -> None:
    world.poll("outbound")
    location = world.nav("locations", code="WH01")
    row = world.nav("defaultDimensions", parentId=location["id"], dimensionCode="EDILOCATION")
    world.sandbox.control("DELETE", f"books/defaultDimensions/{row['id']}")
    value = world.nav("dimensionValues", code="CFDC0001")
    world.sandbox.control("DELETE", f"books/dimensionValues/{value['id']}")
    world.poll("sync")
    assert LocationMapping.objects.get(location_code="WH01").code == ""
    order = world.order(3)
    world.poll("outbound")
    world.process()
    document = Document.objects.get(number=order)
    assert quarantined(document) == "location_unmapped"
    world.restore()
    assert world.poll("sync")["healed"] == 1
    world.process()
    assert status(document) == "linked", why(document)


def test_healing_an_order_that_is_a_draft_again_does_nothing(world: Lookups) -> None:
    world.poll("outbound")
    order = world.order(3, status="Draft")
    world.sandbox.release(order)
    world.poll("outbound")
    document = Document.objects.get(number=order)
    Document.objects.filter(pk=document.pk).update(status="quarantined")
    QuarantineFactory(document=document, code="location_unmapped")
    world.sandbox.change_order(order, status="Draft")
    assert world.poll("sync")["healed"] == 0
    assert quarantined(document) == "location_unmapped"


# -- writing back


def mapping(world: Lookups, item: str, code: str) -> ItemMapping:
    return ItemMapping.objects.create(
        connection=world.connection, item=world.item(item), code=code, partner=world.partner(), source="local"
    )


def test_a_mapping_is_written_where_its_value_exists_and_the_sync_finds_it(world: Lookups) -> None:
    row = mapping(world, "F1009", "NEW-CODE")
    said = lookups.write_back(row, "clerk")
    assert "Create value NEW-CODE under dimension EDIITEM" in said
    assert world.value_of("items", "F1009", "EDIITEM") == ""
    world.value("EDIITEM", "NEW-CODE")
    said = lookups.write_back(row, "clerk")
    assert said.startswith("Written: ")
    assert world.value_of("items", "F1009", "EDIITEM") == "NEW-CODE"
    row.refresh_from_db()
    assert row.written_back_at
    lookups.write_back(row, "clerk")
    world.poll("sync")
    assert ItemMapping.objects.filter(item=row.item, source="nav_dimension", code="NEW-CODE").exists()
    assert world.sandbox.breaches() == []


def test_another_value_in_nav_is_never_overwritten(world: Lookups) -> None:
    row = mapping(world, "F1000", "NEW-CODE")
    world.value("EDIITEM", "NEW-CODE")
    assert "is not overwritten" in lookups.write_back(row, "clerk")
    assert world.value_of("items", "F1000", "EDIITEM") == "00-F1000"
    row.refresh_from_db()
    assert row.written_back_at is None


def test_a_blocked_value_is_named(world: Lookups) -> None:
    row = mapping(world, "F1009", "NEW-CODE")
    world.value("EDIITEM", "NEW-CODE", blocked=True)
    assert "is blocked in NAV" in lookups.write_back(row, "clerk")
    assert world.value_of("items", "F1009", "EDIITEM") == ""


@pytest.mark.parametrize("spelling", ["KESTREL", "ZZ:KESTREL"])
def test_a_vendor_decided_here_is_written_under_the_value_that_names_its_partner(
    world: Lookups, spelling: str
) -> None:
    partner = TradingPartner.objects.create(
        connection=world.connection, name="Kestrel", qualifier="ZZ", interchange_id="KESTREL"
    )
    vendor = world.vendor("V10010")
    assert "no trading partner" in lookups.write_back(vendor, "clerk")
    lookups.decide_vendor(vendor, "on_edi", partner=partner, actor="clerk")
    world.value("EDIPARTNER", spelling)
    assert lookups.write_back(vendor, "clerk").startswith("Written: ")
    assert world.value_of("vendors", "V10010", "EDIPARTNER") == spelling


def test_a_missing_dimension_is_named(world: Lookups) -> None:
    world.change(item_dimension="NOSUCH")
    assert "NAV has no dimension NOSUCH" in lookups.write_back(mapping(world, "F1009", "X"), "clerk")
