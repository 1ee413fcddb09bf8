"""Serial shipping container codes (GS1 SSCC): the forms in which they arrive, and their check digit (x12 reference 4.5)."""

from __future__ import annotations

import re

_DIGITS = 18


def normalise_sscc(text: str) -> tuple[str, str]:
    """An SSCC as 18 digits, and what is wrong with it ('' if nothing). It arrives with or without the application id 00,
    in brackets or not; a wrong check digit is no reason to refuse goods."""
    number = re.sub(r"[\s()]", "", text)
    if len(number) == _DIGITS + 2 and number.startswith("00"):
        number = number[2:]
    if not re.fullmatch(r"[0-9]{18}", number):
        return number, f"'{text}' is no SSCC of 18 digits."
    if check_digit(number[:-1]) != number[-1]:
        return (
            number,
            f"The check digit of SSCC {number} is {number[-1]}, it should be {check_digit(number[:-1])}.",
        )
    return number, ""


def check_digit(digits: str) -> str:
    """The GS1 modulo 10 check digit for these digits (weights 3 and 1 from the right)."""
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits)))
    return str(-total % 10)
