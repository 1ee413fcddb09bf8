"""The process of its own: what goes wrong there is a refusal here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from edi.errors import Unreadable
from edi.pdf import isolation
from edi.pdf.limits import Limits, within
from tests.edi.pdf.printed import HEAD, INVOICE, pdf


def test_words_and_pictures_come_from_another_process() -> None:
    answer = isolation.words(pdf(*INVOICE))
    assert "INV-20417" in [word[0] for word in answer["pages"][0]["words"]]
    assert isolation.picture(pdf(*HEAD), 1, dots_per_inch=30).startswith(b"\x89PNG")


def test_a_refusal_there_is_the_same_here() -> None:
    with pytest.raises(Unreadable, match="cannot be opened"):
        isolation.words(b"%PDF-1.7 and nothing")
    with pytest.raises(Unreadable, match="no page 7"):
        isolation.picture(pdf(*HEAD), 7)


def python(code: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the reader be this code."""
    (folder / "edi" / "pdf").mkdir(parents=True)
    for package in ("edi", "edi/pdf"):
        (folder / package / "__init__.py").write_text("")
    (folder / "edi" / "pdf" / "reader.py").write_text(code)
    monkeypatch.setattr(isolation, "_ROOT", folder)


def test_one_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    python("import threading; threading.Event().wait()", monkeypatch, tmp_path)
    with pytest.raises(Unreadable, match="took more than 1 seconds and was stopped"):
        isolation.words(b"%PDF-", Limits(seconds=1))


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "code -11"),
        ("raise MemoryError", "more memory than it may"),
        ("raise SystemExit(3)", "code 3"),
    ],
)
def test_one_that_crashes_is_a_refusal_by_name(
    code: str, why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python(code, monkeypatch, tmp_path)
    with pytest.raises(Unreadable, match=f"ended early .*{why}"):
        isolation.words(b"%PDF-")


def test_the_memory_limit_is_enforced_by_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reader = Path(isolation.__file__).with_name("reader.py").read_text(encoding="utf-8")
    limits = Path(isolation.__file__).with_name("limits.py").read_text(encoding="utf-8")
    python(
        reader.replace("content = sys.stdin.buffer.read()", "content = bytes(5 * 1024**3)"),
        monkeypatch,
        tmp_path,
    )
    for name, text in (("limits", limits), ("words", "Page = None")):
        (tmp_path / "edi" / "pdf" / f"{name}.py").write_text(text)
    (tmp_path / "edi" / "errors.py").write_text(
        "class EdiError(Exception): ...\nclass Unreadable(EdiError): ...\n"
    )
    with pytest.raises(Unreadable, match="more memory than it may"):
        isolation.words(b"%PDF-")


def test_it_is_given_nothing_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    python("import json, os; print(json.dumps({'seen': sorted(os.environ)}))", monkeypatch, tmp_path)
    assert "SECRET_KEY" in os.environ
    seen = isolation.words(b"%PDF-")["seen"]
    assert "PATH" in seen
    assert not {"SECRET_KEY", "FERNET_KEYS", "DATABASE_URL"} & set(seen)
    assert sys.executable


def test_somebody_who_waits_for_a_page_is_not_kept_waiting() -> None:
    usual = Limits().seconds
    with within(20):
        assert Limits().seconds == 20
    assert Limits().seconds == usual
