"""A partner's whole profile as JSON: written, read with every fault named, shown as changes before any of it is applied.

It holds the partner, its sets, other names, units and charges; no connection, no secret (docs/partner-profiles.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from audit import recording
from connectors.models import Connection
from edi.models import ChargeRule, PartnerAlias, PartnerSet, Source, TradingPartner, UnitMapping
from edi.problems import printable

FORMAT = "navcleo partner profile"
VERSION = 1
# who a partner is; all else is how it wants its documents, and may be copied to another
IDENTITY = ("name", "qualifier", "interchange_id", "group_id", "own_group_id", "environment", "is_active")
_OURS = ("id", "connection", "source", "created_at")
FIELDS = tuple(row.name for row in TradingPartner._meta.concrete_fields if row.name not in _OURS)


@dataclass(frozen=True)
class Section:
    """One list of the file: its rows, which fields tell them apart, and which others they have."""

    model: Any
    key: tuple[str, ...]
    values: tuple[str, ...]
    has_connection: bool = True


SECTIONS = {
    "sets": Section(PartnerSet, ("code",), ("is_enabled", "version", "overlay", "sends"), False),
    "aliases": Section(PartnerAlias, ("scheme", "value"), ()),
    "units": Section(UnitMapping, ("unit_code",), ("x12_code",)),
    "charges": Section(ChargeRule, ("sign", "code"), ("treatment", "number", "note")),
}


@dataclass(frozen=True)
class Change:
    """One thing that an import would change. `before` and `after` are texts, '' for nothing."""

    where: str
    field: str
    before: str
    after: str


@dataclass
class Import:
    """What a file means for one partner: the rows as they would be, the changes, what is wrong with it, and the permissions on
    its lists that the changes `need`."""

    connection: Connection
    partner: TradingPartner
    rows: list[models.Model] = field(default_factory=list)
    gone: list[models.Model] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        """True where the partner is made by this import."""
        return self.partner.pk is None


class Refused(Exception):
    """A profile that cannot be applied; the text names every fault."""


def export(partner: TradingPartner) -> dict[str, Any]:
    """The whole profile as plain data for JSON."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "partner": {name: _plain(partner, name) for name in FIELDS},
        **{
            name: [_row(row, section) for row in _rows(partner, section)]
            for name, section in SECTIONS.items()
        },
    }


def as_text(data: Mapping[str, Any]) -> str:
    """The file."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def copy_of(source: TradingPartner, target: TradingPartner) -> dict[str, Any]:
    """The profile of one partner as the file of another one, which stays who it is and keeps its own names."""
    data = export(source)
    own = {name: _plain(target, name) for name in IDENTITY}
    return {
        **{name: value for name, value in data.items() if name != "aliases"},
        "partner": data["partner"] | own,
    }


def read(text: str) -> dict[str, Any]:
    """A file's text as plain data. Raises Refused naming what is no profile in it."""
    try:
        data = json.loads(text, parse_float=Decimal)
        odd = next((one for one in _texts(data) if printable(one) != one), None)
    except (ValueError, RecursionError) as error:
        raise Refused(f"This is no JSON: {error}.") from error
    if odd is not None:
        raise Refused(f"'{printable(odd)[:40]}' holds control characters; a profile has none.")
    faults = list(_shape_faults(data))
    if faults:
        raise Refused(" ".join(faults))
    return dict(data)


def _texts(data: Any) -> Iterator[str]:
    """Every text in the file, names of fields too."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in [*data, *(data.values() if isinstance(data, dict) else ())]:
            yield from _texts(part)


def _shape_faults(data: Any) -> Iterator[str]:
    if not isinstance(data, dict) or data.get("format") != FORMAT or data.get("version") != VERSION:
        yield f'A profile begins with "format": "{FORMAT}", "version": {VERSION}.'
        return
    partner = data.get("partner")
    if not isinstance(partner, dict):
        yield "'partner' is an object with the partner's fields."
        return
    yield from _unknown("partner", partner, FIELDS)
    yield from _no_values("partner", partner, TradingPartner)
    yield from _unknown("the file", data, ("format", "version", "partner", *SECTIONS))
    yield from (
        f"partner: '{name}' is missing." for name in ("qualifier", "interchange_id") if name not in partner
    )
    for name, section in SECTIONS.items():
        rows = data.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            yield f"'{name}' is a list of objects."
            continue
        for number, row in enumerate(rows, 1):
            yield from _unknown(f"{name} no. {number}", row, (*section.key, *section.values))
            yield from _no_values(f"{name} no. {number}", row, section.model)
            lacking = [key for key in section.key if not isinstance(row.get(key, ""), str)]
            yield from (f"{name} no. {number}: '{key}' is a text." for key in lacking)


def _no_values(where: str, given: Mapping[str, Any], model: Any) -> Iterator[str]:
    """What is a list, an object or nothing in a field that holds one value."""
    fields = {row.name: row for row in model._meta.concrete_fields}
    for name, value in given.items():
        row = fields.get(name)
        if row is None or isinstance(row, models.JSONField):
            continue
        if isinstance(value, dict | list) or (value is None and not row.null):
            yield f"{where}: '{name}' is one value."


def _unknown(where: str, given: Mapping[str, Any], known: Iterable[str]) -> Iterator[str]:
    unknown = [name for name in given if name not in known]
    if unknown:
        yield f"{where}: {', '.join(unknown)} is unknown."


def plan(connection: Connection, data: Mapping[str, Any]) -> Import:
    """What a file would do to the partner of its id, or to a new one. Writes nothing; faults are all told at once."""
    given = data["partner"]
    identity = {name: given[name] for name in ("qualifier", "interchange_id")}
    known = TradingPartner.objects.filter(connection=connection, **identity).first()
    partner = known or TradingPartner(connection=connection, source=Source.LOCAL)
    made = Import(connection, partner)
    _set(made, partner, given, str(partner) if known else "new partner", "partner")
    for name, section in SECTIONS.items():
        if name in data:
            _plan_rows(made, name, section, data[name])
    return made


def _plan_rows(made: Import, name: str, section: Section, rows: list[Mapping[str, Any]]) -> None:
    """Rows of the file are made or changed, others of the partner end."""
    there = {_key(row, section): row for row in _rows(made.partner, section)} if made.partner.pk else {}
    for number, given in enumerate(rows, 1):
        key = tuple(str(given.get(part, "")) for part in section.key)
        row = there.pop(key, None) or _new(made, section)
        shown = " ".join(part for part in key if part) or "any"
        known, verb = len(made.changes), "change" if row.pk else "add"
        _set(made, row, given, f"{name} {shown}", f"{name} no. {number}")
        if len(made.changes) > known:
            made.needs.add(_permission(verb, section))
        made.rows.append(row)
    for key, row in there.items():
        made.gone.append(row)
        made.needs.add(_permission("delete", section))
        made.changes.append(Change(f"{name} {' '.join(key).strip()}", "", str(row), ""))


def _permission(verb: str, section: Section) -> str:
    return f"{section.model._meta.app_label}.{verb}_{section.model._meta.model_name}"


def _new(made: Import, section: Section) -> models.Model:
    row: models.Model = section.model(partner=made.partner)
    if section.has_connection:
        row.connection_id = made.connection.pk  # type: ignore[attr-defined]
    if section.model is UnitMapping:
        row.source = Source.LOCAL  # type: ignore[attr-defined]
    return row


def _set(made: Import, row: Any, given: Mapping[str, Any], where: str, place: str) -> None:
    """Write the given fields into a row and note what that changes and what is wrong with it."""
    is_new = row.pk is None
    before = {name: _plain(row, name) for name in given}
    for name, value in given.items():
        setattr(row, name, value)
    try:
        row.full_clean(exclude={"partner"} if made.partner.pk is None else None)
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            told = f"{place}, {name}" if name != "__all__" else place
            made.faults += [f"{told}: {text}" for text in texts]
        return
    for name in given:
        after = _plain(row, name)
        if is_new or after != before[name]:
            made.changes.append(Change(where, name, "" if is_new else _shown(before[name]), _shown(after)))


@transaction.atomic
def apply(made: Import, actor: str) -> TradingPartner:
    """Save what was planned, and note who did. Raises Refused where anything is wrong with it."""
    if made.faults:
        raise Refused(" ".join(made.faults))
    made.partner.save()
    for gone in made.gone:
        gone.delete()
    for row in made.rows:
        row.partner = made.partner  # type: ignore[attr-defined]
        row.save()
    text = f"{made.partner}: {len(made.changes)} changes"
    recording.note(actor=actor, action="profile imported", text=text, connection_id=made.connection.pk)
    return made.partner


def _rows(partner: TradingPartner, section: Section) -> list[Any]:
    return list(section.model.objects.filter(partner=partner))


def _key(row: Any, section: Section) -> tuple[str, ...]:
    return tuple(str(getattr(row, name)) for name in section.key)


def _row(row: Any, section: Section) -> dict[str, Any]:
    return {name: _plain(row, name) for name in (*section.key, *section.values)}


def _plain(row: Any, name: str) -> Any:
    """A field as JSON has it; amounts as texts without needless zeros."""
    value = getattr(row, name)
    if value is None or not isinstance(row._meta.get_field(name), models.DecimalField):
        return value
    return f"{Decimal(value).normalize():f}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, ""):
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
