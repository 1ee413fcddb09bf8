"""NAV's payment terms for what leaves and what is shown: asked once, silent where NAV shows none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from connectors.errors import Rejected
from connectors.http import Transport
from connectors.nav.client import NavClient
from edi.documents import Terms
from edi.nav_records import VendorInvoice
from navcleo import clients
from navcleo.workflows import payment_terms
from tests.factories import ConnectionFactory
from tests.sandbox_process import SandboxProcess

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    with SandboxProcess(seed="small") as started:
        yield started


@pytest.fixture
def nav(sandbox: SandboxProcess) -> NavClient:
    return clients.nav_client(ConnectionFactory(**sandbox.connection_fields()), Transport())


def terms_id(sandbox: SandboxProcess, code: str) -> str:
    return str(sandbox.books("paymentTerms", code=code)[0]["id"])


def test_terms_are_read_once_and_none_is_none(nav: NavClient, sandbox: SandboxProcess) -> None:
    expected = Terms("01", "3", Decimal(2), 10, None, 30, text="2 % in 10 days, net 30 days")
    wanted = terms_id(sandbox, "30 DAYS")
    assert payment_terms.of(nav, wanted) == expected
    sandbox.fault("status_before", system="nav", path="paymentTerms", status=500, times=9)
    assert payment_terms.of(nav, wanted) == expected
    sandbox.clear_faults()
    assert payment_terms.of(nav, "") is None
    assert payment_terms.of(nav, "00000000-0000-0000-0000-000000000000") is None


def test_terms_that_nav_does_not_show_are_none(nav: NavClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(nav_id: str) -> None:
        raise Rejected("no permission", system="nav", status=403)

    monkeypatch.setattr(nav, "payment_terms", refuse)
    assert payment_terms.of(nav, "11111111-1111-1111-1111-111111111111") is None


def posted(due_on: date | None) -> VendorInvoice:
    return VendorInvoice("id", "108001", "V10001", "X", "Open", invoiced_on=date(2026, 5, 1), due_on=due_on)


@pytest.mark.parametrize(("due_on", "percent"), [(date(2026, 5, 31), Decimal(2)), (date(2026, 6, 15), None)])
def test_a_posted_invoice_says_its_vendors_terms_only_where_they_lead_to_its_due_date(
    nav: NavClient, due_on: date, percent: Decimal | None
) -> None:
    terms = payment_terms.of_invoice(nav, posted(due_on))  # V10001: 2 % in 10 days, net 30 days
    assert terms is not None
    assert (terms.net_due_on, terms.discount_percent) == (due_on, percent)
    assert payment_terms.of_invoice(nav, posted(None)) is None
