"""Words of a scanned page by rapidocr, whose models come with its wheel. An optional extra: loaded when first needed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from edi.errors import UnsupportedDocument
from edi.pdf.deskew import skew_of
from edi.pdf.rendering import Renderer, turned
from edi.pdf.words import Page, Word

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS_PER_INCH = 200
NEXT_STEP = "Install what reads scans with `make setup OCR=yes`, then read the file again; or enter the invoice by hand."


class RecognitionMissing(UnsupportedDocument):
    """A scan, and the optional packages that read scans are not installed."""


def is_installed() -> bool:
    """True where scans can be read."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


class Recognizer:
    """The engine, loaded once for all pages of a file. Raises RecognitionMissing."""

    def __init__(self) -> None:
        if not is_installed():
            raise RecognitionMissing(f"The PDF is a scan, and this installation reads no scans. {NEXT_STEP}")
        from rapidocr import RapidOCR

        self._engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def page(self, renderer: Renderer, number: int) -> Page:
        """Recognise page `number`: rendered, set straight, read. Places are those of the straight page."""
        picture = renderer.picture(number, DOTS_PER_INCH)
        angle = skew_of(picture)
        picture = turned(picture, angle)
        width, height = renderer.size(number)
        words = self._words(picture, number, width / picture.width)
        return Page(number, width, height, tuple(words), "ocr", angle)

    def _words(self, picture: Image, number: int, points: float) -> list[Word]:
        import numpy as np

        read: Any = self._engine(np.asarray(picture.convert("RGB")), return_word_box=True)
        words = []
        for line, score in zip(
            read.word_results or (), read.scores if read.scores is not None else (), strict=False
        ):
            for text, certainty, corners in line:
                xs, ys = [x * points for x, _ in corners], [y * points for _, y in corners]
                box = (min(xs), min(ys), max(xs), max(ys))
                words += _split(Word(text, box, number, min(float(certainty), float(score))))
        return words


def _split(word: Word) -> list[Word]:
    """A label that was recognised as one word with its value (`No:INV-7`) is two, each with its share of the place."""
    label, mark, value = word.text.partition(":")
    if not (label and mark and value) or value.startswith("//") or label[-1:].isdigit():
        return [word]
    left, top, right, bottom = word.box
    middle = left + (right - left) * (len(label) + 1) / len(word.text)
    parts = ((f"{label}:", (left, top, middle, bottom)), (value, (middle, top, right, bottom)))
    return [Word(text, box, word.page, word.confidence) for text, box in parts]
