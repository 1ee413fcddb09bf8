"""The quarantine codes (booking rules, section 7): step, sentence for people, next step. Stable surface; docs/runbook.md
has a section for each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One cause. `healed_by` names the mapping whose arrival may cure it ('' = a person must act)."""

    step: str
    sentence: str
    next_step: str
    healed_by: str = ""


CODES: dict[str, Code] = {
    "unreadable": Code(
        "parse", "The file is no document that can be read.", "Ask the sender for it again, or correct it."
    ),
    "empty_file": Code("parse", "The file is empty.", "Ask the sender for it again, then discard this one."),
    "too_large": Code(
        "store", "The file is over the size limit and was left at Cleo.", "Raise the limit or split the file."
    ),
    "envelope_mismatch": Code(
        "parse",
        "Counts or control numbers of the envelope disagree.",
        "Ask the sender for it again, or correct it.",
    ),
    "unsupported_set": Code(
        "parse", "This kind or version of document is not read.", "Handle it by hand, then discard."
    ),
    "unknown_sender": Code(
        "map",
        "The sender is no known trading partner.",
        "Add the partner and its vendor, then replay.",
        "vendor",
    ),
    "wrong_receiver": Code(
        "map", "The document is addressed to someone else.", "Tell Cleo or the sender, then discard."
    ),
    "test_data": Code(
        "map",
        "Test and production do not agree.",
        "Check partner and connection; test data is never booked live.",
    ),
    "content_invalid": Code(
        "parse", "Something in the document has no usable value.", "Correct the document, then replay."
    ),
    "fields_unconfirmed": Code(
        "parse",
        "Some fields of a PDF are not certain enough to be booked.",
        "Confirm the fields beside the picture of the page; the document then goes on.",
    ),
    "totals_differ": Code(
        "parse", "The document's totals do not add up.", "Ask the sender, or correct it, then replay."
    ),
    "number_reused": Code(
        "map",
        "This number was used before with other content.",
        "Compare both; discard this one or correct its number.",
    ),
    "vendor_unknown": Code(
        "map", "No NAV vendor belongs to this partner.", "Map the vendor, then replay.", "vendor"
    ),
    "vendor_blocked": Code(
        "map", "The vendor is blocked in NAV.", "Clear it with purchasing, then replay.", "vendor"
    ),
    "item_unknown": Code(
        "map", "A product code matches no NAV item.", "Map the code to an item, then replay.", "item"
    ),
    "item_ambiguous": Code(
        "map",
        "A product code matches several NAV items.",
        "Choose the item for this partner, then replay.",
        "item",
    ),
    "item_blocked": Code(
        "map", "An item is blocked in NAV.", "Unblock it or correct the document, then replay.", "item"
    ),
    "unit_unmapped": Code("map", "A unit of measure is not mapped.", "Map the unit, then replay.", "unit"),
    "location_unmapped": Code(
        "map", "A location has no partner code.", "Map the location, then replay.", "location"
    ),
    "order_not_found": Code(
        "map", "NAV has no such purchase order.", "Correct the order number, or discard."
    ),
    "order_closed": Code(
        "map", "The purchase order is complete or deleted.", "Ask the supplier what this is for."
    ),
    "not_your_order": Code(
        "map", "The order belongs to another vendor.", "Ask the sender; correct or discard."
    ),
    "over_shipped": Code(
        "map", "More was shipped than is outstanding.", "Agree with purchasing; raise the order or correct."
    ),
    "held_for_receipt": Code(
        "map",
        "The notice waits until somebody says that the goods are here.",
        "Release it when the goods have arrived, or discard it.",
    ),
    "maybe_received_by_hand": Code(
        "send",
        "A receipt with the same lines is already in NAV, not made by us.",
        "Check it; discard if it is this one.",
    ),
    "already_received": Code(
        "map",
        "This replaces or cancels a ship notice that was received already.",
        "Settle the difference in NAV; then approve, so that the rest is booked, or discard.",
    ),
    "amount_differs": Code(
        "send", "The amount is not the one in NAV.", "Agree with the supplier or correct the order in NAV."
    ),
    "currency_differs": Code("map", "The currency is not the order's.", "Correct the order or the document."),
    "period_closed": Code(
        "send", "NAV's posting period is closed.", "Open the period or change the posting-date rule."
    ),
    "not_our_payment": Code(
        "map", "This is no payment of ours to this partner.", "Handle it by hand, then discard."
    ),
    "batch_not_empty": Code(
        "send", "The journal batch holds other lines.", "Post or clear the batch in NAV, then replay."
    ),
    "invoice_exists": Code(
        "send", "NAV already has this vendor invoice number.", "Compare in NAV; discard if it is the same."
    ),
    "order_changed": Code(
        "map",
        "The order was changed after it was sent.",
        "Tell the supplier another way, then discard; or let the partner take change orders (860).",
    ),
    "answer_differs": Code(
        "map",
        "The supplier answers an order with something else than was ordered.",
        "Approve it, or change the order in NAV: the change goes out as 860.",
    ),
    "rejected_by_partner": Code(
        "link", "The partner rejected the document.", "Read its answer (997, TA1 or 824), correct, send anew."
    ),
    "nav_refused": Code("send", "NAV refused the booking.", "Read NAV's reason, mend it there, then replay."),
    "cleo_refused": Code(
        "send", "Cleo refused the file.", "Read Cleo's reason, mend the mailbox, then replay."
    ),
    "outcome_unknown": Code(
        "send",
        "Nobody can prove whether this was done.",
        "Look at the other side, then answer: done or not done.",
    ),
    "unexpected": Code("any", "A fault in this program.", "Tell the operator; the traceback is kept."),
}
