"""What a NAV side is able to do, and that nobody else's failure is hidden by asking."""

from __future__ import annotations

import pytest

from connectors import errors
from connectors.nav.client import NavClient, PageNames
from tests.connectors.nav.test_api import COMPANIES, Make
from tests.connectors.small_server import Answer, SmallServer
from tests.sandbox_process import SandboxProcess

COVERS = ["connectors.nav.client", "connectors.nav.pages"]


def test_a_full_nav_shows_its_abilities(nav: NavClient) -> None:
    abilities = nav.abilities()
    assert abilities.order_page
    assert abilities.receipt_page
    assert abilities.dimension_page
    assert abilities.receive_and_invoice
    assert abilities.reports_finance
    assert "v2.0/vendors" in abilities.webhooks


def test_without_published_pages_the_order_page_is_missing(nav: NavClient, sandbox: SandboxProcess) -> None:
    sandbox.switch(pages_published=False)
    try:
        abilities = nav.abilities()
    finally:
        sandbox.switch(pages_published=True)
    assert (abilities.order_page, abilities.receipt_page, abilities.receive_and_invoice) == (
        False,
        False,
        True,
    )


def test_a_page_under_another_name_is_asked_for_by_that_name(nav: NavClient) -> None:
    nav.page_names = PageNames(order="Einkaufsbestellung")
    assert not nav.abilities().order_page


def test_an_old_nav_without_anything_has_no_abilities(make_nav: Make) -> None:
    gone = Answer(404, {"error": {"code": "BadRequest_NotFound", "message": "No HTTP resource was found"}})
    with SmallServer(COMPANIES, gone) as server:
        abilities = make_nav(server.url).abilities()
    assert not any(
        (abilities.order_page, abilities.receive_and_invoice, abilities.reports_finance, abilities.webhooks)
    )


def test_a_nav_that_does_not_answer_is_no_nav_without_abilities(make_nav: Make) -> None:
    with SmallServer(COMPANIES, Answer(401)) as server, pytest.raises(errors.Unauthorized):
        make_nav(server.url).abilities()


def test_rows_are_counted(nav: NavClient, sandbox: SandboxProcess) -> None:
    assert nav.count("vendors") == len(sandbox.books("vendors"))
