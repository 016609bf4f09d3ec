"""Failures of one operator or one provider, and how each service answered: each case that the guide knows, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from gps.demo import words
from gps.demo.cast import Place
from gps.demo.lives import Fate
from gps.demo.people import BREWERY, CELLAR, CHAMPAGNE, DEPOT, RUM, SPIRITS, WINE
from gps.demo.stage import Part
from gps.demo.workdays import at_work
from gps.domain.grounds import Side
from gps.domain.lifecycle import Means
from gps.outages import operations

Then = Callable[[Place, str, datetime], None]
"""What the operator does about an incident, a quarter of an hour after it was opened on him."""

PROVIDER_DAYS = 28
"""Days ago: the afternoon on which the provider carried nothing."""

WAITING = timedelta(minutes=35)
"""For how long the depot's request has been waiting at the moment of loading."""


@dataclass(frozen=True)
class Breakdowns(Part):
    """Told by days before now, each on a day without alert."""

    def plan(self) -> None:
        """Plan them all."""
        places, operator, provider = self.places, Side.OPERATOR, Side.PROVIDER
        network = "Plus de connexion à Internet sur le site ; GAMM@ fonctionne. Demande à faire au service."
        self._on(places[WINE], 54, operator, network, self._granted)
        self._on(places[SPIRITS], 35, operator, "Poste de déclaration en panne ; GAMM@ fonctionne.", self._refused)
        self._on(places[RUM], 38, operator, network, self._silent)
        self._on(places[BREWERY], 46, provider, "Liaison avec le prestataire rompue.", self._refused_too_late)
        self._on(places[CHAMPAGNE], 30, operator, network, self._by_telephone)
        self._on(places[CELLAR], 44, operator, "Logiciel de déclaration à réinstaller.", self._taken_back)
        self._provider()
        self._today()

    def _on(self, place: Place, days: int, side: Side, message: str, then: Then) -> None:
        """In the morning of a day without alert, the help desk diagnoses and the operator turns to his service."""
        day = self.desk.free_day(place.local(self.timeline.now).date() - timedelta(days=days))

        def event(at: datetime) -> None:
            incident = self.desk.operator_incident(place, at, side, message)
            self.timeline.plan(at + timedelta(minutes=self.rng.randint(8, 20)), partial(then, place, incident))
            self.timeline.plan(at + timedelta(hours=6, minutes=10), partial(self.desk.end, incident))

        self.timeline.plan(at_work(day, place.site.zone, self.rng, first=9, last=9), event)

    def _issues(self, place: Place, at: datetime, *minutes: int) -> None:
        """Numbers, so many minutes after a moment."""
        for count in minutes:
            issue = partial(self.births.issue, place, fate=Fate.REINTEGRATED)
            self.timeline.plan(at + timedelta(minutes=count, seconds=self.rng.randrange(60)), issue)

    def _granted(self, place: Place, incident: str, at: datetime) -> None:
        request = self.requests.ask(place, at, incident=incident)
        self.timeline.plan(at + timedelta(minutes=18), partial(self.requests.grant, place, request))
        self._issues(place, at, 31, 96)

    def _refused(self, place: Place, incident: str, at: datetime) -> None:
        request = self.requests.ask(place, at, incident=incident)
        comment = "Le second poste du site a été vérifié par téléphone : il accède à GAMM@."
        refuse = partial(self.requests.refuse, place, request, "other_access", comment)
        self.timeline.plan(at + timedelta(minutes=24), refuse)

    def _silent(self, place: Place, incident: str, at: datetime) -> None:
        """No answer: from the 60th minute on he is authorised."""
        self.requests.ask(place, at, incident=incident)
        self._issues(place, at, 61, 140)

    def _refused_too_late(self, place: Place, incident: str, at: datetime) -> None:
        """The silence had opened the right; the refusal closes it from then on, and leaves the number its ground."""
        request = self.requests.ask(place, at, incident=incident, reintegrated_by=Side.PROVIDER)
        self._issues(place, at, 63)
        comment = "Liaison rétablie d’après le prestataire. Les numéros déjà générés restent valables."
        refuse = partial(self.requests.refuse, place, request, "gamma_works", comment)
        self.timeline.plan(at + timedelta(minutes=87), refuse)

    def _by_telephone(self, place: Place, incident: str, at: datetime) -> None:
        """Asked and granted by telephone, a number made by hand; the officer notes it once he has time (F9)."""
        said_at, noted_at = at + timedelta(minutes=15), at + timedelta(hours=2, minutes=40)

        def note(moment: datetime) -> None:
            request = self.requests.ask(
                place, moment, incident=incident, actor=place.officer, means=Means.TELEPHONE, asked_at=at
            )
            self.requests.grant(place, request, moment, means=Means.TELEPHONE, given_at=said_at)

        self.timeline.plan(noted_at, note)
        left_at = at + timedelta(minutes=50)
        register = partial(self.births.register, place, left_at, fate=Fate.REINTEGRATED)
        self.timeline.plan(noted_at + timedelta(minutes=25), register)

    def _taken_back(self, place: Place, incident: str, at: datetime) -> None:
        """It works again before the service has answered."""
        request = self.requests.ask(place, at, incident=incident)

        def event(moment: datetime) -> None:
            operations.withdraw(request.identifier, actor=place.operator, now=moment)

        self.timeline.plan(at + timedelta(minutes=33), event)

    def _provider(self) -> None:
        """An afternoon on which the provider carried nothing: its clients ship on paper (failure 3)."""
        place = self.places[BREWERY]
        day = self.desk.free_day(place.local(self.timeline.now).date() - timedelta(days=PROVIDER_DAYS))
        opens = datetime.combine(day, time(13, 20, 41), place.site.zone)
        self.desk.provider_incident(opens, opens + timedelta(hours=4, minutes=50), words.PROVIDER)
        self._issues(place, opens, 25, 70, 190)
        self._issues(self.places[DEPOT], opens, 110)

    def _today(self) -> None:
        """The provider's server was down, and is back; the depot's own link is not: it asked, and waits."""
        now, depot = self.timeline.now, self.places[DEPOT]
        self.desk.provider_incident(now - timedelta(minutes=200), now - timedelta(minutes=45), words.PROVIDER_TODAY)

        def event(at: datetime) -> None:
            incident = self.desk.operator_incident(depot, at, Side.PROVIDER, words.DEPOT_LINK)
            ask = partial(self.requests.ask, depot, incident=incident, circumstances=words.DEPOT_ASKS)
            self.timeline.plan(now - WAITING, ask)

        self.timeline.plan(now - WAITING - timedelta(minutes=6), event)
