"""The words by which invoices name their fields, columns and sums: English, German, French, Dutch."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

HEADER_LABELS: dict[str, tuple[str, ...]] = {
    "number": (
        "invoice no", "invoice number", "invoice nr", "invoice #", "invoice id", "inv no", "invoice", "tax invoice no",
        "rechnung nr", "rechnungsnummer", "rechnungsnr", "rechnungs nr", "rechnung no", "rechnung", "belegnummer",
        "facture n", "facture no", "numero de facture", "n de facture", "no de facture", "facture",
        "factuurnummer", "factuurnr", "factuur nr", "factuur",
        "credit memo no", "credit memo number", "credit memo nr", "credit memo #", "credit memo id", "credit note no",
        "credit note number", "credit note nr", "credit note #", "credit no", "gutschrift nr", "gutschriftnummer",
        "gutschriftsnummer", "gutschrift no", "gutschrift-nr", "gutschrifts-nr", "avoir n", "avoir no", "numero d'avoir", "creditnota nr", "creditnotanummer",
    ),
    "invoiced_on": (
        "invoice date", "date of invoice", "date of issue", "issue date", "date",
        "rechnungsdatum", "datum", "belegdatum",
        "date de facture", "date de la facture", "date de facturation", "date d'emission",
        "factuurdatum", "factuur datum",
        "credit memo date", "credit note date", "credit date", "gutschriftsdatum", "date d'avoir", "date de l'avoir",
    ),
    "order_number": (
        "po number", "po no", "po nr", "po #", "po", "p.o. number", "p.o. no", "p.o. #", "p.o.", "purchase order number",
        "purchase order no", "purchase order", "your order no", "your order number", "your order", "customer po",
        "your po", "order reference",
        "ihre bestellnummer", "ihre bestellung", "ihre bestell-nr", "bestellnummer", "bestell-nr", "bestellung nr",
        "bestellung",
        "votre commande", "votre commande n", "numero de commande", "n de commande", "n bon de commande",
        "bon de commande", "commande n", "uw bestelnummer", "bestelnummer", "uw order",
    ),
    "due_on": (
        "due date", "payment due date", "payment due", "date due", "due on", "due by", "pay by",
        "fallig am", "falligkeit", "falligkeitsdatum", "zahlbar bis", "date d'echeance", "echeance", "vervaldatum",
    ),
    "currency": ("currency", "invoice currency", "wahrung", "rechnungswahrung", "devise", "valuta"),
}  # fmt: skip

# of several labels these count only where no other names the field
GENERAL_LABELS = frozenset(
    {"date", "datum", "invoice", "rechnung", "facture", "factuur", "bestellung", "po", "p.o."}
)

# words that stand over a whole page as well
TITLES = frozenset({"invoice", "rechnung", "facture", "factuur", "bestellung"})

COLUMN_LABELS: dict[str, tuple[str, ...]] = {
    "code": (
        "item", "item no", "item number", "item code", "item #", "product code", "product no", "product", "part no",
        "part number", "sku", "article", "article no", "code", "material", "art-nr", "art.-nr", "art. nr", "artikelnr",
        "artikelnummer", "artikel-nr", "artikel", "reference", "ref", "code article",
    ),
    "description": (
        "description", "item description", "product description", "details", "beschreibung", "bezeichnung",
        "artikelbezeichnung", "leistung", "designation", "libelle", "omschrijving",
    ),
    "quantity": (
        "qty", "quantity", "qty shipped", "quantity shipped", "shipped", "invoiced", "qty invoiced", "units", "menge",
        "anzahl", "quantite", "qte", "nombre", "hoeveelheid", "aantal",
    ),
    "unit": ("unit", "uom", "u/m", "um", "unit of measure", "einheit", "me", "unite", "eenheid"),
    "price": (
        "price", "unit price", "price each", "unit cost", "rate", "net price", "each", "einzelpreis", "preis", "e-preis",
        "nettopreis", "ep", "stuckpreis", "preis/einheit", "prix unitaire", "prix", "p.u.", "p.u. ht", "pu", "pu ht",
        "prijs", "stuksprijs",
    ),
    "amount": (
        "amount", "line total", "total", "line amount", "extended", "extended price", "ext. price", "extension",
        "net amount", "total price", "betrag", "gesamt", "gesamtpreis", "nettobetrag", "summe", "entgelt",
        "montant", "montant ht", "total ht", "bedrag", "totaal",
    ),
    "line_number": ("line", "line no", "no", "pos", "pos.", "position", "ligne", "#", "ln"),
    # what a line may say besides; read as such, so that its numbers are not taken for another column's
    "discount": ("discount", "disc", "disc %", "discount %", "rabatt", "remise", "korting"),
    "tax": (
        "vat", "vat %", "tax", "tax %", "tax rate", "vat rate", "mwst", "mwst %", "ust", "ust %", "steuersatz", "steuer",
        "tva", "tva %", "taux", "btw", "btw %",
    ),
    "other": ("ordered", "qty ordered", "backordered", "b/o", "weight", "date", "per", "lot"),
}  # fmt: skip

SUM_LABELS: dict[str, tuple[str, ...]] = {
    "net": (
        "subtotal", "sub total", "sub-total", "net total", "total net", "net amount", "total excl. vat", "total excl vat",
        "total before tax", "merchandise total", "zwischensumme", "nettobetrag", "nettosumme", "summe netto",
        "gesamt netto", "netto", "rechnungssumme ohne ust", "total ht", "montant ht", "sous-total", "subtotaal",
        "total hors taxe",
    ),
    "tax": (
        "tax", "sales tax", "total tax", "tax amount", "vat", "vat amount", "total vat", "gst", "hst", "pst", "state tax",
        "mwst", "ust", "umsatzsteuer", "mehrwertsteuer", "steuerbetrag", "zzgl. mwst", "zzgl. ust", "+ mwst",
        "tva", "total tva", "montant tva", "btw", "btw bedrag",
    ),
    "total": (
        "total", "invoice total", "total due", "amount due", "balance due", "grand total", "total amount",
        "total amount due", "total incl. vat", "total incl vat", "total payable", "please pay",
        "gesamtbetrag", "rechnungsbetrag", "bruttosumme", "bruttobetrag", "endbetrag", "gesamtsumme", "gesamt brutto",
        "zahlbetrag", "total ttc", "montant ttc", "net a payer", "totaal", "factuur totaal", "te betalen",
        "totaalbedrag",
    ),
    "charge": (
        "freight", "shipping", "shipping & handling", "shipping and handling", "handling", "delivery", "delivery charge",
        "fuel surcharge", "surcharge", "packaging", "pallet charge", "insurance", "versand", "versandkosten", "fracht",
        "frachtkosten", "porto", "verpackung", "lieferkosten", "zuschlag", "frais de port", "port", "livraison",
        "transport", "verzendkosten", "charge",
    ),
    "allowance": (
        "discount", "allowance", "trade discount", "less discount", "promotion", "credit", "rabatt", "abschlag", "nachlass",
        "remise", "escompte", "korting",
    ),
    # said on many invoices, part of none of the sums above
    "paid": ("paid", "deposit", "amount paid", "less deposit", "payment received", "erhaltene anzahlungen", "anzahlung", "acompte"),
    "carried": ("carried forward", "carry forward", "brought forward", "ubertrag", "a reporter", "report", "transport page"),
}  # fmt: skip

# X12 element 355 for the words that suppliers print
UNITS = {
    word: code
    for code, words in {
        "EA": "ea each pc pcs pce piece pieces st stk stuck stueck unit units u piece(s) c62 stuk",
        "CA": "ca cs case cases karton krt kt ct ctn carton cartons colis doos",
        "BX": "bx box boxes boite schachtel",
        "KG": "kg kgm kilo kilogram kilogramm",
        "LB": "lb lbs pound pounds lbr",
        "GR": "gr g gram gramm grm",
        "LT": "l lt ltr liter litre litres",
        "PL": "pal pallet palette plt",
        "DZ": "dz doz dozen dutzend",
        "HR": "h hr hrs hour hours std stunde stunden heure heures hur",
        "MR": "m mtr meter metre",
        "PK": "pk pack packs pkg paket paquet pak",
        "BG": "bg bag bags sack sac beutel",
    }.items()
    for word in words.split()
}

CURRENCY_SIGNS = {"€": "EUR", "£": "GBP"}
DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})
CURRENCIES = frozenset(
    {"EUR", "GBP", "CHF", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "INR", "ZAR", "BRL"}
    | DOLLARS
)


def folded(text: str) -> str:
    """Lower case without accents, one blank between words."""
    bare = unicodedata.normalize(
        "NFKD", text.replace("ß", "ss").replace("°", " ").replace("’", "'").replace("º", " ")
    )
    return " ".join("".join(one for one in bare if not unicodedata.combining(one)).lower().split())


# no label reaches farther, whatever stands behind it
_FARTHEST = 200


def label_of(text: str, labels: Iterable[str]) -> str | None:
    """The longest label that `text` begins with, None where it begins with none. A label ends where a word ends: `po` is
    none of `post`. Blanks within do not count: recognition loses some."""
    plain = folded(text[:_FARTHEST])
    return max((label for label in labels if _pattern(label).match(plain)), key=len, default=None)


@cache
def _pattern(label: str) -> re.Pattern[str]:
    return re.compile(r"\s*".join(re.escape(one) for one in label if one != " ") + r"(?![a-z0-9])")


def sum_kind(text: str) -> str:
    """What kind of sum the longest label at the start of `text` names, '' for none."""
    kinds = [(len(label), kind) for kind, labels in SUM_LABELS.items() if (label := label_of(text, labels))]
    return max(kinds)[1] if kinds else ""
