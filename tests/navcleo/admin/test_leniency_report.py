"""The leniency report: one row per partner and kind of breach, with how often and the last example."""

from __future__ import annotations

import pytest
from django.utils import timezone

from audit.models import Forgiveness
from navcleo.admin.leniency_report import leniency
from navcleo.admin.report_queries import Period
from tests.factories import PayloadFactory, TradingPartnerFactory
from tests.navcleo.admin.conftest import LogIn
from tests.navcleo.admin.pages import visit

pytestmark = pytest.mark.django_db


def test_breaches_are_counted_by_partner_kind_and_place(log_in: LogIn) -> None:
    partner = TradingPartnerFactory(name="Acme")
    first, second = (PayloadFactory(connection=partner.connection) for _ in range(2))
    for payload, times, example in [(first, 3, "IT103 'QQ'"), (second, 2, "IT103 'ZZZ'")]:
        Forgiveness.objects.create(
            connection=partner.connection,
            partner=partner,
            payload=payload,
            what="code unknown",
            place="IT103",
            times=times,
            example=example,
        )
    other = PayloadFactory()
    Forgiveness.objects.create(
        connection=other.connection, payload=other, what="Wrapped lines were joined.", example="x"
    )
    today = timezone.localdate()
    [table] = leniency(Period(today, today), None)
    assert [row[:5] for row in table.rows if row[0] == "Acme"] == [["Acme", "code unknown", "IT103", 2, 5]]
    assert [row[6:] for row in table.rows if row[0] == "Acme"] == [[second.pk, "IT103 'ZZZ'"]]
    assert [row[0] for row in table.rows if row[0] != "Acme"] == ["(unknown sender)"]
    [of_one] = leniency(Period(today, today), partner.connection_id)
    assert [row[0] for row in of_one.rows] == ["Acme"]
    assert "may still have stopped its document" in table.note
    page = visit(log_in("manager"), "/admin/reports/leniency/")
    assert "IT103" in page.text
