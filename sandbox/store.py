"""The sandbox's books: tables of records in memory, written through to one SQLite file, changed all or nothing.

Records are flat dictionaries of JSON values and Decimals; whoever changes something holds ``store.lock``.
"""

from __future__ import annotations

import copy
import json
import sqlite3
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Record = dict[str, Any]
_SCALARS = (str, int, float, bool, Decimal, type(None))


def _copy(record: Record) -> Record:
    if all(isinstance(value, _SCALARS) for value in record.values()):
        return dict(record)
    return copy.deepcopy(record)


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    raise TypeError(f"the store keeps JSON values and Decimals, not {type(value).__name__}")


def _decode(value: Record) -> Any:
    return Decimal(value["$decimal"]) if "$decimal" in value else value


def _token(value: Any) -> Any:
    """Return what an index files a value under; lists and dictionaries by their text."""
    return value if isinstance(value, _SCALARS) else repr(value)


class Lock:
    """A re-entrant lock that is a transaction too: an exception undoes what its block changed, the outermost end saves."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.RLock()
        self._marks: list[int] = []

    def __enter__(self) -> Self:
        self._lock.acquire()
        self._marks.append(len(self._store.undo))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            mark = self._marks.pop()
            if kind is not None:
                self._store.roll_back(mark)
            if not self._marks:
                self._store.save()
        finally:
            self._lock.release()


class Table:
    """One table: records keyed by str; what is read is a copy, ``put`` makes a change real."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self.name = name
        self.rows: dict[str, Record] = {}
        self._indexes: dict[str, dict[Any, dict[str, None]]] = {}

    def get(self, key: str) -> Record | None:
        with self._store.lock:
            record = self.rows.get(key)
            return None if record is None else _copy(record)

    def put(self, key: str, record: Record) -> None:
        with self._store.lock:
            self._store.note(self.name, key, self.rows.get(key))
            self.place(key, _copy(record))

    def delete(self, key: str) -> None:
        with self._store.lock:
            if key in self.rows:
                self._store.note(self.name, key, self.rows[key])
                self.place(key, None)

    def keys(self) -> list[str]:
        with self._store.lock:
            return list(self.rows)

    def values(self) -> list[Record]:
        with self._store.lock:
            return [_copy(record) for record in self.rows.values()]

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, key: object) -> bool:
        return key in self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def find(self, **equals: Any) -> list[Record]:
        """Return the records whose fields equal these values, in the order they were first put."""
        if not equals:
            return self.values()
        with self._store.lock:
            field, value = next(iter(equals.items()))
            found = self._index(field).get(_token(value), {})
            rows = (self.rows[key] for key in found)
            return [
                _copy(row) for row in rows if all(row.get(name) == wanted for name, wanted in equals.items())
            ]

    def first(self, **equals: Any) -> Record | None:
        found = self.find(**equals)
        return found[0] if found else None

    def _index(self, field: str) -> dict[Any, dict[str, None]]:
        index = self._indexes.get(field)
        if index is None:
            index = self._indexes[field] = {}
            for key, record in self.rows.items():
                index.setdefault(_token(record.get(field)), {})[key] = None
        return index

    def place(self, key: str, record: Record | None) -> None:
        """Set or remove a row and keep the indexes in step (the store's own door, without undo)."""
        old = self.rows.get(key)
        for field, index in self._indexes.items():
            before = _token(old.get(field)) if old is not None else None
            after = _token(record.get(field)) if record is not None else None
            if old is not None and (record is None or before != after):
                index.get(before, {}).pop(key, None)
            if record is not None and (old is None or before != after):
                index.setdefault(after, {})[key] = None
        if record is None:
            self.rows.pop(key, None)
        else:
            self.rows[key] = record


class Store:
    """All tables; ``path`` None keeps them in memory only."""

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = Path(path) if path else None
        self.undo: list[tuple[str, str, Record | None]] = []
        self._unsaved: dict[tuple[str, str], None] = {}
        self._tables: dict[str, Table] = {}
        self.lock = Lock(self)
        self._database: sqlite3.Connection | None = None
        if self.path:
            self._database = self._open(self.path)

    def _open(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=OFF")  # a killed process loses nothing; only a power cut could
        database.execute(
            "CREATE TABLE IF NOT EXISTS records (n INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL,"
            " key TEXT NOT NULL, record TEXT NOT NULL, UNIQUE (place, key))"
        )
        rows = database.execute("SELECT place, key, record FROM records ORDER BY n")
        for place, key, text in rows:
            self.table(place).place(key, json.loads(text, object_hook=_decode))
        return database

    def table(self, name: str) -> Table:
        with self.lock:
            if name not in self._tables:
                self._tables[name] = Table(self, name)
            return self._tables[name]

    def tables(self) -> list[str]:
        with self.lock:
            return sorted(self._tables)

    def next_number(self, series: str) -> int:
        """Return the next number of a series, from 1; it survives a restart."""
        with self.lock:
            counters = self.table("counters")
            number = int((counters.get(series) or {"last": 0})["last"]) + 1
            counters.put(series, {"last": number})
            return number

    def clear(self) -> None:
        """Empty every table."""
        with self.lock:
            for table in list(self._tables.values()):
                for key in table.keys():  # noqa: SIM118 - a list is taken: the loop deletes
                    table.delete(key)

    def close(self) -> None:
        with self.lock:
            self.save()
            if self._database is not None:
                self._database.close()
                self._database = None

    def note(self, place: str, key: str, before: Record | None) -> None:
        """Remember a row as it was, for undoing and for saving."""
        self.undo.append((place, key, before))
        self._unsaved[place, key] = None

    def roll_back(self, mark: int) -> None:
        """Undo everything noted since ``mark``."""
        while len(self.undo) > mark:
            place, key, before = self.undo.pop()
            self._tables[place].place(key, before)

    def save(self) -> None:
        """Write what changed to the file in one transaction; called at the end of the outermost block."""
        self.undo.clear()
        changed, self._unsaved = list(self._unsaved), {}
        if self._database is None or not changed:
            return
        self._database.execute("BEGIN IMMEDIATE")
        for place, key in changed:
            record = self._tables[place].rows.get(key)
            if record is None:
                self._database.execute("DELETE FROM records WHERE place = ? AND key = ?", (place, key))
            else:
                self._database.execute(
                    "INSERT INTO records (place, key, record) VALUES (?, ?, ?)"
                    " ON CONFLICT (place, key) DO UPDATE SET record = excluded.record",
                    (place, key, json.dumps(record, default=_encode)),
                )
        self._database.execute("COMMIT")
