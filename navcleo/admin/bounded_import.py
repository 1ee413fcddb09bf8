"""Imports of tables in the admin, CSV and XLSX, within limits: a small file that unpacks to gigabytes must not take the server
down, and a preview of a million rows helps nobody."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import tablib
from django import forms
from django.core.files.uploadedfile import UploadedFile
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ImportForm
from openpyxl import load_workbook

MEGABYTE = 1024 * 1024
MOST_BYTES = 5 * MEGABYTE
MOST_UNPACKED = 8 * MEGABYTE
# each becomes an object, an empty cell of four bytes too; 20,000 rows of six columns stay below
MOST_CELLS = 400_000
# formats and names take twenty times as long to read as cells
MOST_FORMATS = 20_000
CELLS = re.compile(rb"<(?:\w+:)?(?:row|c|v|f|is|si|t)[\s/>]")
CHUNK = 64 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
# an XLSX says a text once and repeats it in any number of cells
MOST_LETTERS = 20_000_000


class TooLarge(Exception):
    """The table is over a limit; the sentence says which, and what to do."""


def check_packed(file: Any, size: int) -> None:
    """Raise TooLarge for a file (opened, of so many bytes) over the limits, packed or unpacked. What a zip says of its sizes
    is what is unpacked of it at most."""
    if size > MOST_BYTES:
        raise TooLarge(
            f"The file has {size:,} bytes; at most {MOST_BYTES:,} are imported. Divide it into several files."
        )
    file.seek(0)
    if zipfile.is_zipfile(file):
        try:
            with zipfile.ZipFile(file) as packed:
                _check_unpacked(packed)
        except zipfile.BadZipFile:
            pass  # not readable as a table either, which is said in its turn
    file.seek(0)


def _check_unpacked(packed: zipfile.ZipFile) -> None:
    unpacked = sum(entry.file_size for entry in packed.infolist())
    if unpacked > MOST_UNPACKED:
        raise TooLarge(
            f"The file unpacks to {unpacked:,} bytes; at most {MOST_UNPACKED:,} are imported. Save only the sheet with the"
            " rows, without pictures and formats, or divide it."
        )
    cells = formats = 0
    for chunk in _chunks(packed):
        of_cells = len(CELLS.findall(chunk))
        cells += of_cells
        formats += chunk.count(b"<") - chunk.count(b"</") - of_cells
        if cells > MOST_CELLS or formats > MOST_FORMATS:
            raise TooLarge(
                f"The file has more than {MOST_CELLS:,} cells and texts, or {MOST_FORMATS:,} formats. Save only the sheet with"
                " the rows, without formats, or divide it."
            )


def _chunks(packed: zipfile.ZipFile) -> Iterator[bytes]:
    """All that is in a zip. A part that cannot be read hides none of the others."""
    for entry in packed.infolist():
        try:
            with packed.open(entry) as part:
                while chunk := part.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            continue  # the reader says so in its turn


def bounded(rows: Iterable[Iterable[Any]]) -> Iterator[list[Any]]:
    """The rows one after the other, the first is the heading. Raises TooLarge at the first row, column or letter too many:
    a sheet may claim a million empty ones."""
    letters = 0
    for at, row in enumerate(rows):
        cells = list(row)
        letters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if at > MOST_ROWS:
            raise TooLarge(
                f"The table has more than {MOST_ROWS:,} rows. Divide it into several files; delete empty rows at its end."
            )
        if len(cells) > MOST_COLUMNS:
            raise TooLarge(
                f"The table has more than {MOST_COLUMNS} columns. Delete those that are not wanted."
            )
        if letters > MOST_LETTERS:
            raise TooLarge(
                f"The table holds more than {MOST_LETTERS:,} letters. Divide it into several files."
            )
        yield cells


def dataset_of(rows: Iterable[Iterable[Any]]) -> tablib.Dataset:
    """The rows as a table: empty ones left out, short ones filled up."""
    within = bounded(rows)
    dataset = tablib.Dataset()
    dataset.headers = next(within, None)
    for row in within:
        if any(cell not in (None, "") for cell in row):
            dataset.append([*row, *[""] * (dataset.width - len(row))])
    return dataset


class BoundedCSV(CSV):
    """CSV within the limits."""

    def create_dataset(self, in_stream: bytes | str, **kwargs: Any) -> tablib.Dataset:
        text = in_stream.decode(self.encoding or "utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        return dataset_of(csv.reader(io.StringIO(text, newline="")))

    def get_title(self) -> str:
        """As people call it."""
        return "csv"


class BoundedXLSX(XLSX):
    """The first sheet of an XLSX, read row by row as far as the limits go."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        check_packed(io.BytesIO(in_stream), len(in_stream))
        book = load_workbook(io.BytesIO(in_stream), read_only=True, data_only=True)
        try:
            return dataset_of(book.active.iter_rows(values_only=True))
        finally:
            book.close()

    def get_title(self) -> str:
        """As people call it."""
        return "xlsx"


class BoundedImportForm(ImportForm):
    """Refuses a file over the limits before anything of it is unpacked or kept."""

    def clean_import_file(self) -> UploadedFile:
        """The file, when its size allows reading it."""
        file: UploadedFile = self.cleaned_data["import_file"]
        try:
            check_packed(file, file.size or 0)
        except TooLarge as error:
            raise forms.ValidationError(str(error)) from error
        return file


class BoundedImportMixin(ImportExportMixin):
    """Import and export of a listing, with limits on what comes in."""

    import_form_class = BoundedImportForm
    import_formats = (BoundedCSV, BoundedXLSX)

    def add_data_read_fail_error_to_form(self, form: forms.Form, error: Exception) -> None:
        """What is too large says so itself; everything else as before."""
        if isinstance(error, TooLarge):
            form.add_error("import_file", str(error))
        else:
            super().add_data_read_fail_error_to_form(form, error)
