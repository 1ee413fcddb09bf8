"""Control numbers, bytes and file name of what leaves, fixed once with the first attempt (booking rule 2.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from audit import recording
from audit.models import NavRecord
from edi import writing
from edi.control_numbers import HIGHEST, next_numbers
from edi.documents import Document as Value
from edi.models import TradingPartner
from navcleo import lookup_tables
from navcleo.sending.cleo_file import CleoFileEffect, Frozen
from navcleo.sending.effects import Parked
from navcleo.workflows.work import Plan, Work

State = NavRecord.State
TRIAL = writing.ControlNumbers(HIGHEST, HIGHEST)


def resumed(work: Work) -> Plan | None:
    """The plan of an attempt that exists: its frozen bytes, whatever NAV says by now."""
    attempt = work.live_attempt(CleoFileEffect.kind, "file")
    if attempt is None:
        return None
    effect = CleoFileEffect(work.cleo, work.document, _never, digest=str(attempt.intent.get("digest", "")))
    return Plan((effect,), work.document.proposal, tuple(work.document.mappings))


def _never() -> Frozen:
    raise AssertionError("an attempt that exists is never frozen again")


def upload(work: Work, value: Value, partner: TradingPartner, digest: str) -> CleoFileEffect:
    """The effect that uploads a document, frozen when its first attempt is written. It is written and judged here once with
    a trial number, outside of any transaction: judging takes time. Raises Parked (content_invalid)."""
    profile = lookup_tables.profile_for(work.connection, partner)
    trial = writing.write(value, profile, TRIAL, _now(work))
    errors = writing.validate(trial, profile)
    if errors:
        raise Parked(
            "content_invalid", f"{work.document} would not be valid X12: {errors[0].text} ({errors[0].place})"
        )
    return CleoFileEffect(work.cleo, work.document, _freezer(work, value, partner), digest=digest)


def _freezer(work: Work, value: Value, partner: TradingPartner) -> Callable[[], Frozen]:
    """Control numbers, bytes and name, fixed in the transaction that writes the attempt."""

    def freeze() -> Frozen:
        profile = lookup_tables.profile_for(work.connection, partner)
        own, theirs = ":".join(profile.own_id), ":".join(profile.partner_id)
        interchange, group = next_numbers(own, theirs)
        content = writing.write(value, profile, writing.ControlNumbers(interchange, group), _now(work))
        name = file_name(work.connection.cleo_file_name, partner, value, interchange)
        recording.change(
            work.document,
            interchange_number=str(interchange),
            group_number=str(group),
            set_number="0001",
            cleo_file_name=name,
        )
        return Frozen(content, name, {"interchange": str(interchange), "group": str(group)})

    return freeze


def _now(work: Work) -> datetime:
    """The time that ISA and GS show: that of the company."""
    return timezone.now().astimezone(work.connection.zone)


def file_name(pattern: str, partner: TradingPartner, value: Value, control: int) -> str:
    """The unique name of an upload: the Connection's pattern with partner, kind, number and control number."""
    name = pattern.format(
        partner=partner.interchange_id, kind=value.kind, number=value.number, control=f"{control:09d}"
    )
    return re.sub(r"[^A-Za-z0-9._-]", "-", name)


def note_sent(work: Work) -> None:
    """After the upload: transmission id, and the digest that later changes are measured by."""
    attempt = work.live_attempt(CleoFileEffect.kind, "file")
    if attempt is None:
        return
    transmission = str(attempt.answer.get("transmission_id") or attempt.file_name)
    recording.change(work.document, cleo_transmission_id=transmission[:200], cleo_file_name=attempt.file_name)
    nav_id = work.document.nav_source.get("id")
    digest = str(attempt.intent.get("digest", ""))[:64]
    for record in NavRecord.objects.filter(connection=work.connection, nav_id=nav_id) if nav_id else ():
        # what changed while this was on its way is looked at with the next poll, though NAV calls it unchanged by then
        state = State.TAKEN if record.digest in ("", digest) else State.RELEASED
        note = (
            record.note
            if state == State.TAKEN
            else "changed while it was being sent; the next poll looks again"
        )
        NavRecord.objects.filter(pk=record.pk).exclude(state=State.GONE).update(state=state, note=note)
        NavRecord.objects.filter(pk=record.pk).update(sent_digest=digest)
