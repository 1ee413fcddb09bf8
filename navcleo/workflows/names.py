"""The names of companies in documents without an X12 envelope: whose they are, by interchange ids and aliases (rule 3.1)."""

from __future__ import annotations

from connectors.models import Connection
from edi.models import PartnerAlias, TradingPartner
from edi.read_sets import Ids

Name = tuple[str, str]


def shown(name: Name) -> str:
    """A name as people write it: GLN:4012345000009, or the id alone where it has no scheme."""
    return ":".join(part.strip() for part in name if part.strip())


def partners_named(connection: Connection, names: Ids) -> list[TradingPartner]:
    """The active partners that any of the names means. More than one: the document does not say who sent it."""
    wanted = {_key(name) for name in names}
    rows = TradingPartner.objects.filter(connection=connection, is_active=True)
    found = [row for row in rows if _key((row.qualifier, row.interchange_id)) in wanted]
    found += [row.partner for row in aliases_named(connection, names)]
    return sorted(dict.fromkeys(found), key=lambda partner: partner.name)


def aliases_named(connection: Connection, names: Ids) -> list[PartnerAlias]:
    """The aliases of active partners that any of the names means: they decide whose a document is."""
    wanted = {_key(name) for name in names}
    rows = PartnerAlias.objects.filter(connection=connection, partner__is_active=True)
    return [row for row in rows.select_related("partner") if _means((row.scheme, row.value), wanted)]


def is_ours(connection: Connection, names: Ids) -> bool:
    """True when any of the names is our own interchange id or one of the Connection's other ids."""
    wanted = {_key(name) for name in names}
    return any(_means(own, wanted) for own in own_names(connection))


def own_names(connection: Connection) -> list[Name]:
    """Our interchange id and the other ids of the Connection, one per line: SCHEME:ID, or an id of any scheme."""
    lines = [line.strip().rpartition(":") for line in connection.own_aliases.splitlines()]
    return [
        (connection.own_qualifier, connection.own_id),
        *((scheme.strip(), name.strip()) for scheme, _, name in lines if name.strip()),
    ]


def like(connection: Connection, names: Ids) -> tuple[TradingPartner, Name] | None:
    """The one active partner whose name, or whose vendor's name, is written on the page, with that writing; None where
    none or several are. A name is no id: a person says whether it is he."""
    written = {_key(("", value))[1]: (scheme, value) for scheme, value in reversed(names) if scheme == "pdf"}
    rows = TradingPartner.objects.filter(connection=connection, is_active=True).prefetch_related("vendors")
    found = {
        row: written[key]
        for row in rows
        for name in (row.name, *(vendor.name for vendor in row.vendors.all()))
        if (key := _key(("", name))[1]) in written
    }
    return next(iter(found.items())) if len(found) == 1 else None


def _means(row: Name, wanted: set[Name]) -> bool:
    """A row without a scheme means an id of any scheme."""
    scheme, value = _key(row)
    return (scheme, value) in wanted if scheme else any(value == other for _, other in wanted)


def _key(name: Name) -> Name:
    """Names compare without blanks and capitals: 'DE 123' is 'de123'."""
    scheme, value = ("".join(part.split()).upper() for part in name)
    return scheme, value
