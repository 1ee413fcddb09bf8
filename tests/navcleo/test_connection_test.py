"""Test connection: what it says of a sandbox that works, and what to mend of one that does not (nav reference 9.1)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from audit import claims
from connectors.models import Connection
from navcleo import connection_test
from navcleo.connection_test import Finding
from tests.factories import ConnectionFactory
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def process() -> Iterator[SandboxProcess]:
    with SandboxProcess() as started:
        yield started


@pytest.fixture
def sandbox(process: SandboxProcess) -> SandboxProcess:
    process.clear_faults()
    process.control("DELETE", "switches")
    process.reset_counters()
    return process


@pytest.fixture
def connection(sandbox: SandboxProcess) -> Connection:
    return ConnectionFactory(**sandbox.connection_fields())


def wired(sandbox: SandboxProcess, **changes: object) -> Connection:
    return ConnectionFactory(**sandbox.connection_fields(**changes))


def bad(findings: list[Finding]) -> list[Finding]:
    found = [finding for finding in findings if not finding.ok]
    assert all(finding.mend for finding in found), "each failure says what to mend"
    return found


def optional(findings: list[Finding]) -> list[Finding]:
    found = [finding for finding in findings if finding.is_optional]
    assert all(finding.ok and finding.mend for finding in found), "no failure, and still says what to mend"
    return found


def test_a_working_connection_is_told_in_full(sandbox: SandboxProcess, connection: Connection) -> None:
    findings = connection_test.test(connection)
    assert bad(findings) == optional(findings) == []
    text = "\n".join(finding.text for finding in findings)
    assert "company CRONUS Foods" in text
    assert "14 vendors, 30 items, 4 dimensions" in text
    assert "dimensions EDIPARTNER, EDIITEM, EDILOCATION are there" in text
    assert "order page (50): yes" in text
    assert "webhooks for" in text
    assert "folders upload, download are there" in text
    assert sandbox.breaches() == []
    assert claims.take_lane(connection, (claims.POLL_LANE,)), "the lane is given back"


def test_a_site_without_pages_still_works_and_says_what_that_means(
    sandbox: SandboxProcess, connection: Connection
) -> None:
    sandbox.switch(pages_published=False)
    findings = connection_test.test(connection)
    assert bad(findings) == []
    assert "order page (50): no, invoices become drafts" in "\n".join(finding.text for finding in findings)
    missing = optional(findings)
    assert [finding.text.partition(":")[0] for finding in missing] == [
        "page 50 Purchase Order",
        "page 136 Posted Purchase Receipt",
        "page 537 Dimension Values",
        "page 5404 Item Units of Measure",
    ]
    assert all("check this address first" in finding.mend for finding in missing)


def test_a_page_service_of_another_name_is_named_with_number_and_what_to_do(sandbox: SandboxProcess) -> None:
    connection = wired(sandbox, nav_receipt_page="PostedReceipt")
    findings = connection_test.test(connection)
    assert bad(findings) == []
    [missing] = optional(findings)
    assert missing.text == (
        "page 136 Posted Purchase Receipt: no page service 'PostedReceipt' in company CRONUS Foods "
        "(optional; without it receipts are found by quantity)"
    )
    assert "publish object type Page, id 136, service name PostedReceipt" in missing.mend
    assert "'service name of page 136' (nav_receipt_page)" in missing.mend
    assert "address first" not in missing.mend


def test_pages_that_nobody_promised_are_not_missed(sandbox: SandboxProcess) -> None:
    findings = connection_test.test(wired(sandbox, nav_pages_url=""))
    assert bad(findings) == optional(findings) == []


@pytest.mark.parametrize(
    ("changes", "side", "words", "mend"),
    [
        ({"nav_client_secret": "wrong"}, "NAV", "7000215", "client id and secret value"),
        ({"nav_auth": "basic", "nav_web_service_key": "wrong"}, "NAV", "", "web service access key"),
        ({"nav_company": "cronus foods"}, "NAV", "no company 'cronus foods'", "case-sensitive"),
        (
            {"nav_api_url": "http://127.0.0.1:9/v2.0/x/y/api/v2.0"},
            "NAV",
            "no connection",
            "Check address and port",
        ),
        ({"partner_dimension": "EDIPARTY"}, "NAV", "no dimension EDIPARTY", "Create EDIPARTY in NAV"),
        ({"cleo_password": "wrong"}, "Cleo", "", "Check user and password"),
        ({"cleo_url": "http://127.0.0.1:9"}, "Cleo", "no connection", "Check address and port"),
        ({"cleo_upload_folder": "outbox"}, "Cleo", "no folder outbox", "Check the folder names"),
    ],
    ids=["secret", "key", "company", "NAV down", "dimension", "password", "Cleo down", "folder"],
)
def test_each_failure_says_what_to_mend(
    sandbox: SandboxProcess, changes: dict[str, str], side: str, words: str, mend: str
) -> None:
    connection = wired(sandbox, **changes)
    [finding] = bad(connection_test.test(connection))
    assert finding.side == side
    assert words in finding.text
    assert mend in finding.mend
    assert "wrong" not in finding.text.split()
    assert str(connection.cleo_password) not in finding.text


@pytest.mark.parametrize(
    ("kind", "words"), [("html", "login page or proxy"), ("throttle", "asks for patience")]
)
def test_an_answer_that_is_none_is_explained(
    sandbox: SandboxProcess, connection: Connection, kind: str, words: str
) -> None:
    sandbox.fault(kind, system="nav", times=0)
    [finding] = bad(connection_test.test(connection))
    assert words in finding.mend


def test_a_version_without_the_action_needs_the_other_route(
    sandbox: SandboxProcess, connection: Connection
) -> None:
    sandbox.switch(nav_version=18)
    failed = bad(connection_test.test(connection))
    if failed:
        assert "journal route" in failed[0].mend


def test_while_a_poll_runs_it_says_busy_and_calls_nobody(
    sandbox: SandboxProcess, connection: Connection
) -> None:
    assert claims.take_lane(connection, (claims.POLL_LANE,))
    [finding] = bad(connection_test.test(connection))
    assert "is running" in finding.text
    assert sandbox.counters()["requests"] == {"nav": 0, "entra": 0, "cleo": 0}


def test_a_refused_login_is_tried_once_more_because_a_person_asks(
    sandbox: SandboxProcess, connection: Connection
) -> None:
    connection.record_login_refusal("cleo", "wrong password")
    connection.record_login_refusal("nav", "expired secret")
    assert bad(connection_test.test(connection)) == []
    connection.refresh_from_db()
    assert connection.login_refusal("cleo") == connection.login_refusal("nav") == ""


def test_it_ends_in_time_however_slow_the_other_side_is(
    sandbox: SandboxProcess, connection: Connection
) -> None:
    sandbox.fault("delay", system="nav", times=0, seconds=0.2)
    begun = time.monotonic()
    failed = bad(connection_test.test(connection, deadline_seconds=0.6))
    assert [finding.text for finding in failed if finding.side == "NAV"] == ["The time for this test is up."]
    # no timing is judged: the requests made are
    assert sandbox.counters()["requests"]["nav"] <= 4
    assert time.monotonic() >= begun
