"""Vendors, items, units, locations, accounts and dimensions of NAV (nav reference 4.2 to 4.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Literal

from connectors.errors import Rejected
from connectors.nav import queries, wire
from connectors.nav.api import NO_SUCH_ADDRESS, NavApi, Record, Row
from connectors.nav.odata import guid
from connectors.nav.pages import PageNames
from edi.nav_records import (
    Account,
    DefaultDimension,
    Dimension,
    DimensionValue,
    Item,
    ItemUnit,
    Location,
    PaymentTerms,
    Unit,
    Vendor,
)

Parent = Literal["vendors", "items", "locations"]
_PARENTS: dict[str, Parent] = {
    "vendors": "vendors",
    "vendor": "vendors",
    "items": "items",
    "item": "items",
    "locations": "locations",
    "location": "locations",
}


class MasterData(NavApi):
    """Reads master data, and writes the default dimensions of vendors and items."""

    page_names: PageNames

    def vendors(self, changed_since: datetime | None = None) -> Iterator[Vendor]:
        """Yield the vendors, or those changed since."""
        return self._rows(self.url("vendors"), wire.vendor, where=queries.changed(changed_since))

    def vendor(self, number: str) -> Vendor | None:
        """Return one vendor."""
        return self._one(self.url("vendors"), wire.vendor, where=queries.by_number(number), fresh=False)

    def items(self, changed_since: datetime | None = None) -> Iterator[Item]:
        """Yield the items, or those changed since."""
        return self._rows(self.url("items"), wire.item, where=queries.changed(changed_since))

    def units(self) -> Iterator[Unit]:
        """Yield the units of measure."""
        return self._rows(self.url("unitsOfMeasure"), wire.unit)

    def locations(self) -> Iterator[Location]:
        """Yield the locations."""
        return self._rows(self.url("locations"), wire.location)

    def accounts(self) -> Iterator[Account]:
        """Yield the G/L accounts."""
        return self._rows(self.url("accounts"), wire.account)

    def account(self, number: str) -> Account | None:
        """Return one G/L account."""
        return self._one(self.url("accounts"), wire.account, where=queries.by_number(number), fresh=False)

    def payment_terms(self, nav_id: str) -> PaymentTerms | None:
        """Return payment terms by the id that an order has; None where there are none."""
        return self._by_id("paymentTerms", nav_id, wire.payment_terms)

    def dimensions(self) -> Iterator[Dimension]:
        """Yield the dimensions."""
        return self._rows(self.url("dimensions"), wire.dimension)

    def dimension_values(self, dimension_id: str) -> Iterator[DimensionValue]:
        """Yield the values of one dimension; API v2.0 does not say which are blocked."""
        return self._rows(self.url(f"dimensions({guid(dimension_id)})/dimensionValues"), wire.dimension_value)

    def blocked_dimension_values(self, dimension_code: str) -> set[str]:
        """Return the codes of blocked values (page 537); empty where that page is not published."""
        rows = self._published(
            self.page_names.dimension_values,
            lambda row: str(row["Code"]),
            where=queries.blocked_values(dimension_code),
        )
        return set(rows or ())

    def item_units(self) -> list[ItemUnit] | None:
        """Return every unit of every item (page 5404; API v2.0 has no such entity); None where it is not published."""
        return self._published(self.page_names.item_units, wire.item_unit)

    def _published(
        self, service: str, read: Callable[[Row], Record], *, where: str = ""
    ) -> list[Record] | None:
        """Return the rows of a page service, None where the site does not publish it."""
        if not self.pages_url:
            return None
        try:
            return list(self._rows(self.page(service), read, where=where))
        except Rejected as error:
            if error.status == 404 or error.code in NO_SUCH_ADDRESS:
                return None
            raise

    def vendors_with_dimensions(self) -> Iterator[tuple[Vendor, tuple[DefaultDimension, ...]]]:
        """Yield every vendor with its default dimensions."""
        return self._rows(
            self.url("vendors"),
            lambda row: (wire.vendor(row), wire.default_dimensions(row)),
            expand=wire.DEFAULT_DIMENSIONS,
        )

    def items_with_dimensions(self) -> Iterator[tuple[Item, tuple[DefaultDimension, ...]]]:
        """Yield every item with its default dimensions."""
        return self._rows(
            self.url("items"),
            lambda row: (wire.item(row), wire.default_dimensions(row)),
            expand=wire.DEFAULT_DIMENSIONS,
        )

    def locations_with_dimensions(self) -> Iterator[tuple[Location, tuple[DefaultDimension, ...]]]:
        """Yield every location with its default dimensions; with none where this NAV does not expand them."""
        try:
            yield from list(
                self._rows(
                    self.url("locations"),
                    lambda row: (wire.location(row), wire.default_dimensions(row)),
                    expand=wire.DEFAULT_DIMENSIONS,
                )
            )
        except Rejected as error:
            if error.status not in {400, 404, 501}:
                raise
            yield from ((location, ()) for location in self.locations())

    def default_dimensions(self, parent: str, parent_ids: Iterable[str]) -> Iterator[DefaultDimension]:
        """Yield the default dimensions of the named vendors or items, fresh."""
        for parent_id in parent_ids:
            yield from self._rows(self._dimensions_of(parent, parent_id), wire.default_dimension, fresh=True)

    def write_default_dimension(
        self, parent_type: str, parent_id: str, dimension_id: str, value_id: str
    ) -> DefaultDimension:
        """Give a vendor or item this value of a dimension, in place of the one it has. Asking twice changes nothing.

        Raises Stale where someone else changed it at the same time.
        """
        url = self._dimensions_of(parent_type, parent_id)
        fields = wire.default_dimension_fields(guid(dimension_id), guid(value_id))
        for present in self.default_dimensions(parent_type, [parent_id]):
            if present.dimension_id == dimension_id:
                if present.value_id == value_id:
                    return present
                changed = wire.dimension_value_fields(guid(value_id))
                return self._change(
                    f"{url}({guid(present.nav_id)})", present.etag, changed, wire.default_dimension
                )
        return self._create(url, fields, wire.default_dimension)

    def _dimensions_of(self, parent: str, parent_id: str) -> str:
        if parent.lower() not in _PARENTS:
            raise ValueError(f"{parent!r} has no default dimensions: vendors, items or locations")
        return self.url(f"{_PARENTS[parent.lower()]}({guid(parent_id)})/defaultDimensions")
