"""What the tests of the meeting point share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _static_root(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty directory of collected static files: whitenoise warns where there is none, and warnings are errors."""
    settings.STATIC_ROOT = tmp_path_factory.getbasetemp() / "static"
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    return Path(settings.STATIC_ROOT)
