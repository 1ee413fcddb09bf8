"""820 → payment journal lines, each paid invoice a target of its own (booking rule 4.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from audit.models import SendAttempt
from audit.statuses import Verdict
from edi.documents import RemittanceAdvice
from edi.mapping.amounts import money
from edi.mapping.remittance_advice import map_remittance
from edi.models import TradingPartner
from edi.nav_records import PaymentLine
from navcleo import lookup_tables
from navcleo.sending.effects import Effect, Parked
from navcleo.sending.vendor_payment import PaymentLineEffect, PaymentPosting, paid_elsewhere
from navcleo.workflows import open_invoices, parties
from navcleo.workflows.work import Plan, Work

NEXT_STEP = (
    "Compare the advice with what is open in NAV. Correct it and replay; or approve what the reason offers; or enter it in NAV by"
    " hand, then discard it here."
)


def plan(work: Work, value: RemittanceAdvice, partner: TradingPartner) -> Plan:
    """The payment lines of an advice. Once every line of a whole proposal has an attempt, what they intended counts."""
    payments = _resumed(work) or _mapped(work, value, partner)
    if isinstance(payments, Plan):
        return payments
    return _with_posting(work, payments)


def _resumed(work: Work) -> list[PaymentLineEffect] | None:
    if work.document.is_edited or work.document.proposal.get("stopped"):
        return None  # an edited text is compared with what was booked; what stopped is not all that the advice pays
    shown = work.document.proposal.get("targets", [])
    names = [row["target"].partition("#")[0] for row in shown if row["kind"] == PaymentLineEffect.kind]
    attempts = [work.live_attempt(PaymentLineEffect.kind, work.target(name)) for name in names]
    if not attempts or not all(attempts):
        return None
    return [PaymentLineEffect.resume(work.nav, work.document, attempt) for attempt in attempts if attempt]


def _mapped(work: Work, value: RemittanceAdvice, partner: TradingPartner) -> list[PaymentLineEffect] | Plan:
    connection = work.connection
    work.hold(f"batch:{connection.payment_batch}")
    vendors = lookup_tables.vendors_of(partner)
    numbers = parties.vendor_numbers(partner)
    owed = open_invoices.owed(work, value, numbers)
    proposal = map_remittance(
        value,
        own_ids={(connection.own_qualifier, connection.own_id)},
        own_names={connection.nav_company, connection.name},
        partner_ids={(partner.qualifier, partner.interchange_id)},
        partner_names={partner.name, *(vendor.name for vendor in vendors)},
        posted=owed.posted,
        reasons=owed.reasons,
        remaining=open_invoices.remaining(work, owed.posted),
        local_currency=connection.local_currency,
        today=work.today(),
        document_number="",
        external_number="",
        vendor_numbers=numbers,
        vendor_names={vendor.vendor_number: vendor.name for vendor in vendors},
        gross=partner.gross_remittance,
        spread=work.approved("amount_differs"),
        posting_on=work.posting_date(value.paid_on),
    )
    effects: list[PaymentLineEffect] = []
    for line in proposal.lines:
        target = work.target(line.target)
        attempt = work.live_attempt(PaymentLineEffect.kind, target)
        if attempt:
            effects.append(_unchanged(work, attempt, line.payment))
        else:
            effects.append(
                PaymentLineEffect(
                    work.nav,
                    work.document,
                    line.payment,
                    target=target,
                    batch_code=connection.payment_batch,
                    elsewhere=paid_elsewhere(work.document, line.payment.applies_to),
                )
            )
    shown = _with_posting(work, effects)
    details = {"difference": str(proposal.difference)} if proposal.difference else {}
    stops = [problem.code for problem in proposal.problems if problem.severity == "error"]
    if not stops:
        _all_covered(work, effects)
    if stops and stops[0] in ("amount_differs", "totals_differ"):
        details["next_step"] = NEXT_STEP
    paid = {
        "paid": str(value.total),
        "vendors": sorted({line.payment.vendor_number for line in proposal.lines}),
    }
    whole = {"stopped": stops} if stops else {}
    return Plan(shown.effects, shown.proposal | paid | whole, (), proposal.problems, details)


def _unchanged(work: Work, attempt: SendAttempt, line: PaymentLine) -> PaymentLineEffect:
    """The line of an attempt that exists, if the advice still comes to the same: neither an edit nor what NAV owes by now
    may move a payment to another place and pay its invoice twice."""
    effect = PaymentLineEffect.resume(work.nav, work.document, attempt)
    if (effect.payment.applies_to, effect.payment.amount) != (line.applies_to, line.amount):
        raise Parked(
            "content_invalid",
            f"Payment of {money(effect.payment.amount)} for {effect.payment.applies_to} ({attempt.name}) was booked; the advice"
            f" now comes to {money(line.amount)} for {line.applies_to}. Keep booked lines as they were; settle the rest in NAV by hand.",
        )
    return effect


def _all_covered(work: Work, effects: list[PaymentLineEffect]) -> None:
    """No line that is booked may drop out of what is booked now: what it paid would be paid again under another name. Raises
    Parked."""
    names = {effect.target.partition("#")[0] for effect in effects}
    live = work.document.attempts.filter(kind=PaymentLineEffect.kind).exclude(verdict=Verdict.REFUSED)
    for attempt in live:
        if attempt.target.partition("#")[0] not in names:
            intent = attempt.intent
            raise Parked(
                "content_invalid",
                f"Payment of {money(Decimal(intent['amount']))} for {intent['applies_to']} ({attempt.name}) was booked, which is not"
                " what the advice comes to now. Keep booked lines as they were; settle the rest in NAV by hand.",
            )


def _with_posting(work: Work, payments: list[PaymentLineEffect]) -> Plan:
    effects: list[Effect] = list(payments)
    posted = work.document.attempts.filter(kind=PaymentPosting.kind).exclude(verdict=Verdict.REFUSED).exists()
    if payments and (work.connection.post_payments or posted):
        again = sum(1 for entry in work.document.approvals if entry.get("code", "").startswith("again:line"))
        target = f"posting#{again + 1}" if again else "posting"
        code = payments[0].batch_code
        effects.append(PaymentPosting(work.nav, work.document, payments, batch_code=code, target=target))
    total = sum((effect.payment.amount for effect in payments), Decimal(0))
    targets: list[dict[str, Any]] = [
        {
            "kind": effect.kind,
            "target": effect.target,
            "lines": [{"invoice": effect.payment.applies_to, "amount": str(effect.payment.amount)}],
            "batch": effect.batch_code,
        }
        for effect in payments
    ]
    return Plan(tuple(effects), {"targets": targets, "total": str(total)})
