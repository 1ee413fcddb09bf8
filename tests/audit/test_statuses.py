"""The table of moves: every pair of statuses, allowed or refused (architecture, section 5)."""

from __future__ import annotations

from itertools import product

import pytest

from audit.statuses import ENDED, MOVES, OPEN, Acknowledgment, MoveRefused, Status, Verdict, check_move

ALLOWED = {
    ("received", "parsed"),
    ("parsed", "mapped"),
    ("mapped", "sent"),
    ("sent", "linked"),
    # a step that runs again
    ("mapped", "parsed"),
    ("sent", "parsed"),
    # from any step to people
    ("received", "quarantined"),
    ("parsed", "quarantined"),
    ("mapped", "quarantined"),
    ("sent", "quarantined"),
    ("received", "discarded"),
    ("parsed", "discarded"),
    ("mapped", "discarded"),
    ("quarantined", "discarded"),
    # replay
    ("quarantined", "received"),
    ("discarded", "received"),
}


@pytest.mark.parametrize(("old", "new"), list(product(Status.values, Status.values)))
def test_the_table_of_moves(old: str, new: str) -> None:
    if (old, new) in ALLOWED:
        check_move(old, new)
        return
    with pytest.raises(MoveRefused, match=f"from {old} to {new}"):
        check_move(old, new)


def test_every_status_is_open_ended_or_with_people() -> None:
    assert {*OPEN, *ENDED, Status.QUARANTINED} == set(Status)
    assert set(MOVES) == set(Status)
    assert MOVES[Status.LINKED] == frozenset()


def test_the_words_of_verdicts_and_acknowledgments_are_stable() -> None:
    assert Verdict.values == ["open", "done", "refused", "unknown"]
    assert Acknowledgment.values == [
        "not_asked",
        "expected",
        "accepted",
        "with_errors",
        "rejected",
        "overdue",
    ]
