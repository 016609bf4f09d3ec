"""What GAMM@ reports, what it is refused, and the ARC that is then the officer's to settle (M1, M2, T4, A2, A3)."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from gps.accounts.actors import SYSTEM, Actor
from gps.accounts.roles import Role
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations import cancel, deactivate, reactivate, reintegrate, reopen, settle, withdraw
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import CancellationReason, ReactivationReason, Status
from tests.concurrency import at_once
from tests.documents.register import (
    ARC,
    LATE,
    arc_of,
    bring,
    census,
    chain_holds,
    issue,
    last_line,
    refused,
    registered,
    told,
)
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

GAMMA = Actor(Role.SYSTEM, "key:7", "GAMM@")
EIGHT = "26FR007328E0001000081"
A_WHILE = 0.3
"""Long enough for another thread to reach the lock it must wait for. Nothing is judged by it."""
FAILED = ReactivationReason.REGULARISATION_FAILED
BARE: dict[str, Any] = {"identity": "", "on": None, "at": None}


def regularise(document: FallbackDocument, arc: str = ARC, **fields: Any) -> FallbackDocument:
    values: dict[str, Any] = {"actor": GAMMA, "now": NOW, "document_type": document.document_type} | fields
    return reintegrate(document.reference, arc=arc, **values)


@contextmanager
def kept(code: ErrorCode) -> Generator[list[Anomaly]]:
    """Expect a refusal that leaves the documents as they were, and one ARC more for the officer: it is given back."""
    before, found = census(), list[Anomaly]()
    with pytest.raises(DomainError) as error:
        yield found
    [fault] = error.value.faults
    assert fault.code is code
    found += [anomaly for anomaly in Anomaly.objects.all() if anomaly.receipt == fault.data["receipt"]]
    assert len(found) == 1
    assert {name: rows for name, rows in census().items() if name != "anomalies"} == {
        name: rows for name, rows in before.items() if name != "anomalies"
    }


class TestARegularisation:
    @pytest.mark.rule("T4", "M2")
    def test_comes_with_the_arc(self, world: World) -> None:
        document = issue(world)
        regularise(document, f"{ARC[:4].lower()} {ARC[4:]}")
        stored = FallbackDocument.objects.get()
        assert (stored.status, stored.arc, stored.status_actor_kind) == (Status.REINTEGRATED, ARC, "system")
        line = last_line(document)
        assert (line.data, line.actor_label, line.actor_kind) == ({"arc": ARC}, "GAMM@", "system")

    @pytest.mark.rule("M2")
    def test_is_refused_for_another_type(self, world: World) -> None:
        document = issue(world)
        for found in ("DSA", "", "daa"):
            with refused(ErrorCode.TYPE_MISMATCH) as error:
                regularise(document, document_type=found)
            assert error.value.faults[0].data == {"expected": "DAA", "found": found}

    @pytest.mark.rule("M2")
    def test_is_refused_for_a_wrong_arc(self, world: World) -> None:
        document = issue(world)
        for arc in ("", ARC[:-1], ARC[:-1] + str((int(ARC[-1]) + 1) % 10), document.reference):
            with refused(ErrorCode.ARC_WRONG):
                regularise(document, arc)

    @pytest.mark.rule("M1")
    def test_of_an_unknown_number_is_none(self, world: World) -> None:
        with pytest.raises(FallbackDocument.DoesNotExist):
            reintegrate(EIGHT, actor=GAMMA, now=NOW, document_type="DAA", arc=ARC)
        assert not Anomaly.objects.exists()

    @pytest.mark.rule("M2")
    def test_sent_again_finds_it_done(self, world: World) -> None:
        document = issue(world)
        first = regularise(document)
        again = regularise(document, ARC.lower(), now=LATE)
        assert (again.status, again.arc, again.pk) == (first.status, ARC, first.pk)
        assert len(told(document)) == 2
        assert not Anomaly.objects.exists()

    @pytest.mark.rule("M2", "T3")
    def test_is_taken_while_the_document_is_overdue_and_not_yet_inactive(self, world: World) -> None:
        document = registered(world, EIGHT)
        assert document.is_overdue(LATE)
        assert regularise(document, now=LATE).status == Status.REINTEGRATED

    @pytest.mark.rule("M2", "G8")
    def test_is_taken_for_a_number_to_complete(self, world: World) -> None:
        document = issue(world, "officer", **BARE)
        assert document.is_incomplete
        assert regularise(document).status == Status.REINTEGRATED


class TestARefusedRegularisation:
    @pytest.mark.rule("M2")
    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (Status.INACTIVE, ErrorCode.REINTEGRATION_INACTIVE),
            (Status.CANCELLED, ErrorCode.REINTEGRATION_CANCELLED),
            (Status.REINTEGRATED, ErrorCode.OTHER_ARC),
        ],
    )
    def test_says_the_status_and_keeps_the_arc(self, world: World, status: Status, code: ErrorCode) -> None:
        document = bring(world, issue(world), status)
        with kept(code) as found:
            regularise(document, arc_of(1), now=LATE)
        [anomaly] = found
        assert (anomaly.kind, anomaly.document, anomaly.raised_at) == (AnomalyKind.ARC_REFUSED, document, LATE)
        assert (anomaly.raised_by, anomaly.excise_number) == ("GAMM@", world.shipper)
        assert anomaly.entry == {
            "reference": document.reference,
            "document_type": "DAA",
            "transport_identity": "AB-123-CD",
            "arc": arc_of(1),
            "status": status,
        }

    @pytest.mark.rule("M2")
    def test_is_told_once_for_an_arc_however_often_it_comes(self, world: World) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        with kept(ErrorCode.REINTEGRATION_INACTIVE) as first:
            regularise(document)
        with kept(ErrorCode.REINTEGRATION_INACTIVE) as again:
            regularise(document, now=LATE)
        with kept(ErrorCode.REINTEGRATION_INACTIVE) as other:
            regularise(document, arc_of(1))
        assert first == again != other
        settle(first[0].pk, actor=world.actor("officer"), now=LATE, comment="Vu.")
        with kept(ErrorCode.REINTEGRATION_INACTIVE) as settled:
            regularise(document, now=LATE)
        assert settled == first

    @pytest.mark.rule("M2")
    def test_is_told_anew_when_the_document_was_active_in_between(self, world: World) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        with kept(ErrorCode.REINTEGRATION_INACTIVE) as first:
            regularise(document, now=LATE)
        reopen(first[0].pk, actor=world.actor("officer"), now=LATE)
        much_later = LATE + timedelta(days=11)
        deactivate(document.reference, actor=SYSTEM, now=much_later)
        with kept(ErrorCode.REINTEGRATION_INACTIVE) as second:
            regularise(document, now=much_later)
        assert first != second

    @pytest.mark.rule("M2")
    def test_names_nothing_of_the_other_document_that_bears_the_arc(self, world: World) -> None:
        first, second = issue(world), issue(world, identity="OTHER")
        regularise(first)
        with kept(ErrorCode.ARC_TAKEN) as found:
            regularise(second)
        assert first.reference not in str(found[0].entry)
        assert FallbackDocument.objects.get(pk=second.pk).status == Status.ACTIVE

    @pytest.mark.rule("M2")
    def test_is_no_more_once_the_other_document_has_given_the_arc_back(self, world: World) -> None:
        first, second = issue(world), issue(world, identity="OTHER")
        regularise(first)
        withdraw(first.reference, actor=GAMMA, now=NOW, reason=FAILED)
        assert regularise(second).arc == ARC

    @pytest.mark.rule("M2")
    def test_is_closed_by_the_regularisation_that_succeeds_under_the_same_arc(self, world: World) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        for arc in (ARC, arc_of(1)):
            with kept(ErrorCode.REINTEGRATION_INACTIVE):
                regularise(document, arc)
        reactivate(document.reference, actor=world.actor("officer"), now=LATE, reason=FAILED)
        regularise(document, now=LATE)
        closed, still_open = Anomaly.objects.order_by("pk")
        assert (closed.resolved_by, closed.resolved_at, closed.is_open) == ("GAMM@", LATE, False)
        assert still_open.is_open


class TestTheOfficer:
    @pytest.mark.rule("M2", "A2")
    def test_gives_the_document_its_cover_back_and_gamma_succeeds(self, world: World) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        with kept(ErrorCode.REINTEGRATION_INACTIVE) as found:
            regularise(document, now=LATE)
        assert found[0].wants_reactivation
        reopened = reopen(found[0].pk, actor=world.actor("officer"), now=LATE)
        assert (reopened.status, reopened.reactivation_reason) == (Status.ACTIVE, FAILED)
        assert last_line(document).data == {"anomaly": found[0].receipt, "arc": ARC}
        anomaly = Anomaly.objects.get()
        assert (anomaly.is_open, anomaly.resolved_by) == (False, world.actor("officer").label)
        assert regularise(document, now=LATE).arc == ARC
        assert chain_holds(document)

    @pytest.mark.rule("M2", "A2")
    def test_cannot_do_so_twice_nor_for_a_document_that_is_not_inactive(self, world: World) -> None:
        officer = world.actor("officer")
        inactive, cancelled = (
            bring(world, issue(world, identity=status), status) for status in (Status.INACTIVE, Status.CANCELLED)
        )
        for document in (inactive, cancelled):
            with pytest.raises(DomainError):
                regularise(document)
        first, second = Anomaly.objects.order_by("pk")
        assert not second.wants_reactivation
        with refused(ErrorCode.TRANSITION_FORBIDDEN):
            reopen(second.pk, actor=officer, now=LATE)
        reopen(first.pk, actor=officer, now=LATE)
        with refused(ErrorCode.ALREADY_RESOLVED):
            reopen(first.pk, actor=officer, now=LATE)
        settle(second.pk, actor=officer, now=LATE, comment="Erreur de GAMM@, signalée.")

    @pytest.mark.rule("M2", "R2", "P4")
    def test_is_one_of_the_office(self, world: World) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        with kept(ErrorCode.REINTEGRATION_INACTIVE) as found:
            regularise(document)
        for who in ("shipper", "national"):
            with refused(ErrorCode.NOT_ALLOWED):
                reopen(found[0].pk, actor=world.actor(who), now=LATE)
        with pytest.raises(Anomaly.DoesNotExist):
            reopen(found[0].pk, actor=world.actor("other_officer"), now=LATE)


class TestAWithdrawal:
    @pytest.mark.rule("A3")
    def test_sent_again_by_gamma_finds_it_done(self, world: World) -> None:
        document = issue(world)
        regularise(document)
        withdraw(document.reference, actor=GAMMA, now=NOW, reason=FAILED, comment="Rejeté.")
        again = withdraw(document.reference, actor=GAMMA, now=LATE, reason=FAILED, comment="Rejeté.")
        assert (again.status, again.reactivated_at) == (Status.ACTIVE, NOW)
        assert [action for action, _, _ in told(document)] == ["issue", "reintegrate", "withdraw"]

    @pytest.mark.rule("A3")
    def test_is_refused_where_there_is_nothing_that_gamma_withdrew(self, world: World) -> None:
        never, officers = issue(world), issue(world, identity="OTHER")
        regularise(officers)
        withdraw(officers.reference, actor=world.actor("officer"), now=NOW, reason=FAILED)
        for document in (never, officers):
            with refused(ErrorCode.TRANSITION_FORBIDDEN):
                withdraw(document.reference, actor=GAMMA, now=NOW, reason=FAILED)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.rule("M2", "T2")
    def test_two_arcs_for_one_document_make_one_regularisation_and_one_anomaly(self, world: World) -> None:
        document = issue(world)
        results = at_once([partial(outcome, document, arc) for arc in (arc_of(1), arc_of(2))])
        assert sorted(results, key=str) == [ErrorCode.OTHER_ARC, Status.REINTEGRATED]
        stored = FallbackDocument.objects.get()
        assert {stored.arc, Anomaly.objects.get().entry["arc"]} == {arc_of(1), arc_of(2)}
        assert len(told(document)) == 2

    @pytest.mark.rule("M2")
    def test_one_arc_for_two_documents_serves_one_of_them(self, world: World) -> None:
        """The second has looked, and found the ARC free, before the first one's is written for all to see."""
        pair = [issue(world), issue(world, identity="OTHER")]
        begun = Event()

        def first() -> object:
            with transaction.atomic():
                told = outcome(pair[0], ARC)
                begun.set()
                time.sleep(A_WHILE)
                return told

        def second() -> object:
            begun.wait()
            return outcome(pair[1], ARC)

        assert at_once([first, second]) == [Status.REINTEGRATED, ErrorCode.ARC_TAKEN]
        assert FallbackDocument.objects.filter(arc=ARC).count() == Anomaly.objects.count() == 1
        assert all(chain_holds(document) for document in pair)

    @pytest.mark.rule("M2")
    def test_the_same_report_many_times_is_one(self, world: World) -> None:
        document = issue(world)
        assert at_once([lambda: outcome(document, ARC)] * 4) == [Status.REINTEGRATED] * 4
        assert len(told(document)) == 2

    @pytest.mark.rule("M2", "A1", "T2")
    def test_a_regularisation_crossing_a_cancellation_leaves_one_of_them(self, world: World) -> None:
        document = issue(world)

        def cancelled() -> object:
            try:
                reason = CancellationReason.DOCUMENT_ERROR
                return cancel(document.reference, actor=world.actor("shipper"), now=NOW, reason=reason).status
            except DomainError as error:
                return error.codes[0]

        results = at_once([lambda: outcome(document, ARC), cancelled])
        assert results in (
            [Status.REINTEGRATED, ErrorCode.TRANSITION_FORBIDDEN],
            [ErrorCode.REINTEGRATION_CANCELLED, Status.CANCELLED],
        )
        assert Anomaly.objects.count() == (results[1] == Status.CANCELLED)
        assert chain_holds(document)


def outcome(document: FallbackDocument, arc: str) -> object:
    try:
        return regularise(document, arc).status
    except DomainError as error:
        return error.codes[0]
