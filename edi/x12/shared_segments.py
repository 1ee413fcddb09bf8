"""What several sets have in common, read and written: parties (N1 loop), references (REF), terms (ITD), product codes,
descriptions and texts (x12 reference 4.3, 4.6, 4.9)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from edi.documents import Party, ProductId, Reference, Terms
from edi.x12.elements import format_date
from edi.x12.set_reader import Located, SetReader
from edi.x12.set_writer import SetWriter, shorten, split_text

MAX_PRODUCT_IDS = 10
_STATE_LENGTH = 2
_ADDRESS_LINES = 4
_PARTY_LOOP = frozenset({"N2", "N3", "N4", "IN2", "NX2", "REF", "PER", "SI", "FOB", "RDM", "DTM", "DMG"})


# -- reading --------------------------------------------------------------------------------------------------------


def read_parties(segments: Iterable[Located]) -> tuple[Party, ...]:
    """Every N1 loop of these segments. N2 and N3 become address lines."""
    parties: list[Party] = []
    within = False
    for item in segments:
        if item.id == "N1":
            within = True
            parties.append(Party(role=item.get(1), name=item.get(2), qualifier=item.get(3), code=item.get(4)))
        elif not within:
            continue
        elif item.id in {"N2", "N3"}:
            lines = tuple(text for text in (item.get(1), item.get(2)) if text)
            parties[-1] = replace(parties[-1], address_lines=parties[-1].address_lines + lines)
        elif item.id == "N4":
            parties[-1] = _with_city(parties[-1], item)
        else:
            within = item.id in _PARTY_LOOP
    return tuple(parties)


def _with_city(party: Party, n4: Located) -> Party:
    state = n4.get(2) or (n4.get(6) if n4.get(5) == "SP" else "")
    return replace(party, city=n4.get(1), state=state, postal_code=n4.get(3), country=n4.get(4))


def read_references(segments: Iterable[Located]) -> tuple[Reference, ...]:
    """Every REF of these segments that says anything."""
    return tuple(
        Reference(item.get(1), item.get(2), item.get(3))
        for item in segments
        if item.id == "REF" and (item.get(2) or item.get(3))
    )


def reference_number(references: Iterable[Reference], *qualifiers: str) -> str:
    """The number of the first reference with one of these qualifiers, in the order of the qualifiers; '' if none."""
    known = list(references)
    for qualifier in qualifiers:
        for reference in known:
            if reference.qualifier == qualifier and reference.number:
                return reference.number
    return ""


def read_product_ids(reader: SetReader, at: Located, first: int) -> tuple[ProductId, ...]:
    """The qualifier and code pairs from element `first` on, at any position; a half pair is a warning."""
    found: list[ProductId] = []
    for position in range(first, len(at.segment), 2):
        qualifier, code = at.get(position), at.get(position + 1)
        if qualifier and code:
            found.append(ProductId(qualifier, code))
        elif qualifier or code:
            text = f"A product code needs qualifier and code, here is only '{qualifier or code}'."
            reader.report("content_invalid", text, at, position, "warning")
    return tuple(found)


def product_code(product_ids: Iterable[ProductId], qualifier: str) -> str:
    """The first code with this qualifier, '' if none."""
    return next((item.code for item in product_ids if item.qualifier == qualifier), "")


def read_description(segments: Iterable[Located]) -> str:
    """The text of the PID segments, joined."""
    return " ".join(item.get(5) for item in segments if item.id == "PID" and item.get(5))


def read_terms(reader: SetReader, segments: Iterable[Located]) -> Terms | None:
    """The first ITD that says anything; None when there is none."""
    return next(iter(read_all_terms(reader, segments)), None)


def read_all_terms(reader: SetReader, segments: Iterable[Located]) -> tuple[Terms, ...]:
    """Every ITD that says anything. What cannot be read in one is a warning: nothing is booked by it."""
    before = len(reader.problems)
    found = [_read_terms(reader, item) for item in segments if item.id == "ITD"]
    reader.problems[before:] = [replace(item, severity="warning") for item in reader.problems[before:]]
    return tuple(terms for terms in found if terms != Terms())


def _read_terms(reader: SetReader, itd: Located) -> Terms:
    return Terms(
        type_code=itd.get(1),
        basis_code=itd.get(2),
        discount_percent=reader.decimal(itd, 3, "discount percentage"),
        discount_due_on=reader.day(itd, 4, "discount due date"),
        discount_days=reader.count(itd, 5, "discount days"),
        net_due_on=reader.day(itd, 6, "net due date"),
        net_days=reader.count(itd, 7, "net days"),
        discount_amount=reader.cents(itd, 8, "discount amount"),
        deferred_due_on=reader.day(itd, 9, "deferred due date"),
        deferred_amount=reader.cents(itd, 10, "deferred amount"),
        deferred_percent=reader.decimal(itd, 11, "percent of the invoice that is due then"),
        text=itd.get(12),
        day_of_month=reader.count(itd, 13, "day of the month"),
    )


def read_notes(segments: Iterable[Located]) -> tuple[str, ...]:
    """Free texts: each NTE is one; the MSG or MTX segments of one N9 loop are one together."""
    notes: list[list[str]] = []
    joins = False
    for item in segments:
        text = {"NTE": item.get(2), "MTX": item.get(2), "MSG": item.get(1)}.get(item.id, "")
        if item.id in {"MSG", "MTX"} and text and joins:
            notes[-1].append(text)
        elif text:
            notes.append([text])
        joins = bool(text) and item.id in {"MSG", "MTX"}
    return tuple(" ".join(texts) for texts in notes)


# -- writing --------------------------------------------------------------------------------------------------------


def write_party(writer: SetWriter, party: Party) -> None:
    """N1, N3 and N4 of one party. Raises Unmappable without name and code, or with a code that has no qualifier."""
    place = f"N1 {party.role}"
    name = shorten(party.name, 60)
    if not name and not party.code.strip():
        raise writer.refuse("the party has neither a name nor a code.", place)
    if bool(party.code.strip()) != bool(party.qualifier.strip()):
        raise writer.refuse(f"the party code '{party.code}' and its qualifier come only together.", place)
    writer.add(
        "N1",
        writer.required(party.role, place, "role of a party", 3, 2),
        name,
        writer.code(party.qualifier, place, "qualifier of the party code", 2),
        writer.code(party.code, place, "party code", 80, 2),
    )
    lines = [piece for line in party.address_lines for piece in split_text(line, 55)]
    if len(lines) > _ADDRESS_LINES:
        raise writer.refuse("the address has more than four lines of 55 characters.", place)
    for start in range(0, len(lines), 2):
        writer.add("N3", *lines[start : start + 2])
    _write_city(writer, party, place)


def _write_city(writer: SetWriter, party: Party, place: str) -> None:
    """N4; a state that is no two-letter code goes to N405/N406 as a name."""
    state = " ".join(party.state.split())
    is_code = len(state) == _STATE_LENGTH
    writer.add(
        "N4",
        writer.code(shorten(party.city, 30), place, "city", 30, 2),
        state if is_code else "",
        writer.code(party.postal_code, place, "postal code", 15, 3),
        writer.code(party.country, place, "country code", 3, 2),
        "SP" if state and not is_code else "",
        "" if is_code else shorten(state, 30),
    )


def write_reference(writer: SetWriter, reference: Reference) -> None:
    """REF. Raises Unmappable for a number longer than this version allows."""
    place = f"REF {reference.qualifier}"
    if not reference.number.strip() and not reference.description.strip():
        raise writer.refuse("the reference is empty.", place)
    writer.add(
        "REF",
        writer.required(reference.qualifier, place, "qualifier of a reference", 3, 2),
        writer.code(reference.number, place, "reference number", 50 if writer.is_5010 else 30),
        shorten(reference.description, 80),
    )


def write_terms(writer: SetWriter, terms: Terms) -> None:
    """ITD. Raises Unmappable for a discount without days or date (X12 syntax notes L03040513, L091011)."""
    if terms.discount_percent is not None and terms.discount_days is None and terms.discount_due_on is None:
        raise writer.refuse("the payment terms give a discount, but neither days nor a date for it.", "ITD")
    if terms.discount_amount is not None and terms.discount_days is None and terms.discount_due_on is None:
        raise writer.refuse("the payment terms give a discount amount, but neither days nor a date.", "ITD")
    if terms.deferred_due_on and terms.deferred_amount is None and terms.deferred_percent is None:
        raise writer.refuse("the payment terms defer something, but neither an amount nor a percent.", "ITD")
    writer.add(
        "ITD",
        writer.code(terms.type_code, "ITD01", "terms type", 2, 2),
        writer.code(terms.basis_code, "ITD02", "terms basis", 2),
        writer.number(terms.discount_percent, "ITD03", "discount percentage", 6),
        format_date(terms.discount_due_on) if terms.discount_due_on else "",
        _days(writer, terms.discount_days, "ITD05"),
        format_date(terms.net_due_on) if terms.net_due_on else "",
        _days(writer, terms.net_days, "ITD07"),
        writer.cents(terms.discount_amount, "ITD08", "discount amount", 10),
        format_date(terms.deferred_due_on) if terms.deferred_due_on else "",
        writer.cents(terms.deferred_amount, "ITD10", "deferred amount", 10),
        writer.number(terms.deferred_percent, "ITD11", "percent that is due then", 5),
        shorten(terms.text, 80),
        _day_of_month(writer, terms.day_of_month),
    )


def _day_of_month(writer: SetWriter, day: int | None) -> str:
    if day is not None and not 1 <= day <= 31:
        raise writer.refuse(f"there is no day {day} of a month.", "ITD13")
    return "" if day is None else str(day)


def _days(writer: SetWriter, days: int | None, place: str) -> str:
    if days is None:
        return ""
    if not 0 <= days <= 999:
        raise writer.refuse(f"{days} days are outside 0 to 999.", place)
    return str(days)


def product_pairs(writer: SetWriter, product_ids: Sequence[ProductId], place: str) -> list[str]:
    """Qualifier and code, in turn. Raises Unmappable for half a pair, more than ten, or a code over 48 characters."""
    if len(product_ids) > MAX_PRODUCT_IDS:
        raise writer.refuse(f"the line has more than {MAX_PRODUCT_IDS} product codes.", place)
    values: list[str] = []
    for item in product_ids:
        values.append(writer.required(item.qualifier, place, "qualifier of a product code", 2, 2))
        values.append(writer.required(item.code, place, "product code", 48))
    return values


def write_description(writer: SetWriter, text: str) -> None:
    """PID segments of free form, 80 characters each."""
    for piece in split_text(text, 80):
        writer.add("PID", "F", "", "", "", piece)


def write_text_loop(writer: SetWriter, text: str) -> None:
    """An N9 loop with one text: MSG in 004010, MTX in 005010."""
    pieces = split_text(text, 264)
    if not pieces:
        return
    writer.add("N9", "L1", "NOTES")
    for piece in pieces:
        if writer.is_5010:
            writer.add("MTX", "", piece)
        else:
            writer.add("MSG", piece)
