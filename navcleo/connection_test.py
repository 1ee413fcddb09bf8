"""Test connection: logs in to both sides, says what works, what is optional, and what to mend (nav reference 9.1)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from audit import claims
from connectors.errors import ConnectorError, Rejected, Throttled, Unauthorized, UnexpectedAnswer, Unreachable
from connectors.http import Guard, Transport
from connectors.models import Connection
from connectors.nav.client import NavClient
from edi.nav_records import Abilities
from edi.pdf import recognition
from navcleo import clients

TEST_LANE = (claims.POLL_LANE,)
# one answer may take so long; no call is begun that could end after the deadline
ANSWER_SECONDS = 6


@dataclass(frozen=True)
class Finding:
    """One line of the answer. `mend` says what to do where `ok` is False, or where `is_optional`: the Connection works
    without what is missing, and the text says what it does instead."""

    side: str
    ok: bool
    text: str
    mend: str = ""
    is_optional: bool = False


Step = Callable[[], list[Finding]]


class OutOfTime(Exception):
    """The test's time is up."""


def test(connection: Connection, *, deadline_seconds: float = 20) -> list[Finding]:  # noqa: PT028 - no test of ours, a test of a connection
    """Try both sides, each step once. Clears a refused-login flag first: a person asks. Takes the fifth lane of the NAV
    user, or says that it is busy. Never raises for what the other side does."""
    lane = claims.take_lane(connection, TEST_LANE)
    if lane is None:
        return [
            Finding(
                "navcleo",
                False,
                "A poll, sync or test of this NAV user is running.",
                "Wait for it to end, then try again.",
            )
        ]
    until = time.monotonic() + deadline_seconds - min(ANSWER_SECONDS, deadline_seconds / 2)
    try:
        connection.clear_login_refusal("nav")
        connection.clear_login_refusal("cleo")
        return [*_side("NAV", connection, until), *_side("Cleo", connection, until), _scans()]
    finally:
        claims.free_lane(lane)


def _scans() -> Finding:
    if recognition.is_installed():
        return Finding("navcleo", True, "scanned PDFs are read")
    text = "scanned PDFs are not read: each waits as a file; PDFs with text or XML are read"
    return Finding(
        "navcleo", True, text, "Run `make setup OCR=yes` on the server (about 400 MB).", is_optional=True
    )


def _side(side: str, connection: Connection, until: float) -> list[Finding]:
    wire = clients.transport(
        read_timeout=ANSWER_SECONDS,
        connect_timeout=min(ANSWER_SECONDS, settings.CONNECT_TIMEOUT_SECONDS),
        retries=0,
    )
    wire.guard = _within(until, wire.guard)
    found: list[Finding] = []
    try:
        steps = _nav_steps(connection, wire) if side == "NAV" else _cleo_steps(connection, wire)
        for step in steps:
            # one by one: what worked stays said when a later step fails
            found += step()
    except OutOfTime:
        found.append(
            Finding(side, False, "The time for this test is up.", "The other side is slow; try again later.")
        )
    except ConnectorError as error:
        found.append(Finding(side, False, str(error), _mend(error, connection, side)))
    finally:
        wire.close()
    return found


def _within(until: float, guard: Guard | None) -> Guard:
    """Ask before each call whether there is time for one more."""

    def ask() -> None:
        if guard:
            guard()
        if time.monotonic() > until:
            raise OutOfTime

    return ask


def _nav_steps(connection: Connection, wire: Transport) -> list[Step]:
    nav = clients.nav_client(connection, wire)

    def counts() -> list[Finding]:
        text = ", ".join(f"{nav.count(name)} {name}" for name in ("vendors", "items", "dimensions"))
        return [Finding("NAV", True, text)]

    return [
        lambda: [_company(nav)],
        counts,
        lambda: [_dimensions(nav, connection)],
        lambda: _abilities(nav, connection),
    ]


def _company(nav: NavClient) -> Finding:
    company = nav.company()
    return Finding("NAV", True, f"logged in; company {company.display_name or company.name}")


def _dimensions(nav: NavClient, connection: Connection) -> Finding:
    there = {dimension.code.upper() for dimension in nav.dimensions()}
    wanted = [connection.partner_dimension, connection.item_dimension, connection.location_dimension]
    missing = [code for code in wanted if code.upper() not in there]
    if missing:
        names = ", ".join(missing)
        return Finding(
            "NAV", False, f"no dimension {names}", f"Create {names} in NAV, or name others on this page."
        )
    return Finding("NAV", True, f"dimensions {', '.join(wanted)} are there")


def _abilities(nav: NavClient, connection: Connection) -> list[Finding]:
    can = nav.abilities()
    if not can.receive_and_invoice and connection.receipt_route == Connection.Route.PURCHASE_ORDER:
        text = "no receiveAndInvoice action: receipts on orders are not possible"
        return [
            Finding(
                "NAV", False, text, "Needs API v2.0 of version 19 or later; else choose the journal route."
            )
        ]
    said = [
        ("order page (50)", can.order_page, "invoices are posted on their order", "invoices become drafts"),
        (
            "receipt page (136)",
            can.receipt_page,
            "receipts are found by reference",
            "receipts are found by quantity",
        ),
        (
            "dimension value page (537)",
            can.dimension_page,
            "blocked values are seen",
            "blocked values are not seen",
        ),
        (
            "item unit page (5404)",
            can.item_unit_page,
            "quantities are converted between the units of an item",
            "quantities are converted by rows under Item units here only",
        ),
        (
            "finance reports API",
            can.reports_finance,
            "vendor entries are read",
            "payments are proven by G/L entries",
        ),
    ]
    parts = [f"{name}: {'yes, ' + yes if there else 'no, ' + no}" for name, there, yes, no in said]
    hooks = f"webhooks for {len(can.webhooks)} entities" if can.webhooks else "no webhooks (polling is used)"
    return [Finding("NAV", True, "; ".join([*parts, hooks])), *_pages_not_found(nav, connection, can)]


def _pages_not_found(nav: NavClient, connection: Connection, can: Abilities) -> list[Finding]:
    """One line per page service that the Connection counts on and NAV does not give to this login (nav reference 3.2)."""
    if not connection.nav_pages_url:
        return []
    pages = [
        (can.order_page, 50, "Purchase Order", "nav_order_page", "invoices become drafts"),
        (
            can.receipt_page,
            136,
            "Posted Purchase Receipt",
            "nav_receipt_page",
            "receipts are found by quantity",
        ),
        (
            can.dimension_page,
            537,
            "Dimension Values",
            "nav_dimension_value_page",
            "blocked values are not seen",
        ),
        (
            can.item_unit_page,
            5404,
            "Item Units of Measure",
            "nav_item_unit_page",
            "quantities are converted by rows under Item units here only",
        ),
    ]
    missing = [page for page in pages if not page[0]]
    everywhere = (
        f" None of the pages answers at {connection.nav_pages_url}: check this address first."
        if len(missing) == len(pages)
        else ""
    )
    return [
        Finding(
            "NAV",
            True,
            f"page {number} {caption}: no page service {service!r} in company {nav.company().name} (optional; without it {instead})",
            f"In NAV, page Web Services: publish object type Page, id {number}, service name {service}, let this login read it; "
            f"or name the service that is published there in 'service name of page {number}' "
            f"({field}).{everywhere}",
            is_optional=True,
        )
        for _, number, caption, field, instead in missing
        for service in [getattr(connection, field)]
    ]


def _cleo_steps(connection: Connection, wire: Transport) -> list[Step]:
    cleo = clients.cleo_client(connection, wire)

    def folders() -> list[Finding]:
        there = cleo.folders()
        missing = [name for name, ok in there.items() if not ok]
        if missing:
            mend = "Check the folder names, the files root and the path templates of this Connection."
            return [Finding("Cleo", False, f"logged in, but no folder {', '.join(missing)}", mend)]
        return [Finding("Cleo", True, f"logged in; folders {', '.join(there)} are there")]

    return [folders]


def _mend(error: ConnectorError, connection: Connection, side: str) -> str:
    if isinstance(error, Unauthorized):
        if side == "Cleo":
            return "Check user and password; log in to the portal once by hand: it may ask for a new password or be locked."
        if connection.nav_auth == Connection.NavAuth.BASIC:
            return "Check user and web service access key (not the password)."
        return "Check tenant, client id and secret value; register the app on page Microsoft Entra Applications, state Enabled."
    if isinstance(error, Unreachable):
        return "Check address and port, and that this host may call out to it."
    if isinstance(error, Throttled):
        return "The other side asks for patience; try again in a minute."
    if isinstance(error, UnexpectedAnswer):
        return "The address answers, but not as expected: is it the API address, or a login page or proxy?"
    if isinstance(error, Rejected) and error.status == 405:
        return "API services are switched off on this NAV server; switch on ODataServices and API services."
    return "Read the answer above; check company name and addresses (both are case-sensitive)."
