"""Dates and times as they are typed, one strict form each, and moments as they are told."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain.dates import has_date_form, parse_french_date, parse_moment, parse_time, with_offset

any_text = st.text(st.characters(exclude_categories=()))
nearly_dates = st.text("0123456789/\u0661\uff11\u00b2 -.", min_size=8, max_size=11)
nearly_times = st.text("0123456789:\u0661\uff11\u00b2 -.h", min_size=4, max_size=6)


@pytest.mark.rule("G3")
class TestATypedDate:
    @given(st.dates())
    def test_is_day_month_and_year(self, on: date) -> None:
        typed = f"{on.day:02d}/{on.month:02d}/{on.year:04d}"
        assert parse_french_date(typed) == on
        assert parse_french_date(f" {typed}\r\n") == on
        assert has_date_form(typed)

    @pytest.mark.parametrize(
        "text", ["31/02/2026", "29/02/2025", "00/01/2026", "32/01/2026", "01/13/2026", "01/01/0000"]
    )
    def test_is_refused_when_that_day_does_not_exist(self, text: str) -> None:
        assert parse_french_date(text) is None
        assert has_date_form(text)

    @pytest.mark.parametrize(
        "text",
        ["", "1/6/2026", "01/06/26", "2026-06-01", "01-06-2026", "01/06/2026x", "01 /06/2026", "01/06/20260",
         "0\u0661/06/2026", "\uff10\uff11/06/2026", "01/06/202\u00b2", "01/06/2026\0"],
    )  # fmt: skip
    def test_is_refused_in_any_other_form(self, text: str) -> None:
        assert parse_french_date(text) is None
        assert not has_date_form(text)

    @given(any_text | nearly_dates)
    def test_is_read_or_refused_whatever_is_typed(self, text: str) -> None:
        form = re.fullmatch("[0-9]{2}/[0-9]{2}/[0-9]{4}", text.strip()) is not None
        assert has_date_form(text) is form
        assert form or parse_french_date(text) is None


@pytest.mark.rule("G3")
class TestATypedTime:
    @given(st.integers(0, 23), st.integers(0, 59))
    def test_is_hour_and_minute(self, hour: int, minute: int) -> None:
        assert parse_time(f"{hour:02d}:{minute:02d}") == time(hour, minute)
        assert parse_time(f" {hour:02d}:{minute:02d}\n") == time(hour, minute)

    @pytest.mark.parametrize(
        "text",
        ["", "24:00", "23:60", "99:99", "8:30", "08:3", "0830", "08h30", "08:30:00", "08.30", "-8:30", "08:30 PM",
         "0\u0668:30", "\uff10\uff18:30", "08:3\u00b2", "08:30\0"],
    )  # fmt: skip
    def test_is_refused_in_any_other_form(self, text: str) -> None:
        assert parse_time(text) is None

    @given(any_text | nearly_times)
    def test_is_read_or_refused_whatever_is_typed(self, text: str) -> None:
        found = parse_time(text)
        assert found is None or text.strip() == f"{found.hour:02d}:{found.minute:02d}"


class TestATypedMoment:
    @pytest.mark.parametrize("text", ["2026-11-20T18:45+01:00", "2026-11-20 18:45:00+01:00", "20261120T184500+0100"])
    def test_is_iso_8601_with_its_offset(self, text: str) -> None:
        assert parse_moment(text) == datetime(2026, 11, 20, 18, 45, tzinfo=timezone(timedelta(hours=1)))

    @pytest.mark.parametrize("text", ["", "demain", "20/11/2026", "2026-13-01T00:00+01:00", "2026-11-20T18:45+25:00"])
    def test_is_refused_in_french_when_it_is_none(self, text: str) -> None:
        with pytest.raises(ValueError, match=f"« {re.escape(text)} » n’est pas un moment ISO 8601."):
            parse_moment(text)

    @pytest.mark.parametrize("text", ["2026-11-20T18:45", "2026-11-20"])
    def test_is_refused_in_french_when_it_could_be_one_of_many(self, text: str) -> None:
        with pytest.raises(ValueError, match="Le moment doit porter son décalage"):
            parse_moment(text)


class TestAMomentThatIsTold:
    @pytest.mark.parametrize(
        ("zone", "said"),
        [
            ("Europe/Paris", "20/11/2026 à 18:45 (UTC+1)"),
            ("Indian/Reunion", "20/11/2026 à 21:45 (UTC+4)"),
            ("America/Cayenne", "20/11/2026 à 14:45 (UTC-3)"),
            ("Asia/Kolkata", "20/11/2026 à 23:15 (UTC+5:30)"),
            ("America/St_Johns", "20/11/2026 à 14:15 (UTC-3:30)"),
            ("UTC", "20/11/2026 à 17:45 (UTC+0)"),
        ],
    )
    def test_bears_its_offset(self, zone: str, said: str) -> None:
        at = datetime(2026, 11, 20, 17, 45, 30, tzinfo=UTC)
        assert with_offset(at, ZoneInfo(zone)) == said
        assert with_offset(at, ZoneInfo(zone), seconds=True) == re.sub(r"(\d\d:\d\d) ", r"\1:30 ", said)

    @pytest.mark.parametrize(("hour", "said"), [(0, "02:30 (UTC+2)"), (1, "02:30 (UTC+1)")])
    def test_tells_the_two_hours_of_october_apart(self, hour: int, said: str) -> None:
        assert with_offset(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), ZoneInfo("Europe/Paris")).endswith(said)
