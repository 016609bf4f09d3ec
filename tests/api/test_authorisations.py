"""A machine asks the service for the authorisation, and follows the hour (rules F4, F5, F9, G7)."""

from typing import Any

import pytest

from gps.outages.models import AuthorisationRequest
from tests.api.conftest import Call
from tests.api.machine import Answer, Machine
from tests.outages.crisis import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    ask,
    census,
    grant,
    jobs,
    operator_down,
    refuse,
    ungrounded,
    withdraw,
)
from tests.web.browsing import Clock
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, STRANGE, World

pytestmark = pytest.mark.django_db

ASKED = {"excise_number": SHIPPER, "circumstances": "La box du chai est en panne.", "tried_other_access": True}
IN_EDI = ASKED | {"excise_number": CLIENT, "reintegrated_by": "operator"}


@pytest.fixture(autouse=True)
def no_ground(world: World) -> World:
    """Nobody is authorised."""
    return ungrounded(world)


def sent(machine: Machine, **changes: Any) -> Answer:
    return machine.post("/authorisation-requests", ASKED | changes)


class TestAsking:
    @pytest.mark.rule("F4", "F5", "G7", "P4")
    def test_starts_the_hour_and_is_found_at_its_address(self, world: World, machine: Call) -> None:
        shipper = machine("shipper")
        made = sent(shipper, contact="05 00 00 00 99")
        identifier = made.json["identifier"]
        assert (made.status, made.header("Location")) == (201, f"/api/v1/authorisation-requests/{identifier}")
        assert (made.json["standing"], made.json["failure"], made.json["contact"]) == ("waiting", 1, "05 00 00 00 99")
        assert made.json["asked_at"] == "2026-11-20T18:45:30+01:00"
        assert made.json["tacit_at"] == made.json["until"] == "2026-11-20T19:45:30+01:00"
        assert shipper.get(f"/authorisation-requests/{identifier}").json == made.json
        row = AuthorisationRequest.objects.get()
        assert row.recorded_by.startswith("Logiciel (")
        assert {kind for kind, _ in jobs()} >= {"request-notices", "tacit-notices"}

    @pytest.mark.rule("F5")
    def test_twice_starts_no_second_hour(self, world: World, machine: Call, clock: Clock) -> None:
        shipper = machine("shipper")
        first = sent(shipper)
        clock.now += MINUTE
        second = sent(shipper, circumstances="Toujours en panne.")
        assert (first.status, second.status, second.header("Location")) == (201, 200, "")
        assert second.json == first.json
        assert AuthorisationRequest.objects.count() == 1

    @pytest.mark.rule("F5", "G7")
    def test_is_answered_by_the_hour_to_the_second(self, world: World, machine: Call, clock: Clock) -> None:
        shipper = machine("shipper")
        address = sent(shipper).header("Location").removeprefix("/api/v1")
        clock.now = NOW + HOUR - SECOND
        assert shipper.get(address).json["standing"] == "waiting"
        clock.now = NOW + HOUR
        told = shipper.get(address).json
        assert (told["standing"], told["answers"]) == ("tacit", [])
        assert told["until"] > told["tacit_at"]

    @pytest.mark.rule("F4", "F5")
    def test_is_answered_by_the_service(self, world: World, machine: Call, clock: Clock) -> None:
        shipper = machine("shipper")
        address = sent(shipper).header("Location").removeprefix("/api/v1")
        request = AuthorisationRequest.objects.get()
        refuse(world, request, now=NOW + MINUTE, comment="GAMM@ marche.")
        grant(world, request, now=NOW + 2 * MINUTE)
        clock.now = NOW + 3 * MINUTE
        told = shipper.get(address).json
        assert [answer["granted"] for answer in told["answers"]] == [False, True]
        assert told["answers"][0]["given_at"] == "2026-11-20T18:46:30+01:00"
        assert (told["answers"][0]["comment"], told["answers"][0]["ends_at"]) == ("GAMM@ marche.", None)
        assert told["standing"] == "explicit"
        assert told["until"] == told["answers"][1]["ends_at"]

    @pytest.mark.rule("F4")
    def test_in_edi_says_who_reintegrates(self, world: World, machine: Call) -> None:
        provider = machine("provider")
        assert provider.post("/authorisation-requests", ASKED | {"excise_number": CLIENT}).paths == {
            "/reintegrated_by": "reintegration-unsaid"
        }
        told = provider.post("/authorisation-requests", IN_EDI | {"reintegrated_by": "provider"}).json
        assert (told["failure"], told["reintegrated_by"]) == (2, "provider")

    @pytest.mark.rule("F4")
    def test_names_the_incident_that_the_help_desk_opened(self, world: World, machine: Call) -> None:
        incident = operator_down(world, world.shipper).identifier
        assert sent(machine("shipper"), incident=incident).json["incident"] == incident

    @pytest.mark.rule("F9")
    def test_by_other_means_has_its_own_time(self, world: World, machine: Call) -> None:
        made = sent(machine("shipper"), means="telephone", asked_at="2026-11-20T17:00:00Z")
        assert (made.json["asked_means"], made.json["asked_at"]) == ("telephone", "2026-11-20T18:00:00+01:00")
        assert made.json["tacit_at"] == "2026-11-20T19:00:00+01:00"

    @pytest.mark.rule("F9")
    def test_by_other_means_before_a_refusal_opens_nothing(self, world: World, machine: Call, clock: Clock) -> None:
        refuse(world, ask(world), now=NOW + MINUTE)
        clock.now = NOW + 2 * MINUTE
        answer = sent(machine("shipper"), means="mail", asked_at="2026-11-20T18:00:00+01:00")
        assert (answer.status, answer.paths) == (409, {"/asked_at": "request-refused"})

    @pytest.mark.rule("G3")
    def test_tells_times_on_the_establishment_s_clock(self, world: World, machine: Call) -> None:
        told = sent(machine("distiller"), excise_number=DISTILLER).json
        assert told["asked_at"] == "2026-11-20T21:45:30+04:00"


class TestARefusal:
    @pytest.mark.rule("F4", "F9", "G2")
    @pytest.mark.parametrize(
        ("changes", "path", "code"),
        [
            ({"excise_number": STRANGE}, "/excise_number", "excise-number-not-entitled"),
            ({"excise_number": "x" * 5000}, "/excise_number", "excise-number-not-entitled"),
            ({"tried_other_access": False}, "/tried_other_access", "other-access-first"),
            ({"tried_other_access": "true"}, "/tried_other_access", "field-type"),
            ({"circumstances": " "}, "/circumstances", "comment-required"),
            ({"circumstances": "x" * 501}, "/circumstances", "comment-too-long"),
            ({"circumstances": "\x07"}, "/circumstances", "comment-character"),
            ({"circumstances": None}, "/circumstances", "field-type"),
            ({"contact": "0" * 81}, "/contact", "comment-character"),
            ({"incident": "P26-9999"}, "/incident", "incident-unknown"),
            ({"reintegrated_by": "operator"}, "/reintegrated_by", "reintegration-unsaid"),
            ({"reintegrated_by": "customs"}, "/reintegrated_by", "field-choice"),
            ({"reintegrated_by": "x"}, "/reintegrated_by", "field-choice"),
            ({"reintegrated_by": 3}, "/reintegrated_by", "field-choice"),
            ({"means": "telephone"}, "/means", "means-missing"),
            ({"means": "pigeon", "asked_at": "2026-11-20T17:00:00Z"}, "/means", "means-missing"),
            ({"asked_at": "2026-11-20T17:00:00Z"}, "/means", "means-missing"),
            ({"means": "mail", "asked_at": "2026-11-20T17:00:00"}, "/asked_at", "field-moment"),
            ({"means": "mail", "asked_at": "2026-11-20T19:00:00Z"}, "/asked_at", "moment-to-come"),
            ({"means": "mail", "asked_at": "2026-11-01T17:00:00Z"}, "/asked_at", "request-too-old"),
            ({"means": "mail", "asked_at": "0001-01-01T00:00:00Z"}, "/asked_at", "request-too-old"),
            ({"means": "mail", "asked_at": "9999-12-31T23:59:59Z"}, "/asked_at", "moment-to-come"),
            ({"approved": True}, "/approved", "field-unknown"),
        ],
    )
    def test_names_its_field_and_leaves_nothing(
        self, world: World, machine: Call, changes: dict[str, Any], path: str, code: str
    ) -> None:
        shipper, before = machine("shipper"), census()
        answer = sent(shipper, **changes)
        assert (answer.status, answer.paths) == (422, {path: code})
        assert census() == before

    @pytest.mark.rule("F4")
    def test_tells_everything_at_once(self, world: World, machine: Call) -> None:
        answer = sent(machine("shipper"), tried_other_access=False, circumstances="", means="telephone")
        assert set(answer.paths) == {"/tried_other_access", "/circumstances", "/means"}
        assert "« true »" in answer.json["errors"][0]["detail"]

    @pytest.mark.rule("G7")
    def test_comes_when_an_authorisation_is_in_force(self, world: World, machine: Call, clock: Clock) -> None:
        request = grant(world, ask(world), now=NOW + MINUTE)
        clock.now = NOW + 2 * MINUTE
        answer = sent(machine("shipper"))
        assert (answer.status, answer.code) == (409, "request-stands")
        assert answer.json["errors"][0]["data"] == {"identifier": request.identifier}

    @pytest.mark.rule("P4", "G2")
    def test_meets_who_may_not_ask(self, world: World, machine: Call) -> None:
        assert sent(machine("reader")).code == "excise-number-not-entitled"
        assert sent(machine("national")).code == "not-allowed"
        assert sent(machine("gamma")).code == "not-allowed"
        answer = sent(machine("shipper", "documents:issue"))
        assert (answer.code, answer.json["errors"][0]["data"]) == ("scope-missing", {"scope": "requests"})


class TestARequest:
    @pytest.mark.rule("R2", "P4")
    def test_of_another_is_as_unknown_as_none(self, world: World, machine: Call) -> None:
        identifier = ask(world).identifier
        stranger = machine("stranger")
        answers = [
            stranger.get(f"/authorisation-requests/{one}")
            for one in (identifier, "D26-9999", "d26-0001", "D26-1", "P26-0001", f"{identifier}%0A", "%00")
        ]
        assert {(answer.status, answer.code) for answer in answers} == {(404, "not-found")}

    @pytest.mark.rule("R2")
    def test_is_the_provider_s_business_while_he_is_mandated(self, world: World, machine: Call) -> None:
        address = f"/authorisation-requests/{ask(world, 'client', CLIENT).identifier}"
        provider = machine("provider")
        assert provider.get(address).status == 200
        world.provider.mandates.update(ends_on=(NOW - DAY).date())
        assert provider.get(address).code == "not-found"

    @pytest.mark.rule("F5", "F9")
    def test_that_was_taken_back_says_when(self, world: World, machine: Call, clock: Clock) -> None:
        request = withdraw(world, ask(world), now=NOW + MINUTE)
        clock.now = NOW + 2 * MINUTE
        told = machine("shipper").get(f"/authorisation-requests/{request.identifier}").json
        assert (told["standing"], told["withdrawn_at"]) == ("withdrawn", "2026-11-20T18:46:30+01:00")
        assert told["until"] is None
