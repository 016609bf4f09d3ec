"""The number, copied and printed; the menu of a narrow screen; what is left when one signs out."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Browse
from tests.e2e.evening import issue
from tests.world import World


@pytest.mark.rule("N9", "G5")
def test_the_number_is_copied_without_spaces(world: World, browse: Browse) -> None:
    document = issue(world)
    page = browse("shipper")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/documents/{document.reference}/recapitulatif/")
    page.get_by_role("button", name="Copier le numéro").click()
    expect(page.get_by_role("status")).to_have_text("Numéro copié")
    assert page.evaluate("navigator.clipboard.readText()") == document.reference


@pytest.mark.rule("N9")
def test_a_refused_copy_says_so(world: World, browse: Browse) -> None:
    document = issue(world)
    page = browse("shipper")
    page.goto(f"/documents/{document.reference}/")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    page.get_by_role("button", name="Copier le numéro").click()
    expect(page.get_by_role("status")).to_have_text("La copie n’est pas permise : sélectionnez le numéro à la main")


@pytest.mark.rule("G5", "N9")
def test_the_recap_is_printed_without_menus(world: World, browse: Browse) -> None:
    page = browse("shipper")
    page.goto(f"/documents/{issue(world).reference}/recapitulatif/")
    page.emulate_media(media="print")
    for hidden in ("header", "footer", ".fr-skiplinks", ".fr-notice", ".gps-actions"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".gps-cell")).to_have_count(21)
    for cell in page.locator(".gps-cell").all():
        expect(cell).to_be_visible()
    expect(page.locator(".gps-facts").first).to_be_visible()


@pytest.mark.rule("P3")
def test_the_menu_of_a_narrow_screen_opens_and_leads(browse: Browse) -> None:
    page = browse("shipper", width=320)
    page.goto("/accueil/")
    link = page.locator("#menu").get_by_role("link", name="Générer")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    link.click()
    page.wait_for_url("**/generer/")


@pytest.mark.rule("P1")
def test_nothing_private_is_left_after_signing_out(world: World, browse: Browse) -> None:
    document = issue(world)
    page = browse("shipper")
    page.goto(f"/documents/{document.reference}/")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    expect(page.get_by_text(document.reference)).to_have_count(0)
