"""What NAV stores, as values: records read over OData and the records that we ask NAV to make.

Money is Decimal in `currency` ('' = the company's local currency), quantities are in `unit` (a NAV unit code), dates carry
no zone, `modified_at` is aware UTC. `etag` is NAV's concurrency token; `nav_id` the GUID of API v2.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Company:
    """A NAV company. `name` is the key used by the OData V4 pages, case-sensitive."""

    nav_id: str
    name: str
    display_name: str = ""


@dataclass(frozen=True)
class Vendor:
    """A NAV vendor. `blocked` is '', 'Payment' or 'All'."""

    nav_id: str
    number: str
    name: str
    blocked: str = ""
    currency: str = ""
    modified_at: datetime | None = None
    payment_terms_id: str = ""


@dataclass(frozen=True)
class Item:
    """A NAV item with its GTIN ('' when none) and base unit."""

    nav_id: str
    number: str
    name: str
    gtin: str = ""
    base_unit: str = ""
    blocked: bool = False
    modified_at: datetime | None = None


@dataclass(frozen=True)
class Unit:
    """A NAV unit of measure; `international_code` is UN/ECE recommendation 20."""

    nav_id: str
    code: str
    name: str = ""
    international_code: str = ""


@dataclass(frozen=True)
class ItemUnit:
    """How many base units of an item one of another unit holds (page 5404); the base unit itself holds 1."""

    item_number: str
    unit_code: str
    base_quantity: Decimal


@dataclass(frozen=True)
class Location:
    """A NAV location (warehouse or ship-to)."""

    nav_id: str
    code: str
    name: str = ""
    address_lines: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True)
class Dimension:
    """A NAV dimension, such as EDIPARTNER."""

    nav_id: str
    code: str
    name: str = ""


@dataclass(frozen=True)
class DimensionValue:
    """One value of a dimension; for EDIPARTNER its code is the partner's interchange id."""

    nav_id: str
    code: str
    dimension_id: str
    name: str = ""


@dataclass(frozen=True)
class DefaultDimension:
    """A default dimension of a vendor, item or location: which value it has under which dimension."""

    nav_id: str
    parent_id: str
    parent_type: str
    dimension_code: str
    value_code: str
    dimension_id: str = ""
    value_id: str = ""
    etag: str = ""


@dataclass(frozen=True)
class OrderLine:
    """One line of a NAV purchase order. `line_type` is Item, Comment, Account, Charge ...; `sequence` the line number."""

    nav_id: str
    sequence: int
    line_type: str
    item_id: str = ""
    item_number: str = ""
    variant: str = ""
    description: str = ""
    quantity: Decimal = Decimal(0)
    unit: str = ""
    unit_cost: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    discount_amount: Decimal = Decimal(0)
    tax_percent: Decimal = Decimal(0)
    tax_code: str = ""
    net_amount: Decimal = Decimal(0)
    tax_amount: Decimal = Decimal(0)
    expected_on: date | None = None
    location_id: str = ""
    received: Decimal = Decimal(0)
    invoiced: Decimal = Decimal(0)
    to_receive: Decimal = Decimal(0)
    to_invoice: Decimal = Decimal(0)
    etag: str = ""

    @property
    def outstanding(self) -> Decimal:
        """What may still be received, in `unit`."""
        return self.quantity - self.received

    @property
    def uninvoiced(self) -> Decimal:
        """What was received and not yet invoiced, in `unit`."""
        return self.received - self.invoiced


@dataclass(frozen=True)
class Order:
    """A NAV purchase order with its lines. `status` is Draft, In Review or Open; Open means released. `ordered_on` is the
    table's document date, which NAV moves with the posting date (nav reference 4.9, decision 0019)."""

    nav_id: str
    number: str
    vendor_number: str
    status: str
    ordered_on: date | None
    lines: tuple[OrderLine, ...] = ()
    vendor_id: str = ""
    vendor_name: str = ""
    currency: str = ""
    requested_on: date | None = None
    posting_on: date | None = None
    payment_terms_id: str = ""
    ship_to_name: str = ""
    ship_to_address: tuple[str, ...] = ()
    ship_to_city: str = ""
    ship_to_state: str = ""
    ship_to_postal_code: str = ""
    ship_to_country: str = ""
    prices_include_tax: bool = False
    total_without_tax: Decimal = Decimal(0)
    total_tax: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    etag: str = ""
    modified_at: datetime | None = None

    @property
    def is_released(self) -> bool:
        """Released orders leave as 850; API v2.0 calls them Open."""
        return self.status == "Open"

    @property
    def is_begun(self) -> bool:
        """Something came or was invoiced: the supplier has the order, and its date no longer says how old it is (decision 0019)."""
        return any(line.received or line.invoiced for line in self.lines)


@dataclass(frozen=True)
class OrderHeader:
    """A purchase order as the published page 50 shows it: the fields that API v2.0 does not have."""

    number: str
    vendor_invoice_number: str = ""
    vendor_shipment_number: str = ""
    posting_on: date | None = None
    due_on: date | None = None
    etag: str = ""


@dataclass(frozen=True)
class ReceiptLine:
    """One line of a posted purchase receipt."""

    sequence: int
    line_type: str
    item_number: str
    quantity: Decimal
    unit: str = ""
    description: str = ""


@dataclass(frozen=True)
class Receipt:
    """A posted purchase receipt. `vendor_shipment_number` is known only through the published page 136."""

    nav_id: str
    number: str
    order_number: str
    vendor_number: str = ""
    posting_on: date | None = None
    lines: tuple[ReceiptLine, ...] = ()
    vendor_shipment_number: str = ""
    modified_at: datetime | None = None


@dataclass(frozen=True)
class InvoiceRecordLine:
    """One line of a NAV purchase invoice."""

    sequence: int
    line_type: str
    object_number: str = ""
    description: str = ""
    quantity: Decimal = Decimal(0)
    unit: str = ""
    unit_cost: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    tax_percent: Decimal = Decimal(0)
    net_amount: Decimal = Decimal(0)
    tax_amount: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class VendorInvoice:
    """A NAV purchase invoice, draft or posted. `status` is Draft, In Review, Open, Paid, Canceled or Corrective."""

    nav_id: str
    number: str
    vendor_number: str
    vendor_invoice_number: str
    status: str
    vendor_name: str = ""
    invoiced_on: date | None = None
    posting_on: date | None = None
    due_on: date | None = None
    order_number: str = ""
    currency: str = ""
    total_without_tax: Decimal = Decimal(0)
    total_tax: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    lines: tuple[InvoiceRecordLine, ...] = ()
    etag: str = ""
    modified_at: datetime | None = None

    @property
    def is_posted(self) -> bool:
        """Open, Paid, Canceled and Corrective are posted; the id survives posting, the number changes."""
        return self.status in {"Open", "Paid", "Canceled", "Corrective"}


@dataclass(frozen=True)
class VendorCreditMemo(VendorInvoice):
    """A NAV purchase credit memo: the fields of an invoice, `vendor_invoice_number` is its Vendor Cr. Memo No., and amounts are
    positive where the vendor owes us."""


@dataclass(frozen=True)
class PaymentTerms:
    """Payment terms of NAV. Due and discount date are date formulas (30D, CM+10D); percent as 2 for 2 %."""

    nav_id: str
    code: str
    name: str = ""
    due_formula: str = ""
    discount_formula: str = ""
    discount_percent: Decimal = Decimal(0)


@dataclass(frozen=True)
class Account:
    """A G/L account."""

    nav_id: str
    number: str
    name: str = ""


@dataclass(frozen=True)
class Batch:
    """A journal batch: general journal or vendor payment journal."""

    nav_id: str
    code: str
    name: str = ""
    balancing_account: str = ""


@dataclass(frozen=True)
class JournalLine:
    """One line of a general journal batch. `account_type` is 'G/L Account', 'Vendor' ...; amount signed, debit positive."""

    account_type: str
    account_number: str
    amount: Decimal
    posting_on: date
    document_number: str
    external_number: str
    description: str = ""
    nav_id: str = ""
    line_number: int = 0
    balancing_account: str = ""
    etag: str = ""
    batch_id: str = ""


@dataclass(frozen=True)
class PaymentLine:
    """One line of a vendor payment journal, applied to a posted invoice. `amount` positive = paid to the vendor."""

    vendor_number: str
    amount: Decimal
    posting_on: date
    document_number: str
    external_number: str
    applies_to: str = ""
    description: str = ""
    nav_id: str = ""
    line_number: int = 0
    etag: str = ""
    batch_id: str = ""


@dataclass(frozen=True)
class LedgerEntry:
    """A general ledger entry; `amount` is debit minus credit in local currency."""

    entry_number: int
    posting_on: date | None
    document_number: str
    account_number: str
    amount: Decimal
    description: str = ""
    external_number: str = ""
    nav_id: str = ""


@dataclass(frozen=True)
class VendorEntry:
    """A vendor ledger entry (reportsFinance API): proof that an invoice or payment was posted."""

    entry_number: int
    document_type: str
    document_number: str
    external_number: str
    vendor_number: str
    amount: Decimal
    posting_on: date | None = None
    open: bool = True


@dataclass(frozen=True)
class Abilities:
    """Which optional abilities a NAV side has (nav reference 9.1), each shown by Test connection."""

    order_page: bool = False
    receipt_page: bool = False
    invoice_page: bool = False
    dimension_page: bool = False
    item_unit_page: bool = False
    receive_and_invoice: bool = False
    reports_finance: bool = False
    credit_memos: bool = False
    webhooks: tuple[str, ...] = ()
