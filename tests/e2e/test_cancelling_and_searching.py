"""A number that will not be used, and a search that is shared."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Browse
from tests.e2e.evening import issue, registered
from tests.e2e.forms import send
from tests.world import World


@pytest.mark.rule("A1", "T1", "H1")
def test_another_reason_wants_a_comment(world: World, browse: Browse) -> None:
    document = issue(world)
    page = browse("shipper")
    page.goto(f"/documents/{document.reference}/")
    page.get_by_role("link", name="Annuler ce numéro").click()
    expect(page.get_by_label("N° du document à annuler")).to_have_value(document.reference)
    page.get_by_label("Motif d’annulation").select_option("Autre")
    send(page)
    expect(page.locator("#erreurs")).to_contain_text("Commentaire : Précisez en quelques mots.")
    expect(page.get_by_label("Motif d’annulation")).to_have_value("other")
    page.get_by_label("Commentaire").fill("Le camion est en panne.")
    send(page)
    page.wait_for_url(f"**/documents/{document.reference}/")
    expect(page.locator("main .fr-badge").first).to_have_text("Annulé")
    expect(page.get_by_role("link", name="Télécharger le DAA prérempli")).to_have_count(0)
    expect(page.locator(".gps-history")).to_contain_text("Actif → Annulé")
    expect(page.locator(".gps-history")).to_contain_text("« Le camion est en panne. »")


@pytest.mark.rule("R1", "R2", "R3", "P4")
def test_a_search_is_shared_and_shows_to_each_his_own(world: World, browse: Browse) -> None:
    wanted = registered(world, 8, identity="Péniche Émile")
    registered(world, 9, identity="EF-456-GH")
    issue(world, identity="Péniche Émile")
    page = browse("shipper")
    page.goto("/rechercher/")
    page.get_by_label("Comparateur : immatriculation transport").select_option("contient")
    page.get_by_label("Immatriculation transport", exact=True).fill("peniche emile")
    page.get_by_label("Statut").select_option("Actif")
    page.get_by_label("Mode d’enregistrement").select_option("a posteriori")
    page.get_by_label("Comparateur : date enregistrement").select_option("après")
    page.get_by_role("textbox", name="Date enregistrement").fill("19/11/2026")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("heading", name="1 document", exact=True)).to_be_visible()
    expect(page.get_by_role("row").last).to_contain_text("26 FR007328E0001 00008 1")

    shared = page.get_by_role("link", name="Adresse de cette recherche").get_attribute("href")
    assert shared is not None
    for who, found in (("reader", 1), ("officer", 1), ("national", 1), ("stranger", 0), ("other_officer", 0)):
        other = browse(who)
        other.goto(f"/rechercher/{shared}")
        expect(other.get_by_label("Immatriculation transport", exact=True)).to_have_value("peniche emile")
        expect(other.locator("#resultats tbody tr")).to_have_count(found)
        other.goto(f"/documents/{wanted.reference}/")
        expect(other.get_by_role("heading", level=1)).to_have_text("DAA de secours" if found else "Page introuvable")
