"""« Générer » (rules G1–G8, N1–N8, N10): what is issued, what is refused, and that a refusal burns no number."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from gps.accounts.models import Enrolment, ExciseNumber, Mandate
from gps.accounts.roles import Right
from gps.documents.models import FallbackDocument, SequenceCounter, Submission
from gps.documents.operations import cancel, complete, confirm_jump, generate_many
from gps.domain.errors import ErrorCode
from gps.domain.lifecycle import ActorKind, CancellationReason, Status
from gps.domain.reference import DocumentType
from tests.documents.register import chain_holds, counters, issue, refused, register, registered
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, STRANGE, WAREHOUSE, World, request

pytestmark = pytest.mark.django_db

DAA, DSA = DocumentType.DAA, DocumentType.DSA
BARE: dict[str, Any] = {"identity": "", "on": None, "at": None}


def stand_at(excise_number: ExciseNumber, last: int, year: int = 2026) -> None:
    SequenceCounter.objects.create(excise_number=excise_number, year=year, last_sequence=last)


class TestANumberThatGpsIssues:
    @pytest.mark.rule("N1", "N2")
    @pytest.mark.parametrize("who", ["shipper", "officer"])
    def test_ends_in_the_check_digit_for_a_daa(self, world: World, who: str) -> None:
        issued = [issue(world, who).reference for _ in range(2)]
        assert issued == ["26FR007328E0001000011", "26FR007328E0001000027"]

    @pytest.mark.rule("N3")
    def test_ends_in_2_for_a_dsa(self, world: World) -> None:
        assert issue(world, document_type=DSA).reference == "26FR007328E0001000012"

    @pytest.mark.rule("N3")
    def test_ends_in_the_check_digit_for_a_dsa_when_the_setting_says_so(self, world: World, settings: Settings) -> None:
        settings.DSA_CHECK_DIGIT = True
        assert issue(world, document_type=DSA).reference == "26FR007328E0001000011"

    @pytest.mark.rule("N5")
    def test_follows_the_last_one_of_its_excise_number_whatever_the_type(self, world: World) -> None:
        numbers = [issue(world, document_type=kind) for kind in (DAA, DSA, DAA)]
        numbers.append(issue(world, excise_number=WAREHOUSE, document_type=DSA))
        assert [(n.excise_number.number, n.sequence) for n in numbers] == [
            (SHIPPER, 1), (SHIPPER, 2), (SHIPPER, 3), (WAREHOUSE, 1),
        ]  # fmt: skip

    @pytest.mark.rule("N6", "N5")
    def test_is_not_given_again_when_its_document_is_cancelled(self, world: World) -> None:
        reason = CancellationReason.DOCUMENT_ERROR
        cancel(issue(world).reference, actor=world.actor("shipper"), now=NOW, reason=reason)
        assert issue(world).sequence == 2

    @pytest.mark.rule("N7", "N5")
    def test_bears_the_year_of_the_establishment_at_the_turn_of_the_year(self, world: World) -> None:
        at = datetime(2026, 12, 31, 21, 0, tzinfo=UTC)  # 22:00 in Paris, 01:00 the day after in La Réunion
        issue(world, "distiller", excise_number=DISTILLER, on=date(2026, 11, 21))
        there = issue(world, "distiller", at, excise_number=DISTILLER, on=date(2027, 1, 1))
        here = issue(world, now=at, on=date(2027, 1, 1))
        assert (there.reference[:2], there.year, there.sequence) == ("27", 2027, 1)
        assert (here.reference[:2], here.year, here.sequence) == ("26", 2026, 1)
        assert (there.recorded_on, here.recorded_on) == (date(2027, 1, 1), date(2026, 12, 31))

    @pytest.mark.rule("N7")
    def test_changes_year_at_midnight_in_paris(self, world: World) -> None:
        midnight = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
        before = issue(world, now=midnight - timedelta(microseconds=1), on=date(2027, 1, 1))
        after = issue(world, now=midnight, on=date(2027, 1, 1))
        assert [(d.year, d.sequence) for d in (before, after)] == [(2026, 1), (2027, 1)]

    @pytest.mark.rule("G5", "G8", "H1")
    def test_is_kept_with_all_that_was_entered(self, world: World) -> None:
        document = FallbackDocument.objects.get(pk=issue(world).pk)
        assert (document.document_type, document.recording_mode, document.status) == ("DAA", "normal", Status.ACTIVE)
        assert (document.transport_identity, document.transport_key) == ("AB-123-CD", "AB123CD")
        assert document.dispatch_at == datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
        assert (document.dispatch_on, document.recorded_at) == (date(2026, 11, 20), NOW)
        assert document.status_actor_kind == ActorKind.OPERATOR

    @pytest.mark.rule("H2", "H1")
    def test_begins_its_history(self, world: World) -> None:
        document = issue(world)
        [line] = document.history.all()
        assert (line.action, line.from_status, line.to_status, line.at) == ("issue", "", "active", NOW)
        assert (line.actor_kind, line.actor_label) == ("operator", "Shipper Exemple")
        assert line.data["transport_identity"] == "AB-123-CD"
        assert chain_holds(document)


class TestTheEndOfAYearsNumbers:
    @pytest.mark.rule("N8")
    def test_refuses_what_follows_99999(self, world: World) -> None:
        stand_at(world.shipper, 99_998)
        assert issue(world).reference == "26FR007328E0001999992"
        with refused(ErrorCode.SEQUENCE_EXHAUSTED) as error:
            issue(world)
        assert error.value.faults[0].data == {"year": 2026, "excise_number": SHIPPER}

    @pytest.mark.rule("N8", "E5")
    def test_is_reached_by_a_hand_made_number_that_the_service_confirmed(self, world: World) -> None:
        document = registered(world, "26FR007328E0001999991", confirmed=True)
        confirm_jump(document.anomalies.get().pk, actor=world.actor("officer"), now=NOW)
        with refused(ErrorCode.SEQUENCE_EXHAUSTED):
            issue(world)

    @pytest.mark.rule("N8", "G8")
    def test_refuses_the_whole_batch_that_would_pass_it(self, world: World) -> None:
        stand_at(world.shipper, 99_997)
        with refused(ErrorCode.SEQUENCE_EXHAUSTED):
            generate_many([request(excise_number=WAREHOUSE, document_type=DSA), *[request()] * 3],
                          actor=world.actor("officer"), now=NOW)  # fmt: skip
        taken = generate_many([request()] * 2, actor=world.actor("officer"), now=NOW)
        assert [document.sequence for document in taken] == [99_998, 99_999]

    @pytest.mark.rule("N8", "E5")
    def test_is_not_passed_when_its_last_number_is_on_a_paper_already(self, world: World) -> None:
        stand_at(world.shipper, 99_000)
        registered(world, "26FR007328E0001999991", confirmed=True)  # its jump awaits the service
        SequenceCounter.objects.filter(excise_number=world.shipper).update(last_sequence=99_998)
        with refused(ErrorCode.SEQUENCE_EXHAUSTED):
            issue(world)

    @pytest.mark.rule("N8", "N5")
    def test_ends_with_the_year(self, world: World) -> None:
        stand_at(world.shipper, 99_999)
        later = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)
        assert issue(world, now=later, on=date(2027, 1, 1), at=time(12, 0)).reference == "27FR007328E0001000013"


class TestAnExciseNumber:
    @pytest.mark.rule("N10")
    def test_of_a_duty_paid_warehouse_asks_for_a_confirmation_of_a_daa(self, world: World) -> None:
        with refused(ErrorCode.CONFIRM_DUTY_PAID_WAREHOUSE):
            issue(world, excise_number=WAREHOUSE)
        wanted = [request(excise_number=WAREHOUSE)]
        confirmed = {ErrorCode.CONFIRM_DUTY_PAID_WAREHOUSE}
        [document] = generate_many(wanted, actor=world.actor("shipper"), now=NOW, confirmed=confirmed)
        assert document.sequence == 1

    @pytest.mark.rule("N10")
    def test_of_a_duty_paid_warehouse_has_its_dsa_without_a_question(self, world: World) -> None:
        assert issue(world, excise_number=WAREHOUSE, document_type=DSA).sequence == 1

    @pytest.mark.rule("N10")
    @pytest.mark.parametrize("odd", ["FR12345678901", "FR0B0NJ0UR000", "BE007328E0001"])
    def test_that_is_enrolled_is_never_refused_for_its_form(self, world: World, odd: str) -> None:
        ExciseNumber.objects.filter(pk=world.shipper.pk).update(number=odd)
        assert issue(world, excise_number=odd).reference.startswith(f"26{odd}00001")


class TestARequest:
    @pytest.mark.rule("G1")
    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"identity": " "}, ErrorCode.TRANSPORT_EMPTY),
            ({"identity": "X" * 36}, ErrorCode.TRANSPORT_TOO_LONG),
            ({"identity": "ΑΒ-123"}, ErrorCode.TRANSPORT_CHARACTER),
            ({"on": None}, ErrorCode.DISPATCH_INCOMPLETE),
            ({"at": None}, ErrorCode.DISPATCH_INCOMPLETE),
        ],
    )
    def test_wants_every_field(self, world: World, fields: dict[str, Any], code: ErrorCode) -> None:
        for who in ("shipper", "officer"):
            with refused(code):
                issue(world, who, **fields)

    @pytest.mark.rule("G1")
    def test_is_told_all_its_faults_at_once(self, world: World) -> None:
        with refused(
            ErrorCode.CONFIRM_DUTY_PAID_WAREHOUSE, ErrorCode.TRANSPORT_EMPTY, ErrorCode.DISPATCH_DATE_PAST
        ) as error:
            issue(world, excise_number=WAREHOUSE, identity="", on=date(2026, 11, 19))
        assert [fault.field for fault in error.value.faults] == ["document_type", "transport_identity", "dispatch_date"]

    @pytest.mark.rule("G1")
    @pytest.mark.parametrize("identity", ["1", "X" * 35, "péniche « L’Été »"])
    def test_takes_any_registration_of_1_to_35_characters(self, world: World, identity: str) -> None:
        assert issue(world, identity=identity).transport_identity == identity

    @pytest.mark.rule("G4")
    @pytest.mark.parametrize(
        ("on", "at", "code"),
        [
            (date(2026, 11, 19), time(23, 59), ErrorCode.DISPATCH_DATE_PAST),
            (date(2026, 11, 20), time(18, 44), ErrorCode.DISPATCH_TIME_PAST),
            (date(2028, 1, 1), time(8, 0), ErrorCode.DISPATCH_DATE_TOO_FAR),
        ],
    )
    def test_is_refused_for_a_dispatch_that_is_past(self, world: World, on: date, at: time, code: ErrorCode) -> None:
        with refused(code):
            issue(world, on=on, at=at)

    @pytest.mark.rule("G4")
    def test_may_leave_in_this_very_minute(self, world: World) -> None:
        assert issue(world, at=time(18, 45)).dispatch_at == NOW.replace(second=0)

    @pytest.mark.rule("G4")
    def test_is_held_against_the_minute_at_which_the_form_was_opened(self, world: World) -> None:
        ten_minutes_ago, quarter = NOW - timedelta(minutes=10), NOW - timedelta(minutes=20)
        actor = world.actor("shipper")
        generate_many([request(at=time(18, 35))], actor=actor, now=NOW, opened_at=ten_minutes_ago)
        with refused(ErrorCode.DISPATCH_TIME_PAST):
            generate_many([request(at=time(18, 25))], actor=actor, now=NOW, opened_at=quarter)

    @pytest.mark.rule("G4")
    def test_is_read_in_the_time_zone_of_the_establishment(self, world: World) -> None:
        noon = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)  # 16:00 in La Réunion
        document = issue(world, "distiller", noon, excise_number=DISTILLER, at=time(16, 0))
        assert document.dispatch_at == noon
        with refused(ErrorCode.DISPATCH_TIME_PAST):
            issue(world, "distiller", noon, excise_number=DISTILLER, at=time(15, 59))


class TestARightOnAnExciseNumber:
    @pytest.mark.rule("G2")
    @pytest.mark.parametrize(
        ("who", "excise_number"),
        [
            ("shipper", DISTILLER),
            ("shipper", "FR009999E9999"),
            ("shipper", SHIPPER.lower()),
            ("reader", SHIPPER),
            ("stranger", SHIPPER),
            ("provider", SHIPPER),
            ("officer", DISTILLER),
            ("other_officer", SHIPPER),
        ],
    )
    def test_is_wanted_to_issue(self, world: World, who: str, excise_number: str) -> None:
        with refused(ErrorCode.EXCISE_NUMBER_NOT_ENTITLED):
            issue(world, who, excise_number=excise_number)

    @pytest.mark.rule("G2", "P4")
    @pytest.mark.parametrize("who", ["national", "administrator"])
    def test_is_not_given_to_national_staff(self, world: World, who: str) -> None:
        with refused(ErrorCode.NOT_ALLOWED):
            issue(world, who)

    @pytest.mark.rule("G2")
    def test_holds_for_each_number_of_a_batch(self, world: World) -> None:
        with refused(ErrorCode.EXCISE_NUMBER_NOT_ENTITLED) as error:
            generate_many([request(), request(STRANGE)], actor=world.actor("officer"), now=NOW)
        assert error.value.faults[0].data == {"excise_number": STRANGE}

    @pytest.mark.rule("G2")
    def test_ends_with_the_mandate(self, world: World) -> None:
        assert issue(world, "provider", excise_number=CLIENT).status_actor_kind == ActorKind.EDI_PROVIDER
        Mandate.objects.update(ends_on=date(2026, 11, 19))
        with refused(ErrorCode.EXCISE_NUMBER_NOT_ENTITLED):
            issue(world, "provider", excise_number=CLIENT)

    @pytest.mark.rule("G2")
    def test_ends_with_the_enrolment(self, world: World) -> None:
        Enrolment.objects.filter(user=world.users["shipper"]).update(right=Right.CONSULT)
        with refused(ErrorCode.EXCISE_NUMBER_NOT_ENTITLED):
            issue(world)


class TestAOneTimeKey:
    @pytest.mark.rule("G6")
    def test_gives_the_same_number_again(self, world: World) -> None:
        assert issue(world, key="k1") == issue(world, key="k1")
        assert counters() == {(SHIPPER, 2026): 1}
        assert issue(world, key="k2").sequence == 2

    @pytest.mark.rule("G6")
    def test_gives_the_same_number_even_when_the_time_has_passed(self, world: World) -> None:
        document = issue(world, key="k1")
        assert issue(world, key="k1", now=NOW + timedelta(days=400)) == document

    @pytest.mark.rule("G6", "N8")
    def test_gives_the_same_number_even_when_the_year_is_exhausted(self, world: World) -> None:
        stand_at(world.shipper, 99_998)
        document = issue(world, key="k1")
        assert issue(world, key="k1") == document

    @pytest.mark.rule("G6", "G8")
    def test_gives_a_whole_batch_again_in_its_order(self, world: World) -> None:
        wanted = [request(), request(WAREHOUSE, DSA), request(document_type=DSA)]
        first, again = (generate_many(wanted, actor=world.actor("officer"), now=NOW, key="k1") for _ in range(2))
        assert [d.reference for d in again] == [d.reference for d in first]
        assert len({d.reference for d in first}) == 3

    @pytest.mark.rule("G6")
    @pytest.mark.parametrize(
        "other", [{"identity": "EF-456-GH"}, {"document_type": DSA}, {"at": time(20, 0)}, {"excise_number": WAREHOUSE}]
    )
    def test_is_a_conflict_with_other_data(self, world: World, other: dict[str, Any]) -> None:
        document = issue(world, key="k1")
        with refused(ErrorCode.SUBMISSION_CONFLICT) as error:
            issue(world, key="k1", **other)
        assert error.value.faults[0].data == {"references": [document.reference]}

    @pytest.mark.rule("G6")
    def test_belongs_to_its_account(self, world: World) -> None:
        assert issue(world, key="k1") != issue(world, "officer", key="k1")

    @pytest.mark.rule("G6")
    def test_is_not_used_up_by_a_request_that_is_refused(self, world: World) -> None:
        with refused(ErrorCode.DISPATCH_TIME_PAST):
            issue(world, key="k1", at=time(18, 0))
        assert issue(world, key="k1").sequence == 1

    @pytest.mark.rule("G6")
    def test_is_not_needed(self, world: World) -> None:
        assert issue(world) != issue(world)
        assert not Submission.objects.exists()


class TestAnOfficer:
    @pytest.mark.rule("G8")
    def test_issues_500_numbers_and_no_more(self, world: World) -> None:
        officer = world.actor("officer")
        with refused(ErrorCode.BATCH_SIZE) as error:
            generate_many([request()] * 501, actor=officer, now=NOW)
        assert error.value.faults[0].data == {"count": 501, "most": 500}
        documents = generate_many([request(**BARE)] * 500, actor=officer, now=NOW)
        assert [document.sequence for document in documents] == list(range(1, 501))
        assert chain_holds(documents[-1])

    @pytest.mark.rule("G8")
    def test_cannot_ask_for_none(self, world: World) -> None:
        with refused(ErrorCode.BATCH_SIZE):
            generate_many([], actor=world.actor("officer"), now=NOW)

    @pytest.mark.rule("G8")
    def test_has_all_or_none(self, world: World) -> None:
        with refused(ErrorCode.DISPATCH_DATE_PAST):
            generate_many([request(), request(on=date(2026, 1, 1))], actor=world.actor("officer"), now=NOW, key="k1")

    @pytest.mark.rule("G8", "F7")
    def test_is_himself_the_authorisation(self, world: World) -> None:
        document = issue(world, "officer")
        line = document.history.get()
        assert (document.ground_kind, line.data["ground_kind"]) == ("officer", "officer")
        assert (document.status_actor_kind, line.actor_kind) == (ActorKind.CUSTOMS, ActorKind.CUSTOMS)
        assert line.actor_label == "Officer Exemple (Bordeaux – bureau de Bassens)"
        assert issue(world).ground_kind != "officer"

    @pytest.mark.rule("G8")
    def test_gives_numbers_to_complete(self, world: World) -> None:
        document = issue(world, "officer", **BARE)
        assert document.is_incomplete
        assert (document.dispatch_at, document.transport_identity, document.due_at) == (None, None, None)
        done = complete(document.reference, actor=world.actor("shipper"), now=NOW, transport_identity="AB 1",
                        dispatch_date=date(2026, 11, 20), dispatch_time=time(8, 0))  # fmt: skip
        assert not done.is_incomplete

    @pytest.mark.rule("G8")
    @pytest.mark.parametrize(("who", "excise_number"), [("shipper", SHIPPER), ("provider", CLIENT)])
    def test_alone_issues_several_or_bare_ones(self, world: World, who: str, excise_number: str) -> None:
        actor = world.actor(who)
        with refused(ErrorCode.NOT_ALLOWED):
            generate_many([request(excise_number)] * 2, actor=actor, now=NOW)
        with refused(ErrorCode.DISPATCH_INCOMPLETE):
            generate_many([request(excise_number, **BARE)], actor=actor, now=NOW)


class TestAHandMadeNumber:
    @pytest.mark.rule("N5")
    def test_is_followed_by_the_next_issued_one(self, world: World) -> None:
        stand_at(world.shipper, 6)
        assert issue(world).sequence == 7
        assert registered(world, "26FR007328E0001000081").sequence == 8
        assert issue(world).reference == "26FR007328E0001000095"

    @pytest.mark.rule("E5", "N5")
    def test_whose_jump_is_not_confirmed_is_passed_over_when_it_is_reached(self, world: World) -> None:
        stand_at(world.shipper, 0)
        register(world, "26FR007328E0001006001", confirmed=True)
        register(world, "26FR007328E0001006022", document_type=DSA, confirmed=True)
        SequenceCounter.objects.update(last_sequence=598)
        batch = generate_many([request()] * 3, actor=world.actor("officer"), now=NOW)
        assert [document.sequence for document in batch] == [599, 601, 603]

    @pytest.mark.rule("E5", "N6")
    def test_is_passed_over_when_the_issued_one_would_be_the_very_same(self, world: World) -> None:
        """A DSA ends in 2 whether it is issued or hand-made."""
        taken = registered(world, "26FR007328E0001006012", document_type=DSA, confirmed=True)
        SequenceCounter.objects.update(last_sequence=600)
        assert issue(world, document_type=DSA).reference == "26FR007328E0001006022"
        assert FallbackDocument.objects.get(reference=taken.reference).recording_mode == "a_posteriori"

    @pytest.mark.rule("N5")
    def test_of_last_year_leaves_this_year_alone(self, world: World) -> None:
        registered(world, "25FR007328E0001000091", on=date(2025, 12, 30))
        assert issue(world).sequence == 1
        assert counters() == {(SHIPPER, 2025): 9, (SHIPPER, 2026): 1}
