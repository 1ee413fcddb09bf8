"""File resources with all fields, with few, with other names."""

from __future__ import annotations

import dataclasses

import pytest

from connectors.cleo import wire

ROW = {
    "id": "9ybMFuRpRjqRVJmE5HE5aQ",
    "name": "a.edi",
    "path": "/download/a.edi",
    "type": "file",
    "size": 12,
    "modified": "2026-11-23T11:41:46.409Z",
    "_links": {"self": {"href": "/api/files/download/a.edi"}, "content": {"href": "/api/content/1"}},
}


def test_a_whole_resource_is_read() -> None:
    file = wire.file(ROW, "download")
    assert (file.cleo_id, file.name, file.size, file.folder) == (
        "9ybMFuRpRjqRVJmE5HE5aQ",
        "a.edi",
        12,
        "download",
    )
    assert (file.self_link, file.content_link) == ("/api/files/download/a.edi", "/api/content/1")


@pytest.mark.parametrize(
    "extra", [{}, {"size": None, "_links": None}, {"size": "x", "_links": {"self": "/a"}, "new": 1}]
)
def test_missing_and_unknown_fields_are_borne(extra: dict[str, object]) -> None:
    file = wire.file({"name": "a.edi", **extra}, "download")
    assert (file.size, file.self_link, file.content_link, file.modified, file.cleo_id) == (
        None,
        "",
        "",
        "",
        "",
    )


def test_a_file_without_name_is_none() -> None:
    with pytest.raises(KeyError):
        wire.file({"id": "1"}, "download")


@pytest.mark.parametrize("change", [{"size": 13}, {"modified": "2026-11-23T11:41:47Z"}, {"cleo_id": "other"}])
def test_a_file_that_changed_between_two_listings_is_seen(change: dict[str, object]) -> None:
    file = wire.file(ROW, "download")
    assert file.is_same_state(dataclasses.replace(file, content_link="/moved"))
    assert not file.is_same_state(dataclasses.replace(file, **change))  # type: ignore[arg-type]


def test_an_upload_answer_may_hold_an_id_or_nothing() -> None:
    assert wire.upload({**ROW, "jobId": 1001}, "upload").transmission_id == "1001"
    assert wire.upload({}, "upload") == wire.Upload("", None)


def test_sub_folders_are_told_from_files() -> None:
    assert wire.is_file({"name": "a"})
    assert not wire.is_file({"name": "a", "type": "folder"})
