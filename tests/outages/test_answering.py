"""The service answers (rules F4, F5, F9): yes, no, late, anew, by other means; who may, and what leaves no trace."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from gps.accounts.actors import SYSTEM
from gps.accounts.models import Enrolment, OpeningHours
from gps.domain.errors import ErrorCode
from gps.outages import operations
from gps.outages.models import Answer, AuthorisationRequest
from tests.documents.register import issue
from tests.outages.crisis import (
    DAY,
    HOUR,
    INSTANT,
    MINUTE,
    SECOND,
    answer,
    ask,
    census,
    chain_of,
    grant,
    ground_of,
    jobs,
    last_change,
    lines,
    refuse,
    refused,
    ungrounded,
    withdraw,
)
from tests.world import CLIENT, NOW, STRANGE, World

pytestmark = pytest.mark.django_db

E = ErrorCode
LAST_SECOND, THE_3600TH = NOW + timedelta(seconds=3599), NOW + timedelta(seconds=3600)
MONDAY_NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""The end of the office's next working day: its hours are unknown."""


@pytest.fixture(autouse=True)
def nobody_has_a_ground(world: World) -> None:
    ungrounded(world)


def last(request: AuthorisationRequest) -> Answer:
    found = AuthorisationRequest.objects.get(pk=request.pk).last_answer
    assert found is not None
    return found


def kind(world: World, at: datetime) -> str | None:
    found = ground_of(world.shipper, at)
    return found[0] if found else None


@pytest.mark.rule("F4", "F5")
class TestAYes:
    def test_opens_the_right_at_once_until_the_end_of_the_next_working_day(self, world: World) -> None:
        made = grant(world, ask(world), now=NOW + MINUTE)
        assert ground_of(world.shipper, NOW + MINUTE) == ("explicit", made.identifier)
        assert last(made).ends_at == MONDAY_NIGHT
        at = [NOW, NOW + MINUTE - INSTANT, MONDAY_NIGHT - INSTANT, MONDAY_NIGHT, MONDAY_NIGHT + DAY]
        assert [kind(world, moment) for moment in at] == [None, None, "explicit", None, None]

    def test_ends_when_the_office_closes(self, world: World) -> None:
        OpeningHours.objects.create(office=world.bordeaux, weekday=1, opens_at="09:00", closes_at="12:00")
        assert last(grant(world, ask(world))).ends_at == datetime(2026, 11, 24, 11, 0, tzinfo=UTC)

    @pytest.mark.parametrize("ends_at", [NOW + 2 * MINUTE, NOW + MINUTE + 31 * DAY])
    def test_may_have_another_end(self, world: World, ends_at: datetime) -> None:
        made = grant(world, ask(world), now=NOW + MINUTE, ends_at=ends_at)
        assert last(made).ends_at == ends_at
        assert [kind(world, at) for at in (ends_at - INSTANT, ends_at)] == ["explicit", None]

    @pytest.mark.parametrize(
        ("ends_at", "code"),
        [
            (NOW, E.END_BEFORE_START),
            (NOW + MINUTE, E.END_BEFORE_START),
            (NOW + MINUTE + 31 * DAY + SECOND, E.AUTHORISATION_TOO_LONG),
        ],
    )
    def test_has_an_end_that_follows_it_within_31_days(self, world: World, ends_at: datetime, code: ErrorCode) -> None:
        made = ask(world)
        with refused(code) as caught:
            grant(world, made, now=NOW + MINUTE, ends_at=ends_at)
        assert caught.value.faults[0].field == "ends_date"

    def test_after_the_hour_takes_over_from_silence(self, world: World) -> None:
        made = grant(world, ask(world), now=THE_3600TH + MINUTE)
        at = [THE_3600TH, THE_3600TH + MINUTE - INSTANT, THE_3600TH + MINUTE]
        assert [kind(world, moment) for moment in at] == ["tacit", "tacit", "explicit"]
        assert last(made).is_late

    def test_with_an_end_is_not_prolonged_by_silence(self, world: World) -> None:
        grant(world, ask(world), now=NOW + MINUTE, ends_at=NOW + 2 * MINUTE)
        assert kind(world, NOW + 2 * HOUR) is None


@pytest.mark.rule("F5")
class TestANo:
    @pytest.mark.parametrize("at", [NOW, NOW + MINUTE, LAST_SECOND, THE_3600TH - INSTANT])
    def test_within_the_hour_closes_the_right_before_silence_opens_it(self, world: World, at: datetime) -> None:
        made = refuse(world, ask(world), now=at)
        assert [kind(world, moment) for moment in (at, THE_3600TH, MONDAY_NIGHT)] == [None] * 3
        assert not last(made).is_late

    @pytest.mark.parametrize("at", [THE_3600TH, THE_3600TH + INSTANT, THE_3600TH + 5 * HOUR])
    def test_from_the_3600th_second_on_is_late_and_closes_the_right_from_then_on(
        self, world: World, at: datetime
    ) -> None:
        made = refuse(world, ask(world), now=at)
        assert last(made).is_late
        assert [kind(world, moment) for moment in (at, at + DAY)] == [None, None]
        assert kind(world, at - INSTANT) == ("tacit" if at > THE_3600TH else None)

    @pytest.mark.rule("F7")
    def test_that_is_late_never_touches_numbers_already_issued(self, world: World) -> None:
        made = ask(world)
        document = issue(world, now=THE_3600TH, on=NOW.date() + DAY)
        refuse(world, made, now=THE_3600TH + MINUTE)
        document.refresh_from_db()
        assert (document.status, document.ground_kind, document.ground_reference) == ("active", "tacit", "D26-0001")
        assert kind(world, document.recorded_at) == "tacit"
        with refused(E.GROUND_MISSING):
            issue(world, now=THE_3600TH + MINUTE, on=NOW.date() + DAY)

    def test_has_no_end(self, world: World) -> None:
        assert last(refuse(world, ask(world), ends_at=NOW + DAY)).ends_at is None


@pytest.mark.rule("F5")
class TestAReason:
    @pytest.mark.parametrize("granted", [True, False])
    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"reason": ""}, E.REASON_UNKNOWN, "reason"),
            ({"reason": "whim"}, E.REASON_UNKNOWN, "reason"),
            ({"reason": "other"}, E.COMMENT_REQUIRED, "comment"),
            ({"reason": "other", "comment": " "}, E.COMMENT_REQUIRED, "comment"),
            ({"comment": "x" * 501}, E.COMMENT_TOO_LONG, "comment"),
            ({"comment": "a\x00b"}, E.COMMENT_CHARACTER, "comment"),
        ],
    )
    def test_is_of_the_list_and_other_is_explained(
        self, world: World, granted: bool, fields: dict[str, Any], code: ErrorCode, field: str
    ) -> None:
        made = ask(world)
        with refused(code) as caught:
            answer(world, made, granted, **fields)
        assert caught.value.faults[0].field == field

    @pytest.mark.parametrize(
        ("granted", "reason"),
        [(True, "gamma_works"), (True, "other_access"), (False, "failure_admitted")],
    )
    def test_of_a_yes_is_not_that_of_a_no(self, world: World, granted: bool, reason: str) -> None:
        made = ask(world)
        with refused(E.REASON_UNKNOWN):
            answer(world, made, granted, reason=reason)


@pytest.mark.rule("F5")
class TestAnAnswerAnew:
    def test_revokes(self, world: World) -> None:
        made = grant(world, ask(world), now=NOW + MINUTE)
        refuse(world, made, now=NOW + HOUR)
        assert [kind(world, at) for at in (NOW + HOUR - INSTANT, NOW + HOUR)] == ["explicit", None]
        assert lines(made.identifier) == ["ask", "grant", "refuse"]
        assert not last(made).is_late

    def test_gives_another_end(self, world: World) -> None:
        made = grant(world, ask(world), now=NOW + MINUTE)
        grant(world, made, now=NOW + HOUR, ends_at=NOW + 10 * DAY)
        assert kind(world, MONDAY_NIGHT + DAY) == "explicit"
        grant(world, made, now=NOW + 2 * HOUR, ends_at=NOW + 3 * HOUR)
        assert [kind(world, at) for at in (NOW + 3 * HOUR - INSTANT, NOW + 3 * HOUR)] == ["explicit", None]
        assert [a.position for a in Answer.objects.order_by("position")] == [1, 2, 3]

    def test_grants_what_was_refused(self, world: World) -> None:
        made = refuse(world, ask(world), now=NOW + MINUTE)
        grant(world, made, now=NOW + HOUR)
        assert [kind(world, at) for at in (NOW + HOUR - INSTANT, NOW + HOUR)] == [None, "explicit"]

    @pytest.mark.parametrize("seen", [0, 2, -1])
    def test_without_having_seen_the_last_one_is_told_of_it(self, world: World, seen: int) -> None:
        made = grant(world, ask(world), now=NOW + MINUTE)
        with refused(E.ALREADY_ANSWERED) as caught:
            refuse(world, made, now=NOW + 2 * MINUTE, seen=seen)
        by = "Officer Exemple (Bordeaux – bureau de Bassens)"
        assert caught.value.faults[0].data == {"granted": True, "by": by, "at": NOW + MINUTE}

    @pytest.mark.rule("G6")
    @pytest.mark.parametrize("granted", [True, False])
    def test_that_is_the_same_click_again_changes_nothing(self, world: World, granted: bool) -> None:
        made = ask(world)
        answer(world, made, granted, now=NOW + MINUTE, seen=0)
        before = census()
        assert answer(world, made, granted, now=NOW + 3 * DAY, seen=0) == made
        assert census() == before

    @pytest.mark.parametrize("fields", [{"ends_at": NOW + DAY}, {"comment": "Jusqu’à lundi."}])
    def test_with_another_end_or_comment_is_no_click_again(self, world: World, fields: dict[str, Any]) -> None:
        """What the officer has just said is not dropped in silence."""
        made = ask(world)
        grant(world, made, now=NOW + MINUTE, seen=0)
        with refused(E.ALREADY_ANSWERED):
            grant(world, made, now=NOW + 2 * MINUTE, seen=0, **fields)
        grant(world, made, now=NOW + 2 * MINUTE, seen=1, **fields)
        assert len(lines(made.identifier)) == 3

    def test_of_a_withdrawn_request_is_refused(self, world: World) -> None:
        made = ask(world)
        withdraw(world, made, now=NOW + MINUTE)
        for granted in (True, False):
            with refused(E.REQUEST_CLOSED):
                answer(world, made, granted, now=NOW + 2 * MINUTE)


@pytest.mark.rule("F9")
class TestAnAnswerGivenOutsideGps:
    @pytest.mark.parametrize("means", ["mail", "fax", "telephone", "other"])
    def test_counts_from_its_own_time(self, world: World, means: str) -> None:
        made = ask(world)
        refuse(world, made, now=NOW + 3 * HOUR, means=means, given_at=NOW + 30 * MINUTE)
        row = last(made)
        assert (row.given_at, row.counts_at, row.recorded_at) == (NOW + 30 * MINUTE, NOW + 30 * MINUTE, NOW + 3 * HOUR)
        assert [kind(world, at) for at in (THE_3600TH, NOW + 2 * HOUR)] == [None, None]

    def test_within_the_hour_counts_after_the_numbers_that_relied_on_silence(self, world: World) -> None:
        made = ask(world)
        first = issue(world, now=THE_3600TH, on=NOW.date() + DAY)
        second = issue(world, now=THE_3600TH + MINUTE, on=NOW.date() + DAY)
        refuse(world, made, now=NOW + 3 * HOUR, means="telephone", given_at=NOW + 30 * MINUTE)
        assert last(made).counts_at == NOW + 3 * HOUR
        assert [kind(world, d.recorded_at) for d in (first, second)] == ["tacit", "tacit"]
        assert kind(world, NOW + 3 * HOUR) is None

    @pytest.mark.parametrize("who", ["shipper", "officer"])
    def test_is_noted_by_the_operator_or_by_the_officer(self, world: World, who: str) -> None:
        made = grant(world, ask(world), who=who, now=NOW + MINUTE, means="telephone", given_at=NOW + SECOND)
        assert kind(world, NOW + SECOND) == "explicit"
        row = last(made)
        assert (row.is_declared, row.actor_kind) == (who == "shipper", "operator" if who == "shipper" else "customs")
        assert last_change(made.identifier).data["means"] == "telephone"

    def test_that_the_operator_noted_is_the_service_s_to_correct_and_not_his_own(self, world: World) -> None:
        made = grant(world, ask(world), who="shipper", now=NOW + MINUTE, means="telephone", given_at=NOW)
        with refused(E.ALREADY_ANSWERED):
            refuse(world, made, who="shipper", now=NOW + 2 * MINUTE, means="telephone", given_at=NOW + MINUTE)
        refuse(world, made, now=NOW + 2 * MINUTE)
        assert kind(world, NOW + 2 * MINUTE) is None
        assert not last(made).is_declared

    def test_comes_after_what_was_answered_before_it(self, world: World) -> None:
        """Noted late, a no that was given before the yes that stands undoes nothing of what has stood since."""
        made = grant(world, ask(world), now=NOW + 10 * MINUTE)
        refuse(world, made, now=NOW + 20 * MINUTE, means="fax", given_at=NOW + 5 * MINUTE)
        assert last(made).counts_at == NOW + 20 * MINUTE
        assert [kind(world, NOW + n * MINUTE) for n in (9, 10, 19, 20)] == [None, "explicit", "explicit", None]

    @pytest.mark.parametrize(
        ("who", "fields", "code", "field"),
        [
            ("officer", {"means": "telephone"}, E.MEANS_MISSING, "means"),
            ("officer", {"given_at": NOW}, E.MEANS_MISSING, "means"),
            ("officer", {"means": "pigeon", "given_at": NOW}, E.MEANS_MISSING, "means"),
            ("officer", {"means": "fax", "given_at": NOW + HOUR}, E.MOMENT_TO_COME, "given_time"),
            ("officer", {"means": "fax", "given_at": NOW - SECOND}, E.ANSWER_BEFORE_REQUEST, "given_date"),
            ("shipper", {}, E.MEANS_MISSING, "means"),  # by GPS: that would be answering oneself
            ("shipper", {"means": "gps", "given_at": NOW}, E.MEANS_MISSING, "means"),
            ("shipper", {"means": "fax", "given_at": NOW + HOUR}, E.MOMENT_TO_COME, "given_time"),
        ],
    )
    def test_is_refused_with_its_fault(
        self, world: World, who: str, fields: dict[str, Any], code: ErrorCode, field: str
    ) -> None:
        made = ask(world)
        with refused(code) as caught:
            grant(world, made, who=who, now=NOW + MINUTE, **fields)
        assert caught.value.faults[0].field == field


@pytest.mark.rule("F4", "P4", "R2")
class TestWhoMayAnswer:
    @pytest.mark.parametrize("granted", [True, False])
    @pytest.mark.parametrize("who", ["national", "administrator"])
    def test_is_no_national_staff(self, world: World, who: str, granted: bool) -> None:
        """F2: the help desk diagnoses; F4: the service authorises."""
        made = ask(world)
        with refused(E.NOT_ALLOWED):
            answer(world, made, granted, who=who)

    def test_is_no_machine_of_the_state(self, world: World) -> None:
        made = ask(world)
        with refused(E.NOT_ALLOWED):
            operations.answer(
                made.identifier, granted=True, reason="failure_admitted", seen=0, actor=SYSTEM, now=NOW,
                means="mail", given_at=NOW,
            )  # fmt: skip

    def test_is_no_operator_by_gps(self, world: World) -> None:
        made = ask(world)
        with refused(E.MEANS_MISSING):
            grant(world, made, who="shipper")

    def test_is_no_reader(self, world: World) -> None:
        """He sees the request, and may note nothing on it."""
        made = ask(world)
        with refused(E.NOT_ALLOWED):
            grant(world, made, who="reader", now=NOW + MINUTE, means="telephone", given_at=NOW)

    @pytest.mark.parametrize("who", ["other_officer", "stranger", "client", "provider"])
    def test_is_nobody_who_has_nothing_to_do_with_it(self, world: World, who: str) -> None:
        made = ask(world)
        means = {} if who == "other_officer" else {"means": "telephone", "given_at": NOW}
        before = census()
        with pytest.raises(AuthorisationRequest.DoesNotExist):
            grant(world, made, who=who, now=NOW + MINUTE, **means)
        assert census() == before

    def test_is_the_provider_for_an_answer_that_was_told_to_him(self, world: World) -> None:
        made = ask(world, "client", CLIENT)
        grant(world, made, who="provider", now=NOW + MINUTE, means="telephone", given_at=NOW)
        assert ground_of(world.client, NOW + MINUTE) == ("explicit", made.identifier)

    def test_is_the_office_of_the_establishment(self, world: World) -> None:
        made = ask(world, "stranger", STRANGE)
        grant(world, made, who="other_officer", now=NOW + MINUTE)
        assert ground_of(world.strange, NOW + MINUTE) == ("explicit", made.identifier)

    def test_of_a_request_that_does_not_exist_is_nobody(self, world: World) -> None:
        with pytest.raises(AuthorisationRequest.DoesNotExist):
            grant(world, AuthorisationRequest(pk=0, identifier="D26-9999"))

    def test_is_not_who_lost_the_right_meanwhile(self, world: World) -> None:
        made = ask(world)
        Enrolment.objects.filter(user=world.users["shipper"]).delete()
        with pytest.raises(AuthorisationRequest.DoesNotExist):
            grant(world, made, who="shipper", now=NOW + MINUTE, means="telephone", given_at=NOW)


@pytest.mark.rule("F5", "H2")
class TestThePastOfARequest:
    def test_tells_every_answer_with_its_actor_and_is_chained(self, world: World) -> None:
        made = ask(world)
        refuse(world, made, now=NOW + MINUTE, comment=" Une fibre fonctionne. ")
        grant(world, made, now=NOW + HOUR, reason="other", comment="Vérifié.")
        assert lines(made.identifier) == ["ask", "refuse", "grant"]
        assert chain_of(made.identifier)
        line = last_change(made.identifier)
        assert line.actor_label == "Officer Exemple (Bordeaux – bureau de Bassens)"
        at = (NOW + HOUR).isoformat()
        assert line.data == {
            "given_at": at, "counts_at": at, "means": "gps", "ends_at": MONDAY_NIGHT.isoformat(), "reason": "other",
            "comment": "Vérifié.",
        }  # fmt: skip
        assert Answer.objects.get(position=1).comment == "Une fibre fonctionne."

    def test_tells_the_first_number_that_relied_on_the_silence(self, world: World) -> None:
        made = ask(world)
        for n in range(3):
            issue(world, now=THE_3600TH + n * MINUTE, on=NOW.date() + DAY)
        made.refresh_from_db()
        assert made.relied_at == THE_3600TH + 2 * MINUTE
        assert lines(made.identifier) == ["ask", "rely"]
        assert chain_of(made.identifier)

    @pytest.mark.parametrize("verb", [grant, refuse])
    def test_is_to_be_told_and_is_rolled_back_with_its_cause(
        self, world: World, verb: Callable[..., AuthorisationRequest]
    ) -> None:
        made = ask(world)
        before = census()
        with transaction.atomic():
            verb(world, made, now=NOW + MINUTE)
            assert jobs()[-1] == ("request-notices", f"{made.identifier}:2")
            transaction.set_rollback(True)
        assert census() == before


class TestAnAnswerTypedToTheMinute:
    @pytest.mark.rule("F9")
    def test_may_be_of_the_minute_of_the_request(self, world: World) -> None:
        """18:45 is typed for an answer that came at 18:45:50, to a request of 18:45:30."""
        request = ask(world)
        assert request.asked_at.second
        given = request.asked_at.replace(second=0)
        answered = grant(world, request, who="shipper", means="telephone", given_at=given, now=NOW + MINUTE)
        assert answered.last_answer is not None
        assert answered.last_answer.given_at == request.asked_at
