"""The clock of the regularisation: from when it runs, and when it does not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gps.domain.grounds import GroundKind, due_at, due_from

DELAY = timedelta(days=10)
RECORDED = datetime(2026, 6, 15, 8, 30, tzinfo=UTC)
EARLIER = RECORDED - timedelta(days=3)
LATER = RECORDED + timedelta(days=3)

moments = st.timedeltas(timedelta(days=-5000), timedelta(days=5000)).map(lambda since: RECORDED + since)
delays = st.timedeltas(timedelta(), timedelta(days=366))


@pytest.mark.rule("T3")
class TestADueMoment:
    @pytest.mark.parametrize(
        ("dispatch_at", "reactivated_at", "runs_from"),
        [
            pytest.param(EARLIER, None, RECORDED, id="registered afterwards"),
            pytest.param(RECORDED, None, RECORDED, id="leaves at once"),
            pytest.param(LATER, None, LATER, id="leaves later"),
            pytest.param(EARLIER, LATER, LATER, id="reactivated"),
            pytest.param(LATER, RECORDED, LATER, id="reactivated before it leaves"),
            pytest.param(LATER, LATER + DELAY, LATER + DELAY, id="reactivated after it left"),
        ],
    )
    def test_is_the_latest_of_the_three_plus_the_delay(
        self, dispatch_at: datetime, reactivated_at: datetime | None, runs_from: datetime
    ) -> None:
        assert due_from(dispatch_at, RECORDED, reactivated_at) == runs_from
        assert due_at(dispatch_at, RECORDED, reactivated_at, DELAY) == runs_from + DELAY

    @pytest.mark.parametrize("reactivated_at", [None, LATER])
    def test_does_not_exist_while_the_document_is_to_complete(self, reactivated_at: datetime | None) -> None:
        assert due_at(None, RECORDED, reactivated_at, DELAY) is None

    @given(moments, moments, st.none() | moments, delays)
    def test_leaves_the_whole_delay_after_each_of_the_three(
        self, dispatch_at: datetime, recorded_at: datetime, reactivated_at: datetime | None, delay: timedelta
    ) -> None:
        due = due_at(dispatch_at, recorded_at, reactivated_at, delay)
        assert due is not None
        left = [due - moment for moment in (dispatch_at, recorded_at, reactivated_at) if moment is not None]
        assert min(left) == delay

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


@pytest.mark.rule("G8")
class TestTheGroundOfAnIssueByAnOfficer:
    def test_is_his_issue_itself(self) -> None:
        assert GroundKind("officer") is GroundKind.OFFICER
