"""Cleo's REST side: POST /api/authentication, the mailbox under /api/files, an optional /api/jobs (cleo reference 9).

GET /api/files lists the folders; GET /api/files/FOLDER?startIndex=&count= lists files; PUT /api/files/FOLDER/NAME and multipart
POST /api/files/FOLDER upload; GET and DELETE /api/files/FOLDER/NAME download and delete. Errors are {"message": "..."}.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, jsonify, request

from sandbox import partners
from sandbox.cleo_auth import Logins, Refused
from sandbox.cleo_files import Mailbox
from sandbox.cleo_settings import DEFAULTS
from sandbox.store import Store
from sandbox.switches import Switches

FILES_ROOT = "/api/files"
USERNAME: str = DEFAULTS["username"]
PASSWORD: str = DEFAULTS["password"]


def blueprint(store: Store, switches: Switches) -> Blueprint:
    """The routes of Cleo over this store."""
    routes = Blueprint("cleo", __name__)
    front = _Front(store, switches)
    routes.add_url_rule("/api/authentication", "authentication", front.authentication, methods=["POST"])
    routes.add_url_rule(FILES_ROOT, "root", front.folders, methods=["GET"], strict_slashes=False)
    methods = ["GET", "PUT", "POST", "DELETE"]
    routes.add_url_rule(f"{FILES_ROOT}/<path:path>", "files", front.files, methods=methods)
    routes.add_url_rule("/api/jobs", "jobs", front.jobs, methods=["GET"])
    routes.register_error_handler(Refused, _refusal)
    return routes


def _refusal(error: Exception) -> tuple[Response, int]:
    assert isinstance(error, Refused)
    response = jsonify(error.body)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Cleo Harmony"'
    return response, error.status


def _number(name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isdigit():
        raise Refused(400, {"message": f"Parameter '{name}' must be a whole number, not '{text}'."})
    return int(text)


class _Front:
    """The view functions; everything that remembers is in Logins and Mailbox."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._switches = switches
        self._logins = Logins(store, switches)
        self._mailbox = Mailbox(store, switches)

    def authentication(self) -> Response:
        if not request.content_type or "application/x-www-form-urlencoded" not in request.content_type:
            raise Refused(400, {"message": "The body must be application/x-www-form-urlencoded."})
        return jsonify(self._logins.grant(request.form.to_dict()))

    def folders(self) -> Response:
        """The mailbox's folders as resources of type folder."""
        self._authenticate()
        resources = [
            {"id": name, "name": name, "path": f"/{name}", "type": "folder", "meta": {"resourceType": "folder"},
             "usage": right, "_links": {"self": {"href": f"{FILES_ROOT}/{quote(name)}"}}}
            for name, right in self._mailbox.settings["folders"].items()
        ]  # fmt: skip
        return self._envelope(resources, len(resources), 0, len(resources))

    def files(self, path: str) -> Response | tuple[Response, int] | tuple[str, int]:
        """One folder or one file, told apart by the folder names there are."""
        self._authenticate()
        folders = self._mailbox.settings["folders"]
        place = path.strip("/")
        if place in folders:
            return self._folder(place)
        folder, _, name = path.rpartition("/")
        if folder not in folders:
            raise Refused(404, {"message": f"There is no folder '{folder or place}'."})
        if request.method == "GET":
            return self._download(folder, name)
        if request.method == "DELETE":
            self._mailbox.delete(folder, name)
            return "", 204
        if request.method == "PUT":
            return self._upload(folder, name, self._body())
        raise Refused(405, {"message": f"{request.method} is not supported for a file."})

    def jobs(self) -> Response:
        """One job per upload, as far as the placeholder is switched on; filter: payloadName eq "x"."""
        self._authenticate()
        if not self._mailbox.settings["jobs"]:
            raise Refused(404, {"message": "There is no resource 'jobs'."})
        wanted = re.fullmatch(r'\s*payloadName eq "(.*)"\s*', request.args.get("filter", ""))
        jobs = [self._job(record) for record in self._store.table("uploads").values()
                if not wanted or record["name"] == wanted.group(1)]  # fmt: skip
        start, count = _number("startIndex", 0), _number("count", 100)
        return self._envelope(jobs[start : start + count], len(jobs), start, count)

    def _authenticate(self) -> None:
        self._logins.user_of(request.headers.get("Authorization", ""))

    def _folder(self, folder: str) -> Response | tuple[Response, int]:
        if request.method == "GET":
            start, count = _number("startIndex", 0), _number("count", 100)
            total, records = self._mailbox.listing(folder, start, count)
            return self._envelope(
                [self._mailbox.resource(record, FILES_ROOT) for record in records], total, start, count
            )
        if request.method == "POST":
            part = request.files.get("file")
            if part is None or not part.filename:
                raise Refused(400, {"message": "The multipart body has no part 'file' with a file name."})
            return self._upload(folder, part.filename, part.read())
        raise Refused(405, {"message": f"{request.method} is not supported for a folder."})

    def _body(self) -> bytes:
        limit = int(self._mailbox.settings["max_bytes"])
        if (request.content_length or 0) > limit:
            raise Refused(413, {"message": f"The file is larger than {limit} bytes."})
        return request.get_data(cache=False)

    def _upload(self, folder: str, name: str, content: bytes) -> tuple[Response, int]:
        record, created = self._mailbox.upload(folder, name, content)
        resource: dict[str, Any] = self._mailbox.resource(record, FILES_ROOT)
        if self._switches["job_id_in_upload_answer"]:
            resource["jobId"] = str(record["job_id"])
        return jsonify(resource), 201 if created else 200

    def _download(self, folder: str, name: str) -> Response:
        record = self._mailbox.find(folder, name)
        answer = Response(self._mailbox.read(record), mimetype="application/octet-stream")
        plain = name.encode("ascii", "replace").decode().replace('"', "_").replace("\\", "_")
        disposition = f'attachment; filename="{plain}"'
        if not name.isascii():
            disposition += f"; filename*=UTF-8''{quote(name, safe='')}"
        answer.headers["Content-Disposition"] = disposition
        return answer

    def _job(self, record: dict[str, Any]) -> dict[str, Any]:
        age = partners.now(self._store).timestamp() - float(record["epoch"])
        names = ["RECEIVING_FROM", "RECEIVED", "QUEUED_FOR_TARGET", "SENDING_TO", "SENT"]
        done = age >= float(self._switches["supplier_delay_seconds"])
        return {"id": str(record["job_id"]), "jobNumber": record["job_id"], "payloadName": record["name"],
                "from": "Mailbox", "to": "Partner", "status": "successful" if done else "in progress",
                "events": [{"name": name} for name in (names if done else names[:2])]}  # fmt: skip

    def _envelope(self, resources: list[dict[str, Any]], total: int, start: int, count: int) -> Response:
        return jsonify({"totalResults": total, "startIndex": start, "count": count, "resources": resources})
