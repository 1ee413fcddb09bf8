"""Charge rules: what becomes of suppliers' allowances, charges and taxes in NAV; kept by whom keeps the mappings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from simple_history.admin import SimpleHistoryAdmin

from audit.models import Document, Quarantine
from edi.mapping.charges import WORDS
from edi.models import ChargeRule
from navcleo import groups
from navcleo.admin.bounded_import import BoundedImportMixin
from navcleo.admin.read_only import WithViews, badge, row_id, tell_and_go
from navcleo.admin.resources import ChargeRuleResource, number_error

LOOKS = {"account": "good", "item_charge": "good", "counted": "plain", "refused": "warn"}
HELP = (
    "The partner's own rule wins over the general one, a code over a blank. A G/L account: NAV gets a purchase invoice beside "
    "the order's (a credit memo where allowances outweigh charges). An item charge: the same as a draft, for a person to assign "
    "and post. NAV counts it itself: it is part of what is compared with the order, as without a rule, and no question is asked. "
    "Code CR or CN with sign allowances: the account that a whole credit memo is drafted on."
)


class ChargeRuleForm(forms.ModelForm):
    """A rule; partner and connection belong together, and a line in NAV needs its number."""

    class Meta:
        """Options."""

        model = ChargeRule
        fields = ("connection", "partner", "sign", "code", "treatment", "number", "note")

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        connection, partner = data.get("connection"), data.get("partner")
        if connection and partner and partner.connection_id != connection.pk:
            self.add_error("partner", "This partner belongs to another connection.")
        if error := number_error(str(data.get("treatment")), str(data.get("number") or "")):
            self.add_error("number", error)
        return data


class ChargeRuleAdmin(BoundedImportMixin, WithViews, SimpleHistoryAdmin):
    """List, edit, lists in and out, history."""

    form = ChargeRuleForm
    resource_classes = [ChargeRuleResource]
    list_display = ("sign_shown", "code_shown", "partner_shown", "treatment_shown", "number", "note")
    list_filter = ("treatment", "sign", "connection", "partner")
    list_select_related = ("partner",)
    list_per_page = 50
    search_fields = ("code", "number", "note", "partner__name")
    search_help_text = "code, account or item charge, partner"
    autocomplete_fields = ("partner",)
    object_history_list_template = "admin/history_list.html"
    fieldsets = ((None, {"fields": ChargeRuleForm.Meta.fields, "description": HELP}),)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(groups.MAP))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.display(description="what", ordering="sign")
    def sign_shown(self, row: ChargeRule) -> str:
        return row.get_sign_display()

    @admin.display(description="code", ordering="code")
    def code_shown(self, row: ChargeRule) -> str:
        return row.code or "any"

    @admin.display(description="for", ordering="partner__name")
    def partner_shown(self, row: ChargeRule) -> str:
        return row.partner.name if row.partner else "all partners"

    @admin.display(description="becomes", ordering="treatment")
    def treatment_shown(self, row: ChargeRule) -> SafeString:
        return badge(row.get_treatment_display(), LOOKS.get(row.treatment, "plain"))

    def response_add(
        self, request: HttpRequest, obj: ChargeRule, post_url_continue: Any = None
    ) -> HttpResponse:
        """From a document back to the document: it is replayed there."""
        document = request.GET.get("document", "")
        if row_id(document) and Document.objects.filter(pk=document).exists():
            url = reverse("admin:audit_document_change", args=[document])
            return tell_and_go(request, f"Rule added: {obj}. Replay the document to book by it.", url)
        return super().response_add(request, obj, post_url_continue)


def offers(waiting: Quarantine | None, user: Any) -> list[dict[str, str]]:
    """What no rule speaks of in a stopped invoice, each with the address of the form filled in for it."""
    details = waiting.details if waiting and isinstance(waiting.details, dict) else {}
    if waiting is None or waiting.document is None or not user.has_perm("edi.add_chargerule"):
        return []
    document = waiting.document
    found = []
    for row in details.get("without_rule", []):
        wish = {
            "connection": document.connection_id,
            "partner": document.partner_id or "",
            "sign": row["sign"],
            "code": row["code"],
            "note": f"for {document}: {row['description']}"[:200],
            "document": document.pk,
        }
        url = f"{reverse('admin:edi_chargerule_add')}?{urlencode(wish)}"
        found.append({**row, "word": WORDS[row["sign"]], "url": url})
    return found
