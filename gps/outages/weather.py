"""« Météo des téléservices »: what is published of the national alerts, for everybody (rule F3).

The pages, the feed and the copy that stays up without GPS read it here. Alerts alone are public: an incident of a
provider or of an operator is his own matter. The rows are read as they stand, and judged at a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, QuerySet

from gps.domain.grounds import Failure, Service, Severity
from gps.outages import labels
from gps.outages.models import ALERTS, Outage, Span
from gps.outages.phases import Phase, phase, right_words, right_words_en
from gps.outages.telling import Told, public_changes, told

KEPT = timedelta(days=365)
"""How far back the list of the past goes; each alert keeps its own page for ever."""

_WORST_FIRST = (Severity.BLACK, Severity.RED, Severity.NOTICE)


@dataclass(frozen=True)
class State:
    """How a teleservice does: what is published of it, the worst first; nothing when it works normally."""

    service: Service
    alerts: Sequence[Outage]

    @property
    def worst(self) -> Outage | None:
        """The alert that gives the state its word."""
        return self.alerts[0] if self.alerts else None

    @property
    def severity(self) -> str:
        """Of the worst, "" when the service works normally."""
        return self.alerts[0].severity if self.alerts else ""

    @property
    def label(self) -> str:
        """« GAMM@ DTI »."""
        return labels.SERVICE[self.service]

    @property
    def about(self) -> str:
        """What the service is."""
        return labels.SERVICE_ABOUT[self.service]


@dataclass(frozen=True)
class Weather:
    """The state of each service at a moment, what is under way and what is to come."""

    states: Sequence[State]
    under_way: Sequence[Outage]
    to_come: Sequence[Outage]


@dataclass(frozen=True)
class Story:
    """One alert at a moment, with its past: the stretches of time for which it opened the right, and its changes."""

    outage: Outage
    phase: Phase
    opened: Sequence[Span]
    changes: Sequence[Told]


def public_alerts() -> QuerySet[Outage]:
    """Give what everybody may read."""
    return Outage.objects.filter(failure__in=ALERTS)


def weather(at: datetime) -> Weather:
    """Give the state of all services at a moment, by one query."""
    standing = list(public_alerts().filter(Q(over_at__isnull=True) | Q(over_at__gt=at), published_at__lte=at))
    under_way = sorted((row for row in standing if row.starts_at <= at), key=_worst_first)
    to_come = sorted((row for row in standing if row.starts_at > at), key=lambda row: (row.starts_at, row.pk))
    states = [State(service, [row for row in under_way if row.service == service]) for service in Service]
    return Weather(states, under_way, to_come)


def past(at: datetime) -> QuerySet[Outage]:
    """Give the alerts that were over at a moment, ended or cancelled, of the twelve months before it."""
    return public_alerts().filter(over_at__lte=at, over_at__gt=at - KEPT)


def story(identifier: str, at: datetime) -> Story:
    """Give one alert with its past, by three queries.

    Raises:
        Outage.DoesNotExist: unknown, or not public.
    """
    outage = public_alerts().get(identifier=identifier)
    opened = [span for span in outage.spans.all() if span.from_at <= at and span.until_at != span.from_at]
    return Story(outage, phase(outage, at), opened, [line for line in told(identifier) if line.at <= at])


def right_sentence(outage: Outage, at: datetime) -> str:
    """Tell whether an alert opens the procedure at a moment, and to whom (F1, F3)."""
    return right_words(phase(outage, at), Failure(outage.failure), opens=outage.opens_right)


def right_sentence_en(outage: Outage, at: datetime) -> str:
    """The same in English."""
    return right_words_en(phase(outage, at), Failure(outage.failure), opens=outage.opens_right)


def mark(at: datetime) -> str:
    """Give a text that is another one as soon as something else is to be shown: after a change, when what was to come
    begins, when the past leaves the list.
    """
    last = public_changes().aggregate(last=Max("pk"))["last"]
    begun = public_alerts().filter(over_at__isnull=True, starts_at__lte=at).count()
    return f"{last}-{begun}-{past(at).count()}"


def _worst_first(outage: Outage) -> tuple[int, datetime, int]:
    return _WORST_FIRST.index(Severity(outage.severity)), outage.starts_at, outage.pk
