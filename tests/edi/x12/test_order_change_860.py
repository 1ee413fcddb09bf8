"""The 860: written strictly, read back equal, judged by x12-doctor."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import x12doctor

from edi import reading, writing
from edi.document_parts import Party, ProductId, Reference, Terms
from edi.errors import InvalidContent, Unmappable
from edi.order_documents import ChangedLine, OrderChange
from edi.profiles import Profile
from edi.x12.checking import check
from edi.x12.order_change_860 import read_860, write_860
from edi.x12.tables import table
from tests.edi.x12.corpus_orders import ORDER_CHANGE
from tests.edi.x12.sets import DELIMITERS, PROFILE, PROFILE_5010, around, make_set

COVERS = ["edi.order_documents", "edi.document_parts"]

CHANGE = OrderChange(
    "PO1001",
    date(2026, 10, 21),
    date(2026, 10, 23),
    (
        ChangedLine(
            "10000",
            "QD",
            Decimal(20),
            Decimal(15),
            "CA",
            Decimal("12.5"),
            product_ids=(ProductId("IN", "1896-S"), ProductId("VN", "V-77")),
            description="OLIVE OIL 12 X 1 L",
            requested_on=date(2026, 10, 30),
        ),
        ChangedLine("20000", "DI", product_ids=(ProductId("IN", "1900-S"),)),
    ),
    sequence="2",
    currency="USD",
    requested_on=date(2026, 10, 28),
    parties=(Party("ST", "DEPOT 7", "92", "D007", ("1 DOCK ROAD",), "KENT", "WA", "98032", "US"),),
    references=(Reference("DP", "038"),),
    terms=Terms("01", "3", Decimal(2), 10, None, 30),
    notes=("GATE THREE",),
)


def test_segments_stand_in_the_order_of_the_standard() -> None:
    assert ["*".join(segment) for segment in write_860(CHANGE, PROFILE)] == [
        "BCH*04*SA*PO1001**2*20261021*****20261023",
        "CUR*BY*USD",
        "REF*DP*038",
        "ITD*01*3*2**10**30",
        "DTM*002*20261028",
        "N9*L1*NOTES",
        "MSG*GATE THREE",
        "N1*ST*DEPOT 7*92*D007",
        "N3*1 DOCK ROAD",
        "N4*KENT*WA*98032*US",
        "POC*10000*QD*20*15*CA*12.5**IN*1896-S*VN*V-77",
        "PID*F****OLIVE OIL 12 X 1 L",
        "DTM*002*20261030",
        "POC*20000*DI******IN*1900-S",
        "CTT*2",
    ]


@pytest.mark.parametrize("profile", [PROFILE, PROFILE_5010])
def test_what_is_written_reads_back_equal_and_keeps_to_the_table(profile: Profile) -> None:
    body = write_860(CHANGE, profile)
    assert read_860(around("860", body), DELIMITERS) == (CHANGE, [])
    assert check(around("860", body), table("860", profile.version), DELIMITERS, strict=True) == []


@pytest.mark.parametrize("profile", [PROFILE, PROFILE_5010])
def test_a_written_change_is_sound_to_independent_judges(profile: Profile) -> None:
    numbers = writing.ControlNumbers(5, 5)
    content = writing.write(CHANGE, profile, numbers, datetime(2026, 10, 23, 9, tzinfo=UTC))
    assert writing.validate(content) == []
    assert x12doctor.diagnose(content).ok
    assert reading.read(content).sets[0].document == CHANGE


def test_a_cancellation_needs_no_line() -> None:
    body = write_860(replace(CHANGE, purpose="01", lines=()), PROFILE)
    assert body[0].get(1) == "01"
    assert body[-1] == ("CTT", "0")


def test_what_x12_cannot_say_is_refused_with_its_place() -> None:
    line = CHANGE.lines[0]
    for broken, place in (
        (replace(line, quantity=Decimal(0)), "line 10000, POC03"),
        (replace(line, product_ids=()), "line 10000, POC08"),
        (replace(line, change=""), "line 10000, POC02"),
    ):
        with pytest.raises(Unmappable) as caught:
            write_860(replace(CHANGE, lines=(broken,)), PROFILE)
        assert caught.value.place == place
    with pytest.raises(Unmappable, match="comes twice"):
        write_860(replace(CHANGE, lines=(line, line)), PROFILE)


def test_a_change_of_somebody_else_reads_whole() -> None:
    change, problems = read_860(make_set("860", ORDER_CHANGE), DELIMITERS)
    assert problems == []
    assert [(line.change, line.quantity, line.left) for line in change.lines] == [
        ("QD", Decimal(10), Decimal(10)),
        ("DI", None, None),
        ("AI", Decimal(6), Decimal(6)),
    ]
    with pytest.raises(InvalidContent, match="BCH"):
        read_860(make_set("860", "POC*1*DI"), DELIMITERS)


def test_a_header_without_component_separator_leaves_the_unit_whole() -> None:
    segments = write_860(CHANGE, PROFILE)
    damaged = replace(DELIMITERS, component="")
    read, _ = read_860(around("860", segments), damaged)
    assert isinstance(read, OrderChange)
    assert read.lines[0].unit == "CA"
