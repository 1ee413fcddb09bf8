"""What the played Cleo mailbox is like beyond the switches: its account, folders and limits (cleo reference 9.2 to 9.9)."""

from __future__ import annotations

from typing import Any

from sandbox.store import Store

DEFAULTS: dict[str, Any] = {
    "username": "cronus-mailbox",
    "password": "Mailbox-Pass-1",
    # folder name -> what the mailbox user may do there
    "folders": {"upload": "upload", "download": "download"},
    "read_only": False,
    # file-name patterns that are refused (Cleo: "Allowed File Types")
    "disallowed_types": ["*.exe", "*.bat", "*.js"],
    "max_bytes": 100 * 1024 * 1024,
    # as Harmony's password rules: 5 failures within 60 s lock the account for 15 minutes; 0 switches it off
    "lockout_failures": 5,
    "lockout_window_seconds": 60,
    "lockout_seconds": 900,
    # with the switch files_grow: a new file is complete only from this listing on
    "grow_listings": 3,
    "max_count": 100,
    "jobs": False,
    "basic": False,
}


class Settings:
    """Reads like a dictionary; what is set survives a restart. Unknown names are refused with KeyError."""

    def __init__(self, store: Store) -> None:
        self._table = store.table("cleo_settings")
        self._credentials = store.table("credentials")

    def __getitem__(self, name: str) -> Any:
        if name in {"username", "password"}:
            # the account the sandbox announces when it starts
            return (self._credentials.get("cleo") or {}).get(name) or DEFAULTS[name]
        record = self._table.get(name)
        return DEFAULTS[name] if record is None else record["value"]

    def update(self, values: dict[str, Any]) -> None:
        """Set some of them, all or none."""
        unknown = sorted(set(values) - set(DEFAULTS))
        if unknown:
            raise KeyError(unknown[0])
        for name, value in values.items():
            if name in {"username", "password"}:
                self._credentials.put("cleo", (self._credentials.get("cleo") or {}) | {name: value})
            else:
                self._table.put(name, {"value": value})

    def as_dict(self) -> dict[str, Any]:
        """Everything but the password."""
        return {name: self[name] for name in DEFAULTS if name != "password"}
