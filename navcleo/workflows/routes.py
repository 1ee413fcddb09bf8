"""The table: transaction set and direction → name, mapper, what it becomes (architecture, section 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from navcleo.workflows import (
    application_advice,
    change_plans,
    interchange_acknowledgments,
    invoices,
    order_answers,
    orders_out,
    remittances,
    ship_notices,
)
from navcleo.workflows.work import Plan


@dataclass(frozen=True)
class Route:
    """One row. `plan` maps a read document and its partner to effects (inbound) or a NAV record to a file (outbound);
    None = the set has no booking (997). `note` writes what a document says of another one that was sent."""

    direction: str
    kind: str
    name: str
    becomes: str
    plan: Callable[..., Plan] | None = None
    note: Callable[..., None] | None = None


ROUTES: dict[tuple[str, str], Route] = {
    (route.direction, route.kind): route
    for route in (
        Route("inbound", "855", "order_answer", "answer on the order that was sent", note=order_answers.note),
        Route(
            "inbound",
            "865",
            "order_change_answer",
            "answer on the change that was sent",
            note=order_answers.note,
        ),
        Route("inbound", "856", "ship_notice", "purchase receipt or journal posting", ship_notices.plan),
        Route("inbound", "810", "invoice", "vendor invoice, posted or drafted", invoices.plan),
        Route("inbound", "820", "remittance_advice", "payment journal lines", remittances.plan),
        Route("inbound", "997", "acknowledgment", "acknowledgment of what we sent"),
        Route(
            "inbound",
            "TA1",
            "interchange_acknowledgment",
            "arrival of what we sent",
            note=interchange_acknowledgments.note,
        ),
        Route(
            "inbound", "824", "application_advice", "verdict on what we sent", note=application_advice.note
        ),
        Route("outbound", "824", "application_advice", "file at Cleo", application_advice.plan),
        Route(
            "outbound",
            "TA1",
            "interchange_acknowledgment",
            "file at Cleo",
            interchange_acknowledgments.plan,
        ),
        Route("outbound", "850", "purchase_order", "file at Cleo", orders_out.plan_order),
        Route("outbound", "860", "order_change", "file at Cleo", change_plans.plan),
        Route("outbound", "810", "invoice", "file at Cleo", orders_out.plan_invoice),
        Route("outbound", "997", "acknowledgment", "file at Cleo", orders_out.plan_acknowledgment),
    )
}


def route_for(document: Any) -> Route | None:
    """The row for a document; None when the set is not one that we book."""
    return ROUTES.get((document.direction, document.kind))
