"""What XML invoices have in common: the document's type, price per unit, and stated sums against their parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from edi.documents import Charge, Invoice, Tax
from edi.problems import Problem
from edi.soundness import unsound
from edi.x12.elements import rounded
from edi.xml.codes import CREDITS, INVOICES, OTHER_TYPES
from edi.xml.tree import Node

ZERO = Decimal(0)
_BASES = {Decimal(100): "HP", Decimal(1000): "TP"}
_PRICE_PLACES = Decimal("0.0000000001")


def invoice_type(node: Node, path: str) -> str:
    """BIG07 for the type of an invoice: DI, or CR for a credit; an error for types that a person must see."""
    code = node.text(path)
    if code in CREDITS:
        return "CR"
    if code not in INVOICES:
        name = OTHER_TYPES.get(code, "a type that is not booked by itself")
        node.report("content_invalid", f"Type {code[:10]} is {name}. Book it by hand, then discard it.", path)
    return "DI"


def per_unit(price: Decimal, base: Decimal | None) -> tuple[Decimal, str]:
    """Price and price basis (element 639) of a price that is for `base` units."""
    if base is None or base in {ZERO, Decimal(1)}:
        return price, ""
    if base in _BASES:
        return price, _BASES[base]
    return rounded(price / base, _PRICE_PLACES).normalize() + ZERO, ""


def signed(charges: Iterable[Charge]) -> Decimal:
    """Charges less allowances, of those that count."""
    return sum((charge.amount for charge in charges if charge.in_total), ZERO)


def check_sign(root: Node, invoice: Invoice, total_path: str) -> None:
    """An error for a credit note whose total is below zero (UBL, EN 16931): by the standard it asks for money, and some who
    send it mean a credit."""
    if invoice.is_credit and invoice.total < 0:
        text = (
            f"The credit note is for {invoice.total:,.2f}: below zero it may credit or ask for money. Ask the sender, and book "
            "it by hand."
        )
        root.report("content_invalid", text, total_path)


def one_currency(stated: str, amounts: Iterable[Node], attribute: str = "currencyID") -> str:
    """The currency of an invoice: the stated one, else that of its amounts. An error at the first amount in another one."""
    found = stated
    for amount in amounts:
        said = amount.attribute(attribute)
        found = found or said
        if said and said.upper() != found.upper():
            text = f"The amount is in {said[:10]}, the invoice in {found[:10]}. Ask for an invoice in one currency."
            amount.report("content_invalid", text)
            break
    return found


def check_sum(node: Node, path: str, meaning: str, parts: Iterable[Decimal]) -> None:
    """A stated sum against its parts; an error where it differs, nothing where it is not stated."""
    stated = node.decimal(path, meaning)
    made = sum(parts, ZERO)
    if stated is not None and stated != made:
        text = f"The {meaning} is {stated}, its parts make {made}; the difference is {stated - made}."
        node.report("totals_differ", text, path)


def taxes_of(parts: Sequence[Tax], total: Decimal | None) -> tuple[Tax, ...]:
    """The parts, else the total as the one tax."""
    return tuple(parts) if parts or not total else (Tax(total),)


def check(root: Node, invoice: Invoice, lines: Sequence[Node], total_path: str) -> None:
    """What must hold within any invoice, told at the elements of this one."""
    if not invoice.lines:
        text = "The invoice has no lines: nothing can be matched with an order. Ask for one with lines, or book it by hand."
        root.report("content_invalid", text)
        return
    places = {f"lines[{at}]": line.place for at, line in enumerate(lines)}
    places["total"] = f"{root.place}/{total_path}"
    for problem in unsound(invoice):
        place = places.get(problem.place.partition(".")[0], f"{root.place}/{problem.place}")
        root.problems.append(Problem(problem.code, problem.text, place, problem.severity))


def rounding(amount: Decimal | None) -> tuple[Charge, ...]:
    """What the payable amount was rounded by, as a charge of the invoice."""
    return (Charge(amount, description="Rounding of the payable amount"),) if amount else ()


def prepaid_note(amount: Decimal | None, payable: Decimal | None) -> tuple[str, ...]:
    """What was paid before, for people: the invoice is for the whole."""
    if not amount:
        return ()
    rest = f"; {payable} is left to pay" if payable is not None else ""
    return (f"{amount} of the total was paid before{rest}.",)
