"""Pages of a PDF as pictures, and the files embedded in it (pypdfium2)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdfium2

from edi.errors import Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

POINTS_PER_INCH = 72
MOST_PIXELS = 25_000_000
_MOST_EMBEDDED = 20


class Renderer:
    """An open PDF. Raises Unreadable for bytes that are none, or that a password locks."""

    def __init__(self, content: bytes) -> None:
        try:
            self._pdf = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            locked = "password" in str(error).lower()
            text = "The PDF is locked by a password." if locked else f"The PDF cannot be opened: {error}"
            raise Unreadable(f"{text} Ask the sender for an open one.") from error

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self._pdf)

    def picture(self, number: int, dots_per_inch: int, *, is_grey: bool = True) -> Image:
        """Page `number` (from 1) as a picture, at most 25 million pixels: a larger page is made with fewer dots."""
        page = self._pdf[number - 1]
        width, height = page.get_size()
        scale = dots_per_inch / POINTS_PER_INCH
        scale = min(scale, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        picture: Image = page.render(scale=scale, grayscale=is_grey).to_pil()
        return picture

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of page `number` in points."""
        width, height = self._pdf[number - 1].get_size()
        return float(width), float(height)

    def embedded(self, most_bytes: int) -> list[tuple[str, bytes]]:
        """The XML files embedded in it, by name; what goes beyond the limit together is left out."""
        files = []
        for at in range(min(self._pdf.count_attachments(), _MOST_EMBEDDED)):
            attachment = self._pdf.get_attachment(at)
            name = attachment.get_name()
            if not name.lower().endswith(".xml"):
                continue
            data = bytes(attachment.get_data())
            if len(data) <= most_bytes:
                files.append((name, data))
                most_bytes -= len(data)
        return files


def turned(picture: Image, angle: float) -> Image:
    """The picture turned counter-clockwise by so many degrees within its frame, white where nothing was."""
    from PIL.Image import Resampling

    white = 255 if picture.mode == "L" else (255, 255, 255)
    return picture.rotate(angle, fillcolor=white, resample=Resampling.BICUBIC) if angle else picture


def as_png(picture: Image) -> bytes:
    """The picture as PNG."""
    kept = io.BytesIO()
    picture.save(kept, "PNG", compress_level=6)
    return kept.getvalue()
