"""The same document seen again: by its digest within a format, by what is booked of it across formats."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from edi import reading
from edi.documents import Invoice, ShipNotice
from edi.json_documents import write_json
from edi.plain import digest
from navcleo.sending.effects import Parked
from navcleo.workflows import identity, twins
from tests.edi.xml.values import INVOICE
from tests.factories import X12_856, DocumentFactory, RevisionFactory, TradingPartnerFactory
from tests.xml_writers import cii_invoice, ubl_invoice

pytestmark = pytest.mark.django_db
NOTICE = reading.read(X12_856).sets[0].document
assert isinstance(NOTICE, ShipNotice)


def row(content: bytes, partner: Any, **fields: Any) -> Any:
    document = DocumentFactory(partner=partner, connection=partner.connection, business_key="", **fields)
    document.revisions.all().delete()
    RevisionFactory(document=document, number=0, content=content)
    return document


def test_a_document_in_another_format_is_the_twin_of_the_first() -> None:
    partner = TradingPartnerFactory()
    first = row(X12_856, partner)
    assert identity.identify(first, partner, NOTICE) is None
    said = replace(NOTICE, carrier="other words", issued_on=None)
    second = row(write_json(said), partner)
    assert digest(said) != digest(NOTICE)
    assert identity.identify(second, partner, said) == first


def test_two_dialects_of_xml_are_two_formats() -> None:
    partner = TradingPartnerFactory()
    first, second = (
        row(content, partner, kind="810") for content in (ubl_invoice(INVOICE), cii_invoice(INVOICE))
    )
    values = [
        reading.read(content).sets[0].document for content in (ubl_invoice(INVOICE), cii_invoice(INVOICE))
    ]
    said = [value if isinstance(value, Invoice) else INVOICE for value in values]
    said[1] = replace(said[1], notes=("other words",))
    assert identity.identify(first, partner, said[0]) is None
    assert identity.identify(second, partner, said[1]) == first


def test_within_a_format_and_with_other_goods_a_number_is_reused() -> None:
    partner = TradingPartnerFactory()
    first = row(write_json(NOTICE), partner)
    identity.identify(first, partner, NOTICE)
    for said in (replace(NOTICE, carrier="other words"), replace(NOTICE, orders=())):
        with pytest.raises(Parked) as parked:
            identity.identify(row(write_json(said), partner), partner, said)
        assert parked.value.code == "number_reused"
    assert twins.find(first, NOTICE, digest(NOTICE), []) is None


def test_what_cannot_be_read_any_more_is_no_twin() -> None:
    partner = TradingPartnerFactory()
    first, second = row(b"gone", partner), row(write_json(NOTICE), partner)
    assert twins.find(second, NOTICE, digest(NOTICE), [first]) is None
