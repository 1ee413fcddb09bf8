"""How far a scan is turned, by the profile of its lines of writing: straight lines make the sharpest profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_DEGREES = 5.0
_COARSE, _FINE = 0.5, 0.1
_SEARCH_WIDTH = 800
# less than this is left as it is: turning blurs
LEAST_DEGREES = 0.15


def skew_of(picture: Image) -> float:
    """The angle in degrees by which the picture must be turned (counter-clockwise) to stand straight; 0 for next to
    nothing."""
    import numpy as np
    from PIL import Image as Images

    small = picture.convert("L")
    small.thumbnail((_SEARCH_WIDTH, _SEARCH_WIDTH * 2))
    pixels = np.asarray(small, dtype=np.float32)
    dark = Images.fromarray(((pixels < pixels.mean() - 0.5 * pixels.std()) * 255).astype(np.uint8))

    def sharpness(angle: float) -> float:
        turned = np.asarray(dark.rotate(angle, resample=Images.Resampling.BILINEAR), dtype=np.float32)
        return float(np.square(np.diff(turned.sum(axis=1))).sum())

    steps = round(MOST_DEGREES / _COARSE)
    coarse = max((step * _COARSE for step in range(-steps, steps + 1)), key=sharpness)
    around = round(_COARSE / _FINE)
    best = max((coarse + step * _FINE for step in range(-around, around + 1)), key=sharpness)
    return 0.0 if abs(best) < LEAST_DEGREES else round(best, 2)
