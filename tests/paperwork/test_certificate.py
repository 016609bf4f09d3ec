"""The certificate of an authorisation: what it says, to whom it can be read, and that no name makes it fail."""

import io
import re
from dataclasses import fields, replace
from typing import Any

import pikepdf
import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from gps.paperwork import certificate as module
from gps.paperwork.certificate import LONGEST, Certificate, Kind, certificate
from gps.paperwork.printable import REPLACEMENT, visible
from gps.paperwork.typeface import glyphs
from gps.paperwork.typesetting import MENTION

TACIT = Certificate(
    identifier="D26-0107",
    kind=Kind.TACIT,
    operator_name="Château d’Œuvre, çà et là – vins & spiritueux",
    siret="123 456 789 00012",
    excise_number="FR007328E0001",
    establishment="Chai de Béziers",
    address="12 bis, allée du Grand Chêne, 34500 Béziers",
    office_name="Bureau de Béziers",
    office_code="FR004230",
    office_phone="09 70 27 12 34",
    office_email="bureau-de-beziers.accises@douane.example.gouv.fr",
    failure="L'opérateur n'a plus de connexion à GAMM@.",
    asked="le 3 février 2026 à 14 h 32 min 10 s, par téléphone",
    settled="le 3 février 2026 à 15 h 32 min 11 s",
    starts="3 février 2026 à 15 h 32 min 12 s",
    ends="4 février 2026 à 18 h 00",
    made="3 février 2026 à 16 h 05 min 13 s",
    site="https://gps.example.gouv.fr",
)
EXPLICIT = replace(
    TACIT, kind=Kind.EXPLICIT, settled="le 3 février 2026 à 14 h 55 min 2 s, par Mme Martin, bureau de Béziers"
)
KINDS = pytest.mark.parametrize("data", [TACIT, EXPLICIT], ids=lambda data: data.kind.value)
TEXTS = [field.name for field in fields(Certificate) if field.name != "kind"]
NAME = ("Société coopérative agricole des vignerons réunis de la haute vallée de l'Aude " * 3)[:182]


def with_texts(texts: dict[str, Any]) -> Certificate:
    return replace(TACIT, **texts)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def read(document: bytes) -> str:
    """The text of the only page, as pypdf reads it."""
    (page,) = pypdf.PdfReader(io.BytesIO(document)).pages
    return squeezed(page.extract_text())


def solid(text: str) -> str:
    """A text without its spaces: a word too wide for its place is broken anywhere."""
    return re.sub(r"\s", "", text)


def rendered(document: bytes) -> Image.Image:
    pdf = pypdfium2.PdfDocument(document)
    image: Image.Image = pdf[0].render(scale=2).to_pil().convert("RGB")
    pdf.close()
    return image


def elements(node: Any) -> list[Any]:
    """Every element of the structure below a node, in reading order."""
    kids = node.get("/K", pikepdf.Array())
    found = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            found += [kid, *elements(kid)]
    return found


@pytest.mark.rule("F5", "F9")
@KINDS
def test_every_text_of_its_data_is_read_on_the_page(data: Certificate) -> None:
    text = read(certificate(data))
    assert [name for name in TEXTS if getattr(data, name) not in text] == []


@pytest.mark.rule("F5")
def test_a_tacit_authorisation_quotes_the_silence_and_an_explicit_one_the_answer() -> None:
    tacit, explicit = read(certificate(TACIT)), read(certificate(EXPLICIT))
    assert "Certificat d'autorisation tacite d'utilisation de la procédure de secours" in tacit
    assert (
        "« En l'absence de réponse du service dans l'heure qui suit, l'opérateur est autorisé à utiliser la procédure "
        "de secours. »" in tacit
    )
    assert f"Fin de l'heure, sans réponse End of the hour, without answer {TACIT.settled}" in tacit
    assert "Réponse du service" not in tacit
    assert "Certificat d'autorisation d'utilisation de la procédure de secours" in explicit
    assert "« Le service autorise l'opérateur à utiliser la procédure de secours. »" in explicit
    assert f"Réponse du service Answer of the office {EXPLICIT.settled}" in explicit
    assert "tacit" not in explicit
    assert "sans réponse" not in explicit


@pytest.mark.rule("F5")
@KINDS
def test_it_gives_its_legal_basis_its_bounds_the_duties_and_an_english_summary(data: Certificate) -> None:
    text = read(certificate(data))
    assert "Directive (UE) 2020/262 du Conseil du 19 décembre 2019, articles 26 et 38." in text
    assert "partie II" in text
    for sentence in (module.COVERED, module.NOT_COVERED, *module.DUTIES):
        assert squeezed(sentence) in text
    assert "The consignor named above is authorised to use the fallback procedure" in text


@pytest.mark.rule("D2", "F5")
@KINDS
def test_the_mention_of_the_fallback_procedure_is_there_in_red(data: Certificate) -> None:
    document = certificate(data)
    assert read(document).count(MENTION) == 1
    band = rendered(document).crop((100, 60, 1090, 100))
    colours = [colour for _, colour in band.getcolors(100_000) or []]
    assert any(red > 180 and green < 60 and blue < 60 for red, green, blue in colours)  # type: ignore[misc]
    assert all(red >= green - 8 for red, green, _ in colours)  # type: ignore[misc]


@pytest.mark.rule("F5")
@KINDS
def test_a_screen_reader_has_its_language_its_title_and_its_structure(data: Certificate) -> None:
    with pikepdf.open(io.BytesIO(certificate(data))) as pdf:
        assert str(pdf.Root.Lang).startswith("fr")
        assert str(pdf.docinfo["/Title"]).startswith("Certificat d'autorisation")
        assert str(pdf.docinfo["/Title"]).endswith("D26-0107")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        tree = elements(pdf.Root.StructTreeRoot)
        kinds = [str(element.S) for element in tree]
        assert kinds.count("/H1") == 1
        assert kinds.count("/H2") == 5
        assert kinds.count("/LI") == 3
        rows = [element for element in tree if element.S == "/TR"]
        assert len(rows) == 10
        for row in rows:
            assert [str(cell.S) for cell in row.K] == ["/TH", "/TD"]
            assert row.K[0].A.Scope == "/Row"
        assert {str(element.Lang) for element in tree if "/Lang" in element} == {"en-GB"}


@pytest.mark.rule("F5")
@KINDS
def test_the_same_data_give_the_same_bytes_on_one_a4_page(data: Certificate) -> None:
    document = certificate(data)
    assert certificate(replace(data)) == document
    assert certificate(replace(data, made="4 février 2026 à 9 h 00")) != document
    (page,) = pypdf.PdfReader(io.BytesIO(document)).pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    fonts = page["/Resources"]["/Font"].values()  # type: ignore[index]
    assert all("LiberationSans" in font["/BaseFont"] for font in fonts)


@pytest.mark.rule("F5")
@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("<b>&amp;\"'#$[]{}\\`", None),
        ("#panic() $x$ @label *gras* // fin", None),
        ('"}], "title": "x', None),
        ("Cave 🍷 du Midi", "Cave □ du Midi"),
        ("مصنع", "□□□□"),
        ("nul\0 et retour\x1b", "nul□ et retour□"),
        ("à l’envers \u202e321", "à l’envers □321"),
        ("seul \ud800", "seul □"),
        ("deux\nlignes\tici", "deux lignes ici"),
        ("14\u2009h\u202f30", "14 h 30"),
        ("Be\u0301ziers, Żółć, Λάμδα", "Béziers, Żółć, Λάμδα"),
        (NAME, None),
    ],
    ids=lambda value: None if value is None else ascii(value)[:24],
)
def test_no_name_makes_it_fail_and_what_cannot_be_printed_is_seen(name: str, printed: str | None) -> None:
    document = certificate(replace(TACIT, operator_name=name, establishment=name))
    text = read(document)
    assert text.count(squeezed(printed or name).strip()) == 2
    assert "SIRET" in text


@pytest.mark.rule("F5")
def test_an_identifier_is_a_text_too() -> None:
    hostile = '"] #read("x") \0 🍷'
    document = certificate(replace(TACIT, identifier=hostile))
    assert '"] #read("x") □ □' in read(document)


@pytest.mark.rule("F5")
@pytest.mark.parametrize("text", [NAME, "W" * 182, "É" * LONGEST], ids=["words", "one word", "the longest"])
@KINDS
def test_long_texts_neither_overflow_nor_vanish_nor_meet(data: Certificate, text: str) -> None:
    long = replace(data, operator_name=text, establishment=text, address=text, office_name=text, failure=text)
    document = certificate(long)
    assert solid(read(document)).count(solid(text)) == 5
    image = rendered(document)
    inside = image.crop((95, 0, 1096, 1640))
    frame = Image.new("RGB", image.size, "white")
    frame.paste(inside, (95, 0))
    assert ImageChops.difference(image, frame).getbbox() is None, "ink in the margins"
    assert overlapping(document) == []


@pytest.mark.rule("F5")
def test_texts_beyond_any_limit_end_with_an_ellipsis_and_it_stays_one_page() -> None:
    document = certificate(with_texts(dict.fromkeys(TEXTS, "W" * 3000)))
    text = solid(read(document))
    assert max(len(run) for run in re.findall(r"W+", text)) == LONGEST - 1
    assert text.count("…") == len(TEXTS)
    assert overlapping(document) == []


def overlapping(document: bytes) -> list[tuple[Any, Any]]:
    """The pairs of lines of text that stand one on the other; a line is what PDFium gives as a rectangle."""
    pdf = pypdfium2.PdfDocument(document)
    text_page = pdf[0].get_textpage()
    boxes = sorted((text_page.get_rect(index) for index in range(text_page.count_rects())), key=lambda box: -box[3])
    pdf.close()
    found = []
    for index, (left, low, right, top) in enumerate(boxes):
        for other in boxes[index + 1 :]:
            if other[3] <= low:
                break
            across = min(right, other[2]) - max(left, other[0])
            down = min(top, other[3]) - max(low, other[1])
            if across > 1 and down > 0.4 * min(top - low, other[3] - other[1]):
                found.append(((left, low, right, top), other))
    return found


@pytest.mark.rule("F5")
def test_what_is_unknown_leaves_its_line_out() -> None:
    text = read(certificate(replace(TACIT, establishment="", office_code="", office_phone="", office_email="")))
    assert "Joindre le bureau" not in text
    assert "Customs office Bureau de Béziers Panne" in text
    assert "Excise number FR007328E0001 Adresse" in text


@pytest.mark.rule("F5")
@given(st.text(max_size=60))
def test_what_is_shown_can_be_printed_and_every_character_counts(text: str) -> None:
    shown = visible(text, glyphs())
    assert set(shown) <= glyphs()
    assert visible(shown, glyphs()) == shown
    assert len(shown) <= len(text) * 3
    if text.isascii() and text.isprintable():
        assert shown == text.strip()


@pytest.mark.rule("F5")
@settings(max_examples=15, deadline=None)
@given(st.text(max_size=80), st.sampled_from(TEXTS))
def test_any_text_anywhere_gives_one_page(text: str, name: str) -> None:
    document = certificate(with_texts({name: text}))
    assert len(pypdf.PdfReader(io.BytesIO(document)).pages) == 1


@pytest.mark.rule("F5")
def test_the_sign_of_what_is_missing_can_itself_be_printed() -> None:
    assert REPLACEMENT in glyphs()
