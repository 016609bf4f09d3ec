"""The drawn pages of a form, ready to be repeated: their content, and what is on them in reading order.

`typesetting` is slow and its result never changes: each page of a form is drawn once per process. What is kept is a
file without fields and structure, whose streams any number of documents share, and for each page the leaves of its
structure: the texts as typst marked and ordered them, and the places of the fields among them.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf

from gps.paperwork import typesetting
from gps.paperwork.layout import Form, Page

SCHEME = "gps:"
INLINE = "Span"
"""What typst calls a label beside a field; on its own in the page it is a paragraph."""
PARAGRAPH = "P"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field is on its page, in points from the bottom left corner."""

    name: str
    left: float
    low: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """One element of the reading order: a text by its marks in the content of the page, or the place of a field."""

    kind: str
    language: str
    marks: tuple[int, ...]
    place: Place | None


@dataclass(frozen=True, slots=True)
class Part:
    """One drawn page: which one of its file, how many marks its content has, and what it holds in reading order."""

    index: int
    marks: int
    leaves: tuple[Leaf, ...]

    def places(self) -> Iterator[Place]:
        """Give the places of the fields, and those that GPS prints in, in reading order."""
        yield from (leaf.place for leaf in self.leaves if leaf.place)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pages that were drawn together: their file, and the parts by the key of the page."""

    file: bytes
    parts: Mapping[str, Part]


@cache
def pages_of(form: Form) -> Drawn:
    """Give the face and the backs of a form."""
    return _drawn(form, form.pages)


@cache
def sheets_of(form: Form) -> Drawn:
    """Give the continuation sheets of a form."""
    return _drawn(form, form.sheets)


def part_of(form: Form, key: str) -> tuple[Drawn, Part]:
    """Give the part of a page or of a sheet, and what it was drawn with."""
    drawn = pages_of(form) if any(page.key == key for page in form.pages) else sheets_of(form)
    return drawn, drawn.parts[key]


def _drawn(form: Form, pages: tuple[Page, ...]) -> Drawn:
    with pikepdf.open(io.BytesIO(typesetting.typeset(form, pages))) as pdf:
        leaves: list[list[Leaf]] = [[] for _ in pages]
        index_of = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        for found, page in _leaves(pdf.Root.StructTreeRoot.K[0], ""):
            leaves[index_of[page.objgen]].append(found)
        parts = {
            page.key: Part(index, _marks(found), tuple(found))
            for index, (page, found) in enumerate(zip(pages, leaves, strict=True))
        }
        return Drawn(_bare(pdf), parts)


def _leaves(element: Object, language: str) -> Iterator[tuple[Leaf, Object]]:
    """Walk the structure of a typeset form, whose groups are dropped: a page is a list of texts and fields."""
    language = str(element.get("/Lang", language))
    found: Any = element.get("/K", Array())
    kids: list[Any] = list(found) if isinstance(found, Array) else [found]
    marks = tuple(int(kid) for kid in kids if isinstance(kid, int))
    if marks:
        kind = str(element.S).removeprefix("/")
        yield Leaf(PARAGRAPH if kind == INLINE else kind, language, marks, None), element.Pg
    for kid in kids:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield from _leaves(kid, language)
        elif isinstance(kid, Dictionary) and "/Obj" in kid:
            yield Leaf("Form", "", (), _place(kid.Obj)), kid.Pg


def _place(annotation: Object) -> Place:
    left, low, right, high = (float(value) for value in annotation.Rect)
    name = str(annotation.A.URI).removeprefix(SCHEME)
    return Place(name, round(left, 2), round(low, 2), round(right - left, 2), round(high - low, 2))


def _marks(leaves: list[Leaf]) -> int:
    return 1 + max((mark for leaf in leaves for mark in leaf.marks), default=-1)


def _bare(pdf: Pdf) -> bytes:
    """Give the file without what each document makes for itself, its resources where they can be shared."""
    for page in pdf.pages:
        for key in ("/Annots", "/StructParents", "/Tabs"):
            if key in page.obj:
                del page.obj[key]
        page.obj.Resources = pdf.make_indirect(page.obj.Resources)
    for name in ("/StructTreeRoot", "/Outlines", "/MarkInfo"):
        if name in pdf.Root:
            del pdf.Root[name]
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()
