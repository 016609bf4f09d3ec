"""The forms are drawn where arithmetic puts them: nothing overlaps, nothing leaves its page or is left too narrow."""

from itertools import combinations

import pytest

from gps.paperwork import daa, dsa, geometry
from gps.paperwork.geometry import Drawing
from gps.paperwork.layout import Band, Box, Field, Form, Kind, Page, Slot, row

PAGES = pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=f"{form.document_type}-{page.key}")
        for form in (daa.FORM, dsa.FORM)
        for page in (*form.pages, *form.sheets)
    ],
)


def overlap(one: Drawing, other: Drawing) -> bool:
    across = min(one["x"] + one["w"], other["x"] + other["w"]) - max(one["x"], other["x"])
    down = min(one["y"] + one["h"], other["y"] + other["h"]) - max(one["y"], other["y"])
    return bool(across > 0.01 and down > 0.01)


@pytest.mark.rule("D2")
@PAGES
def test_boxes_do_not_overlap_nor_do_fields_captions_and_notes(page: Page) -> None:
    drawings = geometry.drawings(page)
    boxes = [drawing for drawing in drawings if drawing["draw"] == "box"]
    others = [drawing for drawing in drawings if drawing["draw"] != "box"]
    for group in (boxes, others):
        assert [(one, other) for one, other in combinations(group, 2) if overlap(one, other)] == []


@pytest.mark.rule("D2")
@PAGES
def test_boxes_cover_the_page_and_hold_what_is_theirs(page: Page) -> None:
    drawings = geometry.drawings(page)
    boxes = [drawing for drawing in drawings if drawing["draw"] == "box"]
    covered = sum(box["w"] * box["h"] for box in boxes)
    assert covered == pytest.approx(geometry.WIDTH * (geometry.BOTTOM - geometry.TOP), rel=1e-3)
    for drawing in drawings:
        assert any(
            box["x"] - 0.01 <= drawing["x"]
            and box["y"] - 0.01 <= drawing["y"]
            and drawing["x"] + drawing["w"] <= box["x"] + box["w"] + 0.01
            and drawing["y"] + drawing["h"] <= box["y"] + box["h"] + 0.01
            for box in boxes
        )


@pytest.mark.rule("D1", "D2")
@PAGES
def test_a_hand_can_write_in_each_field_and_in_each_cell(page: Page) -> None:
    for drawing in geometry.drawings(page):
        if drawing["draw"] in {"text", "multiline", "choice"}:
            assert drawing["w"] >= geometry.MINIMUM
            assert drawing["h"] >= 3.6, drawing["name"]
        if drawing["draw"] == "comb":
            assert drawing["w"] / 21 >= 5
            assert drawing["h"] >= 8


@pytest.mark.rule("D4")
@pytest.mark.parametrize("form", [daa.FORM, dsa.FORM], ids=lambda form: form.document_type)
def test_the_proof_stands_beside_box_a_and_the_barcode_in_it_with_room_to_be_scanned(form: Form) -> None:
    found = geometry.drawings(form.page("face"))
    proof, barcode = (next(one for one in found if one.get("name") == name) for name in ("@proof", "@barcode"))
    box_a = next(one for one in found if one.get("number") == "A")
    beside = next(one for one in found if one.get("label") == "Vérification")
    assert proof["w"] / (57 + 8) >= 0.4, "a module of the largest QR code, in millimetres"
    assert barcode["w"] / (222 + 20) >= 0.19
    assert beside["x"] == pytest.approx(box_a["x"] + box_a["w"])
    assert box_a["y"] < barcode["y"] < box_a["y"] + box_a["h"]
    assert {one["draw"] for one in (proof, barcode)} == {Kind.SPOT}


@pytest.mark.rule("D2")
@pytest.mark.parametrize(
    ("caption", "width", "height"),
    [(0, None, 300), (0, None, 20), (200, None, None), (188, None, None), (5, 30, None)],
    ids=["band too high", "band leaves a hole", "caption too wide", "field too narrow", "row leaves a hole"],
)
def test_a_layout_that_does_not_fit_is_refused(caption: float, width: float | None, height: float | None) -> None:
    box = Box("1", "Case", "Box", (row(Slot(Field("field", "Champ", "Field"), caption, width)),))
    with pytest.raises(geometry.DoesNotFit):
        geometry.drawings(Page("face", "Titre", "Title", (Band((box,), height),)))
