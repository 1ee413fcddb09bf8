"""Reading the 856: every shape of hierarchy, the order of each item, packages, lots, counts."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from edi.documents import ProductId, ShipNotice
from edi.errors import InvalidContent
from edi.problems import Problem
from edi.x12.ship_notice_856 import read_856
from tests.edi.x12.sets import DELIMITERS, make_set

COVERS = ["edi.x12.shipped_lines"]
BSN = "BSN*00*SH77*20261029*0801*0001\n"


def read(text: str) -> tuple[ShipNotice, list[Problem]]:
    return read_856(make_set("856", text), DELIMITERS)


def hl(number: int, parent: int | str, code: str, *segments: str) -> str:
    return "\n".join((f"HL*{number}*{parent}*{code}", *segments)) + "\n"


def item(number: int, parent: int | str, line: str, quantity: str, *more: str) -> str:
    return hl(number, parent, "I", f"LIN*{line}*VN*V-{line}", f"SN1**{quantity}*CA", *more)


def shipped(notice: ShipNotice) -> dict[str, list[tuple[str, Decimal, tuple[str, ...]]]]:
    return {
        order.order_number: [(line.line_number, line.quantity, line.package_ids) for line in order.lines]
        for order in notice.orders
    }


S = hl(1, "", "S")
SHAPES = {
    "S-O-I": S + hl(2, 1, "O", "PRF*PO1") + item(3, 2, "1", "5") + item(4, 2, "2", "7"),
    "S-O-P-I": S
    + hl(2, 1, "O", "PRF*PO1")
    + hl(3, 2, "P", "MAN*CP*A")
    + item(4, 3, "1", "5")
    + hl(5, 2, "P", "MAN*CP*B")
    + item(6, 5, "2", "7"),
    "S-O-T-P-I": S
    + hl(2, 1, "O", "PRF*PO1")
    + hl(3, 2, "T", "MAN*CP*T")
    + hl(4, 3, "P", "MAN*CP*A")
    + item(5, 4, "1", "5")
    + hl(6, 3, "P", "MAN*CP*B")
    + item(7, 6, "2", "7"),
    "S-T-O-I": S
    + hl(2, 1, "T", "MAN*CP*T")
    + hl(3, 2, "O", "PRF*PO1")
    + item(4, 3, "1", "5")
    + item(5, 3, "2", "7"),
    "S-T-P-O-I": S
    + hl(2, 1, "T", "MAN*CP*T")
    + hl(3, 2, "P", "MAN*CP*A")
    + hl(4, 3, "O", "PRF*PO1")
    + item(5, 4, "1", "5")
    + hl(6, 2, "P", "MAN*CP*B")
    + hl(7, 6, "O", "PRF*PO1")
    + item(8, 7, "2", "7"),
    "S-P-O-I": S
    + hl(2, 1, "P", "MAN*CP*A")
    + hl(3, 2, "O", "PRF*PO1")
    + item(4, 3, "1", "5")
    + hl(5, 1, "P", "MAN*CP*B")
    + hl(6, 5, "O", "PRF*PO1")
    + item(7, 6, "2", "7"),
    "S-P-(O,I): order beside the item": S
    + hl(2, 1, "P", "MAN*CP*A")
    + hl(3, 2, "O", "PRF*PO1")
    + item(4, 2, "1", "5")
    + item(5, 2, "2", "7"),
    "S-O-I-P: item before pack": S
    + hl(2, 1, "O", "PRF*PO1")
    + item(3, 2, "1", "5")
    + hl(4, 3, "P", "MAN*CP*A", "SN1**5*CA")
    + item(5, 2, "2", "7")
    + hl(6, 5, "P", "MAN*CP*B"),
    "S-O-I-P: quantities on the packs": S
    + hl(2, 1, "O", "PRF*PO1")
    + hl(3, 2, "I", "LIN*1*VN*V-1")
    + hl(4, 3, "P", "MAN*CP*A", "SN1**5*CA")
    + hl(5, 2, "I", "LIN*2*VN*V-2")
    + hl(6, 5, "P", "MAN*CP*B", "SN1**7*CA"),
    "parent after child": item(3, 2, "1", "5") + item(4, 2, "2", "7") + hl(2, 1, "O", "PRF*PO1") + S,
    "not starting at 1": hl(11, "", "S")
    + hl(12, 11, "O", "PRF*PO1")
    + item(13, 12, "1", "5")
    + item(14, 12, "2", "7"),
    "leading zeros": "HL*01**S\nHL*02*1*O\nPRF*PO1\nHL*3*02*I\nLIN*1*VN*V-1\nSN1**5*CA\nHL*4*2*I\nLIN*2*VN*V-2\nSN1**7*CA\n",
    "no parents": S + hl(2, "", "O", "PRF*PO1") + item(3, "", "1", "5") + item(4, "", "2", "7"),
    "order on the shipment": hl(1, "", "S", "PRF*PO1") + item(2, 1, "1", "5") + item(3, 1, "2", "7"),
    "order on the item": S + item(2, 1, "1", "5", "PRF*PO1") + item(3, 1, "2", "7", "PRF*PO1"),
    "order in a reference of the shipment": hl(1, "", "S", "REF*PO*PO1")
    + item(2, 1, "1", "5")
    + item(3, 1, "2", "7"),
    "order in LIN": S
    + hl(2, 1, "I", "LIN*1*VN*V-1*PO*PO1", "SN1**5*CA")
    + hl(3, 1, "I", "LIN*2*VN*V-2*PO*PO1", "SN1**7*CA"),
    "order in a reference of the order": S
    + hl(2, 1, "O", "REF*PO*PO1")
    + item(3, 2, "1", "5")
    + item(4, 2, "2", "7"),
    "several items on one level": S
    + hl(2, 1, "O", "PRF*PO1")
    + hl(3, 2, "I", "LIN*1*VN*V-1", "SN1**5*CA", "LIN*2*VN*V-2", "SN1**7*CA"),
    "items on the order level": S
    + hl(2, 1, "O", "PRF*PO1", "LIN*1*VN*V-1", "SN1**5*CA", "LIN*2*VN*V-2", "SN1**7*CA"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_two_lines_of_the_same_order(shape: str) -> None:
    notice, problems = read(BSN + SHAPES[shape])
    lines = [(line[0], line[1]) for line in shipped(notice)["PO1"]]
    assert lines == [("1", Decimal(5)), ("2", Decimal(7))]
    assert list(shipped(notice)) == ["PO1"]
    assert not [item for item in problems if item.severity != "finding"]


@pytest.mark.parametrize(
    ("shape", "first"),
    [
        ("S-O-P-I", ("A",)),
        ("S-O-T-P-I", ("A", "T")),
        ("S-T-P-O-I", ("A", "T")),
        ("S-O-I-P: item before pack", ("A",)),
        ("S-O-I-P: quantities on the packs", ("A",)),
        ("S-O-I", ()),
    ],
)
def test_packages_are_found_above_and_below(shape: str, first: tuple[str, ...]) -> None:
    assert shipped(read(BSN + SHAPES[shape])[0])["PO1"][0][2] == first


def test_several_orders_keep_their_own_items() -> None:
    text = S + hl(2, 1, "O", "PRF*PO1***20261021", "N1*BY*STORE 2*92*002", "REF*IV*5") + item(3, 2, "1", "5")
    text += hl(4, 1, "O", "PRF*PO2") + item(5, 4, "1", "9") + hl(6, 1, "O", "PRF*PO1") + item(7, 6, "2", "1")
    notice, problems = read(BSN + text)
    assert problems == []
    assert {number: [line[1] for line in lines] for number, lines in shipped(notice).items()} == {
        "PO1": [5, 1],
        "PO2": [9],
    }
    first = notice.orders[0]
    assert (first.ordered_on, first.parties[0].code, first.references[0].number) == (
        date(2026, 10, 21),
        "002",
        "5",
    )


def test_an_item_without_any_order_is_an_error_and_stays_visible() -> None:
    notice, problems = read(BSN + S + item(2, 1, "1", "5"))
    assert shipped(notice) == {"": [("1", Decimal(5), ())]}
    assert [(problem.severity, problem.place) for problem in problems] == [("error", "LIN (segment 7)")]


def test_an_item_between_two_orders_is_never_guessed() -> None:
    text = S + hl(2, 1, "P") + hl(3, 2, "O", "PRF*PO1") + hl(4, 2, "O", "PRF*PO2") + item(5, 2, "1", "5")
    notice, problems = read(BSN + text)
    assert list(shipped(notice)) == [""]
    assert [problem.severity for problem in problems] == ["error", "warning", "warning"]


def test_the_header_is_read() -> None:
    text = (
        BSN
        + "DTM*011*20261030*1445\n"
        + hl(
            1,
            "",
            "S",
            "TD1*CTN25*12",
            "TD5*B*2*ABCD*M*FAST FREIGHT",
            "REF*BM*B1",
            "DTM*017*20261102",
            "N1*ST*DEPOT*92*D7",
        )
    )
    notice, _ = read(text + hl(2, 1, "O", "PRF*PO1") + item(3, 2, "1", "5"))
    assert (notice.number, notice.purpose, notice.structure) == ("SH77", "00", "0001")
    assert (notice.shipped_on, notice.shipped_at) == (date(2026, 10, 30), time(14, 45))
    assert (notice.expected_on, notice.issued_on) == (date(2026, 11, 2), date(2026, 10, 29))
    assert notice.issued_at == time(8, 1)
    assert (notice.packages, notice.carrier) == (12, "ABCD")
    assert (notice.parties[0].code, notice.references[0].number) == ("D7", "B1")


def test_an_item_is_read_with_lot_expiry_and_ordered_quantity() -> None:
    more = ("REF*LT*L2", "DTM*036*20270101", "DTM*405*20260901", "PID*F****OLIVE OIL")
    text = S + hl(2, 1, "O", "PRF*PO1")
    text += hl(3, 2, "I", "LIN*10000*VN*V-1*LT*L1*UK*10614141000415", "SN1**5*CA**8*EA", *more)
    line = read(BSN + text)[0].orders[0].lines[0]
    assert line.product_ids == (
        ProductId("VN", "V-1"),
        ProductId("LT", "L1"),
        ProductId("UK", "10614141000415"),
    )
    assert (line.line_number, line.description, line.lots) == ("10000", "OLIVE OIL", ("L1", "L2"))
    assert (line.ordered_quantity, line.ordered_unit) == (Decimal(8), "EA")
    assert [(trace.expires_on, trace.produced_on, trace.quantity) for trace in line.traces] == [
        (date(2027, 1, 1), date(2026, 9, 1), None)
    ] * 2
    assert line.place == "LIN (segment 9)"


@pytest.mark.parametrize("number", ["106141412345678908", "00106141412345678908", "(00)106141412345678908"])
def test_an_sscc_is_read_with_and_without_its_application_id(number: str) -> None:
    text = (
        S
        + hl(2, 1, "O", "PRF*PO1")
        + hl(3, 2, "P", f"MAN*GM*{number}")
        + item(4, 3, "1", "5")
        + item(5, 3, "2", "1")
    )
    notice, problems = read(BSN + text)
    assert shipped(notice)["PO1"][0][2] == ("106141412345678908",)
    assert problems == []


def test_a_wrong_check_digit_is_one_finding_and_the_number_is_kept() -> None:
    text = S + hl(2, 1, "O", "PRF*PO1") + hl(3, 2, "P", "MAN*GM*106141412345678900")
    notice, problems = read(BSN + text + item(4, 3, "1", "5") + item(5, 3, "2", "1"))
    assert shipped(notice)["PO1"][0][2] == ("106141412345678900",)
    assert [(item.severity, item.place) for item in problems] == [("finding", "MAN (segment 9), MAN02")]
    assert "should be 8" in problems[0].text


@pytest.mark.parametrize(
    ("ctt", "fits"), [("CTT*4*12", True), ("CTT*2*12", True), ("CTT*3", False), ("CTT*4*13", False)]
)
def test_ctt_counts_levels_or_items_and_never_rejects(ctt: str, fits: bool) -> None:
    _, problems = read(BSN + SHAPES["S-O-I"] + ctt)
    assert [item.severity for item in problems] == ([] if fits else ["warning"])


@pytest.mark.parametrize(
    ("segments", "element"),
    [
        (("LIN*1*VN*A", "SN1**five*CA"), "SN102"),
        (("LIN*1*VN*A", "SN1***CA"), "SN102"),
        (("LIN*1*VN*A", "SN1**-5*CA"), "SN102"),
        (("LIN*1*VN*A", "SN1**5"), "SN103"),
        (("LIN*1*VN*A",), ""),
        (("SN1**5*CA",), ""),
        (("LIN*1*VN*A", "SN1**5*CA", "DTM*036*20270230"), "DTM02"),
    ],
)
def test_an_item_that_cannot_be_read_is_an_error(segments: tuple[str, ...], element: str) -> None:
    _, problems = read(BSN + S + hl(2, 1, "O", "PRF*PO1") + hl(3, 2, "I", *segments))
    errors = [item for item in problems if item.severity == "error"]
    assert errors
    assert element in errors[0].place


def test_a_quantity_that_is_no_number_keeps_its_line_out() -> None:
    text = S + hl(2, 1, "O", "PRF*PO1") + item(3, 2, "1", "1,5") + item(4, 2, "2", "7")
    notice, problems = read(BSN + text)
    assert shipped(notice) == {"PO1": [("2", Decimal(7), ())]}
    assert problems[0].severity == "error"


def test_a_notice_without_items_is_an_error_unless_it_cancels() -> None:
    assert [item.severity for item in read(BSN + S)[1]] == ["error"]
    notice, problems = read(BSN.replace("*00*", "*01*") + S + hl(2, 1, "O", "PRF*PO1"))
    assert (problems, notice.purpose, shipped(notice)) == ([], "01", {"PO1": []})


def test_an_order_without_items_is_named() -> None:
    text = S + hl(2, 1, "O", "PRF*PO1") + item(3, 2, "1", "5") + hl(4, 1, "O", "PRF*PO2")
    notice, problems = read(BSN + text)
    assert list(shipped(notice)) == ["PO1"]
    assert [(item.severity, "PO2" in item.text) for item in problems] == [("warning", True)]


def test_a_line_number_may_repeat_for_one_article_only() -> None:
    text = S + hl(2, 1, "O", "PRF*PO1") + item(3, 2, "1", "5") + item(4, 2, "1", "6")
    assert read(BSN + text)[1] == []
    text += hl(5, 2, "I", "LIN*1*VN*OTHER", "SN1**1*CA")
    assert [item.severity for item in read(BSN + text)[1]] == ["warning"]


def test_components_of_a_kit_are_not_counted_again() -> None:
    text = S + hl(2, 1, "O", "PRF*PO1") + item(3, 2, "1", "5") + item(4, 3, "2", "10")
    notice, problems = read(BSN + text)
    assert [line[1] for line in shipped(notice)["PO1"]] == [5]
    assert [item.severity for item in problems] == ["warning"]


def test_a_missing_shipment_number_is_taken_from_the_references_or_is_an_error() -> None:
    rest = hl(2, 1, "O", "PRF*PO1") + item(3, 2, "1", "5")
    notice, problems = read("BSN*00**20261029*0801\n" + hl(1, "", "S", "REF*PK*P5", "REF*BM*B5") + rest)
    assert (notice.number, [item.severity for item in problems]) == ("P5", ["warning"])
    notice, problems = read("BSN*00**20261029*0801\n" + S + rest)
    assert (notice.number, [item.severity for item in problems]) == ("", ["error"])


def test_without_bsn_there_is_no_document() -> None:
    with pytest.raises(InvalidContent, match="BSN"):
        read(S)
