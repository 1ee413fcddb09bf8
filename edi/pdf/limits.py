"""What reading one PDF may cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

MOST_PAGES = 20
# of one page: a crowded one has about two thousand
MOST_WORDS = 5_000
# of one word, in letters: what is longer is no value
LONGEST_WORD = 200
MOST_EMBEDDED_BYTES = 10_000_000


_seconds: ContextVar[int] = ContextVar("seconds for one PDF", default=300)


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Let reading a PDF take at most so many seconds meanwhile: somebody is waiting for a page."""
    before = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(before)


@dataclass(frozen=True)
class Limits:
    """`seconds` of waiting, and of processor time; `memory` in bytes of address space (recognition takes about a third)."""

    seconds: int = field(default_factory=_seconds.get)
    memory: int = 4 * 1024**3
