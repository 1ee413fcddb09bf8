"""The straight line of one document: parse, map, send, link. Each step commits its own result and can be run again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit import recording, tracing
from audit.models import Document, SendAttempt
from audit.statuses import Status
from edi.mapping.amounts import money
from edi.problems import Problem
from navcleo.sending import series
from navcleo.sending.effects import Effect, Shown
from navcleo.workflows import awaiting, orders
from navcleo.workflows.work import Found, Plan, Work, plain_problems

POSTS_INVOICES = ("invoice_on_order", "evaluated_receipt")
_ORDER = [Status.RECEIVED, Status.PARSED, Status.MAPPED, Status.SENT, Status.LINKED]


def advance(document: Document, to: Status, text: str = "", **changes: Any) -> None:
    """Move forward; a step that runs again after a crash only rewrites its facts."""
    if _ORDER.index(Status(document.status)) < _ORDER.index(to):
        recording.move(document, to, text=text, **changes)
    elif changes:
        recording.change(document, **changes)


def mapped(work: Work, plan: Plan) -> None:
    """Store the proposal and the mapping rows used; problems of any step stop here, all at once, with what is on the orders
    that were read."""
    problems = [*work.document.problems, *plain_problems(plan.problems)]
    unique = [problem for n, problem in enumerate(problems) if problem not in problems[:n]]
    shown: dict[str, Any] = {"proposal": plan.proposal, "mappings": list(plan.mappings), "problems": unique}
    errors = [problem for problem in plan.problems if problem.severity == "error"]
    if errors:
        if work.orders:
            seen = {number: orders.lines_of(order) for number, order in work.orders.items()}
            shown["proposal"] = {
                **plan.proposal,
                "orders": seen,
                "orders_seen_at": timezone.now().isoformat(),
            }
        recording.change(work.document, **shown)
        raise Found(plan.problems, _money(plan) | plan.details)
    advance(work.document, Status.MAPPED, **shown)


def _money(plan: Plan) -> dict[str, str]:
    """The difference in money that a quarantine row shows, where the plan knows one."""
    differences = [
        target["difference"] for target in plan.proposal.get("targets", []) if "difference" in target
    ]
    return {"difference": differences[0]} if differences else {}


def send(work: Work, plan: Plan) -> None:
    """Bring each effect about, one after the other; those already done are skipped by their attempts."""
    for effect in plan.effects:
        work.keep()
        series.send(work.document, effect)
    advance(work.document, Status.SENT)


def link(work: Work, plan: Plan) -> None:
    """Read the G/L entries that belong to what was done, and finish."""
    for effect in plan.effects:
        work.keep()
        attempt = work.live_attempt(effect.kind, effect.target)
        if attempt is None:
            continue
        _link_answered(work, effect, attempt)
        tracing.record(attempt)
        for fact in effect.entries(attempt):
            recording.link(work.document, attempt, kind=fact.kind, number=fact.number, **fact.facts)
    for fact in plan.links:
        recording.link(work.document, None, kind=fact.kind, number=fact.number, **fact.facts)
    names = ", ".join(str(row) for row in work.document.links.exclude(kind__in=["entry", "source"])[:6])
    with transaction.atomic():
        recording.move(work.document, Status.LINKED, text=plan.ending or names, last_error="")
        _report_difference(work)
        _warn_of_due_date(work)
        if work.document.kind == "856":
            awaiting.release(work.document)


def _link_answered(work: Work, effect: Effect, attempt: SendAttempt) -> None:
    """What a person answered as done has no links yet: name what is found of it by now, so that the next delivery knows
    it as ours. Nothing found is no objection; the person looked."""
    if "answered_by" not in attempt.answer or attempt.links.exists():
        return
    evidence = effect.verify(attempt)
    if evidence.shown is Shown.DONE:
        recording.proven(attempt, evidence.answer)
        for fact in evidence.links:
            recording.link(work.document, attempt, kind=fact.kind, number=fact.number, **fact.facts)


def _warn_of_due_date(work: Work) -> None:
    """NAV counts the due date from the invoice's date by the terms of the order: where that is not the day that the supplier
    named, people are told, and the invoice stands."""
    targets = work.document.proposal.get("targets", [])
    named = next((target["due_on"] for target in targets if target.get("due_on")), "")
    for link in work.document.links.filter(kind="invoice"):
        due = link.details.get("due_on") or named
        if named and due != named:
            text = (
                f"It is due on {due} in NAV, on {named} by the supplier's terms. Correct the due date in NAV."
            )
            _tell(work, Problem("content_invalid", text, f"invoice {link.number}", "warning"))


def _tell(work: Work, problem: Problem) -> None:
    """Show what was seen after posting beside what was seen before; it stops nothing."""
    told = plain_problems([problem])
    recording.change(work.document, problems=[*work.document.problems, *told])


def _report_difference(work: Work) -> None:
    """After posting the total is read back (booking rule 4.1): a difference is shown, though the invoice stands; one within
    the tolerance is a finding."""
    texts, difference = [], Decimal(0)
    for attempt in work.document.attempts.filter(kind__in=POSTS_INVOICES, verdict="done"):
        posted, expected = (
            Decimal(attempt.answer.get(name, "0")) for name in ("posted_total", "expected_total")
        )
        text = f"NAV posted {attempt.answer.get('invoice')} with {money(posted)}; {money(expected)} was expected."
        if abs(posted - expected) > work.connection.total_tolerance:
            texts.append(text)
            difference += posted - expected
        elif posted != expected:
            reason = f"{text} That is within the tolerance of {money(work.connection.total_tolerance)}: taxes are rounded by line or once."
            _tell(work, Problem("amount_differs", reason, attempt.target, "finding"))
    if texts:
        text = f"{' '.join(texts)} Correct it in NAV."
        recording.quarantine(work.document, "amount_differs", text, details={"difference": str(difference)})
