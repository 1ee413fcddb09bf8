"""`manage.py demo`: one whole circle against the sandbox, counted on both sides; a second run books nothing twice."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from audit import claims, queries
from audit.models import Document
from audit.quarantine_codes import CODES
from connectors.addresses import is_loopback
from connectors.models import Connection, PollPlan
from navcleo import demo_counts, foreground, polls
from navcleo.demo_sandbox import Played

NAME = "demo"
USER = "admin"
ACTOR = "demo"
ROUNDS = 12
ROUND_SECONDS = 20
MOST_PAID = 3
# the sandbox answers at once: nothing needs NAV's twenty minutes to settle
SETTINGS = {"NAV_SETTLE_SECONDS": 2, "RETRY_BASE_SECONDS": 1}
Say = Callable[[str], Any]


class NotHere(Exception):
    """The demo does not run on this database."""


class Failed(Exception):
    """A poll of the demo did not get through."""


def directory() -> Path:
    """Where demo and serve keep the sandbox's books."""
    return Path(settings.BASE_DIR) / "var" / "demo"


def login_file(home: Path) -> Path:
    """Where the password of the demo's user stands, for its owner's eyes only."""
    return home.parent / "demo-login.txt"


def refuse_real_data() -> None:
    """Raise NotHere where Connections to real systems are active: the demo makes a user and books."""
    real = [row.name for row in Connection.objects.active() if not is_loopback(row.nav_api_url)]
    if real:
        raise NotHere(
            f"This database serves {', '.join(real)}. Give the demo one of its own: "
            "DATABASE_URL=sqlite:///var/demo.sqlite3 manage.py migrate, then manage.py demo with the same."
        )


def hurry() -> None:
    """Wait short in this process and in the children it starts."""
    for name, value in SETTINGS.items():
        setattr(settings, name, value)
        os.environ[name] = str(value)


# -- the Connection and its books belong together


def _mark(home: Path) -> Path:
    return home / "connection.json"


def known(home: Path) -> Connection | None:
    """The demo's Connection, when the books in `home` are the ones it was made for."""
    row = Connection.objects.active().filter(name=NAME).first()
    try:
        mark = json.loads(_mark(home).read_text())
    except (OSError, ValueError):
        return None
    same = row is not None and mark == _fingerprint(row) and (home / "sandbox.sqlite3").exists()
    return row if same else None


def _fingerprint(row: Connection) -> dict[str, Any]:
    return {"id": row.pk, "created_at": row.created_at.isoformat()}


def begin_anew(sandbox: Played) -> None:
    """Books and Connection that do not belong together: the old Connection is retired, the books begin anew."""
    sandbox.forget()
    _mark(sandbox.directory).unlink(missing_ok=True)
    for row in Connection.objects.filter(name=NAME):
        row.name = f"{NAME} until {timezone.now():%Y-%m-%d %H:%M:%S}"
        row.save()
        row.retire()


def connect(sandbox: Played, row: Connection | None) -> Connection:
    """Point the demo's Connection to where the sandbox listens now; make it where there is none."""
    nav, cleo = sandbox.info["nav"], sandbox.info["cleo"]
    is_new = row is None
    row = row or Connection(name=NAME, send_from=date.today() - timedelta(days=3650))  # noqa: DTZ011 - any old day
    row.nav_api_url, row.nav_pages_url, row.nav_token_url = nav["api_url"], nav["pages_url"], nav["token_url"]
    row.nav_company, row.nav_client_id = nav["company"], nav["client_id"]
    row.cleo_url, row.cleo_username = cleo["url"], cleo["username"]
    row.interchange_id = sandbox.info["own_interchange_id"]
    row.cleo_stability_seconds = Decimal("0.2")
    for field, value in (("nav_client_secret", nav["client_secret"]), ("cleo_password", cleo["password"])):
        if not row.has_secret(field):
            row.set_secret(field, value, ACTOR)
    row.full_clean()
    row.save()
    if is_new:
        # a demo is watched: it polls every minute, not every four hours
        PollPlan.objects.filter(connection=row, poll__in=["inbound", "outbound"]).update(
            cron="", interval_minutes=1
        )
        _mark(sandbox.directory).write_text(json.dumps(_fingerprint(row)))
    return row


def last_port(row: Connection | None) -> int:
    """The port of the last time, so that addresses stay the same where they can."""
    text = row.nav_api_url.partition("://")[2].partition("/")[0].rpartition(":")[2] if row else ""
    return int(text) if text.isdigit() else 0


def ensure_user(home: Path) -> str | None:
    """Make the demo's superuser with a random password, kept in a file of mode 0600. Returns the password when new."""
    users = get_user_model().objects
    path = login_file(home)
    if path.exists() and users.filter(username=USER).exists():
        return None
    if users.filter(username=USER).exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(USER, "", password)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(f"user {USER}\npassword {password}\n")
    return password


# -- the circle


def circle(connection: Connection, sandbox: Played, say: Say) -> None:
    """Sync, poll out, let suppliers answer, poll in, until all is quiet; then some of it is paid. Raises Failed, polls.Busy."""
    say(f"mappings: {_poll(connection, 'sync')}")
    say(f"outbound: {_poll(connection, 'outbound')}; {_work(connection)}")
    sandbox.control("PUT", "switches", {"supplier_delay_seconds": 0.2})
    _take_answers(connection, sandbox, say)
    if _remit(sandbox):
        _take_answers(connection, sandbox, say)


def _take_answers(connection: Connection, sandbox: Played, say: Say) -> None:
    for _ in range(ROUNDS):
        answered = sandbox.settle(ROUND_SECONDS)
        say(f"inbound: {_poll(connection, 'inbound')}; {_work(connection)}")
        quiet = (
            not sandbox.control("GET", "books")["downloads_waiting"]
            and not claims.due(connection.pk).exists()
        )
        if answered and quiet and not sandbox.control("GET", "suppliers")["pending"]:
            return


def _remit(sandbox: Played) -> bool:
    """Whoever pays for the company tells once which invoices of one vendor were paid: an 820 in the mailbox. False where
    nothing is posted yet, or something was paid before."""
    books = demo_counts.read_books(sandbox)
    if books.payments or not books.invoices:
        return False
    vendor = min(str(row["vendorNumber"]) for row in books.invoices)
    paid = [row for row in books.invoices if row["vendorNumber"] == vendor][:MOST_PAID]
    payments = [
        {"number": row["vendorInvoiceNumber"], "amount": str(row["totalAmountIncludingTax"])} for row in paid
    ]
    advice = {"kind": "820", "vendor_number": vendor, "payments": payments, "usage": "T"}
    sandbox.control("POST", "generate", {**advice, "deliver": True})
    return True


def _poll(connection: Connection, poll: str) -> str:
    run, failure = polls.run(connection, poll, actor=ACTOR)
    if failure:
        raise Failed(f"{poll}: {failure}")
    return ", ".join(f"{number} {word}" for word, number in run.counts.items() if number) or "nothing new"


def _work(connection: Connection) -> str:
    counts = foreground.work_off(connection.pk)
    return (
        ", ".join(f"{number} {word}" for word, number in counts.items() if word in foreground.FINISHED)
        or "nothing due"
    )


def causes(connection: Connection) -> list[str]:
    """Open quarantine by cause, with what each means."""
    found = queries.quarantine_by_cause(connection.pk)
    return [f"{number} {code}: {CODES[code].next_step}" for code, number in found.items()]


def second_run(before: demo_counts.Books | None, after: demo_counts.Books) -> list[str]:
    """What a run on known books added to them: nothing, unless somebody released or replayed something in between."""
    if before is None:
        return []
    names = ("uploads", "receipts", "posted_invoices", "payment_lines", "gl_entries")
    moved = [f"{name.replace('_', ' ')} {before.summary[name]} → {after.summary[name]}" for name in names]
    same = all(before.summary[name] == after.summary[name] for name in names)
    head = (
        "nothing was sent or booked a second time"
        if same
        else "new work was done, nothing of the old a second time"
    )
    return [f"This state had a demo before: {head} ({', '.join(moved)})."]


def documents(connection: Connection) -> int:
    """How many documents the demo's Connection has."""
    return Document.objects.filter(connection=connection).count()
