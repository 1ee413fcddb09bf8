"""Seed data: a food distributor with vendors, items, units, locations, dimensions and accounts; two sizes."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from decimal import Decimal

from sandbox.nav_books import Books
from sandbox.nav_values import money, now_stamp
from sandbox.seed_names import ACCOUNTS, CITIES, FOODS, ITEM_CHARGES, PACKS, SUPPLIERS, TERMS, UNITS, rows
from sandbox.store import Record

COMPANY = "CRONUS Foods"
BLOCKED_VENDOR = "V10012"
SHARED_CODE = "SHARED-100"


@dataclass(frozen=True)
class Size:
    vendors: int
    items: int
    warehouses: int
    stores: int
    orders: int
    drafts: int
    invoices: int


SIZES = {
    "small": Size(14, 30, 3, 6, 3, 1, 2),
    "full": Size(60, 300, 12, 210, 25, 4, 8),
}


def stable_id(kind: str, code: str) -> str:
    """Return the same GUID for the same thing in every seed."""
    return str(uuid.UUID(hashlib.sha256(f"{kind}/{code}".encode()).hexdigest()[:32]))


def check_digit(digits: str) -> str:
    """Return the check digit of a GTIN without it (mod 10, weights 3 and 1 from the right)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def seed_masters(books: Books, size: Size) -> None:
    """Fill the tables of master data."""
    _put_company(books)
    for code, name, standard in UNITS:
        record = {
            "code": code,
            "displayName": name,
            "internationalStandardCode": standard,
            "symbol": code.lower()[:4],
        }
        books.add("unitsOfMeasure", {"id": stable_id("unit", code), **record})
    for number, name, category, direct in ACCOUNTS:
        record = {"number": number, "displayName": name, "category": category, "accountType": "Posting"}
        books.add(
            "accounts",
            {"id": stable_id("account", number), **record, "directPosting": direct, "blocked": False},
        )
    for number, name in ITEM_CHARGES:
        books.add(
            "itemCharges",
            {"id": stable_id("item charge", number), "number": number, "displayName": name},
        )
    for code, name, days, discount_days, percent in TERMS:
        terms: Record = {
            "code": code,
            "displayName": name,
            "dueDateCalculation": days,
            "discountDateCalculation": discount_days,
            "discountPercent": Decimal(percent),
        }
        books.add("paymentTerms", {"id": stable_id("terms", code), **terms})
    for code, name in (("EDIPARTNER", "EDI partner"), ("EDIITEM", "EDI item"), ("EDILOCATION", "EDI location"), ("DEPARTMENT", "Department")):  # fmt: skip
        books.add(
            "dimensions",
            {"id": stable_id("dimension", code), "code": code, "displayName": name, "blocked": False},
        )
    for code in ("BUYING", "WAREHOUSE", "ADM"):
        put_value(books, "DEPARTMENT", code, code.title())
    for code in ("ZZ:SPAREPARTNER", "ZZ:OLDPARTNER"):
        put_value(books, "EDIPARTNER", code, "Not given to a vendor")
    _block_value(books, "ZZ:OLDPARTNER")
    _put_vendors(books, size)
    _put_items(books, size)
    _put_locations(books, size)
    _put_batches(books)
    _put_webhook_resources(books)


def _put_company(books: Books) -> None:
    moment = now_stamp()
    books.add(
        "companies",
        {
            "id": stable_id("company", COMPANY),
            "name": COMPANY,
            "displayName": f"{COMPANY} Inc.",
            "systemVersion": "24.0.0.0",
            "timestamp": 1,
            "systemCreatedAt": moment,
            "systemModifiedAt": moment,
        },
    )


def put_value(books: Books, dimension: str, code: str, name: str) -> Record:
    """Return a dimension value, made when it is not there yet."""
    found = books.table("dimensionValues").first(dimensionCode=dimension, code=code)
    if found is not None:
        return found
    record = {
        "id": stable_id(dimension, code),
        "dimensionId": stable_id("dimension", dimension),
        "dimensionCode": dimension,
        "code": code,
        "displayName": name[:50],
        "valueType": "Standard",
        "blocked": False,
    }
    return books.add("dimensionValues", record)


def _block_value(books: Books, code: str) -> None:
    value = books.table("dimensionValues").first(code=code)
    assert value is not None
    books.save("dimensionValues", value | {"blocked": True})


def put_default(books: Books, parent: Record, kind: str, dimension: str, *, code: str, name: str) -> None:
    """Give a vendor, item or location its value under a dimension."""
    value = put_value(books, dimension, code, name)
    record = {
        "id": stable_id("default", f"{parent['id']}/{dimension}"),
        "parentType": kind,
        "parentId": parent["id"],
        "dimensionId": value["dimensionId"],
        "dimensionCode": dimension,
        "dimensionValueId": value["id"],
        "dimensionValueCode": code,
        "postingValidation": " ",
    }
    books.add("defaultDimensions", record)


def _address(place: int) -> Record:
    city, state, code = rows(CITIES)[place % len(rows(CITIES))]
    return {
        "addressLine1": f"{100 + place * 7} Market Street",
        "addressLine2": "",
        "city": city,
        "state": state,
        "postalCode": code,
        "country": "US",
    }


def _put_vendors(books: Books, size: Size) -> None:
    for place, (name, partner) in enumerate(rows(SUPPLIERS)[: size.vendors]):
        number = f"V{10000 + place}"
        terms = TERMS[place % len(TERMS)][0]
        vendor = {
            "id": stable_id("vendor", number),
            "number": number,
            "displayName": name,
            **_address(place),
            "phoneNumber": f"555-01{place:02d}",
            "email": f"orders@v{10000 + place}.example",
            "paymentTermsId": stable_id("terms", terms),
            "taxLiable": place % 4 == 1,
            "blocked": "All" if number == BLOCKED_VENDOR else "Payment" if number == "V10052" else " ",
            "currencyCode": "EUR" if number == "V10050" else "",
            "balance": Decimal(0),
        }
        books.add("vendors", vendor)
        if partner:
            put_default(books, vendor, "Vendor", "EDIPARTNER", code=partner, name=name)


def _gtin(place: int) -> str:
    """Return a GTIN of 14, 12 or 13 digits, or none for every seventh item."""
    if place % 7 == 6:
        return ""
    body = {0: f"1061414{place:06d}", 1: f"061414{place:05d}", 2: f"506141{place:06d}"}[place % 3]
    return body + check_digit(body)


def _put_items(books: Books, size: Size) -> None:
    foods = rows(FOODS)
    for place in range(size.items):
        name, unit, cost = foods[place % len(foods)]
        number = f"F{1000 + place}"
        series = place // len(foods)
        vendor = f"V{10000 + place % size.vendors}"
        item = {
            "id": stable_id("item", number),
            "number": number,
            "displayName": name if not series else f"{name}, grade {series + 1}",
            "type": "Inventory",
            "blocked": place == 29,
            "gtin": _gtin(place),
            "inventory": Decimal(0),
            "unitCost": money(Decimal(cost) * (100 + series * 3) / 100),
            "unitPrice": money(Decimal(cost) * Decimal("1.3")),
            "taxPercent": Decimal("6.5"),
            "taxGroupCode": "FOOD",
            "baseUnitOfMeasureId": stable_id("unit", unit),
            "baseUnitOfMeasureCode": unit,
            "vendorNumber": vendor,
        }
        books.add("items", item)
        code = SHARED_CODE if place in {1, 2} else f"{vendor[-2:]}-{number}"
        if place % 10 != 9 or place == 29:
            put_default(books, item, "Item", "EDIITEM", code=code, name=str(item["displayName"]))
        _put_reference(books, number, unit, vendor, code)
        _put_item_units(books, number, unit, place % len(foods))
    # one item under two codes: its EDIITEM value, and what a second supplier calls it
    _put_reference(books, "F1000", "CASE", "V10001", "BX-9000")
    books.add(
        "itemVariants",
        {"id": stable_id("variant", "F1000"), "itemId": stable_id("item", "F1000"), "itemNumber": "F1000", "code": "ORGANIC", "description": "Organic"},
    )  # fmt: skip


def _put_item_units(books: Books, item: str, base: str, place: int) -> None:
    """The base unit, and for some articles the units that they are packed in."""
    for code, quantity in ((base, "1"), *PACKS.get(place, ())):
        record = {"itemNumber": item, "code": code, "qtyPerUnitOfMeasure": Decimal(quantity)}
        books.add("itemUnitsOfMeasure", {"id": stable_id("item unit", f"{item}/{code}"), **record})


def _put_reference(books: Books, item: str, unit: str, vendor: str, code: str) -> None:
    record = {
        "id": stable_id("reference", f"{item}/{vendor}"),
        "itemNumber": item,
        "variantCode": "",
        "unitOfMeasureCode": unit,
        "referenceType": "Vendor",
        "referenceTypeNumber": vendor,
        "referenceNumber": code,
        "description": "",
    }
    books.add("itemReferences", record)


def _put_locations(books: Books, size: Size) -> None:
    for place in range(size.warehouses):
        _put_location(
            books,
            f"WH{place + 1:02d}",
            f"{_address(place)['city']} distribution centre",
            place,
            f"CFDC{place + 1:04d}",
        )
    for place in range(size.stores):
        city = _address(place)["city"]
        _put_location(
            books,
            f"ST{place + 1:04d}",
            f"{city} kitchen {place // 21 + 1}",
            place + 40,
            f"CFST{place + 1:04d}",
        )


def _put_location(books: Books, code: str, name: str, place: int, edi: str) -> None:
    record = {"id": stable_id("location", code), "code": code, "displayName": name, **_address(place)}
    location = books.add("locations", record)
    put_default(books, location, "Location", "EDILOCATION", code=edi, name=name)


def _put_batches(books: Books) -> None:
    bank = {"balancingAccountId": stable_id("account", "10100"), "balancingAccountNumber": "10100"}
    for template, code, extra in (("GENERAL", "DEFAULT", {}), ("PAYMENT", "BANK", bank)):
        record = {
            "id": stable_id("batch", f"{template}/{code}"),
            "code": code,
            "displayName": f"{code.title()} journal",
        }
        books.add("journals", {**record, "templateDisplayName": template, **extra})


def _put_webhook_resources(books: Books) -> None:
    for name in (
        "vendors",
        "items",
        "purchaseInvoices",
        "dimensions",
        "generalLedgerEntries",
        "journals",
        "accounts",
    ):
        books.add("webhookSupportedResources", {"id": stable_id("webhook", name), "resource": f"v2.0/{name}"})
