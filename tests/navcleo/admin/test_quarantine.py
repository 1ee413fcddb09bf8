"""The work list: oldest first, by cause with counts, and actions on many rows with one reason."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from unittest.mock import create_autospec

import pytest
from django.utils import timezone

from audit.models import Document, Quarantine
from navcleo.workflows import curing
from tests.factories import ConnectionFactory, DocumentFactory, QuarantineFactory, SendAttemptFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.admin.bulk"]
LIST = "/admin/audit/quarantine/"


def aged(days: int, **fields: object) -> Quarantine:
    row = QuarantineFactory(**fields)
    Quarantine.objects.filter(pk=row.pk).update(opened_at=timezone.now() - timedelta(days=days))
    return row


def test_the_oldest_is_first_and_settled_ones_are_not_shown(log_in: LogIn) -> None:
    aged(2, document=DocumentFactory(number="YOUNG", status="quarantined"))
    aged(9, document=DocumentFactory(number="OLD", status="quarantined"))
    aged(20, document=DocumentFactory(number="SETTLED"), closed_at=timezone.now(), resolution="replayed")
    text = visit(log_in("clerk"), LIST).text
    assert 0 < text.index("OLD") < text.index("YOUNG")
    assert "SETTLED" not in text
    assert "9 days" in text


def test_causes_are_counted_and_filter_the_list(log_in: LogIn) -> None:
    for _ in range(3):
        QuarantineFactory(code="item_unknown")
    QuarantineFactory(code="order_not_found", document=DocumentFactory(number="LOST", status="quarantined"))
    client = log_in("clerk")
    page = visit(client, LIST)
    assert "item unknown (3)" in page.links
    assert "order not found (1)" in page.links
    text = visit(client, f"{LIST}?code=order_not_found").text
    assert ("LOST" in text, "1 quarantine" in text or "1 result" in text) == (True, True)


def test_a_row_says_partner_reason_next_step_and_difference(log_in: LogIn) -> None:
    document = DocumentFactory(kind="810", number="INV1", status="quarantined", currency="USD")
    QuarantineFactory(
        document=document,
        code="amount_differs",
        reason="NAV would post 10.00",
        details={"difference": "20.5"},
    )
    text = visit(log_in("clerk"), LIST).text
    for shown in (
        "Invoice INV1",
        document.partner.name,
        "NAV would post 10.00",
        "Agree with the supplier",
        "20.50 USD",
    ):
        assert shown in text, shown


def test_a_row_leads_to_the_page_of_its_document_or_file(log_in: LogIn) -> None:
    row, of_file, client = QuarantineFactory(), QuarantineFactory(of_file=True), log_in("clerk")
    assert visit(client, f"{LIST}{row.pk}/change/").url == f"/admin/audit/document/{row.document.pk}/change/"
    assert (
        visit(client, f"{LIST}{of_file.pk}/change/").url
        == f"/admin/audit/payload/{of_file.payload.pk}/change/"
    )


def _choose(action: str, *rows: Quarantine) -> dict[str, object]:
    return {"action": action, "_selected_action": [str(row.pk) for row in rows]}


def test_many_are_replayed_with_one_reason(log_in: LogIn) -> None:
    rows, client = [QuarantineFactory() for _ in range(3)], log_in("clerk")
    page = visit(client, LIST)
    assert {"replay_selected", "discard_selected", "take_selected"} <= set(page.html.split('"'))
    asked = visit(client, LIST)
    answer = client.post(LIST, _choose("replay_selected", *rows))
    asked = type(page)(client, LIST, answer)
    assert Document.objects.filter(status="received").count() == 0
    after = asked.press("Replay 3", reason="items were mapped")
    assert Document.objects.filter(status="received").count() == 3
    assert "Replay: 3 done." in after.text
    assert set(Quarantine.objects.values_list("resolution_reason", flat=True)) == {"items were mapped"}


def test_without_a_reason_nothing_is_replayed(log_in: LogIn) -> None:
    row = QuarantineFactory()
    answer = log_in("clerk").post(LIST, {**_choose("replay_selected", row), "confirmed": "1", "reason": " "})
    assert "A reason is needed" in answer.content.decode()
    assert Document.objects.get(pk=row.document.pk).status == "quarantined"


def test_what_is_refused_is_named_and_the_rest_is_done(log_in: LogIn) -> None:
    good, bad = QuarantineFactory(), QuarantineFactory()
    SendAttemptFactory(document=bad.document, verdict="unknown")
    data = {**_choose("replay_selected", good, bad), "confirmed": "1", "reason": "mapped"}
    text = log_in("clerk").post(LIST, data, follow=True).content.decode()
    assert "Replay: 1 done." in text
    assert f"{bad.document} has an attempt with unknown outcome" in text


def test_discarding_many_keeps_to_the_limit_of_clerks(log_in: LogIn) -> None:
    small = QuarantineFactory(document=DocumentFactory(status="quarantined", amount=Decimal(10)))
    large = QuarantineFactory(document=DocumentFactory(status="quarantined", amount=Decimal(5000)))
    of_file = QuarantineFactory(of_file=True, code="empty_file")
    data = {**_choose("discard_selected", small, large, of_file), "confirmed": "1", "reason": "by hand"}
    text = log_in("clerk").post(LIST, data, follow=True).content.decode()
    assert "above your limit" in text
    still_open = Quarantine.objects.filter(closed_at__isnull=True)
    assert list(still_open) == [large]
    log_in("manager").post(LIST, data)
    assert not still_open.all().exists()


def test_taking_puts_my_name_on_rows(log_in: LogIn) -> None:
    row, client = QuarantineFactory(), log_in("clerk")
    client.post(LIST, _choose("take_selected", row))
    row.refresh_from_db()
    assert row.assigned_to is not None
    assert row.assigned_to.get_username() == "clerk"
    assert "clerk" in visit(client, f"{LIST}?taken=me").text
    assert "0 quarantine" in visit(client, f"{LIST}?taken=nobody").text


@pytest.mark.parametrize("action", ["replay_selected", "discard_selected", "take_selected"])
def test_owners_have_no_actions_on_the_list(action: str, log_in: LogIn) -> None:
    row, client = QuarantineFactory(), log_in("owner")
    assert action not in visit(client, LIST).html
    client.post(LIST, {**_choose(action, row), "confirmed": "1", "reason": "x"})
    row.refresh_from_db()
    assert (row.closed_at, row.assigned_to) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_what_the_mappings_cure_is_offered_as_one_list(
    log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = ConnectionFactory()
    cured, other = (
        QuarantineFactory(document=DocumentFactory(connection=connection, status="quarantined")) for _ in "ab"
    )
    is_cured = create_autospec(curing.is_cured, side_effect=lambda document: document.pk == cured.document.pk)
    monkeypatch.setattr(curing, "is_cured", is_cured)
    page = visit(log_in("clerk"), LIST).follow("What waits for a mapping")
    assert cured.document.number in page.text
    assert other.document.number in page.text
    checked = page.press("Check which are cured by now")
    assert other.document.number not in checked.text
    checked.press("Replay those chosen …", _selected_action=[cured.pk]).press(
        "Replay 1", reason="mapped by now"
    )
    cured.document.refresh_from_db()
    assert cured.document.status == "received"
