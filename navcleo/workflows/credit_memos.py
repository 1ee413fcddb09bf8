"""810 credit memo → draft purchase credit memo in NAV; a person says what it credits and posts it (booking rule 4.2)."""

from __future__ import annotations

from dataclasses import asdict

from edi.documents import Invoice
from edi.mapping.amounts import money
from edi.mapping.credit_memo import credit_account, credit_code, credit_comments, credit_total
from edi.mapping.lookups import MappingUsed
from edi.models import TradingPartner
from navcleo import lookup_tables
from navcleo.sending import order_page
from navcleo.sending.credit_memo import NUMBER_LENGTH, CreditBill, CreditMemoDraft
from navcleo.sending.effects import Parked
from navcleo.workflows import parties
from navcleo.workflows.work import Plan, Work

TARGET = "credit_memo"


def plan(work: Work, value: Invoice, partner: TradingPartner) -> Plan:
    """The one draft that a credit memo asks for. What has an attempt keeps what that intended. Raises Parked: content_invalid
    where NAV cannot take it, vendor_unknown, vendor_blocked, not_your_order, order_not_found."""
    target = work.target(TARGET)
    attempt = work.live_attempt(CreditMemoDraft.kind, target)
    if attempt:
        return _shown(CreditMemoDraft.resume(work.nav, work.document, attempt), ())
    _check(work, value)
    rules = lookup_tables.charge_rules(work.connection, partner)
    account = credit_account(value, rules)
    local = work.connection.local_currency
    bill = CreditBill(
        vendor_number=_vendor(work, value, partner),
        number=value.number.strip(),
        total=credit_total(value),
        credited_on=value.invoiced_on,
        post_on=work.posting_date(value.invoiced_on),
        comments=credit_comments(value, account),
        currency="" if value.currency in ("", local) else value.currency,
        account=account,
        order_number=value.order_number.strip().upper()[:20],
    )
    used: tuple[MappingUsed, ...] = ()
    if rule := rules.account_of_credit(credit_code(value)):
        said = f"credit memo {credit_code(value)}"
        used = (
            MappingUsed(
                "charge", said, f"account {account}", "partner" if rule.is_own else "general", rule.row
            ),
        )
    return _shown(CreditMemoDraft(work.nav, work.document, bill, target=target), used)


def _check(work: Work, value: Invoice) -> None:
    """What NAV cannot take needs a person."""
    length = len(value.number.strip())
    if not 0 < length <= NUMBER_LENGTH:
        raise Parked(
            "content_invalid",
            f"The number of the credit memo has {length} characters; NAV takes 1 to {NUMBER_LENGTH}.",
        )
    if not order_page.abilities_of(work.nav).credit_memos:
        raise Parked(
            "content_invalid",
            f"{value.number} is a credit memo over {money(value.total)}; this NAV offers no purchase credit memos with the vendor's "
            "number, so a credit memo needs a person. Enter it in NAV, then discard it here.",
        )


def _vendor(work: Work, value: Invoice, partner: TradingPartner) -> str:
    """The vendor of the order that is quoted, also where that order is complete by now; else the partner's only vendor."""
    number = value.order_number.strip().upper()
    if number:
        order = work.nav.order(number)
        receipts = [] if order else work.nav.receipts(number)
        known = order.vendor_number if order else receipts[0].vendor_number if receipts else ""
        if known:
            parties.check_order_vendor(partner, known, number)
            return known
    vendors = parties.vendor_numbers(partner)
    if len(vendors) == 1:
        return vendors[0]
    raise Parked(
        "order_not_found",
        f"Credit memo {value.number} names no order that NAV knows, and {partner} stands for vendors {', '.join(vendors)}. "
        "Correct it with the order's number.",
    )


def _shown(effect: CreditMemoDraft, used: tuple[MappingUsed, ...]) -> Plan:
    bill = effect.bill
    target = {
        "kind": effect.kind,
        "target": effect.target,
        "vendor": bill.vendor_number,
        "vendor_credit_memo_number": bill.number,
        "total": str(bill.total),
        "on_account": bill.account or "none; a person says what it credits",
        "lines": [],
    }
    return Plan((effect,), {"targets": [target]}, tuple(asdict(row) for row in used))
