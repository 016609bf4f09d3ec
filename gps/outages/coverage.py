"""How many establishments each outage covers, by their present access mode and provider (rules F1, F3)."""

from collections.abc import Iterable

from django.db.models import Count

from gps.accounts.models import ExciseNumber
from gps.domain import grounds
from gps.domain.grounds import AccessMode, Failure, Trader
from gps.outages.grounds import trader_of
from gps.outages.models import Outage


def coverage(outages: Iterable[Outage]) -> dict[str, int]:
    """Count, for each identifier, the establishments that the outage concerns: one query for any number of outages.

    ``excise_number`` is to be fetched with those of an operator.
    """
    rows = list(outages)
    if not rows:
        return {}
    kinds = ExciseNumber.objects.order_by().values_list("access_mode", "provider_id").annotate(count=Count("pk"))
    traders = [(Trader("", AccessMode(mode), provider), count) for mode, provider, count in kinds]
    return {outage.identifier: _covered(outage, traders) for outage in rows}


def _covered(outage: Outage, traders: list[tuple[Trader, int]]) -> int:
    """An operator's own incident concerns one establishment: while its access mode is that of the failure."""
    own = outage.excise_number
    span = grounds.Span(
        outage.identifier, Failure(outage.failure), outage.starts_at, None, outage.provider_id,
        own.number if own else "",
    )  # fmt: skip
    concerned = [(trader_of(own), 1)] if own else traders
    return sum(count for trader, count in concerned if span.concerns(trader))
