"""What the paper says: the documents that trading partners exchange, as values without any syntax.

Money and quantities are Decimal; a currency is an ISO 4217 code ('' = the connection's local currency); units are X12
element 355 codes as written by the sender; dates carry no zone (X12 has none).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from edi.advices import ApplicationAdvice, InterchangeAcknowledgment
from edi.document_parts import Party, ProductId, Reference, Terms
from edi.invoice_types import CREDITS
from edi.order_documents import OrderAnswer, OrderChange, OrderChangeAnswer

__all__ = [
    "Acknowledgment",
    "Adjustment",
    "ApplicationAdvice",
    "Charge",
    "Document",
    "InterchangeAcknowledgment",
    "Invoice",
    "InvoiceLine",
    "OrderAnswer",
    "OrderChange",
    "OrderChangeAnswer",
    "Party",
    "ProductId",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Reference",
    "RemittanceAdvice",
    "RemittanceLine",
    "SegmentError",
    "SetAcknowledgment",
    "ShipNotice",
    "ShippedLine",
    "ShippedOrder",
    "Tax",
    "Terms",
]


@dataclass(frozen=True)
class StoreQuantity:
    """How much of an ordered line is for one store (X12 SDQ), in the line's unit. `qualifier` 92: the store's number is ours."""

    store: str
    quantity: Decimal
    qualifier: str = "92"


@dataclass(frozen=True)
class PurchaseOrderLine:
    """One ordered article. `line_number` is PO101; `price` is per `unit` unless `price_basis` says otherwise. `stores` make
    the quantity, where the order is split by stores."""

    line_number: str
    quantity: Decimal
    unit: str
    price: Decimal | None = None
    price_basis: str = ""
    product_ids: tuple[ProductId, ...] = ()
    description: str = ""
    requested_on: date | None = None
    notes: tuple[str, ...] = ()
    stores: tuple[StoreQuantity, ...] = ()


@dataclass(frozen=True)
class PurchaseOrder:
    """A purchase order (X12 850). `purpose` is BEG01 (00 original), `order_type` BEG02 (SA stand-alone)."""

    number: str
    ordered_on: date
    lines: tuple[PurchaseOrderLine, ...]
    currency: str = ""
    purpose: str = "00"
    order_type: str = "SA"
    requested_on: date | None = None
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    terms: Terms | None = None
    notes: tuple[str, ...] = ()
    kind: str = "850"


@dataclass(frozen=True)
class Weight:
    """A weight with its X12 unit. `kind` is X12 element 738: N net, G gross, WT not said which."""

    amount: Decimal
    unit: str
    kind: str = ""


@dataclass(frozen=True)
class Pack:
    """How an article is packed (X12 PO4): `count` inner packs of `size` `unit` each; `inner` units in an inner pack."""

    count: Decimal | None = None
    size: Decimal | None = None
    unit: str = ""
    inner: Decimal | None = None


@dataclass(frozen=True)
class Trace:
    """One part of a shipped line that is told apart by lot or package, as the trace packet of a receipt keeps it.

    `quantity` is in the line's unit, None where the notice does not say how the line's quantity is split. `package_ids`
    come nearest first: the carton, then its pallet; an SSCC has 18 digits. `origin` is an ISO 3166 country."""

    quantity: Decimal | None = None
    lot: str = ""
    expires_on: date | None = None
    produced_on: date | None = None
    origin: str = ""
    serials: tuple[str, ...] = ()
    package_ids: tuple[str, ...] = ()
    weight: Weight | None = None


@dataclass(frozen=True)
class ShippedLine:
    """One shipped article of a ship notice. `quantity` in `unit` (SN102, SN103); `line_number` is LIN01 when given.
    `traces` say which lot and package holds how much of it; none where the notice tells neither."""

    quantity: Decimal
    unit: str
    product_ids: tuple[ProductId, ...]
    line_number: str = ""
    description: str = ""
    ordered_quantity: Decimal | None = None
    ordered_unit: str = ""
    traces: tuple[Trace, ...] = ()
    weight: Weight | None = None
    pack: Pack | None = None
    place: str = ""

    @property
    def lots(self) -> tuple[str, ...]:
        """Every lot of the line, once."""
        return tuple(dict.fromkeys(trace.lot for trace in self.traces if trace.lot))

    @property
    def package_ids(self) -> tuple[str, ...]:
        """Every package of the line, once, nearest first."""
        return tuple(dict.fromkeys(number for trace in self.traces for number in trace.package_ids))


@dataclass(frozen=True)
class ShippedOrder:
    """What a ship notice says of one purchase order (X12 HL level O with PRF)."""

    order_number: str
    lines: tuple[ShippedLine, ...]
    ordered_on: date | None = None
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class ShipNotice:
    """A ship notice (X12 856). `purpose` is BSN01 (00 original, 01 cancel, 05 replace); `structure` BSN05; `issued_on`
    and `issued_at` when the notice was made (BSN03, BSN04)."""

    number: str
    shipped_on: date | None
    orders: tuple[ShippedOrder, ...]
    purpose: str = "00"
    shipped_at: time | None = None
    expected_on: date | None = None
    structure: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    packages: int | None = None
    carrier: str = ""
    issued_on: date | None = None
    issued_at: time | None = None
    kind: str = "856"


@dataclass(frozen=True)
class Charge:
    """An allowance or a charge (X12 SAC). `amount` is signed: an allowance is negative. Only off-invoice ones
    (`in_total`) change the invoice total; bill-backs and notes do not."""

    amount: Decimal
    code: str = ""
    description: str = ""
    handling: str = ""
    in_total: bool = True


@dataclass(frozen=True)
class Tax:
    """A tax (X12 TXI): amount in the invoice's currency, percent as 8.25 for 8.25 %. Only those `in_total` change the
    invoice total; a tax for information or said a second time does not."""

    amount: Decimal
    type_code: str = ""
    percent: Decimal | None = None
    in_total: bool = True


@dataclass(frozen=True)
class InvoiceLine:
    """One invoiced article (X12 IT1). `amount` is quantity x price by the price basis, rounded half up to cents.

    Catch weight: `priced_quantity` in `priced_unit` (pounds) is what the price counts where it is not `quantity`."""

    line_number: str
    quantity: Decimal
    unit: str
    price: Decimal
    amount: Decimal
    price_basis: str = ""
    product_ids: tuple[ProductId, ...] = ()
    description: str = ""
    order_number: str = ""
    charges: tuple[Charge, ...] = ()
    taxes: tuple[Tax, ...] = ()
    priced_quantity: Decimal | None = None
    priced_unit: str = ""


@dataclass(frozen=True)
class Invoice:
    """An invoice or credit memo (X12 810). `type_code` is BIG07 (DI, CR, CN ...); `total` is TDS01 as money. `more_terms` are
    the second ITD and those after it: instalments, or a choice."""

    number: str
    invoiced_on: date
    lines: tuple[InvoiceLine, ...]
    total: Decimal
    order_number: str = ""
    ordered_on: date | None = None
    type_code: str = ""
    currency: str = ""
    parties: tuple[Party, ...] = ()
    references: tuple[Reference, ...] = ()
    terms: Terms | None = None
    shipped_on: date | None = None
    charges: tuple[Charge, ...] = ()
    taxes: tuple[Tax, ...] = ()
    notes: tuple[str, ...] = ()
    more_terms: tuple[Terms, ...] = ()
    kind: str = "810"

    @property
    def is_credit(self) -> bool:
        """True for a credit memo, whether said by BIG07 or by a negative total."""
        return self.type_code in CREDITS or self.total < 0


@dataclass(frozen=True)
class Adjustment:
    """A deduction or addition (X12 ADX): negative = taken from the payee. `entity` and `payee` as in RemittanceLine."""

    amount: Decimal
    reason: str = ""
    qualifier: str = ""
    reference: str = ""
    entity: str = ""
    payee: Party | None = None


@dataclass(frozen=True)
class RemittanceLine:
    """One paid item (X12 RMR). `paid` is RMR04, `invoiced` RMR05, `discount` RMR06; signs as sent. `action` is RMR03,
    `adjusted` RMR08 with its reason RMR07 (already within `paid`). `entity` is the ENT loop it stands in, `payee` whom that
    loop names. `details` are items of this invoice (release 003010), parts of `paid`, never paid beside it."""

    qualifier: str
    number: str
    paid: Decimal | None
    invoiced: Decimal | None = None
    discount: Decimal | None = None
    adjustments: tuple[Adjustment, ...] = ()
    references: tuple[Reference, ...] = ()
    dated_on: date | None = None
    entity: str = ""
    action: str = ""
    adjusted: Decimal | None = None
    adjusted_reason: str = ""
    details: tuple[RemittanceLine, ...] = ()
    payee: Party | None = None


@dataclass(frozen=True)
class RemittanceAdvice:
    """A payment or remittance advice (X12 820). `number` is the trace number (TRN02); `total` BPR02.

    Which side is ours is told by `payer` (N1 PR) and `payee` (N1 PE) only. `handling` is BPR01, `direction` BPR03."""

    number: str
    total: Decimal
    lines: tuple[RemittanceLine, ...]
    handling: str = ""
    direction: str = ""
    method: str = ""
    paid_on: date | None = None
    currency: str = ""
    payer: Party | None = None
    payee: Party | None = None
    adjustments: tuple[Adjustment, ...] = ()
    references: tuple[Reference, ...] = ()
    parties: tuple[Party, ...] = ()
    kind: str = "820"


@dataclass(frozen=True)
class SegmentError:
    """One AK3 with its AK4s: `position` counts segments with ST = 1; elements are (position, code, bad value)."""

    segment_id: str
    position: int
    code: str = ""
    elements: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class SetAcknowledgment:
    """What a 997 says of one transaction set (AK2 to AK5). `status` is A, E or R."""

    set_code: str
    control_number: str
    status: str
    codes: tuple[str, ...] = ()
    errors: tuple[SegmentError, ...] = ()


@dataclass(frozen=True)
class Acknowledgment:
    """A functional acknowledgment (X12 997) of one group. `status` is AK901: A, E, P or R. No `sets` = a bare AK1/AK9,
    which speaks for every set of the group."""

    group_code: str
    group_control_number: str
    status: str
    sets: tuple[SetAcknowledgment, ...] = ()
    sets_included: int | None = None
    sets_received: int | None = None
    sets_accepted: int | None = None
    codes: tuple[str, ...] = ()
    kind: str = "997"

    @property
    def number(self) -> str:
        """The document number people see: the acknowledged group, as PO-123."""
        return f"{self.group_code}-{self.group_control_number}"


Document = (
    PurchaseOrder
    | OrderAnswer
    | OrderChange
    | OrderChangeAnswer
    | ShipNotice
    | Invoice
    | RemittanceAdvice
    | ApplicationAdvice
    | Acknowledgment
    | InterchangeAcknowledgment
)
