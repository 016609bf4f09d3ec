"""From what an entry says to a report that can be registered; each value that has no such form is named (rule I4).

What the schema types is checked here, entry by entry: one clerk's slip does not stop the others. The number, the excise
number and the registration are the register's to judge, as on a page.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypeVar

from gps.documents.operations import Report
from gps.domain import excise_number
from gps.domain.dates import parse_time
from gps.domain.errors import ErrorCode, Fault
from gps.domain.reference import DocumentType
from gps.exchange.imports.layout import FIELDS, LONGEST, REF
from gps.exchange.imports.reading import RawEntry

Value = TypeVar("Value")

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPACES = re.compile(r"[ \t\r\n]+")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True)
class ReadEntry:
    """An entry as a report, with what is wrong with its values: then the report holds others in their place, and can
    be checked, not registered.
    """

    raw: RawEntry
    report: Report
    faults: tuple[Fault, ...]


def understand(raw: RawEntry, now: datetime) -> ReadEntry:
    """Give the report that an entry makes.

    Args:
        raw: as read.
        now: the day that stands for one that cannot be read.
    """
    texts = {FIELDS[name]: collapsed(text) for name, text in raw.texts.items()}
    faults = [_too_long(name, field) for name, field in FIELDS.items() if len(texts[field]) > LONGEST]
    if len(collapsed(raw.ref)) > LONGEST:
        faults.append(_too_long(REF, "ref"))

    def typed(read: Callable[[str], Value | None], text: str, code: ErrorCode, field: str, instead: Value) -> Value:
        value = read(text)
        if value is None:
            if len(text) <= LONGEST:
                faults.append(Fault(code, field, {"found": text[:40]}))
            return instead
        return value

    report = Report(
        reference=texts["reference"][: LONGEST + 1],
        document_type=typed(
            _document_type, texts["document_type"], ErrorCode.IMPORT_TYPE, "document_type", DocumentType.DAA
        ),
        excise_number=excise_number.canonical(texts["excise_number"][: LONGEST + 1]),
        transport_identity=texts["transport_identity"][: LONGEST + 1],
        dispatch_date=typed(_day, texts["dispatch_date"], ErrorCode.IMPORT_DATE, "dispatch_date", now.date()),
        dispatch_time=typed(parse_time, texts["dispatch_time"], ErrorCode.IMPORT_TIME, "dispatch_time", time(12)),
        confirmed=typed(
            _BOOLEANS.get,
            collapsed("false" if raw.confirmed is None else raw.confirmed),
            ErrorCode.IMPORT_CONFIRMED,
            "confirmed",
            False,
        ),
    )
    return ReadEntry(raw, report, tuple(faults))


def collapsed(text: str) -> str:
    """Give a text without the spaces and line ends that the lay-out of a file puts in, as ``xsd:token`` does."""
    return _SPACES.sub(" ", text).strip(" ")


def _too_long(name: str, field: str) -> Fault:
    return Fault(ErrorCode.IMPORT_TOO_LONG, field, {"element": name, "most": LONGEST})


def _document_type(text: str) -> DocumentType | None:
    return DocumentType(text) if text in set(DocumentType) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None
