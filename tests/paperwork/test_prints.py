"""What GPS prints on a paper: the proof as a QR code, the number as a barcode, flattened values, lots (rule D4)."""

import io
import tracemalloc
from dataclasses import replace
from typing import Any

import pikepdf
import pypdf
import pytest
import zxingcpp

from gps.documents.signature import ForgedError, UnknownKeyError, verify
from gps.domain.proof import NotAProofError
from gps.paperwork import forms, marks, names, parts, places
from gps.paperwork.layout import Form
from gps.paperwork.proof_images import HIGHEST_VERSION
from tests.papers import CLAIMS, another, key, keys
from tests.paperwork.goods_of import line
from tests.paperwork.reading import (
    DOCUMENTS,
    ENGINES,
    NUMBER,
    VALUES,
    Engine,
    by_pdfium,
    elements,
    ink,
    page_texts,
    solid,
)
from tests.paperwork.reading import (
    places as places_of,
)

SITE = "https://gps.douane.gouv.fr"
SIGNER = key()
PAYLOAD = SIGNER.sign(CLAIMS)
PROOF = forms.Proof(f"{SITE}/v/{PAYLOAD}", f"{SITE}/verifier", CLAIMS.number)


def codes(document: bytes, page: int, engine: Engine = by_pdfium) -> dict[str, str]:
    """What a decoder reads on a page, by the kind of code."""
    return {found.format.name: found.text for found in zxingcpp.read_barcodes(engine(document, page))}


def with_proof(form: Form, *, editable: bool = True, proof: forms.Proof | None = PROOF) -> bytes:
    return forms.prefilled(form.document_type, VALUES, editable=editable, proof=proof)


class TestTheProof:
    @pytest.mark.rule("D4", "V1", "V3")
    @DOCUMENTS
    @ENGINES
    @pytest.mark.parametrize("editable", [True, False])
    def test_is_decoded_from_each_face_and_verifies(self, form: Form, engine: Engine, editable: bool) -> None:
        document = with_proof(form, editable=editable)
        for page in range(0, 2 * len(form.copies), 2):
            found = codes(document, page, engine)
            assert found == {"QRCode": PROOF.address, "Code128": CLAIMS.number}
        payload = codes(document, 0, engine)["QRCode"].rpartition("/")[2]
        assert verify(payload, keys(SIGNER)) == CLAIMS

    @pytest.mark.rule("V3")
    @pytest.mark.parametrize("place", [0, len(PAYLOAD) // 2, len(PAYLOAD) - 1])
    def test_does_not_verify_with_one_character_changed(self, place: int) -> None:
        changed = PAYLOAD[:place] + another(PAYLOAD[place]) + PAYLOAD[place + 1 :]
        document = forms.prefilled("DAA", VALUES, proof=replace(PROOF, address=f"{SITE}/v/{changed}"))
        decoded = codes(document, 0)["QRCode"].rpartition("/")[2]
        assert decoded == changed
        with pytest.raises((NotAProofError, ForgedError, UnknownKeyError)):
            verify(decoded, keys(SIGNER))

    @pytest.mark.rule("D4")
    @DOCUMENTS
    def test_is_on_no_blank_and_on_no_back(self, form: Form) -> None:
        for document in (forms.blank(form.document_type), forms.suite(form.document_type)):
            assert codes(document, 0) == {}
            assert "Vérifier" not in " ".join(page_texts(document))
        assert codes(with_proof(form), 1) == {}
        assert codes(with_proof(form, proof=None), 0) == {}

    @pytest.mark.rule("D4")
    @DOCUMENTS
    def test_is_explained_beside_it_and_to_a_screen_reader(self, form: Form) -> None:
        document = with_proof(form)
        for text in page_texts(document)[::2]:
            assert f"Vérifier : gps.douane.gouv.fr/verifier {CLAIMS.number}" in text
        with pikepdf.open(io.BytesIO(document)) as pdf:
            figures = [element for element in elements(pdf) if element.S == "/Figure"]
            assert len(figures) == 2 * len(form.copies)
            assert {str(figure.Alt) for figure in figures} == {
                f"Code QR de vérification, signé : il ouvre {SITE}/verifier",
                f"Code-barres du numéro {CLAIMS.number}",
            }
            for figure in figures:
                left, low, right, high = (float(value) for value in figure.A.BBox)
                assert 0 < left < right < 596
                assert 0 < low < high < 842

    @pytest.mark.rule("D4")
    def test_of_the_greatest_size_leaves_a_printer_room_for_its_dots(self) -> None:
        place = next(one for one in parts.part_of(forms.FORMS["DAA"], "face")[1].places() if one.name == "@proof")
        longest = replace(PROOF, address=f"{SITE}/v/" + "A2" * 120)
        height = float(marks.of_proof(place, longest)[0].content.split(" re")[0].split()[-1])
        assert height >= 0.4 * 72 / 25.4, f"version {HIGHEST_VERSION} at most: 0.4 mm a module"


class TestAFlattenedPaper:
    @pytest.mark.rule("D4")
    @DOCUMENTS
    @ENGINES
    def test_has_no_field_left_and_looks_the_same(self, form: Form, engine: Engine) -> None:
        editable, flat = with_proof(form), with_proof(form, editable=False)
        reader = pypdf.PdfReader(io.BytesIO(flat))
        assert reader.get_fields() is None
        assert "/AcroForm" not in reader.root_object
        assert not [page for page in reader.pages if "/Annots" in page]
        for page in range(2 * len(form.copies)):
            left, right = engine(editable, page), engine(flat, page)
            whole = (0.0, 0.0, float(left.width), float(left.height))
            assert abs(ink(left, whole) - ink(right, whole)) < 0.002 * ink(left, whole)

    @pytest.mark.rule("D4")
    @DOCUMENTS
    def test_is_read_aloud_with_its_values_in_their_places(self, form: Form) -> None:
        with pikepdf.open(io.BytesIO(with_proof(form, editable=False))) as pdf:
            assert pdf.Root.MarkInfo.Marked
            spoken = [str(element.ActualText) for element in elements(pdf) if "/ActualText" in element]
            assert spoken == [NUMBER] * 2 * len(form.copies)
            with pdf.open_metadata() as metadata:
                assert metadata["pdfuaid:part"] == "1"
        text = page_texts(with_proof(form, editable=False))[0]
        for name in set(VALUES) - {names.REFERENCE}:
            assert VALUES[name] in text
        assert NUMBER in solid(text)

    @pytest.mark.rule("D4")
    def test_shows_what_is_checked(self) -> None:
        document = forms.prefilled("DAA", {"goods_received": "Oui"}, editable=False)
        (page, rectangle), *_ = places_of(forms.blank("DAA"))["goods_received"]
        crossed, empty = by_pdfium(document, page), by_pdfium(forms.blank("DAA"), page)
        assert ink(crossed, rectangle) > ink(empty, rectangle) + 30
        with pikepdf.open(io.BytesIO(document)) as pdf:
            assert [str(one.ActualText) for one in elements(pdf) if "/ActualText" in one] == ["Oui"]


def papers(count: int) -> list[forms.Paper]:
    found = []
    for place in range(count):
        number = f"26FR007328E0001{place:05d}1"
        values = VALUES | {names.REFERENCE: number, names.CONSIGNOR_NAME: f"Chai n° {place}"}
        kind = "DSA" if place % 3 == 2 else "DAA"
        found.append(forms.Paper(kind, values, replace(PROOF, number=number), number))
    return found


def lot_of(some: list[forms.Paper]) -> bytes:
    file = io.BytesIO()
    forms.lot(iter(some), file)
    return file.getvalue()


class TestALot:
    @pytest.mark.rule("D4", "G8")
    def test_has_each_paper_whole_in_order_and_an_outline_that_leads_to_it(self) -> None:
        more = papers(4)
        more[1] = replace(more[1], values={**more[1].values, **places.values({**line(3), **line(4)})})
        document = lot_of(more)
        texts = page_texts(document)
        pages = [8, 8 + 4 * 2, 6, 8]
        starts = [sum(pages[:place]) for place in range(4)]
        assert len(texts) == sum(pages)
        with pikepdf.open(io.BytesIO(document)) as pdf, pdf.open_outline() as outline:
            starting: dict[str, Any] = {item.title: item.destination for item in outline.root}
            where = {title: pdf.pages.index(pikepdf.Page(target[0])) for title, target in starting.items()}
            assert "/AcroForm" not in pdf.Root
        assert where == {paper.bookmark: start for paper, start in zip(more, starts, strict=True)}
        for paper, start, count in zip(more, starts, pages, strict=True):
            assert all(solid(paper.values[names.REFERENCE]) in solid(text) for text in texts[start : start + count])
            assert paper.values[names.CONSIGNOR_NAME] in texts[start]
            assert codes(document, start)["Code128"] == paper.bookmark
        single = forms.prefilled("DSA", more[2].values, editable=False, proof=more[2].proof)
        assert texts[starts[2] : starts[2] + 6] == page_texts(single)

    @pytest.mark.rule("D4")
    def test_shares_what_its_pages_have_in_common(self) -> None:
        lot_of(papers(2))
        one, many = len(lot_of(papers(2))), len(lot_of(papers(42)))
        assert (many - one) / 40 < 12_000, "bytes for each further paper"
        tracemalloc.start()
        lot_of(papers(42))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 30_000_000

    @pytest.mark.rule("D4")
    def test_is_refused_whole_for_one_paper_that_cannot_be_printed(self) -> None:
        wrong = papers(2)
        wrong[1] = replace(wrong[1], values={names.CONSIGNOR_NAME: "Λάμδα"})
        with pytest.raises(forms.UnprintableText):
            lot_of(wrong)


class TestHostileText:
    @pytest.mark.rule("D4")
    @pytest.mark.parametrize("editable", [True, False])
    @pytest.mark.parametrize("text", ["<b>&\"'</b>", "(a) \\) Tj ET Q", "%PDF-1.7 endobj", '#image("x") gps:@1 @sheet'])
    def test_that_the_paper_can_print_is_printed_to_the_letter(self, text: str, editable: bool) -> None:
        document = forms.prefilled("DAA", {names.CONSIGNOR_NAME: text, "goods_4_description": text}, editable=editable)
        printed = solid(" ".join(page_texts(document)))
        with pikepdf.open(io.BytesIO(document)) as pdf:
            assert pdf.check_pdf_syntax() == []
        if editable:
            fields = pypdf.PdfReader(io.BytesIO(document)).get_fields() or {}
            assert fields[names.CONSIGNOR_NAME].value == fields["goods_4_description"].value == text
        else:
            assert printed.count(solid(text)) == 8, "on each of the four copies, on the face and on the sheet"

    @pytest.mark.rule("D4")
    @pytest.mark.parametrize(
        ("text", "letters"),
        [
            ("Cave 🍷", "🍷"),
            ("الخمر", "الخمر"),
            ("nul\0", "\0"),
            ("a\u202eb", "\u202e"),
            ("\ud800", "\ud800"),
            ("Łódź", "Łź"),
        ],
    )
    def test_that_the_paper_cannot_print_is_refused_by_its_letters(self, text: str, letters: str) -> None:
        for name in (names.CONSIGNOR_NAME, "goods_4_description", "transport_2_seal_information"):
            with pytest.raises(forms.UnprintableText) as refused:
                forms.prefilled("DAA", {name: text})
            assert refused.value.field == name
            assert set(refused.value.characters) == set(letters)
