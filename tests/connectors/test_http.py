"""The transport: what is repeated, what is not, and what each failure says about the other side."""

from __future__ import annotations

import ssl

import pytest
import requests
from urllib3.exceptions import MaxRetryError, SSLError

from connectors import errors
from connectors.http import Transport, nothing_was_sent, plain_reason
from tests.connectors.small_server import Answer, SmallServer, closed_port


def read(transport: Transport, url: str, **options: object) -> requests.Response:
    return transport.request("GET", url, system="nav", **options)  # type: ignore[arg-type]


def change(transport: Transport, url: str, **options: object) -> requests.Response:
    return transport.request("POST", url, system="nav", json={"a": 1}, effect=True, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_read_is_repeated_until_the_server_answers(transport: Transport, status: int) -> None:
    with SmallServer(Answer(status), Answer(status), Answer(200, {"ok": True})) as server:
        assert read(transport, server.url).json() == {"ok": True}
        assert len(server.seen) == 3
    assert transport.calls == 3


@pytest.mark.parametrize("cut", ["before", "during"])
def test_a_read_whose_answer_is_cut_is_repeated(transport: Transport, cut: str) -> None:
    with SmallServer(Answer(cut=cut, body=b"{}"), Answer(200, {"ok": True})) as server:
        assert read(transport, server.url).json() == {"ok": True}
        assert len(server.seen) == 2


@pytest.mark.parametrize(
    "answer",
    [Answer(cut="before"), Answer(cut="during", body=b"{}"), *(Answer(s) for s in (408, 500, 502, 503, 504))],
    ids=lambda answer: answer.cut or str(answer.status),
)
def test_an_effect_is_sent_once_and_its_outcome_is_unknown(transport: Transport, answer: Answer) -> None:
    with SmallServer(answer) as server:
        with pytest.raises(errors.OutcomeUnknown):
            change(transport, server.url)
        assert len(server.seen) == 1


def test_a_503_with_retry_after_leaves_an_effect_unknown(transport: Transport) -> None:
    with SmallServer(Answer(503, headers={"Retry-After": "0"})) as server:
        with pytest.raises(errors.OutcomeUnknown):
            change(transport, server.url)
        assert len(server.seen) == 1


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_no_changing_method_is_ever_repeated(transport: Transport, method: str) -> None:
    with SmallServer(Answer(503, headers={"Retry-After": "0"})) as server:
        with pytest.raises(errors.OutcomeUnknown):
            transport.request(method, server.url, system="cleo")
        assert len(server.seen) == 1


def test_each_effect_has_a_connection_of_its_own_and_reads_share_one(transport: Transport) -> None:
    with SmallServer(Answer(200, {})) as server:
        for _ in range(3):
            read(transport, server.url)
        assert server.connections == 1
        for _ in range(2):
            change(transport, server.url)
        assert server.connections == 3
        assert server.seen[-1].headers["Connection"] == "close"


@pytest.mark.parametrize("effect", [True, False])
def test_a_refused_connection_means_that_nothing_was_sent(transport: Transport, effect: bool) -> None:
    with pytest.raises(errors.Unreachable, match="nothing was sent") as caught:
        (change if effect else read)(transport, closed_port())
    assert caught.value.status is None


def test_an_untrusted_certificate_means_that_nothing_was_sent() -> None:
    broken = ssl.SSLCertVerificationError(1, "certificate verify failed")
    broken.verify_message = "self-signed certificate"
    pool = object()
    cause = requests.exceptions.SSLError(MaxRetryError(pool, "/", SSLError(broken)))  # type: ignore[arg-type]
    assert nothing_was_sent(cause)
    assert plain_reason(cause) == "the certificate is not trusted (self-signed certificate)"
    assert not nothing_was_sent(
        requests.exceptions.SSLError(SSLError("EOF occurred in violation of protocol"))
    )


def test_an_effect_without_answer_in_time_is_unknown_a_read_unreachable() -> None:
    transport = Transport(read_timeout=0.05, change_timeout=0.05, retries=0, backoff=0)
    with SmallServer(Answer(hold=True)) as server:
        with pytest.raises(errors.OutcomeUnknown, match="no answer in time"):
            change(transport, server.url)
        with pytest.raises(errors.Unreachable, match="no answer in time"):
            read(transport, server.url)


def test_a_throttled_read_gives_up_and_knows_when_to_come_back() -> None:
    transport = Transport(retries=1, backoff=0, retry_after_max=0)
    with SmallServer(Answer(429, headers={"Retry-After": "17"})) as server:
        with pytest.raises(errors.Throttled) as caught:
            read(transport, server.url)
        assert len(server.seen) == 2
    assert caught.value.retry_after == 17.0


def test_a_throttled_effect_is_not_repeated(transport: Transport) -> None:
    with SmallServer(Answer(429)) as server:
        with pytest.raises(errors.Throttled) as caught:
            change(transport, server.url)
        assert len(server.seen) == 1
    assert caught.value.retry_after is None


def test_the_guards_stop_a_call_before_it_leaves() -> None:
    def forbid() -> None:
        raise RuntimeError("a transaction is open")

    with SmallServer(Answer(200, {})) as server:
        with pytest.raises(RuntimeError, match="transaction"):
            Transport(guard=forbid).request("GET", server.url, system="nav")
        with pytest.raises(RuntimeError, match="transaction"):
            Transport().request("GET", server.url, system="nav", guard=forbid)
        assert server.seen == []


@pytest.mark.parametrize(
    "url", ["http://nav.example.com/api", "ftp://nav.example.com", "nonsense", "https://a:b@nav.example.com"]
)
def test_a_remote_address_without_https_is_never_called(transport: Transport, url: str) -> None:
    with pytest.raises(errors.Unreachable, match="address"):
        read(transport, url)
    assert transport.calls == 0


def test_redirects_are_not_followed(transport: Transport) -> None:
    with (
        SmallServer(Answer(200, {})) as other,
        SmallServer(Answer(302, headers={"Location": other.url})) as server,
    ):
        with pytest.raises(errors.UnexpectedAnswer):
            read(transport, server.url, headers={"Authorization": "Bearer abcdef"})
        with pytest.raises(errors.OutcomeUnknown):
            change(transport, server.url)
        assert other.seen == []


def test_neither_environment_nor_cookies_decide(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", closed_port())
    monkeypatch.setenv("http_proxy", closed_port())
    with SmallServer(Answer(200, {}, {"Set-Cookie": "session=1"})) as server:
        read(transport, server.url)
        read(transport, server.url)
        assert "Cookie" not in server.seen[1].headers


def test_the_caller_can_count_calls() -> None:
    counted: list[int] = []
    transport = Transport(on_call=counted.append, backoff=0)
    with SmallServer(Answer(503), Answer(200, {})) as server:
        read(transport, server.url)
        change(transport, server.url)
    assert counted == [2, 3]


def test_money_leaves_exactly(transport: Transport) -> None:
    from decimal import Decimal

    with SmallServer(Answer(200, {})) as server:
        transport.request(
            "POST", server.url, system="nav", json={"amount": Decimal("1234567890123.10")}, effect=True
        )
        assert server.seen[0].body == b'{"amount":1234567890123.10}'
