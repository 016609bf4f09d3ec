"""What is told of requests: to the service, the operator and the provider, and when the hour is over (F4, F5, F9)."""

from datetime import time, timedelta

import pytest
from django.urls import resolve

from gps.accounts.models import Enrolment
from gps.accounts.roles import Right
from gps.domain.grounds import Side
from gps.jobs.models import Job
from gps.notices import addresses as places
from gps.notices import preferences
from gps.notices import requests as notices
from gps.notices.labels import Kind
from tests.documents.register import issue
from tests.notices.post import addresses, deliver, to, words
from tests.outages import crisis
from tests.outages.crisis import HOUR, MINUTE, SECOND
from tests.world import CLIENT, NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

OFFICE = "bordeaux@douane.invalid"
PROVIDER = "edi@liaisons.invalid"


@pytest.fixture
def world(world: World) -> World:
    return crisis.ungrounded(world)


class TestARequest:
    @pytest.mark.rule("F4", "F5")
    def test_is_told_to_the_service_and_its_officers(self, world: World) -> None:
        made = crisis.ask(world)
        sent = deliver()
        assert addresses(sent) == [OFFICE, "officer", "shipper"]
        for who in (OFFICE, "officer"):
            told = to(sent, who)
            assert told.subject == (
                f"[GPS] {made.identifier} : demande d’autorisation, Chais de Garonne – site 1 ({SHIPPER})"
            )
            for said in (
                "Sans réponse avant le 20/11/2026 à 19:45:30 (UTC+1), il sera autorisé tacitement.",
                f"Demande : {made.identifier}",
                "Panne 1 : connexion ou équipement de l’opérateur DTI",
                "La box du chai est en panne.",
                "À rappeler au : 05 00 00 00 99",
                "Répondre : http://127.0.0.1:8000/a-traiter/",
            ):
                assert said in words(told)

    @pytest.mark.rule("F4")
    def test_is_acknowledged_to_those_who_declare_and_to_nobody_else(self, world: World) -> None:
        Enrolment.objects.create(user=world.users["stranger"], excise_number=world.shipper, right=Right.DECLARE)
        made = crisis.ask(world)
        sent = deliver()
        assert addresses(sent) == [OFFICE, "officer", "shipper", "stranger"]
        told = words(to(sent, "shipper"))
        assert "Sans réponse de sa part le 20/11/2026 à 19:45:30 (UTC+1), vous serez autorisé tacitement" in told
        assert f"http://127.0.0.1:8000/autorisations/{made.identifier}/" in told

    @pytest.mark.rule("F4")
    @pytest.mark.parametrize(
        ("side", "said"),
        [
            (Side.PROVIDER, "Il est convenu que vous réintégrerez ses mouvements dans GAMM@"),
            (Side.OPERATOR, "Il réintégrera lui-même ses mouvements dans GAMM@"),
        ],
    )
    def test_for_failure_2_is_told_to_the_provider(self, world: World, side: Side, said: str) -> None:
        crisis.ask(world, "client", CLIENT, reintegrated_by=side)
        sent = deliver()
        assert addresses(sent) == [OFFICE, "client", PROVIDER, "officer"]
        assert said in words(to(sent, PROVIDER))
        assert "La box du chai" not in words(to(sent, PROVIDER))

    @pytest.mark.rule("F5", "F9")
    def test_that_was_made_by_telephone_an_hour_ago_says_that_the_hour_has_run(self, world: World) -> None:
        crisis.ask(world, "officer", means="telephone", asked_at=NOW - HOUR)
        sent = deliver()
        since = "autorisé tacitement depuis le 20/11/2026 à 18:45:30 (UTC+1)"
        for who in (OFFICE, "shipper"):
            first = [one for one in sent if one.to[0].startswith(who.removesuffix("@gps.invalid"))]
            assert any(since in words(one) for one in first)

    @pytest.mark.rule("F4")
    def test_reads_each_clock_where_it_is_read(self, world: World) -> None:
        crisis.ask(world, "distiller", "FR009740E0007")
        assert "à 22:45:30 (UTC+4)" in words(to(deliver(), "leport@douane.invalid"))

    @pytest.mark.rule("F4")
    def test_reaches_the_office_even_when_its_officers_want_none(self, world: World) -> None:
        preferences.choose(world.users["officer"], set())
        preferences.choose(world.users["shipper"], {Kind.OUTAGES})
        crisis.ask(world)
        assert addresses(deliver()) == [OFFICE]

    @pytest.mark.rule("F4")
    def test_told_again_writes_nobody_twice(self, world: World) -> None:
        crisis.ask(world)
        payload = Job.objects.get(kind="request-notices").payload
        notices.tell(payload, NOW)
        assert addresses(deliver()) == [OFFICE, "officer", "shipper"]
        notices.tell(payload, NOW + MINUTE)
        assert deliver(NOW + MINUTE) == []


class TestAnAnswer:
    @pytest.mark.rule("F4", "F5")
    def test_that_says_yes_is_told_with_its_end(self, world: World) -> None:
        made = crisis.ask(world)
        deliver()
        crisis.grant(world, made, now=NOW + 10 * MINUTE, comment="Faites vite.")
        sent = deliver(NOW + 10 * MINUTE)
        assert addresses(sent) == ["shipper"]
        told = words(sent[0])
        assert "Le service douanier autorise l’usage de la procédure de secours." in told
        assert "Officer Exemple (Bordeaux – bureau de Bassens)" in told
        assert "compte à partir du 20/11/2026 à 18:55 (UTC+1) et se termine le " in told
        assert "Précision du service : Faites vite." in told

    @pytest.mark.rule("F4", "F5")
    def test_that_says_no_is_told_with_its_reason(self, world: World) -> None:
        made = crisis.ask(world, "client", CLIENT)
        deliver()
        crisis.refuse(world, made, now=NOW + 10 * MINUTE)
        sent = deliver(NOW + 10 * MINUTE)
        assert addresses(sent) == ["client", PROVIDER]
        for told in sent:
            assert "autorisation refusée" in told.subject
            assert "Motif : GAMM@ fonctionne" in words(told)

    @pytest.mark.rule("F4")
    def test_that_is_not_needed_any_more_is_told_to_both(self, world: World) -> None:
        made = crisis.ask(world)
        deliver()
        crisis.withdraw(world, made, now=NOW + 10 * MINUTE)
        sent = deliver(NOW + 10 * MINUTE)
        assert addresses(sent) == [OFFICE, "officer", "shipper"]
        assert all("Cette demande est retirée par : Shipper Exemple" in words(told) for told in sent)


class TestSilence:
    @pytest.mark.rule("F5")
    def test_is_told_at_the_3600th_second_and_not_before(self, world: World) -> None:
        made = crisis.ask(world)
        deliver()
        assert deliver(NOW + HOUR - SECOND) == []
        sent = deliver(NOW + HOUR)
        assert addresses(sent) == [OFFICE, "officer", "shipper"]
        for told in sent:
            assert f"{made.identifier} : autorisation tacite" in told.subject
            assert "est autorisé tacitement depuis le 20/11/2026 à 19:45:30 (UTC+1), jusqu’au " in words(told)

    @pytest.mark.rule("F5")
    @pytest.mark.parametrize("what", ["granted", "refused", "withdrawn", "refused late"])
    def test_that_was_broken_is_not_told(self, world: World, what: str) -> None:
        made, then = crisis.ask(world), NOW + 59 * MINUTE
        match what:
            case "granted":
                crisis.grant(world, made, now=then)
            case "refused":
                crisis.refuse(world, made, now=then)
            case "withdrawn":
                crisis.withdraw(world, made, now=then)
            case _:
                then = NOW + 61 * MINUTE
                crisis.refuse(world, made, now=then)
        sent = deliver(NOW + 2 * HOUR)
        assert sent
        assert not [told for told in sent if "tacite" in told.subject]

    @pytest.mark.rule("F5")
    def test_that_is_over_when_the_worker_comes_back_is_not_told(self, world: World) -> None:
        crisis.ask(world)
        assert not [told for told in deliver(NOW + timedelta(days=9)) if "tacite" in told.subject]

    @pytest.mark.rule("F5")
    def test_that_a_number_relies_on_is_no_news_of_its_own(self, world: World) -> None:
        made = crisis.ask(world)
        deliver(NOW + HOUR)
        issue(world, now=NOW + HOUR, at=time(20))
        assert "rely" in crisis.lines(made.identifier)
        assert deliver(NOW + HOUR + MINUTE) == []


@pytest.mark.rule("F4")
@pytest.mark.parametrize("path", [places.DESK, places.FOLLOW, places.PORTAL])
def test_the_pages_that_mails_name_exist(path: str) -> None:
    assert resolve(path).url_name
