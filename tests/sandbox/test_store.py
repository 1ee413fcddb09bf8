"""The store keeps records over a restart, undoes what fails and finds by any field."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.store import Store
from sandbox.switches import Switches


def test_records_survive_a_restart_in_their_order(tmp_path: Path) -> None:
    store = Store(tmp_path / "books.sqlite3")
    table = store.table("lines")
    for key in ("b", "a", "c"):
        table.put(key, {"key": key, "amount": Decimal("1.10"), "parts": [Decimal(2), {"x": None}]})
    table.delete("a")
    table.put("b", {"key": "b", "amount": Decimal("2.20")})
    assert [store.next_number("series") for _ in range(2)] == [1, 2]
    store.close()
    again = Store(tmp_path / "books.sqlite3")
    assert again.table("lines").values() == [
        {"key": "b", "amount": Decimal("2.20")},
        {"key": "c", "amount": Decimal("1.10"), "parts": [Decimal(2), {"x": None}]},
    ]
    assert again.next_number("series") == 3
    again.clear()
    again.close()
    emptied = Store(tmp_path / "books.sqlite3")
    assert len(emptied.table("lines")) == 0
    emptied.close()


def spoil(store: Store) -> None:
    table = store.table("t")
    with store.lock:
        table.put("kept", {"n": 9})
        table.put("inner", {"n": 3})
        table.delete("outer")
        raise KeyError


def test_an_exception_undoes_its_block_only(tmp_path: Path) -> None:
    store = Store(tmp_path / "books.sqlite3")
    table = store.table("t")
    table.put("kept", {"n": 1})
    with store.lock:
        table.put("outer", {"n": 2})
        with pytest.raises(KeyError):
            spoil(store)
    assert {key: table.get(key) for key in sorted(table.keys())} == {"kept": {"n": 1}, "outer": {"n": 2}}
    store.close()
    assert len(Store(tmp_path / "books.sqlite3").table("t")) == 2


def test_find_follows_changes() -> None:
    table = Store().table("t")
    for number in range(5):
        table.put(str(number), {"group": number % 2, "number": number})
    assert [row["number"] for row in table.find(group=1)] == [1, 3]
    table.put("3", {"group": 0, "number": 3})
    table.delete("1")
    assert table.find(group=1) == []
    assert [row["number"] for row in table.find(group=0, number=3)] == [3]
    assert table.first(group=7) is None


def test_what_is_read_is_a_copy() -> None:
    table = Store().table("t")
    table.put("a", {"n": 1, "parts": [1]})
    record = table.get("a")
    assert record is not None
    record["n"] = 2
    record["parts"].append(2)
    assert table.get("a") == {"n": 1, "parts": [1]}


def test_switches_are_kept_and_unknown_ones_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "books.sqlite3")
    switches = Switches(store)
    assert switches["nav_version"] == 24
    switches["nav_version"] = 21
    with pytest.raises(KeyError):
        switches["gravity"] = 1
    with pytest.raises(KeyError):
        switches.update({"page_size": 3, "gravity": 1})
    store.close()
    again = Switches(Store(tmp_path / "books.sqlite3"))
    assert (again["nav_version"], again["page_size"]) == (21, 20000)
