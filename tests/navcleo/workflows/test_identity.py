"""Business key, shown facts, and what a second sighting means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from audit.models import Document
from edi.documents import Acknowledgment, Invoice, Party, RemittanceAdvice, ShipNotice
from edi.models import TradingPartner
from edi.plain import digest
from edi.send_keys import send_key
from navcleo.sending.effects import Parked
from navcleo.workflows import identity
from navcleo.workflows.facts import facts_of
from tests.factories import DocumentFactory, SendAttemptFactory, TradingPartnerFactory

COVERS = ["navcleo.workflows.facts"]
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
    assert facts_of(replace(INVOICE, total=Decimal(total)))["amount"] == shown


def test_a_credit_memo_takes_money_off_whichever_sign_it_is_written_with() -> None:
    memo = replace(INVOICE, total=Decimal("36.80"), type_code="CR")
    assert facts_of(memo)["amount"] == Decimal("-36.80")


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


OTHER = replace(NOTICE, packages=3)


def days_ago(document: Document, days: int) -> Document:
    """The document as it would be had it come so long ago."""
    at = timezone.now() - timedelta(days=days)
    Document.objects.filter(pk=document.pk).update(received_at=at)
    document.refresh_from_db()
    return document


def looking_back(partner: TradingPartner, days: int) -> TradingPartner:
    partner.duplicate_days = days
    partner.save()
    return partner


def test_a_number_comes_again_after_the_look_back_under_a_key_of_its_own(partner: TradingPartner) -> None:
    looking_back(partner, 365)
    first, second = days_ago(row(partner), 366), row(partner)
    assert identity.identify(first, partner, NOTICE) is None
    assert identity.identify(second, partner, OTHER) is None
    assert second.business_key == f"{first.business_key}|since {second.received_at:%Y-%m-%d}"
    assert send_key(first.business_key, "PO-1", length=35) != send_key(second.business_key, "PO-1", length=35)
    assert identity.identify(second, partner, OTHER) is None, "the key of the second one stays"


@pytest.mark.parametrize(("look_back", "age"), [(0, 4000), (365, 364), (365, 1)])
def test_within_the_look_back_a_number_with_other_content_stops(
    partner: TradingPartner, look_back: int, age: int
) -> None:
    looking_back(partner, look_back)
    first, second = days_ago(row(partner), age), row(partner)
    identity.identify(first, partner, NOTICE)
    with pytest.raises(Parked) as parked:
        identity.identify(second, partner, OTHER)
    assert parked.value.code == "number_reused"


def test_the_same_content_is_a_duplicate_however_old(partner: TradingPartner) -> None:
    looking_back(partner, 30)
    first, second, third = days_ago(row(partner), 400), days_ago(row(partner), 200), row(partner)
    identity.identify(first, partner, NOTICE)
    identity.identify(second, partner, OTHER)
    assert identity.identify(third, partner, NOTICE) == first
    assert identity.identify(row(partner), partner, OTHER) == second


def test_the_look_back_counts_from_the_last_sighting(partner: TradingPartner) -> None:
    looking_back(partner, 30)
    first, second, third = days_ago(row(partner), 60), days_ago(row(partner), 20), row(partner)
    identity.identify(first, partner, NOTICE)
    assert identity.identify(second, partner, OTHER) is None
    with pytest.raises(Parked) as parked:
        identity.identify(third, partner, replace(NOTICE, packages=4))
    assert parked.value.details == {"twin": second.pk}


def test_a_changed_look_back_takes_no_key_away(partner: TradingPartner) -> None:
    first, second = days_ago(row(partner), 60), row(partner)
    identity.identify(first, partner, NOTICE)
    with pytest.raises(Parked):
        identity.identify(second, partner, OTHER)
    assert identity.identify(second, looking_back(partner, 30), OTHER) is None
    key = second.business_key
    SendAttemptFactory(document=second, verdict="done")
    assert identity.identify(second, looking_back(partner, 0), OTHER) is None
    assert second.business_key == key
    SendAttemptFactory(document=first, verdict="done")
    assert identity.identify(first, looking_back(partner, 10), NOTICE) is None


def test_a_number_too_long_for_a_day_in_its_key_never_comes_again(partner: TradingPartner) -> None:
    looking_back(partner, 30)
    long, other = replace(NOTICE, number="9" * 300), replace(OTHER, number="9" * 300)
    identity.identify(days_ago(row(partner), 60), partner, long)
    with pytest.raises(Parked):
        identity.identify(row(partner), partner, other)
