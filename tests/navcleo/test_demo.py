"""The demo as `make demo` runs it, twice on one state: both sides agree, and the second run adds nothing."""

from __future__ import annotations

import json
import stat
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from audit.models import Document, SendAttempt
from connectors.models import Connection
from navcleo import demo, demo_counts
from navcleo.demo_sandbox import InUse, Played
from tests.factories import ConnectionFactory
from tests.navcleo.database import manage

COVERS = ["navcleo.demo_counts", "navcleo.demo_sandbox", "navcleo.management.commands.demo"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.own_database]
NAMES = [
    "orders sent",
    "acknowledged",
    "received",
    "invoiced",
    "payment lines",
    "in quarantine",
    "duplicates",
    "invoices sent",
]


def _demo(home: Path, *words: str) -> tuple[int, dict[str, Any]]:
    done = manage("demo", "--directory", str(home), "--seed", "small", "--json", *words)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_second_demo_on_the_same_state_books_nothing_twice_and_says_so(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    code, first = _demo(home)
    assert (code, first["ok"], first["second_run"]) == (0, True, False)
    assert [line["name"] for line in first["lines"]] == NAMES
    assert {line["name"]: line["here"] for line in first["lines"]}["orders sent"] > 0
    assert {line["name"]: line["here"] for line in first["lines"]}["received"] > 0
    assert {line["name"]: line["here"] for line in first["lines"]}["payment lines"] > 0
    assert Document.objects.get(kind="820").status == "linked"
    password = tmp_path / "demo-login.txt"
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    attempts = SendAttempt.objects.count()

    done = manage("demo", "--directory", str(home))
    assert Document.objects.filter(kind="820").count() == 1, "paid once"
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing was sent or booked a second time" in done.stdout
    assert f"{first['known_now']} documents were known before, {first['known_now']} are now" in done.stdout
    assert SendAttempt.objects.count() == attempts
    assert password.read_text().split("password ")[1].strip() not in done.stdout

    Path(home / "sandbox.sqlite3").unlink()
    code, fresh = _demo(home)
    assert (code, fresh["ok"], fresh["second_run"]) == (0, True, False)
    assert Connection.objects.filter(name="demo").count() == 1
    assert Connection.objects.filter(name__startswith="demo until", is_active=False).count() == 1


def test_the_demo_stays_away_from_a_database_with_real_connections(tmp_path: Path) -> None:
    ConnectionFactory(name="Real", nav_api_url="https://nav.example.com/api/v2.0")
    done = manage("demo", "--directory", str(tmp_path / "demo"), "--json")
    assert done.returncode == 1
    assert "Real" in json.loads(done.stdout)["error"]
    assert not Document.objects.exists()


def test_two_cannot_use_the_same_books(tmp_path: Path) -> None:
    first, second = Played(tmp_path), Played(tmp_path)
    first.take()
    with pytest.raises(InUse):
        second.take()


def _books(**changes: Any) -> demo_counts.Books:
    values: dict[str, Any] = {
        "orders": Counter({"1": 1}),
        "invoices_out": 0,
        "acknowledged": 1,
        "rejected": 0,
        "receipts": [{"orderNumber": "1", "vendorShipmentNo": "S"}],
        "invoices": [{"orderNumber": "1", "vendorNumber": "V", "vendorInvoiceNumber": "I"}],
        "notices": {"1"},
        "charged": {"1"},
        "duplicates": 0,
        "summary": dict.fromkeys(
            ("uploads", "receipts", "posted_invoices", "payment_lines", "payments", "gl_entries"), 1
        ),
    }
    return demo_counts.Books(**(values | changes))


def test_what_stands_twice_in_the_books_is_told() -> None:
    assert _books().twice == []
    assert len(_books(orders=Counter({"1": 2})).twice) == 1
    assert len(_books(receipts=_books().receipts * 2).twice) == 1
    assert len(_books(invoices=_books().invoices * 2).twice) == 1


def test_what_suppliers_sent_and_nav_does_not_hold_is_unbooked() -> None:
    assert _books().unbooked == 0
    assert _books(receipts=[], rejected=2).unbooked == 3


def test_the_comparison_differs_when_a_book_differs() -> None:
    connection = ConnectionFactory()
    lines = {line.name: line for line in demo_counts.compare(connection, _books())}
    assert not lines["received"].agrees
    assert (lines["received"].ours, lines["received"].theirs) == (0, 1)
    assert lines["duplicates"].agrees
    assert (lines["payment lines"].ours, lines["payment lines"].theirs) == (0, 2)


def test_a_second_run_that_added_something_does_not_call_it_nothing() -> None:
    assert demo.second_run(None, _books()) == []
    [same] = demo.second_run(_books(), _books())
    assert "nothing was sent or booked a second time" in same
    [more] = demo.second_run(_books(), _books(summary=_books().summary | {"receipts": 2}))
    assert "nothing was sent" not in more
    assert "receipts 1 → 2" in more
