"""The situation at a glance: next numbers, documents by status, years that run out (rules P2, E10, N5, N7, N8)."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gps.accounts.models import ExciseNumber
from gps.documents import situation
from gps.documents.models import FallbackDocument, SequenceCounter
from gps.domain.lifecycle import Status
from tests.documents.register import bring, issue, registered
from tests.world import DISTILLER, NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

NEW_YEAR = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)
"""2027 in La Réunion, 2026 in Paris."""


def used(row: ExciseNumber, last: int, year: int = 2026) -> None:
    SequenceCounter.objects.create(excise_number=row, year=year, last_sequence=last)


class TestTheNextNumber:
    @pytest.mark.rule("E10", "P2", "N4", "N5")
    def test_is_the_first_before_any_is_used(self, world: World) -> None:
        [following] = situation.next_numbers([world.shipper], NOW)
        assert following.daa is not None
        assert following.dsa is not None
        assert (following.daa.text, following.dsa.text) == ("26FR007328E0001000011", "26FR007328E0001000012")
        assert (following.year, following.last_sequence, following.left) == (2026, 0, 99_999)

    @pytest.mark.rule("E10", "N5")
    def test_follows_issued_and_hand_made_numbers(self, world: World) -> None:
        issue(world)
        registered(world, "26FR007328E0001000411")
        [following] = situation.next_numbers([world.shipper], NOW)
        assert following.daa is not None
        assert following.daa.sequence == 42

    @pytest.mark.rule("N7", "E10")
    def test_is_of_each_establishments_own_year(self, world: World) -> None:
        used(world.shipper, 7)
        used(world.distiller, 9)
        shipper, distiller = situation.next_numbers([world.shipper, world.distiller], NEW_YEAR)
        assert (shipper.year, shipper.last_sequence) == (2026, 7)
        assert (distiller.year, distiller.last_sequence) == (2027, 0)

    @pytest.mark.rule("N8")
    @pytest.mark.parametrize(
        ("last", "runs_out", "there"),
        [(89_999, False, True), (90_000, True, True), (99_998, True, True), (99_999, True, False)],
    )
    def test_warns_then_ends(self, world: World, last: int, runs_out: bool, there: bool) -> None:
        used(world.shipper, last)
        [following] = situation.next_numbers([world.shipper], NOW)
        assert (following.runs_out, following.left) == (runs_out, 99_999 - last)
        assert (following.daa is not None, following.dsa is not None) == (there, there)

    def test_takes_one_query_however_many(self, world: World) -> None:
        rows = list(ExciseNumber.objects.all())
        with CaptureQueriesContext(connection) as asked:
            assert len(situation.next_numbers(rows, NOW)) == 5
        assert len(asked) == 1


class TestRunningOut:
    @pytest.mark.rule("N8")
    def test_names_those_of_the_reach_that_are_past_90000(self, world: World) -> None:
        used(world.shipper, 90_000)
        used(world.warehouse, 89_999)
        used(world.distiller, 99_999)
        everybody = ExciseNumber.objects.all()
        assert {n.excise_number.number for n in situation.running_out(everybody, NOW)} == {SHIPPER, DISTILLER}
        assert situation.running_out(everybody.filter(office=world.reunion), NOW)[0].left == 0

    @pytest.mark.rule("N7", "N8")
    def test_forgets_the_year_that_has_ended(self, world: World) -> None:
        used(world.shipper, 95_000)
        used(world.distiller, 95_000)
        found = situation.running_out(ExciseNumber.objects.all(), NEW_YEAR)
        assert [n.excise_number.number for n in found] == [SHIPPER]

    def test_takes_one_query_while_there_is_none(self, world: World) -> None:
        with CaptureQueriesContext(connection) as asked:
            assert situation.running_out(ExciseNumber.objects.all(), NOW) == []
        assert len(asked) == 1


class TestTheCounts:
    @pytest.mark.rule("P2", "T1")
    def test_give_every_status(self, world: World) -> None:
        issue(world)
        for status in (Status.CANCELLED, Status.CANCELLED, Status.INACTIVE):
            bring(world, issue(world), status)
        assert situation.counts_by_status(FallbackDocument.objects.all()) == {
            Status.ACTIVE: 1, Status.INACTIVE: 1, Status.CANCELLED: 2, Status.REINTEGRATED: 0,
        }  # fmt: skip

    @pytest.mark.rule("P2")
    def test_are_nought_without_documents(self, db: None) -> None:
        assert set(situation.counts_by_status(FallbackDocument.objects.all()).values()) == {0}
