"""How the tests look at a paper: by two readers of text, two engines that render, two tools that fill."""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pikepdf
import pymupdf
import pypdf
import pypdfium2
import pytest
from pikepdf.form import Form as PdfForm
from PIL import Image

from gps.paperwork import daa, dsa, forms, names

DOCUMENTS = pytest.mark.parametrize("form", [daa.FORM, dsa.FORM], ids=lambda form: form.document_type)
SCALE = 2.0
"""Pixels per point of the rendered pages: 144 dots per inch."""
NUMBER = "14FR007328E0001000085"
VALUES = {
    names.REFERENCE: NUMBER,
    names.GROUND: "Autorisation tacite D26-0107",
    names.LOCAL_REFERENCE: NUMBER,
    names.CONSIGNOR_EXCISE_NUMBER: "FR007328E0001",
    names.CONSIGNOR_NAME: "Château d’Œuvre, çà et là – 12 €",
    names.CONSIGNOR_ADDRESS: "12 bis, allée du Grand Chêne",
    names.CONSIGNOR_POSTCODE: "34500",
    names.CONSIGNOR_CITY: "Béziers",
    names.CONSIGNOR_LANGUAGE: "fr - français",
    names.DISPATCH_OFFICE: "FR004230",
    names.TRANSPORT_IDENTITY: "AB-123-CD",
    names.DISPATCH_DATE: "03/02/2014",
    names.DISPATCH_TIME: "14:30",
}
Rectangle = tuple[float, float, float, float]
Tool = Callable[[bytes, Mapping[str, str]], bytes]
Engine = Callable[[bytes, int], Image.Image]


def squeezed(text: str) -> str:
    """The text with its white space made single: lines break where the box is narrow."""
    return re.sub(r"\s+", " ", text)


def solid(text: str) -> str:
    """The text without any white space: a long one is broken anywhere."""
    return re.sub(r"\s", "", text)


@cache
def page_texts(document: bytes) -> tuple[str, ...]:
    """The text of each page's own content, the fields left out, as pypdf reads it."""
    return tuple(squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(document)).pages)


def by_pdfium(document: bytes, page: int = 0) -> Image.Image:
    """The page as PDFium prints it, with its fields."""
    pdf = pypdfium2.PdfDocument(document)
    pdf.init_forms()
    image: Image.Image = pdf[page].render(scale=SCALE, may_draw_forms=True).to_pil().convert("RGB")
    pdf.close()
    return image


def by_mupdf(document: bytes, page: int = 0) -> Image.Image:
    """The page as MuPDF prints it, with its fields."""
    with pymupdf.open(stream=document) as pdf:
        pixels = pdf[page].get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE))
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


ENGINES = pytest.mark.parametrize("engine", [by_pdfium, by_mupdf])


@cache
def blank_image(document_type: str, page: int, engine: Engine = by_pdfium) -> Image.Image:
    return engine(forms.blank(document_type), page)


@cache
def places(document: bytes) -> dict[str, list[tuple[int, Rectangle]]]:
    """Where the fields stand, by name: the page, and the rectangle in pixels of the rendered page."""
    found: dict[str, list[tuple[int, Rectangle]]] = {}
    with pikepdf.open(io.BytesIO(document)) as pdf:
        for index, page in enumerate(pdf.pages):
            height = float(page.mediabox[3])
            for widget in page.obj.Annots:
                left, low, right, high = (float(value) for value in widget.Rect)
                rectangle = (left * SCALE, (height - high) * SCALE, right * SCALE, (height - low) * SCALE)
                found.setdefault(str(widget.get("/Parent", widget).T), []).append((index, rectangle))
    return found


def ink(image: Image.Image, rectangle: Rectangle) -> int:
    """How many dark pixels a rectangle has."""
    left, top, right, low = (round(value) for value in rectangle)
    return sum(image.crop((left, top, right, low)).convert("L").histogram()[:128])


def filled_by_pypdf(document: bytes, values: Mapping[str, str]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(document))
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict(values), auto_regenerate=False)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def filled_by_pikepdf(document: bytes, values: Mapping[str, str]) -> bytes:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        form = PdfForm(pdf)
        for name, value in values.items():
            field: Any = form[name]
            field.value = value
        pdf.generate_appearance_streams()
        file = io.BytesIO()
        pdf.save(file)
    return file.getvalue()


TOOLS = pytest.mark.parametrize("tool", [filled_by_pypdf, filled_by_pikepdf])


def values_of(document: bytes) -> dict[str, str]:
    """The values of the fields that have one, as pypdf reads them."""
    fields = pypdf.PdfReader(io.BytesIO(document)).get_fields() or {}
    return {name: str(field["/V"]) for name, field in fields.items() if field.get("/V") not in (None, "", "/Off")}


def by_pikepdf(document: bytes) -> dict[str, str]:
    """The same, as pikepdf reads them."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        found = {str(field.T): str(field.get("/V", "")) for field in pdf.Root.AcroForm.Fields}
    return {name: value for name, value in found.items() if value not in ("", "/Off")}


def elements(document: pikepdf.Pdf) -> Iterator[Any]:
    """The elements of the structure in reading order, its groups included."""
    yield from _below(document.Root.StructTreeRoot)


def _below(node: Any) -> Iterator[Any]:
    for kid in node.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)
