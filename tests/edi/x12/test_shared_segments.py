"""Parties, references, terms, product codes and texts as several sets share them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from edi.documents import Party, ProductId, Reference, Terms
from edi.errors import Unmappable
from edi.x12.set_reader import SetReader
from edi.x12.set_writer import SetWriter
from edi.x12.shared_segments import (
    product_code,
    product_pairs,
    read_all_terms,
    read_description,
    read_notes,
    read_parties,
    read_product_ids,
    read_references,
    read_terms,
    reference_number,
    write_party,
    write_terms,
)
from tests.edi.x12.sets import DELIMITERS, make_set


def reader_of(text: str) -> SetReader:
    return SetReader(make_set("810", text), DELIMITERS)


def test_parties_with_their_addresses() -> None:
    text = "N1*ST*DEPOT*92*7\nN2*EAST WING\nN3*1 ROAD*GATE 4\nN3*DOCK 2\nN4*KENT**98032*DE*SP*HESSE\nN1*RE*ACME\nDTM*1\nIT1*1\nN3*X"
    assert read_parties(reader_of(text).segments) == (
        Party(
            "ST",
            "DEPOT",
            "92",
            "7",
            ("EAST WING", "1 ROAD", "GATE 4", "DOCK 2"),
            "KENT",
            "HESSE",
            "98032",
            "DE",
        ),
        Party("RE", "ACME"),
    )


def test_references_by_qualifier() -> None:
    found = read_references(reader_of("REF*BM*1\nREF*CN**PRO\nREF*XX\nREF*PK*2").segments)
    assert found == (Reference("BM", "1"), Reference("CN", "", "PRO"), Reference("PK", "2"))
    assert reference_number(found, "PK", "BM") == "2"
    assert reference_number(found, "CN", "SI") == ""


def test_product_codes_stand_at_any_position() -> None:
    reader = reader_of("IT1*1*1*EA*1**UP*123*VN\nIT1*1*1*EA*1**" + "*".join(f"Q{n}*C{n}" for n in range(10)))
    assert read_product_ids(reader, reader.segments[0], 6) == (ProductId("UP", "123"),)
    assert [item.severity for item in reader.problems] == ["warning"]
    many = read_product_ids(reader, reader.segments[1], 6)
    assert (len(many), product_code(many, "Q9"), product_code(many, "VN")) == (10, "C9", "")


def test_texts_of_one_loop_belong_together() -> None:
    text = "NTE*GEN*HELLO\nN9*L1*A\nMSG*ONE\nMSG*TWO\nN9*L1*B\nMTX**THREE\nPID*F****OLIVE\nPID*F****OIL"
    segments = reader_of(text).segments
    assert read_notes(segments) == ("HELLO", "ONE TWO", "THREE")
    assert read_description(segments) == "OLIVE OIL"


def test_terms_and_what_is_wrong_in_them() -> None:
    reader = reader_of("ITD*01*3*2*20261101*10*20261121*30*425****TEXT")
    assert read_terms(reader, reader.segments) == Terms(
        "01", "3", Decimal(2), 10, date(2026, 11, 1), 30, date(2026, 11, 21), Decimal("4.25"), "TEXT"
    )
    reader = reader_of("ITD*01*3*x**y")
    assert read_terms(reader, reader.segments) == Terms("01", "3")
    assert [item.severity for item in reader.problems] == ["warning", "warning"]
    assert read_terms(reader_of("BIG*1"), ()) is None


def test_every_itd_is_read_with_what_it_defers() -> None:
    reader = reader_of("ITD*01*3*****30\nITD*02*****20261201***20261215*5000**HALF LATER*15\nITD")
    assert read_all_terms(reader, reader.segments) == (
        Terms("01", "3", net_days=30),
        Terms(
            "02",
            net_due_on=date(2026, 12, 1),
            deferred_due_on=date(2026, 12, 15),
            deferred_amount=Decimal(50),
            text="HALF LATER",
            day_of_month=15,
        ),
    )


@pytest.mark.parametrize(
    "terms",
    [
        Terms("02", "3", deferred_due_on=date(2026, 12, 15), deferred_amount=Decimal("50.00")),
        Terms("02", "3", deferred_due_on=date(2026, 12, 15), deferred_percent=Decimal(50), day_of_month=31),
        Terms("01", "3", Decimal(2), 10, date(2026, 11, 1), 30, date(2026, 11, 21), Decimal("4.25"), "TEXT"),
    ],
)
def test_terms_are_read_as_they_were_written(terms: Terms) -> None:
    writer = SetWriter("invoice 1", "004010")
    write_terms(writer, terms)
    reader = reader_of("*".join(writer.segments[0]))
    assert read_all_terms(reader, reader.segments) == (terms,)


def test_a_state_that_is_no_code_is_sent_as_a_name() -> None:
    writer = SetWriter("order 1", "004010")
    write_party(writer, Party("ST", "DEPOT", city="KASSEL", state="Hesse", postal_code="34117", country="DE"))
    assert writer.segments[1] == ("N4", "KASSEL", "", "34117", "DE", "SP", "Hesse")


@pytest.mark.parametrize(
    "party",
    [
        Party("ST", "DEPOT", address_lines=("1", "2", "3", "4", "5")),
        Party("ST", "DEPOT", city="X"),
        Party("ST", "DEPOT", postal_code="12"),
        Party("", "DEPOT"),
        Party("ST", "", "92", ""),
    ],
)
def test_parties_that_x12_cannot_carry_are_refused(party: Party) -> None:
    with pytest.raises(Unmappable, match="order 1"):
        write_party(SetWriter("order 1", "004010"), party)


def test_terms_and_codes_that_x12_cannot_carry_are_refused() -> None:
    writer = SetWriter("order 1", "004010")
    for terms in (
        Terms(net_days=1000),
        Terms(discount_amount=Decimal(1)),
        Terms(discount_percent=Decimal(2)),
        Terms(deferred_due_on=date(2026, 12, 15)),
        Terms(day_of_month=32),
    ):
        with pytest.raises(Unmappable):
            write_terms(writer, terms)
    with pytest.raises(Unmappable):
        product_pairs(writer, [ProductId("VENDOR", "1")], "line 1")
