"""A supplier's answer held against the order as it was sent: what is accepted, what differs, in words and in money (X12.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from edi.documents import OrderAnswer, PurchaseOrder, PurchaseOrderLine
from edi.mapping.amounts import ZERO, money, plain, round_money
from edi.order_documents import AnsweredLine, LineAnswer

ACCEPTED, CHANGED, REJECTED = "accepted", "changed", "rejected"

# ACK01 by what becomes of the quantity; all others promise it
_BACK_ORDERED = frozenset({"IB"})
_NOT_COMING = frozenset({"IR", "ID", "R1", "R2", "R3", "R4"})
_HELD = frozenset({"IH", "IW", "SP"})
# BAK02: refused as a whole; without word on a line it is accepted (no detail, or exceptions only)
_ALL_REJECTED = frozenset({"RJ", "RD"})
_ALL_HELD = frozenset({"AH"})
_SILENCE_ACCEPTS = frozenset({"AK", "AT", "AE"})
_HUNDREDS = {"HP": Decimal(100), "TP": Decimal(1000)}


@dataclass(frozen=True)
class LineComparison:
    """One line of the order beside what the supplier says. `words` are the differences, `difference` what they come to in
    money (None where that cannot be told); quantities in `unit`."""

    line: str
    item: str
    ordered: Decimal
    confirmed: Decimal
    back_ordered: Decimal
    unit: str
    price: Decimal | None
    asked: Decimal | None
    expected_on: date | None
    words: tuple[str, ...] = ()
    difference: Decimal | None = ZERO


@dataclass(frozen=True)
class Comparison:
    """The whole answer: `state` is accepted, changed or rejected; `words` what is said of no line."""

    state: str
    lines: tuple[LineComparison, ...]
    words: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[str, ...]:
        """Everything that differs, line by line."""
        told = [f"line {line.line}: {'; '.join(line.words)}" for line in self.lines if line.words]
        return (*self.words, *told)

    @property
    def difference(self) -> Decimal | None:
        """What the supplier's answer comes to, less what was ordered; None where a line cannot be counted."""
        amounts = [line.difference for line in self.lines]
        return None if None in amounts else sum((amount for amount in amounts if amount is not None), ZERO)


def compare(
    order: PurchaseOrder, answer: OrderAnswer, *, only_exceptions: bool = False, dropped: Sequence[str] = ()
) -> Comparison:
    """Hold an answer against the order that it answers. `only_exceptions`: what is not mentioned is accepted, as in an
    answer to a change; `dropped` are line numbers that the change took out of the order."""
    if answer.answer_type in _ALL_REJECTED:
        lines = tuple(_rejected(line) for line in order.lines)
        return Comparison(REJECTED, lines, ("the order is rejected as a whole",))
    silence = only_exceptions or answer.answer_type in _SILENCE_ACCEPTS
    words: list[str] = []
    if answer.answer_type in _ALL_HELD:
        words.append("the order is on hold")
    pairs, strangers = _paired(order, answer)
    lines = tuple(
        _line(line, said, order, answer) if said else _silent(line, accepts=silence)
        for line, said in ((line, pairs.get(line.line_number)) for line in order.lines)
    )
    words += [text for text in (_stranger(line, dropped) for line in strangers) if text]
    if answer.currency and order.currency and answer.currency != order.currency:
        words.append(f"the answer is in {answer.currency}, the order in {order.currency}")
    if not words and not any(line.words for line in lines):
        return Comparison(ACCEPTED, lines)
    nothing = bool(order.lines) and all(line.confirmed == line.back_ordered == 0 for line in lines)
    held = any("hold" in word for line in lines for word in line.words)
    return Comparison(REJECTED if nothing and not held else CHANGED, lines, tuple(words))


def _paired(order: PurchaseOrder, answer: OrderAnswer) -> tuple[dict[str, AnsweredLine], list[AnsweredLine]]:
    """Answered lines by the line of the order: quoted line number first, else a product code that only one line has."""
    by_number = {_number(line.line_number): line for line in order.lines}
    pairs: dict[str, AnsweredLine] = {}
    rest: list[AnsweredLine] = []
    for said in answer.lines:
        line = by_number.get(_number(said.line_number))
        if line is not None and line.line_number not in pairs and _may_be(line, said):
            pairs[line.line_number] = said
        else:
            rest.append(said)
    strangers = []
    for said in rest:
        fits = [line for line in order.lines if line.line_number not in pairs and _same_article(line, said)]
        if len(fits) == 1:
            pairs[fits[0].line_number] = said
        else:
            strangers.append(said)
    return pairs, strangers


def _number(text: str) -> str:
    return text.strip().lstrip("0")


def _codes(line: PurchaseOrderLine | AnsweredLine) -> set[tuple[str, str]]:
    return {(code.qualifier, code.code.strip().upper().lstrip("0")) for code in line.product_ids}


def _may_be(line: PurchaseOrderLine, said: AnsweredLine) -> bool:
    """The quoted number counts, unless both sides name the article by the same qualifier and differently, and no code
    agrees: then the supplier counts lines of its own."""
    ours, theirs = _codes(line), _codes(said)
    if ours & theirs or any(answer.status == "IS" for answer in said.answers):
        return True
    return not {qualifier for qualifier, _ in ours} & {qualifier for qualifier, _ in theirs}


def _same_article(line: PurchaseOrderLine, said: AnsweredLine) -> bool:
    return bool(_codes(line) & _codes(said))


def _item(line: PurchaseOrderLine) -> str:
    number = next((code.code for code in line.product_ids), "")
    return f"{number} {line.description}".strip()


def value_of(quantity: Decimal, price: Decimal | None, basis: str) -> Decimal | None:
    """Return what a quantity comes to at a price, to cents; None without a price."""
    return None if price is None else round_money(quantity * price / _HUNDREDS.get(basis, Decimal(1)))


def _silent(line: PurchaseOrderLine, *, accepts: bool) -> LineComparison:
    confirmed = line.quantity if accepts else ZERO
    words = () if accepts else ("the supplier says nothing of it",)
    difference = ZERO if accepts else _less(line, ZERO, line.price)
    return LineComparison(
        line.line_number,
        _item(line),
        line.quantity,
        confirmed,
        ZERO,
        line.unit,
        line.price,
        None,
        None,
        words,
        difference,
    )


def _rejected(line: PurchaseOrderLine) -> LineComparison:
    return LineComparison(
        line.line_number,
        _item(line),
        line.quantity,
        ZERO,
        ZERO,
        line.unit,
        line.price,
        None,
        None,
        ("rejected",),
        _less(line, ZERO, line.price),
    )


def _less(line: PurchaseOrderLine, quantity: Decimal, price: Decimal | None) -> Decimal | None:
    """What is promised, less what was ordered, in money; without a price in the order None."""
    ordered = value_of(line.quantity, line.price, line.price_basis)
    promised = value_of(quantity, price, line.price_basis)
    return None if ordered is None or promised is None else promised - ordered


@dataclass(frozen=True)
class _Split:
    """What becomes of the ordered quantity."""

    confirmed: Decimal
    back_ordered: Decimal
    not_coming: Decimal
    held: Decimal
    stated: Decimal | None


def _split(line: PurchaseOrderLine, said: AnsweredLine) -> _Split:
    """Several answers under one line add up; one without a quantity speaks of the rest, the further ones are remarks."""
    whole = line.quantity
    answers = said.answers or (LineAnswer("IA", said.quantity),)
    given = [answer for answer in answers if answer.quantity is not None]
    parts = [(answer.status, answer.quantity) for answer in given if answer.quantity is not None]
    stated = sum((quantity for _, quantity in parts), ZERO) if parts else None
    if len(given) < len(answers) and not any(answer.status in {"IQ", "BP"} for answer in given):
        first = next(answer for answer in answers if answer.quantity is None)
        rest = whole - (stated or ZERO)
        if rest > 0:
            parts.append((first.status, rest))
            stated = whole
    sums = {"confirmed": ZERO, "back": ZERO, "gone": ZERO, "held": ZERO}
    for status, quantity in parts:
        kind = (
            "back"
            if status in _BACK_ORDERED
            else "gone"
            if status in _NOT_COMING
            else "held"
            if status in _HELD
            else "confirmed"
        )
        sums[kind] += quantity
    if any(status == "BP" for status, _ in parts) and stated is not None and stated < whole:
        sums["back"] += whole - stated
    return _Split(sums["confirmed"], sums["back"], sums["gone"], sums["held"], stated)


def _line(
    line: PurchaseOrderLine, said: AnsweredLine, order: PurchaseOrder, answer: OrderAnswer
) -> LineComparison:
    split = _split(line, said)
    words = [*_quantity_words(line, said, split), *_article_words(line, said)]
    asked, price_words = _price(line, said)
    day = _day(said, answer)
    words += [*price_words, *_date_words(line, said, order, answer)]
    same_unit = not _other_unit(line, said)
    difference = _less(line, split.confirmed + split.back_ordered, asked) if same_unit else None
    if not words:
        difference = ZERO
    return LineComparison(
        line.line_number,
        _item(line),
        line.quantity,
        split.confirmed,
        split.back_ordered,
        line.unit,
        line.price,
        asked if said.price is not None else None,
        day,
        tuple(words),
        difference,
    )


def _other_unit(line: PurchaseOrderLine, said: AnsweredLine) -> str:
    units = [said.unit, *(answer.unit for answer in said.answers if answer.quantity is not None)]
    return next((unit for unit in units if unit and line.unit and unit != line.unit), "")


def _quantity_words(line: PurchaseOrderLine, said: AnsweredLine, split: _Split) -> Iterable[str]:
    unit = line.unit
    if other := _other_unit(line, said):
        yield f"answered in {other}, ordered in {unit}: the quantities cannot be compared"
        return
    if split.back_ordered:
        yield f"{plain(split.back_ordered)} of {plain(line.quantity)} {unit} come later (back-ordered)"
    if split.not_coming:
        yield f"{plain(split.not_coming)} of {plain(line.quantity)} {unit} are rejected"
    if split.held:
        yield f"{plain(split.held)} of {plain(line.quantity)} {unit} are on hold"
    told = split.confirmed + split.back_ordered + split.not_coming + split.held
    if told != line.quantity:
        yield f"{plain(line.quantity)} {unit} were ordered, {plain(told)} are answered for"
    if said.quantity is not None and said.quantity != line.quantity and told == line.quantity:
        yield f"the line is repeated with {plain(said.quantity)} {unit} instead of {plain(line.quantity)}"


def _article_words(line: PurchaseOrderLine, said: AnsweredLine) -> Iterable[str]:
    for answer in said.answers:
        named = ", ".join(code.code for code in answer.product_ids)
        other = {(code.qualifier, code.code) for code in answer.product_ids} - {
            (code.qualifier, code.code) for code in (*line.product_ids, *said.product_ids)
        }
        if answer.status == "IS":
            yield f"another article comes instead: {named or 'not named'}"
        elif other and answer.status not in _NOT_COMING:
            yield f"another code is named: {named}"


def _price(line: PurchaseOrderLine, said: AnsweredLine) -> tuple[Decimal | None, list[str]]:
    """The price to count with, and what is to be said of it."""
    says_so = any(answer.status == "IP" for answer in said.answers)
    if said.price is None or (line.price is not None and said.price == line.price):
        return line.price, ["the price is changed, but not said to what"] if says_so else []
    if line.price is None:
        return said.price, [f"{money(said.price)} is asked, the order names no price"]
    if said.price_basis not in ("", line.price_basis or "PE") and said.price_basis != line.price_basis:
        text = f"{money(said.price)} is asked on another basis ({said.price_basis}) than {money(line.price)}"
        return line.price, [text]
    return said.price, [f"{money(said.price)} is asked, {money(line.price)} was ordered"]


def _days(said: AnsweredLine, answer: OrderAnswer) -> list[date]:
    own = [one.scheduled_on for one in said.answers if one.scheduled_on and one.status not in _NOT_COMING]
    if own:
        return own
    day = said.scheduled_on or answer.scheduled_on
    return [day] if day else []


def _day(said: AnsweredLine, answer: OrderAnswer) -> date | None:
    return max(_days(said, answer), default=None)


def _date_words(
    line: PurchaseOrderLine, said: AnsweredLine, order: PurchaseOrder, answer: OrderAnswer
) -> Iterable[str]:
    wanted = line.requested_on or order.requested_on
    rescheduled = any(one.status == "DR" for one in said.answers)
    days = sorted(set(_days(said, answer)))
    for day in days:
        if wanted is not None and (day > wanted or (rescheduled and day != wanted)):
            yield f"comes on {day}, asked for {wanted}"
        elif wanted is None and rescheduled:
            yield f"comes on {day}, the order names no day"
    if rescheduled and not days:
        yield "comes on another day, not said when"


def _stranger(said: AnsweredLine, dropped: Sequence[str]) -> str:
    """A line of the answer that is not in the order; one that our change took out is fine unless it is refused."""
    name = said.line_number or ", ".join(code.code for code in said.product_ids) or "without number"
    refused = any(one.status in _NOT_COMING - {"ID"} for one in said.answers)
    if _number(said.line_number) in {_number(number) for number in dropped}:
        return f"line {name} is not given up by the supplier" if refused else ""
    quantity = f", {plain(said.quantity)} {said.unit}" if said.quantity is not None else ""
    return f"line {name}{quantity} was not ordered"
