"""Reading the 810: lines, allowances, charges, taxes, and the arithmetic of the total."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edi.documents import Charge, Invoice, ProductId, Tax
from edi.errors import InvalidContent
from edi.problems import Problem, has_errors
from edi.x12.invoice_810 import read_810
from tests.edi.x12.sets import DELIMITERS, make_set

PLAIN = """
BIG*20261102*INV-77*20261021*PO1001***DI
CUR*SE*USD
REF*VN*88123
N1*RE*ACME FOODS*92*R1
N3*PO BOX 1
N4*DALLAS*TX*75320
ITD*01*3*2**10**30
DTM*011*20261030
IT1*10000*3*CA*0.335**VN*V-77*UP*614141000418
PID*F****OLIVE OIL
IT1*20000*2*CA*10**VN*V-78
TDS*2101
CTT*2*5
"""


COVERS = ["edi.x12.invoice_charges"]


def read(text: str) -> tuple[Invoice, list[Problem]]:
    return read_810(make_set("810", text), DELIMITERS)


def test_a_plain_invoice_is_read_with_all_it_says() -> None:
    invoice, problems = read(PLAIN)
    assert problems == []
    assert (invoice.number, invoice.invoiced_on, invoice.total) == (
        "INV-77",
        date(2026, 11, 2),
        Decimal("21.01"),
    )
    assert (invoice.order_number, invoice.ordered_on, invoice.currency) == (
        "PO1001",
        date(2026, 10, 21),
        "USD",
    )
    assert invoice.shipped_on == date(2026, 10, 30)
    assert invoice.parties[0].city == "DALLAS"
    assert invoice.terms is not None
    assert (invoice.terms.discount_percent, invoice.terms.discount_days, invoice.terms.net_days) == (
        2,
        10,
        30,
    )
    first = invoice.lines[0]
    assert first.amount == Decimal("1.01")
    assert first.product_ids == (ProductId("VN", "V-77"), ProductId("UP", "614141000418"))
    assert first.description == "OLIVE OIL"


def summed(summary: str, *, line: str = "", tds: str, kind: str = "") -> tuple[Invoice, list[Problem]]:
    text = f"BIG*20261102*INV-1**PO1***{kind}\nIT1*1*10*EA*10**VN*A\n{line}\nTDS*{tds}\n{summary}\nCTT*1"
    return read(text)


@pytest.mark.parametrize(
    ("line", "summary", "tds"),
    [
        ("", "SAC*A*C310***150", "9850"),
        ("", "SAC*C*D240***500*******06", "10500"),
        ("", "SAC*A*F800***150*******02", "9850"),
        ("", "SAC*A*F800***150*******01", "10000"),
        ("", "SAC*N*F800***150", "10000"),
        ("SAC*A*C310***100", "SAC*C*D240***500", "10400"),
        ("", "TXI*ST*8.25*8.25", "10825"),
        ("", "TXI*ST*8.25*8.25****O", "10000"),
        ("TXI*ST*8.25*8.25", "TXI*ST*8.25*8.25", "10825"),
        ("TXI*ST*8.25*8.25", "TXI*CP*1.00", "10925"),
        ("", "SAC*C*H850***825\nTXI*ST*8.25", "10825"),
        ("SAC*C*D240***500", "SAC*C*D240***500", "10500"),
        ("", "SAC*C*D240****Z*5*0.5**10", "10500"),
        ("SAC*A*C310****3*5", "", "9500"),
        ("", "SAC*A*F800****3*2.5*****02", "9750"),
        ("SAC*C*D240******0.25", "", "10250"),
        ("", "SAC*A*C310***-150", "9850"),
        ("", "SAC*A*C310***-150", "10150"),
        ("SAC*C*D240***-100", "SAC*A*F800***50", "10050"),
        ("", "SAC*C*D240***0", "10000"),
        ("SAC*A*C310***100\nSAC*C*D500***40", "SAC*A*F800***60\nTXI*ST*1.5", "10030"),
    ],
    ids=lambda value: value or "-",
)
def test_totals_that_balance(line: str, summary: str, tds: str) -> None:
    invoice, problems = summed(summary, line=line, tds=tds)
    assert not [item for item in problems if item.severity == "error"]
    counted = sum((item.amount for item in invoice.lines), Decimal(0))
    counted += sum(
        item.amount
        for item in (*invoice.charges, *invoice.taxes, *invoice.lines[0].charges, *invoice.lines[0].taxes)
        if item.in_total
    )
    assert counted == invoice.total


def test_a_part_said_twice_is_counted_once_and_named() -> None:
    invoice, problems = summed("SAC*C*D240***500", line="SAC*C*D240***500", tds="10500")
    assert invoice.charges == (Charge(Decimal(5), "D240"),)
    assert invoice.lines[0].charges == (Charge(Decimal(5), "D240", in_total=False),)
    assert [(item.code, item.severity) for item in problems] == [("totals_differ", "finding")]


def test_a_total_that_does_not_balance_is_an_error_with_both_sums() -> None:
    _, problems = summed("SAC*A*C310***150", tds="10000")
    assert [(item.code, item.severity, item.place) for item in problems] == [
        ("totals_differ", "error", "TDS (segment 6), TDS01")
    ]
    assert "100.00" in problems[0].text
    assert "98.50" in problems[0].text
    assert "1.50" in problems[0].text


@pytest.mark.parametrize(("tds", "severity"), [("10001", "finding"), ("9999", "finding"), ("10002", "error")])
def test_one_cent_a_line_is_a_finding_and_more_an_error(tds: str, severity: str) -> None:
    _, problems = summed("", tds=tds)
    assert [(item.code, item.severity) for item in problems] == [("totals_differ", severity)]


@pytest.mark.parametrize(
    ("kind", "tds", "fits"), [("CR", "10000", True), ("CN", "-10000", True), ("", "-10000", False)]
)
def test_a_credit_memo_fits_with_either_sign(kind: str, tds: str, fits: bool) -> None:
    invoice, problems = summed("", tds=tds, kind=kind)
    assert has_errors(problems) is not fits
    assert invoice.is_credit
    assert invoice.total == Decimal(tds).scaleb(-2)


@pytest.mark.parametrize(
    ("quantity", "tds"), [("4", "900"), ("-4", "-900"), ("4", "-900"), ("-4", "900"), ("-4", "-1100")]
)
def test_a_credit_memo_balances_whichever_way_its_allowance_counts(quantity: str, tds: str) -> None:
    _, problems = read(f"BIG*20261102*CM-1*****CR\nIT1*1*{quantity}*EA*2.5\nTDS*{tds}\nSAC*A*C310***100")
    assert not has_errors(problems)


def test_an_invoice_below_zero_is_not_given_that_freedom() -> None:
    _, problems = read("BIG*20261102*I-1\nIT1*1*-4*EA*2.5\nTDS*-900\nSAC*A*C310***100")
    assert has_errors(problems)


def test_a_percent_without_an_amount_is_worked_out_said_and_proven_by_the_total() -> None:
    invoice, problems = summed("SAC*A*F800****3*2.5*****02", tds="9750")
    assert invoice.charges == (Charge(Decimal("-2.50"), "F800", "", "02"),)
    assert [(item.severity, item.text) for item in problems] == [
        ("finding", "The amount was worked out as 2.5 % of 100.00: 2.50.")
    ]
    _, problems = summed("SAC*A*F800****3*2.5*****02", tds="10000")
    assert [item.code for item in problems if item.severity == "error"] == ["totals_differ"]


def test_a_sign_said_twice_is_told_from_a_sign_that_was_meant_by_the_total() -> None:
    said_twice, _ = summed("SAC*A*C310***-150", tds="9850")
    meant, _ = summed("SAC*A*C310***-150", tds="10150")
    assert [charge.amount for charge in said_twice.charges] == [Decimal("-1.50")]
    assert [charge.amount for charge in meant.charges] == [Decimal("1.50")]


def test_a_line_of_three_times_a_price_of_three_decimals_is_rounded_half_up() -> None:
    invoice, problems = read("BIG*20261102*I-1\nIT1*1*3*EA*0.335\nTDS*101")
    assert (invoice.lines[0].amount, problems) == (Decimal("1.01"), [])


def test_a_credit_memo_with_negative_lines_balances() -> None:
    invoice, problems = read("BIG*20261102*CM-1\nIT1*1*-4*EA*2.5\nTDS*-1000")
    assert (problems, invoice.is_credit) == ([], True)


@pytest.mark.parametrize(
    ("line", "tds"),
    [("IT1*1*250*EA*12*HP", "3000"), ("IT1*1*500*EA*12*TP", "600"), ("IT1*1*5*EA*12*PE", "6000")],
)
def test_a_price_for_a_hundred_or_a_thousand(line: str, tds: str) -> None:
    assert read(f"BIG*20261102*I1\n{line}\nTDS*{tds}")[1] == []


@pytest.mark.parametrize("weight", ["QTY*32*41.5*LB", "MEA*WT*N*41.5*LB", "PO4*1****G*20.75*LB"])
def test_catch_weight_is_priced_by_the_pound(weight: str) -> None:
    invoice, problems = read(f"BIG*20261102*I1\nIT1*1*2*CA*3.10*PP*VN*BEEF\n{weight}\nTDS*12865")
    assert problems == []
    line = invoice.lines[0]
    assert (line.quantity, line.unit, line.priced_quantity, line.priced_unit) == (
        2,
        "CA",
        Decimal("41.5"),
        "LB",
    )
    assert line.amount == Decimal("128.65")


def test_a_price_per_pound_without_a_weight_is_said() -> None:
    _, problems = read("BIG*20261102*I1\nIT1*1*2*CA*3.10*PP\nTDS*12865")
    assert [(item.code, item.severity) for item in problems] == [
        ("content_invalid", "warning"),
        ("totals_differ", "error"),
    ]


@pytest.mark.parametrize(
    ("line", "element"),
    [
        ("IT1*1*ten*EA*10", "IT102"),
        ("IT1*1**EA*10", "IT102"),
        ("IT1*1*10*EA*1,50", "IT104"),
        ("IT1*1*10*EA*", "IT104"),
    ],
)
def test_a_line_that_cannot_be_read_is_left_out_under_an_error(line: str, element: str) -> None:
    invoice, problems = read(f"BIG*20261102*I1\nIT1*9*1*EA*1\n{line}\nTDS*100")
    assert [item.line_number for item in invoice.lines] == ["9"]
    assert (problems[0].severity, problems[0].place) == ("error", f"IT1 no. 2 (segment 6), {element}")


@pytest.mark.parametrize(
    ("segment", "element"),
    [("SAC*A*C310***1.50", "SAC05"), ("SAC*A*C310", "SAC05"), ("TXI*ST*8,25", "TXI02")],
)
def test_an_allowance_or_tax_that_cannot_be_read_is_an_error(segment: str, element: str) -> None:
    _, problems = summed(segment, tds="10000")
    assert [item.place.split(", ")[1] for item in problems if item.severity == "error"] == [element]


def test_a_missing_unit_is_an_error() -> None:
    _, problems = read("BIG*20261102*I1\nIT1*1*10**10\nTDS*10000")
    assert [item.place for item in problems] == ["IT1 (segment 5), IT103"]


def test_counts_and_line_numbers_that_disagree_are_warnings() -> None:
    text = "BIG*20261102*I1\nIT1*1*10*EA*10\nIT1*1*10*EA*10\nTDS*20000\nCTT*3*21"
    _, problems = read(text)
    assert [(item.severity, item.place) for item in problems] == [
        ("warning", "IT1 no. 2 (segment 6), IT101"),
        ("warning", "CTT (segment 8), CTT01"),
        ("warning", "CTT (segment 8), CTT02"),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("IT1*1*1*EA*1\nTDS*100", "BIG"),
        ("BIG*20261102*I1\nIT1*1*1*EA*1", "TDS"),
        ("BIG*20261102*I1\nTDS*1.00", "TDS01"),
        ("BIG*20261302*I1\nTDS*100", "BIG01"),
        ("BIG**I1\nTDS*100", "BIG01"),
    ],
)
def test_without_date_or_total_there_is_no_document(text: str, named: str) -> None:
    with pytest.raises(InvalidContent) as caught:
        read(text)
    assert named in caught.value.place


def test_the_order_is_found_in_references_and_lines() -> None:
    assert read("BIG*20261102*I1\nREF*PO*77\nTDS*0")[0].order_number == "77"
    text = "BIG*20261102*I1\nIT1*1*1*EA*1**PO*P1\nIT1*2*1*EA*1\nREF*PO*P2\nTDS*200"
    invoice, _ = read(text)
    assert [line.order_number for line in invoice.lines] == ["P1", "P2"]
    assert invoice.order_number == ""
    assert read("BIG*20261102*I1\nIT1*1*1*EA*1**PO*P1\nTDS*100")[0].order_number == "P1"


def test_a_tax_keeps_type_and_percentage() -> None:
    invoice, _ = summed("TXI*ST*8.25*8.25", tds="10825")
    assert invoice.taxes == (Tax(Decimal("8.25"), "ST", Decimal("8.25")),)


@pytest.mark.parametrize(
    ("purpose", "said"),
    [("01", "a cancellation"), ("03", "a deletion"), ("24", "a draft"), ("RV", "no invoice")],
)
def test_what_takes_an_invoice_back_or_tells_of_one_is_no_invoice(purpose: str, said: str) -> None:
    _, problems = read(PLAIN.replace("***DI\n", f"***DI*{purpose}\n"))
    [problem] = problems
    assert (problem.code, problem.severity) == ("content_invalid", "error")
    assert f"Purpose {purpose} is {said}" in problem.text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ME", "a memorandum"),
        ("FE", "a memorandum"),
        ("PP", "a prepaid invoice"),
        ("RA", "a request for credit"),
        ("CO", "a corrected invoice"),
        ("RG", "a revised final bill"),
        ("ZZ", "no type of invoice"),
    ],
)
def test_a_type_that_asks_for_no_money_is_no_invoice(code: str, said: str) -> None:
    _, problems = read(PLAIN.replace("***DI\n", f"***{code}\n"))
    [problem] = problems
    assert (problem.code, problem.severity) == ("content_invalid", "error")
    assert f"Type {code} (BIG07) is {said}" in problem.text


@pytest.mark.parametrize("code", ["", "DI", "DR", "PR", "CI", "DO", "FB", "FD", "CR", "CN"])
def test_invoices_and_credit_memos_are_booked(code: str) -> None:
    assert read(PLAIN.replace("***DI\n", f"***{code}\n"))[1] == []


@pytest.mark.parametrize("purpose", ["00", "05", "07", "CO"])
def test_an_original_copy_or_replacement_is_an_invoice(purpose: str) -> None:
    assert read(PLAIN.replace("***DI\n", f"***DI*{purpose}\n"))[1] == []
