"""Token requests: one try, no redirect, every odd answer named, no secret in any text."""

from __future__ import annotations

import logging
import os
import traceback
from typing import Any

import pytest
from oauthlib.oauth2 import BackendApplicationClient

from connectors import errors
from connectors.http import Transport
from connectors.oauth import Token, fetch_token
from tests.connectors.small_server import Answer, SmallServer, closed_port

SECRET = "client~Secret.4tests"
TOKEN = "token-for-tests-0123456789"


def ask(transport: Transport, url: str) -> Token:
    form = {"include_client_id": True, "client_secret": SECRET, "scope": "s"}
    client = BackendApplicationClient(client_id="id")
    return fetch_token(transport, client, system="entra", token_url=url, secrets=(SECRET,), form=form)


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"expires_in": 3599}, 3599),
        ({"expires_in": "120"}, 120),
        ({}, 3600),
        ({"expires_in": -5}, 0),
        ({"expires_in": 60, "token_type": "BEARER"}, 60),
        ({"expires_in": 60, "scope": "another scope"}, 60),
    ],
)
def test_a_token_is_read_with_its_life(transport: Transport, fields: dict[str, Any], seconds: int) -> None:
    with SmallServer(Answer(200, {"access_token": TOKEN, "token_type": "Bearer", **fields})) as server:
        token = ask(transport, server.url)
    assert token.access_token == TOKEN
    assert (token.expires_at - token.obtained_at).total_seconds() == seconds
    assert token.expires_at.tzinfo is not None


ANSWERS = [
    (Answer(401, {"error": "invalid_client", "error_description": f"bad {SECRET}"}), errors.Unauthorized),
    (Answer(400, {"error": "invalid_scope"}), errors.Unauthorized),
    (Answer(401, "<html></html>", {"Content-Type": "text/html"}), errors.Unauthorized),
    (Answer(400, "<html></html>", {"Content-Type": "text/html"}), errors.UnexpectedAnswer),
    (Answer(403, {"message": "locked"}), errors.Unauthorized),
    (Answer(404, {"message": f"no {SECRET}"}), errors.Rejected),
    (Answer(429, {}), errors.Throttled),
    (Answer(503, {}, {"Retry-After": "3"}), errors.Throttled),
    (Answer(500, f"echo {SECRET}"), errors.Unreachable),
    (Answer(302, "", {"Location": "https://elsewhere.example.com/"}), errors.UnexpectedAnswer),
    (Answer(200, f"<html>{SECRET}</html>", {"Content-Type": "text/html"}), errors.UnexpectedAnswer),
    (Answer(200, f'{{"access_token": "{TOKEN}'), errors.UnexpectedAnswer),
    (Answer(200, {"token_type": "Bearer"}), errors.UnexpectedAnswer),
    (
        Answer(200, {"access_token": TOKEN, "token_type": "Bearer", "expires_in": "soon"}),
        errors.UnexpectedAnswer,
    ),
    (Answer(200, {"access_token": "two words", "token_type": "Bearer"}), errors.UnexpectedAnswer),
    (Answer(200, {"access_token": TOKEN, "token_type": "mac"}), errors.UnexpectedAnswer),
    (Answer(200, {"error": "odd", "error_description": SECRET}), errors.UnexpectedAnswer),
    (Answer(cut="before"), errors.Unreachable),
    (Answer(cut="during", body="{"), errors.Unreachable),
]


@pytest.mark.parametrize(("answer", "kind"), ANSWERS, ids=lambda value: getattr(value, "__name__", None))
def test_every_other_answer_has_its_error_and_shows_no_secret(
    transport: Transport, caplog: pytest.LogCaptureFixture, answer: Answer, kind: type[errors.ConnectorError]
) -> None:
    caplog.set_level(logging.DEBUG)
    with SmallServer(answer) as server:
        with pytest.raises(errors.ConnectorError) as caught:
            ask(transport, server.url)
        assert type(caught.value) is kind
        assert len(server.seen) == 1
    for text in (
        repr(vars(caught.value)),
        str(caught.value),
        caplog.text,
        *traceback.format_exception(caught.value),
    ):
        assert SECRET not in text
        assert TOKEN not in text


def test_a_good_answer_leaves_no_secret_in_the_log(
    transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with SmallServer(Answer(200, {"access_token": TOKEN, "token_type": "Bearer"})) as server:
        token = ask(transport, server.url)
    assert TOKEN not in caplog.text + repr(token) + str(token) + repr(transport)
    assert SECRET not in caplog.text


def test_nobody_listening_means_unreachable(transport: Transport) -> None:
    with pytest.raises(errors.Unreachable, match="nothing was sent"):
        ask(transport, closed_port())


def test_plain_http_is_for_this_machine_only_and_the_switch_is_put_back(transport: Transport) -> None:
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ
    with pytest.raises(errors.Unreachable, match="https"):
        ask(transport, "http://login.example.com/token")
    with SmallServer(Answer(200, {"access_token": TOKEN, "token_type": "Bearer"})) as server:
        ask(transport, server.url)
    assert "OAUTHLIB_INSECURE_TRANSPORT" not in os.environ


def test_the_guard_is_asked_first() -> None:
    def forbid() -> None:
        raise RuntimeError("a transaction is open")

    with SmallServer(Answer(200, {})) as server:
        with pytest.raises(RuntimeError, match="transaction"):
            ask(Transport(guard=forbid), server.url)
        assert server.seen == []
