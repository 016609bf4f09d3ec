"""Names as a search compares them."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain import names
from gps.domain.names import search_key


def test_the_examples_hold() -> None:
    assert doctest.testmod(names).failed == 0


@pytest.mark.rule("F2")
@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("CHÂTEAU D’YQUEM", "chateau d yquem"),
        ("Cha\u0302teau", "chateau"),
        ("S.A.R.L. Vins & Spiritueux", "s a r l vins spiritueux"),
        ("Œuvre, Æther, Øre, Straße", "oeuvre aether ore strasse"),
        ("Saint-Émilion\u00a0n°\u202f4", "saint emilion n 4"),
        ("  \x00 ", ""),
    ],
)
def test_a_key_is_plain_words(name: str, key: str) -> None:
    assert search_key(name) == key


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    key = search_key(name)
    assert search_key(key) == key


@given(st.text(alphabet="aéèçœÉÇŒ zZ-’", max_size=30))
def test_neither_capitals_nor_what_surrounds_matters(name: str) -> None:
    assert search_key(name.upper()) == search_key(f" {name.lower()}. ")
