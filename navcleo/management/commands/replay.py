"""`manage.py replay`: quarantined documents go through all steps again."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from audit import replay
from audit.models import Document
from connectors.errors import ConnectorError
from connectors.models import Connection
from edi.errors import EdiError
from navcleo import jobs, polls
from navcleo.management.answering import DONE, NOT_DONE, WRONG_USAGE, Answering, actor
from navcleo.workflows import inbound

HELP = """\
Sends quarantined or discarded documents through all steps again, with a reason that stays in the audit trail. What is
booked already stays booked once: only what is not done is sent.

  manage.py replay 41 42 --reason "item mapping added"
  manage.py replay 41 --dry-run                           what would be sent to NAV; changes nothing

The worker picks them up; without one: manage.py process.
Exit code: 0 all replayed (dry run: all would go through), 1 at least one was refused (each is named), 2 wrong usage.
"""


class Command(Answering):
    """Replay."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which documents, and why."""
        parser.add_argument(
            "ids", nargs="+", type=int, metavar="ID", help="of the document, as in admin and export"
        )
        parser.add_argument("--reason", default="", help="stays in the audit trail; needed without --dry-run")
        parser.add_argument("--dry-run", action="store_true", help="show what would be sent; change nothing")

    def work(self, **options: Any) -> int:
        """Replay or preview one document after the other."""
        if not options["dry_run"] and not options["reason"].strip():
            raise CommandError(
                "--reason TEXT is needed: it stays in the audit trail.", returncode=WRONG_USAGE
            )
        answers = []
        for number in dict.fromkeys(options["ids"]):
            document = Document.objects.filter(pk=number).first()
            if document is None:
                answer: dict[str, Any] = {"id": number, "ok": False, "text": "there is no such document"}
            elif options["dry_run"]:
                answer = {"id": number, **_preview(document)}
            else:
                answer = {"id": number, **_replay(document, options["reason"].strip())}
            answers.append(answer)
            self.say(f"{number}: {answer['text']}")
            for line in answer.get("lines", ()):
                self.say(f"    {line}")
        done = [answer for answer in answers if answer["ok"]]
        if done and not options["dry_run"]:
            jobs.wake()
            self.say(f"{len(done)} of {len(answers)} replayed; the worker takes them, or: manage.py process")
        if self.as_json:
            self.give({"ok": len(done) == len(answers), "dry_run": options["dry_run"], "documents": answers})
        return DONE if len(done) == len(answers) else NOT_DONE


def _replay(document: Document, reason: str) -> dict[str, Any]:
    try:
        replay.replay(document, actor=actor(), reason=reason)
    except replay.Refused as refused:
        return {"ok": False, "text": str(refused)}
    return {"ok": True, "text": f"{document} is {document.status}"}


def _preview(document: Document) -> dict[str, Any]:
    """What mapping it now gives. Outbound documents are mapped from NAV's record when they are sent, not before."""
    if document.direction != "inbound":
        text = f"{document} goes to {document.partner or 'its partner'}; it is mapped anew from NAV's record when it is sent"
        return {"ok": True, "text": text, "targets": [], "problems": []}
    try:
        with polls.visit(Connection.objects.get(pk=document.connection_id)):
            shown = inbound.preview(document)
    except (ConnectorError, EdiError, polls.Busy) as error:
        return {"ok": False, "text": str(error), "targets": [], "problems": []}
    errors = [problem for problem in shown["problems"] if problem["severity"] == "error"]
    targets = shown["targets"]
    lines = [
        f"{problem['severity']}: {problem['text']} {problem['place']}".rstrip()
        for problem in shown["problems"]
    ]
    lines += [
        f"{target['kind']} {target['target']}: {len(target.get('lines', ()))} lines" for target in targets
    ]
    text = f"{document} would NOT go through" if errors else f"{document} would be sent to NAV"
    return {"ok": not errors, "text": text, "lines": lines, **shown}
