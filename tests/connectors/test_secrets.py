"""Secrets at rest, in memory, in forms, dumps, histories and texts."""

from __future__ import annotations

import pickle

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection as database
from django.forms import modelform_factory

from connectors.models import AccessToken, Connection
from connectors.secrets import Sealed, UnreadableSecret, secret_columns
from tests.connectors.rows import make_connection, make_token

pytestmark = pytest.mark.django_db

SECRET = "Wörd 4 tests & more"


def stored(pk: int, column: str = "cleo_password", table: str = "connectors_connection") -> bytes:
    with database.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def test_the_column_holds_no_clear_text() -> None:
    row = make_connection(cleo_password=SECRET)
    assert SECRET.encode() not in stored(row.pk)
    assert Connection.objects.get(pk=row.pk).cleo_password == SECRET


def test_an_empty_secret_stays_empty() -> None:
    row = make_connection(cleo_password="")
    assert stored(row.pk) == b""
    assert Connection.objects.get(pk=row.pk).cleo_password == ""


def test_an_instance_keeps_only_the_sealed_value() -> None:
    row = make_connection(cleo_password=SECRET)
    for instance in (row, Connection.objects.get(pk=row.pk)):
        assert SECRET not in repr(vars(instance))
        assert SECRET.encode() not in pickle.dumps(instance)
        assert pickle.loads(pickle.dumps(instance)).cleo_password == SECRET
        assert SECRET not in repr(instance) + str(instance)


def test_saving_another_field_needs_no_key_and_changes_no_secret(settings: object) -> None:
    row = make_connection(cleo_password=SECRET)
    before = stored(row.pk)
    settings.FERNET_KEYS = ["another-key-of-thirty-two-bytes-at-least"]  # type: ignore[attr-defined]
    loaded = Connection.objects.get(pk=row.pk)
    loaded.group_id = "OTHER"
    loaded.save()
    assert stored(row.pk) == before


def test_a_wrong_key_is_loud_where_the_secret_is_used(settings: object) -> None:
    row = make_connection(cleo_password=SECRET)
    settings.FERNET_KEYS = ["another-key-of-thirty-two-bytes-at-least"]  # type: ignore[attr-defined]
    loaded = Connection.objects.get(pk=row.pk)
    with pytest.raises(UnreadableSecret, match="FERNET_KEYS"):
        _ = loaded.cleo_password


def test_without_keys_nothing_is_stored_under_the_secret_key(settings: object) -> None:
    settings.FERNET_KEYS = []  # type: ignore[attr-defined]
    with pytest.raises(UnreadableSecret, match="make_key"):
        make_connection(cleo_password=SECRET)


def test_planted_plain_text_is_refused() -> None:
    row = make_connection(cleo_password=SECRET)
    with database.cursor() as cursor:
        cursor.execute(
            "UPDATE connectors_connection SET cleo_password = %s WHERE id = %s", [b"planted", row.pk]
        )
    with pytest.raises(UnreadableSecret):
        _ = Connection.objects.get(pk=row.pk).cleo_password


def test_bulk_update_and_update_keep_secrets_whole() -> None:
    one, two = make_connection(name="one", cleo_password="one-secret"), make_connection(name="two")
    one.cleo_password, two.cleo_password = "new-one-secret", "new-two-secret"
    Connection.objects.bulk_update([one, two], ["cleo_password"])
    assert [row.cleo_password for row in Connection.objects.order_by("name")] == [
        "new-one-secret",
        "new-two-secret",
    ]
    Connection.objects.filter(pk=one.pk).update(cleo_password="updated-secret")
    assert Connection.objects.get(pk=one.pk).cleo_password == "updated-secret"


def test_bulk_create_encrypts() -> None:
    row = make_connection()
    AccessToken.objects.bulk_create([AccessToken(connection=row, system="nav", token="a-token-for-tests")])
    token = AccessToken.objects.get()
    assert token.token == "a-token-for-tests"
    assert b"a-token" not in stored(token.pk, "token", "connectors_accesstoken")


def test_values_are_sealed_and_deferring_works() -> None:
    row = make_connection(cleo_password=SECRET)
    (value,) = Connection.objects.values_list("cleo_password", flat=True)
    assert isinstance(value, Sealed)
    assert (repr(value), str(value), value.open()) == ("<sealed>", "<sealed>", SECRET)
    assert Connection.objects.defer("cleo_password").get(pk=row.pk).cleo_password == SECRET
    assert Connection.objects.only("name").get(pk=row.pk).cleo_password == SECRET


def test_nobody_searches_by_a_secret() -> None:
    with pytest.raises(FieldError):
        Connection.objects.filter(cleo_password=SECRET).exists()


@pytest.mark.parametrize("form", ["json", "xml", "python"])
def test_a_dump_holds_no_secret(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    row = make_connection(cleo_password=SECRET)
    row.set_secret("nav_client_secret", "another-secret", "anna")
    row.save()
    make_token(connection=row, system="nav", token="a-token-for-tests")
    text = str(serializers.serialize(form, [*Connection.objects.all(), *AccessToken.objects.all()]))
    call_command("dumpdata", "connectors")
    for whole in (text, capsys.readouterr().out):
        for secret in (SECRET, "another-secret", "a-token-for-tests", "gAAAA"):
            assert secret not in whole


def test_a_form_takes_a_secret_and_never_shows_it() -> None:
    row = make_connection(cleo_password=SECRET)
    form_class = modelform_factory(Connection, fields=["name", "cleo_password"])
    page = form_class(instance=row).as_p()
    assert SECRET not in page
    assert 'type="password"' in page
    kept = form_class({"name": "renamed", "cleo_password": ""}, instance=row)
    kept.save()
    assert (Connection.objects.get().name, Connection.objects.get().cleo_password) == ("renamed", SECRET)
    shown_again = form_class({"name": "", "cleo_password": "typed-secret"}, instance=row)
    assert "typed-secret" not in shown_again.as_p()
    form_class({"name": "renamed", "cleo_password": "typed-secret"}, instance=row).save()
    assert Connection.objects.get().cleo_password == "typed-secret"


def test_the_history_has_no_secret_columns() -> None:
    row = make_connection(cleo_password=SECRET)
    row.set_secret("cleo_password", "second-secret", "anna")
    row.save()
    history = row.history.first()
    names = {field.name for field in history._meta.get_fields()}
    assert not names & {"cleo_password", "nav_client_secret", "nav_web_service_key"}
    assert history.secrets_set["cleo_password"]["by"] == "anna"


def test_every_encrypted_column_is_known() -> None:
    assert {f"{model.__name__}.{name}" for model, name in secret_columns()} == {
        "Connection.nav_client_secret",
        "Connection.nav_web_service_key",
        "Connection.cleo_password",
        "AccessToken.token",
        "AccessToken.refresh_token",
    }
