"""OData paths: segments with keys, and where a chain of them leads (nav reference 3.1, 3.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sandbox.nav_books import Books
from sandbox.nav_errors import NavError, no_segment, not_found
from sandbox.nav_model import Entity, Nav
from sandbox.nav_query import Entities, split_outside
from sandbox.store import Record

_SEGMENT = re.compile(r"([^(]+)(?:\((.*)\))?$", re.DOTALL)


@dataclass
class Target:
    """What a path names: a set (record None), one record of it, or an action on that record."""

    entity: Entity
    given: dict[str, Any]
    record: Record | None = None
    parent: Record | None = None
    action: str = ""
    is_count: bool = False
    is_single: bool = False


def split_path(path: str) -> list[tuple[str, str | None]]:
    """Return (name, key text or None) of each segment."""
    found = []
    for piece in split_outside(path, "/"):
        match = _SEGMENT.match(piece)
        if match is None:
            raise no_segment(piece)
        found.append((match.group(1), match.group(2)))
    return found


class Resolver:
    """Walks a path over a set of entities."""

    def __init__(self, books: Books, entities: Entities) -> None:
        self._books = books
        self._entities = entities

    def resolve(self, segments: list[tuple[str, str | None]]) -> Target:
        (name, key), *rest = segments
        entity = self._entities.get(name)
        if entity is None:
            raise no_segment(name)
        target = Target(entity, {})
        if key is not None:
            target = self._by_key(target, key)
        for name, key in rest:
            target = self._step(target, name, key)
        return target

    def _step(self, target: Target, name: str, key: str | None) -> Target:
        if name == "$count" and target.record is None:
            target.is_count = True
            return target
        action = re.fullmatch(r"(?:Microsoft\.)?NAV\.(\w+)", name)
        if target.record is None or target.action:
            raise no_segment(name)
        if action:
            if action.group(1) not in target.entity.actions:
                text = f"No HTTP resource was found that matches the request URI: {name}."
                raise NavError(404, "BadRequest_NotFound", text)
            target.action = action.group(1)
            return target
        nav = target.entity.navs.get(name)
        if nav is None:
            raise no_segment(name)
        return self._through(target, nav, key)

    def _through(self, target: Target, nav: Nav, key: str | None) -> Target:
        assert target.record is not None
        entity = self._entities[nav.target]
        given = {nav.there: target.record.get(nav.here)}
        onward = Target(entity, given, parent=target.record)
        if not nav.many:
            rows = self._books.table(entity.table).find(**given)
            if not rows:
                raise not_found()
            onward.record, onward.is_single = rows[0], True
        return self._by_key(onward, key) if key is not None else onward

    def _by_key(self, target: Target, text: str) -> Target:
        entity = target.entity
        wanted = {**dict(entity.where), **target.given, **self._key(entity, text)}
        wanted = dict(sorted(wanted.items(), key=lambda item: item[0] not in {"id", "number"}))
        target.record = self._books.table(entity.table).first(**wanted)
        if target.record is None:
            fields = ", ".join(f"{name}={value}" for name, value in self._key(entity, text).items())
            raise not_found(
                f"The {entity.type_name} does not exist. Identification fields and values: {fields}"
            )
        return target

    def _key(self, entity: Entity, text: str) -> dict[str, Any]:
        """Read ``guid`` or ``Document_Type='Order',No='106001'`` as fields of the record."""
        pieces = split_outside(text, ",")
        named = dict(piece.split("=", 1) for piece in pieces if re.match(r"\s*\w+=", piece))
        if not named and len(pieces) == len(entity.keys):
            named = dict(zip(entity.keys, pieces, strict=True))
        if set(named) != set(entity.keys) or len(named) != len(pieces):
            text = f"The number of keys specified in the URI does not match the key of '{entity.name}'."
            raise NavError(400, "BadRequest_InvalidRequestUrl", text)
        return {entity.source(name): _literal(value.strip(), entity, name) for name, value in named.items()}


def _literal(text: str, entity: Entity, name: str) -> Any:
    kind = entity.props[name].kind
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1].replace("''", "'")
        return text.strip().upper() if kind == "code" else text
    if kind == "int" and text.lstrip("-").isdecimal():
        return int(text)
    if kind == "guid" and re.fullmatch(r"[0-9a-fA-F-]{36}", text):
        return text.lower()
    raise NavError(400, "BadRequest", f"Cannot convert the literal '{text}' to the expected type.")
