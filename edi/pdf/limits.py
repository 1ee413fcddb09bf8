"""What reading one PDF may cost."""

from __future__ import annotations

from dataclasses import dataclass

MOST_PAGES = 20
# of one page: a crowded one has about two thousand
MOST_WORDS = 5_000
# of one word, in letters: what is longer is no value
LONGEST_WORD = 200
MOST_EMBEDDED_BYTES = 10_000_000


@dataclass(frozen=True)
class Limits:
    """`seconds` of waiting, and of processor time; `memory` in bytes of address space (recognition takes about a third)."""

    seconds: int = 300
    memory: int = 4 * 1024**3
