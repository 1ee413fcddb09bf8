"""Aliases of partners: on the partner's page, as a list in and out, and from a document whose sender nobody knows."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Document
from edi.models import PartnerAlias, TradingPartner
from tests.factories import DocumentFactory, PartnerAliasFactory, QuarantineFactory, TradingPartnerFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit
from tests.navcleo.admin.partner_form import save

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.admin.missing_senders", "navcleo.admin.partners"]
LIST = "/admin/edi/partneralias/"


def unknown() -> Document:
    document = DocumentFactory(status="quarantined", partner=None)
    details = {"sender": "VAT:DE1", "ids": [["VAT", "DE1"], ["GLN", "40123"]]}
    return QuarantineFactory(code="unknown_sender", document=document, details=details).document


def test_a_found_id_becomes_an_alias_and_the_document_goes_on(log_in: LogIn) -> None:
    document = unknown()
    partner = TradingPartnerFactory(connection=document.connection)
    page = visit(log_in("clerk"), reverse("admin:audit_document_change", args=[document.pk]))
    page = page.follow("Add what is missing")
    assert "VAT:DE1" in page.text
    assert "GLN:40123" in page.text
    page.press("Save", alias="GLN:40123", partner=str(partner.pk))
    alias = PartnerAlias.objects.get()
    assert (alias.scheme, alias.value, alias.partner, alias.connection) == (
        "GLN",
        "40123",
        partner,
        document.connection,
    )
    document.refresh_from_db()
    assert document.status == "received"
    assert document.events.filter(action="mapped", text__contains="GLN:40123").exists()


@pytest.mark.parametrize("chosen", [{}, {"alias": "GLN:9"}, {"partner": ""}])
def test_an_incomplete_choice_is_refused(log_in: LogIn, chosen: dict[str, Any]) -> None:
    document = unknown()
    partner = TradingPartnerFactory(connection=document.connection)
    values = {"alias": "VAT:DE1", "partner": str(partner.pk)} | chosen if chosen else {}
    page = visit(log_in("clerk"), reverse("admin:audit_document_change", args=[document.pk]))
    answer = page.follow("Add what is missing").press("Save", **values)
    assert "Choose the id and the partner" in answer.text
    assert not PartnerAlias.objects.exists()


def test_an_id_of_another_partner_is_refused(log_in: LogIn) -> None:
    document = unknown()
    partner = TradingPartnerFactory(connection=document.connection)
    PartnerAliasFactory(
        partner=TradingPartnerFactory(connection=document.connection), scheme="VAT", value="DE1"
    )
    page = visit(log_in("clerk"), reverse("admin:audit_document_change", args=[document.pk]))
    answer = page.follow("Add what is missing").press("Save", alias="VAT:DE1", partner=str(partner.pk))
    assert "already" in answer.text


def test_owners_add_aliases_on_the_page_of_the_partner(log_in: LogIn) -> None:
    partner = TradingPartnerFactory()
    client = log_in("owner")

    def send(one: TradingPartner, *rows: tuple[str, str]) -> str:
        named = [{"scheme": scheme, "value": value} for scheme, value in rows]
        return save(client, one, {"aliases": named}).text

    send(partner, ("GLN", " 40123 "), ("", "4711"))
    assert sorted(str(row) for row in partner.aliases.all()) == ["4711", "GLN:40123"]
    other = TradingPartnerFactory(connection=partner.connection)
    assert f"GLN:40123 is {partner} already." in send(other, ("GLN", "40123"))
    assert "twice" in send(partner, ("VAT", "1"), ("VAT", "1"))
    assert PartnerAlias.objects.count() == 2


def test_aliases_are_imported_and_exported(log_in: LogIn) -> None:
    partner = TradingPartnerFactory(qualifier="01", interchange_id="4711")
    client = log_in("owner")
    text = f"connection,partner,scheme,value\n{partner.connection.name},01:4711,VAT,DE1\n,01:4711,, X \n"
    data = {
        "import_file": SimpleUploadedFile("rows.csv", text.encode()),
        "format": "0",
        "resource": "",
    }
    shown = type(visit(client, LIST))(client, f"{LIST}import/", client.post(f"{LIST}import/", data))
    hidden = {name: field.get("value", "") for name, field in shown.inputs.items()}
    client.post(f"{LIST}process_import/", hidden, follow=True)
    assert sorted(str(row) for row in partner.aliases.all()) == ["VAT:DE1", "X"]
    exported = client.post(
        f"{LIST}export/",
        {
            "format": "0",
            "resource": "",
            **{f"partneraliasresource_{name}": "on" for name in ("connection", "partner", "scheme", "value")},
        },
    )
    assert f"{partner.connection.name},01:4711,VAT,DE1" in exported.content.decode()
    assert log_in("clerk").get(f"{LIST}import/").status_code == 403
