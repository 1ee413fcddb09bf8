"""The trace packet of a receipt: which lot, in which package, of which item was received where. Append-only."""

from __future__ import annotations

from django.db import models

from audit.append_only import HistoryRow


class TracedGoods(HistoryRow):
    """One part of a receipt as the ship notice told it apart. `quantity` is in `unit`, the notice's X12 unit; none where the
    notice does not say how a line is split. Without `link` a person said that it was received, and no receipt was found."""

    connection = models.ForeignKey("connectors.Connection", models.PROTECT, related_name="+")
    document = models.ForeignKey("audit.Document", models.PROTECT, related_name="traced_goods")
    attempt = models.ForeignKey("audit.SendAttempt", models.PROTECT, related_name="traced_goods")
    link = models.ForeignKey(
        "audit.JournalLink", models.PROTECT, null=True, blank=True, related_name="traced_goods"
    )
    order_number = models.CharField(max_length=20)
    order_lines = models.TextField(help_text="NAV's line numbers")
    item_number = models.CharField(max_length=20, blank=True)
    description = models.CharField(max_length=100, blank=True)
    quantity = models.DecimalField(max_digits=18, decimal_places=5, null=True, blank=True)
    unit = models.CharField(max_length=10)
    lot = models.CharField(max_length=250, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    produced_on = models.DateField(null=True, blank=True)
    origin = models.CharField("country of origin", max_length=80, blank=True)
    package = models.CharField(max_length=60, blank=True, help_text="SSCC or another mark, the nearest one")
    outer_packages = models.TextField(blank=True, help_text="what the package is in")
    serials = models.TextField("serial numbers", blank=True)
    weight = models.DecimalField(max_digits=18, decimal_places=5, null=True, blank=True)
    weight_unit = models.CharField(max_length=10, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Options."""

        ordering = ["id"]
        verbose_name_plural = "traced goods"
        indexes = [
            models.Index(fields=["connection", "lot"], name="traced_by_lot"),
            models.Index(fields=["connection", "package"], name="traced_by_package"),
            models.Index(fields=["connection", "item_number"], name="traced_by_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item_number} {self.lot} {self.package}".strip()
