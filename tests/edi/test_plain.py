"""Documents as plain data, their digest and the number that identifies them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from edi.documents import (
    Acknowledgment,
    Document,
    Invoice,
    InvoiceLine,
    Party,
    ProductId,
    PurchaseOrder,
    PurchaseOrderLine,
    RemittanceAdvice,
    RemittanceLine,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    Trace,
)
from edi.plain import business_number, digest, to_plain

SHIPPED = ShippedLine(Decimal("5.0"), "CA", (ProductId("VN", "A"),), place="LIN no. 1 (segment 9)")
NOTICE = ShipNotice("SH1", date(2026, 1, 2), (ShippedOrder("PO1", (SHIPPED,)),), shipped_at=time(8, 1))
ADVICE = RemittanceAdvice(
    "T1", Decimal("150.50"), (RemittanceLine("IV", "I1", Decimal("150.50")),), payer=Party("PR", "Own  Foods")
)
DOCUMENTS: list[Document] = [
    NOTICE,
    ADVICE,
    PurchaseOrder("PO1", date(2026, 1, 2), (PurchaseOrderLine("1", Decimal(1), "EA"),)),
    Invoice(
        "I1", date(2026, 1, 2), (InvoiceLine("1", Decimal(1), "EA", Decimal(2), Decimal("2.00")),), Decimal(2)
    ),
    Acknowledgment("PO", "12", "A"),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda item: item.kind)
def test_every_document_is_plain_and_has_a_digest(document: Document) -> None:
    plain = to_plain(document)
    assert json.loads(json.dumps(plain)) == plain
    assert plain["kind"] == document.kind
    assert len(digest(document)) == 64
    assert digest(document) == digest(replace(document))


def test_plain_values_are_texts() -> None:
    plain = to_plain(NOTICE)
    assert (plain["shipped_on"], plain["shipped_at"], plain["expected_on"]) == (
        "2026-01-02",
        "08:01:00",
        None,
    )
    assert plain["orders"][0]["lines"][0]["quantity"] == "5.0"
    assert plain["orders"][0]["lines"][0]["product_ids"] == [{"qualifier": "VN", "code": "A"}]
    assert to_plain(replace(ADVICE, total=Decimal("1E+3")))["total"] == "1000"


def with_line(**changes: object) -> ShipNotice:
    return replace(NOTICE, orders=(ShippedOrder("PO1", (replace(SHIPPED, **changes),)),))  # type: ignore[arg-type]


def test_the_digest_is_of_values_not_of_spelling_or_position() -> None:
    assert digest(with_line(quantity=Decimal("5.000"))) == digest(NOTICE)
    assert digest(with_line(place="LIN no. 1 (segment 99)")) == digest(NOTICE)


@pytest.mark.parametrize(
    "changed",
    [
        with_line(quantity=Decimal(6)),
        with_line(unit="EA"),
        with_line(traces=(Trace(lot="L1"),)),
        replace(NOTICE, purpose="05"),
        replace(NOTICE, number="SH2"),
        replace(NOTICE, orders=()),
    ],
)
def test_the_digest_changes_with_the_content(changed: ShipNotice) -> None:
    assert digest(changed) != digest(NOTICE)


def test_a_digest_stays_the_same_in_later_versions() -> None:
    # stored digests tell a duplicate from a reused number: this value must never change
    assert digest(NOTICE) == "8458c2b0b4ced186870510ecc68defaba6ebbefeb6234111a4365541192c0696"


def test_the_business_number_holds_no_lines() -> None:
    assert [business_number(item) for item in DOCUMENTS] == [
        "SH1",
        "OWN FOODS|T1|150.5",
        "PO1",
        "I1",
        "PO-12",
    ]
    assert business_number(replace(ADVICE, lines=())) == "OWN FOODS|T1|150.5"
    assert business_number(replace(ADVICE, payer=Party("PR", "X", "92", "7"))) == "92:7|T1|150.5"
    assert business_number(replace(ADVICE, payer=None)) == "|T1|150.5"
