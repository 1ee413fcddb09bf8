"""No secret in any text, however it is spelt."""

from __future__ import annotations

import base64
import logging
import traceback
from urllib.parse import quote

import pytest

from connectors import errors
from connectors.caller import BasicAuth, Caller
from connectors.http import Transport
from connectors.redaction import excerpt, header_secrets, redact
from tests.connectors.small_server import Answer, SmallServer, closed_port

SECRET = "Pa$$ wörd/with+odd&chars"
TOKEN = "tok-0123456789abcdef"


@pytest.mark.parametrize(
    "text",
    [
        f"the password is {SECRET}.",
        f"form password={quote(SECRET)}&x=1",
        f"Authorization: Basic {base64.b64encode(f'user:{SECRET}'.encode()).decode()}",
        f"twice {base64.b64encode(SECRET.encode()).decode()}",
    ],
)
def test_a_known_secret_is_hidden_in_every_spelling(text: str) -> None:
    clean = redact(text, [SECRET])
    for spelling in (SECRET, quote(SECRET), base64.b64encode(SECRET.encode()).decode()):
        assert spelling not in clean


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ('{"access_token": "abc123", "x": 1}', "abc123"),
        ("client_secret=abc123&scope=x", "abc123"),
        ("Bearer abc123abc", "abc123abc"),
        ("token eyJhbGciOi.eyJzdWIiOi.c2ln and more", "eyJhbGciOi"),
        ('"password":"ab\\"c123"', "c123"),
        ("refresh_token: abc123;", "abc123"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_without_being_known(text: str, gone: str) -> None:
    assert gone not in redact(text)


def test_ordinary_words_stay() -> None:
    text = "The bearer of this order and basic goods: password policy of 60 days"
    assert redact(text, ["", "of"]) == text


def test_the_password_of_a_basic_login_is_known_from_the_header() -> None:
    value = base64.b64encode(f"user:{SECRET}".encode()).decode()
    assert header_secrets(f"Basic {value}") == {value, SECRET}
    assert header_secrets(f"Bearer {TOKEN}") == {TOKEN}
    assert header_secrets(None) == set()
    assert header_secrets("Basic !!!") == {"!!!"}


def test_an_excerpt_is_cut_after_it_is_cleaned() -> None:
    text = "x" * 490 + " " + TOKEN
    assert TOKEN[:6] not in excerpt(text, [TOKEN])


ECHOES = [
    Answer(400, {"error": {"code": "X", "message": f"got {TOKEN} and {SECRET}"}}),
    Answer(401, {"message": f"bad {SECRET}", "Authorization": f"Bearer {TOKEN}"}),
    Answer(409, f"echo {TOKEN}"),
    Answer(429, f"echo {TOKEN}"),
    Answer(500, f"<html>{SECRET} {TOKEN}</html>"),
    Answer(200, f"<html>{SECRET} {TOKEN}</html>", {"Content-Type": "text/html"}),
    Answer(200, f"[{TOKEN}"),
    Answer(302, "", {"Location": f"https://x.example.com/{TOKEN}"}),
    Answer(cut="before"),
    Answer(cut="during", body=TOKEN),
]


class Fixed:
    """A login that gives one value."""

    def __init__(self, value: str) -> None:
        self.value = value

    def header(self) -> str:
        return self.value

    def renew(self) -> bool:
        return False

    def refused(self, error: errors.Unauthorized) -> None:
        pass


@pytest.mark.parametrize("effect", [True, False])
@pytest.mark.parametrize("answer", ECHOES, ids=lambda answer: answer.cut or str(answer.status))
@pytest.mark.parametrize("scheme", ["basic", "bearer"])
def test_no_failure_of_a_call_shows_a_secret(
    caplog: pytest.LogCaptureFixture, scheme: str, answer: Answer, effect: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    transport = Transport(retries=0)
    transport.hide(SECRET)
    auth = BasicAuth("user", SECRET) if scheme == "basic" else Fixed(f"Bearer {TOKEN}")
    transport.hide(TOKEN)
    caller = Caller(transport, auth, "nav")
    with SmallServer(answer) as server, pytest.raises(errors.ConnectorError) as caught:
        caller.json("POST" if effect else "GET", f"{server.url}/p", effect=effect)
    assert_clean(caught.value, caplog)


@pytest.mark.parametrize("value", [f"Bearer {TOKEN}\r\nX: 1", f"Bearer {TOKEN}ö…", f" Bearer {TOKEN}"])
def test_a_header_that_cannot_be_written_is_not_shown(caplog: pytest.LogCaptureFixture, value: str) -> None:
    caplog.set_level(logging.DEBUG)
    with SmallServer(Answer(200, {})) as server, pytest.raises(errors.ConnectorError) as caught:
        Caller(Transport(retries=0), Fixed(value), "nav").json("GET", server.url)
    assert_clean(caught.value, caplog)


def test_a_refused_connection_shows_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(errors.Unreachable) as caught:
        Caller(Transport(retries=0), BasicAuth("user", SECRET), "nav").json(
            "POST", closed_port(), effect=True
        )
    assert_clean(caught.value, caplog)


def assert_clean(error: errors.ConnectorError, caplog: pytest.LogCaptureFixture) -> None:
    texts = [str(error), repr(error), repr(vars(error)), caplog.text, *traceback.format_exception(error)]
    encoded = base64.b64encode(f"user:{SECRET}".encode()).decode()
    for secret in (SECRET, TOKEN, encoded, quote(SECRET)):
        for text in texts:
            assert secret not in text
    assert error.endpoint
