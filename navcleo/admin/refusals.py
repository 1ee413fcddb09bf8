"""Who refused a document that we sent: the partner's 997, its 824 or its TA1, as the timeline tells."""

from __future__ import annotations

from collections.abc import Iterable

from audit.models import Document, Event
from audit.statuses import Acknowledgment


def refused_by(documents: Iterable[Document]) -> dict[int, str]:
    """'997', '824' or 'TA1' by document, of those that are rejected; one of which nothing is told is left out."""
    refused = [row.pk for row in documents if row.acknowledgment == Acknowledgment.REJECTED]
    said = Event.objects.filter(document__in=refused, action__in=("acknowledged", "advised")).order_by("id")
    found: dict[int, str] = {}
    for pk, actor, text, kept in said.values_list(
        "document_id", "actor", "text", "document__acknowledgment_text"
    ):
        # each answer is told with its words; those of the one that counts stand on the document
        if text.endswith(kept):
            found[pk] = actor.partition(" ")[0]
    return found


def acknowledged(document: Document, found: dict[int, str]) -> str:
    """'accepted'; 'rejected (824)' where it is known what refused it."""
    shown = str(document.get_acknowledgment_display())
    return f"{shown} ({found[document.pk]})" if document.pk in found else shown
