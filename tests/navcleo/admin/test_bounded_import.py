"""Imports of tables: what is small and unpacks to much, or has rows without end, is refused with a sentence."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from edi.models import ChargeRule
from navcleo.admin import bounded_import
from navcleo.admin.bounded_import import BoundedCSV, BoundedXLSX, TooLarge, check_packed
from tests.factories import ConnectionFactory
from tests.navcleo.admin.conftest import LogIn

RULES = "/admin/edi/chargerule/"
HEAD = ["connection", "sign", "code", "treatment", "number"]


def xlsx(*rows: list[str]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def bomb(megabytes: int) -> bytes:
    """An XLSX whose sheet is blanks without end: some kilobytes that unpack to megabytes."""
    made = io.BytesIO(xlsx(HEAD))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet2.xml", b" " * megabytes * bounded_import.MEGABYTE)
    return made.getvalue()


def crowded(part: str, content: bytes) -> bytes:
    """An XLSX with one part of ever the same element: few bytes that become many objects."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(HEAD))) as book:
        parts = {name: book.read(name) for name in book.namelist()} | {part: content}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, inside in parts.items():
            packed.writestr(name, inside)
    return made.getvalue()


def far_away() -> bytes:
    """A sheet of two cells, the second in the last row that a sheet can have."""
    book = Workbook()
    book.active["A1"] = "connection"
    book.active["A1048576"] = "Harbour"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def uploaded(client: Client, name: str, content: bytes) -> str:
    form = "1" if name.endswith("xlsx") else "0"
    data = {"import_file": SimpleUploadedFile(name, content), "format": form, "resource": ""}
    answer = client.post(f"{RULES}import/", data)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(log_in: LogIn) -> None:
    content = bomb(9)
    assert len(content) < 100_000
    client = log_in("clerk")
    tracemalloc.start()
    said = uploaded(client, "rules.xlsx", content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "The file unpacks to 9," in said
    assert "at most 8,388,608 are imported" in said
    assert most < 20 * bounded_import.MEGABYTE
    assert "import_file_name" not in said


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/worksheets/sheet1.xml", b"<row>" + b"<c/>" * 410_000),
        ("xl/worksheets/sheet1.xml", b"<x:row>" + b"<x:c />" * 410_000),
        ("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 410_000),
        ("xl/styles.xml", b"<cellXfs>" + b"<xf/>" * 21_000),
    ],
)
def test_a_small_file_of_countless_elements_is_refused_before_it_is_read(part: str, content: bytes) -> None:
    packed = crowded(part, content)
    assert len(packed) < 20_000
    packed = packed.replace(b"docProps/app.xml", b"docProps/off.xml", 1)  # a first part that cannot be read
    with pytest.raises(TooLarge, match="more than 400,000 cells and texts, or 20,000 formats"):
        check_packed(io.BytesIO(packed), len(packed))


@pytest.mark.django_db
def test_rows_without_end_are_refused_with_what_to_do(log_in: LogIn) -> None:
    said = uploaded(log_in("clerk"), "rules.xlsx", far_away())
    assert "more than 20,000 rows. Divide it into several files; delete empty rows at its end." in said


@pytest.mark.django_db
def test_a_file_over_the_size_is_refused_in_any_format(
    log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded_import, "MOST_BYTES", 60)
    said = uploaded(log_in("clerk"), "rules.csv", b"connection,sign,code,treatment\n" + b"x" * 60)
    assert "at most 60 are imported. Divide it into several files." in said


@pytest.mark.django_db
def test_a_table_within_the_limits_is_imported_as_before(log_in: LogIn) -> None:
    ConnectionFactory(name="Harbour")
    client = log_in("clerk")
    content = xlsx([*HEAD, "partner"], ["Harbour", "C", "D240", "account", "61300"])
    data = {"import_file": SimpleUploadedFile("rules.xlsx", content), "format": "1", "resource": ""}
    shown = client.post(f"{RULES}import/", data)
    client.post(f"{RULES}process_import/", shown.context["confirm_form"].initial)
    assert list(ChargeRule.objects.values_list("code", "number")) == [("D240", "61300")]


@pytest.mark.django_db
def test_what_is_no_table_says_so_as_before(log_in: LogIn) -> None:
    assert "encountered while trying to read file" in uploaded(log_in("clerk"), "rules.xlsx", b"no zip")


def test_the_limits_hold_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_import, "MOST_ROWS", 2)
    rows = BoundedCSV().create_dataset("a,b\r\n1,2\r\n3\r\n")
    assert (rows.headers, list(rows)) == (["a", "b"], [("1", "2"), ("3", "")])
    with pytest.raises(TooLarge, match="more than 2 rows"):
        BoundedCSV().create_dataset("a\n1\n2\n3\n")
    with pytest.raises(TooLarge, match="more than 100 columns"):
        BoundedCSV().create_dataset("," * 100_000 + "\n1\n")
    monkeypatch.setattr(bounded_import, "MOST_LETTERS", 10)
    with pytest.raises(TooLarge, match="more than 10 letters"):
        BoundedXLSX().create_dataset(xlsx(["a"], ["said once, repeated often"]))


def test_a_broken_zip_is_left_to_the_reader() -> None:
    content = xlsx(HEAD)[:-30]
    file = io.BytesIO(content)
    check_packed(file, len(content))
    assert file.tell() == 0
