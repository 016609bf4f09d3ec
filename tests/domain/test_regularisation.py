"""The clock of the regularisation: from when it runs, when it stands still, and when it does not exist (rule T3)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain.regularisation import NO_OUTAGE, OutageClock, due_at, due_from

DELAY = timedelta(days=10)
RECORDED = datetime(2026, 6, 15, 8, 30, tzinfo=UTC)
EARLIER = RECORDED - timedelta(days=3)
LATER = RECORDED + timedelta(days=3)
LASTS = OutageClock(lasts=True)

moments = st.timedeltas(timedelta(days=-5000), timedelta(days=5000)).map(lambda since: RECORDED + since)
delays = st.timedeltas(timedelta(), timedelta(days=366))
ended = moments.map(lambda at: OutageClock(over_at=at))


@pytest.mark.rule("T3")
class TestADueMoment:
    @pytest.mark.parametrize(
        ("dispatch_at", "reactivated_at", "outage", "runs_from"),
        [
            pytest.param(EARLIER, None, NO_OUTAGE, RECORDED, id="registered afterwards"),
            pytest.param(RECORDED, None, NO_OUTAGE, RECORDED, id="leaves at once"),
            pytest.param(LATER, None, NO_OUTAGE, LATER, id="leaves later"),
            pytest.param(EARLIER, LATER, NO_OUTAGE, LATER, id="reactivated"),
            pytest.param(LATER, RECORDED, NO_OUTAGE, LATER, id="reactivated before it leaves"),
            pytest.param(LATER, LATER + DELAY, NO_OUTAGE, LATER + DELAY, id="reactivated after it left"),
            pytest.param(EARLIER, None, OutageClock(over_at=LATER), LATER, id="the outage ended afterwards"),
            pytest.param(LATER, None, OutageClock(over_at=RECORDED), LATER, id="the outage ended before it leaves"),
            pytest.param(EARLIER, None, OutageClock(over_at=EARLIER), RECORDED, id="registered after the outage"),
            pytest.param(
                EARLIER, LATER + DELAY, OutageClock(over_at=LATER), LATER + DELAY, id="reactivated after the outage"
            ),
            pytest.param(
                EARLIER, LATER, OutageClock(over_at=LATER + DELAY), LATER + DELAY, id="reactivated during the outage"
            ),
        ],
    )
    def test_is_the_latest_of_the_four_plus_the_delay(
        self, dispatch_at: datetime, reactivated_at: datetime | None, outage: OutageClock, runs_from: datetime
    ) -> None:
        assert due_from(dispatch_at, RECORDED, reactivated_at, outage) == runs_from
        assert due_at(dispatch_at, RECORDED, reactivated_at, DELAY, outage) == runs_from + DELAY

    @pytest.mark.parametrize("outage", [NO_OUTAGE, LASTS, OutageClock(over_at=LATER)])
    @pytest.mark.parametrize("reactivated_at", [None, LATER])
    def test_does_not_exist_while_the_document_is_to_complete(
        self, reactivated_at: datetime | None, outage: OutageClock
    ) -> None:
        assert due_at(None, RECORDED, reactivated_at, DELAY, outage) is None

    @given(moments, moments, st.none() | moments, delays)
    def test_does_not_exist_while_the_outage_lasts(
        self, dispatch_at: datetime, recorded_at: datetime, reactivated_at: datetime | None, delay: timedelta
    ) -> None:
        assert due_at(dispatch_at, recorded_at, reactivated_at, delay, LASTS) is None

    @given(moments, moments, st.none() | moments, delays, st.just(NO_OUTAGE) | ended)
    def test_leaves_the_whole_delay_after_each_of_the_four(
        self,
        dispatch_at: datetime,
        recorded_at: datetime,
        reactivated_at: datetime | None,
        delay: timedelta,
        outage: OutageClock,
    ) -> None:
        due = due_at(dispatch_at, recorded_at, reactivated_at, delay, outage)
        assert due is not None
        known = (dispatch_at, recorded_at, reactivated_at, outage.over_at)
        assert min(due - moment for moment in known if moment is not None) == delay

    @given(moments, moments, st.none() | moments, delays, ended)
    def test_never_comes_sooner_by_an_outage(
        self,
        dispatch_at: datetime,
        recorded_at: datetime,
        reactivated_at: datetime | None,
        delay: timedelta,
        outage: OutageClock,
    ) -> None:
        without = due_at(dispatch_at, recorded_at, reactivated_at, delay)
        after = due_at(dispatch_at, recorded_at, reactivated_at, delay, outage)
        assert without is not None
        assert after is not None
        assert without <= after

    @given(moments, moments, moments, moments, delays)
    def test_never_comes_sooner_by_a_reactivation(
        self, dispatch_at: datetime, recorded_at: datetime, first: datetime, second: datetime, delay: timedelta
    ) -> None:
        before = due_at(dispatch_at, recorded_at, min(first, second), delay)
        after = due_at(dispatch_at, recorded_at, max(first, second), delay)
        never = due_at(dispatch_at, recorded_at, None, delay)
        assert before is not None
        assert after is not None
        assert never is not None
        assert never <= before <= after

    @pytest.mark.rule("A2")
    @given(moments, moments, moments, delays)
    def test_starts_anew_at_a_reactivation(
        self, dispatch_at: datetime, recorded_at: datetime, reactivated_at: datetime, delay: timedelta
    ) -> None:
        reactivated_at = max(reactivated_at, dispatch_at, recorded_at)
        assert due_at(dispatch_at, recorded_at, reactivated_at, delay) == reactivated_at + delay
