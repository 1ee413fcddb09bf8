"""Which answers prove that nothing was done, and which quarantine code names a refusal of NAV."""

from __future__ import annotations

import pytest

from audit.quarantine_codes import CODES
from connectors.errors import OutcomeUnknown, Rejected, Stale
from navcleo.sending import refusals


@pytest.mark.parametrize(
    ("status", "code", "definite"),
    [
        (400, "Application_DialogException", True),
        (400, refusals.PHANTOM, False),
        (403, "", True),
        (404, "", True),
        (408, "", False),
        (425, "", False),
        (429, "", False),
        (500, "", False),
        (504, "", False),
        (None, "", False),
    ],
)
def test_only_a_clear_4xx_is_definite(status: int | None, code: str, definite: bool) -> None:
    assert refusals.is_definite(Rejected("no", status=status, code=code)) is definite


def test_stale_is_definite_and_a_lost_answer_is_not() -> None:
    assert refusals.is_definite(Stale("changed", status=409))
    assert not refusals.is_definite(OutcomeUnknown("lost"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "Posting Date is not within your range of allowed posting dates in Purchase Header",
            "period_closed",
        ),
        ("Purchase Invoice INV1 already exists for this vendor.", "invoice_exists"),
        ("You cannot post this type of document when Vendor V1 is blocked with type All.", "vendor_blocked"),
        ("Item F1029 is blocked.", "item_blocked"),
        ("You cannot receive more than 5 units.", "over_shipped"),
        ("You can't invoice more than 3 units.", "amount_differs"),
        ("Something that NAV never said before", "nav_refused"),
    ],
)
def test_the_message_gives_the_code(text: str, code: str) -> None:
    assert refusals.code_of(Rejected(f"refused: {text}", status=400), "nav_refused") == code


def test_every_code_is_in_the_table() -> None:
    assert {code for _, code in refusals._MESSAGES} <= set(CODES)
