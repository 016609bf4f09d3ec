"""Two years of outages: days on which GAMM@ was out of reach, and what each establishment shipped meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from gps.demo.cast import Place
from gps.demo.helpdesk import DTI, EDI, MAREVA, PARIS
from gps.demo.people import BREWERY, CELLAR, CHAMPAGNE, DEPOT, RUM, SPIRITS, WINE
from gps.demo.stage import Part
from gps.demo.workdays import at_work, workday_from, workday_until

YEARS = 2
OUTAGES_A_YEAR = 15
MAREVA_EVERY = 4
"""For one outage in so many it is the messaging service that keeps the EDI operators out, and not GAMM@ EDI."""

QUIET_DAYS = 14
"""The latest days have their own story, see ``gps.demo.latest``."""

SHIPMENTS: Mapping[str, tuple[int, ...]] = {
    #          J  F  M  A  M  J  J  A  S  O  N  D
    WINE:     (2, 2, 2, 3, 3, 2, 2, 1, 3, 4, 5, 5),
    SPIRITS:  (1, 1, 2, 2, 2, 2, 1, 1, 2, 3, 3, 3),
    CHAMPAGNE: (1, 1, 1, 1, 2, 2, 1, 1, 2, 3, 4, 4),
    CELLAR:   (1, 1, 1, 1, 1, 1, 1, 0, 1, 2, 2, 3),
    BREWERY:  (1, 1, 2, 2, 3, 4, 4, 3, 2, 1, 1, 2),
    DEPOT:    (0, 1, 1, 1, 2, 2, 3, 2, 1, 1, 1, 1),
    RUM:      (1, 1, 1, 1, 2, 2, 1, 1, 2, 2, 3, 3),
}  # fmt: skip
"""How much each establishment ships on the day of an outage, by month: wine before Christmas, beer in summer."""


@dataclass(frozen=True)
class Story(Part):
    """Each day of outage is a national alert for all, which every number of the day cites."""

    def plan(self) -> None:
        """Plan every outage, and every turn of the year."""
        last_day = (self.timeline.now - timedelta(days=QUIET_DAYS)).date()
        first_day = last_day - timedelta(days=365 * YEARS - QUIET_DAYS)
        for index, day in enumerate(self._outage_days(first_day, last_day)):
            self.desk.outage_day(day, (DTI, MAREVA if index % MAREVA_EVERY == 1 else EDI))
            for place in self.places.values():
                self._outage(place, day)
        for year in range(first_day.year + 1, self.timeline.now.year + 1):
            self._turn_of_the_year(year)

    def _outage_days(self, first_day: date, last_day: date) -> list[date]:
        """Working days, at uneven distances."""
        distance = 365 // OUTAGES_A_YEAR
        starts = range(0, (last_day - first_day).days - distance, distance)
        return [workday_from(first_day + timedelta(days=start + self.rng.randrange(distance - 3))) for start in starts]

    def _outage(self, place: Place, day: date) -> None:
        """Number by number, in the hours of the establishment; some of it by hand, in the evening."""
        most = SHIPMENTS[place.number][day.month - 1]
        for _ in range(self.rng.randint(most // 2, most)):
            if self.rng.random() < 0.25:
                self._evening(place, day)
            else:
                moment = at_work(day, place.site.zone, self.rng)
                self.timeline.plan(moment, partial(self.births.issue, place))

    def _evening(self, place: Place, day: date) -> None:
        """The office is closed: a number made by hand, registered on the next working morning."""
        dispatch_at = at_work(day, place.site.zone, self.rng, first=18, last=20)
        morning = at_work(workday_from(day + timedelta(days=1)), place.site.zone, self.rng, first=8, last=9)
        self.timeline.plan(morning, partial(self.births.register, place, dispatch_at))

    def _turn_of_the_year(self, year: int) -> None:
        """Sequences begin anew, each at its own midnight (N5, N7)."""
        days = workday_until(date(year - 1, 12, 31)), workday_from(date(year, 1, 1))
        for day in days:
            self.desk.outage_day(day, (DTI,))
        for place in (self.places[WINE], self.places[CHAMPAGNE], self.places[RUM]):
            for day in days:
                for hour in (9, 14):
                    moment = at_work(day, place.site.zone, self.rng, first=hour, last=hour + 2)
                    self.timeline.plan(moment, partial(self.births.issue, place))
        self._midnight_in_the_island(year)

    def _midnight_in_the_island(self, year: int) -> None:
        """Half past midnight in La Réunion, the old year still in Paris: the number is of the new year (N7)."""
        place, eve = self.places[RUM], date(year - 1, 12, 31)
        evening = datetime.combine(eve, time(20, 5, 17), PARIS)
        self.desk.outage(DTI, evening, evening + timedelta(hours=4, minutes=20))
        moment = datetime.combine(date(year, 1, 1), time(0, 30, 12), place.site.zone)
        self.timeline.plan(moment, partial(self.births.issue, place))
