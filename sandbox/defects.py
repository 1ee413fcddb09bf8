"""Damage on request: each defect turns a well-formed interchange into one a reader must refuse, repair or report.

Body defects change segments between ST and SE (SE01 is counted again), envelope defects change ISA..IEA, text defects
change the finished text, byte defects the finished bytes. A defect is a name or {"name": NAME, ...parameters}.
"""

from __future__ import annotations

from collections.abc import Callable

from sandbox.generator_values import OptionError, Options
from sandbox.x12 import Delimiters, Segment

Segments = list[Segment]


def _set(segments: Segments, tag: str, position: int, change: Callable[[str], str], nth: int = 1) -> None:
    """Change one element of the nth segment of a tag, in place."""
    seen = 0
    for segment in segments:
        if segment[0] == tag:
            seen += 1
            if seen == nth:
                segment.extend([""] * (position + 1 - len(segment)))
                segment[position] = change(segment[position])
                return
    raise OptionError(f"the document has no {tag} segment number {nth} to damage")


def _first_tag(segments: Segments, *tags: str) -> str:
    for tag in tags:
        if any(segment[0] == tag for segment in segments):
            return tag
    raise OptionError(f"the document has none of the segments {', '.join(tags)} to damage")


def _recount(segments: Segments) -> None:
    start = 0
    for index, segment in enumerate(segments):
        if segment[0] == "ST":
            start = index
        elif segment[0] == "SE":
            segment[1] = str(index - start + 1)


def _plus(offset: int) -> Callable[[str], str]:
    return lambda value: str(int(value or 0) + offset).zfill(len(value))


def _quantity(segments: Segments, option: Options) -> None:
    tag = _first_tag(segments, "SN1", "IT1", "PO1", "RMR")
    position = {"RMR": 4}.get(tag, 2)
    _set(segments, tag, position, lambda _: str(option.get("value", "TEN")), int(option.get("nth", 1)))


def _price(segments: Segments, option: Options) -> None:
    tag = _first_tag(segments, "IT1", "PO1")
    _set(segments, tag, 4, lambda _: str(option.get("value", "1,25")), int(option.get("nth", 1)))


def _total(segments: Segments, option: Options) -> None:
    tag = _first_tag(segments, "TDS", "BPR")
    offset = int(option.get("cents", 100))
    if tag == "TDS":
        _set(segments, tag, 1, lambda value: str(int(value) + offset))
    else:
        _set(segments, tag, 2, lambda value: f"{(float(value) * 100 + offset) / 100:.2f}")


def _drop(segments: Segments, option: Options) -> None:
    tag = str(option.get("segment") or _first_tag(segments, "BSN", "BIG", "BPR", "AK1", "BEG"))
    segments[:] = [segment for segment in segments if segment[0] != tag]
    _recount(segments)


def _insert(segments: Segments, option: Options) -> None:
    place = next(index for index, segment in enumerate(segments) if segment[0] == "ST") + int(
        option.get("after", 2)
    )
    segments.insert(place, [str(part) for part in option.get("segment_values", ["ZZZ", "1"])])
    _recount(segments)


def _element(segments: Segments, option: Options) -> None:
    _set(
        segments,
        str(option["segment"]),
        int(option["position"]),
        lambda _: str(option["value"]),
        int(option.get("nth", 1)),
    )


def _hl_start(segments: Segments, option: Options) -> None:
    offset = int(option.get("start", 5)) - 1
    for segment in segments:
        if segment[0] == "HL":
            segment[1] = str(int(segment[1]) + offset)
            segment[2] = str(int(segment[2]) + offset) if segment[2] else ""


def _check_digit(segments: Segments, option: Options) -> None:
    _set(
        segments,
        "MAN",
        2,
        lambda value: value[:-1] + str((int(value[-1]) + 1) % 10),
        int(option.get("nth", 1)),
    )


def _unknown_set(segments: Segments, option: Options) -> None:
    """A set nobody agreed on; the group id follows unless `group` says otherwise."""
    _set(segments, "GS", 1, lambda _: str(option.get("group", "IB")))
    for segment in segments:
        if segment[0] == "ST":
            segment[1] = str(option.get("value", "846"))


def _repeat_set_control(segments: Segments, option: Options) -> None:
    for segment in segments:
        if segment[0] in {"ST", "SE"}:
            segment[2] = str(option.get("value", "0001"))


def _isa_id(position: int, default: str) -> Callable[[Segments, Options], None]:
    def change(segments: Segments, option: Options) -> None:
        qualifier, _, code = str(option.get("value", default)).rpartition(":")
        for segment in segments:
            if segment[0] == "ISA":
                segment[position - 1] = f"{qualifier or 'ZZ':<2}"
                segment[position] = f"{code:<15}"
            elif segment[0] == "GS":
                segment[2 if position == 6 else 3] = code

    return change


def _version(segments: Segments, option: Options) -> None:
    for segment in segments:
        if segment[0] == "GS":
            segment[8] = str(option.get("value", "009999"))
        elif segment[0] == "ISA" and option.get("interchange_version"):
            segment[12] = str(option["interchange_version"])


def _element_defect(
    tag: str, position: int, default: str, nth: int = 1
) -> Callable[[Segments, Options], None]:
    return lambda segments, option: _set(
        segments, tag, position, lambda _: str(option.get("value", default)), int(option.get("nth", nth))
    )


def _without(tag: str) -> Callable[[Segments, Options], None]:
    def change(segments: Segments, option: Options) -> None:
        segments[:] = [segment for segment in segments if segment[0] != tag]

    return change


def _non_ascii(segments: Segments, option: Options) -> None:
    tag = _first_tag(segments, "PID", "N1", "REF", "TRN")
    _set(segments, tag, 5 if tag == "PID" else 2, lambda value: f"Café {value}")


def _count_defect(tag: str, position: int) -> Callable[[Segments, Options], None]:
    return lambda segments, option: _set(segments, tag, position, _plus(int(option.get("offset", 1))))


SEGMENT_DEFECTS: dict[str, Callable[[Segments, Options], None]] = {
    "se_count": _count_defect("SE", 1), "ge_count": _count_defect("GE", 1), "iea_count": _count_defect("IEA", 1),
    "st_control": _count_defect("SE", 2), "gs_control": _count_defect("GE", 2), "isa_control": _count_defect("IEA", 2),
    "duplicate_set_control": _repeat_set_control,
    "quantity_not_numeric": _quantity, "price_not_numeric": _price, "tds_wrong": _total, "bpr_wrong": _total,
    "tds_with_point": lambda segments, _: _set(segments, "TDS", 1, lambda value: f"{int(value) / 100:.2f}"),
    "ctt_wrong": _count_defect("CTT", 1),
    "missing_segment": _drop, "unknown_segment": _insert, "element": _element,
    "hl_parent": _element_defect("HL", 2, "99", 2), "hl_start": _hl_start,
    "hl_unknown_level": _element_defect("HL", 3, "Q", 3), "non_ascii": _non_ascii,
    "sscc_check_digit": _check_digit,
    "unknown_version": _version, "unknown_set": _unknown_set,
    "group_mismatch": _element_defect("GS", 1, "PO"),
    "unknown_sender": _isa_id(6, "ZZ:NOBODYKNOWS"), "unknown_receiver": _isa_id(8, "ZZ:SOMEBODYELSE"),
    "test": _element_defect("ISA", 15, "T"), "date_wrong": _element_defect("GS", 4, "20261399"),
    "missing_se": _without("SE"), "missing_ge": _without("GE"), "missing_iea": _without("IEA"),
}  # fmt: skip


def _truncated(text: str, _: Delimiters, option: Options) -> str:
    return text[: max(1, int(len(text) * float(option.get("at", 0.6))))]


def _wrapped(text: str, _: Delimiters, option: Options) -> str:
    width = int(option.get("width", 80))
    flat = text.replace("\r", "").replace("\n", "")
    return "\n".join(flat[index : index + width] for index in range(0, len(flat), width)) + "\n"


def _blank_segment(text: str, delimiters: Delimiters, _: Options) -> str:
    place = text.index(delimiters.segment, 110) + 1
    return text[:place] + delimiters.segment + text[place:]


def _unpadded_isa(text: str, delimiters: Delimiters, _: Options) -> str:
    head, rest = text.split(delimiters.segment, 1)
    parts = [
        part.strip() or "  " if index in {2, 4} else part.strip()
        for index, part in enumerate(head.split(delimiters.element))
    ]
    return delimiters.element.join(parts) + delimiters.segment + rest


TEXT_DEFECTS: dict[str, Callable[[str, Delimiters, Options], str]] = {
    "truncated": _truncated,
    "wrapped": _wrapped,
    "bom": lambda text, _, __: "\ufeff" + text,
    "leading_blank": lambda text, _, __: "\r\n  " + text,
    "text_after_iea": lambda text, _, option: text + str(option.get("value", "\nsent by our nightly job\n")),
    "crlf": lambda text, _, __: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "blank_segment": _blank_segment,
    "unpadded_isa": _unpadded_isa,
    "padded": lambda text, _, option: text + " " * max(0, int(option.get("bytes", 26_300_000)) - len(text)),
    "empty": lambda _, __, ___: "",
    "not_x12": lambda _, __, option: str(
        option.get("value", "Dear customer, please find our invoice attached.\n")
    ),
}
BINARY = bytes(range(256)) * 4
NAMES = sorted([*SEGMENT_DEFECTS, *TEXT_DEFECTS, "binary"])


def parsed(defects: object) -> list[Options]:
    """The `defects` option as a list of {"name": ...}; OptionError for a name that does not exist."""
    entries = defects if isinstance(defects, list) else [defects] if defects else []
    result = [dict(entry) if isinstance(entry, dict) else {"name": str(entry)} for entry in entries]
    for entry in result:
        if entry.get("name") not in NAMES:
            raise OptionError(f"defect {entry.get('name')!r} is none of {', '.join(NAMES)}")
    return result


def damage_segments(segments: Segments, defects: list[Options]) -> Segments:
    """The interchange's segments after the body and envelope defects."""
    damaged = [list(segment) for segment in segments]
    for defect in defects:
        change = SEGMENT_DEFECTS.get(str(defect["name"]))
        if change:
            change(damaged, defect)
    return damaged


def damage_text(text: str, delimiters: Delimiters, defects: list[Options]) -> str:
    """The text after the text defects, in the order asked for."""
    for defect in defects:
        change = TEXT_DEFECTS.get(str(defect["name"]))
        if change:
            text = change(text, delimiters, defect)
    return text


def damage_bytes(content: bytes, defects: list[Options]) -> bytes:
    """The bytes after the byte defects: `binary` replaces everything."""
    return BINARY if any(defect["name"] == "binary" for defect in defects) else content
