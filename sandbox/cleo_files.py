"""The folders of the played Cleo mailbox: uploads, deliveries, growing files, consumption (cleo reference 9.6, 9.10)."""

from __future__ import annotations

import base64
import fnmatch
import secrets
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from flask import current_app, has_request_context

from sandbox import counting, partners
from sandbox.cleo_auth import Refused
from sandbox.cleo_settings import Settings
from sandbox.store import Store
from sandbox.switches import Switches

Record = dict[str, Any]


def encoded(content: bytes) -> str:
    """Bytes as the store keeps them."""
    return base64.b64encode(content).decode()


def content_of(record: Record) -> bytes:
    """The bytes of a file's record."""
    return base64.b64decode(record["content"])


def breach(what: str, path: str) -> None:
    """Note that a client did what the contract forbids (outside a request nobody broke it)."""
    if has_request_context() and "sandbox_counting" in current_app.extensions:
        counting.breach("cleo", what, path)


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Mailbox:
    """The files a mailbox user sees, and the memory of every upload behind them."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._switches = switches
        self.settings = Settings(store)

    @property
    def _files(self) -> Any:
        return self._store.table("cleo_files")

    def upload(self, folder: str, name: str, content: bytes) -> tuple[Record, bool]:
        """Store an upload under the clash rule in force; True when a new file came to be. Raises Refused."""
        self._check_upload(folder, name, content)
        with self._store.lock:
            self.consume()
            path = f"{folder}/{name}"
            existing = self._files.get(path)
            clash = self._switches["clash"]
            if existing and clash == "reject":
                raise Refused(409, {"message": f"A file named '{name}' already exists in folder '{folder}'."})
            if existing and clash == "rename":
                name = self._free_name(folder, name)
                existing = None
            self._watch(folder, name, content, replaced=existing is not None)
            record = self._put(folder, name, content, 0)
            number = len(self._store.table("uploads")) + 1
            self._store.table("uploads").put(f"{number:08d}", {
                "number": number, "folder": folder, "name": name, "content": record["content"], "size": record["size"],
                "at": record["modified"], "epoch": record["epoch"], "owner": self.settings["username"], "job_id": 1000 + number,
            })  # fmt: skip
            return record | {"job_id": 1000 + number}, existing is None

    def deliver(self, name: str, content: bytes, growing: int | None = None, folder: str = "") -> Record:
        """Put a file into the download folder, as a partner's sending does; a name in use is replaced."""
        steps = (
            growing
            if growing is not None
            else self.settings["grow_listings"]
            if self._switches["files_grow"]
            else 0
        )
        with self._store.lock:
            return self._put(folder or self.download_folder, name, content, int(steps))

    @property
    def download_folder(self) -> str:
        """The first folder with download permission."""
        return next(
            (name for name, right in self.settings["folders"].items() if right == "download"), "download"
        )

    def listing(self, folder: str, start: int, count: int) -> tuple[int, list[Record]]:
        """Number of files in the folder and one page of them; each listing of a growing file shows more of it."""
        with self._store.lock:
            self.consume()
            records = sorted(self._files.find(folder=folder), key=lambda record: str(record["name"]))
            page = records[start : start + max(0, min(count, int(self.settings["max_count"])))]
            for record in page:
                if record["listed"] < record["grow_listings"]:
                    record["listed"] += 1
                    record["modified"] = stamp(partners.now(self._store))
                    self._files.put(f"{folder}/{record['name']}", record)
            return len(records), page

    def find(self, folder: str, name: str) -> Record:
        """One file; raises Refused 404."""
        with self._store.lock:
            self.consume()
            record: Record | None = self._files.get(f"{folder}/{name}")
        if record is None:
            raise Refused(404, {"message": f"There is no file '{name}' in folder '{folder}'."})
        return record

    def read(self, record: Record) -> bytes:
        """The bytes a download gives: only the part there is of a file that still grows, which is noted as a breach."""
        content = content_of(record)
        if self.visible_size(record) < record["size"]:
            breach("read of a file still growing", f"{record['folder']}/{record['name']}")
        return content[: self.visible_size(record)]

    def delete(self, folder: str, name: str) -> None:
        """Remove a file from a download folder; raises Refused 403 or 404."""
        if self.settings["read_only"] or self.settings["folders"].get(folder) != "download":
            raise Refused(403, {"message": f"You have no permission to delete files in folder '{folder}'."})
        with self._store.lock:
            record = self.find(folder, name)
            if self.visible_size(record) < record["size"]:
                breach("delete of a file still growing", f"{folder}/{name}")
            self._files.delete(f"{folder}/{name}")
            key = f"{self._store.next_number('cleo_deleted'):08d}"
            self._store.table("cleo_deleted").put(
                key, {"folder": folder, "name": name, "id": record["id"], "size": record["size"]}
            )

    def consume(self) -> None:
        """Uploads older than the switch says are taken by their data flow: gone from the listing, never from the books."""
        seconds = self._switches["consume_after_seconds"]
        if seconds is None:
            return
        limit = partners.now(self._store).timestamp() - float(seconds)
        with self._store.lock:
            for folder, right in self.settings["folders"].items():
                if right == "upload":
                    for record in self._files.find(folder=folder):
                        if record["epoch"] <= limit:
                            self._files.delete(f"{folder}/{record['name']}")

    def visible_size(self, record: Record) -> int:
        """How much of the file can be seen by now."""
        if record["listed"] >= record["grow_listings"]:
            return int(record["size"])
        return int(record["size"]) * int(record["listed"]) // int(record["grow_listings"])

    def resource(self, record: Record, root: str) -> Record:
        """The file resource of cleo reference 9.6."""
        path = f"{root}/{quote(record['folder'])}/{quote(record['name'], safe='')}"
        return {
            "id": record["id"], "name": record["name"], "path": f"/{record['folder']}/{record['name']}", "type": "file",
            "size": self.visible_size(record), "modified": record["modified"], "meta": {"resourceType": "file"},
            "_links": {"self": {"href": path}, "content": {"href": f"{path}?content=true"}},
        }  # fmt: skip

    def _check_upload(self, folder: str, name: str, content: bytes) -> None:
        if self.settings["folders"].get(folder) != "upload" or self.settings["read_only"]:
            raise Refused(403, {"message": f"You have no permission to upload to folder '{folder}'."})
        patterns = self.settings["disallowed_types"]
        if not name or any(fnmatch.fnmatch(name.lower(), pattern.lower()) for pattern in patterns):
            raise Refused(400, {"message": f"The file type of '{name}' is not allowed."})
        if len(content) > int(self.settings["max_bytes"]):
            raise Refused(
                413, {"message": f"The file '{name}' is larger than {self.settings['max_bytes']} bytes."}
            )

    def _watch(self, folder: str, name: str, content: bytes, *, replaced: bool) -> None:
        """A name is for one upload only: everything else is a second sending or a lost file."""
        path = f"{folder}/{name}"
        if replaced:
            breach("overwriting an upload", path)
        elif earlier := self._store.table("uploads").find(name=name, folder=folder):
            same = any(record["content"] == encoded(content) for record in earlier)
            breach("the same upload twice" if same else "an upload name used again", path)

    def _put(self, folder: str, name: str, content: bytes, grow_listings: int) -> Record:
        moment = partners.now(self._store)
        record = {
            "id": secrets.token_urlsafe(16), "folder": folder, "name": name, "content": encoded(content), "size": len(content),
            "modified": stamp(moment), "epoch": moment.timestamp(), "owner": self.settings["username"], "listed": 0,
            "grow_listings": grow_listings,
        }  # fmt: skip
        self._files.put(f"{folder}/{name}", record)
        return record

    def _free_name(self, folder: str, name: str) -> str:
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
        number = 1
        while f"{folder}/{stem}.{number}{suffix}" in self._files:
            number += 1
        return f"{stem}.{number}{suffix}"
