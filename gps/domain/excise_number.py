"""The 13 characters that name an authorised establishment (rule N10).

French form: ``FR0``, five digits, one letter, four digits, as in ``FR007328E0001``. The letter says the kind of
authorisation: E for an authorised warehouse keeper, A for a duty-paid warehouse; other letters exist. The form of
the European Union is looser: two letters of country, then eleven letters or digits.

>>> parse("fr007328 e0001")
'FR007328E0001'
"""

import re
from enum import StrEnum

from gps.domain.errors import DomainError, ErrorCode

LENGTH = 13
_SEPARATORS = re.compile(r"[ .\-\u00a0\u2009\u202f\u2010-\u2015]")
"""Spaces, dots and dashes, with those that word processors put in their place: no-break and thin, en and em."""
_FRENCH = re.compile(r"FR0[0-9]{5}[A-Z][0-9]{4}")
_EUROPEAN = re.compile(r"[A-Z]{2}[A-Z0-9]{11}")
_ASCII = re.compile(r"[A-Z0-9]*")


class Form(StrEnum):
    """Which form the reference data may hold (one setting)."""

    FRENCH = "french"
    EUROPEAN = "european"


def canonical(text: str) -> str:
    """Give what was typed in upper case, without spaces, dots and dashes (rule N9).

    Only ASCII letters change case: other scripts' letters and digits are left as they are, to be refused.
    """
    bare = _SEPARATORS.sub("", text.strip())
    return bare.upper() if bare.isascii() else "".join(c.upper() if c.isascii() else c for c in bare)


def parse(text: str, form: Form = Form.FRENCH) -> str:
    """Give the canonical excise number, or refuse it with the reason.

    Args:
        text: as typed, in any case, with separators.
        form: the form that is accepted.

    Raises:
        DomainError: EXCISE_NUMBER_LENGTH, _CHARACTER, _COUNTRY or _FORM, on the field ``excise_number`` (rule N10).
    """
    number = canonical(text)
    if not _ASCII.fullmatch(number):
        wrong = next(c for c in number if not _ASCII.fullmatch(c))
        raise DomainError.of(ErrorCode.EXCISE_NUMBER_CHARACTER, "excise_number", character=wrong)
    if len(number) != LENGTH:
        raise DomainError.of(ErrorCode.EXCISE_NUMBER_LENGTH, "excise_number", length=len(number))
    if form is Form.EUROPEAN:
        if not _EUROPEAN.fullmatch(number):
            raise DomainError.of(ErrorCode.EXCISE_NUMBER_COUNTRY, "excise_number", country=number[:2])
        return number
    if not number.startswith("FR"):
        raise DomainError.of(ErrorCode.EXCISE_NUMBER_COUNTRY, "excise_number", country=number[:2])
    if not _FRENCH.fullmatch(number):
        raise DomainError.of(ErrorCode.EXCISE_NUMBER_FORM, "excise_number")
    return number


def is_duty_paid_warehouse(number: str) -> bool:
    """Tell whether a French excise number bears the letter A: such an establishment may use only DSA (rule N10)."""
    return bool(_FRENCH.fullmatch(number)) and number[8] == "A"
