"""Any table as a file, written as it is read: CSV and XLSX, in constant memory whatever its length (rule R3).

A table is rows of cells, of which the first is the header. A cell is a text, a whole number, a day, a moment on a wall
clock, or None for nothing. What people typed stands in these files, and a spreadsheet is eager to compute it:

- **XLSX**: a text is written as text, whatever it begins with: never a formula, never a link.
- **CSV** has no types. A text that begins, its spaces aside, with ``=``, ``+``, ``-`` or ``@`` gets an apostrophe in
  front. A registration may well begin so; whoever reads the file back takes the apostrophe off: a text that began with
  one got a second one, so that nothing is ambiguous (``bared``).

A cell is one line: control characters, tabs and line ends included, become spaces.
"""

import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from csv import writer
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

Cell = str | int | date | datetime | None
Row = Sequence[Cell]

ROWS_OF_A_CHUNK = 500
BYTES_OF_A_CHUNK = 64 * 1024
ROWS_OF_A_SHEET = 1_048_576
"""What a sheet of XLSX holds at most, its header included; a longer table goes on, on another sheet."""

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_BOM = b"\xef\xbb\xbf"
_NOT_IN_A_CELL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_READ_AS_FORMULA = ("=", "+", "-", "@", "'")
_DAY, _MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
_FIRST_YEAR = 1900
"""Before it a spreadsheet knows no day: such a one is written as text."""


def csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """Give a table as CSV, piece by piece: UTF-8 with its mark, semicolons, CRLF, as French spreadsheets open it."""
    text = io.StringIO()
    lines = writer(text, delimiter=";", lineterminator="\r\n")
    yield _BOM
    for count, row in enumerate(rows, start=1):
        lines.writerow([_csv_text(cell) for cell in row])
        if count % ROWS_OF_A_CHUNK == 0:
            yield _emptied(text)
    yield _emptied(text)


def xlsx(
    rows: Iterable[Row], *, title: str, widths: Sequence[int], rows_of_a_sheet: int = ROWS_OF_A_SHEET
) -> Iterator[bytes]:
    """Give a table as a spreadsheet, piece by piece, once it is written to a file that goes with the last piece.

    Args:
        rows: the header first; it stays in sight, bears a filter, and is repeated on each sheet.
        title: of the sheets; the second is « title (2) ».
        widths: of the columns, in characters.
        rows_of_a_sheet: for tests.
    """
    with tempfile.TemporaryDirectory(prefix="gps-xlsx-") as folder:
        file = Path(folder) / "table.xlsx"
        _write_workbook(file, rows, title, widths, rows_of_a_sheet)
        with file.open("rb") as written:
            while piece := written.read(BYTES_OF_A_CHUNK):
                yield piece


def bared(cell: str) -> str:
    """Give the text that a cell of our CSV stands for."""
    return cell.removeprefix("'")


def _emptied(text: io.StringIO) -> bytes:
    written = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return written


def _plain(text: str) -> str:
    """One line that any file can hold."""
    return _NOT_IN_A_CELL.sub(" ", text)


def _csv_text(cell: Cell) -> str:
    if isinstance(cell, str):  # first, since most are
        text = _plain(cell)
        return f"'{text}" if text.lstrip().startswith(_READ_AS_FORMULA) else text
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell:%d/%m/}{cell.year:04d} {cell:%H:%M}"
        case date():
            return f"{cell:%d/%m/}{cell.year:04d}"
        case _:
            return str(cell)


def _write_workbook(file: Path, rows: Iterable[Row], title: str, widths: Sequence[int], most: int) -> None:
    """Write all sheets. What xlsxwriter keeps aside meanwhile stands beside the file, and goes with it."""
    workbook = Workbook(
        str(file),
        {
            "constant_memory": True,
            "tmpdir": str(file.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    try:
        remaining = iter(rows)
        sheets = _Sheets(workbook, title, widths, next(remaining))
        sheets.begin()
        for row in remaining:
            if sheets.filled == most:
                sheets.end()
                sheets.begin()
            sheets.add(row)
        sheets.end()
    finally:
        workbook.close()  # also when the reading failed: it holds files open


class _Sheets:
    """One sheet after the other: each has the header, and as many rows as it holds."""

    def __init__(self, workbook: Workbook, title: str, widths: Sequence[int], header: Row) -> None:
        self.workbook, self.title, self.widths, self.header = workbook, title, widths, header
        self.bold = workbook.add_format({"bold": True, "bottom": 1})
        self.day, self.moment = (workbook.add_format({"num_format": form}) for form in (_DAY, _MOMENT))
        self.count = self.filled = 0
        self.sheet: Any = None

    def begin(self) -> None:
        """Begin the next sheet."""
        self.count += 1
        self.filled = 1
        self.sheet = self.workbook.add_worksheet(self.title if self.count == 1 else f"{self.title} ({self.count})")
        self.sheet.freeze_panes(1, 0)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        for column, cell in enumerate(self.header):
            self.sheet.write_string(0, column, _plain(str(cell)), self.bold)

    def add(self, row: Row) -> None:
        """Write one row."""
        for column, cell in enumerate(row):
            self._write(column, cell)
        self.filled += 1

    def end(self) -> None:
        """Say how far the filter reaches, and that a text of digits is meant to be one."""
        last, right = self.filled - 1, len(self.header) - 1
        self.sheet.autofilter(0, 0, last, right)
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})

    def _write(self, column: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case datetime() if cell.year >= _FIRST_YEAR:
                self.sheet.write_datetime(self.filled, column, cell, self.moment)
            case date() if cell.year >= _FIRST_YEAR:
                self.sheet.write_datetime(self.filled, column, cell, self.day)
            case int():
                self.sheet.write_number(self.filled, column, cell)
            case str():
                self.sheet.write_string(self.filled, column, _plain(cell))
            case _:
                self.sheet.write_string(self.filled, column, _csv_text(cell))
