"""The fields in the head of an invoice: number, dates, order, currency, each beside or below its label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from edi.pdf import dates
from edi.pdf.fields import Field, found
from edi.pdf.labels import CURRENCIES, CURRENCY_SIGNS, GENERAL_LABELS, HEADER_LABELS, TITLES, folded, label_of
from edi.pdf.words import Cell, Row, Word

# a value under its label: at most this many heights of the label below it
_BELOW = 2.5
# recognition may take a label letter by letter
_LONGEST_LABEL = 40
_NUMBER = re.compile(r"^[A-Za-z0-9][A-Za-z0-9./_-]*$")
_LEAST_DIGITS, _MOST_DIGITS = 3, 30
Reader = Callable[[tuple[Word, ...]], tuple[tuple[Word, ...], str | None] | None]


def header_fields(rows: Sequence[Row], source: str) -> list[Field]:
    """Number, invoice date, order number, due date and currency as far as they are named. A label whose places say
    different things leaves its field in doubt; general labels (`date`) count only where no label of their own is there."""
    fields = []
    for path, read in READERS.items():
        hits = list(_hits(rows, path, read))
        if not hits:
            continue
        best = [(words, value) for label, words, value in hits if label not in GENERAL_LABELS]
        best = best or [(words, value) for _, words, value in hits]
        is_one = len({value for _, value in best}) == 1
        words, value = best[0]
        fields.append(found(path, words, value, source, 1.0 if is_one else 0.5))
    return fields


def _hits(rows: Sequence[Row], path: str, read: Reader) -> Iterator[tuple[str, tuple[Word, ...], str | None]]:
    for at, row in enumerate(rows):
        for place, cell in enumerate(row.cells):
            for label, words in _labelled(cell, path):
                beside = row.cells[place + 1 : place + 2]
                value = read(words) if words else _near(label, cell, beside, rows[at + 1 :], read)
                if value is not None:
                    yield label, *value


def _near(
    label: str, cell: Cell, beside: Sequence[Cell], below: Sequence[Row], read: Reader
) -> tuple[tuple[Word, ...], str | None] | None:
    """The value beside a label that stands alone, else below it. A word that is a title as well (`Invoice`) has its value
    in its own cell or behind a colon: what stands near a title is anything."""
    if label in TITLES and not cell.text.endswith(":"):
        return None
    if beside and not _is_label(beside[0]) and (value := read(beside[0].words)):
        return value
    return _under(cell, below, read)


def _labelled(cell: Cell, path: str) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """(label, words behind it) wherever the cell holds a label: at its start, or behind other words."""
    for start in range(len(cell.words)):
        rest = " ".join(word.text for word in cell.words[start : start + _LONGEST_LABEL])
        hit = label_of(rest, HEADER_LABELS[path])
        if hit is None or (start and not _begins_anew(cell.words[start - 1])):
            continue
        yield hit, _behind(cell.words[start:], len(hit.replace(" ", "")))
        return


def _begins_anew(word: Word) -> bool:
    return word.text.endswith((":", ",", "|", ";"))


def _behind(words: tuple[Word, ...], length: int) -> tuple[Word, ...]:
    """The words behind a label of so many letters; those of punctuation alone, and `no` and `n` left over, skipped."""
    taken = 0
    for at, word in enumerate(words):
        taken += len(folded(word.text).replace(" ", ""))
        if taken >= length:
            rest = words[at + 1 :]
            while rest and folded(rest[0].text).strip(" .:#-=") in {"", "no", "nr", "n", "number"}:
                rest = rest[1:]
            return rest
    return ()


def _is_label(cell: Cell) -> bool:
    return any(label_of(cell.text, labels) is not None for labels in HEADER_LABELS.values())


def _under(label: Cell, below: Sequence[Row], read: Reader) -> tuple[tuple[Word, ...], str | None] | None:
    left, _, right, bottom = label.box
    reach = bottom + _BELOW * (bottom - label.box[1])
    for row in below:
        if row.page != label.page or row.box[1] > reach:
            return None
        for cell in row.cells:
            if cell.box[0] < right and left < cell.box[2]:
                return None if _is_label(cell) else read(cell.words)
    return None


def _identifier(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], str | None] | None:
    """The first word, where it is a number as documents have it: with a digit, and no date. It has no value where more of
    the number may follow (2026 0417), or where it is too short or too long to be one."""
    text = words[0].text.strip(",;:")
    if not _NUMBER.match(text) or not any(char.isdigit() for char in text) or dates.is_date(folded(text)):
        return None
    is_whole = len(words) == 1 or words[0].text.endswith((",", ";")) or _goes_on_in_words(words[1:])
    return words[:1], text if is_whole and _LEAST_DIGITS <= len(text) <= _MOST_DIGITS else None


def _goes_on_in_words(words: tuple[Word, ...]) -> bool:
    """True where what follows is a word of a sentence, a sign or a date, and no second part of a number."""
    text = words[0].text
    is_word = text[:1].islower() or not any(char.isalnum() for char in text)
    return (
        is_word or folded(text).strip(" .:") in {"page", "seite", "date", "datum"} or _day(words) is not None
    )


def _day(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], str | None] | None:
    for size in range(min(4, len(words)), 0, -1):
        text = folded(" ".join(word.text for word in words[:size]))
        if size > 1 and dates.is_date(folded(words[0].text)):
            continue
        meant = dates.days(text)
        if meant:
            return words[:size], meant[0].isoformat() if len(meant) == 1 else None
        if dates.is_date(text):
            return words[:size], None
    return None


def _currency(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], str | None] | None:
    for word in words[:4]:
        text = word.text.strip("()[]:,.")
        code = CURRENCY_SIGNS.get(text) or (text if text in CURRENCIES else None)
        if code or text == "$":
            return (word,), code
    return None


READERS: dict[str, Reader] = {
    "number": _identifier,
    "invoiced_on": _day,
    "order_number": _identifier,
    "due_on": _day,
    "currency": _currency,
}


def currency_of(words: Sequence[Word], source: str) -> Field | None:
    """The currency that the amounts are printed with; a dollar sign says that one is meant, not which."""
    seen: dict[str, tuple[Word, str | None]] = {}
    for word in words:
        for code in re.findall(r"[€£$]|\b[A-Z]{3}\b", word.text):
            if code == "$":
                seen.setdefault("$", (word, None))
            elif code in CURRENCY_SIGNS or code in CURRENCIES:
                value = CURRENCY_SIGNS.get(code, code)
                seen.setdefault(value, (word, value))
    named = [one for key, one in seen.items() if key != "$"] or list(seen.values())
    if not named:
        return None
    word, value = named[0]
    return found("currency", (word,), value, source, 1.0 if len(named) == 1 else 0.5)
