"""What becomes of a document after its birth: regularised in most cases, and everything else that may happen."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial
from itertools import cycle
from random import Random

from django.conf import settings

from gps.accounts.actors import SYSTEM, Actor
from gps.accounts.roles import Role
from gps.demo.cast import Place
from gps.demo.timeline import Event, Timeline
from gps.demo.workdays import some_days_later
from gps.documents import operations
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.domain import reference
from gps.domain.errors import DomainError
from gps.domain.lifecycle import CancellationReason, ReactivationReason

GAMMA = Actor(Role.SYSTEM, "gamma", "GAMM@")
"""As its key makes it."""

ARC_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"

CANCELLATION_COMMENTS = {
    CancellationReason.OTHER: "Le client a demandé un seul camion au lieu de deux.",
    CancellationReason.DOCUMENT_ERROR: "Mauvais destinataire sur le document.",
}
REACTIVATION_COMMENTS = {
    ReactivationReason.OTHER: "Litige avec le transporteur, réglé entre les parties.",
    ReactivationReason.REGULARISATION_FAILED: "GAMM@ a rejeté le message ; nouvelle tentative demandée.",
}


class Fate(Enum):
    """How a document's story goes on. TOO_LATE: GAMM@ reports it once it is inactive, the officer has yet to see it;
    REOPENED: he gave it its cover back. NONE: not yet.
    """

    REINTEGRATED = auto()
    CANCELLED = auto()
    FORGOTTEN = auto()
    REACTIVATED = auto()
    WITHDRAWN = auto()
    CORRECTED = auto()
    TOO_LATE = auto()
    REOPENED = auto()
    NONE = auto()


FATES = (
    [Fate.REINTEGRATED] * 28
    + [Fate.CANCELLED] * 4
    + [Fate.CORRECTED] * 3
    + [Fate.REACTIVATED] * 3
    + [Fate.WITHDRAWN] * 2
)
"""In what proportion. None stays inactive for good: the services see to it; the latest ones they have yet to see."""


class Lives:
    """Plans what follows the birth of each document; every reason has its turn."""

    def __init__(self, timeline: Timeline, rng: Random) -> None:
        self.timeline, self.rng = timeline, rng
        self._fates = _shuffled_for_ever(rng)
        self._cancellations = cycle(CancellationReason)
        self._reactivations = cycle(ReactivationReason)

    def follow(self, document: FallbackDocument, place: Place, actor: Actor, fate: Fate | None = None) -> None:
        """Plan the life of a document that was just born to an actor."""
        match fate or next(self._fates):
            case Fate.REINTEGRATED:
                self.regularise(document, place, self._leaves(document))
            case Fate.CANCELLED:
                self._cancel(document, actor)
            case Fate.CORRECTED:
                self._correct(document, place)
            case Fate.REACTIVATED:
                self._forget(document, place, partial(self._reactivate, document, place))
            case Fate.FORGOTTEN:
                self._forget(document, place)
            case Fate.TOO_LATE:
                self._forget(document, place, partial(self._refused, document))
            case Fate.REOPENED:
                self._forget(document, place, partial(self._reopen, document, place))
            case Fate.WITHDRAWN:
                self._withdraw(document, place)
            case Fate.NONE:
                pass

    def regularise(self, document: FallbackDocument, place: Place, after: datetime) -> datetime:
        """Have GAMM@ report the regularisation some days later, and give that moment."""

        def event(at: datetime) -> None:
            operations.reintegrate(
                document.reference, actor=GAMMA, now=at, document_type=document.document_type, arc=self._arc(at)
            )

        then = some_days_later(after, self.rng.randint(1, 5), place.site.zone, self.rng)
        self.timeline.plan(then, event)
        return then

    def _cancel(self, document: FallbackDocument, actor: Actor) -> None:
        reason = next(self._cancellations)

        def event(at: datetime) -> None:
            comment = CANCELLATION_COMMENTS.get(reason, "")
            operations.cancel(document.reference, actor=actor, now=at, reason=reason, comment=comment)

        self.timeline.plan(document.recorded_at + timedelta(minutes=self.rng.randint(4, 45)), event)

    def _correct(self, document: FallbackDocument, place: Place) -> None:
        """The officer puts a registration right; then all goes well."""

        def event(at: datetime) -> None:
            local = document.dispatch_local
            assert local is not None  # noqa: S101  born with a dispatch
            operations.correct(
                document.reference,
                actor=place.officer,
                now=at,
                transport_identity=f"{document.transport_identity} / R{self.rng.randint(10, 99)}",
                dispatch_date=local.date(),
                dispatch_time=local.time(),
                comment="Remorque ajoutée, sur appel de l’opérateur.",
            )

        then = self._leaves(document) + timedelta(minutes=self.rng.randint(20, 90))
        self.timeline.plan(then, event)
        self.regularise(document, place, then)

    def _forget(self, document: FallbackDocument, place: Place, then: Event | None = None) -> None:
        """The delay runs out, and the night's job says so: the first night on which it has, for the clock stands still
        while the outage lasts (T3). Some days later something is done about it, or nothing.
        """

        def event(at: datetime) -> None:
            if not document.is_overdue(at):
                self.timeline.plan(at + timedelta(days=1), event)
                return
            operations.deactivate(document.reference, actor=SYSTEM, now=at)
            if then:
                self.timeline.plan(some_days_later(at, self.rng.randint(1, 4), place.site.zone, self.rng), then)

        due_at = self._leaves(document) + settings.REGULARISATION_DELAY
        night = (due_at + timedelta(days=1)).replace(hour=2, minute=30, second=0, microsecond=0)
        self.timeline.plan(night, event)

    def _reactivate(self, document: FallbackDocument, place: Place, at: datetime) -> None:
        reason = next(self._reactivations)
        comment = REACTIVATION_COMMENTS.get(reason, "")
        operations.reactivate(document.reference, actor=place.officer, now=at, reason=reason, comment=comment)
        self.regularise(document, place, at)

    def _refused(self, document: FallbackDocument, at: datetime) -> Anomaly:
        """GAMM@ reports the regularisation too late: the ARC is kept for the officer (M2)."""
        kind, arc = document.document_type, self._arc(at)
        with suppress(DomainError):
            operations.reintegrate(document.reference, actor=GAMMA, now=at, document_type=kind, arc=arc)
        return document.anomalies.get(kind=AnomalyKind.ARC_REFUSED)

    def _reopen(self, document: FallbackDocument, place: Place, at: datetime) -> None:
        """The officer gives it its cover back, and GAMM@ reports the same ARC again."""
        refused = self._refused(document, at)

        def report_again(moment: datetime) -> None:
            kind, arc = document.document_type, refused.entry["arc"]
            operations.reintegrate(document.reference, actor=GAMMA, now=moment, document_type=kind, arc=arc)

        def reopen(moment: datetime) -> None:
            operations.reopen(refused.pk, actor=place.officer, now=moment)
            self.timeline.plan(moment + timedelta(minutes=self.rng.randint(15, 90)), report_again)

        self.timeline.plan(some_days_later(at, 1, place.site.zone, self.rng), reopen)

    def _withdraw(self, document: FallbackDocument, place: Place) -> None:
        """GAMM@ takes its regularisation back; the next one holds."""
        reason = ReactivationReason.REGULARISATION_FAILED
        comment = REACTIVATION_COMMENTS[reason]

        def event(at: datetime) -> None:
            operations.withdraw(document.reference, actor=GAMMA, now=at, reason=reason, comment=comment)

        regularised = self.regularise(document, place, self._leaves(document))
        then = some_days_later(regularised, 1, place.site.zone, self.rng)
        self.timeline.plan(then, event)
        self.regularise(document, place, then)

    def _leaves(self, document: FallbackDocument) -> datetime:
        """From when on GAMM@ may hear of the movement."""
        return max(document.dispatch_at or document.recorded_at, document.recorded_at)

    def _arc(self, at: datetime) -> str:
        """A CRA as GAMM@ gives one: year, country, 16 characters, check digit."""
        first_20 = f"{at:%y}FR{''.join(self.rng.choices(ARC_LETTERS, k=16))}"
        return first_20 + reference.check_digit(first_20)


def _shuffled_for_ever(rng: Random) -> Iterator[Fate]:
    """Each round of fates in another order: chance, without what chance leaves out."""
    while True:
        yield from rng.sample(FATES, k=len(FATES))
