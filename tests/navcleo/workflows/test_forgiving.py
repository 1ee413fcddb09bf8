"""What reading passes over is kept per partner and file, once for each kind of breach."""

from __future__ import annotations

import pytest

from audit.models import Document, Forgiveness, Payload
from edi.models import TradingPartner
from edi.problems import Problem
from navcleo.workflows import forgiving, splitting
from tests.edi.x12.corpus import body, interchange
from tests.factories import ConnectionFactory, PayloadFactory, TradingPartnerFactory

COVERS = ["audit.forgiveness"]
BOM = b"\xef\xbb\xbf"


@pytest.fixture
def partner() -> TradingPartner:
    connection = ConnectionFactory(interchange_id="ZZ:RECEIVER")
    return TradingPartnerFactory(
        connection=connection, qualifier="ZZ", interchange_id="SENDER", name="Sender Foods"
    )


def read(partner: TradingPartner, content: bytes) -> Payload:
    payload = PayloadFactory(connection=partner.connection, content=content, size=len(content))
    splitting.read_file(payload)
    return payload


def kept(payload: Payload) -> list[tuple[str, str, int]]:
    rows = Forgiveness.objects.filter(payload=payload).order_by("id")
    return [(row.what, row.place, row.times) for row in rows]


@pytest.mark.django_db
def test_a_clean_file_leaves_nothing(partner: TradingPartner) -> None:
    assert kept(read(partner, interchange("810", body("810")))) == []


@pytest.mark.django_db
def test_what_was_forgiven_around_and_inside_a_document_is_kept_with_its_partner(
    partner: TradingPartner,
) -> None:
    lines = body("810")
    for line in lines:
        if line[0] == "IT1":
            line[3] = "QQ"
    payload = read(partner, BOM + interchange("810", lines))
    assert ("code unknown", "IT103", 1) in kept(payload)
    assert any("byte order mark" in what.lower() or "BOM" in what for what, _, _ in kept(payload))
    assert {row.partner for row in Forgiveness.objects.filter(payload=payload)} == {partner}
    inside = Forgiveness.objects.get(payload=payload, place="IT103")
    assert inside.document == Document.objects.get(payload=payload, direction="inbound")
    assert "QQ" in inside.example


@pytest.mark.django_db
def test_a_breach_that_comes_often_is_one_row_that_counts(partner: TradingPartner) -> None:
    lines = [["PID", "F", "", "", "", "X" * 90] if line[0] == "PID" else line for line in body("810")]
    assert kept(read(partner, interchange("810", lines))) == [("element too long", "PID05", 2)]


@pytest.mark.django_db
def test_a_file_of_an_unknown_sender_is_kept_without_partner() -> None:
    connection = ConnectionFactory()
    content = BOM + interchange("810", body("810"))
    payload = PayloadFactory(connection=connection, content=content, size=len(content))
    splitting.read_file(payload)
    assert [row.partner for row in Forgiveness.objects.filter(payload=payload)] == [None]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("IT1 no. 3 (segment 14), IT104", "IT104"),
        ("N1 (segment 9)", "N1"),
        ("CTT, CTT01", "CTT01"),
        ("order 106001, line 10000", ""),
        ("", ""),
    ],
)
def test_the_place_is_named_without_its_number_in_the_file(place: str, expected: str) -> None:
    assert forgiving.place_of(Problem("x", "y", place)) == expected
