"""« Enregistrer a posteriori » (rules E1–E9, N4–N6, N9): what is accepted, asked back, kept as an anomaly, settled."""

import dataclasses
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from gps.accounts.actors import SYSTEM
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument, SequenceCounter
from gps.documents.operations import (
    Outcome,
    cancel,
    confirm_jump,
    note_receipt,
    register_many,
    replace,
    report_malformed,
    settle,
)
from gps.domain.errors import ErrorCode
from gps.domain.lifecycle import CancellationReason, ManualReason, Means, Status
from gps.domain.reference import DocumentType
from tests.documents.register import (
    bring,
    census,
    chain_holds,
    counters,
    issue,
    last_line,
    refused,
    register,
    registered,
    told,
)
from tests.outages.crisis import ungrounded
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, STRANGE, World, report

pytestmark = pytest.mark.django_db

DAA, DSA = DocumentType.DAA, DocumentType.DSA
EIGHT = "26FR007328E0001000081"


def hand_made(sequence: int, last: str = "1", year: str = "26") -> str:
    return f"{year}{SHIPPER}{sequence:05d}{last}"


def codes(outcome: Outcome) -> tuple[ErrorCode, ...]:
    return tuple(fault.code for fault in outcome.faults)


class TestARegistration:
    @pytest.mark.rule("E1", "E8", "N4")
    def test_keeps_all_that_was_entered(self, world: World) -> None:
        document = FallbackDocument.objects.get(pk=registered(world, EIGHT).pk)
        assert (document.reference, document.document_type, document.recording_mode) == (EIGHT, "DAA", "a_posteriori")
        assert (document.year, document.sequence, document.status) == (2026, 8, "active")
        assert (document.transport_identity, document.dispatch_on) == ("AB-123-CD", date(2026, 11, 19))
        assert document.dispatch_at == datetime(2026, 11, 19, 7, 15, tzinfo=UTC)
        assert (document.recorded_at, document.recorded_on) == (NOW, date(2026, 11, 20))
        assert told(document) == [("register", "", "active")]
        assert chain_holds(document)

    @pytest.mark.rule("N4")
    def test_of_a_dsa_ends_in_2(self, world: World) -> None:
        assert registered(world, hand_made(1, "2"), document_type=DSA).document_type == "DSA"

    @pytest.mark.rule("N4")
    def test_stores_type_and_mode_whatever_the_last_character_happens_to_be(self, world: World) -> None:
        """00001's check digit is 1: the hand-made DAA looks issued."""
        document = registered(world, "26FR007328E0001000011")
        assert (document.document_type, document.recording_mode) == ("DAA", "a_posteriori")

    @pytest.mark.rule("N9")
    @pytest.mark.parametrize("typed", ["26 fr007328e0001 00008 1", "26.FR007328E0001.00008-1", f" {EIGHT} "])
    def test_stores_the_canonical_number(self, world: World, typed: str) -> None:
        document = registered(world, typed)
        assert document.reference == EIGHT
        assert document.history.get().data["typed"] == typed

    @pytest.mark.rule("E6")
    @pytest.mark.parametrize("on", [date(2026, 1, 2), date(2026, 12, 24)])
    def test_may_be_of_a_dispatch_past_or_to_come(self, world: World, on: date) -> None:
        assert registered(world, EIGHT, on=on).dispatch_on == on

    @pytest.mark.rule("E9")
    def test_says_how_and_when_the_service_was_told_and_why(self, world: World) -> None:
        at = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
        why, means = ManualReason.GPS_UNAVAILABLE, Means.TELEPHONE
        entry = dataclasses.replace(report(EIGHT), manual_reason=why, told_at=at, told_means=means)
        [outcome] = register_many([entry], actor=world.actor("shipper"), now=NOW)
        noted = note_receipt(EIGHT, actor=world.actor("officer"), now=NOW, means=Means.FAX, received_at=NOW)
        document = FallbackDocument.objects.get(reference=EIGHT)
        assert outcome.document == document == noted
        assert (document.manual_reason, document.told_at, document.told_means) == ("gps_unavailable", at, "telephone")
        assert (document.receipt_at, document.receipt_means) == (NOW, "fax")

    @pytest.mark.rule("E7", "G7")
    def test_needs_no_ground_at_the_time_of_entry(self, world: World) -> None:
        assert registered(ungrounded(world), EIGHT).ground_kind == "to_justify"


class TestANumberOnPaper:
    @pytest.mark.rule("E2", "N1", "N4")
    @pytest.mark.parametrize(
        ("number", "fields", "expected"),
        [
            (EIGHT[:-1], {}, [ErrorCode.REFERENCE_LENGTH]),
            ("", {}, [ErrorCode.REFERENCE_LENGTH]),
            ("2X" + EIGHT[2:], {}, [ErrorCode.REFERENCE_YEAR_FORM]),
            (hand_made(8, year="27"), {}, [ErrorCode.REFERENCE_YEAR_TO_COME]),
            (f"26{STRANGE}000081", {}, [ErrorCode.REFERENCE_OTHER_EXCISE_NUMBER]),
            (f"26{SHIPPER}0000X1", {}, [ErrorCode.REFERENCE_SEQUENCE_FORM]),
            (hand_made(0), {}, [ErrorCode.REFERENCE_SEQUENCE_ZERO]),
            (hand_made(8, "2"), {}, [ErrorCode.REFERENCE_LAST_CHARACTER]),
            (hand_made(8, "1"), {"document_type": DSA}, [ErrorCode.REFERENCE_LAST_CHARACTER]),
            (hand_made(8, "9"), {}, [ErrorCode.REFERENCE_LAST_CHARACTER]),
            ("27" + STRANGE + "000001", {}, [ErrorCode.REFERENCE_SEQUENCE_ZERO,
                                             ErrorCode.REFERENCE_OTHER_EXCISE_NUMBER,
                                             ErrorCode.REFERENCE_YEAR_TO_COME]),
            (EIGHT[:-1], {"identity": ""}, [ErrorCode.REFERENCE_LENGTH, ErrorCode.TRANSPORT_EMPTY]),
        ],
    )  # fmt: skip
    def test_has_each_fault_named(
        self, world: World, number: str, fields: dict[str, Any], expected: list[ErrorCode]
    ) -> None:
        before = census()
        outcome = register(world, number, **fields)
        assert sorted(codes(outcome), key=str) == sorted(expected, key=str)
        assert (outcome.document, census()) == (None, before)

    @pytest.mark.rule("G2", "E2")
    @pytest.mark.parametrize("who", ["reader", "stranger", "provider", "other_officer"])
    def test_is_registered_by_those_entitled_alone(self, world: World, who: str) -> None:
        assert codes(register(world, EIGHT, who)) == (ErrorCode.EXCISE_NUMBER_NOT_ENTITLED,)

    @pytest.mark.rule("P4", "P3")
    def test_is_not_registered_by_national_staff(self, world: World) -> None:
        with refused(ErrorCode.NOT_ALLOWED):
            register(world, EIGHT, "national")

    @pytest.mark.rule("G8", "I1")
    @pytest.mark.parametrize(("who", "excise_number"), [("officer", SHIPPER), ("provider", CLIENT)])
    def test_may_be_registered_by_the_officer_or_the_provider(self, world: World, who: str, excise_number: str) -> None:
        document = registered(world, f"26{excise_number}000011", who, excise_number=excise_number)
        assert document.status_actor_kind == world.actor(who).kind


class TestANumberThatIsKnown:
    @pytest.mark.rule("E3", "G6")
    def test_gives_its_document_again_with_the_same_data(self, world: World) -> None:
        first = registered(world, EIGHT)
        again = register(world, EIGHT.lower(), now=NOW + timedelta(days=3), identity="ab 123 cd")
        assert (again.document, again.known, again.faults) == (first, True, ())
        assert told(first) == [("register", "", "active")]

    @pytest.mark.rule("E3")
    def test_gives_an_issued_document_again_with_the_same_data(self, world: World) -> None:
        issued = issue(world)
        again = register(world, issued.reference, on=date(2026, 11, 20), at=time(19, 30))
        assert (again.document, again.known) == (issued, True)

    @pytest.mark.rule("E3", "I4")
    def test_is_the_same_although_its_hour_exists_twice(self, world: World) -> None:
        """02:30 on 25 October 2026 is read as its last occurrence that is not to come: an hour later, as another."""
        between = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)
        twice: dict[str, Any] = {"on": date(2026, 10, 25), "at": time(2, 30)}
        first = registered(world, EIGHT, now=between, **twice)
        assert first.dispatch_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        again = register(world, EIGHT, now=between + timedelta(hours=2), **twice)
        assert (again.document, again.known) == (first, True)

    @pytest.mark.rule("E3")
    @pytest.mark.parametrize(
        "other", [{"identity": "EF-456-GH"}, {"on": date(2026, 11, 18)}, {"at": time(8, 16)}, {"document_type": DSA}]
    )
    def test_is_refused_with_other_data_saying_since_when_and_by_whom(
        self, world: World, other: dict[str, Any]
    ) -> None:
        first = registered(world, EIGHT)
        outcome = register(world, EIGHT, "officer", **other)
        [fault] = outcome.faults
        assert outcome.anomaly is not None
        assert (fault.code, outcome.document) == (ErrorCode.ALREADY_REGISTERED, None)
        assert fault.data == {
            "at": NOW, "by": "Shipper Exemple", "receipt": outcome.anomaly.receipt, "reference": EIGHT,
        }  # fmt: skip
        assert FallbackDocument.objects.get(reference=EIGHT).transport_identity == first.transport_identity

    @pytest.mark.rule("E3")
    def test_keeps_one_anomaly_with_the_whole_entry_when_it_is_sent_three_times(self, world: World) -> None:
        registered(world, EIGHT)
        sent = [register(world, EIGHT, now=NOW + timedelta(hours=h), identity="EF-456-GH") for h in range(3)]
        anomaly = Anomaly.objects.get()
        assert [outcome.anomaly for outcome in sent] == [anomaly] * 3
        assert (anomaly.kind, anomaly.raised_by, anomaly.raised_at) == ("conflict", "Shipper Exemple", NOW)
        assert (anomaly.entry["reference"], anomaly.entry["transport_identity"]) == (EIGHT, "EF-456-GH")
        assert (anomaly.entry["dispatch_date"], anomaly.entry["dispatch_time"]) == ("2026-11-19", "08:15:00")

    @pytest.mark.rule("G8", "E3")
    def test_and_awaits_its_data_is_completed(self, world: World) -> None:
        bare = issue(world, "officer", identity="", on=None, at=None)
        outcome = register(world, bare.reference)
        assert (outcome.document, outcome.known, outcome.faults) == (bare, False, ())
        bare.refresh_from_db()
        assert (bare.transport_identity, bare.recording_mode, bare.is_incomplete) == ("AB-123-CD", "normal", False)
        assert told(bare)[-1] == ("complete", "active", "active")

    @pytest.mark.rule("G8", "E3", "N6")
    def test_and_awaits_its_data_is_not_completed_once_cancelled(self, world: World) -> None:
        bare = issue(world, "officer", identity="", on=None, at=None)
        reason = CancellationReason.DOCUMENT_ERROR
        cancel(bare.reference, actor=world.actor("shipper"), now=NOW, reason=reason)
        assert codes(register(world, bare.reference)) == (ErrorCode.ALREADY_REGISTERED,)

    @pytest.mark.rule("N6")
    def test_is_never_used_again_after_a_cancellation(self, world: World) -> None:
        document = registered(world, EIGHT)
        cancel(EIGHT, actor=world.actor("shipper"), now=NOW, reason=CancellationReason.DOCUMENT_ERROR)
        assert codes(register(world, EIGHT, identity="EF-456-GH")) == (ErrorCode.ALREADY_REGISTERED,)
        assert list(FallbackDocument.objects.all()) == [document]


class TestTheSequence:
    @pytest.mark.rule("N5", "E5")
    def test_goes_on_from_a_hand_made_number(self, world: World) -> None:
        SequenceCounter.objects.create(excise_number=world.shipper, year=2026, last_sequence=6)
        assert issue(world).sequence == 7
        registered(world, EIGHT)
        assert issue(world).sequence == 9

    @pytest.mark.rule("E5")
    def test_does_not_go_back_for_a_lower_free_number(self, world: World) -> None:
        registered(world, hand_made(40))
        assert registered(world, hand_made(12)).sequence == 12
        assert counters() == {(SHIPPER, 2026): 40}

    @pytest.mark.rule("E4")
    def test_accepts_another_number_on_it_and_flags_it(self, world: World) -> None:
        issued = [issue(world) for _ in range(2)][-1]
        document = registered(world, hand_made(2))
        assert (document.sequence, document.reference != issued.reference) == (2, True)
        anomaly = Anomaly.objects.get()
        assert (anomaly.kind, anomaly.document, anomaly.is_open) == (AnomalyKind.DUPLICATE_SEQUENCE, document, True)
        assert document.history.get().data["flags"] == ["duplicate_sequence"]

    @pytest.mark.rule("E4")
    def test_may_bear_a_hand_made_daa_and_a_hand_made_dsa(self, world: World) -> None:
        registered(world, hand_made(3, "1"))
        document = registered(world, hand_made(3, "2"), document_type=DSA)
        assert document.anomalies.get().kind == AnomalyKind.DUPLICATE_SEQUENCE

    @pytest.mark.rule("N7", "E5")
    def test_of_last_year_takes_what_was_made_then(self, world: World) -> None:
        registered(world, hand_made(4, year="25"), on=date(2025, 12, 31))
        assert counters() == {(SHIPPER, 2025): 4}


class TestAJump:
    @pytest.mark.rule("E5")
    def test_of_500_is_taken_as_it_is(self, world: World) -> None:
        registered(world, hand_made(500))
        assert counters() == {(SHIPPER, 2026): 500}
        assert not Anomaly.objects.exists()

    @pytest.mark.rule("E5")
    def test_of_more_asks_for_a_confirmation(self, world: World) -> None:
        issue(world)
        before = census()
        outcome = register(world, hand_made(502))
        [fault] = outcome.faults
        assert (fault.code, fault.data) == (ErrorCode.CONFIRM_JUMP, {"last": 1, "found": 502, "skipped": 500})
        assert census() == before

    @pytest.mark.rule("E5")
    def test_is_flagged_and_leaves_the_counter_until_the_service_confirms(self, world: World) -> None:
        issue(world)
        document = registered(world, hand_made(9000), confirmed=True)
        anomaly = document.anomalies.get()
        assert (anomaly.kind, counters()) == (AnomalyKind.JUMP, {(SHIPPER, 2026): 1})
        assert issue(world).sequence == 2
        confirm_jump(anomaly.pk, actor=world.actor("officer"), now=NOW)
        assert told(document)[-1] == ("confirm_jump", "active", "active")
        assert chain_holds(document)
        assert issue(world).sequence == 9001

    @pytest.mark.rule("E5")
    def test_is_confirmed_once(self, world: World) -> None:
        anomaly = registered(world, hand_made(9000), confirmed=True).anomalies.get()
        done = confirm_jump(anomaly.pk, actor=world.actor("officer"), now=NOW)
        assert (done.resolved_at, done.resolved_by) == (NOW, world.actor("officer").label)
        with refused(ErrorCode.ALREADY_RESOLVED):
            confirm_jump(anomaly.pk, actor=world.actor("officer"), now=NOW)

    @pytest.mark.rule("E5")
    def test_that_is_settled_without_confirmation_never_moves_the_counter(self, world: World) -> None:
        document = registered(world, hand_made(9000), confirmed=True)
        anomaly = document.anomalies.get()
        settle(anomaly.pk, actor=world.actor("officer"), now=NOW, comment="Erreur de plume, le papier dit 00090.")
        assert issue(world).sequence == 1
        assert last_line(document).comment == "Erreur de plume, le papier dit 00090."
        with refused(ErrorCode.ALREADY_RESOLVED):
            confirm_jump(anomaly.pk, actor=world.actor("officer"), now=NOW)

    @pytest.mark.rule("E5")
    def test_that_the_others_have_caught_up_with_does_not_go_back(self, world: World) -> None:
        anomaly = registered(world, hand_made(502), confirmed=True).anomalies.get()
        registered(world, hand_made(450))
        registered(world, hand_made(900))
        confirm_jump(anomaly.pk, actor=world.actor("officer"), now=NOW)
        assert counters() == {(SHIPPER, 2026): 900}

    @pytest.mark.rule("E5", "I2")
    def test_is_measured_from_the_number_before_it_in_the_same_file(self, world: World) -> None:
        entries = [report(hand_made(400)), report(hand_made(900)), report(hand_made(1401))]
        outcomes = register_many(entries, actor=world.actor("shipper"), now=NOW)
        assert [codes(outcome) for outcome in outcomes] == [(), (), (ErrorCode.CONFIRM_JUMP,)]


class TestADispatchOutsideTheYearOfTheNumber:
    @pytest.mark.rule("E6")
    @pytest.mark.parametrize("on", [date(2025, 12, 31), date(2027, 1, 1)])
    def test_asks_for_a_confirmation_and_is_flagged(self, world: World, on: date) -> None:
        assert codes(register(world, EIGHT, on=on)) == (ErrorCode.CONFIRM_OUTSIDE_YEAR,)
        assert not FallbackDocument.objects.exists()
        document = registered(world, EIGHT, on=on, confirmed=True)
        assert document.anomalies.get().kind == AnomalyKind.OUTSIDE_YEAR
        assert counters() == {(SHIPPER, 2026): 8}

    @pytest.mark.rule("E6")
    def test_is_told_by_the_calendar_of_the_establishment(self, world: World) -> None:
        """01:00 on 1 January in La Réunion is still the year before in UTC."""
        at = datetime(2027, 1, 2, 12, 0, tzinfo=UTC)
        number = f"27{DISTILLER}000011"
        entry = {"excise_number": DISTILLER, "on": date(2027, 1, 1), "at": time(1, 0)}
        assert registered(world, number, "distiller", at, **entry).dispatch_on == date(2027, 1, 1)

    @pytest.mark.rule("E5", "E6")
    def test_is_asked_together_with_a_jump(self, world: World) -> None:
        outcome = register(world, hand_made(9000), on=date(2025, 12, 31))
        assert codes(outcome) == (ErrorCode.CONFIRM_JUMP, ErrorCode.CONFIRM_OUTSIDE_YEAR)


class TestAFileOfReports:
    @pytest.mark.rule("I2", "I4", "G2")
    def test_registers_the_good_ones_whatever_the_others_are(self, world: World) -> None:
        entries = [
            report(hand_made(1)),
            report(hand_made(0)),
            report(f"26{STRANGE}000011", STRANGE),
            report(hand_made(1)),
            report(hand_made(1), identity="EF-456-GH"),
            report(hand_made(2), identity=""),
            report(hand_made(3)),
        ]
        outcomes = register_many(entries, actor=world.actor("shipper"), now=NOW)
        assert [codes(outcome) for outcome in outcomes] == [
            (), (ErrorCode.REFERENCE_SEQUENCE_ZERO,), (ErrorCode.EXCISE_NUMBER_NOT_ENTITLED,), (),
            (ErrorCode.ALREADY_REGISTERED,), (ErrorCode.TRANSPORT_EMPTY,), (),
        ]  # fmt: skip
        assert [outcome.known for outcome in outcomes] == [False, False, False, True, False, False, False]
        assert sorted(d.sequence for d in FallbackDocument.objects.all()) == [1, 3]

    @pytest.mark.rule("I4")
    def test_sent_again_accepts_what_has_become_right(self, world: World) -> None:
        entries = [report(hand_made(1)), report(hand_made(601))]
        first, second = (
            [outcome.document is not None for outcome in register_many(entries, actor=world.actor("shipper"), now=NOW)]
            for _ in range(2)
        )
        registered(world, hand_made(300))
        third = register_many(entries, actor=world.actor("shipper"), now=NOW)
        assert (first, second) == ([True, False], [True, False])
        assert [(outcome.document is not None, outcome.known) for outcome in third] == [(True, True), (True, False)]

    def test_that_is_empty_does_nothing(self, world: World) -> None:
        assert register_many([], actor=world.actor("shipper"), now=NOW) == []


class TestAMalformedNumberOnPaper:
    @pytest.mark.rule("E2")
    @pytest.mark.parametrize("number", ["26FR007328E00010008-1", "", "N° 8 (2026)", hand_made(0), f"²{EIGHT[1:]}"])
    def test_is_sent_to_the_officer_verbatim(self, world: World, number: str) -> None:
        anomaly = report_malformed(report(number), actor=world.actor("shipper"), now=NOW)
        assert (anomaly.kind, anomaly.document, anomaly.entry["reference"]) == (AnomalyKind.MALFORMED, None, number)
        assert anomaly == report_malformed(report(number), actor=world.actor("shipper"), now=NOW)
        assert not FallbackDocument.objects.exists()

    @pytest.mark.rule("E2", "G2")
    def test_must_come_with_a_movement_that_is_right(self, world: World) -> None:
        with refused(ErrorCode.TRANSPORT_EMPTY):
            report_malformed(report("26FR", identity=" "), actor=world.actor("shipper"), now=NOW)
        with refused(ErrorCode.EXCISE_NUMBER_NOT_ENTITLED):
            report_malformed(report("26FR"), actor=world.actor("reader"), now=NOW)
        with refused(ErrorCode.NOT_ALLOWED):
            report_malformed(report("26FR"), actor=SYSTEM, now=NOW)

    @pytest.mark.rule("E2")
    @pytest.mark.parametrize("number", ["1" * 61, "26FR\x00"])
    def test_must_be_something_that_stands_on_a_paper(self, world: World, number: str) -> None:
        with refused(ErrorCode.REFERENCE_LENGTH if number.isdigit() else ErrorCode.REFERENCE_CHARACTER):
            report_malformed(report(number), actor=world.actor("shipper"), now=NOW)

    @pytest.mark.rule("E2", "N2")
    def test_is_replaced_by_a_number_that_is_linked_to_it(self, world: World) -> None:
        anomaly = report_malformed(report("26FR 8", identity="AB\u202f1"), actor=world.actor("shipper"), now=NOW)
        document = replace(anomaly.pk, actor=world.actor("officer"), now=NOW)
        document = FallbackDocument.objects.get(pk=document.pk)
        assert (document.reference, document.replaces) == ("26FR007328E0001000011", "26FR 8")
        assert (document.replaces_anomaly, document.recording_mode) == (anomaly, "normal")
        assert (document.transport_identity, document.dispatch_on) == ("AB 1", date(2026, 11, 19))
        assert (document.ground_kind, document.status_actor_kind) == ("officer", "customs")
        assert document.history.get().data["replaces"] == "26FR 8"
        assert chain_holds(document)

    @pytest.mark.rule("E2", "G6")
    def test_has_one_replacement_however_often_the_officer_clicks(self, world: World) -> None:
        anomaly = report_malformed(report("26FR 8"), actor=world.actor("shipper"), now=NOW)
        first, second = (replace(anomaly.pk, actor=world.actor("officer"), now=NOW) for _ in range(2))
        assert first == second
        assert counters() == {(SHIPPER, 2026): 1}
        anomaly.refresh_from_db()
        assert (anomaly.resolved_at, anomaly.resolution) == (NOW, f"Numéro de remplacement {first.reference}")


class TestTheService:
    @pytest.mark.rule("E3")
    def test_replaces_a_number_that_conflicts(self, world: World) -> None:
        registered(world, EIGHT)
        conflict = register(world, EIGHT, identity="EF-456-GH").anomaly
        assert conflict is not None
        document = replace(conflict.pk, actor=world.actor("officer"), now=NOW)
        assert (document.replaces, document.transport_identity, document.sequence) == (EIGHT, "EF-456-GH", 9)

    @pytest.mark.rule("E4", "E5")
    def test_replaces_no_number_that_was_registered(self, world: World) -> None:
        anomaly = registered(world, hand_made(9000), confirmed=True).anomalies.get()
        with refused(ErrorCode.ALREADY_RESOLVED):
            replace(anomaly.pk, actor=world.actor("officer"), now=NOW)

    @pytest.mark.rule("E3", "E2")
    def test_settles_with_a_comment_and_once(self, world: World) -> None:
        anomaly = report_malformed(report("26FR 8"), actor=world.actor("shipper"), now=NOW)
        officer = world.actor("officer")
        for comment, code in [("  ", ErrorCode.COMMENT_REQUIRED), ("x" * 501, ErrorCode.COMMENT_TOO_LONG)]:
            with refused(code):
                settle(anomaly.pk, actor=officer, now=NOW, comment=comment)
        assert settle(anomaly.pk, actor=officer, now=NOW, comment=" Doublon ").resolution == "Doublon"
        for verb in (replace, confirm_jump):
            with refused(ErrorCode.ALREADY_RESOLVED):
                verb(anomaly.pk, actor=officer, now=NOW)
        with refused(ErrorCode.ALREADY_RESOLVED):
            settle(anomaly.pk, actor=officer, now=NOW, comment="Encore")

    @pytest.mark.rule("E4", "H1")
    def test_clears_the_flag_of_a_document_in_its_history(self, world: World) -> None:
        issue(world)
        issue(world)
        document = registered(world, hand_made(2))
        settle(document.anomalies.get().pk, actor=world.actor("officer"), now=NOW, comment="Vu")
        line = last_line(document)
        assert (line.action, line.comment, line.data["kind"]) == ("clear_flag", "Vu", "duplicate_sequence")
        assert chain_holds(document)

    @pytest.mark.rule("R2", "E2")
    @pytest.mark.parametrize("verb", ["replace", "confirm_jump", "settle"])
    def test_is_the_office_of_the_excise_number_and_no_other(self, world: World, verb: str) -> None:
        anomaly = registered(world, hand_made(9000), confirmed=True).anomalies.get()
        verbs: dict[str, Any] = {"replace": replace, "confirm_jump": confirm_jump, "settle": settle}
        comment = {"comment": "Vu"} if verb == "settle" else {}
        with pytest.raises(Anomaly.DoesNotExist):
            verbs[verb](anomaly.pk, actor=world.actor("other_officer"), now=NOW, **comment)
        for who in ("shipper", "provider", "national", "administrator"):
            with refused(ErrorCode.NOT_ALLOWED):
                verbs[verb](anomaly.pk, actor=world.actor(who), now=NOW, **comment)

    @pytest.mark.rule("E3", "H2")
    def test_settles_a_flag_on_a_document_that_has_gone_on(self, world: World) -> None:
        issue(world)
        issue(world)
        document = bring(world, registered(world, hand_made(2)), Status.CANCELLED)
        settle(document.anomalies.get().pk, actor=world.actor("officer"), now=NOW, comment="Vu")
        assert told(document)[-1] == ("clear_flag", "cancelled", "cancelled")
