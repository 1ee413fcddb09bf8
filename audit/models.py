"""The audit trail: files as they came, documents, events, attempts, links and quarantine. Nothing here is ever deleted."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from audit import attempt_words
from audit.append_only import HistoryRow
from audit.forgiveness import Forgiveness
from audit.operations import Cursor, Heartbeat, Hold, Lane, PollRun
from audit.statuses import Acknowledgment, Answer, Direction, Status, Verdict
from audit.traced_goods import TracedGoods

__all__ = [
    "Cursor",
    "Document",
    "Event",
    "Forgiveness",
    "Heartbeat",
    "Hold",
    "JournalLink",
    "Lane",
    "NavRecord",
    "Payload",
    "PollRun",
    "Quarantine",
    "Revision",
    "SendAttempt",
    "TracedGoods",
]


class NavRecord(models.Model):
    """A NAV order or posted invoice that polls have seen: which version, which digest, sent or baseline."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft, not released"
        BASELINE = "baseline", "known at the first poll, not sent"
        NOT_ON_EDI = "not_on_edi", "vendor not on EDI"
        SET_OFF = "set_off", "set switched off in the partner's profile"
        ECHO = "echo", "booked by us or received by EDI"
        HELD = "held", "waits for a person"
        TAKEN = "taken", "became a document"
        RELEASED = "released", "released by a person, leaves with the next poll"
        GONE = "gone", "no longer in NAV"

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    entity = models.CharField(max_length=30)
    nav_id = models.CharField(max_length=40)
    number = models.CharField(max_length=20)
    vendor_number = models.CharField(max_length=20, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    sent_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State)
    note = models.CharField(max_length=300, blank=True)
    first_seen_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "entity", "nav_id"], name="nav_record_once")
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.number}"


class Payload(models.Model):
    """One file or NAV snapshot as it came. `content` is empty only where the file was over the limit."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    direction = models.CharField(max_length=8, choices=Direction)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(null=True, blank=True)
    source = models.CharField(
        max_length=300, blank=True, help_text="where it was read: Cleo path or NAV address"
    )
    cleo_id = models.CharField(max_length=200, blank=True)
    cleo_modified = models.CharField(max_length=60, blank=True)
    twin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sightings")
    findings = models.JSONField(default=list, blank=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="when it was split into documents")
    remote_done_at = models.DateTimeField(
        null=True, blank=True, help_text="deleted at Cleo, or left on purpose"
    )
    poll_run = models.ForeignKey(PollRun, models.PROTECT, null=True, blank=True, related_name="payloads")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["connection", "name", "sha256"])]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """One transaction set, in or out: our unit of status, quarantine and replay."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="documents")
    payload = models.ForeignKey(Payload, models.PROTECT, related_name="documents")
    position = models.CharField(max_length=20, blank=True, help_text="interchange/group/set in the file")
    direction = models.CharField(max_length=8, choices=Direction)
    kind = models.CharField(max_length=10, help_text="850, 855, 856, 810, 820, 997 …")
    number = models.CharField(max_length=60, blank=True)
    order_numbers = models.CharField(max_length=300, blank=True)
    partner = models.ForeignKey(
        "edi.TradingPartner", models.PROTECT, null=True, blank=True, related_name="documents"
    )
    vendor_number = models.CharField(max_length=20, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=10, blank=True)
    business_key = models.CharField(max_length=200, blank=True)
    content_digest = models.CharField(max_length=64, blank=True)
    twin = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answered_by")
    interchange_number = models.CharField(max_length=20, blank=True)
    group_number = models.CharField(max_length=20, blank=True)
    set_number = models.CharField(max_length=20, blank=True)
    is_test = models.BooleanField(default=False)

    status = models.CharField(max_length=12, choices=Status, default=Status.RECEIVED)
    failures = models.PositiveIntegerField("attempts in a row that failed", default=0)
    not_before = models.DateTimeField(null=True, blank=True, help_text="when it is due again")
    waiting_for = models.CharField(
        max_length=12,
        blank=True,
        choices=[("retry", "a retry"), ("settle", "NAV's settle time"), ("vendor", "a vendor decision")],
    )
    last_error = models.TextField(blank=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    cleo_transmission_id = models.CharField(max_length=200, blank=True)
    cleo_file_name = models.CharField(max_length=255, blank=True)
    nav_source = models.JSONField(
        default=dict, blank=True, help_text="entity, id, number, etag and modified of the NAV record"
    )
    proposal = models.JSONField(
        default=dict, blank=True, help_text="what was or would be sent to NAV or Cleo"
    )
    mappings = models.JSONField(default=list, blank=True)
    problems = models.JSONField(default=list, blank=True)
    envelope_problems = models.JSONField(
        default=list,
        blank=True,
        help_text="what was wrong around this set in the file; an edit by a person settles it",
    )
    is_edited = models.BooleanField(default=False)
    approvals = models.JSONField(
        default=list, blank=True, help_text="quarantine codes a manager approved, with reason"
    )
    acknowledgment = models.CharField(max_length=12, choices=Acknowledgment, default=Acknowledgment.NOT_ASKED)
    acknowledgment_due_at = models.DateTimeField(null=True, blank=True)
    acknowledgment_text = models.TextField(blank=True)
    interchange_acknowledgment = models.CharField(
        "TA1", max_length=12, choices=Acknowledgment, default=Acknowledgment.NOT_ASKED
    )
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.NOT_ASKED)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    answer_text = models.TextField(blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "not_before"]),
            models.Index(fields=["connection", "business_key"]),
            models.Index(fields=["connection", "direction", "kind", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number or 'without a number'}"


class Revision(models.Model):
    """The content of a document: number 0 as it came, each later one an edit by a person. The newest counts."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.BinaryField()
    made_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="revision_once")]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.document_id}"


class Event(HistoryRow):
    """One thing that happened: who or which poll, from, to, text. Append-only."""

    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="events")
    payload = models.ForeignKey(Payload, models.PROTECT, null=True, blank=True, related_name="events")
    connection = models.ForeignKey(
        "connectors.Connection", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=30)
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, blank=True)
    text = models.TextField(blank=True)
    version = models.CharField("software version", max_length=20, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.text}"


class SendAttempt(models.Model):
    """One try to change the other side, written before the call. One series per document and target; at most one attempt
    of a send key is open, done or unknown: the database itself refuses a second booking."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, related_name="attempts")
    kind = models.CharField(max_length=30)
    target = models.CharField(max_length=80)
    send_key = models.CharField(max_length=35)
    hold_key = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField(default=1)
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.OPEN)
    step = models.CharField(max_length=20, default="intended", help_text="how far the calls got")
    seen = models.JSONField(default=dict, blank=True)
    intent = models.JSONField(default=dict, blank=True)
    answer = models.JSONField(default=dict, blank=True)
    frozen = models.BinaryField(
        null=True, blank=True, help_text="the bytes of the first attempt, repeated by every retry"
    )
    file_name = models.CharField(max_length=255, blank=True)
    called_at = models.DateTimeField(
        null=True, blank=True, help_text="start of the call whose effect is in doubt"
    )
    restored_at = models.DateTimeField(
        null=True, blank=True, help_text="when NAV's fields were put back as found"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "kind", "send_key"],
                condition=models.Q(verdict__in=["open", "done", "unknown"]),
                name="send_key_books_once",
            ),
            models.UniqueConstraint(
                fields=["connection", "hold_key"],
                condition=models.Q(verdict="open") & ~models.Q(hold_key=""),
                name="one_open_attempt_per_held_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, try {self.number}: {self.verdict}"

    @property
    def name(self) -> str:
        """What it does, for people."""
        return attempt_words.effect(self.kind, self.target, self.intent)


class JournalLink(models.Model):
    """A record at the other side that belongs to a document: receipt, invoice, payment line, batch, G/L entry, source."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="links")
    attempt = models.ForeignKey(SendAttempt, models.PROTECT, null=True, blank=True, related_name="links")
    kind = models.CharField(
        max_length=20,
        choices=[
            ("source", "NAV source record"),
            ("receipt", "posted purchase receipt"),
            ("invoice", "posted purchase invoice"),
            ("draft", "draft purchase invoice"),
            ("compared", "evaluated invoice that this 810 was compared with"),
            ("credit_memo", "purchase credit memo"),
            ("batch", "journal batch"),
            ("payment_line", "payment journal line"),
            ("entry", "G/L entry"),
            ("file", "file at Cleo"),
        ],
    )
    number = models.CharField(max_length=60)
    nav_id = models.CharField(max_length=40, blank=True)
    order_number = models.CharField(max_length=20, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    posted_on = models.DateField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, blank=True, help_text="for drafts: waiting, posted, deleted")
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "number", "order_number"], name="link_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Quarantine(models.Model):
    """Why a document or file waits for a person, and how that ended. At most one open row per document or file."""

    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="quarantines")
    payload = models.ForeignKey(Payload, models.PROTECT, null=True, blank=True, related_name="quarantines")
    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    step = models.CharField(max_length=8)
    code = models.CharField(max_length=30)
    reason = models.TextField()
    suggestion = models.TextField(blank=True)
    details = models.JSONField(
        default=dict, blank=True, help_text="what is missing, candidates, difference in money"
    )
    traceback = models.TextField(blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=150, blank=True)
    resolution = models.CharField(
        max_length=10,
        blank=True,
        choices=[(w, w) for w in ("replayed", "discarded", "answered", "healed", "resent")],
    )
    resolution_reason = models.TextField(blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="quarantines"
    )

    class Meta:
        ordering = ["opened_at"]
        verbose_name_plural = "quarantine"
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_quarantine_per_document",
            ),
            models.UniqueConstraint(
                fields=["payload"],
                condition=models.Q(closed_at__isnull=True) & models.Q(document__isnull=True),
                name="one_open_quarantine_per_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.document or self.payload}"
