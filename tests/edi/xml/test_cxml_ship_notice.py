"""cXML ship notices: portions are orders, batches are lots, operations are purposes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from edi.documents import ProductId, ShipNotice
from edi.problems import Problem
from edi.xml.reading import read_xml
from tests.edi.xml.values import NOTICE
from tests.xml_writers import cxml_ship_notice


def changed(*changes: tuple[bytes, bytes]) -> tuple[ShipNotice, tuple[Problem, ...]]:
    content = cxml_ship_notice(NOTICE)
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    (one,) = read_xml(content).sets
    assert isinstance(one.document, ShipNotice), one.problems
    return one.document, one.problems


def test_a_notice_of_two_orders_is_read_whole() -> None:
    notice, problems = changed()
    assert problems == ()
    assert (notice.number, notice.shipped_on, notice.purpose) == ("SHIP-1", NOTICE.shipped_on, "00")
    assert [order.order_number for order in notice.orders] == ["PO-1", "PO-2"]
    line = notice.orders[0].lines[0]
    assert (line.quantity, line.unit, line.line_number) == (Decimal(3), "CA", "10000")
    assert line.product_ids == (ProductId("VN", "A-1"), ProductId("IN", "F1000"))


def test_batches_packages_and_carrier_are_read() -> None:
    more = (
        b"<Packaging><ShippingContainerSerialCode>00100123450000000017</ShippingContainerSerialCode></Packaging>"
        b'<Batch productionDate="2026-01-02" expirationDate="2026-09-01"><SupplierBatchID>LOT-5</SupplierBatchID></Batch>'
        b'<OrderedQuantity quantity="4"/></ShipNoticeItem>'
    )
    control = b"<ShipControl><CarrierIdentifier>UPSN</CarrierIdentifier><ShipmentIdentifier>1Z</ShipmentIdentifier></ShipControl><ShipNoticePortion>"
    notice, problems = changed((b"</ShipNoticeItem>", more), (b"<ShipNoticePortion>", control))
    assert problems == ()
    line = notice.orders[0].lines[0]
    (trace,) = line.traces
    assert (trace.lot, str(trace.expires_on), trace.package_ids, trace.quantity) == (
        "LOT-5", "2026-09-01", ("100123450000000017",), Decimal(3)
    )  # fmt: skip
    assert (line.ordered_quantity, notice.carrier, notice.references[0].number) == (Decimal(4), "UPSN", "1Z")


@pytest.mark.parametrize(
    ("operation", "purpose", "errors"), [(b"delete", "01", 0), (b"update", "05", 0), (b"other", "00", 1)]
)
def test_an_operation_is_a_purpose(operation: bytes, purpose: str, errors: int) -> None:
    notice, problems = changed((b'operation="new"', b'operation="' + operation + b'"'))
    assert (notice.purpose, len(problems)) == (purpose, errors)


def test_what_is_wrong_is_named() -> None:
    assert "shipped quantity is missing" in changed((b'quantity="3"', b""))[1][0].text
    assert (
        "number of the document is missing" in changed((b'shipmentID="SHIP-1"', b'shipmentID=""'))[1][0].text
    )
    (one,) = read_xml(cxml_ship_notice(NOTICE).replace(b"ShipNoticeHeader", b"x")).sets
    assert one.document is None
