"""By what a page names companies: VAT numbers, IBANs, location numbers, and the writing in its head and foot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from edi.pdf import dates
from edi.pdf.labels import HEADER_LABELS, folded, label_of, sum_kind
from edi.pdf.numbers import readings
from edi.pdf.words import Row

_VAT = re.compile(r"\b([A-Z]{2} ?(?:[A-Z0-9][ .]?){7,11}[A-Z0-9])\b")
# behind its label the number of any country is one
_LABELLED_VAT = re.compile(
    r"(?i:\b(?:vat|tva|btw|mwst|ust)\b[^:\d]{0,20}?)[:#. ]\s*([A-Z]{2} ?(?:\d[ .]?){6,11}\d)\b"
)
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
_LONGEST_DATE = 4
# a word with so many digits is the number of a document, and another one on the next
_NUMBER_DIGITS = 3
_TITLE = re.compile(
    r"credit (note|memo)|gutschrift|avoir|creditnota|original|copy|duplicate|(page|seite) \d.*"
)


def identifiers(rows: Sequence[Row], head: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Every (scheme, value) that may say who sends the document: VAT and IBAN where their form fits, tax and location
    numbers anywhere; then, as scheme `pdf`, what is written in the head and is no field, for suppliers known by their
    name."""
    found: list[tuple[str, str]] = []
    for row in rows:
        found += _numbers(row.text)
    names = [text for row in head for text in _writing(row) if _may_name(text)]
    found += [("pdf", text) for text in names[:_MOST_NAMES]]
    return tuple(dict.fromkeys(found))


def _writing(row: Row) -> Iterator[str]:
    """The cells of a row but labels and what stands beside one: the value of a field is another one on each document."""
    is_value = False
    for cell in row.cells:
        is_label = _is_label(cell.text)
        if not is_label and not is_value:
            yield cell.text.strip(" ,;:")[:_LONGEST_NAME]
        is_value = is_label


def _may_name(text: str) -> bool:
    """False for dates, amounts and numbers of documents, alone or in a sentence: they name no company."""
    words = folded(text).split()
    has_date = any(
        dates.is_date(" ".join(words[at : at + size]))
        for size in range(1, _LONGEST_DATE + 1)
        for at in range(len(words))
    )
    is_number = len(words) == 1 and sum(char.isdigit() for char in text) >= _NUMBER_DIGITS
    is_sum = bool(readings(text)) or (bool(sum_kind(text)) and any(char.isdigit() for char in text))
    is_title = bool(_TITLE.fullmatch(folded(text)))
    letters = sum(char.isalpha() for char in text)
    return letters >= _LEAST_LETTERS and not (has_date or is_number or is_sum or is_title)


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
    for hit in _LABELLED_VAT.finditer(text):
        yield "VAT", re.sub(r"[ .]", "", hit.group(1))
    yield from (("TAX", hit.group(1)) for hit in _TAX_NUMBER.finditer(text))
    yield from (("GLN", hit.group(1)) for hit in _GLN.finditer(text))


def _checks(iban: str) -> bool:
    """ISO 13616: moved round and read as one number, the rest by 97 is 1."""
    digits = "".join(str(int(char, 36)) for char in iban[4:] + iban[:4])
    return int(digits) % 97 == 1
