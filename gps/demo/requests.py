"""Authorisations: what the establishments ask of their service, and what it answers (rules F4, F5, F9)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle
from random import Random

from gps.accounts.actors import Actor
from gps.accounts.roles import AccessMode
from gps.demo import words
from gps.demo.cast import Place
from gps.demo.helpdesk import HelpDesk
from gps.demo.timeline import Timeline
from gps.domain import grounds
from gps.domain.grounds import Side
from gps.outages import operations
from gps.outages.grounds import Facts, trader_of
from gps.outages.models import GPS, AuthorisationRequest
from gps.outages.operations import Asking


class Requests:
    """Asks and answers, for whoever acts."""

    def __init__(self, desk: HelpDesk, timeline: Timeline, rng: Random) -> None:
        self.desk, self.timeline, self.rng = desk, timeline, rng
        self._circumstances = cycle(words.CIRCUMSTANCES)

    def cover(self, place: Place, at: datetime) -> None:
        """See to it that an establishment has a ground at a moment: where nothing else gives one, it asks beforehand
        and its officer says yes, until that evening.
        """
        before = at - timedelta(minutes=self.rng.randint(35, 80))
        self.timeline.plan(before, partial(self._cover, place, at))

    def _cover(self, place: Place, until: datetime, at: datetime) -> None:
        if self.desk.covers(place, until) or self._stands(place, until):
            return
        request = self.ask(place, at)
        evening = place.local(until).replace(hour=22, minute=0, second=0)
        answer = partial(self.grant, place, request, ends_at=evening)
        self.timeline.plan(at + timedelta(minutes=self.rng.randint(4, 25)), answer)

    def ask(
        self,
        place: Place,
        at: datetime,
        *,
        incident: str = "",
        actor: Actor | None = None,
        means: str = GPS,
        asked_at: datetime | None = None,
        reintegrated_by: Side = Side.OPERATOR,
        circumstances: str = "",
    ) -> AuthorisationRequest:
        """The operator asks; an officer as ``actor`` notes what he was asked by other means (F9)."""
        asking = Asking(
            place.number,
            circumstances=circumstances or next(self._circumstances),
            tried_other_access=True,
            contact=place.contact,
            incident=incident,
            reintegrated_by=reintegrated_by if place.site.access_mode == AccessMode.EDI else None,
            means=means,
            asked_at=asked_at,
        )
        return operations.ask(asking, actor=actor or place.operator, now=at)

    def grant(
        self,
        place: Place,
        request: AuthorisationRequest,
        at: datetime,
        *,
        ends_at: datetime | None = None,
        means: str = GPS,
        given_at: datetime | None = None,
    ) -> None:
        """The officer says yes."""
        operations.answer(
            request.identifier, granted=True, reason="failure_admitted", seen=0, actor=place.officer, now=at,
            ends_at=ends_at, means=means, given_at=given_at,
        )  # fmt: skip

    def refuse(self, place: Place, request: AuthorisationRequest, reason: str, comment: str, at: datetime) -> None:
        """The officer says no."""
        operations.answer(
            request.identifier, granted=False, reason=reason, comment=comment, seen=0, actor=place.officer, now=at
        )

    def _stands(self, place: Place, at: datetime) -> bool:
        """Whether what was asked before gives a ground at a moment to come."""
        asked: Sequence[grounds.Request] = Facts.fetch([place.site], at).requests
        return grounds.ground(trader_of(place.site), at, (), asked) is not None
