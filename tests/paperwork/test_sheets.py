"""The continuation sheets: they come with the data that ask for them, with every copy, and none without (rule D2)."""

import io
import re

import pikepdf
import pypdf
import pytest

from gps.paperwork import binding, forms, marks, names, places, sheets
from gps.paperwork.code_lists import codes_of
from gps.paperwork.composing import SHEETS_PER_COPY, compose
from gps.paperwork.layout import Form
from gps.paperwork.parts import part_of
from tests.paperwork.goods_of import line, text_of
from tests.paperwork.reading import DOCUMENTS, NUMBER, TOOLS, Tool, page_texts, solid, values_of

FACES = ["face", "back"]


def keys(values: dict[str, str], document_type: str = "DAA") -> list[str]:
    """The pages of the first copy."""
    pages = compose(forms.FORMS[document_type], values).pages
    return [page.key for page in pages if page.copy == "Exemplaire 1"]


def sheets_for(values: dict[str, str], document_type: str = "DAA") -> list[str]:
    """The sheets of the first copy, without the one that makes its pages an even number."""
    found = keys(values, document_type)[2:]
    return found[:-1] if found[-1:] == [sheets.TEXTS] else found


@pytest.mark.rule("D2")
@DOCUMENTS
def test_what_the_face_holds_asks_for_no_sheet(form: Form) -> None:
    values = dict.fromkeys(form.page("face").fields(), "")
    values |= places.values({**line(0), **line(1), **line(2)}) | {names.REFERENCE: NUMBER}
    assert keys(values, form.document_type) == FACES


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (line(3), [sheets.GOODS]),
        (line(0, r="Château Œuvre"), [sheets.GOODS]),
        ({"17[0].2.a": "3"}, [sheets.GOODS]),
        ({"17[2].1[1].a": "CT"}, [sheets.GOODS]),
        ({"17[2].1[3].a": "CT"}, [sheets.GOODS, sheets.PACKAGES]),
        ({**line(0, r="x"), **line(1, r="x"), **line(2, r="x")}, [sheets.GOODS] * 2),
        ({"18[1].a": "Certificat"}, [sheets.DOCUMENTS]),
        ({"9.1[1].a": "26FR0001"}, [sheets.DOCUMENTS]),
        ({"16[0].d": "Plombs"}, [sheets.TRANSPORT]),
        ({"16[98].b": "AB-123-CD"}, [sheets.TRANSPORT] * 8),
        ({"12[1].c": "Garant"}, [sheets.TRADERS]),
        ({"14.b": "Organisateur", "18[0].c": "Acte", **line(8)}, [sheets.TRADERS, sheets.DOCUMENTS, sheets.GOODS]),
    ],
)
def test_data_without_a_place_on_the_face_ask_for_their_sheet(data: dict[str, str], expected: list[str]) -> None:
    assert sheets_for(places.values(data)) == expected


@pytest.mark.rule("D2")
def test_what_differs_between_the_faces_differs_between_the_sheets() -> None:
    values = places.values({"15.c": "Grande Rue"})
    assert sheets_for(values, "DAA") == []
    assert sheets_for(values, "DSA") == [sheets.TRADERS]


@pytest.mark.rule("D2")
@DOCUMENTS
def test_99_packages_and_99_operations_of_one_line_have_their_places(form: Form) -> None:
    data = {f"17[0].1[{number}].b": str(number + 1) for number in range(99)}
    data |= {f"17[0].2.1[{number}].a": "12" for number in range(99)}
    values = places.values(data)
    read = values_of(forms.prefilled(form.document_type, values))
    assert {name: codes_of(read[name]) for name in values} == values
    assert len(values) == 100


@pytest.mark.rule("D2", "D4")
@DOCUMENTS
def test_999_lines_are_printed_in_order_on_one_set_of_sheets_for_all_copies(form: Form) -> None:
    values = places.values({path: text for position in range(999) for path, text in line(position).items()})
    values[names.REFERENCE] = NUMBER
    composed = compose(form, values)
    goods = [page for page in composed.pages if page.key == sheets.GOODS]
    assert len(goods) == 498
    assert [page.ranks[0][1] for page in goods] == [str(number) for number in range(4, 1000, 2)]
    assert {page.copy for page in goods} == {f"Exemplaires 1 à {len(form.copies)}"}
    assert "avec 498 feuilles suite" in composed.pages[0].purpose
    document = forms.prefilled(form.document_type, values)
    reader = pypdf.PdfReader(io.BytesIO(document))
    assert reader.get_fields() is None, "so many fields would be too much for the readers of the file"
    assert reader.root_object["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert len(reader.pages) == 2 * len(form.copies) + 498
    last = reader.pages[-1].extract_text()
    assert "498 / 498" in last
    assert "999" in last
    assert "Exemplaires 1 à" in last


@pytest.mark.rule("D1", "D4")
@pytest.mark.parametrize(
    ("large", "largest", "fields", "tags"),
    [(16, 16, True, True), (15, 16, False, True), (15, 15, False, False)],
)
def test_a_paper_of_more_pages_loses_its_fields_then_its_tags_and_keeps_its_values(
    large: int, largest: int, fields: bool, tags: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binding, "LARGE", large)
    monkeypatch.setattr(binding, "LARGEST", largest)
    document = forms.prefilled("DAA", places.values(line(3)) | {names.REFERENCE: NUMBER})
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert len(pdf.pages) == 16
        assert ("/AcroForm" in pdf.Root) is fields
        assert ("/StructTreeRoot" in pdf.Root) is tags
        with pdf.open_metadata() as metadata:
            assert ("pdfuaid:part" in metadata) is tags, "it says what it is"
        if tags:
            numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
            bearers = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
            for page in pdf.pages:
                content = b"".join(stream.read_bytes() for stream in page.obj.Contents)
                assert len(bearers[int(page.obj.StructParents)]) == content.count(b"/MCID")
    if not fields:
        assert "22042179" in page_texts(document)[2]


@pytest.mark.rule("D2")
@pytest.mark.parametrize("lines", [4, 6, 2 * SHEETS_PER_COPY + 3, 2 * SHEETS_PER_COPY + 5])
def test_each_copy_has_its_sheets_and_begins_a_new_sheet_of_paper(lines: int) -> None:
    form = forms.FORMS["DAA"]
    data = {path: text for position in range(lines) for path, text in line(position).items()}
    pages = compose(form, places.values(data)).pages
    starts = [place for place, page in enumerate(pages) if page.key == "face"]
    assert [start % 2 for start in starts] == [0] * 4
    in_copies = {page.copy for page in pages if page.key == sheets.GOODS}
    once = lines > 2 * SHEETS_PER_COPY + 3
    assert in_copies == ({"Exemplaires 1 à 4"} if once else {f"Exemplaire {copy}" for copy in range(1, 5)})


@pytest.mark.rule("D2")
@DOCUMENTS
@pytest.mark.parametrize("lines", [5, 999])
def test_what_says_which_copy_it_is_stays_above_the_boxes(form: Form, lines: int) -> None:
    composed = compose(form, places.values(line(3) | line(lines - 1) | {"16[98].b": "AB"}))
    for page in composed.pages:
        place = next(one for one in part_of(form, page.key)[1].places() if one.name == "@copy")
        mark = marks.of_copy(place, page.copy, page.purpose)
        baselines = [float(found) for found in re.findall(r"([-\d.]+) Td", mark.content)]
        starts = [float(found) for found in re.findall(r"([-\d.]+) [-\d.]+ Td", mark.content)]
        assert len(baselines) == len(starts) <= 3
        assert min(baselines) >= -1.5, page
        assert min(starts) >= 0, page


@pytest.mark.rule("D2")
def test_a_sheet_says_what_it_belongs_to() -> None:
    document = forms.prefilled("DAA", places.values(line(3)) | {names.REFERENCE: NUMBER}, editable=False)
    texts = page_texts(document)
    assert len(texts) == 16
    assert "avec 2 feuilles suite" in texts[0]
    for place, text in enumerate(texts):
        assert NUMBER in solid(text)
        assert f"Exemplaire {place // 4 + 1}" in text
    assert "1 / 2" in texts[2]
    assert "Feuille suite : produits" in texts[2]


@pytest.mark.rule("D2", "D4")
@DOCUMENTS
@pytest.mark.parametrize("letters", ["", "W"])
def test_texts_of_the_greatest_length_are_printed_whole(form: Form, letters: str) -> None:
    longest = {
        "2.b": 182, "5.b": 182, "7.b": 182, "2.c": 65, "2.f": 50, "9.b": 35, "6.b": 255, "13.b": 350,
        "16[0].f": 350, "16[0].d": 350, "16[0].c": 35, "17[0].p": 350, "17[0].r": 350, "17[3].v": 350,
        "17[0].1[0].f": 999, "17[3].1[0].f": 999, "17[3].1[5].f": 999, "17[3].2.d": 350, "18[0].a": 350, "18[8].c": 350,
    }  # fmt: skip
    data = {path: letters * length or text_of(length) for path, length in longest.items()}
    values = places.values(data)
    read = values_of(forms.prefilled(form.document_type, values))
    assert {name: read[name] for name in values} == values
    printed = solid("".join(page_texts(forms.prefilled(form.document_type, values, editable=False))))
    assert [name for name, value in values.items() if solid(value) not in printed] == []


@pytest.mark.rule("D2")
def test_a_text_that_its_place_does_not_hold_is_whole_on_a_sheet_that_says_whose_it_is() -> None:
    composed = compose(forms.FORMS["DAA"], {"goods_1_packages_1_marks": "W" * 999})
    assert composed.values["text_1"] == "W" * 999
    assert composed.values["text_1_place"].startswith("Case 18a : ")
    assert composed.values["text_1_place"].endswith("(17.1f)")
    assert sheets.TEXTS in [page.key for page in composed.pages]


@pytest.mark.rule("D1", "D2")
@TOOLS
@DOCUMENTS
def test_blank_sheets_can_be_fetched_and_filled(form: Form, tool: Tool) -> None:
    document = forms.suite(form.document_type)
    texts = page_texts(document)
    assert [form.sheets[place].heading in text for place, text in enumerate(texts)] == [True] * len(form.sheets)
    entered = {names.REFERENCE: NUMBER, "goods_4_number": "7", "sheet_4": "1 / 2", "goods_4_packages_4_kind": "CT"}
    assert values_of(tool(document, entered)) == entered


@pytest.mark.rule("D2")
@DOCUMENTS
def test_no_two_fields_of_the_sheets_sound_alike(form: Form) -> None:
    fields = pypdf.PdfReader(io.BytesIO(forms.suite(form.document_type))).get_fields() or {}
    tooltips = [field["/TU"] for field in fields.values()]
    assert len(set(tooltips)) == len(tooltips)
    assert not [tooltip for tooltip in tooltips if "@" in tooltip]
    assert not [name for name in fields if "@" in name]
