"""The ground under which a number is issued or was dispatched (rules F, G7).

This is the one place that the register asks. Outages and authorisations are not recorded yet: every establishment
is answered with ``NOT_ASKED``, and nobody is refused for want of a ground.
"""

from dataclasses import dataclass
from datetime import datetime

from gps.accounts.models import ExciseNumber
from gps.domain.grounds import GroundKind


@dataclass(frozen=True)
class Ground:
    """Why a number was issued: the kind, and the public identifier of the outage or authorisation, if any."""

    kind: GroundKind
    reference: str = ""


OFFICER = Ground(GroundKind.OFFICER)
"""An officer's issue is itself the authorisation (G8)."""


def ground_for(excise_number: ExciseNumber, at: datetime) -> Ground:
    """Give the ground in force for an establishment at a moment."""
    return Ground(GroundKind.NOT_ASKED)
