"""X12 820 remittance advice: read with both of its balances checked (x12 reference 4.7). Reads the health dialects
(NM1 in place of N1 in the loops) and release 003010 (BPS and RMT in place of BPR and RMR) as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from edi.documents import Adjustment, Party, Reference, RemittanceAdvice, RemittanceLine
from edi.errors import InvalidContent
from edi.mapping.amounts import money
from edi.problems import Problem, Severity
from edi.x12.elements import parse_decimal
from edi.x12.segments import Delimiters, TransactionSet
from edi.x12.set_reader import Located, SetReader
from edi.x12.shared_segments import read_parties, read_references, reference_number

_DETAIL = frozenset({"ENT", "RMR", "RMT", "ADX", "LX"})
_UNREAD_AMOUNTS = frozenset({"TXP", "DED", "RYL"})
_PAYMENT_ORDERS = frozenset({"D", "P", "U", "X"})
_CHECK_METHODS = frozenset({"CHK", "PBC"})


@dataclass(frozen=True)
class _Start:
    """What BPR (or BPS of 003010) says, whatever the release."""

    at: Located
    total: Decimal
    handling: str
    direction: str
    method: str
    paid_on: date | None


@dataclass
class _Line:
    """One RMR or RMT while what belongs to it is gathered."""

    at: Located
    stated: RemittanceLine
    dated_on: date | None = None
    adjustments: list[Adjustment] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    details: list[_Line] = field(default_factory=list)

    def finish(self) -> RemittanceLine:
        """The line with all that was gathered."""
        return replace(
            self.stated,
            dated_on=self.dated_on,
            adjustments=tuple(self.adjustments),
            references=tuple(self.references),
            details=tuple(item.finish() for item in self.details),
        )


@dataclass
class _Detail:
    """The loops below the header while they are read."""

    lines: list[_Line] = field(default_factory=list)
    adjustments: list[Adjustment] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    entity: str = ""
    payee: Party | None = None
    within_line: bool = False
    within_adjustment: bool = False
    item_follows: bool = False


def read_820(
    transaction_set: TransactionSet, delimiters: Delimiters
) -> tuple[RemittanceAdvice, list[Problem]]:
    """Read an 820 into a RemittanceAdvice with everything found wrong in it. An amount that is no number leaves `paid`
    None under an error. Raises InvalidContent without BPR or without a readable total."""
    reader = SetReader(transaction_set, delimiters)
    start = _read_start(reader)
    cut = next((i for i, item in enumerate(reader.segments) if item.id in _DETAIL), len(reader.segments))
    header = list(reader.segments[:cut])
    detail = _read_detail(reader, reader.segments[cut:])
    parties = read_parties(header)
    references = (*read_references(header), *detail.references)
    currency = reader.first("CUR", header)
    advice = RemittanceAdvice(
        number=_number(reader, start, references),
        total=start.total,
        lines=tuple(line.finish() for line in detail.lines),
        handling=start.handling,
        direction=start.direction,
        method=start.method,
        paid_on=start.paid_on or _effective_on(reader, header),
        currency=currency.get(2) if currency else "",
        payer=_party(parties, "PR"),
        payee=_party(parties, "PE"),
        adjustments=tuple(detail.adjustments),
        references=references,
        parties=parties,
    )
    _check_total(reader, advice, start.at)
    for read, line in zip(detail.lines, advice.lines, strict=True):
        _check_line(reader, read.at, line)
    return advice, reader.problems


# -- header ---------------------------------------------------------------------------------------------------------


def _read_start(reader: SetReader) -> _Start:
    bpr = reader.first("BPR")
    if bpr is not None:
        total = reader.must(bpr, 2, "total paid", parse_decimal)
        paid_on = reader.day(bpr, 16, "effective date")
        return _Start(bpr, total, bpr.get(1), bpr.get(3), bpr.get(4), paid_on)
    bps = reader.first("BPS")
    if bps is not None:
        total = reader.must(bps, 2, "total paid", parse_decimal)
        return _Start(bps, total, bps.get(3), "", bps.get(1), reader.day(bps, 12, "effective date"))
    raise InvalidContent(
        "The 820 has no BPR segment (the total paid). Ask the sender for a complete document.", place="BPR"
    )


def _number(reader: SetReader, start: _Start, references: Iterable[Reference]) -> str:
    """The trace number: TRN02, else a payment number in REF, else the check number that BPS carries. Without one the same
    payment could be booked twice: an error."""
    trn = reader.first("TRN")
    if trn is not None and trn.get(2):
        return trn.get(2)
    number = reference_number(references, "TN", "EF", "CK")
    if not number and start.at.id == "BPS" and start.method in _CHECK_METHODS:
        number = start.at.get(11)
    if number:
        text = f"The trace number is missing; payment number {number} is taken in its place."
        reader.report("content_invalid", text, trn or start.at, 0, "warning")
    else:
        reader.report("content_invalid", "The trace number (TRN02) is missing.", trn or start.at)
    return number


def _party(parties: tuple[Party, ...], role: str) -> Party | None:
    return next((party for party in parties if party.role == role), None)


def _effective_on(reader: SetReader, header: list[Located]) -> date | None:
    for item in header:
        if item.id == "DTM" and item.get(1) == "007" and item.get(2):
            return reader.day(item, 2, "effective date")
    return None


# -- detail ---------------------------------------------------------------------------------------------------------


def _read_detail(reader: SetReader, segments: Iterable[Located]) -> _Detail:
    detail = _Detail()
    for item in segments:
        if item.id == "ENT":
            detail.entity = item.get(4) or item.get(1)
            detail.payee = Party(item.get(2), "", item.get(3), item.get(4)) if item.get(4) else None
            detail.within_line = detail.within_adjustment = False
        elif item.id == "NM1":
            name = " ".join(text for text in (item.get(4), item.get(3)) if text)
            detail.entity = item.get(9) or name
            detail.payee = Party(item.get(1), name, item.get(8), item.get(9))
        elif item.id == "N1":
            # 003010: N1 LI announces an item of the invoice above, N1 HH the next invoice
            detail.item_follows = item.get(1) == "LI"
        elif item.id in {"RMR", "RMT"}:
            _add_line(reader, detail, item)
        elif item.id == "ADX":
            _add_adjustment(reader, detail, item)
        elif item.id in {"REF", "DTM"}:
            _add_to_line(reader, detail, item)
        elif item.id in _UNREAD_AMOUNTS:
            text = f"The amounts of {item.id} are not read; the document is for payments of invoices only."
            reader.report("content_invalid", text, item, 0, "warning")
    return detail


def _add_line(reader: SetReader, detail: _Detail, at: Located) -> None:
    is_item = at.id == "RMT" and detail.item_follows and detail.within_line
    line = _read_rmr(reader, at, detail) if at.id == "RMR" else _read_rmt(reader, at, is_item)
    if not line.number:
        reader.report("content_invalid", "The number of the paid document is missing.", at, 2)
    if is_item:
        detail.lines[-1].details.append(_Line(at, line))
    else:
        detail.lines.append(_Line(at, line))
    detail.within_line, detail.within_adjustment = True, False


def _read_rmr(reader: SetReader, at: Located, detail: _Detail) -> RemittanceLine:
    paid = reader.decimal(at, 4, "amount paid")
    if not at.get(4):
        reader.report(
            "content_invalid", "The amount paid is missing; nothing is booked for it.", at, 4, "warning"
        )
    return RemittanceLine(
        qualifier=at.get(1),
        number=at.get(2),
        paid=paid,
        invoiced=reader.decimal(at, 5, "invoice amount"),
        discount=reader.decimal(at, 6, "discount"),
        entity=detail.entity,
        payee=detail.payee,
        action=at.get(3),
        adjusted=reader.decimal(at, 8, "adjustment amount"),
        adjusted_reason=at.get(7),
    )


def _read_rmt(reader: SetReader, at: Located, is_item: bool) -> RemittanceLine:
    """RMT of release 003010: 03 total, 05 due after discount, 06 discount. An item's own amount stands in 04."""
    stated = reader.decimal(at, 3, "invoice amount")
    if is_item:
        return RemittanceLine(at.get(1), at.get(2), reader.decimal(at, 4, "amount"), invoiced=stated)
    due = reader.decimal(at, 5, "amount due after discount")
    return RemittanceLine(
        at.get(1),
        at.get(2),
        paid=due if at.get(5) else stated,
        invoiced=stated,
        discount=reader.decimal(at, 6, "discount"),
    )


def _add_adjustment(reader: SetReader, detail: _Detail, at: Located) -> None:
    detail.within_adjustment = True
    amount = reader.decimal(at, 1, "amount of the adjustment", required=True)
    if amount is None:
        return
    adjustment = Adjustment(amount, reason=at.get(2), qualifier=at.get(3), reference=at.get(4))
    if not detail.within_line:
        adjustment = replace(adjustment, entity=detail.entity, payee=detail.payee)
    (detail.lines[-1].adjustments if detail.within_line else detail.adjustments).append(adjustment)


def _add_to_line(reader: SetReader, detail: _Detail, item: Located) -> None:
    """REF and DTM speak of the paid document above them, or of the remittance where there is none."""
    if detail.within_adjustment or not detail.within_line:
        detail.references.extend(read_references([item]))
        return
    line = detail.lines[-1]
    target = line.details[-1] if line.details else line
    if item.id == "REF":
        target.references.extend(read_references([item]))
    elif item.get(2) and (target.dated_on is None or item.get(1) == "003"):
        target.dated_on = reader.day(item, 2, "date of the paid document")


# -- balances -------------------------------------------------------------------------------------------------------


def _check_total(reader: SetReader, advice: RemittanceAdvice, start: Located) -> None:
    """BPR02 = sum of RMR04 + ADX of no invoice. A debit (BPR03 D) may be stated without its sign. Where the deductions under
    the invoices explain the difference it is a warning: whether this payer states amounts before them is known later."""
    if not advice.lines and not advice.adjustments:
        severity: Severity = "warning" if advice.handling in _PAYMENT_ORDERS else "error"
        reader.report("content_invalid", "The remittance names nothing that is paid.", start, 0, severity)
        return
    paid = sum((line.paid for line in advice.lines if line.paid is not None), Decimal(0))
    paid += sum((item.amount for item in advice.adjustments), Decimal(0))
    if advice.total == paid or (advice.direction == "D" and advice.total == -paid):
        return
    below = sum((item.amount for line in advice.lines for item in line.adjustments), Decimal(0))
    text = (
        f"The total paid is {money(advice.total)}, the paid documents and adjustments make {money(paid)}; "
        f"the difference is {money(advice.total - paid)}."
    )
    is_gross = bool(below) and advice.total == paid + below
    if is_gross:
        text += (
            " With the deductions under the invoices it fits: this payer states the paid amounts before them."
        )
    reader.report("totals_differ", text, start, 2, "warning" if is_gross else "error")


def _check_line(reader: SetReader, at: Located, line: RemittanceLine) -> None:
    """RMR05 - RMR06 + ADX under that RMR = RMR04, with or without the adjustment in RMR08."""
    if line.invoiced is None or line.paid is None:
        return
    net = line.invoiced - (line.discount or 0)
    net += sum((item.amount for item in line.adjustments), Decimal(0))
    adjusted = line.adjusted or Decimal(0)
    if line.paid not in {net, net + adjusted, net - adjusted}:
        text = f"{line.number}: invoiced less discount and deductions is {money(net)}, paid is {money(line.paid)}."
        reader.report("totals_differ", text, at, 4, "warning")
