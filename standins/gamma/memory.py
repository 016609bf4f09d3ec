"""What this run of the stand-in remembers: the ARC of each number, what was regularised, what was taken back.

GAMM@ attributes an ARC before it tells GPS. Refused or unheard, the same ARC is sent again at the next try.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock


@dataclass(frozen=True)
class Regularisation:
    """One document, its ARC, since when; whether it was taken back."""

    number: str
    document_type: str
    arc: str
    at: datetime
    withdrawn: bool = False


class Memory:
    """Kept while the process lives; several requests may come at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._attributed: dict[tuple[str, str], str] = {}
        self._done: list[Regularisation] = []

    def arc_of(self, number: str, document_type: str, fresh: str) -> str:
        """The ARC that a movement has been attributed, or this fresh one from now on."""
        with self._lock:
            return self._attributed.setdefault((number, document_type), fresh)

    def regularised(self, number: str, document_type: str, arc: str, at: datetime) -> None:
        """GPS took it; told twice, it is one."""
        with self._lock:
            if not any(one.arc == arc and not one.withdrawn for one in self._done):
                self._done.append(Regularisation(number, document_type, arc, at))

    def withdrew(self, number: str) -> None:
        """It is taken back: the next try has an ARC of its own."""
        with self._lock:
            self._done = [replace(one, withdrawn=True) if one.number == number else one for one in self._done]
            for key in [key for key in self._attributed if key[0] == number]:
                del self._attributed[key]

    def latest_first(self) -> list[Regularisation]:
        """All of this run."""
        with self._lock:
            return self._done[::-1]
