"""Many workers, and workers that are killed: real threads and processes, real transactions, on either database."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from gps.jobs import queue
from gps.jobs.models import Job
from gps.jobs.queue import LEASE
from tests.concurrency import at_once, database_url
from tests.jobs.effects import KIND, NOW, effect, effects, enqueue

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
A_WHILE = 0.3
"""Long enough for another thread to reach the lock it must wait for. Nothing is judged by it."""


def work(now: datetime = NOW) -> list[str]:
    """Do all that is due, and tell what was claimed."""
    keys = []
    while job := queue.claim([KIND], now=now, worker="thread"):
        keys.append(job.key)
        queue.run(job, effect, now=now)
    return keys


def names(count: int) -> list[str]:
    return [f"{n:03d}" for n in range(count)]


class TestTwoWorkers:
    def test_do_a_hundred_jobs_once_each(self) -> None:
        enqueue(*names(100))
        claimed = at_once([work, work])
        assert sorted(key for keys in claimed for key in keys) == names(100)
        assert effects() == dict.fromkeys(names(100), 1)
        assert list(Job.objects.filter(done_at=NOW).values_list("attempts", flat=True)) == [1] * 100

    def test_that_hand_on_the_same_work_have_one_job(self) -> None:
        def hand_on() -> bool:
            return enqueue("x")[0]

        assert sorted(at_once([hand_on] * 8)) == [False] * 7 + [True]
        assert Job.objects.get().key == "x"

    def test_that_schedule_the_same_slot_have_one_job(self) -> None:
        def schedule() -> bool:
            return queue.schedule(KIND, timedelta(minutes=5), now=NOW)

        assert sorted(at_once([schedule] * 8)) == [False] * 7 + [True]
        assert Job.objects.get().kind == KIND

    def test_do_not_take_a_job_from_each_other_while_it_is_being_done(self) -> None:
        """The lease ran out, but the transaction that does the work holds the job."""
        enqueue("x")
        begun = Event()
        job = queue.claim([KIND], now=NOW, worker="slow")
        assert job is not None

        def slowly(payload: Mapping[str, Any], now: datetime) -> None:
            effect(payload, now)
            begun.set()
            time.sleep(A_WHILE)

        def come_after() -> bool:
            begun.wait()
            return queue.claim([KIND], now=NOW + LEASE, worker="quick") is not None

        assert at_once([lambda: queue.run(job, slowly, now=NOW), come_after]) == [True, False]
        assert (effects(), Job.objects.get().attempts) == ({"x": 1}, 1)

    def test_do_different_jobs_side_by_side(self) -> None:
        """PostgreSQL passes over the job that is being done. SQLite has one writer: the second worker waits for it."""
        enqueue("x", "y")
        begun, taken = Event(), Event()
        job = queue.claim([KIND], now=NOW, worker="slow")
        assert job is not None

        def until_the_other_is_taken(payload: Mapping[str, Any], now: datetime) -> None:
            begun.set()
            assert connection.vendor == "sqlite" or taken.wait(timeout=20)

        def come_after() -> bool:
            begun.wait()
            other = queue.claim([KIND], now=NOW + LEASE, worker="quick")
            taken.set()
            return other is not None and other.key == "y"

        assert at_once([lambda: queue.run(job, until_the_other_is_taken, now=NOW), come_after]) == [True, True]


class TestATransaction:
    def test_that_is_rolled_back_hands_nothing_on(self) -> None:
        with transaction.atomic():
            assert enqueue("x") == [True]
            transaction.set_rollback(True)
        assert not Job.objects.exists()
        assert enqueue("x") == [True]

    def test_hands_its_work_on_when_it_commits_and_not_before(self) -> None:
        """On SQLite the other worker does not even wait: readers see the last commit."""
        written, looked = Event(), Event()

        def cause() -> None:
            with transaction.atomic():
                enqueue("x")
                written.set()
                looked.wait()

        def worker() -> None:
            written.wait()
            early = work()
            looked.set()
            assert early == []

        at_once([cause, worker])
        assert work() == ["x"]

    @pytest.mark.parametrize("wrong", ["claim", "run"])
    def test_of_the_callers_own_is_refused_around_a_worker(self, wrong: str) -> None:
        enqueue("x")
        job = queue.claim([KIND], now=NOW, worker="a") if wrong == "run" else None

        def at_work() -> object:
            return queue.run(job, effect, now=NOW) if job else queue.claim([KIND], now=NOW, worker="a")

        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            at_work()
        assert (effects(), Job.objects.get().done_at) == ({}, None)


class TestAWorkerThatIsKilled:
    @pytest.mark.parametrize("stage", ["claimed", "effect"])
    def test_loses_nothing_and_nothing_is_done_twice(self, stage: str) -> None:
        enqueue(*names(10))
        killed = self.kill_at(names(10)[4], stage)
        assert killed == -9
        assert effects() == dict.fromkeys(names(4), 1)
        assert work(NOW) == names(10)[5:]
        assert work(NOW + LEASE) == [names(10)[4]]
        assert effects() == dict.fromkeys(names(10), 1)
        assert dict(Job.objects.filter(done_at__isnull=False).values_list("key", "attempts")) == {
            name: 2 if name == "004" else 1 for name in names(10)
        }

    def kill_at(self, name: str, stage: str) -> int:
        command = [sys.executable, "-m", "tests.jobs.working_process", NOW.isoformat(), name, stage]
        environment = os.environ | {"DATABASE_URL": database_url()}
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdin=pipe, stdout=pipe) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline() == "halted\n"
            finally:
                process.kill()
        return process.returncode
