"""Who set a secret when, and the flag that stops a refused login."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.models import Connection
from tests.connectors.rows import make_connection, make_token

pytestmark = pytest.mark.django_db


def test_a_secret_is_set_with_its_date_and_user() -> None:
    row = make_connection()
    row.set_secret("cleo_password", "a-secret", "anna")
    row.save()
    loaded = Connection.objects.get()
    assert loaded.cleo_password == "a-secret"
    noted = loaded.secrets_set["cleo_password"]
    assert noted["by"] == "anna"
    assert datetime.now(UTC) - datetime.fromisoformat(noted["at"]) < timedelta(minutes=1)
    assert "a-secret" not in str(loaded.secrets_set)
    assert (loaded.has_secret("cleo_password"), loaded.has_secret("nav_client_secret")) == (True, False)


@pytest.mark.parametrize(("field", "value"), [("name", "x"), ("cleo_password", "")])
def test_what_is_no_secret_or_empty_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=field):
        make_connection().set_secret(field, value, "anna")


def test_a_new_secret_lifts_the_refusal_and_drops_the_old_token() -> None:
    row = make_connection()
    for system in ("nav", "cleo"):
        row.record_login_refusal(system, "wrong password")
        make_token(connection=row, system=system, token=f"{system}-token", failure="wrong password")
    row = Connection.objects.get()
    row.set_secret("cleo_password", "a-secret", "anna")
    row.save()
    loaded = Connection.objects.get()
    assert (loaded.login_refusal("cleo"), loaded.login_refusal("nav")) == ("", "wrong password")
    assert {token.system: token.token for token in loaded.tokens.all()} == {"nav": "nav-token", "cleo": ""}


def test_a_persons_test_clears_the_refusal_for_all() -> None:
    row = make_connection()
    row.record_login_refusal("nav", "AADSTS7000215")
    other = Connection.objects.get()
    assert other.login_refusal("nav") == "AADSTS7000215"
    other.clear_login_refusal("nav")
    assert Connection.objects.get().login_refusal("nav") == ""


def test_a_refusal_is_no_edit_in_the_history() -> None:
    row = make_connection()
    row.record_login_refusal("nav", "refused")
    assert row.history.count() == 1
