"""Tells, by a dry run, whether a quarantined document would go through now."""

from __future__ import annotations

import logging

from audit.models import Document
from connectors.errors import ConnectorError
from edi.errors import EdiError
from edi.problems import has_errors
from navcleo.sending.effects import Parked, Pending
from navcleo.workflows import inbound
from navcleo.workflows.addressees import NotToSend
from navcleo.workflows.routes import route_for
from navcleo.workflows.work import Work

log = logging.getLogger(__name__)


def is_cured(document: Document) -> bool:
    """True when mapping it now finds nothing wrong. Reads NAV; an outage counts as not cured."""
    try:
        if document.direction == "inbound":
            shown = inbound.preview(document)
            return bool(shown["targets"]) and not [p for p in shown["problems"] if p["severity"] == "error"]
        route = route_for(document)
        plan = route.plan(Work(document)) if route and route.plan else None
        return plan is not None and bool(plan.effects) and not has_errors(list(plan.problems))
    except (NotToSend, Parked, Pending, EdiError, ConnectorError):
        return False
    except Exception:
        log.exception("document %s cannot be tried", document.pk)
        return False
