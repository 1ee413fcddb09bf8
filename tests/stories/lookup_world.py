"""What the lookup stories change in NAV's master data, and put back: dimension values, default dimensions, vendors, items."""

from __future__ import annotations

from typing import Any

from edi.models import NavItem, VendorMapping
from tests.sandbox_process import SandboxProcess
from tests.stories.world import JsonObject, World

TABLES = ("defaultDimensions", "dimensionValues", "vendors", "items", "locations", "unitsOfMeasure")


class Lookups(World):
    """A World that can change master data in NAV; `restore()` gives the next story the seed back."""

    def __init__(self, sandbox: SandboxProcess, **changes: Any) -> None:
        self.synced.clear()  # its stories change what a sync finds
        self.seed = {table: {row["id"]: row for row in sandbox.books(table)} for table in TABLES}
        super().__init__(sandbox, **changes)

    def restore(self) -> None:
        """Master data as they were."""
        for table, rows in self.seed.items():
            now = {row["id"]: row for row in self.sandbox.books(table)}
            for key in set(now) - set(rows):
                self.sandbox.control("DELETE", f"books/{table}/{key}")
            for key, row in rows.items():
                if now.get(key) != row:
                    self.sandbox.put(table, key, row)

    def nav(self, table: str, **equals: Any) -> JsonObject:
        """The only record of a table with these fields."""
        [row] = self.sandbox.books(table, **equals)
        return row

    def drop(self, table: str, **equals: Any) -> None:
        """A record vanishes from NAV."""
        self.sandbox.control("DELETE", f"books/{table}/{self.nav(table, **equals)['id']}")

    def value(self, dimension: str, code: str, **fields: Any) -> JsonObject:
        """Somebody creates a dimension value in NAV."""
        parent = self.nav("dimensions", code=dimension)
        facts = {"dimensionId": parent["id"], "dimensionCode": dimension, "code": code, "displayName": code}
        row = {**facts, "valueType": "Standard", "blocked": False, **fields}
        key = f"00000000-0000-4000-8000-{sum(map(ord, dimension + code)):012d}"
        return dict(self.sandbox.put("dimensionValues", key, row))

    def default(self, table: str, number: str, dimension: str, code: str) -> None:
        """Somebody gives a vendor, item or location its value of a dimension, which is made if need be."""
        found = self.sandbox.books("dimensionValues", dimensionCode=dimension, code=code)
        value = found[0] if found else self.value(dimension, code)
        parent = self.nav(table, **{"code" if table == "locations" else "number": number})
        present = self.sandbox.books("defaultDimensions", parentId=parent["id"], dimensionCode=dimension)
        key = present[0]["id"] if present else f"00000000-0000-4000-9000-{sum(map(ord, table + number)):012d}"
        row = {
            "parentType": {"vendors": "Vendor", "items": "Item", "locations": "Location"}[table],
            "parentId": parent["id"],
            "dimensionId": value["dimensionId"],
            "dimensionCode": dimension,
            "dimensionValueId": value["id"],
            "dimensionValueCode": code,
            "postingValidation": " ",
        }
        self.sandbox.put("defaultDimensions", key, row)

    def value_of(self, table: str, number: str, dimension: str) -> str:
        """The value a vendor or item has under a dimension in NAV's books, '' for none."""
        parent = self.nav(table, number=number)
        rows = self.sandbox.books("defaultDimensions", parentId=parent["id"], dimensionCode=dimension)
        return str(rows[0]["dimensionValueCode"]) if rows else ""

    def vendor(self, number: str) -> VendorMapping:
        """Our row of a vendor."""
        return VendorMapping.objects.get(connection=self.connection, vendor_number=number)

    def item(self, number: str) -> NavItem:
        """Our row of an item."""
        return NavItem.objects.get(connection=self.connection, item_number=number)

    def notice(self, order: str, quantity: int, *codes: tuple[str, str]) -> Any:
        """A notice for an order whose line is named by product codes only; fetched and processed."""
        text = self.sandbox.generate("856", deliver=False, order_number=order)["text"]
        unit = text.split("SN1*", 1)[1].split("*")[2][:2]
        line = {
            "line_number": "",
            "product_ids": [list(code) for code in codes],
            "unit": unit,
            "quantity": quantity,
        }
        return self.deliver("856", order_number=order, lines=[line])
