"""Back to normal: the movement is regularised in the stand-in for GAMM@, a process of its own, over GPS's real API."""

from collections.abc import Generator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gps.accounts import keys
from gps.accounts.roles import Role
from gps.documents.models import Anomaly, FallbackDocument
from gps.documents.operations import cancel
from gps.domain.lifecycle import CancellationReason, Status
from tests.e2e.conftest import Browse
from tests.e2e.evening import inactive, issue
from tests.e2e.forms import fill_generate, issued, send
from tests.standins.process import gamma
from tests.world import NOW, World

AXE = Axe().axe_script
ADDRESS = "GAMM@"


@pytest.fixture
def gamma_url(world: World, live_server: LiveServer) -> Generator[str]:
    key = keys.create(ADDRESS, Role.SYSTEM, NOW, NOW + timedelta(days=1), scopes=["gamma"])
    with gamma(live_server.url, key) as url:
        yield url


def look_up(page: Page, gamma_url: str, number: str, kind: str = "DAE") -> None:
    page.goto(gamma_url)
    page.get_by_label(f"{kind} :").check()
    page.get_by_label("Numéro du document de secours").fill(number)
    page.get_by_role("button", name="Rechercher dans GPS").click()


def regularise(page: Page, gamma_url: str, number: str, kind: str = "DAE") -> None:
    look_up(page, gamma_url, number, kind)
    page.get_by_role("button", name="Valider").click()


def is_accessible(page: Page) -> None:
    page.evaluate(AXE)
    assert page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations.map(v => v.id))") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")


@pytest.mark.rule("M1", "M2", "T4", "A3", "H1")
def test_a_number_is_regularised_and_the_regularisation_taken_back(browse: Browse, gamma_url: str) -> None:
    shipper = browse("shipper")
    fill_generate(shipper)
    send(shipper)
    shipper.wait_for_url("**/recapitulatif/")
    number = issued(1)

    clerk = browse(width=320)
    look_up(clerk, gamma_url, f"{number[:2]} {number[2:15].lower()} {number[15:]}")
    expect(clerk.get_by_text("AB-123-CD")).to_be_visible()
    expect(clerk.locator("dd strong")).to_have_text("Actif")
    is_accessible(clerk)
    clerk.get_by_role("button", name="Valider").click()
    expect(clerk.get_by_role("heading", name="Le mouvement est régularisé")).to_be_visible()
    arc = clerk.locator(".done .number").nth(1).inner_text()
    is_accessible(clerk)

    shipper.goto(f"/documents/{number}/")
    expect(shipper.locator(".fr-badge").first).to_have_text("Réintégré")
    last = shipper.locator(".gps-history li").last
    for told in ("Mouvement régularisé dans GAMM@", "Actif → Réintégré", "GAMM@ (Système)", arc):
        expect(last).to_contain_text(told)

    clerk.get_by_role("button", name=f"Retirer la régularisation de {number}").click()
    expect(clerk.get_by_role("heading", name="La régularisation est retirée")).to_be_visible()
    shipper.reload()
    expect(shipper.locator(".fr-badge").first).to_have_text("Actif")
    expect(shipper.locator(".gps-history li").last).to_contain_text("Régularisation retirée")
    assert FallbackDocument.objects.get().arc == ""


@pytest.mark.rule("M2")
def test_a_wrong_type_is_refused_with_that_reason(world: World, browse: Browse, gamma_url: str) -> None:
    document = issue(world)
    clerk = browse()
    regularise(clerk, gamma_url, document.reference, "DSA")
    expect(clerk.get_by_role("alert")).to_contain_text("Ce document est un DAA, et non un DSA")
    is_accessible(clerk)
    assert not Anomaly.objects.exists()


@pytest.mark.rule("M2")
def test_a_cancelled_number_is_refused_and_its_arc_is_the_officer_s(
    world: World, browse: Browse, gamma_url: str
) -> None:
    document = issue(world)
    cancel(document.reference, actor=world.actor("shipper"), now=NOW, reason=CancellationReason.DOCUMENT_ERROR)
    clerk = browse()
    regularise(clerk, gamma_url, document.reference)
    expect(clerk.get_by_role("alert")).to_contain_text("Ce document est annulé, définitivement")

    officer = browse("officer")
    officer.goto("/a-traiter/")
    officer.get_by_role("row", name="Régularisation refusée à GAMM@").get_by_role("link").click()
    expect(officer.locator(".gps-facts")).to_contain_text(Anomaly.objects.get().entry["arc"])
    officer.get_by_label("Suite donnée").fill("Erreur de GAMM@, régularisation retirée là-bas.")
    officer.get_by_role("button", name="Clôturer").click()
    expect(officer.get_by_text("Aucune anomalie n’attend le service.")).to_be_visible()


@pytest.mark.rule("M2", "A2")
def test_an_inactive_document_is_reactivated_and_regularised_under_the_same_arc(
    world: World, browse: Browse, gamma_url: str
) -> None:
    document = inactive(world)
    clerk = browse()
    regularise(clerk, gamma_url, document.reference)
    expect(clerk.get_by_role("alert")).to_contain_text("Ce document est inactif")
    officer = browse("officer")
    officer.goto(f"/documents/{document.reference}/")
    officer.get_by_role("link", name="Traiter", exact=True).click()
    officer.get_by_role("button", name="Réactiver le document").click()
    expect(officer.get_by_role("heading", name="Traitée")).to_be_visible()

    clerk.get_by_role("button", name="Réessayer").click()
    expect(clerk.get_by_role("heading", name="Le mouvement est régularisé")).to_be_visible()
    document.refresh_from_db()
    assert (document.status, document.arc) == (Status.REINTEGRATED, Anomaly.objects.get().entry["arc"])


@pytest.mark.rule("M1")
def test_a_number_that_gps_does_not_know_is_not_found(browse: Browse, gamma_url: str) -> None:
    clerk = browse()
    look_up(clerk, gamma_url, "26FR007328E0001999991")
    expect(clerk.get_by_role("alert")).to_contain_text("Ce numéro ne peut pas être repris")
    expect(clerk.get_by_role("button", name="Valider")).to_have_count(0)
