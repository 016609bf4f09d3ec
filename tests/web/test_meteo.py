"""« Météo des téléservices », as everybody reads it, signed in or not (rule F3)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gps.domain.grounds import Service, Severity
from tests.documents.register import issue
from tests.outages.crisis import HOUR, alert, end
from tests.outages.skies import DAY, HOSTILE_EN, NOTE, many, skies
from tests.web.browsing import Browser, Clock, Page
from tests.web.conftest import Browse
from tests.web.markup import Element
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F3")]

METEO = "/meteo/"


@pytest.fixture
def anybody(browse: Browse) -> Browser:
    return browse("anonymous")


def states(page: Page) -> dict[str, str]:
    """Service: the words of its card."""
    return {card.one("h3").words: card.words for card in page.main.all(".gps-state")}


def article(page: Page, identifier: str) -> Element:
    return page.main.one(f"#{identifier}")


class TestTheStates:
    def test_are_normal_when_nothing_is_published(self, anybody: Browser) -> None:
        page = anybody.get(METEO)
        assert (page.status, page.title) == (200, "Météo des téléservices")
        assert list(states(page)) == ["GAMM@ DTI", "GAMM@ EDI", "Messagerie MAREVA"]
        assert all("Fonctionne normalement" in words for words in states(page).values())
        assert "Aucune alerte n’est publiée" in page.text
        assert "09 702 80 100" in page.text

    @pytest.mark.parametrize(
        ("severity", "word", "icon"),
        [
            (Severity.NOTICE, "Information", "fr-badge--info"),
            (Severity.RED, "Alerte rouge", "fr-badge--error"),
            (Severity.BLACK, "Alerte noire", "fr-icon-alarm-warning-fill"),
        ],
    )
    def test_have_a_word_and_an_icon_beside_the_colour(
        self, world: World, anybody: Browser, severity: Severity, word: str, icon: str
    ) -> None:
        alert(world, Service.GAMMA_EDI, severity, now=NOW - HOUR)
        page = anybody.get(METEO)
        badge = page.main.all(".gps-state")[1].one(".fr-badge")
        assert badge.words == word
        assert icon in badge.get("class")
        assert "Fonctionne normalement" in states(page)["GAMM@ DTI"]

    def test_say_since_when_until_when_and_where_to_read_on(self, world: World, anybody: Browser) -> None:
        sky = skies(world)
        page = anybody.get(METEO)
        card = states(page)["GAMM@ DTI"]
        assert "Depuis le 20/11/2026 à 13:45 (UTC+1)" in card
        assert "Fin prévue : 20/11/2026 à 23:45 (UTC+1)" in card
        assert f"#{sky.under_way.identifier}" in page.links
        assert "Fin prévue : non connue" in states(page)["Messagerie MAREVA"]

    def test_say_when_an_expected_end_has_passed(self, world: World, anybody: Browser, clock: Clock) -> None:
        skies(world)
        clock.now = NOW + 6 * HOUR
        assert "20/11/2026 à 23:45 (UTC+1), dépassée" in states(anybody.get(METEO))["GAMM@ DTI"]

    def test_are_told_in_the_nations_time_with_its_offset(self, world: World, anybody: Browser, clock: Clock) -> None:
        clock.now = NOW.replace(month=7)
        alert(world, now=clock.now)
        page = anybody.get(METEO)
        assert "Page faite le 20/07/2026 à 19:45 (UTC+2)" in page.text
        assert "Depuis le 20/07/2026 à 19:45 (UTC+2)" in states(page)["GAMM@ DTI"]


class TestAnAlert:
    def test_says_what_to_do_to_whom_in_both_languages(self, world: World, anybody: Browser) -> None:
        sky = skies(world)
        shown = article(anybody.get(METEO), sky.under_way.identifier)
        assert shown.one("h3").words.startswith(f"{sky.under_way.identifier} – GAMM@ DTI")
        assert "Ouvre la procédure de secours aux opérateurs DTI et DTI+." in shown.words
        assert "Émettez par la procédure de secours." in shown.words
        [english] = [e for e in shown.walk() if e.get("lang") == "en"]
        assert "Opens the fallback procedure to operators working by the portal (DTI and DTI+)." in english.words
        assert HOSTILE_EN in english.words

    def test_to_come_says_whether_it_will_open_the_procedure(self, world: World, anybody: Browser) -> None:
        sky = skies(world)
        page = anybody.get(METEO)
        planned, harmless = article(page, sky.planned.identifier), article(page, sky.harmless.identifier)
        assert "maintenance programmée" in planned.one("h3").words
        assert "Ouvrira la procédure de secours aux opérateurs EDI" in planned.words
        assert "23/11/2026 à 18:45 (UTC+1)" in planned.words
        assert "23/11/2026 à 20:45 (UTC+1)" in planned.words
        assert "N’ouvrira pas la procédure de secours." in harmless.words

    def test_moves_from_to_come_to_under_way_at_its_start(self, world: World, anybody: Browser, clock: Clock) -> None:
        alert(world, starts_at=NOW + DAY, planned=True)
        assert "Fonctionne normalement" in states(anybody.get(METEO))["GAMM@ DTI"]
        clock.now = NOW + DAY
        assert "Alerte noire" in states(anybody.get(METEO))["GAMM@ DTI"]

    @pytest.mark.parametrize("place", [METEO, METEO + "P26-0003/"])
    def test_cannot_write_tags_of_its_own(self, world: World, anybody: Browser, place: str) -> None:
        assert skies(world).under_way.identifier == "P26-0003"
        page = anybody.get(place)
        html = page.response.content.decode()
        assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;guillemets&quot;" in html
        assert page.main.all("script") == page.main.all("b") == []
        assert "href=//x" not in html.replace('"', "")


class TestThePast:
    def test_comes_the_latest_first_with_what_was_cancelled(self, world: World, anybody: Browser) -> None:
        sky = skies(world)
        rows = anybody.get(METEO).rows
        assert [row[0] for row in rows] == [sky.cancelled.identifier, sky.past.identifier]
        assert [row[2] for row in rows] == ["Alerte rouge", "Alerte noire"]
        assert [row[4] for row in rows] == ["annulée", "10/11/2026 à 23:45 (UTC+1)"]

    def test_has_stable_pages(self, world: World, anybody: Browser) -> None:
        many(world, 60)
        seen: list[str] = []
        address = METEO
        for size in (25, 25, 10):
            page = anybody.get(address)
            seen += [row[0] for row in page.rows]
            assert len(page.rows) == size
            [onwards] = [a for a in page.main.all("a") if a.words == "Page suivante"]
            end(world, alert(world, now=NOW), now=NOW)  # what is published meanwhile moves nothing
            address = METEO + onwards.get("href")
        assert len(set(seen)) == 60
        assert address == METEO

    def test_refuses_a_cursor_that_it_did_not_give(self, anybody: Browser) -> None:
        for cursor in ("x", "é", "W10", "%00"):
            page = anybody.get(METEO, {"curseur": cursor})
            assert (page.status, page.title) == (422, "Météo des téléservices")
            assert len(page.alerts) == 1


class TestThePageOfAnAlert:
    def test_tells_its_dated_changes_in_words(self, world: World, anybody: Browser) -> None:
        sky = skies(world)
        page = anybody.get(f"{METEO}{sky.under_way.identifier}/")
        assert page.title == f"{sky.under_way.identifier} – GAMM@ DTI"
        changed, opened = [line.words for line in page.main.one(".gps-history").all("li")]
        assert changed.startswith("Modification 20/11/2026 à 15:45 (UTC+1)")
        assert "Gravité : Alerte rouge → Alerte noire" in changed
        assert "Fin prévue : 20/11/2026 à 20:45 (UTC+1) → 20/11/2026 à 23:45 (UTC+1)" in changed
        assert opened.startswith("Publication 20/11/2026 à 13:45 (UTC+1)")
        assert "Du 20/11/2026 à 13:45 (UTC+1) jusqu’à nouvel ordre" in page.text

    def test_tells_the_end_the_reopening_and_when_the_procedure_was_open(self, world: World, anybody: Browser) -> None:
        page = anybody.get(f"{METEO}{skies(world).past.identifier}/")
        lines = [line.words for line in page.main.one(".gps-history").all("li")]
        assert [line.split()[0] for line in lines] == ["Fin", "Réouverture", "Fin", "Publication"]
        assert "→ aucune" in lines[1]
        assert "Terminée : n’ouvre plus la procédure de secours." in page.text
        assert page.text.count("Du 10/11/2026") == 2

    def test_tells_a_cancellation(self, world: World, anybody: Browser) -> None:
        page = anybody.get(f"{METEO}{skies(world).cancelled.identifier}/")
        assert "annulée" in page.text
        assert "Annulée : n’ouvre pas la procédure de secours." in page.text
        assert "Ended" not in page.text

    def test_names_no_agent_and_repeats_no_note(self, world: World, anybody: Browser) -> None:
        sky, agent = skies(world), world.actor("national").label
        for place in (METEO, f"{METEO}atom.xml", *(f"{METEO}{outage.identifier}/" for outage in sky.public)):
            html = anybody.get(place).response.content.decode()
            assert agent not in html
            assert NOTE not in html

    @pytest.mark.parametrize("who", ["anonymous", "shipper", "national"])
    def test_is_not_found_for_what_is_not_public(self, world: World, browse: Browse, who: str) -> None:
        sky = skies(world)
        for hidden in (sky.provider.identifier, sky.operator.identifier, "P26-9999", "P25-0001", "D09-0001"):
            page = browse(who).get(f"{METEO}{hidden}/")
            assert (page.status, page.title) == (404, "Page introuvable")
        for wrong in (sky.past.identifier.lower(), "P26-42", "x", "P26-0001%00"):
            assert browse(who).get(f"{METEO}{wrong}/").status == 404


PAGES = (METEO, f"{METEO}P26-0003/", f"{METEO}atom.xml", f"{METEO}?curseur=")


class TestWhoeverAsks:
    @pytest.mark.parametrize("place", PAGES)
    def test_gets_the_same_page_without_any_session(self, world: World, browse: Browse, place: str) -> None:
        skies(world)
        answers = []
        for who in ("anonymous", "shipper", "administrator"):
            browser = browse(who)
            with CaptureQueriesContext(connection) as asked:
                response = browser.get(place).response
            assert not [query["sql"] for query in asked if re.search("session|accounts_user", query["sql"])]
            assert "Cookie" not in response.headers.get("Vary", "")
            assert response.headers["Cache-Control"] == "public, max-age=30"
            assert not response.cookies
            answers.append(response.content)
        assert answers[0] == answers[1] == answers[2]

    def test_takes_no_message_that_was_meant_for_one_person(self, world: World, browse: Browse) -> None:
        shipper, document = browse("shipper"), issue(world)
        done = shipper.post("/annuler/", {"reference": document.reference, "reason": "document_error"})
        weather = shipper.get(METEO)
        assert weather.main.all(".fr-alert") == []
        assert len(shipper.get(done.address).alerts) == 1
        assert "Shipper" not in weather.response.content.decode()

    @pytest.mark.parametrize("place", PAGES[:3])
    def test_asks_as_often_of_the_database_however_much_there_is(self, world: World, place: str) -> None:
        skies(world)
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as asked:
                Client().get(place)
            counts.append(len(asked))
            many(world, 20)
        assert counts[0] == counts[1] <= 3

    @pytest.mark.parametrize("place", PAGES[:3])
    def test_can_only_read(self, world: World, browse: Browse, place: str) -> None:
        skies(world)
        assert browse("anonymous").post(place).status == 405

    def test_finds_the_feed_and_the_subscription(self, world: World, anybody: Browser) -> None:
        for place in PAGES[:1]:
            page = anybody.get(place)
            [feed] = [link for link in page.tree.all("link") if link.get("rel") == "alternate"]
            assert (feed.get("type"), feed.get("href")) == ("application/atom+xml", "/meteo/atom.xml")
            assert {"/meteo/atom.xml", "/meteo/abonnement/", "/ai-je-le-droit/", "/numeros-manuels/"} <= set(page.links)

    @pytest.mark.parametrize(
        ("who", "place"),
        [
            ("anonymous", "/connexion/"), ("shipper", "/accueil/"), ("anonymous", "/informations/plan-du-site/"),
            ("anonymous", "/aide/acceder/"),
        ],
    )  # fmt: skip
    def test_finds_the_way_from_the_pages_where_one_looks_for_it(self, browse: Browse, who: str, place: str) -> None:
        page = browse(who).get(place)
        assert METEO in page.links
        for part in ("header", "footer"):
            assert METEO in [link.get("href") for link in page.tree.one(part).all("a")]
