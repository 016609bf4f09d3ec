"""« Accueil »: the forms to download, the way to each tab, what waits (rules D1, D5, D6, E10, S2, P3)."""

import pytest

from tests.documents.register import issue
from tests.web.conftest import Browse
from tests.web.test_access import MENUS
from tests.world import World

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
