"""pyx12 as a judge: its reader, walker and element checks on our own maps, every error as data (x12 reference 0.2, 1.4).

It judges what we write and what strict partners would say; everyday reading uses edi.x12.checking."""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyx12.errors import EngineError, X12Error, X12PathError
from pyx12.map_if import load_map_file
from pyx12.map_walker import walk_tree
from pyx12.params import ParamsBase
from pyx12.x12file import X12Reader

from edi.problems import Problem
from edi.x12.findings import EnvelopeProblem, Level, SyntaxProblem
from edi.x12.pyx12_maps import map_name, write_version
from edi.x12.splitter import split
from edi.x12.tables import codes, family
from edi.x12.tables.overlay import narrowed

# pyx12 logs each error with the partner's data in it.
_LOG = logging.getLogger("pyx12")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False
_LOG.setLevel(logging.CRITICAL + 1)

_FAILURES = (
    X12Error,
    X12PathError,
    EngineError,
    IndexError,
    ValueError,
    AssertionError,
    AttributeError,
    TypeError,
)
_STARTS = {
    "ISA": ("/ISA_LOOP", "/ISA_LOOP/ISA"),
    "GS": ("/ISA_LOOP/GS_LOOP", "/ISA_LOOP/GS_LOOP/GS"),
    "ST": ("/ISA_LOOP/GS_LOOP/ST_LOOP", "/ISA_LOOP/GS_LOOP/ST_LOOP/ST"),
}
_LEVELS: dict[str, Level] = {"isa": "interchange", "gs": "group", "st": "set"}


@lru_cache(maxsize=128)
def load(code: str, version: str, overlay: str = "") -> Any:
    """The pyx12 map of one set and table version under an overlay (as `as_text` gives it), made from our table; kept for
    the life of the process. Raises InvalidContent for an overlay that does not fit."""
    with tempfile.TemporaryDirectory(prefix="x12-maps-") as directory:
        write_version(Path(directory), version, [narrowed(code, version, overlay)])
        return load_map_file(map_name(code), ParamsBase(), directory)


def judge(content: bytes, overlays: Mapping[str, str] | None = None) -> list[Problem]:
    """Every error that pyx12 finds in an X12 file; empty = valid. `overlays` are a partner's, by set, as `as_text` gives
    them. Never raises for bad content."""
    try:
        source = X12Reader(io.StringIO(content.decode("ascii")))
    except UnicodeDecodeError as error:
        return [Problem("content_invalid", "A byte outside of ASCII.", f"byte {error.start}")]
    except _FAILURES as error:
        return [Problem("unreadable", f"pyx12 cannot read the interchange header: {error}", "ISA")]
    judgement = _Judgement(source, overlays or {})
    try:
        segments = [(segment, source.get_seg_count(), source.pop_errors()) for segment in source]
    except _FAILURES as error:
        return [Problem("envelope_mismatch", f"pyx12 cannot follow the envelope: {error}", "ISA")]
    source.cleanup()
    judgement.run(segments)
    judgement.envelope_errors(source.pop_errors(), "", 0)
    if len(segments) != _segments_in(content):
        text = f"pyx12 stopped reading after {len(segments)} segments."
        judgement.problems.append(Problem("envelope_mismatch", text, "ISA"))
    return judgement.problems


def _segments_in(content: bytes) -> int:
    """How many segments our own splitter sees: pyx12 stops without a word at an empty segment or other separators."""
    return sum(len(piece.segments) for piece in split(content).pieces)


def _next(segments: list[tuple[Any, int, list[Any]]], index: int, name: str) -> Any:
    """The first segment of this id from `index` on, or None."""
    return next(
        (segments[at][0] for at in range(index, len(segments)) if segments[at][0].get_seg_id() == name), None
    )


def _may_still_come(missing: Any, found: Any) -> bool:
    """pyx12 misses the loop of one qualifier as soon as the same loop comes with another one. It asks again later."""
    if found is None:
        return False
    here, there = missing.parent, found.parent
    return bool(here.pos == there.pos and here.parent is there.parent and missing.id == found.id)


class _Judgement:
    """The walk through one file."""

    def __init__(self, source: X12Reader, overlays: Mapping[str, str]) -> None:
        self.source = source
        self.overlays = overlays
        self.walker = walk_tree()
        self.problems: list[Problem] = []
        self.version = "004010"
        self.map: Any = None
        self.node: Any = None
        self.placed = False

    def run(self, segments: list[tuple[Any, int, list[Any]]]) -> None:
        """Place and check each segment; a set without map is an error of its own and is passed over."""
        for index, (segment, count, errors) in enumerate(segments):
            name = segment.get_seg_id()
            position = count + 1 if name == "SE" else count
            self.envelope_errors(errors, name, position)
            if name in _STARTS:
                self._start(name, segments, index)
            elif self.map is not None:
                self._walk(segment, name, position)
            else:
                continue
            if self.placed:
                self._elements(segment, name, position)

    def _start(self, name: str, segments: list[tuple[Any, int, list[Any]]], index: int) -> None:
        """ISA, GS and ST stand at known places; ST01 and GS08 choose the map."""
        if name in {"ISA", "GS"}:
            group = _next(segments, index, "GS")
            self.version = family(group.get_value("GS08") or "") if group is not None else "004010"
        first = _next(segments, index, "ST")
        code = first.get_value("ST01") if first is not None else ""
        self.map = (
            load(code, self.version, self.overlays.get(code, ""))
            if self.version and code in codes()
            else None
        )
        self.placed = self.map is not None
        if self.map is None:
            if name == "ST":
                text = f"There is no map for set {code} in this version."
                self.problems.append(Problem("unsupported_set", text, "ST, ST01"))
            return
        loop, place = _STARTS[name]
        self.walker.forceWalkCounterToLoopStart(loop, place)
        self.node = self.map.getnodebypath(place)

    def _walk(self, segment: Any, name: str, position: int) -> None:
        try:
            found_node, _, _, errors = self.walker.walk_errors(self.node, segment, position, 0, None)
        except _FAILURES as error:
            self.placed = False
            self._add(f"pyx12 cannot place this segment: {error}", name, position, "1")
            return
        for found in errors:
            missing = found.err_cde == "3"
            if missing and _may_still_come(found.map_node, found_node):
                continue
            self._add(found.err_str, found.map_node.id if missing else name, position, found.err_cde)
        self.placed = found_node is not None
        self.node = found_node or self.node

    def _elements(self, segment: Any, name: str, position: int) -> None:
        try:
            _, errors = self.node.is_valid_errors(segment)
        except _FAILURES as error:
            self._add(f"pyx12 cannot check this segment: {error}", name, position, "8", code="3")
            return
        for found in errors:
            place = str(found.refdes or "").removeprefix(name)
            element, _, component = place.partition("-")
            if name == "ISA" and element in {"11", "16"}:
                continue  # separators, which may well be control characters
            self._add(
                found.err_str,
                name,
                position,
                "8",
                element=int(element) if element.isdigit() else 0,
                component=int(component) if component.isdigit() else 0,
                code=found.err_cde,
                value=found.err_val or "",
            )

    def _add(
        self,
        text: str,
        name: str,
        position: int,
        segment_code: str,
        *,
        element: int = 0,
        component: int = 0,
        code: str = "",
        value: str = "",
    ) -> None:
        designator = f", {name}{element:02d}" if element else ""
        place = f"{name} (segment {position} of the set){designator}"
        self.problems.append(
            SyntaxProblem(
                "content_invalid",
                text,
                place,
                "error",
                name,
                position,
                segment_code,
                element,
                component,
                "",
                code,
                value,
            )
        )

    def envelope_errors(self, errors: list[Any], name: str, position: int) -> None:
        """What the reader itself found: counts, control numbers, HL sequence."""
        for level, code, text, _, _ in errors:
            if level == "seg":
                self._add(text, name, position, "8", code=code)
            else:
                kind = _LEVELS.get(level, "set")
                self.problems.append(EnvelopeProblem("envelope_mismatch", text, name, "error", kind, code))
