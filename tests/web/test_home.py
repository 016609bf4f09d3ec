"""« Accueil »: the forms to download, the way to each tab, what waits (rules D1, D5, D6, E10, S2, P3, M3)."""

from datetime import timedelta

import pytest

from gps.domain.lifecycle import Status
from tests.documents.register import bring, issue
from tests.outages import crisis
from tests.web.browsing import Clock
from tests.web.conftest import Browse
from tests.web.test_access import MENUS
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

HOME = "/accueil/"


@pytest.mark.rule("D1", "D5", "D6", "E10")
@pytest.mark.parametrize("who", ["shipper", "reader", "provider", "officer", "national"])
def test_it_offers_the_forms_and_says_which_documents_do_not_fit(browse: Browse, who: str) -> None:
    page = browse(who).get(HOME)
    wanted = {"/formulaires/daa.pdf", "/formulaires/dsa.pdf", "/mon-propre-papier/", "/numeros-manuels/"}
    assert wanted <= set(page.links)
    assert "obligatoirement accompagner la marchandise" in page.text
    assert "Les documents pré-validés et ceux validés par une machine à timbrer" in page.text


@pytest.mark.rule("P3")
@pytest.mark.parametrize("who", ["shipper", "reader", "officer", "national"])
def test_it_leads_to_the_tabs_of_the_menu_and_no_other(browse: Browse, who: str) -> None:
    page = browse(who).get(HOME)
    tiles = [tile.words for tile in page.main.all(".fr-tile__title")]
    assert tiles == [tab for tab in MENUS[who] if tab != "Accueil"]


@pytest.mark.rule("S2")
def test_it_says_what_waits_for_whom_it_concerns(world: World, browse: Browse) -> None:
    issue(world, "officer", identity="", on=None, at=None)
    assert [line.words for line in browse("shipper").get(HOME).main.one(".gps-figures").all("li")] == ["1 à compléter"]
    assert not browse("stranger").get(HOME).main.all(".gps-figures")


class TestTheThreeDuties:
    @pytest.mark.rule("M3", "T3")
    @pytest.mark.parametrize("where", ["/accueil/", "/suivre/"])
    def test_are_told_once_the_outage_is_over(self, world: World, browse: Browse, clock: Clock, where: str) -> None:
        [outage] = crisis.black(crisis.ungrounded(world))
        issue(world)
        issue(world)
        shipper = browse("shipper")
        assert "trois obligations" not in shipper.get(where).text
        crisis.end(world, outage, now=NOW + timedelta(hours=2))
        clock.now = NOW + timedelta(hours=3)
        page = shipper.get(where)
        assert "Le service est rétabli : trois obligations" in page.text
        assert f"{outage.identifier} (GAMM@ DTI), terminée le 20/11/2026 à 20:45 (UTC+1)" in page.text
        assert "2 documents à régulariser" in page.text
        for duty in ("Intégrez dans GPS", "Régulariser DAE/DSA secours", "déclaration récapitulative mensuelle"):
            assert duty in page.text

    @pytest.mark.rule("M3", "R2")
    def test_are_nobody_elses_and_end_with_the_last_document(self, world: World, browse: Browse) -> None:
        [outage] = crisis.black(crisis.ungrounded(world))
        document = issue(world)
        crisis.end(world, outage, now=NOW)
        assert "trois obligations" not in browse("stranger").get("/accueil/").text
        bring(world, document, Status.REINTEGRATED)
        assert "trois obligations" not in browse("shipper").get("/accueil/").text
