"""X12 element values: R and N2 numbers, DT dates and TM times, read and written (X12.6 section 3.5, x12 reference 4.2)."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import ROUND_HALF_UP, Context, Decimal

_R = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", re.ASCII)
_N2 = re.compile(r"-?[0-9]+", re.ASCII)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)
_CENT = Decimal("0.01")
_MAX_DIGITS = 28
# a product of the longest numbers that are read fits, so that rounding it never fails
_WIDE = Context(prec=6 * _MAX_DIGITS)


def parse_decimal(text: str) -> Decimal:
    """Read an R element: optional leading minus, explicit point ('-12.5', '12', '.5'). Blanks at both ends are ignored.

    Raises ValueError for commas, exponents, plus signs, blanks inside, NaN and more than 28 digits."""
    value = text.strip()
    if not _R.fullmatch(value):
        raise ValueError(f"'{value}' is not a number (digits with a decimal point, as 12.50)")
    if len(value) > _MAX_DIGITS:
        raise ValueError(f"'{value}' is too long for a number")
    return Decimal(value)


def parse_n2(text: str) -> Decimal:
    """Read an N2 element, two implied decimals: '19050' is Decimal('190.50').

    Raises ValueError for anything but digits with a leading minus; a point is an error, since the scale is implied."""
    value = text.strip()
    if "." in value:
        raise ValueError(
            f"'{value}' has a decimal point, but this amount is in cents with two implied decimals"
        )
    if not _N2.fullmatch(value):
        raise ValueError(f"'{value}' is not an amount in cents (digits only)")
    if len(value) > _MAX_DIGITS:
        raise ValueError(f"'{value}' is too long for an amount")
    return Decimal(value).scaleb(-2)


def parse_date(text: str) -> date:
    """Read a DT element, CCYYMMDD or YYMMDD (two-digit years 00-69 are 20xx, 70-99 are 19xx).

    Raises ValueError when it is not such a date or the day does not exist."""
    value = text.strip()
    if not _DIGITS.fullmatch(value) or len(value) not in (6, 8):
        raise ValueError(f"'{value}' is not a date (CCYYMMDD)")
    if len(value) == 6:
        value = ("20" if value < "700000" else "19") + value
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError as error:
        raise ValueError(f"'{text.strip()}' is not a day of the calendar") from error


def parse_time(text: str) -> time:
    """Read a TM element: HHMM, HHMMSS, HHMMSSD or HHMMSSDD (tenths or hundredths of a second).

    Raises ValueError when it is not such a time."""
    value = text.strip()
    if not _DIGITS.fullmatch(value) or len(value) not in (4, 6, 7, 8):
        raise ValueError(f"'{value}' is not a time (HHMM or HHMMSS)")
    try:
        return time(
            int(value[:2]), int(value[2:4]), int(value[4:6] or "0"), int(value[6:].ljust(2, "0")) * 10_000
        )
    except ValueError as error:
        raise ValueError(f"'{value}' is not a time of the day") from error


def format_decimal(value: Decimal, places: int | None = None) -> str:
    """Write an R element: no exponent, no thousands separator; trailing zeros are dropped unless `places` fixes the
    number of decimals (rounded half up). Raises ValueError for NaN and infinity."""
    if not value.is_finite():
        raise ValueError(f"'{value}' cannot be written as a number")
    if places is not None:
        text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    else:
        text = f"{value:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def format_n2(value: Decimal) -> str:
    """Write an N2 element in cents: Decimal('190.50') is '19050'.

    Raises ValueError when the value has a fraction of a cent: rounding money is the caller's decision."""
    if not value.is_finite() or value != value.quantize(_CENT, ROUND_HALF_UP):
        raise ValueError(f"'{value}' is no whole number of cents")
    return str(int(value.scaleb(2)))


def format_date(value: date) -> str:
    """Write a DT element as CCYYMMDD."""
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def format_time(value: time) -> str:
    """Write a TM element as HHMM, or HHMMSS when there are seconds."""
    return value.strftime("%H%M%S" if value.second else "%H%M")


def round_cents(value: Decimal) -> Decimal:
    """Round money to cents, half up, as invoices do (x12 reference 4.6)."""
    return rounded(value, _CENT)


def rounded(value: Decimal, step: Decimal) -> Decimal:
    """Round half up to a step such as 0.01, however many digits the value has."""
    return value.quantize(step, ROUND_HALF_UP, _WIDE)
