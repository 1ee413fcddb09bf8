"""Digests of orders no longer hold the order's date (decision 0019): each stored one is counted anew from the snapshot that it
was made of, so that no order looks changed after the update."""

import hashlib
import json
from decimal import Decimal

from django.db import migrations

_SHIP_TO = ("ship_to_city", "ship_to_state", "ship_to_postal_code", "ship_to_country")
_LINE_START = ("item_number", "variant", "description", "quantity", "unit", "unit_cost")
_LINE_END = ("discount_percent", "discount_amount", "expected_on", "location_id")
_NUMBERS = {"quantity", "unit_cost", "discount_percent", "discount_amount"}


def recount(apps, schema_editor):
    NavRecord = apps.get_model("audit", "NavRecord")
    Document = apps.get_model("audit", "Document")
    SendAttempt = apps.get_model("audit", "SendAttempt")
    Revision = apps.get_model("audit", "Revision")
    orders = Document.objects.filter(direction="outbound", kind__in=["850", "860"])
    renewed = {}
    for content in Revision.objects.filter(document__in=orders).values_list("content", flat=True).iterator():
        try:
            order = json.loads(bytes(content))
            renewed[_digest(order, former=True)] = _digest(order, former=False)
        except (ValueError, KeyError, TypeError, ArithmeticError):
            continue  # no snapshot of an order
    for record in NavRecord.objects.filter(entity="purchaseOrders").iterator():
        record.digest = renewed.get(record.digest, record.digest)
        record.sent_digest = renewed.get(record.sent_digest, record.sent_digest)
        record.save(update_fields=["digest", "sent_digest"])
    for document in orders.only("pk", "nav_source").iterator():
        if (digest := document.nav_source.get("digest")) in renewed:
            source = document.nav_source | {"digest": renewed[digest]}
            Document.objects.filter(pk=document.pk).update(nav_source=source)
    for attempt in SendAttempt.objects.filter(document__in=orders).iterator():
        if (digest := attempt.intent.get("digest")) in renewed:
            intent = attempt.intent | {"digest": renewed[digest]}
            SendAttempt.objects.filter(pk=attempt.pk).update(intent=intent)


def _digest(order, *, former):
    ordered, requested = order["ordered_on"] or "", order["requested_on"] or ""
    content = {
        "currency": order["currency"],
        "terms": order["payment_terms_id"],
        **({"dates": [ordered, requested]} if former else {"requested": requested}),
        "ship_to": [
            order["ship_to_name"],
            *order["ship_to_address"],
            *(order[name] for name in _SHIP_TO),
        ],
        "lines": [_line(line) for line in sorted(order["lines"], key=lambda line: line["sequence"])],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _line(line):
    return [
        _plain(line[name]) if name in _NUMBERS else line[name] or "" for name in (*_LINE_START, *_LINE_END)
    ]


def _plain(number):
    text = f"{Decimal(number):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0007_evaluated"),
    ]

    operations = [
        migrations.RunPython(recount, migrations.RunPython.noop),
    ]
