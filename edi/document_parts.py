"""What several documents have in common: parties, product codes, references, payment terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Party:
    """A company or place named in a document (X12 N1 loop). `role` is N101: ST, BY, VN, SU, SF, PR, PE, RE ..."""

    role: str
    name: str = ""
    qualifier: str = ""
    code: str = ""
    address_lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True)
class ProductId:
    """One product code with its X12 element 235 qualifier (UP, UK, EN, VN, VP, IN, BP ...)."""

    qualifier: str
    code: str


@dataclass(frozen=True)
class Reference:
    """A reference number with its X12 element 128 qualifier (BM, CN, DP, IA, VR ...)."""

    qualifier: str
    number: str
    description: str = ""


@dataclass(frozen=True)
class Terms:
    """Payment terms (X12 ITD). Percent as 2 for 2 %; days are counted from the basis date. What is deferred (ITD09 to ITD11)
    has a due date and an amount or a percent of the invoice; `day_of_month` (ITD13) is the day of the month it is due."""

    type_code: str = ""
    basis_code: str = ""
    discount_percent: Decimal | None = None
    discount_days: int | None = None
    discount_due_on: date | None = None
    net_days: int | None = None
    net_due_on: date | None = None
    discount_amount: Decimal | None = None
    text: str = ""
    deferred_due_on: date | None = None
    deferred_amount: Decimal | None = None
    deferred_percent: Decimal | None = None
    day_of_month: int | None = None
