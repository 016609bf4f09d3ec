"""The paper forms as the trade will use them: opened, filled by other tools, printed, read by a screen reader."""

import io
import re
from typing import Any

import pikepdf
import pypdf
import pytest
from PIL import Image
from pypdf.generic import NameObject

from gps.paperwork import daa, dsa, forms, names
from gps.paperwork.fields import COMB, COMBO, EDIT, MULTILINE
from gps.paperwork.layout import Form, Kind
from gps.paperwork.typesetting import MENTION
from tests.paperwork.reading import (
    DOCUMENTS,
    ENGINES,
    NUMBER,
    TOOLS,
    VALUES,
    Engine,
    Rectangle,
    Tool,
    blank_image,
    by_pdfium,
    by_pikepdf,
    elements,
    ink,
    page_texts,
    places,
    squeezed,
    values_of,
)


def printed_text(document: bytes) -> str:
    """What a reader sees on the first face, the fields included: they are made part of the page first."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        pdf.flatten_annotations("all")
        file = io.BytesIO()
        pdf.save(file)
    return squeezed(pypdf.PdfReader(file).pages[0].extract_text())


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
            assert bool(flags & COMB) is (field.kind is Kind.COMB)
            assert bool(flags & MULTILINE) is (field.kind is Kind.MULTILINE)
            assert bool(flags & COMBO) is (field.kind is Kind.CHOICE)
            assert not flags & 1, "read-only"
            assert bool(flags & EDIT) is field.editable
            assert made[name].get("/MaxLen") == (None if field.kind is Kind.CHOICE else field.max_length)
            assert [str(option) for option in made[name].get("/Opt", [])][1:] == list(field.options)
        assert made[names.REFERENCE].MaxLen == 21


@pytest.mark.rule("D2")
@DOCUMENTS
def test_each_label_and_each_identifier_of_table_1_is_printed(form: Form) -> None:
    texts = page_texts(forms.blank(form.document_type))
    for copy, face, back in zip(form.copies, texts[::2], texts[1::2], strict=True):
        printed = [(box, face) for box in form.page("face").boxes()] + [
            (box, back) for box in form.page(copy.back).boxes()
        ]
        for box, text in printed:
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
    combs = places(document)[names.REFERENCE]
    assert [page for page, _ in combs] == list(range(2 * len(form.copies)))
    for page, rectangle in combs:
        assert cell_lines(by_pdfium(file.getvalue(), page), rectangle) == list(range(1, 21))


@pytest.mark.rule("D2")
@TOOLS
@ENGINES
@DOCUMENTS
def test_other_tools_fill_the_form_and_the_cells_stay(form: Form, engine: Engine, tool: Tool) -> None:
    entered = {names.REFERENCE: NUMBER, names.CONSIGNOR_NAME: "Œnothèque d’été, ça coûte 3 €"}
    filled = tool(forms.blank(form.document_type), entered)
    assert values_of(filled) == by_pikepdf(filled) == entered
    for page, rectangle in places(filled)[names.REFERENCE]:
        image = engine(filled, page)
        assert cell_lines(image, rectangle) == list(range(1, 21))
        assert ink(image, rectangle) > ink(blank_image(form.document_type, page, engine), rectangle) + 400
    for page, rectangle in places(filled)[names.CONSIGNOR_NAME]:
        assert (
            ink(engine(filled, page), rectangle) > ink(blank_image(form.document_type, page, engine), rectangle) + 400
        )


@pytest.mark.rule("D4")
@ENGINES
@DOCUMENTS
def test_prefilled_values_are_read_back_and_printed_accents_included(form: Form, engine: Engine) -> None:
    document = forms.prefilled(form.document_type, VALUES)
    assert values_of(document) == by_pikepdf(document) == VALUES
    printed = printed_text(document)
    for name in set(VALUES) - {names.REFERENCE}:
        assert VALUES[name] in printed
    images = [engine(document, page) for page in range(2 * len(form.copies))]
    for name in VALUES:
        for page, rectangle in places(document)[name]:
            drawn = ink(images[page], rectangle)
            assert drawn > ink(blank_image(form.document_type, page, engine), rectangle) + 20, name


@pytest.mark.rule("D4")
def test_the_number_stands_one_character_per_cell() -> None:
    document = forms.prefilled("DAA", {names.REFERENCE: NUMBER})
    image, empty = by_pdfium(document), blank_image("DAA", 0)
    _, (left, top, right, low) = places(document)[names.REFERENCE][0]
    pitch = (right - left) / 21
    for cell in range(21):
        inside = (left + pitch * cell + 4, top + 4, left + pitch * (cell + 1) - 4, low - 4)
        assert ink(image, inside) > ink(empty, inside) + 15


@pytest.mark.rule("F7", "D2")
@DOCUMENTS
def test_the_ground_stands_in_box_a_under_the_number_and_is_left_to_a_hand_on_the_blank(form: Form) -> None:
    [box] = [box for box in form.boxes() if names.GROUND in {slot.field.name for slot in box.slots()}]
    assert box.number == "A"
    assert [slot.field.name for slot in box.slots()][:2] == [names.REFERENCE, names.GROUND]
    assert form.fields()[names.GROUND].max_length == 60
    assert form.tooltips()[names.GROUND].startswith("Case A : Contrôles – Panne ou autorisation")
    document = forms.blank(form.document_type)
    assert names.GROUND not in values_of(document)
    (first, rectangle), *others = places(document)[names.GROUND]
    assert [first, *(page for page, _ in others)] == [2 * copy for copy in range(len(form.copies))]
    assert ink(blank_image(form.document_type, 0), rectangle) < 20


@pytest.mark.rule("F7")
@DOCUMENTS
@pytest.mark.parametrize("ground", ["Alerte P26-0042", "Autorisation tacite D26-0107", "W" * 60])
def test_a_ground_is_prefilled_whole_within_its_field(form: Form, ground: str) -> None:
    document = forms.prefilled(form.document_type, {names.GROUND: ground})
    assert values_of(document) == {names.GROUND: ground}
    assert ground in printed_text(document).replace("W W", "WW")
    image, empty = by_pdfium(document), blank_image(form.document_type, 0)
    (_, (left, top, right, low)), *_ = places(document)[names.GROUND]
    assert ink(image, (left, top, right, low)) > ink(empty, (left, top, right, low)) + 100
    around = (left - 60, top - 12, right + 12, low + 12)
    assert ink(image, around) - ink(empty, around) == ink(image, (left, top, right, low)) - ink(
        empty, (left, top, right, low)
    )
    with pytest.raises(forms.TextTooLong):
        forms.prefilled(form.document_type, {names.GROUND: ground.ljust(61, ".")})


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
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        bearers = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        order, read = [], []
        for page in pdf.pages:
            assert page.obj.Tabs == pikepdf.Name.S
            for annotation in page.obj.Annots:
                assert annotation.Subtype == pikepdf.Name.Widget
                element = bearers[int(annotation.StructParent)]
                assert pikepdf.Name.Form == element.S
                assert element.K[0].Obj == annotation
                order.append(str(annotation.get("/Parent", annotation).T))
        for element in elements(pdf):
            read += [
                str(kid.Obj.get("/Parent", kid.Obj).T)
                for kid in element.K
                if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
            ]
        assert read == order
        assert tuple(dict.fromkeys(order)) == forms.field_names(form.document_type)


@pytest.mark.rule("D1", "D4")
@DOCUMENTS
@pytest.mark.parametrize("editable", [True, False])
def test_all_that_is_marked_on_a_page_has_its_place_in_the_reading_order(form: Form, editable: bool) -> None:
    with pikepdf.open(io.BytesIO(forms.prefilled(form.document_type, VALUES, editable=editable))) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        bearers = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        kinds = {str(element.S) for element in elements(pdf)}
        for page in pdf.pages:
            content = b"\n".join(stream.read_bytes() for stream in page.obj.Contents)
            marked = [int(number) for number in re.findall(rb"/MCID (\d+)", content)]
            held = bearers[int(page.obj.StructParents)]
            assert sorted(marked) == list(range(len(held)))
            for number, element in enumerate(held):
                assert number in [int(kid) for kid in element.K]
                assert element.Pg == page.obj
            assert content.count(b"BDC") + content.count(b"BMC") == content.count(b"EMC")
        assert kinds >= {"/Document", "/Sect", "/H1", "/H2", "/P"}
        assert ("/Form" in kinds) is editable


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
        assert page["/Resources"]["/Font"]  # type: ignore[index]
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
        ("goods_1_description", "Vin\nrouge\r", "\r"),
    ],
)
def test_text_that_cannot_be_printed_is_refused_by_name(name: str, value: str, characters: str) -> None:
    with pytest.raises(forms.UnprintableText) as refused:
        forms.prefilled("DAA", {name: value})
    assert refused.value.field == name
    assert set(refused.value.characters) == set(characters)


@pytest.mark.rule("D4")
def test_composed_and_separate_accents_print_alike_and_lines_break_where_they_may() -> None:
    values = {names.CONSIGNOR_CITY: "Be\u0301ziers", "goods_1_description": "Vin\r\nrouge"}
    read = values_of(forms.prefilled("DAA", values))
    assert read == {names.CONSIGNOR_CITY: "Béziers", "goods_1_description": "Vin\nrouge"}


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
    (page, rectangle), *_ = places(document)["goods_received"]
    assert ink(by_pdfium(document, page), rectangle) > ink(blank_image("DAA", page), rectangle) + 30


@pytest.mark.rule("D4")
def test_values_are_never_read_as_a_layout_nor_as_pdf() -> None:
    hostile = '#image("x") ) Tj ET (gps:x) <> \\ //{}[]'
    document = forms.prefilled("DAA", {names.CONSIGNOR_NAME: hostile})
    assert values_of(document)[names.CONSIGNOR_NAME] == hostile
    assert len(pypdf.PdfReader(io.BytesIO(document)).pages) == 8


@pytest.mark.rule("D1")
@DOCUMENTS
def test_the_same_input_gives_the_same_bytes(form: Form) -> None:
    first = forms.prefilled(form.document_type, VALUES)
    blank = forms.blank(form.document_type)
    forms._blank.cache_clear()
    assert forms.blank(form.document_type) == blank
    assert forms.prefilled(form.document_type, VALUES) == first
