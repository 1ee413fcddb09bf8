"""The played mailbox over HTTP: listing, uploads and their clashes, downloads, deletions, growth, consumption."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.store import Store
from tests.sandbox.cleo_world import World


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


def deliver(world: World, name: str, text: str, **options: object) -> None:
    assert world.control("/inbox", {"name": name, "text": text, **options}).status_code == 201


def test_the_root_lists_the_folders_and_their_rights(world: World) -> None:
    body = world.call("GET", "/api/files").json()
    assert {entry["name"]: entry["usage"] for entry in body["resources"]} == {
        "upload": "upload",
        "download": "download",
    }


def test_a_listing_is_paged_by_start_index_and_count(world: World) -> None:
    for number in range(5):
        deliver(world, f"file{number}.edi", "x" * number)
    body = world.call("GET", "/api/files/download?startIndex=2&count=2").json()
    assert (body["totalResults"], body["startIndex"], body["count"]) == (5, 2, 2)
    assert [(entry["name"], entry["size"]) for entry in body["resources"]] == [
        ("file2.edi", 2),
        ("file3.edi", 3),
    ]
    assert {"id", "path", "type", "modified", "_links"} <= set(body["resources"][0])
    assert world.call("GET", "/api/files/download?startIndex=9").json()["resources"] == []
    assert world.call("GET", "/api/files/download?startIndex=x").status_code == 400


@pytest.mark.parametrize(
    "name", ["plain.edi", "with blank & more.edi", "Größe Ünïcode 100%.edi", "a+b#c?.edi", '"quoted".edi']
)
def test_any_name_can_be_uploaded_listed_downloaded_and_deleted(world: World, name: str) -> None:
    content = bytes(range(256))
    answer = world.upload(name, content)
    assert answer.status_code == 201
    assert answer.json()["name"] == name
    assert answer.json()["jobId"]
    assert world.names("upload") == [name]
    assert world.call("GET", answer.json()["_links"]["content"]["href"]).content == content
    deliver(world, name, "in")
    (entry,) = world.call("GET", "/api/files/download").json()["resources"]
    download = world.call("GET", entry["_links"]["content"]["href"])
    assert download.content == b"in"
    assert download.headers["Content-Length"] == "2"
    assert download.headers["Content-Disposition"].startswith("attachment; filename=")
    assert world.call("DELETE", entry["_links"]["self"]["href"]).status_code == 204
    assert world.call("DELETE", entry["_links"]["self"]["href"]).status_code == 404
    assert world.names() == []


def test_the_multipart_variant_uploads_too(world: World) -> None:
    answer = world.call("POST", "/api/files/upload", files={"file": ("müll 1.edi", b"ISA")})
    assert answer.status_code == 201
    assert world.control("/uploads", method="GET").json()[0]["name"] == "müll 1.edi"
    assert world.call("POST", "/api/files/upload", files={"other": ("a", b"")}).status_code == 400


def test_a_name_in_use_is_rejected_renamed_or_overwritten_as_switched(world: World) -> None:
    world.upload("a.edi", "one")
    assert world.upload("a.edi", "two").status_code == 409
    assert len(world.store.table("uploads")) == 1
    assert world.counting.as_dict()["breaches"] == []
    world.switches["clash"] = "rename"
    assert world.upload("a.edi", "two").json()["name"] == "a.1.edi"
    world.switches["clash"] = "overwrite"
    answer = world.upload("a.edi", "three")
    assert (answer.status_code, answer.json()["size"]) == (200, 5)
    assert [record["name"] for record in world.store.table("uploads").values()] == [
        "a.edi",
        "a.1.edi",
        "a.edi",
    ]
    assert [entry["what"] for entry in world.counting.as_dict()["breaches"]] == ["overwriting an upload"]


def test_a_consumed_upload_is_gone_from_the_listing_but_not_from_the_books(world: World) -> None:
    world.switches["consume_after_seconds"] = 30
    world.upload("a.edi", "one")
    assert world.names("upload") == ["a.edi"]
    world.store.table("clock").put("offset", {"seconds": 31})
    assert world.names("upload") == []
    assert world.control("/uploads?name=a.edi", method="GET").json()[0]["text"] == "one"
    assert world.upload("a.edi", "one").status_code == 201
    assert [entry["what"] for entry in world.counting.as_dict()["breaches"]] == ["the same upload twice"]


def test_a_growing_file_shows_more_at_each_listing_and_then_stands_still(world: World) -> None:
    world.switches["files_grow"] = True
    deliver(world, "grows.edi", "x" * 300)
    seen = [world.call("GET", "/api/files/download").json()["resources"][0] for _ in range(4)]
    assert [entry["size"] for entry in seen] == [100, 200, 300, 300]
    assert seen[2]["modified"] == seen[3]["modified"]
    assert world.counting.as_dict()["breaches"] == []
    assert len(world.call("GET", seen[0]["_links"]["content"]["href"]).content) == 300


def test_reading_a_file_that_still_grows_is_noted_as_a_breach(world: World) -> None:
    deliver(world, "grows.edi", "x" * 300, growing=3)
    (entry,) = world.call("GET", "/api/files/download").json()["resources"]
    assert len(world.call("GET", entry["_links"]["content"]["href"]).content) == 100
    assert world.counting.as_dict()["breaches"] == [
        {"system": "cleo", "what": "read of a file still growing", "path": "download/grows.edi"}]  # fmt: skip


def test_the_same_name_delivered_again_is_another_file(world: World) -> None:
    deliver(world, "a.edi", "one")
    first = world.call("GET", "/api/files/download").json()["resources"][0]
    deliver(world, "a.edi", "three")
    (second,) = world.call("GET", "/api/files/download").json()["resources"]
    assert second["id"] != first["id"]
    assert second["size"] == 5


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/api/files/nowhere", 404), ("GET", "/api/files/nowhere/a.edi", 404), ("GET", "/api/files/download/a.edi", 404),
    ("PUT", "/api/files/download/a.edi", 403), ("DELETE", "/api/files/upload/kept.edi", 403),
    ("PUT", "/api/files/upload/virus.EXE", 400), ("PUT", "/api/files/upload", 405), ("POST", "/api/files/upload/a.edi", 405),
    ("GET", "/api/jobs", 404),
])  # fmt: skip
def test_what_is_refused_says_so_in_a_message(world: World, method: str, path: str, status: int) -> None:
    world.upload("kept.edi", "x")
    answer = world.call(method, path, data=b"x")
    assert answer.status_code == status
    assert answer.json()["message"]
    assert len(world.store.table("uploads")) == 1


def test_too_large_read_only_and_jobs_are_settings(world: World) -> None:
    world.control("/cleo", {"max_bytes": 10, "jobs": True}, "PUT")
    assert world.upload("big.edi", "x" * 11).status_code == 413
    assert world.upload("small.edi", "x" * 10).status_code == 201
    jobs = world.call("GET", '/api/jobs?filter=payloadName eq "small.edi"').json()
    assert jobs["resources"][0]["status"] == "successful"
    world.control("/cleo", {"read_only": True}, "PUT")
    assert world.upload("b.edi", "x").status_code == 403
    world.switches["job_id_in_upload_answer"] = False
    world.control("/cleo", {"read_only": False}, "PUT")
    assert "jobId" not in world.upload("c.edi", "x").json()


def test_files_and_uploads_survive_a_restart(tmp_path: Path) -> None:
    world = World(Store(tmp_path / "state.sqlite3"))
    world.upload("a.edi", "one")
    deliver(world, "in.edi", "two")
    world.close()
    world.store.close()
    again = World(Store(tmp_path / "state.sqlite3"))
    assert again.names("upload") == ["a.edi"]
    assert again.names() == ["in.edi"]
    assert len(again.store.table("uploads")) == 1
    again.close()
    again.store.close()
