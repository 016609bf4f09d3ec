"""Loads the demonstration: who there is, then two years of what happened, in the order in which it happened."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from gps.accounts.models import User
from gps.demo.births import Births
from gps.demo.cast import Place, build
from gps.demo.episodes import Episodes
from gps.demo.latest import Latest
from gps.demo.lives import Fate, Lives
from gps.demo.people import PEOPLE, WINE
from gps.demo.story import Story
from gps.demo.timeline import Timeline
from gps.documents.situation import next_numbers

SEED = "GPS"
"""The same moment of loading gives the same data."""


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
        places = build(now)
        rng, timeline = Random(SEED), Timeline(now)  # noqa: S311  chance for a story, not for a secret
        births = Births(tuple(places.values()), Lives(timeline, rng), rng)
        for part in (Story, Episodes, Latest):
            part(places, births, timeline, rng).plan()
        timeline.play()
        _no_round_number(places[WINE], births, timeline.now)
        return True


def _no_round_number(place: Place, births: Births, now: datetime) -> None:
    """Leave the wine shipper's sequence in the midst of things: a next number that is plainly not an example's."""
    [following] = next_numbers([place.site], now)
    if following.last_sequence % 10 == 0:
        births.issue(place, now - timedelta(seconds=50), Fate.NONE, leaves_in=45)
