"""All that the help desk needs to know of a caller, on one page (rules F2, F4, F8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gps.accounts.actors import Actor
from gps.accounts.models import ExciseNumber
from gps.accounts.permissions import Permission
from gps.documents.permissions import visible_to
from gps.documents.situation import counts_by_status
from gps.domain import grounds
from gps.domain.grounds import Standing
from gps.domain.lifecycle import Status
from gps.outages import advice
from gps.outages.advice import Advice, Situation
from gps.outages.grounds import Facts
from gps.outages.hours import is_open
from gps.outages.models import AuthorisationRequest, Outage
from gps.outages.permissions import requests_for
from gps.outages.phases import Phase, phase

SHOWN = 10


@dataclass(frozen=True)
class Caller:
    """An establishment at a moment.

    Attributes:
        advice: the next step, and what it rests on.
        covered_by: what is published that concerns it, for many: alerts, an incident of its provider, to come included.
        incidents: its own with where they stand, the last first.
        requests: its requests for authorisation with how they stand, and until when; the last first.
        counts: its documents by status.
        office_open: whether its office answers now; None when its hours are not known.
    """

    excise_number: ExciseNumber
    advice: Advice
    covered_by: Sequence[Outage]
    incidents: Sequence[tuple[Outage, Phase]]
    requests: Sequence[tuple[AuthorisationRequest, Standing, datetime | None]]
    counts: dict[Status, int]
    office_open: bool | None

    @property
    def provider_may_be_down(self) -> bool:
        """Whether it has a provider, of whom no incident is open."""
        return self.excise_number.provider is not None and all(one.provider_id is None for one in self.covered_by)

    @property
    def ground_outage(self) -> Outage | None:
        """The outage that the ground in force rests on."""
        found = self.advice.ground
        return next((one for one in self.covered_by if found and one.identifier == found.reference), None)


def caller(number: str, actor: Actor, now: datetime) -> Caller:
    """Bring together what is known of a caller: a constant number of queries.

    Raises:
        ExciseNumber.DoesNotExist: nobody has this number.
    """
    row = (
        ExciseNumber.objects.select_related("operator", "office", "provider")
        .prefetch_related("office__opening_hours")
        .get(number=number)
    )
    not_over = advice.not_over(row)
    situation = Situation.of(row, Facts.fetch([row], now), not_over, now)
    requests = requests_for(actor, Permission.CONSULT, now).filter(excise_number=row)[:SHOWN]
    return Caller(
        row,
        advice.advice(situation, now),
        [outage for outage in not_over if outage.excise_number_id is None],
        [(outage, phase(outage, now)) for outage in Outage.objects.filter(excise_number=row)[:SHOWN]],
        [(one, grounds.standing(one.facts, now), advice.changes_at(one.facts, now)) for one in requests],
        counts_by_status(visible_to(actor, now).filter(excise_number=row)),
        is_open(row.office, now),
    )
