"""Words of a PDF's text layer with their places (pdfplumber)."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber

from edi.errors import Unreadable
from edi.pdf.limits import LONGEST_WORD, MOST_WORDS
from edi.pdf.words import Page, Word

# fewer characters than this: a picture of a page, perhaps with a stamp
LEAST_CHARACTERS = 30
# a picture of this share of the page: a scan, and the text on it was recognised by some scanner's program
_SCAN_SHARE = 0.5
_ADVICE = "Ask the sender for the invoice alone."
_SCANNERS_CONFIDENCE = 0.95


def read_pages(content: bytes, numbers: range) -> list[Page]:
    """The pages with these numbers (from 1) as their text layer has them; a page without one has no words."""
    pages = []
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for number in numbers:
            page = pdf.pages[number - 1]
            is_scan = _is_scan(page)
            confidence = _SCANNERS_CONFIDENCE if is_scan else 1.0
            left, top, right, bottom = _shown_part(page)
            found = page.extract_words(x_tolerance_ratio=0.15, keep_blank_chars=False)
            if len(found) > MOST_WORDS:
                text = f"Page {number} of the PDF has {len(found)} words; at most {MOST_WORDS} are read. {_ADVICE}"
                raise Unreadable(text)
            words = tuple(
                Word(
                    word["text"][:LONGEST_WORD],
                    (word["x0"] - left, word["top"] - top, word["x1"] - left, word["bottom"] - top),
                    number,
                    confidence,
                )
                for word in found
                if word["upright"]
            )
            pages.append(Page(number, right - left, bottom - top, words, "ocr" if is_scan else "text"))
            page.close()
    return pages


def _shown_part(page: Any) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what a viewer shows of the page (its crop box)."""
    box, crop = page.mediabox, page.cropbox
    return (
        float(max(box[0], crop[0])),
        float(max(box[1], crop[1])),
        float(min(box[2], crop[2])),
        float(min(box[3], crop[3])),
    )


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
