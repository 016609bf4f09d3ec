"""What happens to a document after its birth (rules A1–A4, T1–T4, E9, G8, H1, H2, P3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from gps.accounts.actors import SYSTEM, Actor
from gps.accounts.models import Enrolment
from gps.accounts.roles import Right
from gps.documents.models import FallbackDocument
from gps.documents.operations import (
    cancel,
    complete,
    correct,
    deactivate,
    note_receipt,
    reactivate,
    reintegrate,
    save_ead,
    withdraw,
)
from gps.documents.operations.changing import possible_actions
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Action, CancellationReason, Means, ReactivationReason, Status
from tests.documents.register import (
    ARC,
    LATE,
    bring,
    chain_holds,
    issue,
    last_line,
    refused,
    registered,
    told,
)
from tests.world import CLIENT, NOW, World

pytestmark = pytest.mark.django_db

DELAY = timedelta(days=10)
EIGHT = "26FR007328E0001000081"
BARE: dict[str, Any] = {"identity": "", "on": None, "at": None}
MOVEMENT: dict[str, Any] = {
    "transport_identity": "EF-456-GH",
    "dispatch_date": date(2026, 12, 20),
    "dispatch_time": time(10, 0),
}

Verb = Callable[[FallbackDocument, Actor, datetime], FallbackDocument]
VERBS: dict[Action, Verb] = {
    Action.CANCEL: lambda d, actor, now: cancel(
        d.reference, actor=actor, now=now, reason=CancellationReason.DOCUMENT_ERROR
    ),
    Action.DEACTIVATE: lambda d, actor, now: deactivate(d.reference, actor=actor, now=now),
    Action.REACTIVATE: lambda d, actor, now: reactivate(
        d.reference, actor=actor, now=now, reason=ReactivationReason.OPERATOR_OMISSION
    ),
    Action.REINTEGRATE: lambda d, actor, now: reintegrate(
        d.reference, actor=actor, now=now, document_type=d.document_type, arc=ARC
    ),
    Action.WITHDRAW: lambda d, actor, now: withdraw(
        d.reference, actor=actor, now=now, reason=ReactivationReason.REGULARISATION_FAILED
    ),
    Action.COMPLETE: lambda d, actor, now: complete(d.reference, actor=actor, now=now, **MOVEMENT),
    Action.CORRECT: lambda d, actor, now: correct(d.reference, actor=actor, now=now, comment="Erreur", **MOVEMENT),
    Action.NOTE_RECEIPT: lambda d, actor, now: note_receipt(
        d.reference, actor=actor, now=now, means=Means.MAIL, received_at=now
    ),
    Action.DESCRIBE: lambda d, actor, now: (
        save_ead(d.reference, {"9": {"b": "F-1"}}, actor=actor, now=now, complete=False).document
    ),
}
ALLOWED = {
    (Status.ACTIVE, Action.CANCEL): Status.CANCELLED,
    (Status.ACTIVE, Action.DEACTIVATE): Status.INACTIVE,
    (Status.ACTIVE, Action.REINTEGRATE): Status.REINTEGRATED,
    (Status.INACTIVE, Action.REACTIVATE): Status.ACTIVE,
    (Status.REINTEGRATED, Action.WITHDRAW): Status.ACTIVE,
}
CHANGES = [Action.CANCEL, Action.DEACTIVATE, Action.REACTIVATE, Action.REINTEGRATE, Action.WITHDRAW]
BY_SYSTEM = {Action.DEACTIVATE, Action.REINTEGRATE}


class TestAStatus:
    @pytest.mark.rule("T2", "A1", "A2", "A3", "H1")
    @pytest.mark.parametrize("action", CHANGES)
    @pytest.mark.parametrize("status", Status)
    def test_changes_as_the_table_says_and_not_otherwise(self, world: World, status: Status, action: Action) -> None:
        document = bring(world, issue(world), status)
        actor = SYSTEM if action in BY_SYSTEM else world.actor("officer")
        before = told(document)
        after = ALLOWED.get((status, action))
        if after is None:
            if action is not Action.REINTEGRATE:  # GAMM@ is told more: tests/documents/test_regularising.py
                with refused(ErrorCode.TRANSITION_FORBIDDEN):
                    VERBS[action](document, actor, LATE)
            return
        VERBS[action](document, actor, LATE)
        stored = FallbackDocument.objects.get(pk=document.pk)
        assert (stored.status, stored.status_actor_kind) == (after, actor.kind)
        assert told(document) == [*before, (action, status, after)]
        assert chain_holds(document)

    @pytest.mark.rule("T2", "T3", "T4", "A2", "P3")
    @pytest.mark.parametrize("who", ["shipper", "reader", "officer", "national", "administrator", "system"])
    @pytest.mark.parametrize("action", CHANGES)
    def test_is_changed_by_those_who_may_alone(self, world: World, action: Action, who: str) -> None:
        before = next(status for status, allowed in ALLOWED if allowed is action)
        document = bring(world, issue(world), before)
        actor = SYSTEM if who == "system" else world.actor(who)
        may = {
            Action.CANCEL: {"shipper", "officer"},
            Action.DEACTIVATE: {"system"},
            Action.REACTIVATE: {"officer"},
            Action.REINTEGRATE: {"system"},
            Action.WITHDRAW: {"officer", "system"},
        }[action]
        if who in may:
            assert VERBS[action](document, actor, LATE).status == ALLOWED[before, action]
        else:
            with refused(ErrorCode.NOT_ALLOWED):
                VERBS[action](document, actor, LATE)


class TestACancellation:
    @pytest.mark.rule("A1", "H1")
    @pytest.mark.parametrize("reason", [r for r in CancellationReason if r != CancellationReason.OTHER])
    def test_has_one_of_the_reasons(self, world: World, reason: CancellationReason) -> None:
        document = issue(world)
        cancel(document.reference, actor=world.actor("shipper"), now=NOW, reason=reason)
        line = last_line(document)
        assert (line.actor_label, line.actor_kind, line.at) == ("Shipper Exemple", "operator", NOW)
        assert (line.reason, line.comment) == (reason, "")
        assert FallbackDocument.objects.get().cancellation_reason == reason

    @pytest.mark.rule("A1")
    def test_for_another_reason_wants_a_comment(self, world: World) -> None:
        document, actor = issue(world), world.actor("shipper")
        for comment, code in [
            (" \n", ErrorCode.COMMENT_REQUIRED),
            ("x" * 501, ErrorCode.COMMENT_TOO_LONG),
            ("\x00", ErrorCode.COMMENT_CHARACTER),
        ]:
            with refused(code):
                cancel(document.reference, actor=actor, now=NOW, reason=CancellationReason.OTHER, comment=comment)
        cancel(document.reference, actor=actor, now=NOW, reason=CancellationReason.OTHER, comment=" Gel des vignes ")
        assert last_line(document).comment == "Gel des vignes"

    @pytest.mark.rule("A1")
    @pytest.mark.parametrize("reason", ["", "regularisation_failed", "Autre"])
    def test_is_refused_for_a_reason_that_is_not_of_the_list(self, world: World, reason: str) -> None:
        document = issue(world)
        with refused(ErrorCode.REASON_UNKNOWN):
            cancel(document.reference, actor=world.actor("shipper"), now=NOW, reason=reason)

    @pytest.mark.rule("R2", "V2")
    @pytest.mark.parametrize("who", ["stranger", "other_officer", "provider"])
    def test_of_a_strangers_number_looks_like_that_of_an_unknown_one(self, world: World, who: str) -> None:
        for number in (issue(world).reference, EIGHT):
            with pytest.raises(FallbackDocument.DoesNotExist):
                cancel(number, actor=world.actor(who), now=NOW, reason=CancellationReason.DOCUMENT_ERROR)


class TestAReactivation:
    @pytest.mark.rule("A2", "T3")
    @pytest.mark.parametrize("reason", [r for r in ReactivationReason if r != ReactivationReason.OTHER])
    def test_has_one_of_the_reasons_and_starts_the_delay_anew(self, world: World, reason: ReactivationReason) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        reactivate(document.reference, actor=world.actor("officer"), now=LATE, reason=reason)
        stored = FallbackDocument.objects.get()
        assert (stored.reactivation_reason, last_line(document).reason) == (reason, reason)
        assert (stored.reactivated_at, stored.due_at) == (LATE, LATE + DELAY)
        with refused(ErrorCode.NOT_YET_OVERDUE):
            deactivate(document.reference, actor=SYSTEM, now=LATE + DELAY)

    @pytest.mark.rule("A2")
    def test_for_another_reason_wants_a_comment(self, world: World) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        officer = world.actor("officer")
        with refused(ErrorCode.COMMENT_REQUIRED):
            reactivate(document.reference, actor=officer, now=LATE, reason=ReactivationReason.OTHER)
        with refused(ErrorCode.REASON_UNKNOWN):
            reactivate(document.reference, actor=officer, now=LATE, reason=CancellationReason.DOCUMENT_ERROR)
        reactivate(document.reference, actor=officer, now=LATE, reason=ReactivationReason.OTHER, comment="Grève")
        assert last_line(document).comment == "Grève"

    @pytest.mark.rule("A3")
    @pytest.mark.parametrize("who", ["officer", "system"])
    def test_takes_back_a_regularisation_and_its_arc_stays_in_the_history(self, world: World, who: str) -> None:
        document = bring(world, issue(world), Status.REINTEGRATED)
        actor = SYSTEM if who == "system" else world.actor(who)
        for reason in (ReactivationReason.OPERATOR_OMISSION, ReactivationReason.OTHER):
            with refused(ErrorCode.REASON_UNKNOWN):
                withdraw(document.reference, actor=actor, now=NOW, reason=reason, comment="x")
        withdraw(document.reference, actor=actor, now=LATE, reason=ReactivationReason.REGULARISATION_FAILED)
        stored = FallbackDocument.objects.get()
        assert (stored.arc, stored.due_at) == ("", LATE + DELAY)
        assert last_line(document).data == {"arc": ARC}

    @pytest.mark.rule("A3", "T4")
    def test_lets_it_be_regularised_anew(self, world: World) -> None:
        document = bring(world, issue(world), Status.REINTEGRATED)
        VERBS[Action.WITHDRAW](document, SYSTEM, NOW)
        assert VERBS[Action.REINTEGRATE](document, SYSTEM, NOW).arc == ARC
        assert chain_holds(document)


class TestTheDelayOfRegularisation:
    @pytest.mark.rule("T3")
    @pytest.mark.parametrize(
        ("dispatch", "due"),
        [
            (datetime(2026, 11, 19, 7, 15, tzinfo=UTC), NOW + DELAY),
            (datetime(2026, 11, 27, 7, 15, tzinfo=UTC), datetime(2026, 12, 7, 7, 15, tzinfo=UTC)),
        ],
        ids=["left before it was registered", "leaves later"],
    )
    def test_runs_from_the_latest_of_dispatch_and_recording(
        self, world: World, dispatch: datetime, due: datetime
    ) -> None:
        document = registered(world, EIGHT, on=dispatch.date())
        assert (document.dispatch_at, document.due_at) == (dispatch, due)
        with refused(ErrorCode.NOT_YET_OVERDUE) as error:
            deactivate(EIGHT, actor=SYSTEM, now=due)
        assert error.value.faults[0].data == {"due_at": due}
        late = due + timedelta(microseconds=1)
        deactivate(EIGHT, actor=SYSTEM, now=late)
        line = last_line(document)
        assert (line.actor_kind, line.at, line.data) == ("system", late, {"due_at": due.isoformat()})

    @pytest.mark.rule("T3")
    def test_is_a_setting(self, world: World, settings: Settings) -> None:
        settings.REGULARISATION_DELAY = timedelta(days=2)
        document = registered(world, EIGHT)
        assert (document.due_at, document.is_overdue(LATE)) == (NOW + timedelta(days=2), True)

    @pytest.mark.rule("T3", "G8")
    def test_does_not_run_for_a_number_to_complete(self, world: World) -> None:
        document = issue(world, "officer", **BARE)
        with refused(ErrorCode.NOT_YET_OVERDUE):
            deactivate(document.reference, actor=SYSTEM, now=NOW + timedelta(days=900))

    @pytest.mark.rule("T3", "T1")
    def test_is_shown_as_overdue_before_the_status_is_written(self, world: World) -> None:
        document = registered(world, EIGHT)
        assert (document.is_overdue(LATE), document.status) == (True, Status.ACTIVE)
        assert not bring(world, document, Status.INACTIVE).is_overdue(LATE)


class TestACompletion:
    @pytest.mark.rule("G8", "H1")
    @pytest.mark.parametrize("who", ["shipper", "officer"])
    def test_gives_the_movement_to_a_number_past_or_to_come(self, world: World, who: str) -> None:
        document = issue(world, "officer", **BARE)
        done = complete(
            document.reference, actor=world.actor(who), now=NOW, transport_identity=" EF-456-GH ",
            dispatch_date=date(2026, 11, 1), dispatch_time=time(8, 0),
        )  # fmt: skip
        assert (done.dispatch_on, done.transport_identity, done.transport_key) == (
            date(2026, 11, 1), "EF-456-GH", "EF456GH",
        )  # fmt: skip
        line = last_line(document)
        assert (line.action, line.actor_kind) == ("complete", world.actor(who).kind)
        assert line.data == {"transport_identity": "EF-456-GH", "dispatch_at": "2026-11-01T07:00:00+00:00"}

    @pytest.mark.rule("G8")
    def test_is_refused_with_every_fault_at_once(self, world: World) -> None:
        number = issue(world, "officer", **BARE).reference
        with refused(ErrorCode.TRANSPORT_EMPTY, ErrorCode.DISPATCH_DATE_TOO_FAR):
            complete(number, actor=world.actor("shipper"), now=NOW, transport_identity="",
                     dispatch_date=date(2036, 1, 1), dispatch_time=time(8, 0))  # fmt: skip

    @pytest.mark.rule("G8")
    def test_is_for_numbers_that_await_it(self, world: World) -> None:
        cancelled = bring(world, issue(world, "officer", **BARE), Status.CANCELLED)
        for document in (issue(world), cancelled):
            with refused(ErrorCode.NOT_TO_COMPLETE):
                complete(document.reference, actor=world.actor("shipper"), now=NOW, **MOVEMENT)


class TestACorrection:
    @pytest.mark.rule("A4", "H1")
    def test_keeps_before_and_after(self, world: World) -> None:
        document = issue(world)
        correct(document.reference, actor=world.actor("shipper"), now=NOW, comment=" Autre camion ", **MOVEMENT)
        stored = FallbackDocument.objects.get()
        assert (stored.transport_identity, stored.transport_key) == ("EF-456-GH", "EF456GH")
        assert (stored.dispatch_on, stored.dispatch_at) == (
            date(2026, 12, 20), datetime(2026, 12, 20, 9, 0, tzinfo=UTC),
        )  # fmt: skip
        line = last_line(document)
        assert (line.action, line.comment) == ("correct", "Autre camion")
        assert line.data == {
            "before": {"transport_identity": "AB-123-CD", "dispatch_at": "2026-11-20T18:30:00+00:00"},
            "after": {"transport_identity": "EF-456-GH", "dispatch_at": "2026-12-20T09:00:00+00:00"},
        }
        assert chain_holds(document)

    @pytest.mark.rule("A4")
    def test_is_the_operators_while_the_document_was_issued_and_has_not_left(self, world: World) -> None:
        hand_made, issued = registered(world, EIGHT, on=date(2026, 12, 1)), issue(world)
        shipper = world.actor("shipper")
        left = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
        with refused(ErrorCode.CORRECTION_FORBIDDEN):
            VERBS[Action.CORRECT](hand_made, shipper, NOW)
        with refused(ErrorCode.CORRECTION_FORBIDDEN):
            VERBS[Action.CORRECT](issued, shipper, left)
        assert VERBS[Action.CORRECT](issued, shipper, left - timedelta(seconds=1)).transport_identity == "EF-456-GH"
        assert VERBS[Action.CORRECT](hand_made, world.actor("officer"), LATE).transport_identity == "EF-456-GH"

    @pytest.mark.rule("A4", "G4")
    def test_by_the_operator_announces_a_dispatch_to_come(self, world: World) -> None:
        document, past = issue(world), MOVEMENT | {"dispatch_date": date(2026, 11, 19)}
        with refused(ErrorCode.DISPATCH_DATE_PAST):
            correct(document.reference, actor=world.actor("shipper"), now=NOW, comment="x", **past)
        done = correct(document.reference, actor=world.actor("officer"), now=NOW, comment="x", **past)
        assert done.dispatch_on == date(2026, 11, 19)

    @pytest.mark.rule("A4")
    def test_of_the_registration_alone_leaves_the_moment_as_it_was(self, world: World) -> None:
        """02:30 exists twice on 25 October: the dispatch is the first, and a later reading would take the second."""
        twice: dict[str, Any] = {"on": date(2026, 10, 25), "at": time(2, 30)}
        now = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
        document = issue(world, now=now, **twice)
        for who, later, identity in [("shipper", 10, "B"), ("officer", 300, "C")]:
            correct(document.reference, actor=world.actor(who), now=now + timedelta(minutes=later), comment="x",
                    transport_identity=identity, dispatch_date=twice["on"], dispatch_time=twice["at"])  # fmt: skip
            stored = FallbackDocument.objects.get()
            assert (stored.transport_identity, stored.dispatch_at) == (identity, document.dispatch_at)

    @pytest.mark.rule("A4")
    def test_wants_a_reason_and_a_difference(self, world: World) -> None:
        number, actor = issue(world).reference, world.actor("shipper")
        with refused(ErrorCode.COMMENT_REQUIRED):
            correct(number, actor=actor, now=NOW, comment=" ", **MOVEMENT)
        with refused(ErrorCode.NOTHING_TO_CORRECT):
            correct(number, actor=actor, now=NOW, comment="x", transport_identity="AB-123-CD",
                    dispatch_date=date(2026, 11, 20), dispatch_time=time(19, 30))  # fmt: skip

    @pytest.mark.rule("A4", "A3")
    def test_is_refused_once_cancelled_or_while_it_awaits_its_data(self, world: World) -> None:
        bare, cancelled = issue(world, "officer", **BARE), bring(world, issue(world), Status.CANCELLED)
        for document in (bare, cancelled):
            with refused(ErrorCode.CORRECTION_FORBIDDEN):
                VERBS[Action.CORRECT](document, world.actor("officer"), NOW)


class TestTheReceiptOfAHandMadeNumber:
    @pytest.mark.rule("E9")
    def test_is_noted_by_the_officer_with_its_time_and_means(self, world: World) -> None:
        document = registered(world, EIGHT)
        at = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
        note_receipt(EIGHT, actor=world.actor("officer"), now=NOW, means=Means.FAX, received_at=at)
        line = last_line(document)
        assert (line.action, line.from_status, line.to_status) == ("note_receipt", "active", "active")
        assert line.data == {"means": "fax", "received_at": at.isoformat()}

    @pytest.mark.rule("E9")
    def test_is_not_for_an_issued_number_nor_for_the_operator(self, world: World) -> None:
        issued, hand_made = issue(world), registered(world, EIGHT)
        with refused(ErrorCode.CORRECTION_FORBIDDEN):
            VERBS[Action.NOTE_RECEIPT](issued, world.actor("officer"), NOW)
        with refused(ErrorCode.NOT_ALLOWED):
            VERBS[Action.NOTE_RECEIPT](hand_made, world.actor("shipper"), NOW)


class TestAHistory:
    @pytest.mark.rule("H1", "H2")
    def test_tells_a_whole_life_in_one_chain(self, world: World) -> None:
        document = issue(world, "officer", **BARE)
        life = [
            (Action.COMPLETE, world.actor("shipper"), NOW),
            (Action.DEACTIVATE, SYSTEM, NOW + timedelta(days=60)),
            (Action.REACTIVATE, world.actor("officer"), NOW + timedelta(days=61)),
            (Action.REINTEGRATE, SYSTEM, NOW + timedelta(days=62)),
            (Action.WITHDRAW, SYSTEM, NOW + timedelta(days=63)),
            (Action.CANCEL, world.actor("shipper"), NOW + timedelta(days=64)),
        ]
        for action, actor, at in life:
            VERBS[action](document, actor, at)
        lines = list(document.history.order_by("position"))
        assert [(line.action, line.actor_id, line.at) for line in lines[1:]] == [
            (action, actor.account, at) for action, actor, at in life
        ]
        assert [line.position for line in lines] == list(range(1, 8))
        assert all(before.to_status == after.from_status for before, after in pairwise(lines))
        assert chain_holds(document)

    @pytest.mark.rule("H2")
    def test_is_of_its_document_alone(self, world: World) -> None:
        one, other = issue(world), issue(world)
        bring(world, one, Status.CANCELLED)
        assert (len(told(one)), len(told(other))) == (2, 1)
        assert one.history.get(position=1).hash != other.history.get(position=1).hash


KINDS: dict[str, Callable[[World], FallbackDocument]] = {
    "issued": lambda world: issue(world, "client", excise_number=CLIENT, on=date(2026, 12, 10)),
    "issued and gone": lambda world: issue(
        world, "client", NOW - timedelta(days=1), excise_number=CLIENT, on=date(2026, 11, 20), at=time(8, 0)
    ),
    "hand-made": lambda world: registered(world, f"26{CLIENT}000011", "client", excise_number=CLIENT),
    "to complete": lambda world: issue(world, "officer", excise_number=CLIENT, **BARE),
}


class TestThePageOfADocument:
    @pytest.mark.rule("P3", "P4", "A1", "A2", "A3", "A4")
    @pytest.mark.parametrize(
        ("kind", "status"),
        [
            (kind, status)
            for kind in KINDS
            for status in Status
            if status is not Status.INACTIVE or kind in {"issued and gone", "hand-made"}  # the others cannot be overdue
        ],
    )
    def test_offers_an_action_if_and_only_if_it_succeeds(self, world: World, kind: str, status: Status) -> None:
        Enrolment.objects.create(user=world.users["reader"], excise_number=world.client, right=Right.CONSULT)
        document = KINDS[kind](world)
        bring(world, document, status)
        document = FallbackDocument.objects.get(pk=document.pk)
        now = LATE if status is Status.INACTIVE else NOW
        people = ["client", "reader", "provider", "officer", "other_officer", "national", "administrator", "stranger"]
        offered = {who: set(possible_actions(document, world.actor(who), now)) for who in people}
        done = {
            who: {action for action in VERBS if succeeds(VERBS[action], document, world.actor(who), now)}
            for who in people
        }
        assert offered == done


def succeeds(verb: Verb, document: FallbackDocument, actor: Actor, now: datetime) -> bool:
    """Try it and undo it."""
    try:
        with transaction.atomic():
            verb(document, actor, now)
            transaction.set_rollback(True)
    except (DomainError, FallbackDocument.DoesNotExist):
        return False
    return True
