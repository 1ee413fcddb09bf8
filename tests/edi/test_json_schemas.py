"""The published schemas: valid by the standard, one per kind, and in agreement with what is read."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from edi.documents import Document
from edi.json_schemas import KINDS, build, faults, schema
from edi.plain import to_plain
from edi.reading import read

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def test_there_is_a_kind_for_every_document() -> None:
    assert set(KINDS.values()) == set(get_args(Document))
    assert {"810", "820", "850", "856", "997"} <= set(KINDS)


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_a_schema_is_sound_and_says_what_its_fields_are(kind: str) -> None:
    published = schema(kind)
    Draft202012Validator.check_schema(published)
    assert json.loads(json.dumps(published)) == published
    for name, definition in published["$defs"].items():
        if name != "Ids":
            assert definition["description"]
            assert definition["additionalProperties"] is False
    if kind:
        own: Any = KINDS[kind]
        assert is_dataclass(own)
        assert {one.name for one in fields(own)} <= set(published["properties"])
        assert published["properties"]["kind"] == {"const": kind}


def test_an_unknown_kind_has_no_schema() -> None:
    with pytest.raises(KeyError):
        schema("999")


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SAMPLES.glob("*/document.edi")))
def test_our_samples_fit_the_schema_of_their_kind_and_of_any(name: str) -> None:
    for one in read((SAMPLES / name / "document.edi").read_bytes()).sets:
        assert one.document is not None
        plain = to_plain(one.document)
        assert faults(plain) == []
        assert build(plain) == (one.document, [])
        assert list(Draft202012Validator(schema()).iter_errors(plain)) == []
