"""The site: what needs attention first, the side bar by work, every list and form opens, nothing dangerous is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from audit.models import Document
from navcleo.admin import attention, registration, site
from tests.factories import (
    PASSWORD,
    ConnectionFactory,
    DocumentFactory,
    HeartbeatFactory,
    NavRecordFactory,
    PollPlanFactory,
    QuarantineFactory,
    SendAttemptFactory,
    UserFactory,
    VendorMappingFactory,
)
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit
from tests.navcleo.test_middleware import INLINE

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.admin.registration", "navcleo.admin.attention", "navcleo.admin.users"]


def test_our_classes_are_registered_and_the_queue_is_hidden() -> None:
    registry = admin.site._registry
    assert {model: type(registry[model]) for model in registration.TABLE} == registration.TABLE
    assert [model for model in registry if model._meta.app_label == "django_q"] == []


@pytest.mark.parametrize("group", ["clerk", "manager", "owner", "superuser"])
def test_every_list_and_form_opens_for_whom_it_is_shown(group: str, log_in: LogIn) -> None:
    QuarantineFactory()
    QuarantineFactory(of_file=True, code="unreadable")
    SendAttemptFactory(document=DocumentFactory(status="quarantined"), verdict="unknown")
    VendorMappingFactory(undecided=True)
    NavRecordFactory()
    client = log_in(group)
    front = visit(client, "/admin/")
    listings = [url for url in front.links.values() if url.startswith("/admin/") and url.endswith("/")]
    assert "/admin/audit/quarantine/" in listings
    for url in listings:
        page = visit(client, url)
        assert (url, page.status) == (url, 200)
        assert INLINE.sub(
            "", page.html.replace("#changelist table thead th:first-child {width: inherit}", "")
        ), url


def test_nothing_needs_attention_says_so(log_in: LogIn) -> None:
    HeartbeatFactory(name="clock")
    page = visit(log_in("clerk"), "/admin/")
    assert "Nothing needs attention." in page.text
    assert "No documents yet today." in page.text


def test_the_first_page_lists_what_waits_with_its_age(log_in: LogIn) -> None:
    connection = ConnectionFactory(name="Harbour")
    connection.record_login_refusal("cleo", "invalid_grant")
    stopped = DocumentFactory(connection=connection, status="quarantined", number="SHIP-Q")
    QuarantineFactory(document=stopped, code="order_not_found")
    SendAttemptFactory(document=stopped, verdict="unknown", target="PO77")
    VendorMappingFactory(connection=connection, undecided=True, vendor_number="V9", name="Olive")
    DocumentFactory(outbound=True, connection=connection, vendor_number="V9", waiting_for="vendor")
    overdue = timezone.now() - timedelta(days=3)
    DocumentFactory(
        outbound=True,
        connection=connection,
        number="PO88",
        acknowledgment="overdue",
        acknowledgment_due_at=overdue,
    )
    late = timezone.now() - timedelta(days=2)
    PollPlanFactory(connection=connection, poll="inbound", interval_minutes=240, cron="", due_at=late)
    PollPlanFactory(connection=connection, poll="sync", last_error="NAV is down")
    NavRecordFactory(connection=connection, state="held", number="PO99", note="changed after it was sent")

    page = visit(log_in("clerk"), "/admin/")

    for shown in (
        "NAV has no such purchase order.",
        "856 SHIP-Q: receipt on order PO77",
        "Harbour: Cleo refused the login (invalid_grant)",
        "V9 Olive: documents waiting",
        "850 PO88 to",
        "3 days",
        "Harbour inbound is late",
        "Harbour sync failed: NAV is down",
        "PO99: changed after it was sent",
        "no worker has run yet",
    ):
        assert shown in page.text, shown
    assert visit(page.client, page.links["NAV has no such purchase order."]).text.count("SHIP-Q") == 1


def test_documents_tried_in_vain_are_told_with_the_next_step(log_in: LogIn) -> None:
    connection = ConnectionFactory(name="Harbour")
    page_instead = "NAV answered with a web page instead of JSON"
    fields = {"connection": connection, "waiting_for": "retry", "last_error": page_instead}
    often = [DocumentFactory(failures=9, **fields), DocumentFactory(failures=4, **fields)]
    DocumentFactory(failures=3, **fields)
    DocumentFactory(failures=9, connection=connection, waiting_for="retry", last_error="only just came")
    long_ago = timezone.now() - timedelta(hours=2)
    Document.objects.filter(pk__in=[row.pk for row in often]).update(received_at=long_ago)
    page = visit(log_in("clerk"), "/admin/")
    text = " ".join(page.text.split())
    assert f"2 Harbour: {page_instead} 2 h" in text
    assert "press Test connection" in text
    assert "only just came" not in text
    there = reverse("admin:connectors_connection_change", args=[connection.pk])
    assert page.links[f"Harbour: {page_instead}"] == there


def test_today_counts_what_came_and_what_was_booked(log_in: LogIn) -> None:
    DocumentFactory(kind="810", status="linked", finished_at=timezone.now())
    DocumentFactory(kind="810", status="quarantined")
    text = visit(log_in("clerk"), "/admin/").text
    assert "into NAV Invoice 810 0 2 1 1 0 0" in " ".join(text.split())


def test_today_adds_up_whatever_became_of_what_came_when(log_in: LogIn) -> None:
    now, old = timezone.now(), timezone.now() - timedelta(days=3)
    today = [
        {"status": "linked", "finished_at": now},
        {"status": "quarantined"},
        {"status": "discarded", "finished_at": now},
        {"status": "mapped"},
    ]
    for fields in today:
        for kind in ("810", "856"):
            DocumentFactory(kind=kind, **fields)
    before = [DocumentFactory(kind="856", **fields) for fields in today]  # still to do, or done today
    # done before: no work of today
    before.append(DocumentFactory(kind="856", status="linked", finished_at=old))
    rejected = DocumentFactory(outbound=True, number="PO1", status="linked", finished_at=old)
    Document.objects.filter(pk__in=[row.pk for row in (*before, rejected)]).update(received_at=old)
    QuarantineFactory(document=rejected, code="rejected_by_partner")
    QuarantineFactory(of_file=True, code="unreadable")

    rows = attention.today()

    assert all(
        row["before"] + row["came"] == row["done"] + row["quarantined"] + row["discarded"] + row["working"]
        for row in rows
    )
    text = " ".join(visit(log_in("clerk"), "/admin/").text.split())
    assert "into NAV Invoice 810 0 4 1 1 1 1" in text
    assert "into NAV Ship notice 856 4 4 2 2 2 2" in text
    assert "out of NAV Purchase order 850 1 0 0 1 0 0" in text, "sent and rejected: in quarantine"
    assert "Together 5 8 3 4 3 3" in text
    assert "1 file in quarantine gave no document" in text


def test_who_is_in_no_group_sees_no_business(log_in: LogIn) -> None:
    QuarantineFactory(document=DocumentFactory(number="SHIP-Q", status="quarantined"))
    client = log_in("")
    page = visit(client, "/admin/")
    assert "You are in none of the groups" in page.text
    for url in ("/admin/audit/quarantine/", "/admin/audit/document/", "/admin/connectors/connection/"):
        assert client.get(url).status_code == 403


def test_without_login_every_page_leads_to_the_login() -> None:
    from django.test import Client

    for url in ("/admin/", "/admin/audit/document/1/change/", "/admin/reports/month/"):
        assert Client().get(url).headers["Location"].startswith("/admin/login/")


def test_the_side_bar_names_every_section_that_a_superuser_sees(log_in: LogIn) -> None:
    page = visit(log_in("superuser"), "/admin/")
    names = [name for _, models in site.SECTIONS for name in models.values()]
    assert [name for name in names if name not in page.links] == []


def test_only_superusers_manage_people(log_in: LogIn) -> None:
    for group in ("clerk", "manager", "owner"):
        client = log_in(group)
        assert client.get("/admin/auth/user/").status_code == 403
        assert client.get("/admin/auth/group/").status_code == 403
    client = log_in("superuser")
    typed = {"username": "berta", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/admin/auth/user/add/", typed)
    berta = get_user_model().objects.get(username="berta")
    assert (berta.is_staff, berta.is_superuser) == (True, False)
    assert client.get(reverse("admin:auth_user_delete", args=[berta.pk])).status_code == 403
    assert client.get("/admin/auth/group/add/").status_code == 403


def test_a_password_lets_in_and_wrong_ones_lock_out() -> None:
    from django.test import Client

    UserFactory(username="anna", group="clerk")
    client = Client()
    typed = {"username": "anna", "password": PASSWORD}
    assert client.post("/admin/login/?next=/admin/", typed).headers["Location"] == "/admin/"
    other = Client()
    codes = [other.post("/admin/login/", {**typed, "password": "wrong"}).status_code for _ in range(6)]
    assert codes[-1] == 429
    assert other.post("/admin/login/", typed).status_code == 429
