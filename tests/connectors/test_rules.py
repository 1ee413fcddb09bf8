"""What a Connection's fields may hold, and when a poll is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from connectors import rules


@pytest.mark.parametrize("value", ["ZZ:CRONUSFOODS", "01:123456789", "08:9254110060", "ZZ:A", "14:AB CD"])
def test_an_interchange_id_is_qualifier_and_id(value: str) -> None:
    rules.interchange_id(value)


@pytest.mark.parametrize(
    "value", ["CRONUS", "Z:CRONUS", "ZZ:", "ZZ:1234567890123456", "ZZ: A", "ZZ:A ", "ZZ:A\n", "zz:A"]
)
def test_other_interchange_ids_are_refused(value: str) -> None:
    with pytest.raises(ValidationError, match="QUALIFIER:ID"):
        rules.interchange_id(value)


def test_time_zones_are_known_names() -> None:
    rules.time_zone("Europe/Amsterdam")
    for value in ("Mars/Olympus", "", "../etc/passwd", "+02:00"):
        with pytest.raises(ValidationError):
            rules.time_zone(value)


@pytest.mark.parametrize("value", ["* * * * *", "0 6 * * *", "*/5 8-18 * * 1-5"])
def test_cron_expressions_have_five_fields(value: str) -> None:
    rules.cron(value)


@pytest.mark.parametrize("value", ["", "hourly", "0 6 * *", "61 * * * *", "0 0 0 * * *"])
def test_other_cron_expressions_are_refused(value: str) -> None:
    with pytest.raises(ValidationError, match="cron"):
        rules.cron(value)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (rules.list_path, "{root}/{folder}", "{root}"),
        (rules.list_path, "{root}/folders/{folder}/files", "{root}/{folder}/{name}"),
        (rules.upload_path, "{root}/{folder}/{name}", "{folder}/{name}"),
        (rules.upload_path, "{root}/{folder}", "{root}/{folder}/{nam}"),
        (rules.file_name, "{partner}_{kind}_{number}_{control}.edi", "{partner}_{number}.edi"),
        (rules.file_name, "{control}", "{control}/{other}"),
        (rules.file_name, "{control}.edi", "out/{control}.edi"),
    ],
)
def test_path_templates_hold_the_places_they_need(check: object, good: str, bad: str) -> None:
    check(good)  # type: ignore[operator]
    with pytest.raises(ValidationError):
        check(bad)  # type: ignore[operator]


def test_addresses_are_checked_with_a_reason() -> None:
    rules.address("https://nav.example.com/api/v2.0")
    with pytest.raises(ValidationError, match="https"):
        rules.address("http://nav.example.com/api/v2.0")


def test_cron_runs_in_the_time_of_the_company() -> None:
    after = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert rules.next_cron("0 6 * * *", after, "Europe/Amsterdam") == datetime(2026, 7, 2, 4, tzinfo=UTC)
    assert rules.next_cron("0 6 * * *", after, "America/New_York") == datetime(2026, 7, 2, 10, tzinfo=UTC)


def test_the_next_time_is_after_the_given_one() -> None:
    due = datetime(2026, 7, 2, 6, tzinfo=UTC)
    assert rules.next_cron("0 6 * * *", due, "UTC") == due + timedelta(days=1)


def _runs(expression: str, start: datetime, end: datetime, zone: str) -> list[datetime]:
    found, now = [], start
    while (now := rules.next_cron(expression, now, zone)) < end:
        found.append(now)
    return found


def test_a_daily_poll_runs_once_in_both_nights_in_which_clocks_change() -> None:
    for night in (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)):
        assert len(_runs("30 2 * * *", night, night + timedelta(days=1), "Europe/Amsterdam")) == 1


def test_a_poll_of_every_minute_goes_on_while_clocks_change() -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    runs = _runs("* * * * *", start, start + timedelta(hours=2), "Europe/Amsterdam")
    assert runs == [start + timedelta(minutes=minute) for minute in range(1, 120)]
