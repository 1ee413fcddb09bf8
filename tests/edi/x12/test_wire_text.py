"""What becomes of characters that X12 cannot carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.errors import Unmappable
from edi.x12.segments import Delimiters
from edi.x12.wire_text import carry, transliterate

MARKS = Delimiters("*", "~", ">", "^")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Müller & Søn", "Muller & Son"),
        ("Straße 5", "Strasse 5"),
        ("Crème brûlée", "Creme brulee"),
        ("Łódź", "Lodz"),
        ("“best” — ‘ever’…", "\"best\" - 'ever'..."),
        ("½ kg", "1/2 kg"),
        ("a\u00a0b", "a b"),
        ("5 €", "5 EUR"),
        ("A*B~C>D^E", "A B C D E"),
        ("tab\there\r\nthere", "tab here there"),
        ("  ends  ", "ends"),
        ("牛乳 milk", "milk"),
        ("牛乳", ""),
        ("e\u0301clair", "eclair"),
    ],
)
def test_free_text_is_made_fit(value: str, expected: str) -> None:
    assert carry(value, MARKS, free=True, place="N102") == expected


@pytest.mark.parametrize(
    "value", ["PO*1", "PO~1", "PO>1", "PO\t1", "PO\n1", "PO\x001", "PO^1", "PO`1", "牛1"]
)
def test_identifiers_are_refused_rather_than_changed(value: str) -> None:
    with pytest.raises(Unmappable) as caught:
        carry(value, MARKS, free=False, place="BEG03")
    assert "BEG03" in caught.value.text
    assert caught.value.place == "BEG03"


def test_identifiers_keep_what_the_wire_can_carry() -> None:
    assert carry(" 1896-S/é_#2 ", MARKS, free=False, place="PO107") == "1896-S/e_#2"
    assert carry("abc", MARKS, free=False, place="PO107", uppercase=True) == "ABC"
    assert carry("a>b", Delimiters("*", "~", ":"), free=False, place="PO107") == "a>b"


@given(st.text(max_size=60))
def test_free_text_never_carries_separators_or_foreign_characters(value: str) -> None:
    carried = carry(value, MARKS, free=True, place="N102")
    assert carried.isascii()
    assert not set(carried) & set("*~>^\r\n\t\x00")
    assert carried == carried.strip()
    assert carry(carried, MARKS, free=True, place="N102") == carried


@given(st.text(max_size=60))
def test_transliteration_leaves_plain_text_alone(value: str) -> None:
    once = transliterate(value)
    assert transliterate(once) == once
