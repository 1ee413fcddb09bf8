"""The three groups: from one table, remade after each migrate, and no more than the table says."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from navcleo import groups
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
COVERS = ["navcleo.models"]


@pytest.mark.parametrize("name", groups.GROUPS)
def test_migrate_gives_each_group_exactly_what_the_table_says(name: str) -> None:
    held = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    assert {f"{app}.{codename}" for app, codename in held} == set(groups.GROUPS[name])


def test_what_was_added_or_lost_by_hand_is_put_right() -> None:
    clerk = Group.objects.get(name="clerk")
    clerk.permissions.add(Permission.objects.get(codename="book_again"))
    clerk.permissions.remove(Permission.objects.get(codename="replay_document"))
    Group.objects.get(name="owner").delete()

    groups.keep_groups()

    codenames = set(clerk.permissions.values_list("codename", flat=True))
    assert "book_again" not in codenames
    assert "replay_document" in codenames
    assert Group.objects.filter(name="owner").exists()


def test_permissions_that_are_not_there_yet_are_made() -> None:
    Permission.objects.filter(content_type__app_label__in=["audit", "edi", "connectors"]).delete()
    groups.keep_groups()
    assert UserFactory(group="manager").has_perm(groups.BOOK_AGAIN)


def test_keeping_twice_changes_nothing() -> None:
    before = Permission.objects.count()
    groups.keep_groups()
    groups.keep_groups()
    assert (Permission.objects.count(), Group.objects.count()) == (before, 3)


def test_a_clerk_may_not_do_what_is_for_managers_or_owners() -> None:
    clerk = UserFactory(group="clerk")
    only_managers = [
        groups.ANSWER_ANY,
        groups.APPROVE,
        groups.BOOK_AGAIN,
        groups.SEND_ANEW,
        groups.SEE_REPORTS,
    ]
    only_owners = ["connectors.change_connection", "connectors.change_pollplan", "edi.change_tradingpartner"]
    assert [name for name in only_managers + only_owners if clerk.has_perm(name)] == []


def test_an_owner_books_nothing() -> None:
    owner = UserFactory(group="owner")
    bookings = [
        groups.REPLAY,
        groups.DISCARD,
        groups.CORRECT,
        groups.ANSWER,
        groups.APPROVE,
        groups.BOOK_AGAIN,
    ]
    assert [
        name for name in [*bookings, groups.SEND_ANEW, groups.RELEASE, groups.MAP] if owner.has_perm(name)
    ] == []


def test_nobody_may_delete_what_the_audit_trail_names() -> None:
    every = {name for names in groups.GROUPS.values() for name in names}
    deletions = {name for name in every if ".delete_" in name}
    local = {"itemmapping", "unitmapping", "itemunit", "chargerule", "partneralias", "partnerset"}
    assert deletions == {f"edi.delete_{name}" for name in local}


@pytest.mark.django_db(transaction=True)
def test_the_groups_come_back_after_a_flush() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == set(groups.GROUPS)


def test_django_sends_post_migrate_for_the_app() -> None:
    assert apps.get_app_config("navcleo").models_module is not None
