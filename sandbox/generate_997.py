"""Bodies of functional acknowledgments (X12 997): accepted, with errors, partly and wholly rejected, AK3 and AK4, bare AK9."""

from __future__ import annotations

from sandbox.generator_values import OptionError, Options
from sandbox.x12 import Group, Segment

ACCEPTED_SET = {"A", "E"}


def acknowledgment_of(group: Group, options: Options | None = None) -> Options:
    """Options that acknowledge a group that was read; `status` A, E, P or R (P rejects every set but the first)."""
    given = dict(options or {})
    status = str(given.get("status", "A"))
    errors = given.get("errors") or []
    sets = []
    for index, entry in enumerate(group.sets):
        code = {"P": "A" if index == 0 and len(group.sets) > 1 else "R"}.get(status, status)
        sets.append(
            {
                "set": entry.code,
                "control": entry.control,
                "status": code,
                "errors": [] if code == "A" else errors,
            }
        )
    return {"group": group.functional_id, "group_control": group.control, "group_version": group.version, "sets": sets,
            **{key: given[key] for key in ("bare", "group_codes", "group_status") if key in given},
            **({"group_status": "P"} if status == "P" else {})}  # fmt: skip


def body(options: Options) -> list[Segment]:
    """The segments between ST and SE of one 997 for one group: `group`, `group_control`, `sets`, `bare`, `group_status`."""
    if "group_control" not in options:
        raise OptionError("option group_control is missing: the GS06 that is acknowledged")
    sets = [] if options.get("bare") else options.get("sets") or []
    result: list[Segment] = [["AK1", str(options.get("group", "PO")), str(options["group_control"])]]
    for entry in sets:
        result.append(["AK2", str(entry.get("set", "850")), str(entry.get("control", "0001"))])
        for error in entry.get("errors") or []:
            result += _error(error)
        codes = entry.get("codes") or (["5"] if entry.get("errors") else [])
        result.append(["AK5", str(entry.get("status", "A")), *map(str, codes)])
    result.append(_group_result(options, options.get("sets") or []))
    return result


def _error(error: Options) -> list[Segment]:
    """AK3 with its AK4s: `segment`, `position` (ST = 1), `loop`, `code`, `elements` [{position, number, code, value}]."""
    result: list[Segment] = [["AK3", str(error.get("segment", "PO1")), str(error.get("position", "5")),
                              str(error.get("loop", "")), str(error.get("code", "8"))]]  # fmt: skip
    result += [
        [
            "AK4",
            str(entry.get("position", "4")),
            str(entry.get("number", "")),
            str(entry.get("code", "6")),
            str(entry.get("value", "")),
        ]
        for entry in error.get("elements") or []
    ]
    return result


def _group_result(options: Options, sets: list[Options]) -> Segment:
    received = int(options.get("received", len(sets) or 1))
    accepted = sum(1 for entry in sets if str(entry.get("status", "A")) in ACCEPTED_SET)
    status = str(options.get("group_status") or _status(sets, accepted))
    if not sets:
        accepted = received if status in ACCEPTED_SET else 0
    return [
        "AK9",
        status,
        str(received),
        str(received),
        str(accepted),
        *map(str, options.get("group_codes") or []),
    ]


def _status(sets: list[Options], accepted: int) -> str:
    if not sets or all(str(entry.get("status", "A")) == "A" for entry in sets):
        return "A"
    if accepted == len(sets):
        return "E"
    return "P" if accepted else "R"
