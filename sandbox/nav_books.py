"""The books of the played company: saving records with time stamp and version, numbers, look-ups used everywhere."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import date
from typing import Any

from sandbox.nav_errors import not_found
from sandbox.nav_values import now_stamp
from sandbox.store import Record, Store, Table
from sandbox.switches import Switches

# first numbers of the series, as the demonstration company has them
SERIES = {
    "order": ("", 106001),
    "receipt": ("", 107001),
    "posted_invoice": ("", 108001),
    "draft_invoice": ("", 1001),
    "posted_credit_memo": ("", 109001),
    "draft_credit_memo": ("C", 1001),
    "journal": ("G", 10001),
    "payment": ("P", 10001),
}
_UNSEEN = ("lastModifiedDateTime", "_version")


class Books:
    """Store and switches with the manners of NAV's tables."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self.store = store
        self.switches = switches

    def table(self, name: str) -> Table:
        return self.store.table(name)

    def number(self, series: str) -> str:
        prefix, first = SERIES[series]
        return f"{prefix}{first - 1 + self.store.next_number(series)}"

    def entry_number(self, ledger: str) -> int:
        return self.store.next_number(f"entries {ledger}")

    def add(self, table: str, record: Record, key: str | None = None) -> Record:
        """Insert a record with an id of its own; the answer is what was put."""
        record.setdefault("id", str(uuid.uuid4()))
        record["_version"] = self.store.next_number("versions")
        record["lastModifiedDateTime"] = now_stamp()
        self.table(table).put(key or record["id"], record)
        return record

    def save(self, table: str, record: Record, key: str | None = None, *, stamp: bool = True) -> Record:
        """Save a change; version and time stamp move only for a real change (nav reference 5.7)."""
        key = key or record["id"]
        before = self.table(table).get(key) or {}
        if _seen(before) == _seen(record):
            return before
        record["_version"] = self.store.next_number("versions")
        if stamp:
            record["lastModifiedDateTime"] = now_stamp()
        self.table(table).put(key, record)
        return record

    def touch(self, table: str, key: str) -> None:
        """Give a record a new version and time stamp although nothing of its own changed."""
        record = self.table(table).get(key)
        if record is not None:
            record["_version"] = self.store.next_number("versions")
            record["lastModifiedDateTime"] = now_stamp()
            self.table(table).put(key, record)

    def need(self, table: str, key: str, what: str = "record") -> Record:
        record = self.table(table).get(key)
        if record is None:
            raise not_found(f"The {what} does not exist. Identification fields and values: SystemId='{key}'")
        return record

    def vendor(self, number: str) -> Record | None:
        return self.table("vendors").first(number=number)

    def dimension_set(self, parent_id: str) -> list[Record]:
        return self.table("dimensionSetLines").find(parentId=parent_id)

    def today(self) -> str:
        return date.today().isoformat()  # noqa: DTZ011 - NAV's work date has no time zone

    def posting_date_allowed(self, posting_date: str) -> bool:
        first, last = self.switches["allow_posting_from"], self.switches["allow_posting_to"]
        return not ((first and posting_date < first) or (last and posting_date > last))


def show_version(store: Store, switches: Switches) -> None:
    """Let the company say which version it runs on."""
    with store.lock:
        for company in store.table("companies").values():
            company["systemVersion"] = f"{switches['nav_version']}.0.0.0"
            store.table("companies").put(company["id"], company)


def _seen(record: Record) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in _UNSEEN}


def etag(record: Record) -> str:
    """Return W/"JzQ0O..." made of the record's key and version."""
    key = record.get("id") or record.get("number") or ""
    digest = hashlib.sha256(f"{key}|{record.get('_version', 0)}".encode()).digest()
    inner = base64.b64encode(digest).decode()
    return 'W/"' + base64.b64encode(f"'44;{inner}1;00;'".encode()).decode() + '"'
