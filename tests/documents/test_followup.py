"""What needs a hand: the order of needs, and SQL that agrees with the model's own due date (rules S2, T3, G8)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings as conf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gps.accounts.actors import SYSTEM
from gps.documents import followup
from gps.documents.followup import Need
from gps.documents.models import FallbackDocument
from gps.documents.operations import reactivate
from gps.domain.lifecycle import Status
from tests.documents.register import LATE, bring, issue, registered
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

DUE = datetime.fromisoformat("2026-11-30T18:30:00+00:00")
"""Ten days after the dispatch of ``issue``, 19:30 in Paris."""
INSTANT = timedelta(microseconds=1)


def need_of(document: FallbackDocument, now: datetime) -> Need:
    found = followup.with_needs(FallbackDocument.objects.all(), now).get(pk=document.pk)
    return Need(found.need)  # type: ignore[attr-defined]


def bare(world: World) -> FallbackDocument:
    return issue(world, "officer", identity="", on=None, at=None)


def back(world: World) -> FallbackDocument:
    number = bring(world, issue(world), Status.INACTIVE).reference
    return reactivate(number, actor=world.actor("officer"), now=LATE, reason="operator_omission")


def flagged(world: World) -> FallbackDocument:
    return registered(world, "26FR007328E0001999991", confirmed=True)


def brought(status: Status) -> Callable[[World], FallbackDocument]:
    return lambda world: bring(world, issue(world), status)


class TestTheNeed:
    @pytest.mark.rule("S2", "T3", "G8")
    @pytest.mark.parametrize(
        ("make", "now", "need"),
        [
            (issue, NOW, Need.TO_REGULARISE),
            (issue, DUE - conf.REMIND_BEFORE, Need.TO_REGULARISE),
            (issue, DUE - conf.REMIND_BEFORE + INSTANT, Need.DUE_SOON),
            (issue, DUE, Need.DUE_SOON),
            (issue, DUE + INSTANT, Need.OVERDUE),
            (bare, NOW, Need.TO_COMPLETE),
            (bare, LATE + timedelta(days=99), Need.TO_COMPLETE),
            (flagged, NOW, Need.FLAGGED),
            (flagged, LATE, Need.OVERDUE),
            (back, LATE, Need.TO_REGULARISE),
            (back, LATE + conf.REGULARISATION_DELAY, Need.DUE_SOON),
            (back, LATE + conf.REGULARISATION_DELAY + INSTANT, Need.OVERDUE),
            (brought(Status.INACTIVE), NOW, Need.INACTIVE),
            (brought(Status.CANCELLED), LATE, Need.NOTHING),
            (brought(Status.REINTEGRATED), LATE, Need.NOTHING),
        ],
    )
    def test_is_what_presses_most(
        self, world: World, make: Callable[[World], FallbackDocument], now: datetime, need: Need
    ) -> None:
        assert need_of(make(world), now) is need

    @pytest.mark.rule("S2")
    def test_comes_in_the_order_of_the_rule(self) -> None:
        names = [need.name for need in sorted(Need)]
        assert names == ["TO_COMPLETE", "INACTIVE", "OVERDUE", "DUE_SOON", "FLAGGED", "TO_REGULARISE", "NOTHING"]

    @pytest.mark.rule("T3")
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        recorded=st.integers(0, 30 * 24 * 60), left=st.integers(-60 * 24 * 3, 60 * 24 * 20),
        offset=st.integers(-3, 3), whole=st.booleans(),
    )  # fmt: skip
    def test_in_sql_agrees_with_the_due_date_in_python(
        self, world: World, recorded: int, left: int, offset: int, whole: bool
    ) -> None:
        now = NOW + timedelta(minutes=recorded)
        goods = (now + timedelta(minutes=left)).astimezone(world.shipper.zone)
        number = f"26FR007328E0001{FallbackDocument.objects.count() + 1:05d}1"
        minute = goods.time().replace(second=0, microsecond=0)
        document = registered(world, number, now=now, on=goods.date(), at=minute, confirmed=True)
        assert document.due_at is not None
        for moment in (document.due_at, document.due_at - conf.REMIND_BEFORE):
            at = moment + timedelta(seconds=offset if whole else 0, microseconds=0 if whole else offset)
            overdue = FallbackDocument.objects.get(pk=document.pk).is_overdue(at)
            assert (need_of(document, at) is Need.OVERDUE) == overdue
            found = followup.overdue(FallbackDocument.objects.all(), at).filter(pk=document.pk).exists()
            assert found == overdue
            due_soon = not overdue and at > document.due_at - conf.REMIND_BEFORE
            assert (need_of(document, at) is Need.DUE_SOON) == due_soon


class TestWaiting:
    @pytest.mark.rule("S2")
    def test_counts_each_need(self, world: World) -> None:
        for make in (issue, bare, bare, flagged, brought(Status.INACTIVE), brought(Status.CANCELLED)):
            make(world)
        counted = followup.waiting(FallbackDocument.objects.all(), NOW)
        assert counted == {"to_complete": 2, "inactive": 1, "flagged": 1}

    @pytest.mark.rule("S2")
    def test_counts_up_to_a_limit(self, world: World) -> None:
        for _ in range(5):
            bare(world)
        assert followup.waiting(FallbackDocument.objects.all(), NOW, limit=3) == {"to_complete": 4}

    @pytest.mark.rule("T3")
    def test_overdue_is_exactly_what_the_system_may_deactivate(self, world: World) -> None:
        late = issue(world)
        issue(world, on=date(2026, 12, 1), at=time(8))
        bare(world)
        back(world)
        brought(Status.CANCELLED)(world)
        assert list(followup.overdue(FallbackDocument.objects.all(), LATE)) == [late]
        assert SYSTEM.kind == "system"
