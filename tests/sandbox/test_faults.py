"""Faults strike every route alike, and the books tell whether the effect took place (architecture 8)."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from tests.sandbox.nav_world import NavSide, error

ACTION = {"system": "nav", "method": "POST", "path": r"Microsoft\.NAV\.receiveAndInvoice$"}


def ready_order(nav: NavSide) -> dict[str, Any]:
    order = nav.new_order()
    nav.set_quantities(order, [4], [0])
    return order


def wait_for_late_effects(nav: NavSide) -> None:
    for _ in range(500):
        if not nav.http.get(f"{nav.control}/faults").json()["late_effects_waiting"]:
            return
        time.sleep(0.01)
    raise AssertionError("the late effect never landed")


def received(nav: NavSide, order: dict[str, Any]) -> int:
    quantity: int = nav.lines(order)[0]["receivedQuantity"]
    return quantity


@pytest.mark.parametrize(
    ("kind", "effect"), [("refuse", 0), ("cut_before", 0), ("cut_during", 4), ("cut_after", 4)]
)
def test_a_cut_connection_before_or_after_the_effect(nav: NavSide, kind: str, effect: int) -> None:
    order = ready_order(nav)
    nav.fault(kind, match=ACTION)
    with pytest.raises(requests.RequestException):
        nav.receive_and_invoice(order)
    assert received(nav, order) == effect


@pytest.mark.parametrize(
    ("kind", "options", "status", "effect"),
    [
        ("status_before", {"status": 503, "headers": {"Retry-After": "2"}}, 503, 0),
        ("status_after", {"status": 504}, 504, 4),
        ("status_after", {"status": 408}, 408, 4),
        ("throttle", {"retry_after": 3}, 429, 0),
        ("unauthorized", {}, 401, 0),
        ("phantom_400", {}, 400, 4),
        ("html", {}, 200, 0),
        ("html", {"effect": True}, 200, 4),
        ("garbage", {}, 200, 4),
        ("delay", {"seconds": 0.01}, 204, 4),
    ],
)
def test_an_answer_that_tells_little(
    nav: NavSide, kind: str, options: dict[str, Any], status: int, effect: int
) -> None:
    order = ready_order(nav)
    nav.fault(kind, match=ACTION, **options)
    answer = nav.receive_and_invoice(order)
    assert answer.status_code == status
    assert received(nav, order) == effect
    if kind == "phantom_400":
        assert f"Order No.: {order['number']}" in error(answer)[2]
    if kind in {"status_before", "throttle"}:
        assert answer.headers["Retry-After"]


def test_a_late_effect_lands_after_the_cut(nav: NavSide) -> None:
    order = ready_order(nav)
    nav.fault("late", match=ACTION, seconds=0.05)
    with pytest.raises(requests.ConnectionError):
        nav.receive_and_invoice(order)
    assert received(nav, order) == 0
    wait_for_late_effects(nav)
    assert received(nav, order) == 4


def test_a_late_status_is_answered_at_once(nav: NavSide) -> None:
    order = ready_order(nav)
    nav.fault("late_status", match=ACTION, seconds=0.05, status=504)
    assert nav.receive_and_invoice(order).status_code == 504
    assert received(nav, order) == 0
    wait_for_late_effects(nav)
    assert received(nav, order) == 4


def test_faults_are_counted_down_and_can_be_skipped_over(nav: NavSide) -> None:
    nav.fault("status_before", match={"system": "nav", "path": "vendors"}, times=2, skip=1, status=500)
    assert [nav.get("vendors").status_code for _ in range(4)] == [200, 500, 500, 200]
    nav.fault("status_before", match={"system": "nav"}, times=0, status=500)
    assert [nav.get("items").status_code for _ in range(3)] == [500] * 3
    nav.http.delete(f"{nav.control}/faults")
    assert nav.get("items").status_code == 200


def test_a_fault_may_look_into_the_body(nav: NavSide) -> None:
    order = nav.new_order()
    line = f"purchaseOrderLines({nav.lines(order)[0]['id']})"
    nav.fault(
        "status_after", match={"system": "nav", "method": "PATCH", "body": "invoiceQuantity"}, status=500
    )
    assert nav.patch(line, {"receiveQuantity": 2}).status_code == 200
    assert nav.patch(line, {"invoiceQuantity": 0}).status_code == 500
    assert nav.lines(order)[0]["invoiceQuantity"] == 0


def test_the_token_endpoint_and_cleo_fail_on_demand_too(nav: NavSide) -> None:
    nav.fault("status_before", match={"system": "entra"}, status=503, code="temporarily_unavailable")
    answer = requests.post(nav.described["nav"]["token_url"], data={"grant_type": "client_credentials"})
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    nav.fault("cut_before", match={"system": "cleo", "path": "/api/files"})
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{nav.described['cleo']['url']}/api/files")
    nav.fault("html", match={"system": "cleo"})
    assert "log in" in requests.get(f"{nav.described['cleo']['url']}/api/files").text


@pytest.mark.parametrize("wish", [{"kind": "explode"}, {"kind": "cut_after", "match": {"system": "sap"}}, {"kind": "cut_after", "match": {"way": "x"}}])  # fmt: skip
def test_a_fault_that_makes_no_sense_is_refused(nav: NavSide, wish: dict[str, Any]) -> None:
    assert nav.http.post(f"{nav.control}/faults", json=wish).status_code == 400


def test_requests_are_counted_by_system(nav: NavSide) -> None:
    nav.http.post(f"{nav.control}/counters/reset")
    nav.get("vendors")
    requests.post(nav.described["nav"]["token_url"], data={})
    requests.post(f"{nav.described['cleo']['url']}/api/authentication", data={})
    counters = nav.http.get(f"{nav.control}/counters").json()
    assert counters["requests"] == {"nav": 1, "entra": 1, "cleo": 1}
    assert counters["token_requests"] == {"nav": 1, "cleo": 1}
    log = nav.http.get(f"{nav.control}/requests").json()
    assert [(entry["system"], entry["method"]) for entry in log] == [
        ("nav", "GET"),
        ("entra", "POST"),
        ("cleo", "POST"),
    ]
