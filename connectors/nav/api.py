"""The protocol under the NAV client: company scope, lists to their last page, ETags, actions, page services (nav reference 3, 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from connectors import json_text
from connectors.addresses import normalised, on_our_host
from connectors.answers import CallFacts
from connectors.caller import Authenticator, Caller
from connectors.errors import OutcomeUnknown, Rejected, UnexpectedAnswer
from connectors.http import Guard, Transport
from connectors.nav import wire
from connectors.nav.odata import every, guid, key_text, segment
from connectors.nav.queries import by_id
from edi.nav_records import Company

Record = TypeVar("Record")
Row = Mapping[str, Any]

SYSTEM = "nav"
PAGE_SIZE = 200
HEADERS = {"Accept": "application/json", "Accept-Language": "en-US"}
# reads that decide about booking must not come from a lagging replica (nav reference 8.3)
FRESH = {"Data-Access-Intent": "ReadWrite"}
# the codes of "there is no such address here", as opposed to "there is no such record"
NO_SUCH_ADDRESS = frozenset(
    {"BadRequest_NotFound", "BadRequest_ResourceNotFound", "BadRequest_InvalidRequestUrl"}
)


class NavApi:
    """Reads and writes rows of API v2.0, of Microsoft's other APIs beside it and of page services, for one company."""

    def __init__(
        self,
        transport: Transport,
        *,
        api_url: str,
        pages_url: str,
        company_name: str,
        auth: Authenticator,
        guard: Guard | None = None,
    ) -> None:
        self.caller = Caller(transport, auth, SYSTEM, guard)
        self.api_url = normalised(api_url)
        self.pages_url = normalised(pages_url)
        self.company_name = company_name
        self._company: Company | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.company_name}>"

    def company(self) -> Company:
        """Return the company, found by its name (or display name or id) once. Raises Rejected (code company_not_found),
        naming those that there are."""
        if self._company is None:
            companies = list(self._rows(f"{self.api_url}/companies", wire.company))
            wanted = self.company_name
            for spelling in ("name", "display_name", "nav_id"):
                found = [one for one in companies if getattr(one, spelling) == wanted]
                if len(found) == 1:
                    self._company = found[0]
                    break
            else:
                names = ", ".join(one.name for one in companies) or "none"
                raise Rejected(
                    f"NAV has no company {wanted!r} for this login; there are: {names}",
                    system=SYSTEM,
                    endpoint="GET /companies",
                    code="company_not_found",
                )
        return self._company

    # -- addresses

    def url(self, path: str) -> str:
        """Return the address of a path of API v2.0 inside the company."""
        return f"{self.api_url}/companies({guid(self.company().nav_id)})/{path}"

    def other_api(self, route: str, path: str) -> str:
        """Return the address of a path of another API (publisher/group/version) inside the company."""
        base = self.api_url.removesuffix("/v2.0")
        return f"{base}/{route}/companies({guid(self.company().nav_id)})/{path}"

    def page(self, service: str, key: str = "") -> str:
        """Return the address of a page service. Raises Rejected (code pages_not_published) where there is none."""
        if not self.pages_url:
            raise Rejected(
                f"page services are not published (no ODataV4 address is set), {service} is needed",
                system=SYSTEM,
                code="pages_not_published",
            )
        inside = f"({key})" if key else ""
        return f"{self.pages_url}/Company({key_text(self.company().name)})/{segment(service)}{inside}"

    # -- reading

    def _rows(
        self,
        url: str,
        read: Callable[[Row], Record],
        *,
        where: str = "",
        expand: str = "",
        fresh: bool = False,
        top: int = 0,
    ) -> Iterator[Record]:
        """Yield every row of a set, page after page; expanded collections are read to their end as well."""
        params = {"$filter": where, "$expand": expand, "$top": str(top) if top else ""}
        headers = {**HEADERS, **(FRESH if fresh else {}), "Prefer": f"odata.maxpagesize={PAGE_SIZE}"}
        for row in self._pages(url, {name: value for name, value in params.items() if value}, headers):
            whole = self._complete(row, expand, headers) if expand else row
            yield self._read(read, whole, url)

    def _pages(self, url: str, params: dict[str, str], headers: dict[str, str]) -> Iterator[Row]:
        seen = {url}
        link: str | None = url
        while link:
            body = self.caller.json("GET", link, headers=headers, params=params or None)
            rows = body.get("value")
            if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
                raise self._unreadable("the list has no rows", link)
            yield from rows
            link, params = self._next(body.get("@odata.nextLink"), url), {}
            if link in seen:
                raise self._unreadable("the list leads back to a page already read", link)
            if link:
                seen.add(link)

    def _next(self, link: object, own: str) -> str | None:
        return on_our_host(link, own) if isinstance(link, str) and link else None

    def _complete(self, row: Row, expand: str, headers: dict[str, str]) -> Row:
        """Follow the nextLink of an expanded collection, if the server cut it."""
        name = expand.partition("(")[0]
        link = self._next(row.get(f"{name}@odata.nextLink"), self.api_url)
        if not link:
            return row
        return {**row, name: [*row.get(name, []), *self._pages(link, {}, headers)]}

    def _one(
        self, url: str, read: Callable[[Row], Record], *, where: str, expand: str = "", fresh: bool = True
    ) -> Record | None:
        """Return the only row that a filter finds, None for none. Raises UnexpectedAnswer for several."""
        found = list(self._rows(url, read, where=where, expand=expand, fresh=fresh))
        if len(found) > 1:
            raise self._unreadable(f"{len(found)} rows where one was expected ({where})", url)
        return found[0] if found else None

    def _by_id(
        self, entity: str, nav_id: str, read: Callable[[Row], Record], *, expand: str = ""
    ) -> Record | None:
        """Return the row of an id, fresh; None where NAV says there is none.

        A 404 that may mean a wrong address is confirmed by the list, so that a broken route is never read as "deleted".
        """
        url = self.url(f"{entity}({guid(nav_id)})")
        headers = {**HEADERS, **FRESH}
        try:
            row = self.caller.json(
                "GET", url, headers=headers, params={"$expand": expand} if expand else None
            )
        except Rejected as error:
            if error.status != 404:
                raise
            if error.code and error.code not in NO_SUCH_ADDRESS:
                return None
            return self._one(self.url(entity), read, where=by_id(nav_id), expand=expand)
        return self._read(read, self._complete(row, expand, headers) if expand else row, url)

    # -- writing: each with effect, so never repeated by the transport

    def _create(self, url: str, fields: Row, read: Callable[[Row], Record]) -> Record:
        return self._read(read, self._write("POST", url, fields), url, effect=True)

    def _change(self, url: str, etag: str, fields: Row, read: Callable[[Row], Record]) -> Record:
        """PATCH with If-Match; the row that comes back carries the next ETag. Raises Stale."""
        return self._read(
            read, self._write("PATCH", url, fields, {"If-Match": etag or "*"}), url, effect=True
        )

    def _remove(self, url: str, etag: str) -> None:
        self._without_content(
            self.caller.request("DELETE", url, headers={**HEADERS, "If-Match": etag or "*"}, effect=True)
        )

    def _act(self, url: str, action: str) -> None:
        """Call a bound action with an empty body; 204 says that NAV accepted it, not that it did it."""
        headers = {**HEADERS, "Content-Type": "application/json"}
        self._without_content(
            self.caller.request(
                "POST", f"{url}/Microsoft.NAV.{action}", headers=headers, data=b"{}", effect=True
            )
        )

    def _without_content(self, response: requests.Response) -> None:
        """Accept an answer without content, or with JSON; a web page with status 200 says nothing."""
        if response.content.strip():
            self.caller.read_json(response, effect=True)

    def _write(self, method: str, url: str, fields: Row, headers: dict[str, str] | None = None) -> Row:
        sent = {**HEADERS, "Content-Type": "application/json", **(headers or {})}
        return self.caller.json(method, url, headers=sent, data=json_text.dumps(fields).encode(), effect=True)

    def _read(self, read: Callable[[Row], Record], row: Row, url: str, *, effect: bool = False) -> Record:
        try:
            return read(row)
        except (KeyError, ValueError, TypeError, AttributeError) as cause:
            what = f"the field {cause} is missing" if isinstance(cause, KeyError) else str(cause)
            raise self._unreadable(f"the row cannot be read: {what}", url, effect=effect) from None

    def _unreadable(self, text: str, url: str, *, effect: bool = False) -> UnexpectedAnswer | OutcomeUnknown:
        call = CallFacts(self.caller.transport.hidden, SYSTEM, urlsplit(url).path, effect)
        error = call.error(OutcomeUnknown if effect else UnexpectedAnswer, text)
        assert isinstance(error, (OutcomeUnknown, UnexpectedAnswer))
        return error

    def _answers(self, url: str, where: str = "") -> bool:
        """Tell whether a set can be read: False where NAV says there is no such address, method or permission."""
        try:
            next(self._rows(url, dict, where=every(where), top=1), None)
        except Rejected:
            return False
        return True
