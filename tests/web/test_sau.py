"""« Pannes et appels »: find the caller, see what is published, tell him the next step (rules F2, F3, F8)."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gps.accounts.models import ExciseNumber, OpeningHours, Operator
from gps.domain.grounds import Service, Severity, Side
from gps.domain.lifecycle import Status
from tests.documents.register import bring, issue
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
)  # fmt: skip
from tests.web.browsing import Browser, Clock, Page
from tests.web.conftest import Browse
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, WAREHOUSE, World

pytestmark = pytest.mark.django_db

DESK = "/sau/"


def caller(number: str) -> str:
    return f"/sau/appelant/{number}/"


@pytest.fixture
def bare(world: World) -> World:
    """The world without the authorisations that never end."""
    return ungrounded(world)


@pytest.fixture
def desk(bare: World, browse: Browse) -> Browser:
    return browse("national")


def find(desk: Browser, text: str) -> Page:
    return desk.get(DESK, {"appelant": text})


class TestFinding:
    @pytest.mark.rule("F2")
    @pytest.mark.parametrize(
        "text", [SHIPPER, "fr007328e0001", " FR 00 7328 E 0001 ", "FR007328E", "FR.007328-E0001"],
    )  # fmt: skip
    def test_leads_straight_to_an_excise_number(self, desk: Browser, text: str) -> None:
        assert find(desk, text).address == caller(SHIPPER)

    @pytest.mark.rule("F2")
    @pytest.mark.parametrize("text", ["44444444400004", "444 444 444 00004", "444444444"])
    def test_knows_a_siret_with_or_without_spaces_and_its_beginning(self, desk: Browser, text: str) -> None:
        assert find(desk, text).address == caller(CLIENT)

    @pytest.mark.rule("F2")
    @pytest.mark.parametrize("text", ["brasserie", "BRASSERIE DU NORD", "nord brass", "Brâssérie  -  nord"])
    def test_knows_a_name_by_all_its_words(self, desk: Browser, text: str) -> None:
        assert find(desk, text).address == caller(CLIENT)

    @pytest.mark.rule("F2")
    def test_cares_for_neither_accents_nor_capitals_of_the_name(self, bare: World, desk: Browser) -> None:
        Operator.objects.create(
            name="Œnologie de l’ÉTOILE d’Or", siret="66666666600006", address="", postcode="", city=""
        )
        row = bare.strange
        row.operator = Operator.objects.get(siret="66666666600006")
        row.establishment = "Château Saint-Émilion"
        row.save()
        for text in ("oenologie etoile", "l'étoile d'or", "CHATEAU saint emilion", "œnologie château"):
            assert find(desk, text).address == caller(row.number)
        assert "Aucun établissement" in find(desk, "etoile brasserie").text

    @pytest.mark.rule("F2")
    def test_lists_those_who_may_be_meant(self, desk: Browser) -> None:
        page = find(desk, "garonne")
        assert [row[0] for row in page.rows] == [WAREHOUSE, SHIPPER]
        assert "2 établissements" in page.text
        assert page.form["appelant"] == "garonne"

    @pytest.mark.rule("F2")
    def test_lists_twenty_five_and_asks_for_more_words(self, bare: World, desk: Browser) -> None:
        ExciseNumber.objects.bulk_create(
            ExciseNumber(
                number=f"FR0022{n:02d}E0001", operator=bare.shipper.operator, establishment="Cave", access_mode="dti",
                office=bare.bordeaux, search_key="cave",
            )
            for n in range(25)
        )  # fmt: skip
        page = find(desk, "FR0022")
        assert (len(page.rows), "affinez" in page.text) == (25, False)
        page = find(desk, "garonne")
        assert (len(page.rows), "Plus de 25 établissements : affinez" in page.text) == (25, True)

    @pytest.mark.parametrize(
        "text", ["FR999", "99999999999999", "inconnue au bataillon", "%", "_", "\x00", "'", "é" * 500]
    )
    def test_says_when_nobody_answers_to_it(self, desk: Browser, text: str) -> None:
        page = find(desk, text)
        assert (page.status, page.rows) == (200, [])
        assert "Aucun établissement" in page.text

    def test_takes_a_name_that_looks_like_a_number_for_a_name(self, bare: World, desk: Browser) -> None:
        bare.strange.establishment = "FR2 Distribution"
        bare.strange.save()
        assert find(desk, "fr2").address == caller(bare.strange.number)

    def test_of_nothing_finds_nothing(self, desk: Browser) -> None:
        page = find(desk, "   ")
        assert "établissement" not in page.main.one("form").words + page.title
        assert page.status == 200

    def test_has_the_cursor_in_its_box(self, desk: Browser) -> None:
        [box] = [node for node in desk.get(DESK).main.all("input") if node.get("name") == "appelant"]
        assert "autofocus" in box.attributes


class TestTheBoard:
    @pytest.mark.rule("F2", "F3")
    def test_shows_what_is_published_with_its_figures(self, bare: World, desk: Browser) -> None:
        [dti] = black(bare, expected_end_at=NOW + HOUR)
        edi = provider_down(bare)
        own = operator_down(bare, bare.client, side=Side.PROVIDER)
        later = alert(bare, Service.MAREVA, Severity.RED, starts_at=NOW + 24 * HOUR, planned=True)
        issue(bare)
        issue(bare, identity="B")
        tomorrow = "21/11/2026 à 18:45 (UTC+1)"
        tables = [[row.words for row in body.all("tr")] for body in desk.get(DESK).main.all("tbody")]
        assert tables == [
            [
                f"{dti.identifier} Alerte noire – GAMM@ DTI 20/11/2026 à 18:45 (UTC+1) 20/11/2026 à 19:45 (UTC+1) 4 2",
                f"{edi.identifier} Incident – Prestataire Liaisons EDI 20/11/2026 à 18:45 (UTC+1) – 1 0",
            ],
            [f"{own.identifier} Incident – {bare.client} Brasserie du Nord 20/11/2026 à 18:45 (UTC+1) – 1 0"],
            [
                f"{later.identifier} Alerte rouge – Messagerie MAREVA (maintenance programmée) {tomorrow} – 1 0",
            ],
        ]

    @pytest.mark.rule("F3")
    def test_keeps_what_is_over_the_last_first(self, bare: World, desk: Browser, clock: Clock) -> None:
        [first] = black(bare)
        second = provider_down(bare)
        end(bare, first, now=NOW + MINUTE)
        cancel(bare, second, now=NOW + 2 * MINUTE)
        clock.now = NOW + HOUR
        page = desk.get(DESK)
        [over] = page.main.all("tbody")
        lines = [row.words for row in over.all("tr")]
        assert lines[0].startswith(f"{second.identifier} Incident")
        assert "annulée le 20/11/2026 à 18:47 (UTC+1)" in lines[0]
        assert lines[1].startswith(f"{first.identifier} Alerte noire")
        assert "Aucune alerte et aucun incident de prestataire en cours." in page.text

    @pytest.mark.rule("F2")
    def test_costs_as_many_queries_for_many_outages_as_for_one(self, bare: World, desk: Browser) -> None:
        operator_down(bare, bare.shipper)
        desk.get(DESK)
        with CaptureQueriesContext(
            connection,
        ) as few:
            desk.get(DESK)
        black(bare, Service.GAMMA_DTI, Service.GAMMA_EDI, Service.MAREVA)
        provider_down(bare)
        for row in (bare.client, bare.distiller, bare.warehouse):
            operator_down(bare, row)
        end(bare, operator_down(bare, bare.strange), now=NOW + MINUTE)
        with CaptureQueriesContext(connection) as many:
            desk.get(DESK)
        assert len(many) == len(few)

    def test_is_there_for_the_help_desk_in_the_menu(self, desk: Browser) -> None:
        assert "Pannes et appels" in desk.get(DESK).tabs


class TestTheCaller:
    @pytest.mark.rule("F2", "F8")
    def test_is_shown_with_whom_to_call(self, bare: World, desk: Browser) -> None:
        OpeningHours.objects.create(office=bare.bordeaux, weekday=4, opens_at=time(8, 30), closes_at=time(19))
        page = desk.get(caller(CLIENT))
        assert page.title == "Brasserie du Nord"
        assert page.facts["Opérateur"] == "Brasserie du Nord SIRET 44444444400004"
        assert page.facts["Accès à GAMM@"] == "EDI, par Liaisons EDI 01 00 00 00 03, edi@liaisons.invalid"
        assert page.facts["Son numéro du SAU"] == "09 702 80 200"
        assert page.facts["Téléphone"] == "05 00 00 00 01"
        assert page.facts["Mél"] == "bordeaux@douane.invalid"
        assert page.facts["Horaires"] == "vendredi 08:30–19:00"
        assert "ouvert maintenant" in page.text
        assert desk.get(caller(SHIPPER)).facts["Son numéro du SAU"] == "09 702 80 100"

    def test_hears_that_his_office_is_closed(self, bare: World, desk: Browser, clock: Clock) -> None:
        OpeningHours.objects.create(office=bare.bordeaux, weekday=4, opens_at=time(8, 30), closes_at=time(18, 45))
        assert "fermé maintenant" in desk.get(caller(SHIPPER)).text
        clock.now = NOW - MINUTE
        assert "ouvert maintenant" in desk.get(caller(SHIPPER)).text

    def test_is_unknown(self, desk: Browser) -> None:
        assert desk.get(caller("FR0" + "9" * 10)).status == 404
        assert desk.get("/sau/appelant/fr007328e0001/").status == 404

    @pytest.mark.rule("F4", "F8")
    def test_without_alert_is_told_what_to_do_about_his_own_failure(self, desk: Browser) -> None:
        page = desk.get(caller(SHIPPER))
        assert "Diagnostic à établir" in page.text
        assert (
            "Si la panne est la sienne, ouvrez un incident ; l’opérateur essaie un autre accès, puis demande "
            "l’autorisation à son service, Bordeaux – bureau de Bassens, 05 00 00 00 01."
        ) in page.text
        assert "Aucun fondement n’est en vigueur en ce moment." in page.text

    @pytest.mark.rule("F4")
    def test_by_edi_agrees_with_his_provider(self, bare: World, desk: Browser) -> None:
        operator_down(bare, bare.client)
        page = desk.get(caller(CLIENT))
        assert "Il demande l’autorisation à son service" in page.text
        assert "L’incident P26-0001 est ouvert : l’opérateur essaie un autre accès" in page.text
        assert "et convient avec Liaisons EDI de qui réintègre." in page.text

    @pytest.mark.rule("F3")
    def test_covered_by_an_alert_may_issue(self, bare: World, desk: Browser) -> None:
        black(bare)
        page = desk.get(caller(SHIPPER))
        assert "Il peut utiliser la procédure de secours" in page.text
        assert "Alerte noire – GAMM@ DTI (P26-0001), depuis le 20/11/2026 à 18:45 (UTC+1)." in page.text
        assert "Aucune alerte et aucun incident de prestataire ne le concerne." in desk.get(caller(CLIENT)).text

    @pytest.mark.rule("F4", "F5")
    def test_who_has_asked_is_told_when_silence_speaks(self, bare: World, desk: Browser) -> None:
        made = ask(bare, "distiller", DISTILLER)
        page = desk.get(caller(DISTILLER))
        assert (
            f"Sa demande {made.identifier} attend la réponse de Le Port, 02 62 00 00 02 ; sans réponse, il sera "
            "autorisé le 20/11/2026 à 22:45:30 (UTC+4)."
        ) in page.text
        assert "En attente de réponse autorisation tacite le 20/11/2026 à 22:45:30 (UTC+4)" in page.text

    @pytest.mark.rule("F5")
    def test_who_was_refused_or_authorised_is_told_so(self, bare: World, desk: Browser, clock: Clock) -> None:
        made = refuse(bare, ask(bare), now=NOW + MINUTE)
        clock.now = NOW + 2 * MINUTE
        page = desk.get(caller(SHIPPER))
        assert f"Son service a refusé la demande {made.identifier}" in page.text
        assert "Refusée GAMM@ fonctionne : pas d’impossibilité technique" in page.text
        other = grant(bare, ask(bare, excise_number=WAREHOUSE), now=NOW + MINUTE, ends_at=NOW + 5 * HOUR)
        shown = desk.get(caller(WAREHOUSE)).text
        assert f"Autorisation du service ({other.identifier}), jusqu’au 20/11/2026 à 23:45 (UTC+1)." in shown

    @pytest.mark.rule("F2")
    def test_comes_with_his_documents_and_incidents(self, bare: World, desk: Browser, clock: Clock) -> None:
        black(bare)
        issue(bare)
        bring(bare, issue(bare, identity="B"), Status.CANCELLED)
        gone = operator_down(bare, bare.shipper)
        end(bare, gone, now=NOW + MINUTE)
        clock.now = NOW + HOUR
        page = desk.get(caller(SHIPPER))
        assert [line.words for line in page.main.one(".gps-figures").all("li")] == [
            "1 actif", "0 inactif", "1 annulé", "0 réintégré",
        ]  # fmt: skip
        assert f"{gone.identifier} – Opérateur, depuis le 20/11/2026 à 18:45 (UTC+1) terminée" in page.text

    def test_is_told_of_an_alert_to_come(self, bare: World, desk: Browser) -> None:
        alert(bare, severity=Severity.RED, starts_at=NOW + HOUR)
        page = desk.get(caller(SHIPPER))
        assert "P26-0001 ouvrira le droit le 20/11/2026 à 19:45 (UTC+1)." in page.text
        assert "Aucun fondement n’est en vigueur en ce moment." in page.text

    def test_costs_a_constant_number_of_queries(self, bare: World, desk: Browser) -> None:
        refuse(bare, ask(bare, "client", CLIENT, now=NOW - 10 * HOUR), now=NOW - 10 * HOUR)
        with CaptureQueriesContext(connection) as few:
            desk.get(caller(CLIENT))
        black(bare, Service.GAMMA_EDI, Service.MAREVA)
        provider_down(bare)
        operator_down(bare, bare.client)
        issue(bare, "client", excise_number=CLIENT)
        for minute in range(3):
            refuse(bare, ask(bare, "client", CLIENT, now=NOW - (9 - minute) * HOUR), now=NOW - (9 - minute) * HOUR)
        with CaptureQueriesContext(connection) as many:
            desk.get(caller(CLIENT))
        assert len(many) == len(few)


@pytest.mark.rule("P4", "F2")
@pytest.mark.parametrize("who", ["stranger", "reader", "shipper", "client", "provider", "officer", "administrator"])
def test_is_nobody_elses(world: World, browse: Browse, who: str) -> None:
    browser = browse(who)
    for address in (DESK, f"{DESK}?appelant=garonne", caller(SHIPPER), caller("FR0" + "9" * 10)):
        assert browser.get(address).status == 403
    assert "Pannes et appels" not in browser.get("/aide/").tabs
