"""Charge rules: kept by clerks, offered where an invoice stops for want of one, in and out as lists."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Document
from edi.models import ChargeRule
from tests.factories import ConnectionFactory, DocumentFactory, QuarantineFactory, TradingPartnerFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

pytestmark = pytest.mark.django_db
RULES = "/admin/edi/chargerule/"
DETAILS = {
    "difference": "12.00",
    "without_rule": [{"sign": "C", "code": "D240", "amount": "12.00", "description": "FREIGHT"}],
}


def stopped(**fields: Any) -> Document:
    document = DocumentFactory(status="quarantined", kind="810", number="INV-1", **fields)
    return QuarantineFactory(code="amount_differs", document=document, details=DETAILS).document


def test_one_click_from_a_stopped_invoice_to_the_rule_it_needs_and_back(log_in: LogIn) -> None:
    document = stopped()
    client = log_in("clerk")
    page = visit(client, reverse("admin:audit_document_change", args=[document.pk]))
    assert "Charge D240 12.00 “FREIGHT”" in page.text
    assert "without rule" not in page.text
    form = page.follow("Add a rule for D240")
    assert form.inputs["code"]["value"] == "D240"
    wish = {
        "connection": document.connection_id,
        "partner": document.partner_id,
        "sign": "C",
        "code": "d240",
        "treatment": "account",
        "number": "61300",
    }
    response = client.post(page.links["Add a rule for D240"], wish, follow=True)
    assert response.redirect_chain[-1][0] == page.url
    assert "Replay the document to book by it" in response.content.decode()
    rule = ChargeRule.objects.get()
    assert (rule.partner, rule.sign, rule.code, rule.treatment, rule.number) == (
        document.partner,
        "C",
        "D240",
        "account",
        "61300",
    )
    assert rule.history.get().history_user == response.context["user"]


def test_the_owner_is_not_offered_what_only_mapping_people_keep(log_in: LogIn) -> None:
    document = stopped()
    client = log_in("owner")
    page = visit(client, reverse("admin:audit_document_change", args=[document.pk]))
    assert "Add a rule for D240" not in page.links
    assert visit(client, f"{RULES}add/").status == 403


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"number": ""}, "Give the number"),
        ({"treatment": "counted"}, "Only a line"),
        ({"partner": "other"}, "another connection"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(log_in: LogIn, changes: dict[str, str], error: str) -> None:
    connection = ConnectionFactory()
    other = TradingPartnerFactory()
    wish = {
        "connection": connection.pk,
        "sign": "C",
        "code": "D240",
        "treatment": "account",
        "number": "61300",
    }
    changes = {name: str(other.pk) if value == "other" else value for name, value in changes.items()}
    response = log_in("clerk").post(f"{RULES}add/", {**wish, **changes})
    assert error in response.content.decode()
    assert not ChargeRule.objects.exists()


def test_a_second_general_rule_for_the_same_is_refused(log_in: LogIn) -> None:
    connection = ConnectionFactory()
    ChargeRule.objects.create(connection=connection, sign="C", code="D240", treatment="counted")
    wish = {"connection": connection.pk, "sign": "C", "code": "D240", "treatment": "refused"}
    log_in("clerk").post(f"{RULES}add/", wish)
    assert ChargeRule.objects.count() == 1


def test_the_list_says_what_becomes_of_what_for_whom(log_in: LogIn) -> None:
    partner = TradingPartnerFactory(name="Acme")
    ChargeRule.objects.create(connection=partner.connection, sign="T", treatment="counted")
    ChargeRule.objects.create(
        connection=partner.connection, partner=partner, code="D240", treatment="account", number="61300"
    )
    page = visit(log_in("clerk"), RULES)
    assert "taxes (TXI) any all partners NAV counts it itself" in page.text
    assert "allowances and charges D240 Acme line on a G/L account 61300" in page.text


def test_rules_go_out_and_come_in_as_a_list(log_in: LogIn) -> None:
    partner = TradingPartnerFactory(connection=ConnectionFactory(name="Harbour"))
    client = log_in("clerk")
    text = (
        "connection,partner,sign,code,treatment,number,note\n"
        f"Harbour,ZZ:{partner.interchange_id},c,d240,account,61300,freight\n"
        "Harbour,,T,,counted,,\n"
    )
    upload = SimpleUploadedFile("rules.csv", text.encode(), "text/csv")
    page = visit(client, f"{RULES}import/")
    formats = {"format": "0", "resource": ""}
    shown = client.post(f"{RULES}import/", {**formats, "import_file": upload})
    confirm = shown.context["confirm_form"].initial
    client.post(f"{RULES}process_import/", confirm)
    assert page.status == 200
    rows = ChargeRule.objects.order_by("-sign").values_list("partner", "sign", "code", "treatment", "number")
    assert list(rows) == [(None, "T", "", "counted", ""), (partner.pk, "C", "D240", "account", "61300")]
    bad = SimpleUploadedFile("rules.csv", b"connection,sign,treatment\nHarbour,A,account\n", "text/csv")
    shown = client.post(f"{RULES}import/", {**formats, "import_file": bad})
    assert "Give the number" in shown.content.decode()
    answer = client.post(f"{RULES}export/", {"format": "0", "resource": "", **_all_fields(client)})
    assert b"Harbour,ZZ:" in answer.content


def _all_fields(client: Any) -> dict[str, str]:
    names = ("connection", "partner", "sign", "code", "treatment", "number", "note")
    return {f"chargeruleresource_{name}": "on" for name in names}
