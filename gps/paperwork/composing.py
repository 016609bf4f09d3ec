"""Which pages a document has, and what stands on them: its copies, and the sheets that its data ask for (D2, D4).

A datum that has no place on the face asks for its sheet; a text that no place holds whole is printed whole on a sheet
of texts. Each copy has all sheets, and an even number of pages: printed on both sides, the next copy begins a new sheet
of paper. A document of more sheets than `SHEETS_PER_COPY` has them once, after its copies, to be multiplied.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gps.paperwork import sheets
from gps.paperwork.appearance import fit
from gps.paperwork.code_lists import codes_of
from gps.paperwork.entries import accepted
from gps.paperwork.layout import Field, Form, Kind, with_ranks
from gps.paperwork.parts import part_of

SHEETS_PER_COPY = 12

_UNIT = re.compile(r"transport_([1-9]\d?)_.+")
_LINE = re.compile(r"goods_([1-9]\d{0,2})_(.+)")
_PACKAGES = re.compile(r"packages_([1-9]\d?)_.+")

Ranks = tuple[tuple[str, str], ...]
"""What `@1`, `@2`… stand for on a sheet."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A page of a document: which page of the form, with which ranks; which copy it is of, and for whom."""

    key: str
    ranks: Ranks = ()
    copy: str = "Exemplaire n° ……"
    purpose: str = "Copy No ……"


@dataclass(frozen=True, slots=True)
class Composed:
    """A document to be bound: its pages, its fields with their tooltips, and the values of those that have one."""

    form: Form
    pages: tuple[Printed, ...]
    fields: Mapping[str, Field]
    tooltips: Mapping[str, str]
    values: Mapping[str, str]


def compose(form: Form, values: Mapping[str, str]) -> Composed:
    """Lay out a document with its values; empty ones are nothing.

    Raises KeyError for a field that it cannot have, and what `entries.accepted` raises.
    """
    given = {name: value for name, value in values.items() if value}
    needed = _numbered(_sheets(form, given))
    fields, tooltips = _fields(form, (*_faces(form), *needed))
    entered = {name: accepted(fields[name], value) for name, value in given.items()}
    texts = list(_long_texts(form, needed, fields, entered))
    if texts:
        needed = _numbered((*needed, *_sheets_of_texts(len(texts))))
        entered |= _in_full(texts, fields, tooltips, entered)
    if len(needed) % 2 and len(needed) < SHEETS_PER_COPY:
        needed = _numbered((*needed, _sheet_of_texts(len(texts))))
    entered |= {f"sheet_{place}": f"{place} / {len(needed)}" for place in range(1, len(needed) + 1)}
    pages = tuple(_in_copies(form, needed))
    fields, tooltips = _fields(form, pages)
    return Composed(form, pages, fields, tooltips, entered)


def suite(form: Form) -> Composed:
    """Lay out one blank sheet of each kind, of no copy; the goods are those of lines 4 and 5."""
    pages = _numbered(
        (
            Printed(sheets.TRADERS),
            Printed(sheets.DOCUMENTS),
            Printed(sheets.TRANSPORT, _ranks(range(1, sheets.UNITS + 1))),
            Printed(sheets.GOODS, _ranks((4, 5))),
            _sheet_of_packages(4, sheets.FIRST_PACKAGES + 1),
            _sheet_of_texts(0),
        )
    )
    return Composed(form, pages, *_fields(form, pages), {})


def tooltip(form: Form, name: str) -> str:
    """Say in French which field a name is. Raises KeyError."""
    return _fields(form, (*_faces(form), *_sheets(form, [name])))[1][name]


def _faces(form: Form) -> tuple[Printed, ...]:
    return tuple(Printed(key) for key in dict.fromkeys(("face", *(copy.back for copy in form.copies))))


def _in_copies(form: Form, needed: Sequence[Printed]) -> Iterator[Printed]:
    """Give all pages in the order in which they are printed; each says how many sheets belong to its copy."""
    each = len(needed) <= SHEETS_PER_COPY
    count = f"\navec {len(needed)} feuilles suite – with {len(needed)} continuation sheets" if needed else ""
    for copy in form.copies:
        label, purpose = f"Exemplaire {copy.number}", f"{copy.purpose} – {copy.english}"
        yield Printed("face", (), label, purpose + count)
        yield Printed(copy.back, (), label, purpose + count)
        if each:
            yield from (Printed(sheet.key, sheet.ranks, label, purpose) for sheet in needed)
    if not each:
        last, words = form.copies[-1].number, "à joindre à chaque exemplaire – to be joined to each copy"
        yield from (Printed(sheet.key, sheet.ranks, f"Exemplaires 1 à {last}", words) for sheet in needed)


def _sheets(form: Form, names: Collection[str]) -> Iterator[Printed]:
    """Give the sheets that these fields ask for, since the pages of the form do not have them."""
    missing = [name for name in names if name not in _names(form, "face") and name not in form.fields()]
    for key in (sheets.TRADERS, sheets.DOCUMENTS):
        if any(name in _names(form, key) for name in missing):
            yield Printed(key)
    units = [int(found[1]) for name in missing if (found := _UNIT.fullmatch(name))]
    for start in range(1, max(units, default=0) + 1, sheets.UNITS):
        yield Printed(sheets.TRANSPORT, _ranks(range(start, start + sheets.UNITS)))
    yield from _sheets_of_goods(missing)


def _sheets_of_goods(missing: Iterable[str]) -> Iterator[Printed]:
    lines: set[int] = set()
    packages: dict[int, int] = {}
    for line, datum in ((int(found[1]), found[2]) for name in missing if (found := _LINE.fullmatch(name))):
        number = int(found[1]) if (found := _PACKAGES.fullmatch(datum)) else 0
        lines.add(line)
        if number > sheets.FIRST_PACKAGES:
            packages[line] = max(number, packages.get(line, 0))
    for pair in _chunks(sorted(lines), sheets.LINES):
        yield Printed(sheets.GOODS, _ranks((*pair, pair[-1] + 1)))
    for line, most in sorted(packages.items()):
        for first in range(sheets.FIRST_PACKAGES + 1, most + 1, sheets.MORE_PACKAGES):
            yield _sheet_of_packages(line, first)


def _sheet_of_packages(line: int, first: int) -> Printed:
    ranks = _ranks(range(first, first + sheets.MORE_PACKAGES))
    return Printed(sheets.PACKAGES, (("0", str(line)), *ranks))


def _sheets_of_texts(count: int) -> Iterator[Printed]:
    for start in range(0, count, sheets.LONG_TEXTS):
        yield _sheet_of_texts(start)


def _sheet_of_texts(start: int) -> Printed:
    """Give a sheet of texts after so many: it begins with the next whole sheet."""
    first = -(-start // sheets.LONG_TEXTS) * sheets.LONG_TEXTS + 1
    return Printed(sheets.TEXTS, _ranks(range(first, first + sheets.LONG_TEXTS)))


def _long_texts(
    form: Form, needed: Iterable[Printed], fields: Mapping[str, Field], values: Mapping[str, str]
) -> Iterator[str]:
    """Give the names of the fields that no place holds whole."""
    places: dict[str, list[tuple[float, float]]] = {}
    for page in (*_faces(form), *needed):
        for place in part_of(form, page.key)[1].places():
            places.setdefault(with_ranks(place.name, dict(page.ranks)), []).append((place.width, place.height))
    for name, value in values.items():
        field = fields[name]
        multiline = field.kind is Kind.MULTILINE
        if field.kind in {Kind.COMB, Kind.CHECK}:
            continue
        must = _indispensable(field, value)
        if not any(fit(must, width, height, field.size, multiline=multiline).whole for width, height in places[name]):
            yield name


def _in_full(
    names: Sequence[str], fields: Mapping[str, Field], tooltips: Mapping[str, str], values: Mapping[str, str]
) -> dict[str, str]:
    found = {}
    for place, name in enumerate(names, 1):
        found[f"text_{place}_place"] = tooltips[name] if fields[name].table1 else fields[name].label
        found[f"text_{place}"] = _indispensable(fields[name], values[name])
    return found


def _indispensable(field: Field, value: str) -> str:
    """Give what the paper must print whole: of what is chosen from a list the codes are enough."""
    return codes_of(value) if field.kind is Kind.CHOICE else value


def _fields(form: Form, pages: Iterable[Printed]) -> tuple[dict[str, Field], dict[str, str]]:
    """Give the fields of these pages and their tooltips, each once: what its first page says of it."""
    fields: dict[str, Field] = {}
    tooltips: dict[str, str] = {}
    for key, ranks in dict.fromkeys((page.key, page.ranks) for page in pages):
        some, theirs = _fields_of_page(form, key, ranks)
        for name, field in some.items():
            if name not in fields:
                fields[name], tooltips[name] = field, theirs[name]
    return fields, tooltips


@lru_cache(maxsize=512)
def _fields_of_page(form: Form, key: str, ranks: Ranks) -> tuple[dict[str, Field], dict[str, str]]:
    page, known = form.page(key), dict(ranks)
    fields = [field.ranked(known) for field in page.fields().values()]
    tooltips = {with_ranks(name, known): with_ranks(text, known) for name, text in page.tooltips().items()}
    return {field.name: field for field in fields}, tooltips


@lru_cache(maxsize=32)
def _names(form: Form, key: str) -> frozenset[str]:
    return frozenset(form.page(key).fields())


def _ranks(numbers: Iterable[int]) -> Ranks:
    return tuple((str(place), str(number)) for place, number in enumerate(numbers, 1))


def _numbered(needed: Iterable[Printed]) -> tuple[Printed, ...]:
    """Give the sheets their own numbers."""
    return tuple(
        Printed(one.key, (*(pair for pair in one.ranks if pair[0] != "sheet"), ("sheet", str(place))))
        for place, one in enumerate(needed, 1)
    )


def _chunks(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    yield from (numbers[start : start + size] for start in range(0, len(numbers), size))
