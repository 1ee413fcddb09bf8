"""Words of a text layer that a reader of the page sees: white, covered or cropped writing is not what the page says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from edi.pdf.rendering import Renderer
from edi.pdf.words import Page, Word

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS_PER_INCH = 144
# in grey levels of 256: light grey on white has 40
_LEAST_CONTRAST = 16
# of a word's height above and below: lines of a table stand there
_MARGIN = 0.2
# in points: what rounding makes of a page's size
_NEAR = 1.5


def visible(page: Page, renderer: Renderer) -> Page:
    """The page with the words that can be seen on its picture. Where the text layer speaks of a page of another size, no
    word is known to stand where it says, and none is left: the page is then read as a picture."""
    width, height = renderer.size(page.number)
    if abs(width - page.width) > _NEAR or abs(height - page.height) > _NEAR:
        return replace(page, words=(), width=width, height=height)
    if not page.words:
        return page
    picture = renderer.picture(page.number, DOTS_PER_INCH)
    scale = picture.width / max(1.0, width)
    return replace(page, words=tuple(word for word in page.words if _is_seen(word, picture, scale)))


def _is_seen(word: Word, picture: Image, scale: float) -> bool:
    if not any(sign.isalnum() for sign in word.text):
        return True  # a dot or a dash is hardly more than the margin
    left, top, right, bottom = word.box
    margin = _MARGIN * word.height
    box = (
        max(0, int(left * scale)),
        max(0, int((top + margin) * scale)),
        min(picture.width, int(right * scale) + 1),
        min(picture.height, int((bottom - margin) * scale) + 1),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        return False
    grey: Any = picture.crop(box).getextrema()
    return bool(grey[1] - grey[0] >= _LEAST_CONTRAST)
