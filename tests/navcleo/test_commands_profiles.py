"""`export_profile` and `import_profile`: what they print, what they change, how they end."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from edi.models import PartnerSet, TradingPartner
from tests.factories import ConnectionFactory, TradingPartnerFactory

COVERS = [
    "navcleo.management.commands.export_profile",
    "navcleo.management.commands.import_profile",
]
pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> TradingPartner:
    row: TradingPartner = TradingPartnerFactory(
        connection=ConnectionFactory(name="Harbour"), name="Acme", interchange_id="ACME"
    )
    PartnerSet.objects.create(partner=row, code="856", overlay={"require": ["HL.O/PRF"]})
    return row


def said(*arguments: Any, **options: Any) -> tuple[int, str]:
    """Exit code and standard output of a command."""
    out = StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=out, **options)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_a_profile_is_exported_and_imported_again(partner: TradingPartner, tmp_path: Path) -> None:
    code, text = said("export_profile", "ZZ:ACME")
    assert (code, json.loads(text)["sets"][0]["code"]) == (0, "856")
    assert said("export_profile", "Acme")[1] == text
    file = tmp_path / "acme.json"
    file.write_text(text.replace('"uppercase": true', '"uppercase": false'))
    code, told = said("import_profile", str(file), dry_run=True)
    assert (code, TradingPartner.objects.get().uppercase) == (0, True)
    assert "uppercase: yes → no" in told
    assert "nothing was changed" in told
    code, told = said("import_profile", str(file), json=True)
    assert (code, TradingPartner.objects.get().uppercase) == (0, False)
    assert json.loads(told)["changes"] == [
        {"where": "Acme (ZZ:ACME)", "field": "uppercase", "before": "yes", "after": "no"}
    ]


def test_a_profile_with_faults_changes_nothing(partner: TradingPartner, tmp_path: Path) -> None:
    file = tmp_path / "acme.json"
    text = said("export_profile", "ZZ:ACME")[1]
    file.write_text(text.replace('"004010"', '"4010"'))
    code, told = said("import_profile", str(file))
    assert code == 1
    assert "error: partner, version: '4010' is no version that is written here" in told
    assert TradingPartner.objects.get().version == "004010"
    file.write_text("{}")
    code, told = said("import_profile", str(file), json=True)
    assert (code, json.loads(told)["ok"]) == (1, False)


def test_who_is_meant_must_be_clear(partner: TradingPartner, tmp_path: Path) -> None:
    other = TradingPartnerFactory(connection=ConnectionFactory(name="Elsewhere"), interchange_id="ACME")
    with pytest.raises(CommandError, match="Several partners"):
        said("export_profile", "ZZ:ACME")
    assert json.loads(said("export_profile", "ZZ:ACME", connection="Elsewhere")[1])["partner"]["name"] == (
        other.name
    )
    with pytest.raises(CommandError, match="There is no partner"):
        said("export_profile", "ZZ:NOBODY")
    with pytest.raises(CommandError, match="several Connections"):
        said("import_profile", str(tmp_path / "acme.json"))
    with pytest.raises(CommandError, match="No such file"):
        said("import_profile", str(tmp_path / "acme.json"), connection="Harbour")
