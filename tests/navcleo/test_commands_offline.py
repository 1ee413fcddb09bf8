"""Commands that need neither NAV nor Cleo: adding Connections, keys, translation, export, schedules."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management.base import CommandError

from connectors.models import Connection
from connectors.secrets import secret_columns
from tests.edi.pdf.printed import COLUMNS, HEAD, LINES, pdf
from tests.factories import X12_856, ConnectionFactory, DocumentFactory
from tests.navcleo.database import ROOT
from tests.navcleo.running import run

COVERS = [
    "navcleo.management.commands.add_connection",
    "navcleo.management.commands.export_audit",
    "navcleo.management.commands.make_key",
    "navcleo.management.commands.rotate_keys",
    "navcleo.management.commands.sandbox",
    "navcleo.management.commands.sync_schedules",
    "navcleo.management.commands.translate",
]
NEEDED = (
    "--nav-url", "https://nav.example.com/v2.0/t/e/api/v2.0", "--nav-company", "CRONUS", "--cleo-url", "https://c.example.com",
    "--cleo-username", "box", "--interchange-id", "ZZ:CRONUS",
)  # fmt: skip
ENTRA = ("--nav-token-url", "https://login.example.com/token", "--nav-client-id", "app")
ADD = ("add_connection", "Main", "--no-input", *NEEDED)


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both secrets in the environment."""
    monkeypatch.setenv("NAV_CLIENT_SECRET", "entra-secret-1")
    monkeypatch.setenv("CLEO_PASSWORD", "cleo-secret-1")


# -- add_connection


@pytest.mark.django_db
@pytest.mark.usefixtures("secrets")
def test_a_connection_is_added_with_secrets_from_the_environment() -> None:
    answer = run(*ADD, *ENTRA, "--send-from", "2026-01-31", "--set", "line_tolerance=0.02", "--json")
    assert answer.code == 0
    assert answer.json["created"] is True
    assert "secret-1" not in answer.out + answer.err
    row = Connection.objects.get(name="Main")
    assert (row.nav_client_secret, row.cleo_password) == ("entra-secret-1", "cleo-secret-1")
    assert str(row.line_tolerance) == "0.02"
    assert row.send_from is not None
    assert row.send_from.isoformat() == "2026-01-31"
    assert row.environment == "test"
    assert set(row.secrets_set) == {"nav_client_secret", "cleo_password"}


@pytest.mark.django_db
@pytest.mark.usefixtures("secrets")
def test_an_update_keeps_what_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    run(*ADD, *ENTRA)
    monkeypatch.delenv("NAV_CLIENT_SECRET")
    monkeypatch.delenv("CLEO_PASSWORD")
    answer = run("add_connection", "Main", "--environment", "production", "--no-input", "--json")
    assert answer.json["set"] == ["environment"]
    row = Connection.objects.get(name="Main")
    assert (row.environment, row.nav_company, row.cleo_password) == ("production", "CRONUS", "cleo-secret-1")


@pytest.mark.django_db
def test_a_missing_secret_is_refused_and_nothing_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NAV_CLIENT_SECRET", raising=False)
    answer = run(*ADD, *ENTRA)
    assert answer.code == 1
    assert "NAV_CLIENT_SECRET" in answer.err
    assert not Connection.objects.exists()


@pytest.mark.django_db
def test_everything_that_is_missing_or_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NAV_CLIENT_SECRET", "NAV_WEB_SERVICE_KEY", "CLEO_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    wrong = ("--send-from", "tomorrow", "--receipt-route", "journal")
    answer = run("add_connection", "Main", "--no-input", *wrong)
    assert answer.code == 1
    named = [line.split(": ")[0].strip() for line in answer.err.splitlines()[1:]]
    assert sorted(named) == sorted(
        ["--nav-url", "--nav-company", "--nav-token-url", "--nav-client-id", "--cleo-url", "--cleo-username", "--interchange-id",
         "--send-from", "--set goods_account", "--set accrual_account", "NAV_CLIENT_SECRET", "CLEO_PASSWORD"]
    )  # fmt: skip
    assert set(run("add_connection", "Main", "--json").json["fields"]) > {"nav_api_url", "cleo_password"}
    assert not Connection.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("secrets")
def test_an_update_leaves_stored_secrets_alone_and_says_which_were_exported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run(*ADD, *ENTRA)
    monkeypatch.setenv("CLEO_PASSWORD", "of-another-company")
    monkeypatch.setenv("NAV_WEB_SERVICE_KEY", "not-for-this-login")
    answer = run("add_connection", "Main", "--environment", "production", "--json")
    assert (answer.code, answer.json["set"]) == (0, ["environment"])
    assert answer.json["not_used"] == ["NAV_CLIENT_SECRET", "CLEO_PASSWORD"]
    said = run("add_connection", "Main", "--environment", "production").out
    assert "CLEO_PASSWORD: exported but not used" in said
    row = Connection.objects.get()
    assert (row.cleo_password, row.has_secret("nav_web_service_key")) == ("cleo-secret-1", False)


@pytest.mark.django_db
@pytest.mark.usefixtures("secrets")
def test_replace_secrets_takes_those_that_are_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    run(*ADD, *ENTRA)
    Connection.objects.get().record_login_refusal("cleo", "wrong password")
    monkeypatch.delenv("NAV_CLIENT_SECRET")
    monkeypatch.setenv("CLEO_PASSWORD", "cleo-secret-2")
    answer = run("add_connection", "Main", "--replace-secrets", "--json")
    assert (answer.code, answer.json["set"], answer.json["not_used"]) == (0, ["cleo_password"], [])
    row = Connection.objects.get()
    assert (row.nav_client_secret, row.cleo_password) == ("entra-secret-1", "cleo-secret-2")
    assert row.login_refusal("cleo") == ""
    monkeypatch.delenv("CLEO_PASSWORD")
    refused = run("add_connection", "Main", "--replace-secrets")
    assert refused.code == 1
    assert "neither NAV_CLIENT_SECRET nor CLEO_PASSWORD is exported" in refused.err


@pytest.mark.django_db
@pytest.mark.usefixtures("secrets")
def test_an_update_to_another_login_takes_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    run(*ADD, *ENTRA)
    monkeypatch.setenv("NAV_WEB_SERVICE_KEY", "key-1")
    answer = run("add_connection", "Main", "--nav-username", "NAVUSER", "--json")
    assert answer.json["set"] == ["nav_username", "nav_web_service_key"]


@pytest.mark.django_db
@pytest.mark.usefixtures("secrets")
def test_another_send_from_after_the_first_poll_is_refused_with_what_to_do_instead() -> None:
    run(*ADD, *ENTRA, "--send-from", "2026-01-31")
    assert run("add_connection", "Main", "--send-from", "2026-02-01").code == 0
    Connection.objects.update(baseline_at=datetime(2026, 2, 3, tzinfo=UTC))
    assert run("add_connection", "Main", "--send-from", "2026-02-01").code == 0, (
        "the same again changes nothing"
    )
    answer = run("add_connection", "Main", "--send-from", "2026-01-01")
    assert answer.code == 1
    assert "--send-from: has no effect any more: the first outbound poll was on 2026-02-03" in answer.err
    assert "Preview outbound" in answer.err
    assert str(Connection.objects.get().send_from) == "2026-02-01"


@pytest.mark.django_db
def test_a_user_name_means_login_by_web_service_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAV_WEB_SERVICE_KEY", "key-1")
    monkeypatch.setenv("CLEO_PASSWORD", "cleo-secret-1")
    assert run(*ADD, "--nav-username", "NAVUSER").code == 0
    assert Connection.objects.get().nav_auth == "basic"


@pytest.mark.django_db
@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--nav-url", "http://nav.example.com/api/v2.0"), "https"),
        (("--interchange-id", "CRONUS"), "QUALIFIER:ID"),
        (("--send-from", "tomorrow"), "YYYY-MM-DD"),
        (("--set", "time_zone=Mars/Olympus"), "time zone"),
    ],
)
def test_wrong_values_are_named_by_their_option(words: tuple[str, str], said: str) -> None:
    answer = run(*ADD, *ENTRA, *words)
    assert answer.code == 1
    assert said in answer.err
    assert not Connection.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("pair", ["cleo_password=x", "nav_client_secret=x", "no_such_field=1", "time_zone"])
def test_set_refuses_secrets_and_unknown_fields(pair: str) -> None:
    with pytest.raises(CommandError):
        run(*ADD, "--set", pair)


# -- keys


def test_make_key_prints_a_key_that_the_checks_accept() -> None:
    first, second = run("make_key", "--json").json, run("make_key").out.strip()
    assert first["key"] != second
    assert len(second) == 44


@pytest.mark.django_db
def test_rotate_keys_rewrites_every_secret_and_says_how_many() -> None:
    row = ConnectionFactory()
    column = next((model, name) for model, name in secret_columns() if name == "cleo_password")
    before = column[0]._default_manager.values_list("cleo_password", flat=True).get()
    answer = run("rotate_keys", "--json").json
    after = column[0]._default_manager.values_list("cleo_password", flat=True).get()
    assert answer["secrets"] >= 2
    assert before.token != after.token
    row.refresh_from_db()
    assert row.cleo_password == "cleo-password-for-tests"


# -- translate


def test_translate_shows_a_document_as_json(tmp_path: Path) -> None:
    file = tmp_path / "notice.edi"
    file.write_bytes(X12_856)
    answer = run("translate", str(file), "--json")
    assert answer.code == 0, answer.out
    [document] = answer.json["documents"]
    assert (document["kind"], document["number"]) == ("856", "SHIP1001")
    assert answer.json["problems"] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\x00\x01 no document", "unreadable"),
        (X12_856.replace(b"SE*10*", b"SE*11*"), "envelope_mismatch"),
    ],
)
def test_translate_refuses_with_a_named_problem(tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "bad.edi"
    file.write_bytes(content)
    answer = run("translate", str(file), "--json")
    assert answer.code == 1
    assert code in {problem["code"] for problem in answer.json["problems"]}
    assert set(answer.json["problems"][0]) == {"code", "severity", "place", "text"}


def test_translate_tells_what_reading_forgave(tmp_path: Path) -> None:
    file = tmp_path / "broken.edi"
    file.write_bytes(X12_856 + b"hello")
    told = [
        one for one in run("translate", str(file), "--json").json["problems"] if one["code"] == "forgiven"
    ]
    assert [(one["severity"], one["text"]) for one in told] == [("finding", "Text after IEA was ignored.")]
    assert "finding: forgiven at the file: Text after IEA was ignored." in run("translate", str(file)).out


def test_translate_shows_people_a_table_and_no_json(tmp_path: Path) -> None:
    file = tmp_path / "notice.edi"
    file.write_bytes(X12_856)
    answer = run("translate", str(file))
    assert re.search(r"^number +SHIP1001$", answer.out, re.MULTILINE)
    assert "{" not in answer.out
    assert answer.out.endswith("1 documents, 0 problems\n")


def test_translate_shows_what_was_read_of_a_page_that_waits(tmp_path: Path) -> None:
    file = tmp_path / "invoice.pdf"
    file.write_bytes(pdf(*HEAD, COLUMNS, *LINES))
    answer = run("translate", str(file), "--json")
    assert (answer.code, answer.json["documents"]) == (1, [])
    read = {row["path"]: (row["value"], row["in_doubt"]) for row in answer.json["read"]}
    assert (read["$.number"], read["$.total"]) == (("INV-20417", False), (None, True))
    assert read["$.lines[0].quantity"] == ("10", True)
    shown = run("translate", str(file)).out
    assert re.search(r"^  line 1, quantity +10 +10 +yes$", shown, re.MULTILINE)
    assert re.search(r"^  invoice number +INV-20417 +INV-20417$", shown, re.MULTILINE)


def test_what_translate_says_is_read_again_as_json(tmp_path: Path) -> None:
    file, again = tmp_path / "notice.edi", tmp_path / "notice.json"
    file.write_bytes(X12_856)
    said = run("translate", str(file), "--json")
    again.write_text(said.out, encoding="utf-8")
    assert run("translate", str(again), "--json").json == said.json


def test_translate_shows_the_schema_of_one_kind_and_of_all() -> None:
    assert run("translate", "--schema", "810").json["properties"]["kind"] == {"const": "810"}
    assert len(run("translate", "--schema").json["oneOf"]) > 4
    unknown = run("translate", "--schema", "999", "--json")
    assert unknown.code == 2
    assert "Known: 850" in unknown.json["error"]
    assert run("translate").code == 2


def test_translate_needs_no_database_no_keys_and_tells_wrong_usage_by_2(tmp_path: Path) -> None:
    file = tmp_path / "notice.edi"
    file.write_bytes(X12_856)
    bare = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
    }
    command = [sys.executable, "manage.py", "translate"]
    done = subprocess.run(
        [*command, str(file), "--json"], cwd=ROOT, env=bare, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"][0]["kind"] == "856"
    gone = subprocess.run(
        [*command, str(tmp_path / "none")], cwd=ROOT, env=bare, capture_output=True, check=False
    )
    assert gone.returncode == 2
    none = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, check=False)
    assert none.returncode == 2


# -- export_audit

KEYS = [
    "id", "direction", "kind", "number", "partner", "status", "quarantine_code", "cleo_transmission_id", "nav_source",
    "nav_links", "mappings", "problems", "attempts", "received_at", "finished_at",
]  # fmt: skip


@pytest.mark.django_db
def test_export_audit_gives_one_line_per_document_with_the_promised_keys() -> None:
    documents = [DocumentFactory(), DocumentFactory()]
    rows = [json.loads(line) for line in run("export_audit").out.splitlines()]
    assert [row["id"] for row in rows] == [document.pk for document in documents]
    assert all(list(row) == KEYS for row in rows)
    assert len(run("export_audit", "--json").json["documents"]) == 2
    assert run("export_audit", "--since", "2999-01-01").out == ""


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_a_csv_cell_is_never_a_formula(number: str) -> None:
    DocumentFactory(number=number)
    [row] = csv.DictReader(io.StringIO(run("export_audit", "--format", "csv").out))
    assert row["number"] == f"'{number}"
    assert list(row) == KEYS


# -- the rest


@pytest.mark.django_db
def test_sync_schedules_shows_each_plan_and_when_it_is_due() -> None:
    ConnectionFactory(name="Main")
    answer = run("sync_schedules", "--json").json
    assert len(answer["plans"]) == 4
    assert all("due 2" in line for line in answer["plans"])


def test_the_sandbox_starts_and_prints_one_line_of_addresses(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "manage.py",
        "sandbox",
        "--seed",
        "small",
        "--exit-with-parent",
        "--state",
        str(tmp_path / "s"),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        found = json.loads(process.stdout.readline())
        process.stdin.close()
        assert process.wait(timeout=20) == 0
    assert {"url", "nav", "cleo", "own_interchange_id", "control_url"} <= set(found)


@pytest.mark.parametrize(
    "name",
    ["add_connection", "check_connections", "sync_mappings", "poll", "process", "replay", "translate", "export_audit",
     "sync_schedules", "worker", "make_key", "rotate_keys", "sandbox", "demo", "serve"],
)  # fmt: skip
def test_every_command_teaches_in_its_help(name: str) -> None:
    path = Path(settings.BASE_DIR) / "navcleo" / "management" / "commands" / f"{name}.py"
    text = path.read_text()
    assert "HELP = " in text
    assert len(text.split('HELP = """')[1].split('"""')[0].splitlines()) >= 3
