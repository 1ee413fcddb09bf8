"""Who may do what: the groups clerk, manager and owner, from the one table below, kept after each migrate.

A migration cannot do this: it finds no permissions yet. The rows are made here, with their permissions, as often as one likes.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps as current_apps

CLERK, MANAGER, OWNER = "clerk", "manager", "owner"

CORRECT = "audit.correct_document"
REPLAY = "audit.replay_document"
DISCARD = "audit.discard_document"
ANSWER = "audit.answer_outcome"
ANSWER_ANY = "audit.answer_any_outcome"
APPROVE = "audit.approve_document"
BOOK_AGAIN = "audit.book_again"
SEND_ANEW = "audit.send_anew"
RELEASE = "audit.release_record"
SEE_REPORTS = "audit.see_reports"
MAP = "edi.decide_mapping"
WRITE_BACK = "edi.write_back_mapping"
TEST_CONNECTION = "connectors.test_connection"
SYNC = "connectors.sync_connection"
PREVIEW = "connectors.preview_connection"
RUN_POLL = "connectors.run_poll"

# permission -> (model that carries it, what it says)
CUSTOM: dict[str, tuple[str, str]] = {
    CORRECT: ("document", "Can correct documents in quarantine"),
    REPLAY: ("document", "Can replay documents"),
    DISCARD: ("document", "Can discard documents"),
    ANSWER: ("document", "Can answer unknown outcomes below the connection's limit"),
    ANSWER_ANY: ("document", "Can answer unknown outcomes of any amount"),
    APPROVE: ("document", "Can approve differences"),
    BOOK_AGAIN: ("document", "Can book again what was undone in NAV"),
    SEND_ANEW: ("document", "Can send rejected documents anew"),
    RELEASE: ("document", "Can release orders from the baseline"),
    SEE_REPORTS: ("document", "Can see reports"),
    MAP: ("vendormapping", "Can decide vendors and map items, units and locations"),
    WRITE_BACK: ("vendormapping", "Can write mappings back to NAV"),
    TEST_CONNECTION: ("connection", "Can test connections"),
    SYNC: ("connection", "Can sync mappings"),
    PREVIEW: ("connection", "Can preview what would be sent"),
    RUN_POLL: ("connection", "Can run polls now"),
}

_SEE = (
    *(
        f"audit.view_{model}"
        for model in (
            "document",
            "payload",
            "quarantine",
            "pollrun",
            "navrecord",
            "event",
            "sendattempt",
            "journallink",
            "tracedgoods",
        )
    ),
    *(
        f"edi.view_{model}"
        for model in (
            "tradingpartner",
            "partnerset",
            "partneralias",
            "vendormapping",
            "navitem",
            "itemmapping",
            "unitmapping",
            "itemunit",
            "locationmapping",
            "chargerule",
        )
    ),
    "connectors.view_connection",
    "connectors.view_pollplan",
)
_MAPPINGS = (
    MAP,
    WRITE_BACK,
    "edi.change_vendormapping",
    "edi.add_itemmapping",
    "edi.change_itemmapping",
    "edi.delete_itemmapping",
    "edi.add_unitmapping",
    "edi.change_unitmapping",
    "edi.delete_unitmapping",
    "edi.add_itemunit",
    "edi.change_itemunit",
    "edi.delete_itemunit",
    "edi.change_locationmapping",
    "edi.add_chargerule",
    "edi.change_chargerule",
    "edi.delete_chargerule",
)
_CLERK = (*_SEE, *_MAPPINGS, CORRECT, REPLAY, DISCARD, ANSWER, SYNC, PREVIEW)

# group -> its permissions: the one table
GROUPS: dict[str, tuple[str, ...]] = {
    CLERK: _CLERK,
    MANAGER: (*_CLERK, ANSWER_ANY, APPROVE, BOOK_AGAIN, SEND_ANEW, RELEASE, SEE_REPORTS, RUN_POLL),
    OWNER: (
        *_SEE,
        "connectors.add_connection",
        "connectors.change_connection",
        "connectors.change_pollplan",
        "edi.add_tradingpartner",
        "edi.change_tradingpartner",
        *(
            f"edi.{verb}_{model}"
            for model in ("partnerset", "partneralias", "unitmapping")
            for verb in ("add", "change", "delete")
        ),
        TEST_CONNECTION,
        SYNC,
        PREVIEW,
        RUN_POLL,
    ),
}


def keep_groups(sender: Any = None, *, using: str = "default", apps: Any = current_apps, **_: Any) -> None:
    """Make the groups what the table says (post_migrate handler). What someone added to a group by hand is taken away."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.contenttypes.models import ContentType
    from django.db import connections

    tables = set(connections[using].introspection.table_names())
    if not {"auth_group_permissions", "django_content_type"} <= tables:
        return
    for label in ("audit", "edi", "connectors"):
        create_permissions(current_apps.get_app_config(label), verbosity=0, using=using)
    ContentType.objects.clear_cache()
    known = _permissions(using)
    _make_custom(known, using)
    _fill_groups(known, using)


def _permissions(using: str) -> dict[str, int]:
    """All permissions of our three apps as 'app.codename' -> primary key."""
    from django.contrib.auth.models import Permission

    rows = Permission.objects.using(using).filter(content_type__app_label__in=["audit", "edi", "connectors"])
    return {
        f"{app}.{name}": pk for pk, app, name in rows.values_list("pk", "content_type__app_label", "codename")
    }


def _make_custom(known: dict[str, int], using: str) -> None:
    """Make the permissions that no model declares; Django's own handler leaves them alone."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    for name, (model, text) in CUSTOM.items():
        app, codename = name.split(".")
        if name not in known:
            owner, _ = ContentType.objects.using(using).get_or_create(app_label=app, model=model)
            row = Permission.objects.using(using).create(content_type=owner, codename=codename, name=text)
            known[name] = row.pk


def _fill_groups(known: dict[str, int], using: str) -> None:
    from django.contrib.auth.models import Group

    for name, wanted in GROUPS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        # a permission whose model is not migrated yet is given by the migrate that makes it
        group.permissions.set([known[permission] for permission in wanted if permission in known])
