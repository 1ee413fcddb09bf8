"""What follows an order: the supplier's answer line by line (855, 865) and our change (860), as values without any syntax."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.document_parts import Party, ProductId, Reference, Terms


@dataclass(frozen=True)
class LineAnswer:
    """What becomes of a part of an ordered line (X12 ACK). `status` is ACK01 (IA accepted, IR rejected, IB back-ordered ...);
    `scheduled_on` the day it ships or arrives, as `date_qualifier` says; `product_ids` what comes instead (IS)."""

    status: str
    quantity: Decimal | None = None
    unit: str = ""
    scheduled_on: date | None = None
    date_qualifier: str = ""
    product_ids: tuple[ProductId, ...] = ()


@dataclass(frozen=True)
class AnsweredLine:
    """One line of the supplier's answer. `price` is what the supplier now asks (CTP03 where given, else PO104 or POC06);
    `change` is POC02 in an answer to a change."""

    line_number: str
    quantity: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    product_ids: tuple[ProductId, ...] = ()
    description: str = ""
    scheduled_on: date | None = None
    answers: tuple[LineAnswer, ...] = ()
    change: str = ""


@dataclass(frozen=True)
class OrderAnswer:
    """A supplier's answer to an order (X12 855).

    `answer_type` is BAK02 or BCA02 (AC changed, AD or AK unchanged, AT accepted, RD or RJ rejected ...), `sequence` the
    change that an 865 answers, `number` the order's: an answer has no number of its own."""

    number: str
    ordered_on: date | None
    answer_type: str
    lines: tuple[AnsweredLine, ...]
    purpose: str = "00"
    answered_on: date | None = None
    reference: str = ""
    sequence: str = ""
    scheduled_on: date | None = None
    currency: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    notes: tuple[str, ...] = ()
    kind: str = "855"


@dataclass(frozen=True)
class OrderChangeAnswer(OrderAnswer):
    """The answer to a change (X12 865), or a change that the supplier asks for."""

    kind: str = "865"


@dataclass(frozen=True)
class ChangedLine:
    """One changed line of an order (X12 POC). `change` is POC02 (AI added, DI deleted, QI/QD quantity, PC price, CA several,
    RS another date); `quantity` the whole quantity from now on, `left` of it what is still to be received."""

    line_number: str
    change: str
    quantity: Decimal | None = None
    left: Decimal | None = None
    unit: str = ""
    price: Decimal | None = None
    price_basis: str = ""
    product_ids: tuple[ProductId, ...] = ()
    description: str = ""
    requested_on: date | None = None


@dataclass(frozen=True)
class OrderChange:
    """A change or cancellation of an order (X12 860). `purpose` is BCH01 (04 change, 01 cancellation), `number` the order's,
    `sequence` counts the changes of this order (BCH05)."""

    number: str
    ordered_on: date
    changed_on: date | None
    lines: tuple[ChangedLine, ...]
    purpose: str = "04"
    order_type: str = "SA"
    sequence: str = ""
    currency: str = ""
    requested_on: date | None = None
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    terms: Terms | None = None
    notes: tuple[str, ...] = ()
    kind: str = "860"
