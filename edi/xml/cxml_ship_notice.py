"""cXML 1.2 ShipNoticeRequest: one shipment of one or several orders."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from edi.documents import Reference, ShipNotice, ShippedLine, ShippedOrder, Trace
from edi.errors import InvalidContent
from edi.mapping.units import unit_of_international
from edi.read_sets import Ids
from edi.soundness import unsound
from edi.xml.cxml_parts import contacts, credentials, order_number, product_ids
from edi.xml.tree import Node

_REQUEST = "Request/ShipNoticeRequest"
_PURPOSES = {"": "00", "new": "00", "delete": "01", "update": "05"}


def read_ship_notice(root: Node) -> tuple[ShipNotice, Ids, Ids]:
    """A ShipNoticeRequest, the ids of its sender and of its receiver; what is wrong is in the root's problems. Raises
    InvalidContent without a header."""
    request = root.find(_REQUEST)
    head = request.find("ShipNoticeHeader") if request else None
    if request is None or head is None:
        raise InvalidContent("The ship notice has no header.", place=_REQUEST)
    operation = head.attribute("operation")
    if operation not in _PURPOSES:
        head.report("content_invalid", f"The operation '{operation[:20]}' is not known.", "@operation")
    notice = ShipNotice(
        number=head.attribute("shipmentID"),
        shipped_on=head.attribute_day("shipmentDate", "ship date"),
        orders=tuple(_order(node) for node in request.all("ShipNoticePortion")),
        purpose=_PURPOSES.get(operation, "00"),
        expected_on=head.attribute_day("deliveryDate", "delivery date"),
        parties=contacts(head.all("Contact")),
        references=tuple(
            Reference("CN", node.content)
            for node in request.all("ShipControl/ShipmentIdentifier")
            if node.content
        ),
        carrier=request.text("ShipControl/CarrierIdentifier"),
        issued_on=head.attribute_day("noticeDate", "date of the notice"),
    )
    for problem in unsound(notice):
        root.problems.append(replace(problem, place=f"{request.place}: {problem.place}"))
    return notice, credentials(root, "From"), credentials(root, "To")


def _order(node: Node) -> ShippedOrder:
    reference = node.find("OrderReference")
    dated = reference.attribute_day("orderDate", "order date") if reference else None
    lines = [line for item in node.all("ShipNoticeItem") if (line := _line(item)) is not None]
    return ShippedOrder(order_number(node), tuple(lines), ordered_on=dated)


def _line(node: Node) -> ShippedLine | None:
    quantity = node.attribute_decimal("quantity", "shipped quantity")
    if quantity is None:
        node.report("content_invalid", "The shipped quantity is missing.", "@quantity")
        return None
    ordered = node.find("OrderedQuantity")
    return ShippedLine(
        quantity=quantity,
        unit=unit_of_international(node.text("UnitOfMeasure")),
        product_ids=product_ids(node),
        line_number=node.attribute("lineNumber"),
        description=node.text("ShipNoticeItemDetail/Description"),
        ordered_quantity=ordered.attribute_decimal("quantity", "ordered quantity") if ordered else None,
        traces=_traces(node, quantity),
        place=node.place,
    )


def _traces(node: Node, quantity: Decimal) -> tuple[Trace, ...]:
    """One trace per batch; a line without batches has one that holds its packages."""
    packages = tuple(
        code.content[-18:] for code in node.all("Packaging/ShippingContainerSerialCode") if code.content
    )
    batches = node.all("Batch")
    found = [
        Trace(
            quantity=quantity if len(batches) == 1 else None,
            lot=batch.text("SupplierBatchID", "BuyerBatchID"),
            expires_on=batch.attribute_day("expirationDate", "expiry date"),
            produced_on=batch.attribute_day("productionDate", "production date"),
            package_ids=packages,
        )
        for batch in batches
    ]
    return tuple(found) or ((Trace(package_ids=packages),) if packages else ())
