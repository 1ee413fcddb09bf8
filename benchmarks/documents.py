"""Documents per second without I/O: read + check + map of what comes, write + validate of what leaves."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from edi import reading, writing
from edi.documents import Party, ProductId
from edi.mapping.invoice import compare, map_invoice
from edi.mapping.lookups import ItemCode, Lookups
from edi.mapping.purchase_order import map_order
from edi.mapping.ship_notice import map_shipped_order
from edi.nav_records import Order, OrderLine
from edi.problems import has_errors
from edi.profiles import Profile

LINES = 10
PROFILE = Profile("Acme Foods", ("ZZ", "ACME"), ("ZZ", "OURS"))
OWN, VENDOR = Party("BY", "Our Stores", "ZZ", "OURS"), Party("VN", "Acme Foods", "92", "V100")
ITEMS = [f"{1000 + number}" for number in range(LINES)]
ISA = "ISA*00*          *00*          *ZZ*ACME           *ZZ*OURS           *260504*0915*U*00401*000000101*0*P*>~"
AT = datetime(2026, 5, 4, 9, 15, tzinfo=UTC)


def order(*, received: bool = False) -> Order:
    """An order of ten lines, nothing or everything of it received."""
    lines = tuple(
        OrderLine(
            sequence=10000 * (place + 1),
            item_number=item,
            quantity=Decimal(12),
            line_type="Item",
            unit="CASE",
            unit_cost=Decimal("18.40"),
            nav_id=f"line-{place}",
            received=Decimal(12 if received else 0),
        )
        for place, item in enumerate(ITEMS)
    )
    return Order(
        nav_id="order-1",
        number="PO-1",
        vendor_number="V100",
        status="Open",
        ordered_on=date(2026, 5, 4),
        ship_to_name="Store 7",
        ship_to_address=("1 Main Street",),
        lines=lines,
    )


def lookups() -> Lookups:
    """Three thousand product codes, two units."""
    codes = {
        f"A-{number}": (ItemCode(f"{number}", "nav_dimension", f"row {number}"),)
        for number in range(1000, 4000)
    }
    return Lookups(
        codes=codes,
        units={"CA": ("CASE",), "EA": ("EACH",)},
        x12_units={"CASE": "CA", "EACH": "EA"},
        own_codes={item: (ProductId("VN", f"A-{item}"),) for item in ITEMS},
    )


def _file(group: str, kind: str, body: list[str]) -> bytes:
    segments = [f"ST*{kind}*0001", *body, f"SE*{len(body) + 2}*0001", "GE*1*101", "IEA*1*000000101"]
    head = f"{ISA}\nGS*{group}*ACME*OURS*20260504*0915*101*X*004010~\n"
    return (head + "".join(f"{segment}~\n" for segment in segments)).encode()


def ship_notice() -> bytes:
    """An 856 of ten lines, shipment - order - item."""
    body = ["BSN*00*SHIP1001*20260504*0915*0001", "HL*1**S", "DTM*011*20260504", "HL*2*1*O", "PRF*PO-1"]
    for place, item in enumerate(ITEMS):
        body += [f"HL*{place + 3}*2*I", f"LIN*{10000 * (place + 1)}*VN*A-{item}", "SN1**12*CA"]
    return _file("SH", "856", [*body, f"CTT*{LINES + 2}"])


def invoice() -> bytes:
    """An 810 of ten lines."""
    body = ["BIG*20260504*INV1001*20260504*PO-1***DI"]
    body += [f"IT1*{10000 * (place + 1)}*12*CA*18.4**VN*A-{item}" for place, item in enumerate(ITEMS)]
    return _file("IN", "810", [*body, f"TDS*{LINES * 12 * 1840}", f"CTT*{LINES}"])


def receive(content: bytes, known: Lookups, open_order: Order) -> None:
    """Read, check and map an 856. Raises ValueError when the piece itself is wrong: then nothing was measured."""
    [part] = reading.read(content).sets
    _need(part.document is not None and not has_errors(list(part.problems)), part.problems)
    document: Any = part.document
    proposal = map_shipped_order(document.orders[0], open_order, known)
    _need(len(proposal.lines) == LINES, proposal.problems)


def bill(content: bytes, known: Lookups, received_order: Order) -> None:
    """Read, check, map and compare an 810."""
    [part] = reading.read(content).sets
    _need(part.document is not None and not has_errors(list(part.problems)), part.problems)
    document: Any = part.document
    proposal = map_invoice(document, received_order, known, "USD")
    problems = [*proposal.problems, *compare(proposal, Decimal("0.01"), Decimal("0.05"))]
    _need(len(proposal.lines) == LINES and not has_errors(problems), problems)


def send(open_order: Order, known: Lookups) -> None:
    """Map, write and validate an 850."""
    value, problems, _ = map_order(
        open_order, known, own=OWN, vendor_party=VENDOR, terms=None, profile=PROFILE, local_currency="USD"
    )
    _need(value is not None, problems)
    assert value is not None
    content = writing.write(value, PROFILE, writing.ControlNumbers(1, 1), AT)
    found = writing.validate(content)
    _need(not found, found)


def _need(fine: bool, problems: Any) -> None:
    if not fine:
        raise ValueError(f"the measured document is not right: {problems}")


def rate(work: Callable[[], None], seconds: float) -> float:
    """How often per second `work` is done, over so many seconds after a first time that fills caches."""
    work()
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        work()
        done += 1
    return done / (time.perf_counter() - begun)


def measure(seconds: float) -> dict[str, float]:
    """Documents per second by what is done with them."""
    known, open_order, received_order = lookups(), order(), order(received=True)
    notice, paper = ship_notice(), invoice()
    return {
        f"856, {LINES} lines: read + check + map": rate(lambda: receive(notice, known, open_order), seconds),
        f"810, {LINES} lines: read + check + map + compare": rate(
            lambda: bill(paper, known, received_order), seconds
        ),
        f"850, {LINES} lines: map + write + validate": rate(lambda: send(open_order, known), seconds),
    }
