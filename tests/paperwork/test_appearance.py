"""A text that is too wide is set smaller, then folded, then visibly cut: it never vanishes."""

import pytest

from gps.paperwork.appearance import LEADING, MARGIN, SMALLEST, fit, wrap
from gps.paperwork.typeface import typeface

NAME = "Société coopérative agricole des vignerons réunis de la haute vallée de l'Aude"


@pytest.mark.rule("D4")
def test_a_short_text_keeps_its_size() -> None:
    assert fit("AB-123-CD", 100, 14, 9, multiline=False).size == 9


@pytest.mark.rule("D4")
@pytest.mark.parametrize("multiline", [False, True])
@pytest.mark.parametrize("length", [10, 60, 182])
def test_every_line_fits_the_field_and_no_word_is_lost(length: int, multiline: bool) -> None:
    text = (NAME * 3)[:length].strip()
    fitted = fit(text, 200, 20, 9, multiline=multiline)
    assert fitted.whole
    assert SMALLEST <= fitted.size <= 9
    assert " ".join(fitted.lines) == text
    assert all(typeface().width(line, fitted.size) <= 200 - 2 * MARGIN for line in fitted.lines)
    assert len(fitted.lines) * fitted.size * LEADING <= 20


@pytest.mark.rule("D4")
def test_a_text_without_any_room_ends_with_an_ellipsis() -> None:
    fitted = fit(NAME * 10, 100, 14, 9, multiline=False)
    assert not fitted.whole
    assert fitted.size == SMALLEST
    assert fitted.lines[-1].endswith("…")
    assert (NAME * 10).startswith(" ".join(fitted.lines)[:-1])
    assert all(typeface().width(line, SMALLEST) <= 100 - 2 * MARGIN for line in fitted.lines)


@pytest.mark.rule("D4")
def test_a_word_wider_than_a_line_is_broken_within() -> None:
    lines = wrap("X" * 50, 60, 9)
    assert len(lines) > 1
    assert "".join(lines) == "X" * 50
