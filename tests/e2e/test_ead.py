"""A wine movement, typed without scripts and with them: added to, refused, corrected, printed; a model (D2, D4)."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from gps.documents import ead as documents_ead
from tests.documents.register import issue
from tests.e2e.conftest import Browse
from tests.e2e.forms import type_goods, type_trader, type_wine
from tests.world import World


@pytest.mark.rule("D2", "D4")
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_wine_movement(world: World, browse: Browse, scripts: bool) -> None:
    document = issue(world)
    page = browse("shipper", java_script_enabled=scripts, accept_downloads=True)
    page.goto(f"/documents/{document.reference}/")
    page.get_by_role("link", name="Compléter les données").click()

    page.get_by_label("Code de type de destination").select_option("1")
    page.get_by_label("Durée du transport").fill("D03")
    page.get_by_label("Organisation du transport").select_option("1")
    page.get_by_label("Numéro de la facture").fill("F2026-0012")
    page.get_by_role("textbox", name="Date de la facture").fill("19/11/2026")
    type_trader(page, "Opérateur – Destinataire (5)", "DE00000123456", Nom="Weinhaus Müller", Rue="Hafenstraße",
                Code_postal="20457", Ville="Hamburg")  # fmt: skip
    type_trader(page, "Opérateur – Lieu de livraison (7)", "DE00000123457", Nom="Weinhaus Müller")
    page.get_by_label("Code de mode de transport").select_option("3")
    page.get_by_role("group", name="Unité de transport 1").get_by_label("Code d’unité").select_option("4")
    page.get_by_label("Code de type de garant").select_option("1")
    type_goods(page, "Article 1", "W200", "22042142", ("900", "1500,5", "900"), "12,5")
    type_wine(page, "Article 1", "3")

    page.get_by_role("button", name="Ajouter une ligne").click()
    second = page.get_by_role("group", name="Article 2", exact=True)
    expect(second).to_be_in_viewport()
    expect(page.get_by_label("Numéro de la facture")).to_have_value("F2026-0012")
    type_goods(page, "Article 2", "W200", "22042922", ("24000", "24000", "24100"), "11")
    type_wine(page, "Article 2", "1")
    second.get_by_label("Code de nature des colis").fill("vl")

    page.get_by_role("button", name="Vérifier et enregistrer").click()
    summary = page.locator("#erreurs")
    expect(summary.get_by_role("link")).to_have_text([
        "Colis (17.1, article 1)", "Masse brute (poids brut) (17e, article 2)",
        "Code de zone viticole (17.2b, article 2)", "Manipulation vitivinicole (17.2.1, article 2)",
    ])  # fmt: skip
    summary.get_by_role("link", name="Masse brute (poids brut) (17e, article 2)").click()
    expect(page.locator("#ead-17-2-e")).to_be_in_viewport()
    page.locator("#ead-17-2-e").fill("24200")
    page.get_by_role("button", name="Enregistrer le brouillon").first.click()
    expect(page.get_by_text("Le brouillon est enregistré.")).to_be_visible()

    first = page.get_by_role("group", name="Article 1", exact=True)
    first.get_by_label("Code de nature des colis").fill("CT")
    first.get_by_label("Nombre de colis").fill("200")
    second.get_by_label("Code de zone viticole").select_option("3")
    second.get_by_role("button", name="Ajouter une manipulation").click()
    second.get_by_label("Code de manipulation vitivinicole").select_option("0")
    page.get_by_role("button", name="Vérifier et enregistrer").click()
    expect(page.get_by_text("Les données sont complètes et enregistrées")).to_be_visible()
    assert documents_ead.typed(document)["17"][1]["2"] == {"a": "1", "b": "3", "1": [{"a": "0"}]}

    with page.expect_download() as download:
        page.get_by_role("link", name="prérempli").first.click()
    fields = PdfReader(io.BytesIO(download.value.path().read_bytes())).get_fields() or {}
    assert fields["consignee_city"].value == "Hamburg"
    assert fields["goods_2_wine_operations"].value == "0 - Aucune des manipulations ci-dessous"


@pytest.mark.rule("D2")
def test_a_model_for_the_next_movement(world: World, browse: Browse) -> None:
    past, document = issue(world), issue(world)
    page = browse("shipper")
    page.goto(f"/documents/{past.reference}/donnees/")
    page.get_by_label("Nom de l’opérateur 5b").fill("Weinhaus Müller")
    page.get_by_label("Numéro de la facture").fill("F-1")
    page.get_by_role("button", name="Enregistrer le brouillon").first.click()
    page.get_by_text("Repartir d’un modèle").click()
    page.get_by_label("Nom du modèle").fill("Vers Hambourg")
    page.get_by_role("button", name="Garder comme modèle").click()
    expect(page.get_by_text("Le modèle est enregistré.")).to_be_visible()
    page.goto(f"/documents/{document.reference}/donnees/")
    page.get_by_text("Repartir d’un modèle").click()
    page.get_by_label("Reprendre les données de").select_option(label="Vers Hambourg")
    page.get_by_role("button", name="Reprendre ces données").click()
    expect(page.get_by_label("Nom de l’opérateur 5b")).to_have_value("Weinhaus Müller")
    expect(page.get_by_label("Numéro de la facture")).to_have_value("")
