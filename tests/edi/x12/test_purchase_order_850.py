"""The 850: written strictly, read back equal, judged by x12-doctor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import x12doctor
from hypothesis import given, settings
from hypothesis import strategies as st

from edi.documents import Party, ProductId, PurchaseOrder, PurchaseOrderLine, Reference, StoreQuantity, Terms
from edi.errors import InvalidContent, Unmappable
from edi.profiles import Profile
from edi.x12.checking import check
from edi.x12.purchase_order_850 import read_850, write_850
from edi.x12.pyx12_driver import judge
from edi.x12.tables import table
from tests.edi.x12.sets import (
    DELIMITERS,
    PROFILE,
    PROFILE_5010,
    around,
    codes,
    interchange,
    make_set,
    money,
    words,
)

LINE = PurchaseOrderLine(
    "10000",
    Decimal(24),
    "CA",
    Decimal("12.5"),
    product_ids=(ProductId("IN", "1896-S"), ProductId("VN", "V-77"), ProductId("UK", "10614141000415")),
    description="OLIVE OIL 12 X 1 L",
    requested_on=date(2026, 10, 30),
    notes=("KEEP UPRIGHT",),
)
ORDER = PurchaseOrder(
    "PO1001",
    date(2026, 10, 21),
    (LINE, replace(LINE, line_number="20000", price=None, notes=(), requested_on=None)),
    currency="USD",
    requested_on=date(2026, 10, 28),
    parties=(
        Party("ST", "DEPOT 7", "92", "D007", ("1 DOCK ROAD", "GATE 4"), "KENT", "WA", "98032", "US"),
        Party("BY", "NAVCLEO FOODS", "9", "1234567890101"),
        Party("VN", "ACME"),
    ),
    references=(Reference("DP", "038"), Reference("IA", "V100", "ACME")),
    terms=Terms("01", "3", Decimal(2), 10, None, 30, None, Decimal("4.25"), "2 PERCENT 10 NET 30"),
    notes=("CALL BEFORE DELIVERY",),
)


def test_segments_stand_in_the_order_of_the_standard() -> None:
    text = ["*".join(segment) for segment in write_850(ORDER, PROFILE)]
    assert text == [
        "BEG*00*SA*PO1001**20261021",
        "CUR*BY*USD",
        "REF*DP*038",
        "REF*IA*V100*ACME",
        "ITD*01*3*2**10**30*425****2 PERCENT 10 NET 30",
        "DTM*002*20261028",
        "N9*L1*NOTES",
        "MSG*CALL BEFORE DELIVERY",
        "N1*ST*DEPOT 7*92*D007",
        "N3*1 DOCK ROAD*GATE 4",
        "N4*KENT*WA*98032*US",
        "N1*BY*NAVCLEO FOODS*9*1234567890101",
        "N1*VN*ACME",
        "PO1*10000*24*CA*12.5**IN*1896-S*VN*V-77*UK*10614141000415",
        "PID*F****OLIVE OIL 12 X 1 L",
        "DTM*002*20261030",
        "N9*L1*NOTES",
        "MSG*KEEP UPRIGHT",
        "PO1*20000*24*CA***IN*1896-S*VN*V-77*UK*10614141000415",
        "PID*F****OLIVE OIL 12 X 1 L",
        "CTT*2",
    ]


def test_release_5010_carries_texts_in_mtx() -> None:
    ids = [segment.id for segment in write_850(ORDER, PROFILE_5010)]
    assert "MTX" in ids
    assert "MSG" not in ids


@pytest.mark.parametrize("profile", [PROFILE, PROFILE_5010])
def test_a_written_order_reads_back_equal(profile) -> None:
    assert read_850(around("850", write_850(ORDER, profile)), DELIMITERS) == (ORDER, [])


def test_x12_doctor_finds_nothing_wrong() -> None:
    report = x12doctor.diagnose(interchange("850", write_850(ORDER, PROFILE)))
    assert report.ok, [finding.message for finding in report.findings]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"number": "P" * 23}, "BEG03"),
        ({"number": ""}, "BEG03"),
        ({"lines": ()}, "PO1"),
        ({"lines": (LINE, LINE)}, "PO101"),
        ({"lines": (replace(LINE, unit=""),)}, "line 10000, PO103"),
        ({"lines": (replace(LINE, quantity=Decimal(0)),)}, "line 10000, PO102"),
        ({"lines": (replace(LINE, quantity=Decimal("1234567890.123456")),)}, "line 10000, PO102"),
        ({"lines": (replace(LINE, product_ids=()),)}, "line 10000, PO106"),
        ({"lines": (replace(LINE, product_ids=(ProductId("VN", ""),)),)}, "line 10000, PO106"),
        ({"lines": (replace(LINE, product_ids=LINE.product_ids * 4),)}, "line 10000, PO106"),
        ({"lines": (replace(LINE, price=None, price_basis="PE"),)}, "line 10000, PO105"),
        ({"parties": (Party("ST"),)}, "N1 ST"),
        ({"parties": (Party("ST", "DEPOT", "", "7"),)}, "N1 ST"),
        ({"parties": (Party("ST", "DEPOT", "92", "7"),)}, "N1 ST"),
        ({"references": (Reference("DP", "9" * 31),)}, "REF DP"),
        ({"terms": Terms(discount_percent=Decimal(2))}, "ITD"),
    ],
)
def test_what_x12_cannot_carry_is_refused_by_place(changes: dict[str, object], place: str) -> None:
    with pytest.raises(Unmappable) as caught:
        write_850(replace(ORDER, **changes), PROFILE)
    assert caught.value.place == place
    assert "purchase order" in caught.value.text


def test_long_names_are_cut_and_long_texts_are_split() -> None:
    note = "WORD " * 80
    order = replace(
        ORDER, parties=(Party("ST", "N" * 61),), notes=(note,), lines=(replace(LINE, description=note),)
    )
    segments = write_850(order, PROFILE)
    assert next(segment for segment in segments if segment.id == "N1").get(2) == "N" * 60
    assert all(len(segment.get(1)) <= 264 for segment in segments if segment.id == "MSG")
    assert all(len(segment.get(5)) <= 80 for segment in segments if segment.id == "PID")
    read, problems = read_850(around("850", segments), DELIMITERS)
    assert (read.notes[0], read.lines[0].description, problems) == (note.strip(), note.strip(), [])


def test_an_order_without_beg_or_date_is_no_document() -> None:
    with pytest.raises(InvalidContent, match="BEG"):
        read_850(make_set("850", "PO1*1*5*EA"), DELIMITERS)
    with pytest.raises(InvalidContent, match="order date"):
        read_850(make_set("850", "BEG*00*SA*PO1**20261301"), DELIMITERS)


def test_a_line_without_a_readable_quantity_is_left_out_under_an_error() -> None:
    text = "BEG*00*SA*PO1**20261021\nPO1*1*5*EA*1**VN*A\nPO1*1*five*EA*1**VN*B\nCTT*3*5"
    order, problems = read_850(make_set("850", text), DELIMITERS)
    assert [line.quantity for line in order.lines] == [Decimal(5)]
    assert [(item.severity, item.place) for item in problems] == [
        ("error", "PO1 no. 2 (segment 6), PO102"),
        ("warning", "PO1 no. 2 (segment 6), PO101"),
        ("warning", "CTT (segment 7), CTT01"),
    ]


_DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))
_PRODUCTS = st.builds(ProductId, st.sampled_from(["VN", "UP", "IN"]), codes(48))
_LINES = st.builds(
    PurchaseOrderLine,
    line_number=codes(20),
    quantity=money(4),
    unit=st.sampled_from(["EA", "CA", "LB"]),
    price=st.none() | money(5, "0"),
    product_ids=st.lists(_PRODUCTS, min_size=1, max_size=10).map(tuple),
    description=words(80, 0),
    requested_on=st.none() | _DATES,
    notes=st.lists(words(264), max_size=2).map(tuple),
)
_PARTIES = st.builds(
    Party,
    role=st.sampled_from(["ST", "BY", "VN"]),
    name=words(60),
    qualifier=st.just("92"),
    code=codes(80, 2),
    address_lines=st.lists(words(55), max_size=4).map(tuple),
    city=words(30, 2),
    state=st.sampled_from(["", "CA", "BAVARIA"]),
    postal_code=codes(15, 3),
    country=st.sampled_from(["", "US", "DEU"]),
)
_ORDERS = st.builds(
    PurchaseOrder,
    number=codes(22),
    ordered_on=_DATES,
    lines=st.lists(_LINES, min_size=1, max_size=3, unique_by=lambda line: line.line_number).map(tuple),
    currency=st.sampled_from(["", "USD"]),
    requested_on=st.none() | _DATES,
    parties=st.lists(_PARTIES, max_size=2).map(tuple),
    references=st.lists(
        st.builds(Reference, st.sampled_from(["DP", "IA"]), codes(30), words(80, 0)), max_size=2
    ).map(tuple),
    terms=st.none()
    | st.builds(
        Terms,
        type_code=st.just("01"),
        basis_code=st.sampled_from(["1", "3", "15"]),
        discount_percent=st.none() | money(3, "0", "99"),
        discount_days=st.integers(0, 999),
        net_days=st.none() | st.integers(0, 999),
        net_due_on=st.none() | _DATES,
        text=words(80, 0),
    ),
    notes=st.lists(words(264), max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(_ORDERS)
def test_any_order_that_can_be_written_reads_back_equal(order: PurchaseOrder) -> None:
    assert read_850(around("850", write_850(order, PROFILE)), DELIMITERS) == (order, [])


@settings(max_examples=30)
@given(_ORDERS, st.sampled_from([PROFILE, PROFILE_5010]))
def test_any_order_that_can_be_written_holds_to_its_table(order: PurchaseOrder, profile) -> None:
    segments = around("850", write_850(order, profile))
    assert check(segments, table("850", profile.version), DELIMITERS, strict=True) == []


def split(*stores: StoreQuantity) -> PurchaseOrder:
    total = sum((each.quantity for each in stores), Decimal(0))
    return replace(ORDER, lines=(replace(LINE, quantity=total, stores=stores), ORDER.lines[1]))


TWELVE = tuple(StoreQuantity(f"{number:03d}", Decimal(number)) for number in range(1, 13))


def test_an_order_split_by_stores_says_how_much_each_gets_ten_in_a_segment() -> None:
    lines = ["*".join(segment) for segment in write_850(split(*TWELVE), PROFILE)]
    found = [line for line in lines if line.startswith("SDQ")]
    assert found[0].startswith("SDQ*CA*92*001*1*002*2*")
    assert found[1] == "SDQ*CA*92*011*11*012*12"
    assert lines.index(found[0]) == next(n for n, line in enumerate(lines) if line.startswith("PID")) + 1


@pytest.mark.parametrize("profile", [PROFILE, PROFILE_5010])
@pytest.mark.parametrize(
    "stores",
    [TWELVE, (StoreQuantity("S1", Decimal("2.5")), StoreQuantity("0614141000012", Decimal(3), "UL"))],
)
def test_an_order_split_by_stores_is_valid_and_reads_back_equal(
    stores: tuple[StoreQuantity, ...], profile: Profile
) -> None:
    order = split(*stores)
    written = around("850", write_850(order, profile))
    assert check(written, table("850", profile.version), DELIMITERS, strict=True) == []
    document, problems = read_850(written, DELIMITERS)
    assert (document, problems) == (order, [])
    if profile is PROFILE:  # the interchange written here is one of 00401
        assert judge(interchange("850", write_850(order, profile))) == []


def test_stores_that_do_not_make_the_line_are_a_warning_and_never_written() -> None:
    order = replace(ORDER, lines=(replace(LINE, stores=TWELVE[:2]),))
    with pytest.raises(Unmappable, match="the stores make 3, the line 24"):
        write_850(order, PROFILE)
    text = "BEG*00*SA*PO1**20261021\nPO1*1*9*CA*1**VN*A\nSDQ*CA*92*01*4*02*4\nCTT*1"
    document, problems = read_850(make_set("850", text), DELIMITERS)
    assert [each.quantity for each in document.lines[0].stores] == [4, 4]
    assert [(item.severity, item.place) for item in problems] == [("warning", "PO1 (segment 5), PO102")]
