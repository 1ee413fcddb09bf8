"""Control numbers: one row per pair of ids and level, rising, part of the transaction that stores the document."""

from __future__ import annotations

import pytest
from django.db import transaction

from edi.control_numbers import HIGHEST, next_numbers
from edi.models import ControlNumber


@pytest.mark.django_db
def test_numbers_rise_per_pair_of_ids() -> None:
    assert [next_numbers("ZZ:US", "ZZ:A") for _ in range(3)] == [(1, 1), (2, 2), (3, 3)]
    assert next_numbers("ZZ:US", "ZZ:B") == (1, 1)
    assert next_numbers("01:US", "ZZ:A") == (1, 1)
    assert next_numbers("ZZ:US", "ZZ:A") == (4, 4)


@pytest.mark.django_db
def test_interchange_and_group_count_on_their_own() -> None:
    ControlNumber.objects.create(own_id="ZZ:US", partner_id="ZZ:A", level="group", last=70)
    assert next_numbers("ZZ:US", "ZZ:A") == (1, 71)


@pytest.mark.django_db
def test_after_nine_nines_comes_one() -> None:
    for level in ("interchange", "group"):
        ControlNumber.objects.create(own_id="ZZ:US", partner_id="ZZ:A", level=level, last=HIGHEST - 1)
    assert next_numbers("ZZ:US", "ZZ:A") == (999_999_999, 999_999_999)
    assert next_numbers("ZZ:US", "ZZ:A") == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_number_of_a_transaction_that_failed_is_given_again() -> None:
    with transaction.atomic():
        next_numbers("ZZ:US", "ZZ:A")
        transaction.set_rollback(True)
    with transaction.atomic():
        assert next_numbers("ZZ:US", "ZZ:A") == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_there_are_no_numbers() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        next_numbers("ZZ:US", "ZZ:A")
    assert not ControlNumber.objects.exists()
