"""Everything the page of one document shows, gathered: why it waits, content, timeline, attempts, links, revisions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from audit.models import Document, JournalLink, Quarantine, Revision, SendAttempt
from audit.quarantine_codes import CODES
from audit.statuses import Direction, Status, Verdict
from edi.pdf.confirming import pages_of
from navcleo import groups
from navcleo.admin import actions, charge_rules, said, traced_goods
from navcleo.admin.access import may_answer
from navcleo.admin.content import Difference, Line, differences, lines_of
from navcleo.admin.match_table import MatchTable, match_table
from navcleo.admin.refusals import refused_by
from navcleo.admin.report_tables import Table
from navcleo.templatetags.readable import effect, facts_told, told

LOOKS = {
    "linked": "good",
    "quarantined": "bad",
    "discarded": "plain",
    "done": "good",
    "refused": "bad",
    "unknown": "warn",
    "open": "busy",
    "accepted": "good",
    "with_errors": "warn",
    "changed": "warn",
    "rejected": "bad",
    "overdue": "bad",
    "expected": "busy",
    "not_asked": "plain",
}
# details of quarantine rows that name our own rows: linked on the page, not shown as facts
ROW_NUMBERS = {"twin", "vendor_for", "acknowledgment"}
# details that the page shows in a way of their own
# (the lines of a difference are in the match of the proposal)
SHOWN_APART = {"without_rule", "lines", "match"}
MOST_BEFORE = 50
MAPPABLE = {"vendor", "item", "unit", "location"}


@dataclass(frozen=True)
class RevisionShown:
    """One revision with how it differs from the one before."""

    revision: Revision
    differences: list[Difference]


def context(request: HttpRequest, document: Document) -> dict[str, Any]:
    """Values for templates/admin/audit/document_page.html."""
    revisions = list(document.revisions.order_by("number"))
    newest = bytes(revisions[-1].content) if revisions else b""
    waiting = document.quarantines.filter(closed_at__isnull=True).select_related("assigned_to").first()
    return {
        "document": document,
        "look": LOOKS.get(document.status, "busy"),
        "acknowledged_by": refused_by([document]).get(document.pk, "997"),
        "acknowledgment_look": LOOKS.get(document.acknowledgment, "plain"),
        "interchange_look": LOOKS.get(document.interchange_acknowledgment, "plain"),
        "answer_look": LOOKS.get(document.answer, "plain"),
        "is_worked_on": bool(
            document.claimed_by and document.claimed_until and document.claimed_until > timezone.now()
        ),
        "quarantine": waiting,
        "cause": CODES.get(waiting.code) if waiting else None,
        "facts": facts(waiting),
        "rule_offers": charge_rules.offers(waiting, request.user),
        "past_quarantines": document.quarantines.filter(closed_at__isnull=False),
        "content_lines": lines_of(newest, document.problems),
        "is_text": bool(lines_of(newest)) or not newest,
        "newest": revisions[-1] if revisions else None,
        "revisions": _shown(revisions),
        "events": document.events.order_by("id"),
        "attempts": document.attempts.order_by("id"),
        "links": document.links.order_by("id"),
        "other_orders": document.order_numbers,
        "twins": _twins(document, waiting),
        "replies": document.answered_by.all(),
        "targets": _targets(document.proposal),
        "booked_before": _booked_before(document),
        "said": _said(document, newest),
        **_traced(request, document),
        **_buttons(request, document, waiting),
    }


def _booked_before(document: Document) -> list[JournalLink]:
    """Receipts and invoices that other documents made on the orders of this one: what its match counts as before."""
    numbers = [number.strip() for number in document.order_numbers.split(",") if number.strip()]
    if document.direction != Direction.INBOUND or not numbers:
        return []
    rows = JournalLink.objects.filter(
        document__connection=document.connection, order_number__in=numbers, kind__in=["receipt", "invoice"]
    )
    return list(rows.exclude(document=document).select_related("document").order_by("id")[:MOST_BEFORE])


def _buttons(request: HttpRequest, document: Document, waiting: Quarantine | None) -> dict[str, Any]:
    user = request.user
    can = actions.available(user, document)
    stopped = document.status in (Status.QUARANTINED, Status.DISCARDED)
    inbound = document.direction == Direction.INBOUND
    code = CODES.get(waiting.code) if waiting else None
    unknown = document.attempts.filter(verdict=Verdict.UNKNOWN)
    may_correct = inbound and stopped and not unknown and user.has_perm(groups.CORRECT)
    return {
        "simple_actions": [action for name, action in can.items() if name not in {"answer", "book_again"}],
        "can_reason": any(a.needs_reason for n, a in can.items() if n not in {"answer", "book_again"}),
        "done_targets": _done_targets(document) if "book_again" in can else [],
        "book_again": can.get("book_again"),
        "unknown": unknown,
        "may_answer": may_answer(user, document) if unknown else False,
        "can_correct": may_correct,
        "can_confirm": may_correct and bool(pages_of(newest(document))),
        "can_dry_run": inbound and document.status != Status.LINKED,
        "can_map": bool(code and code.healed_by in MAPPABLE and user.has_perm(groups.MAP)),
    }


def _said(document: Document, content: bytes) -> list[Table]:
    if document.direction != Direction.INBOUND:
        return []
    return said.tables(content, gross=bool(document.partner and document.partner.gross_remittance))


def _traced(request: HttpRequest, document: Document) -> dict[str, Any]:
    """The trace packet, for those who may see traced goods."""
    if not request.user.has_perm("audit.view_tracedgoods"):
        return {}
    parts = traced_goods.parts_of(document.traced_goods.order_by("id"))
    return {"traced": [traced_goods.row_of(part) for part in parts], "trace_forms": traced_goods.FORMS}


def _done_targets(document: Document) -> list[str]:
    done = document.attempts.filter(verdict=Verdict.DONE).order_by("target")
    return list(dict.fromkeys(done.values_list("target", flat=True)))


def _shown(revisions: list[Revision]) -> list[RevisionShown]:
    shown = []
    for before, after in pairwise(revisions):
        shown.append(RevisionShown(after, differences(bytes(before.content), bytes(after.content))))
    return shown


@dataclass(frozen=True)
class Twin:
    """Another document under the same number, beside this one."""

    document: Document
    differences: list[Difference]


def _twins(document: Document, waiting: Quarantine | None) -> list[Twin]:
    """For a reused number: what was booked under it, side by side; else the twin of a duplicate."""
    others = Document.objects.none()
    if waiting and waiting.code == "number_reused" and document.business_key:
        others = Document.objects.filter(connection=document.connection, business_key=document.business_key)
        others = others.exclude(pk=document.pk).exclude(status=Status.DISCARDED, twin__isnull=False)
    found = list(others.order_by("id")[:3])
    if document.twin and document.twin not in found:
        found.append(document.twin)
    return [Twin(other, differences(newest(other), newest(document))) for other in found]


def newest(document: Document) -> bytes:
    """The bytes that count."""
    revision = document.revisions.order_by("-number").first()
    return bytes(revision.content) if revision else b""


def facts(waiting: Quarantine | None) -> list[tuple[str, str]]:
    """What the quarantine row knows besides its sentence: candidates, differences in money, what is missing."""
    if waiting is None or not isinstance(waiting.details, dict):
        return []
    return facts_told({k: v for k, v in waiting.details.items() if k not in SHOWN_APART})


@dataclass(frozen=True)
class TargetShown:
    """One target of a proposal as a table; what is no list of rows is shown as facts."""

    title: str
    facts: list[tuple[str, str]]
    columns: list[str]
    rows: list[list[Any]]
    match: MatchTable | None = None


def _targets(proposal: Any) -> list[TargetShown]:
    targets = proposal.get("targets") if isinstance(proposal, dict) else None
    if not isinstance(targets, list):
        targets = [proposal] if proposal else []
    return [target_table(target) for target in targets if isinstance(target, dict)]


def target_table(target: dict[str, Any]) -> TargetShown:
    """A target of a proposal or dry run as a table of its lines."""
    lines = [row for row in target.get("lines") or [] if isinstance(row, dict)]
    columns = list(dict.fromkeys(name for row in lines for name in row))
    title = effect(str(target.get("kind") or ""), str(target.get("target") or ""))
    rest = facts_told({k: v for k, v in target.items() if k not in {"kind", "target"} | SHOWN_APART})
    match = match_table(target["match"], is_invoice="total" in target) if target.get("match") else None
    rows = [[_cell(row, name) for name in columns] for row in lines]
    return TargetShown(title or "Proposal", rest, [name.replace("_", " ") for name in columns], rows, match)


def _cell(row: dict[str, Any], name: str) -> str:
    """One cell of a line; a line of an invoice holds the money of both sides, one of goods received before quantities only."""
    is_money = (name in {"invoice", "nav"} and "nav" in row) or (name in {"amount", "price", "asked", "difference"} and "now" not in row)  # fmt: skip
    return told(row.get(name), "amount" if is_money else "")


def attempt_look(attempt: SendAttempt) -> str:
    """The colour of a verdict."""
    return LOOKS.get(attempt.verdict, "plain")


__all__ = ["Line", "RevisionShown", "Twin", "attempt_look", "context", "newest", "target_table"]
