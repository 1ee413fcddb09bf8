"""What an OData entity of NAV is: its properties with type and access, its navigations, its methods (nav reference 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

EDM = {
    "guid": "Edm.Guid",
    "text": "Edm.String",
    "code": "Edm.String",
    "currency": "Edm.String",
    "int": "Edm.Int32",
    "dec": "Edm.Decimal",
    "bool": "Edm.Boolean",
    "date": "Edm.Date",
    "stamp": "Edm.DateTimeOffset",
    "enum": "Edm.String",
}
ZERO_GUID = "00000000-0000-0000-0000-000000000000"
NO_DATE = "0001-01-01"
NO_STAMP = "0001-01-01T00:00:00Z"


def encode_name(caption: str) -> str:
    """Return an enum value as API v2.0 writes it: every sign that is no letter or digit becomes _xHHHH_."""
    return re.sub(r"[^A-Za-z0-9]", lambda match: f"_x{ord(match.group()):04X}_", caption)


def decode_name(name: str) -> str:
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match.group(1), 16)), name)


@dataclass(frozen=True)
class Prop:
    """A property. access: r read-only, w writable, c on POST only, n writable in metadata but never to be sent."""

    name: str
    kind: str
    access: str = "r"
    size: int = 0
    source: str = ""
    options: tuple[str, ...] = ()

    @property
    def edm(self) -> str:
        return EDM[self.kind]


@dataclass(frozen=True)
class Nav:
    """A navigation: the set it leads to, the field there and the field here that are equal."""

    target: str
    there: str
    here: str = "id"
    many: bool = True


@dataclass(frozen=True)
class Entity:
    """An entity set over one table of the store."""

    name: str
    type_name: str
    table: str
    props: dict[str, Prop]
    navs: dict[str, Nav] = field(default_factory=dict)
    methods: frozenset[str] = frozenset({"GET"})
    order: tuple[str, ...] = ("number",)
    keys: tuple[str, ...] = ("id",)
    scope: str = ""
    scope_text: str = ""
    actions: frozenset[str] = frozenset()
    where: tuple[tuple[str, str], ...] = ()
    is_page: bool = False
    is_replica: bool = False
    child_only: bool = False

    def source(self, name: str) -> str:
        prop = self.props[name]
        return prop.source or prop.name


_KIND = re.compile(r"([a-z]+)(\d*)(?::(.*))?$")


def parse_props(text: str) -> dict[str, Prop]:
    """Read lines of ``name kind[size][:option|option] access [=source]``."""
    props = {}
    for line in filter(str.strip, text.splitlines()):
        name, kind, access, *rest = line.split()
        match = _KIND.match(kind)
        assert match, line
        options = tuple(decode_name(option) for option in (match.group(3) or "").split("|") if option)
        source = rest[0].lstrip("=") if rest else ""
        props[name] = Prop(name, match.group(1), access, int(match.group(2) or 0), source, options)
    return props


READ = frozenset({"GET"})
WRITE = frozenset({"GET", "POST", "PATCH", "DELETE"})
CHANGE = frozenset({"GET", "PATCH"})


def entity(name: str, type_name: str, text: str, *, table: str = "", **more: object) -> Entity:
    return Entity(name, type_name, table or name, parse_props(text), **more)  # type: ignore[arg-type]
