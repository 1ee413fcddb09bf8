"""What orders and invoices have in common: the vendor on the header, what a line names, sequence numbers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.nav_amounts import price_line, set_discount, total
from sandbox.nav_books import Books
from sandbox.nav_desk import Values
from sandbox.nav_errors import dialog, no_relation, not_found, test_field
from sandbox.nav_model import ZERO_GUID
from sandbox.store import Record

AMOUNT_FIELDS = frozenset({"quantity", "directUnitCost", "unitCost", "discountAmount", "discountPercent"})
_ADDRESSES = (
    ("AddressLine1", "addressLine1"),
    ("AddressLine2", "addressLine2"),
    ("City", "city"),
    ("Country", "country"),
    ("State", "state"),
    ("PostCode", "postalCode"),
)


def find_vendor(books: Books, values: Values, number: str = "vendorNumber", key: str = "vendorId") -> Record:
    """Return the vendor that a header names by number or id; both must mean the same."""
    if not values.get(number) and values.get(key, ZERO_GUID) == ZERO_GUID:
        raise dialog('A "vendorNumber" or a "vendorID" must be provided.')
    by_id = books.table("vendors").get(str(values.get(key, "")))
    by_number = books.vendor(values[number]) if values.get(number) else by_id
    if by_number is None or (values.get(key, ZERO_GUID) != ZERO_GUID and by_id is None):
        raise dialog("The vendor cannot be found.")
    if by_id is not None and by_id["id"] != by_number["id"]:
        raise dialog("The vendor values do not match to a specific Vendor.")
    return by_number


def check_vendor(vendor: Record, verb: str) -> None:
    """Refuse a vendor that is blocked for documents (blocked for payment does not matter here)."""
    if vendor.get("blocked") == "All":
        number = vendor["number"]
        raise dialog(
            f"You cannot {verb} this type of document when Vendor {number} is blocked with type All."
        )


def put_vendor(document: Record, vendor: Record) -> None:
    """Copy a vendor into a header, as buy-from and pay-to."""
    document.update(
        vendorId=vendor["id"],
        vendorNumber=vendor["number"],
        vendorName=vendor["displayName"],
        payToName=vendor["displayName"],
        payToVendorId=vendor["id"],
        payToVendorNumber=vendor["number"],
    )
    for theirs, name in _ADDRESSES:
        document[f"buyFrom{theirs}"] = document[f"payTo{theirs}"] = vendor.get(name, "")
    document.setdefault("currencyCode", vendor.get("currencyCode", ""))
    document.setdefault("paymentTermsId", vendor.get("paymentTermsId", ZERO_GUID))


def put_company_as_ship_to(books: Books, document: Record) -> None:
    company = next(iter(books.table("companies").values()), {})
    document.setdefault("shipToName", company.get("displayName", ""))


def due_on(books: Books, document: Record, from_date: str) -> str:
    """Return the due date by the payment terms of a document (only terms counted in days)."""
    terms = books.table("paymentTerms").get(str(document.get("paymentTermsId", ""))) or {}
    text = str(terms.get("dueDateCalculation", "0D")).rstrip("D")
    return (date.fromisoformat(from_date) + timedelta(days=int(text) if text.isdecimal() else 0)).isoformat()


def validate_dates(books: Books, document: Record, given: Iterable[str], date_field: str) -> None:
    """Let the dates that were just written (``given``) move the others, as table 38 does, in the order of Microsoft's pages:
    document date, posting date, due date."""
    given = set(given)
    moves = "postingDate" in given and books.switches["link_document_date"]
    if moves:
        document[date_field] = document["postingDate"]
    if (moves or date_field in given) and "dueDate" not in given:
        document["dueDate"] = due_on(books, document, document[date_field])


def header_of(books: Books, table: str, values: Values, parent: Record | None) -> Record:
    """Return the header a new line belongs to."""
    key = parent["id"] if parent else str(values.get("documentId", ""))
    header = books.table(table).get(key)
    if header is None:
        raise (
            not_found("The document of the line does not exist.")
            if key
            else dialog("A documentId must be provided.")
        )
    return header


def next_sequence(lines: list[Record]) -> int:
    return max((int(line["sequence"]) for line in lines), default=0) + 10000


def put_object(books: Books, header: Record, line: Record, values: Values) -> None:
    """Let a line name its item or account: by id, or by type and number; fills description, unit, price, tax."""
    item = books.table("items").get(str(values.get("itemId", "")))
    account = books.table("accounts").get(str(values.get("accountId", "")))
    number = str(values.get("lineObjectNumber", ""))
    kind = str(
        values.get("lineType")
        or ("Item" if item or (number and not account) else "Account" if account else "Comment")
    )
    if kind == "Item" and item is None:
        item = books.table("items").first(number=number) if number else None
        if item is None:
            raise no_relation("No.", "Purchase Line", number, "Item")
    if kind == "Account" and account is None:
        account = books.table("accounts").first(number=number) if number else None
        if account is None:
            raise no_relation("No.", "Purchase Line", number, "G/L Account")
    if kind == "Account" and account is not None and not account.get("directPosting"):
        raise test_field(f"Direct Posting must be equal to 'Yes'  in G/L Account: No.={account['number']}.")
    if kind == "Charge" and not books.table("itemCharges").first(number=number):
        raise no_relation("No.", "Purchase Line", number, "Item Charge")
    line["lineType"] = kind
    line["pageType"] = {"Comment": " ", "Account": "G/L Account", "Charge": "Charge (Item)"}.get(kind, kind)
    if item is not None and kind == "Item":
        _put_item(books, header, line, item)
    elif account is not None and kind == "Account":
        line.update(accountId=account["id"], lineObjectNumber=account["number"])
        line.setdefault("description", account["displayName"])
        vendor = books.table("vendors").get(header["vendorId"]) or {}
        if vendor.get("taxLiable") and account.get("taxPercent"):
            line.setdefault("taxPercent", account["taxPercent"])


def check_item(item: Record) -> None:
    if item.get("blocked"):
        raise test_field(
            f"Blocked must be equal to 'No'  in Item: No.={item['number']}. Current value is 'Yes'."
        )


def _put_item(books: Books, header: Record, line: Record, item: Record) -> None:
    check_item(item)
    vendor = books.table("vendors").get(header["vendorId"]) or {}
    line.update(itemId=item["id"], lineObjectNumber=item["number"], gtin=item.get("gtin", ""))
    line.setdefault("description", item["displayName"])
    line.setdefault("unitOfMeasureCode", item.get("baseUnitOfMeasureCode", ""))
    line.setdefault(
        "directUnitCost" if header["documentType"] == "Order" else "unitCost",
        item.get("unitCost", Decimal(0)),
    )
    if vendor.get("taxLiable"):
        line.setdefault("taxPercent", item.get("taxPercent", Decimal(0)))
        line.setdefault("taxCode", item.get("taxGroupCode", ""))


def put_codes(books: Books, line: Record, values: Values) -> None:
    """Keep unit, location and variant in step between their id and their code."""
    if "unitOfMeasureId" in values:
        line["unitOfMeasureCode"] = books.need(
            "unitsOfMeasure", values["unitOfMeasureId"], "Unit of Measure"
        )["code"]
    elif line.get("unitOfMeasureCode"):
        unit = books.table("unitsOfMeasure").first(code=line["unitOfMeasureCode"])
        if unit is None:
            raise no_relation(
                "Unit of Measure Code", "Purchase Line", line["unitOfMeasureCode"], "Unit of Measure"
            )
        line["unitOfMeasureId"] = unit["id"]
    if values.get("locationId", ZERO_GUID) != ZERO_GUID:
        line["locationCode"] = books.need("locations", values["locationId"], "Location")["code"]
    if values.get("itemVariantId", ZERO_GUID) != ZERO_GUID:
        line["variantCode"] = books.need("itemVariants", values["itemVariantId"], "Item Variant")["code"]


def price(header: Record, line: Record, values: dict[str, Any]) -> None:
    given = (
        "discountAmount"
        if "discountAmount" in values and "discountPercent" not in values
        else "discountPercent"
    )
    set_discount(line, given)
    price_line(line, prices_include_tax=bool(header.get("pricesIncludeTax")))


def retotal(books: Books, header: Record, lines_table: str) -> Record:
    """Set a header's totals anew from its lines; the header is not saved here."""
    lines = books.table(lines_table).find(documentId=header["id"])
    for line in total(header, lines):
        books.save(lines_table, line)
    return header
