"""``python -m gps worker``: what recurs, what is due, and how it ends (rule T3)."""

import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from gps.config import worker
from gps.documents import operations
from gps.documents.models import FallbackDocument
from gps.jobs import queue
from gps.jobs.models import Job
from tests.documents.register import LATE, issue
from tests.jobs.effects import KIND, effect, effects, enqueue
from tests.world import NOW, World

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("worker", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def once(at: datetime = NOW) -> str:
    return run("--once", f"--at={at.isoformat()}")


@pytest.fixture
def effects_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the tests' own kind of work, and nothing that recurs."""
    monkeypatch.setattr(worker, "HANDLERS", {KIND: effect})
    monkeypatch.setattr(worker, "RECURRING", {})


class TestWhatRecurs:
    def test_has_a_handler(self) -> None:
        assert set(worker.RECURRING) <= set(worker.HANDLERS)

    @pytest.mark.rule("T3")
    @pytest.mark.django_db
    def test_deactivates_the_overdue_documents_every_five_minutes(self, world: World) -> None:
        """One slot does nothing yet, the next one takes what became due meanwhile, and the slots go on."""
        first, second = issue(world), issue(world, identity="B", on=date(2026, 11, 22))
        assert first.due_at is not None
        assert second.due_at is not None
        statuses = FallbackDocument.objects.order_by("id").values_list("status", "status_actor_kind")
        once(first.due_at)
        assert list(statuses.all()) == [("active", "operator")] * 2
        once(first.due_at + timedelta(minutes=5))
        assert list(statuses.all()) == [("inactive", "system"), ("active", "operator")]
        once(second.due_at + timedelta(minutes=5))
        assert list(statuses.all()) == [("inactive", "system")] * 2

    @pytest.mark.rule("T3")
    @pytest.mark.django_db(transaction=True)
    def test_deactivates_each_document_in_a_transaction_of_its_own(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What breaks on one takes back none that was deactivated before it, and is tried again."""
        first, second = issue(world), issue(world, identity="B")
        really = operations.deactivate

        def breaking(number: str, **others: Any) -> object:
            if number == second.reference:
                raise OSError("plus de place")
            return really(number, **others)

        with monkeypatch.context() as patch:
            patch.setattr(operations, "deactivate", breaking)
            assert once(LATE).endswith("1 en échec.\n")
        statuses = FallbackDocument.objects.order_by("id").values_list("status", flat=True)
        assert list(statuses) == ["inactive", "active"]
        assert Job.objects.get(kind="deactivate-overdue").last_error == "OSError: plus de place"
        told = once(LATE + timedelta(minutes=1))
        assert told == "2 tâche(s) faite(s), 0 en échec.\n"  # that one, and the round of the webhooks
        assert list(statuses.all()) == ["inactive", "inactive"]
        assert first.pk < second.pk

    @pytest.mark.django_db
    def test_forgets_jobs_thirty_days_after_they_were_done(self) -> None:
        enqueue("old", "recent")
        Job.objects.filter(key="old").update(done_at=NOW - 30 * DAY - timedelta(seconds=1))
        Job.objects.filter(key="recent").update(done_at=NOW - 30 * DAY)
        once()
        assert list(Job.objects.filter(kind=KIND).values_list("key", flat=True)) == ["recent"]


@pytest.mark.django_db
class TestOnce:
    def test_does_what_recurs_and_tells_how_many(self) -> None:
        assert once() == f"{len(worker.RECURRING)} tâche(s) faite(s), 0 en échec.\n"
        assert once() == "0 tâche(s) faite(s), 0 en échec.\n"
        assert set(Job.objects.filter(done_at=NOW).values_list("kind", flat=True)) == set(worker.RECURRING)

    @pytest.mark.usefixtures("effects_alone")
    def test_leaves_what_is_not_due_or_not_known(self) -> None:
        enqueue("a", "b")
        enqueue("later", due_at=NOW + DAY)
        enqueue("unknown", kind="other")
        assert once() == "2 tâche(s) faite(s), 0 en échec.\n"
        assert effects() == {"a": 1, "b": 1}

    @pytest.mark.usefixtures("effects_alone")
    def test_tries_what_fails_once_and_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(payload: Mapping[str, Any], now: datetime) -> None:
            raise ValueError(payload["name"])

        monkeypatch.setitem(worker.HANDLERS, "failing", fail)
        enqueue("x", kind="failing", due_at=NOW - DAY)
        enqueue("y")
        assert once() == "1 tâche(s) faite(s), 1 en échec.\n"
        assert (Job.objects.get(key="x").attempts, effects()) == (1, {"y": 1})

    @pytest.mark.usefixtures("effects_alone")
    def test_reads_the_clock_when_it_is_told_no_moment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        enqueue("x", due_at=NOW + DAY)
        monkeypatch.setattr(timezone, "now", lambda: NOW + DAY)
        assert run("--once").startswith("1 ")
        assert Job.objects.get().done_at == NOW + DAY

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--at", "2026-11-20T18:45+01:00"], "--at ne va qu’avec --once"),
            (["--once", "--at", "demain"], "n’est pas un moment ISO 8601"),
            (["--once", "--at", "2026-11-20T18:45"], "doit porter son décalage"),
            (["--every", "0"], "n’est pas une pause"),
            (["--every", "nan"], "n’est pas une pause"),
            (["--every", "souvent"], "n’est pas une pause"),
        ],
    )
    def test_refuses_in_words_what_makes_no_sense(self, arguments: list[str], said: str) -> None:
        with pytest.raises(CommandError, match=said):
            run(*arguments)
        assert not Job.objects.exists()


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    assert [signal.getsignal(number) for number in numbers] == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("effects_alone", "signals_as_before")
class TestTheLoop:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_ends_after_the_job_under_way(self, monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> None:
        def told_to_end(payload: Mapping[str, Any], now: datetime) -> None:
            os.kill(os.getpid(), number)
            effect(payload, now)

        monkeypatch.setitem(worker.HANDLERS, KIND, told_to_end)
        enqueue("under way", "next")
        run()
        assert effects() == {"under way": 1}
        assert list(Job.objects.filter(done_at__isnull=False).values_list("key", flat=True)) == ["under way"]

    def test_waits_for_a_database_that_is_away(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        away = iter([True, True, False])
        really = queue.claim

        def claim(*args: Any, **options: Any) -> Job | None:
            if next(away):
                raise OperationalError("connexion refusée")
            return really(*args, **options)

        def last(payload: Mapping[str, Any], now: datetime) -> None:
            effect(payload, now)
            os.kill(os.getpid(), signal.SIGTERM)

        monkeypatch.setattr(queue, "claim", claim)
        monkeypatch.setitem(worker.HANDLERS, KIND, last)
        enqueue("x")
        run("--every", "0.01")
        assert effects() == {"x": 1}
        assert [r.getMessage() for r in caplog.records if r.levelname == "WARNING"] == [
            "the database does not answer, trying again: connexion refusée"
        ] * 2


@pytest.mark.once
def test_the_process_schedules_works_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    """The command as it is deployed, on a database of its own."""
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'gps.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    console = [sys.executable, "-m", "gps"]
    subprocess.run([*console, "migrate", "--verbosity=0"], cwd=ROOT, env=environment, check=True)
    command = [*console, "worker", "--every=3600"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stderr=subprocess.PIPE) as process:
        try:
            assert process.stderr is not None
            assert re.search(r"worker .+ starts", process.stderr.readline())
            process.terminate()
            assert re.search(r"worker .+ ends\n$", process.stderr.read())
            assert process.wait() == 0
        finally:
            process.kill()
