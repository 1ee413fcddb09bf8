"""What a step has at hand: targets, approvals, live attempts, posting dates, and problems as a reason to stop."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from edi.problems import Problem
from navcleo.workflows.work import Found, Work, plain_problems
from tests.factories import ConnectionFactory, DocumentFactory, SendAttemptFactory

pytestmark = pytest.mark.django_db


def test_a_target_booked_again_gets_a_name_of_its_own() -> None:
    document = DocumentFactory()
    work = Work(document)
    assert work.target("order:1") == "order:1"
    document.approvals = [{"code": "again:order:1"}, {"code": "again:order:2"}]
    assert work.target("order:1") == "order:1#2"
    document.approvals += [{"code": "again:order:1#2"}]
    assert work.target("order:1") == "order:1#3"
    assert work.target("order:11") == "order:11"


def test_only_the_cause_that_was_approved_is() -> None:
    work = Work(DocumentFactory(approvals=[{"code": "amount_differs"}]))
    assert work.approved("amount_differs")
    assert not work.approved("number_reused")


@pytest.mark.parametrize(
    ("verdict", "found"), [("open", True), ("done", True), ("unknown", True), ("refused", False)]
)
def test_an_attempt_that_is_not_refused_is_what_counts(verdict: str, found: bool) -> None:
    attempt = SendAttemptFactory(verdict=verdict, target="order:1")
    assert bool(Work(attempt.document).live_attempt("receipt_on_order", "order:1")) is found
    assert Work(attempt.document).live_attempt("receipt_on_order", "order:2") is None


def test_the_posting_date_follows_the_rule_in_the_companys_own_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=ZoneInfo("America/New_York"))
    monkeypatch.setattr(timezone, "now", lambda: late)
    said = date(2026, 2, 11)
    by_day = Work(DocumentFactory(connection=ConnectionFactory(time_zone="America/New_York")))
    assert by_day.posting_date(said) == date(2026, 3, 1)
    by_document = Work(DocumentFactory(connection=ConnectionFactory(posting_date_rule="document_date")))
    assert by_document.posting_date(said) == said
    assert by_document.posting_date(None) == date(2026, 3, 2)


def test_the_first_error_gives_the_code_and_all_problems_are_kept() -> None:
    problems = [
        Problem("sscc", "check digit", "MAN", "warning"),
        Problem("item_unknown", "no item A", "LIN no. 1"),
        Problem("unit_unmapped", "no unit DZ", "SN1 no. 2"),
    ]
    found = Found(problems, {"order": "1"})
    assert (found.code, found.details) == ("item_unknown", {"order": "1"})
    assert "LIN no. 1" in found.reason
    assert "1 more" in found.reason
    assert found.problems == plain_problems(problems)
