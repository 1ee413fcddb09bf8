"""Good documents of every set, one segment a line, and ways to damage them: what both engines are held against."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.edi.x12.corpus_orders import ORDER_DOCUMENTS, ORDER_GROUPS

GROUPS = {"850": "PO", "810": "IN", "856": "SH", "820": "RA", "997": "FA"} | ORDER_GROUPS

ORDER = """
BEG*00*SA*PO-77120**20260302
CUR*BY*USD
REF*DP*0341
REF*IA*88123
PER*BD*JANE ROE*TE*555-0100
FOB*PP*ZZ*DOCK
SAC*C*D240***1500**********FREIGHT
ITD*01*3*2**10**30
DTM*002*20260312
DTM*010*20260309
TD5*O*2*UPSN*U*GROUND
N9*L1*NOTES
MSG*DELIVER AT GATE TWO
MSG*CALL BEFORE ARRIVAL
N1*ST*CENTRAL KITCHEN*92*LOC-17
N2*ATTN RECEIVING
N3*17 HARBOUR ROAD
N4*PORTLAND*OR*97201*US
N1*VN*GREEN VALLEY*1*123456789
PO1*10000*12*CA*18.75*PE*IN*CHS-100*UP*012345678905
PID*F****CHEDDAR BLOCK
PO4*6*2*LB
DTM*002*20260312
PO1*20000*30*EA*2.5**VN*BRD-7
PID*F****BREAD
SAC*A*C310***500
SCH*10*EA***002*20260312
SCH*20*EA***002*20260319
CTT*2*42
AMT*TT*300
"""

INVOICE = """
BIG*20260310*INV-5501*20260302*PO-77120***DI*00
NTE*GEN*THANK YOU
CUR*SE*USD
REF*VR*88123
PER*AR*JOHN DOE*TE*555-0101
N1*RE*GREEN VALLEY*92*V100
N3*1 FARM LANE
N4*SALEM*OR*97301
N1*ST*CENTRAL KITCHEN*92*LOC-17
ITD*01*3*2*20260320*10*20260409*30*450
DTM*011*20260309
FOB*PP
IT1*10000*12*CA*18.75**IN*CHS-100*UP*012345678905
TXI*ST*4.5*2
PID*F****CHEDDAR BLOCK
SAC*A*C310***250**********PROMOTION
IT1*20000*30*EA*2.5**VN*BRD-7
QTY*90*30*EA
PID*F****BREAD
TDS*30900*30900
TXI*GS*2
CAD*M***UPSN*GROUND
SAC*C*D240***500********06
ISS*42*EA*120*LB
CTT*2*42
"""

NOTICE = """
BSN*00*SHP-9001*20260309*0815*0001
DTM*011*20260309
HL*1**S*1
TD1*CTN25*3****G*120*LB
TD5*B*2*UPSN*M
TD3*TL**T-4411******SEAL1
REF*BM*BOL-1
DTM*017*20260311
FOB*PP
N1*SF*GREEN VALLEY*92*V100
N3*1 FARM LANE
N4*SALEM*OR*97301
HL*2*1*O*1
PRF*PO-77120***20260302
REF*IA*88123
N1*BY*CENTRAL KITCHEN*92*LOC-17
HL*3*2*P*1
PO4*1
MAN*GM*00100123450000000017
HL*4*3*I*0
LIN*10000*IN*CHS-100*LT*LOT-5
SN1**12*CA**12*CA
PID*F****CHEDDAR BLOCK
MEA*PD*WT*24*LB
REF*LT*LOT-5
DTM*036*20260901
HL*5*2*I*0
LIN*20000*VN*BRD-7
SN1**30*EA
CTT*5*42
"""

REMITTANCE = """
BPR*I*475.5*C*ACH*CTX*01*123456780*DA*998877*1234567890**01*987654320*DA*112233*20260405
NTE*PMT*APRIL RUN
TRN*1*CHK-20055
CUR*PR*USD
REF*CT*C-1
DTM*097*20260403
N1*PR*CENTRAL KITCHEN*92*LOC-17
N3*17 HARBOUR ROAD
N4*PORTLAND*OR*97201
N1*PE*GREEN VALLEY*92*V100
ENT*1
ADX*-20*CS*DB*DEB-1
NTE*OTH*PALLETS
RMR*IV*INV-5501*PI*302*308*6
REF*PO*PO-77120
DTM*003*20260310
ADX*-3*04*CM*CM-1
RMR*IV*INV-5502**200*200
RMR*CM*CRE-1**-6.5
"""

ANSWER = """
AK1*PO*4401
AK2*850*0001
AK5*A
AK2*850*0002
AK3*PO1*12**8
AK4*2*330*6*ABC
AK4*3*355*7*QQ
AK3*CTT*20**3
AK5*R*5
AK9*P*2*2*1
"""

DOCUMENTS = {"850": ORDER, "810": INVOICE, "856": NOTICE, "820": REMITTANCE, "997": ANSWER}
DOCUMENTS |= ORDER_DOCUMENTS

Body = list[list[str]]


def body(code: str, version: str = "004010") -> Body:
    """The segments of a good document between ST and SE as lists of elements."""
    text = DOCUMENTS[code]
    if version == "005010":
        text = text.replace("MSG*", "MTX**")
    return [line.split("*") for line in text.strip().splitlines()]


def interchange(code: str, segments: Body, version: str = "004010") -> bytes:
    """An interchange around one set, with right counts, made without the writer under test."""
    isa_version = "00501" if version == "005010" else "00401"
    repetition = "^" if version == "005010" else "U"
    parties = f"ZZ*{'SENDER':<15}*ZZ*{'RECEIVER':<15}"
    lines = [
        f"ISA*00*          *00*          *{parties}*260309*0815*{repetition}*{isa_version}*000000101*0*P*>",
        f"GS*{GROUPS[code]}*SENDER*RECEIVER*20260309*0815*101*X*{version}",
        f"ST*{code}*0001",
        *("*".join(segment).rstrip("*") for segment in segments),
        f"SE*{len(segments) + 2}*0001",
        "GE*1*101",
        "IEA*1*000000101",
    ]
    return "".join(line + "~\n" for line in lines).encode("utf-8")


def damage(segments: Body, chance: random.Random) -> Body:
    """One or two random injuries to a copy of the document."""
    wounded = [list(segment) for segment in segments]
    for _ in range(chance.choice((1, 1, 2))):
        chance.choice(_INJURIES)(wounded, chance)
    return [segment for segment in wounded if any(segment[1:])]


def _drop(segments: Body, chance: random.Random) -> None:
    if len(segments) > 1:
        segments.pop(chance.randrange(len(segments)))


def _double(segments: Body, chance: random.Random) -> None:
    at = chance.randrange(len(segments))
    segments.insert(at, list(segments[at]))


def _move(segments: Body, chance: random.Random) -> None:
    moved = segments.pop(chance.randrange(len(segments)))
    segments.insert(chance.randrange(len(segments) + 1), moved)


def _stranger(segments: Body, chance: random.Random) -> None:
    segments.insert(
        chance.randrange(len(segments) + 1), [chance.choice(("ZZZ", "CLM", "N1", "DTM", "SAC")), "A", "1"]
    )


def _spoil(segments: Body, chance: random.Random) -> None:
    segment = chance.choice(segments)
    if len(segment) > 1:
        segment[chance.randrange(1, len(segment))] = chance.choice(_VALUES)


def _lengthen(segments: Body, chance: random.Random) -> None:
    segment = chance.choice(segments)
    segment.extend(["", "X"] * chance.randint(1, 20))


_VALUES = (
    "",
    "",
    "Q",
    "QQ",
    "ABC",
    "12,5",
    "1.25",
    "-7",
    "20260231",
    "2026",
    "2560",
    "A" * 31,
    "9" * 20,
    "é".encode().hex(),
)
_INJURIES: tuple[Callable[[Body, random.Random], None], ...] = (
    _drop,
    _double,
    _move,
    _stranger,
    _spoil,
    _spoil,
    _spoil,
    _lengthen,
)
