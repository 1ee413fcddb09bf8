"""What one step has at hand: the document, its Connection, its lane, and clients made when first needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from audit import claims
from audit.models import Document, Lane, SendAttempt
from audit.statuses import Verdict
from connectors.cleo.client import CleoClient
from connectors.models import Connection
from connectors.nav.client import NavClient
from edi.nav_records import Order
from edi.problems import Problem
from navcleo import clients
from navcleo.sending.effects import Effect, LinkFact, Parked, Pending


@dataclass
class Work:
    """One claimed document with everything that its steps need."""

    document: Document
    lane: Lane | None = None
    # the NAV orders that mapping has read, by number: what is on them is shown to whoever maps a missing item
    orders: dict[str, Order] = field(default_factory=dict)

    @cached_property
    def connection(self) -> Connection:
        """The Connection of the document."""
        return Connection.objects.get(pk=self.document.connection_id)

    @cached_property
    def nav(self) -> NavClient:
        """The NAV client of the Connection."""
        return clients.nav_client(self.connection)

    @cached_property
    def cleo(self) -> CleoClient:
        """The Cleo client of the Connection."""
        return clients.cleo_client(self.connection)

    def keep(self) -> None:
        """Renew claim and lane; called at each step."""
        claims.renew(self.document, self.lane)

    def hold(self, key: str) -> None:
        """Nobody else maps against this key (an order, a batch) while we do; a dry run holds nothing. Raises Pending."""
        if self.document.claimed_by == claims.me() and not claims.take_hold(self.document, key):
            raise Pending(claims.soon(), "retry", f"{key} is being worked on by another document")

    def live_attempt(self, kind: str, target: str) -> SendAttempt | None:
        """The attempt of a target that is open, done or unknown: from then on its intent counts."""
        return (
            self.document.attempts.filter(kind=kind, target=target).exclude(verdict=Verdict.REFUSED).first()
        )

    def target(self, name: str) -> str:
        """The name of a target; 'book again' by a manager makes a new one, name#2."""
        again = sum(
            1 for entry in self.document.approvals if entry.get("code", "").split("#")[0] == f"again:{name}"
        )
        return f"{name}#{again + 1}" if again else name

    def approved(self, code: str) -> bool:
        """A manager accepted this cause for this document."""
        return any(entry.get("code") == code for entry in self.document.approvals)

    def accepted(self, difference: Decimal) -> bool:
        """A manager accepted just this difference in money; another one, of an order changed since, is asked for again."""
        entries = [entry for entry in self.document.approvals if entry.get("code") == "amount_differs"]
        return any(Decimal(entry.get("difference", difference)) == difference for entry in entries)

    def today(self) -> date:
        """The day in the company's time zone."""
        return timezone.now().astimezone(ZoneInfo(self.connection.time_zone)).date()

    def posting_date(self, document_date: date | None) -> date:
        """The posting date by the Connection's rule (booking rule 4.3)."""
        if self.connection.posting_date_rule == Connection.PostingDate.DOCUMENT_DATE and document_date:
            return document_date
        return self.today()


@dataclass(frozen=True)
class Plan:
    """What mapping gives: the effects to bring about, what people see of it, the mapping rows used, what a quarantine row
    keeps where its problems stop the document. `ending` and `links` say how one ends that nothing is sent for."""

    effects: tuple[Effect, ...] = ()
    proposal: dict[str, Any] = field(default_factory=dict)
    mappings: tuple[dict[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    ending: str = ""
    links: tuple[LinkFact, ...] = ()


def plain_problems(problems: tuple[Problem, ...] | list[Problem]) -> list[dict[str, str]]:
    """Problems as JSON for the document row."""
    return [{"code": p.code, "severity": p.severity, "place": p.place, "text": p.text} for p in problems]


class Found(Parked):
    """Parked by problems: the first error gives the code, all of them are stored and shown."""

    def __init__(
        self, problems: tuple[Problem, ...] | list[Problem], details: dict[str, Any] | None = None
    ) -> None:
        errors = [problem for problem in problems if problem.severity == "error"]
        first = errors[0]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        place = f" [{first.place}]" if first.place else ""
        super().__init__(first.code, f"{first.text}{place}{more}", details)
        self.problems = plain_problems(problems)
