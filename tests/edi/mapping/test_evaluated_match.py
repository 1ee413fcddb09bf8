"""An 810 against what evaluated receipts posted: what it leaves unclaimed differs as much as what it claims beyond."""

from __future__ import annotations

import pytest

from edi.mapping.evaluated_match import Posted, against_posted, compare_posted, unclaimed_text
from edi.mapping.invoice import InvoiceProposal, map_invoice
from edi.mapping.tolerances import Tolerances
from tests.edi.mapping.records import d, invoice, invoice_line, lookups, order, order_line

ORDER = order(order_line(10000, quantity="10", received=d(4), unit_cost=d("2.50")))
POSTED = Posted("108031", d(10), d(10), {10000: d(4)}, {10000: d(10)})


def matched(quantity: str, total: str, allowed: Tolerances, posted: Posted = POSTED) -> InvoiceProposal:
    paper = invoice(invoice_line(quantity, "2.50", amount=d(total)), total=d(total))
    proposal = map_invoice(paper, ORDER, lookups(), "USD", allowed, is_posted=True)
    return against_posted(proposal, ORDER, posted, allowed, lookups())


def test_what_is_not_claimed_is_part_of_the_difference() -> None:
    proposal = matched("3", "7.50", Tolerances())
    assert (proposal.expected_total, proposal.difference) == (d(10), d("-2.50"))
    [row] = proposal.rows
    assert (row.quantity, row.invoiced, row.ours, row.our_price) == (d(3), d(4), d(10), d("2.5"))
    assert unclaimed_text(proposal.rows) == "1 CASE of line 10000"
    line, total = compare_posted(proposal, POSTED, Tolerances())
    assert "3 CASE of 4 that NAV has invoiced" in line.text
    assert "is for 7.50, NAV has posted 10.00 (108031): 2.50 less" in total.text


@pytest.mark.parametrize(("percent", "problems"), [(0, 1), (10, 0)])
def test_a_quantity_that_is_short_passes_within_its_own_tolerance_only(percent: int, problems: int) -> None:
    allowed = Tolerances(line=d(5), total=d(5), quantity_percent=d(percent))
    assert len(compare_posted(matched("3", "7.50", allowed), POSTED, allowed)) == problems


def test_what_other_810s_claim_is_named_beside_what_is_posted() -> None:
    posted = Posted("108031", d(20), d(10), {10000: d(4)}, {10000: d(10)})
    [_, total] = compare_posted(matched("4", "11.00", Tolerances(), posted), posted, Tolerances())
    assert "NAV has posted 20.00 (108031), other 810s claim 10.00 of it: 1.00 more" in total.text
