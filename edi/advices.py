"""What partners tell each other of documents as wholes: refused for its content (824), interchange arrived (TA1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from edi.document_parts import Party


@dataclass(frozen=True)
class ApplicationError:
    """One reason (X12 TED): `code` is element 647, `text` for people, `segment_id` and `value` what it speaks of."""

    code: str
    text: str = ""
    segment_id: str = ""
    value: str = ""


@dataclass(frozen=True)
class AdvisedSet:
    """What became of one document (X12 OTI). `status` is OTI01 (TA accepted, TE with errors, TR refused); `qualifier` and
    `number` name the document (IV invoice, SI shipment, PO order); group, set number and code are those it came under."""

    status: str
    qualifier: str
    number: str
    group_number: str = ""
    set_number: str = ""
    set_code: str = ""
    errors: tuple[ApplicationError, ...] = ()


@dataclass(frozen=True)
class ApplicationAdvice:
    """A verdict on the content of documents (X12 824). `purpose` is BGN01 (00 original)."""

    number: str
    issued_on: date
    sets: tuple[AdvisedSet, ...]
    purpose: str = "00"
    parties: tuple[Party, ...] = ()
    kind: str = "824"


@dataclass(frozen=True)
class InterchangeAcknowledgment:
    """A TA1: whether one interchange arrived. `interchange`, `sent_on` and `sent_at` are ISA13, ISA09 and ISA10 of that
    interchange as they stand there; `status` is A, E or R, `note` element I18 (000 nothing wrong)."""

    interchange: str
    sent_on: str
    sent_at: str
    status: str
    note: str
    kind: str = "TA1"

    @property
    def number(self) -> str:
        """The document number people see: the interchange spoken of."""
        return self.interchange
