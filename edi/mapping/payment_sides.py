"""Which company a party of a remittance advice is: ours, the partner, one of the partner's vendors (booking rule 4.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from edi.documents import Party

# N103 of a party against ISA05 of an interchange: the same numbering under two codes
_SAME_NUMBERING = {"1": "01", "9": "16"}
# numbers given by one side or by agreement: N103 says nothing about the numbering
_FREE_QUALIFIERS = frozenset({"", "91", "92", "93", "94", "ZZ"})
# roles of an entity (ENT02) that are on the payer's side
_PAYER_ROLES = frozenset({"PR", "BY", "BT"})
_ASSIGNED_BY_US = "92"


@dataclass(frozen=True)
class Side:
    """How one company is known: (qualifier, id) pairs of its interchanges, and its names."""

    ids: Collection[tuple[str, str]] = ()
    names: Collection[str] = ()


def is_party(party: Party | None, side: Side) -> bool:
    """Tell whether a party of a document is this company: by its number, else by its name."""
    if party is None:
        return False
    return _has_id(party, side) or _has_name(party, side)


def vendors_of(
    payee: Party | None, vendors: Collection[str], names: Mapping[str, str], partner: Side
) -> tuple[Collection[str], str]:
    """Return the vendors that an entity (ENT) may mean, and what is wrong with it ('' if nothing): the one whose number or name
    it gives, else all of the partner. A number of ours (92) that is none of the partner's vendors is somebody else."""
    if payee is None or payee.role in _PAYER_ROLES:
        return vendors, ""
    code = _letters(payee.code)
    numbers = [number for number in vendors if code and _letters(number) == code]
    named = [
        number for number in vendors if payee.name and _letters(names.get(number, "")) == _letters(payee.name)
    ]
    if numbers or named:
        return numbers or named, ""
    if payee.qualifier == _ASSIGNED_BY_US and vendors and not is_party(payee, partner):
        return (
            (),
            f"The entity {party_text(payee)} is none of this partner's vendors. Enter it by hand where it belongs.",
        )
    return vendors, ""


def _has_id(party: Party, side: Side) -> bool:
    code, qualifier = _letters(party.code), _SAME_NUMBERING.get(party.qualifier, party.qualifier)
    if not code:
        return False
    return any(
        code == _letters(own_code) and (qualifier in _FREE_QUALIFIERS or qualifier == own_qualifier)
        for own_qualifier, own_code in side.ids
    )


def _has_name(party: Party, side: Side) -> bool:
    name = _letters(party.name)
    return bool(name) and any(name == _letters(each) for each in side.names)


def _letters(text: str) -> str:
    """Return only letters and digits, upper case: 'Fresh Foods, Inc.' is FRESHFOODSINC."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def party_text(party: Party | None) -> str:
    """Return a party for people: name and number."""
    if party is None:
        return "nobody named"
    code = f" ({party.qualifier} {party.code})" if party.code else ""
    return f"{party.name}{code}".strip() or "nobody named"
