"""Words of a PDF's text layer with their places (pdfplumber)."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber

from edi.pdf.words import Page, Word

# fewer characters than this: a picture of a page, perhaps with a stamp
LEAST_CHARACTERS = 30
# a picture of this share of the page: a scan, and the text on it was recognised by some scanner's program
_SCAN_SHARE = 0.5
_SCANNERS_CONFIDENCE = 0.95


def read_pages(content: bytes, numbers: range) -> list[Page]:
    """The pages with these numbers (from 1) as their text layer has them; a page without one has no words."""
    pages = []
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for number in numbers:
            page = pdf.pages[number - 1]
            is_scan = _is_scan(page)
            confidence = _SCANNERS_CONFIDENCE if is_scan else 1.0
            words = tuple(
                Word(word["text"], (word["x0"], word["top"], word["x1"], word["bottom"]), number, confidence)
                for word in page.extract_words(x_tolerance_ratio=0.15, keep_blank_chars=False)
                if word["upright"]
            )
            pages.append(
                Page(number, float(page.width), float(page.height), words, "ocr" if is_scan else "text")
            )
            page.close()
    return pages


def _is_scan(page: Any) -> bool:
    """True where one picture fills half the page: what is written over it is not what the sender's program wrote."""
    areas = [
        max(0.0, image["x1"] - image["x0"]) * max(0.0, image["bottom"] - image["top"])
        for image in page.images
    ]
    return max(areas, default=0.0) > _SCAN_SHARE * float(page.width * page.height)


def has_text(page: Page) -> bool:
    """True for a page whose text layer is more than a stamp on a picture."""
    return sum(len(word.text) for word in page.words) >= LEAST_CHARACTERS
