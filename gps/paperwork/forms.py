"""The paper forms, as bytes of PDF: blank or prefilled, to be filled on screen or by hand (rules D1-D4).

Examples::

    blank("DAA")
    prefilled("DSA", {names.REFERENCE: "14FR007328E0001000085", names.DISPATCH_DATE: "03/02/2014"})

A blank is made once per process and per document type; a prefilled form is a copy of it with its values. Values
only ever become texts of the PDF: they are never read as a layout. Nothing here has a date, so the same input gives
the same bytes.
"""

import io
from collections.abc import Mapping
from functools import cache

import pikepdf

from gps.paperwork import daa, dsa, typesetting, widgets
from gps.paperwork.layout import Field, Form, Kind
from gps.paperwork.printable import UnprintableText, printable

__all__ = ["TextTooLong", "UnknownChoice", "UnprintableText", "blank", "field_names", "prefilled"]

FORMS: dict[str, Form] = {form.document_type: form for form in (daa.FORM, dsa.FORM)}


class TextTooLong(ValueError):
    """A value has more characters than its field may hold (Table 1): `field` its name, `limit` in characters."""

    def __init__(self, field: str, limit: int) -> None:
        self.field = field
        self.limit = limit
        super().__init__(f"{field}: more than {limit} characters")


class UnknownChoice(ValueError):
    """A value is not in the list of its field: `field` its name, `value` what was given."""

    def __init__(self, field: str, value: str) -> None:
        self.field = field
        self.value = value
        super().__init__(f"{field}: {value!r} is not one of its choices")


def blank(document_type: str) -> bytes:
    """Give the blank form of a document type, `DAA` or `DSA`, as a PDF to fill in (rules D1, D2, D3).

    Raises ValueError for another document type.
    """
    return _blank(_form(document_type).document_type)


def prefilled(document_type: str, values: Mapping[str, str], *, editable: bool = True) -> bytes:
    """Give the form of a document type with values in its fields, as a PDF (rule D4).

    `values` go by field name (`names`, `field_names`); an empty one leaves its field empty. A choice is given in full
    or by its code (`3`), a check box as `Oui`. With `editable` false every field is read-only. A text too wide for
    its field is set smaller, then on several lines, then ended by an ellipsis (see `appearance`); the field's value
    is whole.

    Raises KeyError for a name that the form has not, `UnprintableText` for characters outside cp1252 or control
    characters (a line feed is allowed in a field of several lines), `TextTooLong`, `UnknownChoice`, and ValueError
    for another document type.
    """
    form = _form(document_type)
    fields = form.fields()
    accepted = {name: _accepted(fields[name], value) for name, value in values.items()}
    with pikepdf.open(io.BytesIO(_blank(form.document_type))) as pdf:
        widgets.fill(pdf, form, accepted)
        if not editable:
            widgets.lock(pdf)
        return _saved(pdf)


def field_names(document_type: str) -> tuple[str, ...]:
    """Give the names of the fields of a form, in tab order. Raises ValueError for another document type."""
    return tuple(_form(document_type).fields())


def _form(document_type: str) -> Form:
    try:
        return FORMS[document_type]
    except KeyError:
        raise ValueError(f"no form for the document type {document_type!r}") from None


@cache
def _blank(document_type: str) -> bytes:
    form = FORMS[document_type]
    with pikepdf.open(io.BytesIO(typesetting.typeset(form))) as pdf:
        widgets.install(pdf, form)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def _accepted(field: Field, value: str) -> str:
    """Give a value as the form holds it, or raise what `prefilled` says."""
    text = printable(field.name, value, multiline=field.kind is Kind.MULTILINE)
    if field.kind is Kind.CHOICE and text:
        return _choice(field, text)
    if field.kind is Kind.CHECK and text not in ("", widgets.CHECKED):
        raise UnknownChoice(field.name, text)
    if field.max_length is not None and len(text) > field.max_length:
        raise TextTooLong(field.name, field.max_length)
    return text


def _choice(field: Field, text: str) -> str:
    for option in field.options:
        if text in (option, option.split(" - ", 1)[0]):
            return option
    raise UnknownChoice(field.name, text)
