"""What each establishment may now, and what concerns it: for the pages that tell it (rules F1–F5, F8, G7, P2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gps.accounts.models import ExciseNumber
from gps.domain import grounds
from gps.domain.grounds import Ground, Standing
from gps.outages.grounds import Facts, living_requests, open_spans, outages_concerning
from gps.outages.labels import ground_text
from gps.outages.models import AuthorisationRequest, Outage


@dataclass(frozen=True)
class Right:
    """An establishment at a moment: its ground, if one is in force, the outages that concern it, its requests; and the
    alerts under way that open a right to others, so that he is told that they do not cover him.
    """

    excise_number: ExciseNumber
    ground: Ground | None
    outages: tuple[Outage, ...]
    elsewhere: tuple[Outage, ...]
    requests: tuple[AuthorisationRequest, ...]
    now: datetime

    @property
    def ground_label(self) -> str:
        """« Alerte P26-0042 »."""
        return ground_text(self.ground.kind, self.ground.reference) if self.ground else ""

    @property
    def outage(self) -> Outage | None:
        """The outage that the ground rests on."""
        return next((o for o in self.outages if self.ground and o.identifier == self.ground.reference), None)

    @property
    def authorisation(self) -> AuthorisationRequest | None:
        """The request that the ground rests on."""
        return next((r for r in self.requests if self.ground and r.identifier == self.ground.reference), None)

    @property
    def waiting(self) -> AuthorisationRequest | None:
        """The request whose hour runs."""
        return next((r for r in self.requests if grounds.standing(r.facts, self.now) is Standing.WAITING), None)


def under_way(now: datetime) -> list[Outage]:
    """Give the outages that have begun and are not over, the earliest first."""
    begun = Outage.objects.filter(over_at__isnull=True, starts_at__lte=now)
    return list(begun.select_related("provider", "excise_number").order_by("starts_at", "id"))


def rights(excise_numbers: Sequence[ExciseNumber], now: datetime) -> list[Right]:
    """Give what each establishment may now, by a constant number of queries."""
    requests = list(living_requests(excise_numbers, now).filter(asked_at__lte=now).order_by("asked_at", "id"))
    facts = Facts(open_spans(now, now), [request.facts for request in requests])
    outages = under_way(now)
    return [_right(row, facts, outages, requests, now) for row in excise_numbers]


def _right(
    row: ExciseNumber,
    facts: Facts,
    outages: Sequence[Outage],
    requests: Sequence[AuthorisationRequest],
    now: datetime,
) -> Right:
    mine = outages_concerning(row, outages)
    elsewhere = [outage for outage in outages if outage.is_alert and outage.opens_right and outage not in mine]
    own = [request for request in requests if request.excise_number_id == row.pk]
    return Right(row, facts.ground(row, now), tuple(mine), tuple(elsewhere), tuple(own), now)
