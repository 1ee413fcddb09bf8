"""Bodies of ship notices (X12 856) in every hierarchy shape senders use: S-O-I to S-T-P-O-I and item before pack (0002)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from sandbox.generator_values import (
    Line,
    OptionError,
    Options,
    Order,
    date_of,
    party,
    product_pairs,
    spread,
    x12_date,
)
from sandbox.x12 import Segment, number

SHAPES = ("S-O-I", "S-O-P-I", "S-O-T-P-I", "S-O-T-I", "S-T-O-I", "S-P-O-I", "S-T-P-O-I", "S-O-I-P")
STRUCTURE_CODE = {"S-O-P-I": "0001", "S-O-T-P-I": "0001", "S-O-I-P": "0002", "S-O-I": "0004"}


def sscc(serial: int, prefix: str = "0614141", digits: int = 18, extension: str = "1") -> str:
    """A serial shipping container code with its modulo-10 check digit; 20 digits carry application id 00 in front."""
    body = f"{extension}{prefix}{serial:0{16 - len(prefix)}d}"
    weighted = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(body))
    code = body + str(-weighted % 10)
    return code if digits == 18 else "00" + code


@dataclass
class _Tree:
    """The HL loops as they are written; HL01 counts 1, 2, 3, HL02 names the parent."""

    options: Options
    shape: list[str]
    sscc_serial: int
    segments: list[Segment] = field(default_factory=list)
    levels: int = 0

    def add(self, level: str, parent: int | None, content: Sequence[Segment]) -> int:
        self.levels += 1
        child_code = (
            "" if self.options.get("hl_child_code") is False else "0" if level == self.shape[-1] else "1"
        )
        self.segments.append(
            ["HL", str(self.levels), "" if parent is None else str(parent), level, child_code]
        )
        self.segments.extend(content)
        return self.levels

    def container(self, level: str, pieces: Sequence[Line] = ()) -> list[Segment]:
        """What stands on a tare or a pack: contents and its SSCC."""
        code = sscc(self.sscc_serial, digits=int(self.options.get("sscc_digits", 18)))
        self.sscc_serial += 1
        inside = sum((piece.quantity for piece in pieces), Decimal(0))
        if level == "T":
            return [["TD1", "PLT94", "1"], ["MAN", "GM", code]]
        # PO401 is a whole number of at most six digits; catch weight and empty containers count as one
        return [
            ["PO4", number(inside) if 0 < inside == int(inside) < 1_000_000 else "1"],
            ["MAN", "GM", code],
        ]


def body(options: Options, orders: Sequence[Order], today: date, sscc_serial: int = 1) -> list[Segment]:
    """The segments between ST and SE of one ship notice over one or more orders; OptionError for an unknown shape."""
    shape = str(options.get("shape", "S-O-I"))
    if shape not in SHAPES:
        raise OptionError(f"option shape: {shape!r} is none of {', '.join(SHAPES)}")
    tree = _Tree(options, shape.split("-"), sscc_serial)
    shipped_on = date_of(options.get("shipped_on"), today)
    shipment = tree.add("S", None, _shipment_level(options, orders, shipped_on))
    for order in orders:
        _order(tree, shipment, order)
    structure = str(options.get("structure") or STRUCTURE_CODE.get(shape, "0003"))
    lines = sum(1 for segment in tree.segments if segment[0] == "LIN")
    counted = lines if options.get("ctt") == "lines" else tree.levels
    total = sum((line.quantity for order in orders for line in order.lines), Decimal(0))
    return [
        ["BSN", str(options.get("purpose", "00")), str(options.get("number", "")), x12_date(shipped_on),
         str(options.get("time", "1200")), structure],
        *tree.segments,
        ["CTT", str(counted), number(total) if options.get("ctt_total") else ""],
    ]  # fmt: skip


def _shipment_level(options: Options, orders: Sequence[Order], shipped_on: date) -> list[Segment]:
    lines = [line for order in orders for line in order.lines]
    weight = sum((line.weight for line in lines if line.weight is not None), Decimal(0))
    packages = str(options.get("packages", max(1, len(lines))))
    expected_on = date_of(options.get("expected_on"), shipped_on + timedelta(days=2))
    ship_to = options.get("ship_to") or (orders[0].ship_to if orders else {})
    content: list[Segment] = [
        ["TD1", str(options.get("packaging", "CTN25")), packages, "", "", "", *(["G", number(weight), "LB"] if weight else [])],
        ["TD5", "B", "2", str(options.get("carrier", "ODFL")), str(options.get("carrier_mode", "M"))],
    ]  # fmt: skip
    if options.get("trailer"):
        content.append(["TD3", "TL", "", str(options["trailer"])])
    content.append(["REF", "BM", str(options.get("bill_of_lading") or f"BOL{options.get('number', '')}")])
    if options.get("pro_number"):
        content.append(["REF", "CN", str(options["pro_number"])])
    content += [["DTM", "011", x12_date(shipped_on)], ["DTM", "017", x12_date(expected_on)]]
    if options.get("fob"):
        content.append(["FOB", str(options["fob"])])
    return content + party("SF", options.get("ship_from") or {}) + party("ST", ship_to)


def _order(tree: _Tree, shipment: int, order: Order) -> None:
    place = tree.shape.index("O")
    parent = shipment
    for level in tree.shape[1:place]:
        parent = tree.add(level, parent, tree.container(level))
    prf: Segment = ["PRF", order.number, "", "", x12_date(order.ordered_on)]
    node = tree.add("O", parent, [prf, *party("BY", order.store)])
    _content(
        tree, tree.shape[place + 1 :], node, list(_pieces(order, int(tree.options.get("packs_per_line", 1))))
    )


def _pieces(order: Order, packs_per_line: int) -> Iterator[Line]:
    """The item loops of an order: a line is cut by its lots, else into as many packs as asked."""
    for line in order.lines:
        if line.lots:
            yield from (replace(line, quantity=lot.quantity, lots=(lot,)) for lot in line.lots)
        else:
            yield from (replace(line, quantity=share) for share in spread(line.quantity, packs_per_line))


def _content(tree: _Tree, levels: Sequence[str], parent: int, pieces: Sequence[Line]) -> None:
    level, below = levels[0], levels[1:]
    if level == "I":
        for piece in pieces:
            node = tree.add("I", parent, _item(tree.options, piece))
            for pack in below:
                tree.add(pack, node, tree.container(pack, [piece]))
        return
    chunks = [list(pieces)] if level == "T" else [[piece] for piece in pieces]
    for chunk in chunks:
        node = tree.add(level, parent, tree.container(level, chunk))
        _content(tree, below, node, chunk)


def _item(options: Options, line: Line) -> list[Segment]:
    lot = line.lots[0] if line.lots else None
    lot_in_line = options.get("lot_in") == "LIN"
    pairs = product_pairs(line.product_ids) + (["LT", lot.number] if lot and lot_in_line else [])
    shipped: Segment = ["SN1", "", number(line.quantity), line.unit]
    if line.ordered_quantity is not None:
        shipped += ["", number(line.ordered_quantity), line.ordered_unit or line.unit]
    # a supplier that numbers nothing leaves LIN01 and SN101 empty; the item is then told by its product ids alone
    content: list[Segment] = [["LIN", line.line_number, *pairs], shipped]
    if line.description:
        content.append(["PID", "F", "", "", "", line.description[:80]])
    if line.weight is not None:
        content.append(["MEA", "PD", "G", number(line.weight), line.weight_unit])
    if lot and not lot_in_line:
        content.append(["REF", "LT", lot.number])
    if lot and lot.expires_on:
        content.append(["DTM", "036", x12_date(lot.expires_on)])
    return content
