"""Read mutated documents by the thousand: each must be read or refused by name (EdiError), nothing else may happen.

The same seed mutates the same way on every machine; a case that fails is kept and named with the number that repeats it."""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from edi.errors import EdiError
from edi.problems import has_errors
from edi.reading import read

ROOT = Path(__file__).resolve().parent.parent
SAMPLE_DIRECTORIES = (ROOT / "tests" / "samples", ROOT.parent / "shared" / "samples")
SUFFIXES = {".edi", ".txt", ".x12", ".json", ".xml", ".pdf"}
LARGEST_SAMPLE = 300_000
# a PDF is read in a process of its own, which takes a hundred times as long
SHARE_OF_PDF = 0.001
PIECE = 250
TOKENS = (
    b"~", b"*", b">", b"^", b"\n", b"\r\n", b"\x00", b"\xff", b"\xef\xbb\xbf", b"ISA*", b"GS*", b"ST*850*", b"SE*", b"IEA*1*",
    b"HL*1*1*S", b"-", b"1e999", b"NaN", b"9" * 40, b"0" * 30, b"<", b"</", b"&x;", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"{",
    b"[" * 50, b"]", b'"', b"\\u0000", b"\\ud800", b"<!DOCTYPE cXML SYSTEM 'x'>", b"<!DOCTYPE cXML [<!ATTLIST a b CDATA 'c'>]>", b"<a/>", b"<a>" * 99,
    b" xsi:nil='true'", b' xmlns="urn:x"', b"<?x y?>", b"<![CDATA[", b"&#55296;", b"null", b"true", b"-0", "é".encode(), "٣".encode(), "\u2028".encode(),
)  # fmt: skip


NUMBERS = (
    b"1e400", b"1e-400", b"1e999999999999", b"-1E3", b"9" * 28, b"9" * 28 + b"." + b"9" * 28, b"." + b"0" * 27 + b"3", b"-0",
    b"+1", b"1,000.00", b"1.234.567,89", b"0x10", b"Infinity", b"-", b"", b" 12 ", "٣".encode(), b"0", b"-1",
)  # fmt: skip
VALUES = (
    b"null", b"true", b"[]", b"{}", b"[[[[[]]]]]", b'{"a": {"a": 1}}', b"1e999999999", b"9" * 400, rb'"\ud800\u0000"', b'"x12"',
    b'"' + b"x" * 5000 + b'"',
)  # fmt: skip
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_VALUE = re.compile(rb'(?<=:)\s*(?:"[^"]*"|[\w.+-]+)')
_ATTRIBUTE = re.compile(rb'(?<==")[^"<>]*(?=")')
_LEAF = re.compile(rb"<([\w:]+)(?:\s[^<>]*)?>[^<>]*</\1>")


@dataclass(frozen=True)
class Failure:
    """A mutation after which something else than reading or refusing happened."""

    number: int
    sample: str
    content: bytes
    text: str


def samples() -> dict[str, bytes]:
    """Our own samples, and those beside the checkout where there are any, by name."""
    found = {
        str(path.relative_to(base.parent)): path.read_bytes()
        for base in SAMPLE_DIRECTORIES
        if base.is_dir()
        for path in sorted(base.rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.stat().st_size <= LARGEST_SAMPLE
    }
    return {name: content for name, content in found.items() if content}


def _flip(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] = chance.randrange(256)


def _insert(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content) + 1)
    content[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 3, 200))


def _delete(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    del content[at : at + chance.choice((1, 2, 10, 100))]


def _repeat(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(content))
    piece = bytes(content[at : at + chance.choice((5, 50, 500))])
    to = chance.randrange(len(content))
    content[to:to] = piece * chance.choice((1, 2, 20))


def _cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(1, len(content) + 1) :]


def _digits(content: bytearray, chance: random.Random) -> None:
    places = [at for at, byte in enumerate(content) if 48 <= byte <= 57]
    for at in chance.sample(places, min(len(places), chance.choice((1, 3, 20)))):
        content[at] = chance.choice(b"0123456789-.,Ee ")


def _lines(content: bytearray, chance: random.Random) -> None:
    mark = b"~" if b"~" in content else b"\n"
    lines = bytes(content).split(mark)
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[at], lines[to] = lines[to], lines[at]
    content[:] = mark.join(lines)


def _place(content: bytearray, pattern: re.Pattern[bytes], chance: random.Random) -> tuple[int, int] | None:
    """Where something like this stands, near a place by chance."""
    at = chance.randrange(len(content))
    hit = pattern.search(content, at) or pattern.search(content)
    return hit.span() if hit else None


def _numbers(content: bytearray, chance: random.Random) -> None:
    if place := _place(content, _NUMBER, chance):
        content[slice(*place)] = chance.choice(NUMBERS)


def _values(content: bytearray, chance: random.Random) -> None:
    """A value of JSON, or of an attribute of XML, becomes another one."""
    if place := _place(content, _VALUE, chance):
        content[slice(*place)] = chance.choice(VALUES)
    elif place := _place(content, _ATTRIBUTE, chance):
        content[slice(*place)] = chance.choice((*NUMBERS, b"CS", b"USD", b"x" * 5000, b"&#0;", b"&amp;"))


def _elements(content: bytearray, chance: random.Random) -> None:
    """An element of XML stands there a second time, with another number or in another place."""
    if place := _place(content, _LEAF, chance):
        again = _NUMBER.sub(chance.choice(NUMBERS), bytes(content[slice(*place)]), count=1)
        to = place[1] if chance.random() < 0.5 else chance.randrange(len(content))
        content[to:to] = again


MUTATIONS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _flip, _insert, _delete, _repeat, _cut, _digits, _lines, _numbers, _values, _elements,
)  # fmt: skip


def mutate(content: bytes, other: bytes, chance: random.Random) -> bytes:
    """One to four injuries; now and then the tail of another sample, or another encoding."""
    injured = bytearray(content)
    if chance.random() < 0.03:
        injured[chance.randrange(len(injured)) :] = other[chance.randrange(len(other)) :]
    for _ in range(chance.choice((1, 1, 2, 4))):
        if injured:
            chance.choice(MUTATIONS)(injured, chance)
    if chance.random() < 0.01:
        return bytes(injured).decode("latin-1").encode("utf-16")
    return bytes(injured)


def outcome(content: bytes) -> str:
    """How reading ended: 'read', 'read with problems', or the code of the refusal. Raises what must not happen."""
    try:
        reading = read(content)
    except EdiError as error:
        if not error.code or not error.text:
            raise AssertionError("a refusal without code or text") from error
        return error.code
    for one in reading.sets:
        if one.document is None and not has_errors(one.problems):
            raise AssertionError(f"set {one.position} gave neither a document nor an error")
        read(one.content)
    return "read with problems" if any(has_errors(one.problems) for one in reading.sets) else "read"


def case(number: int, seed: int, known: dict[str, bytes]) -> tuple[str, bytes]:
    """The sample and the mutated bytes of one number: the same for the same seed and samples."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - repeatable on purpose
    slow = [name for name in known if name.endswith(".pdf")]
    quick = [name for name in known if not name.endswith(".pdf")]
    name = chance.choice(slow if slow and chance.random() < SHARE_OF_PDF else quick)
    return name, mutate(known[name], known[chance.choice(quick)], chance)


def run(numbers: Sequence[int], seed: int) -> tuple[Counter[str], list[Failure]]:
    """Read the mutations of these numbers. Returns outcomes counted, and failures."""
    known = samples()
    counts: Counter[str] = Counter()
    failures: list[Failure] = []
    for number in numbers:
        name, content = case(number, seed, known)
        try:
            counts[outcome(content)] += 1
        except Exception:  # noqa: BLE001 - finding any other exception is what this is for
            failures.append(Failure(number, name, content, traceback.format_exc()))
    return counts, failures


def pieces(first: int, mutations: int) -> Iterator[range]:
    """The numbers in pieces that a process takes at a time."""
    for at in range(first, first + mutations, PIECE):
        yield range(at, min(at + PIECE, first + mutations))


def keep(failure: Failure, directory: Path) -> Path:
    """Write the bytes of a failure to a file of its own."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"case-{failure.number}{Path(failure.sample).suffix}"
    path.write_bytes(failure.content)
    return path


def main() -> int:
    """Command line: exit 0 when every mutation was read or refused by name, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz", description=__doc__)
    parser.add_argument("--mutations", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first mutation, to repeat one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    wish = parser.parse_args()
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    failures: list[Failure] = []
    work = list(pieces(wish.first, wish.mutations))
    with ProcessPoolExecutor(wish.processes) as pool:
        for found, failed in pool.map(run, work, [wish.seed] * len(work)):
            counts += found
            failures += failed
            sys.stderr.write(f"\r{sum(counts.values()) + len(failures)} of {wish.mutations}")
            sys.stderr.flush()
    sys.stderr.write("\n")
    for text, number in counts.most_common():
        sys.stdout.write(f"{number:8} {text}\n")
    for failure in failures[:10]:
        kept = keep(failure, ROOT / "var" / "fuzz")
        sys.stdout.write(f"\nmutation {failure.number} of {failure.sample}, kept as {kept}\n{failure.text}")
    seconds = time.monotonic() - begun
    sys.stdout.write(f"{sum(counts.values())} read or refused, {len(failures)} failed, {seconds:.0f} s\n")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
