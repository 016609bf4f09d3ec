"""The 13 characters of an establishment: how they may be typed, what is refused and for which reason."""

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain import excise_number
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.excise_number import Form, parse

NUMBER = "FR007328E0001"

SEPARATORS = ["", " ", ".", "-", "\u00a0", "\u2009", "\u202f", "\u2010", "\u2011", "\u2013", "\u2014"]
FOREIGN = {
    "superscript two": "\u00b2",
    "full-width one": "\uff11",
    "Arabic-Indic one": "\u0661",
    "Turkish dotted I": "\u0130",
    "Turkish dotless i": "\u0131",
    "Greek Epsilon": "\u0395",
    "Greek Rho": "\u03a1",
    "Cyrillic Er": "\u0420",
    "long s": "\u017f",
    "Kelvin sign": "\u212a",
    "sharp s": "\u00df",
    "null": "\0",
    "tab": "\t",
    "line end": "\n",
    "zero-width space": "\u200b",
    "lone surrogate": "\ud800",
    "slash": "/",
    "underscore": "_",
    "plus": "+",
}

french_numbers = st.from_regex(r"FR0[0-9]{5}[A-Z][0-9]{4}", fullmatch=True)
european_numbers = st.from_regex(r"[A-Z]{2}[A-Z0-9]{11}", fullmatch=True)
any_text = st.text(st.characters(exclude_categories=()))


@st.composite
def as_typed(draw: st.DrawFn, number: str) -> str:
    """The number as a hurried hand or a word processor writes it."""
    typed = (draw(st.sampled_from([c, c.lower()])) + draw(st.sampled_from(SEPARATORS)) for c in number)
    return draw(st.sampled_from(["", " ", "\t", "\u00a0"])) + "".join(typed) + draw(st.sampled_from(["", " ", "\r\n"]))


def outcome_of(text: str, form: Form) -> str | DomainError:
    """What parse gives or refuses; any other exception fails the test."""
    try:
        return parse(text, form)
    except DomainError as refusal:
        return refusal


@pytest.mark.rule("N9")
class TestATypedExciseNumber:
    @given(st.data())
    def test_is_canonical_whatever_its_case_and_separators(self, data: st.DataObject) -> None:
        number = data.draw(french_numbers)
        assert parse(data.draw(as_typed(number))) == number

    @given(european_numbers)
    def test_that_is_canonical_stays_as_it_is(self, number: str) -> None:
        assert excise_number.canonical(number) == number

    @given(any_text)
    def test_is_canonical_at_once(self, text: str) -> None:
        once = excise_number.canonical(text)
        assert excise_number.canonical(once) == once.strip()

    @pytest.mark.parametrize("character", ["\u0131", "\u017f", "\u00df", "\ufb01"])
    def test_does_not_turn_foreign_letters_into_ascii(self, character: str) -> None:
        assert excise_number.canonical(f"f{character}r") == f"F{character}R"


@pytest.mark.rule("N10")
class TestAnExciseNumber:
    @pytest.mark.parametrize("number", [NUMBER, "FR099999A9999", "FR000000Z0000"])
    def test_in_french_form_is_accepted(self, number: str) -> None:
        assert parse(number) == number

    @pytest.mark.parametrize("text", ["", " ", "FR007328E000", "FR007328E00011", "FR007328E0001 14"])
    def test_of_another_length_is_named_with_its_length(self, text: str) -> None:
        with pytest.raises(DomainError) as refusal:
            parse(text)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.EXCISE_NUMBER_LENGTH, "excise_number")
        assert fault.data == {"length": len(text.replace(" ", ""))}

    @pytest.mark.parametrize("character", FOREIGN.values(), ids=FOREIGN.keys())
    @pytest.mark.parametrize("form", Form)
    @pytest.mark.parametrize("position", [1, 2, 8, 11])
    def test_with_a_foreign_character_is_named_with_it(self, position: int, form: Form, character: str) -> None:
        with pytest.raises(DomainError) as refusal:
            parse(NUMBER[:position] + character + NUMBER[position + 1 :], form)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.data) == (ErrorCode.EXCISE_NUMBER_CHARACTER, {"character": character})

    @pytest.mark.parametrize("text", ["BE007328E0001", "XI00000000001", "0R007328E0001", "F0007328E0001"])
    def test_of_another_country_is_named_with_it(self, text: str) -> None:
        with pytest.raises(DomainError) as refusal:
            parse(text)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.data) == (ErrorCode.EXCISE_NUMBER_COUNTRY, {"country": text[:2]})

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("FR107328E0001", id="no zero after FR"),
            pytest.param("FR0O7328E0001", id="letter O among the digits"),
            pytest.param("FR00732880001", id="digit for the letter"),
            pytest.param("FR007328EE001", id="two letters"),
            pytest.param("FR007328E000A", id="letter at the end"),
            pytest.param("FRE073280001X", id="letter elsewhere"),
        ],
    )
    def test_in_another_form_is_refused_but_for_the_european_setting(self, text: str) -> None:
        with pytest.raises(DomainError) as refusal:
            parse(text)
        assert refusal.value.codes == (ErrorCode.EXCISE_NUMBER_FORM,)
        assert refusal.value.faults[0].field == "excise_number"
        assert parse(text, Form.EUROPEAN) == text

    @given(french_numbers)
    def test_in_french_form_is_also_in_the_european_form(self, number: str) -> None:
        assert parse(number, Form.EUROPEAN) == parse(number) == number

    @given(european_numbers)
    def test_in_european_form_is_accepted_by_the_setting(self, number: str) -> None:
        assert parse(number, Form.EUROPEAN) == number

    @pytest.mark.parametrize("text", ["0R007328E0001", "F0007328E0001", "1234567890123"])
    def test_without_a_country_is_refused_in_the_european_form_too(self, text: str) -> None:
        with pytest.raises(DomainError) as refusal:
            parse(text, Form.EUROPEAN)
        assert refusal.value.codes == (ErrorCode.EXCISE_NUMBER_COUNTRY,)

    @given(any_text | st.text("FR0123456789E\u00b2\uff11\u0130 .-", min_size=11, max_size=15), st.sampled_from(Form))
    def test_is_given_back_in_ascii_or_refused_whatever_is_typed(self, text: str, form: Form) -> None:
        outcome = outcome_of(text, form)
        if isinstance(outcome, DomainError):
            assert {fault.field for fault in outcome.faults} == {"excise_number"}
        else:
            assert re.fullmatch("[A-Z]{2}[A-Z0-9]{11}", outcome)


@pytest.mark.rule("N10")
class TestADutyPaidWarehouse:
    @given(french_numbers)
    def test_bears_the_letter_a(self, number: str) -> None:
        assert excise_number.is_duty_paid_warehouse(number) is (number[8] == "A")

    def test_is_told_in_both_directions(self) -> None:
        assert excise_number.is_duty_paid_warehouse("FR007328A0001")
        assert not excise_number.is_duty_paid_warehouse("FR007328E0001")

    @pytest.mark.parametrize("number", ["BE007328A0001", "FR00732AA0001", "FRXXXXXXAXXXX", "A", ""])
    def test_is_told_in_the_french_form_alone(self, number: str) -> None:
        assert not excise_number.is_duty_paid_warehouse(number)


class TestTheDocstrings:
    def test_tell_the_truth(self) -> None:
        results = doctest.testmod(excise_number)
        assert results.attempted > 0
        assert results.failed == 0
