"""An old computer, a script that did not arrive: everything works, on a narrow screen too."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Browse
from tests.e2e.forms import fill_movement, issued, send, shown_number


@pytest.mark.rule("P3", "G1", "E1", "A1", "S1", "R1")
def test_the_whole_procedure_without_a_script(browse: Browse) -> None:
    page = browse("shipper", width=320, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Entrer").click()
    expect(page.get_by_role("button", name="Menu")).to_have_count(0)

    go(page, "Générer")
    send(page)
    expect(page.locator("#erreurs")).to_be_visible()
    page.get_by_text("DAA – ").check()
    page.get_by_label("Numéro d’accise de l’expéditeur").select_option("FR007328E0001")
    fill_movement(page)
    send(page)
    assert shown_number(page) == issued(1)

    go(page, "Enregistrer")
    page.get_by_label("N° du document à intégrer").fill("26FR007328E0001000082")
    page.get_by_text("DSA – ").check()
    page.get_by_label("N° accises expéditeur").select_option("FR007328E0001")
    fill_movement(page)
    send(page)
    assert shown_number(page) == "26FR007328E0001000082"

    go(page, "Annuler")
    page.get_by_label("N° du document à annuler").fill(issued(1))
    page.get_by_label("Motif d’annulation").select_option("Erreur sur le document")
    send(page)
    expect(page.get_by_text("Le numéro est annulé. Il ne doit plus être utilisé.")).to_be_visible()

    go(page, "Suivre mes procédures de secours")
    page.get_by_label("Numéro d’accise").select_option("FR007328E0001")
    page.get_by_role("button", name="Afficher").click()
    expect(page.locator("#resultats tbody tr")).to_have_count(2)

    go(page, "Rechercher")
    page.get_by_label("Statut").select_option("Annulé")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.locator("#resultats tbody tr")).to_have_count(1)
    expect(page.get_by_role("button", name="Copier le numéro")).to_have_count(0)
    page.get_by_role("button", name="Se déconnecter").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")


def go(page: Page, tab: str) -> None:
    """By the menu that stands there when the other one cannot open; no page is wider than the screen."""
    page.get_by_role("navigation", name="Menu principal, version simple").get_by_role("link", name=tab).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
