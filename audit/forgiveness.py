"""The leniency ledger: what reading forgave, per partner and file, so that somebody can ask the partner to mend it."""

from __future__ import annotations

from django.db import models


class Forgiveness(models.Model):
    """One kind of breach that reading passed over in one file or document. `what` is the same sentence or code each time it
    happens, `place` the segment or element concerned, `times` how often in this file; `example` is the first one in full."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    partner = models.ForeignKey(
        "edi.TradingPartner", models.PROTECT, null=True, blank=True, related_name="forgiven"
    )
    payload = models.ForeignKey("audit.Payload", models.PROTECT, related_name="forgiven")
    document = models.ForeignKey(
        "audit.Document", models.PROTECT, null=True, blank=True, related_name="forgiven"
    )
    what = models.CharField(max_length=200)
    place = models.CharField(max_length=20, blank=True)
    times = models.PositiveIntegerField(default=1)
    example = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "forgiven breach"
        verbose_name_plural = "forgiven breaches"
        indexes = [models.Index(fields=["connection", "partner", "-at"])]

    def __str__(self) -> str:
        return f"{self.what} ({self.place})" if self.place else self.what
