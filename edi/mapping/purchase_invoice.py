"""Posted NAV purchase invoice to the X12 810 that leaves (self-billed; booking rule 4.6)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from edi.documents import Charge, Invoice, InvoiceLine, Party, Reference, Tax, Terms
from edi.mapping.amounts import ZERO, money, net_price, plain, round_money
from edi.mapping.charge_rules import ACCOUNT, ITEM_CHARGE
from edi.mapping.lookups import Lookups, MappingUsed
from edi.mapping.order_lines import COMMENT_TYPES, ITEM_TYPE
from edi.mapping.outcomes import Outcome
from edi.mapping.products import find_source
from edi.mapping.purchase_order import own_product_ids, x12_unit
from edi.mapping.units import unmapped_nav_unit
from edi.nav_records import InvoiceRecordLine, VendorInvoice
from edi.problems import Problem, has_errors
from edi.profiles import Profile

SENDABLE = frozenset({"Open", "Paid"})
REFERENCE_LENGTH = 30  # REF02 in 004010
DISCOUNT = "C310"
ALL_TAXES = "TX"
ACCOUNT_TYPE = "Account"
_TREATMENTS = {ACCOUNT_TYPE: ACCOUNT, "Charge": ITEM_CHARGE}
OFF_INVOICE, CHARGED = "02", "06"  # SAC12
EACH = "EA"


def map_posted_invoice(
    invoice: VendorInvoice,
    lookups: Lookups,
    *,
    own: Party,
    vendor_party: Party,
    terms: Terms | None,
    profile: Profile,
    local_currency: str,
) -> tuple[Invoice | None, list[Problem], list[MappingUsed]]:
    """Map a posted invoice to the document to send: (document or None, problems, mappings used).

    Its number is NAV's; the vendor's own number goes along as reference IV. Problems carry content_invalid, unit_unmapped,
    and totals_differ when the document would not come to NAV's total with tax."""
    outcome = Outcome()
    place = f"invoice {invoice.number}"
    _check_state(invoice, outcome, place)
    ruled = _ruled(invoice, lookups)
    rows = [row for row in invoice.lines if row not in ruled and _is_item(row, profile, outcome, place)]
    if not rows:
        outcome.stop("content_invalid", "The invoice has no item or account line. Settle it by hand.", place)
    lines = tuple(_invoice_line(row, lookups, profile, outcome, place) for row in rows)
    charges = tuple(ruled.values())
    taxes = _taxes(invoice, [*rows, *ruled])
    _check_total(invoice, lines, (*charges, *taxes), outcome, place)
    invoiced_on = invoice.invoiced_on or invoice.posting_on
    if has_errors(outcome.problems) or invoiced_on is None:
        return None, outcome.problems, outcome.used
    document = Invoice(
        number=invoice.number,
        invoiced_on=invoiced_on,
        lines=lines,
        total=invoice.total,
        order_number=invoice.order_number,
        currency="" if invoice.currency == local_currency else invoice.currency,
        parties=(replace(own, role=own.role or "BY"), replace(vendor_party, role=vendor_party.role or "VN")),
        references=_references(invoice),
        terms=terms,
        charges=charges,
        taxes=taxes,
        notes=_comments(invoice),
    )
    return document, outcome.problems, outcome.used


def _ruled(invoice: VendorInvoice, lookups: Lookups) -> dict[InvoiceRecordLine, Charge]:
    """Return the account and item charge lines that a charge rule, read backwards, gives a code: SAC instead of IT1. An
    invoice of nothing else keeps its lines, since an 810 wants one."""
    found: dict[InvoiceRecordLine, Charge] = {}
    for row in invoice.lines:
        rule = lookups.charges.named_by(_TREATMENTS.get(row.line_type, ""), row.object_number, row.net_amount)
        if rule and row.net_amount:
            handling = OFF_INVOICE if row.net_amount < 0 else CHARGED
            found[row] = Charge(row.net_amount, rule.code, row.description.strip(), handling)
    others = [row for row in invoice.lines if row not in found and row.line_type not in COMMENT_TYPES]
    return found if any(row.quantity or row.net_amount for row in others) else {}


def _check_state(invoice: VendorInvoice, outcome: Outcome, place: str) -> None:
    if invoice.status not in SENDABLE:
        status = invoice.status or "without status"
        text = f"The invoice is {status} in NAV; only open and paid ones are sent. Settle it by hand."
        outcome.stop("content_invalid", text, place)
    if invoice.total < 0:
        text = f"Its total is {money(invoice.total)}: a credit needs a person."
        outcome.stop("content_invalid", text, place)
    if invoice.invoiced_on is None and invoice.posting_on is None:
        outcome.stop("content_invalid", "The invoice has no date in NAV.", place)


def _comments(invoice: VendorInvoice) -> tuple[str, ...]:
    texts = (row.description.strip() for row in invoice.lines if row.line_type in COMMENT_TYPES)
    return tuple(text for text in texts if text)


def _is_item(row: InvoiceRecordLine, profile: Profile, outcome: Outcome, place: str) -> bool:
    if row.line_type in COMMENT_TYPES:
        return False
    where = f"{place}, line {row.sequence}"
    if row.line_type in (ITEM_TYPE, ACCOUNT_TYPE):
        if row.quantity == 0 and row.net_amount == 0:
            return False  # NAV copies order lines of which nothing was invoiced
        if row.quantity <= 0:
            text = f"Quantity {plain(row.quantity)} of {row.line_type.lower()} {row.object_number} is a return; it needs a person."
            outcome.stop("content_invalid", text, where)
            return False
        return True
    if row.line_type in profile.skipped_line_types:
        outcome.note(
            f"The {row.line_type} line '{row.description}' is left out, as the partner's profile says.", where
        )
        return False
    text = (
        f"A line of type {row.line_type} ('{row.description}') cannot be sent. Settle it by hand, or let the partner's"
        " profile leave such lines out."
    )
    outcome.stop("content_invalid", text, where)
    return False


def _invoice_line(
    row: InvoiceRecordLine, lookups: Lookups, profile: Profile, outcome: Outcome, place: str
) -> InvoiceLine:
    where = f"{place}, line {row.sequence}"
    is_account = row.line_type == ACCOUNT_TYPE
    unit = EACH if is_account and not row.unit else x12_unit(row.unit, lookups, profile)
    if is_account and not row.unit:
        pass  # freight and services are billed as one each, by their description
    elif unit:
        source = "profile" if row.unit in profile.units else "unit"
        outcome.used.append(MappingUsed("unit", unit, row.unit, source, ""))
    else:
        outcome.problems.append(unmapped_nav_unit(row.unit, row.object_number, where))
    product_ids = () if is_account else own_product_ids(row.object_number, lookups, profile)
    outcome.used += [find_source(product_id, row.object_number, lookups) for product_id in product_ids]
    price, amount, charges = _priced(row)
    return InvoiceLine(
        line_number=str(row.sequence),
        quantity=row.quantity,
        unit=unit,
        price=price,
        amount=amount,
        product_ids=product_ids,
        description=row.description.strip(),
        charges=charges,
    )


def _priced(row: InvoiceRecordLine) -> tuple[Decimal, Decimal, tuple[Charge, ...]]:
    """Return price, quantity x price, and the allowance that leads to NAV's net amount where no net price does."""
    price, _ = net_price(row.unit_cost, row.discount_percent)
    amount = round_money(row.quantity * price)
    if amount == row.net_amount:
        return price, amount, ()
    price, _ = net_price(row.unit_cost, ZERO)
    amount = round_money(row.quantity * price)
    rest = row.net_amount - amount
    # a discount only lowers: anything else (prices with tax) stays a difference and stops the document
    if row.net_amount <= 0 or rest >= 0 or row.net_amount + row.tax_amount == amount:
        return price, amount, ()
    return price, amount, (Charge(rest, DISCOUNT, "DISCOUNT", "02"),)


def _taxes(invoice: VendorInvoice, rows: list[InvoiceRecordLine]) -> tuple[Tax, ...]:
    """Return the taxes by percent; as one amount where NAV's lines do not come to its total tax."""
    by_percent: dict[Decimal, Decimal] = {}
    for row in rows:
        by_percent[row.tax_percent] = by_percent.get(row.tax_percent, ZERO) + row.tax_amount
    amounts = {percent: amount for percent, amount in by_percent.items() if amount}
    if sum(amounts.values(), ZERO) != invoice.total_tax:
        percent = next(iter(by_percent), None) if len(by_percent) == 1 else None
        return (Tax(invoice.total_tax, ALL_TAXES, percent or None),) if invoice.total_tax else ()
    return tuple(Tax(amount, ALL_TAXES, percent or None) for percent, amount in sorted(amounts.items()))


def _check_total(
    invoice: VendorInvoice,
    lines: tuple[InvoiceLine, ...],
    extras: tuple[Charge | Tax, ...],
    outcome: Outcome,
    place: str,
) -> None:
    total = sum((line.amount + sum((charge.amount for charge in line.charges), ZERO) for line in lines), ZERO)
    total += sum((extra.amount for extra in extras), ZERO)
    if total != invoice.total:
        text = (
            f"The lines and taxes that can be sent come to {money(total)}, NAV's total is {money(invoice.total)}. Settle the"
            " invoice by hand, or change what the partner's profile leaves out."
        )
        outcome.stop("totals_differ", text, place)


def _references(invoice: VendorInvoice) -> tuple[Reference, ...]:
    number = invoice.vendor_invoice_number.strip()
    if not number or number == invoice.number or len(number) > REFERENCE_LENGTH:
        return ()
    return (Reference("IV", number),)
