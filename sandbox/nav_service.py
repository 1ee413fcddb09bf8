"""One OData service over a set of entities: GET, POST, PATCH, DELETE and bound actions with NAV's protocol (nav 5)."""

from __future__ import annotations

import re
from typing import Any

from flask import Request, Response

from sandbox.counting import breach
from sandbox.nav_books import Books, etag
from sandbox.nav_desk import Desk, read_values
from sandbox.nav_errors import NavError, bad_request, changed, no_token, not_allowed
from sandbox.nav_filter import mentions
from sandbox.nav_model import Entity
from sandbox.nav_path import Resolver, Target
from sandbox.nav_query import Entities, Query, Reader, next_link, parse_query
from sandbox.nav_values import dumps, loads
from sandbox.store import Record

JSON_TYPE = "application/json; odata.metadata=minimal; odata.streaming=true"


class Service:
    """Serves the entities of one URL family; ``desks`` names who takes the writing of an entity."""

    def __init__(self, books: Books, entities: tuple[Entity, ...], desks: dict[str, type[Desk]]) -> None:
        self.books = books
        self.entities: Entities = {entity.name: entity for entity in entities}
        self.desks = {entity.name: desks.get(entity.name, Desk)(books, entity) for entity in entities}
        self.reader = Reader(books, self.entities, self._visible)
        self.resolver = Resolver(books, self.entities)
        self._intent = ""

    def answer(self, request: Request, segments: list[tuple[str, str | None]], context: str) -> Response:
        """Answer a request whose path inside the company is ``segments``; NavError is the caller's to shape."""
        intent = request.headers.get("Data-Access-Intent", "")
        if request.method != "GET" and intent.lower() == "readonly":
            breach("nav", "Data-Access-Intent ReadOnly on a write")
            raise NavError(
                400, "BadRequest_InvalidOperation", "Data-Access-Intent ReadOnly is for GET requests only."
            )
        with self.books.store.lock:
            self._intent = intent.lower()
            try:
                return self._work(request, segments, context)
            except NavError as error:
                if not error.keep:
                    raise  # and everything of this request is undone
                failure = error
        raise failure

    def _work(self, request: Request, segments: list[tuple[str, str | None]], context: str) -> Response:
        target = self.resolver.resolve(segments)
        work = {"GET": self._get, "POST": self._post, "PATCH": self._patch, "DELETE": self._delete}.get(
            request.method
        )
        if work is None:
            raise not_allowed(request.method, target.entity.name)
        return work(request, target, context)

    def _visible(self, entity: Entity, record: Record) -> bool:
        """Hide what a lagging replica has not seen yet, and payment lines that old versions hid."""
        switches = self.books.switches
        if entity.name in {"PurchaseInvoice", "PostedPurchaseInvoices"}:
            # two pages over what API v2.0 shows as one set
            return (record["status"] in {"Draft", "In Review"}) == (entity.name == "PurchaseInvoice")
        if entity.name == "vendorPayments" and switches["unapplied_payments_hidden"]:
            return bool(record.get("appliesToInvoiceNumber"))
        if not switches["read_only_probe_lag"] or self._intent == "readwrite":
            return True
        if not entity.is_replica and self._intent != "readonly":
            return True
        return str(record.get("lastModifiedDateTime", "")) < str(switches["read_only_probe_lag_since"] or "")

    # -- reading

    def _get(self, request: Request, target: Target, context: str) -> Response:
        entity = target.entity
        if target.action:
            raise not_allowed("GET", target.action)
        options = request.args.to_dict()
        query = parse_query(options, entity, self.entities)
        if target.record is not None:
            body = {"@odata.context": f"{context}{entity.name}/$entity"}
            return _json(200, body | self.reader.render(entity, target.record, query))
        self._check_scope(target, query)
        if query.top is not None and query.skip:
            breach("nav", "paging with $top and $skip")
        rows = self.reader.records(entity, query, target.given)
        if target.is_count:
            return Response(str(len(rows)), 200, content_type="text/plain")
        return self._page(request, target, query, rows, context)

    def _page(
        self, request: Request, target: Target, query: Query, rows: list[Record], context: str
    ) -> Response:
        entity = target.entity
        size = int(self.books.switches["page_size"])
        wish = re.search(r"odata\.maxpagesize\s*=\s*(\d+)", request.headers.get("Prefer", ""))
        if wish and int(wish.group(1)) > 0:
            size = min(size, int(wish.group(1)))
        page, token, left = self.reader.page(entity, query, rows, size)
        body: dict[str, Any] = {"@odata.context": f"{context}{entity.name}"}
        if query.count:
            body["@odata.count"] = len(rows)
        body["value"] = [self.reader.render(entity, row, query) for row in page]
        if token:
            body["@odata.nextLink"] = next_link(request.base_url, request.args.to_dict(), token, left)
        headers = {"Preference-Applied": f"odata.maxpagesize={size}"} if wish else {}
        return _json(200, body, headers)

    def _check_scope(self, target: Target, query: Query) -> None:
        entity = target.entity
        if target.given:
            return
        if entity.child_only:
            raise NavError(400, "Application_DialogException", entity.scope_text)
        scoped = entity.scope and query.filter
        if entity.scope and not (
            scoped and (mentions(query.filter, entity.scope) or mentions(query.filter, "id"))
        ):
            breach("nav", f"unscoped read of {entity.name}")
            raise NavError(400, "Application_DialogException", entity.scope_text)
        if entity.name == "journals" and not (query.filter and mentions(query.filter, "templateDisplayName")):
            target.given = {"templateDisplayName": "GENERAL"}

    # -- writing

    def _post(self, request: Request, target: Target, context: str) -> Response:
        entity, desk = target.entity, self.desks[target.entity.name]
        if target.action:
            assert target.record is not None
            desk.act(target.action, target.record)
            return Response(status=204)
        if target.record is not None or "POST" not in entity.methods:
            raise not_allowed("POST", entity.name)
        if entity.child_only and target.parent is None:
            raise NavError(400, "Application_DialogException", entity.scope_text)
        record = self._insert(entity, _body(request), target.parent)
        query = parse_query(_options(request, "$expand", "$select"), entity, self.entities)
        record = self.books.table(entity.table).get(_key(entity, record)) or record
        body = {
            "@odata.context": f"{context}{entity.name}/$entity",
            **self.reader.render(entity, record, query),
        }
        return _json(201, body, {"Location": f"{request.base_url}({record.get('id')})"})

    def _insert(self, entity: Entity, body: Any, parent: Record | None) -> Record:
        values, children = read_values(entity, body, is_post=True)
        record = self.desks[entity.name].create(values, parent)
        for name, rows in children.items():
            child = self.entities[entity.navs[name].target]
            for row in rows:
                fresh = self.books.table(entity.table).get(_key(entity, record)) or record
                self._insert(child, row, fresh)
        return record

    def _patch(self, request: Request, target: Target, context: str) -> Response:
        entity, record = self._existing(request, target, "PATCH")
        values, _ = read_values(entity, _body(request), is_post=False)
        changed_record = self.desks[entity.name].change(record, values)
        query = parse_query(_options(request, "$expand", "$select"), entity, self.entities)
        body = {"@odata.context": f"{context}{entity.name}/$entity"}
        return _json(200, body | self.reader.render(entity, changed_record, query))

    def _delete(self, request: Request, target: Target, context: str) -> Response:
        entity, record = self._existing(request, target, "DELETE")
        self.desks[entity.name].remove(record)
        return Response(status=204)

    def _existing(self, request: Request, target: Target, method: str) -> tuple[Entity, Record]:
        """Return the record that a write means after checking method and If-Match (nav reference 5.4)."""
        entity = target.entity
        if target.record is None or target.action or method not in entity.methods:
            raise not_allowed(method, entity.name)
        token = request.headers.get("If-Match", "")
        if not token:
            breach("nav", f"{method} without If-Match")
            raise no_token()
        if token != "*" and token != etag(target.record):
            raise changed()
        return entity, target.record


def _key(entity: Entity, record: Record) -> str:
    if entity.name == "dimensionSetLines":
        return f"{record['parentId']}|{record['id']}"
    return str(record["id"])


def _options(request: Request, *names: str) -> dict[str, str]:
    return {name: value for name, value in request.args.items() if name in names}


def _body(request: Request) -> Any:
    raw = request.get_data()
    try:
        return loads(raw)
    except ValueError:
        raise bad_request("The request body is not valid JSON.") from None


def _json(status: int, body: Any, headers: dict[str, str] | None = None) -> Response:
    answer = Response(dumps(body), status, content_type=JSON_TYPE, headers=headers or {})
    answer.headers["OData-Version"] = "4.0"
    return answer
