"""Which addresses we talk to: https everywhere, plain http to this machine only (architecture section 9)."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit, urlunsplit


def is_loopback(url: str) -> bool:
    """Tell whether the host of `url` is this machine."""
    host = (_split(url).hostname or "").rstrip(".")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(url: str) -> None:
    """Raise ValueError, in words for people, unless `url` is an absolute https address (http on loopback) without
    credentials, query or fragment."""
    parts = _split(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("not an address: write it with https:// and a host name")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the address holds a user name or password: put them into their own fields")
    if parts.query or parts.fragment:
        raise ValueError("the address ends in a query (?) or fragment (#): leave it off")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError("a remote address must begin with https://; http:// is for this machine only")


def normalised(url: str) -> str:
    """Return the address with lower-case scheme and host and no trailing slash, so that one place has one spelling."""
    if not url.strip():
        return ""
    parts = _split(url.strip())
    return urlunsplit(
        (parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), parts.query, parts.fragment)
    )


def on_our_host(link: str, own_url: str) -> str:
    """Return path and query of `link` at scheme, host and port of `own_url` (booking rule 6.4)."""
    own, other = _split(own_url), _split(link)
    return urlunsplit((own.scheme, own.netloc, "/" + other.path.lstrip("/"), other.query, ""))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number raises here
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts
