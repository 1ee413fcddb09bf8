"""The played journals, payments and drafts: everything of a batch is posted, and nothing guards against doubles."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.nav_world import NavSide, error

ACCRUAL = {
    "accountType": "G_x002F_L_x0020_Account",
    "accountNumber": "13100",
    "balancingAccountNumber": "20300",
}


def posted_invoice(
    nav: NavSide, external: str, amount: str = "100.00", vendor: str = "V10000"
) -> dict[str, Any]:
    line = {"account_number": "61300", "quantity": 1, "unit_cost": amount}
    answer = nav.http.post(
        f"{nav.control}/invoices",
        json={"vendor_number": vendor, "vendor_invoice_number": external, "lines": [line]},
    )
    assert answer.status_code == 201, answer.text
    invoice: dict[str, Any] = answer.json()
    return invoice


def test_posting_takes_every_line_of_the_batch_and_empties_it(nav: NavSide) -> None:
    batch = nav.post("journals", {"code": "edi-1", "displayName": "EDI"}).json()
    assert batch["code"] == "EDI-1"
    for number in ("A1", "A2"):
        line = {**ACCRUAL, "amount": 12.34, "documentNumber": number, "externalDocumentNumber": "asn-9"}
        assert nav.post(f"journals({batch['id']})/journalLines", line).status_code == 201
    assert nav.post(f"journals({batch['id']})/Microsoft.NAV.post").status_code == 204
    assert nav.rows(f"journals({batch['id']})/journalLines") == []
    entries = nav.rows("generalLedgerEntries?$filter=documentNumber eq 'A1'")
    assert sorted((row["accountNumber"], row["debitAmount"], row["creditAmount"]) for row in entries) == [
        ("13100", 12.34, 0),
        ("20300", 0, 12.34),
    ]
    found = nav.http.get(
        f"{nav.finance}/generalLedgerEntries?$filter=externalDocumentNumber eq 'ASN-9'"
    ).json()["value"]
    assert len(found) == 4
    assert error(nav.post(f"journals({batch['id']})/Microsoft.NAV.post"))[2] == "There is nothing to post."


def test_a_batch_code_exists_once(nav: NavSide) -> None:
    assert nav.post("journals", {"code": "EDI-2"}).status_code == 201
    assert error(nav.post("journals", {"code": "edi-2"}))[:2] == (400, "Internal_EntityWithSameKeyExists")
    assert nav.post("vendorPaymentJournals", {"code": "EDI-2"}).status_code == 201
    # without a filter on the template only the general one is listed
    assert {row["templateDisplayName"] for row in nav.rows("journals")} == {"GENERAL"}
    assert {row["code"] for row in nav.rows("journals?$filter=templateDisplayName eq 'PAYMENT'")} == {
        "BANK",
        "EDI-2",
    }


def test_lines_without_balancing_account_must_balance(nav: NavSide) -> None:
    batch = nav.post("journals", {"code": "EDI-3"}).json()
    for account, amount in (("13100", 10), ("20300", -9)):
        line = {
            "accountType": "G_x002F_L_x0020_Account",
            "accountNumber": account,
            "amount": amount,
            "documentNumber": "B1",
        }
        nav.post(f"journals({batch['id']})/journalLines", line)
    before = nav.books()
    assert "out of balance by 1" in error(nav.post(f"journals({batch['id']})/Microsoft.NAV.post"))[2]
    assert nav.books() == before


def test_the_same_journal_line_posts_twice_without_a_word(nav: NavSide) -> None:
    batch = nav.post("journals", {"code": "EDI-4"}).json()
    for _ in range(2):
        line = {**ACCRUAL, "amount": 5, "documentNumber": "C1", "externalDocumentNumber": "SAME"}
        nav.post(f"journals({batch['id']})/journalLines", line)
        assert nav.post(f"journals({batch['id']})/Microsoft.NAV.post").status_code == 204
    assert len(nav.rows("generalLedgerEntries?$filter=documentNumber eq 'C1'")) == 4


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"accountNumber": "99999"}, "cannot be found in the related table"),
        (
            {"accountNumber": "20100", "balancingAccountNumber": "61300", "amount": 3, "documentNumber": "D"},
            "Direct Posting",
        ),
        ({**ACCRUAL, "documentNumber": "D"}, "Amount must have a value"),
    ],
)
def test_lines_that_cannot_be_posted(nav: NavSide, line: dict[str, Any], words: str) -> None:
    batch = nav.post("journals", {"code": "EDI-5"}).json()
    answer = nav.post(f"journals({batch['id']})/journalLines", line)
    if answer.status_code == 201:
        answer = nav.post(f"journals({batch['id']})/Microsoft.NAV.post")
    assert words in error(answer)[2]


def test_dimension_sets_stay_with_what_is_posted(nav: NavSide) -> None:
    batch = nav.post("journals", {"code": "EDI-6"}).json()
    line = nav.post(
        f"journals({batch['id']})/journalLines", {**ACCRUAL, "amount": 7, "documentNumber": "E1"}
    ).json()
    path = f"journalLines({line['id']})/dimensionSetLines"
    assert nav.post(path, {"code": "DEPARTMENT", "valueCode": "BUYING"}).status_code == 201
    assert "already exists" in error(nav.post(path, {"code": "DEPARTMENT", "valueCode": "ADM"}))[2]
    assert 'The "valueId" or "valueCode" field' in error(nav.post(path, {"code": "EDIITEM"}))[2]
    changed = nav.patch(f"{path}({nav.rows(path)[0]['id']})", {"valueCode": "ADM"})
    assert changed.json()["valueCode"] == "ADM"
    assert "get to the parent first" in error(nav.get("dimensionSetLines"))[2]
    nav.post(f"journals({batch['id']})/Microsoft.NAV.post")
    entry = nav.rows("generalLedgerEntries?$filter=documentNumber eq 'E1'&$expand=dimensionSetLines")[0]
    assert [row["valueCode"] for row in entry["dimensionSetLines"]] == ["ADM"]


def test_a_payment_covers_its_invoice_and_is_never_checked_for_doubles(nav: NavSide) -> None:
    invoice = posted_invoice(nav, "PAY-1")
    batch = nav.post("vendorPaymentJournals", {"code": "EDIPAY"}).json()
    payment = {
        "externalDocumentNumber": "rem-1",
        "documentNumber": "R1",
        "appliesToInvoiceNumber": invoice["number"],
        "amount": 60,
    }
    for amount, status in ((60, "Open"), (40, "Paid")):
        line = nav.post(f"vendorPaymentJournals({batch['id']})/vendorPayments", {**payment, "amount": amount})
        assert (line.status_code, line.json()["vendorNumber"]) == (201, "V10000")
        assert nav.post(f"journals({batch['id']})/Microsoft.NAV.post").status_code == 204
        assert nav.get(f"purchaseInvoices({invoice['id']})").json()["status"] == status
    filter_ = "externalDocumentNumber eq 'REM-1' and vendorNumber eq 'V10000' and documentType eq 'Payment'"
    entries = nav.http.get(f"{nav.finance}/vendorLedgerEntries?$filter={filter_}").json()["value"]
    assert [row["amount"] for row in entries] == [60, 40]
    for number in {row["documentNumber"] for row in nav.books("generalLedgerEntries")}:
        rows = [
            Decimal(str(row["amount"]))
            for row in nav.books("generalLedgerEntries")
            if row["documentNumber"] == number
        ]
        assert sum(rows) == 0


def test_a_payment_names_a_posted_invoice_of_its_vendor(nav: NavSide) -> None:
    invoice = posted_invoice(nav, "PAY-2")
    path = f"vendorPaymentJournals({nav.rows('vendorPaymentJournals')[0]['id']})/vendorPayments"
    assert "cannot be found" in error(nav.post(path, {"appliesToInvoiceNumber": "NO-SUCH", "amount": 1}))[2]
    wrong = {"vendorNumber": "V10001", "appliesToInvoiceNumber": invoice["number"], "amount": 1}
    assert "do not match" in error(nav.post(path, wrong))[2]
    assert (
        nav.post(path, {"vendorNumber": "V10000", "amount": 1, "externalDocumentNumber": "REM-2"}).status_code
        == 201
    )
    assert len(nav.rows(f"{path}?$filter=externalDocumentNumber eq 'REM-2'")) == 1
    nav.switch(unapplied_payments_hidden=True)
    assert nav.rows(f"{path}?$filter=externalDocumentNumber eq 'REM-2'") == []


def test_a_draft_invoice_is_inserted_with_its_lines_and_posted(nav: NavSide) -> None:
    lines = [
        {"lineType": "Comment", "description": "10 cases of milk"},
        {"lineType": "Account", "lineObjectNumber": "61300", "quantity": 2, "unitCost": 10.55},
    ]
    draft = nav.post(
        "purchaseInvoices?$expand=purchaseInvoiceLines",
        {"vendorNumber": "V10000", "vendorInvoiceNumber": "d-1", "invoiceDate": "2026-02-01", "dueDate": "2026-03-01", "currencyCode": "USD", "purchaseInvoiceLines": lines},
    ).json()  # fmt: skip
    assert (draft["status"], draft["vendorInvoiceNumber"], draft["totalAmountIncludingTax"]) == (
        "Draft",
        "D-1",
        21.1,
    )
    assert [row["lineType"] for row in draft["purchaseInvoiceLines"]] == ["Comment", "Account"]
    assert nav.post(f"purchaseInvoices({draft['id']})/Microsoft.NAV.post").status_code == 204
    posted = nav.get(f"purchaseInvoices({draft['id']})").json()
    assert posted["status"] == "Open"
    assert posted["number"] != draft["number"]
    assert "draft invoice only" in error(nav.post(f"purchaseInvoices({draft['id']})/Microsoft.NAV.post"))[2]
    assert nav.patch(f"purchaseInvoices({draft['id']})", {"dueDate": "2026-03-02"}).status_code == 400


def test_two_drafts_may_share_a_number_but_only_one_is_posted(nav: NavSide) -> None:
    body = {"vendorNumber": "V10000", "vendorInvoiceNumber": "D-2", "purchaseInvoiceLines": [{"lineType": "Account", "lineObjectNumber": "61300", "quantity": 1, "unitCost": 5}]}  # fmt: skip
    drafts = [nav.post("purchaseInvoices", body).json() for _ in range(2)]
    assert nav.post(f"purchaseInvoices({drafts[0]['id']})/Microsoft.NAV.post").status_code == 204
    refused = error(nav.post(f"purchaseInvoices({drafts[1]['id']})/Microsoft.NAV.post"))
    assert refused[2] == "Purchase Invoice D-2 already exists for this vendor."
    deleted = nav.http.delete(f"{nav.base}/purchaseInvoices({drafts[1]['id']})", headers={"If-Match": "*"})
    assert deleted.status_code == 204


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, 'A "vendorNumber" or a "vendorID" must be provided.'),
        ({"vendorNumber": "V99999"}, "The vendor cannot be found."),
        ({"vendorNumber": "V10012"}, "when Vendor V10012 is blocked with type All"),
        ({"vendorNumber": "V10000", "purchaseInvoiceLines": [{"lineType": "Item", "lineObjectNumber": "F9999"}]}, "cannot be found in the related table (Item)"),
        ({"vendorNumber": "V10000", "purchaseInvoiceLines": [{"lineType": "Item", "lineObjectNumber": "F1029"}]}, "Blocked must be equal to 'No'"),
    ],
)  # fmt: skip
def test_drafts_that_are_refused_leave_nothing_behind(nav: NavSide, body: dict[str, Any], words: str) -> None:
    before = nav.books()
    assert words in error(nav.post("purchaseInvoices", body))[2]
    assert nav.books() == before


def test_item_lines_of_a_stand_alone_invoice_bring_goods_in_again(nav: NavSide) -> None:
    before = nav.books()["item_ledger_entries"]
    body = {"vendorNumber": "V10000", "vendorInvoiceNumber": "D-3", "purchaseInvoiceLines": [{"lineType": "Item", "lineObjectNumber": "F1000", "quantity": 3}]}  # fmt: skip
    draft = nav.post("purchaseInvoices", body).json()
    assert nav.post(f"purchaseInvoices({draft['id']})/Microsoft.NAV.post").status_code == 204
    assert nav.books()["item_ledger_entries"] == before + 1
