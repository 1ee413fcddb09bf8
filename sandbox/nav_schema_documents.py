"""Purchase documents and journals of API v2.0 as entities (nav reference 4.9 to 4.14)."""

from __future__ import annotations

from sandbox.nav_model import WRITE, Entity, Nav, entity

_UNSCOPED = "You must specify an Id or a Document Id to get the lines."
_STAMP = "\nlastModifiedDateTime stamp r"


def _address(prefix: str, access: str) -> str:
    names = "AddressLine1 text100|AddressLine2 text50|City text30|Country code10|State text30|PostCode code20"
    return "\n".join(f"{prefix}{name} {access}" for name in names.split("|"))


_PARTIES = f"""
vendorName text100 r
payToName text100 r
payToVendorId guid w
payToVendorNumber code20 w
shipToName text100 w
shipToContact text100 w
{_address("shipTo", "w")}
{_address("buyFrom", "w")}
{_address("payTo", "r")}
shortcutDimension1Code code20 w
shortcutDimension2Code code20 w
currencyId guid w
currencyCode currency10 w"""

# a credit memo has no ship-to (Microsoft's page 30083)
_CREDIT_PARTIES = "\n".join(row for row in _PARTIES.splitlines() if not row.startswith("shipTo"))

_TOTALS = """
discountAmount dec w
discountAppliedBeforeTax bool r
totalAmountExcludingTax dec r
totalTaxAmount dec r
totalAmountIncludingTax dec r"""

_LINE_START = """
id guid r
documentId guid c
sequence int c
itemId guid w
accountId guid w
lineType enum:Comment|Account|Item|Resource|Fixed_x0020_Asset|Charge|Allocation_x0020_Account w
lineObjectNumber code20 c
description text100 w
description2 text50 w
unitOfMeasureId guid w
unitOfMeasureCode code10 w
quantity dec w"""

_LINE_AMOUNTS = """
discountAmount dec w
discountPercent dec w
discountAppliedBeforeTax bool r
amountExcludingTax dec r
taxCode code20 w
taxPercent dec r
totalTaxAmount dec r
amountIncludingTax dec r
invoiceDiscountAllocation dec r
netAmount dec r
netTaxAmount dec r
netAmountIncludingTax dec r"""

_SETS = Nav("dimensionSetLines", "parentId")

ORDERS = entity(
    "purchaseOrders",
    "purchaseOrder",
    f"""
id guid r
number code20 r
orderDate date w
postingDate date w
vendorId guid w
vendorNumber code20 w
{_PARTIES.strip()}
pricesIncludeTax bool w
paymentTermsId guid w
shipmentMethodId guid w
purchaser code20 w
requestedReceiptDate date w{_TOTALS}
fullyReceived bool n
status enum:Draft|In_x0020_Review|Open r{_STAMP}""",
    navs={
        "purchaseOrderLines": Nav("purchaseOrderLines", "documentId"),
        "dimensionSetLines": _SETS,
        "vendor": Nav("vendors", "id", "vendorId", many=False),
        "paymentTerm": Nav("paymentTerms", "id", "paymentTermsId", many=False),
    },
    methods=WRITE,
    actions=frozenset({"receiveAndInvoice"}),
)

ORDER_LINES = entity(
    "purchaseOrderLines",
    "purchaseOrderLine",
    f"""
{_LINE_START.strip()}
directUnitCost dec w{_LINE_AMOUNTS}
expectedReceiptDate date w
receivedQuantity dec n
invoicedQuantity dec n
invoiceQuantity dec w
receiveQuantity dec w
itemVariantId guid w
locationId guid w""",
    navs={
        "dimensionSetLines": _SETS,
        "item": Nav("items", "id", "itemId", many=False),
        "location": Nav("locations", "id", "locationId", many=False),
    },
    methods=WRITE,
    order=("documentNumber", "sequence"),
    scope="documentId",
    scope_text=_UNSCOPED,
)

INVOICES = entity(
    "purchaseInvoices",
    "purchaseInvoice",
    f"""
id guid r
number code20 r
invoiceDate date w
postingDate date w
dueDate date w
vendorInvoiceNumber code35 w
vendorId guid w
vendorNumber code20 w
{_PARTIES.strip()}
payToContact text100 r
orderId guid r
orderNumber code20 r
purchaser code20 w
pricesIncludeTax bool w{_TOTALS}
status enum:_x0020_|Draft|In_x0020_Review|Open|Paid|Canceled|Corrective r{_STAMP}""",
    navs={
        "purchaseInvoiceLines": Nav("purchaseInvoiceLines", "documentId"),
        "dimensionSetLines": _SETS,
        "vendor": Nav("vendors", "id", "vendorId", many=False),
    },
    methods=WRITE,
    actions=frozenset({"post"}),
)

INVOICE_LINES = entity(
    "purchaseInvoiceLines",
    "purchaseInvoiceLine",
    f"""
{_LINE_START.strip()}
unitCost dec w{_LINE_AMOUNTS}
expectedReceiptDate date w
itemVariantId guid w
locationId guid w""",
    navs={"dimensionSetLines": _SETS},
    methods=WRITE,
    order=("documentNumber", "sequence"),
    scope="documentId",
    scope_text=_UNSCOPED,
)

CREDIT_MEMOS = entity(
    "purchaseCreditMemos",
    "purchaseCreditMemo",
    f"""
id guid r
number code20 r
creditMemoDate date w
postingDate date w
dueDate date w
vendorCreditMemoNumber code35 w
vendorId guid w
vendorNumber code20 w
{_CREDIT_PARTIES.strip()}
paymentTermsId guid w
shipmentMethodId guid w
purchaser code20 w
pricesIncludeTax bool r{_TOTALS}
status enum:_x0020_|Draft|In_x0020_Review|Open|Paid|Canceled|Corrective r
invoiceId guid w
invoiceNumber code20 w
vendorReturnReasonId guid w{_STAMP}""",
    navs={
        "purchaseCreditMemoLines": Nav("purchaseCreditMemoLines", "documentId"),
        "dimensionSetLines": _SETS,
        "vendor": Nav("vendors", "id", "vendorId", many=False),
    },
    methods=WRITE,
    actions=frozenset({"post", "cancel"}),
)

CREDIT_MEMO_LINES = entity(
    "purchaseCreditMemoLines",
    "purchaseCreditMemoLine",
    f"""
{_LINE_START.strip()}
unitCost dec w{_LINE_AMOUNTS}
itemVariantId guid w
locationId guid w""",
    navs={"dimensionSetLines": _SETS},
    methods=WRITE,
    order=("documentNumber", "sequence"),
    scope="documentId",
    scope_text=_UNSCOPED,
)

RECEIPTS = entity(
    "purchaseReceipts",
    "purchaseReceipt",
    f"""
id guid r
number code20 r
invoiceDate date r
postingDate date r
dueDate date r
vendorNumber code20 r
vendorName text100 r
payToName text100 r
payToContact text100 r
payToVendorNumber code20 r
shipToName text100 r
shipToContact text100 r
buyFromContact text100 r
{_address("buyFrom", "r")}
{_address("shipTo", "r")}
{_address("payTo", "r")}
currencyCode currency10 r
orderNumber code20 r{_STAMP}""",
    navs={"purchaseReceiptLines": Nav("purchaseReceiptLines", "documentId"), "dimensionSetLines": _SETS},
)

RECEIPT_LINES = entity(
    "purchaseReceiptLines",
    "purchaseReceiptLine",
    """
id guid r
documentId guid r
sequence int r
lineType enum:_x0020_|G_x002F_L_x0020_Account|Item|Resource|Fixed_x0020_Asset|Charge_x0020__x0028_Item_x0029_ r
lineObjectNumber code20 r
description text100 r
description2 text50 r
unitOfMeasureCode code10 r
unitCost dec r
quantity dec r
discountPercent dec r
taxPercent dec r
expectedReceiptDate date r""",
    navs={"dimensionSetLines": _SETS},
    order=("documentNumber", "sequence"),
    scope="documentId",
    scope_text=_UNSCOPED,
)

_BATCH = """
id guid r
code code10 w
displayName text100 w"""
_ACCOUNT_TYPES = (
    "enum:G_x002F_L_x0020_Account|Customer|Vendor|Bank_x0020_Account|Fixed_x0020_Asset|IC_x0020_Partner|Employee"
    "|Allocation_x0020_Account"
)
_NO_JOURNAL = "You must specify a journal batch ID or a journal ID to get a journal line."

JOURNALS = entity(
    "journals",
    "journal",
    _BATCH
    + """
templateDisplayName text10 c
balancingAccountId guid w
balancingAccountNumber code20 r"""
    + _STAMP,
    navs={"journalLines": Nav("journalLines", "journalId")},
    methods=WRITE,
    order=("templateDisplayName", "code"),
    actions=frozenset({"post"}),
)

JOURNAL_LINES = entity(
    "journalLines",
    "journalLine",
    f"""
id guid r
journalId guid c
journalDisplayName text10 r
lineNumber int w
accountType {_ACCOUNT_TYPES} w
accountId guid w
accountNumber code20 w
postingDate date w
documentNumber code20 w
externalDocumentNumber code35 w
amount dec w
description text100 w
comment text250 w
taxCode code20 w
balanceAccountType {_ACCOUNT_TYPES} w
balancingAccountId guid w
balancingAccountNumber code20 w"""
    + _STAMP,
    navs={"dimensionSetLines": _SETS},
    methods=WRITE,
    order=("journalId", "lineNumber"),
    scope="journalId",
    scope_text=_NO_JOURNAL,
    where=(("template", "GENERAL"),),
)

PAYMENT_JOURNALS = entity(
    "vendorPaymentJournals",
    "vendorPaymentJournal",
    _BATCH
    + """
balancingAccountId guid w
balancingAccountNumber code20 r"""
    + _STAMP,
    table="journals",
    navs={"vendorPayments": Nav("vendorPayments", "journalId")},
    methods=WRITE,
    order=("code",),
    where=(("templateDisplayName", "PAYMENT"),),
)

PAYMENTS = entity(
    "vendorPayments",
    "vendorPayment",
    """
id guid r
journalId guid c
journalDisplayName text10 c
lineNumber int w
vendorId guid w
vendorNumber code20 w
postingDate date w
documentNumber code20 w
externalDocumentNumber code35 w
amount dec w
appliesToInvoiceId guid w
appliesToInvoiceNumber code20 w
description text100 w
comment text250 w"""
    + _STAMP,
    table="journalLines",
    navs={"dimensionSetLines": _SETS, "vendor": Nav("vendors", "id", "vendorId", many=False)},
    methods=WRITE,
    order=("journalId", "lineNumber"),
    scope="journalId",
    scope_text=_NO_JOURNAL,
    where=(("template", "PAYMENT"),),
)

DOCUMENTS: tuple[Entity, ...] = (
    ORDERS,
    ORDER_LINES,
    INVOICES,
    INVOICE_LINES,
    CREDIT_MEMOS,
    CREDIT_MEMO_LINES,
    RECEIPTS,
    RECEIPT_LINES,
    JOURNALS,
    JOURNAL_LINES,
    PAYMENT_JOURNALS,
    PAYMENTS,
)
