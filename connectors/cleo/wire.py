"""Cleo's JSON to values: file resources and collections (cleo reference 9.4, 9.6). Unknown and missing fields are borne."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
TRANSMISSION_FIELDS = ("transmissionId", "jobId", "jobNumber", "transferId")


@dataclass(frozen=True)
class CleoFile:
    """A file in a mailbox folder as a listing shows it. `size` in bytes, None when not told; `modified` as Cleo wrote it,
    only compared, never read; links are paths."""

    cleo_id: str
    name: str
    size: int | None
    modified: str
    self_link: str
    content_link: str
    folder: str

    def is_same_state(self, other: CleoFile) -> bool:
        """Tell whether the file has not changed between two listings: id, size and time (booking rule 5.3)."""
        return (self.cleo_id, self.name, self.size, self.modified) == (
            other.cleo_id,
            other.name,
            other.size,
            other.modified,
        )


@dataclass(frozen=True)
class Upload:
    """What an upload answered: '' where Cleo gives no transmission id, None where it shows no file."""

    transmission_id: str
    file: CleoFile | None


def file(row: Row, folder: str) -> CleoFile:
    """Read a file resource. Raises KeyError without a name."""
    size = row.get("size")
    modified = row.get("modified", row.get("modifiedTime", row.get("lastModified", "")))
    return CleoFile(
        cleo_id=str(row.get("id") or ""),
        name=str(row["name"]),
        size=int(size) if isinstance(size, (int, str)) and str(size).isdigit() else None,
        modified=str(modified or ""),
        self_link=_link(row, "self"),
        content_link=_link(row, "content"),
        folder=folder,
    )


def is_file(row: Row) -> bool:
    """Tell a file from a sub-folder."""
    return str(row.get("type", "file")).lower() != "folder"


def upload(row: Row, folder: str) -> Upload:
    """Read the answer to an upload."""
    transmission = next((str(row[name]) for name in TRANSMISSION_FIELDS if row.get(name)), "")
    return Upload(transmission, file(row, folder) if row.get("name") else None)


def _link(row: Row, name: str) -> str:
    links = row.get("_links")
    target = links.get(name) if isinstance(links, Mapping) else None
    href = target.get("href") if isinstance(target, Mapping) else None
    return href if isinstance(href, str) else ""
