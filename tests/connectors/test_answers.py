"""What a status and a body mean."""

from __future__ import annotations

import re

import pytest

from connectors import errors
from connectors.answers import CallFacts, json_of
from connectors.http import Transport
from tests.connectors.small_server import Answer, SmallServer

HTML = Answer(200, "<html>Please log in</html>", {"Content-Type": "text/html"})
NAV_ERROR = {"error": {"code": "Application_DialogException", "message": "Too much.  CorrelationId:  abc."}}


@pytest.mark.parametrize("effect", [True, False])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.Rejected),
        (401, errors.Unauthorized),
        (403, errors.Rejected),
        (404, errors.Rejected),
        (405, errors.Rejected),
        (409, errors.Stale),
        (412, errors.Stale),
        (413, errors.Rejected),
        (429, errors.Throttled),
        (501, errors.Rejected),
    ],
)
def test_what_the_remote_decided_is_the_same_for_reads_and_effects(
    status: int, kind: type[errors.ConnectorError], effect: bool
) -> None:
    transport = Transport(retries=0)
    headers = {"request-id": "r-1", "ms-correlation-x": "c-1"}
    with SmallServer(Answer(status, NAV_ERROR, headers)) as server, pytest.raises(kind) as caught:
        transport.request(
            "POST" if effect else "GET", f"{server.url}/x?secret=1", system="nav", effect=effect
        )
    error = caught.value
    assert type(error) is kind
    assert (error.status, error.code) == (status, "Application_DialogException")
    assert error.correlation_id == "r-1 c-1"
    assert error.endpoint == ("POST /x" if effect else "GET /x")
    assert "Too much. CorrelationId: abc." in str(error)


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error": {"code": "C", "message": "M"}}, "C", "M"),
        ({"error": {"code": "C", "message": {"lang": "en", "value": "M"}}}, "C", "M"),
        ({"error": "invalid_grant", "error_description": "M\r\nTrace ID"}, "invalid_grant", "M Trace ID"),
        ({"message": "M"}, "", "M"),
        ({}, "", "no reason given"),
        ("plain words", "", "plain words"),
        (b"", "", "no reason given"),
        (["list"], "", "no reason given"),
        ({"error": {"code": None, "message": None}}, "", "no reason given"),
    ],
)
def test_every_shape_of_error_body_is_read(
    transport: Transport, body: object, code: str, message: str
) -> None:
    with SmallServer(Answer(400, body)) as server, pytest.raises(errors.Rejected) as caught:  # type: ignore[arg-type]
        transport.request("GET", server.url, system="cleo")
    assert caught.value.code == code
    assert caught.value.text.endswith(message)


@pytest.mark.parametrize("status", [302, 400, 404, 409])
def test_a_proxys_page_instead_of_navs_answer_is_never_taken_for_a_decision(
    transport: Transport, status: int
) -> None:
    page = Answer(status, HTML.body, HTML.headers)
    with SmallServer(page) as server:
        with pytest.raises(errors.UnexpectedAnswer):
            transport.request("GET", server.url, system="nav")
        with pytest.raises(errors.OutcomeUnknown):
            transport.request("PATCH", server.url, system="nav", effect=True)


@pytest.mark.parametrize(
    "answer", [HTML, Answer(200, b'{"value": ['), Answer(200, b"[1]"), Answer(200, b"\xff\xfe{")]
)
def test_a_200_that_is_no_json_object_is_no_answer(transport: Transport, answer: Answer) -> None:
    with SmallServer(answer) as server:
        response = transport.request("GET", server.url, system="nav")
        with pytest.raises(errors.UnexpectedAnswer):
            json_of(response, CallFacts(frozenset(), "nav", "GET /", effect=False))
        with pytest.raises(errors.OutcomeUnknown):
            json_of(response, CallFacts(frozenset(), "nav", "POST /", effect=True))


def test_retry_after_may_be_a_date() -> None:
    transport = Transport(retries=0)
    for value, expected in [
        ("Fri, 31 Dec 2199 23:59:59 GMT", True),
        ("Mon, 01 Jan 2001 00:00:00 GMT", False),
    ]:
        with SmallServer(Answer(429, headers={"Retry-After": value})) as server:
            with pytest.raises(errors.Throttled) as caught:
                transport.request("GET", server.url, system="nav")
            assert (caught.value.retry_after or 0) > 0 if expected else caught.value.retry_after == 0
    with SmallServer(Answer(503, headers={"Retry-After": "soon"})) as server:
        with pytest.raises(errors.Throttled) as caught:
            transport.request("GET", server.url, system="nav")
        assert caught.value.retry_after is None


def test_a_read_that_stays_broken_is_unreachable_and_changed_nothing() -> None:
    with SmallServer(Answer(504)) as server, pytest.raises(errors.Unreachable):
        Transport(retries=1, backoff=0).request("GET", server.url, system="nav")


def test_the_excerpt_is_short_and_on_one_line(transport: Transport) -> None:
    with SmallServer(Answer(400, "word \n" * 2000)) as server, pytest.raises(errors.Rejected) as caught:
        transport.request("GET", server.url, system="cleo")
    assert len(caught.value.excerpt) <= 500
    assert not re.search(r"[\r\n]", caught.value.excerpt)
