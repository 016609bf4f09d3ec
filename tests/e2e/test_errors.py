"""What goes wrong is said once, at the top, and at its place; nothing that was typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from gps.documents.models import FallbackDocument
from tests.e2e.conftest import Browse
from tests.e2e.forms import LATER, fill_generate, issued, send
from tests.world import WAREHOUSE


@pytest.mark.rule("G1", "G3")
def test_the_summary_takes_the_focus_and_leads_to_the_fields(browse: Browse) -> None:
    page = browse("shipper")
    page.goto("/generer/")
    page.get_by_label("Date d’expédition").fill("")
    send(page)
    summary = page.locator("#erreurs")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Erreur : Générer – GPS, GAMM@ Procédure de Secours")
    expect(summary.get_by_role("heading")).to_have_text("5 points à corriger")
    led = []
    for link in summary.get_by_role("link").all():
        link.press("Enter")
        led.append(page.evaluate("document.activeElement.name"))
    assert led == ["document_type", "excise_number", "transport_identity", "dispatch_date", "dispatch_time"]


@pytest.mark.rule("G1", "G3", "G4", "N10")
def test_what_was_typed_stays_until_it_is_right(browse: Browse) -> None:
    page = browse("shipper")
    fill_generate(page, number=WAREHOUSE, plate="  Péniche « Émile »", on="31/11/2026", at="25h")
    send(page)
    expect(page.locator("#erreurs")).to_contain_text("Le 31/11/2026 n’existe pas dans le calendrier.")
    expect(page.locator("#erreurs")).to_contain_text("Écrivez l’heure sous la forme hh:mm")
    assert typed(page) == ["DAA", WAREHOUSE, "  Péniche « Émile »", "31/11/2026", "25h"]

    page.get_by_label("Date d’expédition").fill("20/11/2026")
    page.get_by_label("Heure d’expédition").fill("07:00")
    send(page)
    expect(page.locator("#erreurs")).to_contain_text("18:45, heure de l’établissement")
    page.get_by_label("Heure d’expédition").fill(LATER)
    send(page)
    confirmation = page.get_by_label("Je confirme : c’est bien ce que j’ai voulu saisir", exact=True)
    expect(confirmation).not_to_be_checked()
    assert FallbackDocument.objects.count() == 0
    page.get_by_text("Je confirme").check()
    send(page)
    page.wait_for_url(f"**/{issued(1, WAREHOUSE)}/recapitulatif/")


@pytest.mark.rule("G3")
def test_the_calendar_fills_in_the_date(browse: Browse) -> None:
    """The calendar itself is the browser's own window, which no test can click: it is told what was chosen there."""
    page = browse("shipper")
    page.goto("/generer/")
    date = page.get_by_label("Date d’expédition").first
    picker = page.locator(".gps-date input[type=date]")
    picker.evaluate("it => it.showPicker = () => it.dataset.shown = it.value")
    page.get_by_role("button", name="Choisir dans un calendrier : Date d’expédition").click()
    expect(picker).to_have_attribute("data-shown", "2026-11-20")
    picker.evaluate("it => { it.value = '2026-12-01'; it.dispatchEvent(new Event('change')); }")
    expect(date).to_have_value("01/12/2026")
    expect(date).to_be_focused()


def typed(page: Page) -> list[str]:
    kind = page.locator("[name=document_type]:checked").input_value()
    names = ("excise_number", "transport_identity", "dispatch_date", "dispatch_time")
    return [kind, *(page.locator(f"[name={name}]").input_value() for name in names)]
