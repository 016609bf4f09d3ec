"""Tables as files, read back by others: nothing is computed, lost or cut, however long (rule R3)."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from gps.exchange import tables
from gps.exchange.tables import Row

pytestmark = [pytest.mark.once, pytest.mark.rule("R3")]

AT = datetime(2026, 11, 20, 18, 45)  # noqa: DTZ001  a wall clock
HOSTILE = [
    '=HYPERLINK("http://x.invalid";"x")', "=1+1", "+33 5 36 49 00 01", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "  =1+1",
    "\u00a0=1+1", "'=1+1", "'s-Gravenhage", "=cmd|' /C calc'!A0", "DDE (\"cmd\")", "AB;CD", 'AB"CD', "AB\nCD", "007",
    "1E5", "https://x.invalid", "mailto:a@x.invalid", "_x0041_", "A\x00B", "\x07", "Éole 42", "<&>", "\ufffe", "",
]  # fmt: skip
"""What people may type, and a spreadsheet would act upon."""

CHANGED = {
    "\t=1+1": " =1+1", "\r=1+1": " =1+1", "AB\nCD": "AB CD", "A\x00B": "A B", "\x07": " ", "\ufffe": " ",
}  # fmt: skip
"""A cell is one line."""


def read_csv(pieces: Iterator[bytes]) -> list[list[str]]:
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def sheets(pieces: Iterator[bytes]) -> list[Worksheet]:
    return load_workbook(io.BytesIO(b"".join(pieces))).worksheets


def read_xlsx(rows: list[Row]) -> Worksheet:
    [sheet] = sheets(tables.xlsx(rows, title="Essai", widths=[10] * len(rows[0])))
    return sheet


class TestCsv:
    def test_opens_in_a_french_spreadsheet(self) -> None:
        rows: list[Row] = [["Numéro", "Le", "À", "Nombre"], ["é;", date(2026, 2, 1), AT, 12], ["", None, None, 0]]
        written = b"".join(tables.csv(rows)).decode()
        assert written == '\ufeffNuméro;Le;À;Nombre\r\n"é;";01/02/2026;20/11/2026 18:45;12\r\n;;;0\r\n'

    @pytest.mark.parametrize("text", HOSTILE, ids=ascii)
    def test_holds_nothing_that_a_spreadsheet_computes(self, text: str) -> None:
        [_, [cell, after]] = read_csv(tables.csv([["a", "b"], [text, "x"]]))
        assert after == "x"
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))
        assert not any(c in cell for c in "\t\r\n\x00")
        assert tables.bared(cell) == CHANGED.get(text, text)

    @given(st.text(max_size=12))
    def test_gives_back_what_one_line_held(self, text: str) -> None:
        [_, [cell]] = read_csv(tables.csv([["a"], [f"x{text}"]]))
        [_, [defused, _]] = read_csv(tables.csv([["a", ""], [text, ""]]))
        assert tables.bared(defused) == cell[1:]

    def test_leaves_as_it_is_written(self) -> None:
        seen: list[int] = []

        def rows() -> Iterator[Row]:
            for n in range(tables.ROWS_OF_A_CHUNK * 3):
                seen.append(n)
                yield [n]

        pieces = tables.csv(rows())
        next(pieces)
        next(pieces)
        assert len(seen) == tables.ROWS_OF_A_CHUNK
        assert sum(piece.count(b"\r\n") for piece in pieces) == tables.ROWS_OF_A_CHUNK * 2


class TestXlsx:
    @pytest.mark.parametrize("text", HOSTILE, ids=ascii)
    def test_holds_text_as_text(self, text: str) -> None:
        cell = read_xlsx([["a", "b"], [text, "x"]]).cell(2, 1)
        expected = CHANGED.get(text, text).replace("_x0041_", "_x005F_x0041_")  # how the format writes it
        assert cell.value == (expected or None)
        assert cell.hyperlink is None
        assert cell.data_type == ("s" if expected else "n")

    def test_holds_days_and_numbers_as_such(self) -> None:
        sheet = read_xlsx([["a", "b", "c", "d"], [date(2026, 2, 1), AT, 12, date(1850, 1, 1)]])
        day, moment, number, old = sheet[2]
        assert (day.value, day.number_format, day.is_date) == (datetime(2026, 2, 1), "dd/mm/yyyy", True)  # noqa: DTZ001
        assert (moment.value, moment.number_format) == (AT, "dd/mm/yyyy hh:mm")
        assert (number.value, number.data_type) == (12, "n")
        assert old.value == "01/01/1850"

    def test_keeps_its_header_in_sight_with_a_filter(self) -> None:
        sheet = read_xlsx([["Numéro", "Type"], ["1", "DAA"], ["2", "DSA"]])
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == "A1:B3"
        assert sheet["A1"].font.b
        assert sheet.column_dimensions["A"].width == pytest.approx(10.71, abs=1)

    def test_goes_on_on_another_sheet(self) -> None:
        rows: list[Row] = [["n"], *[[n] for n in range(7)]]
        found = sheets(tables.xlsx(rows, title="Essai", widths=[8], rows_of_a_sheet=4))
        assert [sheet.title for sheet in found] == ["Essai", "Essai (2)", "Essai (3)"]
        assert [[row[0] for row in sheet.values] for sheet in found] == [
            ["n", 0, 1, 2], ["n", 3, 4, 5], ["n", 6],
        ]  # fmt: skip
        assert [sheet.auto_filter.ref for sheet in found] == ["A1:A4", "A1:A4", "A1:A2"]

    def test_without_rows_has_its_header(self) -> None:
        assert [list(row) for row in read_xlsx([["a", "b"]]).values] == [["a", "b"]]

    def test_leaves_no_file_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

        def broken() -> Iterator[Row]:
            yield ["a"]
            yield ["b"]
            raise ConnectionError

        with pytest.raises(ConnectionError):
            next(tables.xlsx(broken(), title="Essai", widths=[8]))
        whole = tables.xlsx([["a"]], title="Essai", widths=[8])
        next(whole)
        assert list(tmp_path.iterdir())
        whole.close()  # type: ignore[attr-defined]  # it is a generator: whoever downloads goes away
        assert not list(tmp_path.iterdir())
