"""Other names of partners, by which documents without an X12 envelope are told apart: on the partner's page and as a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from import_export import fields, resources
from simple_history.admin import SimpleHistoryAdmin

from edi.models import PartnerAlias
from navcleo.admin.bounded_import import BoundedImportMixin
from navcleo.admin.read_only import WithViews
from navcleo.admin.resources import ConnectionWidget, PartnerWidget


def taken_by(alias: PartnerAlias) -> PartnerAlias | None:
    """Another row of the Connection with the same scheme and value: a name can mean one partner only."""
    rows = PartnerAlias.objects.filter(
        connection_id=alias.partner.connection_id, scheme=alias.scheme, value=alias.value
    )
    return rows.exclude(pk=alias.pk).select_related("partner").first()


class PartnerAliasForm(forms.ModelForm):
    """Scheme and value, without blanks at the ends, once per Connection."""

    class Meta:
        """Options."""

        model = PartnerAlias
        fields = ("partner", "scheme", "value")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        partner = data.get("partner") or (self.instance.partner if self.instance.partner_id else None)
        value = data.get("value")
        if partner and value:
            row = PartnerAlias(
                pk=self.instance.pk, partner=partner, scheme=data.get("scheme") or "", value=value
            )
            other = taken_by(row)
            if other:
                self.add_error("value", f"{other} is {other.partner} already.")
        return data


class PartnerAliasFormSet(BaseInlineFormSet):
    """The aliases of one page: none twice."""

    def clean(self) -> None:
        super().clean()
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            name = (data.get("scheme") or "", data.get("value") or "")
            if name[1] and not data.get("DELETE") and name in seen:
                form.add_error("value", "This alias stands here twice.")
            seen.add(name)


class PartnerAliasInline(admin.TabularInline):
    """The aliases of one partner."""

    model = PartnerAlias
    form = PartnerAliasForm
    formset = PartnerAliasFormSet
    fields = ("scheme", "value")
    extra = 1
    verbose_name_plural = "aliases: how XML, JSON and PDF documents name this partner (GLN, DUNS, VAT …)"


class PartnerAliasResource(resources.ModelResource):
    """Aliases in and out: one row per partner, scheme and value."""

    connection = fields.Field("connection", "connection", widget=ConnectionWidget())
    partner = fields.Field("partner", "partner", widget=PartnerWidget())

    class Meta:
        """Options."""

        model = PartnerAlias
        fields = ("connection", "partner", "scheme", "value")
        export_order = fields
        import_id_fields = ("connection", "scheme", "value")
        skip_unchanged = True
        report_skipped = True

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Say what is missing, instead of a database's words."""
        for name in ("partner", "value"):
            if not str(row.get(name) or "").strip():
                raise ValueError(f"the row has no {name}")
        row["scheme"] = str(row.get("scheme") or "").strip()
        row["value"] = str(row["value"]).strip()


class PartnerAliasAdmin(BoundedImportMixin, WithViews, SimpleHistoryAdmin):
    """All aliases, for searching and as CSV or XLSX in and out."""

    form = PartnerAliasForm
    resource_classes = [PartnerAliasResource]
    list_display = ("scheme", "value", "partner", "connection")
    list_display_links = ("value",)
    list_filter = ("scheme", "connection")
    list_select_related = ("partner", "connection")
    search_fields = ("value", "partner__name", "partner__interchange_id")
    search_help_text = "id, partner"
    autocomplete_fields = ("partner",)
    object_history_list_template = "admin/history_list.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
