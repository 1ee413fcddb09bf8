"""The protocol: pages to the last one, links on our own host, ETags, and what a 404 is allowed to mean."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors import errors
from connectors.nav.client import NavClient
from tests.connectors.small_server import Answer, SmallServer
from tests.sandbox_process import SandboxProcess

ID = "11111111-1111-1111-1111-111111111111"
COMPANIES = Answer(
    200, {"value": [{"id": ID, "name": "CRONUS"}, {"id": ID.replace("1", "2"), "name": "OTHER"}]}
)
Make = Callable[..., NavClient]


def vendor(number: str) -> dict[str, str]:
    return {"id": ID, "number": number, "displayName": number}


def test_the_company_is_found_once_and_named_when_missing(make_nav: Make) -> None:
    with SmallServer(COMPANIES, Answer(200, {"value": []})) as server:
        nav = make_nav(server.url)
        assert list(nav.vendors()) == list(nav.items()) == []
        assert [seen.path for seen in server.seen].count("/bc/api/v2.0/companies") == 1
    with SmallServer(COMPANIES) as server:
        with pytest.raises(errors.Rejected, match="CRONUS, OTHER") as caught:
            make_nav(server.url, company_name="cronus").company()
        assert caught.value.code == "company_not_found"


def test_every_page_is_read_on_our_own_host(make_nav: Make) -> None:
    first = {
        "value": [vendor("V1")],
        "@odata.nextLink": "https://elsewhere.example.com/bc/api/v2.0/vendors?aid=FIN&$skiptoken=abc%20d",
    }
    with SmallServer(COMPANIES, Answer(200, first), Answer(200, {"value": [vendor("V2")]})) as server:
        assert [one.number for one in make_nav(server.url).vendors()] == ["V1", "V2"]
        assert server.seen[2].path == "/bc/api/v2.0/vendors?aid=FIN&$skiptoken=abc%20d"
        for seen in server.seen:
            assert seen.headers["Prefer"] == "odata.maxpagesize=200"
            assert seen.headers["Accept-Language"] == "en-US"


def test_a_list_that_leads_back_to_itself_ends_with_an_error(make_nav: Make) -> None:
    again = {"value": [vendor("V1")], "@odata.nextLink": "/bc/api/v2.0/vendors?$skiptoken=1"}
    with (
        SmallServer(COMPANIES, Answer(200, again)) as server,
        pytest.raises(errors.UnexpectedAnswer, match="already read"),
    ):
        list(make_nav(server.url).vendors())


def test_lines_that_the_server_cut_are_read_to_their_end(make_nav: Make) -> None:
    def line(sequence: int) -> dict[str, object]:
        return {"id": ID, "sequence": sequence, "lineType": "Item", "quantity": 1}

    order = {
        "id": ID,
        "number": "PO1",
        "status": "Open",
        "purchaseOrderLines": [line(10000)],
        "purchaseOrderLines@odata.nextLink": "/bc/api/v2.0/more",
    }
    with SmallServer(
        COMPANIES, Answer(200, {"value": [order]}), Answer(200, {"value": [line(20000)]})
    ) as server:
        (found,) = make_nav(server.url).orders()
        assert [one.sequence for one in found.lines] == [10000, 20000]


@pytest.mark.parametrize(
    "row",
    [
        {"number": "V1"},
        {"id": ID, "number": "V1", "lastModifiedDateTime": "yesterday"},
        {"id": ID, "number": None, "x": []},
    ],
)
def test_a_row_that_cannot_be_read_is_no_answer(make_nav: Make, row: dict[str, object]) -> None:
    with SmallServer(COMPANIES, Answer(200, {"value": [row]})) as server:
        if row.get("x") is not None:
            assert next(make_nav(server.url).vendors()).number == "None"
            return
        with pytest.raises(errors.UnexpectedAnswer, match="cannot be read"):
            list(make_nav(server.url).vendors())


@pytest.mark.parametrize("body", [{}, {"value": None}, {"value": ["x"]}, "<html></html>", "{"])
def test_a_list_without_rows_is_no_answer(make_nav: Make, body: object) -> None:
    with SmallServer(COMPANIES, Answer(200, body)) as server, pytest.raises(errors.UnexpectedAnswer):  # type: ignore[arg-type]
        list(make_nav(server.url).vendors())


def not_found(code: str) -> Answer:
    return Answer(404, {"error": {"code": code, "message": "not here"}})


def test_a_record_is_gone_when_nav_says_so(make_nav: Make) -> None:
    with SmallServer(COMPANIES, not_found("Internal_RecordNotFound")) as server:
        assert make_nav(server.url).order_by_id(ID) is None
        assert len(server.seen) == 2


def test_a_route_that_does_not_exist_is_not_taken_for_a_deleted_record(make_nav: Make) -> None:
    with SmallServer(COMPANIES, not_found("BadRequest_NotFound")) as server, pytest.raises(errors.Rejected):
        make_nav(server.url).order_by_id(ID)
    with SmallServer(COMPANIES, not_found("BadRequest_NotFound"), Answer(200, {"value": []})) as server:
        assert make_nav(server.url).order_by_id(ID) is None
        assert parse_qs(urlsplit(server.seen[2].path).query)["$filter"] == [f"id eq {ID}"]


def test_a_404_page_of_a_proxy_is_not_taken_for_a_deleted_record(make_nav: Make) -> None:
    page = Answer(404, "<html>no</html>", {"Content-Type": "text/html"})
    with SmallServer(COMPANIES, page) as server, pytest.raises(errors.UnexpectedAnswer):
        make_nav(server.url).order_by_id(ID)


def test_pages_need_an_address(make_nav: Make) -> None:
    with SmallServer(COMPANIES) as server, pytest.raises(errors.Rejected, match="not published") as caught:
        make_nav(server.url, pages_url="").order_header("PO1")
    assert caught.value.code == "pages_not_published"


def test_an_effect_whose_row_cannot_be_read_is_unknown(make_nav: Make) -> None:
    with SmallServer(COMPANIES, Answer(201, {"code": "EDI"})) as server, pytest.raises(errors.OutcomeUnknown):
        make_nav(server.url).create_batch("EDI", "EDI")


def test_a_company_with_odd_characters_is_addressed(make_nav: Make) -> None:
    odd = Answer(200, {"value": [{"id": ID, "name": "CRONUS USA, Inc. O'Neil"}]})
    with SmallServer(odd, Answer(200, {"value": []})) as server:
        make_nav(server.url, company_name="CRONUS USA, Inc. O'Neil").order_header("PO 1")
        assert (
            "/ODataV4/Company('CRONUS%20USA%2C%20Inc.%20O%27%27Neil')/PurchaseOrder?" in server.seen[1].path
        )


def test_small_pages_of_the_sandbox_lose_nothing(nav: NavClient, sandbox: SandboxProcess) -> None:
    whole = [one.number for one in nav.items()]
    sandbox.switch(page_size=7)
    try:
        assert [one.number for one in nav.items()] == whole
        assert len(whole) > 7
    finally:
        sandbox.switch(page_size=20_000)


def test_a_repr_shows_no_login(nav: NavClient, sandbox: SandboxProcess) -> None:
    assert sandbox.info["nav"]["web_service_key"] not in repr(nav) + repr(nav.caller) + repr(nav.caller.auth)
