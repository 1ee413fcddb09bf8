"""Documents: the list, the page with everything that happened, and files as they came."""

from __future__ import annotations

import pytest
from django.urls import reverse

from audit.models import Document, NavRecord, Payload
from tests.factories import (
    X12_856,
    DocumentFactory,
    EventFactory,
    JournalLinkFactory,
    NavRecordFactory,
    PayloadFactory,
    QuarantineFactory,
    RevisionFactory,
    SendAttemptFactory,
)
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.admin.document_page", "navcleo.admin.files", "navcleo.admin.read_only"]
LIST = "/admin/audit/document/"


def page_url(document: Document) -> str:
    return reverse("admin:audit_document_change", args=[document.pk])


def test_the_list_finds_by_order_partner_and_nav_number(log_in: LogIn) -> None:
    wanted = DocumentFactory(
        number="SHIP-A", order_numbers="PO9001", partner__name="Zephyr", payload__name="odd.edi"
    )
    JournalLinkFactory(document=wanted, number="PR777")
    DocumentFactory(number="SHIP-B", order_numbers="PO9002")
    client = log_in("clerk")
    for question in ("PO9001", "PR777", wanted.partner.name, wanted.payload.name):
        text = visit(client, f"{LIST}?q={question}").text
        assert ("SHIP-A" in text, "SHIP-B" in text) == (True, False), question


def test_the_list_filters_by_kind_and_status(log_in: LogIn) -> None:
    DocumentFactory(number="SHIP-A", status="linked")
    DocumentFactory(number="INV-B", kind="810", status="quarantined")
    client = log_in("clerk")
    assert "SHIP-A" not in visit(client, f"{LIST}?kind=810").text
    assert "INV-B" not in visit(client, f"{LIST}?status__exact=linked").text


def test_the_list_asks_the_database_as_often_for_one_row_as_for_many(
    log_in: LogIn, django_assert_max_num_queries: object
) -> None:
    client = log_in("clerk")
    for _ in range(30):
        QuarantineFactory()
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert client.get(LIST).status_code == 200
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert client.get("/admin/audit/quarantine/").status_code == 200


def test_the_page_shows_everything_that_happened(log_in: LogIn) -> None:
    twin = DocumentFactory(number="SHIP-OLD")
    document = DocumentFactory(
        number="SHIP-A",
        twin=twin,
        cleo_transmission_id="T-4711",
        acknowledgment="accepted",
        mappings=[
            {
                "kind": "item",
                "value": "VN ABC-1",
                "result": "1000",
                "source": "nav_dimension",
                "row": "ItemMapping 7",
            }
        ],
        problems=[
            {"code": "content_invalid", "severity": "finding", "place": "N1 (segment 5)", "text": "left out"}
        ],
        proposal={
            "targets": [
                {
                    "kind": "receipt_on_order",
                    "target": "PO1001",
                    "lines": [{"item": "1000", "quantity": "10"}],
                }
            ]
        },
    )
    EventFactory(document=document, action="mapped", text="one line")
    attempt = SendAttemptFactory(
        document=document, seen={"to_receive": "3"}, intent={"quantity": "10"}, answer={"no": "PR1"}
    )
    JournalLinkFactory(document=document, attempt=attempt, number="PR107001", details={"lines": []})
    text = visit(log_in("clerk"), page_url(document)).text
    for shown in (
        "Ship notice SHIP-A",
        "T-4711",
        "accepted",
        "VN ABC-1",
        "ItemMapping 7",
        "left out",
        "Receipt on order PO1001",
        "to receive 3",
        "quantity 10",
        "PR107001",
        "posted purchase receipt",
        "one line",
        "SN1*1*10*CA~",
        "Seen before",
    ):
        assert shown in text, shown


def test_a_correction_is_shown_beside_the_original(log_in: LogIn) -> None:
    document = DocumentFactory(is_edited=True)
    RevisionFactory(
        document=document,
        content=X12_856.replace(b"*10*CA", b"*12*CA"),
        made_by="anna",
        reason="told by phone",
    )
    page = visit(log_in("clerk"), page_url(document))
    assert "Revision 1 by anna" in page.text
    assert "told by phone" in page.text
    assert '<tr class="changed"><td>SN1*1*10*CA~</td><td>SN1*1*12*CA~</td></tr>' in page.html


def test_a_reused_number_shows_both_documents_side_by_side(log_in: LogIn) -> None:
    first = DocumentFactory(number="INV1", kind="810", status="linked", business_key="k")
    other = PayloadFactory(connection=first.connection, content=X12_856.replace(b"*10*CA", b"*99*CA"))
    second = DocumentFactory(
        connection=first.connection,
        payload=other,
        number="INV1",
        kind="810",
        status="quarantined",
        business_key="k",
    )
    QuarantineFactory(document=second, code="number_reused", details={"twin": first.pk})
    page = visit(log_in("clerk"), page_url(second))
    assert f"Both under this number: no. {first.pk}" in page.text
    assert '<tr class="changed"><td>SN1*1*10*CA~</td><td>SN1*1*99*CA~</td></tr>' in page.html


def test_content_from_outside_is_never_html_of_ours(log_in: LogIn) -> None:
    nasty = b"<script>alert(1)</script>"
    payload = PayloadFactory(name="<b>x</b>.edi", content=X12_856.replace(b"ABC-1", nasty))
    document = DocumentFactory(connection=payload.connection, payload=payload, number="<i>7</i>")
    QuarantineFactory(document=document, reason="<img src=x onerror=alert(1)>")
    client = log_in("clerk")
    for url in (
        page_url(document),
        LIST,
        "/admin/audit/quarantine/",
        f"/admin/audit/payload/{payload.pk}/change/",
    ):
        html = visit(client, url).html
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "<b>x</b>" not in html
        assert "<i>7</i>" not in html


def test_bytes_are_downloaded_and_not_shown_by_the_browser(log_in: LogIn) -> None:
    document = DocumentFactory(payload=PayloadFactory(name='we"ird\r\nname.html'))
    answer = log_in("clerk").get(reverse("admin:audit_document_raw", args=[document.pk, 0]))
    assert answer.content == X12_856
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="we_ird__name.html"'


def test_documents_can_be_neither_added_nor_changed_nor_deleted(log_in: LogIn) -> None:
    document, client = DocumentFactory(), log_in("superuser")
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(f"{LIST}{document.pk}/delete/").status_code == 403
    client.post(page_url(document), {"status": "linked"})
    document.refresh_from_db()
    assert document.status == "received"


def test_a_file_that_gave_no_document_is_discarded_from_its_page(log_in: LogIn) -> None:
    row = QuarantineFactory(of_file=True, code="unreadable")
    url = reverse("admin:audit_payload_change", args=[row.payload.pk])
    page = visit(log_in("clerk"), url)
    assert "The file is no document that can be read." in page.text
    page.press("Discard", reason="a newsletter")
    row.refresh_from_db()
    assert (row.resolution, row.closed_by, row.resolution_reason) == ("discarded", "clerk", "a newsletter")


def test_a_file_that_gave_no_document_is_read_again_from_its_page(log_in: LogIn) -> None:
    row = QuarantineFactory(of_file=True, code="unreadable")
    Payload.objects.update(read_at=row.opened_at)
    url = reverse("admin:audit_payload_change", args=[row.payload.pk])
    visit(log_in("clerk"), url).press("Read again", reason="the reader was mended")
    row.refresh_from_db()
    assert row.resolution == "replayed"
    assert Payload.objects.get().read_at is None


def test_a_file_over_the_limit_says_where_its_bytes_are(log_in: LogIn) -> None:
    payload = PayloadFactory(content=None, size=40_000_000)
    QuarantineFactory(of_file=True, payload=payload, code="too_large")
    page = visit(log_in("clerk"), reverse("admin:audit_payload_change", args=[payload.pk]))
    assert "its bytes are at Cleo only" in page.text
    assert "Read again" not in page.button_texts


def test_an_owner_sees_a_file_and_may_not_end_it(log_in: LogIn) -> None:
    row, client = QuarantineFactory(of_file=True), log_in("owner")
    assert (
        "Discard"
        not in visit(client, reverse("admin:audit_payload_change", args=[row.payload.pk])).button_texts
    )
    url = reverse("admin:audit_payload_act", args=[row.payload.pk, "discard"])
    assert client.post(url, {"reason": "x"}).status_code == 403


def test_managers_release_old_orders_with_a_reason_and_clerks_do_not(log_in: LogIn) -> None:
    record = NavRecordFactory(number="PO-OLD")
    url, data = "/admin/audit/navrecord/", {"action": "release", "_selected_action": str(record.pk)}
    client = log_in("manager")
    assert 'value="release"' in visit(client, url).html
    answer = client.post(url, data)
    assert "PO-OLD" in answer.content.decode()
    assert NavRecord.objects.get().state == "baseline"
    log_in("clerk").post(url, {**data, "confirmed": "1", "reason": "x"})
    assert NavRecord.objects.get().state == "baseline"
    client.post(url, {**data, "confirmed": "1", "reason": "supplier asked for it"})
    record.refresh_from_db()
    assert record.state == "released"
