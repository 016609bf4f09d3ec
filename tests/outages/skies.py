"""A sky with some of everything: an alert under way, others to come, past and cancelled, and incidents, not public."""

from dataclasses import dataclass
from datetime import timedelta

from gps.domain.grounds import Service, Severity
from gps.outages.models import Outage
from tests.outages.crisis import HOUR, alert, cancel, change, end, operator_down, provider_down, reopen
from tests.world import NOW, World

DAY = timedelta(days=1)
HOSTILE = 'Émettez par la procédure de secours.\n<script>alert(\'x\')</script> & "guillemets" ]]> \x07 href="//x"'
HOSTILE_EN = "Use the fallback procedure. <b onclick=x>Bold</b>"
NOTE = "Signalé par Mme Durand."
"""What the help desk keeps to itself."""


@dataclass(frozen=True)
class Skies:
    """What is published at ``NOW``, and what is not public."""

    past: Outage
    cancelled: Outage
    under_way: Outage
    notice: Outage
    planned: Outage
    harmless: Outage
    provider: Outage
    operator: Outage

    @property
    def public(self) -> tuple[Outage, ...]:
        return (self.past, self.cancelled, self.under_way, self.notice, self.planned, self.harmless)


def skies(world: World) -> Skies:
    """Publish it all, in the order in which it happened."""
    began = NOW - 10 * DAY
    past = alert(world, Service.GAMMA_EDI, now=began, message="Attendez.", expected_end_at=began + 2 * HOUR)
    end(world, past, now=began + 3 * HOUR)
    reopen(world, past, now=began + 4 * HOUR)
    end(world, past, now=began + 6 * HOUR, ended_at=began + 5 * HOUR)
    cancelled = alert(world, Service.MAREVA, Severity.RED, now=NOW - 5 * DAY)
    cancel(world, cancelled, now=NOW - 5 * DAY + HOUR, comment=NOTE)
    under_way = alert(
        world, severity=Severity.RED, now=NOW - 5 * HOUR, message=HOSTILE, message_en=HOSTILE_EN,
        expected_end_at=NOW + 2 * HOUR,
    )  # fmt: skip
    change(world, under_way, now=NOW - 3 * HOUR, severity=Severity.BLACK, expected_end_at=NOW + 5 * HOUR)
    before = NOW - 2 * HOUR
    return Skies(
        past,
        cancelled,
        under_way,
        notice=alert(world, Service.MAREVA, Severity.NOTICE, now=before, message="Lenteurs."),
        planned=alert(
            world, Service.GAMMA_EDI, Severity.RED, now=before, message="Coupure.", starts_at=NOW + 3 * DAY,
            expected_end_at=NOW + 3 * DAY + 2 * HOUR, planned=True,
        ),
        harmless=alert(
            world, severity=Severity.NOTICE, now=before, message="Sans effet.", starts_at=NOW + 2 * DAY, planned=True,
        ),
        provider=provider_down(world, now=NOW - HOUR),
        operator=operator_down(world, world.shipper, now=NOW - HOUR),
    )  # fmt: skip


def many(world: World, count: int, service: Service = Service.GAMMA_EDI) -> None:
    """Publish and end some alerts, one a day, within the last twelve months."""
    for n in reversed(range(count)):
        at = NOW - (40 + n) * DAY
        end(world, alert(world, service, now=at), now=at + HOUR)
