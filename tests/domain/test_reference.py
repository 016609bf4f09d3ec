"""The 21 characters: what is issued, what is made by hand, what is typed and what is refused."""

import doctest
import itertools
import string
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import iso6346

from gps.domain import reference
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.reference import DocumentType, Reference

EXCISE = "FR007328E0001"
HAND_MADE = "14FR007328E0001000081"
ALPHABET = string.digits + string.ascii_uppercase
SEPARATORS = ["", " ", ".", "-", "\u00a0", "\u2009", "\u202f", "\u2010", "\u2011", "\u2013", "\u2014"]

REAL_ARCS = [
    "23DK54AOQCEVNRX5XNT15",
    "11DKJKA05CB5I1EXW2KL9",
    "17DKK1KHPMQH2W23ABI62",
    "19DKN7XC27BNVA42XMD51",
    "22DKTJSJ5HLFU0BAI7164",
    "16GB00000000000192223",
    "21GB00000000000351266",
    "24XI00000000000100271",
    "20GB00000000000341760",  # remainder 10, read as 0
    "25XI00000000000051380",  # remainder 10, read as 0
]
WRONG_ARCS = ["18GB00000000000232362", "11GB00111000074521730"]

FOREIGN = {
    "superscript two": "\u00b2",
    "full-width one": "\uff11",
    "Arabic-Indic one": "\u0661",
    "Devanagari one": "\u0967",
    "Turkish dotted I": "\u0130",
    "Turkish dotless i": "\u0131",
    "Greek Epsilon": "\u0395",
    "Greek Omicron": "\u039f",
    "Cyrillic Er": "\u0420",
    "Roman numeral one": "\u2160",
    "long s": "\u017f",
    "sharp s": "\u00df",
    "accented E": "\u00c9",
    "null": "\0",
    "tab": "\t",
    "zero-width space": "\u200b",
    "lone surrogate": "\ud800",
    "slash": "/",
    "underscore": "_",
    "plus": "+",
}
foreign_characters = pytest.mark.parametrize("character", FOREIGN.values(), ids=FOREIGN.keys())

years = st.integers(2000, 2099)
excise_numbers = st.from_regex(r"[A-Z]{2}[A-Z0-9]{11}", fullmatch=True)
sequences = st.integers(1, 99_999)
types = st.sampled_from(DocumentType)
first_20s = st.text(ALPHABET, min_size=20, max_size=20)
issued = st.builds(reference.issue, years, excise_numbers, sequences, types, dsa_check_digit=st.booleans())
hand_made = st.builds(reference.hand_made, years, excise_numbers, sequences, types)
references = issued | hand_made
any_text = st.text(st.characters(exclude_categories=()))
sources_of_trouble = st.sampled_from([*FOREIGN.values(), "O", "0", "I", "a", " ", ""])


@st.composite
def as_typed(draw: st.DrawFn, number: str) -> str:
    """The number as a hurried hand or a word processor writes it."""
    typed = (draw(st.sampled_from([c, c.lower()])) + draw(st.sampled_from(SEPARATORS)) for c in number)
    return draw(st.sampled_from(["", " ", "\t", "\u00a0"])) + "".join(typed) + draw(st.sampled_from(["", " ", "\r\n"]))


@st.composite
def nearly_right(draw: st.DrawFn) -> str:
    """A number with a few of its characters replaced, by what is likely to trip a parser."""
    characters = list(draw(references.map(str) | st.sampled_from(REAL_ARCS)))
    for position in draw(st.lists(st.integers(0, 20), max_size=3)):
        characters[position] = draw(sources_of_trouble | st.characters(exclude_categories=()))
    return "".join(characters)


def codes_of(call: Callable[[], object]) -> tuple[ErrorCode, ...]:
    """What a call refuses: none when it returns; any other exception fails the test."""
    try:
        call()
    except DomainError as refusal:
        return refusal.codes
    return ()


def iso_6346_value(character: str) -> int:
    """The value of a character, counted on the fingers: the letters skip 11, 22 and 33."""
    if character in string.digits:
        return int(character)
    value = 9
    for letter in string.ascii_uppercase:
        value += 1
        if value in {11, 22, 33}:
            value += 1
        if letter == character:
            return value
    raise AssertionError(character)


def remainder(first_20: str) -> int:
    """The remainder, 0 to 10, from which the check digit is read."""
    weight, total = 1, 0
    for character in first_20:
        total += iso_6346_value(character) * weight
        weight *= 2
    return total % 11


@pytest.mark.rule("N2")
class TestTheCheckDigit:
    @given(first_20s)
    @example("Z" * 20)
    @example("0" * 20)
    def test_agrees_with_the_check_digit_of_iso_6346(self, first_20: str) -> None:
        assert reference.check_digit(first_20) == iso6346.calc_check_digit(first_20)

    @given(first_20s)
    def test_is_the_weighted_sum_modulo_11_with_10_read_as_0(self, first_20: str) -> None:
        left = remainder(first_20)
        assert reference.check_digit(first_20) == ("0" if left == 10 else str(left))

    @pytest.mark.parametrize("arc", REAL_ARCS)
    def test_ends_the_real_arcs(self, arc: str) -> None:
        assert reference.check_digit(arc[:20]) == arc[20]

    @pytest.mark.parametrize("arc", ["20GB00000000000341760", "25XI00000000000051380"])
    def test_reads_10_as_0(self, arc: str) -> None:
        assert remainder(arc[:20]) == 10
        assert reference.check_digit(arc[:20]) == "0"

    @pytest.mark.parametrize("arc", WRONG_ARCS)
    def test_does_not_end_an_arc_that_was_edited(self, arc: str) -> None:
        assert reference.check_digit(arc[:20]) != arc[20]

    @pytest.mark.parametrize(
        ("first_20", "digit"),
        [("23DK54AOQCEVNRX5XNT1", "5"), ("14FR007328E000100008", "5"), ("14FR007328E000100007", "0")],
    )
    def test_is_that_of_the_worked_examples(self, first_20: str, digit: str) -> None:
        assert reference.check_digit(first_20) == digit

    @pytest.mark.parametrize("length", [0, 1, 19, 21, 40])
    def test_is_of_20_characters_alone(self, length: int) -> None:
        assert codes_of(lambda: reference.check_digit("0" * length)) == (ErrorCode.REFERENCE_LENGTH,)

    @foreign_characters
    @pytest.mark.parametrize("position", [0, 10, 19])
    def test_is_of_ascii_digits_and_capitals_alone(self, position: int, character: str) -> None:
        text = "0" * position + character + "0" * (19 - position)
        with pytest.raises(DomainError) as refusal:
            reference.check_digit(text)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.data) == (ErrorCode.REFERENCE_CHARACTER, {"character": character})

    def test_is_not_of_lower_case(self) -> None:
        assert codes_of(lambda: reference.check_digit("14fr007328e000100008")) == (ErrorCode.REFERENCE_CHARACTER,)


class TestAnIssuedNumber:
    @pytest.mark.rule("N1", "N7")
    @given(years, excise_numbers, sequences, types)
    def test_is_year_excise_number_sequence_and_last_character(
        self, year: int, excise_number: str, sequence: int, document_type: DocumentType
    ) -> None:
        text = reference.issue(year, excise_number, sequence, document_type).text
        assert len(text) == 21
        assert text.isascii()
        assert (2000 + int(text[:2]), text[2:15], int(text[15:20])) == (year, excise_number, sequence)
        assert text[20] in string.digits

    @pytest.mark.rule("N1")
    @pytest.mark.parametrize(
        ("year", "sequence", "start"),
        [(2000, 1, f"00{EXCISE}00001"), (2009, 42, f"09{EXCISE}00042"), (2099, 99_999, f"99{EXCISE}99999")],
    )
    def test_keeps_its_leading_zeros(self, year: int, sequence: int, start: str) -> None:
        assert reference.issue(year, EXCISE, sequence, DocumentType.DAA).text[:20] == start

    @pytest.mark.rule("N2")
    @given(years, excise_numbers, sequences, st.booleans())
    def test_ends_in_its_check_digit_for_a_daa(
        self, year: int, excise_number: str, sequence: int, setting: bool
    ) -> None:
        number = reference.issue(year, excise_number, sequence, DocumentType.DAA, dsa_check_digit=setting)
        assert number.text[20] == iso6346.calc_check_digit(number.text[:20])

    @pytest.mark.rule("N3")
    @given(years, excise_numbers, sequences)
    def test_ends_in_2_for_a_dsa(self, year: int, excise_number: str, sequence: int) -> None:
        assert reference.issue(year, excise_number, sequence, DocumentType.DSA).text[20] == "2"

    @pytest.mark.rule("N3")
    @given(years, excise_numbers, sequences)
    def test_ends_in_its_check_digit_for_a_dsa_by_the_setting(
        self, year: int, excise_number: str, sequence: int
    ) -> None:
        number = reference.issue(year, excise_number, sequence, DocumentType.DSA, dsa_check_digit=True)
        assert number.text[20] == iso6346.calc_check_digit(number.text[:20])

    @pytest.mark.rule("N2")
    @given(st.builds(reference.issue, years, excise_numbers, sequences, st.just(DocumentType.DAA)), st.data())
    def test_betrays_one_wrong_character_unless_the_remainders_read_the_same(
        self, number: Reference, data: st.DataObject
    ) -> None:
        text = number.text
        position = data.draw(st.integers(0, 20))
        characters = string.digits if position == 20 else ALPHABET
        character = data.draw(st.sampled_from([c for c in characters if c != text[position]]))
        wrong = text[:position] + character + text[position + 1 :]
        undetected = reference.check_digit(wrong[:20]) == wrong[20]
        if position == 20:
            assert not undetected
        else:
            right_remainder, wrong_remainder = remainder(text[:20]), remainder(wrong[:20])
            assert undetected is (right_remainder % 10 == wrong_remainder % 10)

    @pytest.mark.rule("N2")
    def test_hides_a_wrong_character_of_the_same_value_modulo_11(self) -> None:
        # the known weakness: A, K and U count 10, 21 and 32
        assert len({reference.check_digit(f"14FR00732{c}E000100008") for c in "AKU"}) == 1

    @pytest.mark.rule("N2")
    def test_betrays_two_neighbours_that_changed_places_among_the_digits_unless_10_is_read_as_0(self) -> None:
        for left, right, rest in itertools.product(range(10), range(10), range(0, 1000, 7)):
            one, other = f"{left}{right}".rjust(14, "0"), f"{right}{left}".rjust(14, "0")
            right_way, wrong_way = (f"{pair}{rest:06d}" for pair in (one, other))
            same = remainder(right_way) % 10 == remainder(wrong_way) % 10
            assert (reference.check_digit(right_way) == reference.check_digit(wrong_way)) is same

    @pytest.mark.rule("N1", "N6")
    @given(st.tuples(years, excise_numbers, sequences), st.tuples(years, excise_numbers, sequences), types, types)
    def test_has_the_text_of_no_other(
        self, one: tuple[int, str, int], other: tuple[int, str, int], one_type: DocumentType, other_type: DocumentType
    ) -> None:
        same_start = reference.issue(*one, one_type).text[:20] == reference.issue(*other, other_type).text[:20]
        assert same_start is (one == other)

    @pytest.mark.rule("N8")
    @pytest.mark.parametrize("document_type", DocumentType)
    def test_may_have_the_sequence_99999(self, document_type: DocumentType) -> None:
        assert reference.issue(2026, EXCISE, 99_999, document_type).text[15:20] == "99999"

    @pytest.mark.rule("N8")
    @pytest.mark.parametrize("sequence", [100_000, 100_001, 199_999, 0, -1])
    @pytest.mark.parametrize("document_type", DocumentType)
    def test_is_refused_after_99999_nothing_wraps(self, document_type: DocumentType, sequence: int) -> None:
        with pytest.raises(DomainError) as refusal:
            reference.issue(2026, EXCISE, sequence, document_type)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.SEQUENCE_EXHAUSTED, "excise_number")
        assert fault.data == {"year": 2026, "excise_number": EXCISE}


@pytest.mark.rule("N8")
class TestTheEndOfTheYear:
    def test_is_warned_of_from_90000_on(self) -> None:
        assert reference.WARN_FROM == 90_000

    def test_comes_with_99999(self) -> None:
        assert reference.LAST_SEQUENCE == 99_999


@pytest.mark.rule("N4")
class TestAHandMadeNumber:
    @given(years, excise_numbers, sequences)
    def test_ends_in_1_for_a_daa(self, year: int, excise_number: str, sequence: int) -> None:
        text = reference.hand_made(year, excise_number, sequence, DocumentType.DAA).text
        assert text == f"{year}"[2:] + excise_number + f"{sequence:05d}" + "1"

    @given(years, excise_numbers, sequences)
    def test_ends_in_2_for_a_dsa(self, year: int, excise_number: str, sequence: int) -> None:
        text = reference.hand_made(year, excise_number, sequence, DocumentType.DSA).text
        assert text == f"{year}"[2:] + excise_number + f"{sequence:05d}" + "2"

    def test_does_not_follow_the_check_digit(self) -> None:
        assert reference.hand_made(2014, EXCISE, 8, DocumentType.DAA).text == HAND_MADE
        assert reference.check_digit(HAND_MADE[:20]) == "5"

    def test_may_agree_with_the_check_digit_by_luck(self) -> None:
        lucky = [n for n in range(1, 1000) if reference.issue(2014, EXCISE, n, DocumentType.DAA).last_character == "1"]
        assert lucky  # which is why type and mode are stored

    @pytest.mark.rule("N8")
    @pytest.mark.parametrize("sequence", [100_000, 0, -1])
    @pytest.mark.parametrize("document_type", DocumentType)
    def test_is_not_offered_after_99999(self, document_type: DocumentType, sequence: int) -> None:
        call = lambda: reference.hand_made(2026, EXCISE, sequence, document_type)  # noqa: E731
        assert codes_of(call) == (ErrorCode.SEQUENCE_EXHAUSTED,)

    @pytest.mark.rule("E2")
    @pytest.mark.parametrize("last", string.digits)
    @pytest.mark.parametrize("document_type", DocumentType)
    def test_is_refused_when_its_last_character_does_not_fit_the_type(
        self, document_type: DocumentType, last: str
    ) -> None:
        number = reference.parse(HAND_MADE[:20] + last)
        expected = {"DAA": "1", "DSA": "2"}[document_type.value]
        if last == expected:
            reference.check_last_character(number, document_type)
        else:
            with pytest.raises(DomainError) as refusal:
                reference.check_last_character(number, document_type)
            (fault,) = refusal.value.faults
            assert (fault.code, fault.field) == (ErrorCode.REFERENCE_LAST_CHARACTER, "reference")
            assert fault.data == {"found": last, "expected": expected, "document_type": document_type.value}


@pytest.mark.rule("N9")
class TestATypedNumber:
    @given(references)
    def test_is_read_back_as_the_number_that_was_issued_or_made(self, number: Reference) -> None:
        assert reference.parse(number.text) == number
        assert str(reference.parse(str(number))) == number.text

    @given(references, st.data())
    def test_is_the_same_in_any_case_and_with_any_separators(self, number: Reference, data: st.DataObject) -> None:
        typed = data.draw(as_typed(number.text))
        assert reference.canonical(typed) == number.text
        assert reference.parse(typed) == number

    @given(references)
    def test_is_grouped_for_the_eye_and_copied_without_spaces(self, number: Reference) -> None:
        grouped = reference.grouped(number.text)
        assert grouped.replace(" ", "") == number.text
        assert [len(part) for part in grouped.split(" ")] == [2, 13, 5, 1]
        assert reference.parse(grouped) == number

    def test_is_grouped_as_the_rule_book_shows(self) -> None:
        assert reference.grouped(HAND_MADE) == "14 FR007328E0001 00008 1"

    @given(st.text(ALPHABET))
    def test_loses_nothing_by_grouping_even_malformed(self, text: str) -> None:
        grouped = reference.grouped(text)
        assert grouped.replace(" ", "") == text
        assert grouped == grouped.strip()
        assert "  " not in grouped

    @given(any_text | nearly_right())
    def test_is_read_or_refused_whatever_it_is(self, text: str) -> None:
        if not codes_of(lambda: reference.parse(text)):
            number = reference.parse(text)
            assert number.text == reference.canonical(text)
            assert len(number.text) == 21
            assert set(number.text) <= set(ALPHABET)
            assert 2000 <= number.year <= 2099
            assert 1 <= number.sequence <= 99_999


@pytest.mark.rule("N1", "E2")
class TestANumberOnPaper:
    """What parse_hand_made says of the number that an operator copies from his paper."""

    @given(hand_made)
    def test_is_taken_apart(self, number: Reference) -> None:
        assert reference.parse_hand_made(number.text, number.excise_number, number.year) == number

    @pytest.mark.rule("N9")
    @given(hand_made, st.data())
    def test_is_taken_apart_however_it_is_typed(self, number: Reference, data: st.DataObject) -> None:
        typed = data.draw(as_typed(number.text))
        assert reference.parse_hand_made(typed, number.excise_number, number.year) == number

    @pytest.mark.parametrize(
        ("text", "code", "data"),
        [
            pytest.param(HAND_MADE[:-1], "reference-length", {"length": 20, "expected": 21}, id="too short"),
            pytest.param(HAND_MADE + "1", "reference-length", {"length": 22, "expected": 21}, id="too long"),
            pytest.param("", "reference-length", {"length": 0, "expected": 21}, id="empty"),
            pytest.param(
                "14FR007328\u00c90001000081", "reference-character", {"character": "\u00c9"}, id="foreign character"
            ),
            pytest.param("1AFR007328E0001000081", "reference-year-form", {"found": "1A"}, id="letter in the year"),
            pytest.param("27FR007328E0001000081", "reference-year-to-come", {"year": 2027}, id="year to come"),
            pytest.param(
                "14FR007328E0002000081",
                "reference-other-excise-number",
                {"found": "FR007328E0002", "selected": EXCISE},
                id="another excise number",
            ),
            pytest.param(
                "14FR007328E00010A0081", "reference-sequence-form", {"found": "0A008"}, id="letter in sequence"
            ),
            pytest.param("14FR007328E0001000001", "reference-sequence-zero", {}, id="sequence 00000"),
            pytest.param(
                "14FR007328E000100008A",
                "reference-last-character",
                {"found": "A", "expected": "0\u20139"},
                id="letter at the end",
            ),
            pytest.param("O4FR007328E0001000081", "reference-letter-o", {"position": 1}, id="letter O in the year"),
            pytest.param("14FRO07328E0001000081", "reference-letter-o", {"position": 5}, id="letter O for a zero"),
            pytest.param("14FR007328E0OO1000081", "reference-letter-o", {"position": 13}, id="letters O for zeros"),
            pytest.param("14FR007328E00010O0081", "reference-letter-o", {"position": 17}, id="letter O in sequence"),
            pytest.param("14FR007328E000100008O", "reference-letter-o", {"position": 21}, id="letter O at the end"),
        ],
    )
    def test_has_its_fault_named(self, text: str, code: str, data: dict[str, object]) -> None:
        with pytest.raises(DomainError) as refusal:
            reference.parse_hand_made(text, EXCISE, 2026)
        (fault,) = refusal.value.faults
        assert (fault.code.slug, fault.field, fault.data) == (code, "reference", data)

    def test_has_all_its_faults_named_each_on_its_own(self) -> None:
        assert codes_of(lambda: reference.parse_hand_made("99BE007328E000200000X", EXCISE, 2026)) == (
            ErrorCode.REFERENCE_SEQUENCE_ZERO,
            ErrorCode.REFERENCE_LAST_CHARACTER,
            ErrorCode.REFERENCE_OTHER_EXCISE_NUMBER,
            ErrorCode.REFERENCE_YEAR_TO_COME,
        )

    def test_has_another_excise_number_when_an_o_is_not_its_only_slip(self) -> None:
        call = lambda: reference.parse_hand_made("14FRO07328E0002000081", EXCISE, 2026)  # noqa: E731
        assert codes_of(call) == (ErrorCode.REFERENCE_OTHER_EXCISE_NUMBER,)

    def test_keeps_a_letter_o_that_belongs_to_the_excise_number(self) -> None:
        assert reference.parse_hand_made("14FROOOOOOOOOOO000081", "FROOOOOOOOOOO", 2026).sequence == 8

    @given(years, years)
    def test_may_be_of_this_year_or_an_earlier_one(self, year: int, current_year: int) -> None:
        number = reference.hand_made(year, EXCISE, 8, DocumentType.DAA)
        codes = codes_of(lambda: reference.parse_hand_made(number.text, EXCISE, current_year))
        assert codes == ((ErrorCode.REFERENCE_YEAR_TO_COME,) if year > current_year else ())

    @pytest.mark.parametrize("last", string.digits)
    def test_is_taken_apart_whatever_digit_it_ends_in(self, last: str) -> None:
        # whether the last character fits is asked later: a number that GPS issued must first be known again
        assert reference.parse_hand_made(HAND_MADE[:20] + last, EXCISE, 2026).last_character == last

    @foreign_characters
    @pytest.mark.parametrize("position", [1, 2, 10, 17, 19])
    def test_is_refused_with_a_foreign_character(self, position: int, character: str) -> None:
        text = HAND_MADE[:position] + character + HAND_MADE[position + 1 :]
        for call in (lambda: reference.parse_hand_made(text, EXCISE, 2026), lambda: reference.parse(text)):
            assert codes_of(call) == (ErrorCode.REFERENCE_CHARACTER,)

    @given(any_text | nearly_right(), excise_numbers | any_text, years)
    def test_is_taken_apart_or_refused_whatever_is_typed(self, text: str, selected: str, year: int) -> None:
        codes = codes_of(lambda: reference.parse_hand_made(text, selected, year))
        assert codes or reference.parse_hand_made(text, selected, year).excise_number == selected

    @given(nearly_right(), years)
    def test_has_no_fault_named_twice(self, text: str, year: int) -> None:
        codes = codes_of(lambda: reference.parse_hand_made(text, EXCISE, year))
        in_two_places = {ErrorCode.REFERENCE_LETTER_O}  # once outside the excise number, once inside
        assert all(codes.count(code) == 1 for code in codes if code not in in_two_places)


@pytest.mark.rule("T4")
class TestAnArc:
    @pytest.mark.parametrize("arc", REAL_ARCS)
    def test_is_accepted(self, arc: str) -> None:
        assert reference.parse_arc(arc) == arc

    @pytest.mark.parametrize("arc", REAL_ARCS)
    def test_may_be_typed_in_lower_case_with_spaces(self, arc: str) -> None:
        assert reference.parse_arc(f" {arc[:2]} {arc[2:10]}.{arc[10:].lower()}\n") == arc

    @pytest.mark.parametrize("arc", WRONG_ARCS)
    def test_is_refused_with_a_wrong_check_digit(self, arc: str) -> None:
        with pytest.raises(DomainError) as refusal:
            reference.parse_arc(arc)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field, fault.data) == (
            ErrorCode.ARC_WRONG,
            "arc",
            {"arc": arc, "why": "check-digit", "found": arc[-1]},
        )

    @pytest.mark.parametrize("arc", REAL_ARCS)
    def test_is_refused_with_any_other_last_character(self, arc: str) -> None:
        for last in set(ALPHABET) - {arc[20]}:
            assert codes_of(partial(reference.parse_arc, arc[:20] + last)) == (ErrorCode.ARC_WRONG,)

    @pytest.mark.parametrize("text", ["", "0" * 21, "A" * 21, REAL_ARCS[0][:-1], REAL_ARCS[0] + "5", "5" * 1000])
    def test_is_refused_in_another_form(self, text: str) -> None:
        with pytest.raises(DomainError) as refusal:
            reference.parse_arc(text)
        assert refusal.value.codes == (ErrorCode.ARC_WRONG,)
        assert len(str(refusal.value.faults[0].data["arc"])) <= 40

    @pytest.mark.rule("M2")
    @pytest.mark.parametrize(
        ("text", "data"),
        [
            (f"{REAL_ARCS[0][:-1]}_", {"why": "character", "character": "_"}),
            (REAL_ARCS[0][1:], {"why": "length", "length": 20, "expected": 21}),
            ("", {"why": "length", "length": 0, "expected": 21}),
            ("A" * 21, {"why": "form"}),
            (REAL_ARCS[0][:20] + "X", {"why": "form"}),
        ],
    )
    def test_is_refused_with_what_is_wrong(self, text: str, data: dict[str, object]) -> None:
        with pytest.raises(DomainError) as refusal:
            reference.parse_arc(text)
        assert refusal.value.faults[0].data == {"arc": text, **data}

    @pytest.mark.parametrize("start", ["1ADK", "A1DK", "14D1", "141K"])
    def test_begins_with_two_digits_and_two_letters(self, start: str) -> None:
        first_20 = start + "0" * 16
        call = lambda: reference.parse_arc(first_20 + reference.check_digit(first_20))  # noqa: E731
        assert codes_of(call) == (ErrorCode.ARC_WRONG,)

    @given(any_text | nearly_right())
    def test_is_accepted_or_refused_whatever_is_typed(self, text: str) -> None:
        codes = codes_of(lambda: reference.parse_arc(text))
        assert codes in {(), (ErrorCode.ARC_WRONG,)}
        if not codes:
            arc = reference.parse_arc(text)
            assert arc[20] == iso6346.calc_check_digit(arc[:20])


class TestTheDocstrings:
    def test_tell_the_truth(self) -> None:
        results = doctest.testmod(reference)
        assert results.attempted > 0
        assert results.failed == 0
