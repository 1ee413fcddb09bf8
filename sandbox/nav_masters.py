"""Writing of master data: vendors, items, variants, default dimensions and dimension set lines (nav 4.2 to 4.8)."""

from __future__ import annotations

from sandbox.nav_books import Books
from sandbox.nav_desk import Desk, Values
from sandbox.nav_errors import dialog, no_relation, not_found, same_key
from sandbox.nav_model import ZERO_GUID
from sandbox.store import Record

_PARENTS = {"Vendor": "vendors", "Item": "items", "Location": "locations"}


class VendorDesk(Desk):
    def blank(self) -> Record:
        return {"blocked": " ", "taxLiable": False, "currencyCode": ""}


class ItemDesk(Desk):
    def blank(self) -> Record:
        return {"type": "Inventory", "blocked": False}

    def complete(self, record: Record, values: Values) -> None:
        unit = None
        if values.get("baseUnitOfMeasureId", ZERO_GUID) != ZERO_GUID:
            unit = self.books.need("unitsOfMeasure", values["baseUnitOfMeasureId"], "Unit of Measure")
        elif values.get("baseUnitOfMeasureCode"):
            unit = self.books.table("unitsOfMeasure").first(code=values["baseUnitOfMeasureCode"])
            if unit is None:
                raise no_relation(
                    "Base Unit of Measure", "Item", values["baseUnitOfMeasureCode"], "Unit of Measure"
                )
        if unit is not None:
            record.update(baseUnitOfMeasureId=unit["id"], baseUnitOfMeasureCode=unit["code"])


class VariantDesk(Desk):
    def join(self, record: Record, parent: Record) -> None:
        record.update(itemId=parent["id"], itemNumber=parent["number"])

    def refuse_twin(self, record: Record) -> None:
        if self.books.table("itemVariants").first(itemId=record.get("itemId"), code=record.get("code")):
            raise same_key("Item Variant", f"Code='{record.get('code')}'")


def find_dimension(books: Books, values: Values, key: str, code: str) -> Record:
    dimensions = books.table("dimensions")
    found = dimensions.get(str(values.get(key, ""))) or (
        dimensions.first(code=values[code]) if values.get(code) else None
    )
    if found is None:
        raise no_relation(
            "Dimension Code", "Default Dimension", str(values.get(code) or values.get(key)), "Dimension"
        )
    return found


def find_dimension_value(books: Books, dimension: Record, values: Values, key: str, code: str) -> Record:
    """Return the value a write names; it must belong to the dimension and not be blocked."""
    table = books.table("dimensionValues")
    found = table.get(str(values.get(key, "")))
    if found is None and values.get(code):
        found = table.first(dimensionId=dimension["id"], code=values[code])
    if found is None or found["dimensionId"] != dimension["id"]:
        wanted = str(values.get(code) or values.get(key))
        raise no_relation("Dimension Value Code", "Default Dimension", wanted, "Dimension Value")
    if found.get("blocked"):
        raise dialog(f"{dimension['code']} - {found['code']} Dimension Value is blocked.")
    return found


class DefaultDimensionDesk(Desk):
    """Default dimensions of vendors, items and locations: one value per dimension."""

    def create(self, values: Values, parent: Record | None) -> Record:
        record = dict(values)
        if parent is not None:
            kind = next(
                (kind for kind, table in _PARENTS.items() if parent["id"] in self.books.table(table)), ""
            )
            record.update(parentId=parent["id"], parentType=kind)
        table = _PARENTS.get(record.get("parentType", ""))
        if table is None or record.get("parentId", "") not in self.books.table(table):
            raise not_found("The parent of the default dimension does not exist.")
        dimension = find_dimension(self.books, record, "dimensionId", "dimensionCode")
        twin = self.books.table("defaultDimensions").first(
            parentId=record["parentId"], dimensionCode=dimension["code"]
        )
        if twin is not None:
            raise same_key("Default Dimension", f"Dimension Code='{dimension['code']}'")
        record.update(dimensionId=dimension["id"], dimensionCode=dimension["code"])
        record.setdefault("postingValidation", " ")
        self._put_value(record, dimension)
        return self.books.add("defaultDimensions", record)

    def change(self, record: Record, values: Values) -> Record:
        record.update(values)
        self._put_value(record, self.books.need("dimensions", record["dimensionId"], "Dimension"))
        return self.books.save("defaultDimensions", record)

    def _put_value(self, record: Record, dimension: Record) -> None:
        if record.get("dimensionValueId", ZERO_GUID) == ZERO_GUID:
            record.update(dimensionValueId=ZERO_GUID, dimensionValueCode="")
            return
        value = find_dimension_value(self.books, dimension, record, "dimensionValueId", "")
        record.update(dimensionValueId=value["id"], dimensionValueCode=value["code"])


class DimensionSetDesk(Desk):
    """Dimension set lines of documents and journal lines; the key is the dimension's id within its parent."""

    def create(self, values: Values, parent: Record | None) -> Record:
        if parent is None:
            raise dialog(self.entity.scope_text)
        if not values.get("code") and values.get("id", ZERO_GUID) == ZERO_GUID:
            raise dialog('The "id" or "code" field must be filled in.')
        if not values.get("valueCode") and values.get("valueId", ZERO_GUID) == ZERO_GUID:
            raise dialog('The "valueId" or "valueCode" field must be filled in.')
        dimension = find_dimension(self.books, values, "id", "code")
        key = f"{parent['id']}|{dimension['id']}"
        if key in self.books.table("dimensionSetLines"):
            raise dialog(
                "The dimension set line already exists. Check existing dimension set lines and the default "
                "dimension set lines on the parent."
            )
        record = {
            "id": dimension["id"],
            "code": dimension["code"],
            "displayName": dimension["displayName"],
            "parentId": parent["id"],
            "parentType": " ",
        }
        self._put_value(record, dimension, values)
        return self.books.add("dimensionSetLines", record, key)

    def change(self, record: Record, values: Values) -> Record:
        dimension = self.books.need("dimensions", record["id"], "Dimension")
        self._put_value(record, dimension, values)
        return self.books.save("dimensionSetLines", record, f"{record['parentId']}|{record['id']}")

    def _put_value(self, record: Record, dimension: Record, values: Values) -> None:
        value = find_dimension_value(self.books, dimension, values, "valueId", "valueCode")
        record.update(valueId=value["id"], valueCode=value["code"], valueDisplayName=value["displayName"])

    def remove(self, record: Record) -> None:
        self.books.table("dimensionSetLines").delete(f"{record['parentId']}|{record['id']}")
