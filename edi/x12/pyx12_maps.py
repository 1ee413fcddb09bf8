"""Maps for pyx12 made from our own tables: one directory per version with map, data element and index files
(x12 reference 1.3, 1.4). With such a directory `x12valid -m` works too."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from edi.x12.tables import VERSIONS, codes, rules, table
from edi.x12.tables.code_lists import CODE_LISTS
from edi.x12.tables.data_elements import DATA_ELEMENTS, DATA_ELEMENTS_5010
from edi.x12.tables.grammar import UNLIMITED, ElementRule, Loop, SegmentRule, SetTable, Use, qualifier_of
from edi.x12.writer import SET_OF_GROUP

ISA_VERSION = {"004010": "00401", "005010": "00501"}
_AFTER_SETS = 100_000
_BEFORE_SETS = 10


@dataclass(frozen=True)
class _Names:
    """Code lists and lengths that the maps name. What an overlay narrowed gets a name of its own."""

    version: str
    lists: dict[str, frozenset[str]] = field(default_factory=lambda: dict(CODE_LISTS))
    elements: dict[str, tuple[str, int, int, str]] = field(default_factory=dict)

    def list_of(self, rule: ElementRule, place: str) -> str:
        """The name of the list of codes of an element."""
        name = place if place in CODE_LISTS else rule.number
        if self.lists.get(name) != rule.codes:
            name = f"{place}.{'.'.join(sorted(rule.codes))}"
            self.lists[name] = rule.codes
        return name

    def element_of(self, rule: ElementRule) -> str:
        """The name of the data element with the lengths of a rule."""
        known = _data_elements(self.version).get(rule.number)
        if known is None or known[1:3] == (rule.least, rule.most):
            return rule.number
        name = f"{rule.number}.{rule.least}.{rule.most}"
        self.elements[name] = (rule.kind, rule.least, rule.most, rule.name)
        return name


def write_maps(directory: Path) -> None:
    """Write the maps of all sets, one sub-directory per version (004010, 005010)."""
    for version in VERSIONS:
        place = directory / version
        place.mkdir(parents=True, exist_ok=True)
        write_version(place, version, [table(code, version) for code in codes()])


def write_version(directory: Path, version: str, tables: Sequence[SetTable]) -> None:
    """Write what pyx12 needs to judge sets by these tables of one version into an existing directory."""
    names = _Names(version)
    for isa_version in ISA_VERSION.values():
        _save(directory / f"x12.control.{isa_version}.xml", _transaction("control", names, None))
    for one in tables:
        _save(directory / map_name(one.code), _transaction(one.code, names, one.root))
    _save(directory / "maps.xml", _index(version, {one.code for one in tables}))
    _save(directory / "codes.xml", _code_sets(names))
    _save(directory / "dataele.xml", _element_index(names))


def map_name(code: str) -> str:
    """The file of one set's map."""
    return f"{code}.xml"


def _save(path: Path, root: Element) -> None:
    indent(root)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _code_sets(names: _Names) -> Element:
    root = Element("codesets")
    for name, allowed in names.lists.items():
        listed = SubElement(root, "codeset")
        SubElement(listed, "id").text = name
        SubElement(listed, "name").text = name
        SubElement(listed, "data_ele").text = name
        version = SubElement(listed, "version")
        for value in sorted(allowed):
            SubElement(version, "code").text = value
    return root


def _data_elements(version: str) -> Mapping[str, tuple[str, int, int, str]]:
    return DATA_ELEMENTS if version == "004010" else DATA_ELEMENTS_5010


def _element_index(names: _Names) -> Element:
    root = Element("data_elements")
    known = {**_data_elements(names.version), **names.elements}
    for number, (kind, least, most, name) in known.items():
        SubElement(
            root,
            "data_ele",
            ele_num=number,
            data_type=kind,
            min_len=str(least),
            max_len=str(most),
            name=name,
        )
    return root


def _index(version: str, sets: Collection[str]) -> Element:
    root = Element("maps")
    within = SubElement(root, "version", icvn=ISA_VERSION[version])
    for group, code in SET_OF_GROUP.items():
        if code in sets:
            entry = SubElement(within, "map", vriic=version, fic=group, abbr=code)
            entry.text = map_name(code)
    return root


def _transaction(code: str, names: _Names, root: Loop | None) -> Element:
    """A map: the envelope around the set, as pyx12 wants it. Positions rise through the whole map, which keeps pyx12
    from losing a missing segment at a place of equal number."""
    known = rules(names.version)
    transaction = Element("transaction", xid=code, name=code)
    interchange = _loop(transaction, "ISA_LOOP", 1, mandatory=True, most=UNLIMITED)
    _segment(interchange, known["ISA"], 2, names, mandatory=True, most=1)
    _segment(interchange, known["TA1"], 3, names, mandatory=False, most=UNLIMITED)
    group = _loop(interchange, "GS_LOOP", 4, mandatory=False, most=UNLIMITED)
    _segment(group, known["GS"], 5, names, mandatory=True, most=1)
    if root is not None:
        one = _loop(group, "ST_LOOP", 6, mandatory=False, most=UNLIMITED)
        for child in root.children:
            _node(one, child, names, code)
    _segment(group, known["GE"], _AFTER_SETS, names, mandatory=True, most=1)
    _segment(interchange, known["IEA"], _AFTER_SETS + 1, names, mandatory=True, most=1)
    return transaction


def _node(parent: Element, child: Use | Loop, names: _Names, code: str, chosen: Collection[str] = ()) -> None:
    """One child; `chosen` are the qualifiers by which pyx12 comes here. Variants go before it at the same position, then all
    other known qualifiers, for pyx12 begins a loop again before it looks at its neighbours; none of the rest must be."""
    order = child.order + _BEFORE_SETS
    for kind, variant in child.variants.items():
        _node(parent, variant, names, code, (kind,))
    if child.variants:
        rule = child.first if isinstance(child, Loop) else child.rule
        others = rule.elements[qualifier_of(rule.id) - 1].codes - set(child.variants)
        child = replace(child, mandatory=False, variants={})
        if others:
            _node(parent, child, names, code, sorted(others))
    if isinstance(child, Use):
        _segment(
            parent,
            child.rule,
            order,
            names,
            mandatory=child.mandatory,
            most=child.most,
            code=code,
            chosen=chosen,
        )
        return
    which = "OTHER" if len(chosen) > 1 else "".join(chosen)
    name = f"{child.id}{which}_LOOP{order}"
    loop = _loop(parent, name, order, mandatory=child.mandatory, most=child.most)
    for index, inner in enumerate(child.children):
        _node(loop, inner, names, code, () if index else chosen)


def _loop(parent: Element, name: str, order: int, *, mandatory: bool, most: int) -> Element:
    return SubElement(
        parent,
        "loop",
        xid=name,
        name=name,
        usage="R" if mandatory else "S",
        pos=str(order),
        repeat=_limit(most),
    )


def _segment(
    parent: Element,
    rule: SegmentRule,
    order: int,
    names: _Names,
    *,
    mandatory: bool,
    most: int,
    code: str = "",
    chosen: Collection[str] = (),
) -> None:
    segment = SubElement(
        parent,
        "segment",
        xid=rule.id,
        name=rule.name,
        usage="R" if mandatory else "S",
        pos=str(order),
        max_use=_limit(most),
    )
    for condition in rule.conditions:
        SubElement(segment, "syntax").text = str(condition)
    # codes by which pyx12 chooses map or segment stand in the map itself
    within: dict[str, Collection[str]] = {f"{rule.id}{qualifier_of(rule.id):02d}": chosen}
    within |= {"ISA12": (ISA_VERSION[names.version],), "ST01": (code,) if code else ()}
    for at, element in enumerate(rule.elements, start=1):
        place = f"{rule.id}{at:02d}"
        _element(segment, element, place, names, within.get(place, ()))


def _element(
    parent: Element, rule: ElementRule, place: str, names: _Names, chosen: Collection[str] = ()
) -> None:
    usage = "N" if rule.refused else "R" if rule.mandatory else "S"
    if rule.components:
        composite = SubElement(
            parent, "composite", xid=place, data_ele=rule.number, name=rule.name, usage=usage, seq=place[-2:]
        )
        for index, part in enumerate(rule.components, start=1):
            _element(composite, part, f"{place}-{index:02d}", names)
        return
    number = names.element_of(rule)
    element = SubElement(
        parent, "element", xid=place, data_ele=number, name=rule.name, usage=usage, seq=place[-2:]
    )
    if chosen:
        listed = SubElement(element, "valid_codes")
        for value in chosen:
            SubElement(listed, "code").text = value
    elif rule.codes:
        # lists stand in codes.xml: pyx12 would choose segments by a list of the map itself, and an unknown code would
        # then read as an unknown segment
        SubElement(element, "valid_codes", external=names.list_of(rule, place))


def _limit(most: int) -> str:
    return ">1" if most == UNLIMITED else str(most)
