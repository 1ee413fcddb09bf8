"""The mailbox: listings, growing files, limits, uploads that are never repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors import errors
from connectors.caller import BasicAuth
from connectors.cleo.auth import PasswordGrant
from connectors.cleo.client import CleoClient, CleoFile, CleoPaths
from connectors.http import Transport
from tests.connectors.small_server import Answer, SmallServer
from tests.sandbox_process import SandboxProcess


class Login:
    """The password grant without a store."""

    def __init__(self, grant: PasswordGrant) -> None:
        self.grant = grant
        self.token = grant.fetch()

    def header(self) -> str:
        return f"Bearer {self.token.access_token}"

    def renew(self) -> bool:
        self.token = self.grant.fetch(self.token)
        return True

    def refused(self, error: errors.Unauthorized) -> None:
        pass


@pytest.fixture
def cleo(transport: Transport, sandbox: SandboxProcess) -> CleoClient:
    info = sandbox.info["cleo"]
    grant = PasswordGrant(transport, url=info["url"], username=info["username"], password=info["password"])
    paths = CleoPaths(info["files_root"], info["upload_folder"], info["download_folder"])
    return CleoClient(transport, url=info["url"], auth=Login(grant), paths=paths)


@pytest.fixture
def make_cleo(transport: Transport) -> Callable[..., CleoClient]:
    def make(url: str, **paths: Any) -> CleoClient:
        return CleoClient(transport, url=url, auth=BasicAuth("u", "password-1"), paths=CleoPaths(**paths))

    return make


def listed(cleo: CleoClient, name: str) -> CleoFile:
    return next(file for file in cleo.list_files("download") if file.name == name)


def test_a_file_is_listed_downloaded_and_deleted(cleo: CleoClient, sandbox: SandboxProcess) -> None:
    content = bytes(range(256)) * 4
    sandbox.inbox("Größe 100 %.edi", content)
    file = listed(cleo, "Größe 100 %.edi")
    assert (file.size, file.folder) == (1024, "download")
    assert cleo.download(file, 1024) == content
    cleo.delete(file)
    assert "Größe 100 %.edi" not in {one.name for one in cleo.list_files("download")}
    cleo.delete(file)
    with pytest.raises(errors.Rejected) as caught:
        cleo.download(file, 1024)
    assert caught.value.status == 404


def test_all_pages_of_a_folder_are_read(cleo: CleoClient, sandbox: SandboxProcess) -> None:
    sandbox.control("PUT", "cleo", {"max_count": 2})
    try:
        for number in range(5):
            sandbox.inbox(f"page-{number}.edi", b"x")
        names = {file.name for file in cleo.list_files("download")}
    finally:
        sandbox.control("PUT", "cleo", {"max_count": 100})
    assert {f"page-{number}.edi" for number in range(5)} <= names


def test_a_file_over_the_limit_is_not_read(cleo: CleoClient, sandbox: SandboxProcess) -> None:
    sandbox.inbox("large.edi", b"x" * 2000)
    before = sandbox.counters()["requests"]["cleo"]
    with pytest.raises(
        errors.Rejected, match=r"large\.edi is too large: 2000 bytes, the limit is 1999"
    ) as caught:
        cleo.download(listed(cleo, "large.edi"), 1999)
    assert caught.value.code == "too_large"
    assert sandbox.counters()["requests"]["cleo"] == before + 1


FILE = CleoFile("1", "a.edi", None, "", "", "/content/1", "download")


@pytest.mark.parametrize("headers", [{}, {"Transfer-Encoding": "chunked", "Content-Length": "0"}])
def test_a_size_only_the_answer_tells_is_a_limit_too(
    make_cleo: Callable[..., CleoClient], headers: dict[str, str]
) -> None:
    body = b"x" * 500 if not headers else b"1f4\r\n" + b"x" * 500 + b"\r\n0\r\n\r\n"
    if headers:
        headers = {"Transfer-Encoding": "chunked"}
    with SmallServer(Answer(200, body, headers)) as server, pytest.raises(errors.Rejected, match="too large"):
        make_cleo(server.url).download(FILE, 499)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"short", cut="during"),
        Answer(200, b"<html>log in</html>", {"Content-Type": "text/html"}),
    ],
)
def test_bytes_that_are_not_the_file_are_no_file(
    make_cleo: Callable[..., CleoClient], answer: Answer
) -> None:
    with SmallServer(answer) as server, pytest.raises(errors.UnexpectedAnswer):
        make_cleo(server.url).download(FILE, 10_000)


def test_a_file_of_another_size_than_listed_is_still_growing(
    cleo: CleoClient, sandbox: SandboxProcess
) -> None:
    sandbox.inbox("grow.edi", b"half")
    file = listed(cleo, "grow.edi")
    sandbox.inbox("grow.edi", b"half and half")
    with pytest.raises(errors.UnexpectedAnswer, match="growing"):
        cleo.download(file, 1000)


def test_an_upload_is_kept_under_its_name(cleo: CleoClient, sandbox: SandboxProcess) -> None:
    done = cleo.upload("ACME FOODS_850_1.edi", b"ISA*00~")
    assert done.file is not None
    assert (done.file.name, done.file.size) == ("ACME FOODS_850_1.edi", 7)
    found = cleo.find_upload("ACME FOODS_850_1.edi")
    assert found is not None
    assert found.size == 7
    assert cleo.find_upload("none.edi") is None
    with pytest.raises(errors.Rejected, match="nothing was overwritten") as caught:
        cleo.upload("ACME FOODS_850_1.edi", b"other")
    assert caught.value.code == "exists"
    assert [one["text"] for one in sandbox.uploads() if one["name"] == "ACME FOODS_850_1.edi"] == ["ISA*00~"]


@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_a_cut_upload_is_unknown_and_made_at_most_once(
    cleo: CleoClient, sandbox: SandboxProcess, fault: str
) -> None:
    sandbox.fault(fault, system="cleo", method="PUT", times=5)
    with pytest.raises(errors.OutcomeUnknown):
        cleo.upload(f"{fault}.edi", b"ISA~")
    sandbox.clear_faults()
    assert len([one for one in sandbox.uploads() if one["name"] == f"{fault}.edi"]) == (fault == "cut_after")


@pytest.mark.parametrize(
    "answer", [Answer(504), Answer(200, "<html></html>", {"Content-Type": "text/html"}), Answer(201, "{")]
)
def test_an_upload_answered_with_nonsense_is_unknown(
    make_cleo: Callable[..., CleoClient], answer: Answer
) -> None:
    with SmallServer(answer) as server:
        with pytest.raises(errors.OutcomeUnknown):
            make_cleo(server.url).upload("a.edi", b"x")
        assert len(server.seen) == 1


def test_an_upload_may_answer_nothing_at_all(make_cleo: Callable[..., CleoClient]) -> None:
    with SmallServer(Answer(204)) as server:
        done = make_cleo(server.url).upload("a.edi", b"x")
    assert (done.transmission_id, done.file) == ("", None)


def test_paths_are_templates_and_encoded(make_cleo: Callable[..., CleoClient]) -> None:
    paths = {
        "files_root": "/rest/v1/",
        "upload_folder": "out box/EDI",
        "list_path": "{root}/folders/{folder}/files",
        "upload_path": "{root}/folders/{folder}/files/{name}",
    }
    with SmallServer(Answer(200, {"resources": []})) as server:
        cleo = make_cleo(f"{server.url}/base", **paths)
        cleo.upload("a/b ü.edi", b"x")
        cleo.list_files("out box/EDI")
        assert server.seen[0].path == "/base/rest/v1/folders/out%20box/EDI/files/a%2Fb%20%C3%BC.edi"
        assert server.seen[1].path == "/base/rest/v1/folders/out%20box/EDI/files?startIndex=0&count=100"


def test_an_upload_may_be_a_form(make_cleo: Callable[..., CleoClient]) -> None:
    with SmallServer(Answer(201, {"name": "a.edi", "id": "1", "jobId": "77"})) as server:
        cleo = make_cleo(server.url, upload_method="post_multipart", upload_path="{root}/{folder}")
        assert cleo.upload("a.edi", b"ISA~").transmission_id == "77"
        seen = server.seen[0]
    assert (seen.method, seen.path) == ("POST", "/api/files/upload")
    assert b'name="file"; filename="a.edi"' in seen.body
    assert b"ISA~" in seen.body


def test_links_lead_nowhere_else(make_cleo: Callable[..., CleoClient]) -> None:
    file = CleoFile(
        "1", "a.edi", 1, "", "https://elsewhere.example.com/x", "https://elsewhere.example.com/y", "download"
    )
    with SmallServer(Answer(200, b"x")) as server:
        cleo = make_cleo(server.url)
        assert cleo.download(file, 10) == b"x"
        cleo.delete(file)
        assert [(seen.method, seen.path) for seen in server.seen] == [("GET", "/y"), ("DELETE", "/x")]


def test_folders_that_do_not_answer_are_named(cleo: CleoClient, make_cleo: Callable[..., CleoClient]) -> None:
    assert cleo.folders() == {"upload": True, "download": True}
    cleo.paths = CleoPaths(download_folder="nowhere")
    assert cleo.folders() == {"upload": True, "nowhere": False}
    with SmallServer(Answer(401)) as server, pytest.raises(errors.Unauthorized):
        make_cleo(server.url).folders()


@pytest.mark.parametrize(
    "body", [{}, {"resources": "x"}, {"resources": [1]}, {"resources": [{"id": 1}]}, "<html></html>"]
)
def test_a_listing_without_files_is_no_empty_listing(make_cleo: Callable[..., CleoClient], body: Any) -> None:
    with SmallServer(Answer(200, body)) as server, pytest.raises(errors.UnexpectedAnswer):
        make_cleo(server.url).list_files("download")


def test_a_listing_that_repeats_itself_for_ever_ends(
    make_cleo: Callable[..., CleoClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.cleo.client.MOST_PAGES", 3)
    page = Answer(200, {"resources": [{"name": "a.edi"}]})
    with SmallServer(page) as server, pytest.raises(errors.UnexpectedAnswer, match="does not end"):
        make_cleo(server.url).list_files("download")


def test_an_ended_token_is_renewed_once(cleo: CleoClient, sandbox: SandboxProcess) -> None:
    sandbox.control("POST", "cleo/revoke")
    assert isinstance(cleo.list_files("download"), list)
    assert sandbox.counters()["token_requests"]["cleo"] == 2
