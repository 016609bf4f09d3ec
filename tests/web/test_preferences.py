"""« Mes avis », on its page (rules T5, F3, F4)."""

import pytest

from gps.notices import preferences
from gps.notices.labels import KIND, Kind
from gps.notices.models import Preference
from tests.notices.post import addresses, deliver
from tests.outages import crisis
from tests.web.conftest import Browse
from tests.world import World

pytestmark = pytest.mark.django_db

PAGE = "/mes-avis/"
ON = "on"


@pytest.mark.rule("T5")
@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("shipper", [Kind.OUTAGES, Kind.REQUESTS, Kind.REMINDERS, Kind.INACTIVE]),
        ("provider", [Kind.OUTAGES]),
        ("officer", [Kind.OFFICE]),
    ],
)
def test_it_shows_what_the_role_may_have_all_ticked(browse: Browse, who: str, kinds: list[Kind]) -> None:
    page = browse(who).get(PAGE)
    assert page.form == {kind.value: ON for kind in kinds}
    assert all(KIND[kind] in page.text for kind in kinds)


@pytest.mark.rule("T5", "F3")
def test_what_is_unticked_is_not_sent_any_more(world: World, browse: Browse) -> None:
    browser = browse("shipper")
    sent = {"requests": ON, "reminders": ON, "inactive": ON}
    assert browser.post(PAGE, sent).address == "/"
    assert "Vos choix d’avis sont enregistrés." in browser.get("/").alerts
    assert browser.get(PAGE).form == {"outages": None, **sent}
    crisis.alert(world)
    assert addresses(deliver()) == ["distiller", "reader", "stranger"]


@pytest.mark.rule("T5")
def test_it_is_ticked_again(world: World, browse: Browse) -> None:
    browser = browse("shipper")
    browser.post(PAGE)
    assert preferences.wanted(world.users["shipper"]) == []
    browser.send(PAGE, browser.get(PAGE), outages=ON)
    assert preferences.wanted(world.users["shipper"]) == [Kind.OUTAGES]


@pytest.mark.parametrize("who", ["national", "administrator"])
def test_it_says_that_there_is_nothing_to_choose(browse: Browse, who: str) -> None:
    page = browse(who).get(PAGE)
    assert "GPS n’envoie aucun avis aux comptes de cette qualité." in page.text
    assert not page.main.all("form")
    assert browse(who).post(PAGE, {"office": ON, "outages": ON}).status == 302
    assert not Preference.objects.exists()


def test_it_is_found_from_ones_situation(browse: Browse) -> None:
    assert PAGE in browse("shipper").get("/").links
    assert PAGE in browse("shipper").get("/informations/plan-du-site/").links
