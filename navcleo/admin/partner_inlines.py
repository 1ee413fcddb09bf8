"""The lists on a partner's page: what differs per set, other names, units and charges, each checked with its partner."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib.admin import StackedInline, TabularInline
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from edi.models import ChargeRule, PartnerSet, Source, UnitMapping
from edi.x12.sets import SETS

OVERLAY_HELP = (
    'What this partner wants beyond the standard, as {"require": ["REF.DP", "N1.ST"], "forbid": ["SAC"], "codes": {"BEG02": ["SA"]}, '
    '"lengths": {"BEG03": [1, 10]}, "at_most": {"N9": 1}}. It can only narrow. Empty = the standard.'
)
SENDS_HELP = (
    'REF, DTM and N1 that we write beside our own, as [{"segment": "REF", "qualifier": "DP", "value": "042"}]. A value may hold '
    "{order_number}, {ordered_on}, {requested_on}, {vendor_number}, {ship_to}, {currency}; in an 810 {invoice_number}, {invoiced_on}."
)


def by_line(value: Any) -> str:
    """JSON with one entry a line, as people write it; '' for nothing."""
    if not value:
        return ""
    if isinstance(value, dict):
        entries = [
            f"{json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in value.items()
        ]
        return "{" + ",\n ".join(entries) + "}"
    return "[" + ",\n ".join(json.dumps(one, ensure_ascii=False) for one in value) + "]"


class PlainJson(forms.JSONField):
    """JSON in a text box, one entry a line; empty for nothing."""

    def __init__(self, *, empty: Any, **kwargs: Any) -> None:
        self.empty = empty
        rows = {"rows": 5, "class": "vLargeTextField monospace", "spellcheck": "false"}
        super().__init__(required=False, widget=forms.Textarea(attrs=rows), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict | list):
            return by_line(value)
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return self.empty if found is None else found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(initial or None, data or None)


class OfConnection(BaseInlineFormSet):
    """Rows that belong to the Connection of their partner, and are checked with it."""

    @classmethod
    def get_default_prefix(cls) -> str:
        """A name that a page can use, also where the partner has no name for its rows."""
        return cls.__name__.lower().removesuffix("formset") + "_rows"

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # the stubs leave it out
        form.instance.connection_id = self.instance.connection_id
        return form


class OfConnectionForm(forms.ModelForm):
    """A row whose Connection is its partner's: unique rows are checked with both, which Django leaves out for rows of a list
    on another row's page."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs leave it out
        if not self.errors:
            try:
                self.instance.validate_constraints(exclude=self._get_validation_exclusions())
            except ValidationError as error:
                self.add_error(None, error)

    def _get_validation_exclusions(self) -> set[str]:
        hidden: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # the stubs leave it out
        return hidden - {"connection"}


class PartnerSetForm(forms.ModelForm):
    """What differs for one set."""

    code = forms.ChoiceField(
        label="Transaction set",
        choices=[(code, f"{code} {kind.name}") for code, kind in sorted(SETS.items())],
    )
    overlay = PlainJson(label="Overlay", empty={}, help_text=OVERLAY_HELP)
    sends = PlainJson(label="Beside our own", empty=[], help_text=SENDS_HELP)

    class Meta:
        """Options."""

        model = PartnerSet
        fields = ("code", "is_enabled", "version", "overlay", "sends")


class PartnerSetInline(StackedInline):
    """One box a set that differs; a set without box goes by the standard."""

    model = PartnerSet
    form = PartnerSetForm
    extra = 0
    verbose_name = "transaction set"
    verbose_name_plural = "what differs per transaction set"
    fields = (("code", "is_enabled", "version"), "overlay", "sends")


class UnitInline(TabularInline):
    """NAV units that this partner calls otherwise than all others."""

    model = UnitMapping
    form = OfConnectionForm
    formset = OfConnection
    extra = 0
    fields = ("unit_code", "x12_code")
    verbose_name = "unit"
    verbose_name_plural = "units that this partner calls otherwise"

    def get_formset(self, request: Any, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.base_fields["x12_code"].required = True
        return formset


class ChargeRuleInline(TabularInline):
    """What becomes of this partner's allowances, charges and taxes; its own rule wins over the general one."""

    model = ChargeRule
    form = OfConnectionForm
    formset = OfConnection
    extra = 0
    fields = ("sign", "code", "treatment", "number", "note")
    verbose_name = "charge rule"
    verbose_name_plural = "charges and taxes in NAV"


def keep_local(rows: list[Any]) -> None:
    """Unit rows made on the page are made here, not by a sync."""
    for row in rows:
        if isinstance(row, UnitMapping):
            row.source = Source.LOCAL
