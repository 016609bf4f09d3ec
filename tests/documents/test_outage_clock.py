"""The outage beneath a document holds the clock of its regularisation (rule T3), in Python and in SQL alike."""

from datetime import datetime
from typing import Any

import pytest
from django.conf import settings as conf
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gps.accounts.actors import SYSTEM
from gps.documents import followup, overdue
from gps.documents.followup import Need
from gps.documents.models import FallbackDocument
from gps.documents.operations import deactivate, reactivate
from gps.documents.permissions import visible_to
from gps.domain.errors import ErrorCode
from tests.documents.register import issue, last_line, registered
from tests.outages.crisis import (
    DAY,
    HOUR,
    INSTANT,
    MINUTE,
    ask,
    black,
    cancel,
    end,
    grant,
    refused,
    reopen,
    ungrounded,
)
from tests.world import NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

E = ErrorCode
DELAY, REMIND = conf.REGULARISATION_DELAY, conf.REMIND_BEFORE
EIGHT = f"26{SHIPPER}000081"


@pytest.fixture(autouse=True)
def nobody_has_a_ground(world: World) -> None:
    ungrounded(world)


def seen(document: FallbackDocument, now: datetime) -> tuple[datetime | None, bool, Need]:
    """Due when, overdue or not, and the need in SQL; the same for a document fetched without its outage."""
    [fetched] = visible_to(SYSTEM, now).filter(pk=document.pk)
    alone = FallbackDocument.objects.get(pk=document.pk)
    assert (fetched.due_at, fetched.clock_stands_still) == (alone.due_at, alone.clock_stands_still)
    needs = followup.with_needs(FallbackDocument.objects.all(), now).get(pk=document.pk)
    return fetched.due_at, fetched.is_overdue(now), Need(needs.need)  # type: ignore[attr-defined]


@pytest.mark.rule("T3")
class TestTheClockOfTheRegularisation:
    def test_stands_still_while_the_outage_lasts(self, world: World) -> None:
        black(world)
        document = issue(world)
        much_later = NOW + 300 * DAY
        assert seen(document, much_later) == (None, False, Need.TO_REGULARISE)
        assert document.clock_stands_still
        with refused(E.NOT_YET_OVERDUE):
            deactivate(document.reference, actor=SYSTEM, now=much_later)
        assert overdue.deactivate_all(much_later) == 0

    @pytest.mark.parametrize("over", [end, cancel])
    def test_runs_from_the_published_end(self, world: World, over: Any) -> None:
        [outage] = black(world)
        document = issue(world)
        over_at = NOW + 20 * DAY
        over(world, outage, now=over_at)
        due = over_at + DELAY
        assert seen(document, over_at) == (due, False, Need.TO_REGULARISE)
        assert seen(document, due - REMIND + INSTANT) == (due, False, Need.DUE_SOON)
        assert seen(document, due) == (due, False, Need.DUE_SOON)
        assert seen(document, due + INSTANT) == (due, True, Need.OVERDUE)
        assert overdue.deactivate_all(due) == 0
        assert overdue.deactivate_all(due + INSTANT) == 1
        assert last_line(document).data == {"due_at": due.isoformat()}
        assert overdue.deactivate_all(due + DAY) == 0

    def test_runs_from_the_publication_of_an_end_that_is_told_afterwards(self, world: World) -> None:
        [outage] = black(world)
        document = issue(world)
        end(world, outage, now=NOW + 2 * DAY, ended_at=NOW + DAY)
        assert seen(document, NOW + 2 * DAY)[0] == NOW + 2 * DAY + DELAY

    def test_stands_still_again_when_the_outage_reopens(self, world: World) -> None:
        [outage] = black(world)
        document = issue(world)
        end(world, outage, now=NOW + DAY)
        assert seen(document, NOW + 2 * DAY)[0] == NOW + DAY + DELAY
        reopen(world, outage, now=NOW + 3 * DAY)
        assert seen(document, NOW + 30 * DAY) == (None, False, Need.TO_REGULARISE)
        end(world, outage, now=NOW + 40 * DAY)
        assert seen(document, NOW + 40 * DAY)[0] == NOW + 40 * DAY + DELAY

    def test_runs_from_the_dispatch_when_that_comes_after_the_end(self, world: World) -> None:
        [outage] = black(world)
        document = issue(world, on=(NOW + 9 * DAY).date())
        end(world, outage, now=NOW + DAY)
        assert document.dispatch_at is not None
        assert seen(document, NOW + DAY)[0] == document.dispatch_at + DELAY

    def test_starts_anew_at_a_reactivation_after_the_end(self, world: World) -> None:
        [outage] = black(world)
        number = issue(world).reference
        end(world, outage, now=NOW + DAY)
        late = NOW + 20 * DAY
        deactivate(number, actor=SYSTEM, now=late)
        document = reactivate(number, actor=world.actor("officer"), now=late, reason="operator_omission")
        assert seen(document, late) == (late + DELAY, False, Need.TO_REGULARISE)

    @pytest.mark.parametrize("kind", ["explicit", "tacit", "officer", "to_justify"])
    def test_runs_at_once_when_no_outage_grounded_the_document(self, world: World, kind: str) -> None:
        """A service's authorisation is no outage, even beside one that lasts."""
        if kind == "explicit":
            grant(world, ask(world, now=NOW - 2 * HOUR), now=NOW - HOUR)
        elif kind == "tacit":
            ask(world, now=NOW - 2 * HOUR)
        document = (
            registered(world, EIGHT) if kind == "to_justify"
            else issue(world, "officer" if kind == "officer" else "shipper")
        )  # fmt: skip
        black(world, now=NOW + MINUTE)
        assert document.ground_kind == kind
        assert document.dispatch_at is not None
        assert seen(document, NOW + HOUR)[0] == max(document.dispatch_at, NOW) + DELAY
        assert overdue.deactivate_all(NOW + 11 * DAY) == 1

    def test_of_another_outage_is_another_clock(self, world: World) -> None:
        [first] = black(world)
        old = issue(world)
        end(world, first, now=NOW + DAY)
        black(world, now=NOW + 2 * DAY)
        new = issue(world, now=NOW + 2 * DAY, on=(NOW + 3 * DAY).date())
        late = NOW + 30 * DAY
        assert [seen(document, late)[2] for document in (old, new)] == [Need.OVERDUE, Need.TO_REGULARISE]
        assert overdue.deactivate_all(late) == 1

    def test_does_not_exist_for_a_number_to_complete(self, world: World) -> None:
        document = issue(world, "officer", identity="", on=None, at=None)
        assert seen(document, NOW + 300 * DAY) == (None, False, Need.TO_COMPLETE)
        assert not document.clock_stands_still

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        recorded=st.integers(0, 20 * 24 * 60), left=st.integers(-24 * 60, 20 * 24 * 60),
        steps=st.lists(st.integers(1, 8 * 24 * 60), max_size=4), cancelled=st.booleans(),
        back=st.none() | st.integers(0, 30 * 24 * 60), offset=st.integers(-2, 2), other=st.integers(0, 90 * 24 * 60),
    )  # fmt: skip
    def test_is_the_same_in_sql_as_in_python_whatever_became_of_the_outage(
        self,
        world: World,
        *,
        recorded: int,
        left: int,
        steps: list[int],
        cancelled: bool,
        back: int | None,
        offset: int,
        other: int,
    ) -> None:
        """An alert that ends and reopens, is perhaps cancelled at last; a number registered and perhaps reactivated."""
        with transaction.atomic():
            over_at = self.history_of(world, steps, cancelled)
            now = NOW + recorded * MINUTE
            goods = (NOW + left * MINUTE).astimezone(world.shipper.zone)
            minute = goods.time().replace(second=0, microsecond=0)
            document = registered(world, EIGHT, now=now, on=goods.date(), at=minute, confirmed=True)
            back_at = None if back is None else now + back * MINUTE
            FallbackDocument.objects.update(reactivated_at=back_at)
            grounded = document.ground_kind == "alert"
            expected = self.expected(document, back_at, over_at if grounded else None)
            lasts = grounded and over_at is None
            moments = [NOW + other * MINUTE]
            if not lasts:
                moments += [edge + offset * INSTANT for edge in (expected, expected - REMIND)]
            for at in moments:
                due, late, need = seen(document, at)
                assert due == (None if lasts else expected)
                assert late == (not lasts and expected < at)
                assert (need is Need.OVERDUE) == late
                assert (need is Need.DUE_SOON) == (not lasts and not late and expected - REMIND < at)
                found = followup.overdue(FallbackDocument.objects.all(), at)
                assert list(found) == ([document] if late else [])
            transaction.set_rollback(True)

    @staticmethod
    def history_of(world: World, steps: list[int], cancelled: bool) -> datetime | None:
        """Publish an alert, end it, reopen it, and so on; give its published end, None while it lasts."""
        [outage] = black(world)
        at, over_at = NOW, None
        for position, minutes in enumerate(steps):
            at += minutes * MINUTE
            if position % 2:
                reopen(world, outage, now=at)
                over_at = None
            else:
                last = position == len(steps) - 1
                (cancel if cancelled and last else end)(world, outage, now=at)
                over_at = at
        return over_at

    @staticmethod
    def expected(document: FallbackDocument, back_at: datetime | None, over_at: datetime | None) -> datetime:
        known = (document.dispatch_at, document.recorded_at, back_at, over_at)
        return max(moment for moment in known if moment is not None) + DELAY
