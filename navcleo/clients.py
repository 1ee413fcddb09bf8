"""A Connection row → a NAV client and a Cleo client, with shared tokens and the no-open-transaction guard; the only such
place (booking rules 6.1, 6.2)."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection as database

from connectors.caller import Authenticator, BasicAuth
from connectors.cleo.auth import PasswordGrant
from connectors.cleo.client import CleoClient, CleoPaths
from connectors.http import Transport
from connectors.models import Connection
from connectors.nav.auth import EntraSource
from connectors.nav.client import NavClient, PageNames
from connectors.tokens import Bearer, LoginGate, TokenStore

Client = TypeVar("Client", NavClient, CleoClient)
_made: dict[tuple[int, int, str], tuple[datetime, Any]] = {}


class OpenTransaction(RuntimeError):
    """A call to the other side inside a database transaction: a bug of ours, never sent."""


def no_open_transaction() -> None:
    """Raise OpenTransaction where a transaction is open: no HTTP inside one."""
    if database.in_atomic_block:
        raise OpenTransaction("a call to NAV or Cleo inside a database transaction")


def transport(**options: float) -> Transport:
    """A transport with the time-outs of the settings; `options` override them."""
    times: dict[str, Any] = {
        "connect_timeout": settings.CONNECT_TIMEOUT_SECONDS,
        "read_timeout": settings.READ_TIMEOUT_SECONDS,
        "change_timeout": settings.CHANGE_TIMEOUT_SECONDS,
    }
    return Transport(guard=no_open_transaction, **(times | options))


def nav_client(row: Connection, wire: Transport | None = None) -> NavClient:
    """The NAV client of a Connection; one per process, made anew when the row changed. `wire` makes one of its own."""
    if wire is None:
        return _kept(row, "nav", lambda: nav_client(row, transport()))
    wire.hide(row.nav_client_secret or "", row.nav_web_service_key or "")
    return NavClient(
        wire,
        api_url=row.nav_api_url,
        pages_url=row.nav_pages_url,
        company_name=row.nav_company,
        auth=_nav_login(row, wire),
        page_names=PageNames(
            row.nav_order_page, row.nav_receipt_page, row.nav_dimension_value_page, row.nav_item_unit_page
        ),
    )


def cleo_client(row: Connection, wire: Transport | None = None) -> CleoClient:
    """The Cleo client of a Connection; one per process, made anew when the row changed. `wire` makes one of its own."""
    if wire is None:
        return _kept(row, "cleo", lambda: cleo_client(row, transport()))
    wire.hide(row.cleo_password or "")
    source = PasswordGrant(
        wire,
        url=row.cleo_url,
        username=row.cleo_username,
        password=row.cleo_password or "",
        path=row.cleo_auth_path,
    )
    return CleoClient(
        wire,
        url=row.cleo_url,
        auth=Bearer(TokenStore(row.pk, "cleo", source.fetch)),
        paths=CleoPaths(
            files_root=row.cleo_files_root,
            upload_folder=row.cleo_upload_folder,
            download_folder=row.cleo_download_folder,
            list_path=row.cleo_list_path,
            upload_path=row.cleo_upload_path,
            upload_method="put" if row.cleo_upload_method == "put" else "post_multipart",
        ),
    )


def _nav_login(row: Connection, wire: Transport) -> Authenticator:
    if row.nav_auth == Connection.NavAuth.BASIC:
        return BasicAuth(row.nav_username, row.nav_web_service_key or "", LoginGate(row.pk, "nav"))
    source = EntraSource(
        wire,
        token_url=row.nav_token_url,
        client_id=row.nav_client_id,
        client_secret=row.nav_client_secret or "",
        scope=row.nav_scope,
    )
    return Bearer(TokenStore(row.pk, "nav", source.fetch))


def _kept(row: Connection, side: str, make: Callable[[], Client]) -> Client:
    """Clients keep their sessions between documents; a fork or an edited row gets its own."""
    key = (os.getpid(), row.pk, side)
    known = _made.get(key)
    if known is None or known[0] != row.updated_at:
        known = (row.updated_at, make())
        _made[key] = known
    client: Client = known[1]
    return client
