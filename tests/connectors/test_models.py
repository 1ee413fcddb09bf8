"""Connections and poll plans: what may be stored, what is unique, what is never deleted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from connectors.models import Connection, NeverDeleted, PollPlan
from tests.connectors.rows import make_connection

COVERS = ["connectors.models", "connectors.choices"]

pytestmark = pytest.mark.django_db


def test_a_new_connection_has_its_four_poll_plans() -> None:
    plans = {plan.poll: plan.cron or plan.interval_minutes for plan in make_connection().poll_plans.all()}
    assert plans == {"outbound": "0 6 * * *", "inbound": 240, "sync": "30 5 * * *", "sweep": "0 3 * * *"}
    for plan in PollPlan.objects.all():
        plan.full_clean()
        assert plan.period > timedelta(0)


def test_saving_again_brings_no_plan_back() -> None:
    row = make_connection()
    row.poll_plans.filter(poll="sweep").delete()
    row.save()
    assert row.poll_plans.count() == 3


def test_one_active_connection_per_nav_company() -> None:
    first = make_connection(nav_api_url="https://NAV.example.com/api/v2.0/")
    assert first.nav_api_url == "https://nav.example.com/api/v2.0"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_connection(nav_api_url="https://nav.example.com/api/v2.0")
    first.retire()
    make_connection(nav_api_url="https://nav.example.com/api/v2.0")


def test_one_active_connection_per_cleo_folder() -> None:
    make_connection(cleo_url="https://c.example.com")
    make_connection(cleo_url="https://c.example.com", cleo_download_folder="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_connection(cleo_url="https://c.example.com/")


def test_a_second_connection_to_the_same_company_is_refused_in_words() -> None:
    row = make_connection()
    twin = Connection.objects.get(pk=row.pk)
    twin.pk = None
    twin.name = "twin"
    twin._state.adding = True
    with pytest.raises(ValidationError, match="another active Connection uses this NAV company"):
        twin.full_clean()


def test_retired_connections_are_not_active_and_never_deleted() -> None:
    row = make_connection()
    assert list(Connection.objects.active()) == [row]
    row.retire()
    assert not Connection.objects.active().exists()
    assert Connection.objects.get().retired_at is not None
    for attempt in (row.delete, Connection.objects.all().delete):
        with pytest.raises(NeverDeleted, match="never deleted"):
            attempt()
    assert Connection.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"nav_api_url": "http://nav.example.com/api/v2.0"}, "nav_api_url"),
        ({"cleo_url": "http://cleo.example.com"}, "cleo_url"),
        ({"nav_token_url": "http://login.example.com/token"}, "nav_token_url"),
        ({"nav_pages_url": "http://nav.example.com/ODataV4"}, "nav_pages_url"),
        ({"time_zone": "Nowhere"}, "time_zone"),
        ({"interchange_id": "CRONUS"}, "interchange_id"),
        ({"nav_client_id": ""}, "nav_client_id"),
        ({"nav_auth": "basic"}, "nav_username"),
        ({"receipt_route": "journal", "goods_account": "2110"}, "accrual_account"),
        ({"line_tolerance": -1}, "line_tolerance"),
        ({"cleo_file_name": "{number}.edi"}, "cleo_file_name"),
        ({"environment": "live"}, "environment"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], named: str) -> None:
    row = make_connection()
    row.full_clean()
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert named in caught.value.message_dict


def test_own_ids_and_the_nav_user_are_read_from_the_row() -> None:
    row = make_connection(
        interchange_id="01:123456789", nav_username="EDI", environment="test", file_limit_mb=2
    )
    assert (row.own_qualifier, row.own_id, row.nav_user, row.is_test) == ("01", "123456789", "client", True)
    row.nav_auth = "basic"
    assert (row.nav_user, row.file_limit, str(row.zone)) == ("EDI", 2 * 1024 * 1024, "UTC")


def test_a_plan_has_either_cron_or_interval() -> None:
    plan = PollPlan(connection=make_connection(), poll="inbound")
    for cron, minutes in (("", None), ("0 6 * * *", 5)):
        plan.cron, plan.interval_minutes = cron, minutes
        with pytest.raises(ValidationError, match="either"):
            plan.clean()


def test_the_next_due_time_of_a_plan() -> None:
    row = make_connection(time_zone="Europe/Amsterdam")
    noon = datetime(2026, 1, 10, 12, tzinfo=UTC)
    assert row.poll_plans.get(poll="inbound").next_due(noon) == noon + timedelta(hours=4)
    assert row.poll_plans.get(poll="outbound").next_due(noon) == datetime(2026, 1, 11, 5, tzinfo=UTC)
    every_minute = PollPlan(connection=row, poll="inbound", interval_minutes=1)
    assert every_minute.next_due(noon) == noon + timedelta(minutes=1)
    assert every_minute.period == timedelta(minutes=1)


def test_the_migration_holds_the_models() -> None:
    call_command("makemigrations", "connectors", check=True, dry_run=True, verbosity=0)
