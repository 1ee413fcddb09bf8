"""Reading a document again: what of an invoice in PDF waits for a person, after the order it names was asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from audit import recording
from connectors.models import Connection
from edi.mapping.amounts import net_price
from edi.mapping.lookups import Lookups
from edi.nav_records import Order
from edi.pdf.judging import CODE, Prior, fields_of
from edi.pdf.reading import SOURCE, problems_of
from edi.read_sets import Reading, ReadSet
from navcleo import lookup_tables
from navcleo.sending.effects import Parked
from navcleo.workflows import orders, parties
from navcleo.workflows.work import Work


def read(work: Work) -> Reading:
    """The content of a document, read. Of what came as PDF the problems are those fields for which neither a person nor
    arithmetic nor the order in NAV vouches; NAV is asked only where something would wait. Raises EdiError, ConnectorError."""
    result = parties.read_by_profiles(work.connection, recording.content_of(work.document))
    return replace(result, sets=tuple(_judged(work, part) for part in result.sets))


def _judged(work: Work, part: ReadSet) -> ReadSet:
    if part.format != SOURCE:
        return part
    problems = problems_of(part)
    if any(problem.code == CODE for problem in problems):
        problems = problems_of(part, _prior(work, part))
    return replace(part, problems=problems)


def _prior(work: Work, part: ReadSet) -> Prior:
    """What NAV's order says, where the partner is known and the order that was read is one of his."""
    partner = parties.partner_of(work.connection, part)
    number = next((one.value for one in fields_of(part.field_places) if one.path == "$.order_number"), None)
    if partner is None or not number:
        return Prior(work.connection.local_currency)
    try:
        order = orders.read(work, partner, number.strip().upper())
    except Parked:
        return Prior(work.connection.local_currency)
    return prior_of(order, lookup_tables.lookups_for(work.connection, partner), work.connection)


def prior_of(order: Order, lookups: Lookups, connection: Connection) -> Prior:
    """The order as the judge of a page needs it: prices and units by every code that means one of its items."""
    prices: dict[str, set[Decimal]] = defaultdict(set)
    units: dict[str, set[str]] = defaultdict(set)
    for line in order.lines:
        if line.item_number:
            price, _ = net_price(line.unit_cost, line.discount_percent)
            prices[line.item_number] |= {line.unit_cost, price}
            units[line.item_number] |= {lookups.x12_units.get(line.unit, "")} - {""}
    meant = {
        code: [item.item_number for item in items if item.item_number in prices]
        for code, items in lookups.codes.items()
    }
    return Prior(
        currency=order.currency or connection.local_currency,
        prices={
            code: frozenset().union(*(prices[item] for item in items))
            for code, items in meant.items()
            if items
        },
        units={
            code: frozenset().union(*(units[item] for item in items))
            for code, items in meant.items()
            if items
        },
    )
