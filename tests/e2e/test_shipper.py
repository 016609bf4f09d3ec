"""The wine shipper, on Friday evening: from signing in to the paper in the driver's hand."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from stdnum import iso6346

from gps.documents.models import FallbackDocument
from gps.documents.operations import generate_many
from gps.paperwork import names
from tests.e2e.conftest import Browse
from tests.e2e.forms import fill_generate, fill_register, issued, send, shown_number
from tests.world import PASSWORD, World, request


@pytest.mark.every_database
@pytest.mark.rule("P1", "G1", "G5", "N1", "N2", "D4", "H1", "S1")
def test_from_signing_in_to_the_paper_with_the_keyboard_alone(world: World, browse: Browse) -> None:
    page = browse()
    sign_in(page, world.users["shipper"].email)
    page.get_by_role("link", name="Entrer").press("Enter")
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Générer").press("Enter")
    fill_with_the_keyboard(page)

    page.wait_for_url("**/recapitulatif/")
    number = shown_number(page)
    assert page.locator(".gps-cell").count() == 21
    assert number[:20] == "26FR007328E000100001"
    assert number[20] == iso6346.calc_check_digit(number[:20])  # somebody else's sum: containers have the same
    expect(page.get_by_text("Numéro du document d’accompagnement")).to_be_visible()
    for entered in ("DAA – circulation en suspension de droits", "FR007328E0001", "AB-123-CD", "20/11/2026", "19:30"):
        expect(page.locator(".gps-facts").first).to_contain_text(entered)

    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le DAA prérempli (PDF)").press("Enter")
    assert download.value.suggested_filename == f"DAA-{number}.pdf"
    fields = PdfReader(io.BytesIO(download.value.path().read_bytes())).get_form_text_fields()
    assert fields[names.REFERENCE] == number
    assert fields[names.TRANSPORT_IDENTITY] == "AB-123-CD"

    page.get_by_role("link", name="Suivre mes procédures de secours").first.press("Enter")
    row = page.get_by_role("row").filter(has_text=f"26 FR007328E0001 00001 {number[20]}")
    expect(row).to_contain_text("Actif")
    row.get_by_role("link").press("Enter")
    history = page.locator(".gps-history")
    expect(history.get_by_role("listitem")).to_have_count(1)
    expect(history).to_contain_text("Numéro généré par GPS")
    expect(history).to_contain_text("Shipper Exemple (Opérateur)")


@pytest.mark.rule("N5", "N9", "E5", "E8")
def test_the_sequence_goes_on_after_a_number_made_by_hand(
    world: World, browse: Browse, clock: Callable[[], datetime]
) -> None:
    for _ in range(7):
        generate_many([request()], actor=world.actor("shipper"), now=clock())
    page = browse("shipper")
    fill_register(page, "26 fr007328e0001 00008 1", at="08:15")
    send(page)
    page.wait_for_url("**/documents/26FR007328E0001000081/recapitulatif/")
    expect(page.locator(".gps-facts").first).to_contain_text("mode a posteriori")

    fill_generate(page)
    send(page)
    page.wait_for_url(f"**/documents/{issued(9)}/recapitulatif/")
    assert FallbackDocument.objects.count() == 9


def sign_in(page: Page, address: str) -> None:
    page.goto("/")
    expect(page.get_by_label("Adresse électronique")).to_be_focused()
    page.keyboard.type(address)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ma situation")


def fill_with_the_keyboard(page: Page) -> None:
    """From the top of the form: Tab, arrows and letters."""
    page.get_by_role("link", name="Aide sur cette page").focus()
    type_keys(page, "Tab", "Space")  # the first of the two types
    type_keys(page, "Tab")
    page.keyboard.type("FR007328E")  # a list goes to what is typed
    type_keys(page, "Tab")
    page.keyboard.type("AB-123-CD")
    type_keys(page, "Tab", "Tab", "Tab")  # the date is today's already; its calendar
    page.keyboard.type("19:30")
    type_keys(page, "Tab")
    expect(page.get_by_role("button", name="Valider")).to_be_focused()
    type_keys(page, "Enter")


def type_keys(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
