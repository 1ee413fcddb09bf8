"""The lookups between partners' codes and NAV's, where each came from, and what a sync saw of NAV (booking rules, section 3)."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from edi.models.partners import TradingPartner
from edi.models.sources import Source


class NavRow(models.Model):
    """What every mapping row says of its NAV record: seen when, blocked, vanished."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    nav_id = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=100, blank=True)
    is_blocked = models.BooleanField(default=False)
    vanished_at = models.DateTimeField(
        null=True, blank=True, help_text="when a sync no longer found it in NAV"
    )
    synced_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class VendorMapping(NavRow):
    """A NAV vendor and the trading partner it is reached through: on EDI, not on EDI, or undecided."""

    class State(models.TextChoices):
        ON_EDI = "on_edi", "on EDI"
        NOT_ON_EDI = "not_on_edi", "not on EDI"
        UNDECIDED = "undecided", "undecided"

    vendor_number = models.CharField(max_length=20)
    currency = models.CharField(max_length=10, blank=True)
    partner = models.ForeignKey(TradingPartner, models.PROTECT, null=True, blank=True, related_name="vendors")
    state = models.CharField(max_length=12, choices=State, default=State.UNDECIDED)
    source = models.CharField(max_length=20, choices=Source, default=Source.NAV_DIMENSION)
    nav_value = models.CharField(
        "value in NAV", max_length=20, blank=True, help_text="value of the partner dimension"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["vendor_number"]
        constraints = [models.UniqueConstraint(fields=["connection", "vendor_number"], name="vendor_once")]

    def __str__(self) -> str:
        return f"{self.vendor_number} {self.name}"


class NavItem(NavRow):
    """A NAV item as last synced, blocked and vanished ones included."""

    item_number = models.CharField(max_length=20)
    gtin = models.CharField(max_length=14, blank=True)
    base_unit = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["item_number"]
        verbose_name = "NAV item"
        constraints = [models.UniqueConstraint(fields=["connection", "item_number"], name="nav_item_once")]

    def __str__(self) -> str:
        return f"{self.item_number} {self.name}"


class ItemUnit(models.Model):
    """How many base units one unit of an item holds in NAV (Item Unit of Measure): a case of 12. `source` is NAV, or local
    where the site has not published the page; what a sync reads from NAV takes the place of a local row."""

    item = models.ForeignKey(NavItem, models.CASCADE, related_name="units")
    unit_code = models.CharField("NAV unit", max_length=10)
    base_quantity = models.DecimalField(
        "base units in it",
        max_digits=18,
        decimal_places=5,
        validators=[MinValueValidator(Decimal("0.00001"))],
    )
    source = models.CharField(max_length=20, choices=Source, default=Source.NAV_CODE)
    vanished_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["item", "unit_code"]
        constraints = [models.UniqueConstraint(fields=["item", "unit_code"], name="item_unit_once")]

    def __str__(self) -> str:
        return f"{self.item.item_number}: 1 {self.unit_code} = {self.base_quantity.normalize():f} {self.item.base_unit}"


class ItemMapping(models.Model):
    """One product code for one NAV item. Several items may share a code, one item may have several codes; `partner` set =
    local mapping that holds for this partner only."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    item = models.ForeignKey(NavItem, models.CASCADE, related_name="codes")
    code = models.CharField("product code", max_length=48)
    partner = models.ForeignKey(TradingPartner, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=20, choices=Source, default=Source.LOCAL)
    vanished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    written_back_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "item", "code", "source"],
                condition=models.Q(partner__isnull=True),
                name="item_code_once",
            ),
            models.UniqueConstraint(
                fields=["connection", "partner", "code"],
                condition=models.Q(partner__isnull=False),
                name="local_item_code_once_per_partner",
            ),
        ]
        indexes = [models.Index(fields=["connection", "code"])]

    def __str__(self) -> str:
        return f"{self.code} → {self.item.item_number}"


class UnitMapping(NavRow):
    """A NAV unit of measure and its X12 element 355 code; partner set = for this partner only."""

    unit_code = models.CharField("NAV unit", max_length=10)
    x12_code = models.CharField("X12 unit", max_length=2, blank=True)
    international_code = models.CharField("UN/ECE code", max_length=10, blank=True)
    partner = models.ForeignKey(TradingPartner, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=20, choices=Source, default=Source.STANDARD)
    history = HistoricalRecords()

    class Meta:
        ordering = ["unit_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "unit_code"], condition=models.Q(partner__isnull=True), name="unit_once"
            ),
            models.UniqueConstraint(
                fields=["connection", "partner", "unit_code"],
                condition=models.Q(partner__isnull=False),
                name="unit_once_per_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_code} ↔ {self.x12_code or 'unmapped'}"


class LocationMapping(NavRow):
    """A NAV location and the code that partners know it by (N104)."""

    location_code = models.CharField("NAV location", max_length=10)
    code = models.CharField("code at partners (N104)", max_length=80, blank=True)
    qualifier = models.CharField("N103", max_length=2, default="92")
    address = models.CharField(max_length=200, blank=True)
    ship_to = models.JSONField(default=dict, blank=True, help_text="name and address written into N1 ST")
    source = models.CharField(max_length=20, choices=Source, default=Source.NAV_DIMENSION)
    history = HistoricalRecords()

    class Meta:
        ordering = ["location_code"]
        constraints = [models.UniqueConstraint(fields=["connection", "location_code"], name="location_once")]

    def __str__(self) -> str:
        return f"{self.location_code} ↔ {self.code or 'unmapped'}"
