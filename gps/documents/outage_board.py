"""The help desk's board: each outage with how many establishments it covers and how many numbers were issued under it
(rules F2, F7).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gps.documents.situation import issued_under
from gps.outages.coverage import coverage
from gps.outages.models import Outage

INCIDENTS_SHOWN = 100
OVER_SHOWN = 10


@dataclass(frozen=True)
class Row:
    """One outage of the board."""

    outage: Outage
    covers: int
    numbers: int


@dataclass(frozen=True)
class Board:
    """What is under way and to come, what is over. ``incidents`` are those of operators, the last opened first."""

    under_way: list[Row]
    incidents: list[Row]
    to_come: list[Row]
    over: list[Row]
    more_incidents: bool


def board(now: datetime) -> Board:
    """Give the board at a moment: a constant number of queries."""
    outages = Outage.objects.select_related("provider", "excise_number__operator")
    national = list(outages.filter(over_at__isnull=True, excise_number__isnull=True).order_by("starts_at", "id"))
    own = outages.filter(over_at__isnull=True, excise_number__isnull=False).order_by("-starts_at", "-id")
    incidents = list(own[: INCIDENTS_SHOWN + 1])
    over = list(outages.filter(over_at__isnull=False).order_by("-over_at", "-id")[:OVER_SHOWN])
    shown = incidents[:INCIDENTS_SHOWN]
    row = {each.outage.pk: each for each in rows([*national, *shown, *over])}
    return Board(
        under_way=[row[one.pk] for one in national if one.starts_at <= now],
        incidents=[row[one.pk] for one in shown if one.starts_at <= now],
        to_come=[row[one.pk] for one in [*national, *reversed(shown)] if one.starts_at > now],
        over=[row[one.pk] for one in over],
        more_incidents=len(incidents) > INCIDENTS_SHOWN,
    )


def rows(outages: Sequence[Outage]) -> list[Row]:
    """Count for some outages what each covers and what was issued under it: two queries."""
    covered, issued = coverage(outages), issued_under(outage.identifier for outage in outages)
    return [Row(outage, covered[outage.identifier], issued[outage.identifier]) for outage in outages]
