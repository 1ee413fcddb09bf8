"""Rows of what was received, by lot and package."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from tests.factories import DocumentFactory, JournalLinkFactory, SendAttemptFactory


class TracedGoodsFactory(DjangoModelFactory):
    """Six cases of one lot in a carton, received on the document's receipt."""

    class Meta:
        model = "audit.TracedGoods"

    document = factory.SubFactory(DocumentFactory)
    connection = factory.SelfAttribute("document.connection")
    attempt = factory.SubFactory(SendAttemptFactory, document=factory.SelfAttribute("..document"))
    link = factory.SubFactory(JournalLinkFactory, document=factory.SelfAttribute("..document"))
    order_number = "PO1001"
    order_lines = "10000"
    item_number = "1000"
    quantity = 6
    unit = "CA"
    lot = factory.Sequence(lambda n: f"LOT{n}")
    package = "106141412345678908"
