"""Ten thousand mutated documents are each read or refused by name; a fault is told with the number that repeats it."""

from __future__ import annotations

from pathlib import Path

import pytest

from edi.errors import Unreadable
from tools import fuzz

COVERS = ["tools.fuzz"]
MUTATIONS, PARTS, SEED = 10_000, 4, 1
EACH = MUTATIONS // PARTS


@pytest.mark.parametrize("part", range(PARTS))
def test_every_mutation_is_read_or_refused_by_name(part: int) -> None:
    counts, failures = fuzz.run(range(part * EACH, (part + 1) * EACH), SEED)
    assert [(failure.number, failure.sample, failure.text) for failure in failures] == []
    assert sum(counts.values()) == EACH
    # the injuries are neither so light that nothing is refused nor so heavy that nothing is read
    assert counts["read"] > EACH / 50
    assert sum(counts.values()) - counts["read"] > EACH / 5


def test_the_same_number_is_the_same_mutation() -> None:
    known = fuzz.samples()
    cases = [fuzz.case(number, SEED, known) for number in range(40)]
    assert cases == [fuzz.case(number, SEED, known) for number in range(40)]
    assert len(set(cases)) > 35
    assert cases != [fuzz.case(number, SEED + 1, known) for number in range(40)]


def test_another_exception_is_a_failure_whose_bytes_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def reads(content: bytes) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(fuzz, "read", reads)
    counts, failures = fuzz.run([7], SEED)
    assert (sum(counts.values()), [failure.number for failure in failures]) == (0, [7])
    assert "ZeroDivisionError" in failures[0].text
    assert fuzz.keep(failures[0], tmp_path).read_bytes() == fuzz.case(7, SEED, fuzz.samples())[1]


def test_a_refusal_must_have_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(content: bytes) -> None:
        raise Unreadable("")

    monkeypatch.setattr(fuzz, "read", refuses)
    with pytest.raises(AssertionError, match="without code or text"):
        fuzz.outcome(b"x")
