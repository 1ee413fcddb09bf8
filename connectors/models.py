"""Who we connect to: one row per NAV company and Cleo mailbox, its poll plans and its tokens (architecture section 2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords

from connectors import choices, rules
from connectors.addresses import normalised
from connectors.login_state import SECRETS, LoginState
from connectors.secrets import SecretField

ADDRESSES = ("nav_api_url", "nav_pages_url", "nav_token_url", "cleo_url")
ENTRA_SCOPE = "https://api.businesscentral.dynamics.com/.default"


class NeverDeleted(ValidationError):
    """A Connection is retired, never deleted: the audit trail names it."""


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Connections; they cannot be deleted in bulk either."""

    def active(self) -> ConnectionQuerySet:
        """Return those that polls run for."""
        return self.filter(is_active=True, retired_at__isnull=True)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise NeverDeleted("a Connection is retired, never deleted")


class Connection(LoginState, models.Model):
    """One integration: a NAV company, its login, a Cleo mailbox, our own interchange id and the rules of booking."""

    Environment = choices.Environment
    NavAuth = choices.NavAuth
    Route = choices.Route
    PostingDate = choices.PostingDate
    UploadMethod = choices.UploadMethod
    AfterDownload = choices.AfterDownload

    name = models.CharField(max_length=80, unique=True)
    is_active = models.BooleanField("active", default=True, help_text="polls run for active Connections only")
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    environment = models.CharField(max_length=10, choices=Environment, default=Environment.TEST)

    nav_api_url = models.CharField(
        "NAV API address",
        max_length=300,
        validators=[rules.address],
        help_text="ends in /api/v2.0, without the company",
    )
    nav_company = models.CharField("NAV company", max_length=100, help_text="name as in NAV, case-sensitive")
    nav_pages_url = models.CharField(
        "NAV page services address",
        max_length=300,
        blank=True,
        validators=[rules.address],
        help_text="ends in /ODataV4; empty = pages are not published",
    )
    nav_auth = models.CharField(
        "NAV login", max_length=20, choices=NavAuth, default=NavAuth.CLIENT_CREDENTIALS
    )
    nav_token_url = models.CharField("token address", max_length=300, blank=True, validators=[rules.address])
    nav_client_id = models.CharField("client id", max_length=100, blank=True)
    nav_client_secret = SecretField("client secret")
    nav_scope = models.CharField("scope", max_length=200, blank=True, default=ENTRA_SCOPE)
    nav_username = models.CharField("NAV user", max_length=100, blank=True)
    nav_web_service_key = SecretField("web service key")
    nav_order_page = models.CharField("service name of page 50", max_length=60, default="PurchaseOrder")
    nav_receipt_page = models.CharField(
        "service name of page 136", max_length=60, default="PostedPurchaseReceipt"
    )
    nav_dimension_value_page = models.CharField(
        "service name of page 537", max_length=60, default="DimensionValues"
    )
    nav_item_unit_page = models.CharField(
        "service name of page 5404", max_length=60, default="ItemUnitsOfMeasure"
    )

    cleo_url = models.CharField("Cleo address", max_length=300, validators=[rules.address])
    cleo_username = models.CharField("Cleo user", max_length=100)
    cleo_password = SecretField("Cleo password")
    cleo_auth_path = models.CharField("login path", max_length=200, default="/api/authentication")
    cleo_files_root = models.CharField("files root", max_length=200, default="/api/files")
    cleo_upload_folder = models.CharField("upload folder", max_length=100, default="upload")
    cleo_download_folder = models.CharField("download folder", max_length=100, default="download")
    cleo_list_path = models.CharField(
        "path of listings", max_length=200, default="{root}/{folder}", validators=[rules.list_path]
    )
    cleo_upload_path = models.CharField(
        "path of uploads", max_length=200, default="{root}/{folder}/{name}", validators=[rules.upload_path]
    )
    cleo_upload_method = models.CharField(
        "upload method", max_length=20, choices=UploadMethod, default=UploadMethod.PUT
    )
    cleo_file_name = models.CharField(
        "names of uploads",
        max_length=100,
        default="{partner}_{kind}_{number}_{control}.edi",
        validators=[rules.file_name],
    )
    cleo_after_download = models.CharField(
        "after download", max_length=10, choices=AfterDownload, default=AfterDownload.DELETE
    )
    cleo_stability_seconds = models.DecimalField(
        "seconds between two listings",
        max_digits=6,
        decimal_places=2,
        default=Decimal(2),
        validators=[MinValueValidator(Decimal(0))],
        help_text="a file is taken when size and time are equal in both (booking rule 5.3)",
    )
    file_limit_mb = models.PositiveIntegerField(
        "largest file, MB", default=25, validators=[MinValueValidator(1)]
    )

    interchange_id = models.CharField(
        "own interchange id",
        max_length=18,
        validators=[rules.interchange_id],
        help_text="QUALIFIER:ID, e.g. ZZ:CRONUSFOODS",
    )
    group_id = models.CharField(
        "own group id", max_length=15, blank=True, help_text="GS02/GS03; empty = the interchange id"
    )
    own_aliases = models.TextField("other own ids", blank=True, help_text=rules.OWN_ALIASES)

    receipt_route = models.CharField(max_length=20, choices=Route, default=Route.PURCHASE_ORDER)
    journal_template = models.CharField(
        max_length=10, blank=True, help_text="empty = NAV's default general template"
    )
    goods_account = models.CharField(
        max_length=20, blank=True, help_text="G/L account of received goods, which the journal route debits"
    )
    accrual_account = models.CharField(
        max_length=20,
        blank=True,
        help_text="G/L account of goods received not invoiced, which the journal route credits and the invoice clears",
    )
    payment_batch = models.CharField(
        max_length=10, default="EDIPAY", help_text="a payment journal batch of our own"
    )
    post_payments = models.BooleanField(
        default=False, help_text="off = payment lines wait for a person to post them in NAV"
    )
    send_from = models.DateField(
        null=True,
        blank=True,
        help_text="orders and invoices dated from here on leave at the first poll; empty = none",
    )
    posting_date_rule = models.CharField(
        "posting date", max_length=20, choices=PostingDate, default=PostingDate.BOOKING_DAY
    )
    time_zone = models.CharField(max_length=60, default="UTC", validators=[rules.time_zone])
    local_currency = models.CharField(max_length=3, default="USD")
    line_tolerance = models.DecimalField(
        max_digits=12, decimal_places=2, default=Decimal("0.01"), validators=[MinValueValidator(Decimal(0))]
    )
    total_tolerance = models.DecimalField(
        max_digits=12, decimal_places=2, default=Decimal("0.05"), validators=[MinValueValidator(Decimal(0))]
    )
    clerk_limit = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        default=Decimal(1000),
        validators=[MinValueValidator(Decimal(0))],
        help_text="up to which clerks discard, answer outcomes and book charges by their rules",
    )
    healing_limit = models.DecimalField(
        max_digits=14,
        decimal_places=2,
        default=Decimal(10000),
        validators=[MinValueValidator(Decimal(0))],
        help_text="amount below which a sync replays by itself what it cures (booking rule 5.6)",
    )
    partner_dimension = models.CharField(max_length=20, default="EDIPARTNER")
    item_dimension = models.CharField(max_length=20, default="EDIITEM")
    location_dimension = models.CharField(max_length=20, default="EDILOCATION")
    overlap_minutes = models.PositiveIntegerField(
        default=15, help_text="how far a poll reads back before its cursor"
    )
    acknowledgment_hours = models.PositiveIntegerField(default=24, help_text="a 997 is overdue after this")

    nav_login_refused_at = models.DateTimeField(null=True, blank=True, editable=False)
    nav_login_refusal = models.TextField(blank=True, editable=False)
    cleo_login_refused_at = models.DateTimeField(null=True, blank=True, editable=False)
    cleo_login_refusal = models.TextField(blank=True, editable=False)
    baseline_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="first poll done")
    secrets_set = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords(excluded_fields=list(SECRETS))
    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["nav_api_url", "nav_company"],
                condition=models.Q(is_active=True),
                name="one_active_connection_per_nav_company",
                violation_error_message="another active Connection uses this NAV company",
            ),
            models.UniqueConstraint(
                fields=["cleo_url", "cleo_username", "cleo_download_folder"],
                condition=models.Q(is_active=True),
                name="one_active_connection_per_cleo_folder",
                violation_error_message="another active Connection uses this Cleo user and download folder",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with addresses in one spelling, and give a new Connection its poll plans."""
        for name in ADDRESSES:
            setattr(self, name, normalised(getattr(self, name)))
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            PollPlan.create_defaults(self)
        self.drop_old_tokens()

    # -- identity

    @property
    def own_qualifier(self) -> str:
        """ISA05/ISA07 of our side."""
        return self.interchange_id.partition(":")[0]

    @property
    def own_id(self) -> str:
        """ISA06/ISA08 of our side, without padding."""
        return self.interchange_id.partition(":")[2].strip()

    @property
    def is_test(self) -> bool:
        """ISA15 is T."""
        return self.environment == self.Environment.TEST

    @property
    def nav_user(self) -> str:
        """The user NAV counts our requests by: the app registration, or the basic user (nav reference 5.9)."""
        return self.nav_username if self.nav_auth == self.NavAuth.BASIC else self.nav_client_id

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def file_limit(self) -> int:
        """Largest file that is downloaded, in bytes."""
        return self.file_limit_mb * 1024 * 1024

    # -- life

    def clean(self) -> None:
        """Check what belongs together."""
        for name in ADDRESSES:
            setattr(self, name, normalised(getattr(self, name)))
        missing: dict[str, str] = {}
        if self.nav_auth == self.NavAuth.CLIENT_CREDENTIALS:
            needed: Iterable[str] = ("nav_token_url", "nav_client_id", "nav_scope")
        else:
            needed = ("nav_username",)
        for name in needed:
            if not getattr(self, name):
                missing[name] = f"needed for the login by {self.get_nav_auth_display()}"
        if self.receipt_route == self.Route.JOURNAL:
            for name in ("goods_account", "accrual_account"):
                if not getattr(self, name):
                    missing[name] = "needed for the journal route"
        if self.baseline_at:
            stored = type(self).objects.filter(pk=self.pk).values_list("send_from", flat=True)
            if self.send_from not in stored:
                missing["send_from"] = rules.SEND_FROM_AFTER_FIRST_POLL.format(self.baseline_at)
        if missing:
            raise ValidationError(missing)

    def retire(self) -> None:
        """Stop using this Connection for good; its documents keep it."""
        self.is_active = False
        self.retired_at = timezone.now()
        self.save(update_fields=["is_active", "retired_at", "updated_at"])

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise NeverDeleted(f"{self.name} is retired, never deleted: documents and bookings name it")


class PollPlan(models.Model):
    """When one poll of a Connection runs: the one truth that django-q2's schedule is written from (booking rule 5.4)."""

    class Poll(models.TextChoices):
        """The four polls."""

        OUTBOUND = "outbound", "outbound: NAV to Cleo"
        INBOUND = "inbound", "inbound: Cleo to NAV"
        SYNC = "sync", "mapping sync"
        SWEEP = "sweep", "nightly sweep"

    DEFAULTS: ClassVar[dict[str, dict[str, Any]]] = {
        Poll.OUTBOUND: {"cron": "0 6 * * *"},
        Poll.INBOUND: {"interval_minutes": 240},
        Poll.SYNC: {"cron": "30 5 * * *"},
        Poll.SWEEP: {"cron": "0 3 * * *"},
    }

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="poll_plans")
    poll = models.CharField(max_length=10, choices=Poll)
    cron = models.CharField(
        max_length=60,
        blank=True,
        validators=[rules.cron],
        help_text="in the company's time zone; keep daily times out of 02:00 to 03:00, where clocks change",
    )
    interval_minutes = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    enabled = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    last_started_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.TextField(blank=True, editable=False)
    history = HistoricalRecords(
        excluded_fields=["due_at", "attempts", "last_started_at", "last_finished_at", "last_error"]
    )

    class Meta:
        ordering = ["connection", "poll"]
        constraints = [models.UniqueConstraint(fields=["connection", "poll"], name="poll_plan_once")]

    def __str__(self) -> str:
        return f"{self.connection} {self.poll}"

    @classmethod
    def create_defaults(cls, connection: Connection) -> None:
        """Give a Connection the plans it lacks."""
        for poll, when in cls.DEFAULTS.items():
            cls.objects.get_or_create(connection=connection, poll=poll, defaults=when)

    def clean(self) -> None:
        """Refuse plans with both or neither of cron and interval."""
        if bool(self.cron) == bool(self.interval_minutes):
            raise ValidationError("give either a cron expression or an interval in minutes")

    def next_due(self, after: datetime) -> datetime:
        """Return the first time after `after` (aware) at which this poll is due, in UTC."""
        if self.interval_minutes:
            return after.astimezone(UTC) + timedelta(minutes=self.interval_minutes)
        return rules.next_cron(self.cron, after, self.connection.time_zone)

    @property
    def period(self) -> timedelta:
        """The time between two runs; a poll late by more than a quarter of it is shown."""
        first = self.next_due(timezone.now())
        return self.next_due(first) - first


class AccessToken(models.Model):
    """The token that all processes share, and the lease of the one that renews it (booking rule 6.2)."""

    class System(models.TextChoices):
        """Whose token."""

        NAV = "nav", "NAV"
        CLEO = "cleo", "Cleo"

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="tokens")
    system = models.CharField(max_length=10, choices=System)
    token = SecretField()
    refresh_token = SecretField()
    expires_at = models.DateTimeField(null=True, blank=True)
    obtained_at = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=120, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "system"], name="one_token_per_system")]

    def __str__(self) -> str:
        return f"{self.connection} {self.system}"
