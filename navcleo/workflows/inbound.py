"""Cleo → NAV: collect() polls, fetches and stores; process() parses, maps, sends and links one document."""

from __future__ import annotations

from collections import Counter
from typing import Any

from audit import recording
from audit.models import Payload, PollRun
from audit.statuses import Status, Verdict
from connectors.models import Connection
from edi.documents import Acknowledgment, Document
from edi.errors import EdiError
from edi.models import TradingPartner
from edi.problems import Problem, has_errors
from edi.reading import ReadSet
from edi.x12.forgiving import forgive
from navcleo import clients
from navcleo.sending.effects import Parked, Pending
from navcleo.workflows import (
    acknowledgments,
    identity,
    intake,
    page_fields,
    parties,
    splitting,
    steps,
    superseding,
    unsettled,
)
from navcleo.workflows.facts import facts_of_set
from navcleo.workflows.routes import route_for
from navcleo.workflows.work import Found, Plan, Work, plain_problems


def collect(connection: Connection, run: PollRun, counts: Counter[str], progress: intake.Progress) -> None:
    """Take every finished file from the download folder; split what an earlier crash left unsplit."""
    for payload in Payload.objects.filter(
        connection=connection, direction="inbound", read_at__isnull=True, content__isnull=False
    ):
        splitting.read_file(payload)
    intake.fetch(connection, clients.cleo_client(connection), run, counts, progress)


def process(work: Work) -> None:
    """Parse, map, send, link. Raises Parked, Pending, EdiError or ConnectorError; what is done so far stays.
    An attempt that is open is decided first."""
    unsettled.settle_first(work)
    part, value = _read(work)
    partner = parties.check_envelope(work.connection, part)
    twin = identity.identify(work.document, partner, value)
    if twin:
        recording.discard_as_twin(work.document, twin, f"the same document as no. {twin.pk}, seen again")
        return
    if superseding.set_aside(work, value):
        return
    steps.advance(work.document, Status.PARSED, problems=plain_problems(part.problems))
    if isinstance(value, Acknowledgment):
        _acknowledged(work, value, partner)
        return
    route = route_for(work.document)
    if route is not None and route.note is not None:
        route.note(work, value, partner)
        return
    if route is None or route.plan is None:
        raise Parked(
            "unsupported_set",
            f"A {work.document.kind} is read, but not booked. Handle it by hand, then discard.",
        )
    plan = route.plan(work, value, partner)
    steps.mapped(work, plan)
    steps.send(work, plan)
    steps.link(work, plan)


def _read(work: Work) -> tuple[ReadSet, Document]:
    result = page_fields.read(work)
    part = result.sets[0]
    stored = [] if work.document.is_edited else work.document.envelope_problems
    # the profile may have become forgiving since
    around = forgive([Problem(**problem) for problem in stored], result.profile())
    problems = (*around, *(problem for problem in part.problems if problem not in around))
    recording.change(work.document, problems=plain_problems(problems), **facts_of_set(part))
    if has_errors(problems):
        raise Found(problems)
    if part.document is None:
        raise Parked("unsupported_set", f"Transaction set {part.code} version {part.version} is not read.")
    return part, part.document


def _acknowledged(work: Work, value: Acknowledgment, partner: TradingPartner) -> None:
    steps.mapped(work, Plan())
    found = acknowledgments.match(work.document, value, partner)
    changes: dict[str, Any] = {}
    if found:
        changes["answers"] = found[0]
        text = "answers " + ", ".join(f"{sent} (no. {sent.pk})" for sent in found)
    else:
        text = f"answers group {value.group_code} {value.group_control_number}, which we did not send to this partner"
        changes["problems"] = [{"code": "unmatched", "severity": "warning", "place": "AK1", "text": text}]
    steps.advance(work.document, Status.SENT, **changes)
    recording.move(work.document, Status.LINKED, text=text)


def preview(document: Any) -> dict[str, Any]:
    """A dry run for people: what would be sent to NAV, with problems and mapping rows; targets that are done already say
    so. Reads NAV, writes nothing."""
    work = Work(document)
    shown: dict[str, Any] = {"targets": [], "problems": [], "mappings": []}
    try:
        part = page_fields.read(work).sets[0]
        shown["problems"] = plain_problems(part.problems)
        route = route_for(document)
        if has_errors(part.problems) or part.document is None or route is None or route.plan is None:
            return shown
        plan = route.plan(work, part.document, parties.check_envelope(work.connection, part))
    except (Parked, Pending, EdiError) as stopped:
        code = getattr(stopped, "code", "waiting")
        found = stopped.problems if isinstance(stopped, Found) else []
        stop = {"code": code, "severity": "error", "place": "", "text": str(stopped)}
        return shown | {"problems": [*shown["problems"], *(found or [stop])]}
    done = set(document.attempts.filter(verdict=Verdict.DONE).values_list("kind", "target"))
    targets = [
        row | {"done": (row["kind"], row["target"]) in done} for row in plan.proposal.get("targets", [])
    ]
    problems = [*shown["problems"], *plain_problems(plan.problems)]
    return {"targets": targets, "problems": problems, "mappings": list(plan.mappings)}
