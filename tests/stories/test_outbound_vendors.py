"""Vendors on EDI, not on EDI, undecided: one task per vendor, nothing sent to who should not get it (booking 3.1, 3.2)."""

from __future__ import annotations

import pytest

from audit.models import Document, Quarantine
from edi.models import TradingPartner, VendorMapping
from navcleo.workflows import lookups
from tests.sandbox_process import SandboxProcess
from tests.stories.outbound_world import Outbound
from tests.stories.world import quarantined, status

COVERS = ["navcleo.workflows.addressees"]
UNDECIDED = "V10010"


@pytest.fixture
def live(calm: SandboxProcess, transactional_db: None) -> Outbound:
    return Outbound(calm).live()


def vendor(world: Outbound, number: str = UNDECIDED) -> VendorMapping:
    return VendorMapping.objects.get(connection=world.connection, vendor_number=number)


def partner(world: Outbound, **changes: str) -> TradingPartner:
    """A partner made by hand for the undecided vendor."""
    facts = {"name": "Kestrel", "qualifier": "ZZ", "interchange_id": "KESTREL", **changes}
    return TradingPartner.objects.create(connection=world.connection, **facts)


def test_documents_of_an_undecided_vendor_wait_as_one_task_and_leave_when_it_is_decided(
    live: Outbound,
) -> None:
    orders = [live.order(3, vendor=UNDECIDED) for _ in range(3)]
    assert live.out()["undecided"] == 3
    live.out()
    assert list(Document.objects.values_list("waiting_for", flat=True)) == ["vendor"] * 3
    assert not Quarantine.objects.exists()
    assert vendor(live).state == "undecided"
    moved = lookups.decide_vendor(vendor(live), "on_edi", partner=partner(live), actor="manager")
    live.process()
    assert moved == 3
    for order in orders:
        assert "KESTREL" in live.one_upload(order)["text"]


def test_documents_of_a_vendor_decided_not_on_edi_end_and_later_ones_are_counted_only(live: Outbound) -> None:
    first = live.order(3, vendor=UNDECIDED)
    live.out()
    lookups.decide_vendor(vendor(live), "not_on_edi", actor="manager")
    live.process()
    assert status(Document.objects.get(number=first)) == "discarded"
    live.order(3, vendor=UNDECIDED)
    assert live.out()["not_on_edi"] == 2
    assert live.out()["not_on_edi"] == 2
    assert live.left() == []
    assert Document.objects.count() == 1


def test_a_vendor_not_on_edi_by_then_gets_nothing_that_was_on_its_way(live: Outbound) -> None:
    order = live.order(3)
    live.poll("outbound")
    lookups.decide_vendor(vendor(live, "V10000"), "not_on_edi", actor="manager")
    live.process()
    assert live.left() == []
    assert status(Document.objects.get(number=order)) == "discarded"


def test_putting_a_vendor_on_edi_again_sends_no_order_of_the_time_between_by_itself(live: Outbound) -> None:
    lookups.decide_vendor(vendor(live), "not_on_edi", actor="manager")
    between = live.order(3, vendor=UNDECIDED)
    live.out()
    lookups.decide_vendor(vendor(live), "on_edi", partner=partner(live), actor="manager")
    later = live.order(4, vendor=UNDECIDED)
    live.edit(between, quantity=5)
    live.out()
    live.poll("sweep")
    live.process()
    assert live.left(between) == []
    live.one_upload(later)


def test_a_blocked_vendor_gets_nothing(live: Outbound) -> None:
    VendorMapping.objects.filter(vendor_number="V10001").update(is_blocked=True)
    order = live.order(3, vendor="V10001")
    live.out()
    assert quarantined(Document.objects.get(number=order)) == "vendor_blocked"
    assert live.left() == []


@pytest.mark.parametrize(
    ("changes", "code"), [({"environment": "test"}, "test_data"), ({"is_active": False}, "vendor_unknown")]
)
def test_a_test_partner_or_one_switched_off_gets_nothing(
    live: Outbound, changes: dict[str, object], code: str
) -> None:
    TradingPartner.objects.filter(pk=live.partner().pk).update(**changes)
    order = live.order(3)
    live.out()
    assert quarantined(Document.objects.get(number=order)) == code
    assert live.left() == []


def test_a_test_connection_says_so_in_isa15(live: Outbound) -> None:
    TradingPartner.objects.update(environment="test")
    live.change(environment="test")
    order = live.order(3)
    live.out()
    assert live.one_upload(order)["text"].split("*")[15] == "T"
