"""The Cleo mailbox client: list, download, upload, delete (cleo reference 9.6). Cleo's file paths are not public, so every
path is a template of the Connection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import requests
from urllib3.exceptions import HTTPError

from connectors import json_text
from connectors.addresses import normalised, on_our_host
from connectors.answers import CallFacts, correlation_id
from connectors.caller import Authenticator, Caller
from connectors.cleo import wire
from connectors.cleo.wire import CleoFile, Upload
from connectors.errors import Rejected, Stale, UnexpectedAnswer
from connectors.http import Guard, Transport, fail

__all__ = ["CleoClient", "CleoFile", "CleoPaths", "Upload"]

SYSTEM = "cleo"
PAGE_SIZE = 100
CHUNK = 64 * 1024
# more pages than any folder has: a server that ignores startIndex would never end
MOST_PAGES = 10_000
EDI_TYPE = "application/edi-x12"


@dataclass(frozen=True)
class CleoPaths:
    """Folders and path templates of a mailbox."""

    files_root: str = "/api/files"
    upload_folder: str = "upload"
    download_folder: str = "download"
    list_path: str = "{root}/{folder}"
    upload_path: str = "{root}/{folder}/{name}"
    upload_method: Literal["put", "post_multipart"] = "put"


class CleoClient:
    """Everything that navcleo asks of one Cleo mailbox. Every call may raise a ConnectorError."""

    def __init__(
        self,
        transport: Transport,
        *,
        url: str,
        auth: Authenticator,
        paths: CleoPaths | None = None,
        guard: Guard | None = None,
    ) -> None:
        self.caller = Caller(transport, auth, SYSTEM, guard)
        self.base = normalised(url)
        self.paths = paths or CleoPaths()

    def __repr__(self) -> str:
        return f"<CleoClient {self.base}>"

    def folders(self) -> dict[str, bool]:
        """Tell of the upload and the download folder whether it answers a listing."""
        return {
            folder: self._has_folder(folder)
            for folder in dict.fromkeys((self.paths.upload_folder, self.paths.download_folder))
        }

    def list_files(self, folder: str) -> list[CleoFile]:
        """Return the files of a folder, all pages; sub-folders are left out."""
        return list(self._listing(folder))

    def download(self, file: CleoFile, limit: int) -> bytes:
        """Return the bytes of a file.

        Raises Rejected (code too_large, nothing beyond the limit is read), Rejected with status 404 when it is gone,
        UnexpectedAnswer when the bytes are fewer or more than announced by the answer or by the listing.
        """
        if file.size is not None and file.size > limit:
            raise self._too_large(file, limit, file.size)
        link = file.content_link or file.self_link or self._upload_path(file.folder, file.name)
        url = on_our_host(link, self.base)
        response = self.caller.request("GET", url, headers={"Accept-Encoding": "identity"}, stream=True)
        call = self._facts(response, "GET")
        with response:
            announced = response.headers.get("Content-Length", "")
            expected = int(announced) if announced.isdigit() else None
            if expected is not None and expected > limit:
                raise self._too_large(file, limit, expected)
            content = self._content(response, file, limit, call)
        if "html" in response.headers.get("Content-Type", "").lower() and file.size != len(content):
            raise call.error(UnexpectedAnswer, f"{file.name}: a web page came back instead of the file")
        for size, who in ((expected, "the answer announced"), (file.size, "the listing shows")):
            if size is not None and size != len(content):
                raise call.error(
                    UnexpectedAnswer,
                    f"{file.name}: {len(content)} bytes came, {who} {size}; it may still be growing",
                    correlation_id=correlation_id(response),
                )
        return content

    def upload(self, name: str, content: bytes) -> Upload:
        """Put a file into the upload folder. Not idempotent: never repeated here.

        Raises Rejected with code exists when a file of that name is there (nothing was overwritten), OutcomeUnknown without
        a trustworthy answer.
        """
        folder = self.paths.upload_folder
        try:
            if self.paths.upload_method == "put":
                response = self.caller.request(
                    "PUT",
                    self._url(self._upload_path(folder, name)),
                    headers={"Content-Type": EDI_TYPE},
                    data=content,
                    effect=True,
                )
            else:
                response = self.caller.request(
                    "POST",
                    self._url(self._upload_path(folder, name)),
                    files={"file": (name, content, EDI_TYPE)},
                    effect=True,
                )
        except Stale as error:
            raise Rejected(
                f"a file named {name} is in folder {folder} already; nothing was overwritten",
                system=SYSTEM,
                endpoint=error.endpoint,
                status=error.status,
                code="exists",
                excerpt=error.excerpt,
                correlation_id=error.correlation_id,
            ) from None
        return wire.upload(self._answer(response), folder)

    def find_upload(self, name: str) -> CleoFile | None:
        """Return the file of that name in the upload folder. Its absence proves nothing: a flow may have taken it."""
        return next((file for file in self._listing(self.paths.upload_folder) if file.name == name), None)

    def delete(self, file: CleoFile) -> None:
        """Delete a file; one that is gone already counts as deleted."""
        link = file.self_link or self._upload_path(file.folder, file.name)
        try:
            self.caller.request("DELETE", on_our_host(link, self.base), effect=True)
        except Rejected as error:
            if error.status not in {404, 410}:
                raise

    # -- pieces

    def _listing(self, folder: str) -> Iterator[CleoFile]:
        url = self._url(self.paths.list_path.format(root=self._root(), folder=_encoded(folder)))
        start = 0
        for _ in range(MOST_PAGES):
            body = self.caller.json(
                "GET",
                url,
                headers={"Accept": "application/json"},
                params={"startIndex": str(start), "count": str(PAGE_SIZE)},
            )
            rows = body.get("resources")
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise self._unreadable("the listing holds no resources", url)
            yield from (self._file(row, folder, url) for row in rows if wire.is_file(row))
            start += len(rows)
            total = body.get("totalResults")
            if not rows or (isinstance(total, int) and start >= total):
                return
        raise self._unreadable("the listing does not end", url)

    def _file(self, row: dict[str, Any], folder: str, url: str) -> CleoFile:
        try:
            return wire.file(row, folder)
        except (KeyError, ValueError, TypeError) as cause:
            raise self._unreadable(f"a file without a usable {cause}", url) from None

    def _content(self, response: requests.Response, file: CleoFile, limit: int, call: CallFacts) -> bytes:
        content = bytearray()
        try:
            for chunk in response.iter_content(CHUNK):
                content += chunk
                if len(content) > limit:
                    raise self._too_large(file, limit, None)
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError):
            raise call.error(
                UnexpectedAnswer,
                f"{file.name}: the bytes broke off after {len(content)}; it may still be growing",
            ) from None
        except (requests.RequestException, HTTPError, OSError) as cause:
            fail(call, cause)
        return bytes(content)

    def _answer(self, response: requests.Response) -> dict[str, Any]:
        """Return what an upload answered: a body that is no JSON does not undo a 2xx, unless it is a web page."""
        if "html" in response.headers.get("Content-Type", "").lower():
            return self.caller.read_json(response, effect=True)
        try:
            body = json_text.loads(response.content)
        except (ValueError, UnicodeDecodeError):
            if response.content.strip():
                return self.caller.read_json(response, effect=True)
            return {}
        return body if isinstance(body, dict) else {}

    def _has_folder(self, folder: str) -> bool:
        try:
            next(self._listing(folder), None)
        except Rejected as error:
            if error.status in {403, 404}:
                return False
            raise
        return True

    def _root(self) -> str:
        return self.paths.files_root.rstrip("/")

    def _upload_path(self, folder: str, name: str) -> str:
        return self.paths.upload_path.format(
            root=self._root(), folder=_encoded(folder), name=quote(name, safe="")
        )

    def _url(self, path: str) -> str:
        return self.base + "/" + path.lstrip("/")

    def _facts(self, response: requests.Response, method: str) -> CallFacts:
        path = urlsplit(response.request.url or "").path
        return CallFacts(self.caller.transport.hidden, SYSTEM, f"{method} {path}", effect=False)

    def _unreadable(self, text: str, url: str) -> UnexpectedAnswer:
        return UnexpectedAnswer(text, system=SYSTEM, endpoint=f"GET {urlsplit(url).path}")

    def _too_large(self, file: CleoFile, limit: int, size: int | None) -> Rejected:
        measured = f"{size} bytes" if size is not None else "more bytes than that"
        return Rejected(
            f"{file.name} is too large: {measured}, the limit is {limit}; it stays at Cleo",
            system=SYSTEM,
            endpoint=f"GET {file.folder}/{file.name}",
            code="too_large",
        )


def _encoded(folder: str) -> str:
    """Percent-encode each segment of a folder; sub-folders keep their slashes."""
    return "/".join(quote(part, safe="") for part in folder.strip("/").split("/"))
