"""The form on a partner's page as a person sends it: every field as it stands, new rows of its lists, what is typed."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from edi.models import TradingPartner
from tests.navcleo.admin.pages import Page, visit

Rows = dict[str, list[dict[str, Any]]]


def url(partner: TradingPartner) -> str:
    return reverse("admin:edi_tradingpartner_change", args=[partner.pk])


def lists(page: Page) -> list[str]:
    """The names of the lists that the page offers, in its order."""
    return [name.removesuffix("-TOTAL_FORMS") for name in page.inputs if name.endswith("-TOTAL_FORMS")]


def save(client: Client, partner: TradingPartner, rows: Rows | None = None, **typed: Any) -> Page:
    """Send the page's form; `rows` are new rows of the lists, by a part of the list's name."""
    page = visit(client, url(partner))
    data: dict[str, Any] = {}
    for name in page.inputs:
        if hasattr(partner, name):
            value = getattr(partner, name)
            if value is not None and value is not False:
                data[name] = str(value)
    for prefix in lists(page):
        new = next((given for part, given in (rows or {}).items() if part in prefix), [])
        data |= {f"{prefix}-TOTAL_FORMS": len(new), f"{prefix}-INITIAL_FORMS": 0}
        for at, row in enumerate(new):
            data |= {f"{prefix}-{at}-{name}": value for name, value in row.items()}
    return Page(client, url(partner), client.post(url(partner), data | typed, follow=True))
