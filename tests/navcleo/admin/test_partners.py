"""A partner's page: its profile is edited, checked field by field, tried on a file, shown as a guide, copied, moved as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from audit.models import Document, Payload
from edi import reading
from edi.json_documents import write_json
from edi.models import ChargeRule, PartnerSet, TradingPartner, UnitMapping
from edi.problems import Problem
from navcleo.admin import trying
from tests.edi.x12.corpus import body, interchange
from tests.factories import X12_856, ConnectionFactory, TradingPartnerFactory, UnitMappingFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit
from tests.navcleo.admin.partner_form import Rows, lists, save, url

COVERS = ["navcleo.admin.partner_inlines", "navcleo.admin.partner_pages", "navcleo.admin.trying"]
pytestmark = pytest.mark.django_db
SAMPLE_810 = Path(__file__).resolve().parents[2] / "samples" / "810_invoice" / "document.edi"


@pytest.fixture
def partner() -> TradingPartner:
    row: TradingPartner = TradingPartnerFactory(
        connection=ConnectionFactory(name="Harbour"), name="Acme", interchange_id="ACMEFOODS"
    )
    return row


def test_an_owner_edits_the_profile_with_its_lists(partner: TradingPartner, log_in: LogIn) -> None:
    client = log_in("superuser")  # charge rules are kept by clerks and managers, the rest by owners
    page = save(
        client,
        partner,
        {
            "sets": [
                {
                    "code": "850",
                    "is_enabled": "on",
                    "overlay": '{"require": ["REF.DP"]}',
                    "sends": '[{"segment": "REF", "qualifier": "DP", "value": "042"}]',
                },
                {"code": "810", "overlay": "", "sends": ""},
            ],
            "unitmapping": [{"unit_code": "CASE", "x12_code": "CS"}],
            "chargerule": [{"sign": "C", "code": "D240", "treatment": "account", "number": "8110"}],
        },
        duplicate_days="365",
        element_separator="|",
    )
    assert "was changed successfully" in page.text
    partner.refresh_from_db()
    assert (partner.duplicate_days, partner.element_separator) == (365, "|")
    order, invoice = partner.sets.order_by("-code")
    assert (order.overlay, order.sends[0]["value"], order.is_enabled) == (
        {"require": ["REF.DP"]},
        "042",
        True,
    )
    assert (invoice.overlay, invoice.sends, invoice.is_enabled) == ({}, [], False)
    unit, rule = UnitMapping.objects.get(), ChargeRule.objects.get()
    assert (unit.connection, unit.partner, unit.source) == (partner.connection, partner, "local")
    assert (rule.connection, rule.partner) == (partner.connection, partner)
    assert order.history.count() == 1


def test_what_cannot_be_used_is_told_at_its_field_and_nothing_is_saved(
    partner: TradingPartner, log_in: LogIn
) -> None:
    UnitMappingFactory(connection=partner.connection, partner=partner, unit_code="CASE", x12_code="CS")
    client = log_in("owner")
    rows: Rows = {
        "sets": [
            {
                "code": "850",
                "overlay": '{"codes": {"BEG02": ["XX"]}, "lengths": {"PO103": [1, 3]}}',
                "sends": "[{]",
            }
        ],
        "unitmapping": [{"unit_code": "CASE", "x12_code": "CT"}],
    }
    page = save(client, partner, rows, segment_terminator="*", version="4010")
    assert page.status == 200
    for said in (
        "'4010' is no version that is written here.",
        "'*' is the element separator already.",
        "codes BEG02: XX is not among the standard's codes.",
        "lengths PO103: [1, 3] is not within the standard's [2, 2].",
        "Enter a valid JSON.",
        "unit_once_per_partner",
    ):
        assert said in page.text, said
    assert not PartnerSet.objects.exists()
    assert TradingPartner.objects.get().segment_terminator == "~"


@pytest.mark.parametrize("group", ["clerk", "manager"])
def test_others_see_the_profile_and_change_nothing(
    group: str, partner: TradingPartner, log_in: LogIn
) -> None:
    PartnerSet.objects.create(partner=partner, code="850", overlay={"require": ["REF.DP"]})
    client = log_in(group)
    page = visit(client, url(partner))
    assert "REF.DP" in page.text
    assert "Try a file …" in page.links
    assert "Look at the copy" not in page.button_texts
    assert client.post(url(partner), {"name": "Other"}).status_code == 403
    for name in ("copy", "import"):
        where = reverse(f"admin:edi_tradingpartner_{name}", args=[partner.pk] if name == "copy" else [])
        assert client.post(where, {"text": "{}"}).status_code == 403, name


def test_a_new_partner_is_saved_before_its_lists(log_in: LogIn) -> None:
    page = visit(log_in("owner"), reverse("admin:edi_tradingpartner_add"))
    assert "Save the partner first" in page.text
    assert lists(page) == []


def test_a_file_is_tried_and_nothing_of_it_stays(partner: TradingPartner, log_in: LogIn) -> None:
    PartnerSet.objects.create(
        partner=partner, code="856", overlay={"require": ["HL.S/TD5"], "codes": {"BSN01": ["00"]}}
    )
    client = log_in("clerk")
    page = visit(client, url(partner)).follow("Try a file …").press("Read it", text=X12_856.decode())
    assert "1 document read; 1 would stop." in page.text
    assert "Ship notice SHIP1001" in page.text
    assert "The mandatory segment TD5 is missing before this place, by the profile of Acme." in page.text
    assert "this profile" in page.text
    assert "PO1001 1 VN ABC-1 10 CA" in page.text
    PartnerSet.objects.update(overlay={})
    page = page.press("Read it", file=SimpleUploadedFile("a.edi", X12_856))
    assert "1 document read; none would stop." in page.text
    assert (Document.objects.count(), Payload.objects.count()) == (0, 0)


def test_a_tried_invoice_shows_what_adds_up_to_its_total(partner: TradingPartner, log_in: LogIn) -> None:
    page = visit(log_in("clerk"), reverse("admin:edi_tradingpartner_try", args=[partner.pk]))
    page = page.press("Read it", text=SAMPLE_810.read_text())
    for shown in (
        "VOLUME DISCOUNT -15.00",
        "FREIGHT 25.00",
        "ST tax 0.62 % 5.00",
        "BILLED BACK (not in the total)",
        "Total 844.04",
    ):
        assert shown in page.text, shown
    assert "18.75 750.00" in page.text


def test_doubts_in_a_page_are_not_asked_by_the_standard() -> None:
    one, other = Problem("fields_unconfirmed", "no date", "$.lines[0].unit"), Problem("code", "unknown")
    text = render_to_string("admin/edi/tried_problems.html", {"problems": [one, other]})
    assert (text.count("doubt in what was read"), text.count("the standard")) == (1, 1)
    assert "line 1, unit" in text


def test_a_file_of_somebody_else_or_of_nobody_is_told(partner: TradingPartner, log_in: LogIn) -> None:
    client = log_in("clerk")
    page = visit(client, reverse("admin:edi_tradingpartner_try", args=[partner.pk]))
    other = page.press("Read it", text=interchange("810", body("810")).decode())
    assert "Sender ZZ:SENDER is no active trading partner of Harbour." in other.text
    assert "INV-5501" in other.text
    assert "225" not in other.inputs
    TradingPartnerFactory(connection=partner.connection, name="Kestrel", interchange_id="KESTREL")
    theirs = X12_856.replace(b"ACMEFOODS      ", b"KESTREL        ")
    page = page.press("Read it", text=theirs.decode())
    assert "It names Kestrel (ZZ:KESTREL) as its sender" in page.text
    assert "This is no document that can be read" in page.press("Read it", text="Dear Sirs").text
    assert "Choose a file or paste its text." in page.press("Read it", text=" ").text
    big = SimpleUploadedFile("big.edi", b"ISA" + b" " * trying.MOST_BYTES)
    assert "at most 2000000 are read here" in page.press("Read it", file=big).text


def test_every_set_can_be_tried_and_shows_its_lines(partner: TradingPartner, log_in: LogIn) -> None:
    page = visit(log_in("clerk"), reverse("admin:edi_tradingpartner_try", args=[partner.pk]))
    for code, shown in (("850", "CHS-100"), ("820", "INV-5501"), ("997", "0001"), ("856", "BRD-7")):
        assert shown in page.press("Read it", text=interchange(code, body(code)).decode()).text, code


def test_another_format_is_tried_by_the_same_profile(partner: TradingPartner, log_in: LogIn) -> None:
    PartnerSet.objects.create(partner=partner, code="856", is_enabled=False)
    value = reading.read(X12_856).sets[0].document
    assert value is not None
    text = write_json(value, sender=("ZZ", "ACMEFOODS"), receiver=("ZZ", "NAVCLEO")).decode()
    page = visit(log_in("clerk"), reverse("admin:edi_tradingpartner_try", args=[partner.pk]))
    page = page.press("Read it", text=text)
    assert "Ship notice SHIP1001" in page.text
    assert "Transaction set 856 is switched off in the profile of Acme." in page.text


def test_long_documents_are_cut_on_the_page(partner: TradingPartner, log_in: LogIn) -> None:
    lines = [["PO1", str(number), "1", "EA", "1", "", "IN", "X"] for number in range(1, 251)]
    content = interchange("850", [["BEG", "00", "SA", "PO-1", "", "20260302"], *lines])
    page = visit(log_in("clerk"), reverse("admin:edi_tradingpartner_try", args=[partner.pk]))
    assert "and 50 more lines" in page.press("Read it", text=content.decode()).text


def test_the_guide_shows_what_the_profile_asks_for(partner: TradingPartner, log_in: LogIn) -> None:
    PartnerSet.objects.create(
        partner=partner,
        code="850",
        overlay={"require": ["REF.DP", "PO107"], "forbid": ["SAC"]},
        sends=[{"segment": "REF", "qualifier": "DP", "value": "042"}],
    )
    page = visit(log_in("clerk"), url(partner)).follow("850")
    assert "REF DP Reference must" in page.text
    assert "PO107 Product or service id must" in page.text or "PO107" in page.text
    assert "SAC may not this profile" in page.text
    assert "REF DP 042" in page.text
    assert "HL" not in page.text
    assert "Delivery" not in page.follow("Every segment").text
    assert (
        visit(log_in("manager"), reverse("admin:edi_tradingpartner_guide", args=[partner.pk, "999"])).status
        == 404
    )


def test_a_profile_is_exported_and_imported_with_a_look_at_the_changes(
    partner: TradingPartner, log_in: LogIn
) -> None:
    client = log_in("owner")
    response = client.get(visit(client, url(partner)).links["Export as JSON"])
    assert response.headers["Content-Disposition"] == 'attachment; filename="profile-ACMEFOODS.json"'
    data = json.loads(response.content)
    data["partner"]["duplicate_days"] = 90
    data["sets"] = [{"code": "856", "overlay": {"require": ["HL.O/PRF"]}}]
    page = visit(client, reverse("admin:edi_tradingpartner_changelist")).follow("Import a profile")
    file = SimpleUploadedFile("profile.json", json.dumps(data).encode())
    page = page.press("Look at the changes", connection=partner.connection_id, file=file)
    assert "duplicate_days 0 90" in page.text
    assert 'sets 856 overlay – {"require": ["HL.O/PRF"]}' in page.text
    partner.refresh_from_db()
    assert partner.duplicate_days == 0
    page = page.press("Make these changes")
    assert "3 changes to Acme (ZZ:ACMEFOODS) are made." in page.text
    partner.refresh_from_db()
    assert (partner.duplicate_days, partner.sets.get().code) == (90, "856")


def test_a_file_that_cannot_be_applied_offers_no_button(partner: TradingPartner, log_in: LogIn) -> None:
    client = log_in("owner")
    page = visit(client, reverse("admin:edi_tradingpartner_import"))
    data = json.loads(client.get(reverse("admin:edi_tradingpartner_export", args=[partner.pk])).content)
    data["partner"]["version"] = "4010"
    answer = page.press("Look at the changes", connection=partner.connection_id, text=json.dumps(data))
    assert "partner, version: '4010' is no version" in answer.text
    assert "Make these changes" not in answer.button_texts
    assert "What changes" not in answer.text
    assert "it is so already" not in answer.text
    for text, said in (("{}", "A profile begins with"), ("no", "This is no JSON"), ("", "Choose a file")):
        answer = page.press("Look at the changes", connection=partner.connection_id, text=text)
        assert said in answer.text, said
    answer = page.press("Look at the changes", connection="", text="{}")
    assert "Choose the connection" in answer.text
    forced = page.press(
        "Look at the changes", connection=partner.connection_id, text=json.dumps(data), apply="1"
    )
    assert "Nothing was changed" in forced.text


def test_a_profile_is_copied_to_another_partner(partner: TradingPartner, log_in: LogIn) -> None:
    PartnerSet.objects.create(partner=partner, code="856", overlay={"require": ["HL.O/PRF"]})
    other = TradingPartnerFactory(connection=partner.connection, name="Kestrel")
    client = log_in("owner")
    page = visit(client, url(partner))
    assert "Choose the partner" in page.press("Look at the copy", target="").text
    page = page.press("Look at the copy", target=other.pk)
    assert "HL.O/PRF" in page.text
    assert not other.sets.exists()
    page = page.press("Make these changes")
    assert f"changes to {other} are made" in page.text
    assert other.sets.get().overlay == {"require": ["HL.O/PRF"]}


def test_a_new_partner_by_import_needs_the_right_to_add(partner: TradingPartner, log_in: LogIn) -> None:
    client = log_in("owner")
    data = json.loads(client.get(reverse("admin:edi_tradingpartner_export", args=[partner.pk])).content)
    data["partner"] |= {"interchange_id": "NEWONE", "name": "New"}
    page = visit(client, reverse("admin:edi_tradingpartner_import"))
    page = page.press("Look at the changes", connection=partner.connection_id, text=json.dumps(data))
    assert "A new partner: New (ZZ:NEWONE)" in page.text
    page.press("Make these changes")
    assert TradingPartner.objects.get(interchange_id="NEWONE").connection == partner.connection


def test_a_file_changes_no_charge_rule_for_somebody_who_may_not(
    partner: TradingPartner, log_in: LogIn
) -> None:
    """Money rules are the clerks' and managers': an owner's file, or copy, is no way around."""
    client = log_in("owner")
    data = json.loads(client.get(reverse("admin:edi_tradingpartner_export", args=[partner.pk])).content)
    data["charges"] = [{"sign": "C", "code": "D240", "treatment": "account", "number": "9999"}]
    page = visit(client, reverse("admin:edi_tradingpartner_import"))
    answer = page.press("Look at the changes", connection=partner.connection_id, text=json.dumps(data))
    assert "edi.add_chargerule" in answer.text
    assert "Make these changes" not in answer.button_texts
    forced = {"connection": partner.connection_id, "text": json.dumps(data), "apply": "1"}
    client.post(reverse("admin:edi_tradingpartner_import"), forced)
    assert not ChargeRule.objects.exists()
    rule = ChargeRule.objects.create(
        connection=partner.connection, partner=partner, sign="C", treatment="account", number="6130"
    )
    other = TradingPartnerFactory(connection=partner.connection, name="Kestrel")
    client.post(
        reverse("admin:edi_tradingpartner_copy", args=[partner.pk]), {"target": other.pk, "apply": "1"}
    )
    client.post(
        reverse("admin:edi_tradingpartner_import"), {**forced, "text": json.dumps(data | {"charges": []})}
    )
    assert list(ChargeRule.objects.all()) == [rule]


@pytest.mark.parametrize("number", ["²", "9" * 30, "9" * 5000, "-1", "x"])
def test_a_number_of_no_row_is_told_and_no_fault(partner: TradingPartner, log_in: LogIn, number: str) -> None:
    client = log_in("superuser")
    answer = client.post(reverse("admin:edi_tradingpartner_import"), {"connection": number, "text": "{}"})
    assert "Choose the connection" in answer.text
    for page in ("edi_tradingpartner_copy",):
        answer = client.post(reverse(f"admin:{page}", args=[partner.pk]), {"target": number}, follow=True)
        assert "Choose the partner" in answer.text
    for model in ("audit/document", "audit/quarantine", "audit/payload"):
        assert client.get(f"/admin/{model}/{number}/change/").status_code in {302, 404}
    assert client.get(reverse("admin:report", args=["leniency"]), {"connection": number}).status_code == 200
