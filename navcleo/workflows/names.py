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
    aliases = PartnerAlias.objects.filter(connection=connection, partner__is_active=True).select_related(
        "partner"
    )
    found += [row.partner for row in aliases if _means((row.scheme, row.value), wanted)]
    return sorted(dict.fromkeys(found), key=lambda partner: partner.name)


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


def _means(row: Name, wanted: set[Name]) -> bool:
    """A row without a scheme means an id of any scheme."""
    scheme, value = _key(row)
    return (scheme, value) in wanted if scheme else any(value == other for _, other in wanted)


def _key(name: Name) -> Name:
    """Names compare without blanks and capitals: 'DE 123' is 'de123'."""
    scheme, value = ("".join(part.split()).upper() for part in name)
    return scheme, value
