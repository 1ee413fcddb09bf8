"""REF, DTM and N1 of a partner's profile stand at their place in what we write, or the profile is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from edi.documents import Invoice, InvoiceLine, Party, ProductId, PurchaseOrder, PurchaseOrderLine, Terms
from edi.errors import Unmappable
from edi.profiles import Profile, SetProfile
from edi.writing import ControlNumbers, validate, write
from edi.x12.additions import faults

AT = datetime(2026, 3, 9, 8, 15, tzinfo=UTC)
LINE = PurchaseOrderLine("10000", Decimal(12), "CA", Decimal("18.75"), product_ids=(ProductId("IN", "C-1"),))
ORDER = PurchaseOrder(
    "PO-1",
    date(2026, 3, 2),
    (LINE,),
    requested_on=date(2026, 3, 12),
    parties=(Party("ST", "Kitchen", "92", "LOC-17", ("1 Road",), "Salem"), Party("VN", "Acme", "92", "V100")),
    terms=Terms("01", "3", net_days=30),
    notes=("Ring twice",),
)
BILLED = InvoiceLine("1", Decimal(2), "EA", Decimal(3), Decimal(6), product_ids=(ProductId("IN", "C-1"),))
INVOICE = Invoice("INV-1", date(2026, 3, 10), (BILLED,), Decimal(6), "PO-1", parties=ORDER.parties)


def lines(document: Any, sends: list[dict[str, str]], version: str = "004010") -> list[str]:
    sets = {document.kind: SetProfile(document.kind, sends=tuple(sends))}
    profile = replace(Profile("Acme", ("ZZ", "ACME"), ("ZZ", "US")), sets=sets, version=version)
    content = write(document, profile, ControlNumbers(1, 1), AT)
    assert validate(content, profile) == []
    return [line.rstrip("~") for line in content.decode().splitlines()][3:-3]


def test_segments_of_an_order_stand_where_the_standard_has_them() -> None:
    sends = [
        {"segment": "N1", "qualifier": "BT", "value": "Harbour Foods", "code_qualifier": "92", "code": "042"},
        {"segment": "REF", "qualifier": "DP", "value": "042"},
        {"segment": "DTM", "qualifier": "010", "value": "{ordered_on}"},
        {"segment": "REF", "qualifier": "IA", "value": "{vendor_number}"},
        {"segment": "REF", "qualifier": "CO", "value": "{order_number}-A"},
    ]
    written = lines(ORDER, sends)
    assert written[:9] == [
        "BEG*00*SA*PO-1**20260302",
        "REF*DP*042",
        "REF*IA*V100",
        "REF*CO*PO-1-A",
        "ITD*01*3*****30",
        "DTM*002*20260312",
        "DTM*010*20260302",
        "N9*L1*NOTES",
        "MSG*RING TWICE",
    ]
    at = written.index("N1*BT*HARBOUR FOODS*92*042")
    assert written[at - 1] == "N1*VN*ACME*92*V100"
    assert written[at + 1].startswith("PO1*")


@pytest.mark.parametrize("version", ["004010", "005010"])
def test_an_invoice_has_fields_of_its_own(version: str) -> None:
    sends = [
        {"segment": "REF", "qualifier": "IV", "value": "{invoice_number}"},
        {"segment": "DTM", "qualifier": "003", "value": "{invoiced_on}"},
        {"segment": "N1", "qualifier": "RE", "value": "", "code_qualifier": "92", "code": "{ship_to}"},
    ]
    written = lines(INVOICE, sends, version)
    assert written[1:2] == ["REF*IV*INV-1"]
    assert "N1*RE**92*LOC-17" in written
    assert written.index("DTM*003*20260310") < next(n for n, one in enumerate(written) if one[:3] == "IT1")


def test_what_has_no_value_in_this_document_is_left_out() -> None:
    sends = [{"segment": "DTM", "qualifier": "010", "value": "{requested_on}"}]
    assert "DTM*010*20260312" in lines(ORDER, sends)
    assert not [one for one in lines(replace(ORDER, requested_on=None), sends) if one.startswith("DTM")]


def test_a_second_segment_of_the_same_kind_is_refused_by_name() -> None:
    with pytest.raises(Unmappable, match="850 PO-1 has one already"):
        lines(ORDER, [{"segment": "DTM", "qualifier": "002", "value": "20260101"}])


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ({"segment": "SAC"}, "a segment is needed: REF, DTM or N1"),
        ("REF", "a segment is needed: REF, DTM or N1"),
        (
            {"segment": "REF", "qualifier": "DP", "code": "1"},
            "REF takes the texts qualifier, value, not code",
        ),
        ({"segment": "REF", "qualifier": "DP", "value": 42}, "REF takes the texts qualifier, value"),
        ({"segment": "REF", "qualifier": "DP"}, "At least one of REF02, REF03 is needed"),
        ({"segment": "REF", "qualifier": "@@", "value": "1"}, "'@@' is no code known for it"),
        ({"segment": "REF", "value": "1"}, "REF01 (reference identification qualifier) is missing"),
        ({"segment": "REF", "qualifier": "DP", "value": "X" * 31}, "is longer than 30"),
        ({"segment": "DTM", "qualifier": "010", "value": "soon"}, "'soon' is not a date"),
        ({"segment": "REF", "qualifier": "DP", "value": "{colour}"}, "'{colour}' is no field here"),
        ({"segment": "REF", "qualifier": "DP", "value": "{invoice_number}"}, "is no field here"),
        ({"segment": "REF", "qualifier": "DP", "value": "{order_number:>9}"}, "is no field here"),
        ({"segment": "REF", "qualifier": "{currency}", "value": "1"}, "is no field here"),
        ({"segment": "REF", "qualifier": "DP", "value": "{order"}, "has a brace without its other half"),
    ],
)
def test_a_list_that_cannot_be_sent_is_refused(one: Any, said: str) -> None:
    found = faults("850", "004010", [one])
    assert any(said in text for text in found), found
    assert all(text.startswith("No. 1: ") for text in found)


def test_a_good_list_has_no_fault_and_a_set_without_header_takes_none() -> None:
    good = [{"segment": "REF", "qualifier": "DP", "value": "042"}]
    assert faults("850", "004010", good) == []
    assert faults("850", "004010", {}) == [
        'A list of segments is needed, as [{"segment": "REF", "qualifier": "DP", "value": "042"}].'
    ]
    assert "the header of a 997 has no REF" in faults("997", "004010", good)[0]
