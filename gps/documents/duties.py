"""The three duties once the system is back: integrate, regularise, keep and declare (rule M3)."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from gps.documents.models import FallbackDocument
from gps.domain.grounds import GroundKind
from gps.domain.lifecycle import Status
from gps.outages.models import Outage

SHOWN = 5


@dataclass(frozen=True)
class Restored:
    """An outage that is over, and how many documents that it grounded still wait to be regularised."""

    outage: Outage
    documents: int


def restored(documents: QuerySet[FallbackDocument]) -> list[Restored]:
    """Give the outages that are over and whose documents, among some, are still active: the latest first."""
    outages = [GroundKind.ALERT, GroundKind.PROVIDER_INCIDENT]
    resting = documents.filter(Q(outage_lasts=False), status=Status.ACTIVE, ground_kind__in=outages)
    counts = dict(
        resting.order_by().values("ground_reference").annotate(n=Count("pk")).values_list("ground_reference", "n")
    )
    over = Outage.objects.filter(identifier__in=counts, over_at__isnull=False).select_related("provider")
    return [Restored(outage, counts[outage.identifier]) for outage in over.order_by("-over_at")[:SHOWN]]
