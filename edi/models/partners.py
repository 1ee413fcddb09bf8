"""Trading partners and how each wants its documents: one row a partner, one more a transaction set where it differs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from edi.models import partner_rules
from edi.models.sources import Source
from edi.profiles import Profile, SetProfile
from edi.x12.segments import Delimiters

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]
# NAV's line types that are neither items nor comments (nav reference 4.10)
OTHER_LINE_TYPES = frozenset({"Account", "Resource", "Fixed Asset", "Charge", "Allocation Account"})


class TradingPartner(models.Model):
    """One company at the other end of an interchange: the pair (qualifier, id) of ISA05/ISA06 identifies it."""

    class Receiving(models.TextChoices):
        """What becomes of a ship notice."""

        NOTICE = "notice", "receive on the ship notice"
        HOLD = "hold", "hold the notice for a person"
        EVALUATED = "evaluated", "evaluated receipt: receive and invoice in one posting"

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="partners")
    name = models.CharField(max_length=100)
    qualifier = models.CharField("interchange qualifier", max_length=2, default="ZZ")
    interchange_id = models.CharField("interchange id", max_length=15)
    group_id = models.CharField(max_length=15, blank=True, help_text="GS02/GS03; blank = the interchange id")
    version = models.CharField(
        max_length=12, default="004010", help_text="GS08 that we write: 004010 or 005010"
    )
    environment = models.CharField(
        max_length=10, choices=[("test", "test"), ("production", "production")], default="production"
    )
    is_active = models.BooleanField(default=True)
    wants_997 = models.BooleanField(
        "we send 997", default=True, help_text="answer each group we read with a 997"
    )
    sends_997 = models.BooleanField(
        "partner sends 997", default=True, help_text="expect a 997 for what we send"
    )
    acknowledgment_hours = models.PositiveIntegerField(default=24)
    own_item_qualifier = models.CharField(
        max_length=2, default="IN", help_text="qualifier of our item number in PO1/IT1"
    )
    partner_item_qualifier = models.CharField(
        max_length=2, default="VN", help_text="qualifier of the partner's code"
    )
    uppercase = models.BooleanField(default=True)
    skip_other_lines = models.BooleanField(
        default=False, help_text="leave order lines that are neither items nor comments out of the 850"
    )
    own_group_id = models.CharField(
        "our group id", max_length=15, blank=True, help_text="GS02 to this partner; blank = the Connection's"
    )
    element_separator = models.CharField(max_length=1, default="*")
    component_separator = models.CharField(max_length=1, default=">", help_text="ISA16")
    segment_terminator = models.CharField(max_length=1, default="~")
    line_ends = models.BooleanField("line end after each segment", default=True)
    requests_ta1 = models.BooleanField(
        "ask for a TA1", default=False, help_text="ISA14 = 1 in what we send; a TA1 is expected"
    )
    sends_ta1 = models.BooleanField(
        "we send TA1", default=True, help_text="answer an interchange that asks for it (ISA14 = 1)"
    )
    wants_824 = models.BooleanField(
        "we send 824", default=False, help_text="tell the partner of an invoice or notice that we refuse"
    )
    takes_860 = models.BooleanField(
        "partner takes 860", default=False, help_text="a changed or cancelled order leaves as a change order"
    )
    sends_855 = models.BooleanField(
        "partner sends 855", default=False, help_text="expect an answer to each order, line by line"
    )
    answer_hours = models.PositiveIntegerField("hours to answer an order", default=48)
    receiving = models.CharField(max_length=10, choices=Receiving, default=Receiving.NOTICE)
    line_tolerance = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="money per line; blank = the Connection's",
    )
    line_tolerance_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT,
        help_text="of NAV's amount of the line; a difference passes that is within the money or the percent",
    )
    total_tolerance = models.DecimalField(
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text="money per invoice; blank = the Connection's. Lines and total are both checked",
    )
    total_tolerance_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT,
        help_text="of NAV's total; a difference passes that is within the money or the percent",
    )
    quantity_tolerance_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT,
        help_text="of a line's ordered quantity, for all units but weights: more than the order expects is noted, not"
        " received; more invoiced than received is judged by its money",
    )
    weight_tolerance_percent = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=PERCENT,
        help_text="the same for lines ordered by weight (catch weight)",
    )
    duplicate_days = models.PositiveIntegerField(
        "duplicate look-back, days", default=0, help_text="a number may come again after so long; 0 = never"
    )
    forgives_counts = models.BooleanField(
        "forgive wrong counts", default=False, help_text="read in spite of wrong SE01, GE01, IEA01 or CTT01"
    )
    gross_remittance = models.BooleanField(
        "RMR04 is gross", default=False, help_text="adjustments under an RMR still come off its amount"
    )
    source = models.CharField(max_length=20, choices=Source, default=Source.LOCAL)
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "qualifier", "interchange_id"], name="partner_once_per_connection"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.qualifier}:{self.interchange_id})"

    def clean(self) -> None:
        """Raise ValidationError naming each field that cannot be used."""
        versions = [self.version, *(self.sets.values_list("version", flat=True) if self.pk else ())]
        found = partner_rules.faults(self, [version for version in versions if version])
        if found:
            raise ValidationError(found)

    def switched_off(self, code: str) -> str:
        """Why a transaction set is not exchanged with this partner; '' where it is."""
        if not self.sets.filter(code=code, is_enabled=False).exists():
            return ""
        return f"set {code} is switched off in the profile of {self.name}"

    def profile(
        self, own_id: tuple[str, str], own_group_id: str = "", *, is_test: bool, units: dict[str, str]
    ) -> Profile:
        """The frozen value that writers and readers work with."""
        return Profile(
            partner_name=self.name,
            partner_id=(self.qualifier, self.interchange_id),
            own_id=own_id,
            version=self.version,
            is_test=is_test,
            group_id=self.group_id,
            own_group_id=self.own_group_id or own_group_id,
            delimiters=Delimiters(self.element_separator, self.segment_terminator, self.component_separator),
            line_ends=self.line_ends,
            uppercase=self.uppercase,
            own_item_qualifier=self.own_item_qualifier,
            partner_item_qualifier=self.partner_item_qualifier,
            requests_997=self.sends_997,
            sends_997=self.wants_997,
            acknowledgment_hours=self.acknowledgment_hours,
            skipped_line_types=OTHER_LINE_TYPES if self.skip_other_lines else frozenset(),
            units=units,
            requests_ta1=self.requests_ta1,
            forgives_counts=self.forgives_counts,
            sets={row.code: row.profile() for row in self.sets.all()} if self.pk else {},
        )


class PartnerSet(models.Model):
    """What differs for one transaction set of one partner. A partner without a row for a set exchanges it as the standard
    table says. `overlay` narrows the table of the set (docs/transaction-sets): required segments and elements, shorter
    elements, fewer codes."""

    partner = models.ForeignKey(TradingPartner, models.CASCADE, related_name="sets")
    code = models.CharField("transaction set", max_length=3)
    is_enabled = models.BooleanField(default=True, help_text="off: not sent, and stopped when it comes in")
    version = models.CharField(max_length=12, blank=True, help_text="GS08; blank = the partner's")
    overlay = models.JSONField(default=dict, blank=True)
    sends = models.JSONField(default=list, blank=True, help_text="REF, DTM and N1 to write beside our own")
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["partner", "code"], name="set_once_per_partner")]

    def __str__(self) -> str:
        return f"{self.code} with {self.partner.name}"

    def clean(self) -> None:
        """Raise ValidationError naming each field that cannot be used; an overlay with each rule that widens the standard."""
        # a partner that an import is about to make has no key yet
        has_partner = self.partner_id or "partner" in self._state.fields_cache
        found = partner_rules.set_faults(self, self.partner if has_partner else None)
        if found:
            raise ValidationError(found)

    def profile(self) -> SetProfile:
        """The frozen value that readers and writers work with."""
        return SetProfile(
            code=self.code,
            is_enabled=self.is_enabled,
            version=self.version,
            overlay=dict(self.overlay),
            sends=tuple(dict(row) for row in self.sends),
        )


class PartnerAlias(models.Model):
    """Another name of a partner, by which documents without an X12 envelope are told apart: the scheme is that of the
    document (UBL schemeID, VAT, GLN, DUNS, cXML credential domain, `pdf` for a word on the page)."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    partner = models.ForeignKey(TradingPartner, models.CASCADE, related_name="aliases")
    scheme = models.CharField(max_length=40, blank=True, help_text="blank = any scheme")
    value = models.CharField(max_length=100)
    history = HistoricalRecords()

    class Meta:
        ordering = ["scheme", "value"]
        verbose_name_plural = "partner aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "scheme", "value"], name="alias_once_per_connection"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}" if self.scheme else self.value

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save under the Connection of its partner."""
        self.connection_id = self.partner.connection_id
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raise ValidationError for an alias that is no name, or whose partner is of another connection."""
        self.scheme, self.value = self.scheme.strip(), self.value.strip()
        if not self.value:
            raise ValidationError({"value": "A name is needed."})
        if self.partner_id and self.connection_id and self.partner.connection_id != self.connection_id:
            raise ValidationError({"partner": "This partner belongs to another connection."})


class ChargeRule(models.Model):
    """What becomes of an allowance, charge or tax of a supplier's invoice in NAV: a line on a G/L account or an item charge,
    or nothing (NAV counts it itself). The partner's own rule wins over the general one, a code over a blank."""

    class Treatment(models.TextChoices):
        ACCOUNT = "account", "line on a G/L account"
        ITEM_CHARGE = "item_charge", "item charge line"
        COUNTED = "counted", "NAV counts it itself"
        REFUSED = "refused", "stop the invoice"

    class Sign(models.TextChoices):
        ANY = "", "allowances and charges"
        ALLOWANCE = "A", "allowances"
        CHARGE = "C", "charges"
        TAX = "T", "taxes (TXI)"

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        TradingPartner, models.CASCADE, null=True, blank=True, related_name="charge_rules"
    )
    sign = models.CharField(max_length=1, choices=Sign, blank=True, default=Sign.ANY)
    code = models.CharField(
        "SAC02 or TXI01", max_length=10, blank=True, help_text="D240 freight, C310 discount; blank = any"
    )
    treatment = models.CharField(max_length=12, choices=Treatment)
    number = models.CharField(
        max_length=20, blank=True, help_text="number of the G/L account or of the item charge in NAV"
    )
    note = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["partner_id", "sign", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "sign", "code"],
                condition=models.Q(partner__isnull=True),
                name="charge_rule_once",
            ),
            models.UniqueConstraint(
                fields=["connection", "partner", "sign", "code"],
                condition=models.Q(partner__isnull=False),
                name="charge_rule_once_per_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sign_display()} {self.code or 'any'} → {self.get_treatment_display()} {self.number}".strip()

    def clean(self) -> None:
        """Raise ValidationError for a rule that names no account, or names one and needs none."""
        needs = self.treatment in {self.Treatment.ACCOUNT, self.Treatment.ITEM_CHARGE}
        if needs != bool(self.number):
            what = "The number in NAV is needed." if needs else "This treatment takes no number."
            raise ValidationError({"number": what})
        if self.partner and self.connection_id and self.partner.connection_id != self.connection_id:
            raise ValidationError({"partner": "This partner belongs to another connection."})
