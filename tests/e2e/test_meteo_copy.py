"""The copy of the météo, opened in a browser from a folder, with no server at all (rules F3, E10, D1)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from gps.web import weather_copy
from tests.e2e.conftest import Console
from tests.outages.skies import Skies, skies
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F3")]

AXE = Axe().axe_script


@pytest.fixture
def sky(world: World) -> Skies:
    return skies(world)


@pytest.fixture
def place(sky: Skies, tmp_path: Path) -> Path:
    weather_copy.export(tmp_path / "clé usb" / "météo", NOW)
    return tmp_path / "clé usb" / "météo"


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], console: Console) -> Page:
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.on("requestfailed", lambda request: console.complaints.append((f"not found: {request.url}", "")))
    console.listen(page)
    return page


@pytest.mark.parametrize("brand", [False, True], ids=["neutre", "etat"])
def test_is_styled_and_complains_of_nothing(
    sky: Skies, tmp_path: Path, page: Page, settings: object, brand: bool
) -> None:
    settings.STATE_BRAND = brand  # type: ignore[attr-defined]
    weather_copy.export(tmp_path / "copie", NOW)
    page.goto((tmp_path / "copie" / "index.html").as_uri())
    card = page.locator(".gps-state").first
    badge = card.get_by_text("Alerte noire")
    expect(badge).to_have_css("background-color", "rgb(0, 0, 0)")
    icon = badge.evaluate("it => getComputedStyle(it, '::before').maskImage")
    assert icon.startswith('url("data:image/svg+xml')
    expect(page.locator("html")).to_have_attribute("data-fr-theme", "light")
    expect(page.locator("html")).to_have_class("gps-js" if brand else "gps-neutre gps-js")
    loaded = "document.fonts.ready.then(fonts => [...fonts].some(font => font.status === 'loaded'))"
    assert page.evaluate(loaded) is brand
    page.get_by_role("button", name="Paramètres d’affichage").click()
    expect(page.get_by_role("dialog", name="Paramètres d’affichage")).to_be_visible()


def test_leads_from_page_to_page(sky: Skies, place: Path, page: Page) -> None:
    page.goto((place / "index.html").as_uri())
    page.get_by_role("link", name=sky.planned.identifier, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{sky.planned.identifier} – GAMM@ EDI")
    page.get_by_role("link", name="Météo des téléservices").first.click()
    page.locator("#resultats").get_by_role("link", name=sky.cancelled.identifier).click()
    expect(page.locator("main")).to_contain_text("annulée")
    page.get_by_role("banner").get_by_role("link", name="Météo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Météo des téléservices")


@pytest.mark.rule("E10", "D1")
def test_leads_to_the_hand_made_numbers_and_the_forms(place: Path, page: Page) -> None:
    page.goto((place / "index.html").as_uri())
    page.get_by_role("main").get_by_role("link", name="Quand et comment former un numéro à la main").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Former un numéro à la main")
    expect(page.get_by_role("link", name="Se connecter")).to_have_count(0)
    form = page.get_by_role("link", name="DAA vierge (PDF)").evaluate("it => it.href")
    assert form == (place / "formulaires" / "daa.pdf").as_uri()


def test_is_readable_by_all_and_narrow(sky: Skies, place: Path, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    names = ["index.html", f"{sky.under_way.identifier}/index.html", "numeros-manuels/index.html"]
    for name in names:
        page.goto((place / name).as_uri())
        page.evaluate(AXE)
        found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false}).then(found => found.violations)")
        assert [rule["id"] for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_is_readable_without_javascript(
    sky: Skies, place: Path, new_context: Callable[..., BrowserContext], console: Console
) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 320, "height": 900}).new_page()
    console.listen(page)
    page.goto((place / "index.html").as_uri())
    expect(page.get_by_text("Copie de secours, faite le 20/11/2026 à 18:45 (UTC+1).")).to_be_visible()
    expect(page.locator(f"#{sky.under_way.identifier}")).to_contain_text("Ouvre la procédure de secours")
