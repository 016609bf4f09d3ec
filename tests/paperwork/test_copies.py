"""The copies of a document in one file: each says for whom it is, and what is typed once is on all (rules D1, D2)."""

import io
import re

import pikepdf
import pytest

from gps.paperwork import daa, dsa, forms, names
from gps.paperwork.layout import Form
from tests.paperwork.reading import (
    DOCUMENTS,
    ENGINES,
    NUMBER,
    TOOLS,
    Engine,
    Tool,
    blank_image,
    by_pdfium,
    ink,
    page_texts,
    places,
    values_of,
)


@pytest.mark.rule("D2")
def test_a_daa_has_four_copies_and_the_certificate_c_is_on_the_one_that_returns() -> None:
    texts = page_texts(forms.blank("DAA"))
    labels = [re.findall(r"Exemplaire \d", text) for text in texts]
    assert labels == [[f"Exemplaire {copy}"] for copy in (1, 1, 2, 2, 3, 3, 4, 4)]
    with_c = [place for place, text in enumerate(texts) if "C Certificat de réception ou d'exportation" in text]
    assert with_c == [5]
    assert "retour à l'expéditeur, avec C" in texts[4]
    purposes = ["pour l'expéditeur", "pour le destinataire", "retour à l'expéditeur", "pour les autorités de dest"]
    assert [purpose in texts[2 * place] for place, purpose in enumerate(purposes)] == [True] * 4
    assert all("B Changement du lieu de livraison" in text for text in texts[1::2])


@pytest.mark.rule("D2")
def test_a_dsa_has_three_copies_and_the_certificate_b_is_on_the_one_that_returns() -> None:
    texts = page_texts(forms.blank("DSA"))
    assert len(texts) == 6
    assert [place for place, text in enumerate(texts) if "B Certificat de réception" in text] == [5]
    assert "retour au fournisseur, avec B" in texts[4]


@pytest.mark.rule("D2")
@TOOLS
@ENGINES
@DOCUMENTS
def test_what_a_tool_enters_once_is_printed_on_every_copy(form: Form, engine: Engine, tool: Tool) -> None:
    entered = {names.REFERENCE: NUMBER, "consignee_name": "Weinhaus Müller", "goods_2_cn_code": "22042179"}
    filled = tool(forms.blank(form.document_type), entered)
    assert values_of(filled) == entered
    for name in ("consignee_name", "goods_2_cn_code"):
        assert [page for page, _ in places(filled)[name]] == [2 * copy for copy in range(len(form.copies))]
        for page, rectangle in places(filled)[name]:
            drawn = ink(engine(filled, page), rectangle)
            assert drawn > ink(blank_image(form.document_type, page, engine), rectangle) + 100


@pytest.mark.rule("D2")
@TOOLS
def test_a_tool_writes_into_no_other_field_than_the_one_it_fills(tool: Tool) -> None:
    filled = tool(forms.blank("DAA"), {"goods_1_quantity": "900"})
    (page, rectangle), *_ = places(filled)["goods_2_quantity"]
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        streams = {
            str(widget.get("/Parent", widget).T): widget.AP.N.objgen
            for widget in pdf.pages[0].obj.Annots
            if "/N" in widget.AP and isinstance(widget.AP.N, pikepdf.Stream)
        }
    assert len(set(streams.values())) == len(streams)
    assert values_of(filled) == {"goods_1_quantity": "900"}
    assert ink(by_pdfium(filled, page), rectangle) == ink(blank_image("DAA", page), rectangle)


@pytest.mark.rule("D1")
@pytest.mark.parametrize("form", [daa.FORM, dsa.FORM], ids=lambda form: form.document_type)
def test_the_outline_of_the_file_leads_to_each_copy(form: Form) -> None:
    with pikepdf.open(io.BytesIO(forms.blank(form.document_type))) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == [f"Exemplaire {copy.number} {copy.purpose}" for copy in form.copies]


@pytest.mark.rule("D2")
@DOCUMENTS
def test_drop_downs_are_in_french_and_dates_say_how_they_are_written(form: Form) -> None:
    fields = form.fields()
    choices = {name for name, field in fields.items() if field.options}
    assert choices >= {"destination_type", "guarantor", "transport_mode", "transport_1_unit", "transport_arrangement"}
    assert fields["guarantor"].options[1] == "2 - Transporteur"
    for name in (names.DISPATCH_DATE, "invoice_date"):
        assert "jj/mm/aaaa" in form.tooltips()[name]
    with pikepdf.open(io.BytesIO(forms.blank(form.document_type))) as pdf:
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        assert not [field for field in pdf.Root.AcroForm.Fields if "/AA" in field], "readers differ: no script"
