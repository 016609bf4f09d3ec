"""Whether an office answers now: its hours, its holidays, its own time (rules F4, E10)."""

from datetime import UTC, datetime, time

import pytest

from gps.accounts.models import CustomsOffice, OpeningHours
from gps.outages.hours import is_open
from tests.world import World

pytestmark = pytest.mark.django_db


def open_at(office: CustomsOffice, *moment: int) -> bool | None:
    return is_open(office, datetime(*moment, tzinfo=UTC))  # type: ignore[misc,arg-type]


@pytest.mark.rule("F4", "E10")
def test_an_office_answers_during_its_hours_in_its_own_time(world: World) -> None:
    for opens, closes in ((time(8, 30), time(12)), (time(14), time(17))):
        OpeningHours.objects.create(office=world.reunion, weekday=4, opens_at=opens, closes_at=closes)
    assert open_at(world.reunion, 2026, 11, 20, 4, 29) is False
    assert open_at(world.reunion, 2026, 11, 20, 4, 30) is True
    assert open_at(world.reunion, 2026, 11, 20, 8, 0) is False
    assert open_at(world.reunion, 2026, 11, 20, 10, 0) is True
    assert open_at(world.reunion, 2026, 11, 20, 13, 0) is False
    assert open_at(world.reunion, 2026, 11, 19, 10, 0) is False


@pytest.mark.rule("F4")
def test_an_office_is_closed_on_the_holidays_of_its_territory(world: World) -> None:
    for office in (world.reunion, world.bordeaux):
        OpeningHours.objects.create(office=office, weekday=6, opens_at=time(8), closes_at=time(18))
    world.reunion.territory = "974"
    abolition = (2026, 12, 20, 9, 0)
    assert open_at(world.reunion, *abolition) is False
    assert open_at(world.bordeaux, *abolition) is True


def test_nobody_knows_of_an_office_without_hours(world: World) -> None:
    assert open_at(world.bordeaux, 2026, 11, 20, 10) is None
