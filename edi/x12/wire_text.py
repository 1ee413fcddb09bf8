"""Values as the wire can carry them: X12 has no escape character, so accents are written out and separators, control
characters and foreign letters are replaced in free text and refused in identifiers (X12.6 section 3.3)."""

from __future__ import annotations

import re
import unicodedata

from edi.errors import Unmappable
from edi.x12.segments import Delimiters

# Names, addresses, descriptions, messages: what a separator becomes a blank in. All else identifies something.
FREE_TEXT = frozenset({"3", "19", "61", "79", "93", "166", "352", "369", "387", "724", "933", "1551"})
_SPELLED = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "SS",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "TH",
        "ı": "i",
        "\u2018": "'",
        "\u2019": "'",
        "\u201a": "'",
        "\u2032": "'",
        "\u00b4": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "«": '"',
        "»": '"',
        "\u2033": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2022": "-",
        "·": "-",
        "×": "x",
        "÷": "/",
        "\u2044": "/",
        "€": "EUR",
        "£": "GBP",
        "¥": "JPY",
        "¢": "c",
        "©": "(C)",
        "®": "(R)",
        "µ": "u",
        "μ": "u",
        "¿": "?",
        "¡": "!",
        "§": "S.",
    }
)
_CARRIED = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz !\"&'()*+,-./:;?=%@[]_{}\\|<>~#$"
)


def carry(value: str, delimiters: Delimiters, *, free: bool, place: str, uppercase: bool = False) -> str:
    """A value as it may stand on the wire, without blanks at its ends.

    Free text: what cannot be carried becomes a blank, runs of blanks one. Identifiers: accents are written out, anything
    else that cannot be carried raises Unmappable naming `place` and the character."""
    text = transliterate(value)
    forbidden = _separators(delimiters)
    if free:
        kept = (letter if letter in _CARRIED and letter not in forbidden else " " for letter in text)
        text = re.sub(" +", " ", "".join(kept))
    else:
        for letter in text.strip():
            if letter in forbidden or letter not in _CARRIED:
                raise Unmappable(
                    f"{place} '{value}' contains {_named(letter, forbidden)}, which cannot be sent. Change the value.",
                    place=place,
                )
    text = text.strip()
    return text.upper() if uppercase else text


def transliterate(value: str) -> str:
    """Letters with accents and typographic signs as plain ASCII where there is a usual spelling."""
    spelled = unicodedata.normalize("NFC", value).translate(_SPELLED)
    apart = unicodedata.normalize("NFKD", spelled)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_SPELLED)


def _separators(delimiters: Delimiters) -> frozenset[str]:
    marks = (delimiters.element, delimiters.segment, delimiters.component, delimiters.repetition)
    return frozenset(mark for mark in marks if mark)


def _named(letter: str, forbidden: frozenset[str]) -> str:
    if letter in forbidden:
        return f"the separator '{letter}'" if letter.isprintable() else "a separator"
    if letter.isprintable():
        return f"the character '{letter}'"
    return f"the control character {ord(letter):#04x}"
