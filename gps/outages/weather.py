"""« Météo des téléservices »: what is published of the national alerts, for everybody (rule F3).

The pages, the feed and the copy that stays up without GPS read it here. Alerts alone are public: an incident of a
provider or of an operator is his own matter. The rows are read as they stand, and judged at a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Max, Q, QuerySet

from gps.domain.grounds import Failure, Service, Severity
from gps.outages import labels, labels_en
from gps.outages.models import ALERTS, Outage, Span
from gps.outages.telling import Told, public_changes, told

KEPT = timedelta(days=365)
"""How far back the list of the past goes; each alert keeps its own page for ever."""

_WORST_FIRST = (Severity.BLACK, Severity.RED, Severity.NOTICE)


class Phase(StrEnum):
    """Where an alert stands at a moment."""

    TO_COME = "to_come"
    UNDER_WAY = "under_way"
    ENDED = "ended"
    CANCELLED = "cancelled"


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


def phase(outage: Outage, at: datetime) -> Phase:
    """Give where an alert stands at a moment: an expected end ends nothing (F3)."""
    if outage.over_at is not None and outage.over_at <= at:
        return Phase.CANCELLED if outage.cancelled else Phase.ENDED
    return Phase.UNDER_WAY if outage.starts_at <= at else Phase.TO_COME


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
    return Story(outage, phase(outage, at), opened, told(identifier))


def right_sentence(outage: Outage, at: datetime) -> str:
    """Tell whether an alert opens the procedure, and to whom (F1, F3)."""
    whom = labels.COVERED[Failure(outage.failure)]
    match (phase(outage, at), outage.opens_right):
        case (Phase.CANCELLED, _):
            return "Annulée\u00a0: n’ouvre pas la procédure de secours."
        case (Phase.ENDED, True):
            return "Terminée\u00a0: n’ouvre plus la procédure de secours."
        case (Phase.UNDER_WAY, True):
            return f"Ouvre la procédure de secours aux {whom}."
        case (Phase.TO_COME, True):
            return f"Ouvrira la procédure de secours aux {whom}, dès son début."
        case (Phase.TO_COME, False):
            return "N’ouvrira pas la procédure de secours."
        case _:
            return labels.SEVERITY_EFFECT[Severity.NOTICE]


def right_sentence_en(outage: Outage, at: datetime) -> str:
    """The same in English."""
    whom = labels_en.COVERED[Failure(outage.failure)]
    match (phase(outage, at), outage.opens_right):
        case (Phase.CANCELLED, _):
            return "Cancelled: does not open the fallback procedure."
        case (Phase.ENDED, True):
            return "Ended: does not open the fallback procedure any more."
        case (Phase.UNDER_WAY, True):
            return f"Opens the fallback procedure to {whom}."
        case (Phase.TO_COME, True):
            return f"Will open the fallback procedure to {whom}, as soon as it starts."
        case (Phase.TO_COME, False):
            return "Will not open the fallback procedure."
        case _:
            return "Does not open the fallback procedure."


def mark(at: datetime) -> str:
    """Give a text that is another one as soon as something else is to be shown: after a change, when what was to come
    begins, when the past leaves the list.
    """
    last = public_changes().aggregate(last=Max("pk"))["last"]
    begun = public_alerts().filter(over_at__isnull=True, starts_at__lte=at).count()
    return f"{last}-{begun}-{past(at).count()}"


def _worst_first(outage: Outage) -> tuple[int, datetime, int]:
    return _WORST_FIRST.index(Severity(outage.severity)), outage.starts_at, outage.pk
