"""What a typed value must look like, by the regulation's own notation (``an..35``, ``n..15,3``, ``date``…).

Values are texts, and the canonical ones are those of EMCS: a point before decimals, ISO dates, capital codes. People
may type as the French do: a comma, spaces between thousands, ``jj/mm/aaaa``.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from gps.domain import dates
from gps.domain.characters import unprintable
from gps.domain.ead.codes import CodeLists
from gps.domain.ead.table import Element
from gps.domain.errors import DomainError, ErrorCode

_FORMAT = re.compile(r"(?P<kind>an|n|a)(?P<up_to>\.\.)?(?P<length>[0-9]+)(?:,(?P<decimals>[0-9]+))?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_DECIMAL = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIXED = {
    "an3": re.compile(r"H(?:[01][0-9]|2[0-4])|D[0-9]{2}"),
    "an8": re.compile(r"[A-Z]{2}[A-Z0-9]{6}"),
    "an13": re.compile(r"[A-Z]{2}[A-Z0-9]{11}"),
}
"""The journey time, an office, an excise number: the only formats of a fixed length that are no codes of a list."""
_FIRST_YEAR = 2000


def value(element: Element, typed: str, codes: CodeLists, path: str) -> str:
    """Give the canonical text of what was typed for an element; "" for nothing but spaces.

    Raises:
        DomainError: EAD_FORMAT, EAD_LENGTH, EAD_CHARACTER or EAD_CODE, on ``path``.
    """
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", typed)).strip()
    if not text:
        return ""
    try:
        if element.codes:
            return _code(element, text, codes)
        return _reader(element.format)(element.format, text)
    except _WrongError as wrong:
        raise DomainError.of(wrong.code, path, **wrong.data) from wrong


class _WrongError(Exception):
    """What is wrong with a value, before it is known where it stands."""

    def __init__(self, code: ErrorCode, **data: object) -> None:
        super().__init__(code.slug)
        self.code, self.data = code, data


def _reader(form: str) -> Callable[[str, str], str]:
    """The reader of a format that is not a code list's."""
    if form in _FIXED:
        return _fixed
    if form == "date":
        return _date
    return _number if form.startswith("n") else _text


def _code(element: Element, text: str, codes: CodeLists) -> str:
    """A code, in whatever case it was typed."""
    found = text.lower() if element.codes == "language" else text.upper()
    if found not in codes.lists[element.codes]:
        raise _WrongError(ErrorCode.EAD_CODE, found=text[:40], codes=element.codes)
    return found


def _fixed(form: str, text: str) -> str:
    found = text.replace(" ", "").upper() if text.isascii() else text
    if not _FIXED[form].fullmatch(found):
        raise _WrongError(ErrorCode.EAD_FORMAT, format=form, found=text[:40])
    return found


def _text(form: str, text: str) -> str:
    """A text that the paper can print, in one line."""
    most = length(form)
    if len(text) > most:
        raise _WrongError(ErrorCode.EAD_LENGTH, length=len(text), most=most)
    characters = unprintable(text)
    if characters:
        raise _WrongError(ErrorCode.EAD_CHARACTER, characters=characters)
    return text


def _number(form: str, text: str) -> str:
    """A whole or decimal number: the count of its digits is the format's, without zeros before or behind."""
    most, decimals = length(form), decimals_of(form)
    found = _DECIMAL.fullmatch(text.replace(" ", ""))
    if found is None:
        raise _WrongError(ErrorCode.EAD_FORMAT, format=form, found=text[:40])
    whole, part = found[1].lstrip("0"), (found[2] or "").rstrip("0")
    if len(part) > decimals or len(whole) + len(part) > most:
        raise _WrongError(ErrorCode.EAD_FORMAT, format=form, found=text[:40])
    return f"{whole or '0'}.{part}" if part else whole or "0"


def _date(form: str, text: str) -> str:
    day = dates.parse_french_date(text)
    if day is None and _ISO_DATE.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
    if day is None or day.year < _FIRST_YEAR:
        raise _WrongError(ErrorCode.EAD_FORMAT, format=form, found=text[:40])
    return day.isoformat()


def length(form: str) -> int:
    """Give how many characters or digits a format holds at most; 10 for a date.

    >>> length("an..182"), length("n..15,3"), length("date")
    (182, 15, 10)
    """
    found = _FORMAT.fullmatch(form)
    return int(found["length"]) if found else len("jj/mm/aaaa")


def decimals_of(form: str) -> int:
    """Give how many of the digits may follow the point."""
    found = _FORMAT.fullmatch(form)
    return int(found["decimals"] or 0) if found else 0
