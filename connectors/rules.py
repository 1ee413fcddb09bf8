"""What a Connection's fields may hold: checks with texts for people (booking rules 3.1, 5.4; X12.5 ISA05/ISA06)."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from croniter import croniter
from django.core.exceptions import ValidationError

from connectors.addresses import check_address

INTERCHANGE_ID = re.compile(r"[A-Z0-9]{2}:[!-~](?:[ -~]{0,13}[!-~])?")
SEND_FROM_AFTER_FIRST_POLL = (
    "has no effect any more: the first outbound poll was on {:%Y-%m-%d}, and what was released or posted before is set aside. "
    "Leave this date as it was. To let single orders or invoices leave, open the Connection in the admin: Preview outbound, "
    "'Known from before going live'."
)
OWN_ALIASES = (
    "how documents without an X12 envelope name us, one per line: GLN:4012345000009, VAT:DE123456789, DUNS:123456789, or an id "
    "of any scheme; once given, an XML or PDF that names another receiver is stopped"
)


def address(value: str) -> None:
    """Refuse what is no https address (http on loopback)."""
    try:
        check_address(value)
    except ValueError as cause:
        raise ValidationError(str(cause)) from None


def time_zone(value: str) -> None:
    """Refuse names that are no IANA time zone."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValidationError(
            f"{value!r} is no time zone: use a name such as UTC or Europe/Amsterdam"
        ) from None


def interchange_id(value: str) -> None:
    """Refuse what is not QUALIFIER:ID with two characters before and 1 to 15 after the colon."""
    if not INTERCHANGE_ID.fullmatch(value):
        raise ValidationError(
            f"{value!r} is no interchange id: write QUALIFIER:ID, such as ZZ:CRONUSFOODS or 01:123456789"
        )


def cron(value: str) -> None:
    """Refuse what is no cron expression of five fields."""
    if len(value.split()) != 5 or not croniter.is_valid(value):
        raise ValidationError(
            f"{value!r} is no cron expression: five fields, such as 0 6 * * * for every day at 06:00"
        )


def path_template(value: str, needed: Collection[str]) -> None:
    """Refuse templates with unknown or missing places."""
    found = set(re.findall(r"\{(\w*)\}", value))
    allowed = set(needed)
    if found != allowed or value.count("{") != value.count("}"):
        places = ", ".join(f"{{{name}}}" for name in sorted(allowed))
        raise ValidationError(f"{value!r} must hold exactly these places: {places}")


def list_path(value: str) -> None:
    """Check the template of listings."""
    path_template(value, ("root", "folder"))


def upload_path(value: str) -> None:
    """Check the template of uploads; a multipart upload goes to the folder and needs no name."""
    path_template(value, ("root", "folder", "name") if "{name}" in value else ("root", "folder"))


def file_name(value: str) -> None:
    """Check the pattern of upload names: {control} must be in it, it makes names unique."""
    found = re.findall(r"\{(\w*)\}", value)
    if not set(found) <= {"partner", "kind", "number", "control"} or "control" not in found:
        raise ValidationError(
            "use {partner}, {kind}, {number} and {control}; {control} must be there, it makes names unique"
        )
    if re.search(r"[/\\\x00-\x1f]", value):
        raise ValidationError("a file name holds no slash and no control character")


def next_cron(expression: str, after: datetime, zone: str) -> datetime:
    """Return the first instant after `after` (aware) at which `expression` fires in `zone`, in UTC.

    A wall-clock time that the spring change skips fires an hour later, one that the autumn change repeats fires once;
    expressions that name no hour run on through both.
    """
    hourly = expression.split()[1:] == ["*"] * 4
    place = UTC if hourly else ZoneInfo(zone)
    # croniter counts in wall-clock time: given aware times it fires twice in the autumn night
    wall = croniter(expression, after.astimezone(place).replace(tzinfo=None), ret_type=datetime)
    while True:
        candidate: datetime = wall.get_next(datetime).replace(tzinfo=place).astimezone(UTC)
        if candidate > after:
            return candidate
