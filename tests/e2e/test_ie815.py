"""From a number without data to the message that GAMM@ waits for: what lacks, field by field, then the file (M4)."""

import re

import pytest
from playwright.sync_api import expect

from gps.exchange.ie815 import schema
from tests.documents.register import issue
from tests.e2e.conftest import Browse
from tests.e2e.forms import type_goods, type_trader, type_wine
from tests.exchange.ie815_reading import data_of, parse, values
from tests.world import World


@pytest.mark.rule("M4")
@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_a_message_for_a_number(world: World, browse: Browse, scripts: bool) -> None:
    document = issue(world)
    page = browse("shipper", java_script_enabled=scripts, accept_downloads=True)
    page.goto(f"/documents/{document.reference}/")
    page.get_by_role("link", name="Voir ce qui manque").click()
    page.get_by_role("link", name="Code de type de destination (1a)").click()
    expect(page.get_by_label("Code de type de destination")).to_be_in_viewport()

    page.get_by_label("Code de type de destination").select_option("1")
    page.get_by_label("Durée du transport").fill("D03")
    page.get_by_label("Organisation du transport").select_option("3")
    page.get_by_label("Numéro de la facture").fill("F2026-0012")
    type_trader(page, "Opérateur – Destinataire (5)", "DE00000123456", Nom="Weinhaus Müller", Rue="Hafenstraße",
                Code_postal="20457", Ville="Hamburg")  # fmt: skip
    type_trader(page, "Opérateur – Lieu de livraison (7)", "DE00000123457", Nom="Weinhaus Müller")
    page.get_by_label("Code de mode de transport").select_option("3")
    page.get_by_role("group", name="Unité de transport 1").get_by_label("Code d’unité").select_option("4")
    page.get_by_label("Code de type de garant").select_option("1")
    type_goods(page, "Article 1", "W200", "22042142", ("900", "1500,5", "900"), "12,5")
    type_wine(page, "Article 1", "3")
    goods = page.get_by_role("group", name="Article 1", exact=True)
    goods.get_by_label("Code de nature des colis").fill("CT")
    goods.get_by_label("Nombre de colis").fill("200")
    page.get_by_role("button", name="Enregistrer le brouillon").first.click()
    expect(page.get_by_text("Le brouillon est enregistré.")).to_be_visible()

    page.goto(f"/documents/{document.reference}/ie815/")
    expect(page.locator(".gps-gaps li")).to_have_text([
        re.compile(r"^Nom de l’opérateur \(14b\)"), re.compile(r"^Rue \(14c\)"), re.compile(r"^Code postal \(14e\)"),
        re.compile(r"^Ville \(14f\)"),
    ])  # fmt: skip
    page.get_by_role("link", name="Nom de l’opérateur (14b)").click()
    expect(page.locator("#ead-14-b")).to_be_in_viewport()
    for letter, text in (("b", "Transit SA"), ("c", "Rue du Quai"), ("e", "76600"), ("f", "Le Havre")):
        page.locator(f"#ead-14-{letter}").fill(text)
    page.get_by_role("button", name="Vérifier et enregistrer").click()
    expect(page.get_by_text("Les données sont complètes et enregistrées")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le message IE815").click()
    assert download.value.suggested_filename == f"IE815-{document.reference}.xml"
    message = parse(download.value.path().read_bytes())
    schema.check(message, document.reference)
    assert values(message, "EadEsadDraft/LocalReferenceNumber") == [document.reference]
    assert values(message, "DocumentCertificate/DocumentType") == ["C658"]
    assert data_of(message)["14"]["f"] == "Le Havre"
    assert data_of(message)["17"][0]["e"] == "1500.5"
