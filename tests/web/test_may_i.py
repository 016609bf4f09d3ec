"""« Ai-je le droit ? »: three questions at most to the step that opens the right (rules F1, F3, F4, F6, F8, G7)."""

from datetime import timedelta

import pytest

from gps.domain.grounds import Service, Severity
from tests.outages import crisis
from tests.web.browsing import Clock, Page
from tests.web.conftest import Browse
from tests.world import CLIENT, NOW, SHIPPER, WAREHOUSE, World

pytestmark = pytest.mark.django_db

MAY_I = "/ai-je-le-droit/"
DTI, EDI = "09 702 80 100", "09 702 80 200"


@pytest.fixture
def world(world: World) -> World:
    return crisis.ungrounded(world)


def buttons(page: Page) -> dict[str, str]:
    """What the question offers: words -> answer."""
    return {b.words: b.get("value") for b in page.main.all("button") if b.get("name")}


def own_case(page: Page) -> list[str]:
    """The highlighted lines of the sheet."""
    return [line.words for line in page.main.all(".gps-own-case")]


class TestTheThreeQuestions:
    @pytest.mark.rule("F8", "F4", "G7")
    def test_lead_a_portal_operator_to_his_service(self, world: World, browse: Browse) -> None:
        shipper = browse("shipper")
        first = shipper.get(MAY_I, {"accise": SHIPPER})
        assert "Pas encore" in first.text
        assert list(buttons(first).values()) == ["emettre", "autre"]
        second = shipper.get(MAY_I, {"accise": SHIPPER, "panne": "emettre"})
        assert list(buttons(second).values()) == ["inconnu", "douane", "moi"]
        third = shipper.get(MAY_I, {"accise": SHIPPER, "panne": "emettre", "origine": "moi"})
        assert list(buttons(third).values()) == ["non", "oui"]
        last = shipper.get(MAY_I, {"accise": SHIPPER, "panne": "emettre", "origine": "moi", "essai": "oui"})
        assert buttons(last) == {}
        assert f"/autorisations/demander/?accise={SHIPPER}" in last.links
        assert "05 00 00 00 01" in last.text
        [case] = own_case(last)
        assert "demande l’autorisation au service" in case

    @pytest.mark.rule("F8", "F1")
    def test_give_an_edi_operator_his_own_number_and_his_provider(self, world: World, browse: Browse) -> None:
        client = browse("client")
        page = client.get(MAY_I, {"panne": "emettre", "origine": "inconnu"})
        callout = page.main.one(".fr-callout").words
        assert EDI in callout
        assert DTI not in callout
        assert "prestataire" in buttons(client.get(MAY_I, {"panne": "emettre"})).values()
        provider = client.get(MAY_I, {"panne": "emettre", "origine": "prestataire"}).main.one(".fr-callout").words
        assert "Liaisons EDI" in provider
        assert "01 00 00 00 03" in provider

    @pytest.mark.rule("F6", "F8")
    @pytest.mark.parametrize(
        ("given", "title", "case"),
        [
            ({"panne": "autre"}, "Attendez le rétablissement", ""),
            ({"panne": "emettre", "origine": "inconnu"}, "Appelez le SAU", "Diagnostic"),
            ({"panne": "emettre", "origine": "douane"}, "Attendez la publication de l’alerte", "Alerte non publiée"),
            ({"panne": "emettre", "origine": "moi", "essai": "non"}, "Essayez un autre accès", "Tout moyen"),
        ],
    )
    def test_end_in_one_step(self, world: World, browse: Browse, given: dict[str, str], title: str, case: str) -> None:
        page = browse("shipper").get(MAY_I, {"accise": SHIPPER, **given})
        assert page.main.one("#etape").words == title
        assert "/autorisations/demander/" not in "".join(page.links)
        assert [line for line in own_case(page) if case and case in line] == own_case(page)

    @pytest.mark.rule("F8")
    def test_are_open_to_everybody(self, world: World, browse: Browse) -> None:
        anonymous = browse("anonymous")
        assert anonymous.get(MAY_I).status == 200
        page = anonymous.get(MAY_I, {"acces": "edi", "panne": "emettre", "origine": "moi", "essai": "oui"})
        assert "/connexion/?next=/autorisations/demander/" in page.links
        assert EDI in page.text

    @pytest.mark.rule("F8")
    @pytest.mark.parametrize(
        "query",
        [
            {"panne": "x"}, {"panne": "emettre", "origine": "\x00"}, {"acces": "fax"}, {"accise": "x" * 500},
            {"essai": "oui"}, {"accise": CLIENT, "panne": "emettre", "origine": "moi", "essai": "oui"},
        ],
    )  # fmt: skip
    def test_go_no_further_than_what_was_truly_answered(
        self, world: World, browse: Browse, query: dict[str, str]
    ) -> None:
        page = browse("shipper").get(MAY_I, query)
        assert page.status == 200
        assert page.main.all("#etape") == []
        assert CLIENT not in page.text


class TestWhoIsAuthorised:
    @pytest.mark.rule("F3", "F8")
    def test_is_told_so_with_the_alert(self, world: World, browse: Browse) -> None:
        [outage] = crisis.black(world, Service.GAMMA_DTI, now=NOW - timedelta(hours=2))
        page = browse("shipper").get(MAY_I, {"accise": SHIPPER, "panne": "emettre"})
        assert "Oui, vous êtes autorisé" in page.text
        assert f"Alerte {outage.identifier}" in page.text
        assert buttons(page) == {}
        assert "/generer/" in page.links
        [case] = own_case(page)
        assert "Alerte rouge ou noire publiée" in case

    @pytest.mark.rule("F1", "F3")
    def test_is_not_by_an_alert_that_does_not_cover_him(self, world: World, browse: Browse) -> None:
        [outage] = crisis.black(world, Service.GAMMA_DTI)
        said = f"Cette alerte ne couvre pas {CLIENT}, qui accède à GAMM@ par EDI."
        page = browse("client").get(MAY_I)
        assert "Pas encore" in page.text
        assert f"GAMM@ DTI – {outage.identifier}" in page.text
        assert said in page.text
        assert said in browse("client").get("/generer/").text
        assert list(buttons(page).values()) == ["emettre", "autre"]

    @pytest.mark.rule("F3", "F6")
    def test_is_not_by_a_notice(self, world: World, browse: Browse) -> None:
        crisis.alert(world, Service.GAMMA_DTI, Severity.NOTICE)
        page = browse("shipper").get(MAY_I, {"accise": SHIPPER})
        assert "n’ouvre pas la procédure de secours" in page.text
        assert "Pas encore" in page.text

    @pytest.mark.rule("F4")
    def test_is_not_by_an_incident_alone(self, world: World, browse: Browse) -> None:
        outage = crisis.operator_down(world, world.shipper)
        page = browse("shipper").get(MAY_I, {"accise": SHIPPER})
        assert outage.identifier in page.text
        assert "À lui seul il n’autorise pas" in page.text
        assert "Pas encore" in page.text

    @pytest.mark.rule("F5")
    def test_waits_to_the_second(self, world: World, browse: Browse, clock: Clock) -> None:
        request = crisis.ask(world)
        clock.now = NOW + timedelta(seconds=3598)
        page = browse("shipper").get(MAY_I, {"accise": SHIPPER})
        assert f"Votre demande {request.identifier} attend la réponse du service" in page.text
        assert "20/11/2026 à 19:45:30 (UTC+1)" in page.text
        clock.now = NOW.replace(second=30) + timedelta(hours=1)
        assert f"Autorisation tacite {request.identifier}" in browse("shipper").get(MAY_I, {"accise": SHIPPER}).text


class TestGenerer:
    @pytest.mark.rule("G7")
    def test_without_a_ground_shows_the_way_instead_of_the_form(self, world: World, browse: Browse) -> None:
        page = browse("shipper").get("/generer/")
        assert "La procédure de secours ne vous est pas ouverte" in page.text
        assert page.main.all("form") == []
        assert {f"{MAY_I}?accise={number}" for number in (SHIPPER, WAREHOUSE)} <= set(page.links)
        assert DTI in page.text
        assert EDI in browse("client").get("/generer/").main.words

    @pytest.mark.rule("G7", "F7")
    def test_with_one_says_which(self, world: World, browse: Browse) -> None:
        [outage] = crisis.black(world)
        page = browse("distiller").get("/generer/")
        assert f"Alerte {outage.identifier}" in page.text
        assert page.main.all("form") != []

    @pytest.mark.rule("G7")
    def test_with_some_says_for_which_not(self, world: World, browse: Browse) -> None:
        request = crisis.grant(world, crisis.ask(world))
        page = browse("shipper").get("/generer/")
        assert f"Autorisation du service {request.identifier}" in page.text
        assert f"{MAY_I}?accise={WAREHOUSE}" in page.links
        assert f"{MAY_I}?accise={SHIPPER}" not in page.links

    @pytest.mark.rule("G7", "G6")
    def test_refuses_a_form_whose_ground_has_gone_and_keeps_what_was_typed(
        self, world: World, browse: Browse, clock: Clock
    ) -> None:
        [outage] = crisis.black(world)
        shipper = browse("shipper")
        opened = shipper.get("/generer/")
        crisis.end(world, outage, now=NOW)
        before = crisis.census()
        page = shipper.send(
            "/generer/", opened, document_type="DAA", excise_number=SHIPPER, transport_identity="AB-123-CD",
            dispatch_date="20/11/2026", dispatch_time="19:30",
        )  # fmt: skip
        assert page.status == 422
        assert "Rien n’autorise la procédure de secours" in page.text
        assert DTI in page.text
        assert page.form["transport_identity"] == "AB-123-CD"
        assert crisis.census() == before
