"""What reading forgave, partner by partner: what to ask each of them to mend."""

from __future__ import annotations

from django.db.models import Count, Max, Sum

from audit.models import Forgiveness
from navcleo.admin.report_queries import Period, day_of
from navcleo.admin.report_tables import Table


def leniency(period: Period, connection_id: int | None) -> list[Table]:
    """One row per partner and kind of breach, the most frequent first."""
    rows = Forgiveness.objects.filter(at__gte=period.start, at__lt=period.end)
    if connection_id:
        rows = rows.filter(connection_id=connection_id)
    counted = (
        rows.order_by()
        .values("partner__name", "what", "place")
        .annotate(files=Count("payload", distinct=True), times=Sum("times"), last=Max("at"), newest=Max("id"))
        .order_by("partner__name", "-files", "-times", "what", "place")
    )
    examples = Forgiveness.objects.in_bulk([row["newest"] for row in counted])
    shown = [
        [
            row["partner__name"] or "(unknown sender)",
            row["what"],
            row["place"],
            row["files"],
            row["times"],
            day_of(row["last"]),
            examples[row["newest"]].payload_id,
            examples[row["newest"]].example,
        ]
        for row in counted
    ]
    columns = ["Partner", "What was forgiven", "Where", "Files", "Times", "Last", "Last file no.", "Example"]
    note = (
        "Reading passed over this and went on. What a value means is looked up afterwards: an unknown unit, say, may still have"
        " stopped its document. Ask the partner to mend what comes often: a stricter reader would refuse it."
    )
    return [Table("What reading forgave", columns, shown, note=note)]
