"""When the goods leave, in the establishment's own time, and on what."""

import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain.dispatch import announced, earliest_announced, expected, reported, transport_identity, transport_key
from gps.domain.errors import DomainError, ErrorCode

PARIS = ZoneInfo("Europe/Paris")
ZONES = [
    "Europe/Paris",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
]


def utc(text: str) -> datetime:
    """A moment in UTC: ``utc("2026-06-15 08:30:42")``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


def clock(text: str) -> time:
    return time.fromisoformat(text)


NOW = utc("2026-06-15 08:30:42")  # 10:30:42 in Paris
TODAY = day("2026-06-15")
MARCH = day("2026-03-29")  # at 02:00 in Paris it is 03:00
OCTOBER = day("2026-10-25")  # at 03:00 in Paris it is 02:00 again


@pytest.mark.rule("G4")
class TestAnAnnouncedDispatch:
    @pytest.mark.parametrize(
        ("on", "at", "moment"),
        [
            ("2026-06-15", "10:30", "2026-06-15 08:30"),
            ("2026-06-15", "10:31", "2026-06-15 08:31"),
            ("2026-06-15", "23:59", "2026-06-15 21:59"),
            ("2026-06-16", "00:00", "2026-06-15 22:00"),
            ("2026-06-16", "10:29", "2026-06-16 08:29"),
            ("2026-12-15", "10:30", "2026-12-15 09:30"),
        ],
    )
    def test_is_today_from_this_minute_on_or_later(self, on: str, at: str, moment: str) -> None:
        assert announced(day(on), clock(at), PARIS, NOW) == utc(moment)

    def test_is_given_in_utc(self) -> None:
        assert announced(TODAY, clock("12:00"), PARIS, NOW).tzinfo is UTC

    @pytest.mark.parametrize("at", ["10:29", "10:00", "00:00"])
    def test_is_not_earlier_on_the_day_itself(self, at: str) -> None:
        with pytest.raises(DomainError) as refusal:
            announced(TODAY, clock(at), PARIS, NOW)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.DISPATCH_TIME_PAST, "dispatch_time")
        assert fault.data == {"earliest": clock("10:30"), "on": TODAY}

    @pytest.mark.parametrize("on", ["2026-06-14", "2025-06-15", "2010-03-31", "0001-01-01"])
    def test_is_not_of_an_earlier_day(self, on: str) -> None:
        with pytest.raises(DomainError) as refusal:
            announced(day(on), clock("23:59"), PARIS, NOW)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.DISPATCH_DATE_PAST, "dispatch_date")
        assert fault.data == {"earliest": TODAY}

    @pytest.mark.parametrize(
        ("opened_at", "earliest"),
        [
            pytest.param(None, "10:30", id="not known"),
            pytest.param("2026-06-15 08:30:42", "10:30", id="this second"),
            pytest.param("2026-06-15 08:29:59", "10:29", id="a minute ago"),
            pytest.param("2026-06-15 08:20:59", "10:20", id="ten minutes ago, to the minute"),
            pytest.param("2026-06-15 08:15:42", "10:15", id="15 minutes ago"),
            pytest.param("2026-06-15 08:14:59", "10:15", id="longer ago: 15 minutes at most"),
            pytest.param("2026-06-14 08:30:00", "10:15", id="yesterday: 15 minutes at most"),
            pytest.param("2026-06-15 08:31:00", "10:30", id="to come: ignored"),
            pytest.param("2027-01-01 00:00:00", "10:30", id="next year: ignored"),
        ],
    )
    def test_counts_from_the_minute_at_which_the_form_was_opened(self, opened_at: str | None, earliest: str) -> None:
        opened = utc(opened_at) if opened_at else None
        moment = announced(TODAY, clock(earliest), PARIS, NOW, opened)
        assert moment.astimezone(PARIS).time() == clock(earliest)
        with pytest.raises(DomainError) as refusal:
            announced(TODAY, (moment.astimezone(PARIS) - timedelta(minutes=1)).time(), PARIS, NOW, opened)
        assert refusal.value.codes == (ErrorCode.DISPATCH_TIME_PAST,)
        assert refusal.value.faults[0].data["earliest"] == clock(earliest)

    def test_may_be_yesterday_when_midnight_passed_since_the_form_was_opened(self) -> None:
        opened, sent = utc("2026-06-15 21:58:30"), utc("2026-06-15 22:05:00")  # 23:58 and 00:05 in Paris
        assert announced(TODAY, clock("23:58"), PARIS, sent, opened) == utc("2026-06-15 21:58")
        with pytest.raises(DomainError) as refusal:
            announced(TODAY, clock("23:57"), PARIS, sent, opened)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.data) == (
            ErrorCode.DISPATCH_TIME_PAST,
            {"earliest": clock("23:58"), "on": TODAY},
        )
        with pytest.raises(DomainError) as refusal:
            announced(day("2026-06-14"), clock("23:59"), PARIS, sent, opened)
        assert refusal.value.codes == (ErrorCode.DISPATCH_DATE_PAST,)

    def test_is_not_yesterday_when_the_form_was_opened_today(self) -> None:
        sent = utc("2026-06-15 22:05:00")
        for opened in (None, utc("2026-06-15 22:00:00")):
            with pytest.raises(DomainError) as refusal:
                announced(TODAY, clock("23:59"), PARIS, sent, opened)
            assert refusal.value.codes == (ErrorCode.DISPATCH_DATE_PAST,)
            assert refusal.value.faults[0].data == {"earliest": day("2026-06-16")}

    @pytest.mark.parametrize(
        ("zone", "on", "at"),
        [
            ("Europe/Paris", "2026-06-16", "00:30"),
            ("Indian/Reunion", "2026-06-16", "02:30"),
            ("Indian/Mayotte", "2026-06-16", "01:30"),
            ("America/Guadeloupe", "2026-06-15", "18:30"),
            ("America/Martinique", "2026-06-15", "18:30"),
            ("America/Cayenne", "2026-06-15", "19:30"),
            ("America/Miquelon", "2026-06-15", "20:30"),
        ],
    )
    def test_has_the_day_and_the_hour_of_its_establishment(self, zone: str, on: str, at: str) -> None:
        now = utc("2026-06-15 22:30:10")
        there = ZoneInfo(zone)
        assert announced(day(on), clock(at), there, now) == utc("2026-06-15 22:30")
        with pytest.raises(DomainError) as refusal:
            announced(day(on), clock(at[:3] + "29"), there, now)
        assert refusal.value.codes == (ErrorCode.DISPATCH_TIME_PAST,)
        assert refusal.value.faults[0].data == {"earliest": clock(at), "on": day(on)}
        with pytest.raises(DomainError) as refusal:
            announced(day(on) - timedelta(days=1), clock("23:59"), there, now)
        assert refusal.value.codes == (ErrorCode.DISPATCH_DATE_PAST,)

    @pytest.mark.parametrize("at", ["02:00", "02:30", "02:59"])
    @pytest.mark.parametrize("now", ["2026-03-01 00:00", "2026-03-29 00:30", "2026-03-29 08:00"])
    def test_is_not_in_the_missing_hour_of_march(self, now: str, at: str) -> None:
        with pytest.raises(DomainError) as refusal:
            announced(MARCH, clock(at), PARIS, utc(now))
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.DISPATCH_TIME_MISSING_HOUR, "dispatch_time")
        assert fault.data == {"on": MARCH, "at": clock(at)}

    def test_is_on_either_side_of_the_missing_hour(self) -> None:
        now = utc("2026-03-01 00:00")
        assert announced(MARCH, clock("01:59"), PARIS, now) == utc("2026-03-29 00:59")
        assert announced(MARCH, clock("03:00"), PARIS, now) == utc("2026-03-29 01:00")

    @pytest.mark.parametrize(
        ("now", "moment"),
        [
            pytest.param("2026-10-20 08:00:00", "2026-10-25 00:30", id="days before"),
            pytest.param("2026-10-25 00:30:59", "2026-10-25 00:30", id="in the minute of the first"),
            pytest.param("2026-10-25 00:31:00", "2026-10-25 01:30", id="a minute after the first"),
            pytest.param("2026-10-25 01:30:59", "2026-10-25 01:30", id="in the minute of the second"),
        ],
    )
    def test_is_the_first_half_past_two_of_october_that_is_not_past(self, now: str, moment: str) -> None:
        assert announced(OCTOBER, clock("02:30"), PARIS, utc(now)) == utc(moment)

    def test_is_past_after_the_second_half_past_two_of_october(self) -> None:
        with pytest.raises(DomainError) as refusal:
            announced(OCTOBER, clock("02:30"), PARIS, utc("2026-10-25 01:31"))
        assert refusal.value.codes == (ErrorCode.DISPATCH_TIME_PAST,)
        assert refusal.value.faults[0].data == {"earliest": clock("02:31"), "on": OCTOBER}

    def test_is_the_first_half_past_two_when_the_form_was_opened_before_it(self) -> None:
        sent, opened = utc("2026-10-25 00:40"), utc("2026-10-25 00:29")
        assert announced(OCTOBER, clock("02:30"), PARIS, sent, opened) == utc("2026-10-25 00:30")

    def test_is_the_same_whatever_zone_now_is_told_in(self) -> None:
        now, opened = utc("2026-10-25 01:05"), utc("2026-10-24 22:00")  # the second 02:05, opened at midnight
        for told_in in (UTC, PARIS, ZoneInfo("Indian/Reunion")):
            floor = earliest_announced(now.astimezone(told_in), opened.astimezone(told_in))
            assert floor == utc("2026-10-25 00:50")
            moment = announced(OCTOBER, clock("02:30"), PARIS, now.astimezone(told_in), opened.astimezone(told_in))
            assert moment == utc("2026-10-25 01:30")

    def test_is_at_most_366_days_ahead(self) -> None:
        last = TODAY + timedelta(days=366)
        assert announced(last, clock("23:59"), PARIS, NOW).astimezone(PARIS).date() == last
        with pytest.raises(DomainError) as refusal:
            announced(last + timedelta(days=1), clock("00:00"), PARIS, NOW)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.DISPATCH_DATE_TOO_FAR, "dispatch_date")
        assert fault.data == {"first": day("2010-04-01"), "last": last}


@pytest.mark.rule("E6")
class TestAReportedDispatch:
    @pytest.mark.parametrize(
        ("on", "at", "moment"),
        [
            ("2026-06-15", "10:30", "2026-06-15 08:30"),
            ("2026-06-14", "23:59", "2026-06-14 21:59"),
            ("2025-12-31", "23:30", "2025-12-31 22:30"),
            ("2010-04-01", "00:00", "2010-03-31 22:00"),
            ("2026-06-15", "10:31", "2026-06-15 08:31"),
            ("2027-06-16", "23:59", "2027-06-16 21:59"),
        ],
    )
    def test_may_be_past_or_to_come(self, on: str, at: str, moment: str) -> None:
        result = reported(day(on), clock(at), PARIS, NOW)
        assert result == utc(moment)
        assert result.tzinfo is UTC

    @pytest.mark.parametrize("on", ["2010-03-31", "1999-12-31", "0001-01-01", "2027-06-17", "9999-12-31"])
    def test_is_neither_before_emcs_nor_more_than_366_days_ahead(self, on: str) -> None:
        with pytest.raises(DomainError) as refusal:
            reported(day(on), clock("12:00"), PARIS, NOW)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.DISPATCH_DATE_TOO_FAR, "dispatch_date")
        assert fault.data == {"first": day("2010-04-01"), "last": day("2027-06-16")}

    def test_counts_its_days_ahead_from_the_day_of_its_establishment(self) -> None:
        now = utc("2026-06-15 22:30")  # the 16th at La Reunion, the 15th in Martinique
        last = day("2027-06-17")
        reported(last, clock("00:00"), ZoneInfo("Indian/Reunion"), now)
        with pytest.raises(DomainError) as refusal:
            reported(last, clock("00:00"), ZoneInfo("America/Martinique"), now)
        assert refusal.value.codes == (ErrorCode.DISPATCH_DATE_TOO_FAR,)

    @pytest.mark.parametrize("at", ["02:00", "02:30", "02:59"])
    @pytest.mark.parametrize("now", ["2026-03-01 00:00", "2026-03-29 08:00", "2026-06-15 08:30"])
    def test_is_not_in_the_missing_hour_of_march(self, now: str, at: str) -> None:
        with pytest.raises(DomainError) as refusal:
            reported(MARCH, clock(at), PARIS, utc(now))
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.DISPATCH_TIME_MISSING_HOUR, "dispatch_time")

    @pytest.mark.parametrize(
        ("now", "moment"),
        [
            pytest.param("2026-10-25 08:00", "2026-10-25 01:30", id="both past: the last"),
            pytest.param("2026-10-25 01:30", "2026-10-25 01:30", id="now is the second"),
            pytest.param("2026-10-25 01:29", "2026-10-25 00:30", id="the second is to come: the first"),
            pytest.param("2026-10-25 00:30", "2026-10-25 00:30", id="now is the first"),
            pytest.param("2026-10-25 00:29", "2026-10-25 00:30", id="both to come: the first"),
            pytest.param("2026-10-01 00:00", "2026-10-25 00:30", id="both to come for long: the first"),
        ],
    )
    def test_is_the_last_half_past_two_of_october_that_is_not_to_come(self, now: str, moment: str) -> None:
        assert reported(OCTOBER, clock("02:30"), PARIS, utc(now)) == utc(moment)

    @pytest.mark.parametrize(
        ("zone", "moment"),
        [
            ("Europe/Paris", "2026-06-15 10:00"),
            ("Indian/Reunion", "2026-06-15 08:00"),
            ("Indian/Mayotte", "2026-06-15 09:00"),
            ("America/Guadeloupe", "2026-06-15 16:00"),
            ("America/Martinique", "2026-06-15 16:00"),
            ("America/Cayenne", "2026-06-15 15:00"),
            ("America/Miquelon", "2026-06-15 14:00"),
        ],
    )
    def test_is_read_in_the_time_of_its_establishment(self, zone: str, moment: str) -> None:
        assert reported(TODAY, clock("12:00"), ZoneInfo(zone), NOW) == utc(moment)


# --- Any date, any zone -----------------------------------------------------------------------------------------------

zones = st.sampled_from(ZONES).map(ZoneInfo)
turns = st.sampled_from(["2026-03-29 01:00", "2026-10-25 01:00", "2026-03-08 05:00", "2026-11-01 04:00"]).map(utc)
nows = st.builds(
    lambda base, off: base + off,
    turns | st.just(NOW),
    st.timedeltas(timedelta(hours=-3), timedelta(hours=3)) | st.timedeltas(timedelta(days=-400), timedelta(days=400)),
)
leads = (
    st.timedeltas(timedelta(hours=-3), timedelta(hours=3))
    | st.timedeltas(timedelta(days=-3), timedelta(days=3))
    | st.timedeltas(timedelta(days=-6000), timedelta(days=400))
)
openings = st.none() | st.timedeltas(timedelta(minutes=-40), timedelta(minutes=5))
QUARTERS = [timedelta(minutes=15 * n) for n in range(-14 * 4, 14 * 4 + 1)]


def wall(zone: ZoneInfo, moment: datetime) -> tuple[date, time]:
    """What the establishment's clock and calendar show, to the minute."""
    shown = moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    return shown.date(), shown.time()


def every_occurrence(zone: ZoneInfo, on: date, at: time) -> list[datetime]:
    """All moments at which the clock shows this, found by looking at it under every offset from UTC."""
    as_utc = datetime.combine(on, at, tzinfo=UTC)
    return [moment for moment in sorted(as_utc - offset for offset in QUARTERS) if wall(zone, moment) == (on, at)]


@st.composite
def wall_clocks(draw: st.DrawFn, now: datetime, zone: ZoneInfo) -> tuple[date, time]:
    """A date and a time near now or not, those that do not exist included."""
    shown = (now.astimezone(zone).replace(tzinfo=None) + draw(leads)).replace(second=0, microsecond=0)
    return shown.date(), shown.time()


@pytest.mark.rule("F3", "F5")
class TestAnExpectedMoment:
    @pytest.mark.parametrize(
        ("now", "moment"),
        [
            pytest.param("2026-10-24 08:00", "2026-10-25 00:30", id="both to come: the first"),
            pytest.param("2026-10-25 00:30", "2026-10-25 00:30", id="now is the first"),
            pytest.param("2026-10-25 00:31", "2026-10-25 01:30", id="the first is past: the second"),
            pytest.param("2026-10-25 08:00", "2026-10-25 01:30", id="both past: the last"),
        ],
    )
    def test_that_exists_twice_is_the_first_that_is_not_past(self, now: str, moment: str) -> None:
        assert expected(day("2026-10-25"), clock("02:30"), PARIS, utc(now)) == utc(moment)

    def test_may_be_past(self) -> None:
        assert expected(day("2026-06-14"), clock("23:59"), PARIS, NOW) == utc("2026-06-14 21:59")

    def test_is_not_in_the_missing_hour_of_march(self) -> None:
        with pytest.raises(DomainError) as refusal:
            expected(MARCH, clock("02:30"), PARIS, NOW)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.DISPATCH_TIME_MISSING_HOUR, "dispatch_time")


class TestAnyDispatch:
    @pytest.mark.rule("G4")
    @given(nows, zones, openings, st.data())
    def test_that_is_announced_is_the_first_not_before_the_floor(
        self, now: datetime, zone: ZoneInfo, opening: timedelta | None, data: st.DataObject
    ) -> None:
        on, at = data.draw(wall_clocks(now, zone))
        opened = None if opening is None else now + opening
        floor = earliest_announced(now, opened)
        assert now - timedelta(minutes=16) < floor <= now
        good = [moment for moment in every_occurrence(zone, on, at) if moment >= floor]
        try:
            moment = announced(on, at, zone, now, opened)
        except DomainError as refusal:
            codes = set(refusal.codes)
        else:
            assert moment.tzinfo is UTC
            assert wall(zone, moment) == (on, at)
            assert moment >= floor
            assert moment == good[0]
            return
        today = now.astimezone(zone).date()
        assert not good or (on - today > timedelta(days=366) and codes == {ErrorCode.DISPATCH_DATE_TOO_FAR})

    @pytest.mark.rule("E6")
    @given(nows, zones, st.data())
    def test_that_is_reported_is_the_last_not_to_come_or_the_first(
        self, now: datetime, zone: ZoneInfo, data: st.DataObject
    ) -> None:
        on, at = data.draw(wall_clocks(now, zone))
        all_of_them = every_occurrence(zone, on, at)
        try:
            moment = reported(on, at, zone, now)
        except DomainError as refusal:
            codes = set(refusal.codes)
        else:
            assert moment.tzinfo is UTC
            assert wall(zone, moment) == (on, at)
            assert moment == max((m for m in all_of_them if m <= now), default=all_of_them[0])
            return
        if codes == {ErrorCode.DISPATCH_TIME_MISSING_HOUR}:
            assert not all_of_them
        else:
            assert codes == {ErrorCode.DISPATCH_DATE_TOO_FAR}
            assert on < day("2010-04-01") or on - now.astimezone(zone).date() > timedelta(days=366)

    @pytest.mark.rule("G4", "E6")
    @given(nows, zones, st.dates(), st.times())
    def test_is_given_or_refused_whatever_is_typed(self, now: datetime, zone: ZoneInfo, on: date, at: time) -> None:
        allowed = {
            ErrorCode.DISPATCH_DATE_PAST,
            ErrorCode.DISPATCH_TIME_PAST,
            ErrorCode.DISPATCH_TIME_MISSING_HOUR,
            ErrorCode.DISPATCH_DATE_TOO_FAR,
        }
        for rule in (announced, reported):
            codes: set[ErrorCode] = set()
            try:
                rule(on, at, zone, now)
            except DomainError as refusal:
                codes.update(refusal.codes)
            assert codes <= allowed


# --- The means of transport -------------------------------------------------------------------------------------------

CP1252 = [c for c in bytes(range(256)).decode("cp1252", errors="ignore") if unicodedata.category(c) not in {"Cc", "Cf"}]
printable = st.sampled_from(CP1252)
identities = st.text(printable, min_size=1, max_size=35).filter(lambda text: text.replace("\u00a0", " ").strip())
any_text = st.text(st.characters(exclude_categories=()))


def outcome_of(text: str) -> str | DomainError:
    """What transport_identity gives or refuses; any other exception fails the test."""
    try:
        return transport_identity(text)
    except DomainError as refusal:
        return refusal


@pytest.mark.rule("G1")
class TestATransportIdentity:
    @pytest.mark.parametrize(
        "text",
        ["A", "AB-123-CD", "ab 123 cd", "Wagon n\u00b0 12/3", "L\u2019\u0152illet", "\u017dI\u017dKA", "12\u20ac", "?"],
    )
    def test_is_kept_as_typed_no_format_imposed(self, text: str) -> None:
        assert transport_identity(text) == text

    @pytest.mark.parametrize("text", [" AB-123-CD", "AB-123-CD\n", "\t AB-123-CD \r\n", "\u00a0AB-123-CD\u202f"])
    def test_loses_its_outer_spaces(self, text: str) -> None:
        assert transport_identity(text) == "AB-123-CD"

    @pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
    def test_has_plain_spaces_for_no_break_ones(self, space: str) -> None:
        assert transport_identity(f"AB{space}123{space}CD") == "AB 123 CD"

    @pytest.mark.parametrize("text", ["", " ", "\t\r\n", "\u00a0"])
    def test_is_required(self, text: str) -> None:
        with pytest.raises(DomainError) as refusal:
            transport_identity(text)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.TRANSPORT_EMPTY, "transport_identity")

    @pytest.mark.parametrize("length", [1, 34, 35])
    def test_may_have_35_characters(self, length: int) -> None:
        assert transport_identity("  " + "\u00e9" * length + "  ") == "\u00e9" * length

    @pytest.mark.parametrize("length", [36, 1000])
    def test_may_not_have_more(self, length: int) -> None:
        with pytest.raises(DomainError) as refusal:
            transport_identity("A" * length)
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.TRANSPORT_TOO_LONG, "transport_identity")
        assert fault.data == {"length": length, "most": 35}

    @pytest.mark.parametrize(
        "character",
        [
            pytest.param("\U0001f69b", id="emoji"),
            pytest.param("\u0639", id="Arabic"),
            pytest.param("\u0395", id="Greek"),
            pytest.param("\u0416", id="Cyrillic"),
            pytest.param("\uff11", id="full-width one"),
            pytest.param("\0", id="null"),
            pytest.param("\t", id="tab"),
            pytest.param("\n", id="line end"),
            pytest.param("\x1b", id="escape"),
            pytest.param("\x7f", id="delete"),
            pytest.param("\x85", id="next line"),
            pytest.param("\u00ad", id="soft hyphen"),
            pytest.param("\u200b", id="zero-width space"),
            pytest.param("\u202e", id="right-to-left override"),
            pytest.param("\ud800", id="lone surrogate"),
        ],
    )
    def test_is_refused_with_what_the_paper_cannot_print(self, character: str) -> None:
        with pytest.raises(DomainError) as refusal:
            transport_identity(f"AB{character}CD")
        (fault,) = refusal.value.faults
        assert (fault.code, fault.field) == (ErrorCode.TRANSPORT_CHARACTER, "transport_identity")
        assert fault.data == {"character": character}

    @pytest.mark.parametrize("character", CP1252, ids=ascii)
    def test_may_hold_each_visible_character_of_windows_1252(self, character: str) -> None:
        assert transport_identity(f"A{character}B") == f"A{character}B".replace("\u00a0", " ")

    @given(any_text | st.text(printable, max_size=40))
    def test_is_given_or_refused_whatever_is_typed(self, text: str) -> None:
        outcome = outcome_of(text)
        if isinstance(outcome, DomainError):
            assert {fault.field for fault in outcome.faults} == {"transport_identity"}
        else:
            assert 1 <= len(outcome) <= 35
            assert outcome.isprintable()
            assert outcome == outcome.strip()
            outcome.encode("cp1252")

    @given(identities)
    def test_is_the_same_when_given_again(self, text: str) -> None:
        identity = transport_identity(text)
        assert transport_identity(identity) == identity


@pytest.mark.rule("R1")
class TestATransportKey:
    @pytest.mark.parametrize(
        ("identity", "key"),
        [
            ("AB-123-CD", "AB123CD"),
            ("ab 123 cd", "AB123CD"),
            ("  a.b/1\u00a02_3+cd ", "AB123CD"),
            ("\u00c9l\u00e9phant \u00e0 \u00e7\u00f4t\u00e9", "ELEPHANTACOTE"),
            ("L\u2019\u0153illet", "LOEILLET"),
            ("\u0152ILLET", "OEILLET"),
            ("Stra\u00dfe", "STRASSE"),
            ("M\u00c6RSK / m\u00e6rsk", "MAERSKMAERSK"),
            ("S\u00f8ren \u00d8", "SORENO"),
            ("\u00deingvellir \u00fe\u00d0\u00f0", "THINGVELLIRTHDD"),
            ("n\u00b0 2\u00aa \u00bd", "N2A12"),
            ("\u0178vette \u017ei\u017eka", "YVETTEZIZKA"),
            ("---", ""),
        ],
    )
    def test_is_capitals_without_accents_and_digits_alone(self, identity: str, key: str) -> None:
        assert transport_key(identity) == key

    @given(any_text)
    def test_is_ascii_whatever_is_searched(self, text: str) -> None:
        key = transport_key(text)
        assert set(key) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

    @given(any_text)
    def test_is_its_own_key(self, text: str) -> None:
        key = transport_key(text)
        assert transport_key(key) == key

    @given(identities)
    def test_is_the_same_in_any_case(self, text: str) -> None:
        assert transport_key(text.lower()) == transport_key(text)

    @given(st.lists(st.from_regex(r"[A-Za-z0-9]{1,5}", fullmatch=True), min_size=1), st.sampled_from(" -./_'\u00a0"))
    def test_is_the_same_with_any_separator(self, parts: list[str], separator: str) -> None:
        assert transport_key(separator.join(parts)) == "".join(parts).upper()

    @given(identities)
    def test_has_at_most_70_characters(self, text: str) -> None:
        assert len(transport_key(transport_identity(text))) <= 70

    def test_is_longer_than_the_identity_at_times(self) -> None:
        assert transport_key("\u00bd" * 35) == "12" * 35  # the column that stores it must know

    @pytest.mark.parametrize("character", [c for c in CP1252 if unicodedata.category(c) in {"Lu", "Ll"}], ids=ascii)
    def test_keeps_something_of_each_letter_of_windows_1252_but_the_florin_and_the_micro(self, character: str) -> None:
        assert bool(transport_key(character)) is (character not in "\u0192\u00b5")
