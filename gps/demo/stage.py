"""What every part of the story is told with."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from gps.demo.births import Births
from gps.demo.cast import Place
from gps.demo.helpdesk import HelpDesk
from gps.demo.requests import Requests
from gps.demo.timeline import Timeline


@dataclass(frozen=True)
class Part:
    """A part of the story: it plans events, in which documents are born, outages published, authorisations asked."""

    places: Mapping[str, Place]
    births: Births
    desk: HelpDesk
    requests: Requests
    timeline: Timeline
    rng: Random

    def plan(self) -> None:
        """Plan its events."""
        raise NotImplementedError
