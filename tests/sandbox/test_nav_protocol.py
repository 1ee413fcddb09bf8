"""The played OData: filters, paging, etags, enums, read-only sets, limits (nav reference 5, 9.8)."""

from __future__ import annotations

import threading

import pytest
import requests

from tests.sandbox.nav_world import NavSide, error


def test_pages_follow_one_another_without_gap_or_double(nav: NavSide) -> None:
    answer = nav.get("items?$select=number", headers={"Prefer": "odata.maxpagesize=7"})
    seen = [row["number"] for row in answer.json()["value"]]
    while "@odata.nextLink" in answer.json():
        link = answer.json()["@odata.nextLink"]
        assert "aid=FIN" in link
        assert "$skiptoken=" in link
        answer = nav.http.get(link, headers={"Prefer": "odata.maxpagesize=7"})
        assert len(answer.json()["value"]) <= 7
        seen += [row["number"] for row in answer.json()["value"]]
    assert seen == [f"F{1000 + place}" for place in range(30)]


def test_a_next_link_carries_what_is_left_of_top(nav: NavSide) -> None:
    answer = nav.get("items?$top=9", headers={"Prefer": "odata.maxpagesize=6"}).json()
    assert len(answer["value"]) == 6
    assert "$top=3" in answer["@odata.nextLink"]
    rest = nav.http.get(answer["@odata.nextLink"]).json()
    assert len(rest["value"]) == 3
    assert "@odata.nextLink" not in rest
    assert "@odata.nextLink" not in nav.get("items?$top=6", headers={"Prefer": "odata.maxpagesize=6"}).json()


def test_the_server_caps_the_page_size(nav: NavSide) -> None:
    nav.switch(page_size=4)
    assert len(nav.get("vendors", headers={"Prefer": "odata.maxpagesize=100"}).json()["value"]) == 4


def test_a_page_goes_on_although_its_last_row_is_gone(nav: NavSide) -> None:
    answer = nav.get("items?$select=id,number", headers={"Prefer": "odata.maxpagesize=5"}).json()
    nav.sandbox.store.table("items").delete(answer["value"][-1]["id"])
    assert nav.http.get(answer["@odata.nextLink"]).json()["value"][0]["number"] == "F1005"


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("vendors?$filter=blocked eq 'All'", ["V10012"]),
        ("vendors?$filter=number eq 'v10003'", ["V10003"]),
        ("vendors?$filter=number ge 'V10012' and blocked eq '_x0020_'", ["V10013"]),
        ("vendors?$filter=number eq 'V10001' or number eq 'V10002'", ["V10001", "V10002"]),
        ("vendors?$filter=startswith(displayName,'Acme') and not (number eq 'X')", ["V10000"]),
        ("vendors?$filter=contains(tolower(displayName),'poultry')", ["V10011"]),
        ("vendors?$filter=number eq 'V10004' and tags/any(t: t eq 'x')", ["V10004"]),
        ("vendors?$orderby=number desc&$top=2", ["V10013", "V10012"]),
        ("vendors?$filter=displayName eq 'O''Hara'", []),
    ],
)
def test_filters(nav: NavSide, path: str, numbers: list[str]) -> None:
    assert [row["number"] for row in nav.rows(path)] == numbers


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        ("vendors?$filter=number eq 'a' or displayName eq 'b'", "BadRequest_MethodNotImplemented", "'OR' operator"),
        ("vendors?$filter=colour eq 'red'", "BadRequest", "Could not find a property named 'colour' on type 'Microsoft.NAV.vendor'"),
        ("vendors?$select=colour", "BadRequest", "Could not find a property named 'colour'"),
        ("vendors?$expand=colour", "BadRequest", "Could not find a property named 'colour'"),
        ("vendors?$filter=number eq", "BadRequest_InvalidRequestUrl", "Syntax error"),
        ("purchaseOrders?$filter=status eq 'Released'", "Unknown", "is not an option"),
        ("purchaseOrderLines", "Application_DialogException", "You must specify an Id or a Document Id"),
    ],
)  # fmt: skip
def test_refused_reads(nav: NavSide, path: str, code: str, words: str) -> None:
    status, told, text = error(nav.get(path))
    assert (status, told) == (400, code)
    assert words in text


def test_unknown_things_are_not_found(nav: NavSide) -> None:
    assert error(nav.get("purchasOrders"))[:2] == (404, "BadRequest_ResourceNotFound")
    assert error(nav.get("vendors(00000000-0000-0000-0000-000000000009)"))[:2] == (
        404,
        "Internal_RecordNotFound",
    )
    elsewhere = nav.http.get(f"{nav.api}/companies(00000000-0000-0000-0000-000000000009)/vendors")
    assert error(elsewhere)[:2] == (404, "Internal_CompanyNotFound")


def test_a_change_needs_the_latest_etag(nav: NavSide) -> None:
    vendor = nav.rows("vendors?$top=1")[0]
    path = f"vendors({vendor['id']})"
    assert error(nav.patch(path, {"city": "Erie"}, etag=None))[:2] == (400, "BadRequest_InvalidToken")
    changed = nav.patch(path, {"city": "Erie"}, etag=vendor["@odata.etag"])
    assert (changed.status_code, changed.json()["city"]) == (200, "Erie")
    assert error(nav.patch(path, {"city": "Gary"}, etag=vendor["@odata.etag"]))[:2] == (
        409,
        "Request_EntityChanged",
    )
    same = nav.patch(path, {"city": "Erie"}).json()
    assert same["@odata.etag"] == changed.json()["@odata.etag"]  # no real change, no new version
    assert nav.breaches() == ["PATCH without If-Match"]


def test_enums_travel_encoded(nav: NavSide) -> None:
    vendor = nav.rows("vendors?$top=1")[0]
    assert vendor["blocked"] == "_x0020_"
    assert nav.get("journals(00000000-0000-0000-0000-000000000001)").status_code == 404
    batch = nav.rows("journals")[0]
    line = nav.post(
        f"journals({batch['id']})/journalLines",
        {"accountType": "G_x002F_L_x0020_Account", "accountNumber": "61300", "amount": 1},
    )
    assert line.json()["accountType"] == "G_x002F_L_x0020_Account"
    wrong = nav.post(f"journals({batch['id']})/journalLines", {"accountType": "Kitchen"})
    assert error(wrong)[1] == "Unknown"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"colour": "red"}, "BadRequest"),
        ({"requestedReceiptDate": "24.12.2026"}, "BadRequest"),
        ({"discountAmount": "1.00"}, "BadRequest"),
        ({"shipToCity": "x" * 31}, "Application_StringExceededLength"),
        ({"number": "1"}, "BadRequest_InvalidOperation"),
        ({"fullyReceived": True}, "BadRequest_InvalidOperation"),
    ],
)
def test_refused_writes(nav: NavSide, body: dict[str, object], code: str) -> None:
    order = nav.new_order()
    assert error(nav.patch(f"purchaseOrders({order['id']})", body))[:2] == (400, code)


def test_a_write_says_so_when_it_claims_to_be_a_read(nav: NavSide) -> None:
    order = nav.new_order()
    answer = nav.http.patch(
        f"{nav.base}/purchaseOrders({order['id']})",
        json={"shipToCity": "Erie"},
        headers={"If-Match": "*", "Data-Access-Intent": "ReadOnly"},
    )
    assert answer.status_code == 400
    assert nav.breaches() == ["Data-Access-Intent ReadOnly on a write"]


def test_a_lagging_replica_shows_new_entries_only_to_who_asks_for_the_primary(nav: NavSide) -> None:
    nav.switch(read_only_probe_lag=True)
    order = nav.new_order()
    nav.stamp(order, Vendor_Invoice_No="LAG-1")
    assert nav.receive_and_invoice(order).status_code == 204
    url = f"{nav.finance}/vendorLedgerEntries?$filter=externalDocumentNumber eq 'LAG-1'"
    assert nav.http.get(url).json()["value"] == []
    assert len(nav.http.get(url, headers={"Data-Access-Intent": "ReadWrite"}).json()["value"]) == 1


def test_pages_can_be_unpublished(nav: NavSide) -> None:
    assert nav.page("PurchaseOrder?$top=1").status_code == 200
    nav.switch(pages_published=False)
    assert error(nav.page("PurchaseOrder?$top=1"))[:2] == (404, "BadRequest_ResourceNotFound")


def test_a_page_record_is_named_by_its_table_key(nav: NavSide) -> None:
    order = nav.new_order()
    path = f"PurchaseOrder(Document_Type='Order',No='{order['number']}')"
    shown = nav.page(f"{path}?$expand=PurchaseOrderPurchLines").json()
    assert (shown["Status"], shown["PurchaseOrderPurchLines"][0]["Qty_to_Receive"]) == ("Released", 10)
    line = f"PurchaseOrderPurchLines(Document_Type='Order',Document_No='{order['number']}',Line_No=10000)"
    assert nav.patch_page(line, {"Qty_to_Receive": 3}).json()["Qty_to_Invoice"] == 3
    assert error(nav.patch_page(path, {"No": "1"}))[1] == "BadRequest_InvalidOperation"
    assert (
        error(nav.patch_page(path, {"Vendor_Invoice_No": "x" * 36}))[1] == "Application_StringExceededLength"
    )
    assert nav.page("DimensionValues?$filter=Blocked eq true").json()["value"][0]["Code"] == "ZZ:OLDPARTNER"
    assert {
        row["Reference_No"] for row in nav.page("ItemReferences?$filter=Item_No eq 'F1000'").json()["value"]
    } == {"00-F1000", "BX-9000"}


def test_metadata_names_bound_actions_and_properties(nav: NavSide) -> None:
    text = nav.http.get(f"{nav.api}/$metadata").text
    assert 'Action Name="receiveAndInvoice" IsBound="true"' in text
    assert '<Property Name="vendorInvoiceNumber"' in text
    assert 'Name="PurchaseOrder"' in nav.http.get(f"{nav.described['nav']['pages_url']}/$metadata").text


def test_too_many_requests_are_refused(nav: NavSide) -> None:
    nav.switch(rate_limit=3, retry_after_on_429=True)
    statuses = [nav.get("paymentTerms").status_code for _ in range(6)]
    assert statuses[-1] == 429
    refused = nav.get("paymentTerms")
    assert error(refused)[1] == "Application_TooManyRequests"
    assert refused.headers["Retry-After"] == "1"


def test_requests_beyond_five_at_once_wait_and_are_counted(nav: NavSide) -> None:
    nav.fault("delay", match={"system": "nav", "path": "paymentTerms"}, times=0, seconds=0.15)
    statuses: list[int] = []

    def ask() -> None:
        statuses.append(requests.get(f"{nav.base}/paymentTerms", auth=nav.http.auth).status_code)

    threads = [threading.Thread(target=ask) for _ in range(7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 7
    assert nav.http.get(f"{nav.control}/counters").json()["max_simultaneous"]["nav:NAVUSER"] == 7
    assert "more simultaneous requests of one user than allowed" in nav.breaches()


def test_a_full_queue_is_refused(nav: NavSide) -> None:
    nav.switch(concurrent_limit=1, queue_limit=0)
    gate = nav.sandbox.gate.throttle
    assert gate.enter("nav:NAVUSER") == ""
    assert nav.get("paymentTerms").status_code == 429
    gate.leave("nav:NAVUSER")
    assert nav.get("paymentTerms").status_code == 200


def test_drafts_and_posted_invoices_have_pages_of_their_own(nav: NavSide) -> None:
    draft = nav.post("purchaseInvoices", {"vendorNumber": "V10000"}).json()
    path = f"PurchaseInvoice(Document_Type='Invoice',No='{draft['number']}')"
    assert nav.patch_page(path, {"Vendor_Invoice_No": "p-1"}).json()["Vendor_Invoice_No"] == "P-1"
    assert nav.get(f"purchaseInvoices({draft['id']})").json()["vendorInvoiceNumber"] == "P-1"
    assert [row["No"] for row in nav.page("PurchaseInvoice").json()["value"]] == [draft["number"]]
    assert draft["number"] not in {row["No"] for row in nav.page("PostedPurchaseInvoices").json()["value"]}
