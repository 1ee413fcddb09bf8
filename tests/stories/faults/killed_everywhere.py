"""Kills the process at one boundary after the other, and lets this one finish what is left (booking rule 1.6)."""

from __future__ import annotations

from collections.abc import Callable

from audit.models import Document
from tests.stories.faults.world import FaultWorld
from tests.stories.killing import work_until_killed
from tests.stories.world import why

# a loop that never ends would be a mistake of the harness
MOST_BOUNDARIES = 150
Killed = list[tuple[Document, str]]


def kill_everywhere(world: FaultWorld, make: Callable[[], Document], *, one_by_one: bool = False) -> Killed:
    """One document after the other, each killed one boundary later, until one ends by itself; then all are finished by this
    process (`one_by_one`: each before the next is begun). Returns the documents with the place of their death."""
    killed: Killed = []
    for boundary in range(1, MOST_BOUNDARIES):
        document = make()
        end = work_until_killed(document, boundary)
        if not end.was_killed:
            document.refresh_from_db()
            assert document.status == "linked", why(document)
            break
        killed.append((document, end.where))
        if one_by_one:
            world.finish(document)
    else:
        raise AssertionError("there is always another boundary")
    for document, _ in killed:
        world.finish(document)
    return killed


def assert_places(killed: Killed, *places: str) -> None:
    """The deaths were where they should have been: in the middle of everything."""
    named = [place for _, place in killed]
    assert [place for place in places if not any(place in name for name in named)] == [], named
