"""How an entity takes writing: a desk per entity; the plain desk suits master data (nav reference 5.5)."""

from __future__ import annotations

from typing import Any

from sandbox.counting import breach
from sandbox.nav_books import Books
from sandbox.nav_errors import NavError, bad_request, read_only, same_key
from sandbox.nav_model import Entity
from sandbox.nav_values import from_wire
from sandbox.store import Record

Values = dict[str, Any]


def read_values(entity: Entity, body: Any, *, is_post: bool) -> tuple[Values, dict[str, list[Any]]]:
    """Return the values of a body by the entity's property names, and the children of a deep insert."""
    if not isinstance(body, dict):
        raise bad_request("The request body must be a JSON object.")
    values: Values = {}
    children: dict[str, list[Any]] = {}
    for name, value in body.items():
        if name.startswith("@odata."):
            continue
        if name in entity.navs and is_post and entity.navs[name].many and not entity.is_page:
            children[name] = _children(name, value)
            continue
        prop = entity.props.get(name)
        if prop is None:
            raise bad_request(
                f"The property '{name}' does not exist on type 'Microsoft.NAV.{entity.type_name}'. "
                "Make sure to only use property names that are defined by the type."
            )
        if prop.access in {"r", "n"} or (prop.access == "c" and not is_post):
            breach("nav", f"writing the read-only property {entity.name}.{name}")
            raise read_only(name)
        values[name] = from_wire(prop, value, is_page=entity.is_page)
    return values, children


def _children(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise bad_request(f"'{name}' must be an array.")
    return value


class Desk:
    """Takes POST, PATCH, DELETE and bound actions of one entity; ``parent`` is the record the path went through."""

    def __init__(self, books: Books, entity: Entity) -> None:
        self.books = books
        self.entity = entity

    def create(self, values: Values, parent: Record | None) -> Record:
        record = self.blank()
        record.update(self.stored(values))
        if parent is not None:
            self.join(record, parent)
        self.complete(record, values)
        self.refuse_twin(record)
        return self.books.add(self.entity.table, record)

    def change(self, record: Record, values: Values) -> Record:
        record.update(self.stored(values))
        self.complete(record, values)
        return self.books.save(self.entity.table, record)

    def remove(self, record: Record) -> None:
        self.books.table(self.entity.table).delete(record["id"])

    def act(self, action: str, record: Record) -> None:
        raise NavError(501, "BadRequest_MethodNotImplemented", f"No action '{action}' on {self.entity.name}.")

    def blank(self) -> Record:
        return {}

    def stored(self, values: Values) -> Record:
        """Return values under the names that the record has for them."""
        return {self.entity.source(name): value for name, value in values.items()}

    def join(self, record: Record, parent: Record) -> None:
        """Tie a new record to its parent."""

    def complete(self, record: Record, values: Values) -> None:
        """Fill what follows from the values that were given."""

    def refuse_twin(self, record: Record) -> None:
        field = next((name for name in ("number", "code") if name in self.entity.props), "")
        if not field:
            return
        if not record.get(field):
            raise NavError(400, "Application_FieldValidationException", f"{field} must have a value.")
        if self.books.table(self.entity.table).first(**{field: record[field]}):
            raise same_key(self.entity.type_name, f"{field}='{record[field]}'")
