"""The EDI provider's file after an afternoon on which it carried nothing: rehearsed, then sent (rules I1–I4)."""

import io
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from xml.sax.saxutils import escape, quoteattr

from gps.demo.breakdowns import PROVIDER_DAYS
from gps.demo.cast import Place
from gps.demo.lives import Fate
from gps.demo.people import BREWERY, CHAMPAGNE, DEPOT
from gps.demo.stage import Part
from gps.domain import reference
from gps.domain.reference import DocumentType
from gps.exchange import imports
from gps.exchange.imports.layout import FIELDS, NAMESPACE
from gps.exchange.models import Import

FILE_NAME = "liaisons-numeros-secours.xml"


@dataclass(frozen=True)
class Imports(Part):
    """It brings hand-made numbers of two clients, one of them twice, and what a clerk gets wrong in the hurry."""

    def plan(self) -> None:
        """In the evening, once GPS can be reached: first a dry run, then the file itself."""
        place = self.places[BREWERY]
        day = self.desk.free_day(place.local(self.timeline.now).date() - timedelta(days=PROVIDER_DAYS))
        evening = datetime.combine(day, time(18, 36, 12), place.site.zone)
        self.timeline.plan(evening, self._rehearse)
        self.timeline.plan(evening + timedelta(minutes=5), self._send)

    def _rehearse(self, at: datetime) -> None:
        self._imported(at, dry_run=True)

    def _send(self, at: datetime) -> None:
        found = self._imported(at, dry_run=False)
        provider = self.places[BREWERY].provider
        for entry in imports.entries(found).filter(document__isnull=False, outcome="accepted"):
            if entry.document is not None and provider is not None:
                place = self.places[entry.document.excise_number.number]
                self.births.lives.follow(entry.document, place, provider, Fate.REINTEGRATED)

    def _imported(self, at: datetime, *, dry_run: bool) -> Import:
        """Take the file in as the page does, and judge it as the worker does."""
        provider = self.places[BREWERY].provider
        assert provider is not None  # noqa: S101  the brewery has one
        content = io.BytesIO(_file(self._entries(at)).encode())
        found = imports.receive(content, FILE_NAME, actor=provider, now=at, dry_run=dry_run)
        while not found.is_over:
            imports.run({"import": found.pk}, at)
            found.refresh_from_db()
        return found

    def _entries(self, at: datetime) -> list[tuple[str, ...]]:
        """The values of each entry, in the order of the format."""
        brewery, depot = self.places[BREWERY], self.places[DEPOT]
        good = [self._entry(place, at, ahead) for place, count in ((brewery, 6), (depot, 3)) for ahead in range(count)]
        late = self._entry(brewery, at, 6)
        year = at.year % 100
        elsewhere = reference.hand_made(at.year, CHAMPAGNE, 99_000, DocumentType.DAA).text
        return [
            *good,
            good[0],
            (*late[:4], f"20{year}-02-30", late[5]),
            (*late[:3], "", *late[4:]),
            (f"{late[0][:15]}9{late[0][16:]}", *late[1:]),
            (elsewhere, late[1], CHAMPAGNE, *late[3:]),
        ]

    def _entry(self, place: Place, at: datetime, ahead: int) -> tuple[str, ...]:
        """The next number but so many, which left while the provider carried nothing."""
        number = self.births.next_hand_made(place, DocumentType.DAA, at, ahead)
        left = place.local(at - timedelta(hours=4, minutes=7 * ahead))
        transport = f"FB-{410 + 7 * ahead}-{place.number[5:7]}"
        return number, "DAA", place.number, transport, f"{left:%Y-%m-%d}", f"{left:%H:%M}"


def _file(entries: list[tuple[str, ...]]) -> str:
    rows = (
        f"  <craps ref={quoteattr(f'LD-{position:04d}')}>\n"
        + "".join(f"    <{name}>{escape(value)}</{name}>\n" for name, value in zip(FIELDS, entry, strict=True))
        + "  </craps>\n"
        for position, entry in enumerate(entries, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<import-craps xmlns="{NAMESPACE}">\n{"".join(rows)}</import-craps>\n'
    )
