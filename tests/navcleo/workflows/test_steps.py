"""The straight line of one document: each step commits its own result and can be run again."""

from __future__ import annotations

import pytest

from audit.statuses import Status
from edi.problems import Problem
from navcleo.workflows import steps
from navcleo.workflows.work import Found, Plan, Work
from tests.factories import DocumentFactory, QuarantineFactory, SendAttemptFactory

pytestmark = pytest.mark.django_db


def test_a_step_moves_forward_with_its_facts() -> None:
    document = DocumentFactory()
    steps.advance(document, Status.PARSED, problems=[])
    steps.advance(document, Status.MAPPED, proposal={"targets": []})
    document.refresh_from_db()
    assert (document.status, document.proposal) == ("mapped", {"targets": []})


@pytest.mark.parametrize("status", ["parsed", "mapped", "sent"])
def test_a_step_that_runs_again_after_a_crash_rewrites_its_facts_and_goes_on(status: str) -> None:
    document = DocumentFactory(status=status)
    steps.advance(document, Status.PARSED)  # nothing to write: no reason to believe that the claim was lost
    steps.advance(document, Status.PARSED, last_error="as before")
    document.refresh_from_db()
    assert (document.status, document.last_error) == (status, "as before")


def test_errors_of_mapping_stop_here_with_the_proposal_stored_for_people() -> None:
    document = DocumentFactory(
        status="parsed", problems=[{"code": "a", "severity": "finding", "place": "", "text": "b"}]
    )
    plan = Plan(
        (), {"targets": [{"kind": "x"}]}, ({"kind": "item"},), (Problem("item_unknown", "no item", "LIN"),)
    )
    with pytest.raises(Found) as found:
        steps.mapped(Work(document), plan)
    document.refresh_from_db()
    assert found.value.code == "item_unknown"
    assert (document.status, document.proposal, document.mappings) == (
        "parsed",
        {"targets": [{"kind": "x"}]},
        [{"kind": "item"}],
    )
    assert [problem["code"] for problem in document.problems] == ["a", "item_unknown"]


def test_warnings_of_mapping_are_shown_and_stop_nothing() -> None:
    document = DocumentFactory(status="parsed", problems=[])
    steps.mapped(Work(document), Plan(problems=(Problem("totals_differ", "a cent", "", "warning"),)))
    document.refresh_from_db()
    assert (document.status, [problem["severity"] for problem in document.problems]) == (
        "mapped",
        ["warning"],
    )


def test_a_total_that_nav_posted_otherwise_is_said_though_the_invoice_stands() -> None:
    document = DocumentFactory(status="sent", kind="810")
    answer = {"invoice": "PI-1", "posted_total": "101.00", "expected_total": "100.00"}
    SendAttemptFactory(document=document, kind="invoice_on_order", answer=answer)
    steps.link(Work(document), Plan())
    document.refresh_from_db()
    assert document.status == "linked"
    assert document.quarantines.get().code == "amount_differs"


def test_invoices_that_waited_for_the_receipt_go_on_with_the_link_of_the_notice() -> None:
    notice = DocumentFactory(status="sent", kind="856")
    notice.links.create(kind="receipt", number="PR1", order_number="PO1001")
    waiting, other, edited = (
        DocumentFactory(connection=notice.connection, kind="810", status="quarantined", is_edited=is_edited)
        for is_edited in (False, False, True)
    )
    for document, order in ((waiting, "PO1001"), (other, "PO1002"), (edited, "PO1001")):
        QuarantineFactory(document=document, code="amount_differs", details={"awaits_receipt": order})
    steps.link(Work(notice), Plan())
    statuses = []
    for document in (notice, waiting, other, edited):
        document.refresh_from_db()
        statuses.append(document.status)
    assert statuses == ["linked", "received", "quarantined", "quarantined"]


@pytest.mark.parametrize(("posted", "severities"), [("853.26", []), ("853.25", ["finding"]), ("850.00", [])])
def test_a_cent_between_what_nav_posted_and_what_was_expected_is_told(
    posted: str, severities: list[str]
) -> None:
    document = DocumentFactory(status="sent")
    answer = {"invoice": "108031", "posted_total": posted, "expected_total": "853.26"}
    SendAttemptFactory(document=document, kind="evaluated_receipt", answer=answer)
    steps.link(Work(document), Plan())
    document.refresh_from_db()
    assert [problem["severity"] for problem in document.problems] == severities
    assert document.quarantines.exists() == (posted == "850.00")
