"""Which addresses are allowed, and that links cannot lead elsewhere."""

from __future__ import annotations

import pytest

from connectors.addresses import check_address, is_loopback, normalised, on_our_host


@pytest.mark.parametrize(
    "url",
    [
        "https://api.businesscentral.dynamics.com/v2.0/t/Production/api/v2.0",
        "http://127.0.0.1:8080/x",
        "http://localhost",
        "http://[::1]:7048/BC",
    ],
)
def test_https_and_this_machine_are_allowed(url: str) -> None:
    check_address(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://nav.example.com:7048/BC/api/v2.0", "must begin with https"),
        ("http://127.0.0.1.example.com/", "must begin with https"),
        ("http://localhost.example.com/", "must begin with https"),
        ("https://user:word@nav.example.com/", "user name or password"),
        ("https://nav.example.com/?tenant=1", "query"),
        ("https://nav.example.com/#a", "fragment"),
        ("nav.example.com/api", "not an address"),
        ("ftp://nav.example.com/", "not an address"),
        ("https://", "not an address"),
        ("https://nav.example.com:port/", "not an address"),
        ("", "not an address"),
    ],
)
def test_others_are_refused_with_a_reason(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        check_address(url)


def test_one_place_has_one_spelling() -> None:
    assert normalised(" HTTPS://NAV.Example.com/BC/api/v2.0/ ") == "https://nav.example.com/BC/api/v2.0"
    assert normalised("") == ""


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example.com/api/v2.0/x?$skiptoken=1",
        "/api/v2.0/x?$skiptoken=1",
        "//evil.example.com/api/v2.0/x?$skiptoken=1",
    ],
)
def test_only_path_and_query_of_a_link_are_taken(link: str) -> None:
    assert (
        on_our_host(link, "https://nav.example.com:7048/BC")
        == "https://nav.example.com:7048/api/v2.0/x?$skiptoken=1"
    )


def test_a_host_that_is_no_address_is_not_loopback() -> None:
    assert not is_loopback("https://nav.example.com")
    assert not is_loopback("http://10.0.0.1")
    assert is_loopback("http://127.8.9.1:80/x")
