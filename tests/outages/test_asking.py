"""The operator asks his service (rules F4, F5, F9): by GPS or by any other means, once, to the second."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from gps.accounts.actors import SYSTEM
from gps.accounts.models import Enrolment, OpeningHours
from gps.accounts.permissions import Permission
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.grounds import Side, Standing, standing
from gps.jobs.models import Job
from gps.outages import operations
from gps.outages.models import AuthorisationRequest
from gps.outages.operations import Asking
from gps.outages.permissions import requests_for
from tests.outages.crisis import (
    BOX,
    DAY,
    HOUR,
    INSTANT,
    MINUTE,
    SECOND,
    ask,
    census,
    chain_of,
    end,
    grant,
    ground_of,
    jobs,
    last_change,
    lines,
    operator_down,
    refuse,
    refused,
    ungrounded,
    withdraw,
)
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, STRANGE, WAREHOUSE, World

pytestmark = pytest.mark.django_db

E = ErrorCode


@pytest.fixture(autouse=True)
def nobody_has_a_ground(world: World) -> None:
    ungrounded(world)


def now_standing(request: AuthorisationRequest, at: datetime) -> Standing:
    return standing(AuthorisationRequest.objects.get(pk=request.pk).facts, at)


@pytest.mark.rule("F4", "F5")
class TestARequest:
    def test_opens_the_right_by_silence_at_the_3600th_second_and_no_job_has_run(self, world: World) -> None:
        made = ask(world)
        at = [NOW, NOW + timedelta(seconds=3599), NOW + HOUR - INSTANT, NOW + timedelta(seconds=3600)]
        assert [ground_of(world.shipper, moment) for moment in at] == [None, None, None, ("tacit", made.identifier)]
        assert not Job.objects.exclude(done_at=None).exists()

    def test_opens_it_for_its_own_establishment_alone(self, world: World) -> None:
        ask(world)
        others = (world.warehouse, world.client, world.distiller, world.strange)
        assert [ground_of(row, NOW + HOUR) for row in others] == [None] * 4

    def test_until_the_end_of_the_office_s_next_working_day(self, world: World) -> None:
        OpeningHours.objects.create(office=world.bordeaux, weekday=0, opens_at="08:30", closes_at="17:00")
        made = ask(world)  # a Friday evening
        ends_at = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
        assert made.tacit_ends_at == ends_at
        assert ground_of(world.shipper, ends_at - INSTANT) == ("tacit", made.identifier)
        assert ground_of(world.shipper, ends_at) is None

    def test_keeps_that_end_although_the_hours_on_the_door_change(self, world: World) -> None:
        """A past moment is judged by what held then."""
        ends_at = ask(world).tacit_ends_at
        OpeningHours.objects.create(office=world.bordeaux, weekday=5, opens_at="08:30", closes_at="12:00")
        assert AuthorisationRequest.objects.get().facts.tacit_ends_at == ends_at

    def test_whose_hour_passes_midnight_ends_by_the_day_on_which_it_opens(self, world: World) -> None:
        late = datetime(2026, 11, 16, 22, 30, tzinfo=UTC)  # 23:30 in Bordeaux; the right opens on Tuesday
        assert ask(world, now=late).tacit_ends_at == datetime(2026, 11, 18, 23, 0, tzinfo=UTC)

    def test_needs_no_incident(self, world: World) -> None:
        made = ask(world)
        assert (made.incident, made.failure, made.asked_means) == (None, 1, "gps")

    def test_may_name_the_help_desk_s_incident_on_the_operator(self, world: World) -> None:
        incident = operator_down(world, world.shipper)
        made = ask(world, incident=f" {incident.identifier.lower()} ")
        assert made.incident == incident
        assert ground_of(world.shipper, NOW) is None

    @pytest.mark.parametrize("named", ["P26-0001", "P26-9999", "x" * 40])
    def test_names_no_other_s_incident(self, world: World, named: str) -> None:
        operator_down(world, world.warehouse)
        with refused(E.INCIDENT_UNKNOWN) as caught:
            ask(world, incident=named)
        assert caught.value.faults[0].field == "incident"

    def test_keeps_all_that_was_said(self, world: World) -> None:
        ask(world, now=NOW + timedelta(microseconds=999), circumstances=f"  {BOX} ", contact=" 06 ")
        kept = AuthorisationRequest.objects.get()
        assert (kept.identifier, kept.excise_number) == ("D26-0001", world.shipper)
        assert (kept.circumstances, kept.contact, kept.asked_at) == (BOX, "06", NOW)
        assert (kept.recorded_kind, kept.recorded_by) == ("operator", "Shipper Exemple")
        assert (kept.relied_at, kept.withdrawn_at) == (None, None)
        assert last_change("D26-0001").data == {
            "excise_number": SHIPPER, "failure": 1, "circumstances": BOX, "contact": "06", "incident": "",
            "reintegrated_by": "", "asked_at": NOW.isoformat(), "means": "gps",
            "tacit_ends_at": kept.tacit_ends_at.isoformat(),
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("fields", "code", "field"),
        [
            ({"tried_other_access": False}, E.OTHER_ACCESS_FIRST, "tried_other_access"),
            ({"circumstances": " "}, E.COMMENT_REQUIRED, "circumstances"),
            ({"circumstances": "x" * 501}, E.COMMENT_TOO_LONG, "circumstances"),
            ({"circumstances": "a\x00b"}, E.COMMENT_CHARACTER, "circumstances"),
            ({"contact": "0" * 81}, E.COMMENT_CHARACTER, "contact"),
            ({"contact": "0\x00"}, E.COMMENT_CHARACTER, "contact"),
            ({"reintegrated_by": Side.OPERATOR}, E.REINTEGRATION_UNSAID, "reintegrated_by"),
            ({"means": "pigeon", "asked_at": NOW}, E.MEANS_MISSING, "means"),
            ({"means": "fax"}, E.MEANS_MISSING, "means"),
            ({"means": "gps", "asked_at": NOW}, E.MEANS_MISSING, "means"),
            ({"means": "fax", "asked_at": NOW + SECOND}, E.MOMENT_TO_COME, "asked_time"),
            ({"means": "fax", "asked_at": NOW - 7 * DAY - SECOND}, E.REQUEST_TOO_OLD, "asked_date"),
        ],
    )
    def test_is_refused_with_its_fault(self, world: World, fields: dict[str, Any], code: ErrorCode, field: str) -> None:
        with refused(code) as caught:
            ask(world, **fields)
        assert caught.value.faults[0].field == field

    def test_is_told_every_fault_at_once(self, world: World) -> None:
        with refused(E.OTHER_ACCESS_FIRST, E.COMMENT_REQUIRED, E.REINTEGRATION_UNSAID, E.MEANS_MISSING):
            ask(
                world, tried_other_access=False, circumstances="", reintegrated_by=Side.PROVIDER, means="telephone",
            )  # fmt: skip


@pytest.mark.rule("F4")
class TestFailureTwo:
    @pytest.mark.parametrize("side", [Side.OPERATOR, Side.PROVIDER])
    @pytest.mark.parametrize("who", ["client", "provider", "officer"])
    def test_says_who_reintegrates(self, world: World, who: str, side: Side) -> None:
        made = ask(world, who, CLIENT, reintegrated_by=side)
        assert (made.failure, made.reintegrated_by) == (2, side)
        assert ground_of(world.client, NOW + HOUR) == ("tacit", made.identifier)

    @pytest.mark.parametrize("side", [None, Side.CUSTOMS])
    def test_is_refused_without(self, world: World, side: Side | None) -> None:
        with refused(E.REINTEGRATION_UNSAID):
            ask(world, "client", CLIENT, reintegrated_by=side)


@pytest.mark.rule("F5", "G6")
class TestARequestThatIsSentTwice:
    def test_starts_no_second_clock(self, world: World) -> None:
        first = ask(world)
        before = census()
        again = ask(world, now=NOW + 59 * MINUTE, circumstances="Autre chose.")
        assert again == first
        assert again.asked_at == NOW
        assert census() == before

    def test_is_told_that_it_is_in_force(self, world: World) -> None:
        made = ask(world)
        with refused(E.REQUEST_STANDS) as caught:
            ask(world, now=NOW + HOUR)
        assert caught.value.faults[0].data == {"identifier": made.identifier}
        grant(world, made, now=NOW + HOUR)
        with refused(E.REQUEST_STANDS):
            ask(world, now=NOW + 2 * HOUR)

    def test_for_another_establishment_is_another_request(self, world: World) -> None:
        made = [ask(world), ask(world, excise_number=WAREHOUSE), ask(world, "client", CLIENT)]
        assert [one.identifier for one in made] == ["D26-0001", "D26-0002", "D26-0003"]

    def test_after_its_end_a_withdrawal_or_a_refusal_starts_a_clock_of_its_own(self, world: World) -> None:
        made = ask(world)
        withdraw(world, made, now=NOW + MINUTE)
        second = ask(world, now=NOW + 2 * MINUTE)
        refuse(world, second, now=NOW + 3 * MINUTE)
        third = ask(world, now=NOW + 4 * MINUTE)
        assert [made.identifier, second.identifier, third.identifier] == ["D26-0001", "D26-0002", "D26-0003"]
        assert ground_of(world.shipper, NOW + HOUR + 3 * MINUTE) is None
        assert ground_of(world.shipper, NOW + HOUR + 4 * MINUTE) == ("tacit", third.identifier)
        assert ask(world, now=third.tacit_ends_at).identifier == "D26-0004"


@pytest.mark.rule("F9")
class TestARequestThatWasMadeOutsideGps:
    @pytest.mark.parametrize("who", ["shipper", "officer"])
    @pytest.mark.parametrize("means", ["mail", "fax", "telephone", "other"])
    def test_counts_from_its_own_time(self, world: World, who: str, means: str) -> None:
        asked_at = NOW - 50 * MINUTE
        made = ask(world, who, means=means, asked_at=asked_at)
        assert (made.asked_at, made.asked_means, made.recorded_at) == (asked_at, means, NOW)
        at = [NOW, asked_at + HOUR - INSTANT, asked_at + HOUR]
        assert [bool(ground_of(world.shipper, moment)) for moment in at] == [False, False, True]

    def test_more_than_an_hour_ago_has_been_authorised_since(self, world: World) -> None:
        made = ask(world, means="telephone", asked_at=NOW - 2 * HOUR)
        assert ground_of(world.shipper, NOW - HOUR) == ("tacit", made.identifier)
        assert jobs("tacit-notices") == [("tacit-notices", made.identifier)]

    def test_says_who_noted_it(self, world: World) -> None:
        made = ask(world, "officer", means="fax", asked_at=NOW - MINUTE)
        assert (made.recorded_kind, last_change(made.identifier).actor_kind) == ("customs", "customs")

    def test_may_be_told_in_the_time_of_the_establishment(self, world: World) -> None:
        """In October 02:30 comes twice: the hour runs from the one that was meant."""
        paris = ZoneInfo("Europe/Paris")
        now = datetime(2026, 10, 25, 2, 45, tzinfo=paris, fold=1)
        made = ask(world, now=now.astimezone(UTC), means="fax", asked_at=datetime(2026, 10, 25, 2, 30, tzinfo=paris))
        assert made.asked_at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        assert [bool(ground_of(world.shipper, moment)) for moment in (at - INSTANT, at)] == [False, True]
        assert now_standing(made, at.astimezone(paris)) is Standing.TACIT

    def test_before_a_refusal_does_not_undo_it(self, world: World) -> None:
        """F5: a refusal closes the right from then on; noting an older call must not open it again."""
        refuse(world, ask(world), now=NOW + 10 * MINUTE)
        for asked_at in (NOW - HOUR, NOW + 10 * MINUTE - SECOND):
            with refused(E.REQUEST_REFUSED) as caught:
                ask(world, now=NOW + 3 * HOUR, means="telephone", asked_at=asked_at)
            assert caught.value.faults[0].data == {"identifier": "D26-0001", "at": NOW + 10 * MINUTE}
        made = ask(world, now=NOW + 3 * HOUR, means="telephone", asked_at=NOW + 10 * MINUTE)
        assert ground_of(world.shipper, NOW + 3 * HOUR) == ("tacit", made.identifier)

    def test_before_a_refusal_that_was_taken_back_is_noted(self, world: World) -> None:
        made = ask(world)
        refuse(world, made, now=NOW + 10 * MINUTE)
        grant(world, made, now=NOW + 11 * MINUTE, ends_at=NOW + 12 * MINUTE)
        assert ask(world, now=NOW + HOUR, means="telephone", asked_at=NOW + 5 * MINUTE).identifier == "D26-0002"


@pytest.mark.rule("F4", "G2", "P4")
class TestWhoMayAsk:
    @pytest.mark.parametrize(
        ("who", "excise_number"),
        [
            ("shipper", SHIPPER), ("shipper", WAREHOUSE), ("client", CLIENT), ("provider", CLIENT),
            ("distiller", DISTILLER), ("officer", SHIPPER), ("officer", CLIENT), ("other_officer", STRANGE),
        ],
    )  # fmt: skip
    def test_is_the_operator_his_provider_and_his_office(self, world: World, who: str, excise_number: str) -> None:
        assert ask(world, who, excise_number).excise_number.number == excise_number

    @pytest.mark.parametrize(
        ("who", "excise_number"),
        [
            ("reader", SHIPPER),  # consults alone
            ("stranger", SHIPPER), ("shipper", STRANGE), ("client", SHIPPER), ("provider", SHIPPER),
            ("officer", DISTILLER), ("other_officer", SHIPPER), ("shipper", "FR000000E0000"), ("shipper", "x" * 99),
        ],
    )  # fmt: skip
    def test_is_nobody_for_what_he_is_not_entitled_to(self, world: World, who: str, excise_number: str) -> None:
        with refused(E.EXCISE_NUMBER_NOT_ENTITLED) as caught:
            ask(world, who, excise_number)
        assert caught.value.faults[0].data == {"excise_number": excise_number[:40]}

    @pytest.mark.parametrize("who", ["national", "administrator", "system"])
    def test_is_no_national_staff_and_no_machine_of_the_state(self, world: World, who: str) -> None:
        actor = SYSTEM if who == "system" else world.actor(who)
        with refused(E.NOT_ALLOWED):
            operations.ask(Asking(SHIPPER, BOX, True), actor=actor, now=NOW)

    def test_asks_once_although_enrolled_and_reading_too(self, world: World) -> None:
        Enrolment.objects.create(user=world.users["reader"], excise_number=world.warehouse, right="declare")
        assert ask(world, "reader", WAREHOUSE).identifier == "D26-0001"


def reached(world: World, who: str, permission: Permission) -> list[str]:
    return sorted(requests_for(world.actor(who), permission, NOW).values_list("excise_number__number", flat=True))


@pytest.mark.rule("R2", "G2")
class TestTheRequestsThatOneReaches:
    def test_are_those_of_one_s_excise_numbers(self, world: World) -> None:
        for who, number in [("shipper", SHIPPER), ("client", CLIENT), ("distiller", DISTILLER), ("stranger", STRANGE)]:
            ask(world, who, number)
        people = ("shipper", "reader", "provider", "officer", "other_officer", "national")
        seen = {who: reached(world, who, Permission.CONSULT) for who in people}
        assert seen == {
            "shipper": [SHIPPER], "reader": [SHIPPER], "provider": [CLIENT], "officer": sorted([SHIPPER, CLIENT]),
            "other_officer": sorted([DISTILLER, STRANGE]),
            "national": sorted([SHIPPER, CLIENT, DISTILLER, STRANGE]),
        }  # fmt: skip
        answering = {who: reached(world, who, Permission.ANSWER) for who in people}
        assert answering == {who: [] for who in people} | {
            "officer": sorted([SHIPPER, CLIENT]), "other_officer": sorted([DISTILLER, STRANGE]),
        }  # fmt: skip


@pytest.mark.rule("F5")
class TestAWithdrawal:
    @pytest.mark.parametrize("since", [MINUTE, HOUR, 2 * HOUR])
    def test_closes_the_right_from_then_on(self, world: World, since: timedelta) -> None:
        made = ask(world)
        withdraw(world, made, now=NOW + since)
        assert ground_of(world.shipper, NOW + max(since, HOUR)) is None
        assert bool(ground_of(world.shipper, NOW + since - INSTANT)) is (since > HOUR)
        assert lines(made.identifier) == ["ask", "withdraw"]
        assert chain_of(made.identifier)

    def test_closes_what_the_service_had_granted(self, world: World) -> None:
        made = grant(world, ask(world), now=NOW + MINUTE)
        withdraw(world, made, now=NOW + 2 * MINUTE)
        assert ground_of(world.shipper, NOW + 2 * MINUTE) is None

    def test_is_of_a_request_that_waits_or_is_in_force(self, world: World) -> None:
        gone = ask(world)
        withdraw(world, gone, now=NOW + MINUTE)
        no = ask(world, "client", CLIENT)
        refuse(world, no, now=NOW + MINUTE)
        with refused(E.REQUEST_CLOSED):
            withdraw(world, gone, now=NOW + 2 * MINUTE)
        with refused(E.REQUEST_CLOSED):
            withdraw(world, no, who="client", now=NOW + 2 * MINUTE)
        over = ask(world, excise_number=WAREHOUSE)
        with refused(E.REQUEST_CLOSED):
            withdraw(world, over, now=over.tacit_ends_at)

    @pytest.mark.parametrize("who", ["reader", "officer", "national", "administrator"])
    def test_is_not_for_who_may_only_look_or_answer(self, world: World, who: str) -> None:
        made = ask(world)
        with refused(E.NOT_ALLOWED):
            withdraw(world, made, who=who, now=NOW + MINUTE)

    @pytest.mark.parametrize("who", ["stranger", "client", "provider", "other_officer"])
    def test_of_another_s_request_does_not_even_find_it(self, world: World, who: str) -> None:
        made = ask(world)
        before = census()
        with pytest.raises(AuthorisationRequest.DoesNotExist):
            withdraw(world, made, who=who, now=NOW + MINUTE)
        assert census() == before


@pytest.mark.rule("F2")
class TestAnIdentifier:
    def test_counts_up_without_a_gap_after_a_refusal_and_beside_those_of_outages(self, world: World) -> None:
        incident = operator_down(world, world.shipper)
        ask(world)
        with refused(E.OTHER_ACCESS_FIRST):
            ask(world, "client", CLIENT, tried_other_access=False)
        with transaction.atomic(), pytest.raises(DomainError):
            ask(world, "client", CLIENT, incident="P26-9999")
        assert ask(world, "client", CLIENT).identifier == "D26-0002"
        assert incident.identifier == "P26-0001"
        end(world, incident, now=NOW + MINUTE)

    def test_starts_anew_each_year_of_paris(self, world: World) -> None:
        new_year = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
        made = [
            ask(world, "distiller", DISTILLER, now=new_year - SECOND),  # 2027 already at La Réunion
            ask(world, now=new_year),
        ]
        assert [one.identifier for one in made] == ["D26-0001", "D27-0001"]


@pytest.mark.rule("F5")
class TestWhatIsToBeTold:
    def test_is_handed_on_at_once_and_when_the_hour_has_passed(self, world: World) -> None:
        made = ask(world)
        assert jobs() == [("request-notices", f"{made.identifier}:1"), ("tacit-notices", made.identifier)]
        assert Job.objects.get(kind="tacit-notices").due_at == NOW + HOUR
        withdraw(world, made, now=NOW + MINUTE)
        assert jobs("request-notices")[-1] == ("request-notices", f"{made.identifier}:2")

    def test_is_rolled_back_with_its_cause(self, world: World) -> None:
        before = census()
        with transaction.atomic():
            ask(world)
            assert len(jobs()) == 2
            transaction.set_rollback(True)
        assert census() == before
        assert jobs() == []
