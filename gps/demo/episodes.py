"""What the service has to settle: numbers that clash, that are malformed, that jump; some settled, some not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial

from gps.demo.cast import Place
from gps.demo.lives import Fate
from gps.demo.people import BREWERY, CHAMPAGNE, DEPOT, RUM, SPIRITS, WINE
from gps.demo.stage import Part
from gps.demo.timeline import Event
from gps.demo.workdays import at_work, some_days_later, workday_from, workday_until
from gps.documents import operations
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations import Report
from gps.domain import reference
from gps.domain.reference import DocumentType

After = Callable[[Place, Anomaly, datetime], None]
"""What the officer does about it."""

AHEAD = 612
"""A jump that is asked about: over 500 (E5)."""

EVENING, AN_HOUR = timedelta(hours=16), timedelta(hours=1)
"""How long before its registration in the morning a truck had left."""


@dataclass(frozen=True)
class Episodes(Part):
    """Each kind of anomaly, at least once open and once settled."""

    def plan(self) -> None:
        """Plan them all, by days before now."""
        wine, spirits, champagne = self.places[WINE], self.places[SPIRITS], self.places[CHAMPAGNE]
        brewery, rum = self.places[BREWERY], self.places[RUM]
        self._on(wine, 96, partial(self._conflict, wine, then=self._replaced), EVENING)
        self._on(rum, 5, partial(self._conflict, rum), EVENING)
        self._on(spirits, 60, partial(self._malformed, spirits, then=self._replaced))
        self._on(wine, 4, partial(self._malformed, wine))
        self._on(wine, 41, partial(self._duplicate, wine, then=self._settled))
        self._on(wine, 3, partial(self._duplicate, wine))
        self._on(champagne, 5, partial(self._duplicate, champagne))
        self._on(brewery, 150, partial(self._jump, brewery, then=self._confirmed), AN_HOUR)
        self._on(brewery, 4, partial(self._jump, brewery), AN_HOUR)
        self._on(champagne, 72, partial(self._outside_year, champagne, then=self._settled), AN_HOUR)
        self._on(rum, 2, partial(self._outside_year, rum), AN_HOUR)
        self._at_night(wine, 33, self._justified)
        self._on(wine, 63, partial(self._too_late, wine, Fate.REOPENED))
        for place in (wine, spirits):
            self._on(place, 22, partial(self._too_late, place, Fate.TOO_LATE))
        for place in (spirits, self.places[DEPOT]):
            self._at_night(place, 6, None)
        for year in (self.timeline.now.year - 1, self.timeline.now.year):
            self._over_midnight(wine, year)

    def _on(self, place: Place, days: int, event: Event, left: timedelta = timedelta()) -> None:
        """On the last working day before so many days ago, in the morning; the goods ``left`` so long before, with a
        ground.
        """
        day = workday_until(place.local(self.timeline.now).date() - timedelta(days=days))
        moment = at_work(day, place.site.zone, self.rng, first=10, last=11)
        self.requests.cover(place, moment - left)
        self.timeline.plan(moment, event)

    def _at_night(self, place: Place, days: int, then: After | None) -> None:
        """A truck left in the night under a number made by hand, without any ground: « à justifier » (E7)."""
        day = workday_until(place.local(self.timeline.now).date() - timedelta(days=days))
        left_at = at_work(day, place.site.zone, self.rng, first=2, last=2)

        def event(at: datetime) -> None:
            report = self.births.report(
                place, self.births.next_hand_made(place, DocumentType.DAA, left_at), DocumentType.DAA, left_at
            )
            self._flagged(AnomalyKind.UNJUSTIFIED, report, place, then, at)

        self.timeline.plan(at_work(day, place.site.zone, self.rng, first=8, last=8), event)

    def _conflict(self, place: Place, at: datetime, then: After | None = None) -> None:
        """Two trucks with one number: the second entry is kept for the service (E3)."""
        first = self.births.register(place, at - EVENING, at, Fate.REINTEGRATED)
        document_type, left = DocumentType(first.document_type), at - timedelta(hours=14, minutes=7)
        report = self.births.report(place, first.reference, document_type, left)
        second = replace(report, transport_identity=f"{report.transport_identity} / 2")

        def event(moment: datetime) -> None:
            self._then(place, self.births.outcome(second, place.operator, moment).anomaly, moment, then)

        self.timeline.plan(at + timedelta(minutes=9), event)

    def _malformed(self, place: Place, at: datetime, then: After | None = None) -> None:
        """The paper that left bears a letter O too many among its zeros (E2)."""
        number = self.births.next_hand_made(place, DocumentType.DAA, at)
        written = f"{number[:16]}O{number[16:]}"
        report = self.births.report(place, written, DocumentType.DAA, at - timedelta(hours=15))
        self._then(place, operations.report_malformed(report, actor=place.operator, now=at), at, then)

    def _duplicate(self, place: Place, at: datetime, then: After | None = None) -> None:
        """By hand, in an hour in which a colleague had GPS: the sequence is used twice, the numbers differ (E4)."""
        issued = self._issued(place, at)
        number = reference.hand_made(issued.year, place.number, issued.sequence, DocumentType.DAA).text
        report = self.births.report(place, number, DocumentType.DAA, at)
        flagged = partial(self._flagged, AnomalyKind.DUPLICATE_SEQUENCE, report, place, then)
        self.timeline.plan(at + timedelta(minutes=50), flagged)

    def _jump(self, place: Place, at: datetime, then: After | None = None) -> None:
        """A printer with a counter of its own ran ahead (E5)."""
        number = self.births.next_hand_made(place, DocumentType.DAA, at, ahead=AHEAD)
        report = self.births.report(place, number, DocumentType.DAA, at - AN_HOUR, confirmed=True)
        self._flagged(AnomalyKind.JUMP, report, place, then, at)

    def _outside_year(self, place: Place, at: datetime, then: After | None = None) -> None:
        """A number of last year's list, on a paper of this year (E6)."""
        number = self.births.next_hand_made(place, DocumentType.DSA, at - timedelta(days=365))
        report = self.births.report(place, number, DocumentType.DSA, at - AN_HOUR, confirmed=True)
        self._flagged(AnomalyKind.OUTSIDE_YEAR, report, place, then, at)

    def _too_late(self, place: Place, fate: Fate, at: datetime) -> None:
        """GAMM@ regularises the movement of a document that has lost its cover (M2)."""
        self.births.issue(place, at, fate)

    def _over_midnight(self, place: Place, year: int) -> None:
        """A number made by hand on the last evening, for a truck of the new year (E6)."""
        morning = at_work(workday_from(date(year, 1, 2)), place.site.zone, self.rng, first=10, last=11)
        self.requests.cover(place, morning - AN_HOUR)
        self.timeline.plan(morning, partial(self._register_over_midnight, place, year))

    def _register_over_midnight(self, place: Place, year: int, at: datetime) -> None:
        document_type = self.births.document_type(place)
        evening = datetime.combine(date(year - 1, 12, 31), time(18), place.site.zone)
        number = self.births.next_hand_made(place, document_type, evening)
        report = self.births.report(place, number, document_type, at - AN_HOUR, confirmed=True)
        self._flagged(AnomalyKind.OUTSIDE_YEAR, report, place, self._settled, at)

    def _issued(self, place: Place, at: datetime) -> FallbackDocument:
        """A number whose check digit is not by chance what a hand-made one would end in."""
        while True:
            document = self.births.issue(place, at, Fate.REINTEGRATED)
            if document.document_type == DocumentType.DAA and document.reference[-1] != "1":
                return document

    def _flagged(self, kind: AnomalyKind, report: Report, place: Place, then: After | None, at: datetime) -> None:
        document = self.births.reported(report, place.operator, at)
        self.births.lives.follow(document, place, place.operator, Fate.REINTEGRATED if then else Fate.NONE)
        self._then(place, document.anomalies.get(kind=kind), at, then)

    def _then(self, place: Place, anomaly: Anomaly | None, at: datetime, then: After | None) -> None:
        """The officer looks at it on the next working day, or has not yet."""
        assert anomaly is not None  # noqa: S101  the episode is there for it
        if then:
            self.timeline.plan(some_days_later(at, 1, place.site.zone, self.rng), partial(then, place, anomaly))

    def _replaced(self, place: Place, anomaly: Anomaly, at: datetime) -> None:
        document = operations.replace(anomaly.pk, actor=place.officer, now=at)
        self.births.lives.follow(document, place, place.officer, Fate.REINTEGRATED)

    def _confirmed(self, place: Place, anomaly: Anomaly, at: datetime) -> None:
        operations.confirm_jump(anomaly.pk, actor=place.officer, now=at)

    def _justified(self, place: Place, anomaly: Anomaly, at: datetime) -> None:
        comment = "Panne électrique du chai constatée ; service fermé à cette heure. Départ admis."
        operations.justify(anomaly.pk, actor=place.officer, now=at, comment=comment)

    def _settled(self, place: Place, anomaly: Anomaly, at: datetime) -> None:
        comment = "Vu avec l’opérateur par téléphone : les deux mouvements sont réels."
        if anomaly.kind == AnomalyKind.OUTSIDE_YEAR:
            comment = "Numéro de la liste de l’année précédente : mouvement vérifié, rien à reprendre."
        operations.settle(anomaly.pk, actor=place.officer, now=at, comment=comment)
