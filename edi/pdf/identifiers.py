"""By what a page names companies: VAT numbers, IBANs, location numbers, and the writing in its head and foot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from edi.pdf.labels import HEADER_LABELS, label_of
from edi.pdf.words import Row

_VAT = re.compile(r"\b([A-Z]{2} ?(?:[A-Z0-9][ .]?){7,11}[A-Z0-9])\b")
_COUNTRIES = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "GB",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "XI",
        "CH",
        "NO",
    ]
)
_IBAN = re.compile(r"\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30})\b")
_TAX_NUMBER = re.compile(r"\b(\d{2}-\d{7}|\d{2,3}/\d{3}/\d{4,5})\b")
_GLN = re.compile(r"\bGLN\D{0,3}(\d{13})\b")
_IBAN_LENGTHS = {"AT": 20, "BE": 16, "CH": 21, "DE": 22, "DK": 18, "ES": 24, "FR": 27, "GB": 22, "IT": 27, "LU": 20, "NL": 18, "PL": 28, "SE": 24}  # fmt: skip
_MOST_NAMES = 8
_LONGEST_NAME = 100
_LEAST_LETTERS = 4


def identifiers(rows: Sequence[Row], head: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Every (scheme, value) that may say who sends the document: VAT and IBAN where their form fits, tax and location
    numbers anywhere; then, as scheme `pdf`, what is written in the head and names no field, for suppliers known by their
    name."""
    found: list[tuple[str, str]] = []
    for row in rows:
        found += _numbers(row.text)
    cells = [cell.text.strip(" ,;:")[:_LONGEST_NAME] for row in head for cell in row.cells]
    names = [
        text
        for text in cells
        if sum(char.isalpha() for char in text) >= _LEAST_LETTERS and not _is_label(text)
    ]
    found += [("pdf", text) for text in names[:_MOST_NAMES]]
    return tuple(dict.fromkeys(found))


def _is_label(text: str) -> bool:
    return ":" in text or any(label_of(text, labels) is not None for labels in HEADER_LABELS.values())


def _numbers(text: str) -> Iterator[tuple[str, str]]:
    for hit in _IBAN.finditer(text):
        number = hit.group().replace(" ", "")
        length = _IBAN_LENGTHS.get(number[:2], 0)
        if length and len(number) >= length and _checks(number[:length]):
            yield "IBAN", number[:length]
    for hit in _VAT.finditer(text):
        number = re.sub(r"[ .]", "", hit.group())
        if number[:2] in _COUNTRIES and sum(char.isdigit() for char in number) >= 7:
            yield "VAT", number
    yield from (("TAX", hit.group(1)) for hit in _TAX_NUMBER.finditer(text))
    yield from (("GLN", hit.group(1)) for hit in _GLN.finditer(text))


def _checks(iban: str) -> bool:
    """ISO 13616: moved round and read as one number, the rest by 97 is 1."""
    digits = "".join(str(int(char, 36)) for char in iban[4:] + iban[:4])
    return int(digits) % 97 == 1
