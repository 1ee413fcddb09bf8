"""Business key, shown facts, and what a second sighting means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from audit.models import Document
from edi.documents import Acknowledgment, Invoice, Party, RemittanceAdvice, ShipNotice
from edi.models import TradingPartner
from edi.plain import digest
from navcleo.sending.effects import Parked
from navcleo.workflows import identity
from tests.factories import DocumentFactory, SendAttemptFactory, TradingPartnerFactory

pytestmark = pytest.mark.django_db
NOTICE = ShipNotice("SH-1", date(2026, 5, 1), ())
INVOICE = Invoice("inv-1", date(2026, 5, 1), (), Decimal("10.50"), order_number="PO-1")
ADVICE = RemittanceAdvice("TRACE-1", Decimal("150.5"), (), payer=Party("PR", "Us", "92", "4711"))


@pytest.fixture
def partner() -> TradingPartner:
    return TradingPartnerFactory()


def row(partner: TradingPartner, kind: str = "856", **fields: Any) -> Document:
    return DocumentFactory(
        partner=partner, connection=partner.connection, kind=kind, business_key="", **fields
    )


def test_the_key_holds_no_lines_no_envelope_and_no_case(partner: TradingPartner) -> None:
    first, second = row(partner, "810", interchange_number="1"), row(partner, "810", interchange_number="2")
    key = identity.business_key(first, partner, INVOICE)
    assert key == identity.business_key(second, partner, replace(INVOICE, number="INV-1", total=Decimal(99)))
    assert key != identity.business_key(second, partner, replace(INVOICE, number="INV-2"))
    assert key != identity.business_key(row(partner), partner, INVOICE)
    assert key != identity.business_key(first, TradingPartnerFactory(connection=partner.connection), INVOICE)


def test_the_key_of_an_advice_is_payer_trace_number_and_total(partner: TradingPartner) -> None:
    document = row(partner, "820")
    key = identity.business_key(document, partner, ADVICE)
    assert key == identity.business_key(document, partner, replace(ADVICE, total=Decimal("150.50")))
    assert key != identity.business_key(document, partner, replace(ADVICE, total=Decimal("150.51")))
    assert key != identity.business_key(
        document, partner, replace(ADVICE, payer=Party("PR", "Them", "92", "4712"))
    )


def test_an_acknowledgment_is_told_by_its_own_interchange(partner: TradingPartner) -> None:
    value = Acknowledgment("PO", "12", "A")
    first, second = (row(partner, "997", interchange_number=number) for number in ("1", "2"))
    assert identity.business_key(first, partner, value) != identity.business_key(second, partner, value)


def test_a_notice_that_replaces_or_cancels_has_the_key_of_the_first_one(partner: TradingPartner) -> None:
    document = row(partner)
    keys = {
        identity.business_key(document, partner, replace(NOTICE, purpose=purpose))
        for purpose in ("00", "", "01", "05")
    }
    assert len(keys) == 1
    assert identity.business_key(document, partner, replace(NOTICE, purpose="22")) not in keys


def test_a_key_fits_its_column_and_stays_distinct(partner: TradingPartner) -> None:
    document = row(partner)
    keys = {identity.business_key(document, partner, replace(NOTICE, number="9" * 300 + end)) for end in "12"}
    assert len(keys) == 2
    assert {len(key) for key in keys} == {200}


@pytest.mark.parametrize(
    ("total", "shown"),
    [("10.505", Decimal("10.51")), ("1e30", None), ("NaN", None), ("-3", Decimal("-3.00"))],
)
def test_an_amount_that_no_column_holds_is_not_shown(total: str, shown: Decimal | None) -> None:
    assert identity.facts(replace(INVOICE, total=Decimal(total)))["amount"] == shown


def test_a_first_sighting_writes_key_and_digest(partner: TradingPartner) -> None:
    document = row(partner)
    assert identity.identify(document, partner, NOTICE) is None
    document.refresh_from_db()
    assert document.business_key == identity.business_key(document, partner, NOTICE)
    assert document.content_digest == digest(NOTICE)


def test_the_same_content_is_a_twin_and_other_content_reuses_the_number(partner: TradingPartner) -> None:
    first, second, third = row(partner), row(partner), row(partner)
    other = replace(NOTICE, packages=3)
    assert identity.identify(first, partner, NOTICE) is None
    assert identity.identify(second, partner, NOTICE) == first
    with pytest.raises(Parked) as parked:
        identity.identify(third, partner, other)
    assert (parked.value.code, parked.value.details) == ("number_reused", {"twin": first.pk})


def test_a_later_one_that_is_booked_counts_before_an_earlier_one_that_is_not(partner: TradingPartner) -> None:
    first, second = row(partner), row(partner)
    assert identity.identify(second, partner, NOTICE) is None
    SendAttemptFactory(document=second, verdict="done")
    assert identity.identify(first, partner, NOTICE) == second


def test_what_is_booked_in_part_keeps_its_number(partner: TradingPartner) -> None:
    document = row(partner)
    identity.identify(document, partner, NOTICE)
    SendAttemptFactory(document=document, verdict="done")
    assert identity.identify(document, partner, replace(NOTICE, packages=3)) is None
    with pytest.raises(Parked, match="cannot change"):
        identity.identify(document, partner, replace(NOTICE, number="SH-2"))
