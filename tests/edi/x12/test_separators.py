"""Separators must be four different signs that no value needs."""

from __future__ import annotations

import pytest

from edi.x12.segments import Delimiters
from edi.x12.separators import chosen, faults


@pytest.mark.parametrize(
    ("delimiters", "version", "wrong"),
    [
        (Delimiters(), "004010", []),
        (Delimiters("|", "'", ":"), "005010", []),
        (Delimiters("*", "*", ">"), "004010", ["segment"]),
        (Delimiters("*", "~", "*"), "004010", ["component"]),
        (Delimiters("A", "7", " "), "004010", ["element", "component", "segment"]),
        (Delimiters("^"), "004010", []),
        (Delimiters("^"), "005010", ["element"]),
        (Delimiters("", "~", "é"), "004010", ["element", "component"]),
        (Delimiters("-", ".", ","), "004010", ["element", "component", "segment"]),
    ],
)
def test_each_wrong_separator_is_named(delimiters: Delimiters, version: str, wrong: list[str]) -> None:
    assert list(faults(delimiters, version)) == wrong


def test_the_other_use_is_named() -> None:
    assert faults(Delimiters("*", "~", "*"), "004010") == {
        "component": "'*' is the element separator already"
    }


def test_only_005010_has_a_repetition_separator() -> None:
    assert chosen(Delimiters(), "004010").repetition == ""
    assert chosen(Delimiters(), "005010VICS").repetition == "^"
    assert chosen(Delimiters(repetition="!"), "005010").repetition == "!"
