"""An import takes the same memory whatever the size of its file; what is kept is forgotten after years (I3–I5)."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from gps.config import worker
from gps.documents.models import FallbackDocument
from gps.exchange import imports
from gps.exchange.imports.judging import SLICE, slice_end
from gps.exchange.models import Import, ImportEntry, ImportPart
from tests.exchange.files import Entry, file_of, flood, hand_made, numbered, written
from tests.exchange.sending import done
from tests.world import NOW, World

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)


@pytest.mark.once
@pytest.mark.rule("I5")
def test_fifty_thousand_entries_are_read_in_the_memory_of_a_thousand(tmp_path: Path) -> None:
    """Kilobytes: a tree of the larger file would take a hundred thousand."""
    taken = {}
    for count in (1_000, 50_000):
        path = tmp_path / f"{count}.xml"
        with path.open("wb") as file:
            file.writelines(written(Entry(hand_made(n)) for n in range(1, count + 1)))
        read, grown = read_by_a_process(path)
        assert read == count
        taken[count] = grown
    assert taken[50_000] - taken[1_000] < 8_000


def read_by_a_process(path: Path) -> tuple[int, int]:
    command = [sys.executable, "-m", "tests.exchange.reading_process", str(path)]
    told = subprocess.run(command, cwd=ROOT, env=os.environ, check=True, text=True, capture_output=True).stdout
    count, grown = told.split()
    return int(count), int(grown)


@pytest.mark.once
@pytest.mark.rule("I5")
class TestTheJobsOfAnImport:
    def test_judge_a_few_thousand_entries_each(self) -> None:
        assert [slice_end(done, dry_run=False) for done in (0, SLICE - 1, SLICE, 5 * SLICE)] == [
            SLICE, SLICE, 2 * SLICE, 6 * SLICE,
        ]  # fmt: skip

    def test_of_a_dry_run_double_lest_what_came_before_is_rehearsed_too_often(self) -> None:
        assert [slice_end(done, dry_run=True) for done in (0, SLICE, 2 * SLICE, 4 * SLICE, 5 * SLICE)] == [
            SLICE, 2 * SLICE, 4 * SLICE, 8 * SLICE, 8 * SLICE,
        ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("I4")
class TestWhatIsKept:
    def test_is_forgotten_after_three_years_with_its_report_and_no_document(self, world: World) -> None:
        old = done(world, flood(60).content)
        recent = done(world, file_of(numbered(90)), now=NOW + DAY)
        documents = FallbackDocument.objects.count()
        assert settings.IMPORTS_KEPT == 1095 * DAY
        imports.purge({}, NOW + settings.IMPORTS_KEPT)
        assert Import.objects.count() == 2
        imports.purge({}, NOW + settings.IMPORTS_KEPT + DAY)
        assert list(Import.objects.all()) == [recent]
        assert not ImportPart.objects.filter(file_id=old.pk).exists()
        assert not ImportEntry.objects.filter(file_id=old.pk).exists()
        assert FallbackDocument.objects.count() == documents

    def test_is_looked_after_each_day(self) -> None:
        assert worker.RECURRING["purge-imports"] == DAY
        assert {imports.KIND, "purge-imports"} <= set(worker.HANDLERS)
