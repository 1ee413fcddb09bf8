"""Segments per second on one large file, beside pyx12's reader and its whole validation of the same file in the same run,
and the memory that a 50,000-item ship notice takes."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pyx12.params import ParamsBase
from pyx12.x12file import X12Reader
from pyx12.x12n_document import x12n_document

from benchmarks.documents import ISA, PROFILE
from edi import reading, writing
from edi.documents import PurchaseOrder
from edi.x12.envelope import assemble
from edi.x12.pyx12_driver import judge
from edi.x12.pyx12_maps import write_maps
from edi.x12.splitter import split

ORDERS, LINES, ITEMS = 200, 20, 50_000
AT = datetime(2026, 5, 4, 9, 15, tzinfo=UTC)
ROOT = Path(__file__).resolve().parent.parent


def orders_file() -> bytes:
    """One interchange of 200 orders with 20 lines each: about 9,000 segments."""
    sets: list[str] = []
    for number in range(1, ORDERS + 1):
        body = [f"BEG*00*SA*PO-{number}**20260504", "N1*ST*STORE 7*92*S7", "N1*VN*ACME*92*V100"]
        for line in range(1, LINES + 1):
            body += [f"PO1*{line}*12*CA*18.4**VN*A-{line}", f"PID*F****ARTICLE {line}"]
        body.append(f"CTT*{LINES}")
        sets += [f"ST*850*{number:04d}", *body, f"SE*{len(body) + 2}*{number:04d}"]
    segments = ["GS*PO*OURS*ACME*20260504*0915*101*X*004010", *sets, f"GE*{ORDERS}*101", "IEA*1*000000101"]
    return (f"{ISA}\n" + "".join(f"{segment}~\n" for segment in segments)).encode()


def notice_file(items: int) -> bytes:
    """A ship notice of so many items, four segments each."""
    body = ["BSN*00*SHIP1*20260504*0915", "HL*1**S", "HL*2*1*O", "PRF*PO-1"]
    for at in range(items):
        body += [f"HL*{at + 3}*2*I", f"LIN*{at}*VN*A-{at}", "SN1**1*EA", "PID*F****ARTICLE"]
    segments = [
        "GS*SH*ACME*OURS*20260504*0915*101*X*004010",
        *("ST*856*0001", *body, f"CTT*{items + 2}", f"SE*{len(body) + 3}*0001"),
        *("GE*1*101", "IEA*1*000000101"),
    ]
    return (f"{ISA}\n" + "".join(f"{segment}~\n" for segment in segments)).encode()


def _assemble(content: bytes) -> int:
    pieces = split(content).pieces
    for piece in pieces:
        assemble(piece)
    return sum(len(piece.segments) for piece in pieces)


def _read(content: bytes) -> None:
    found = reading.read(content)
    if any(problem.severity == "error" for one in found.sets for problem in one.problems):
        raise ValueError("the measured file is not right")


def _pyx12_read(content: bytes) -> None:
    for _ in X12Reader(io.StringIO(content.decode())):
        pass


def _pyx12_validate(content: bytes, maps: str) -> None:
    x12n_document(ParamsBase(), io.StringIO(content.decode()), None, None, None, map_path=maps)


def _write(orders: list[PurchaseOrder]) -> None:
    for number, order in enumerate(orders, start=1):
        writing.write(order, PROFILE, writing.ControlNumbers(number, number), AT)


def per_second(work: Callable[[], object], segments: int, seconds: float) -> float:
    """Segments per second; at least one whole run, after none to warm up: the file is large."""
    done, begun = 0, time.perf_counter()
    while done == 0 or time.perf_counter() - begun < seconds:
        work()
        done += 1
    return segments * done / (time.perf_counter() - begun)


def measure(seconds: float) -> tuple[int, dict[str, float]]:
    """(segments of the file, segments per second by what is done with it)."""
    content = orders_file()
    segments = _assemble(content)
    orders = [one.document for one in reading.read(content).sets if isinstance(one.document, PurchaseOrder)]
    written = sum(
        _assemble(writing.write(order, PROFILE, writing.ControlNumbers(1, 1), AT)) for order in orders
    )
    with tempfile.TemporaryDirectory(prefix="navcleo-bench-") as maps:
        write_maps(Path(maps))
        rates = {
            "split and check the envelope": per_second(lambda: _assemble(content), segments, seconds),
            "read: split, check every element, make documents": per_second(
                lambda: _read(content), segments, seconds
            ),
            "write, checked by our table": per_second(lambda: _write(orders), written, seconds),
            "judge by pyx12, our driver and maps": per_second(lambda: judge(content), segments, seconds),
            "pyx12 X12Reader": per_second(lambda: _pyx12_read(content), segments, seconds),
            "pyx12 x12n_document, our maps": per_second(
                lambda: _pyx12_validate(content, f"{maps}/004010"), segments, seconds
            ),
        }
    return segments, rates


def peak_of_notice(items: int = ITEMS) -> tuple[float, float]:
    """(seconds, peak MB) of a process that reads a ship notice of so many items."""
    command = [sys.executable, "-m", "benchmarks.engines", str(items)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def _peak_mb() -> float:
    """The most memory that this process held. Not getrusage alone: there Linux counts what the parent held before exec."""
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [
            line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM")
        ]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """`python -m benchmarks.engines ITEMS`: read one notice, print seconds and peak MB of this process."""
    items = int(sys.argv[1])
    content = notice_file(items)
    begun = time.perf_counter()
    [one] = reading.read(content).sets
    seconds = time.perf_counter() - begun
    lines = sum(len(order.lines) for order in one.document.orders)  # type: ignore[union-attr]
    if lines != items:
        raise SystemExit(f"{lines} lines read of {items}")
    sys.stdout.write(f"{seconds:.2f} {_peak_mb():.0f}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
