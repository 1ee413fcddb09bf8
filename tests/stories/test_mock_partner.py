"""A partner that others wrote (mock-edi) trades with our documents: as the seller through a folder it completes an order,
as the buyer it finds nothing in our invoice to disagree with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from mockedi.testing import Mock

from edi import writing
from edi.documents import (
    Acknowledgment,
    Invoice,
    InvoiceLine,
    Party,
    ProductId,
    PurchaseOrder,
    PurchaseOrderLine,
    ShipNotice,
)
from edi.problems import has_errors
from edi.profiles import Profile
from edi.reading import read

COVERS = ["edi.writing"]
START = "2026-10-21T09:00:00Z"
AT = datetime(2026, 10, 21, 9, 0)  # noqa: DTZ001 - X12 has no zone
ITEM, PRICE = "BRKT-050", Decimal("4.15")


class Folder:
    """The mock with a folder for each way, as a mailbox has."""

    def __init__(self, mock: Mock, directory: Path) -> None:
        self.mock = mock
        self.directory = directory
        self.sent = 0

    def send(self, content: bytes) -> dict[str, Any]:
        """Put a file down and let the mock look; returns what it says of it."""
        self.sent += 1
        path = self.directory / "in" / f"ours-{self.sent}.edi"
        path.write_bytes(content)
        os.utime(path, (1, 1))  # long untouched: it is not still being written
        [said] = self.mock.post("/_mock/drop/scan").body["files"]
        return dict(said)

    def answers(self) -> dict[str, Any]:
        """Everything that the mock put down, read by us, by transaction set."""
        self.mock.advance(everything=True)
        found: dict[str, Any] = {}
        for path in sorted((self.directory / "out").iterdir()):
            for one in read(path.read_bytes()).sets:
                assert one.document is not None, (path.name, one.problems)
                assert not has_errors(one.problems), (path.name, one.problems)
                found[one.code] = one.document
        return found


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    for name in ("in", "out"):
        (tmp_path / name).mkdir()
    with Mock.start(
        start_at=START, drop_dir=str(tmp_path / "in"), pickup_dir=str(tmp_path / "out"), seed_value=1
    ) as mock:
        yield Folder(mock, tmp_path)


def profile(own: str, version: str = "004010") -> Profile:
    return Profile(
        "Mock EDI", ("ZZ", "MOCKEDI"), ("ZZ", own), version, is_test=True, partner_item_qualifier="VP"
    )


@pytest.mark.parametrize(("own", "version"), [("ACME", "004010"), ("GLOBEX", "005010")])
def test_a_seller_completes_our_order(folder: Folder, own: str, version: str) -> None:
    order = PurchaseOrder(
        "PO-1001",
        date(2026, 10, 20),
        (
            PurchaseOrderLine(
                "10000", Decimal(12), "EA", PRICE, product_ids=(ProductId("VP", ITEM),), description="Bracket"
            ),
        ),
        requested_on=date(2026, 10, 30),
        parties=(
            Party("ST", "Store 7", "92", "S7", ("1 Main Street",), "Portland", "OR", "97201"),
            Party("BY", "Our Stores", "92", own),
        ),
    )
    folder.mock.behaviour(own, "accept")

    said = folder.send(writing.write(order, profile(own, version), writing.ControlNumbers(1, 1), AT))
    assert said["ok"], said
    assert said["orders"] == ["PO-1001"]
    answers = folder.answers()

    assert set(answers) == {"997", "855", "856", "810"}
    acknowledged, notice, invoice = (answers[code] for code in ("997", "856", "810"))
    assert isinstance(acknowledged, Acknowledgment)
    assert (acknowledged.status, acknowledged.group_control_number) == ("A", "1")
    assert isinstance(notice, ShipNotice)
    [shipped] = notice.orders
    assert (shipped.order_number, [line.quantity for line in shipped.lines]) == ("PO-1001", [Decimal(12)])
    assert isinstance(invoice, Invoice)
    assert (invoice.order_number, invoice.total) == ("PO-1001", 12 * PRICE)


def test_a_buyer_has_nothing_against_our_invoice(folder: Folder) -> None:
    placed = folder.mock.expect(
        "POST",
        "/_mock/purchase",
        {
            "partner": "NORTHWIND",
            "lines": [{"sku": "A-1", "description": "Bracket", "quantity": 10, "price": "4.15"}],
        },
        status=201,
    )
    assert placed
    order = folder.answers()["850"]
    assert isinstance(order, PurchaseOrder)
    [line] = order.lines
    assert line.price is not None
    invoice = Invoice(
        "INV-1",
        date(2026, 10, 21),
        (
            InvoiceLine(
                line.line_number,
                line.quantity,
                line.unit,
                line.price,
                line.quantity * line.price,
                product_ids=line.product_ids,
                description="Bracket",
            ),
        ),
        line.quantity * line.price,
        order_number=order.number,
        ordered_on=order.ordered_on,
        currency="USD",
        parties=(Party("RE", "Northwind", "92", "NORTHWIND"),),
    )
    item = f"{line.line_number}*10*EA*4.15**VP*A-1"
    confirmed = plain(
        "PR", "855", 1, f"BAK*00*AD*{order.number}*20261021", f"PO1*{item}", "ACK*IA*10*EA", "CTT*1"
    )
    shipped = plain(
        "SH", "856", 2,
        *("BSN*00*SHIP-1*20261021*0900*0004", "HL*1**S", "DTM*011*20261021", "HL*2*1*O", f"PRF*{order.number}"),
        *("HL*3*2*I", f"LIN*{line.line_number}*VP*A-1", "SN1**10*EA", "CTT*3"),
    )  # fmt: skip
    assert folder.send(confirmed)["ok"]
    assert folder.send(shipped)["ok"]
    said = folder.send(writing.write(invoice, profile("NORTHWIND"), writing.ControlNumbers(3, 3), AT))
    assert said["ok"], said
    assert folder.mock.get("/_mock/disagreements").body == []
    assert folder.answers()["997"].status == "A"


def plain(group: str, code: str, number: int, *body: str) -> bytes:
    """A supplier's document that our product only reads, so that it cannot write it."""
    isa = f"ISA*00*          *00*          *ZZ*NORTHWIND      *ZZ*MOCKEDI        *261021*0900*U*00401*{number:09d}*0*T*>"
    segments = [
        *(isa, f"GS*{group}*NORTHWIND*MOCKEDI*20261021*0900*{number}*X*004010", f"ST*{code}*0001"),
        *(*body, f"SE*{len(body) + 2}*0001", f"GE*1*{number}", f"IEA*1*{number:09d}"),
    ]
    return "".join(f"{segment}~" for segment in segments).encode()
