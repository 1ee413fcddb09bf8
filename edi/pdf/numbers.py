"""Amounts and quantities as people print them, read without guessing: every value that a text can mean."""

from __future__ import annotations

import re
from decimal import Decimal

_CURRENCY = re.compile(r"(?:[$€£¥]|\b[A-Z]{3}\b)")
_NUMBER = re.compile(r"\d[\d.,'’ ]*")
_DECORATION = re.compile(r"[-+()\s]")
_SEPARATORS = ".,'’"
MOST_DIGITS = 15


def readings(text: str) -> tuple[Decimal, ...]:
    """Every number that this text can mean: none for what is no number, two where one separator stands before three
    digits (1,234 is 1234 or 1.234). The last separator before any other count of digits is the decimal mark, whatever
    the marks before it: recognition confuses point and comma (4.549.80)."""
    bare = _CURRENCY.sub(" ", text.replace("\u00a0", " ").replace("\u202f", " ").replace("−", "-")).strip()
    found = _NUMBER.search(bare)
    if not found:
        return ()
    digits = found.group().rstrip(" .,'’")
    around = _DECORATION.sub("", bare[: found.start()] + bare[found.start() + len(digits) :])
    if around or sum(one.isdigit() for one in digits) > MOST_DIGITS:
        return ()
    sign = _sign(bare, digits)
    return tuple(sign * value for value in _values(digits))


def _sign(bare: str, digits: str) -> int:
    is_negative = bare.startswith("-") or bare.endswith("-") or bare == f"({digits})"
    return -1 if is_negative else 1


def _values(digits: str) -> list[Decimal]:
    groups = re.split(r"[.,'’ ]", digits)
    marks = [one for one in digits if one in _SEPARATORS + " "]
    if not marks:
        return [Decimal(digits)]
    if not all(groups):
        return []
    whole, last = groups[:-1], groups[-1]
    as_decimal = [Decimal(f"{''.join(whole)}.{last}")] if marks[-1] in ".," and _is_grouped(whole) else []
    as_thousands = [Decimal("".join(groups))] if _is_grouped(groups) else []
    if len(last) != 3:
        return as_decimal
    if len(marks) > 1:
        # 1.234,567 and 1,234.567 have decimals; 1.234.567 has none
        return as_thousands if len(set(marks)) == 1 else as_decimal
    if marks[0] not in ".," or digits.startswith("0"):
        return as_thousands if not digits.startswith("0") else as_decimal
    return [*as_thousands, *as_decimal]


def _is_grouped(groups: list[str]) -> bool:
    """True for 1 234 567: groups of three behind a first one of one to three; a single group may have any length."""
    if len(groups) == 1:
        return True
    return len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


def decimals(value: Decimal) -> int:
    """How many decimals are written."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
