"""When the procedure may be used, as machines see it: who sees which outage, the ground, the next step (F1–F7, G7)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gps.domain.grounds import Service, Severity, Side
from gps.outages.models import Outage
from tests.api.conftest import Call
from tests.outages.crisis import (
    HOUR,
    MINUTE,
    alert,
    ask,
    black,
    cancel,
    end,
    grant,
    operator_down,
    provider_down,
    refuse,
    ungrounded,
)
from tests.web.browsing import Clock
from tests.world import CLIENT, NOW, SHIPPER, STRANGE, World

pytestmark = pytest.mark.django_db

SEEN = {
    "stranger": "alert",
    "reader": "alert own",
    "shipper": "alert own",
    "client": "alert provider edi",
    "provider": "alert provider edi",
    "officer": "alert provider own edi",
    "other_officer": "alert",
    "national": "alert provider own edi",
    "administrator": "alert provider own edi",
    "gamma": "alert provider own edi",
}


def crisis(world: World) -> dict[str, Outage]:
    """A national alert, an incident of the provider, one of an operator in DTI and one of an operator in EDI."""
    return {
        "alert": alert(world),
        "provider": provider_down(world),
        "own": operator_down(world, world.shipper),
        "edi": operator_down(world, world.client),
    }


class TestTheList:
    @pytest.mark.rule("F3", "R2", "P4")
    @pytest.mark.parametrize("who", SEEN)
    def test_holds_the_alerts_and_the_incidents_that_concern_one(self, world: World, machine: Call, who: str) -> None:
        outages = crisis(world)
        listed = {one["identifier"] for one in machine(who).get("/outages").json["items"]}
        assert listed == {outages[name].identifier for name in SEEN[who].split()}

    @pytest.mark.rule("F3", "R2")
    def test_follows_the_mandate(self, world: World, machine: Call) -> None:
        """A provider still sees his own incident, and no more the one of an operator who left him."""
        outages, provider = crisis(world), machine("provider")
        world.provider.mandates.update(ends_on="2026-11-19")
        listed = {one["identifier"] for one in provider.get("/outages").json["items"]}
        assert listed == {outages["alert"].identifier, outages["provider"].identifier}

    @pytest.mark.rule("F1", "F3")
    def test_tells_of_each_what_it_is(self, world: World, machine: Call) -> None:
        outages = crisis(world)
        told = {one["identifier"]: one for one in machine("national").get("/outages").json["items"]}
        black_one, provider, own = (told[outages[name].identifier] for name in ("alert", "provider", "own"))
        assert (black_one["failure"], black_one["service"], black_one["severity"]) == (5, "gamma_dti", "black")
        assert (black_one["opens_right"], black_one["side"], black_one["phase"]) == (True, "customs", "under_way")
        assert (black_one["provider"], black_one["excise_number"]) == (None, None)
        assert (provider["failure"], provider["provider"], provider["opens_right"]) == (3, "Liaisons EDI", True)
        assert (own["failure"], own["excise_number"], own["opens_right"]) == (1, SHIPPER, False)
        assert black_one["starts_at"] == "2026-11-20T17:45:30Z"
        assert (black_one["title"], black_one["message"][-1]) == ("Alerte noire – GAMM@ DTI", ".")

    @pytest.mark.rule("F3", "F6")
    def test_tells_where_each_stands(self, world: World, machine: Call, clock: Clock) -> None:
        national = machine("national")
        ended = end(world, alert(world), now=NOW + MINUTE)
        cancelled = cancel(world, alert(world, Service.GAMMA_EDI), now=NOW + MINUTE)
        notice = alert(world, Service.MAREVA, Severity.NOTICE, starts_at=NOW + HOUR, now=NOW)
        clock.now = NOW + 2 * MINUTE

        def phases(**query: str) -> dict[str, str]:
            return {one["identifier"]: one["phase"] for one in national.get("/outages", query).json["items"]}

        assert phases() == {notice.identifier: "to_come"}
        assert phases(with_past="true") == {
            ended.identifier: "ended", cancelled.identifier: "cancelled", notice.identifier: "to_come",
        }  # fmt: skip

    @pytest.mark.rule("F3", "R3")
    def test_is_read_page_by_page_for_the_same_question(self, world: World, machine: Call) -> None:
        gone = [end(world, outage, now=NOW + MINUTE) for outage in black(world, Service.GAMMA_DTI, Service.MAREVA)]
        left = black(world, Service.GAMMA_EDI)
        national, seen, address = machine("national"), [], "/outages?with_past=true&limit=1"
        while address:
            page = national.get(address).json
            seen += [one["identifier"] for one in page["items"]]
            address = (page["next"] or "").removeprefix("/api/v1")
        assert sorted(seen) == sorted(outage.identifier for outage in (*gone, *left))

    @pytest.mark.rule("P4", "R3")
    def test_costs_no_more_when_it_is_long(self, world: World, machine: Call) -> None:
        client, counts = machine("client"), []
        client.get("/outages")
        for make in (lambda: provider_down(world), lambda: crisis_of_many(world)):
            make()
            with CaptureQueriesContext(connection) as asked:
                assert client.get("/outages").status == 200
            counts.append(len(asked))
        assert counts[0] == counts[1] == 3


def crisis_of_many(world: World) -> list[Outage]:
    return [*black(world, Service.GAMMA_EDI, Service.MAREVA), operator_down(world, world.client)]


class TestTheGround:
    def of(self, machine: Call, who: str = "shipper", number: str = SHIPPER) -> Any:
        return machine(who).get("/ground", {"excise_number": number}).json

    @pytest.mark.rule("G7", "F4")
    def test_that_is_missing_comes_with_the_next_step(self, world: World, machine: Call) -> None:
        ungrounded(world)
        told = self.of(machine)
        assert (told["may_issue"], told["ground"], told["next_step"]) == (False, None, "diagnose")
        assert (told["help_desk"], told["access_mode"], told["until"]) == ("09 702 80 100", "dti", None)
        operator_down(world, world.shipper)
        assert self.of(machine)["next_step"] == "ask_office"
        assert self.of(machine, "client", CLIENT)["help_desk"] == "09 702 80 200"

    @pytest.mark.rule("F1", "F3", "F7", "G7")
    def test_is_the_alert_that_covers_the_establishment(self, world: World, machine: Call) -> None:
        ungrounded(world)
        outage = alert(world)
        told = self.of(machine)
        assert (told["may_issue"], told["next_step"]) == (True, "issue")
        assert (told["ground"]["kind"], told["ground"]["reference"]) == ("alert", outage.identifier)
        assert [one["identifier"] for one in told["outages"]] == [outage.identifier]
        edi = self.of(machine, "client", CLIENT)
        assert (edi["may_issue"], edi["ground"], edi["outages"]) == (False, None, [])

    @pytest.mark.rule("F4", "F5", "G7")
    def test_follows_the_request_and_its_hour(self, world: World, machine: Call, clock: Clock) -> None:
        ungrounded(world)
        request = ask(world)
        told = self.of(machine)
        assert (told["next_step"], told["request"], told["may_issue"]) == ("await_answer", request.identifier, False)
        assert told["until"] == "2026-11-20T19:45:30+01:00"
        clock.now = NOW + HOUR
        told = self.of(machine)
        assert (told["may_issue"], told["ground"]["kind"]) == (True, "tacit")
        assert told["ground"]["reference"] == request.identifier
        assert told["until"] > "2026-11-21"

    @pytest.mark.rule("F4", "F5", "G7")
    def test_follows_the_service_s_answer(self, world: World, machine: Call, clock: Clock) -> None:
        ungrounded(world)
        refuse(world, ask(world), now=NOW + MINUTE)
        clock.now = NOW + 2 * MINUTE
        assert self.of(machine)["next_step"] == "refused"
        grant(world, ask(world, now=clock.now), now=clock.now + MINUTE)
        clock.now += 2 * MINUTE
        told = self.of(machine)
        assert (told["ground"]["kind"], told["may_issue"]) == ("explicit", True)

    @pytest.mark.rule("R2", "P4", "G7")
    def test_of_another_s_number_is_as_unknown_as_none(self, world: World, machine: Call) -> None:
        shipper = machine("shipper")
        numbers = (STRANGE, CLIENT, "FR999999E9999", "fr007328e0001", "x", "é" * 100)
        answers = [shipper.get("/ground", {"excise_number": number}) for number in numbers]
        assert {(answer.status, answer.code) for answer in answers} == {(404, "not-found")}

    def test_asks_for_one_number(self, machine: Call) -> None:
        assert machine("shipper").get("/ground").paths == {"/excise_number": "field-missing"}
        assert machine("shipper").get("/ground?excise_number=").code == "field-form"

    @pytest.mark.rule("F2")
    def test_tells_on_whose_side_the_failure_is(self, world: World, machine: Call) -> None:
        ungrounded(world)
        operator_down(world, world.client, side=Side.PROVIDER)
        assert [one["side"] for one in self.of(machine, "provider", CLIENT)["outages"]] == ["provider"]

    @pytest.mark.rule("P4")
    def test_costs_few_questions(self, world: World, machine: Call) -> None:
        shipper = machine("shipper")
        shipper.get("/outages")
        crisis(world)
        with CaptureQueriesContext(connection) as asked:
            assert shipper.get("/ground", {"excise_number": SHIPPER}).status == 200
        assert len(asked) <= 9
