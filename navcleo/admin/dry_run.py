"""Dry run of one document: what would be sent to NAV now, as tables. Reads NAV, changes nothing on either side."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from audit.models import Document
from connectors.errors import ConnectorError
from navcleo import polls
from navcleo.admin import deadline
from navcleo.admin.document_page import target_table
from navcleo.templatetags.words import title_of
from navcleo.workflows import inbound

log = logging.getLogger(__name__)


def view(model_admin: Any, request: HttpRequest, document: Document) -> HttpResponse:
    """Run it within the time limit and show what came of it."""
    found: dict[str, Any] = {}
    failure = ""
    try:
        found = deadline.within(lambda: polls.look(document.connection, lambda: inbound.preview(document)))
    except (ConnectorError, deadline.TookTooLong, polls.Busy) as error:
        failure = str(error)
    except Exception as error:
        log.exception("dry run of document %s", document.pk)
        failure = f"This program failed: {type(error).__name__}. The operator finds the traceback in the log."
    context = model_admin.page_context(
        request,
        f"Dry run of {title_of(document)}",
        document=document,
        failure=failure,
        targets=[target_table(target) for target in found.get("targets") or []],
        problems=found.get("problems") or [],
        mappings=found.get("mappings") or [],
    )
    return TemplateResponse(request, "admin/audit/dry_run.html", context)
