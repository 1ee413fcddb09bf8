"""Confirming the fields of a page: the picture beside them, the values a person's, the document on its way again."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from audit.models import Document
from edi.models import PartnerAlias
from edi.pdf.reading import read_pdf
from navcleo.workflows.work import plain_problems
from tests.edi.pdf.printed import INVOICE, with_scanners_text
from tests.factories import (
    DocumentFactory,
    PayloadFactory,
    QuarantineFactory,
    SendAttemptFactory,
    TradingPartnerFactory,
)
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

pytestmark = pytest.mark.django_db
PDF = with_scanners_text(*INVOICE)


@pytest.fixture(scope="module")
def read() -> tuple[bytes, list[dict[str, str]]]:
    (part,) = read_pdf(PDF).sets
    return part.content, plain_problems(part.problems)


@pytest.fixture
def document(read: tuple[bytes, list[dict[str, str]]], db: None) -> Document:
    content, problems = read
    row = DocumentFactory(
        status="quarantined", kind="810", number="INV-20417", problems=problems, revisions=False,
        payload=PayloadFactory(content=PDF, name="scan.pdf"),
    )  # fmt: skip
    row.revisions.create(number=0, content=content)
    return QuarantineFactory(code="fields_unconfirmed", document=row).document


def page_url(document: Document) -> str:
    return reverse("admin:audit_document_change", args=[document.pk])


def said(page: object) -> dict[str, str]:
    return {name: one["value"] for name, one in page.inputs.items() if name.startswith("$.")}  # type: ignore[attr-defined]


def test_fields_are_confirmed_beside_the_page_and_the_document_goes_on(
    document: Document, log_in: LogIn
) -> None:
    page = visit(log_in("clerk"), page_url(document)).follow("Confirm fields")
    assert "could not be proven: compare each with the picture" in page.text
    assert "'INV-20417' was recognised on a scan" in page.text
    values = said(page)
    assert (values["$.number"], values["$.lines[1].price"], values["$.total"]) == (
        "INV-20417",
        "20.25",
        "237.60",
    )

    page.press("Confirm and go on", **{**values, "$.number": "INV-20418"})

    document.refresh_from_db()
    newest = document.revisions.get(number=1)
    plain = json.loads(bytes(newest.content))
    assert plain["number"] == "INV-20418"
    assert {(row["confirmed"], row["by"]) for row in plain["reading"]["fields"]} == {(True, "clerk")}
    assert newest.made_by == "clerk"
    assert newest.reason.startswith("fields confirmed: invoice number, invoice date")
    assert (document.status, document.is_edited) == ("received", True)


def test_the_picture_of_the_page_stands_beside_its_fields(document: Document, log_in: LogIn) -> None:
    client = log_in("clerk")
    page = visit(client, page_url(document)).follow("Confirm fields")
    picture = reverse("admin:audit_document_page", args=[document.pk, 1])
    assert page.html.count(f'href="{picture}"') > 2
    assert 'id="at-$.number" class="mark-check"' in page.html
    assert 'id="at-$.total" class="mark-sure"' in page.html
    assert not re.search(r"<[^>]+\sstyle=|<script(?![^>]+src=)", page.html.split('id="content-main"')[1])
    answer = client.get(picture)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert client.get(reverse("admin:audit_document_page", args=[document.pk, 2])).status_code == 404


def test_a_supplier_not_known_yet_is_named_by_what_stands_on_the_page(
    document: Document, log_in: LogIn
) -> None:
    partner, document.partner = document.partner, None
    document.save()
    page = visit(log_in("manager"), page_url(document)).follow("Confirm fields")
    assert "Which supplier is it?" in page.text
    page.press("Confirm and go on", **said(page), partner=str(partner.pk), alias="VAT:GB123456789")
    assert [str(alias) for alias in partner.aliases.all()] == ["VAT:GB123456789"]
    document.refresh_from_db()
    assert document.status == "received"


def test_a_supplier_whose_name_stands_on_the_page_is_chosen_already(
    document: Document, log_in: LogIn
) -> None:
    partner, document.partner = document.partner, None
    partner.name = "NORTHWIND CANS LTD"
    partner.save()
    document.save()
    page = visit(log_in("manager"), page_url(document)).follow("Confirm fields")
    assert f'<option value="{partner.pk}" selected>' in page.html
    assert "<option selected>pdf:Northwind Cans Ltd</option>" in page.html
    assert "What begins with pdf: is free text" in page.text
    document.refresh_from_db()
    assert document.partner is None


def test_a_supplier_taken_for_another_is_changed_and_what_he_was_known_by_is_taken_away(
    document: Document, log_in: LogIn
) -> None:
    wrong = document.partner
    PartnerAlias.objects.create(partner=wrong, scheme="pdf", value="1 Harbour Road")
    right = TradingPartnerFactory(connection=document.connection, name="Northwind")
    page = visit(log_in("manager"), page_url(document)).follow("Confirm fields")
    assert "Known by pdf:1 Harbour Road on the page." in page.text
    page.press("Confirm and go on", **said(page), partner=str(right.pk), alias="VAT:GB123456789")
    assert not wrong.aliases.exists()
    assert [str(alias) for alias in right.aliases.all()] == ["VAT:GB123456789"]
    noted = document.events.get(action="mapped").text
    assert noted == f"pdf:1 Harbour Road is {wrong} no more; VAT:GB123456789 is {right}"


def test_the_supplier_of_what_may_be_booked_stays(document: Document, log_in: LogIn) -> None:
    SendAttemptFactory(document=document)
    page = visit(log_in("manager"), page_url(document)).follow("Confirm fields")
    assert "Which supplier is it?" not in page.text


def test_a_supplier_chosen_without_saying_by_what_is_told(document: Document, log_in: LogIn) -> None:
    partner, document.partner = document.partner, None
    document.save()
    page = visit(log_in("manager"), page_url(document)).follow("Confirm fields")
    wrong = page.press("Confirm and go on", **said(page), partner=str(partner.pk), alias="")
    assert "Choose the id and the partner that it means." in wrong.text
    assert document.revisions.count() == 1


def test_a_date_is_spelled_out_beside_its_digits(document: Document, log_in: LogIn) -> None:
    page = visit(log_in("clerk"), page_url(document)).follow("Confirm fields")
    assert "14 March 2026" in page.text
    assert page.inputs["$.invoiced_on"]["placeholder"] == "year-month-day"


def test_what_is_no_value_is_told_beside_its_field_and_nothing_is_saved(
    document: Document, log_in: LogIn
) -> None:
    page = visit(log_in("clerk"), page_url(document)).follow("Confirm fields")
    wrong = page.press(
        "Confirm and go on", **{**said(page), "$.invoiced_on": "", "$.lines[0].price": "twelve"}
    )
    assert wrong.status == 422
    assert "Invoice date is needed." in wrong.text
    assert "'twelve' is no number." in wrong.text
    assert wrong.inputs["$.lines[0].price"]["value"] == "twelve"
    assert document.revisions.count() == 1


def test_sums_that_do_not_add_up_are_told(document: Document, log_in: LogIn) -> None:
    page = visit(log_in("clerk"), page_url(document)).follow("Confirm fields")
    wrong = page.press("Confirm and go on", **{**said(page), "$.total": "999.00"})
    assert "The total is 999.00, lines, allowances, charges and taxes make 237.60" in wrong.text


def test_who_may_not_correct_sees_no_button_and_is_refused(document: Document, log_in: LogIn) -> None:
    client = log_in("")
    assert client.get(reverse("admin:audit_document_confirm", args=[document.pk])).status_code in {302, 403}
    assert client.get(reverse("admin:audit_document_page", args=[document.pk, 1])).status_code in {302, 403}


def test_a_document_that_was_no_page_has_no_fields_to_confirm(log_in: LogIn) -> None:
    other = QuarantineFactory(document=DocumentFactory(status="quarantined")).document
    client = log_in("clerk")
    assert "Confirm fields" not in visit(client, page_url(other)).links
    assert client.get(reverse("admin:audit_document_confirm", args=[other.pk])).status_code == 404
    assert client.get(reverse("admin:audit_document_page", args=[other.pk, 1])).status_code == 404
