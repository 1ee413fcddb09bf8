"""Our own published JSON: documents as their fields, with sender, receiver and test beside them (RFC 8259; the schema of
each is in edi.json_schemas)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from edi import json_schemas
from edi.documents import Document
from edi.errors import InvalidContent, Unreadable, UnsupportedDocument
from edi.plain import to_plain
from edi.problems import Problem, printable
from edi.read_sets import Ids, Reading, ReadSet
from edi.soundness import unsound

_SHOWN = 8
# what was read from the pages of a PDF says so, and its fields wait for a word (edi.pdf)
_FROM_PAGES = "pdf"
_MOST_PLACES = 400


def write_json(
    document: Document,
    *,
    sender: tuple[str, str] | Ids = ("", ""),
    receiver: tuple[str, str] | Ids = ("", ""),
    is_test: bool = False,
    reading: Mapping[str, Any] | None = None,
) -> bytes:
    """One document as our JSON, with numbers as texts. `sender` and `receiver` are (scheme, id), or several such pairs;
    `reading` is where each field was read: {"source", "fields": [{"path", "text", "page", "box", "confidence",
    "confirmed"}]}.

    Raises InvalidContent for what the published schema does not hold."""
    around = {
        "sender": _written_ids(sender),
        "receiver": _written_ids(receiver),
        "test": is_test,
        "reading": reading,
    }
    plain = {"kind": document.kind} | {name: value for name, value in around.items() if value}
    plain |= to_plain(document)
    wrong = json_schemas.faults(plain) or json_schemas.build(plain)[1]
    if wrong:
        raise InvalidContent(f"{document.kind} {document.number}: {wrong[0].text}", place=wrong[0].place)
    return _dumped(plain)


def read_json(content: bytes) -> Reading:
    """Read one document, a list of them, or an object whose `documents` lists them (what `translate --json` says).

    Raises Unreadable for what is no JSON, UnsupportedDocument for JSON in which no document of ours is found."""
    text = _decoded(content)
    value = _parsed(text)
    listed = value.get("documents") if isinstance(value, dict) and "kind" not in value else None
    items = listed if isinstance(listed, list) else value if isinstance(value, list) else [value]
    if not any(isinstance(item, dict) and isinstance(item.get("kind"), str) for item in items):
        raise UnsupportedDocument(_foreign(value))
    alone = text.encode() if items == [value] else None
    sets = tuple(_read_one(item, at, alone) for at, item in enumerate(items, start=1))
    return Reading(sets)


def _read_one(item: Any, at: int, content: bytes | None) -> ReadSet:
    """One document; `content` are its bytes where it was alone in its file."""
    plain = item if isinstance(item, dict) else {}
    kind = plain.get("kind")
    code = printable(kind) if isinstance(kind, str) else ""
    document, problems = _document(plain, code) if plain else (None, [_unsupported(item)])
    senders, receivers = _ids(plain.get("sender")), _ids(plain.get("receiver"))
    places = plain.get("reading")
    places = places if isinstance(places, dict) else None
    return ReadSet(
        position=f"1/1/{at}",
        code=code,
        document=document,
        problems=tuple(problems),
        content=content or _dumped(item),
        sender=senders[0] if senders else ("", ""),
        receiver=receivers[0] if receivers else ("", ""),
        is_test=plain.get("test") is True,
        format=_FROM_PAGES if places and places.get("source") == _FROM_PAGES else "json",
        sender_ids=senders,
        receiver_ids=receivers,
        field_places=places,
    )


def _document(plain: dict[str, Any], kind: str) -> tuple[Document | None, list[Problem]]:
    if kind not in json_schemas.KINDS:
        return None, [_unsupported(plain)]
    problems = json_schemas.faults(plain)
    if problems:
        return None, problems
    document, problems = json_schemas.build(plain)
    if document is None:
        return None, problems
    return document, [
        Problem(one.code, one.text, f"$.{one.place}", one.severity) for one in unsound(document)
    ]


def _unsupported(item: Any) -> Problem:
    return Problem("unsupported_set", _foreign(item), "$.kind")


def _foreign(value: Any) -> str:
    """Why JSON is none of ours, naming what it holds."""
    known = ", ".join(json_schemas.KINDS)
    if isinstance(value, dict) and isinstance(value.get("kind"), str):
        return f"The kind '{value['kind'][:20]}' is not read by this product (known: {known})."
    if isinstance(value, dict):
        names = ", ".join(str(name)[:30] for name in list(value)[:_SHOWN]) or "nothing"
        held = f"an object with {names}"
    else:
        held = f"a list of {len(value)}" if isinstance(value, list) else f"one {type(value).__name__}"
    return (
        f"The JSON is no document in the format of this product: it holds {held}. A document says its 'kind' ({known}); "
        "`manage.py translate --schema` shows the format."
    )


# -- text -----------------------------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    """The text, from UTF-8 or UTF-16 with or without a mark."""
    try:
        return content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except ValueError as error:
        raise Unreadable(f"The file is no JSON that can be read: {str(error)[:200]}.") from error


def _parsed(text: str) -> Any:
    """JSON with exact numbers; a name given twice in one object is refused, since either could be meant."""
    try:
        return json.loads(text, parse_float=_number, parse_constant=_refuse, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"The file is no JSON: {error.msg}.", place=place) from error
    except RecursionError as error:
        raise Unreadable("The JSON is nested too deeply.") from error
    except (ValueError, ArithmeticError) as error:
        raise Unreadable(f"The file is no JSON that can be read: {str(error)[:200]}.") from error


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the name '{printable(name)[:40]}' stands twice in one object")
        found[name] = value
    return found


def _number(text: str) -> Decimal:
    """A number with exactly its digits. One of very many places is none: written out it would fill the memory."""
    found = Decimal(text)
    if abs(found.adjusted()) > _MOST_PLACES or len(text) > _MOST_PLACES:
        raise ValueError(f"{text[:40]} has too many digits")
    return found


def _dumped(plain: Any) -> bytes:
    try:
        return json.dumps(plain, indent=2, ensure_ascii=False, default=_exact).encode()
    except UnicodeEncodeError:  # half characters stay as they came, in escapes
        return json.dumps(plain, indent=2, default=_exact).encode()


def _exact(value: Any) -> str:
    """A Decimal as a text with all its digits."""
    if not isinstance(value, Decimal):
        raise InvalidContent(f"{type(value).__name__} has no place in JSON here.")
    return f"{value:f}"


def _written_ids(ids: tuple[str, str] | Ids) -> Any:
    pairs = [pair for pair in ((ids,) if ids and isinstance(ids[0], str) else ids) if pair[1]]
    objects = [{"scheme": scheme, "id": name} for scheme, name in pairs]
    return objects[0] if len(objects) == 1 else objects


def _ids(plain: Any) -> Ids:
    items = plain if isinstance(plain, list) else [plain]
    pairs = [
        (str(item.get("scheme") or ""), str(item["id"]))
        for item in items
        if isinstance(item, dict) and item.get("id")
    ]
    return tuple(
        (printable(scheme.strip()), printable(name.strip())) for scheme, name in pairs if name.strip()
    )
