"""The working days of real offices (rule F5): opening hours, and the public holidays of each territory of France."""

import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from gps.accounts.models import CustomsOffice, OpeningHours
from gps.accounts.roles import Territory, Zone
from gps.outages.calendar import authorisation_ends, is_holiday
from tests.concurrency import at_once
from tests.world import World

pytestmark = pytest.mark.django_db

ALL_OF_FRANCE = {
    2026: "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25",
    2027: "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25",
}
"""The eleven public holidays of the labour code, with the movable feasts of each year."""
BESIDES: dict[Territory, dict[int, str]] = {
    Territory.MAINLAND: {2026: "", 2027: ""},
    Territory.MOSELLE: {2026: "04-03 12-26", 2027: "03-26 12-26"},
    Territory.ALSACE: {2026: "04-03 12-26", 2027: "03-26 12-26"},
    Territory.GUADELOUPE: {2026: "03-12 04-03 05-27 07-21", 2027: "03-04 03-26 05-27 07-21"},
    Territory.MARTINIQUE: {2026: "05-22 07-21", 2027: "05-22 07-21"},
    Territory.GUYANE: {2026: "06-10", 2027: "06-10"},
    Territory.REUNION: {2026: "12-20", 2027: "12-20"},
    Territory.MAYOTTE: {2026: "04-27", 2027: "04-27"},
}
"""Good Friday and Saint Stephen's day of Alsace and Moselle; the abolition of slavery overseas, and local days off."""


def office_of(territory: Territory, zone: Zone = Zone.PARIS) -> CustomsOffice:
    return CustomsOffice.objects.create(
        code=f"FR{territory.name[:6]:X<6}", name=territory.label, address="1 rue", email="a@douane.invalid", phone="0",
        time_zone=zone, territory=territory,
    )  # fmt: skip


def opening(office: CustomsOffice, *hours: tuple[int, str, str]) -> CustomsOffice:
    for weekday, opens, closes in hours:
        OpeningHours.objects.create(
            office=office, weekday=weekday, opens_at=time.fromisoformat(opens), closes_at=time.fromisoformat(closes)
        )
    return office


def week(office: CustomsOffice, closes: str = "17:00") -> CustomsOffice:
    return opening(office, *[(day, "08:30", closes) for day in range(5)])


def ends(office: CustomsOffice, opens: str) -> str:
    """The end of an authorisation that opens at a local moment, on the wall of the office."""
    zone = ZoneInfo(office.time_zone)
    end = authorisation_ends(office, datetime.fromisoformat(opens).replace(tzinfo=zone))
    assert end.tzinfo is UTC
    return f"{end.astimezone(zone):%Y-%m-%d %H:%M}"


@pytest.mark.rule("F5")
class TestThePublicHolidays:
    @pytest.mark.parametrize("year", [2026, 2027])
    @pytest.mark.parametrize("territory", Territory)
    def test_of_a_territory_are_these_and_no_other(self, territory: Territory, year: int) -> None:
        expected = {f"{year}-{day}" for day in f"{ALL_OF_FRANCE[year]} {BESIDES[territory][year]}".split()}
        known = is_holiday(territory)
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        assert {day.isoformat() for day in days if known(day)} == expected

    def test_are_known_for_every_territory_that_an_office_may_have(self) -> None:
        assert set(BESIDES) == set(Territory)

    def test_of_a_year_are_whole_for_all_who_ask_at_once(self) -> None:
        """The first to ask for a year must not leave the others with a calendar half made."""
        christmas = [date(year, 12, 25) for year in range(2060, 2100)]
        usual = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            asked = at_once([lambda: [is_holiday("")(day) for day in christmas]] * 8)
        finally:
            sys.setswitchinterval(usual)
        assert asked == [[True] * len(christmas)] * 8


@pytest.mark.rule("F5")
class TestAnAuthorisation:
    @pytest.mark.parametrize(
        ("opens", "end"),
        [
            pytest.param("2026-11-17 10:00", "2026-11-18 17:00", id="a Tuesday"),
            pytest.param("2026-11-20 18:45", "2026-11-23 17:00", id="a Friday evening"),
            pytest.param("2026-11-10 10:00", "2026-11-12 17:00", id="before 11 November"),
            pytest.param("2026-05-13 10:00", "2026-05-15 17:00", id="before Ascension Day: the bridge is worked"),
            pytest.param("2027-03-26 10:00", "2027-03-30 17:00", id="before Easter Monday"),
            pytest.param("2026-12-24 10:00", "2026-12-28 17:00", id="Christmas on a Friday"),
            pytest.param("2026-12-31 23:30", "2027-01-04 17:00", id="New Year on a Friday"),
            pytest.param("2026-03-27 10:00", "2026-03-30 17:00", id="over the change of March"),
            pytest.param("2026-10-23 10:00", "2026-10-26 17:00", id="over the change of October"),
        ],
    )
    def test_ends_when_the_office_closes_on_its_next_working_day(self, world: World, opens: str, end: str) -> None:
        assert ends(week(world.bordeaux), opens) == end

    @pytest.mark.parametrize(
        ("territory", "zone", "opens", "end"),
        [
            (Territory.MAINLAND, Zone.PARIS, "2026-04-02 10:00", "2026-04-03 17:00"),
            (Territory.MOSELLE, Zone.PARIS, "2026-04-02 10:00", "2026-04-07 17:00"),
            (Territory.ALSACE, Zone.PARIS, "2026-04-02 10:00", "2026-04-07 17:00"),
            (Territory.GUADELOUPE, Zone.GUADELOUPE, "2026-05-26 10:00", "2026-05-28 17:00"),
            (Territory.MARTINIQUE, Zone.MARTINIQUE, "2026-05-21 10:00", "2026-05-26 17:00"),
            (Territory.GUYANE, Zone.CAYENNE, "2026-06-09 10:00", "2026-06-11 17:00"),
            (Territory.REUNION, Zone.REUNION, "2027-12-17 10:00", "2027-12-21 17:00"),
            (Territory.MAYOTTE, Zone.MAYOTTE, "2026-04-24 10:00", "2026-04-28 17:00"),
        ],
    )
    def test_passes_over_the_holidays_of_the_office_s_territory(
        self, territory: Territory, zone: Zone, opens: str, end: str
    ) -> None:
        """Good Friday and Easter Monday; 27 May; Friday 22 May and Pentecost; 10 June; Monday 20 December; 27 April."""
        assert ends(week(office_of(territory, zone)), opens) == end

    def test_counts_the_days_by_the_clock_of_the_office(self, world: World) -> None:
        """20:30 in Bordeaux on a Monday is the Tuesday of Le Port."""
        at = datetime(2026, 11, 16, 20, 30, tzinfo=UTC)
        here, there = week(world.bordeaux), week(world.reunion, "16:00")
        assert authorisation_ends(here, at) == datetime(2026, 11, 17, 16, 0, tzinfo=UTC)
        assert authorisation_ends(there, at) == datetime(2026, 11, 18, 12, 0, tzinfo=UTC)

    def test_ends_at_the_last_closing_of_a_day_that_has_several(self, world: World) -> None:
        office = opening(world.bordeaux, (1, "13:30", "17:15"), (1, "08:30", "12:00"), (2, "08:30", "12:00"))
        assert ends(office, "2026-11-16 10:00") == "2026-11-17 17:15"
        assert ends(office, "2026-11-17 10:00") == "2026-11-18 12:00"
        assert ends(office, "2026-11-18 10:00") == "2026-11-24 17:15"

    def test_of_an_office_whose_hours_are_unknown_ends_at_midnight(self, world: World) -> None:
        assert ends(world.bordeaux, "2026-11-20 10:00") == "2026-11-24 00:00"

    def test_of_an_office_open_on_saturdays_ends_on_saturday(self, world: World) -> None:
        assert ends(opening(week(world.bordeaux), (5, "08:00", "12:00")), "2026-11-20 10:00") == "2026-11-21 12:00"
