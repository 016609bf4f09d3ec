"""The paper forms, as bytes of PDF: blank or prefilled, to be filled on screen or by hand (rules D1-D4).

Examples::

    blank("DAA")
    suite("DAA")
    prefilled("DSA", {names.REFERENCE: "14FR007328E0001000085", names.DISPATCH_DATE: "03/02/2014"})
    lot(papers, file)

A page is drawn once per process (`parts`); what the values ask for is composed (`composing`) and bound into a file
(`binding`). Values only ever become texts of the PDF: they are never read as a layout. Nothing here has a date, so the
same input gives the same bytes.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

from gps.paperwork import binding, composing, daa, dsa
from gps.paperwork.binding import Binder
from gps.paperwork.entries import TextTooLong, UnknownChoice
from gps.paperwork.layout import Form
from gps.paperwork.marks import Proof
from gps.paperwork.printable import UnprintableText
from gps.paperwork.typesetting import MENTION

__all__ = [
    "FORMS",
    "UNFIT",
    "Paper",
    "Proof",
    "TextTooLong",
    "Unfit",
    "UnknownChoice",
    "UnprintableText",
    "blank",
    "field_names",
    "label_of",
    "lot",
    "prefilled",
    "suite",
]

FORMS: dict[str, Form] = {form.document_type: form for form in (daa.FORM, dsa.FORM)}
Unfit = UnprintableText | TextTooLong | UnknownChoice
"""Why a value does not go on the paper; each names its field."""
UNFIT = (UnprintableText, TextTooLong, UnknownChoice)
LOT_TITLE = "Documents de secours"


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of a lot: its type, its values by field name, its proof, its entry in the outline of the file."""

    document_type: str
    values: Mapping[str, str]
    proof: Proof | None
    bookmark: str


def blank(document_type: str) -> bytes:
    """Give the blank form of a document type, `DAA` or `DSA`, in all its copies, to fill in (rules D1, D2, D3).

    Raises ValueError for another document type.
    """
    return _blank(_form(document_type).document_type)


def suite(document_type: str) -> bytes:
    """Give one blank continuation sheet of each kind. Raises ValueError for another document type."""
    return _suite(_form(document_type).document_type)


def prefilled(
    document_type: str, values: Mapping[str, str], *, editable: bool = True, proof: Proof | None = None
) -> bytes:
    """Give the form of a document type with values in its fields, in all its copies, with the sheets they ask for (D4).

    `values` go by field name (`names`, `places`, `field_names`); an empty one leaves its field empty. A choice is given
    in full or by its code (`3`), and becomes the code with its word; a check box is given as `Oui`. With `editable`
    false there are no fields: the values are part of the pages, as they are in a document of more than `binding.LARGE`
    pages; one of more than `binding.LARGEST` has no tags either. A text too wide for its field is set smaller, then on
    several lines; one that no place holds whole ends with an ellipsis there and is printed whole on a sheet of texts;
    the word of a choice gives way to its code. `proof`: what the QR code and the barcode say.

    Raises KeyError for a name that the form has not, `UnprintableText` for characters outside cp1252 or control
    characters (a line feed is allowed in a field of several lines), `TextTooLong`, `UnknownChoice`, and ValueError
    for another document type.
    """
    form = _form(document_type)
    composed = composing.compose(form, values)
    return binding.bound(_title(form), composed, proof, editable=editable)


def lot(papers: Iterable[Paper], target: BinaryIO, unfit: Callable[[Paper, Unfit], None] | None = None) -> None:
    """Write many documents into one file, flattened, made to be printed.

    What `prefilled` would raise for one of them is raised, or told to `unfit` and that one left out. The pages share
    their contents: the file and the memory grow by the values alone. It has no tags: what a person reads with a screen
    reader is the document's own file.
    """
    binder = Binder(f"{LOT_TITLE} – {MENTION}", editable=False, tagged=False)
    for paper in papers:
        try:
            composed = composing.compose(_form(paper.document_type), paper.values)
        except UNFIT as error:
            if unfit is None:
                raise
            unfit(paper, error)
            continue
        binder.add(composed, paper.proof, bookmark=paper.bookmark)
    binder.save(target)


def label_of(document_type: str, field: str) -> str:
    """Say in French which field a name is, its box and its identifiers of Table 1 with it. Raises KeyError."""
    return composing.tooltip(_form(document_type), field)


def field_names(document_type: str) -> tuple[str, ...]:
    """Give the names of the fields of a form, in tab order. Raises ValueError for another document type."""
    return tuple(_form(document_type).fields())


def _form(document_type: str) -> Form:
    try:
        return FORMS[document_type]
    except KeyError:
        raise ValueError(f"no form for the document type {document_type!r}") from None


def _title(form: Form) -> str:
    return f"{form.document_type} – {form.title} – {MENTION}"


@cache
def _blank(document_type: str) -> bytes:
    form = FORMS[document_type]
    return binding.bound(_title(form), composing.compose(form, {}), editable=True)


@cache
def _suite(document_type: str) -> bytes:
    form = FORMS[document_type]
    return binding.bound(f"{_title(form)} – feuilles suite", composing.suite(form), editable=True)
