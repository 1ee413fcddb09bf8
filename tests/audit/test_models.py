"""What the database itself refuses: changed events, a second booking of a key, two open causes, two holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, models, transaction

from audit.models import Document, Event, NavRecord, TracedGoods
from tests.factories import (
    CursorFactory,
    DocumentFactory,
    EventFactory,
    HeartbeatFactory,
    HoldFactory,
    JournalLinkFactory,
    LaneFactory,
    NavRecordFactory,
    PayloadFactory,
    PollRunFactory,
    QuarantineFactory,
    RevisionFactory,
    SendAttemptFactory,
)
from tests.factories_goods import TracedGoodsFactory

COVERS = ["audit.operations", "audit.append_only", "audit.traced_goods"]
pytestmark = pytest.mark.django_db


def refused(make: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_events_are_never_changed_or_deleted() -> None:
    event = EventFactory()
    event.text = "something nicer"
    for change in (
        event.save,
        event.delete,
        lambda: Event.objects.update(text="x"),
        lambda: Event.objects.all().delete(),
        lambda: event.document.events.update(text="x"),
        lambda: event.document.events.all().delete(),
    ):
        with pytest.raises(TypeError, match="append-only"):
            change()
    assert Event.objects.get().text == "a file came"


def test_traced_goods_are_never_changed_or_deleted() -> None:
    part = TracedGoodsFactory(lot="L1")
    part.lot = "L2"
    rows = TracedGoods.objects.all()
    for change in (part.save, part.delete, lambda: rows.update(lot="x"), rows.delete):
        with pytest.raises(TypeError, match="append-only"):
            change()
    assert TracedGoods.objects.get().lot == "L1"


def test_what_happened_cannot_be_deleted_with_its_connection_payload_or_document() -> None:
    document = RevisionFactory().document
    for row in (document, document.payload):
        with pytest.raises(models.ProtectedError):
            row.delete()


@pytest.mark.parametrize("first", ["open", "done", "unknown"])
@pytest.mark.parametrize("second", ["open", "done", "unknown"])
def test_a_send_key_is_booked_once(first: str, second: str) -> None:
    attempt = SendAttemptFactory(verdict=first, send_key="SHIP-1")
    refused(lambda: SendAttemptFactory(document=attempt.document, verdict=second, send_key="SHIP-1"))
    other = DocumentFactory(connection=attempt.connection)
    refused(
        lambda: SendAttemptFactory(
            document=other, connection=attempt.connection, verdict=second, send_key="SHIP-1"
        )
    )


def test_a_refused_attempt_frees_its_key() -> None:
    attempt = SendAttemptFactory(verdict="refused", send_key="SHIP-1")
    SendAttemptFactory(document=attempt.document, verdict="refused", send_key="SHIP-1")
    SendAttemptFactory(document=attempt.document, verdict="open", send_key="SHIP-1")


def test_one_open_attempt_per_held_key() -> None:
    attempt = SendAttemptFactory(verdict="open", hold_key="order:1")
    refused(lambda: SendAttemptFactory(document=attempt.document, verdict="open", hold_key="order:1"))
    SendAttemptFactory(document=attempt.document, verdict="done", hold_key="order:1")
    SendAttemptFactory(document=attempt.document, verdict="open", hold_key="")
    SendAttemptFactory(document=attempt.document, verdict="open", hold_key="")


def test_one_open_cause_per_document_and_per_file() -> None:
    row = QuarantineFactory()
    refused(lambda: QuarantineFactory(document=row.document))
    row.closed_at = row.opened_at
    row.save()
    QuarantineFactory(document=row.document)
    file = QuarantineFactory(of_file=True)
    refused(lambda: QuarantineFactory(of_file=True, payload=file.payload))


@pytest.mark.parametrize(
    ("factory", "same"),
    [
        (HoldFactory, ("connection", "key", "document")),
        (LaneFactory, ("nav_user", "lane")),
        (CursorFactory, ("connection", "entity")),
        (NavRecordFactory, ("connection", "entity", "nav_id")),
        (RevisionFactory, ("document", "number")),
        (JournalLinkFactory, ("document", "kind", "number", "order_number")),
    ],
)
def test_rows_that_are_unique(factory: Callable[..., models.Model], same: tuple[str, ...]) -> None:
    row = factory()
    refused(lambda: factory(**{name: getattr(row, name) for name in same}))


def test_rows_say_what_they_are() -> None:
    said = {
        type(row).__name__: str(row)
        for row in (
            PollRunFactory(),
            CursorFactory(),
            NavRecordFactory(number="106001"),
            PayloadFactory(name="a.edi"),
            DocumentFactory(number="SHIP1"),
            EventFactory(),
            RevisionFactory(),
            SendAttemptFactory(target="order:1"),
            JournalLinkFactory(number="PR1"),
            QuarantineFactory(code="item_unknown"),
            HoldFactory(key="order:9"),
            LaneFactory(lane="2"),
            HeartbeatFactory(),
        )
    }
    assert said["NavRecord"].endswith("106001")
    assert said["Payload"] == "a.edi"
    assert said["Document"] == "856 SHIP1"
    assert said["SendAttempt"] == "receipt on order 1, try 1: done"
    assert said["JournalLink"] == "posted purchase receipt PR1"
    assert said["Quarantine"].startswith("item_unknown: 856")
    assert all(said.values())
    assert str(Document(kind="810")) == "810 without a number"
    assert NavRecord.State.RELEASED.label == "released by a person, leaves with the next poll"
