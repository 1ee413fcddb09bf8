"""What a file reads as, whatever its format: documents with everything found wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edi.documents import Document
from edi.problems import Problem
from edi.profiles import Profile
from edi.x12.segments import Delimiters, Interchange

Ids = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReadSet:
    """One document of a file. `position` is interchange/group/set, each from 1 (1/1/n without an envelope); `code` is the
    set's code whatever the format; `content` is this document alone, as bytes that read as this again.

    X12: `sender` and `receiver` are (qualifier, id) of ISA. Without an envelope control numbers are '', and `sender_ids`
    and `receiver_ids` hold every (scheme, id) by which the document names a side, the first also in `sender` and
    `receiver`; `is_test` is True only where the document says so. `field_places` tells where on a page each field stood,
    as `edi.json_documents` defines it."""

    position: str
    code: str
    document: Document | None
    problems: tuple[Problem, ...]
    content: bytes
    sender: tuple[str, str] = ("", "")
    receiver: tuple[str, str] = ("", "")
    is_test: bool = False
    control_number: str = ""
    group_code: str = ""
    group_control_number: str = ""
    version: str = ""
    interchange_control_number: str = ""
    group_sender: str = ""
    group_receiver: str = ""
    delimiters: Delimiters = Delimiters()
    format: str = "x12"
    sender_ids: Ids = ()
    receiver_ids: Ids = ()
    field_places: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Reading:
    """What a file says. `problems` are those that belong to no set; `findings` tell what reading forgave; `interchanges`
    are those of X12, `profiles` those of their senders."""

    sets: tuple[ReadSet, ...]
    problems: tuple[Problem, ...] = ()
    findings: tuple[str, ...] = ()
    interchanges: tuple[Interchange, ...] = ()
    profiles: tuple[Profile | None, ...] = ()

    def profile(self, interchange_index: int = 0) -> Profile | None:
        """The profile by which an interchange was read, None for the standard alone."""
        return self.profiles[interchange_index] if interchange_index < len(self.profiles) else None
