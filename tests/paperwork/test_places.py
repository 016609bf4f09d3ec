"""Each element of Table 1 has a place on both papers, found by its number and letter (rules D2, D6)."""

import pytest

from gps.domain.ead.table import GROUPS
from gps.paperwork import code_lists, forms, places
from gps.paperwork.composing import compose
from gps.paperwork.layout import Form
from gps.wording.table1 import PAPER_ELEMENTS
from tests.paperwork.goods_of import OF_THE_AUTHORITIES, every_path, line
from tests.paperwork.reading import DOCUMENTS, by_pikepdf, page_texts, solid, values_of

LAST = {"9.1": "9.1[8]", "12": "12[1]", "16": "16[98]", "17": "17[998]", "17.1": "17[998].1[98]", "18": "18[8]"}
CODED = {group.number + one.letter: one.codes for group in GROUPS.values() for one in group.elements if one.codes}
"""Elements whose value is a code of a list, with its name; that of the consignor's language is GPS's to give."""


def sample(element: str, form: Form) -> str:
    """A value that its field takes, and that no other element has."""
    if element in {*CODED, "2g"}:
        options = code_lists.destinations(form.document_type) if element == "1a" else ()
        found = options or code_lists.options(CODED.get(element, "language"))
        return code_lists.codes_of(found[len(element) % len(found)])
    return {"9c": "03/02/2026", "9e": "04/02/2026", "9f": "14:30"}.get(element, f"{sum(map(ord, element)) % 90 + 10}")


@pytest.mark.rule("D2", "D6")
@DOCUMENTS
@pytest.mark.parametrize("element", [g.number + e.letter for g in PAPER_ELEMENTS for e in g.elements])
def test_an_element_is_found_on_the_paper_by_its_number_and_letter(form: Form, element: str) -> None:
    if element in OF_THE_AUTHORITIES:
        assert element not in places.FIELDS
        return
    path = every_path()[element]
    name, value = places.field(path), sample(element, form)
    composed = compose(form, places.values({path: value}))
    assert places.element(path) == element
    assert element in composed.fields[name].identifiers
    assert element in composed.tooltips[name].rpartition("(")[2]
    assert composed.values[name].split(" - ")[0] == value


@pytest.mark.rule("D2", "D4")
@DOCUMENTS
def test_all_of_them_together_are_printed_on_every_copy(form: Form) -> None:
    data = {path: sample(element, form) for element, path in every_path().items()}
    values = places.values(data)
    document = forms.prefilled(form.document_type, values)
    read = values_of(document)
    assert {name: code_lists.codes_of(read[name]) for name in values} == values
    assert by_pikepdf(document) == read
    texts = page_texts(forms.prefilled(form.document_type, values, editable=False))
    of_copy = len(texts) // len(form.copies)
    for copy in range(len(form.copies)):
        printed = solid(" ".join(texts[copy * of_copy : (copy + 1) * of_copy]))
        assert [name for name, value in values.items() if solid(value) not in printed] == []


@pytest.mark.rule("D2")
@pytest.mark.parametrize("group", [group.number for group in PAPER_ELEMENTS if group.repeat > 1])
def test_a_group_has_a_place_as_often_as_it_may_be_there(group: str) -> None:
    last = LAST.get(group, "17[998].2.1[98]")
    letter = next(one for one in PAPER_ELEMENTS if one.number == group).elements[0].letter
    name = places.field(f"{last}.{letter}")
    assert name in compose(forms.FORMS["DAA"], {name: "2"}).fields
    beyond = last[: last.rindex("[") + 1] + str(int(last[last.rindex("[") + 1 : -1]) + 1) + "]"
    with pytest.raises(KeyError):
        places.field(f"{beyond}.{letter}")


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    "path",
    ["", "x", "2", "2.", "2.z", "1.d", "9.g", "-.a", "17.a", "2[0].a", "17[-1].a", "17[0].1.a", "17[0]",
     "17[0].2[0].a", "a.2"],
)  # fmt: skip
def test_a_path_that_the_table_has_not_is_an_error(path: str) -> None:
    with pytest.raises(KeyError):
        places.field(path)
    with pytest.raises(KeyError):
        places.values({path: "x"})


@pytest.mark.rule("D4")
def test_data_are_written_as_the_paper_writes_them() -> None:
    data = {
        "2.c": "rue Haute", "2.d": "12 bis", "9.c": "2026-02-03", "9.e": "04/02/2026", "9.f": "14:30:00", "5.b": "",
        "17[0].2.1[10].a": "9", "17[0].2.1[2].a": "4", "17[0].2.1[0].a": "1", **line(1, d="12.5"),
    }  # fmt: skip
    values = places.values(data)
    assert values["consignor_address"] == "12 bis rue Haute"
    assert (values["invoice_date"], values["dispatch_date"], values["dispatch_time"]) == (
        "03/02/2026", "04/02/2026", "14:30",
    )  # fmt: skip
    assert values["goods_1_wine_operations"] == "1, 4, 9"
    assert "consignee_name" not in values
    assert values["goods_2_quantity"] == "12.5"


@pytest.mark.rule("D4")
@pytest.mark.parametrize("written", ["bientôt", "2026-02-30", "2026"])
def test_what_is_no_date_stays_as_it_was_typed(written: str) -> None:
    assert places.values({"9.c": written}) == {"invoice_date": written}
