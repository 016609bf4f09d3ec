"""A batch is registered as if each report came alone (rules E1–E7, N4–N6), by as many statements as a short one; a dry
run tells the same and writes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gps.accounts.models import ExciseNumber
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument, SequenceCounter
from gps.documents.operations import Outcome, Rehearsal, Report, cancel, pouring, register_many, registering
from gps.domain.errors import ErrorCode
from gps.domain.lifecycle import CancellationReason, ManualReason, Means
from gps.domain.reference import DocumentType
from gps.outages.models import Answer, AuthorisationRequest
from tests.conftest import unguarded
from tests.documents.batches import BARE, GONE, ISSUED, batches, chunks, foretold, hand_made, left, said
from tests.documents.register import chain_holds, counters, issue, registered
from tests.world import CLIENT, NOW, SHIPPER, World, authorise, report

pytestmark = pytest.mark.django_db

DSA = DocumentType.DSA

Way = Callable[[Sequence[Report]], list[Outcome]]


@pytest.fixture
def begun(world: World) -> World:
    """Three numbers are issued to the shipper: whole, « à compléter », cancelled. His warehouse has no ground."""
    assert issue(world).reference == ISSUED
    bare, gone = (issue(world, "officer", identity="", on=None, at=None).reference for _ in range(2))
    assert (bare, gone) == (BARE, GONE)
    cancel(gone, actor=world.actor("shipper"), now=NOW, reason=CancellationReason.DOCUMENT_ERROR)
    with unguarded():
        Answer.objects.filter(request__excise_number=world.warehouse).delete()
        AuthorisationRequest.objects.filter(excise_number=world.warehouse).delete()
    return world


def tried(way: Way, batch: Sequence[Report]) -> tuple[list[Any], dict[str, list[Any]]]:
    """What a way of registering a batch says and leaves; it is undone."""
    with transaction.atomic():
        outcomes = way(batch)
        assert all(chain_holds(outcome.document) for outcome in outcomes if outcome.document)
        result = [said(outcome) for outcome in outcomes], left()
        transaction.set_rollback(True)
    return result


def by(size: int, world: World, **options: Any) -> Way:
    """Register in chunks of a size."""
    actor = world.actor("shipper")
    return lambda batch: [
        outcome for part in chunks(batch, size) for outcome in register_many(part, actor=actor, now=NOW, **options)
    ]


class TestABatch:
    @pytest.mark.rule("E3", "E4", "E5", "E6", "E7", "N5", "N6", "H2")
    @settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(batch=batches(), size=st.integers(2, 6))
    def test_leaves_what_its_reports_leave_one_by_one(self, begun: World, batch: list[Report], size: int) -> None:
        alone = tried(by(1, begun), batch)
        assert tried(by(size, begun), batch) == alone
        assert tried(by(len(batch), begun), batch) == alone
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pouring, "MANY", 1)
            assert tried(by(len(batch), begun), batch) == alone, "poured"
            patch.setattr(registering, "AT_ONCE", size)
            assert tried(by(len(batch), begun), batch) == alone, "poured in parts"

    @pytest.mark.rule("I2", "E3", "E5")
    @settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(batch=batches(), size=st.integers(1, 6))
    def test_is_foretold_by_a_dry_run_that_writes_nothing(self, begun: World, batch: list[Report], size: int) -> None:
        before = left()
        dry = by(size, begun, dry_run=True, rehearsal=Rehearsal())(batch)
        assert left() == before
        assert [outcome.anomaly for outcome in dry] == [None] * len(batch)
        with transaction.atomic():
            done = by(len(batch), begun)(batch)
            transaction.set_rollback(True)
        assert [foretold(outcome) for outcome in dry] == [foretold(outcome) for outcome in done]

    @pytest.mark.rule("E3", "E4", "E5")
    def test_is_cut_when_it_is_longer_than_a_database_takes(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(registering, "AT_ONCE", 2)
        sent = [report(hand_made(SHIPPER, n)) for n in (400, 900, 1401, 900, 1400)]
        outcomes = register_many(sent, actor=world.actor("shipper"), now=NOW)
        assert [outcome.known for outcome in outcomes] == [False, False, False, True, False]
        assert [fault.code for outcome in outcomes for fault in outcome.faults] == [ErrorCode.CONFIRM_JUMP]
        assert counters() == {(SHIPPER, 2026): 1400}

    @pytest.mark.rule("E1", "E9")
    def test_that_is_poured_keeps_all_that_was_entered(self, world: World) -> None:
        why: dict[str, Any] = {"manual_reason": ManualReason.GPS_UNAVAILABLE, "told_at": NOW, "told_means": Means.FAX}
        odd = "« Œ »\\N"  # what COPY has to escape
        plain = [report(hand_made(SHIPPER, n), identity=f"n° {n} {odd}") for n in range(1, pouring.MANY + 1)]
        sent = [replace(one, **why) for one in plain]
        outcomes = register_many(sent, actor=world.actor("shipper"), now=NOW)
        for outcome, one in zip(outcomes, sent, strict=True):
            assert outcome.document is not None
            stored = FallbackDocument.objects.get(reference=one.reference)
            assert stored == outcome.document
            assert (stored.transport_identity, stored.told_at) == (one.transport_identity, NOW)
            assert (stored.manual_reason, stored.told_means) == ("gps_unavailable", "fax")
            assert stored.history.get().data["transport_identity"] == one.transport_identity
            assert chain_holds(stored)

    @pytest.mark.rule("E3", "E4")
    def test_tells_what_the_service_is_told(self, world: World) -> None:
        issue(world)
        sent = [report(hand_made(SHIPPER, 1, "2"), document_type=DSA), report(hand_made(SHIPPER, 9000), confirmed=True)]
        sent.append(report(hand_made(SHIPPER, 9000), identity="EF-456-GH"))
        flags = [(AnomalyKind.DUPLICATE_SEQUENCE,), (AnomalyKind.JUMP,), (AnomalyKind.CONFLICT,)]
        for dry_run in (True, False):
            outcomes = register_many(sent, actor=world.actor("shipper"), now=NOW, dry_run=dry_run)
            assert [outcome.flags for outcome in outcomes] == flags
        assert sorted(Anomaly.objects.values_list("kind", flat=True)) == ["conflict", "duplicate_sequence", "jump"]


class TestADryRun:
    @pytest.mark.rule("I2", "N5")
    def test_makes_no_counter_and_gives_no_document(self, world: World) -> None:
        sent = [
            report(hand_made(SHIPPER, 1)),
            report(hand_made(SHIPPER, 1)),
            report(hand_made(SHIPPER, 1), identity="X"),
        ]
        first, second, third = register_many(sent, actor=world.actor("shipper"), now=NOW, dry_run=True)
        assert (first.document, first.known, first.faults) == (None, False, ())
        assert (second.document, second.known, second.faults) == (None, True, ())
        assert [(fault.code, fault.data["by"], fault.data["receipt"]) for fault in third.faults] == [
            (ErrorCode.ALREADY_REGISTERED, "Shipper Exemple", None)
        ]
        assert not SequenceCounter.objects.exists()

    @pytest.mark.rule("E3")
    def test_gives_the_document_that_stands(self, begun: World) -> None:
        document = registered(begun, hand_made(SHIPPER, 8))
        sent = [report(hand_made(SHIPPER, 8)), report(BARE)]
        known, completed = register_many(sent, actor=begun.actor("shipper"), now=NOW, dry_run=True)
        assert (known.document, known.known) == (document, True)
        assert (completed.document and completed.document.reference, completed.known) == (BARE, False)
        assert FallbackDocument.objects.get(reference=BARE).is_incomplete

    @pytest.mark.rule("I2", "E3", "E5")
    def test_of_a_file_in_parts_remembers_the_parts_before(self, world: World) -> None:
        actor, rehearsal = world.actor("shipper"), Rehearsal()
        for number in (400, 900):
            [outcome] = register_many(
                [report(hand_made(SHIPPER, number))], actor=actor, now=NOW, dry_run=True, rehearsal=rehearsal
            )
            assert outcome.faults == ()
        later = NOW + timedelta(minutes=1)
        [conflict, jump] = register_many(
            [report(hand_made(SHIPPER, 400), identity="X"), report(hand_made(SHIPPER, 1401))],
            actor=actor, now=later, dry_run=True, rehearsal=rehearsal,
        )  # fmt: skip
        assert [fault.data["at"] for fault in conflict.faults] == [NOW]
        assert [fault.data["last"] for fault in jump.faults] == [900]

    @pytest.mark.rule("I5")
    def test_holds_no_lock(self, begun: World) -> None:
        """It asks, and asks alone."""
        sent = [report(hand_made(SHIPPER, 8)), report(BARE), report(ISSUED, identity="X")]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            register_many(sent, actor=begun.actor("shipper"), now=NOW, dry_run=True)
        statements = [query["sql"] for query in asked.captured_queries]
        assert [sql for sql in statements if not sql.lstrip().startswith("SELECT") or "FOR UPDATE" in sql] == []


class TestTheStatements:
    @pytest.mark.rule("I5")
    @pytest.mark.parametrize("dry_run", [False, True])
    def test_do_not_grow_with_the_batch(self, world: World, dry_run: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pouring, "MANY", 1)
        officer, counts = world.actor("officer"), []
        for start, size in ((0, 10), (20, 300)):
            batch = of_every_kind(start, size)
            register_many(batch[: size // 2], actor=officer, now=NOW)
            with CaptureQueriesContext(connection) as asked:
                outcomes = register_many(batch, actor=officer, now=NOW, dry_run=dry_run)
            assert {outcome.known for outcome in outcomes} == {True, False}
            assert {fault.code for outcome in outcomes for fault in outcome.faults} == {
                ErrorCode.ALREADY_REGISTERED, ErrorCode.REFERENCE_LAST_CHARACTER,
            }  # fmt: skip
            assert {flag for outcome in outcomes for flag in outcome.flags} == {
                AnomalyKind.CONFLICT, AnomalyKind.DUPLICATE_SEQUENCE,
            }  # fmt: skip
            counts.append(len(asked))
        assert counts[0] == counts[1] < 24

    @pytest.mark.rule("I1", "I5")
    def test_do_not_grow_with_the_establishments(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pouring, "MANY", 1)
        counts = []
        for letter, count in (("A", 2), ("B", 40)):
            sisters = [sister(world.shipper, f"FR007328{letter}{n:04d}") for n in range(count)]
            sent = [report(hand_made(number, 1), number) for number in sisters]
            with CaptureQueriesContext(connection) as asked:
                outcomes = register_many(sent, actor=world.actor("officer"), now=NOW)
            assert all(outcome.document for outcome in outcomes)
            counts.append(len(asked))
        assert counts[0] == counts[1]


def of_every_kind(start: int, size: int) -> list[Report]:
    """New numbers, conflicts, twins of a sequence, wrong last characters, of two establishments and two years."""
    made = []
    for place in range(size):
        whose = (SHIPPER, CLIENT)[place % 2]
        number = start + place + 1
        match place % 10:
            case 6:
                made.append(report(hand_made(whose, number - 6), whose, identity="EF-456-GH"))
            case 7:
                made.append(report(hand_made(whose, number - 6, "2"), whose, DSA))
            case 8:
                made.append(report(hand_made(whose, number, year="25"), whose, on=date(2025, 12, 31)))
            case 9:
                made.append(report(hand_made(whose, number, "9"), whose))
            case _:
                made.append(report(hand_made(whose, number), whose))
    return made


def sister(like: ExciseNumber, number: str) -> str:
    """Another establishment of the same office, with the same ground."""
    made = ExciseNumber.objects.get(pk=like.pk)
    made.pk, made._state.adding, made.number = None, True, number
    made.save()
    authorise(made)
    return number
