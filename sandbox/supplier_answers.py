"""What a supplier writes back to an order: how it behaves, what it ships, what it charges, under which numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from sandbox import generate_810, generate_855, generate_856, generate_997, partners, x12
from sandbox.generator_values import Line, OptionError, Order, order_from
from sandbox.store import Store
from sandbox.x12 import Group, Segment, TransactionSet, element

Record = dict[str, Any]
SHAPES = ("S-O-I", "S-O-P-I", "S-O-T-P-I", "S-T-O-I", "S-P-O-I", "S-O-I-P")
DELIMITERS = (
    x12.Delimiters(),
    x12.Delimiters(newline=""),
    x12.Delimiters("|", "~", ":"),
    x12.Delimiters(component=":"),
)
DEFAULT_BEHAVIOURS = {"V10003": "short_ship", "V10011": "short_ship", "V10005": "unknown_code", "V10007": "duplicate",
                      "V10009": "price_differs", "V10013": "rejects"}  # fmt: skip
BEHAVIOURS = {
    "good": "everything ordered is shipped and invoiced at the order's price",
    "short_ship": "the first line is shipped and invoiced short",
    "over_ship": "one more than ordered of the first line is shipped and invoiced",
    "unknown_code": "the first line goes under a product code nobody knows, without the line number",
    "duplicate": "the invoice comes twice, under new control numbers",
    "price_differs": "the invoice asks five percent more",
    "rejects": "the order is rejected in the 997; nothing is shipped",
    "errors": "the order is accepted with errors noted in the 997",
    "no_acknowledgment": "goods and invoice come, a 997 never does",
    "no_invoice": "goods come, an invoice never does",
    "silent": "nothing comes back at all",
}


@dataclass(frozen=True)
class Behaviour:
    """How one vendor behaves; shape and delay are its own where set."""

    name: str
    shape: str
    delay_seconds: float | None = None

    @property
    def acknowledges(self) -> bool:
        return self.name not in {"silent", "no_acknowledgment"}

    @property
    def ships(self) -> bool:
        return self.name not in {"silent", "rejects"}

    @property
    def invoices(self) -> bool:
        return self.name != "no_invoice"


def behaviour_of(store: Store, vendor_number: str) -> Behaviour:
    """The behaviour of a vendor: as set for it, as set for "*", else as agreed for the seed."""
    table = store.table("supplier_behaviours")
    record = {**(table.get("*") or {}), **(table.get(vendor_number) or {})}
    name = record.get("behaviour") or DEFAULT_BEHAVIOURS.get(vendor_number, "good")
    return Behaviour(
        name, record.get("shape") or SHAPES[_index(vendor_number) % len(SHAPES)], record.get("delay_seconds")
    )


def set_behaviour(store: Store, vendor_number: str, option: object) -> None:
    """Set a vendor's behaviour (or everybody's, "*") from a name or {"behaviour", "shape", "delay_seconds"}; OptionError."""
    record = dict(option) if isinstance(option, dict) else {"behaviour": option}
    unknown = set(record) - {"behaviour", "shape", "delay_seconds"}
    if unknown:
        raise OptionError(f"{vendor_number}: a supplier has no {', '.join(sorted(unknown))}")
    if record.get("behaviour") not in {*BEHAVIOURS, None}:
        raise OptionError(
            f"{vendor_number}: behaviour {record['behaviour']!r} is none of {', '.join(BEHAVIOURS)}"
        )
    if record.get("shape") not in {*generate_856.SHAPES, None}:
        raise OptionError(
            f"{vendor_number}: shape {record['shape']!r} is none of {', '.join(generate_856.SHAPES)}"
        )
    store.table("supplier_behaviours").put(vendor_number, record)


def _index(vendor_number: str) -> int:
    return int("".join(sign for sign in vendor_number if sign.isdigit()) or 0)


def document_number(entry: TransactionSet) -> str:
    """The number of an 850, 860, 810 or 824."""
    for tag, position in (("BEG", 3), ("BCH", 3), ("BIG", 2), ("BGN", 2)):
        if entry.first(tag):
            return element(entry.first(tag), position)
    return ""


def order_read(entry: TransactionSet) -> Record:
    """An 850 as JSON in the generator's words: number, date, ship-to, currency, terms, lines."""
    beg = entry.first("BEG")
    ordered_on = datetime.strptime(element(beg, 5), "%Y%m%d").date().isoformat() if element(beg, 5) else ""  # noqa: DTZ007
    return {"order_number": element(beg, 3), "order_date": ordered_on, "currency": element(entry.first("CUR"), 2),
            "ship_to": _ship_to(entry), "terms": _terms(entry.first("ITD")), "lines": list(_lines(entry))}  # fmt: skip


def _ship_to(entry: TransactionSet) -> Record:
    for segment in entry.all("N1"):
        if element(segment, 1) == "ST":
            return {
                "name": element(segment, 2),
                "qualifier": element(segment, 3),
                "code": element(segment, 4),
            }
    return {}


def _terms(itd: Segment) -> Record | None:
    if not itd:
        return None
    return {"type": element(itd, 1), "basis": element(itd, 2), "percent": element(itd, 3), "discount_days": element(itd, 5),
            "net_days": element(itd, 7), "text": element(itd, 12)}  # fmt: skip


def _lines(entry: TransactionSet) -> list[Record]:
    lines: list[Record] = []
    for segment in entry.segments:
        if segment[0] == "PO1":
            pairs = segment[6:]
            ids = [
                [pairs[index], pairs[index + 1]] for index in range(0, len(pairs) - 1, 2) if pairs[index + 1]
            ]
            lines.append({"line_number": element(segment, 1), "quantity": element(segment, 2), "unit": element(segment, 3),
                          "price": element(segment, 4) or "0", "price_basis": element(segment, 5), "product_ids": ids})  # fmt: skip
        elif segment[0] == "PID" and lines and not lines[-1].get("description"):
            lines[-1]["description"] = element(segment, 5)
    return lines


def acknowledgment(group: Group, behaviour: Behaviour) -> Record:
    """The 997 to a group as generator options."""
    status = {"rejects": "R", "errors": "E"}.get(behaviour.name, "A") if group.functional_id == "PO" else "A"
    position = next(
        (
            index
            for index, segment in enumerate(group.sets[0].segments, start=2)
            if segment[0] in {"PO1", "IT1"}
        ),
        2,
    )
    errors = [{"segment": "PO1", "position": str(position), "code": "8",
               "elements": [{"position": "4", "number": "212", "code": "7"}]}]  # fmt: skip
    return generate_997.acknowledgment_of(group, {"status": status, "errors": errors})


def files_of(store: Store, answer: Record, moment: datetime) -> list[tuple[str, bytes]]:
    """The files of one planned answer: (name, bytes); numbers are used up."""
    body = BODIES[answer["kind"]](store, answer, moment)
    copies = (
        2
        if answer["kind"] == "810" and behaviour_of(store, answer["vendor_number"]).name == "duplicate"
        else 1
    )
    return [_file(store, answer, body, moment) for _ in range(copies)]


def _file(store: Store, answer: Record, body: list[Segment], moment: datetime) -> tuple[str, bytes]:
    control = partners.next_control(store, answer["sender"], answer["receiver"])
    delimiters = DELIMITERS[_index(answer["vendor_number"]) // len(SHAPES) % len(DELIMITERS)]
    envelope = x12.Envelope(
        sender=answer["sender"], receiver=answer["receiver"], interchange_control=control, group_control=control,
        usage=answer["usage"], version=answer["version"], group_sender=answer["group_sender"],
        group_receiver=answer["group_receiver"], written_at=moment, delimiters=delimiters,
    )  # fmt: skip
    text = x12.write(envelope, [(x12.GROUP_OF_SET[answer["kind"]], [(answer["kind"], body)])])
    name = (
        f"{partners.file_prefix(answer['sender'])}_{answer['kind']}_{moment:%Y%m%d%H%M%S}_{control:04d}.edi"
    )
    return name, text.encode()


def _order(answer: Record, moment: datetime) -> Order:
    """The order as it is shipped: the behaviour decides quantities and codes."""
    return order_from(answer["order"], moment.date())


def shipped(order: Order, behaviour: Behaviour) -> Order:
    """The lines that leave the supplier's warehouse."""
    if not order.lines:
        return order
    first, rest = order.lines[0], order.lines[1:]
    if behaviour.name == "short_ship":
        part = (first.quantity * Decimal("0.6")).to_integral_value(ROUND_FLOOR)
        if part <= 0:
            return replace(order, lines=rest) if rest else order
        first = replace(first, quantity=part, ordered_quantity=first.quantity, ordered_unit=first.unit)
        return replace(order, lines=(first, *rest))
    if behaviour.name == "over_ship":
        return replace(order, lines=(replace(first, quantity=first.quantity + 1), *rest))
    if behaviour.name == "unknown_code":
        return replace(order, lines=(_under_unknown_code(first), *rest))
    return order


def _under_unknown_code(line: Line) -> Line:
    code = line.product_ids[0][1] if line.product_ids else line.line_number
    return replace(line, line_number="", product_ids=(("VN", f"NEW-{code}"),))


def _notice(store: Store, answer: Record, moment: datetime) -> list[Segment]:
    behaviour = behaviour_of(store, answer["vendor_number"])
    order = shipped(_order(answer, moment), behaviour)
    order = replace(
        order, lines=tuple(_with_lots(line, moment.date(), behaviour, answer) for line in order.lines)
    )
    options = {
        "number": partners.document_number(store, "SH", answer["vendor_number"]), "shape": behaviour.shape,
        "ship_from": {"name": answer["vendor_name"], "code": answer["vendor_number"]}, "shipped_on": moment.date().isoformat(),
    }  # fmt: skip
    return generate_856.body(options, [order], moment.date(), store.next_number("sscc") * 1000)


def _with_lots(line: Line, today: date, behaviour: Behaviour, answer: Record) -> Line:
    """Every second supplier names the lot and its expiry."""
    if behaviour.shape not in {"S-O-P-I", "S-O-T-P-I", "S-O-I-P"} or line.quantity <= 0:
        return line
    entry = {"line_number": line.line_number, "quantity": str(line.quantity), "lots": [
        {"number": f"L{today:%y%j}{answer['upload']:03d}", "expires_on": (today + timedelta(days=180)).isoformat()}]}  # fmt: skip
    return replace(line, lots=order_from({"lines": [entry]}, today).lines[0].lots)


def _invoice(store: Store, answer: Record, moment: datetime) -> list[Segment]:
    behaviour = behaviour_of(store, answer["vendor_number"])
    order = shipped(_order(answer, moment), behaviour)
    if behaviour.name == "price_differs":
        raised = [replace(line, price=max((line.price * Decimal("1.05")).quantize(x12.CENT), line.price + x12.CENT))
                  for line in order.lines]  # fmt: skip
        order = replace(order, lines=tuple(raised))
    options = {
        "number": partners.document_number(store, "INV", answer["vendor_number"]),
        "supplier": {"name": answer["vendor_name"], "code": answer["vendor_number"]},
        "bill_to": {"name": partners.OWN_NAME}, "terms": answer["order"].get("terms"), "iss": True,
        "taxes": _taxes(store, order),
    }  # fmt: skip
    return generate_810.body(options, order, moment.date())


def _taxes(store: Store, order: Order) -> list[Record]:
    """Sales tax as the buyer's books have it: a supplier knows which of its goods are taxed, and rounds once per rate."""
    book = next(
        (row for row in store.table("purchaseOrders").values() if row.get("number") == order.number), None
    )
    rows = [
        row
        for row in store.table("purchaseOrderLines").values()
        if book and row.get("documentId") == book["id"]
    ]
    rows = sorted((row for row in rows if row.get("lineObjectNumber")), key=lambda row: int(row["sequence"]))
    percents = {str(row["sequence"]): Decimal(str(row.get("taxPercent") or 0)) for row in rows}
    in_order = list(percents.values())  # a line that comes without its number keeps its place
    bases: dict[Decimal, Decimal] = {}
    for place, line in enumerate(order.lines):
        percent = percents.get(line.line_number, in_order[place] if place < len(in_order) else Decimal(0))
        amount = (line.quantity * line.price).quantize(x12.CENT, ROUND_HALF_UP)
        bases[percent] = bases.get(percent, Decimal(0)) + amount
    return [{"amount": str((base * percent / 100).quantize(x12.CENT, ROUND_HALF_UP)), "percent": str(percent)}
            for percent, base in bases.items() if percent]  # fmt: skip


def _acknowledgment(store: Store, answer: Record, moment: datetime) -> list[Segment]:
    return generate_997.body(answer["options"])


def _order_answer(store: Store, answer: Record, moment: datetime) -> list[Segment]:
    order = _order(answer, moment)
    word = str(answer["options"]["answers"])
    options = {"type": generate_855.ANSWERS.get(word, "AD")}
    if word == "changed" and order.lines:
        options = generate_855.changed(options, order)
    return generate_855.body(options, order, moment.date())


def _change_answer(store: Store, answer: Record, moment: datetime) -> list[Segment]:
    return generate_855.change_body(answer["options"], moment.date())


BODIES = {
    "855": _order_answer,
    "865": _change_answer,
    "856": _notice,
    "810": _invoice,
    "997": _acknowledgment,
}
