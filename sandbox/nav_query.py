"""Query options of a read: $filter, $select, $expand with options inside, $orderby, paging (nav reference 5.1, 5.2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from sandbox.nav_books import Books, etag
from sandbox.nav_errors import NavError, no_property
from sandbox.nav_filter import Test, comparable, compile_filter
from sandbox.nav_model import Entity
from sandbox.nav_values import to_wire
from sandbox.store import Record

Entities = dict[str, Entity]
_OPTIONS = {
    "$filter", "$select", "$expand", "$orderby", "$top", "$skip", "$count", "$skiptoken", "aid", "company", "tenant",
    "$schemaversion",
}  # fmt: skip


@dataclass
class Query:
    """Options of one read, checked against its entity; ``expand`` holds the options of each navigation."""

    filter: str = ""
    test: Test | None = None
    fixed: dict[str, Any] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    expand: dict[str, Query] = field(default_factory=dict)
    order: tuple[tuple[str, bool], ...] = ()
    top: int | None = None
    skip: int = 0
    count: bool = False
    token: str = ""


def parse_query(options: dict[str, str], entity: Entity, entities: Entities) -> Query:
    """Read the options of a request; NavError for what the entity does not have."""
    for name in options:
        if name.startswith("$") and name.lower() not in _OPTIONS:
            raise NavError(
                400, "BadRequest_InvalidRequestUrl", f"The query parameter '{name}' is not supported."
            )
    query = Query(token=options.get("$skiptoken", ""), count=options.get("$count", "").lower() == "true")
    if options.get("$filter"):
        query.filter = options["$filter"]
        query.test, query.fixed = compile_filter(query.filter, entity)
    query.select = tuple(name.strip() for name in options.get("$select", "").split(",") if name.strip())
    for name in query.select:
        if name not in entity.props and name not in entity.navs:
            raise no_property(name, entity.type_name)
    query.order = _parse_order(options.get("$orderby", ""), entity)
    query.top = _parse_count("$top", options)
    query.skip = _parse_count("$skip", options) or 0
    query.expand = _parse_expand(options.get("$expand", ""), entity, entities)
    return query


def _parse_count(name: str, options: dict[str, str]) -> int | None:
    if name not in options:
        return None
    if not options[name].isdecimal():
        raise NavError(400, "BadRequest_InvalidRequestUrl", f"Invalid value '{options[name]}' for {name}.")
    return int(options[name])


def _parse_order(text: str, entity: Entity) -> tuple[tuple[str, bool], ...]:
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, direction = part.partition(" ")
        if name not in entity.props:
            raise no_property(name, entity.type_name)
        found.append((name, direction.strip().lower() == "desc"))
    return tuple(found)


def _parse_expand(text: str, entity: Entity, entities: Entities) -> dict[str, Query]:
    found = {}
    for part in split_outside(text, ","):
        name, _, inside = part.partition("(")
        name = name.strip()
        nav = entity.navs.get(name)
        if nav is None:
            raise no_property(name, entity.type_name)
        inner = inside.rstrip()[:-1] if inside else ""
        options = dict(piece.strip().split("=", 1) for piece in split_outside(inner, ";") if "=" in piece)
        found[name] = parse_query(options, entities[nav.target], entities)
    return found


def split_outside(text: str, separator: str) -> list[str]:
    """Split where the separator stands outside parentheses and quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for place, sign in enumerate(text):
        if sign == "'":
            quoted = not quoted
        elif not quoted:
            depth += (sign == "(") - (sign == ")")
            if sign == separator and depth == 0:
                parts.append(text[start:place])
                start = place + 1
    parts.append(text[start:])
    return [part for part in parts if part.strip()]


class Reader:
    """Reads records of entities as JSON values."""

    def __init__(self, books: Books, entities: Entities, visible: Callable[[Entity, Record], bool]) -> None:
        self._books = books
        self._entities = entities
        self._visible = visible

    def records(self, entity: Entity, query: Query, given: dict[str, Any]) -> list[Record]:
        """Return the records that a read means, in order, before paging; ``given`` are fields fixed by the path."""
        wanted = {**dict(entity.where), **query.fixed, **given}
        # the narrowest field first: the store keeps an index of it
        wanted = dict(sorted(wanted.items(), key=lambda item: not item[0].lower().endswith("id")))
        rows = self._books.table(entity.table).find(**wanted)
        rows = [row for row in rows if self._visible(entity, row)]
        if query.test is not None:
            rows = [row for row in rows if query.test(row)]
        return self._sorted(entity, query, rows)

    def _sorted(self, entity: Entity, query: Query, rows: list[Record]) -> list[Record]:
        rows.sort(key=lambda row: _place(entity, row))
        for name, descending in reversed(query.order):
            prop, source = entity.props[name], entity.source(name)
            rows.sort(
                key=lambda row: comparable(prop, row.get(source), is_page=entity.is_page), reverse=descending
            )
        return rows

    def page(
        self, entity: Entity, query: Query, rows: list[Record], size: int
    ) -> tuple[list[Record], str, int | None]:
        """Return one page of rows, the $skiptoken of the next page ("" at the end) and the $top left for it."""
        start = query.skip
        if query.token:
            start = _after(entity, query, rows)
        rest = rows[start:]
        if query.top is not None:
            rest = rest[: query.top]
        if len(rest) <= size:
            return rest, "", None
        left = None if query.top is None else query.top - size
        return rest[:size], _token(entity, rest[size - 1]), left

    def render(self, entity: Entity, record: Record, query: Query) -> dict[str, Any]:
        """Return one record as JSON values with its etag and what was expanded."""
        names = [name for name in query.select if name in entity.props] or list(entity.props)
        answer: dict[str, Any] = {}
        if not entity.is_replica:
            answer["@odata.etag"] = etag(record)
        for name in names:
            prop = entity.props[name]
            answer[name] = to_wire(prop, record.get(prop.source or name), is_page=entity.is_page)
        for name, inner in query.expand.items():
            answer[name] = self._expanded(entity, record, name, inner)
        return answer

    def _expanded(self, entity: Entity, record: Record, name: str, query: Query) -> Any:
        nav = entity.navs[name]
        target = self._entities[nav.target]
        rows = self.records(target, query, {nav.there: record.get(nav.here)})
        if nav.many:
            rows = rows[query.skip :][: query.top]
            return [self.render(target, row, query) for row in rows]
        return self.render(target, rows[0], query) if rows else None


def _place(entity: Entity, row: Record) -> tuple[str, ...]:
    values = (row.get(name, "") for name in entity.order)
    return (
        *(f"{value:012d}" if isinstance(value, int) else str(value) for value in values),
        str(row.get("id", "")),
    )


def _token(entity: Entity, row: Record) -> str:
    return json.dumps(_place(entity, row), separators=(",", ":"))


def _after(entity: Entity, query: Query, rows: list[Record]) -> int:
    """Return where a page goes on after the row that a $skiptoken names, also when that row is gone."""
    try:
        place = tuple(json.loads(query.token))
    except ValueError:
        raise NavError(400, "BadRequest_InvalidRequestUrl", "The $skiptoken is not valid.") from None
    places = [_place(entity, row) for row in rows]
    if place in places:
        return places.index(place) + 1
    if query.order:
        return 0
    return sum(1 for other in places if other <= place)


def next_link(url: str, options: dict[str, str], token: str, left: int | None) -> str:
    """Return the absolute @odata.nextLink: the caller's options, aid=FIN, $skiptoken and what is left of $top."""
    kept = {name: value for name, value in options.items() if name not in {"aid", "$skiptoken", "$skip"}}
    if left is not None:
        kept["$top"] = str(left)
    return f"{url}?" + urlencode(
        {**kept, "aid": "FIN", "$skiptoken": token}, quote_via=quote, safe="$',()=;:/"
    )
