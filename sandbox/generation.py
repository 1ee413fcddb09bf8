"""The front door of the generator: JSON options in, an inbound X12 file out (855, 865, 856, 810, 820, 997, TA1, several in one
file)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sandbox import (
    defects,
    generate_810,
    generate_820,
    generate_855,
    generate_856,
    generate_997,
    partners,
    x12,
)
from sandbox.cleo_files import content_of
from sandbox.generator_values import (
    Line,
    OptionError,
    Options,
    Order,
    date_of,
    decimal_of,
    line_from,
    order_from,
)
from sandbox.store import Store
from sandbox.x12 import Segment

LAYOUTS = {"sets", "groups", "interchanges"}
# what the table of options calls its groups: no options themselves, theirs stand beside `kind`
HEADINGS = ("envelope", "856", "810", "820", "997")


@dataclass(frozen=True)
class Generated:
    """A generated file: its bytes, the same as text, a name for it and what it says about itself."""

    name: str
    content: bytes
    text: str
    numbers: list[str]
    sender: str
    receiver: str
    controls: list[int]


@dataclass(frozen=True)
class _Document:
    options: Options
    code: str
    body: list[Segment]
    envelope: x12.Envelope


def generate(store: Store, options: Options) -> Generated:
    """Build the file the options ask for; OptionError names an option that cannot be used. Numbers are used up."""
    layout = str(options.get("layout", "interchanges"))
    if layout not in LAYOUTS:
        raise OptionError(f"option layout: {layout!r} is none of {', '.join(sorted(LAYOUTS))}")
    shared = {key: value for key, value in options.items() if key not in {"documents", "layout"}}
    entries = options.get("documents") or [{}]
    _refuse_headings([options, *entries])
    with store.lock:
        moment = partners.now(store)
        documents: list[_Document] = []
        for entry in entries:
            first = documents[0].envelope if documents and layout != "interchanges" else None
            documents.append(_document(store, {**shared, **entry}, moment, first))
    return _assemble(documents, layout, options, moment)


def _refuse_headings(given: list[Options]) -> None:
    """An option that would be read by nobody is an error, never silence."""
    for name in HEADINGS:
        if any(name in options for options in given):
            raise OptionError(
                f'option {name}: it cannot be used; its options stand beside "kind", such as "usage": "T"'
            )


def _document(store: Store, options: Options, moment: datetime, envelope: x12.Envelope | None) -> _Document:
    kind = str(options.get("kind", ""))
    builder = BUILDERS.get(kind)
    if builder is None:
        raise OptionError(f"option kind: {kind!r} is none of {', '.join(BUILDERS)}")
    filled = _with_vendor(store, options)
    filled, body = builder(store, filled, moment)
    return _Document(filled, kind, body, envelope or _envelope(store, filled, moment))


def _with_vendor(store: Store, options: Options) -> Options:
    """The options with vendor number, sender and receiver filled in from the books where they were not given."""
    filled = dict(options)
    vendor_number = str(filled.get("vendor_number") or "")
    if not vendor_number and filled.get("order_number"):
        order = store.table("purchaseOrders").first(number=str(filled["order_number"]))
        vendor_number = str((order or {}).get("vendorNumber") or "")
    vendor = partners.vendor_by_number(store, vendor_number) if vendor_number else None
    if filled.get("vendor_number") and vendor is None and not filled.get("sender"):
        raise OptionError(
            f"option vendor_number: there is no vendor {vendor_number}; give sender as QUALIFIER:ID"
        )
    filled.setdefault("vendor_number", vendor_number)
    filled["vendor_name"] = str((vendor or {}).get("displayName") or vendor_number or "Supplier")
    filled["sender"] = str(filled.get("sender") or partners.interchange_id(store, vendor) or "ZZ:UNKNOWN")
    filled["receiver"] = str(filled.get("receiver") or partners.OWN_INTERCHANGE_ID)
    return filled


def _envelope(store: Store, options: Options, moment: datetime) -> x12.Envelope:
    sender, receiver = str(options["sender"]), str(options["receiver"])
    control = options.get("interchange_control")
    control = partners.next_control(store, sender, receiver) if control is None else int(control)
    extra = {name: str(options[name]) for name in
             ("interchange_version", "group_sender", "group_receiver", "acknowledgment_requested") if name in options}  # fmt: skip
    return x12.Envelope(
        sender=sender, receiver=receiver, interchange_control=control, group_control=int(options.get("group_control", control)),
        first_set_control=int(options.get("set_control", 1)), usage=str(options.get("usage", "P")),
        version=str(options.get("version", "004010")), written_at=moment,
        delimiters=x12.Delimiters.from_option(options.get("delimiters")), **extra,
    )  # fmt: skip


def _orders(store: Store, options: Options, moment: datetime) -> list[Order]:
    """The orders a notice or invoice quotes: from `orders`, else from `order_number` with `lines` or the books."""
    entries = options.get("orders") or [{}]
    keys = ("order_number", "order_date", "lines", "ship_to", "store", "currency", "only_lines", "fraction")
    return [
        _order(store, {**{key: options[key] for key in keys if key in options}, **entry}, moment)
        for entry in entries
    ]


def _order(store: Store, option: Options, moment: datetime) -> Order:
    number = str(option.get("order_number") or "")
    known = partners.order_by_number(store, number, moment.date()) if number else None
    if option.get("lines"):
        given = order_from(option, known.ordered_on if known else moment.date())
        return replace(given, lines=_completed(store, option["lines"], known))
    if known is None:
        raise OptionError(f"option order_number: the books hold no order {number!r}; give lines as well")
    fraction = decimal_of(option.get("fraction", 1), "fraction")
    lines = partners.quoted(known.lines, [str(entry) for entry in option.get("only_lines") or []])
    return replace(known, lines=tuple(_part(line, fraction) for line in lines), ship_to=option.get("ship_to") or {},
                   store=option.get("store") or {}, ordered_on=date_of(option.get("order_date"), known.ordered_on))  # fmt: skip


def _completed(store: Store, lines: Sequence[Options], known: Order | None) -> tuple[Line, ...]:
    """Lines as given; what one leaves out (unit, ids, price) comes from the order's line of that number, else the item."""
    by_number = {line.line_number: line for line in known.lines} if known else {}
    result = []
    for position, option in enumerate(lines, start=1):
        line = line_from(option, position)
        base = by_number.get(str(option.get("line_number")))
        if base:
            changes = {"unit": base.unit, "product_ids": base.product_ids, "price": base.price, "description": base.description,
                       "quantity": base.quantity}  # fmt: skip
            line = replace(line, **{key: value for key, value in changes.items() if key not in option})  # type: ignore[arg-type]
        if option.get("item_number") and "product_ids" not in option:
            line = replace(line, product_ids=partners.product_ids(store, str(option["item_number"])))
        result.append(line)
    return tuple(result)


def _part(line: Line, fraction: Decimal) -> Line:
    if fraction == 1:
        return line
    exact = line.quantity * fraction
    return replace(
        line,
        quantity=exact.to_integral_value() if line.quantity == line.quantity.to_integral_value() else exact,
    )


def _notice(store: Store, options: Options, moment: datetime) -> tuple[Options, list[Segment]]:
    filled = {
        "number": options.get("number")
        or partners.document_number(store, "SH", str(options["vendor_number"])),
        **options,
    }
    filled.setdefault(
        "ship_from", {"name": options["vendor_name"], "code": str(options["vendor_number"] or "SF01")}
    )
    orders = _orders(store, options, moment)
    serial = int(options.get("sscc_serial") or store.next_number("sscc") * 1000)
    return filled, generate_856.body(filled, orders, moment.date(), serial)


def _invoice(store: Store, options: Options, moment: datetime) -> tuple[Options, list[Segment]]:
    filled = {
        "number": options.get("number")
        or partners.document_number(store, "INV", str(options["vendor_number"])),
        **options,
    }
    filled.setdefault(
        "supplier", {"name": options["vendor_name"], "code": str(options["vendor_number"] or "SU01")}
    )
    filled.setdefault("bill_to", {"name": partners.OWN_NAME})
    return filled, generate_810.body(filled, _orders(store, options, moment)[0], moment.date())


def _remittance(store: Store, options: Options, moment: datetime) -> tuple[Options, list[Segment]]:
    """`payer` "us" (default) is our own payment to the vendor; "partner" turns payer and payee round."""
    filled = {
        "number": options.get("number")
        or partners.document_number(store, "PAY", str(options["vendor_number"])),
        **options,
    }
    qualifier, code = x12.split_id(str(options["receiver"]))
    ours = {"name": partners.OWN_NAME, "qualifier": "1" if qualifier == "01" else qualifier, "code": code}
    vendor = {
        "name": options["vendor_name"],
        "qualifier": "92",
        "code": str(options["vendor_number"] or "VENDOR"),
    }
    payer, payee = (vendor, ours) if options.get("payer") == "partner" else (ours, vendor)
    filled["payer"] = options["payer"] if isinstance(options.get("payer"), dict) else payer
    filled.setdefault("payee", payee)
    return filled, generate_820.body(filled, moment.date())


def _uploaded(store: Store, options: Options) -> x12.Interchange:
    uploads = [record for record in store.table("uploads").values() if record["name"] == options["upload"]]
    if not uploads:
        raise OptionError(f"option upload: no file {options['upload']!r} was ever uploaded")
    return x12.read(content_of(uploads[-1]))[0]


def _answer(store: Store, options: Options, moment: datetime) -> tuple[Options, list[Segment]]:
    """The answer to an order of the books; `counter` makes a counter-offer of it."""
    order = _orders(store, options, moment)[0]
    filled = generate_855.changed(options, order) if options.get("counter") else dict(options)
    return {**filled, "number": order.number}, generate_855.body(filled, order, moment.date())


def _change_answer(store: Store, options: Options, moment: datetime) -> tuple[Options, list[Segment]]:
    """The answer to an uploaded change (`upload`), or a change of the supplier's own from the options alone."""
    filled = dict(options)
    if options.get("upload"):
        interchange = _uploaded(store, options)
        filled = {**generate_855.change_read(interchange.groups[0].sets[0]), **options}
        filled["sender"], filled["receiver"] = interchange.receiver, interchange.sender
        filled.setdefault("usage", interchange.usage)
    return {**filled, "number": str(filled.get("order_number"))}, generate_855.change_body(
        filled, moment.date()
    )


def _arrival(store: Store, options: Options, moment: datetime) -> tuple[Options, list[Segment]]:
    """A TA1 for an uploaded file; `status` and `note` as wanted, `interchange` another ISA13."""
    interchange = _uploaded(store, options)
    status, note = str(options.get("status", "A")), str(options.get("note", "000"))
    filled = {
        **options,
        "sender": interchange.receiver,
        "receiver": interchange.sender,
        "number": interchange.control,
    }
    filled.setdefault("usage", interchange.usage)
    control = str(options.get("interchange", interchange.control))
    return filled, [["TA1", control, *interchange.written, status, note]]


def _acknowledgment(store: Store, options: Options, moment: datetime) -> tuple[Options, list[Segment]]:
    """For `upload` (a file name we uploaded) everything is read from that file; else the options say what is meant."""
    filled = dict(options)
    if options.get("upload"):
        interchange = _uploaded(store, options)
        group = interchange.groups[int(options.get("group_index", 0))]
        filled = {**generate_997.acknowledgment_of(group, options), **options}
        filled["sender"] = interchange.receiver if options["sender"] == "ZZ:UNKNOWN" else options["sender"]
        filled["receiver"] = interchange.sender
        filled.setdefault("version", group.version)
        filled.setdefault("usage", interchange.usage)
    elif "status" in options and "sets" not in options:
        filled["sets"] = [{"set": options.get("set", "850"), "control": options.get("acknowledged_control", "0001"),
                           "status": options["status"], "errors": options.get("errors") or []}]  # fmt: skip
    if "acknowledged_group" in options:
        filled["group_control"] = options["acknowledged_group"]
    body = generate_997.body(filled)
    # GS06 of the acknowledgment itself is its own number, never the one it acknowledges
    filled["group_control"] = options.get("own_group_control")
    if filled["group_control"] is None:
        del filled["group_control"]
    filled["number"] = str(body[0][2])
    return filled, body


BUILDERS: dict[str, Callable[[Store, Options, datetime], tuple[Options, list[Segment]]]] = {
    "856": _notice, "810": _invoice, "820": _remittance, "997": _acknowledgment, "855": _answer, "865": _change_answer,
    "TA1": _arrival,
}  # fmt: skip


def _assemble(documents: list[_Document], layout: str, options: Options, moment: datetime) -> Generated:
    asked = defects.parsed(options.get("defects"))
    texts = []
    if layout == "interchanges":
        for document in documents:
            own = asked if document is documents[0] else defects.parsed(document.options.get("defects"))
            texts.append(_text(document.envelope, [(document.code, [document])], own))
    else:
        runs: list[tuple[str, list[_Document]]] = []
        for document in documents:
            if layout == "sets" and runs and runs[-1][0] == document.code:
                runs[-1][1].append(document)
            else:
                runs.append((document.code, [document]))
        texts.append(_text(documents[0].envelope, runs, asked))
    text = "".join(texts)
    content = defects.damage_bytes(text.encode(str(options.get("encoding", "utf-8")), "replace"), asked)
    first = documents[0]
    stamp = moment.strftime("%Y%m%d%H%M%S")
    prefix = partners.file_prefix(str(first.options["sender"]))
    name = str(
        options.get("name") or f"{prefix}_{first.code}_{stamp}_{first.envelope.interchange_control:04d}.edi"
    )
    envelopes = (
        [document.envelope for document in documents] if layout == "interchanges" else [first.envelope]
    )
    return Generated(name, content, text, [str(document.options.get("number", "")) for document in documents],
                     first.envelope.sender, first.envelope.receiver,
                     [envelope.interchange_control for envelope in envelopes])  # fmt: skip


def _text(envelope: x12.Envelope, runs: list[tuple[str, list[_Document]]], asked: list[Options]) -> str:
    groups = [
        (x12.GROUP_OF_SET[code], [(code, document.body) for document in members])
        for code, members in runs
        if code in x12.GROUP_OF_SET
    ]
    loose = [segment for code, members in runs if code == "TA1" for one in members for segment in one.body]
    segments = defects.damage_segments(x12.interchange_segments(envelope, groups, loose), asked)
    text = x12.serialize(segments, envelope.delimiters)
    return defects.damage_text(text, envelope.delimiters, asked)
