"""Connections: secrets go in and never come out; test, preview, sync and retire."""

from __future__ import annotations

from typing import Any
from unittest.mock import create_autospec

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from audit.models import Event, NavRecord
from connectors.errors import Unreachable
from connectors.models import Connection, PollPlan
from edi.models import TradingPartner
from navcleo import connection_test
from navcleo.workflows import previews
from tests.factories import ConnectionFactory, NavRecordFactory, TradingPartnerFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import Page, visit
from tests.navcleo.admin.partner_form import save as save_partner

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.admin.connection_form"]
SECRET = "sesame-4711"


def form_url(connection: Connection) -> str:
    return reverse("admin:connectors_connection_change", args=[connection.pk])


@pytest.fixture
def connection() -> Connection:
    row: Connection = ConnectionFactory(name="Harbour")
    row.set_secret("cleo_password", SECRET, "anna")
    row.set_secret("nav_client_secret", f"{SECRET}-nav", "anna")
    row.save()
    return row


def filled(page: Page, connection: Connection, **typed: Any) -> dict[str, Any]:
    """Every field of the form as it stands, with what is typed over it."""
    data = {}
    for name, attributes in page.inputs.items():
        if hasattr(connection, name) and attributes.get("type") != "password":
            value = getattr(connection, name)
            if value not in (None, False):
                data[name] = str(value)
    return {**data, **typed}


def save(log_in: LogIn, connection: Connection, group: str = "owner", **typed: Any) -> Page:
    client = log_in(group)
    page = visit(client, form_url(connection))
    answer = client.post(form_url(connection), filled(page, connection, **typed), follow=True)
    return Page(client, form_url(connection), answer)


@pytest.mark.parametrize("group", ["clerk", "manager", "owner", "superuser"])
def test_no_page_shows_any_part_of_a_secret(group: str, connection: Connection, log_in: LogIn) -> None:
    connection.cleo_after_download = "leave"
    connection.save()
    history = [f"{form_url(connection).removesuffix('change/')}history/"]
    history += [f"{history[0]}{row.pk}/" for row in Connection.history.all()]
    client = log_in(group)
    for url in [form_url(connection), "/admin/connectors/connection/", *history]:
        page = visit(client, url)
        assert page.status == 200, url
        assert "sesame" not in page.html, url


def test_a_secret_says_when_and_by_whom_it_was_set(connection: Connection, log_in: LogIn) -> None:
    page = visit(log_in("owner"), form_url(connection))
    assert "by anna. Leave empty to keep it." in page.text
    assert "Not set." in page.text
    assert page.inputs["cleo_password"]["type"] == "password"
    assert not page.inputs["cleo_password"].get("value")


def test_leaving_a_secret_empty_keeps_it(connection: Connection, log_in: LogIn) -> None:
    save(log_in, connection, file_limit_mb="30")
    connection = Connection.objects.get()
    assert connection.file_limit_mb == 30
    assert (connection.cleo_password, connection.secrets_set["cleo_password"]["by"]) == (SECRET, "anna")


def test_typing_a_secret_replaces_it_and_notes_who_did(connection: Connection, log_in: LogIn) -> None:
    connection.record_login_refusal("cleo", "bad password")
    save(log_in, connection, cleo_password="new-word")
    connection = Connection.objects.get()
    assert (connection.cleo_password, connection.secrets_set["cleo_password"]["by"]) == ("new-word", "owner")
    assert connection.login_refusal("cleo") == ""
    event = Event.objects.get(action="secret set")
    assert (event.actor, event.text) == ("owner", "cleo_password")


@pytest.mark.parametrize(
    ("field", "address"),
    [("cleo_url", "https://elsewhere.example.com"), ("nav_token_url", "https://elsewhere.example.com/token")],
)
def test_a_stored_secret_is_not_sent_to_a_new_address(
    field: str, address: str, connection: Connection, log_in: LogIn
) -> None:
    page = save(log_in, connection, **{field: address})
    assert "enter this secret again" in page.text
    assert getattr(Connection.objects.get(), field) != address


def test_a_new_address_with_its_secret_is_saved(connection: Connection, log_in: LogIn) -> None:
    save(log_in, connection, cleo_url="https://elsewhere.example.com", cleo_password="new-word")
    assert Connection.objects.get().cleo_url == "https://elsewhere.example.com"


def test_send_from_is_not_changed_after_the_first_poll(connection: Connection, log_in: LogIn) -> None:
    Connection.objects.update(baseline_at=timezone.now())
    page = save(log_in, connection, send_from="2026-01-31")
    assert "has no effect any more" in page.text
    assert Connection.objects.get().send_from is None


def test_a_connection_is_added_with_its_secrets_and_poll_plans(log_in: LogIn) -> None:
    client = log_in("owner")
    page = visit(client, "/admin/connectors/connection/add/")
    template = ConnectionFactory.build(name="Harbour", nav_company="Harbour")
    typed = {"nav_client_secret": "n", "cleo_password": "c"}
    client.post(page.url, filled(page, template, **typed), follow=True)
    made = Connection.objects.get()
    assert (made.cleo_password, made.nav_client_secret) == ("c", "n")
    assert made.secrets_set["nav_client_secret"]["by"] == "owner"
    assert made.poll_plans.count() == 4


@pytest.mark.parametrize("group", ["clerk", "manager"])
def test_only_owners_change_connections(group: str, connection: Connection, log_in: LogIn) -> None:
    client = log_in(group)
    assert client.post(form_url(connection), {"name": "Mine"}).status_code == 403
    assert client.get("/admin/connectors/connection/add/").status_code == 403
    assert "Save" not in visit(client, form_url(connection)).button_texts


def test_connections_are_never_deleted(connection: Connection, log_in: LogIn) -> None:
    url = form_url(connection).replace("change", "delete")
    assert log_in("superuser").post(url, {"post": "yes"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_testing_a_connection_says_what_to_mend(log_in: LogIn) -> None:
    connection = ConnectionFactory()
    page = visit(log_in("owner"), form_url(connection)).press("Test connection")
    assert page.status == 200
    assert "does not" in page.text
    assert "Check address and port" in page.text
    assert Event.objects.filter(action="tested", actor="owner").exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_optional_is_not_shown_as_a_failure(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = connection_test.Finding(
        "NAV", True, "page 50 is not there (optional)", "Publish it", is_optional=True
    )
    answers = create_autospec(connection_test.test, return_value=[finding])
    monkeypatch.setattr(connection_test, "test", answers)
    page = visit(log_in("owner"), form_url(ConnectionFactory())).press("Test connection")
    assert "optional NAV page 50 is not there (optional) Publish it" in " ".join(page.text.split())
    assert "does not" not in page.text


@pytest.mark.parametrize("name", ["test", "preview", "sync", "retire"])
def test_buttons_take_no_links_and_clerks_neither_test_nor_retire(
    name: str, connection: Connection, log_in: LogIn
) -> None:
    url = reverse(f"admin:connectors_connection_{name}", args=[connection.pk])
    client = log_in("clerk")
    assert client.get(url).status_code == 405
    if name in {"test", "retire"}:
        assert client.post(url).status_code == 403


def _previewed(connection: Connection, **_: Any) -> list[dict[str, Any]]:
    assert transaction.get_connection().in_atomic_block is False
    old = NavRecord.objects.get()
    return [
        {"kind": "850", "number": "PO1", "vendor": "V1", "state": "would_send", "reason": "released"},
        {
            "kind": "850",
            "number": old.number,
            "vendor": "V1",
            "state": "baseline",
            "reason": "old",
            "record": old.pk,
        },
        {"kind": "850", "number": "PO3", "vendor": "V2", "state": "undecided", "reason": "vendor V2"},
    ]


@pytest.mark.django_db(transaction=True)
def test_the_preview_lists_what_would_leave_and_old_ones_are_released_from_it(
    log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = ConnectionFactory()
    old = NavRecordFactory(connection=connection, number="PO-OLD")
    monkeypatch.setattr(previews, "preview", create_autospec(previews.preview, side_effect=_previewed))
    page = visit(log_in("manager"), form_url(connection)).press("Preview outbound")
    for shown in ("Would be sent (1)", "PO1", "Waits for a decision on the vendor (1)", "PO-OLD"):
        assert shown in page.text, shown
    page.press("Send those chosen …", _selected_action=[old.pk]).press("Send 1", reason="supplier asked")
    assert NavRecord.objects.get().state == "released"
    assert Event.objects.filter(action="released", actor="manager", text__contains="supplier asked").exists()


@pytest.mark.django_db(transaction=True)
def test_a_preview_that_fails_says_why(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = create_autospec(previews.preview, side_effect=Unreachable("NAV does not answer", system="nav"))
    monkeypatch.setattr(previews, "preview", failure)
    page = visit(log_in("clerk"), form_url(ConnectionFactory())).press("Preview outbound")
    assert "could not be finished" in page.text
    assert "NAV does not answer" in page.text


def test_sync_makes_the_sync_due_and_asks_the_worker(connection: Connection, log_in: LogIn) -> None:
    after = visit(log_in("clerk"), form_url(connection)).press("Sync mappings now")
    assert "starts now" in after.text
    assert PollPlan.objects.get(poll="sync").due_at is not None
    assert OrmQ.objects.count() == 1


def test_retiring_needs_the_name_typed(connection: Connection, log_in: LogIn) -> None:
    client = log_in("owner")
    page = visit(client, form_url(connection)).press("Retire", name="Something else")
    assert "type the connection's name" in page.text
    assert Connection.objects.active().exists()
    page.press("Retire", name="Harbour")
    assert not Connection.objects.active().exists()
    assert Event.objects.filter(action="retired", actor="owner").exists()
    assert "Retire" not in visit(client, form_url(connection)).button_texts


def test_owners_keep_the_profiles_of_partners(log_in: LogIn) -> None:
    partner: TradingPartner = TradingPartnerFactory()
    url = reverse("admin:edi_tradingpartner_change", args=[partner.pk])
    client = log_in("owner")
    save_partner(client, partner, name="New name", version="005010", acknowledgment_hours="48")
    partner.refresh_from_db()
    assert (partner.name, partner.version, partner.acknowledgment_hours) == ("New name", "005010", 48)
    history = visit(client, url.replace("change", "history"))
    assert "owner" in history.text
    assert log_in("clerk").post(url, {"name": "Newer"}).status_code == 403
