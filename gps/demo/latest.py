"""The last days before now: what each person finds to do on the first page (rule S2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings

from gps.demo.cast import Place
from gps.demo.helpdesk import DTI, EDI, MAREVA, PARIS
from gps.demo.lives import Fate
from gps.demo.people import BREWERY, CELLAR, CHAMPAGNE, DEPOT, RUM, SPIRITS, WINE
from gps.demo.stage import Part
from gps.demo.workdays import at_work, workday_from, workday_until

TODAY: Mapping[str, tuple[int, ...]] = {
    WINE: (160, 55, 4),
    SPIRITS: (95,),
    CHAMPAGNE: (130, 21),
    CELLAR: (70,),
    BREWERY: (185, 75, 52),
    DEPOT: (110,),
    RUM: (150, 33),
}
"""Numbers issued so many minutes ago; the goods leave within the hours to come. Those of the portal are covered by the
alert that is under way, those of EDI were by an incident of the provider that is over."""

THIS_WEEK: Mapping[str, tuple[int, ...]] = {WINE: (1, 2, 5), SPIRITS: (2,), CHAMPAGNE: (4,), BREWERY: (1, 3), RUM: (2,)}
"""Days ago; the regularisation has time."""

DUE_SOON: Mapping[str, int] = {WINE: 2, SPIRITS: 1, BREWERY: 1, RUM: 1}
OVERDUE: Mapping[str, int] = {WINE: 2, CHAMPAGNE: 1, RUM: 1}
INACTIVE: Mapping[str, int] = {WINE: 3, SPIRITS: 1, CHAMPAGNE: 1, CELLAR: 1, BREWERY: 2, RUM: 1}
"""How many of each."""

ALERTS = ((2, (DTI,)), (11, (DTI, MAREVA)), (15, (DTI, EDI)))
"""Days ago: the alerts that have ended. Whoever ships on another day asked his service."""

BATCHES = ((210, 4, 4), (83, 3, 3), (1, 3, 1))
"""Numbers that the service gave the wine shipper in advance: days ago, how many, how many of them completed."""


@dataclass(frozen=True)
class Latest(Part):
    """Documents that wait for somebody."""

    def plan(self) -> None:
        """Plan what is still open today, and the batches of the service."""
        delay = settings.REGULARISATION_DELAY.days
        today = self.timeline.now.astimezone(PARIS).date()
        for days, services in ALERTS:
            self.desk.outage_day(workday_until(today - timedelta(days=days)), services, ends=17)
        for number, place in self.places.items():
            self._today(place)
            for days in THIS_WEEK.get(number, ()):
                self._issue(place, workday_until(self._ago(place, days)), Fate.NONE)
            for _ in range(DUE_SOON.get(number, 0)):
                self._issue(place, self._due_soon(place, delay), Fate.NONE)
            for _ in range(OVERDUE.get(number, 0)):
                self._issue(place, workday_until(self._ago(place, delay + 1)), Fate.NONE)
            for index in range(INACTIVE.get(number, 0)):
                self._issue(place, workday_until(self._ago(place, delay + 5 + 4 * index)), Fate.FORGOTTEN)
        for days, count, completed in BATCHES:
            self._batch(self.places[WINE], days, count, completed)

    def _today(self, place: Place) -> None:
        """A truck at the gate: at whatever hour the demonstration is loaded."""
        for minutes in TODAY[place.number]:
            leaves_in = minutes + self.rng.randint(15, 240)
            event = partial(self.births.issue, place, fate=Fate.NONE, leaves_in=leaves_in)
            self.timeline.plan(self.timeline.now - timedelta(minutes=minutes, seconds=self.rng.randrange(60)), event)

    def _issue(self, place: Place, day: date, fate: Fate) -> None:
        moment = at_work(day, place.site.zone, self.rng, first=9, last=12)
        self.requests.cover(place, moment)
        self.timeline.plan(moment, partial(self.births.issue, place, fate=fate))

    def _ago(self, place: Place, days: int) -> date:
        return place.local(self.timeline.now).date() - timedelta(days=days)

    def _due_soon(self, place: Place, delay: int) -> date:
        """Two days before the delay is over; a Saturday will do, a Sunday will not."""
        day = self._ago(place, delay - 2)
        return day - timedelta(days=1) if day.weekday() == 6 else day

    def _batch(self, place: Place, days: int, count: int, completed: int) -> None:
        """The officer gives numbers in the morning, the operator uses some of them the same day."""
        morning = at_work(workday_until(self._ago(place, days)), place.site.zone, self.rng, first=8, last=9)

        def event(at: datetime) -> None:
            for document in self.births.batch(place, at, count)[:completed]:
                then = at_work(workday_from(place.local(at).date()), place.site.zone, self.rng, first=10, last=15)
                self.timeline.plan(then, partial(self.births.complete, document, place))

        self.timeline.plan(morning, event)
