"""Invoices as tests print them: words on a page without a file, and real PDFs, with text or as scans."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from fpdf import FPDF

from edi.documents import Invoice
from edi.pdf.words import Page, Word

HEIGHT = 10.0
LETTER = 5.0


def page(
    *rows: Sequence[tuple[float, str]], source: str = "text", confidence: float = 1.0, number: int = 1
) -> Page:
    """A page of rows, each a list of (left, text): ten points high, five points a letter."""
    words = []
    for at, row in enumerate(rows):
        top = 20.0 + at * 20
        for left, text in row:
            for word in text.split(" "):
                right = left + LETTER * len(word)
                words.append(Word(word, (left, top, right, top + HEIGHT), number, confidence))
                left = right + 3.0
    return Page(number, 600, 800, tuple(words), source)


HEAD = (
    ((20, "Northwind Cans Ltd"), (350, "INVOICE")),
    ((20, "VAT ID: GB123456789"), (350, "Invoice No: INV-20417")),
    ((20, "1 Harbour Road"), (350, "Invoice Date: 2026-03-14")),
    ((20, "Bill to: Example Foods"), (350, "PO Number: PO-106018")),
    ((20, "Currency: USD"), (350, "Due Date: 2026-04-13")),
)
COLUMNS = ((20, "Item"), (100, "Description"), (300, "Qty"), (340, "Unit"), (400, "Price"), (500, "Amount"))
LINES = (
    ((20, "A100"), (100, "Peeled tomatoes"), (305, "10"), (340, "CA"), (400, "12.50"), (495, "125.00")),
    ((20, "B200"), (100, "Olive oil"), (310, "4"), (340, "CA"), (400, "20.25"), (500, "81.00")),
)
SUMS = (
    ((400, "Subtotal"), (495, "206.00")),
    ((400, "Freight"), (505, "14.00")),
    ((400, "Tax 8 %"), (505, "17.60")),
    ((400, "Total"), (495, "237.60")),
)
INVOICE = (*HEAD, COLUMNS, *LINES, *SUMS)


@dataclass(frozen=True)
class Look:
    """How a page was scanned: turned by `angle` degrees, `noise` in grey levels, blurred, kept as JPEG of a quality."""

    dots_per_inch: int
    angle: float = 0.0
    noise: float = 0.0
    blur: float = 0.0
    quality: int = 85


def pdf(*rows: Sequence[tuple[float, str]]) -> bytes:
    """These rows as a PDF of one small page with a text layer."""
    made = FPDF(unit="pt", format=(600, 60 + 20 * len(rows)))
    made.set_auto_page_break(auto=False)
    made.add_page()
    made.set_font("helvetica", size=10)
    for at, row in enumerate(rows):
        for left, text in row:
            made.text(left, 30 + at * 20, text)
    return bytes(made.output())


def scan(content: bytes, look: Look) -> bytes:
    """A PDF as a scanner would have made it: a picture of its first page, no text."""
    import numpy as np
    import pypdfium2
    from PIL import Image, ImageFilter

    picture = pypdfium2.PdfDocument(content)[0].render(scale=look.dots_per_inch / 72, grayscale=True).to_pil()
    picture = picture.rotate(look.angle, fillcolor=255, resample=Image.Resampling.BICUBIC)
    if look.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(look.blur))
    if look.noise:
        noise = np.random.default_rng(7).normal(0, look.noise, (picture.height, picture.width))
        picture = Image.fromarray((np.asarray(picture, dtype=float) + noise).clip(0, 255).astype("uint8"))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=look.quality)
    as_pdf = io.BytesIO()
    Image.open(kept).save(as_pdf, "PDF", resolution=look.dots_per_inch)
    return as_pdf.getvalue()


def printed(invoice: Invoice, *, vat: str = "GB123456789") -> list[tuple[tuple[float, str], ...]]:
    """An invoice as its supplier would print it."""
    rows: list[tuple[tuple[float, str], ...]] = [
        ((20, "Northwind Cans Ltd"), (350, "INVOICE")),
        ((20, f"VAT ID: {vat}"), (350, f"Invoice No: {invoice.number}")),
        ((20, "Currency: USD"), (350, f"Invoice Date: {invoice.invoiced_on.isoformat()}")),
        ((20, "1 Harbour Road"), (350, f"PO Number: {invoice.order_number}")),
        COLUMNS,
    ]
    for line in invoice.lines:
        code = next(
            (item.code for item in line.product_ids if item.qualifier in {"VN", "IN"}),
            line.product_ids[0].code,
        )
        cells = ((20, code), (100, "Goods"), (300, f"{line.quantity:f}"), (340, line.unit))
        rows.append((*cells, (400, f"{line.price:.2f}"), (500, f"{line.amount:,.2f}")))
    rows += [
        ((400, charge.description or "Freight"), (500, f"{charge.amount:,.2f}")) for charge in invoice.charges
    ]
    rows += [((400, "Tax"), (500, f"{tax.amount:,.2f}")) for tax in invoice.taxes]
    return [*rows, ((400, "Total"), (500, f"{invoice.total:,.2f}"))]


def with_scanners_text(*rows: Sequence[tuple[float, str]]) -> bytes:
    """A scan as office scanners make it: the picture of the page, and what their program recognised as text behind it."""
    from PIL import Image

    made = FPDF(unit="pt", format=(600, 60 + 20 * len(rows)))
    made.set_auto_page_break(auto=False)
    made.add_page()
    made.set_font("helvetica", size=10)
    for at, row in enumerate(rows):
        for left, text in row:
            made.text(left, 30 + at * 20, text)
    kept = io.BytesIO()
    Image.new("RGBA", (60, 40), (255, 255, 255, 0)).save(kept, "PNG")
    made.image(kept, 0, 0, 600, 60 + 20 * len(rows))
    return bytes(made.output())
