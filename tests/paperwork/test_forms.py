"""The paper forms as the trade will use them: opened, filled by other tools, printed, read by a screen reader."""

import io
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest
from pikepdf.form import Form as PdfForm
from PIL import Image
from pypdf.generic import NameObject

from gps.paperwork import daa, dsa, forms, names, widgets
from gps.paperwork.layout import Form, Kind
from gps.paperwork.typesetting import MENTION

DOCUMENTS = pytest.mark.parametrize("form", [daa.FORM, dsa.FORM], ids=lambda form: form.document_type)
SCALE = 2.0
"""Pixels per point of the rendered pages."""
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
    names.CONSIGNOR_LANGUAGE: "fr",
    names.DISPATCH_OFFICE: "FR004230",
    names.TRANSPORT_IDENTITY: "AB-123-CD",
    names.DISPATCH_DATE: "03/02/2014",
    names.DISPATCH_TIME: "14:30",
}


def squeezed(text: str) -> str:
    """The text with its white space made single: lines break where the box is narrow."""
    return re.sub(r"\s+", " ", text)


@cache
def page_texts(document: bytes) -> list[str]:
    """The text of each page's own content, the fields left out."""
    return [squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def rendered(document: bytes, page: int = 0) -> Image.Image:
    """The page as it is printed, with its fields."""
    pdf = pypdfium2.PdfDocument(document)
    pdf.init_forms()
    image: Image.Image = pdf[page].render(scale=SCALE, may_draw_forms=True).to_pil().convert("RGB")
    pdf.close()
    return image


def printed_text(document: bytes) -> str:
    """What a reader sees on the face, the fields included: they are made part of the page first."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        pdf.flatten_annotations("all")
        file = io.BytesIO()
        pdf.save(file)
    flat = pypdfium2.PdfDocument(file.getvalue())
    page = flat[0]
    text = page.get_textpage().get_text_range()
    flat.close()
    return squeezed(text)


@cache
def blank_image(document_type: str, page: int) -> Image.Image:
    return rendered(forms.blank(document_type), page)


Rectangle = tuple[float, float, float, float]


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


def rectangles(document: bytes, name: str) -> list[tuple[int, Rectangle]]:
    return places(document)[name]


def cell_lines(image: Image.Image, rectangle: Rectangle) -> list[int]:
    """The lines between two cells that are seen: 1 for that between the first and the second, up to 20."""
    left, top, right, low = rectangle
    seen = []
    for line in range(1, 21):
        x = left + (right - left) * line / 21
        column = [
            min(sum(image.getpixel((round(x) + shift, y))) for shift in (-1, 0, 1))  # type: ignore[arg-type]
            for y in range(round(top) + 4, round(low) - 4)
        ]
        if max(column) < 3 * 150:
            seen.append(line)
    return seen


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


def values_of(document: bytes) -> dict[str, str]:
    fields = pypdf.PdfReader(io.BytesIO(document)).get_fields() or {}
    return {name: str(field["/V"]) for name, field in fields.items() if field.get("/V") not in (None, "", "/Off")}


@pytest.mark.rule("D1", "D2")
@DOCUMENTS
def test_every_field_of_the_layout_is_in_the_pdf_with_its_french_tooltip(form: Form) -> None:
    fields = pypdf.PdfReader(io.BytesIO(forms.blank(form.document_type))).get_fields() or {}
    assert tuple(fields) == forms.field_names(form.document_type)
    assert {name: field["/TU"] for name, field in fields.items()} == form.tooltips()
    assert len(set(form.tooltips().values())) == len(fields), "two fields that a screen reader cannot tell apart"


@pytest.mark.rule("D2")
@DOCUMENTS
def test_fields_have_the_type_the_length_and_the_choices_of_the_layout(form: Form) -> None:
    with pikepdf.open(io.BytesIO(forms.blank(form.document_type))) as pdf:
        made = {str(field.T): field for field in pdf.Root.AcroForm.Fields}
        for name, field in form.fields().items():
            flags = int(made[name].get("/Ff", 0))
            assert bool(flags & widgets.COMB) is (field.kind is Kind.COMB)
            assert bool(flags & widgets.MULTILINE) is (field.kind is Kind.MULTILINE)
            assert bool(flags & widgets.COMBO) is (field.kind is Kind.CHOICE)
            assert not flags & widgets.READ_ONLY
            assert made[name].get("/MaxLen") == field.max_length
            assert [str(option) for option in made[name].get("/Opt", [])][1:] == list(field.options)
        assert made[names.REFERENCE].MaxLen == 21


@pytest.mark.rule("D2")
@DOCUMENTS
def test_each_label_and_each_identifier_of_table_1_is_printed(form: Form) -> None:
    for page, text in zip(form.pages, page_texts(forms.blank(form.document_type)), strict=True):
        for box in page.boxes():
            assert box.number in text
            assert box.label in text
            assert box.english in text
            for slot in box.slots():
                assert all(re.search(rf"(?<![\w.]){re.escape(one)}(?!\w)", text) for one in slot.field.identifiers)
                if slot.caption:
                    assert slot.field.label in text
                    assert slot.field.english in text


@pytest.mark.rule("D2")
def test_the_boxes_are_those_that_the_trade_knows() -> None:
    goods = [f"{number}{line}" for line in "abc" for number in range(18, 23)]
    known = [*map(str, range(1, 18)), "7a", *goods, "23", "24", "A", "B", "C"]
    assert {box.number for box in daa.FORM.boxes()} >= set(known)
    goods = [f"{number}{line}" for line in "abc" for number in range(8, 13)]
    assert {box.number for box in dsa.FORM.boxes()} >= {*map(str, range(1, 8)), *goods, "13", "14", "15", "A", "B"}


@pytest.mark.rule("D3")
@DOCUMENTS
def test_the_mention_is_on_each_page_in_red_within_a_heavy_frame(form: Form) -> None:
    assert MENTION == "Procédure de secours - Fallback procedure - EMCS/GAMM@"
    for index, text in enumerate(page_texts(forms.blank(form.document_type))):
        assert text.count(MENTION) == 1
        band = blank_image(form.document_type, index).crop((40, 30, 1150, 95))
        pixels = [pixel for _, pixel in band.getcolors(100_000) or []]
        assert any(red > 180 and green < 60 and blue < 60 for red, green, blue in pixels)  # type: ignore[misc]
        assert all(red >= green - 8 for red, green, _ in pixels), "nothing but red and white"  # type: ignore[misc]
        frame = [band.getpixel((555, y)) for y in range(20)]
        assert sum(1 for pixel in frame if pixel[1] < 90) >= 5  # type: ignore[index,misc]


@pytest.mark.rule("D1")
@DOCUMENTS
def test_each_page_says_that_it_must_accompany_the_goods_and_be_signed(form: Form) -> None:
    for text in page_texts(forms.blank(form.document_type)):
        assert "doit accompagner les produits pendant tout le trajet. Il doit être signé" in text


@pytest.mark.rule("D2")
@DOCUMENTS
def test_the_21_cells_are_drawn_on_the_blank_page_even_without_its_fields(form: Form) -> None:
    document = forms.blank(form.document_type)
    with pikepdf.open(io.BytesIO(document)) as pdf:
        for sheet in pdf.pages:
            del sheet.obj["/Annots"]
        del pdf.Root.AcroForm
        file = io.BytesIO()
        pdf.save(file)
    combs = rectangles(document, names.REFERENCE)
    assert [page for page, _ in combs] == [0, 1]
    for page, rectangle in combs:
        assert cell_lines(rendered(file.getvalue(), page), rectangle) == list(range(1, 21))


@pytest.mark.rule("D2")
@pytest.mark.parametrize("tool", [filled_by_pypdf, filled_by_pikepdf])
@DOCUMENTS
def test_other_tools_fill_the_form_and_the_cells_stay(form: Form, tool: object) -> None:
    assert callable(tool)
    entered = {names.REFERENCE: NUMBER, names.CONSIGNOR_NAME: "Œnothèque d’été, ça coûte 3 €"}
    filled = tool(forms.blank(form.document_type), entered)
    assert values_of(filled) == entered
    for page, rectangle in rectangles(filled, names.REFERENCE):
        image = rendered(filled, page)
        assert cell_lines(image, rectangle) == list(range(1, 21))
        assert ink(image, rectangle) > ink(blank_image(form.document_type, page), rectangle) + 400
    (page, rectangle), *_ = rectangles(filled, names.CONSIGNOR_NAME)
    assert ink(rendered(filled, page), rectangle) > ink(blank_image(form.document_type, page), rectangle) + 400


def ink(image: Image.Image, rectangle: Rectangle) -> int:
    """How many dark pixels a rectangle has."""
    left, top, right, low = (round(value) for value in rectangle)
    return sum(image.crop((left, top, right, low)).convert("L").histogram()[:128])


@pytest.mark.rule("D4")
@DOCUMENTS
def test_prefilled_values_are_read_back_and_printed_accents_included(form: Form) -> None:
    document = forms.prefilled(form.document_type, VALUES)
    assert values_of(document) == VALUES
    printed = printed_text(document)
    for name in set(VALUES) - {names.REFERENCE}:
        assert VALUES[name] in printed
    images = [rendered(document, page) for page in (0, 1)]
    for name in VALUES:
        for page, rectangle in rectangles(document, name):
            drawn = ink(images[page], rectangle)
            assert drawn > ink(blank_image(form.document_type, page), rectangle) + 20, name


@pytest.mark.rule("D4")
def test_the_number_stands_one_character_per_cell() -> None:
    document = forms.prefilled("DAA", {names.REFERENCE: NUMBER})
    image, empty = rendered(document), blank_image("DAA", 0)
    _, (left, top, right, low) = rectangles(document, names.REFERENCE)[0]
    pitch = (right - left) / 21
    for cell in range(21):
        inside = (left + pitch * cell + 4, top + 4, left + pitch * (cell + 1) - 4, low - 4)
        assert ink(image, inside) > ink(empty, inside) + 15


@pytest.mark.rule("F7", "D2")
@DOCUMENTS
def test_the_ground_stands_in_box_a_under_the_number_and_is_left_to_a_hand_on_the_blank(form: Form) -> None:
    for page in form.pages:
        boxes = [box for box in page.boxes() if names.GROUND in {slot.field.name for slot in box.slots()}]
        assert boxes == [box for box in page.boxes() if box.number == "A"]
        for box in boxes:
            assert [slot.field.name for slot in box.slots()] == [names.REFERENCE, names.GROUND]
    assert form.fields()[names.GROUND].max_length == 60
    assert form.tooltips()[names.GROUND].startswith("Case A : Contrôles – Panne ou autorisation")
    document = forms.blank(form.document_type)
    assert names.GROUND not in values_of(document)
    ((page_number, rectangle),) = rectangles(document, names.GROUND)
    assert page_number == 0
    assert ink(blank_image(form.document_type, 0), rectangle) < 20


@pytest.mark.rule("F7")
@DOCUMENTS
@pytest.mark.parametrize("ground", ["Alerte P26-0042", "Autorisation tacite D26-0107", "W" * 60])
def test_a_ground_is_prefilled_whole_within_its_field(form: Form, ground: str) -> None:
    document = forms.prefilled(form.document_type, {names.GROUND: ground})
    assert values_of(document) == {names.GROUND: ground}
    assert ground in printed_text(document).replace("W W", "WW")
    image, empty = rendered(document), blank_image(form.document_type, 0)
    ((_, (left, top, right, low)),) = rectangles(document, names.GROUND)
    assert ink(image, (left, top, right, low)) > ink(empty, (left, top, right, low)) + 100
    around = (left - 60, top - 12, right + 12, low + 12)
    assert ink(image, around) - ink(empty, around) == ink(image, (left, top, right, low)) - ink(
        empty, (left, top, right, low)
    )
    with pytest.raises(forms.TextTooLong):
        forms.prefilled(form.document_type, {names.GROUND: ground.ljust(61, ".")})


@pytest.mark.rule("D1", "D4")
@DOCUMENTS
def test_the_read_only_variant_keeps_values_tooltips_and_tags(form: Form) -> None:
    document = forms.prefilled(form.document_type, VALUES, editable=False)
    assert values_of(document) == VALUES
    with pikepdf.open(io.BytesIO(document)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            assert int(field.Ff) & widgets.READ_ONLY
            assert field.TU
        assert pdf.Root.MarkInfo.Marked


@pytest.mark.rule("D1")
@DOCUMENTS
def test_language_title_tags_and_tab_order_are_there_for_screen_readers(form: Form) -> None:
    with pikepdf.open(io.BytesIO(forms.prefilled(form.document_type, VALUES))) as pdf:
        assert str(pdf.Root.Lang).startswith("fr")
        assert form.title in str(pdf.docinfo["/Title"])
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        elements = dict(widgets._elements(pdf.Root.StructTreeRoot.ParentTree))
        order = []
        for page in pdf.pages:
            assert page.obj.Tabs == pikepdf.Name.S
            for annotation in page.obj.Annots:
                assert annotation.Subtype == pikepdf.Name.Widget
                kind = elements[int(annotation.StructParent)].S
                assert kind == pikepdf.Name.Form
                order.append(str(annotation.get("/Parent", annotation).T))
        assert tuple(dict.fromkeys(order)) == forms.field_names(form.document_type)


@pytest.mark.rule("D1")
@DOCUMENTS
def test_appearances_need_nothing_but_the_embedded_typeface(form: Form) -> None:
    reader = pypdf.PdfReader(io.BytesIO(forms.prefilled(form.document_type, VALUES)))
    acroform: Any = reader.root_object["/AcroForm"].get_object()
    assert acroform["/NeedAppearances"].value is False
    (font,) = (font.get_object() for font in acroform["/DR"]["/Font"].values())
    assert font["/Subtype"] == "/TrueType"
    assert font["/Encoding"] == "/WinAnsiEncoding"
    assert "/FontFile2" in font["/FontDescriptor"]
    assert "LiberationSans" in font["/BaseFont"]
    for page in reader.pages:
        for used in page["/Resources"]["/Font"].values():  # type: ignore[index]
            assert "LiberationSans" in used["/BaseFont"]
        for widget in page["/Annots"]:  # type: ignore[attr-defined]
            assert NameObject("/N") in widget.get_object()["/AP"]


@pytest.mark.rule("D4")
@pytest.mark.parametrize(
    ("name", "value", "characters"),
    [
        (names.CONSIGNOR_NAME, "Λάμδα & 株", "Λάμδα株"),
        (names.CONSIGNOR_NAME, "nul\0", "\0"),
        (names.CONSIGNOR_NAME, "a\tb\x81", "\t\x81"),
        (names.TRANSPORT_IDENTITY, "AB\n123", "\n"),
        ("goods_a_description", "Vin\nrouge\r", "\r"),
    ],
)
def test_text_that_cannot_be_printed_is_refused_by_name(name: str, value: str, characters: str) -> None:
    with pytest.raises(forms.UnprintableText) as refused:
        forms.prefilled("DAA", {name: value})
    assert refused.value.field == name
    assert set(refused.value.characters) == set(characters)


@pytest.mark.rule("D4")
def test_composed_and_separate_accents_print_alike_and_lines_break_where_they_may() -> None:
    values = {names.CONSIGNOR_CITY: "Be\u0301ziers", "goods_a_description": "Vin\r\nrouge"}
    read = values_of(forms.prefilled("DAA", values))
    assert read == {names.CONSIGNOR_CITY: "Béziers", "goods_a_description": "Vin\nrouge"}


@pytest.mark.rule("D4")
def test_what_the_form_does_not_know_is_an_error() -> None:
    with pytest.raises(KeyError, match="colour"):
        forms.prefilled("DAA", {"colour": "red"})
    with pytest.raises(forms.TextTooLong) as long:
        forms.prefilled("DAA", {names.REFERENCE: NUMBER + "0"})
    assert (long.value.field, long.value.limit) == (names.REFERENCE, 21)
    with pytest.raises(forms.UnknownChoice):
        forms.prefilled("DSA", {"destination_type": "1"})
    with pytest.raises(forms.UnknownChoice):
        forms.prefilled("DSA", {"goods_received": "yes"})
    for call in (forms.blank, forms.field_names):
        with pytest.raises(ValueError, match="DAE"):
            call("DAE")


@pytest.mark.rule("D4")
def test_choices_go_by_code_or_in_full_and_boxes_are_checked() -> None:
    values = {"transport_mode": "3", "guarantor": "12 - Expéditeur et transporteur", "goods_received": "Oui"}
    document = forms.prefilled("DAA", values)
    assert values_of(document) == {
        "transport_mode": "3 - Route",
        "guarantor": "12 - Expéditeur et transporteur",
        "goods_received": "/Oui",
    }
    (page, rectangle), *_ = rectangles(document, "goods_received")
    assert ink(rendered(document, page), rectangle) > ink(blank_image("DAA", page), rectangle) + 30


@pytest.mark.rule("D4")
def test_values_are_never_read_as_a_layout_nor_as_pdf() -> None:
    hostile = '#image("x") ) Tj ET (gps:x) <> \\ //{}[]'
    document = forms.prefilled("DAA", {names.CONSIGNOR_NAME: hostile})
    assert values_of(document)[names.CONSIGNOR_NAME] == hostile
    assert len(pypdf.PdfReader(io.BytesIO(document)).pages) == 2


@pytest.mark.rule("D1")
@DOCUMENTS
def test_the_same_input_gives_the_same_bytes(form: Form) -> None:
    first = forms.prefilled(form.document_type, VALUES)
    blank = forms.blank(form.document_type)
    forms._blank.cache_clear()
    assert forms.blank(form.document_type) == blank
    assert forms.prefilled(form.document_type, VALUES) == first
