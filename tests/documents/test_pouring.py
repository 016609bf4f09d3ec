"""Rows of a table are inserted alike, a few or many (rules N6, H2): they learn their keys, and a repeat is refused."""

import pytest
from django.db import IntegrityError, transaction

from gps.documents.models import FallbackDocument
from gps.documents.operations import pouring
from gps.documents.operations.pouring import insert
from tests.documents.register import registered
from tests.world import NOW, SHIPPER, World

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("many", [1, 20], ids=["poured", "as Django does"])]


@pytest.fixture
def threshold(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pouring, "MANY", many)


def drafts(world: World, *sequences: int) -> list[FallbackDocument]:
    """New documents, like one that stands."""
    like = registered(world, f"26{SHIPPER}004001")
    made = []
    for sequence in sequences:
        draft = FallbackDocument.objects.get(pk=like.pk)
        draft.pk, draft._state.adding = None, True
        draft.sequence, draft.reference = sequence, f"26{SHIPPER}{sequence:05d}1"
        made.append(draft)
    return made


@pytest.mark.usefixtures("threshold")
class TestInserted:
    @pytest.mark.rule("N6")
    def test_rows_learn_their_keys(self, world: World) -> None:
        rows = drafts(world, 3, 1, 2)
        insert(rows, "reference")
        assert [FallbackDocument.objects.get(reference=row.reference) for row in rows] == rows
        rows[0].refresh_from_db()
        assert (rows[0].recorded_at, rows[0]._state.adding, rows[0]._state.db) == (NOW, False, "default")

    @pytest.mark.rule("N6")
    def test_rows_are_all_refused_when_one_number_stands(self, world: World) -> None:
        rows = drafts(world, 1, 400)
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(rows, "reference")
        assert FallbackDocument.objects.count() == 1

    def test_no_row_is_nothing(self, world: World) -> None:
        insert([], "reference")
        assert not FallbackDocument.objects.exists()
