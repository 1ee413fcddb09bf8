"""An invoice put together from words on pages: its fields with their places, and the document as plain data in which what
was not found, or means two things, is None."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from edi.errors import UnsupportedDocument
from edi.pdf.fields import Field, found
from edi.pdf.header_fields import currency_of, header_fields
from edi.pdf.identifiers import identifiers
from edi.pdf.labels import UNITS, folded
from edi.pdf.lines import PrintedLine, Sheet, cut
from edi.pdf.proof import Proof, ProvenLine, prove
from edi.pdf.sums import Sum, mentions_tax, paid_before, sums_of
from edi.pdf.words import Page, Row, Word, rows_of

_INVOICE = re.compile(r"(tax )?invoice|\w*rechnung|facture|factuur|credit (note|memo)|gutschrift|avoir")
_OTHER = re.compile(
    r"pro ?-?forma.*|packing (slip|list)|delivery note|purchase order|order confirmation|quot(e|ation)|statement.*"
    r"|remittance advice|reminder|lieferschein|bestellung|auftragsbestatigung|angebot|mahnung|bon de livraison|devis"
)
_CREDIT = re.compile(
    r"\b(credit (note|memo)|creditnota|gutschrift|stornorechnung|rechnungskorrektur|avoir)\b"
)
_CHARGE_CODES = {
    "frei": "D240",
    "ship": "D240",
    "deliv": "D240",
    "versand": "D240",
    "fracht": "D240",
    "port": "D240",
}
_DISCOUNT = "C310"
_CENT = Decimal("0.01")
_LONGEST_CODE = 48


@dataclass(frozen=True)
class Extract:
    """What pages say: the document as plain data (`edi.plain`) with None where nothing certain was read, its fields, and
    every (scheme, value) by which the page names companies; `paid`: what it says was paid before."""

    document: dict[str, Any]
    fields: tuple[Field, ...]
    identifiers: tuple[tuple[str, str], ...]
    paid: str = ""


def extract(pages: Sequence[Page]) -> Extract:
    """Read the invoice on these pages. Raises UnsupportedDocument for pages that are no invoice."""
    rows = [row for page in pages for row in rows_of(page)]
    text = folded(" ".join(row.text for row in rows))
    _must_be_invoice(rows, text)
    source = "ocr" if any(page.source == "ocr" for page in pages) else "text"
    sheet = cut(pages)
    is_taxed = mentions_tax(sheet.below) or any(line.is_taxed for line in sheet.lines)
    sums = sums_of(sheet.below)
    proof = prove(sheet.lines, sums, is_scan=source == "ocr", mentions_tax=is_taxed)
    fields = [*_head(sheet, source), *_body(sheet.lines, proof, source)]
    fields = [*_missing(fields, proof, source), *fields]
    document = _document(fields, sheet.lines, proof)
    document["type_code"] = "CR" if _CREDIT.search(text) else ""
    paid = paid_before(sums, proof.total[1] if proof.total else None)
    return Extract(document, tuple(fields), identifiers(rows, sheet.above), paid)


def _must_be_invoice(rows: Sequence[Row], text: str) -> None:
    """Some word says invoice, and no title says that it is something else; a title that says invoice outweighs another."""
    titles = [folded(cell.text).strip(" :.*#") for row in rows for cell in row.cells]
    other = next((title for title in titles if _OTHER.fullmatch(title)), "")
    is_titled = any(_INVOICE.fullmatch(title) for title in titles)
    is_pro_forma = other.startswith("pro")
    if not _INVOICE.search(text) or (other and not is_titled) or is_pro_forma:
        what = f"a document titled '{other}'" if other else "no invoice"
        text = f"The PDF is {what}; only invoices are read from PDF. Handle it by hand, then discard."
        raise UnsupportedDocument(text)


# -- fields ---------------------------------------------------------------------------------------------------------


def _head(sheet: Sheet, source: str) -> list[Field]:
    fields = header_fields([*sheet.above, *sheet.below], source)
    paths = {field.path for field in fields}
    if "currency" not in paths:
        words = [word for row in _money_rows(sheet) for word in row.words]
        named = currency_of(words, source)
        fields += [named] if named else []
    return [replace(field, path=_PATHS[field.path]) for field in fields]


_PATHS = {
    "number": "$.number",
    "invoiced_on": "$.invoiced_on",
    "order_number": "$.order_number",
    "due_on": "$.terms.net_due_on",
    "currency": "$.currency",
}


def _money_rows(sheet: Sheet) -> list[Row]:
    return [row for row in (*sheet.below, *sheet.above) if any(char.isdigit() for char in row.text)]


def _body(lines: Sequence[PrintedLine], proof: Proof, source: str) -> Iterator[Field]:
    for at, (printed, proven) in enumerate(zip(lines, proof.lines, strict=True)):
        yield from _line_fields(f"$.lines[{at}]", printed, proven, source, holds=proof.holds)
    for name, taken in (("charges", proof.charges), ("taxes", proof.taxes)):
        for at, (one, amount) in enumerate(taken):
            yield _money_field(f"$.{name}[{at}].amount", one.words, amount, source, holds=proof.holds)
    if proof.total:
        one, amount = proof.total
        yield _money_field("$.total", one.words, amount, source, holds=proof.holds)


def _line_fields(
    path: str, printed: PrintedLine, proven: ProvenLine, source: str, *, holds: bool
) -> Iterator[Field]:
    holds = holds and proven.fits
    for name in ("quantity", "price", "amount"):
        part, value = getattr(printed, name), getattr(proven, name)
        if name == "amount" and proven.discount:
            continue
        if part is None:
            yield Field(f"{path}.{name}", page=_page(printed), source=source)
        else:
            field = _money_field(f"{path}.{name}", part.words, value, source, holds=holds)
            yield replace(field, confidence=field.confidence * part.doubt)
    if proven.discount and printed.discount:
        off = -proven.discount
        yield _money_field(f"{path}.charges[0].amount", printed.discount.words, off, source, holds=holds)
    if printed.unit:
        doubt = 1.0 if len(printed.unit) == 1 else 0.5
        yield found(f"{path}.unit", printed.unit, _unit(printed.unit), source, doubt)
    if printed.code:
        code = "".join(word.text for word in printed.code)[:_LONGEST_CODE]
        doubt = 1.0 if len(printed.code) == 1 else 0.5
        yield found(f"{path}.product_ids[0].code", printed.code, code, source, doubt)


def _money_field(
    path: str, words: Sequence[Word], value: Decimal | None, source: str, *, holds: bool
) -> Field:
    written = None if value is None else f"{value:f}"
    return replace(found(path, words, written, source), proven=holds and value is not None)


def _page(line: PrintedLine) -> int:
    return next(part.words[0].page for part in (line.amount, line.quantity) if part)


def _unit(words: Sequence[Word]) -> str | None:
    """The unit, None for a number that slipped into its column."""
    text = words[0].text
    if not any(char.isalpha() for char in text):
        return None
    return UNITS.get(folded(text).strip("."), text.upper())


def _missing(fields: Sequence[Field], proof: Proof, source: str) -> Iterator[Field]:
    """What every invoice has and this one does not show. On a scan the order number too: it may not have been recognised."""
    wanted = ["$.number", "$.invoiced_on", *(["$.order_number"] if source == "ocr" else [])]
    paths = {field.path for field in fields}
    if not proof.total:
        wanted.append("$.total")
    if not proof.lines:
        wanted += [f"$.lines[0].{name}" for name in ("quantity", "price", "amount")]
    yield from (Field(path, source=source) for path in wanted if path not in paths)


# -- the document ---------------------------------------------------------------------------------------------------


def _document(fields: Sequence[Field], lines: Sequence[PrintedLine], proof: Proof) -> dict[str, Any]:
    values = {field.path: field.value for field in fields}
    due = values.get("$.terms.net_due_on")
    return {
        "kind": "810",
        "number": values.get("$.number"),
        "invoiced_on": values.get("$.invoiced_on"),
        "order_number": values.get("$.order_number") or "",
        "currency": values.get("$.currency") or "",
        "terms": {"net_due_on": due} if due else None,
        "lines": [
            _line(at, printed, proven, values)
            for at, (printed, proven) in enumerate(zip(lines, proof.lines, strict=True))
        ]
        or [_empty_line()],
        "charges": [
            {"amount": f"{amount:f}", "code": _charge_code(one), "description": one.label}
            for one, amount in proof.charges
        ],
        "taxes": [{"amount": f"{amount:f}", "type_code": "TX"} for _, amount in proof.taxes],
        "total": values.get("$.total"),
    }


def _empty_line() -> dict[str, Any]:
    return {"line_number": "1", "quantity": None, "unit": "", "price": None, "amount": None}


def _line(at: int, printed: PrintedLine, proven: ProvenLine, values: dict[str, str | None]) -> dict[str, Any]:
    path = f"$.lines[{at}]"
    code = values.get(f"{path}.product_ids[0].code")
    gross = proven.amount
    charges = []
    if proven.discount and proven.quantity is not None and proven.price is not None:
        gross = (proven.quantity * proven.price).quantize(_CENT, ROUND_HALF_UP)
        charges = [{"amount": f"{-proven.discount:f}", "code": _DISCOUNT, "description": "discount"}]
    return {
        "line_number": str(at + 1),
        "quantity": values.get(f"{path}.quantity"),
        "unit": values.get(f"{path}.unit") or "",
        "price": values.get(f"{path}.price"),
        "amount": None if gross is None else f"{gross:f}",
        "product_ids": [{"qualifier": "VN", "code": code}] if code else [],
        "description": " ".join(word.text for word in printed.description)[:200],
        "charges": charges,
    }


def _charge_code(one: Sum) -> str:
    if one.kind == "allowance":
        return _DISCOUNT
    label = folded(one.label)
    return next((code for start, code in _CHARGE_CODES.items() if start in label), "")
