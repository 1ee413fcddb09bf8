"""The transaction sets we exchange: code, group, reader, writer. The one place that names them all (X12.1 and others)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from edi.documents import Document
from edi.problems import Problem
from edi.profiles import Profile
from edi.x12.acknowledgment_997 import read_997, write_997
from edi.x12.application_advice_824 import read_824, write_824
from edi.x12.invoice_810 import read_810, write_810
from edi.x12.order_answer_855 import read_855
from edi.x12.order_change_860 import read_860, write_860
from edi.x12.order_change_answer_865 import read_865
from edi.x12.purchase_order_850 import read_850, write_850
from edi.x12.remittance_advice_820 import read_820
from edi.x12.segments import Delimiters, Segment, TransactionSet
from edi.x12.ship_notice_856 import read_856
from edi.x12.tables import family
from edi.x12.tables.grammar import SetTable
from edi.x12.tables.overlay import as_text, narrowed

Reader = Callable[[TransactionSet, Delimiters], tuple[Document, list[Problem]]]
Writer = Callable[[Any, Profile], list[Segment]]


@dataclass(frozen=True)
class SetType:
    """One transaction set. `writer` is None for what we only read."""

    code: str
    group_code: str
    name: str
    reader: Reader
    writer: Writer | None = None

    def table(self, version: str, overlay: Mapping[str, Any] | None = None) -> SetTable:
        """Its table for a GS08 version; an unknown version is read by 004010. `overlay` narrows it for one partner; raises
        InvalidContent where it does not fit."""
        return narrowed(self.code, family(version) or "004010", as_text(overlay or {}))


SETS = {
    one.code: one
    for one in (
        SetType("850", "PO", "purchase order", read_850, write_850),
        SetType("855", "PR", "order answer", read_855),
        SetType("860", "PC", "order change", read_860, write_860),
        SetType("865", "CA", "order change answer", read_865),
        SetType("856", "SH", "ship notice", read_856),
        SetType("810", "IN", "invoice", read_810, write_810),
        SetType("820", "RA", "remittance advice", read_820),
        SetType("824", "AG", "application advice", read_824, write_824),
        SetType("997", "FA", "functional acknowledgment", read_997, write_997),
    )
}
