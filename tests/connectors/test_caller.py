"""One renewal and one repeat on a 401; nothing of a login in a repr."""

from __future__ import annotations

import base64

import pytest

from connectors import errors
from connectors.caller import BasicAuth, Caller
from connectors.http import Transport
from tests.connectors.small_server import Answer, SmallServer


class Renewable:
    """A login with a number that counts renewals."""

    def __init__(self, *, renewable: bool = True) -> None:
        self.renewals = 0
        self.refusals = 0
        self.renewable = renewable

    def header(self) -> str:
        return f"Bearer token-{self.renewals}"

    def renew(self) -> bool:
        self.renewals += self.renewable
        return self.renewable

    def refused(self, error: errors.Unauthorized) -> None:
        self.refusals += 1


@pytest.mark.parametrize("effect", [True, False])
def test_a_401_is_renewed_and_repeated_once(transport: Transport, effect: bool) -> None:
    auth = Renewable()
    with SmallServer(Answer(401), Answer(200, {"ok": 1})) as server:
        answer = Caller(transport, auth, "nav").json("POST" if effect else "GET", server.url, effect=effect)
        assert answer == {"ok": 1}
        assert [seen.headers["Authorization"] for seen in server.seen] == ["Bearer token-0", "Bearer token-1"]
    assert (auth.renewals, auth.refusals) == (1, 0)


def test_a_second_401_is_final(transport: Transport) -> None:
    auth = Renewable()
    with SmallServer(Answer(401)) as server:
        with pytest.raises(errors.Unauthorized):
            Caller(transport, auth, "nav").json("GET", server.url)
        assert len(server.seen) == 2
    assert (auth.renewals, auth.refusals) == (1, 1)


def test_a_login_that_cannot_be_renewed_is_not_repeated(transport: Transport) -> None:
    auth = Renewable(renewable=False)
    with SmallServer(Answer(401)) as server:
        with pytest.raises(errors.Unauthorized):
            Caller(transport, auth, "nav").json("GET", server.url)
        assert len(server.seen) == 1
    assert auth.refusals == 1


def test_the_guard_is_asked_before_the_login(transport: Transport) -> None:
    class Forbidden(Renewable):
        def header(self) -> str:
            raise AssertionError("a token was fetched although calling out is not allowed")

    def forbid() -> None:
        raise RuntimeError("a transaction is open")

    with pytest.raises(RuntimeError, match="transaction"):
        Caller(transport, Forbidden(), "nav", forbid).request("GET", "http://127.0.0.1:9/")


def test_basic_is_sent_pre_emptively_and_hidden(transport: Transport) -> None:
    auth = BasicAuth("Ümit", "a-key-of-44-characters")
    with SmallServer(Answer(200, {})) as server:
        Caller(transport, auth, "nav").json("GET", server.url)
        sent = server.seen[0].headers["Authorization"]
    assert base64.b64decode(sent.removeprefix("Basic ")).decode() == "Ümit:a-key-of-44-characters"
    assert "key" not in repr(auth)


def test_a_gate_stops_basic_before_anything_is_sent(transport: Transport) -> None:
    class Gate:
        def __init__(self) -> None:
            self.stopped = False

        def check(self) -> None:
            if self.stopped:
                raise errors.Unauthorized("stopped", system="nav")

        def refused(self, error: errors.Unauthorized) -> None:
            self.stopped = True

    caller = Caller(transport, BasicAuth("u", "key-for-tests", Gate()), "nav")
    with SmallServer(Answer(401)) as server:
        for _ in range(3):
            with pytest.raises(errors.Unauthorized):
                caller.request("GET", server.url)
        assert len(server.seen) == 1
