"""The vocabulary in which a paper form is described: pages of bands, bands of boxes, boxes of rows of fields.

A document is a table of these values (`daa`, `dsa`, `sheets`) and nothing else: no drawing there. `geometry` computes
where each thing lies, `form.typ` draws it once, `binding` repeats the pages and makes the fields. All lengths are
millimetres, font sizes points.

A sheet is drawn once and used for any line of goods: `@1` in the names, the tooltips and the options of its fields
stands for a rank that is known when it is used (`Page.ranked`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from gps.paperwork import code_lists

_RANK = re.compile(r"@(\d+|sheet)")

CAPTION = 18.0
"""Width in mm left of a field for its labels, alike wherever fields stand one above the other."""


class Kind(StrEnum):
    """How a field is filled in: the AcroForm field type and its flags."""

    TEXT = "text"
    MULTILINE = "multiline"
    COMB = "comb"
    CHOICE = "choice"
    CHECK = "check"
    SPOT = "spot"
    """No field: a place that GPS prints in, empty on a blank form."""


@dataclass(frozen=True, slots=True)
class Field:
    """One datum of the form: its name in the PDF, its labels, its identifier in Table 1 and the way it is filled in.

    `table1` is the number and letter of Regulation (EU) 2022/1636, Annex I, Table 1 (`16b`): empty where the table
    has none, several separated by spaces where one field holds several data. `max_length` is that table's, in
    characters. `options` are what a choice offers; it is `editable` where something else may be typed, and takes
    `several` of them where one field holds the codes of many. `tooltip` (/TU, French) completes the label where the box
    is not enough to understand it; see `Box.tooltip`. `size` is the type size before shrinking.
    """

    name: str
    label: str
    english: str
    table1: str = ""
    kind: Kind = Kind.TEXT
    max_length: int | None = None
    options: tuple[str, ...] = ()
    editable: bool = False
    several: bool = False
    tooltip: str = ""
    size: float = 9.0

    @property
    def identifiers(self) -> tuple[str, ...]:
        """Give the identifiers of Table 1, one by one."""
        return tuple(self.table1.split())

    def ranked(self, ranks: Mapping[str, str]) -> "Field":
        """Give the field of a sheet as it is named where the sheet is used."""
        if "@" not in self.name + self.tooltip:
            return self
        return replace(self, name=with_ranks(self.name, ranks), tooltip=with_ranks(self.tooltip, ranks))


@dataclass(frozen=True, slots=True)
class Slot:
    """A field's place in a row: `caption` is the width left of it for its labels (0: the box's own label says it).

    Without `width` the slot shares what the others leave.
    """

    field: Field
    caption: float = 0.0
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence printed in the form, without a field: a reminder, or the title of a space left for a stamp."""

    label: str
    english: str = ""
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Slots and notes side by side; without `height` the row shares what the other rows of the box leave."""

    items: tuple[Slot | Note, ...]
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A framed, numbered box of the form, as the trade knows it; without `width` it shares what the band leaves.

    `table1`: the identifiers that it bears as the head of a column, whose fields are in the boxes below.
    """

    number: str
    label: str
    english: str
    rows: tuple[Row, ...]
    width: float | None = None
    table1: str = ""

    def slots(self) -> Iterator[Slot]:
        """Give the slots of the box in reading order."""
        for row in self.rows:
            yield from (item for item in row.items if isinstance(item, Slot))

    def tooltip(self, field: Field) -> str:
        """Say in French what to enter in a field of this box: the box, the field, its identifier in Table 1."""
        number = f"Case {self.number} : " if self.number else ""
        own = field.tooltip or field.label
        words = f"{self.label} – {own}" if self.label and own != self.label else own
        return f"{number}{words} ({', '.join(field.identifiers)})" if field.table1 else f"{number}{words}"


@dataclass(frozen=True, slots=True)
class Stack:
    """Bands one above the other within a band: how two boxes stand beside a taller one."""

    bands: tuple["Band", ...]
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A horizontal strip of the page; without `height` it shares what the others leave."""

    parts: tuple["Box | Stack", ...]
    height: float | None = None

    def boxes(self) -> Iterator[Box]:
        """Give the boxes of the band in reading order."""
        for part in self.parts:
            if isinstance(part, Box):
                yield part
            else:
                for band in part.bands:
                    yield from band.boxes()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Page:
    """One side of a sheet. `key` names it among the pages of its form; `heading` is the title printed on it."""

    key: str
    heading: str
    english: str
    bands: tuple[Band, ...]

    def boxes(self) -> Iterator[Box]:
        """Give the boxes of the page in reading order."""
        for band in self.bands:
            yield from band.boxes()

    def fields(self) -> dict[str, Field]:
        """Give the fields by name, in tab order."""
        slots = (slot for box in self.boxes() for slot in box.slots())
        return {slot.field.name: slot.field for slot in slots if slot.field.kind is not Kind.SPOT}

    def tooltips(self) -> dict[str, str]:
        """Give the tooltip of each field, by name: that of its first box."""
        found: dict[str, str] = {}
        for box in self.boxes():
            for slot in box.slots():
                if slot.field.kind is not Kind.SPOT:
                    found.setdefault(slot.field.name, box.tooltip(slot.field))
        return found


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the copies in which a document is made: for whom, and the key of the page that is its back."""

    number: int
    purpose: str
    english: str
    back: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Form:
    """A whole document: its title, the copies in which it is made, its pages and its continuation sheets.

    `pages` and `sheets` are drawn once each: every copy begins with the page `face`, then its own back, then the
    sheets that the data ask for. The same field stands on every copy: it is one field with several widgets.
    """

    document_type: str
    title: str
    copies: tuple[Copy, ...]
    pages: tuple[Page, ...]
    sheets: tuple[Page, ...]

    def page(self, key: str) -> Page:
        """Give a page or a sheet by its key."""
        return next(page for page in (*self.pages, *self.sheets) if page.key == key)

    def boxes(self) -> Iterator[Box]:
        """Give every box of the form, without its sheets, in reading order."""
        for page in self.pages:
            yield from page.boxes()

    def fields(self) -> dict[str, Field]:
        """Give the fields by name, in tab order, each once, without those of the sheets."""
        return {name: field for page in self.pages for name, field in page.fields().items()}

    def tooltips(self) -> dict[str, str]:
        """Give the tooltip of each field, by name: that of its first box."""
        found: dict[str, str] = {}
        for page in self.pages:
            found = page.tooltips() | found
        return found


def with_ranks(text: str, ranks: Mapping[str, str]) -> str:
    """Put the ranks that are known where `@1`, `@2`… stand."""
    return _RANK.sub(lambda found: ranks.get(found[1], found[0]), text) if "@" in text else text


def choice(
    name: str,
    label: str,
    english: str,
    table1: str,
    codes: str | tuple[str, ...],
    tooltip: str = "",
    *,
    max_length: int | None = None,
    several: bool = False,
    size: float = 9.0,
) -> Field:
    """Make a field to choose from a code list, given by its name, or from some of its choices.

    `max_length`: that of what may be typed instead, where the list may lack it (`code_lists.AMENDED`). `size`: other
    tools draw what they choose at this size, and cut it at the edge: the code must be whole there.
    """
    options = code_lists.options(codes) if isinstance(codes, str) else codes
    editable = several or codes in code_lists.AMENDED
    return Field(name, label, english, table1, Kind.CHOICE, max_length, options, editable, several, tooltip, size)


def language(name: str, table1: str, of: str, which: str = "") -> Field:
    """Make the field of the language of a text: `of`, the label of the text; `which`, the rank of its group."""
    return choice(name, "Langue", "Lang.", table1, "language", f"Langue du texte « {of} »{which}")


def row(*items: Slot | Note, height: float | None = None) -> Row:
    """Put slots and notes side by side; `height` in mm, or a share of what the box leaves."""
    return Row(items, height)


def single(number: str, field: Field, width: float | None = None) -> Box:
    """Make a box of one field, whose labels are those of the box; `width` in mm, or a share of the band."""
    return Box(number, field.label, field.english, (row(Slot(field)),), width)
