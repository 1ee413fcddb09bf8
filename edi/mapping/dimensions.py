"""Values of the dimension EDIPARTNER: an interchange id, alone or as qualifier:id (booking rule 3.2; ISA05 to ISA08)."""

from __future__ import annotations

DEFAULT_QUALIFIER = "ZZ"


def parse_partner_value(value: str, default_qualifier: str = DEFAULT_QUALIFIER) -> tuple[str, str]:
    """Return (qualifier, id) of a value such as 'ZZ:ACME' or 'ACME'; alone it has the default qualifier.

    Raises ValueError when the id is empty or longer than the 15 characters of ISA06, or the qualifier is not two
    letters or digits."""
    text = value.strip()
    head, colon, tail = text.partition(":")
    qualifier, identifier = (head.strip(), tail.strip()) if colon else (default_qualifier, text)
    if len(qualifier) != 2 or not qualifier.isalnum():
        raise ValueError(
            f"'{value}' is no partner id: write it as QUALIFIER:ID with a qualifier of two characters, such as ZZ:ACME"
        )
    if not identifier:
        raise ValueError(f"'{value}' has no partner id: write it as ACME or ZZ:ACME")
    if len(identifier) > 15:
        raise ValueError(
            f"the partner id '{identifier}' has {len(identifier)} characters; an interchange id has at most 15"
        )
    return qualifier.upper(), identifier


def format_partner_value(qualifier: str, identifier: str, default_qualifier: str = DEFAULT_QUALIFIER) -> str:
    """Return the dimension value of an interchange id: alone under the default qualifier, else qualifier:id.

    Raises ValueError as `parse_partner_value`."""
    qualifier, identifier = parse_partner_value(f"{qualifier.strip() or default_qualifier}:{identifier}")
    if qualifier == default_qualifier and ":" not in identifier:
        return identifier
    return f"{qualifier}:{identifier}"
