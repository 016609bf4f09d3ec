"""The outage beneath each document, fetched with it: its delay of regularisation depends on it (rule T3)."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from gps.documents.models import FallbackDocument
from gps.outages.models import Outage


def with_outage_clock(documents: QuerySet[FallbackDocument]) -> QuerySet[FallbackDocument]:
    """Annotate documents with ``outage_lasts`` and ``outage_over_at``, of the outage that grounded each, if one did."""
    outage = Outage.objects.filter(identifier=OuterRef("ground_reference"))
    return documents.annotate(
        outage_over_at=Subquery(outage.values("over_at")[:1]),
        outage_lasts=Exists(outage.filter(over_at__isnull=True)),
    )
