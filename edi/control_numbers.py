"""The next interchange and group control number, allocated atomically per (own id, partner id) (X12.5 ISA13, GS06)."""

from __future__ import annotations

from django.db import transaction

from edi.models import ControlNumber

HIGHEST = 999_999_999


def next_numbers(own_id: str, partner_id: str) -> tuple[int, int]:
    """Allocate (ISA13, GS06). Must run in the transaction that stores the document: the row stays locked until it commits.

    Numbers wrap to 1 after 999999999. Raises TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "control numbers belong to the transaction that stores their document"
        )
    return _next(own_id, partner_id, "interchange"), _next(own_id, partner_id, "group")


def _next(own_id: str, partner_id: str, level: str) -> int:
    ControlNumber.objects.get_or_create(own_id=own_id, partner_id=partner_id, level=level)
    row = ControlNumber.objects.select_for_update().get(own_id=own_id, partner_id=partner_id, level=level)
    row.last = row.last % HIGHEST + 1
    row.save(update_fields=["last"])
    return row.last
