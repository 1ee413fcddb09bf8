"""The played purchase orders: quantities, posting, what is refused (nav reference 4.10, 6.1, 6.3, 6.5, 8.2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.nav_world import NavSide, error

TWO_LINES = (
    {"item_number": "F1000", "quantity": 10, "unit_cost": "12.50"},
    {
        "item_number": "F1014",
        "quantity": 4,
        "unit_cost": "3.33",
        "discount_percent": "10",
        "tax_percent": "6.5",
    },
)


def test_setting_what_to_receive_derives_what_to_invoice_anew(nav: NavSide) -> None:
    order = nav.new_order()
    line = f"purchaseOrderLines({nav.lines(order)[0]['id']})"
    assert nav.patch(line, {"receiveQuantity": 4}).json()["invoiceQuantity"] == 4
    # in one PATCH the zero is lost, in a second one it stays
    assert nav.patch(line, {"receiveQuantity": 4, "invoiceQuantity": 0}).json()["invoiceQuantity"] == 4
    assert nav.patch(line, {"invoiceQuantity": 0, "receiveQuantity": 4}).json()["invoiceQuantity"] == 4
    assert nav.patch(line, {"invoiceQuantity": 0}).json()["invoiceQuantity"] == 0


def test_more_than_outstanding_is_neither_received_nor_invoiced(nav: NavSide) -> None:
    order = nav.new_order()
    line = f"purchaseOrderLines({nav.lines(order)[0]['id']})"
    wanted = (400, "Application_DialogException", "You cannot receive more than 10 units.")
    assert error(nav.patch(line, {"receiveQuantity": 11})) == wanted
    nav.patch(line, {"receiveQuantity": 3})
    assert error(nav.patch(line, {"invoiceQuantity": 4}))[2] == "You can't invoice more than 3 units."
    assert nav.lines(order)[0]["receiveQuantity"] == 3


@pytest.mark.parametrize(("default", "proposed"), [("Remainder", 10), ("Blank", 0)])
def test_a_new_line_proposes_by_the_setup(nav: NavSide, default: str, proposed: int) -> None:
    nav.switch(default_qty_to_receive=default)
    line = nav.lines(nav.new_order())[0]
    assert (line["receiveQuantity"], line["invoiceQuantity"]) == (proposed, proposed)


def test_receive_only_makes_one_receipt_with_the_shipment_number(nav: NavSide) -> None:
    order = nav.new_order(*TWO_LINES)
    before = nav.books()
    nav.stamp(order, Vendor_Shipment_No="asn-77")
    nav.set_quantities(order, [6, 0], [0, 0])
    assert nav.receive_and_invoice(order).status_code == 204
    after = nav.books()
    assert after["receipts"] - before["receipts"] == 1
    assert after["posted_invoices"] == before["posted_invoices"]
    lines = nav.lines(order)
    assert [(line["receivedQuantity"], line["invoicedQuantity"]) for line in lines] == [(6, 0), (0, 0)]
    assert [line["receiveQuantity"] for line in lines] == [4, 4]  # Remainder proposes the rest
    filter_ = f"Order_No eq '{order['number']}' and Vendor_Shipment_No eq 'ASN-77'"
    page = nav.page(f"PostedPurchaseReceipt?$filter={filter_}").json()["value"]
    assert len(page) == 1
    receipt = nav.rows(
        f"purchaseReceipts?$filter=orderNumber eq '{order['number']}'&$expand=purchaseReceiptLines"
    )[0]
    assert receipt["number"] == page[0]["No"]
    assert [line["quantity"] for line in receipt["purchaseReceiptLines"]] == [6, 0]


def test_a_receipt_writes_interim_entries_only_where_that_is_switched_on(nav: NavSide) -> None:
    for switched, entries in ((True, 2), (False, 0)):
        nav.switch(expected_cost_posting=switched)
        before = nav.books()
        order = nav.new_order()
        nav.set_quantities(order, [2], [0])
        assert nav.receive_and_invoice(order).status_code == 204
        after = nav.books()
        assert after["gl_entries"] - before["gl_entries"] == entries
        assert after["item_ledger_entries"] - before["item_ledger_entries"] == 1


def test_invoice_only_posts_what_was_received_and_balances(nav: NavSide) -> None:
    order = nav.new_order(*TWO_LINES)
    nav.set_quantities(order, [10, 4], [0, 0])
    nav.receive_and_invoice(order)
    nav.stamp(order, Vendor_Invoice_No="inv-1", Posting_Date="2026-03-01")
    nav.set_quantities(order, [0, 0], [10, 3])
    assert nav.receive_and_invoice(order).status_code == 204
    invoice = nav.rows(
        "purchaseInvoices?$filter=vendorInvoiceNumber eq 'INV-1' and vendorNumber eq 'V10000'"
    )[0]
    # 125.00 + (3 x 3.33 = 9.99, 10 % off = 8.99, tax 0.58)
    assert (invoice["status"], invoice["orderNumber"]) == ("Open", order["number"])
    assert (invoice["totalAmountExcludingTax"], invoice["totalTaxAmount"]) == (133.99, 0.58)
    entry = nav.http.get(
        f"{nav.finance}/vendorLedgerEntries?$filter=externalDocumentNumber eq 'INV-1'"
    ).json()["value"]
    assert [(row["documentType"], row["amount"], row["postingDate"]) for row in entry] == [
        ("Invoice", -134.57, "2026-03-01")
    ]
    for number in {row["documentNumber"] for row in nav.books("generalLedgerEntries")}:
        amounts = [
            Decimal(str(row["amount"]))
            for row in nav.books("generalLedgerEntries")
            if row["documentNumber"] == number
        ]
        assert sum(amounts) == 0, number


def test_an_order_received_and_invoiced_whole_is_deleted(nav: NavSide) -> None:
    order = nav.new_order({"item_number": "F1000", "quantity": 2}, {"description": "a comment"})
    nav.stamp(order, Vendor_Invoice_No="INV-2")
    assert nav.receive_and_invoice(order).status_code == 204  # Remainder: everything
    assert error(nav.get(f"purchaseOrders({order['id']})"))[:2] == (404, "Internal_RecordNotFound")
    assert nav.rows(f"purchaseOrderLines?$filter=documentId eq {order['id']}") == []
    posted = nav.rows(
        f"purchaseInvoices?$filter=orderNumber eq '{order['number']}'&$expand=purchaseInvoiceLines"
    )[0]
    assert [line["lineType"] for line in posted["purchaseInvoiceLines"]] == ["Item", "Comment"]


def test_a_vendors_invoice_number_is_taken_once(nav: NavSide) -> None:
    for place, expected in enumerate((204, 400)):
        order = nav.new_order()
        nav.stamp(order, Vendor_Invoice_No="INV-3")
        answer = nav.receive_and_invoice(order)
        assert answer.status_code == expected, place
    assert error(answer)[2] == "Purchase Invoice INV-3 already exists for this vendor."
    other = nav.new_order({"item_number": "F1000", "quantity": 1}, vendor="V10001")
    nav.stamp(other, Vendor_Invoice_No="INV-3")
    assert nav.receive_and_invoice(other).status_code == 204


def test_the_vendors_invoice_number_is_mandatory_where_the_setup_says_so(nav: NavSide) -> None:
    order = nav.new_order()
    before = nav.books()
    assert "You need to enter the document number" in error(nav.receive_and_invoice(order))[2]
    assert nav.books() == before  # nothing of it was posted, not even the receipt
    nav.switch(ext_doc_no_mandatory=False)
    assert nav.receive_and_invoice(order).status_code == 204


def test_nothing_to_post_and_a_closed_period_are_refused(nav: NavSide) -> None:
    order = nav.new_order()
    nav.set_quantities(order, [0], [0])
    assert error(nav.receive_and_invoice(order))[2] == "There is nothing to post."
    nav.set_quantities(order, [1], [0])
    nav.switch(allow_posting_from="2999-01-01")
    refusal = error(nav.receive_and_invoice(order))
    assert refusal[1] == "Application_DialogException"
    assert refusal[2].startswith(
        "Posting Date is not within your range of allowed posting dates in Purchase Header"
    )


def dates_of(nav: NavSide, order: dict[str, Any]) -> tuple[str, str, str]:
    page = nav.page(f"PurchaseOrder(Document_Type='Order',No='{order['number']}')").json()
    assert page["Document_Date"] == nav.get(f"purchaseOrders({order['id']})").json()["orderDate"]
    assert page["Order_Date"] == "2026-01-02"
    return page["Posting_Date"], page["Document_Date"], page["Due_Date"]


def test_the_document_date_follows_the_posting_date_and_the_due_date_follows_both(nav: NavSide) -> None:
    order = nav.new_order(order_date="2026-01-02")
    today, here = dates_of(nav, order)[0], f"purchaseOrders({order['id']})"
    assert dates_of(nav, order) == (today, "2026-01-02", "2026-01-12")
    nav.patch(here, {"postingDate": "2026-03-04"})
    assert dates_of(nav, order) == ("2026-03-04", "2026-03-04", "2026-03-14")
    nav.patch(here, {"orderDate": "2026-03-01"})
    assert dates_of(nav, order) == ("2026-03-04", "2026-03-01", "2026-03-11")
    nav.stamp(order, Posting_Date="2026-05-01", Document_Date="2026-04-01")  # page 50 has it after the other
    assert dates_of(nav, order) == ("2026-05-01", "2026-05-01", "2026-05-11")
    nav.stamp(order, Due_Date="2026-07-07")
    assert dates_of(nav, order) == ("2026-05-01", "2026-05-01", "2026-07-07")
    nav.switch(link_document_date=False)
    nav.stamp(order, Posting_Date="2026-06-01")
    assert dates_of(nav, order) == ("2026-06-01", "2026-05-01", "2026-07-07")


@pytest.mark.parametrize(("linked", "dated"), [(True, "2026-03-04"), (False, "2026-01-02")])
def test_a_draft_takes_its_document_date_from_the_posting_date_in_the_same_call(
    nav: NavSide, linked: bool, dated: str
) -> None:
    nav.switch(link_document_date=linked)
    for table, name in (("purchaseInvoices", "invoiceDate"), ("purchaseCreditMemos", "creditMemoDate")):
        body = {"vendorNumber": "V10000", name: "2026-01-02", "postingDate": "2026-03-04"}
        draft = nav.post(table, body).json()
        assert (draft["postingDate"], draft[name]) == ("2026-03-04", dated)
        changed = nav.patch(f"{table}({draft['id']})", {name: "2026-01-02"}).json()
        assert (changed[name], changed["dueDate"]) == ("2026-01-02", "2026-01-12")


def test_a_blocked_vendor_or_item_is_not_posted(nav: NavSide) -> None:
    order = nav.new_order()
    nav.set_quantities(order, [1], [0])
    vendor = nav.rows("vendors?$filter=number eq 'V10000'")[0]
    nav.patch(f"vendors({vendor['id']})", {"blocked": "All"})
    assert "when Vendor V10000 is blocked with type All" in error(nav.receive_and_invoice(order))[2]
    nav.patch(f"vendors({vendor['id']})", {"blocked": "_x0020_"})
    item = nav.rows("items?$filter=number eq 'F1000'")[0]
    nav.patch(f"items({item['id']})", {"blocked": True})
    assert error(nav.receive_and_invoice(order))[1] == "Application_FieldValidationException"


def test_versions_before_24_say_400_although_the_receipt_is_posted(nav: NavSide) -> None:
    nav.switch(nav_version=21)
    order = nav.new_order()
    before = nav.books()["receipts"]
    nav.set_quantities(order, [3], [0])
    status, code, text = error(nav.receive_and_invoice(order))
    assert (status, code) == (400, "Internal_DataNotFoundFilter")
    assert f"Order No.: {order['number']}" in text
    assert nav.books()["receipts"] == before + 1
    assert nav.lines(order)[0]["receivedQuantity"] == 3
    # with an invoice in the same posting these versions behave
    nav.stamp(order, Vendor_Invoice_No="INV-4")
    assert nav.receive_and_invoice(order).status_code == 204


def test_a_released_order_keeps_its_quantities(nav: NavSide) -> None:
    order = nav.new_order()
    line = f"purchaseOrderLines({nav.lines(order)[0]['id']})"
    assert "Current value is 'Released'" in error(nav.patch(line, {"quantity": 12}))[2]
    draft = nav.new_order(status="Draft")
    line = f"purchaseOrderLines({nav.lines(draft)[0]['id']})"
    changed = nav.patch(line, {"quantity": 12}).json()
    assert (changed["receiveQuantity"], changed["amountExcludingTax"]) == (12, 150)
    assert nav.get(f"purchaseOrders({draft['id']})").json()["totalAmountIncludingTax"] == 150


@pytest.mark.parametrize(("gaps", "moves"), [(True, False), (False, True)])
def test_a_line_change_need_not_move_the_orders_time_stamp(nav: NavSide, *, gaps: bool, moves: bool) -> None:
    nav.switch(modified_gaps=gaps)
    order = nav.new_order(status="Draft")
    nav.sandbox.store.table("purchaseOrders").put(order["id"], nav.sandbox.store.table("purchaseOrders").get(order["id"]) | {"lastModifiedDateTime": "2020-01-01T00:00:00.000Z"})  # fmt: skip
    line = f"purchaseOrderLines({nav.lines(order)[0]['id']})"
    assert nav.patch(line, {"expectedReceiptDate": "2026-12-24"}).status_code == 200
    changed = nav.rows("purchaseOrders?$filter=lastModifiedDateTime gt 2020-01-01T00:00:00.500Z")
    assert (order["id"] in {row["id"] for row in changed}) is moves
    nav.patch(line, {"quantity": 3})
    changed = nav.rows("purchaseOrders?$filter=lastModifiedDateTime gt 2020-01-01T00:00:00.500Z")
    assert order["id"] in {row["id"] for row in changed}


def test_a_posting_handed_to_the_job_queue_answers_204_and_does_nothing(nav: NavSide) -> None:
    nav.switch(post_with_job_queue=True)
    order = nav.new_order()
    nav.set_quantities(order, [2], [0])
    assert nav.receive_and_invoice(order).status_code == 204
    assert nav.lines(order)[0]["receivedQuantity"] == 0


def test_actions_that_nav_does_not_have_are_not_found(nav: NavSide) -> None:
    order = nav.new_order()
    assert nav.post(f"purchaseOrders({order['id']})/Microsoft.NAV.receive").status_code == 404
    assert nav.post("purchaseReceipts", {}).status_code == 405
