"""The code lists as drop-downs in French words, on the screen as on the paper: the code is always whole (D2, D4)."""

import io
from collections.abc import Iterator
from functools import cache

import pikepdf
import pypdf
import pytest

from gps.documents.code_lists import WORDS
from gps.domain.ead.table import GROUPS
from gps.paperwork import appearance, composing, forms, names, places
from gps.paperwork.code_lists import AMENDED, codes_of, destinations, options, with_words
from gps.paperwork.entries import accepted
from gps.paperwork.fields import COMBO, EDIT
from gps.paperwork.layout import Field, Form, Kind
from gps.paperwork.parts import Place, part_of
from gps.paperwork.printable import ENCODING, printable
from gps.paperwork.typeface import typeface
from tests.paperwork.goods_of import every_path
from tests.paperwork.reading import (
    DOCUMENTS,
    ENGINES,
    TOOLS,
    Engine,
    Tool,
    by_pikepdf,
    elements,
    ink,
    page_texts,
    solid,
    values_of,
)
from tests.paperwork.reading import places as rectangles

CODED = {group.number + one.letter: one.codes for group in GROUPS.values() for one in group.elements if one.codes}
"""The elements of Table 1 whose values are codes of a list, each with the name of its list."""
LISTS = sorted(set(CODED.values()))


def choices(element: str, form: Form) -> tuple[str, ...]:
    return destinations(form.document_type) if element == "1a" else options(CODED[element])


def longest(element: str, form: Form) -> str:
    return max(choices(element, form), key=len)


def fields(form: Form) -> dict[str, Field]:
    """All fields of the form and of one blank sheet of each kind."""
    return {**composing.suite(form).fields, **composing.compose(form, {}).fields}


@cache
def in_the_pdf(form: Form) -> dict[str, tuple[int, list[str], tuple[int, int]]]:
    """The drop-downs of the blank form and its sheets: flags, what each offers, and the object that holds it."""
    found = {}
    for document in (forms.suite(form.document_type), forms.blank(form.document_type)):
        with pikepdf.open(io.BytesIO(document)) as pdf:
            for field in pdf.Root.AcroForm.Fields:
                if pikepdf.Name.Ch == field.FT:
                    offered = [str(option) for option in field.Opt]
                    found[str(field.T)] = int(field.Ff), offered, field.Opt.objgen
    return found


def data_of_the_longest_words(form: Form) -> dict[str, str]:
    """A paper with the longest word of every list, in each place that an element may have on it."""
    paths = every_path()
    data = {paths[element]: codes_of(longest(element, form)) for element in CODED}
    further = [f"17[{line}].{{}}".format for line in (1, 2)]
    return data | {of(part): data[f"17[0].{part}"] for of in further for part in ("b", "c", "1[0].a")}


class TestTheDropDowns:
    @pytest.mark.rule("D2")
    @DOCUMENTS
    @pytest.mark.parametrize("element", sorted(CODED))
    def test_offer_the_codes_of_the_list_in_french_words_for_each_element_that_has_one(
        self, form: Form, element: str
    ) -> None:
        made = in_the_pdf(form)
        of_element = {name for name, field in fields(form).items() if element in field.identifiers}
        assert of_element
        for name in of_element:
            flags, offered, _ = made[name]
            assert flags & COMBO
            assert offered == ["", *choices(element, form)]
            assert bool(flags & EDIT) is (CODED[element] in AMENDED or element == "17.2.1a")
        assert [f"{code} - {word}" for code, word in WORDS[CODED[element]].items()] == list(options(CODED[element]))

    @pytest.mark.rule("D2")
    def test_of_destinations_are_shared_out_between_the_two_papers(self) -> None:
        daa, dsa = destinations("DAA"), destinations("DSA")
        assert {*daa, *dsa} == set(options("destination"))
        assert [codes_of(one) for one in daa if one in dsa] == ["11"]
        assert [codes_of(one) for one in dsa] == ["9", "10", "11"]

    @pytest.mark.rule("D2")
    @DOCUMENTS
    def test_are_there_for_what_is_not_typed_in_gps_but_has_a_list(self, form: Form) -> None:
        made = in_the_pdf(form)
        assert made[names.CONSIGNOR_LANGUAGE][1][1:] == list(options("language"))
        for name in ("dispatch_country", "destination_country"):
            assert (name in made) is (form.document_type == "DAA")
            if name in made:
                assert made[name][1][1:] == list(options("country"))

    @pytest.mark.rule("D2")
    @pytest.mark.parametrize("name", LISTS)
    def test_hold_nothing_that_the_font_lacks_or_that_hides_where_a_code_ends(self, name: str) -> None:
        for option, code in zip(options(name), WORDS[name], strict=True):
            assert printable(name, option, multiline=False) == option
            assert all(typeface().widths[byte - 32] > 0 for byte in option.encode(ENCODING))
            assert codes_of(option) == code
            assert with_words(options(name), option) == with_words(options(name), code) == option

    @pytest.mark.rule("D2")
    @DOCUMENTS
    def test_share_what_they_offer_so_that_the_file_stays_small(self, form: Form) -> None:
        for document in (forms.blank(form.document_type), forms.suite(form.document_type)):
            with pikepdf.open(io.BytesIO(document)) as pdf:
                offered = [field.Opt for field in pdf.Root.AcroForm.Fields if pikepdf.Name.Ch == field.FT]
                lists = {tuple(map(str, one)) for one in offered}
                assert all(one.is_indirect for one in offered)
                assert len({one.objgen for one in offered}) == len(lists) < len(offered)


def of_place(form: Form) -> Iterator[tuple[Field, Place]]:
    """Each drop-down of the drawn pages, with its place."""
    for page in (*form.pages, *form.sheets):
        described = page.fields()
        for place in part_of(form, page.key)[1].places():
            if place.name in described and described[place.name].kind is Kind.CHOICE:
                yield described[place.name], place


class TestAChoiceOnThePaper:
    @pytest.mark.rule("D4")
    @DOCUMENTS
    def test_never_leaves_its_place_and_its_code_is_whole_whatever_the_word(self, form: Form) -> None:
        seen = {(field.options, place.width, place.height, field.size) for field, place in of_place(form)}
        for offered, width, height, size in seen:
            for option in offered:
                code = codes_of(option)
                fitted = appearance.fit_choice(option, code, width, height, size)
                assert fitted.lines[0].split(" ")[0] == code, (option, width)
                assert fitted.size >= appearance.SMALLEST
                assert len(fitted.lines) * fitted.size * appearance.LEADING <= height
                room = width - 2 * appearance.MARGIN
                assert all(typeface().width(line, fitted.size) <= room for line in fitted.lines)
                assert fitted.whole is (" ".join(fitted.lines) == option)

    @pytest.mark.rule("D4")
    @pytest.mark.parametrize(
        ("width", "lines", "size"),
        [
            (200, ("ZG - Grand récipient pour vrac",), 9),
            (100, ("ZG - Grand récipient pour vrac",), 7),
            (60, ("ZG - Grand récipie…",), 6),
            (30, ("ZG",), 9),
        ],
    )
    def test_is_set_smaller_then_cut_short_then_left_to_its_code(
        self, width: float, lines: tuple[str, ...], size: float
    ) -> None:
        fitted = appearance.fit_choice("ZG - Grand récipient pour vrac", "ZG", width, 12, 9)
        assert (fitted.lines, fitted.size) == (lines, size)

    @pytest.mark.rule("D2", "D4")
    @DOCUMENTS
    @ENGINES
    def test_with_the_longest_word_of_each_list_is_rendered_within_its_place(self, form: Form, engine: Engine) -> None:
        values = places.values(data_of_the_longest_words(form))
        document = forms.prefilled(form.document_type, values)
        empty = forms.prefilled(form.document_type, values | dict.fromkeys(values, ""))
        blank = engine(empty, 0)
        image = engine(document, 0)
        where = {name: found[0][1] for name, found in rectangles(document).items() if found[0][0] == 0}
        added = {name: ink(image, where[name]) - ink(blank, where[name]) for name in values if name in where}
        assert len(added) > 10
        assert [name for name, drawn in added.items() if drawn < 20] == []
        left, top, right, low = (
            min(one[0] for one in where.values()), min(one[1] for one in where.values()),
            max(one[2] for one in where.values()), max(one[3] for one in where.values()),
        )  # fmt: skip
        page = (left - 20, top - 20, right + 20, low + 20)
        assert abs(ink(image, page) - ink(blank, page) - sum(added.values())) < 30, "nothing is drawn beside a field"

    @pytest.mark.rule("D2", "D4")
    @DOCUMENTS
    def test_with_the_longest_word_of_each_list_is_read_back_whole_by_two_tools(self, form: Form) -> None:
        values = places.values(data_of_the_longest_words(form))
        document = forms.prefilled(form.document_type, values)
        read = values_of(document)
        assert by_pikepdf(document) == read
        expected = {places.field(every_path()[element]): longest(element, form) for element in CODED}
        assert {name: read[name] for name in expected} == expected
        assert not [name for name in read if name.startswith("text_")], "no sheet of texts for a word"

    @pytest.mark.rule("D1", "D4")
    @DOCUMENTS
    def test_is_printed_on_each_copy_of_a_flattened_paper_and_said_whole(self, form: Form) -> None:
        values = places.values(data_of_the_longest_words(form))
        document = forms.prefilled(form.document_type, values, editable=False)
        texts = page_texts(document)
        each = len(texts) // len(form.copies)
        for copy in range(len(form.copies)):
            printed = solid(" ".join(texts[copy * each : (copy + 1) * each]))
            assert [value for value in values.values() if value not in printed] == []
            assert solid(longest("11a", form)) in printed
        with pikepdf.open(io.BytesIO(document)) as pdf:
            spoken = {str(element.ActualText) for element in elements(pdf) if "/ActualText" in element}
        assert longest("17.1a", form) in spoken


class TestWhatIsTyped:
    @pytest.mark.rule("D2")
    @TOOLS
    @DOCUMENTS
    def test_by_another_tool_or_chosen_in_it_stands_on_every_copy(self, form: Form, tool: Tool) -> None:
        entered = {"goods_1_packages_1_kind": options("package")[5], "goods_1_cn_code": "22049999"}
        filled = tool(forms.blank(form.document_type), entered)
        assert values_of(filled) == by_pikepdf(filled) == entered
        reader = pypdf.PdfReader(io.BytesIO(filled))
        for name in entered:
            assert len(rectangles(filled)[name]) == len(form.copies)
            assert (reader.get_fields() or {})[name]["/FT"] == "/Ch"

    @pytest.mark.rule("D4")
    def test_is_taken_where_a_list_may_lack_it_and_refused_elsewhere(self) -> None:
        known = fields(forms.FORMS["DAA"])
        assert accepted(known["goods_1_packages_1_kind"], "CT") == "CT - Carton"
        assert accepted(known["goods_1_packages_1_kind"], "X9") == "X9"
        with pytest.raises(forms.TextTooLong):
            accepted(known["goods_1_packages_1_kind"], "X9 - Caisse")
        for name in ("guarantor", "consignee_language", "goods_4_wine_zone"):
            with pytest.raises(forms.UnknownChoice):
                accepted(known[name], "x9")

    @pytest.mark.rule("D2")
    @pytest.mark.parametrize(
        ("typed", "value"),
        [
            ("4", "4 - Édulcoré"),
            ("1, 4", "1 - Enrichi ; 4 - Édulcoré"),
            ("1 - Enrichi ; 4 - Édulcoré", "1 - Enrichi ; 4 - Édulcoré"),
            ("10 - Pratique œnologique nouvelle, à titre expérimental",) * 2,
            ("1, 77", "1, 77"),
        ],
    )
    def test_of_several_wine_operations_is_each_code_with_its_word(self, typed: str, value: str) -> None:
        field = fields(forms.FORMS["DAA"])["goods_4_wine_operations"]
        assert accepted(field, typed) == value
        assert codes_of(value) == ", ".join(part.split(" - ")[0] for part in value.split(" ; "))
