"""Workers that are killed in the midst of an import, and several at once: it ends as an undisturbed one does (I5)."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from gps.documents.models import FallbackDocument
from gps.exchange import imports
from gps.exchange.imports import judging
from gps.exchange.imports.reading import CHUNK
from gps.exchange.models import Import, ImportState
from gps.jobs import queue
from gps.jobs.models import Job
from gps.jobs.queue import LEASE
from tests.concurrency import at_once, database_url
from tests.documents.register import counters, issue
from tests.exchange.files import flood
from tests.exchange.sending import IMPORT, again, first_codes, send, work
from tests.world import CLIENT, NOW, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("I4", "I5")]

ROOT = Path(__file__).parents[2]
MADE = flood(1700, errors_every=40)


def check_the_end(found: Import) -> None:
    """Each entry is there once, with the outcome of an undisturbed run; nothing is registered twice."""
    found = again(found)
    assert (found.state, found.done) == (ImportState.FINISHED, 1700)
    assert first_codes(found) == MADE.expected
    accepted = [entry.number for entry, (_, code) in zip(MADE.entries, MADE.expected, strict=True) if code is None]
    assert (found.accepted, FallbackDocument.objects.count()) == (len(accepted) - found.known,) * 2
    assert counters() == {(CLIENT, 2026): found.accepted}
    assert [entry.position for entry in imports.entries(found)] == list(range(1, 1701))
    assert not Job.objects.filter(done_at=None).exists()


class TestAWorkerThatIsKilled:
    @pytest.mark.parametrize("stage", ["judged", "committed"])
    def test_is_taken_over_and_the_end_is_the_same(self, world: World, stage: str) -> None:
        found = send(world, MADE.content)
        self.kill_at(CHUNK, stage)
        left = again(found)
        assert left.done == (CHUNK if stage == "judged" else 2 * CHUNK)
        assert FallbackDocument.objects.count() == left.accepted
        assert imports.entries(found).count() == left.done
        assert work(NOW) == 0
        work(NOW + LEASE)
        check_the_end(found)

    def kill_at(self, position: int, stage: str) -> None:
        command = [sys.executable, "-m", "tests.exchange.importing_process", NOW.isoformat(), str(position), stage]
        environment = os.environ | {"DATABASE_URL": database_url()}
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdin=pipe, stdout=pipe) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline() == "halted\n"
            finally:
                process.kill()
        assert process.returncode == -9


class TestTwoWorkers:
    def test_on_one_import_at_once_come_to_the_same(self, world: World) -> None:
        """The lease ran out while the first worker was slow: both judge, each chunk is judged by one of them."""
        found = send(world, MADE.content)
        jobs = [queue.claim([imports.KIND], now=NOW + n * LEASE, worker=f"{n}") for n in (0, 1)]
        at_once([lambda job=job: queue.run(job, IMPORT, now=NOW) for job in jobs])  # type: ignore[misc]
        jobs = [queue.claim([imports.KIND], now=NOW + n * LEASE, worker=f"{n}") for n in (2, 3)]
        assert None not in jobs
        at_once([lambda job=job: queue.run(job, IMPORT, now=NOW) for job in jobs])  # type: ignore[misc]
        work(NOW + 10 * LEASE)
        check_the_end(found)

    def test_one_that_was_overtaken_adds_nothing(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """It had read its chunk already when the other one, which took its job over, went through to the end."""
        found = send(world, MADE.content)
        assert work(most=1) == 1
        slow = queue.claim([imports.KIND], now=NOW, worker="slow")
        assert slow is not None
        read, gone = Event(), Event()
        really = judging._chunks

        def slowly(*arguments: Any) -> Any:
            for number, chunk in enumerate(really(*arguments)):
                if number == 1 and not read.is_set():
                    read.set()
                    gone.wait(timeout=60)
                yield chunk

        def overtake() -> bool:
            read.wait(timeout=60)
            work(NOW + LEASE)
            gone.set()
            return True

        monkeypatch.setattr(judging, "_chunks", slowly)
        assert at_once([lambda: queue.run(slow, IMPORT, now=NOW), overtake]) == [False, True]
        check_the_end(found)

    def test_one_of_a_page_is_served_while_the_other_imports(self, world: World) -> None:
        """Numbers are issued, each in a transaction of its own, while the file is judged; neither waits for the end."""
        found = send(world, MADE.content)
        begun = Event()

        def page() -> list[int]:
            begun.wait(timeout=60)
            return [issue(world, identity=f"T{n}").sequence for n in range(20)]

        def worker() -> list[int]:
            begun.set()
            return [work()]

        [sequences, _] = at_once([page, worker])
        assert sequences == list(range(1, 21))
        found = again(found)
        assert (found.state, first_codes(found)) == (ImportState.FINISHED, MADE.expected)

    def test_with_a_file_each_for_the_same_numbers_register_them_once(self, world: World) -> None:
        first, second = send(world, MADE.content), send(world, MADE.content)
        at_once([work, work])
        work(NOW + LEASE)
        first, second = again(first), again(second)
        assert first.accepted + second.accepted == FallbackDocument.objects.count()
        assert first.rejected == second.rejected
        assert {first.state, second.state} == {ImportState.FINISHED}
