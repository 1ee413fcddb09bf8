"""The front door for what goes out: what is written is valid to pyx12 and x12-doctor and reads as the same document."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from x12doctor import diagnose

from edi.documents import (
    Acknowledgment,
    Document,
    Invoice,
    InvoiceLine,
    Party,
    ProductId,
    PurchaseOrder,
    PurchaseOrderLine,
    Reference,
    ShipNotice,
    Terms,
)
from edi.errors import EdiError, InvalidContent, Unmappable, UnsupportedDocument
from edi.profiles import Profile, SetProfile
from edi.reading import acknowledgment_of, read
from edi.writing import ControlNumbers, validate, write
from edi.x12.segments import Delimiters
from tests.edi.x12.corpus import body, interchange

AT = datetime(2026, 3, 9, 8, 15, tzinfo=UTC)
NUMBERS = ControlNumbers(7, 8)
PROFILE = Profile("Acme", ("ZZ", "ACME"), ("ZZ", "NAVCLEO"))
LINE = PurchaseOrderLine(
    "10000",
    Decimal(12),
    "CA",
    Decimal("18.75"),
    product_ids=(ProductId("IN", "CHS-100"),),
    description="Cheddar",
)
ORDER = PurchaseOrder(
    "PO-77120",
    date(2026, 3, 2),
    (LINE, replace(LINE, line_number="20000", quantity=Decimal("2.5"), unit="LB")),
    currency="USD",
    requested_on=date(2026, 3, 12),
    parties=(
        Party("ST", "Küche & Söhne", "92", "LOC-17", ("17 Harbour Rd",), "Portland", "OR", "97201", "US"),
    ),
    terms=Terms("01", "3", Decimal(2), 10, net_days=30),
    notes=("Deliver at gate two. Ring ~ twice*",),
)
INVOICE = Invoice(
    "INV-5501",
    date(2026, 3, 10),
    (
        InvoiceLine(
            "10000",
            Decimal(12),
            "EA",
            Decimal("18.75"),
            Decimal("225.00"),
            product_ids=(ProductId("VN", "X1"),),
        ),
    ),
    Decimal("225.00"),
    "PO-77120",
    date(2026, 3, 2),
    "DI",
)
ANSWER = acknowledgment_of(read(interchange("856", body("856"))), 0, 0)
DOCUMENTS: tuple[Document, ...] = (ORDER, INVOICE, ANSWER)
PROFILES = [
    PROFILE,
    replace(PROFILE, version="005010"),
    replace(PROFILE, version="004010VICS", uppercase=False, line_ends=False),
    replace(PROFILE, delimiters=Delimiters("|", "'", ":"), is_test=True),
    replace(PROFILE, delimiters=Delimiters("*", "\n", "\x1f")),
]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.kind)
def test_what_is_written_is_valid_to_every_judge(document: Document, profile: Profile) -> None:
    content = write(document, profile, NUMBERS, AT)
    assert validate(content) == []
    report = diagnose(content)
    assert report.ok, report.findings
    (one,) = read(content).sets
    assert one.problems == ()
    assert (one.code, one.is_test, one.sender, one.receiver) == (
        document.kind,
        profile.is_test,
        PROFILE.own_id,
        PROFILE.partner_id,
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_written_reads_as_the_same_document(profile: Profile) -> None:
    for document in (INVOICE, ANSWER, replace(ORDER, parties=(), notes=())):
        again = read(write(document, replace(profile, uppercase=False), NUMBERS, AT)).sets[0].document
        assert again == document


def test_writing_the_same_twice_gives_the_same_bytes() -> None:
    assert write(ORDER, PROFILE, NUMBERS, AT) == write(ORDER, PROFILE, NUMBERS, AT)


@pytest.mark.parametrize(
    ("document", "place"),
    [
        (replace(ORDER, lines=(replace(LINE, unit="XX1"),)), "PO103"),
        (replace(ORDER, lines=(replace(LINE, unit="??"),)), "PO103"),
        (replace(ORDER, lines=(replace(LINE, product_ids=(ProductId("VN", "A*B"),)),)), "PO107"),
        (replace(ORDER, lines=(replace(LINE, product_ids=(ProductId("QQ", "AB"),)),)), "PO106"),
        (replace(ORDER, number="PO~1"), "BEG03"),
        (replace(ORDER, order_type="Q9"), "BEG02"),
        (replace(ORDER, currency="US"), "CUR02"),
        (replace(ORDER, parties=(Party("ST", "X", "92", "Z"),)), "N1"),
        (replace(INVOICE, number="x" * 23), "BIG02"),
    ],
)
def test_what_cannot_be_sent_is_refused_naming_document_and_element(document: Document, place: str) -> None:
    with pytest.raises((Unmappable, InvalidContent)) as caught:
        write(document, PROFILE, NUMBERS, AT)
    assert document.number in str(caught.value)
    assert place in str(caught.value)


def test_a_kind_that_is_only_read_is_not_written() -> None:
    with pytest.raises(UnsupportedDocument):
        write(ShipNotice("S1", None, ()), PROFILE, NUMBERS, AT)


def test_an_acknowledgment_of_a_damaged_group_is_valid() -> None:
    notice = body("856")
    notice[0][3] = "so~on"
    content = interchange("856", notice).replace(b"REF*BM*BOL-1", b"REF*BM*" + b"\xc3\xa9\x07" * 40)
    answer = acknowledgment_of(read(content), 0, 0)
    assert isinstance(answer, Acknowledgment)
    assert answer.status == "R"
    for profile in PROFILES:
        written = write(answer, profile, NUMBERS, AT)
        assert validate(written) == []
        # C findings tell what the answer says, not what is wrong with it
        assert {finding.code[0] for finding in diagnose(written).errors} == {"C"}


def test_validation_finds_what_was_changed_after_writing() -> None:
    content = write(ORDER, PROFILE, NUMBERS, AT)
    assert validate(content.replace(b"*CA*", b"*C*")) != []
    assert validate(content.replace(b"SE*", b"SE*1")) != []
    assert validate(b"nothing of the kind") != []


@given(
    st.text(max_size=120),
    st.text(max_size=90),
    st.text(min_size=1, max_size=30),
    st.sampled_from(PROFILES),
)
def test_any_text_is_written_validly_or_refused(note: str, name: str, code: str, profile: Profile) -> None:
    line = replace(LINE, description=name, product_ids=(ProductId("VN", code),))
    order = replace(ORDER, lines=(line,), notes=(note,), parties=(Party("ST", name, "92", code),))
    content = _outcome(order, profile)
    if isinstance(content, EdiError):
        assert ORDER.number in str(content)
        return
    assert validate(content) == []
    assert diagnose(content).ok
    (one,) = read(content).sets
    assert one.document is not None
    assert one.problems == ()


def _outcome(order: PurchaseOrder, profile: Profile) -> bytes | EdiError:
    try:
        return write(order, profile, NUMBERS, AT)
    except EdiError as error:
        return error


def test_an_overlay_binds_what_we_write_and_pyx12_says_the_same() -> None:
    wanted = {"850": SetProfile("850", overlay={"require": ["REF.DP"], "codes": {"N101": ["ST"]}})}
    profile = replace(PROFILE, sets=wanted)
    with pytest.raises(InvalidContent, match="REF DP is missing before this place, by the profile of Acme"):
        write(ORDER, profile, NUMBERS, AT)
    assert [problem.text for problem in validate(write(ORDER, PROFILE, NUMBERS, AT), profile)] == [
        'Mandatory segment "Reference" (REF) missing'
    ]
    referenced = replace(ORDER, references=(Reference("DP", "042"),))
    assert validate(write(referenced, profile, NUMBERS, AT), profile) == []


def test_a_set_is_written_in_its_own_version() -> None:
    profile = replace(PROFILE, sets={"850": SetProfile("850", version="005010")}, requests_ta1=True)
    order, invoice = (write(one, profile, NUMBERS, AT).decode() for one in (ORDER, INVOICE))
    assert "*X*005010~" in order
    assert "*00501*000000007*1*P*>~" in order
    assert "*X*004010~" in invoice
    assert validate(order.encode(), profile) == validate(invoice.encode(), profile) == []
