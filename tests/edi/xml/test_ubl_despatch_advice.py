"""UBL DespatchAdvice: orders told apart, lots and packages, purposes, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from edi.documents import ShipNotice
from edi.problems import Problem
from edi.xml.reading import read_xml
from tests.edi.xml.values import CODES, NOTICE
from tests.xml_writers import ubl_despatch_advice


def changed(
    *changes: tuple[bytes, bytes], notice: ShipNotice = NOTICE
) -> tuple[ShipNotice, tuple[Problem, ...]]:
    content = ubl_despatch_advice(notice)
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    (one,) = read_xml(content).sets
    assert isinstance(one.document, ShipNotice), one.problems
    return one.document, one.problems


def test_a_notice_of_two_orders_is_read_whole() -> None:
    notice, problems = changed()
    assert problems == ()
    assert (notice.number, notice.issued_on, notice.shipped_on, notice.purpose) == (
        "SHIP-1",
        NOTICE.shipped_on,
        NOTICE.shipped_on,
        "00",
    )
    assert [order.order_number for order in notice.orders] == ["PO-1", "PO-2"]
    line = notice.orders[0].lines[0]
    assert (line.quantity, line.unit, line.line_number) == (Decimal(3), "CA", "10000")
    assert set(line.product_ids) == set(CODES)
    assert [(party.role, party.code) for party in notice.parties] == [("SF", "4012345000009")]


def test_lots_packages_and_the_shipment_are_read() -> None:
    line = (
        b"<cac:Shipment><cbc:ID>1</cbc:ID><cac:TransportHandlingUnit><cbc:ID>00100123450000000017</cbc:ID>"
        b"</cac:TransportHandlingUnit></cac:Shipment>"
    )
    instance = (
        b"<cac:ItemInstance><cbc:ManufactureDate>2026-01-02</cbc:ManufactureDate><cac:LotIdentification>"
        b"<cbc:LotNumberID>LOT-5</cbc:LotNumberID><cbc:ExpiryDate>2026-09-01</cbc:ExpiryDate></cac:LotIdentification>"
        b"</cac:ItemInstance></cac:Item>"
    )
    shipment = (
        b"<cac:Shipment><cbc:ID>BOL-1</cbc:ID><cbc:TotalTransportHandlingUnitQuantity>2</cbc:TotalTransportHandlingUnitQuantity>"
        b"<cac:Delivery><cac:EstimatedDeliveryPeriod><cbc:EndDate>2026-03-11</cbc:EndDate></cac:EstimatedDeliveryPeriod>"
        b"<cac:Despatch><cbc:ActualDespatchDate>2026-03-10</cbc:ActualDespatchDate></cac:Despatch></cac:Delivery></cac:Shipment>"
        b"<cac:DespatchLine>"
    )
    notice, problems = changed(
        (b"</cac:Item>", instance),
        (b"</cac:DespatchLine>", line + b"</cac:DespatchLine>"),
        (b"<cac:DespatchLine>", shipment),
    )
    assert problems == ()
    (trace,) = notice.orders[0].lines[0].traces
    assert (trace.lot, str(trace.expires_on), str(trace.produced_on)) == ("LOT-5", "2026-09-01", "2026-01-02")
    assert trace.package_ids == ("100123450000000017",)
    assert (str(notice.shipped_on), str(notice.expected_on), notice.packages) == (
        "2026-03-10",
        "2026-03-11",
        2,
    )
    assert [(one.qualifier, one.number) for one in notice.references] == [("BM", "BOL-1")]


@pytest.mark.parametrize(("code", "purpose"), [(b"9", "00"), (b"1", "01"), (b"5", "05")])
def test_a_cancellation_or_replacement_says_so(code: bytes, purpose: str) -> None:
    status = b"<cbc:DocumentStatusCode>" + code + b"</cbc:DocumentStatusCode><cac:DespatchSupplierParty>"
    assert changed((b"<cac:DespatchSupplierParty>", status))[0].purpose == purpose


def test_the_order_of_the_whole_advice_counts_where_lines_name_none() -> None:
    no_orders = replace(NOTICE, orders=tuple(replace(order, order_number="") for order in NOTICE.orders))
    place, head = (
        b"<cac:DespatchSupplierParty>",
        b"<cac:OrderReference><cbc:ID>PO-9</cbc:ID></cac:OrderReference>",
    )
    notice, problems = changed((place, head + place), notice=no_orders)
    assert (problems, [order.order_number for order in notice.orders]) == ((), ["PO-9"])
    _, problems = changed((place, head + head.replace(b"9", b"8") + place), notice=no_orders)
    assert "order is missing" in problems[0].text


def test_what_is_wrong_names_its_element() -> None:
    _, problems = changed((b">3</cbc:DeliveredQuantity>", b"></cbc:DeliveredQuantity>"))
    assert [(one.code, one.place) for one in problems] == [
        ("content_invalid", "DespatchAdvice/DespatchLine[1]/DeliveredQuantity")
    ]
    _, problems = changed(notice=replace(NOTICE, orders=()))
    assert [one.text for one in problems] == ["The ship notice has no items."]
