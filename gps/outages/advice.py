"""What to do next, for one establishment at one moment: the annex's decision tree, as far as the facts tell (rules
F1–F6, F8).

The help desk's page of a caller and the operator's own pages read it here, each in its own words, so that nobody is
told on the telephone what his own page denies. It decides no right: ``domain.grounds`` does, and what it gives comes
first. What only the operator knows (which function is down, whether he tried another access) is asked by the three
questions of ``domain.decision``, once the facts alone lead no further than DIAGNOSE or ASK_OFFICE.

The first that holds is the step:

1. a ground is in force: ISSUE;
2. his request is waiting: AWAIT_ANSWER, its hour runs, nights and week-ends included (F5);
3. his service refused, and the help desk has opened or changed no incident on him since: REFUSED;
4. the help desk has diagnosed a failure of his own: ASK_OFFICE, once he has tried every other access (F4). The incident
   opens nothing by itself;
5. otherwise DIAGNOSE: he calls the help desk, which publishes the alert or the provider's incident that opens the
   right, or opens an incident on him (F2, F4). Whoever knows that the failure is his own may ask his service at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from gps.accounts.models import ExciseNumber
from gps.domain import grounds
from gps.domain.grounds import Failure, Ground, Side, Standing, Trader
from gps.outages.grounds import Facts, outages_concerning, trader_of
from gps.outages.models import Outage


class Step(StrEnum):
    """What is to be done next."""

    ISSUE = "issue"
    AWAIT_ANSWER = "await_answer"
    REFUSED = "refused"
    ASK_OFFICE = "ask_office"
    DIAGNOSE = "diagnose"


@dataclass(frozen=True)
class Published:
    """What of an outage that is not over bears on the advice."""

    identifier: str
    failure: Failure
    side: Side
    opens_right: bool
    starts_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Situation:
    """The facts about one establishment at a moment.

    ``outages``: those not over that concern it, begun or to come, opening a right or not, the earliest first.
    ``requests``: those that may still wait, be in force or have been refused lately, the earliest first.
    """

    trader: Trader
    ground: Ground | None
    outages: Sequence[Published] = ()
    requests: Sequence[grounds.Request] = ()

    @classmethod
    def fetch(cls, excise_number: ExciseNumber, now: datetime) -> "Situation":
        """Fetch the present facts: four queries at most."""
        return cls.of(excise_number, Facts.fetch([excise_number], now), not_over(excise_number), now)

    @classmethod
    def of(cls, excise_number: ExciseNumber, facts: Facts, outages: Sequence[Outage], now: datetime) -> "Situation":
        """Put together what was fetched already: ``outages`` as ``not_over`` gives them."""
        mine = [request for request in facts.requests if request.excise_number == excise_number.number]
        return cls(
            trader_of(excise_number),
            facts.ground(excise_number, now),
            [published(outage) for outage in outages],
            sorted(mine, key=lambda one: (one.asked_at, one.identifier)),
        )


@dataclass(frozen=True)
class Advice:
    """The step, with what its sentence needs.

    Attributes:
        step: what is to be done next.
        failure: what his own breakdown is, 1 or 2 by his access mode: for 2 the provider is told as well, and who
            reintegrates is agreed upon (F4).
        ground: the ground in force (ISSUE).
        request: the request that grounds the right, that waits, or that was refused.
        until_at: when silence becomes a yes (AWAIT_ANSWER); when the authorisation ends (ISSUE on a request).
        incident: the help desk's diagnosis that stands, if any.
        notice: what is published on his service and opens no right, if any (F6).
        to_come: the next publication that opens the right, from its start on, if any.
    """

    step: Step
    failure: Failure
    ground: Ground | None = None
    request: grounds.Request | None = None
    until_at: datetime | None = None
    incident: Published | None = None
    notice: Published | None = None
    to_come: Published | None = None


def advice(situation: Situation, now: datetime) -> Advice:
    """Give the next step for an establishment: see the tree at the top of this module.

    Args:
        situation: the facts at ``now``.
        now: the moment.
    """
    own = grounds.failure_of(situation.trader.access_mode)
    begun = [one for one in situation.outages if one.starts_at <= now]
    incident = next((one for one in begun if one.failure is own), None)
    request = _request_that_matters(situation, now)
    step = _step(situation, request, incident, now)
    return Advice(
        step,
        own,
        ground=situation.ground,
        request=request,
        until_at=changes_at(request, now) if request else None,
        incident=incident,
        notice=next((one for one in begun if not one.opens_right and one is not incident), None),
        to_come=next((one for one in situation.outages if one.opens_right and one.starts_at > now), None),
    )


def not_over(excise_number: ExciseNumber) -> list[Outage]:
    """Give the outages that are not over and concern an establishment, the earliest first, those to come included."""
    mine = Q(excise_number__isnull=True) | Q(excise_number=excise_number)
    rows = Outage.objects.filter(mine, over_at__isnull=True).select_related("provider", "excise_number")
    return outages_concerning(excise_number, rows.order_by("starts_at", "id"))


def published(outage: Outage) -> Published:
    """What of an outage bears on the advice."""
    return Published(
        outage.identifier, Failure(outage.failure), Side(outage.side), outage.opens_right, outage.starts_at,
        outage.changed_at,
    )  # fmt: skip


def changes_at(request: grounds.Request, now: datetime) -> datetime | None:
    """Give the moment at which a request's standing changes by itself: silence becomes a yes, an authorisation ends."""
    match grounds.standing(request, now):
        case Standing.WAITING:
            return grounds.tacit_at(request.asked_at)
        case Standing.TACIT:
            return request.tacit_ends_at
        case Standing.EXPLICIT:
            return [answer for answer in request.answers if answer.at <= now][-1].ends_at
        case _:
            return None


def _step(situation: Situation, request: grounds.Request | None, incident: Published | None, now: datetime) -> Step:
    """Walk down the tree."""
    if situation.ground is not None:
        return Step.ISSUE
    stands = grounds.standing(request, now) if request else None
    if stands is Standing.WAITING:
        return Step.AWAIT_ANSWER
    if request and stands is Standing.REFUSED and not _diagnosed_since(incident, request, now):
        return Step.REFUSED
    return Step.DIAGNOSE if incident is None else Step.ASK_OFFICE


def _request_that_matters(situation: Situation, now: datetime) -> grounds.Request | None:
    """The request that grounds the right; without a ground the one that waits; else the last, if it was refused."""
    if situation.ground is not None:
        return next((one for one in situation.requests if one.identifier == situation.ground.reference), None)
    waiting = [one for one in situation.requests if grounds.standing(one, now) is Standing.WAITING]
    if waiting:
        return waiting[0]
    last = situation.requests[-1] if situation.requests else None
    return last if last and grounds.standing(last, now) is Standing.REFUSED else None


def _diagnosed_since(incident: Published | None, request: grounds.Request, now: datetime) -> bool:
    """Whether the help desk has said something that the service could not know when it refused."""
    refused_at = max(answer.at for answer in request.answers if answer.at <= now)
    return incident is not None and incident.changed_at > refused_at
