"""Writing the 810: order of segments, refusals, round trip, x12-doctor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import x12doctor
from hypothesis import given
from hypothesis import strategies as st

from edi.documents import Charge, Invoice, InvoiceLine, Party, ProductId, Reference, Tax, Terms
from edi.errors import Unmappable
from edi.x12.checking import check
from edi.x12.invoice_810 import read_810, write_810
from edi.x12.invoice_totals import expected_total, line_amount
from edi.x12.tables import table
from tests.edi.x12.sets import DELIMITERS, PROFILE, PROFILE_5010, around, codes, interchange, money, words

LINE = InvoiceLine(
    "10000",
    Decimal(24),
    "CA",
    Decimal("12.5"),
    Decimal("300.00"),
    product_ids=(ProductId("IN", "1896-S"),),
    description="OLIVE OIL",
    order_number="PO1001",
)
INVOICE = Invoice(
    "INV-77",
    date(2026, 11, 2),
    (LINE,),
    Decimal("300.00"),
    order_number="PO1001",
    ordered_on=date(2026, 10, 21),
    type_code="DI",
    currency="USD",
    parties=(Party("RE", "ACME FOODS", "92", "R1"),),
    references=(Reference("VN", "88123"),),
    terms=Terms("01", "3", Decimal(2), 10, None, 30),
    shipped_on=date(2026, 10, 30),
    notes=("THANK YOU",),
)
RICH = replace(
    INVOICE,
    lines=(
        replace(
            LINE,
            charges=(Charge(Decimal("-6.00"), "C310", "LINE DISCOUNT", "02"),),
            taxes=(Tax(Decimal("1.50"), "ST"),),
        ),
        replace(
            LINE,
            line_number="20000",
            quantity=Decimal(2),
            price=Decimal("3.10"),
            price_basis="PP",
            amount=Decimal("128.65"),
            priced_quantity=Decimal("41.5"),
            priced_unit="LB",
        ),
    ),
    total=Decimal("449.15"),
    charges=(
        Charge(Decimal("25.00"), "D240", "FREIGHT", "06"),
        Charge(Decimal("-9.00"), "F800", "BILL BACK", "01", in_total=False),
    ),
    taxes=(Tax(Decimal("2.00"), "ST", Decimal("8.25"), in_total=False),),
)


def test_segments_stand_in_the_order_of_the_standard() -> None:
    assert ["*".join(segment) for segment in write_810(RICH, PROFILE)] == [
        "BIG*20261102*INV-77*20261021*PO1001***DI",
        "NTE*GEN*THANK YOU",
        "CUR*SE*USD",
        "REF*VN*88123",
        "N1*RE*ACME FOODS*92*R1",
        "ITD*01*3*2**10**30",
        "DTM*011*20261030",
        "IT1*10000*24*CA*12.5**IN*1896-S",
        "TXI*ST*1.5",
        "PID*F****OLIVE OIL",
        "REF*PO*PO1001",
        "SAC*A*C310***600*******02***LINE DISCOUNT",
        "IT1*20000*2*CA*3.1*PP*IN*1896-S",
        "QTY*32*41.5*LB",
        "PID*F****OLIVE OIL",
        "REF*PO*PO1001",
        "TDS*44915",
        "TXI*ST*2*8.25****O",
        "SAC*C*D240***2500*******06***FREIGHT",
        "SAC*A*F800***900*******01***BILL BACK",
        "CTT*2",
    ]


@pytest.mark.parametrize("document", [INVOICE, RICH])
@pytest.mark.parametrize("profile", [PROFILE, PROFILE_5010])
def test_a_written_invoice_reads_back_equal(document: Invoice, profile) -> None:
    assert read_810(around("810", write_810(document, profile)), DELIMITERS) == (document, [])


def test_x12_doctor_finds_nothing_wrong() -> None:
    # its total check knows neither allowances nor taxes, so it judges the plain invoice
    report = x12doctor.diagnose(interchange("810", write_810(INVOICE, PROFILE)))
    assert report.ok, [finding.message for finding in report.findings]


def test_an_invoice_that_does_not_add_up_is_never_written() -> None:
    with pytest.raises(Unmappable, match=r"300\.02") as caught:
        write_810(replace(INVOICE, total=Decimal("300.02")), PROFILE)
    assert caught.value.code == "totals_differ"


def test_line_amounts_are_checked_as_the_reader_will_work_them_out() -> None:
    discounted = replace(INVOICE, lines=(replace(LINE, amount=Decimal("290.00")),), total=Decimal("290.00"))
    with pytest.raises(Unmappable, match=r"300\.00"):
        write_810(discounted, PROFILE)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"number": "I" * 23}, "BIG02"),
        ({"number": " "}, "BIG02"),
        ({"order_number": "P" * 23}, "BIG04"),
        ({"lines": (replace(LINE, unit=""),)}, "line 10000, IT103"),
        ({"lines": (replace(LINE, product_ids=(ProductId("IN", "9" * 49),)),)}, "line 10000, IT106"),
        ({"lines": (replace(LINE, quantity=Decimal("24.000000001")),)}, "line 10000, IT102"),
        ({"charges": (Charge(Decimal("0.004")),)}, "SAC05"),
    ],
)
def test_what_x12_cannot_carry_is_refused_by_place(changes: dict[str, object], place: str) -> None:
    with pytest.raises(Unmappable) as caught:
        write_810(replace(INVOICE, **changes), PROFILE)
    assert caught.value.place == place


def test_release_5010_takes_longer_quantities() -> None:
    line = replace(LINE, quantity=Decimal("24.000000001"))
    assert write_810(replace(INVOICE, lines=(line,)), PROFILE_5010)


@st.composite
def _lines(draw: st.DrawFn) -> InvoiceLine:
    quantity, price = draw(money(3)), draw(money(4))
    basis = draw(st.sampled_from(["", "HP", "PE"]))
    charge = st.builds(
        Charge, money(2, "-99"), st.just("D240"), words(80, 0), st.sampled_from(["", "02", "06"])
    )
    return InvoiceLine(
        draw(codes(20)),
        quantity,
        "EA",
        price,
        line_amount(quantity, price, basis),
        basis,
        tuple(draw(st.lists(st.builds(ProductId, st.sampled_from(["VN", "UP"]), codes(48)), max_size=10))),
        draw(words(80, 0)),
        draw(codes(22)),
        tuple(draw(st.lists(charge, max_size=2))),
        tuple(draw(st.lists(st.builds(Tax, money(), st.just("ST"), st.none() | money(3)), max_size=2))),
    )


_terms = st.builds(
    Terms,
    type_code=st.sampled_from(["01", "02", "08"]),
    basis_code=st.just("3"),
    net_days=st.integers(0, 999),
    net_due_on=st.none() | st.just(date(2026, 3, 31)),
    text=words(80, 0),
    day_of_month=st.none() | st.integers(1, 31),
) | st.builds(
    Terms,
    type_code=st.just("02"),
    deferred_due_on=st.just(date(2026, 4, 30)),
    deferred_amount=money(),
    discount_percent=money(2, "0.01", "99"),
    discount_days=st.integers(0, 99),
    discount_amount=st.none() | money(),
)


@given(
    st.lists(_lines(), min_size=1, max_size=4, unique_by=lambda line: line.line_number),
    codes(22),
    st.sampled_from(["", "DI", "CR"]),
    st.lists(_terms, max_size=3),
)
def test_any_invoice_that_adds_up_reads_back_equal(
    lines: list[InvoiceLine], number: str, kind: str, terms: list[Terms]
) -> None:
    document = Invoice(
        number,
        date(2026, 1, 31),
        tuple(lines),
        Decimal(0),
        "PO1",
        type_code=kind,
        terms=terms[0] if terms else None,
        more_terms=tuple(terms[1:]),
    )
    document = replace(document, total=expected_total(document))
    assert read_810(around("810", write_810(document, PROFILE)), DELIMITERS) == (document, [])


@pytest.mark.parametrize("document", [INVOICE, RICH])
@pytest.mark.parametrize("profile", [PROFILE, PROFILE_5010])
def test_a_written_invoice_holds_to_its_table(document: Invoice, profile) -> None:
    segments = around("810", write_810(document, profile))
    assert check(segments, table("810", profile.version), DELIMITERS, strict=True) == []
