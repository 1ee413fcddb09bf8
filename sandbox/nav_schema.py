"""Master data and ledgers of API v2.0 as entities (nav reference 4.1 to 4.8, 4.15, 4.16)."""

from __future__ import annotations

from sandbox.nav_model import WRITE, Entity, Nav, entity

_ADDRESS = """
addressLine1 text100 w
addressLine2 text50 w
city text30 w
state text30 w
country code10 w
postalCode code20 w
phoneNumber text30 w
email text80 w
website text80 w
"""
_STAMP = "\nlastModifiedDateTime stamp r"
_DEFAULT_DIMENSIONS = {"defaultDimensions": Nav("defaultDimensions", "parentId")}

COMPANIES = entity(
    "companies",
    "company",
    """
id guid r
systemVersion text r
timestamp int r
name text30 r
displayName text250 r
businessProfileId text r
systemCreatedAt stamp r
systemCreatedBy guid r
systemModifiedAt stamp r
systemModifiedBy guid r""",
    order=("name",),
)

VENDORS = entity(
    "vendors",
    "vendor",
    """
id guid r
number code20 w
displayName text100 w"""
    + _ADDRESS
    + """
taxRegistrationNumber text20 w
currencyId guid w
currencyCode currency10 w
irs1099Code code20 w
paymentTermsId guid w
paymentMethodId guid w
taxLiable bool w
blocked enum:_x0020_|Payment|All w
balance dec n"""
    + _STAMP,
    navs={**_DEFAULT_DIMENSIONS, "paymentTerm": Nav("paymentTerms", "id", "paymentTermsId", many=False)},
    methods=WRITE,
)

ITEMS = entity(
    "items",
    "item",
    """
id guid r
number code20 w
displayName text100 w
displayName2 text50 w
type enum:Inventory|Service|Non_x002D_Inventory w
itemCategoryId guid w
itemCategoryCode code20 w
blocked bool w
gtin text14 w
inventory dec n
unitPrice dec w
priceIncludesTax bool w
unitCost dec w
taxGroupId guid w
taxGroupCode code20 w
baseUnitOfMeasureId guid w
baseUnitOfMeasureCode code10 w
generalProductPostingGroupId guid w
generalProductPostingGroupCode code20 w
inventoryPostingGroupId guid w
inventoryPostingGroupCode code20 w"""
    + _STAMP,
    navs={
        **_DEFAULT_DIMENSIONS,
        "itemVariants": Nav("itemVariants", "itemId"),
        "baseUnitOfMeasure": Nav("unitsOfMeasure", "id", "baseUnitOfMeasureId", many=False),
    },
    methods=WRITE,
)

ITEM_VARIANTS = entity(
    "itemVariants",
    "itemVariant",
    """
id guid r
itemId guid c
itemNumber code20 c
code code10 w
description text100 w"""
    + _STAMP,
    methods=WRITE,
    order=("itemNumber", "code"),
)

UNITS = entity(
    "unitsOfMeasure",
    "unitOfMeasure",
    """
id guid r
code code10 w
displayName text50 w
internationalStandardCode code10 w
symbol text10 w"""
    + _STAMP,
    methods=WRITE,
    order=("code",),
)

LOCATIONS = entity(
    "locations",
    "location",
    """
id guid r
code code10 w
displayName text100 w
contact text100 w"""
    + _ADDRESS
    + _STAMP,
    navs=_DEFAULT_DIMENSIONS,
    methods=WRITE,
    order=("code",),
)

DIMENSIONS = entity(
    "dimensions",
    "dimension",
    """
id guid r
code code20 r
displayName text30 r
consolidationCode code20 r"""
    + _STAMP,
    navs={"dimensionValues": Nav("dimensionValues", "dimensionId")},
    order=("code",),
)

DIMENSION_VALUES = entity(
    "dimensionValues",
    "dimensionValue",
    """
id guid r
code code20 r
dimensionId guid r
displayName text50 r
consolidationCode code20 r"""
    + _STAMP,
    order=("dimensionCode", "code"),
)

DEFAULT_DIMENSIONS = entity(
    "defaultDimensions",
    "defaultDimension",
    """
id guid r
parentType enum:_x0020_|Customer|Item|Vendor|Employee|Location c
parentId guid c
dimensionId guid c
dimensionCode code20 r
dimensionValueId guid w
dimensionValueCode code20 r
postingValidation enum:_x0020_|Code_x0020_Mandatory|Same_x0020_Code|No_x0020_Code w"""
    + _STAMP,
    methods=WRITE,
    order=("parentId", "dimensionCode"),
)

DIMENSION_SET_LINES = entity(
    "dimensionSetLines",
    "dimensionSetLine",
    """
id guid c
code code20 c
consolidationCode code20 r
parentId guid r
parentType text r
displayName text30 n
valueId guid w
valueCode code20 w
valueConsolidationCode code20 r
valueDisplayName text50 r""",
    methods=WRITE,
    order=("code",),
    keys=("id",),
    child_only=True,
    scope_text="You must get to the parent first to get to the dimension set line.",
)

ACCOUNTS = entity(
    "accounts",
    "account",
    """
id guid r
number code20 r
displayName text100 r
category enum:_x0020_|Assets|Liabilities|Equity|Income|Cost_x0020_of_x0020_Goods_x0020_Sold|Expense r
subCategory text80 r
blocked bool r
accountType enum:Posting|Heading|Total|Begin_x002D_Total|End_x002D_Total r
directPosting bool r
netChange dec r
consolidationTranslationMethod text r
consolidationDebitAccount code20 r
consolidationCreditAccount code20 r
excludeFromConsolidation bool r"""
    + _STAMP,
)

PAYMENT_TERMS = entity(
    "paymentTerms",
    "paymentTerm",
    """
id guid r
code code10 w
displayName text100 w
dueDateCalculation text32 w
discountDateCalculation text32 w
discountPercent dec w
calculateDiscountOnCreditMemos bool w"""
    + _STAMP,
    methods=WRITE,
    order=("code",),
)

_DOCUMENT_TYPES = (
    "enum:_x0020_|Payment|Invoice|Credit_x0020_Memo|Finance_x0020_Charge_x0020_Memo|Reminder|Refund"
)

GL_ENTRIES = entity(
    "generalLedgerEntries",
    "generalLedgerEntry",
    f"""
id guid r
entryNumber int r
postingDate date r
documentNumber code20 r
documentType {_DOCUMENT_TYPES} r
accountId guid r
accountNumber code20 r
description text100 r
debitAmount dec r
creditAmount dec r
additionalCurrencyDebitAmount dec r
additionalCurrencyCreditAmount dec r"""
    + _STAMP,
    navs={"dimensionSetLines": Nav("dimensionSetLines", "parentId")},
    order=("entryNumber",),
)

ITEM_ENTRIES = entity(
    "itemLedgerEntries",
    "itemLedgerEntry",
    """
id guid r
entryNumber int r
itemNumber code20 r
postingDate date r
entryType enum:Purchase|Sale|Positive_x0020_Adjmt_x002E_|Negative_x0020_Adjmt_x002E_|Transfer r
sourceNumber code20 r
sourceType enum:_x0020_|Customer|Vendor|Item r
documentNumber code20 r
documentType enum:_x0020_|Purchase_x0020_Receipt|Purchase_x0020_Invoice r
description text100 r
quantity dec r
salesAmountActual dec r
costAmountActual dec r"""
    + _STAMP,
    order=("entryNumber",),
)

MASTERS: tuple[Entity, ...] = (
    COMPANIES,
    VENDORS,
    ITEMS,
    ITEM_VARIANTS,
    UNITS,
    LOCATIONS,
    DIMENSIONS,
    DIMENSION_VALUES,
    DEFAULT_DIMENSIONS,
    DIMENSION_SET_LINES,
    ACCOUNTS,
    PAYMENT_TERMS,
    GL_ENTRIES,
    ITEM_ENTRIES,
)

# microsoft/reportsFinance/beta: API queries, read-only, perhaps from a replica that lags (nav reference 3.3, 4.15)
FINANCE_VENDOR_ENTRIES = entity(
    "vendorLedgerEntries",
    "vendorLedgerEntry",
    f"""
entryNumber int r
documentType {_DOCUMENT_TYPES} r
description text100 r
postingDate date r
documentNumber code20 r
externalDocumentNumber code35 r
balancingAccountNumber code20 r
balancingAccountType text r
vendorNumber code20 r
open bool r
amount dec r
debitAmount dec r
creditAmount dec r
amountLocalCurrency dec r
dimensionSetID int r
debitAmountLocalCurrency dec r
creditAmountLocalCurrency dec r
currencyCode code10 r"""
    + _STAMP,
    order=("entryNumber",),
    keys=("entryNumber",),
    is_replica=True,
)

FINANCE_GL_ENTRIES = entity(
    "generalLedgerEntries",
    "generalLedgerEntry",
    """
id guid r
number int r =entryNumber
description text100 r
postingDate date r
accountNumber code20 r
businessUnitCode code20 r
reveresd bool r =reversed
documentNumber code20 r
externalDocumentNumber code35 r
sourceType enum:_x0020_|Customer|Vendor|Bank_x0020_Account r
sourceNumber code20 r
sourceCode code10 r
amount dec r
debitAmount dec r
creditAmount dec r
vatAmount dec r
additionalCurrencyAmount dec r
dimensionSetID int r
globalDimension1Code code20 r
globalDimension2Code code20 r"""
    + _STAMP,
    order=("entryNumber",),
    is_replica=True,
)

WEBHOOK_RESOURCES = entity(
    "webhookSupportedResources",
    "webhookSupportedResource",
    "resource text r",
    order=("resource",),
    keys=("resource",),
)

FINANCE: tuple[Entity, ...] = (COMPANIES, FINANCE_VENDOR_ENTRIES, FINANCE_GL_ENTRIES)
RUNTIME: tuple[Entity, ...] = (COMPANIES, WEBHOOK_RESOURCES)
