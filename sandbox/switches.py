"""How the sandbox behaves where real sites differ: named switches with defaults, kept in the table ``switches``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sandbox.store import Store

DEFAULTS: dict[str, Any] = {
    # NAV
    "nav_version": 24,
    "default_qty_to_receive": "Remainder",
    "modified_gaps": True,
    "ext_doc_no_mandatory": True,
    "expected_cost_posting": True,
    "allow_posting_from": None,
    "allow_posting_to": None,
    "pages_published": True,
    "page_size": 20000,
    "read_only_probe_lag": False,
    "read_only_probe_lag_since": None,
    "unapplied_payments_hidden": False,
    "post_with_job_queue": False,
    "credit_memo_numbers": True,
    "link_document_date": True,  # Link Doc. Date To Posting Date; older versions have no choice
    # throttling, per NAV user
    "rate_limit": 6000,
    "rate_window_seconds": 300,
    "concurrent_limit": 5,
    "queue_limit": 95,
    "retry_after_on_429": False,
    # logins
    "token_seconds": 3600,
    "client_secret_expired": False,
    "refresh_tokens": "none",
    "login_error_form": "message",
    # Cleo
    "clash": "reject",
    "job_id_in_upload_answer": True,
    "consume_after_seconds": None,
    "files_grow": False,
    # suppliers
    "supplier_delay_seconds": 2,
    "supplier_answers": "",  # accepted, changed or rejected: an 855 to each order, an 865 to each change
}


class Switches:
    """Reads like a dictionary; what is set survives a restart. Unknown names are refused."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._table = store.table("switches")

    def __getitem__(self, name: str) -> Any:
        record = self._table.get(name)
        return DEFAULTS[name] if record is None else record["value"]

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in DEFAULTS:
            raise KeyError(name)
        self._table.put(name, {"value": value})
        if name == "read_only_probe_lag" and value:
            moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            self._table.put("read_only_probe_lag_since", {"value": moment})

    def __contains__(self, name: object) -> bool:
        return name in DEFAULTS

    def __iter__(self) -> Iterator[str]:
        return iter(DEFAULTS)

    def update(self, values: dict[str, Any]) -> None:
        with self._store.lock:
            for name, value in values.items():
                self[name] = value

    def reset(self) -> None:
        with self._store.lock:
            for name in self._table.keys():  # noqa: SIM118 - a list is taken: the loop deletes
                self._table.delete(name)

    def as_dict(self) -> dict[str, Any]:
        return {name: self[name] for name in DEFAULTS}
