"""Loads the demonstration: who there is, then two years of what happened, in the order in which it happened."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F

from gps.accounts.models import User
from gps.demo import machines
from gps.demo.births import Births
from gps.demo.breakdowns import Breakdowns
from gps.demo.cast import Place, build
from gps.demo.episodes import Episodes
from gps.demo.helpdesk import HelpDesk
from gps.demo.imports import Imports
from gps.demo.latest import Latest
from gps.demo.lives import Fate, Lives
from gps.demo.papers import Papers
from gps.demo.people import PEOPLE, WINE
from gps.demo.requests import Requests
from gps.demo.story import Story
from gps.demo.timeline import Timeline
from gps.documents.situation import next_numbers
from gps.jobs.models import Job

SEED = "GPS"
"""The same moment of loading gives the same data."""

STILL_NEWS = timedelta(hours=12)
"""What happened longer ago was told to people then: the worker has nothing to send about it."""


def is_loaded() -> bool:
    """Whether the demonstration is there already."""
    return User.objects.filter(email=PEOPLE[0].email).exists()


def load(now: datetime) -> bool:
    """Create all of the demonstration, or nothing.

    Args:
        now: the moment that the data lead up to, aware.

    Returns:
        Whether anything was created: a second time changes nothing.
    """
    with transaction.atomic():
        if is_loaded():
            return False
        cast = build(now)
        rng, timeline = Random(SEED), Timeline(now)  # noqa: S311  chance for a story, not for a secret
        births = Births(tuple(cast.places.values()), Lives(timeline, rng), rng)
        desk = HelpDesk(cast.help_desk, cast.provider, timeline, rng)
        requests = Requests(desk, timeline, rng)
        for part in (Story, Latest, Episodes, Breakdowns, Papers, Imports):
            part(cast.places, births, desk, requests, timeline, rng).plan()
        desk.publish()
        timeline.play()
        _no_round_number(cast.places[WINE], births, timeline.now)
        machines.connect(timeline.now)
        Job.objects.filter(due_at__lt=timeline.now - STILL_NEWS).update(done_at=F("due_at"))
        return True


def _no_round_number(place: Place, births: Births, now: datetime) -> None:
    """Leave the wine shipper's sequence in the midst of things: a next number that is plainly not an example's."""
    [following] = next_numbers([place.site], now)
    if following.last_sequence % 10 == 0:
        births.issue(place, now - timedelta(seconds=50), Fate.NONE, leaves_in=45)
