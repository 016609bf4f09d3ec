"""What a holder of the paper is told, by what he holds, by who he is, by how the document stands (rules V1, V2, V4)."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from gps.documents import operations, signing_keys
from gps.documents.checks import TRIES, TRIES_SIGNED_IN, Asker
from gps.documents.models import Check, CheckMethod, FallbackDocument
from gps.documents.signature import Signer
from gps.documents.verification import Answer, Finding, Proof, Typed, Why, check
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Status
from gps.paperwork.proof import payload_for
from tests.documents.register import ARC, bring, issue, registered
from tests.papers import CLAIMS, another, key
from tests.web.scene import PEOPLE
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

MANUAL = "26FR007328E0001000081"
UNKNOWN = "26FR007328E0001000091"
CUSTOMS = {"officer", "other_officer", "national", "administrator"}
STATUSES = {
    Status.ACTIVE: Answer.VALID,
    Status.CANCELLED: Answer.CANCELLED,
    Status.INACTIVE: Answer.INACTIVE,
    Status.REINTEGRATED: Answer.REGULARISED,
}


def asker(world: World, who: str = "anonymous", place: str = "") -> Asker:
    return Asker("192.0.2.1", None if who == "anonymous" else world.actor(who), place)


def by_number(
    world: World, number: str = MANUAL, identity: str = "AB-123-CD", who: str = "anonymous", **moment: Any
) -> Finding:
    return check(Typed(number, identity), asker(world, who), moment.get("now", NOW))


def by_proof(world: World, payload: str, who: str = "anonymous") -> Finding:
    return check(Proof(payload), asker(world, who), NOW)


@contextmanager
def database_away(error: type[Exception] = OperationalError) -> Generator[None]:
    def refuse(*_: object) -> None:
        raise error("the database is not there")

    with connection.execute_wrapper(refuse):
        yield


class TestWithNumberAndRegistration:
    @pytest.mark.rule("V1", "V4")
    @pytest.mark.parametrize("status", Status)
    @pytest.mark.parametrize("who", PEOPLE)
    def test_how_it_stands_is_told(self, world: World, who: str, status: Status) -> None:
        document = bring(world, registered(world, MANUAL), status)
        told = by_number(world, who=who)
        assert told.answer is STATUSES[status]
        assert told.register is not None
        assert told.register.number == MANUAL
        assert told.arc == (ARC if status is Status.REINTEGRATED else "")
        assert (told.paper, told.why) == (None, None)
        assert told.document == (document if who in CUSTOMS else None)

    @pytest.mark.rule("V1")
    def test_what_to_compare_is_told(self, world: World) -> None:
        document = registered(world, MANUAL)
        told = by_number(world).register
        assert told is not None
        assert told.movement is not None
        assert (told.document_type, told.excise_number) == (document.document_type, "FR007328E0001")
        assert told.movement.transport_identity == "AB-123-CD"
        assert told.movement.dispatch_at.isoformat() == "2026-11-19T08:15:00+01:00"
        assert (told.ground_kind, told.ground_reference) == (document.ground_kind, document.ground_reference)

    @pytest.mark.rule("V1", "N9")
    @pytest.mark.parametrize("identity", ["AB-123-CD", "ab 123 cd", " AB123CD "])
    @pytest.mark.parametrize("number", [MANUAL, MANUAL.lower(), "26 FR007328E0001 00008 1", "26.FR007328E0001-00008.1"])
    def test_how_they_are_written_does_not_matter(self, world: World, number: str, identity: str) -> None:
        registered(world, MANUAL)
        assert by_number(world, number, identity).answer is Answer.VALID

    @pytest.mark.rule("V1")
    def test_a_registration_without_letters_or_digits_is_compared_as_it_stands(self, world: World) -> None:
        registered(world, MANUAL, identity="¤¤")
        answers = [by_number(world, identity=typed).answer for typed in ("¤¤", " ¤¤ ", "¤", "", "--")]
        assert answers == [Answer.VALID] * 2 + [Answer.UNCONFIRMED] * 3

    @pytest.mark.rule("V1")
    @pytest.mark.parametrize(
        "number", ["", "26FR007328E000100008", "26FR007328E00010000812", "26FR007328E00010000é1", "x" * 500]
    )
    def test_what_is_no_number_at_all_is_refused(self, world: World, number: str) -> None:
        with pytest.raises(DomainError) as caught:
            by_number(world, number)
        assert {fault.field for fault in caught.value.faults} == {"reference"}
        assert Check.objects.count() == 0

    @pytest.mark.rule("V2")
    @pytest.mark.parametrize("number", ["99FR007328E0001000081", "26FR007328E0001000000", "XX00000000000000000XX"])
    def test_what_is_oddly_formed_is_never_called_false(self, world: World, number: str) -> None:
        assert by_number(world, number).answer is Answer.UNCONFIRMED


class TestTheOneAnswer:
    @pytest.mark.rule("V2", "V4")
    @pytest.mark.parametrize("who", PEOPLE)
    def test_is_the_same_for_unknown_and_for_another_transport(self, world: World, who: str) -> None:
        document = registered(world, MANUAL)
        bare = issue(world, "officer", identity="", on=None, at=None)
        unknown, mismatch = by_number(world, UNKNOWN, who=who), by_number(world, identity="ZZ-999-ZZ", who=who)
        incomplete = by_number(world, bare.reference, "", who)
        if who in CUSTOMS:
            assert [told.why for told in (unknown, mismatch, incomplete)] == [Why.UNKNOWN, Why.MISMATCH, Why.MISMATCH]
            assert [told.document for told in (unknown, mismatch, incomplete)] == [None, document, bare]
            return
        assert unknown == mismatch == incomplete == Finding(Answer.UNCONFIRMED)

    @pytest.mark.rule("V4")
    @pytest.mark.parametrize("who", ["anonymous", "shipper", "stranger", "officer"])
    def test_comes_by_the_same_queries(self, world: World, who: str) -> None:
        registered(world, MANUAL)
        bring(world, issue(world), Status.CANCELLED)
        bare = issue(world, "officer", identity="", on=None, at=None)
        found = []
        for number, identity in [(UNKNOWN, "A"), (MANUAL, "ZZ-999-ZZ"), (MANUAL, ""), (bare.reference, "A")]:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                by_number(world, number, identity, who)
            found.append([query["sql"].split(" VALUES ")[0].split(" WHERE ")[0] for query in queries])
        assert found == [found[0]] * 4
        assert len(found[0]) == (4 if who == "officer" else 3)

    @pytest.mark.rule("V4")
    def test_leaves_the_same_trace_but_for_the_number(self, world: World) -> None:
        registered(world, MANUAL)
        by_number(world, UNKNOWN)
        by_number(world, identity="ZZ-999-ZZ")
        one, two = Check.objects.order_by("pk").values(
            "at", "method", "document", "answer", "place", "client", "actor_id"
        )
        assert one == two
        assert one["document"] is None


class TestWithTheQrCode:
    @pytest.mark.rule("V1", "D4")
    @pytest.mark.parametrize("status", Status)
    @pytest.mark.parametrize("who", PEOPLE)
    def test_how_it_stands_is_told(self, world: World, who: str, status: Status) -> None:
        issued = issue(world)
        payload = payload_for(issued, NOW)
        document = bring(world, issued, status)
        told = by_proof(world, payload, who)
        assert told.answer is STATUSES[status]
        assert told.paper == told.register
        assert not told.was_corrected
        assert told.arc == (ARC if status is Status.REINTEGRATED else "")
        assert told.document == (document if who in CUSTOMS else None)

    @pytest.mark.rule("V1", "A4")
    def test_both_values_are_told_when_it_was_corrected_since(self, world: World) -> None:
        issued = issue(world)
        payload = payload_for(issued, NOW)
        on, at = issued.dispatch_local.date(), issued.dispatch_local.time()  # type: ignore[union-attr]
        operations.correct(
            issued.reference, actor=world.actor("officer"), now=NOW, transport_identity="EF-456-GH", dispatch_date=on,
            dispatch_time=at, comment="Autre camion",
        )  # fmt: skip
        told = by_proof(world, payload)
        assert told.answer is Answer.VALID
        assert told.was_corrected
        assert told.paper is not None
        assert told.paper.movement is not None
        assert told.register is not None
        assert told.register.movement is not None
        assert told.paper.movement.transport_identity == "AB-123-CD"
        assert told.register.movement.transport_identity == "EF-456-GH"
        again = by_proof(world, payload_for(FallbackDocument.objects.get(), NOW))
        assert not again.was_corrected

    @pytest.mark.rule("V1", "G8")
    def test_a_number_to_complete_is_vouched_for_as_it_was_given(self, world: World) -> None:
        bare = issue(world, "officer", identity="", on=None, at=None)
        payload = payload_for(bare, NOW)
        told = by_proof(world, payload)
        assert (told.answer, told.paper and told.paper.movement) == (Answer.VALID, None)

    @pytest.mark.rule("V1", "V3")
    def test_a_forged_one_is_said_to_be(self, world: World) -> None:
        issued = issue(world)
        payload = payload_for(issued, NOW)
        signer = signing_keys.signer(NOW)
        stranger = key(9)
        changed = payload[:-10] + another(payload[-10]) + payload[-9:]
        for text in (changed, Signer(signer.key_id, stranger.private).sign(CLAIMS), stranger.sign(CLAIMS)):
            assert by_proof(world, text) == Finding(Answer.FORGED)
        assert by_proof(world, stranger.sign(CLAIMS), "officer").why is Why.OTHER_KEY
        assert by_proof(world, changed, "officer").document is None

    @pytest.mark.rule("V1", "V2")
    def test_what_is_no_proof_is_not_called_forged(self, world: World) -> None:
        for text in ("", "ABC", "x" * 5000, "é\x00", "A" * 200):
            assert by_proof(world, text) == Finding(Answer.UNREADABLE)

    @pytest.mark.rule("V3", "V2")
    def test_a_retired_key_still_vouches_and_a_withdrawn_one_neither_way(self, world: World) -> None:
        payload = payload_for(issue(world), NOW)
        name = signing_keys.signer(NOW).key_id
        signing_keys.retire(name, NOW)
        assert by_proof(world, payload).answer is Answer.VALID
        signing_keys.retire(name, NOW, withdrawn=True)
        assert by_proof(world, payload) == Finding(Answer.WITHDRAWN)

    @pytest.mark.rule("V2")
    def test_a_signed_number_that_the_register_lost_is_not_called_false(self, world: World) -> None:
        payload = signing_keys.signer(NOW).sign(CLAIMS)
        assert by_proof(world, payload) == Finding(Answer.SIGNED, CLAIMS)
        assert by_proof(world, payload, "national").why is Why.LOST


class TestWhenTheDatabaseIsAway:
    @pytest.mark.rule("V2", "V3")
    @pytest.mark.parametrize("error", [OperationalError, InterfaceError])
    def test_a_signature_is_verified_and_nothing_else_is_judged(self, world: World, error: type[Exception]) -> None:
        payload = payload_for(issue(world), NOW)
        by_proof(world, payload)  # this process has read the keys
        name = signing_keys.signer(NOW).key_id
        forged = Signer(name, key(9).private).sign(CLAIMS)
        with database_away(error):
            signed = by_proof(world, payload)
            told = [by_proof(world, text).answer for text in (forged, key(9).sign(CLAIMS), "ABC")]
            typed = [by_number(world, number) for number in (MANUAL, UNKNOWN)]
        assert signed.answer is Answer.SIGNED
        assert signed.paper is not None
        assert signed.register is None
        assert told == [Answer.FORGED, Answer.UNAVAILABLE, Answer.UNREADABLE]
        assert typed == [Finding(Answer.UNAVAILABLE)] * 2

    @pytest.mark.rule("V2")
    def test_a_withdrawn_key_is_remembered(self, world: World) -> None:
        payload = payload_for(issue(world), NOW)
        signing_keys.retire(signing_keys.signer(NOW).key_id, NOW, withdrawn=True)
        by_proof(world, payload)
        with database_away():
            assert by_proof(world, payload).answer is Answer.WITHDRAWN

    @pytest.mark.rule("V2")
    def test_a_process_that_knows_no_key_says_that_it_cannot_tell(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        payload = payload_for(issue(world), NOW)
        monkeypatch.setattr(signing_keys, "_last_known", {})
        with database_away():
            assert by_proof(world, payload) == Finding(Answer.UNAVAILABLE)


class TestTries:
    @pytest.mark.rule("V4")
    def test_of_numbers_are_limited_by_place(self, world: World) -> None:
        for _ in range(TRIES[CheckMethod.NUMBER]):
            by_number(world, UNKNOWN)
        with pytest.raises(DomainError) as caught:
            by_number(world, UNKNOWN)
        assert caught.value.codes == (ErrorCode.TOO_MANY_TRIES,)
        assert Check.objects.count() == TRIES[CheckMethod.NUMBER]
        assert check(Typed(UNKNOWN, "A"), Asker("192.0.2.2"), NOW).answer is Answer.UNCONFIRMED
        assert by_number(world, UNKNOWN, now=NOW + timedelta(minutes=10)).answer is Answer.UNCONFIRMED

    @pytest.mark.rule("V4")
    def test_of_qr_codes_are_counted_apart(self, world: World) -> None:
        for _ in range(TRIES[CheckMethod.NUMBER] + 1):
            assert by_proof(world, "ABC").answer is Answer.UNREADABLE
        assert by_number(world, UNKNOWN).answer is Answer.UNCONFIRMED

    @pytest.mark.rule("V4")
    def test_of_who_is_signed_in_are_counted_by_account(self, world: World) -> None:
        assert TRIES_SIGNED_IN > TRIES[CheckMethod.PROOF] > TRIES[CheckMethod.NUMBER]
        for who in ("officer", "national"):
            for _ in range(TRIES[CheckMethod.NUMBER] + 1):
                assert by_number(world, UNKNOWN, who=who).answer is Answer.UNCONFIRMED
