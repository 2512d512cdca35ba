"""A table as a text file: read in whatever form it comes, and written back in the same form."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from secondsource_grading.export.errors import ExportError

__all__ = ["Form", "Sheet", "read_sheet", "where", "write_sheet"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LARGEST_CELL = 10_000_000
"""Characters; a grading worksheet has the students' texts in cells."""


@dataclass(frozen=True)
class Form:
    """How a table is written as text."""

    encoding: str = "utf-8"
    bom: bytes = b""
    delimiter: str = ","
    newline: str = "\n"
    quote_all: bool = False
    ends_with_newline: bool = True


@dataclass
class Sheet:
    """A table's rows, the headings first, as text; `lines` has each row's line in the file."""

    rows: list[list[str]]
    lines: list[int] = field(default_factory=list)
    form: Form = field(default_factory=Form)
    name: str = "the new file"

    @property
    def heading(self) -> list[str]:
        """The first row."""
        return self.rows[0]

    def cell(self, row: int, column: int) -> str:
        """The text there; "" where the row ends before it."""
        return self.rows[row][column] if column < len(self.rows[row]) else ""

    def put(self, row: int, column: int, text: str) -> None:
        """Write `text` there; a row that ends before it is made longer."""
        cells = self.rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text

    def column(self, *names: str) -> int | None:
        """Return the first column whose heading is one of `names`, in upper or lower case."""
        wanted = {name.casefold() for name in names}
        found = (i for i, head in enumerate(self.heading) if head.strip().casefold() in wanted)
        return next(found, None)

    @property
    def decimal_mark(self) -> str:
        """The mark of the numbers that are in the file already; a point if they don't tell."""
        if self.form.delimiter == ",":
            return "."
        cells = [c for row in self.rows[1:] for c in row]
        commas, points = (any(_is_decimal(c, mark) for c in cells) for mark in ",.")
        return "," if commas and not points else "."


def _is_decimal(text: str, mark: str) -> bool:
    whole, found, rest = text.partition(mark)
    return bool(found) and whole.isdecimal() and rest.isdecimal()


def where(sheet: Sheet, row: int, column: int | None = None) -> str:
    """Return a place as a person finds it: the file, the line and the heading of the column."""
    line = sheet.lines[row] if row < len(sheet.lines) else row + 1
    head = "" if column is None else f", column {sheet.heading[column]!r}"
    return f"{sheet.name}, line {line}{head}"


def read_sheet(file: Path) -> Sheet:
    """Read a table whose cells are divided by commas, semicolons or tabs.

    It may be UTF-8 or UTF-16, with a mark for that at its beginning or without. Raises
    `ExportError` where it is no such table.
    """
    try:
        raw = file.read_bytes()
    except OSError as error:
        msg = f"{file}: {error.strerror}; name the file that you downloaded"
        raise ExportError(msg) from error
    text, bom, encoding = _decode(file, raw)
    first = next(io.StringIO(text, newline=""), "")
    delimiter = max(",;\t", key=lambda d: _width(first, d))
    newline = "\r\n" if first.endswith("\r\n") else "\n"
    quoted = first.strip("\r\n").split(delimiter)
    form = Form(
        encoding,
        bom,
        delimiter,
        newline,
        all(cell[:1] == '"' and cell[-1:] == '"' for cell in quoted),
        text.endswith("\n"),
    )
    sheet = Sheet([], [], form, str(file))
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if any(row):
                sheet.rows.append(row)
                sheet.lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        msg = f"{file}, line {line}: {error}; download the file again and don't edit it on the way"
        raise ExportError(msg) from error
    _check(sheet)
    return sheet


def _decode(file: Path, raw: bytes) -> tuple[str, bytes, str]:
    if raw[:2] == b"PK":
        msg = f"{file}: this is a workbook or a zip file; save or download it as CSV"
        raise ExportError(msg)
    bom, encoding = next(((b, e) for b, e in _BOMS if raw.startswith(b)), (b"", ""))
    if not encoding:
        start = raw[:2]
        encoding = "utf-16-le" if start[1:] == b"\0" else "utf-16-be" if start[:1] == b"\0" else ""
    try:
        text = raw[len(bom) :].decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        msg = (
            f"{file}, line {line}: the byte 0x{error.object[error.start]:02X} is no "
            f"{encoding or 'utf-8'} text; download the file again, or save it as CSV UTF-8"
        )
        raise ExportError(msg) from error
    if not text.strip():
        msg = f"{file}: the file is empty; download it again"
        raise ExportError(msg)
    if "\0" in text:
        msg = f"{file}: the file is not text; download it as CSV"
        raise ExportError(msg)
    return text, bom, encoding or "utf-8"


def _width(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), []))


def _check(sheet: Sheet) -> None:
    width = len(sheet.heading)
    if width == 1:
        msg = (
            f"{sheet.name}, line {sheet.lines[0]}: {sheet.heading[0][:60]!r} is no row of headings "
            "divided by commas, semicolons or tabs; download the file again as CSV"
        )
        raise ExportError(msg)
    for number, row in enumerate(sheet.rows):
        if any(row[width:]):
            msg = (
                f"{where(sheet, number)}: there are {len(row)} cells under {width} headings "
                f"({row[width]!r} is one too many); download the file again"
            )
            raise ExportError(msg)


def write_sheet(sheet: Sheet, file: Path) -> None:
    """Write the table to `file` in its form, ids and headings letter for letter."""
    form = sheet.form
    out = io.StringIO(newline="")
    csv.writer(
        out,
        delimiter=form.delimiter,
        lineterminator=form.newline,
        quoting=csv.QUOTE_ALL if form.quote_all else csv.QUOTE_MINIMAL,
    ).writerows(sheet.rows)
    text = out.getvalue()
    if not form.ends_with_newline:
        text = text.removesuffix(form.newline)
    file.write_bytes(form.bom + text.encode(form.encoding))
