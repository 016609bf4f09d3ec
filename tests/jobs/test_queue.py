"""The table of work: handed on with its cause, taken in order, tried again, given up (rules T3, T5)."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from gps.jobs import queue
from gps.jobs.models import Job
from gps.jobs.queue import LEASE, MOST_ATTEMPTS, Repeatable, delay_after
from tests.jobs.effects import KIND, NOW, effect, effects, enqueue

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR, DAY = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
INSTANT = timedelta(microseconds=1)


class Refused(Exception):
    pass


def refuse(payload: Mapping[str, Any], now: datetime) -> None:
    effect(payload, now)
    raise Refused("le serveur de messagerie ne répond pas")


def claim(now: datetime = NOW, worker: str = "a", kinds: tuple[str, ...] = (KIND,)) -> Job | None:
    return queue.claim(kinds, now=now, worker=worker)


def claimed(now: datetime = NOW, worker: str = "a") -> Job:
    job = claim(now, worker)
    assert job is not None
    return job


def only() -> Job:
    return Job.objects.get()


class TestHandingOn:
    def test_keeps_what_it_is_told(self) -> None:
        payload = {"name": "Chais de Garonne – n° 1", "numbers": [1, 2.5, None, True]}
        reunion = NOW.astimezone(timezone(timedelta(hours=4)))
        assert queue.enqueue(KIND, "clé", payload, now=reunion, due_at=NOW + DAY) is True
        job = only()
        assert (job.kind, job.key, job.payload) == (KIND, "clé", payload)
        assert (job.created_at, job.due_at, job.attempts) == (NOW, NOW + DAY, 0)

    def test_is_due_at_once_unless_told_otherwise(self) -> None:
        enqueue("x")
        assert only().due_at == NOW

    def test_twice_is_one_job_and_leaves_it_as_it_was(self) -> None:
        assert enqueue("x") == [True]
        again = queue.enqueue(KIND, "x", {"name": "other"}, now=NOW + DAY, due_at=NOW + DAY)
        assert again is False
        assert (only().payload, only().due_at) == ({"name": "x"}, NOW)

    def test_again_after_it_was_done_is_no_new_work(self) -> None:
        enqueue("x")
        queue.run(claimed(), effect, now=NOW)
        assert enqueue("x") == [False]
        assert claim(NOW + DAY) is None

    def test_tells_kinds_and_keys_apart(self) -> None:
        assert enqueue("x", "y") + enqueue("x", kind="other") == [True, True, True]

    @pytest.mark.parametrize(("kind", "key"), [("k" * 41, "x"), ("", "x"), (KIND, "x" * 201), (KIND, "")])
    def test_refuses_names_that_the_table_would_cut(self, kind: str, key: str) -> None:
        with pytest.raises(ValueError, match="characters"):
            queue.enqueue(kind, key, {}, now=NOW)
        assert queue.enqueue("k" * 40, "x" * 200, {}, now=NOW)

    def test_refuses_what_is_no_json(self) -> None:
        with pytest.raises(TypeError):
            queue.enqueue(KIND, "x", {"at": NOW}, now=NOW)
        assert not Job.objects.exists()


class TestTaking:
    def test_begins_with_the_most_overdue(self) -> None:
        for name, ago in [("b", 2), ("c", 1), ("a", 3), ("d", 1)]:
            enqueue(name, due_at=NOW - ago * SECOND)
        assert [claimed().key for _ in "abcd"] == ["a", "b", "c", "d"]

    def test_waits_for_the_due_moment(self) -> None:
        enqueue("x", due_at=NOW + MINUTE)
        assert claim(NOW + MINUTE - INSTANT) is None
        assert claimed(NOW + MINUTE).key == "x"

    def test_leaves_the_kinds_that_it_does_not_know(self) -> None:
        enqueue("x", kind="other")
        assert claim() is None
        assert claim(kinds=("other", KIND)) is not None

    def test_notes_who_took_it_and_until_when(self) -> None:
        enqueue("x")
        queue.claim([KIND], now=NOW, worker="w" * 100, lease=HOUR)
        assert (only().worker, only().lease_until, only().attempts) == ("w" * 80, NOW + HOUR, 1)

    def test_holds_until_the_lease_runs_out(self) -> None:
        enqueue("x")
        claimed(worker="a")
        assert claim(NOW + LEASE - INSTANT, "b") is None
        assert (claimed(NOW + LEASE, "b").attempts, only().worker) == (2, "b")

    def test_asks_one_question_when_nothing_is_due(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        """No transaction: it would take SQLite's write lock every other second."""
        enqueue("x", due_at=NOW + DAY)
        with django_assert_num_queries(1):
            assert claim() is None

    def test_gives_up_a_job_that_ended_its_workers_each_time(self, caplog: pytest.LogCaptureFixture) -> None:
        enqueue("deadly")
        for attempt in range(MOST_ATTEMPTS):
            assert claimed(NOW + attempt * LEASE).attempts == attempt + 1
        enqueue("x", due_at=NOW + DAY)
        assert claimed(NOW + DAY).key == "x"
        deadly = Job.objects.get(key="deadly")
        assert (deadly.failed_at, deadly.done_at) == (NOW + DAY, None)
        assert deadly.last_error.startswith(f"Interrompue {MOST_ATTEMPTS} fois")
        assert [r.levelname for r in caplog.records] == ["ERROR"]


class TestDoing:
    def test_gives_the_handler_the_payload_and_the_moment(self) -> None:
        given: list[object] = []
        enqueue("x")
        assert queue.run(claimed(), lambda *args: given.append(args), now=NOW + SECOND) is True
        assert given == [({"name": "x"}, NOW + SECOND)]

    def test_ends_the_job(self) -> None:
        enqueue("x")
        queue.run(claimed(), effect, now=NOW + SECOND)
        job = only()
        assert (job.done_at, job.failed_at, job.lease_until, job.attempts) == (NOW + SECOND, None, None, 1)
        assert effects() == {"x": 1}
        assert claim(NOW + DAY) is None

    def test_a_second_time_does_nothing(self) -> None:
        enqueue("x")
        job = claimed()
        assert [queue.run(job, effect, now=NOW), queue.run(job, effect, now=NOW)] == [True, False]
        assert effects() == {"x": 1}

    def test_after_another_worker_took_over_does_nothing(self) -> None:
        enqueue("x")
        slow, quick = claimed(worker="slow"), claimed(NOW + LEASE, "quick")
        assert queue.run(slow, effect, now=NOW + LEASE) is False
        assert (effects(), only().done_at) == ({}, None)
        assert queue.run(quick, effect, now=NOW + LEASE) is True
        assert queue.run(slow, effect, now=NOW + LEASE) is False
        assert effects() == {"x": 1}

    def test_that_fails_after_a_take_over_leaves_the_new_holder_alone(self) -> None:
        enqueue("x")
        slow = claimed(worker="slow")
        claimed(NOW + LEASE, "quick")
        before = Job.objects.values().get()
        assert queue.run(slow, Repeatable(refuse), now=NOW + LEASE) is False
        assert Job.objects.values().get() == before

    def test_of_repeatable_work_counts_for_its_holder_alone(self) -> None:
        """Its handler holds no lock: another worker may take the job while it still runs."""
        taken: list[Job] = []
        enqueue("x")

        def overrun(payload: Mapping[str, Any], now: datetime) -> None:
            effect(payload, now)
            taken.append(claimed(NOW + LEASE, "quick"))

        assert queue.run(claimed(worker="slow"), Repeatable(overrun), now=NOW) is False
        assert (only().done_at, only().worker) == (None, "quick")
        assert queue.run(taken[0], Repeatable(effect), now=NOW + LEASE) is True
        assert (only().done_at, effects()) == (NOW + LEASE, {"x": 2})


class TestAFailure:
    def test_is_rolled_back_and_told(self, caplog: pytest.LogCaptureFixture) -> None:
        enqueue("x")
        assert queue.run(claimed(), refuse, now=NOW) is False
        assert effects() == {}
        assert only().last_error == "Refused: le serveur de messagerie ne répond pas"
        assert [(r.levelno, r.exc_info is not None) for r in caplog.records] == [(logging.ERROR, True)]

    def test_of_repeatable_work_keeps_what_was_committed_and_is_tried_again(self) -> None:
        enqueue("x")
        assert queue.run(claimed(), Repeatable(refuse), now=NOW) is False
        assert (effects(), only().done_at, only().due_at) == ({"x": 1}, None, NOW + MINUTE)

    def test_is_tried_again_after_delays_that_double_then_given_up(self) -> None:
        enqueue("x")
        now, waits = NOW, []
        for _ in range(MOST_ATTEMPTS - 1):
            queue.run(claimed(now), refuse, now=now)
            due_at = only().due_at
            assert claim(due_at - INSTANT) is None
            waits.append(due_at - now)
            now = due_at
        assert waits == [n * MINUTE for n in (1, 2, 4, 8, 16, 32)] + [HOUR] * 5
        queue.run(claimed(now), refuse, now=now)
        assert (only().attempts, only().failed_at, only().done_at) == (MOST_ATTEMPTS, now, None)
        assert claim(now + 99 * DAY) is None

    def test_that_passes_leaves_no_error_behind(self) -> None:
        enqueue("x")
        queue.run(claimed(), refuse, now=NOW)
        assert queue.run(claimed(NOW + MINUTE), effect, now=NOW + MINUTE) is True
        assert (only().last_error, only().attempts, effects()) == ("", 2, {"x": 1})

    @pytest.mark.parametrize("words", ["x" * 600, "nul \0 et moitié de paire \ud800", ""], ids=["long", "odd", "none"])
    def test_is_kept_whatever_its_words(self, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queue.log, "disabled", True)  # two processes of pytest cannot tell each other such words

        def fail(payload: Mapping[str, Any], now: datetime) -> None:
            raise Refused(words)

        enqueue("x")
        assert queue.run(claimed(), fail, now=NOW) is False
        assert only().last_error.startswith(f"Refused: {words[:4]}")
        assert len(only().last_error) <= 500

    def test_of_the_database_in_a_handler_is_a_failure_like_another(self) -> None:
        def clash(payload: Mapping[str, Any], now: datetime) -> None:
            effect(payload, now)
            Job.objects.create(kind=KIND, key="x", payload={}, created_at=now, due_at=now)

        enqueue("x")
        assert queue.run(claimed(), clash, now=NOW) is False
        assert only().last_error.startswith("IntegrityError")
        assert effects() == {}

    def test_waits_an_hour_at_most(self) -> None:
        assert [delay_after(n) for n in (1, 2, 6, 7, 1000)] == [MINUTE, 2 * MINUTE, 32 * MINUTE, HOUR, HOUR]


class TestTheTable:
    def test_refuses_a_job_that_is_both_done_and_given_up(self) -> None:
        enqueue("x")
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.update(done_at=NOW, failed_at=NOW)


class TestARecurringJob:
    EVERY = 5 * MINUTE
    SLOT = datetime(2026, 11, 20, 17, 45, tzinfo=UTC)

    def schedule(self, now: datetime) -> bool:
        return queue.schedule(KIND, self.EVERY, now=now)

    def do(self, now: datetime) -> bool:
        return queue.run(claimed(now), lambda *_: None, now=now)

    def test_is_one_for_each_slot(self) -> None:
        assert [self.schedule(self.SLOT), self.schedule(NOW)] == [True, False]
        self.do(NOW)
        assert [self.schedule(NOW), self.schedule(self.SLOT + self.EVERY - INSTANT)] == [False, False]
        assert self.schedule(self.SLOT + self.EVERY) is True
        assert list(Job.objects.values_list("key", "due_at")) == [
            ("2026-11-20T17:45:00Z", self.SLOT),
            ("2026-11-20T17:50:00Z", self.SLOT + self.EVERY),
        ]

    def test_asks_one_question_when_the_slot_has_been_seen_to(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        self.schedule(NOW)
        self.do(NOW)
        with django_assert_num_queries(1):
            assert self.schedule(NOW) is False

    def test_is_the_same_slot_in_every_time_zone(self) -> None:
        self.schedule(NOW)
        self.do(NOW)
        assert self.schedule(NOW.astimezone(timezone(timedelta(hours=4)))) is False

    def test_makes_up_for_missed_slots_with_one_run(self) -> None:
        self.schedule(NOW)
        self.do(NOW)
        assert self.schedule(NOW + DAY) is True
        self.do(NOW + DAY)
        assert claim(NOW + DAY) is None

    def test_is_not_added_to_one_that_is_still_to_be_done(self) -> None:
        self.schedule(NOW)
        job = claimed()
        assert self.schedule(NOW + self.EVERY) is False
        queue.run(job, lambda *_: None, now=NOW)
        assert self.schedule(NOW + self.EVERY) is True

    def test_begins_anew_after_one_that_was_given_up(self) -> None:
        self.schedule(NOW)
        Job.objects.update(failed_at=NOW)
        assert self.schedule(NOW + self.EVERY) is True

    def test_of_another_kind_is_another(self) -> None:
        self.schedule(NOW)
        assert queue.schedule("other", self.EVERY, now=NOW) is True


class TestThePurge:
    def test_takes_what_was_done_before_and_nothing_else(self) -> None:
        enqueue("old", "recent", "pending", "failed")
        Job.objects.filter(key="old").update(done_at=NOW - INSTANT)
        Job.objects.filter(key="recent").update(done_at=NOW)
        Job.objects.filter(key="failed").update(failed_at=NOW - DAY)
        assert queue.purge(NOW) == 1
        assert set(Job.objects.values_list("key", flat=True)) == {"recent", "pending", "failed"}
