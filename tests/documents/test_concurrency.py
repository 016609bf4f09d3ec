"""Many at once (rules N5, N6, G6, E3, E5): real threads and processes, real transactions, on the database of the round.

Nothing is simulated: threads have connections of their own, processes are started anew and know the database alone.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from threading import Event
from typing import TypeVar

import pytest
from django.db import transaction

from gps.accounts.actors import actor_of
from gps.accounts.models import User
from gps.accounts.roles import Role
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations import (
    Outcome,
    cancel,
    confirm_jump,
    generate_many,
    register_many,
    replace,
    report_malformed,
    sequence,
)
from gps.domain.errors import ErrorCode
from gps.domain.lifecycle import CancellationReason
from gps.domain.reference import check_digit
from tests.concurrency import at_once, database_url
from tests.documents.register import chain_holds, counters, issue, register, registered, told
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, World, report, request

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).parents[2]
PROCESSES, NUMBERS_EACH = 12, 100
A_WHILE = 0.3
"""Long enough for another thread to reach the lock it must wait for. Nothing is judged by it."""
EIGHT = f"26{SHIPPER}000081"

T = TypeVar("T")


def several(count: int, job: Callable[[], T]) -> Callable[[], list[T]]:
    return lambda: [job() for _ in range(count)]


def sequences_of(mode: str, year: int = 2026) -> list[int]:
    rows = FallbackDocument.objects.filter(recording_mode=mode, year=year)
    return sorted(rows.values_list("sequence", flat=True))


def runs(numbers: Sequence[int]) -> list[list[int]]:
    """The stretches of consecutive numbers."""
    return [[n for _, n in group] for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]


def processes(*commands: Sequence[str]) -> list[list[str]]:
    """Start processes of the tests, let them go at once, and give the words that each printed. None may complain."""
    environment = os.environ | {"DATABASE_URL": database_url()}
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=pipe,
        )
        for command in commands
    ]  # fmt: skip
    try:
        assert [process.stdout and process.stdout.readline() for process in started] == ["ready\n"] * len(commands)
        for process in started:
            if process.stdin:
                process.stdin.write("go\n")
                process.stdin.flush()
        told_by_each = [process.communicate(timeout=120) for process in started]
    finally:
        for process in started:
            process.kill()
    assert [(process.returncode, errors) for process, (_, errors) in zip(started, told_by_each, strict=True)] == [
        (0, "")
    ] * len(commands)
    return [output.split() for output, _ in told_by_each]


def unlike_issued(sequences: Sequence[int]) -> list[int]:
    """Leave out those whose check digit is 1: GPS may issue the very number that is hand-made (N4)."""
    return [n for n in sequences if check_digit(f"26{SHIPPER}{n:05d}") != "1"]


def gaps_and_twins_are_explained() -> None:
    """Each gap ends at a hand-made number, which explains it; each number that was used twice is flagged (N5, E4)."""
    issued, hand_made = sequences_of("normal"), sequences_of("a_posteriori")
    assert len(set(issued)) == len(issued)
    used = sorted({*issued, *hand_made})
    assert [run[0] for run in runs(used) if run[0] > 1 and run[0] not in hand_made] == []
    twice = FallbackDocument.objects.filter(anomalies__kind=AnomalyKind.DUPLICATE_SEQUENCE)
    assert sorted(document.sequence for document in twice) == sorted(set(issued) & set(hand_made))
    assert counters() == {(SHIPPER, 2026): used[-1]}


class TestTwelveProcesses:
    @pytest.mark.rule("N5", "N6")
    def test_issue_1200_numbers_without_gap_repeat_or_error(self, world: World) -> None:
        command = ["tests.documents.issuing_process", world.users["shipper"].email, SHIPPER, str(NUMBERS_EACH)]
        told_by_each = processes(*[command] * PROCESSES)
        numbers = sorted(number for words in told_by_each for number in words)
        assert [int(number[15:20]) for number in numbers] == list(range(1, PROCESSES * NUMBERS_EACH + 1))
        assert numbers == sorted(FallbackDocument.objects.values_list("reference", flat=True))
        assert counters() == {(SHIPPER, 2026): PROCESSES * NUMBERS_EACH}


class TestProcessesThatRegister:
    @pytest.mark.rule("E3", "E4", "E5", "N5", "N6", "I5")
    def test_the_same_numbers_while_others_issue_have_one_document_each(self, world: World) -> None:
        """Three files overlap, in opposite orders, one with another vehicle, while two people ask for numbers."""
        who = world.users["shipper"].email
        registering = ["tests.documents.registering_process", who, SHIPPER]
        upwards, downwards, others = map(unlike_issued, (range(1, 201), range(300, 100, -1), range(150, 351)))
        told_by_each = processes(
            [*registering, "AB-123-CD", *map(str, upwards)],
            [*registering, "AB-123-CD", *map(str, downwards)],
            [*registering, "EF-456-GH", *map(str, others)],
            *[["tests.documents.issuing_process", who, SHIPPER, "40"]] * 2,
        )
        outcomes: dict[int, list[str]] = {}
        for sent, words in zip((upwards, downwards, others), told_by_each, strict=False):
            for number, word in zip(sent, words, strict=True):
                outcomes.setdefault(number, []).append(word)
        accepted = {number: words.count("accepted") for number, words in outcomes.items()}
        assert accepted == dict.fromkeys(unlike_issued(range(1, 351)), 1)
        assert sequences_of("a_posteriori") == sorted(accepted)
        refused = sum("refused" in words for words in outcomes.values())  # twice the same entry is told once
        assert Anomaly.objects.filter(kind=AnomalyKind.CONFLICT).count() == refused
        gaps_and_twins_are_explained()
        assert all(chain_holds(document) for document in FallbackDocument.objects.all())


class TestEightThreads:
    @pytest.mark.rule("N5")
    def test_issue_the_very_first_numbers_of_a_year_and_the_next_ones(self, world: World) -> None:
        issued = at_once([several(5, lambda: issue(world))] * 8)
        assert sorted(document.sequence for documents in issued for document in documents) == list(range(1, 41))
        assert sequences_of("normal") == list(range(1, 41))
        assert all(chain_holds(document) for document in FallbackDocument.objects.all())

    @pytest.mark.rule("N5", "G8")
    def test_issue_batches_for_the_same_numbers_in_any_order(self, world: World) -> None:
        officer = world.actor("officer")
        there, back = [request(SHIPPER), request(CLIENT)] * 3, [request(CLIENT), request(SHIPPER)] * 3
        at_once([partial(generate_many, wanted, actor=officer, now=NOW) for wanted in [there, back] * 4])
        assert counters() == {(SHIPPER, 2026): 24, (CLIENT, 2026): 24}

    @pytest.mark.rule("N5", "E4", "E5")
    def test_issue_while_hand_made_numbers_are_registered(self, world: World) -> None:
        def registering(*sequences: int) -> Callable[[], list[object]]:
            return lambda: [registered(world, f"26{SHIPPER}{n:05d}1") for n in sequences]

        issuing: list[Callable[[], list[object]]] = [several(10, lambda: issue(world))] * 4
        at_once([*issuing, registering(10, 50), registering(20, 60), registering(30, 70), registering(40, 300)])
        assert sequences_of("a_posteriori") == [10, 20, 30, 40, 50, 60, 70, 300]
        assert len(sequences_of("normal")) == 40
        gaps_and_twins_are_explained()

    @pytest.mark.rule("N5", "N7")
    def test_issue_at_the_turn_of_the_year(self, world: World) -> None:
        midnight = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)  # of La Réunion

        def issuing(at: datetime) -> Callable[[], list[FallbackDocument]]:
            return several(5, lambda: issue(world, "distiller", at, excise_number=DISTILLER, on=date(2027, 1, 2)))

        at_once([issuing(midnight - timedelta(seconds=1)), issuing(midnight)] * 4)
        assert sequences_of("normal", 2026) == sequences_of("normal", 2027) == list(range(1, 21))

    @pytest.mark.rule("G6", "N5")
    def test_with_the_same_one_time_key_have_one_number(self, world: World) -> None:
        issued = at_once([lambda: issue(world, key="k1")] * 8)
        assert {document.reference for document in issued} == {f"26{SHIPPER}000011"}
        assert counters() == {(SHIPPER, 2026): 1}

    @pytest.mark.rule("E3", "G6")
    def test_that_register_the_same_number_have_one_document(self, world: World) -> None:
        outcomes = at_once([lambda: register(world, EIGHT)] * 8)
        assert {outcome.document for outcome in outcomes} == {FallbackDocument.objects.get()}
        assert sorted(outcome.known for outcome in outcomes) == [False] + [True] * 7

    @pytest.mark.rule("E3")
    def test_that_register_it_with_other_data_leave_one_anomaly(self, world: World) -> None:
        registered(world, EIGHT)
        outcomes = at_once([lambda: register(world, EIGHT, identity="EF-456-GH")] * 8)
        assert {outcome.anomaly for outcome in outcomes} == {Anomaly.objects.get()}


class TestATransaction:
    @pytest.mark.rule("N5")
    def test_that_is_rolled_back_leaves_no_gap(self, world: World) -> None:
        taken = Event()

        def give_up() -> FallbackDocument:
            with transaction.atomic():
                document = issue(world)
                taken.set()
                time.sleep(A_WHILE)
                transaction.set_rollback(True)
            return document

        def come_after() -> FallbackDocument:
            taken.wait()
            return issue(world)

        given_up, issued = at_once([give_up, come_after])
        assert given_up.reference == issued.reference == FallbackDocument.objects.get().reference
        assert counters() == {(SHIPPER, 2026): 1}

    @pytest.mark.rule("A1", "E3", "H2")
    def test_that_cancels_a_number_is_waited_for_by_its_registration(self, world: World) -> None:
        number = issue(world, "officer", identity="", on=None, at=None).reference
        cancelled = Event()

        def cancelling() -> None:
            with transaction.atomic():
                cancel(number, actor=world.actor("shipper"), now=NOW, reason=CancellationReason.DOCUMENT_ERROR)
                cancelled.set()
                time.sleep(A_WHILE)

        def registering() -> Outcome:
            cancelled.wait()
            return register(world, number)

        _, outcome = at_once([cancelling, registering])
        assert isinstance(outcome, Outcome)
        assert [fault.code for fault in outcome.faults] == [ErrorCode.ALREADY_REGISTERED]
        document = FallbackDocument.objects.get()
        assert told(document) == [("issue", "", "active"), ("cancel", "active", "cancelled")]

    @pytest.mark.rule("E5", "E3")
    def test_that_registers_and_one_that_confirms_a_jump_do_not_lock_each_other_out(self, world: World) -> None:
        number = f"26{SHIPPER}090001"
        jump = registered(world, number, confirmed=True).anomalies.get()
        held = Event()

        def registering() -> None:
            with transaction.atomic():
                sequence.hold([(world.shipper.pk, 2026)])
                held.set()
                time.sleep(A_WHILE)
                register_many([report(number, identity="EF-456-GH")], actor=world.actor("shipper"), now=NOW)

        def confirming() -> None:
            held.wait()
            confirm_jump(jump.pk, actor=world.actor("officer"), now=NOW)

        at_once([registering, confirming])
        assert sorted(Anomaly.objects.values_list("kind", flat=True)) == ["conflict", "jump"]
        assert counters() == {(SHIPPER, 2026): 9000}


class TestTwoOfficers:
    @pytest.mark.rule("E2", "E3", "G6")
    def test_on_the_same_anomaly_issue_one_replacement(self, world: World) -> None:
        anomaly = report_malformed(report("26FR 8"), actor=world.actor("shipper"), now=NOW)
        colleague = User.objects.create_user(
            "colleague@gps.invalid", first_name="C", last_name="D", role=Role.OFFICER, office=world.bordeaux
        )
        officers = [world.actor("officer"), actor_of(colleague)] * 2
        replacements = at_once([partial(replace, anomaly.pk, actor=who, now=NOW) for who in officers])
        assert {document.pk for document in replacements} == {FallbackDocument.objects.get().pk}
        assert counters() == {(SHIPPER, 2026): 1}
