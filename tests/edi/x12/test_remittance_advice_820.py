"""Reading the 820: paid documents, deductions, both balances, the health dialects and release 003010."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edi.documents import Adjustment, Party, RemittanceAdvice
from edi.errors import InvalidContent
from edi.problems import Problem
from edi.x12.remittance_advice_820 import read_820
from tests.edi.x12.sets import DELIMITERS, make_set

HEADER = """
BPR*I*{total}*{direction}*ACH*CTX*01*111*DA*222*3**01*444*DA*555*20261115
TRN*1*TRACE77
CUR*PR*USD
REF*ZZ*H1
N1*PR*NAVCLEO FOODS*92*OWN
N1*PE*ACME FOODS*92*V100
N3*PO BOX 1
N4*DALLAS*TX*75320
"""


def read(text: str, total: str = "100", direction: str = "C") -> tuple[RemittanceAdvice, list[Problem]]:
    return read_820(make_set("820", HEADER.format(total=total, direction=direction) + text), DELIMITERS)


def test_payment_parties_and_lines_are_read() -> None:
    advice, problems = read(
        "ENT*1\nRMR*IV*INV-1**98*100*2\nREF*PO*PO1001\nDTM*003*20261001\nRMR*CM*CM-1*AJ*-8.50", "89.50"
    )
    assert problems == []
    assert (advice.number, advice.total, advice.paid_on) == ("TRACE77", Decimal("89.50"), date(2026, 11, 15))
    assert (advice.handling, advice.direction, advice.method, advice.currency) == ("I", "C", "ACH", "USD")
    assert advice.payer is not None
    assert advice.payee is not None
    assert (advice.payer.code, advice.payee.code, advice.payee.city) == ("OWN", "V100", "DALLAS")
    first, second = advice.lines
    assert (first.qualifier, first.number, first.paid, first.invoiced, first.discount) == (
        "IV",
        "INV-1",
        98,
        100,
        2,
    )
    assert (first.references[0].number, first.dated_on, first.entity) == ("PO1001", date(2026, 10, 1), "1")
    assert (second.paid, second.action) == (Decimal("-8.50"), "AJ")
    assert [item.number for item in advice.references] == ["H1"]


def test_deductions_with_and_without_an_invoice() -> None:
    text = "ENT*1\nADX*-5*16*DB*D1\nRMR*IV*I1**90*100\nADX*-10*04*DB*D2\nREF*DB*D2\nENT*2\nADX*15*CS\nRMR*IV*I2**0.50"
    advice, problems = read(text, "100.50")
    assert problems == []
    assert advice.adjustments == (
        Adjustment(Decimal(-5), "16", "DB", "D1", entity="1"),
        Adjustment(Decimal(15), "CS", entity="2"),
    )
    assert advice.lines[0].adjustments == (Adjustment(Decimal(-10), "04", "DB", "D2"),)
    assert [line.entity for line in advice.lines] == ["1", "2"]


def test_every_entity_names_its_payee() -> None:
    text = "ENT*1*PE*92*V100\nADX*-5*16\nRMR*IV*I1**55\nENT*2*PE*91*X9\nRMR*IV*I2**40\nENT*3\nRMR*IV*I3**10"
    advice, problems = read(text)
    assert problems == []
    assert [(line.entity, line.payee) for line in advice.lines] == [
        ("V100", Party("PE", "", "92", "V100")),
        ("X9", Party("PE", "", "91", "X9")),
        ("3", None),
    ]
    assert advice.adjustments[0].payee == advice.lines[0].payee


@pytest.mark.parametrize(
    ("total", "direction", "fits"),
    [("100", "C", True), ("99.99", "C", False), ("-100", "C", False), ("-100", "D", True)],
)
def test_the_total_must_be_what_was_paid(total: str, direction: str, fits: bool) -> None:
    _, problems = read("ENT*1\nRMR*IV*I1**60\nRMR*IV*I2**40", total, direction)
    assert [(item.code, item.severity, item.place) for item in problems] == (
        [] if fits else [("totals_differ", "error", "BPR (segment 4), BPR02")]
    )


def test_paid_amounts_before_deductions_are_a_warning_that_says_so() -> None:
    _, problems = read("ENT*1\nRMR*IV*I1**110*110\nADX*-10*04", "100")
    assert [item.severity for item in problems] == ["warning", "warning"]
    assert "With the deductions under the invoices it fits" in problems[0].text


@pytest.mark.parametrize("segments", ["RMR*IV*I1**95*100*3", "RMR*IV*I1**95*100\nADX*-4*04"])
def test_an_invoice_that_does_not_balance_is_a_warning(segments: str) -> None:
    _, problems = read("ENT*1\n" + segments, "95")
    assert [(item.code, item.severity) for item in problems] == [("totals_differ", "warning")]
    assert "I1" in problems[0].text


def test_the_adjustment_within_rmr_counts_for_its_invoice() -> None:
    advice, problems = read("ENT*1\nRMR*IV*I1**90*100**CM*-10", "90")
    assert problems == []
    assert (advice.lines[0].adjusted, advice.lines[0].adjusted_reason) == (Decimal(-10), "CM")


@pytest.mark.parametrize(
    ("segments", "element"),
    [
        ("RMR*IV*I1**1,5", "RMR04"),
        ("RMR*IV*I1**5*x", "RMR05"),
        ("RMR*IV*I1**5**x", "RMR06"),
        ("ADX*x*04", "ADX01"),
        ("ADX**04", "ADX01"),
    ],
)
def test_an_amount_that_is_no_number_is_an_error(segments: str, element: str) -> None:
    _, problems = read("ENT*1\n" + segments, "5")
    assert (problems[0].severity, problems[0].code) == ("error", "content_invalid")
    assert problems[0].place.endswith(element)


def test_a_line_without_amount_is_kept_and_named() -> None:
    advice, problems = read("ENT*1\nRMR*IV*I1**100\nRMR*IV*I2")
    assert [line.paid for line in advice.lines] == [100, None]
    assert [(item.severity, item.place) for item in problems] == [
        ("warning", "RMR no. 2 (segment 14), RMR04")
    ]


def test_a_line_without_number_is_an_error() -> None:
    _, problems = read("ENT*1\nRMR*IV***100")
    assert [item.place for item in problems if item.severity == "error"] == ["RMR (segment 13), RMR02"]


def test_health_dialects_name_people_in_the_loops() -> None:
    text = (
        "ENT*1*2J*EI*G1\nNM1*IL*1*DOE*JANE****MI*M1\nREF*38*X\nRMR*AZ*P1*PI*60\nDTM*582****RD8*20260101-20260131\n"
        "NM1*IL*1*ROE*JOHN\nRMR*IK*P2**40"
    )
    advice, problems = read(text)
    assert problems == []
    assert [(line.entity, line.number, line.paid) for line in advice.lines] == [
        ("M1", "P1", 60),
        ("JOHN ROE", "P2", 40),
    ]
    assert "X" in [item.number for item in advice.references]


def test_release_3010_is_read_with_items_as_details() -> None:
    text = (
        "BPS*PBC*150*I********C77*261115\nN1*SU*ACME\nN1*HH*1\nRMT*IV*I1*100\nREF*CU**HELLO\nDTM*011*261001\n"
        "N1*LI*1\nRMT*IX*A*2.5*60\nREF*UM*EA\nN1*LI*2\nRMT*IX*B*4*40\nN1*HH*2\nRMT*IV*I2*60**50*10"
    )
    advice, problems = read_820(make_set("820", text), DELIMITERS)
    assert [(line.number, line.paid) for line in advice.lines] == [("I1", 100), ("I2", 50)]
    assert [(item.number, item.paid, item.invoiced) for item in advice.lines[0].details] == [
        ("A", 60, Decimal("2.5")),
        ("B", 40, 4),
    ]
    assert advice.lines[0].dated_on == date(2026, 10, 1)
    assert advice.lines[0].details[0].references[0].number == "EA"
    assert (advice.number, advice.method, advice.paid_on) == ("C77", "PBC", date(2026, 11, 15))
    assert [item.severity for item in problems] == ["warning"]


def test_without_a_trace_number_it_is_an_error() -> None:
    text = HEADER.format(total="5", direction="C").replace("TRN*1*TRACE77\n", "")
    advice, problems = read_820(make_set("820", text + "RMR*IV*I1**5"), DELIMITERS)
    assert (advice.number, [item.severity for item in problems]) == ("", ["error"])
    advice, problems = read_820(make_set("820", text + "REF*EF*E9\nRMR*IV*I1**5"), DELIMITERS)
    assert (advice.number, [item.severity for item in problems]) == ("E9", ["warning"])


def test_a_remittance_of_nothing_is_an_error_unless_it_is_a_bank_instruction() -> None:
    assert [item.severity for item in read("")[1]] == ["error"]
    text = HEADER.format(total="5", direction="C").replace("BPR*I", "BPR*D")
    assert [item.severity for item in read_820(make_set("820", text), DELIMITERS)[1]] == ["warning"]


def test_amounts_that_are_not_read_are_named() -> None:
    _, problems = read("ENT*1\nRMR*IV*I1**100\nTXP*1*2*20260101*T*500")
    assert [(item.severity, "TXP" in item.text) for item in problems] == [("warning", True)]


@pytest.mark.parametrize("text", ["TRN*1*T", "BPR*I*1,5*C", "BPR*I**C", "BPS*PBC*x"])
def test_without_a_readable_total_there_is_no_document(text: str) -> None:
    with pytest.raises(InvalidContent):
        read_820(make_set("820", text), DELIMITERS)


def test_a_payment_of_nought_balances() -> None:
    advice, problems = read("ENT*1\nRMR*ZZ*UF**-25\nRMR*ZZ*BAL**25", "0")
    assert (advice.total, problems) == (0, [])
