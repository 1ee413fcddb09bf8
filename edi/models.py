"""What people maintain: trading partners and the lookups between their codes and NAV's (booking rules, section 3)."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from edi.profiles import Profile

# NAV's line types that are neither items nor comments (nav reference 4.10)
OTHER_LINE_TYPES = frozenset({"Account", "Resource", "Fixed Asset", "Charge", "Allocation Account"})


class Source(models.TextChoices):
    """Where a mapping came from. Local ones are made by people and survive a sync."""

    NAV_DIMENSION = "nav_dimension", "NAV dimension"
    GTIN = "gtin", "GTIN"
    ITEM_NUMBER = "item_number", "NAV item number"
    NAV_CODE = "nav_code", "NAV code"
    STANDARD = "standard", "standard table"
    LOCAL = "local", "made here"


class TradingPartner(models.Model):
    """One company at the other end of an interchange: the pair (qualifier, id) of ISA05/ISA06 identifies it."""

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
            own_group_id=own_group_id,
            uppercase=self.uppercase,
            own_item_qualifier=self.own_item_qualifier,
            partner_item_qualifier=self.partner_item_qualifier,
            requests_997=self.sends_997,
            sends_997=self.wants_997,
            acknowledgment_hours=self.acknowledgment_hours,
            skipped_line_types=OTHER_LINE_TYPES if self.skip_other_lines else frozenset(),
            units=units,
        )


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


class ControlNumber(models.Model):
    """The last control number used per (own id, partner id, direction, level)."""

    own_id = models.CharField(max_length=20)
    partner_id = models.CharField(max_length=20)
    level = models.CharField(max_length=12, choices=[("interchange", "ISA13"), ("group", "GS06")])
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["own_id", "partner_id", "level"], name="control_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.own_id} → {self.partner_id} {self.level}: {self.last}"
