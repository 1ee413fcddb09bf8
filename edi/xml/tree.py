"""XML made safe (no entities, no external DTD, bounded depth and size), and its elements as a reader wants them: by path,
with the place of everything found wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
)

from defusedxml.ElementTree import DefusedXMLParser

from edi.errors import EdiError, InvalidContent, Unreadable
from edi.problems import Problem, Severity

DEEPEST = 100
MOST_ELEMENTS = 1_000_000
MOST_PROBLEMS = 1000
_NUMBER = re.compile(r"[+-]?(\d{1,28}(\.\d{0,28})?|\.\d{1,28})")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})([T ].*|Z|[+-]\d{2}:?\d{2})?")
_DTD_ROOT = "cXML"
T = TypeVar("T")


def parse(content: bytes) -> Element:
    """The root element. A bare DOCTYPE is allowed to cXML only, and its DTD is not loaded.

    Raises Unreadable for what is no XML, for another DOCTYPE or declarations in it, more than 100 levels or a million elements."""
    parser = _Parser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except ParseError as error:
        line, column = error.position
        raise Unreadable(f"The file is no XML: {error}.", place=f"line {line}, column {column}") from error
    except (ValueError, LookupError) as error:  # an encoding that nobody knows
        raise Unreadable(f"The file is no XML that can be read: {str(error)[:200]}.") from error
    return root


class _Parser(DefusedXMLParser):
    """Lets the bare DOCTYPE of cXML pass."""

    def defused_start_doctype_decl(self, name: str, sysid: Any, pubid: Any, has_internal_subset: int) -> None:
        """Refuse the others. Declarations could name entities, or attributes that every element gets."""
        if name != _DTD_ROOT or has_internal_subset:
            declares = " with declarations of its own" if has_internal_subset else ""
            raise Unreadable(
                f"The XML has a DOCTYPE ({name[:40]}){declares}; only cXML may have one, and a bare one. Ask the sender for "
                "XML without it.",
                place="DOCTYPE",
            )


class _Bounded(TreeBuilder):
    """Builds the tree and counts."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0

    def start(self, tag: Any, attrs: Any, /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST:
            raise Unreadable(f"The XML has more than {DEEPEST} levels.")
        if self._count > MOST_ELEMENTS:
            raise Unreadable(f"The XML has more than {MOST_ELEMENTS} elements.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


@dataclass(frozen=True)
class Node:
    """One element by its local name, whatever its namespace prefix. `place` is its path for people; `problems` are those of
    the whole document, shared by all its nodes."""

    element: Element
    place: str
    problems: list[Problem] = field(default_factory=list)
    reported: set[Problem] = field(default_factory=set)

    @classmethod
    def of(cls, root: Element) -> Node:
        """The root, with no problems yet."""
        return cls(root, local(root.tag))

    @property
    def name(self) -> str:
        """The local name."""
        return local(self.element.tag)

    @property
    def content(self) -> str:
        """The text, without blanks at its ends; what stands behind elements within it belongs to it."""
        return "".join([self.element.text or "", *(child.tail or "" for child in self.element)]).strip()

    def children(self) -> list[Node]:
        """All elements in this one."""
        counts: dict[str, int] = {}
        found = []
        for child in self.element:
            name = local(child.tag)
            counts[name] = counts.get(name, 0) + 1
            place = f"{self.place}/{name}" + (f"[{counts[name]}]" if counts[name] > 1 else "")
            found.append(self._child(child, place))
        return found

    def all(self, path: str) -> list[Node]:
        """Every element under a path of local names, as Party/PartyName."""
        nodes = [self]
        for step in path.split("/"):
            nodes = [child for node in nodes for child in node.named(step)]
        return nodes

    def named(self, name: str) -> list[Node]:
        """The elements of one name in this one."""
        matching = [child for child in self.element if local(child.tag) == name]
        numbered = len(matching) > 1
        return [
            self._child(child, f"{self.place}/{name}" + (f"[{at}]" if numbered else ""))
            for at, child in enumerate(matching, start=1)
        ]

    def find(self, path: str) -> Node | None:
        """The first element under a path."""
        found = self.all(path)
        return found[0] if found else None

    def text(self, *paths: str) -> str:
        """The text of the first element that has any under the first of several paths, else ''."""
        texts = (node.content for path in paths for node in self.all(path))
        return next((text for text in texts if text), "")

    def attribute(self, name: str) -> str:
        """The value of an attribute, '' when it is not there."""
        return (self.element.get(name) or "").strip()

    def required(self, path: str, meaning: str) -> str:
        """A text that must be there; '' and an error when it is not."""
        text = self._once(path, meaning)
        if not text:
            self.report("content_invalid", f"The {meaning} is missing.", path)
        return text

    def decimal(self, path: str, meaning: str) -> Decimal | None:
        """A number; None when there is none or (with an error) it is not a number."""
        return self._value(self._once(path, meaning), path, meaning, _number)

    def number(self, meaning: str) -> Decimal | None:
        """The number that this element holds; None when it is empty or (with an error) holds no number."""
        return self._value(self.content, "", meaning, _number)

    def must_decimal(self, path: str, meaning: str) -> Decimal:
        """A number without which there is no document. Raises InvalidContent."""
        return self._must(self._once(path, meaning), path, meaning, _number)

    def day(self, path: str, meaning: str) -> date | None:
        """A day (its time and zone left out); None when there is none or (with an error) it is not a day."""
        return self._value(self.text(path), path, meaning, _day)

    def must_day(self, path: str, meaning: str) -> date:
        """A day without which there is no document. Raises InvalidContent."""
        return self._must(self._once(path, meaning), path, meaning, _day)

    def attribute_day(self, name: str, meaning: str) -> date | None:
        """A day in an attribute."""
        return self._value(self.attribute(name), f"@{name}", meaning, _day)

    def attribute_decimal(self, name: str, meaning: str) -> Decimal | None:
        """A number in an attribute."""
        return self._value(self.attribute(name), f"@{name}", meaning, _number)

    def report(self, code: str, text: str, path: str = "", severity: Severity = "error") -> None:
        """Record a problem at a path below this element."""
        problem = Problem(code, text, f"{self.place}/{path}" if path else self.place, severity)
        if problem in self.reported or len(self.reported) >= MOST_PROBLEMS:
            return  # a thousand are more than anybody mends by hand
        self.reported.add(problem)
        self.problems.append(problem)

    def _child(self, element: Element, place: str) -> Node:
        return Node(element, place, self.problems, self.reported)

    def _once(self, path: str, meaning: str) -> str:
        """The text under a path; an error where it is there several times with other texts: either could be meant."""
        texts = list(dict.fromkeys(node.content for node in self.all(path) if node.content))
        if len(texts) > 1:
            said = ", ".join(text[:40] for text in texts[:3])
            self.report("content_invalid", f"The {meaning} stands here more than once: {said}.", path)
        return texts[0] if texts else ""

    def _value(self, text: str, path: str, meaning: str, parser: Callable[[str], T]) -> T | None:
        if not text:
            return None
        try:
            return parser(text)
        except ValueError as error:
            self.report("content_invalid", f"The {meaning} {error}.", path)
            return None

    def _must(self, text: str, path: str, meaning: str, parser: Callable[[str], T]) -> T:
        place = f"{self.place}/{path}"
        if not text:
            raise InvalidContent(f"The {meaning} is missing.", place=place)
        try:
            return parser(text)
        except ValueError as error:
            raise InvalidContent(f"The {meaning} {error}.", place=place) from error


def local(tag: Any) -> str:
    """The name of an element without its namespace; '' for comments."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element, '' for none."""
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def told(error: EdiError) -> Problem:
    """An error of reading as a problem of the document."""
    return Problem(error.code, error.text, error.place)


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"'{text[:40]}' is not a number")
    return Decimal(text)


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    if not match:
        raise ValueError(f"'{text[:40]}' is not a day (YYYY-MM-DD)")
    try:
        return date(*(int(part) for part in match.groups()[:3]))
    except ValueError as error:
        raise ValueError(f"'{text[:40]}' is not a day of the calendar") from error
