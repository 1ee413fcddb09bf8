"""$metadata (EDMX) of a service: entity types with their properties and navigations, sets and bound actions."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from sandbox.nav_model import Entity
from sandbox.nav_query import Entities


def _type(entity: Entity, entities: Entities, hidden: frozenset[str]) -> str:
    keys = "".join(f"<PropertyRef Name={quoteattr(key)}/>" for key in entity.keys)
    lines = [f"<EntityType Name={quoteattr(entity.type_name)}><Key>{keys}</Key>"]
    for prop in entity.props.values():
        if prop.name in hidden:
            continue
        size = f' MaxLength="{prop.size}"' if prop.size else ""
        nullable = ' Nullable="false"' if prop.name in entity.keys else ""
        lines.append(f"<Property Name={quoteattr(prop.name)} Type={quoteattr(prop.edm)}{nullable}{size}/>")
    for name, nav in entity.navs.items():
        kind = f"Microsoft.NAV.{entities[nav.target].type_name}"
        kind = f"Collection({kind})" if nav.many else kind
        lines.append(
            f'<NavigationProperty Name={quoteattr(name)} Type={quoteattr(kind)} ContainsTarget="true"/>'
        )
    return "".join(lines) + "</EntityType>"


def _actions(entity: Entity) -> str:
    return "".join(
        f'<Action Name={quoteattr(action)} IsBound="true">'
        f'<Parameter Name="bindingParameter" Type="Microsoft.NAV.{entity.type_name}"/></Action>'
        for action in sorted(entity.actions)
    )


def _set(entity: Entity) -> str:
    bindings = "".join(
        f"<NavigationPropertyBinding Path={quoteattr(name)} Target={quoteattr(nav.target)}/>"
        for name, nav in entity.navs.items()
    )
    kind = quoteattr(f"Microsoft.NAV.{entity.type_name}")
    return f"<EntitySet Name={quoteattr(entity.name)} EntityType={kind}>{bindings}</EntitySet>"


def metadata(entities: Entities, hidden: frozenset[str] = frozenset()) -> str:
    """Return the EDMX document of a service, without the properties that this version does not have."""
    types = "".join(_type(entity, entities, hidden) for entity in entities.values())
    actions = "".join(_actions(entity) for entity in entities.values())
    sets = "".join(_set(entity) for entity in entities.values())
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
        '<Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
        f'{types}{actions}<EntityContainer Name="NAV">{sets}</EntityContainer>'
        "</Schema></edmx:DataServices></edmx:Edmx>"
    )
