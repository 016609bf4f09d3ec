"""Files of numbers for the tests and the benchmarks: one entry, a few, or a flood with an error of every kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from xml.sax.saxutils import escape, quoteattr

from gps.domain.errors import ErrorCode
from gps.exchange.imports.layout import FIELDS, NAMESPACE
from gps.exchange.models import EntryOutcome

E = ErrorCode
CLIENT = "FR004455E0002"
"""Of the world: in EDI, and mandated to the provider."""


@dataclass(frozen=True)
class Entry:
    """An entry as it is to be written."""

    number: str
    type: str = "DAA"
    excise_number: str = CLIENT
    transport: str = "AB-123-CD"
    on: str = "2026-11-19"
    at: str = "08:15"
    ref: str | None = None
    confirmed: str | None = None

    def xml(self) -> str:
        values = (self.number, self.type, self.excise_number, self.transport, self.on, self.at)
        attributes = "".join(
            f" {name}={quoteattr(value)}"
            for name, value in (("ref", self.ref), ("confirme", self.confirmed))
            if value is not None
        )
        fields = (f"    <{name}>{escape(value)}</{name}>\n" for name, value in zip(FIELDS, values, strict=True))
        return f"  <craps{attributes}>\n{''.join(fields)}  </craps>\n"


def hand_made(sequence: int, excise_number: str = CLIENT, last: str = "1", year: str = "26") -> str:
    return f"{year}{excise_number}{sequence:05d}{last}"


def numbered(*sequences: int, **fields: str) -> list[Entry]:
    return [replace(Entry(hand_made(sequence)), **fields) for sequence in sequences]


def written(entries: Iterable[Entry]) -> Iterator[bytes]:
    """A file, in pieces."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<import-craps xmlns="{NAMESPACE}">\n'.encode()
    for entry in entries:
        yield entry.xml().encode()
    yield b"</import-craps>\n"


def file_of(entries: Iterable[Entry]) -> bytes:
    return b"".join(written(entries))


@dataclass
class Flood:
    """A file as a provider sends it after an outage, and what is to become of each of its entries."""

    entries: list[Entry] = field(default_factory=list)
    expected: list[tuple[EntryOutcome, ErrorCode | None]] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        return file_of(self.entries)

    def add(self, entry: Entry, outcome: EntryOutcome, code: ErrorCode | None = None) -> None:
        self.entries.append(entry)
        self.expected.append((outcome, code))


KINDS: tuple[ErrorCode | None, ...] = (
    E.REFERENCE_LENGTH, E.REFERENCE_CHARACTER, E.REFERENCE_YEAR_FORM, E.REFERENCE_YEAR_TO_COME,
    E.REFERENCE_OTHER_EXCISE_NUMBER, E.REFERENCE_SEQUENCE_FORM, E.REFERENCE_SEQUENCE_ZERO, E.REFERENCE_LAST_CHARACTER,
    E.REFERENCE_LETTER_O, E.EXCISE_NUMBER_COUNTRY, E.EXCISE_NUMBER_NOT_ENTITLED, E.DISPATCH_TIME_MISSING_HOUR,
    E.DISPATCH_DATE_TOO_FAR, E.TRANSPORT_EMPTY, E.TRANSPORT_TOO_LONG, E.TRANSPORT_CHARACTER, E.CONFIRM_JUMP,
    E.CONFIRM_OUTSIDE_YEAR, E.ALREADY_REGISTERED, E.IMPORT_TYPE, E.IMPORT_DATE, E.IMPORT_TIME, E.IMPORT_CONFIRMED,
    E.IMPORT_TOO_LONG, None,
)  # fmt: skip
"""Every kind of refusal that an entry of a provider can meet; None: the same entry again, which is none."""


def flood(count: int, excise_numbers: Sequence[str] = (CLIENT,), *, errors_every: int = 100, start: int = 1) -> Flood:
    """Make a file of so many entries, one in ``errors_every`` of which is wrong, each time in another way."""
    made, kinds = Flood(), cycle(KINDS)
    places = dict.fromkeys(excise_numbers, start - 1)
    last = Entry("")
    for position, excise_number in zip(range(count), cycle(excise_numbers), strict=False):
        following = places[excise_number] + 1
        good = Entry(_typed(hand_made(following, excise_number), position), excise_number=excise_number)
        good = replace(good, ref=f"BL-{position:06d}" if position % 3 else None)
        if last.number and position % errors_every == errors_every // 2:
            kind = next(kinds)
            entry = spoilt(good, kind, last)
            made.add(entry, EntryOutcome.KNOWN if kind is None else EntryOutcome.REFUSED, kind)
        else:
            places[excise_number], last = following, good
            made.add(good, EntryOutcome.ACCEPTED)
    return made


def spoilt(good: Entry, kind: ErrorCode | None, last: Entry) -> Entry:
    """Make a good entry wrong in one way; ``last`` is a good one that comes before it."""
    number = good.number.replace(" ", "").replace("-", "").upper()
    wrong = {
        E.REFERENCE_LENGTH: {"number": number[:-1]},
        E.REFERENCE_CHARACTER: {"number": number[:-1] + "%"},
        E.REFERENCE_YEAR_FORM: {"number": "X" + number[1:]},
        E.REFERENCE_YEAR_TO_COME: {"number": "27" + number[2:]},
        E.REFERENCE_OTHER_EXCISE_NUMBER: {"number": number[:2] + "FR009999E0009" + number[15:]},
        E.REFERENCE_SEQUENCE_FORM: {"number": number[:15] + "0000A" + number[20:]},
        E.REFERENCE_SEQUENCE_ZERO: {"number": number[:15] + "00000" + number[20:]},
        E.REFERENCE_LAST_CHARACTER: {"number": number[:-1] + "2"},
        E.REFERENCE_LETTER_O: {"number": number[:15] + "O" + number[16:]},
        E.EXCISE_NUMBER_COUNTRY: {"number": number[:2] + "1R" + number[4:]},
        E.EXCISE_NUMBER_NOT_ENTITLED: {"excise_number": "FR001111E0003"},
        E.DISPATCH_TIME_MISSING_HOUR: {"on": "2026-03-29", "at": "02:30"},
        E.DISPATCH_DATE_TOO_FAR: {"on": "2009-11-19"},
        E.TRANSPORT_EMPTY: {"transport": "  "},
        E.TRANSPORT_TOO_LONG: {"transport": "X" * 36},
        E.TRANSPORT_CHARACTER: {"transport": "AB-123-★"},
        E.CONFIRM_JUMP: {"number": number[:15] + "99999" + number[20:]},
        E.CONFIRM_OUTSIDE_YEAR: {"on": "2025-12-31"},
        E.ALREADY_REGISTERED: {"number": last.number, "excise_number": last.excise_number, "transport": "ZZ-999-ZZ"},
        E.IMPORT_TYPE: {"type": "DAE"},
        E.IMPORT_DATE: {"on": "19/11/2026"},
        E.IMPORT_TIME: {"at": "24:00"},
        E.IMPORT_CONFIRMED: {"confirmed": "oui"},
        E.IMPORT_TOO_LONG: {"transport": "X" * 201},
    }
    return last if kind is None else replace(good, **wrong[kind])


def _typed(number: str, position: int) -> str:
    """A number as clerks type it (N9): mostly canonical."""
    match position % 7:
        case 3:
            return f"{number[:2]} {number[2:15]} {number[15:20]} {number[20]}"
        case 5:
            return number.lower()
        case _:
            return number
