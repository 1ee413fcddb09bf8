"""Logins of the played Cleo: password and refresh grant, token life, refusals and the lock-out (cleo reference 9.2, 9.3)."""

from __future__ import annotations

import base64
import secrets
import time
from typing import Any

from sandbox import partners
from sandbox.cleo_settings import Settings
from sandbox.store import Store
from sandbox.switches import Switches

Body = dict[str, Any]
REFUSED = "Invalid username or password."
LOCKED = "The account is locked after too many failed logins."


class Refused(Exception):
    """A login or a call that is refused: HTTP status and JSON body."""

    def __init__(self, status: int, body: Body) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


class Logins:
    """Gives out bearer tokens and recognises them; everything is kept in the store, so a restart forgets no token."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._switches = switches
        self._settings = Settings(store)

    def grant(self, form: dict[str, str]) -> Body:
        """The token answer for a form of POST /api/authentication; raises Refused."""
        kind = form.get("grant_type", "")
        if kind == "password":
            return self._password(form.get("username", ""), form.get("password", ""))
        if kind == "refresh_token":
            return self._refresh(form.get("refresh_token", ""))
        raise Refused(400, {"message": f"Unsupported grant_type '{kind}'."})

    def user_of(self, header: str) -> str:
        """The user an Authorization header stands for; raises Refused 401."""
        scheme, _, value = header.partition(" ")
        if scheme.lower() == "bearer":
            record = self._store.table("cleo_tokens").get(value.strip())
            if record and record["kind"] == "access" and float(record["expires"]) > time.time():
                return str(record["user"])
            raise Refused(401, {"message": "The access token is missing, unknown or expired."})
        if scheme.lower() == "basic" and self._settings["basic"]:
            return self._basic(value)
        raise Refused(401, {"message": "Authentication is required."})

    def revoke_all(self) -> None:
        """Every token given out so far stops working at once."""
        table = self._store.table("cleo_tokens")
        with self._store.lock:
            for token in table.keys():  # noqa: SIM118 - a list is taken: the loop deletes
                table.delete(token)

    def state(self) -> Body:
        """Counts of logins for tests: given, refused, refreshed, locked until."""
        return self._store.table("cleo_logins").get(self._settings["username"]) or {
            "given": 0, "refused": 0, "refreshed": 0, "failures": [], "locked_until": 0,
        }  # fmt: skip

    def unlock(self) -> None:
        """Lift the lock-out and forget the failures behind it."""
        self._save(self.state() | {"failures": [], "locked_until": 0})

    def _save(self, state: Body) -> None:
        self._store.table("cleo_logins").put(self._settings["username"], state)

    def _basic(self, value: str) -> str:
        try:
            username, _, password = base64.b64decode(value).decode().partition(":")
        except ValueError:
            username = password = ""
        if username == self._settings["username"] and password == self._settings["password"]:
            return username
        raise Refused(401, {"message": REFUSED})

    def _password(self, username: str, password: str) -> Body:
        moment = partners.now(self._store).timestamp()
        with self._store.lock:
            state = self.state()
            locked = float(state["locked_until"]) > moment
            right = username == self._settings["username"] and password == self._settings["password"]
            if locked or not right:
                refusal = self._count_refusal(state, moment, locked)
            else:
                self._save(state | {"given": state["given"] + 1, "failures": [], "locked_until": 0})
                return self._tokens(username)
        # outside the lock: leaving it with an exception would undo the count
        raise refusal

    def _count_refusal(self, state: Body, moment: float, locked: bool) -> Refused:
        failures = [
            at for at in state["failures"] if at > moment - self._settings["lockout_window_seconds"]
        ] + [moment]
        limit = int(self._settings["lockout_failures"])
        until = state["locked_until"]
        if not locked and limit and len(failures) >= limit:
            until = moment + float(self._settings["lockout_seconds"])
        self._save(state | {"refused": state["refused"] + 1, "failures": failures, "locked_until": until})
        return self._refusal(LOCKED if locked else REFUSED)

    def _refusal(self, text: str) -> Refused:
        if self._switches["login_error_form"] == "invalid_grant":
            return Refused(400, {"error": "invalid_grant", "error_description": text})
        return Refused(401, {"message": text})

    def _refresh(self, token: str) -> Body:
        table = self._store.table("cleo_tokens")
        with self._store.lock:
            record = table.get(token)
            known = record is not None and record["kind"] == "refresh"
            if record is not None and known and self._switches["refresh_tokens"] == "rotate":
                table.delete(token)
                state = self.state()
                self._save(state | {"refreshed": state["refreshed"] + 1})
                return self._tokens(str(record["user"]))
        raise self._refusal("The refresh token is not accepted.")

    def _tokens(self, user: str) -> Body:
        table = self._store.table("cleo_tokens")
        seconds = float(self._switches["token_seconds"])
        access = secrets.token_urlsafe(32)
        table.put(access, {"kind": "access", "user": user, "expires": time.time() + seconds})
        answer: Body = {"access_token": access, "token_type": "bearer", "expires_in": int(seconds)}
        if self._switches["refresh_tokens"] != "none":
            answer["refresh_token"] = secrets.token_urlsafe(32)
            table.put(answer["refresh_token"], {"kind": "refresh", "user": user, "expires": 0})
        return answer
