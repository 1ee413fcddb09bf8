"""Reading takes steps in proportion to the size of a file, whatever its shape: counted calls, not time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from edi.errors import EdiError
from edi.reading import read

COVERS = ["edi.reading"]
SMALL = 150
ISA = "ISA*00*          *00*          *ZZ*ACME           *ZZ*OURS           *260504*0915*U*00401*000000101*0*P*>~"
END = "SE*4*0001~GE*1*1~IEA*1*000000101~"


def _set(group: str, code: str, *body: str) -> str:
    return "".join([ISA, f"GS*{group}*A*B*20260504*0915*1*X*004010~", f"ST*{code}*0001~", *body, END])


def _invoice(middle: str) -> str:
    return _set("IN", "810", "BIG*20260504*1~", middle, "TDS*0~")


def _notice(middle: str) -> str:
    return _set("SH", "856", "BSN*00*1*20260504*0915~", middle)


ITEM = "LIN**VN*A~SN1**1*EA~"
SHAPES: dict[str, Callable[[int], str]] = {
    "lines broken inside a segment": lambda n: _invoice("NTE*GEN*x" + "\nx" * n + "~"),
    "many headers": lambda n: (ISA + "\n") * n,
    "headers cut off": lambda n: "ISA*0*" * n,
    "empty segments": lambda n: _invoice("~" * n),
    "empty elements": lambda n: _invoice("*" * n + "~"),
    "unknown segments": lambda n: _invoice("QQQ*1~" * n),
    "lines": lambda n: _invoice("IT1*1*1*EA*1**VN*A~" * n),
    "charges of one line": lambda n: _invoice("IT1*1*1*EA*1**VN*A~" + "SAC*A*C310***1~" * n),
    "parties": lambda n: _invoice("N1*ST*A~N3*a~" * n),
    "references": lambda n: _invoice("REF*DP*A~" * n),
    "one long number": lambda n: _invoice("IT1*1*" + "9" * n + "*EA*1~"),
    "levels in a chain": lambda n: _notice("".join(f"HL*{i + 1}*{i}*I~" for i in range(n))),
    "levels without parents": lambda n: _notice("".join(f"HL*{i + 3}**I~{ITEM}" for i in range(n))),
    "items of one order": lambda n: _notice(
        "HL*1**S~HL*2*1*O~PRF*P~" + "".join(f"HL*{i + 3}*2*I~{ITEM}" for i in range(n))
    ),
    "orders": lambda n: _notice("HL*1**S~" + "".join(f"HL*{i + 2}*1*O~PRF*P{i}~" for i in range(n))),
    "orders in one pack": lambda n: _notice(
        "HL*1**S~HL*2*1*P~"
        + "".join(f"HL*{2 * i + 3}*2*O~PRF*P{i}~HL*{2 * i + 4}*{2 * i + 3}*I~{ITEM}" for i in range(n))
    ),
    "packs of one item": lambda n: _notice(
        f"HL*1**S~HL*2*1*O~PRF*P~HL*3*2*I~{ITEM}"
        + "".join(f"HL*{i + 4}*3*P~MAN*GM*{i:020d}~" for i in range(n))
    ),
    "paid invoices": lambda n: _set(
        "RA", "820", "BPR*I*1*C*ACH~ENT*1~", "RMR*IV*1**1~ADX*1*01~" * n
    ),
    "entities": lambda n: _set("RA", "820", "BPR*I*1*C*ACH~", "ENT*1~RMR*IV*1**1~" * n),
    "acknowledged sets": lambda n: _set(
        "FA", "997", "AK1*PO*1~", "AK2*850*0001~AK3*PO1*1~AK5*A~" * n, "AK9*A*1*1*1~"
    ),
    "sets": lambda n: (
        f"{ISA}GS*IN*A*B*20260504*0915*1*X*004010~"
        + "ST*810*0001~BIG*20260504*1~TDS*0~SE*4*0001~" * n
        + "GE*1*1~IEA*1*000000101~"
    ),
    "groups": lambda n: (
        ISA
        + "GS*IN*A*B*20260504*0915*1*X*004010~ST*810*0001~BIG*20260504*1~TDS*0~SE*4*0001~GE*1*1~" * n
        + "IEA*1*000000101~"
    ),
}  # fmt: skip
UBL = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">'
OTHER_FORMATS: dict[str, Callable[[int], str]] = {
    "JSON names": lambda n: "{" + ",".join(f'"{i}":1' for i in range(n)) + ',"0":1}',
    "JSON lines": lambda n: '{"kind":"810","lines":[' + ",".join(["{}"] * n) + "]}",
    "JSON lists": lambda n: '{"kind":"810","lines":' + "[" * n + "]" * n + "}",
    "XML lines": lambda n: (
        f"{UBL}<LegalMonetaryTotal><PayableAmount>1</PayableAmount></LegalMonetaryTotal><IssueDate>2026-01-01"
        "</IssueDate>" + "<InvoiceLine/>" * n + "</Invoice>"
    ),
    "XML attributes": lambda n: UBL[:-1] + " ".join(f' a{i}="1"' for i in range(n)) + "/>",
}  # fmt: skip
SHAPES |= OTHER_FORMATS


def steps(content: bytes) -> int:
    """Calls made while reading, Python's own included."""
    counted = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read(content)
    except EdiError:
        pass
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_file_takes_at_most_little_more_than_twice_the_steps(shape: str) -> None:
    make = SHAPES[shape]
    steps(make(2).encode())  # what is made once for a process
    small, large = steps(make(SMALL).encode()), steps(make(2 * SMALL).encode())
    assert large <= 2.2 * small + 200
