"""Names under which a NAV company publishes the pages we use (nav reference 4.18)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PageNames:
    """Service names of pages 50, 136, 537 and 5404."""

    order: str = "PurchaseOrder"
    receipt: str = "PostedPurchaseReceipt"
    dimension_values: str = "DimensionValues"
    item_units: str = "ItemUnitsOfMeasure"
