"""`manage.py poll`: one whole poll in the foreground, processing included."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from audit.models import Document, Payload, PollRun
from audit.statuses import OPEN
from connectors.models import Connection
from navcleo import clients, foreground, polls
from navcleo.management.answering import (
    BUSY,
    DONE,
    NOT_DONE,
    Answering,
    actor,
    add_name,
    chosen,
    counted,
    stepping,
)
from navcleo.workflows import previews

HELP = """\
Runs one whole poll in the foreground: reads the other side, stores what is new, and processes it.

  manage.py poll outbound            released orders and posted invoices of NAV go to Cleo, for all active Connections
  manage.py poll inbound "Main"      files from Cleo's download folder are booked in NAV, for one Connection
  manage.py poll sweep               compares every open order and recent invoice, not only those that NAV calls changed
  manage.py poll outbound --dry-run  lists what would leave; sends nothing

Exit code: 0 done (documents in quarantine are no failure), 1 not done (the other side failed; what is stored goes on by
itself), 3 another poll or sync of the same NAV user is running already. Running it twice, or after a crash, is safe.
"""


class Command(Answering):
    """Polls."""

    help = HELP

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which poll, of which Connection."""
        parser.add_argument("poll", choices=["outbound", "inbound", "sweep"], help="seen from NAV")
        add_name(parser)
        parser.add_argument(
            "--dry-run", action="store_true", help="list what would be taken; sends and books nothing"
        )

    def work(self, **options: Any) -> int:
        """Poll one Connection after the other."""
        rows = chosen(options["name"])
        ask = self._preview if options["dry_run"] else self._poll
        answers = [ask(connection, options["poll"]) for connection in rows]
        states = {answer["state"] for answer in answers}
        code = NOT_DONE if states & {"failed", "unfinished"} else BUSY if "busy" in states else DONE
        if self.as_json:
            self.give(
                {
                    "ok": code == DONE,
                    "poll": options["poll"],
                    "dry_run": options["dry_run"],
                    "connections": answers,
                }
            )
        return code

    def _poll(self, connection: Connection, poll: str) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "connection": connection.name,
            "state": "done",
            "counts": {},
            "documents": {},
            "error": "",
        }
        try:
            with self.bar(f"{connection.name}: {poll}", "read") as bar:
                run, failure = polls.run(connection, poll, actor=actor(), progress=stepping(bar))
        except polls.Busy as busy:
            self.say(f"{connection.name}: {busy}")
            return answer | {"state": "busy", "error": str(busy)}
        answer |= {"counts": {str(word): number for word, number in run.counts.items()}, "run": run.pk}
        if failure:
            self.say(f"{connection.name}: {poll} NOT done: {failure}")
            return answer | {"state": "failed", "error": str(failure)}
        with self.bar(f"{connection.name}: processing", "documents") as bar:
            documents = foreground.work_off(connection.pk, progress=stepping(bar))
        left = _left(run)
        answer |= {
            "documents": dict(documents),
            "unfinished": left,
            "state": "unfinished" if left else "done",
        }
        self.say(_line(answer, poll))
        return answer

    def _preview(self, connection: Connection, poll: str) -> dict[str, Any]:
        try:
            with polls.visit(connection):
                rows = _files(connection) if poll == "inbound" else previews.preview(connection)
        except polls.Busy as busy:
            self.say(str(busy))
            return {"connection": connection.name, "state": "busy", "error": str(busy)}
        for row in rows:
            if poll == "inbound":
                self.say(f"{row['state']:<8} {row['name']}  {row['size']} bytes  {row['modified']}")
            else:
                self.say(
                    f"{row['state']:<11} {row['kind']} {row['number']:<12} {row['vendor']:<12} {row['reason']}"
                )
        states = Counter(str(row["state"]) for row in rows)
        self.say(
            f"{connection.name}: {poll} dry run: {counted(states.items()) or 'nothing there'}; nothing was sent or booked"
        )
        return {"connection": connection.name, "state": "done", "counts": dict(states), "records": rows}


def _files(connection: Connection) -> list[dict[str, Any]]:
    """The files in the download folder; `known` are those an earlier poll stored and left there."""
    folder = connection.cleo_download_folder
    files = clients.cleo_client(connection).list_files(folder)
    stored = Payload.objects.filter(
        connection=connection, direction="inbound", cleo_id__in=[file.cleo_id for file in files]
    )
    known = set(stored.values_list("cleo_id", "name", "cleo_modified"))
    return [
        {
            "name": file.name,
            "size": file.size,
            "modified": file.modified,
            "state": "known" if (file.cleo_id, file.name[:255], file.modified) in known else "waits",
        }
        for file in files
    ]


def _left(run: PollRun) -> dict[str, int]:
    """Documents of this poll that are not finished: they go on by themselves, but this poll cannot call itself done. Those
    that wait for the decision of a person count as done."""
    rows = Document.objects.filter(payload__poll_run=run, status__in=OPEN).exclude(waiting_for="vendor")
    return dict(Counter(waiting or "due" for waiting in rows.values_list("waiting_for", flat=True)))


def _line(answer: dict[str, Any], poll: str) -> str:
    read = counted(answer["counts"].items()) or "nothing new"
    worked = counted(answer["documents"].items()) or "nothing was due"
    line = f"{answer['connection']}: {poll} done: {read}; processed: {worked}"
    if answer["unfinished"]:
        line = line.replace(" done: ", " read, NOT all processed: ", 1)
        line += f"; not finished: {counted(answer['unfinished'].items())} (they go on by themselves, or `manage.py process --now`)"
    return line
