"""UBL 2.1 DespatchAdvice: the ship notice of UBL, its lines grouped by the orders they deliver."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from edi.documents import Reference, ShipNotice, ShippedLine, ShippedOrder, Trace
from edi.mapping.units import unit_of_international
from edi.problems import Problem
from edi.read_sets import Ids
from edi.soundness import unsound
from edi.xml.tree import Node
from edi.xml.ubl_parties import ids_of, party, place, product_ids

_SHIPMENT = "Shipment"
_SSCC = 18


def read_despatch_advice(root: Node) -> tuple[ShipNotice, Ids, Ids]:
    """A DespatchAdvice, the ids of its sender and of its receiver; what is wrong is in the root's problems."""
    sender = root.find("DespatchSupplierParty/Party")
    receiver = root.find("DeliveryCustomerParty/Party") or root.find("BuyerCustomerParty/Party")
    orders = _orders(root)
    delivery = root.find(f"{_SHIPMENT}/Delivery")
    notice = ShipNotice(
        number=root.required("ID", "number of the despatch advice"),
        shipped_on=_shipped_on(root),
        orders=orders,
        expected_on=_expected_on(delivery),
        parties=(*party(sender, "SF"), *party(receiver, "BY"), *place(delivery)),
        references=_references(root),
        packages=_packages(root),
        carrier=root.text(
            f"{_SHIPMENT}/Consignment/CarrierParty/PartyName/Name",
            f"{_SHIPMENT}/ShipmentStage/CarrierParty/PartyName/Name",
            f"{_SHIPMENT}/Delivery/CarrierParty/PartyName/Name",
        ),
        issued_on=root.must_day("IssueDate", "date of the despatch advice"),
        purpose=_purpose(root),
    )
    root.problems.extend(_placed(root, problem) for problem in unsound(notice))
    return notice, ids_of(sender), ids_of(receiver)


def _purpose(root: Node) -> str:
    """BSN01: a replacement or a cancellation names itself (DocumentStatusCode, UNCL 1225); all else is an original."""
    return {"1": "01", "5": "05", "4": "04"}.get(root.text("DocumentStatusCode"), "00")


def _orders(root: Node) -> tuple[ShippedOrder, ...]:
    """The lines by the order that each names, or that the whole advice names."""
    stated = root.find("OrderReference")
    dates = {node.text("ID"): node.day("IssueDate", "order date") for node in root.all("OrderReference")}
    several = len(root.all("OrderReference")) > 1
    found: dict[str, list[ShippedLine]] = {}
    for node in root.all("DespatchLine"):
        line = _line(node)
        named = node.text("OrderLineReference/OrderReference/ID")
        number = named or ("" if several or stated is None else stated.text("ID"))
        if line is not None:
            found.setdefault(number, []).append(line)
    return tuple(
        ShippedOrder(number, tuple(lines), ordered_on=dates.get(number)) for number, lines in found.items()
    )


def _line(node: Node) -> ShippedLine | None:
    quantity = node.decimal("DeliveredQuantity", "delivered quantity")
    if quantity is None:
        node.required("DeliveredQuantity", "delivered quantity")
        return None
    unit = node.find("DeliveredQuantity")
    outstanding = node.decimal("OutstandingQuantity", "outstanding quantity")
    return ShippedLine(
        quantity=quantity,
        unit=unit_of_international(unit.attribute("unitCode") if unit else ""),
        product_ids=product_ids(node.find("Item")),
        line_number=node.text("OrderLineReference/LineID"),
        description=node.text("Item/Name", "Item/Description"),
        ordered_quantity=None if outstanding is None else quantity + outstanding,
        traces=_trace(node),
        place=node.place,
    )


def _trace(node: Node) -> tuple[Trace, ...]:
    """One trace per instance of the item; a line with only packages has one that holds them. UBL does not say how the
    quantity is split over them."""
    packages = tuple(
        unit.content[-_SSCC:] for unit in node.all("Shipment/TransportHandlingUnit/ID") if unit.content
    )
    found = [
        Trace(
            lot=one.text("LotIdentification/LotNumberID"),
            expires_on=one.day("LotIdentification/ExpiryDate", "expiry date")
            or one.day("BestBeforeDate", "best before"),
            produced_on=one.day("ManufactureDate", "production date"),
            serials=tuple(serial.content for serial in one.all("SerialID") if serial.content),
            package_ids=packages,
            origin=node.text("Item/OriginCountry/IdentificationCode"),
        )
        for one in node.all("Item/ItemInstance")
    ]
    return tuple(found) or ((Trace(package_ids=packages),) if packages else ())


def _shipped_on(root: Node) -> date | None:
    for path in ("Despatch/ActualDespatchDate", "Despatch/EstimatedDespatchDate"):
        if root.text(f"{_SHIPMENT}/Delivery/{path}"):
            return root.day(f"{_SHIPMENT}/Delivery/{path}", "despatch date")
    return root.day("IssueDate", "date of the despatch advice")


def _expected_on(delivery: Node | None) -> date | None:
    if delivery is None:
        return None
    for path in (
        "EstimatedDeliveryPeriod/EndDate",
        "EstimatedDeliveryPeriod/StartDate",
        "RequestedDeliveryPeriod/EndDate",
    ):
        if delivery.text(path):
            return delivery.day(path, "expected date")
    return None


def _references(root: Node) -> tuple[Reference, ...]:
    waybill = root.text(f"{_SHIPMENT}/Consignment/ID") or root.text(f"{_SHIPMENT}/ID")
    return (Reference("BM", waybill),) if waybill else ()


def _packages(root: Node) -> int | None:
    stated = root.decimal(f"{_SHIPMENT}/TotalTransportHandlingUnitQuantity", "number of packages")
    return int(stated) if stated is not None and stated == stated.to_integral_value() else None


def _placed(root: Node, problem: Problem) -> Problem:
    return replace(problem, place=f"{root.place}: {problem.place}")
