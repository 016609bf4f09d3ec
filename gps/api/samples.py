"""Facts to put into the sentences of the documentation, where no real ones are at hand."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from gps.domain.errors import ErrorCode, Fault

_PARIS = ZoneInfo("Europe/Paris")
_FACTS: dict[str, object] = {
    "character": "é",
    "characters": "é",
    "length": 22,
    "expected": 21,
    "most": 35,
    "least": 1,
    "year": 2026,
    "excise_number": "FR007328E0001",
    "earliest": date(2026, 11, 20),
    "first": date(2010, 4, 1),
    "last": date(2027, 11, 21),
    "on": date(2026, 3, 29),
    "at": datetime(2026, 11, 20, 18, 45, tzinfo=_PARIS),
    "by": "Alix Exemple",
    "receipt": "A-000123",
    "references": ["26FR007328E0001000011"],
    "status": "cancelled",
    "seconds": 42,
    "scope": "documents:issue",
    "path": "17[1].f",
    "number": "1",
    "letter": "a",
    "document_type": "DSA",
}
_OF: dict[ErrorCode, dict[str, object]] = {
    ErrorCode.BODY_TOO_LARGE: {"most": 1_048_576},
    ErrorCode.MEDIA_TYPE: {"expected": "application/json"},
    ErrorCode.METHOD_NOT_ALLOWED: {"allowed": "GET, POST"},
    ErrorCode.FIELD_TYPE: {"expected": "un texte"},
    ErrorCode.FIELD_CHOICE: {"expected": "DAA, DSA"},
    ErrorCode.FIELD_RANGE: {"most": 200},
    ErrorCode.CONFIRM_JUMP: {"last": 8, "found": 800, "skipped": 791},
    ErrorCode.COMMENT_TOO_LONG: {"length": 512, "most": 500},
    ErrorCode.TRANSPORT_TOO_LONG: {"length": 36},
    ErrorCode.TRANSPORT_CHARACTER: {"character": "Ł"},
    ErrorCode.DISPATCH_TIME_PAST: {"earliest": time(18, 45)},
    ErrorCode.DISPATCH_TIME_MISSING_HOUR: {"at": time(2, 30)},
    ErrorCode.REFERENCE_YEAR_TO_COME: {"year": 2027},
    ErrorCode.REFERENCE_OTHER_EXCISE_NUMBER: {"found": "FR007328E0009", "selected": "FR007328E0001"},
    ErrorCode.TYPE_MISMATCH: {"expected": "DAA", "found": "DSA"},
    ErrorCode.ARC_WRONG: {"why": "length", "length": 20},
    ErrorCode.EAD_SHAPE: {"expected": "text"},
    ErrorCode.EAD_TYPE: {"found": "1"},
    ErrorCode.SEARCH_TEXT: {"most": 60},
}


class _Blank:
    """A fact that no sample is written for."""

    def __format__(self, spec: str) -> str:
        return "…"

    def __str__(self) -> str:
        return "…"


class Facts(Mapping[str, object]):
    """Facts for the sentence of a code; it notes which ones were taken."""

    def __init__(self, code: ErrorCode) -> None:
        self.taken: dict[str, object] = {}
        self._known = _FACTS | _OF.get(code, {})

    def __getitem__(self, name: str) -> object:
        self.taken[name] = self._known.get(name, _Blank())
        return self.taken[name]

    def __contains__(self, name: object) -> bool:
        return name != "outage"  # the one sentence that asks, asks for which of its two wordings

    def __iter__(self) -> Iterator[str]:
        return iter(self.taken)

    def __len__(self) -> int:
        return len(self.taken)


def sample(code: ErrorCode) -> Fault:
    """Give a fault with this code, with facts for its sentence."""
    return Fault(code, "", Facts(code))
