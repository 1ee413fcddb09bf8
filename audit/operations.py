"""What runs and what it holds: polls, cursors, keys, lanes, signs of life (booking rules 5.2, 5.5, 6.3)."""

from __future__ import annotations

from django.db import models


class PollRun(models.Model):
    """One run of a poll, sweep or sync: when, by whom, what it counted, how it ended."""

    class State(models.TextChoices):
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="poll_runs")
    poll = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    actor = models.CharField(max_length=150, blank=True)
    owner = models.CharField(max_length=120, blank=True, help_text="the process that runs it")

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["connection", "poll", "-started_at"])]

    def __str__(self) -> str:
        return f"{self.poll} of {self.connection_id} at {self.started_at:%Y-%m-%d %H:%M}"


class Cursor(models.Model):
    """How far NAV was read: its own newest lastModifiedDateTime of a listing read to the last page."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    entity = models.CharField(max_length=30)
    value = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "entity"], name="cursor_once")]

    def __str__(self) -> str:
        return f"{self.entity} to {self.value}"


class Hold(models.Model):
    """A key that one document works on: a purchase order, a journal batch. Released with the verdict."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    document = models.ForeignKey("audit.Document", models.PROTECT, related_name="holds")
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "key"], name="hold_once")]

    def __str__(self) -> str:
        return self.key


class Lane(models.Model):
    """One running claim or poll of a NAV user, counted where work is claimed (booking rule 5.5)."""

    nav_user = models.CharField(max_length=200)
    lane = models.CharField(max_length=12, help_text="1..4 for documents, 'poll' for a poll or sync")
    owner = models.CharField(max_length=120, blank=True)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nav_user", "lane"], name="lane_once")]

    def __str__(self) -> str:
        return f"{self.nav_user} {self.lane}"


class Heartbeat(models.Model):
    """The last sign of life of one process role (clock, work)."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    owner = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"
