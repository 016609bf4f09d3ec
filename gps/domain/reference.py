"""The 21 characters of a fallback document: the CRAPS, twin of the ARC (rules N1–N4, N9).

====================  ==========================================  ===============
characters            what                                        example
====================  ==========================================  ===============
1 and 2               year of attribution                         ``14``
3 to 15               excise number of the consignor              ``FR007328E0001``
16 to 20              annual sequence of that excise number       ``00008``
21                    issued DAA: check digit of the first 20;    ``5``
                      hand-made: 1 for a DAA, 2 for a DSA         ``1``
====================  ==========================================  ===============

Known weakness: the last character does not tell an issued number from a hand-made one (one hand-made DAA in eleven
agrees with the check digit by luck), and the check digit misses a wrong character whenever the two remainders agree
once 10 is read as 0. Type and mode are therefore stored, never inferred.

>>> issue(2014, "FR007328E0001", 8, DocumentType.DAA).text
'14FR007328E0001000085'
>>> grouped("14FR007328E0001000081")
'14 FR007328E0001 00008 1'
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from gps.domain import excise_number as excise
from gps.domain.errors import DomainError, ErrorCode, Fault

LENGTH = 21
CENTURY = 2000
LAST_SEQUENCE = 99_999
WARN_FROM = 90_000
"""From this sequence on the operator and the service are warned that the year runs out (rule N8)."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = re.compile(r"[0-9]+")


class DocumentType(StrEnum):
    """DAA covers goods under suspension of excise duty, DSA goods moving duty-paid."""

    DAA = "DAA"
    DSA = "DSA"


def _iso_6346_values() -> dict[str, int]:
    """Digits count for themselves, letters from 10 on with the multiples of 11 skipped: A=10, B=12 … Z=38."""
    letters = (value for value in range(10, 39) if value % 11)
    return {c: int(c) if c.isdigit() else next(letters) for c in _ALPHABET}


_VALUES = _iso_6346_values()


@dataclass(frozen=True, order=True)
class Reference:
    """A number taken apart: full year (2026), excise number, sequence (1 to 99999), last character."""

    year: int
    excise_number: str
    sequence: int
    last_character: str

    @property
    def text(self) -> str:
        """The 21 characters, canonical: as stored, printed and copied."""
        return first_20(self.year, self.excise_number, self.sequence) + self.last_character

    def __str__(self) -> str:
        return self.text


def first_20(year: int, excise_number: str, sequence: int) -> str:
    """The characters before the last one. ``year`` is the full year, from 2000 to 2099."""
    return f"{year - CENTURY:02d}{excise_number}{sequence:05d}"


def check_digit(first_20_characters: str) -> str:
    """Give the check digit of an ARC's, or a CRAPS's, first 20 characters (rule N2, ISO 6346).

    Args:
        first_20_characters: ASCII digits and capital letters.

    Returns:
        One character, "0" to "9": the sum of value × 2^position, modulo 11, 10 read as 0.

    Raises:
        DomainError: REFERENCE_LENGTH when there are not 20, REFERENCE_CHARACTER for any other character.
    """
    if len(first_20_characters) != LENGTH - 1:
        raise DomainError.of(ErrorCode.REFERENCE_LENGTH, "reference", length=len(first_20_characters), expected=20)
    if wrong := _foreign(first_20_characters):
        raise DomainError.of(ErrorCode.REFERENCE_CHARACTER, "reference", character=wrong)
    total = sum(_VALUES[c] << position for position, c in enumerate(first_20_characters))
    return str(total % 11 % 10)


def manual_digit(document_type: DocumentType) -> str:
    """The last character of a number that the operator forms alone (rule N4): it checks nothing."""
    return "1" if document_type is DocumentType.DAA else "2"


def issue(
    year: int, excise_number: str, sequence: int, document_type: DocumentType, *, dsa_check_digit: bool = False
) -> Reference:
    """Form the number that GPS issues (rules N1–N3, N8).

    Args:
        year: full year of attribution, in the establishment's time zone (N7).
        excise_number: 13 canonical characters.
        sequence: 1 to 99999.
        document_type: DAA takes the check digit; DSA takes 2.
        dsa_check_digit: the setting of N3: DSA takes the check digit too.

    Raises:
        DomainError: SEQUENCE_EXHAUSTED after 99999: nothing wraps.
    """
    _check_sequence(year, excise_number, sequence)
    if document_type is DocumentType.DSA and not dsa_check_digit:
        last = manual_digit(document_type)
    else:
        last = check_digit(first_20(year, excise_number, sequence))
    return Reference(year, excise_number, sequence, last)


def hand_made(year: int, excise_number: str, sequence: int, document_type: DocumentType) -> Reference:
    """Form the number that an operator makes alone (rule N4), to be shown ready on his pages (E10).

    Raises:
        DomainError: SEQUENCE_EXHAUSTED after 99999, as for ``issue``.
    """
    _check_sequence(year, excise_number, sequence)
    return Reference(year, excise_number, sequence, manual_digit(document_type))


def canonical(text: str) -> str:
    """Give what was typed in upper case, without spaces, dots and dashes (rule N9)."""
    return excise.canonical(text)


def parse(text: str) -> Reference:
    """Take a well-formed number apart, whatever its last character means.

    Raises:
        DomainError: every fault found, on the field ``reference`` (rules N1, E2).
    """
    number = canonical(text)
    faults = _form_faults(number)
    if faults:
        raise DomainError(faults)
    return _parts(number)


def parse_hand_made(text: str, excise_number: str, current_year: int) -> Reference:
    """Take apart the number on an operator's paper, each fault named on its own (rule E2).

    The last character is held against the type by ``check_last_character``, once it is known that the number is new.

    Args:
        text: as typed (N9).
        excise_number: the one selected, 13 characters.
        current_year: full year in the establishment's time zone at the moment of entry.

    Raises:
        DomainError: REFERENCE_LENGTH, _CHARACTER, _LETTER_O, _YEAR_FORM, _YEAR_TO_COME, _OTHER_EXCISE_NUMBER,
            _SEQUENCE_FORM, _SEQUENCE_ZERO, all that apply.
    """
    number = canonical(text)
    faults = _form_faults(number)
    if len(number) == LENGTH:
        faults += _excise_number_faults(number[2:15], excise_number)
        year = number[:2]
        if _is_digits(year) and CENTURY + int(year) > current_year:
            faults.append(Fault(ErrorCode.REFERENCE_YEAR_TO_COME, "reference", {"year": CENTURY + int(year)}))
    if faults:
        raise DomainError(faults)
    return _parts(number)


def check_last_character(reference: Reference, document_type: DocumentType) -> None:
    """Refuse a hand-made number whose last character does not fit the type (rules N4, E2).

    Raises:
        DomainError: REFERENCE_LAST_CHARACTER.
    """
    expected = manual_digit(document_type)
    if reference.last_character != expected:
        data = {"found": reference.last_character, "expected": expected, "document_type": document_type.value}
        raise DomainError([Fault(ErrorCode.REFERENCE_LAST_CHARACTER, "reference", data)])


def parse_arc(text: str) -> str:
    """Give a canonical ARC: 21 characters whose last is the check digit (rules T4, M2).

    Raises:
        DomainError: ARC_WRONG, on the field ``arc``; ``data`` says in ``why`` what is wrong: character, length, form
            (2 digits of year, 2 letters of country, 16 characters, a digit) or check-digit.
    """
    arc = canonical(text)
    if wrong := _arc_fault(arc):
        raise DomainError.of(ErrorCode.ARC_WRONG, "arc", arc=arc[:40], **wrong)
    return arc


def grouped(text: str) -> str:
    """Group a canonical number for the eye: year, excise number, sequence, last character (rule N9)."""
    return " ".join(part for part in (text[:2], text[2:15], text[15:20], text[20:]) if part)


def _arc_fault(arc: str) -> dict[str, object] | None:
    """What is wrong with a canonical ARC, the coarsest fault first."""
    if foreign := _foreign(arc):
        return {"why": "character", "character": foreign}
    if len(arc) != LENGTH:
        return {"why": "length", "length": len(arc), "expected": LENGTH}
    if not re.fullmatch(r"[0-9]{2}[A-Z]{2}[A-Z0-9]{16}[0-9]", arc):
        return {"why": "form"}
    if check_digit(arc[:-1]) != arc[-1]:
        return {"why": "check-digit", "found": arc[-1]}
    return None


def _check_sequence(year: int, excise_number: str, sequence: int) -> None:
    """Nothing wraps, and no number grows a 22nd character (rule N8)."""
    if not 1 <= sequence <= LAST_SEQUENCE:
        raise DomainError.of(ErrorCode.SEQUENCE_EXHAUSTED, "excise_number", year=year, excise_number=excise_number)


def _parts(number: str) -> Reference:
    """Take apart a canonical number that has no fault."""
    return Reference(CENTURY + int(number[:2]), number[2:15], int(number[15:20]), number[20])


def _foreign(text: str) -> str | None:
    """The first character that is neither an ASCII digit nor an ASCII capital letter."""
    return next((c for c in text if c not in _VALUES), None)


def _is_digits(text: str) -> bool:
    """ASCII digits alone: ``str.isdigit`` would let « ² » and other scripts' digits pass."""
    return bool(_DIGITS.fullmatch(text))


def _excise_number_faults(found: str, selected: str) -> list[Fault]:
    """Another excise number than the one selected; a letter O typed for a zero is told as such."""
    if found == selected or _foreign(found):
        return []
    pairs = zip(found, selected, strict=True) if len(found) == len(selected) else ()
    slips = [i for i, (typed, right) in enumerate(pairs) if typed != right]
    if slips and all(found[i] == "O" and selected[i] == "0" for i in slips):
        return [Fault(ErrorCode.REFERENCE_LETTER_O, "reference", {"position": slips[0] + 3})]
    return [Fault(ErrorCode.REFERENCE_OTHER_EXCISE_NUMBER, "reference", {"found": found, "selected": selected})]


def _form_faults(number: str) -> list[Fault]:
    """What is wrong with the form of a canonical number, part by part."""
    if wrong := _foreign(number):
        return [Fault(ErrorCode.REFERENCE_CHARACTER, "reference", {"character": wrong})]
    if len(number) != LENGTH:
        return [Fault(ErrorCode.REFERENCE_LENGTH, "reference", {"length": len(number), "expected": LENGTH})]
    faults = []
    year, excise_number, sequence, last = number[:2], number[2:15], number[15:20], number[20]
    if position := next((i + 1 for i in (0, 1, *range(15, 21)) if number[i] == "O"), 0):
        return [Fault(ErrorCode.REFERENCE_LETTER_O, "reference", {"position": position})]
    if not _is_digits(year):
        faults.append(Fault(ErrorCode.REFERENCE_YEAR_FORM, "reference", {"found": year}))
    if not excise_number[:2].isalpha():
        faults.append(Fault(ErrorCode.EXCISE_NUMBER_COUNTRY, "reference", {"country": excise_number[:2]}))
    if not _is_digits(sequence):
        faults.append(Fault(ErrorCode.REFERENCE_SEQUENCE_FORM, "reference", {"found": sequence}))
    elif int(sequence) == 0:
        faults.append(Fault(ErrorCode.REFERENCE_SEQUENCE_ZERO, "reference"))
    if not _is_digits(last):
        faults.append(Fault(ErrorCode.REFERENCE_LAST_CHARACTER, "reference", {"found": last, "expected": "0–9"}))
    return faults
