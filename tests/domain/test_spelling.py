"""A number read aloud: nothing is lost on the line, and no two characters sound alike."""

import doctest
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain import spelling
from gps.domain.reference import DocumentType, issue
from gps.domain.spelling import groups_of_three, read_aloud, spelled

ALPHABET = string.digits + string.ascii_uppercase
NUMBER = "14FR007328E0001000085"


@pytest.mark.rule("G8")
def test_the_examples_of_the_module_are_true() -> None:
    assert doctest.testmod(spelling).failed == 0


@pytest.mark.rule("G8")
@given(st.text(ALPHABET, min_size=21, max_size=21))
def test_what_is_heard_gives_the_number_back(number: str) -> None:
    heard = {words: character for character in ALPHABET for words in [spelled(character)]}
    groups = read_aloud(number)
    assert [len(group.characters) for group in groups] == [3] * 7
    assert "".join(heard[said.words] for group in groups for said in group.characters) == number
    assert [group.text for group in groups] == groups_of_three(number)
    assert all("".join(said.character for said in group.characters) == group.text for group in groups)


@pytest.mark.rule("G8")
@given(st.integers(2000, 2099), st.integers(1, 99_999), st.sampled_from(DocumentType))
def test_every_number_that_gps_issues_can_be_read(year: int, sequence: int, document_type: DocumentType) -> None:
    number = issue(year, "FR007328E0001", sequence, document_type).text
    assert "".join(groups_of_three(number)) == number
    assert len(read_aloud(number)) == 7


@pytest.mark.rule("G8")
def test_each_character_has_a_word_of_its_own() -> None:
    assert len({spelled(character) for character in ALPHABET}) == 36


@pytest.mark.rule("G8")
@pytest.mark.parametrize("letter", string.ascii_uppercase)
def test_the_word_of_a_letter_begins_with_it(letter: str) -> None:
    said, _, word = spelled(letter).partition(" comme ")
    assert said == letter == word[0]


@pytest.mark.rule("G8")
def test_digits_are_said_by_their_names() -> None:
    names = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
    assert [spelled(digit) for digit in string.digits] == names


@pytest.mark.rule("G8")
@given(st.text(max_size=40).filter(lambda text: len(text) != 21))
def test_another_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="21 characters"):
        groups_of_three(text)


@pytest.mark.rule("G8")
@pytest.mark.parametrize("character", ["", "a", "É", "²", "١", "10", " ", "-", "\0"])
def test_what_is_not_a_digit_nor_a_capital_letter_is_refused(character: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        spelled(character)
    with pytest.raises(ValueError):
        read_aloud(NUMBER[:-1] + character)
