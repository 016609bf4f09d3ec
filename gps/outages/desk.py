"""The queue of an office: requests that wait, with their clocks, then those whose silence has just spoken (rule F5)."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission
from gps.domain import grounds
from gps.domain.grounds import IN_FORCE, Standing
from gps.outages.models import AuthorisationRequest
from gps.outages.permissions import requests_for

RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Queued:
    """A request at a moment, as the desk shows it."""

    request: AuthorisationRequest
    standing: Standing
    seconds_left: int
    answers: int

    @property
    def waits(self) -> bool:
        """Whether its hour still runs."""
        return self.standing is Standing.WAITING


def queue(actor: Actor, now: datetime) -> list[Queued]:
    """Give the requests that an officer may answer and has not: those whose hour runs, soonest tacit first; then what
    silence has opened and a late answer may close.
    """
    rows = requests_for(actor, Permission.ANSWER, now).filter(
        asked_at__gt=now - RECENT, asked_at__lte=now, withdrawn_at__isnull=True
    )
    found = [_queued(row, now) for row in rows]
    mine = [q for q in found if q.waits or (q.standing in IN_FORCE and _on_nobodys_word(q.request))]
    return sorted(mine, key=lambda q: (not q.waits, q.request.asked_at, q.request.identifier))


def _on_nobodys_word(request: AuthorisationRequest) -> bool:
    """Whether the service has not answered itself: by silence, or on the operator's word (F9)."""
    last = request.last_answer
    return last is None or last.is_declared


def _queued(request: AuthorisationRequest, now: datetime) -> Queued:
    left = (grounds.tacit_at(request.asked_at) - now).total_seconds()
    stands = grounds.standing(request.facts, now)
    return Queued(request, stands, max(0, math.ceil(left)), len(request.answers.all()))
