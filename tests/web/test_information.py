"""The pages that tell and ask nothing: help, hand-made numbers, one's own paper, what a State service owes."""

import re
from itertools import pairwise
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from gps.documents.models import SequenceCounter
from gps.domain.lifecycle import CancellationReason
from gps.web.views.information import DUTIES, HELP
from gps.wording.table1 import PAPER_ELEMENTS
from tests.documents.register import issue
from tests.web.browsing import Browser, Page
from tests.web.conftest import Browse
from tests.web.markup import Element
from tests.world import CLIENT, PASSWORD, SHIPPER, STRANGE, WAREHOUSE, World

pytestmark = pytest.mark.django_db

HAND_MADE, OWN_PAPER = "/numeros-manuels/", "/mon-propre-papier/"
TITLES = {
    "/aide/": ("Aide", "Aide"),
    **{f"/aide/{slug}/": (f"{title} – Aide", title) for slug, title in HELP.items()},
    **{f"/informations/{slug}/": (title, title) for slug, title in DUTIES.items()},
    "/informations/accessibilite/": ("Accessibilité : non conforme", "Déclaration d’accessibilité"),
    HAND_MADE: ("Former un numéro à la main", "Former un numéro à la main"),
    OWN_PAPER: ("Imprimer son propre document de secours", "Imprimer son propre document de secours"),
}
"""Address: what the tab of the browser says before « GPS », what the page says on top."""

PEOPLE = ("anonymous", "shipper", "reader", "provider", "officer", "national", "administrator")
each_page = pytest.mark.parametrize("address", TITLES)
each_person = pytest.mark.parametrize("who", PEOPLE)


def headings(page: Page) -> list[tuple[int, str]]:
    return [(int(e.tag[1]), e.words) for e in page.main.walk() if re.fullmatch("h[1-6]", e.tag)]


def own_numbers(page: Page) -> set[str]:
    """The numbers that the page offers to copy."""
    return {button.get("data-gps-copy") for button in page.main.all("button") if button.get("data-gps-copy")}


class TestEachPage:
    @each_page
    @each_person
    def test_opens_for_everybody_with_its_title(self, browse: Browse, who: str, address: str) -> None:
        page = browse(who).get(address)
        title, heading = TITLES[address]
        assert page.status == 200
        assert page.tree.one("title").words == f"{title} – GPS, GAMM@ Procédure de Secours"
        assert page.tree.one("h1").words == page.title == heading

    @each_page
    def test_steps_down_its_headings_one_at_a_time(self, browse: Browse, address: str) -> None:
        levels = [level for level, _ in headings(browse("shipper").get(address))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    @each_page
    def test_says_where_it_stands(self, browse: Browse, address: str) -> None:
        [nav] = [nav for nav in browse("anonymous").get(address).main.all("nav") if nav.is_a(".fr-breadcrumb")]
        *way, here = nav.all("a")
        assert nav.get("aria-label") == "vous êtes ici :"
        assert [here.get("aria-current"), *[link.get("href") for link in way]][:2] == ["page", "/accueil/"]
        assert here.words in {title.removesuffix(" – Aide") for title in TITLES[address]}

    @each_page
    def test_is_written_as_french_is(self, browse: Browse, address: str) -> None:
        written = browse("shipper").get(address).main.raw
        assert re.findall(r".{20} [:;?!»](?=\s).{0,10}|« .{20}", written) == []
        assert re.findall(r".{10}\w'\w.{10}|veuillez", written, re.IGNORECASE) == []

    @each_page
    def test_has_no_style_and_no_script_of_its_own(self, browse: Browse, address: str) -> None:
        page = browse("shipper").get(address)
        assert [e.tag for e in page.main.walk() if "style" in e.attributes or e.tag in {"style", "script"}] == []

    @each_page
    def test_has_tables_that_can_be_heard_and_scrolled(self, browse: Browse, address: str) -> None:
        for table in browse("anonymous").get(address).main.all("table"):
            assert table.one("caption").words
            assert all(cell.get("scope") in {"col", "row", "rowgroup"} for cell in table.all("th"))
        for box in browse("anonymous").get(address).main.all(".fr-table__content"):
            assert (box.get("tabindex"), box.get("role")) == ("0", "region")
            assert box.get("aria-label")


class TestTheLinks:
    """Every link inside leads somewhere that this person may go, and to a place that exists there."""

    @each_person
    def test_of_every_page_resolve(self, browse: Browse, who: str) -> None:
        browser = browse(who)
        links = {link: page for page in TITLES for link in inside(browser.get(page), page)}
        ends = {address: end_of(browser, address) for address in {urlsplit(link).path for link in links}}
        assert {address: status for address, (status, _) in ends.items() if status not in {200, 302}} == {}
        anchors = {link: urlsplit(link) for link in links if "#" in link}
        assert {link: links[link] for link, at in anchors.items() if at.fragment not in ends[at.path][1]} == {}

    @each_page
    def test_lead_out_to_public_sites_alone(self, browse: Browse, address: str) -> None:
        hosts = {urlsplit(link).netloc for link in browse("shipper").get(address).links}
        assert hosts <= {"", "formulaire.defenseurdesdroits.fr", "www.defenseurdesdroits.fr", "www.cnil.fr"}


def inside(page: Page, address: str) -> set[str]:
    """The links of the whole page that stay in GPS, header and footer included."""
    hrefs = {link.get("href") for link in page.tree.all("a") if "href" in link.attributes}
    return {urljoin(address, href) for href in hrefs if not urlsplit(href).netloc}


def end_of(browser: Browser, address: str) -> tuple[int, set[str]]:
    """What answers at an address, and the places that its page names."""
    page = browser.get(address)
    is_page = page.status == 200 and page.response["Content-Type"].startswith("text/html")
    return page.status, {element.get("id") for element in page.tree.walk()} if is_page else set()


class TestHelp:
    @pytest.mark.parametrize("slug", HELP)
    def test_has_a_menu_of_its_pages_that_marks_this_one(self, browse: Browse, slug: str) -> None:
        menu = browse("anonymous").get(f"/aide/{slug}/").main.one("#pages-aide")
        assert [link.get("href") for link in menu.all("a")] == [f"/aide/{name}/" for name in HELP]
        assert [link.words for link in menu.all("a") if link.get("aria-current") == "page"] == [HELP[slug]]

    def test_lists_every_page(self, browse: Browse) -> None:
        links = browse("anonymous").get("/aide/").links
        assert {f"/aide/{slug}/" for slug in HELP} | {HAND_MADE, OWN_PAPER} <= set(links)

    @pytest.mark.parametrize(
        ("slug", "address"),
        [
            ("generer", "/generer/"), ("enregistrer", "/enregistrer/"), ("annuler", "/annuler/"),
            ("suivre", "/suivre/"), ("rechercher", "/rechercher/"),
        ],
    )  # fmt: skip
    def test_leads_to_its_tab(self, browse: Browse, slug: str, address: str) -> None:
        assert address in browse("shipper").get(f"/aide/{slug}/").links
        assert address in browse("anonymous").get(f"/aide/{slug}/").links

    @pytest.mark.parametrize("slug", ["generer", "enregistrer", "annuler"])
    def test_explains_each_field_under_the_tabs_own_label(self, browse: Browse, slug: str) -> None:
        tab, explained = browse("shipper").get(f"/{slug}/"), tuple(browse("shipper").get(f"/aide/{slug}/").facts)
        labels = {label.get("for").removeprefix("id_"): label.words for label in tab.main.all("label")}
        fields = labels.keys() & FIELDS
        assert len(fields) == {"generer": 4, "enregistrer": 7, "annuler": 3}[slug]
        assert [label for name, label in labels.items() if name in fields and not label.startswith(explained)] == []
        types = [legend.words for legend in tab.main.all("legend")][:1]
        assert slug == "annuler" or types[0].startswith(explained)

    def test_explains_each_criterion_of_the_search(self, browse: Browse) -> None:
        rows = browse("shipper").get("/aide/rechercher/").main.one("tbody").all("tr")
        told = [row.one("th").words for row in rows]
        criteria = browse("shipper").get("/rechercher/").main.all(".gps-criterion")
        shown = [criterion.all("label")[0].words for criterion in criteria]
        assert len(told) == len(shown) == 11
        assert [told_so for told_so, label in zip(told, shown, strict=True) if not label.startswith(told_so)] == []

    @pytest.mark.parametrize("slug", HELP)
    def test_gives_the_numbers_of_the_help_desk(self, browse: Browse, settings: Any, slug: str) -> None:
        settings.SAU_DTI, settings.SAU_EDI = "01 11 11 11 11", "02 22 22 22 22"
        text = browse("anonymous").get(f"/aide/{slug}/").text
        assert "01 11 11 11 11" in text
        assert "02 22 22 22 22" in text

    def test_tells_officers_their_five_reasons(self, browse: Browse) -> None:
        told = browse("officer").get("/aide/bureau/")
        reasons = [
            "Problèmes techniques récurrents chez l’opérateur", "Problèmes techniques récurrents douaniers",
            "Oubli de la part de l’opérateur", "Échec de la régularisation dans GAMM@", "Autre",
        ]  # fmt: skip
        assert set(reasons) <= set(told.facts)
        assert "vaut autorisation" in told.text
        assert "/a-traiter/" in told.links

    def test_is_not_found_for_an_unknown_page(self, browse: Browse) -> None:
        assert browse("anonymous").get("/aide/nulle-part/").status == 404


FIELDS = {
    "excise_number", "transport_identity", "dispatch_date", "dispatch_time", "reference", "reason", "comment",
    "manual_reason", "told_means",
}  # fmt: skip
"""The fields of the tabs that have one label each; the type of the document has a legend."""


@pytest.mark.rule("E10")
class TestHandMadeNumbers:
    def test_says_when_one_has_the_right(self, browse: Browse) -> None:
        text = browse("anonymous").get(HAND_MADE).text
        assert "ces deux conditions sont réunies" in text
        assert "GPS est hors de portée" in text
        assert "le bureau est fermé, il est injoignable, ou il n’a pas lui-même accès à GPS" in text

    def test_gives_the_table_of_positions_with_its_example(self, browse: Browse) -> None:
        [table] = browse("anonymous").get(HAND_MADE).main.all("table")
        lines = [[cell.words for cell in row.children if isinstance(cell, Element)] for row in table.all("tr")]
        assert [line[0] for line in lines] == [
            "Position", "Caractères 1 et 2", "Caractères 3 à 15", "Caractères 16 à 20", "Caractère 21",
        ]  # fmt: skip
        assert [line[2][:13] for line in lines[1:3]] == ["14 pour 2014", SHIPPER]
        assert "00007, le premier numéro disponible est 00008" in lines[3][2]
        assert lines[4][2] == "DAA = 1, DSA = 2"

    def test_says_what_is_owed_then(self, browse: Browse) -> None:
        duties = browse("anonymous").get(HAND_MADE).main.all("ol")[-1].words
        steps = ("Avant le départ", "signez-le", "« Enregistrer »", "« Régulariser DAE/DSA secours »", "DRM")
        places = [duties.index(step) for step in steps]
        assert places == sorted(places)

    def test_shows_the_persons_own_next_numbers(self, browse: Browse, world: World) -> None:
        issue(world)
        assert own_numbers(browse("shipper").get(HAND_MADE)) == {
            f"26{SHIPPER}000021", f"26{SHIPPER}000022", f"26{WAREHOUSE}000011", f"26{WAREHOUSE}000012",
        }  # fmt: skip

    @pytest.mark.parametrize(("who", "mine"), [("stranger", STRANGE), ("client", CLIENT), ("provider", CLIENT)])
    def test_shows_nobody_elses(self, browse: Browse, world: World, who: str, mine: str) -> None:
        issue(world)
        page = browse(who).get(HAND_MADE)
        assert own_numbers(page) == {f"26{mine}000011", f"26{mine}000012"}
        assert WAREHOUSE not in page.text

    @pytest.mark.parametrize("who", ["anonymous", "reader", "national", "administrator"])
    def test_shows_none_to_whoever_declares_nothing(self, browse: Browse, who: str) -> None:
        page = browse(who).get(HAND_MADE)
        assert own_numbers(page) == set()
        assert ("/connexion/?next=/numeros-manuels/" in page.links) == (who == "anonymous")

    def test_warns_when_the_year_runs_out_and_offers_none_once_it_has(self, browse: Browse, world: World) -> None:
        SequenceCounter.objects.create(excise_number=world.shipper, year=2026, last_sequence=99_998)
        SequenceCounter.objects.create(excise_number=world.warehouse, year=2026, last_sequence=99_999)
        page = browse("shipper").get(HAND_MADE)
        assert own_numbers(page) == {f"26{SHIPPER}999991", f"26{SHIPPER}999992"}
        assert "Il reste 1 numéro cette année" in page.text
        assert "Les 99 999 numéros de 2026 sont épuisés" in page.text


class TestOnesOwnPaper:
    @pytest.mark.rule("D6")
    def test_gives_the_conditions_and_the_law(self, browse: Browse) -> None:
        text = browse("anonymous").get(OWN_PAPER).text
        for said_so in (
            "Procédure de secours - Fallback procedure - EMCS/GAMM@",
            "L’indisponibilité est confirmée",
            "directive 2008/118/CE",
            "directive (UE) 2020/262",
            "règlement délégué (UE) 2022/1636, article 9",
        ):
            assert said_so in text

    @pytest.mark.rule("D5")
    def test_says_which_documents_do_not_serve(self, browse: Browse) -> None:
        [callout] = browse("anonymous").get(OWN_PAPER).main.all(".fr-callout")
        assert "pré-validés" in callout.words
        assert "machine à timbrer" in callout.words
        assert "pas pris en charge par GAMM@" in callout.words

    @pytest.mark.rule("D6")
    def test_lists_every_datum_of_table_1(self, browse: Browse) -> None:
        [table] = browse("anonymous").get(OWN_PAPER).main.all("table")
        shown = [[cell.words for cell in row.children if isinstance(cell, Element)] for row in table.all("tr")[1:]]
        wanted = []
        for group in PAPER_ELEMENTS:
            wanted.append([f"{group.number} – {group.name}"])
            wanted += [
                [
                    group.number + e.letter,
                    plain(e.name),
                    f"{e.rule}, {e.rule.word}",
                    plain(e.condition) or "–",
                    e.format,
                ]
                for e in group.elements
            ]
        assert [[row[0].split(" : ")[0]] if len(row) == 1 else row for row in shown] == wanted


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


class TestWhatAStateServiceOwes:
    def test_the_accessibility_statement_has_the_fixed_headings(self, browse: Browse) -> None:
        page = browse("anonymous").get("/informations/accessibilite/")
        assert [words for level, words in headings(page) if level == 2] == [
            "État de conformité", "Contenus non accessibles", "Établissement de cette déclaration",
            "Retour d’information et contact", "Voies de recours",
        ]  # fmt: skip
        assert "GPS est non conforme avec" in page.text
        assert "Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07" in page.text

    @pytest.mark.parametrize("slug", ["accessibilite", "mentions-legales", "donnees-personnelles"])
    def test_what_the_deployment_owes_is_said_and_not_invented(self, browse: Browse, slug: str) -> None:
        page = browse("anonymous").get(f"/informations/{slug}/")
        assert "À compléter par l’administration qui met GPS en service." in page.text
        assert "@" not in page.text.replace("GAMM@", "")

    def test_every_cookie_is_named(self, browse: Browse, world: World) -> None:
        reference = issue(world).reference
        client = Client()
        client.get("/connexion/")
        client.post("/connexion/", {"username": world.users["shipper"].email, "password": PASSWORD})
        reason = CancellationReason.DOCUMENT_ERROR.value
        assert client.post("/annuler/", {"reference": reference, "reason": reason}).status_code == 302
        told = browse("anonymous").get("/informations/cookies/").main.one("table")
        named = {row.one("code").words for row in told.all("tr")[1:]}
        assert set(client.cookies) <= named
        assert {"sessionid", "csrftoken"} <= named

    def test_the_site_map_has_every_public_page_and_the_persons_tabs(self, browse: Browse) -> None:
        page = browse("officer").get("/informations/plan-du-site/")
        own = [address for address in TITLES if address != "/informations/plan-du-site/"]
        assert set(own) <= set(page.links)
        tabs = [link.get("href") for link in page.tree.one("#menu").all("a")]
        assert "/a-traiter/" in tabs
        assert set(tabs) <= set(page.links)
        assert "/generer/" not in browse("anonymous").get("/informations/plan-du-site/").links

    def test_is_not_found_for_an_unknown_page(self, browse: Browse) -> None:
        assert browse("anonymous").get("/informations/nulle-part/").status == 404
