"""Fields and what JSON keeps of them."""

from __future__ import annotations

import pytest

from edi.pdf.fields import Field, confirmed, found, from_plain
from edi.pdf.words import Word


def test_a_field_survives_json() -> None:
    field = found("$.number", [Word("INV-7", (1.25, 2, 3, 4), 2, 0.97)], "INV-7", "ocr")
    assert from_plain(field.plain()) == Field(
        "$.number", "INV-7", "INV-7", 2, (1.2, 2.0, 3.0, 4.0), 0.97, "ocr"
    )


def test_a_persons_word_is_kept_with_it() -> None:
    said = confirmed(Field("$.number"), "INV-8")
    assert said.confirmed
    assert from_plain(said.plain()).value == "INV-8"


def test_what_is_no_field_is_refused() -> None:
    with pytest.raises(KeyError):
        from_plain({"path": "$.number"})
    with pytest.raises(ValueError):
        from_plain(Field("$.number").plain() | {"box": [1, 2]})


def test_doubt_lowers_the_confidence() -> None:
    field = found("$.number", [Word("INV-7", (1, 2, 3, 4))], "INV-7", "text", doubt=0.5)
    assert not field.is_certain
