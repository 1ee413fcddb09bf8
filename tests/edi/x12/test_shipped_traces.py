"""Which lot and package holds how much of a line, in every shape of hierarchy; weights and packs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edi.documents import Pack, ShippedLine, Trace, Weight
from edi.problems import Problem
from edi.x12.ship_notice_856 import read_856
from tests.edi.x12.sets import DELIMITERS, make_set

HEAD = "BSN*00*SH77*20261029*0801*0001\nHL*1**S\nHL*2*1*O\nPRF*PO1\n"
PALLET, CARTON, OTHER = "106141412345678908", "106141412345678915", "106141412345678922"
ITEM = "LIN*1*VN*V-1\nSN1**10*CA\n"


def read(text: str) -> tuple[list[ShippedLine], list[Problem]]:
    notice, problems = read_856(make_set("856", text), DELIMITERS)
    return [line for order in notice.orders for line in order.lines], problems


def parts(text: str) -> list[tuple[Decimal | None, str, tuple[str, ...]]]:
    [line], problems = read(text)
    assert problems == []
    return [(trace.quantity, trace.lot, trace.package_ids) for trace in line.traces]


def test_an_item_in_a_carton_on_a_pallet_is_one_part_with_the_carton_first() -> None:
    text = f"HL*3*2*T\nMAN*GM*00{PALLET}\nHL*4*3*P\nMAN*GM*{CARTON}\nHL*5*4*I\n{ITEM}REF*LT*L1\n"
    assert parts(HEAD + text) == [(Decimal(10), "L1", (CARTON, PALLET))]


@pytest.mark.parametrize(
    ("first", "second", "amounts"),
    [
        ("SN1**6*CA", "SN1**4*CA", (Decimal(6), Decimal(4))),
        ("PO4*6", "PO4*4", (Decimal(6), Decimal(4))),
        ("PO4*12", "PO4*12", (None, None)),
        ("SN1**72*EA", "SN1**48*EA", (None, None)),
        ("TD1*CTN25*1", "TD1*CTN25*1", (None, None)),
    ],
    ids=["quantity on the pack", "PO4 adds up", "PO4 says something else", "another unit", "not said"],
)
def test_packages_below_an_item_hold_what_they_say_and_nothing_is_guessed(
    first: str, second: str, amounts: tuple[Decimal | None, ...]
) -> None:
    text = HEAD + f"HL*3*2*I\n{ITEM}REF*LT*L1\nHL*4*3*P\n{first}\nMAN*GM*{CARTON}\n"
    text += f"HL*5*3*P\n{second}\nREF*LT*L2\nMAN*GM*{OTHER}\n"
    assert parts(text) == [(amounts[0], "L1", (CARTON,)), (amounts[1], "L2", (OTHER,))]


def test_a_pallet_with_cartons_below_an_item_is_told_once_for_each_carton() -> None:
    text = HEAD + f"HL*3*2*I\n{ITEM}HL*4*3*T\nMAN*GM*{PALLET}\nHL*5*4*P\nSN1**6*CA\nMAN*GM*{CARTON}\n"
    text += f"HL*6*4*P\nSN1**4*CA\nMAN*GM*{OTHER}\n"
    assert parts(text) == [
        (Decimal(6), "", (CARTON, PALLET)),
        (Decimal(4), "", (OTHER, PALLET)),
    ]


def test_where_the_packages_carry_the_quantities_the_item_above_still_speaks_for_them() -> None:
    text = (
        HEAD + f"HL*3*2*I\nLIN*1*VN*V-1*LT*L1*CH*IT\nDTM*036*20270101\nHL*4*3*P\nSN1**5*CA\nMAN*GM*{CARTON}\n"
    )
    lines, problems = read(text + f"HL*5*3*P\nSN1**7*CA\nMAN*GM*{OTHER}\n")
    assert problems == []
    assert [(line.quantity, line.traces) for line in lines] == [
        (amount, (Trace(amount, "L1", date(2027, 1, 1), origin="IT", package_ids=(package,)),))
        for amount, package in ((Decimal(5), CARTON), (Decimal(7), OTHER))
    ]


def test_several_lots_of_one_item_are_parts_of_unknown_size_each_with_its_own_day() -> None:
    text = (
        HEAD + f"HL*3*2*I\n{ITEM}REF*LT*L1\nREF*LT*L2\nDTM*208*20270101\nDTM*208*20270201\nDTM*405*20260901\n"
    )
    [line], _ = read(text)
    assert [(t.quantity, t.lot, t.expires_on, t.produced_on) for t in line.traces] == [
        (None, "L1", date(2027, 1, 1), date(2026, 9, 1)),
        (None, "L2", date(2027, 2, 1), date(2026, 9, 1)),
    ]


def test_several_packages_on_the_item_itself_are_parts_of_unknown_size() -> None:
    text = HEAD + f"HL*3*2*I\n{ITEM}MAN*GM*{CARTON}\nMAN*AA*{OTHER}\n"
    assert parts(text) == [(None, "", (CARTON,)), (None, "", (OTHER,))]


def test_two_marks_of_one_carton_are_one_part() -> None:
    text = HEAD + f"HL*3*2*P\nMAN*GM*{CARTON}*0*CP*1Z999\nHL*4*3*I\n{ITEM}"
    assert parts(text.replace("*0*CP", "**CP")) == [(Decimal(10), "", (CARTON, "1Z999"))]


def test_origin_and_serial_numbers_are_kept() -> None:
    text = HEAD + "HL*3*2*I\nLIN*1*VN*V-1*SN*S1\nSN1**2*EA\nREF*SE*S2\nN1*CT**38*MX\n"
    [line], _ = read(text)
    assert [(trace.origin, trace.serials) for trace in line.traces] == [("MX", ("S1", "S2"))]


def test_an_item_of_which_nothing_is_told_has_no_parts() -> None:
    assert parts(HEAD + f"HL*3*2*I\n{ITEM}") == []


def test_packages_that_do_not_make_the_line_are_a_finding() -> None:
    text = HEAD + f"HL*3*2*I\n{ITEM}HL*4*3*P\nSN1**6*CA\nMAN*CP*A\nHL*5*3*P\nSN1**5*CA\nMAN*CP*B\n"
    [line], problems = read(text)
    assert [trace.quantity for trace in line.traces] == [Decimal(6), Decimal(5)]
    assert [(problem.severity, problem.text) for problem in problems] == [
        ("finding", "The packages hold 11, the item says 10.")
    ]


@pytest.mark.parametrize(
    ("segments", "weight"),
    [
        ("MEA*PD*G*412.5*LB\nMEA*PD*N*400*LB", Weight(Decimal(400), "LB", "N")),
        ("MEA**WT*400*LB", Weight(Decimal(400), "LB", "WT")),
        ("PO4*1*****41.2*LB", Weight(Decimal("412.0"), "LB", "G")),
        ("PO4*1****N*40*LB", Weight(Decimal(400), "LB", "N")),
        ("MEA*PD*HT*40*IN", None),
        ("MEA*PD*N*40", None),
    ],
)
def test_the_weight_of_a_line_is_the_net_one_else_what_is_said(segments: str, weight: Weight | None) -> None:
    [line], _ = read(HEAD + f"HL*3*2*I\n{ITEM}{segments}\n")
    assert line.weight == weight


def test_weights_of_packages_make_the_weight_of_the_line_where_each_has_one() -> None:
    text = (
        HEAD + f"HL*3*2*I\n{ITEM}HL*4*3*P\nMEA*PD*N*21.4*LB\nMAN*CP*A\nHL*5*3*P\nMEA*PD*N*22.1*LB\nMAN*CP*B\n"
    )
    [line], _ = read(text)
    assert [trace.weight for trace in line.traces] == [
        Weight(Decimal("21.4"), "LB", "N"),
        Weight(Decimal("22.1"), "LB", "N"),
    ]
    assert line.weight == Weight(Decimal("43.5"), "LB", "N")
    [line], _ = read(text.replace("MEA*PD*N*22.1*LB\n", ""))
    assert line.weight is None


def test_how_an_article_is_packed_is_kept() -> None:
    [line], _ = read(HEAD + f"HL*3*2*I\n{ITEM}PO4*12*16*OZ***********6\n")
    assert line.pack == Pack(Decimal(12), Decimal(16), "OZ", Decimal(6))
