"""NAV over HTTP: API v2.0, the reportsFinance and runtime APIs and the ODataV4 pages (nav reference 2, 3, 9)."""

from __future__ import annotations

import base64
import time
import uuid
from contextlib import suppress
from urllib.parse import quote

from flask import Blueprint, Response, request

from sandbox.nav_books import Books
from sandbox.nav_credit_memos import CreditMemoDesk, CreditMemoLineDesk
from sandbox.nav_desk import Desk
from sandbox.nav_errors import NavError, envelope, no_segment, unauthorized
from sandbox.nav_invoices import InvoiceDesk, InvoiceLineDesk
from sandbox.nav_journals import BatchDesk, JournalLineDesk, PaymentBatchDesk, PaymentDesk
from sandbox.nav_masters import DefaultDimensionDesk, DimensionSetDesk, ItemDesk, VariantDesk, VendorDesk
from sandbox.nav_metadata import metadata
from sandbox.nav_orders import OrderDesk, OrderLineDesk
from sandbox.nav_path import split_path
from sandbox.nav_schema import FINANCE, MASTERS, RUNTIME
from sandbox.nav_schema_documents import DOCUMENTS
from sandbox.nav_schema_pages import PAGES
from sandbox.nav_service import JSON_TYPE, Service
from sandbox.nav_values import dumps
from sandbox.store import Record, Store
from sandbox.switches import Switches

DESKS: dict[str, type[Desk]] = {
    "vendors": VendorDesk,
    "items": ItemDesk,
    "itemVariants": VariantDesk,
    "defaultDimensions": DefaultDimensionDesk,
    "dimensionSetLines": DimensionSetDesk,
    "purchaseOrders": OrderDesk,
    "purchaseOrderLines": OrderLineDesk,
    "purchaseInvoices": InvoiceDesk,
    "purchaseInvoiceLines": InvoiceLineDesk,
    "purchaseCreditMemos": CreditMemoDesk,
    "purchaseCreditMemoLines": CreditMemoLineDesk,
    "journals": BatchDesk,
    "journalLines": JournalLineDesk,
    "vendorPaymentJournals": PaymentBatchDesk,
    "vendorPayments": PaymentDesk,
    "PurchaseInvoice": InvoiceDesk,
    "PurchaseOrder": OrderDesk,
    "PurchaseOrderPurchLines": OrderLineDesk,
}
METHODS = ["GET", "POST", "PATCH", "DELETE", "PUT"]


class Nav:
    """All URL families of one NAV environment with one company."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self.books = Books(store, switches)
        self.services = {
            "api/v2.0": Service(self.books, (*MASTERS, *DOCUMENTS), DESKS),
            "api/microsoft/reportsFinance/beta": Service(self.books, FINANCE, {}),
            "api/microsoft/runtime/beta": Service(self.books, RUNTIME, {}),
            "ODataV4": Service(self.books, PAGES, DESKS),
        }

    def answer(self, tenant: str, environment: str, path: str) -> Response:
        """Answer one request; every refusal leaves in NAV's envelope."""
        correlation = str(uuid.uuid4())
        try:
            self._log_in()
            response = self._route(path)
        except NavError as error:
            body = envelope(error.code, error.message, correlation)
            response = Response(dumps(body), error.status, content_type=JSON_TYPE)
            if error.status == 401:
                response.headers["WWW-Authenticate"] = 'Basic realm="", Bearer'
        response.headers["request-id"] = correlation
        response.headers["ms-correlation-x"] = correlation
        return response

    def _log_in(self) -> None:
        """Accept a bearer token of ours that has not expired, or the user with the web service key."""
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        credentials = self.books.table("credentials").get("nav") or {}
        if kind.lower() == "bearer":
            token = self.books.table("navTokens").get(value.strip())
            if token is not None and token["expires_at"] > time.time():
                return
        elif kind.lower() == "basic":
            with suppress(ValueError):
                pair = base64.b64decode(value).decode("utf-8")
                if pair == f"{credentials.get('username')}:{credentials.get('web_service_key')}":
                    return
        raise unauthorized()

    def _route(self, path: str) -> Response:
        for family, service in self.services.items():
            if path == family or path.startswith(f"{family}/"):
                place = request.base_url.index(f"/{family}") + len(family) + 1
                root = request.base_url[:place]
                if family == "ODataV4":
                    return self._pages(service, path[len(family) + 1 :], root)
                return self._api(service, path[len(family) + 1 :], root)
        text = f"No HTTP resource was found that matches the request URI '{request.base_url}'."
        raise NavError(404, "BadRequest_NotFound", text)

    def _api(self, service: Service, path: str, root: str) -> Response:
        if path == "$metadata":
            later = () if self.books.switches["credit_memo_numbers"] else ("vendorCreditMemoNumber",)
            return Response(metadata(service.entities, frozenset(later)), content_type="application/xml")
        if not path:
            return _service_document(service, root)
        segments = split_path(path)
        name, key = segments[0]
        if name == "companies" and len(segments) > 1:
            company = self._company(key or "")
            segments = segments[1:]
        elif name != "companies":
            company = self._company(request.args.get("company", ""))
        else:
            return service.answer(request, segments, f"{root}/$metadata#")
        return service.answer(request, segments, f"{root}/$metadata#companies({company['id']})/")

    def _company(self, key: str) -> Record:
        companies = self.books.table("companies")
        company = companies.get(key.strip("'").lower()) or companies.first(name=key.strip("'"))
        if company is None:
            raise NavError(404, "Internal_CompanyNotFound", f"Cannot find company '{key}'.")
        return company

    def _pages(self, service: Service, path: str, root: str) -> Response:
        if not self.books.switches["pages_published"]:
            if path == "$metadata":
                return Response(metadata({}), content_type="application/xml")
            raise no_segment(path.rpartition("/")[2].partition("(")[0])
        if path == "$metadata":
            later = () if self.books.switches["credit_memo_numbers"] else ("vendorCreditMemoNumber",)
            return Response(metadata(service.entities, frozenset(later)), content_type="application/xml")
        if not path:
            return _service_document(service, root)
        segments = split_path(path)
        context = f"{root}/$metadata#"
        if segments[0][0] == "Company":
            key = (segments[0][1] or "").strip("'").replace("''", "'")
            company = self.books.table("companies").first(name=key)  # case-sensitive, as on a real site
            if company is None:
                raise NavError(404, "Internal_CompanyNotFound", f"Cannot find company '{key}'.")
            segments = segments[1:]
            context += f"Company('{quote(key)}')/"
        else:
            self._company(request.args.get("company", ""))
        return service.answer(request, segments, context) if segments else _service_document(service, root)


def _service_document(service: Service, root: str) -> Response:
    value = [{"name": name, "kind": "EntitySet", "url": name} for name in service.entities]
    return Response(dumps({"@odata.context": f"{root}/$metadata", "value": value}), content_type=JSON_TYPE)


def blueprint(store: Store, switches: Switches) -> Blueprint:
    """Return the routes of NAV."""
    nav = Nav(store, switches)
    routes = Blueprint("nav", __name__)

    @routes.route("/v2.0/<tenant>/<environment>/<path:path>", methods=METHODS)
    def answer(tenant: str, environment: str, path: str) -> Response:
        return nav.answer(tenant, environment, path.rstrip("/"))

    return routes
