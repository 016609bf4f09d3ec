"""The ground under which a number is issued or its goods left (rules F, G7): the facts of the database, brought to
the one pure function that decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from gps.accounts.models import ExciseNumber
from gps.domain import grounds
from gps.domain.grounds import OPENS_THE_RIGHT, AccessMode, Failure, Ground, GroundKind, Trader
from gps.outages.models import Answer, AuthorisationRequest, Outage, Span


def trader_of(excise_number: ExciseNumber) -> Trader:
    """What of an establishment decides."""
    return Trader(excise_number.number, AccessMode(excise_number.access_mode), excise_number.provider_id)


@dataclass(frozen=True)
class Facts:
    """All that may open a right to some establishments within some time: fetched by two or three queries for any
    number of them, then asked as often as one likes.
    """

    spans: Sequence[grounds.Span]
    requests: Sequence[grounds.Request]

    @classmethod
    def fetch(cls, excise_numbers: Iterable[ExciseNumber], since: datetime, until: datetime | None = None) -> "Facts":
        """Fetch what held at some moment from ``since`` to ``until`` (the same moment when it is None)."""
        until = until or since
        requests = living_requests(excise_numbers, since).filter(asked_at__lte=until)
        return cls(open_spans(since, until), [request.facts for request in requests])

    def ground(self, excise_number: ExciseNumber, at: datetime) -> Ground | None:
        """Give the ground in force for an establishment at a moment, or None."""
        return grounds.ground(trader_of(excise_number), at, self.spans, self._requests_of.get(excise_number.number, ()))

    @cached_property
    def _requests_of(self) -> dict[str, list[grounds.Request]]:
        """The requests by excise number: a provider's file names hundreds."""
        found: dict[str, list[grounds.Request]] = {}
        for request in self.requests:
            found.setdefault(request.excise_number, []).append(request)
        return found


def open_spans(since: datetime, until: datetime) -> list[grounds.Span]:
    """Give the stretches of time, within some time, for which an outage was published as opening a right."""
    spans = Span.objects.select_related("outage").filter(
        Q(until_at__isnull=True) | Q(until_at__gt=since), from_at__lte=until, outage__failure__in=OPENS_THE_RIGHT
    )
    return [span_of(span) for span in spans]


def living_requests(excise_numbers: Iterable[ExciseNumber], since: datetime) -> QuerySet[AuthorisationRequest]:
    """Give the requests of some establishments that may still wait or be in force at a moment or later."""
    longer = Answer.objects.filter(request=OuterRef("pk"), ends_at__gt=since)
    return (
        AuthorisationRequest.objects.select_related("excise_number")
        .prefetch_related("answers")
        .filter(Q(tacit_ends_at__gt=since) | Exists(longer), excise_number__in=[row.pk for row in excise_numbers])
    )


def span_of(span: Span) -> grounds.Span:
    """A stretch of time as the rules see it."""
    outage = span.outage
    return grounds.Span(
        outage.identifier, Failure(outage.failure), span.from_at, span.until_at, outage.provider_id,
    )  # fmt: skip


def ground_for(excise_number: ExciseNumber, at: datetime) -> Ground | None:
    """Give the ground in force for an establishment at a moment, or None."""
    return Facts.fetch([excise_number], at).ground(excise_number, at)


def outages_concerning(excise_number: ExciseNumber, outages: Iterable[Outage]) -> list[Outage]:
    """Keep the outages that concern an establishment, whether or not they open a right."""
    trader = trader_of(excise_number)

    def concerns(outage: Outage) -> bool:
        own = excise_number.number if outage.excise_number_id == excise_number.pk else ""
        span = grounds.Span(
            outage.identifier, Failure(outage.failure), outage.starts_at, None, outage.provider_id, own
        )  # fmt: skip
        return span.concerns(trader)

    return [outage for outage in outages if concerns(outage)]


def reference_of_outage(kind: str, reference: str) -> str:
    """Give the identifier of the outage that a ground rests on, "" when it rests on none."""
    return reference if kind in {GroundKind.ALERT, GroundKind.PROVIDER_INCIDENT} else ""
