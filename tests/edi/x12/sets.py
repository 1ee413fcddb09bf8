"""What the tests of the readers and writers share: transaction sets from text, and a whole interchange around segments."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from hypothesis import strategies as st

from edi.profiles import Profile
from edi.x12.segments import Delimiters, Segment, TransactionSet

DELIMITERS = Delimiters()
PROFILE = Profile("Acme", ("ZZ", "ACME"), ("ZZ", "NAVCLEO"))
PROFILE_5010 = Profile("Acme", ("ZZ", "ACME"), ("ZZ", "NAVCLEO"), version="005010")
GROUPS = {
    "850": "PO",
    "810": "IN",
    "856": "SH",
    "820": "RA",
    "855": "PR",
    "860": "PC",
    "865": "CA",
    "824": "AG",
}


def make_set(code: str, text: str) -> TransactionSet:
    """A set from its segments, one a line, elements by '*', without ST and SE. ST is segment 3 of the interchange."""
    body = [Segment(line.strip().split("*")) for line in text.strip().splitlines() if line.strip()]
    return around(code, body)


def around(code: str, body: Iterable[Segment]) -> TransactionSet:
    """ST, the body, SE."""
    segments = [Segment(("ST", code, "0001")), *body]
    segments.append(Segment(("SE", str(len(segments) + 1), "0001")))
    return TransactionSet(tuple(segments), first_segment=3)


def interchange(code: str, body: Iterable[Segment], version: str = "004010") -> bytes:
    """A whole interchange with one set, written by hand so that it does not depend on the writer under test."""
    segments = list(around(code, body).segments)
    head = f"ISA*00*          *00*          *ZZ*{'NAVCLEO':<15}*ZZ*{'ACME':<15}*260601*1200*U*00401*000000001*0*T*>~\n"
    head += f"GS*{GROUPS[code]}*NAVCLEO*ACME*20260601*1200*1*X*{version}~\n"
    text = "".join("*".join(segment) + "~\n" for segment in segments)
    return (head + text + "GE*1*1~\nIEA*1*000000001~\n").encode("ascii")


def money(places: int = 2, low: str = "0.01", high: str = "99999.99") -> st.SearchStrategy[Decimal]:
    """Decimals with at most this many places."""
    return st.decimals(Decimal(low), Decimal(high), places=places)


def words(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    """Text as it survives the wire: basic characters, no blank at an end or twice in a row."""
    text = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -.,/&", min_size=shortest, max_size=longest)
    return text.filter(lambda value: value == " ".join(value.split()) and len(value) >= shortest)


def codes(longest: int, shortest: int = 1) -> st.SearchStrategy[str]:
    """Identifiers without blanks."""
    return st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=shortest, max_size=longest)
