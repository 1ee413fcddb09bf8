"""The 810 of a partner on evaluated receipt: compared with what the notice booked already, never booked itself."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from audit import claims
from audit.models import SendAttempt
from edi.documents import Invoice
from edi.mapping import evaluated
from edi.mapping.amounts import difference_text, money
from edi.mapping.evaluated_match import against_posted, compare_posted, unclaimed_text
from edi.mapping.invoice import InvoiceProposal, map_invoice
from edi.models import TradingPartner
from edi.nav_records import Order
from edi.problems import Problem
from navcleo import lookup_tables
from navcleo.sending.effects import Pending
from navcleo.workflows import awaiting, evaluated_invoices, matching, orders
from navcleo.workflows.evaluated_invoices import COMPARED, Standing
from navcleo.workflows.work import Plan, Work


def applies(work: Work, value: Invoice, partner: TradingPartner) -> bool:
    """True where the payable of this 810 comes, or came, from the notice: by the partner's profile, or because its order has
    evaluated receipts from before the profile was changed. Credit memos are another matter."""
    if value.is_credit:
        return False
    on_profile = partner.receiving == TradingPartner.Receiving.EVALUATED
    return on_profile or bool(evaluated_invoices.booked(work, partner, _order_number(value)))


def plan(work: Work, value: Invoice, partner: TradingPartner) -> Plan:
    """What an 810 says against what its order's evaluated receipts booked. Without problems it ends linked, naming their
    invoices; nothing is sent. Raises Parked, Pending."""
    number = _order_number(value)
    work.hold(f"order:{number}")
    attempts = evaluated_invoices.booked(work, partner, number)
    now = work.nav.order(number) if attempts else orders.read(work, partner, number)
    standing = evaluated_invoices.standing(work, number, attempts)
    order = _order(now, standing)
    lookups = lookup_tables.lookups_for(work.connection, partner, order)
    allowed = matching.tolerances_of(work.connection, partner)
    proposal = map_invoice(value, order, lookups, work.connection.local_currency, allowed, is_posted=True)
    meant = evaluated_invoices.meant(standing, proposal)
    posted = evaluated_invoices.posted(meant)
    if meant:
        proposal = against_posted(proposal, order, posted, allowed, lookups)
    problems: list[Problem] = list(proposal.problems)
    details = matching.differences(proposal.rows, proposal.difference)
    details |= matching.evaluated_step(is_booked=bool(attempts))
    if any(problem.code == "amount_differs" and problem.severity == "error" for problem in problems):
        _await_notice(work, partner, number, attempts)
        problems += _received_by_hand(now, attempts)
        details |= {"awaits_receipt": number}
    elif not work.accepted(proposal.difference):
        problems += compare_posted(proposal, posted, allowed)
        undone = evaluated_invoices.undone(work, [row.attempt for row in meant])
        problems += undone
        if undone:  # they say themselves what to do
            details["next_step"] = "Do as the reason says."
    links = tuple(evaluated_invoices.fact(row.attempt) for row in meant)
    target = {
        "kind": COMPARED,
        "target": f"order:{number}",
        "evaluated_invoices": posted.names,
        "total": str(proposal.total),
        "expected_total": str(proposal.expected_total),
        "difference": str(proposal.difference),
        "match": matching.shown(proposal.rows),
    }
    used = tuple(asdict(row) for row in proposal.mappings)
    ending = f"compared with evaluated invoice {posted.names}: {_ending(value, proposal)}"
    return Plan((), {"targets": [target]}, used, tuple(problems), details, ending, links)


def _ending(value: Invoice, proposal: InvoiceProposal) -> str:
    """How they compare, and what is left for a person: the evaluated invoice is posted and takes no difference any more."""
    left = unclaimed_text(proposal.rows)
    unclaimed = f". Unclaimed: {left}" if left else ""
    if not proposal.difference:
        return f"they agree. Not booked: the notice booked it{unclaimed}"
    more = proposal.total > proposal.expected_total
    paper = f"an invoice under number {value.number}" if more else "a credit memo"
    return (
        f"{difference_text(proposal.total, proposal.expected_total)}. Not booked: the notice booked the invoice without this"
        f" difference, which is booked nowhere. Enter {money(abs(proposal.difference))} by hand in NAV, as {paper}"
        f"{unclaimed}{', which another 810 may still claim: enter nothing for it before you know' if left else ''}"
    )


def _order_number(value: Invoice) -> str:
    """The order that an 810 is for: of its head, else the only one that its lines name."""
    named = {line.order_number.strip().upper() for line in value.lines} - {""}
    return value.order_number.strip().upper() or (named.pop() if len(named) == 1 else "")


def _order(now: Order | None, standing: list[Standing]) -> Order:
    """The order as the evaluated receipts booked it, less what earlier 810s were compared with."""
    compared: dict[int, Decimal] = {}
    for row in standing:
        for line, quantity in row.booked.items():
            compared[line] = compared.get(line, Decimal(0)) + quantity - row.unclaimed[line]
    order = evaluated.booked_order([row.attempt.intent["kept"] for row in standing], compared, now)
    assert order is not None, "an order that was read, or one that was booked"
    return order


def _await_notice(work: Work, partner: TradingPartner, number: str, attempts: list[SendAttempt]) -> None:
    """More is invoiced than evaluated receipts booked: as for any invoice before its goods, a notice on its way is waited for
    (raises Pending); without one the 810 is set aside until the order's next receipt."""
    on_its_way = awaiting.has_notice_on_its_way(work.connection, number)
    if on_its_way or len(evaluated_invoices.booked(work, partner, number)) != len(attempts):
        raise Pending(
            claims.soon(), "retry", f"waits for the ship notice of order {number}, which is being booked"
        )


def _received_by_hand(now: Order | None, attempts: list[SendAttempt]) -> list[Problem]:
    """Goods of an order without any evaluated receipt that somebody received in NAV: their invoice is a person's."""
    if attempts or now is None or not any(line.uninvoiced > 0 for line in now.lines):
        return []
    text = (
        f"Order {now.number} was received in NAV by hand, not by an evaluated receipt. Enter this invoice in NAV and discard it"
        " here, or let the partner be received on the notice and replay."
    )
    return [Problem("amount_differs", text, f"order {now.number}", "warning")]
