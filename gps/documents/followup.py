"""« Suivre mes procédures de secours »: what needs the user's hand comes first (rules S1, S2, T3)."""

from datetime import datetime
from enum import IntEnum

from django.conf import settings
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest

from gps.documents.models import FOR_CUSTOMS, Anomaly, FallbackDocument
from gps.documents.outage_clock import with_outage_clock
from gps.documents.pages import IDENTITY, RECORDED, Key
from gps.domain.lifecycle import Status


class Need(IntEnum):
    """What a document waits for, the most pressing first (S2, G8)."""

    TO_COMPLETE = 0
    INACTIVE = 1
    OVERDUE = 2
    DUE_SOON = 3
    FLAGGED = 4
    TO_REGULARISE = 5
    NOTHING = 6


ORDER = (Key("need", False, int), RECORDED, IDENTITY)


def with_needs(documents: QuerySet[FallbackDocument], now: datetime) -> QuerySet[FallbackDocument]:
    """Annotate documents with ``flagged`` (an open anomaly) and ``need`` (a ``Need``) at a moment."""
    overdue_from = now - settings.REGULARISATION_DELAY
    due_soon_from = overdue_from + settings.REMIND_BEFORE
    active = Q(status=Status.ACTIVE)
    open_anomalies = Anomaly.objects.filter(document=OuterRef("pk"), resolved_at__isnull=True)
    open_anomalies = open_anomalies.exclude(kind__in=FOR_CUSTOMS)
    due_from = Greatest(
        "dispatch_at",
        "recorded_at",
        Coalesce(F("reactivated_at"), F("recorded_at")),
        Coalesce(F("outage_over_at"), F("recorded_at")),
    )
    running = active & Q(outage_lasts=False)
    return (
        with_outage_clock(documents)
        .annotate(flagged=Exists(open_anomalies), due_from=due_from)
        .annotate(
            need=Case(
                When(active & Q(dispatch_at__isnull=True), then=Value(Need.TO_COMPLETE)),
                When(status=Status.INACTIVE, then=Value(Need.INACTIVE)),
                When(running & Q(due_from__lt=overdue_from), then=Value(Need.OVERDUE)),
                When(running & Q(due_from__lt=due_soon_from), then=Value(Need.DUE_SOON)),
                When(flagged=True, then=Value(Need.FLAGGED)),
                When(active, then=Value(Need.TO_REGULARISE)),
                default=Value(Need.NOTHING),
                output_field=IntegerField(),
            )
        )
    )


def overdue(documents: QuerySet[FallbackDocument], now: datetime) -> QuerySet[FallbackDocument]:
    """Keep the documents whose regularisation is overdue: what ``deactivate`` accepts at this moment."""
    return with_needs(documents, now).filter(Q(need=Need.OVERDUE))


def in_trouble(documents: QuerySet[FallbackDocument], now: datetime) -> QuerySet[FallbackDocument]:
    """Keep the documents that are inactive or overdue, the longest first: what an officer looks into."""
    late = with_needs(documents.filter(status__in=[Status.ACTIVE, Status.INACTIVE]), now)
    return late.filter(Q(need__in=[Need.INACTIVE, Need.OVERDUE])).order_by(F("need"), "recorded_at", "id")


def waiting(documents: QuerySet[FallbackDocument], now: datetime, limit: int = 99) -> dict[str, int]:
    """Count, up to a limit, the documents that wait for a hand: to complete, inactive, overdue, due soon, flagged."""
    open_ones = documents.filter(status__in=[Status.ACTIVE, Status.INACTIVE])
    pressing = with_needs(open_ones, now).filter(Q(need__lt=Need.TO_REGULARISE)).order_by()[: limit + 1]
    needs = list(pressing.values_list("need", flat=True))  # type: ignore[misc]  # annotated
    return {need.name.lower(): needs.count(need) for need in Need if need in needs}
