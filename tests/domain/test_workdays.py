"""When an office's next working day ends (rule F5): hours, week-ends, bridges, holidays, time zones."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain.workdays import MONDAY_TO_FRIDAY, end_of_next_working_day

PARIS, REUNION, CAYENNE = (ZoneInfo(key) for key in ("Europe/Paris", "Indian/Reunion", "America/Cayenne"))
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
OFFICE: Mapping[int, time | None] = {MON: time(17), TUE: time(17), WED: time(17), THU: time(17), FRI: time(16, 30)}
"""Monday to Thursday to 17:00, Friday to 16:30."""


def holidays(*days: str) -> Callable[[date], bool]:
    known = {date.fromisoformat(day) for day in days}
    return lambda day: day in known


def ends(after: str, *days: str, zone: ZoneInfo = PARIS, closing: Mapping[int, time | None] = OFFICE) -> str:
    """The end, on the wall of the office."""
    moment = datetime.fromisoformat(after).replace(tzinfo=zone)
    end = end_of_next_working_day(moment, zone, closing, holidays(*days))
    assert end.tzinfo is UTC
    return f"{end.astimezone(zone):%a %Y-%m-%d %H:%M}"


@pytest.mark.rule("F5")
class TestTheNextWorkingDay:
    @pytest.mark.parametrize(
        ("after", "end"),
        [
            pytest.param("2026-11-16 09:00", "Tue 2026-11-17 17:00", id="a Monday morning"),
            pytest.param("2026-11-16 00:00", "Tue 2026-11-17 17:00", id="the first instant of a Monday"),
            pytest.param("2026-11-16 23:59:59", "Tue 2026-11-17 17:00", id="the last second of a Monday"),
            pytest.param("2026-11-19 10:00", "Fri 2026-11-20 16:30", id="a Thursday: Friday closes earlier"),
            pytest.param("2026-11-20 10:00", "Mon 2026-11-23 17:00", id="a Friday: over the week-end"),
            pytest.param("2026-11-21 10:00", "Mon 2026-11-23 17:00", id="a Saturday"),
            pytest.param("2026-11-22 23:00", "Mon 2026-11-23 17:00", id="a Sunday night"),
            pytest.param("2026-12-31 18:00", "Fri 2027-01-01 16:30", id="across the year, no holiday told"),
        ],
    )
    def test_ends_when_the_office_closes(self, after: str, end: str) -> None:
        assert ends(after) == end

    @pytest.mark.parametrize(
        ("after", "days", "end"),
        [
            pytest.param("2026-11-10 09:00", ["2026-11-11"], "Thu 2026-11-12 17:00", id="a holiday in mid-week"),
            pytest.param(
                "2026-05-13 09:00", ["2026-05-14"], "Fri 2026-05-15 16:30", id="a Friday that bridges is open"
            ),
            pytest.param("2026-05-14 09:00", ["2026-05-14"], "Fri 2026-05-15 16:30", id="asked on the holiday"),
            pytest.param("2027-03-26 09:00", ["2027-03-29"], "Tue 2027-03-30 17:00", id="week-end and Easter Monday"),
            pytest.param(
                "2026-12-24 09:00",
                ["2026-12-25", "2026-12-28"],
                "Tue 2026-12-29 17:00",
                id="holiday, week-end, holiday",
            ),
        ],
    )
    def test_passes_over_public_holidays(self, after: str, days: list[str], end: str) -> None:
        assert ends(after, *days) == end

    @pytest.mark.parametrize(
        ("after", "end"),
        [
            ("2026-11-19 10:00", "Sat 2026-11-21 00:00"),  # the end of Friday
            ("2026-11-20 10:00", "Tue 2026-11-24 00:00"),  # the end of Monday
        ],
    )
    def test_without_known_hours_is_monday_to_friday_to_midnight(self, after: str, end: str) -> None:
        assert ends(after, closing={}) == ends(after, closing=MONDAY_TO_FRIDAY) == end

    def test_is_any_day_on_which_the_office_answers(self) -> None:
        closing = {SAT: time(12), SUN: None}
        assert ends("2026-11-16 09:00", closing=closing) == "Sat 2026-11-21 12:00"
        assert ends("2026-11-21 09:00", closing=closing) == "Mon 2026-11-23 00:00"
        assert ends("2026-11-22 09:00", closing=closing) == "Sat 2026-11-28 12:00"

    @pytest.mark.parametrize("after", ["2027-03-25 09:00", "2027-10-28 09:00"])
    def test_ends_at_the_hour_of_the_wall_after_a_change_of_clocks(self, after: str) -> None:
        """The clocks change between the two days: the hour on the door is what counts."""
        assert ends(after, closing={MON: time(17)}).endswith("17:00")

    @pytest.mark.parametrize(
        ("closing", "utc"),
        [(time(2, 30), "2027-03-28T01:30:00+00:00"), (time(3), "2027-03-28T01:00:00+00:00")],
    )
    def test_ends_even_at_an_hour_that_march_leaves_out(self, closing: time, utc: str) -> None:
        after = datetime(2027, 3, 27, 9, tzinfo=PARIS)
        assert end_of_next_working_day(after, PARIS, {SUN: closing}, holidays()).isoformat() == utc

    @pytest.mark.parametrize(
        ("zone", "utc"),
        [
            (PARIS, "2026-11-17T16:00:00+00:00"),  # 16 November, 22:00 in Paris: Tuesday is next
            (REUNION, "2026-11-18T13:00:00+00:00"),  # already 17 November at 01:00: Wednesday is
            (CAYENNE, "2026-11-17T20:00:00+00:00"),
        ],
    )
    def test_is_that_of_the_office_s_own_clock(self, zone: ZoneInfo, utc: str) -> None:
        at = datetime(2026, 11, 16, 21, tzinfo=UTC)
        assert end_of_next_working_day(at, zone, OFFICE, holidays()).isoformat() == utc

    def test_is_the_morrow_when_no_day_is_ever_a_working_day(self) -> None:
        """Reference data that make no sense leave a right of a day, and no endless search."""
        at = datetime(2026, 11, 16, 9, tzinfo=PARIS)
        end = end_of_next_working_day(at, PARIS, OFFICE, lambda day: True)
        assert end == datetime(2026, 11, 17, 17, tzinfo=PARIS)

    @given(
        st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  made aware
        st.sampled_from([PARIS, REUNION, CAYENNE]),
        st.dictionaries(st.integers(0, 6), st.none() | st.times().map(lambda t: t.replace(microsecond=0)), min_size=1),
        st.sets(st.integers(0, 30)),
    )
    def test_comes_after_the_day_of_the_moment_and_never_closes_before_it(
        self, after: datetime, zone: ZoneInfo, closing: dict[int, time | None], shut: set[int]
    ) -> None:
        days = {after.astimezone(zone).date() + timedelta(days=n) for n in shut}
        end = end_of_next_working_day(after, zone, closing, days.__contains__)
        midnight = datetime.combine(after.astimezone(zone).date() + timedelta(days=1), time(), zone)
        assert after < midnight <= end + timedelta(hours=1)  # a closing within the hour that March leaves out
        assert end <= after + timedelta(days=60)
        later = end_of_next_working_day(after + timedelta(days=1), zone, closing, days.__contains__)
        assert end <= later
