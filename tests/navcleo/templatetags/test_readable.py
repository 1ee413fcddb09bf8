"""Our records as people read them."""

from __future__ import annotations

from typing import Any

import pytest

from navcleo.templatetags import readable


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("posting_on", "2026-11-28", "28 Nov 2026"),
        ("modified", "2026-11-28T10:27:22.552000+00:00", "28 Nov 2026 10:27"),
        ("expected_total", "9796.00", "9,796.00"),
        ("total", "220.8", "220.80"),
        ("quantity", "10.00000", "10"),
        ("invoice", "108032", "108032"),
        ("done", False, "no"),
        ("done", True, "yes"),
        ("order", None, ""),
        ("difference", "about ten", "about ten"),
        ("day", "2026-13-41", "2026-13-41"),
        ("lines", {"10000": {"received": "10.00000", "lot": ""}}, "10000 received 10"),
        ("comments", ["first", "second"], "first; second"),
    ],
)
def test_a_value_is_told_as_what_it_is(name: str, value: Any, shown: str) -> None:
    assert readable.told(value, name) == shown


def test_a_record_is_told_without_what_is_empty() -> None:
    record = {"vendor_invoice_number": "INV-1", "due_on": "2026-12-28", "currency": "", "charges": None}
    assert readable.facts_told(record) == [("vendor invoice number", "INV-1"), ("due on", "28 Dec 2026")]
    assert readable.facts_told("how") == [("", "how")]
    assert readable.facts_told(None) == []


@pytest.mark.parametrize(
    ("kind", "target", "shown"),
    [
        ("receipt_on_order", "order:106037", "Receipt on order 106037"),
        ("compared", "order:106038", "Compared order 106038"),
        ("invoice_on_order", "invoice", "Invoice on order"),
        ("payment_line", "line:1", "Payment line 1"),
        ("payment_line", "line:1:108013", "Payment line 1, invoice 108013"),
        ("855 for order", "106035", "855 for order 106035"),
        ("", "", ""),
    ],
)
def test_what_is_done_reads_as_words(kind: str, target: str, shown: str) -> None:
    assert readable.effect(kind, target) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$.lines[0].quantity", "line 1, quantity"),
        ("not certain [$.invoiced_on] (and 6 more)", "not certain [invoiced on] (and 6 more)"),
        ("order 1, line 2", "order 1, line 2"),
        ("costs $ 5", "costs $ 5"),
    ],
)
def test_paths_are_places_in_words(text: str, shown: str) -> None:
    assert readable.places(text) == shown
