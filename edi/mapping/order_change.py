"""What is different between an order as the supplier has it and as it is in NAV now: the 860, and its effect (X12.15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from edi.documents import OrderChange, Party, PurchaseOrder, PurchaseOrderLine
from edi.mapping.amounts import ZERO, money, plain
from edi.order_documents import ChangedLine
from edi.x12.order_change_860 import CANCELLED, DELETED

ADDED, SEVERAL, PRICE, DAY, REPLACED = "AI", "CA", "PC", "RS", "RZ"
MORE, LESS = "QI", "QD"


def order_change(
    before: PurchaseOrder,
    now: PurchaseOrder,
    received: Mapping[str, Decimal],
    *,
    sequence: str,
    changed_on: date,
) -> OrderChange | None:
    """The change that leads from `before` to `now`, both as the wire shows them; None when the supplier sees no difference.

    `received` is what arrived already, by line number: of a changed line the rest is told as left to receive."""
    change = OrderChange(
        number=before.number,
        ordered_on=before.ordered_on,
        changed_on=changed_on,
        lines=tuple(_changed_lines(before, now, received)),
        order_type=before.order_type,
        sequence=sequence,
        currency="" if now.currency == before.currency else now.currency,
        requested_on=None if now.requested_on == before.requested_on else now.requested_on,
        parties=tuple(party for party in now.parties if party not in before.parties),
        references=tuple(one for one in now.references if one not in before.references),
        terms=None if now.terms == before.terms else now.terms,
        # a text that was sent once is not taken back; a new one is added
        notes=tuple(note for note in now.notes if note not in before.notes),
    )
    said = (
        change.lines,
        change.currency,
        change.requested_on,
        change.parties,
        change.references,
        change.terms,
    )
    if not any((*said, change.notes)):
        return None
    return replace(change, parties=(*_both_sides(now, change), *change.parties))


def _both_sides(order: PurchaseOrder, change: OrderChange | None = None) -> tuple[Party, ...]:
    """Buyer and vendor, which every change names, unless the change names them anyway."""
    there = {party.role for party in change.parties} if change else set()
    return tuple(party for party in order.parties if party.role in {"BY", "VN"} - there)


def cancellation(before: PurchaseOrder, *, sequence: str, changed_on: date) -> OrderChange:
    """The 860 that takes the whole order back."""
    return OrderChange(
        number=before.number,
        ordered_on=before.ordered_on,
        changed_on=changed_on,
        lines=(),
        purpose=CANCELLED,
        order_type=before.order_type,
        sequence=sequence,
        parties=_both_sides(before),
    )


def _changed_lines(
    before: PurchaseOrder, now: PurchaseOrder, received: Mapping[str, Decimal]
) -> Iterable[ChangedLine]:
    known = {line.line_number: line for line in before.lines}
    kept = set()
    for line in now.lines:
        kept.add(line.line_number)
        old = known.get(line.line_number)
        code = ADDED if old is None else _kind(old, line)
        if code:
            left = max(line.quantity - received.get(line.line_number, ZERO), ZERO)
            yield ChangedLine(
                line.line_number,
                code,
                line.quantity,
                left,
                line.unit,
                line.price,
                line.price_basis,
                line.product_ids,
                line.description,
                line.requested_on,
            )
    for line in before.lines:
        if line.line_number not in kept:
            yield ChangedLine(line.line_number, DELETED, product_ids=line.product_ids)


def _kind(old: PurchaseOrderLine, new: PurchaseOrderLine) -> str:
    """POC02 for a line that both have; '' where nothing is different."""
    if _is_other_article(old, new):
        return REPLACED
    found = []
    if old.quantity != new.quantity:
        found.append(MORE if new.quantity > old.quantity else LESS)
    if (old.price, old.price_basis) != (new.price, new.price_basis):
        found.append(PRICE)
    if old.requested_on != new.requested_on and new.requested_on is not None:
        found.append(DAY)
    if old.unit != new.unit or old.description != new.description:
        found.append(SEVERAL)
    return "" if not found else found[0] if len(found) == 1 else SEVERAL


def _is_other_article(old: PurchaseOrderLine, new: PurchaseOrderLine | ChangedLine) -> bool:
    """True when no product code agrees: a code that was mapped since is not another article."""
    return bool(old.product_ids) and not set(old.product_ids) & set(new.product_ids)


def apply_change(order: PurchaseOrder, change: OrderChange) -> PurchaseOrder:
    """The order as the supplier has it after a change of ours."""
    if change.purpose == CANCELLED:
        return replace(order, lines=())
    lines = {line.line_number: line for line in order.lines}
    for changed in change.lines:
        if changed.change == DELETED:
            lines.pop(changed.line_number, None)
        elif changed.quantity is not None:
            old = lines.get(changed.line_number)
            day = changed.requested_on or (old.requested_on if old else None)
            lines[changed.line_number] = PurchaseOrderLine(
                changed.line_number,
                changed.quantity,
                changed.unit,
                changed.price,
                changed.price_basis,
                changed.product_ids,
                changed.description,
                day,
            )
    roles = {party.role for party in change.parties}
    kept: tuple[Party, ...] = tuple(party for party in order.parties if party.role not in roles)
    named = {reference.qualifier for reference in change.references}
    return replace(
        order,
        lines=tuple(lines[number] for number in sorted(lines, key=_place)),
        currency=change.currency or order.currency,
        requested_on=change.requested_on or order.requested_on,
        parties=(*change.parties, *kept),
        references=(*(one for one in order.references if one.qualifier not in named), *change.references),
        terms=change.terms or order.terms,
        notes=(*order.notes, *change.notes),
    )


def _place(number: str) -> tuple[int, str]:
    return (int(number) if number.isdigit() else 0, number)


def describe(before: PurchaseOrder, change: OrderChange) -> list[dict[str, str]]:
    """What changes, one row a line and one a header field, as people read it: what, line, was, is."""
    if change.purpose == CANCELLED:
        return [{"line": "all", "what": "the order is cancelled", "was": "", "is": ""}]
    known = {line.line_number: line for line in before.lines}
    rows = [row for line in change.lines for row in _line_rows(known.get(line.line_number), line)]
    if change.requested_on:
        rows.append(_row("header", "requested on", before.requested_on, change.requested_on))
    if change.currency:
        rows.append(_row("header", "currency", before.currency, change.currency))
    moved = [party for party in change.parties if party not in before.parties]
    rows += [
        _row("header", f"party {party.role}", "", " ".join((party.name, *party.address_lines)))
        for party in moved
    ]
    rows += [_row("header", "note", "", note) for note in change.notes]
    rows += [_row("header", f"reference {one.qualifier}", "", one.number) for one in change.references]
    if change.terms:
        rows.append(_row("header", "payment terms", "", change.terms.text or "changed"))
    return rows


def _line_rows(old: PurchaseOrderLine | None, line: ChangedLine) -> Iterable[dict[str, str]]:
    article = line.description or next((code.code for code in line.product_ids), "")
    if line.change == DELETED:
        was = f"{plain(old.quantity)} {old.unit}" if old else ""
        yield _row(line.line_number, f"deleted: {old.description if old else article}", was, "")
    elif old is None or line.quantity is None:
        quantity = plain(line.quantity) if line.quantity is not None else ""
        yield _row(line.line_number, f"added: {article}", "", f"{quantity} {line.unit}")
    else:
        for what, was, now in (
            ("quantity", f"{plain(old.quantity)} {old.unit}", f"{plain(line.quantity)} {line.unit}"),
            ("price", _price(old.price), _price(line.price)),
            ("requested on", str(old.requested_on or ""), str(line.requested_on or "")),
            ("description", old.description, line.description),
            ("article", *((_codes(old), _codes(line)) if _is_other_article(old, line) else ("", ""))),
        ):
            if was != now:
                yield _row(line.line_number, what, was, now)


def _price(price: Decimal | None) -> str:
    return "" if price is None else money(price)


def _codes(line: PurchaseOrderLine | ChangedLine) -> str:
    return ", ".join(code.code for code in line.product_ids)


def _row(line: str, what: str, was: object, now: object) -> dict[str, str]:
    return {"line": line, "what": what, "was": "" if was is None else str(was), "is": str(now)}
