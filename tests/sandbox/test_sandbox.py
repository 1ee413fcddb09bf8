"""The sandbox as a whole: its process, its seed, its logins, what people do at NAV's own screens."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox
from sandbox.nav_books import Books
from sandbox.seed import check_digit
from tests.sandbox.nav_world import NavSide, error

SCOPE = "https://api.businesscentral.dynamics.com/.default"


def test_the_process_says_where_it_listens_and_ends_with_its_parent(root: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "--seed",
        "small",
        "--port",
        "0",
        "--state",
        str(tmp_path / "state.sqlite3"),
        "--exit-with-parent",
    ]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        told = json.loads(process.stdout.readline())
        counts = requests.get(f"{told['control_url']}/books").json()
        process.stdin.close()
        assert process.wait(timeout=20) == 0
    assert counts["released_orders"] == 3
    assert set(told["nav"]) == {
        "api_url",
        "pages_url",
        "token_url",
        "company",
        "client_id",
        "client_secret",
        "username",
        "web_service_key",
    }
    assert (told["cleo"]["upload_folder"], told["own_interchange_id"]) == ("upload", "ZZ:CRONUSFOODS")


def test_the_books_survive_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite3"
    with Sandbox(seed="small", state=state, suppliers=False) as sandbox:
        nav = NavSide(sandbox)
        order = nav.new_order()
        nav.set_quantities(order, [4], [0])
        nav.receive_and_invoice(order)
        books = nav.books()
        nav.close()
    with Sandbox(seed="small", state=state, suppliers=False) as sandbox:
        nav = NavSide(sandbox)
        assert nav.books() == books
        assert nav.lines(order)[0]["receivedQuantity"] == 4
        assert nav.new_order()["number"] == str(int(order["number"]) + 1)
        nav.close()
    with Sandbox(seed="small", state=state, suppliers=False, reset=True) as sandbox:
        assert len(sandbox.store.table("purchaseOrders")) == 4


def test_the_full_seed_is_a_food_distributor() -> None:
    sandbox = Sandbox(seed="full", suppliers=False)
    tables = sandbox.store.table
    assert (len(tables("vendors")), len(tables("items"))) == (60, 300)
    partners = [row for row in tables("defaultDimensions").values() if row["dimensionCode"] == "EDIPARTNER"]
    places = [row for row in tables("defaultDimensions").values() if row["dimensionCode"] == "EDILOCATION"]
    assert len(partners) >= 50
    assert len({row["dimensionValueCode"] for row in partners}) == len(partners)
    assert len(places) >= 212
    assert sum(1 for order in tables("purchaseOrders").values() if order["status"] == "Open") == 25
    gtins = [item["gtin"] for item in tables("items").values() if item["gtin"]]
    assert all(gtin[-1] == check_digit(gtin[:-1]) for gtin in gtins)
    assert len(set(gtins)) == len(gtins)
    ledger: dict[str, Any] = {}
    for entry in tables("generalLedgerEntries").values():
        ledger[entry["documentNumber"]] = ledger.get(entry["documentNumber"], 0) + entry["amount"]
    assert set(ledger.values()) == {0}
    sandbox.stop()


def token(nav: NavSide, **changes: str) -> requests.Response:
    known = nav.described["nav"]
    form = {
        "grant_type": "client_credentials",
        "client_id": known["client_id"],
        "client_secret": known["client_secret"],
        "scope": SCOPE,
    }
    return requests.post(known["token_url"], data=form | changes)


@pytest.mark.parametrize(
    ("changes", "status", "kind", "number"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_id": "nobody"}, 400, "unauthorized_client", 700016),
        ({"scope": "everything"}, 400, "invalid_scope", 70011),
    ],
)
def test_refused_logins(nav: NavSide, changes: dict[str, str], status: int, kind: str, number: int) -> None:
    answer = token(nav, **changes)
    assert (answer.status_code, answer.json()["error"], answer.json()["error_codes"]) == (
        status,
        kind,
        [number],
    )
    assert answer.json()["error_description"].startswith(f"AADSTS{number}: ")


def test_an_expired_secret(nav: NavSide) -> None:
    nav.switch(client_secret_expired=True)
    assert token(nav).json()["error_codes"] == [7000222]


def test_a_token_opens_nav_until_it_expires(nav: NavSide) -> None:
    value = token(nav).json()["access_token"]
    bearer = {"Authorization": f"Bearer {value}"}
    assert requests.get(f"{nav.base}/vendors", headers=bearer).status_code == 200
    nav.http.post(f"{nav.control}/tokens/revoke")
    refused = requests.get(f"{nav.base}/vendors", headers=bearer)
    assert error(refused)[:2] == (401, "Authentication_InvalidCredentials")
    nav.switch(token_seconds=0)
    short = token(nav).json()
    assert short["expires_in"] == 0
    assert (
        requests.get(
            f"{nav.base}/vendors", headers={"Authorization": f"Bearer {short['access_token']}"}
        ).status_code
        == 401
    )


def test_id_and_secret_may_come_in_a_basic_header(nav: NavSide) -> None:
    known = nav.described["nav"]
    form = {"grant_type": "client_credentials", "scope": SCOPE}
    answer = requests.post(known["token_url"], data=form, auth=(known["client_id"], known["client_secret"]))
    assert answer.json()["token_type"] == "Bearer"
    assert requests.get(f"{nav.base}/vendors", auth=("NAVUSER", "wrong")).status_code == 401
    assert requests.get(f"{nav.base}/vendors").status_code == 401


def test_default_dimensions_are_written_and_unique(nav: NavSide) -> None:
    vendor = nav.rows("vendors?$filter=number eq 'V10010'&$expand=defaultDimensions")[0]
    assert vendor["defaultDimensions"] == []
    dimension = nav.rows("dimensions?$filter=code eq 'EDIPARTNER'&$expand=dimensionValues")[0]
    value = next(row for row in dimension["dimensionValues"] if row["code"] == "ZZ:SPAREPARTNER")
    body = {"dimensionId": dimension["id"], "dimensionValueId": value["id"]}
    path = f"vendors({vendor['id']})/defaultDimensions"
    made = nav.post(path, body).json()
    assert (made["dimensionCode"], made["dimensionValueCode"], made["parentType"]) == (
        "EDIPARTNER",
        "ZZ:SPAREPARTNER",
        "Vendor",
    )
    assert error(nav.post(path, body))[1] == "Internal_EntityWithSameKeyExists"
    assert len(nav.rows(f"defaultDimensions?$filter=parentId eq {vendor['id']}")) == 1
    blocked = next(row for row in dimension["dimensionValues"] if row["code"] == "ZZ:OLDPARTNER")
    assert (
        "is blocked"
        in error(nav.patch(f"defaultDimensions({made['id']})", {"dimensionValueId": blocked["id"]}))[2]
    )
    assert (
        nav.http.delete(f"{nav.base}/defaultDimensions({made['id']})", headers={"If-Match": "*"}).status_code
        == 204
    )
    assert error(nav.post("dimensionValues", {"code": "X"}))[:2] == (405, "BadRequest_MethodNotAllowed")


def test_the_seed_has_its_pitfalls(nav: NavSide) -> None:
    shared = nav.rows("defaultDimensions?$filter=dimensionValueCode eq 'SHARED-100'")
    assert len({row["parentId"] for row in shared}) == 2
    assert [row["number"] for row in nav.rows("items?$filter=blocked eq true")] == ["F1029"]
    assert {row["internationalStandardCode"] for row in nav.rows("unitsOfMeasure")} >= {"EA", "CS", "LBR"}
    listed = nav.http.get(
        f"{nav.runtime}/webhookSupportedResources?$filter=startswith(resource,'v2.0')"
    ).json()["value"]
    assert "v2.0/vendors" in {row["resource"] for row in listed}
    assert "v2.0/purchaseOrders" not in {row["resource"] for row in listed}


def test_people_change_and_post_orders_at_their_own_screens(nav: NavSide) -> None:
    order = nav.new_order(status="Draft")
    number = order["number"]
    changed = nav.http.patch(
        f"{nav.control}/orders/{number}",
        json={
            "lines": [
                {"sequence": 10000, "quantity": 20},
                {"item_number": "F1014", "quantity": 1, "unit_cost": 5},
            ]
        },
    )
    assert [line["quantity"] for line in changed.json()["lines"]] == [20, 1]
    assert changed.json()["totalAmountIncludingTax"] == 255
    assert nav.http.post(f"{nav.control}/orders/{number}/release").json()["status"] == "Open"
    posted = nav.http.post(f"{nav.control}/orders/{number}/post", json={"receive": {"10000": 5}}).json()
    assert [line["receivedQuantity"] for line in posted["lines"]] == [5, 0]
    assert (
        nav.http.post(f"{nav.control}/orders/{number}/post", json={}).json()["code"]
        == "Application_DialogException"
    )
    assert nav.http.delete(f"{nav.control}/orders/{number}").status_code == 200
    assert nav.http.get(f"{nav.control}/orders/{number}").status_code == 404


def test_records_can_be_planted(nav: NavSide) -> None:
    answer = nav.http.put(f"{nav.control}/books/vendors/V10000", json={"blocked": "All"})
    assert answer.json()["displayName"] == "Acme Foods"
    assert [row["number"] for row in nav.rows("vendors?$filter=blocked eq 'All'")] == ["V10000", "V10012"]
    assert nav.http.get(f"{nav.control}/books/credentials").status_code == 404


def test_posting_dates_of_a_closed_period() -> None:
    sandbox = Sandbox(seed="small", suppliers=False)
    books = Books(sandbox.store, sandbox.switches)
    sandbox.switches.update({"allow_posting_from": "2026-02-01", "allow_posting_to": "2026-02-28"})
    days = ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01")
    assert [books.posting_date_allowed(day) for day in days] == [False, True, True, False]
    sandbox.stop()
