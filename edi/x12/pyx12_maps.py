"""Maps for pyx12 made from our own tables: one directory per version with map, data element and index files
(x12 reference 1.3, 1.4). With such a directory `x12valid -m` works too."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from edi.x12.tables import VERSIONS, codes, rules, table
from edi.x12.tables.code_lists import CODE_LISTS
from edi.x12.tables.data_elements import DATA_ELEMENTS, DATA_ELEMENTS_5010
from edi.x12.tables.grammar import UNLIMITED, ElementRule, Loop, SegmentRule, Use
from edi.x12.writer import SET_OF_GROUP

ISA_VERSION = {"004010": "00401", "005010": "00501"}
_AFTER_SETS = 100_000
_BEFORE_SETS = 10
# Elements by which a map is chosen: their one code stands in the map.
_CHOSEN_BY = frozenset({"ISA12", "ST01"})


def write_maps(directory: Path) -> None:
    """Write the maps of all sets, one sub-directory per version (004010, 005010)."""
    for version in VERSIONS:
        place = directory / version
        place.mkdir(parents=True, exist_ok=True)
        write_version(place, version, codes())


def write_version(directory: Path, version: str, sets: tuple[str, ...]) -> None:
    """Write what pyx12 needs to judge these sets of one version into an existing directory."""
    _save(directory / "codes.xml", _code_sets())
    _save(directory / "dataele.xml", _data_elements(version))
    _save(directory / "maps.xml", _index(version, sets))
    for isa_version in ISA_VERSION.values():
        _save(directory / f"x12.control.{isa_version}.xml", _transaction("control", version, None))
    for code in sets:
        _save(directory / map_name(code), _transaction(code, version, table(code, version).root))


def map_name(code: str) -> str:
    """The file of one set's map."""
    return f"{code}.xml"


def _save(path: Path, root: Element) -> None:
    indent(root)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _code_sets() -> Element:
    root = Element("codesets")
    for name, allowed in CODE_LISTS.items():
        listed = SubElement(root, "codeset")
        SubElement(listed, "id").text = name
        SubElement(listed, "name").text = name
        SubElement(listed, "data_ele").text = name
        version = SubElement(listed, "version")
        for value in sorted(allowed):
            SubElement(version, "code").text = value
    return root


def _data_elements(version: str) -> Element:
    root = Element("data_elements")
    for number, (kind, least, most, name) in (
        DATA_ELEMENTS if version == "004010" else DATA_ELEMENTS_5010
    ).items():
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


def _index(version: str, sets: tuple[str, ...]) -> Element:
    root = Element("maps")
    within = SubElement(root, "version", icvn=ISA_VERSION[version])
    for group, code in SET_OF_GROUP.items():
        if code in sets:
            entry = SubElement(within, "map", vriic=version, fic=group, abbr=code)
            entry.text = map_name(code)
    return root


def _transaction(code: str, version: str, root: Loop | None) -> Element:
    """A map: the envelope around the set, as pyx12 wants it. Positions rise through the whole map, which keeps pyx12
    from losing a missing segment at a place of equal number."""
    known = rules(version)
    transaction = Element("transaction", xid=code, name=code)
    interchange = _loop(transaction, "ISA_LOOP", 1, mandatory=True, most=UNLIMITED)
    _segment(interchange, known["ISA"], 2, mandatory=True, most=1, version=version)
    _segment(interchange, known["TA1"], 3, mandatory=False, most=UNLIMITED, version=version)
    group = _loop(interchange, "GS_LOOP", 4, mandatory=False, most=UNLIMITED)
    _segment(group, known["GS"], 5, mandatory=True, most=1, version=version)
    if root is not None:
        one = _loop(group, "ST_LOOP", 6, mandatory=False, most=UNLIMITED)
        for child in root.children:
            _node(one, child, version, code)
    _segment(group, known["GE"], _AFTER_SETS, mandatory=True, most=1, version=version)
    _segment(interchange, known["IEA"], _AFTER_SETS + 1, mandatory=True, most=1, version=version)
    return transaction


def _node(parent: Element, child: Use | Loop, version: str, code: str) -> None:
    order = child.order + _BEFORE_SETS
    if isinstance(child, Use):
        _segment(
            parent, child.rule, order, mandatory=child.mandatory, most=child.most, version=version, code=code
        )
        return
    loop = _loop(parent, f"{child.id}_LOOP{order}", order, mandatory=child.mandatory, most=child.most)
    for inner in child.children:
        _node(loop, inner, version, code)


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
    *,
    mandatory: bool,
    most: int,
    version: str,
    code: str = "",
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
    for at, element in enumerate(rule.elements, start=1):
        _element(segment, element, f"{rule.id}{at:02d}", at, _codes(rule, at, version, code))


def _codes(rule: SegmentRule, at: int, version: str, code: str) -> frozenset[str]:
    if (rule.id, at) == ("ISA", 12):
        return frozenset({ISA_VERSION[version]})
    if (rule.id, at) == ("ST", 1) and code:
        return frozenset({code})
    return rule.elements[at - 1].codes


def _element(parent: Element, rule: ElementRule, place: str, at: int, allowed: frozenset[str]) -> None:
    usage = "R" if rule.mandatory else "S"
    if rule.components:
        composite = SubElement(
            parent, "composite", xid=place, data_ele=rule.number, name=rule.name, usage=usage, seq=f"{at:02d}"
        )
        for index, part in enumerate(rule.components, start=1):
            _element(composite, part, f"{place}-{index:02d}", index, part.codes)
        return
    element = SubElement(
        parent, "element", xid=place, data_ele=rule.number, name=rule.name, usage=usage, seq=f"{at:02d}"
    )
    if place in _CHOSEN_BY:
        listed = SubElement(element, "valid_codes")
        for value in sorted(allowed):
            SubElement(listed, "code").text = value
    elif allowed:
        # lists stand in codes.xml: pyx12 would choose segments by a list of the map itself, and an unknown code would
        # then read as an unknown segment
        SubElement(element, "valid_codes", external=_list_name(rule, place))


def _list_name(rule: ElementRule, place: str) -> str:
    return place if place in CODE_LISTS else rule.number


def _limit(most: int) -> str:
    return ">1" if most == UNLIMITED else str(most)
