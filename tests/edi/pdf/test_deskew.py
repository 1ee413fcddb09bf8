"""How far a scan is turned."""

from __future__ import annotations

import pytest

from edi.pdf.deskew import skew_of
from edi.pdf.rendering import Renderer
from tests.edi.pdf.printed import INVOICE, pdf

pytest.importorskip(
    "numpy", reason="the packages of requirements-ocr.txt are not installed (make setup OCR=yes)"
)


@pytest.mark.parametrize("angle", [-2.5, -0.8, 0.0, 1.2, 3.0])
def test_the_angle_is_found_to_a_fifth_of_a_degree(angle: float) -> None:
    picture = Renderer(pdf(*INVOICE)).picture(1, 100).rotate(angle, fillcolor=255, resample=3)
    assert skew_of(picture) == pytest.approx(-angle, abs=0.2)
