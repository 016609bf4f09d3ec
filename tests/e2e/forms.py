"""How a person fills the two forms that are filled again and again."""

from playwright.sync_api import Page

from gps.domain.reference import check_digit
from tests.world import SHIPPER

PLATE = "AB-123-CD"
TODAY, LATER = "20/11/2026", "19:30"


def issued(sequence: int, excise_number: str = SHIPPER) -> str:
    """The number that GPS gives to a DAA of 2026."""
    first = f"26{excise_number}{sequence:05d}"
    return first + check_digit(first)


def fill_movement(page: Page, plate: str = PLATE, on: str = TODAY, at: str = LATER) -> None:
    """The fields that « Générer », « Enregistrer » and « Compléter » share."""
    page.get_by_label("Immatriculation du 1er moyen de transport").fill(plate)
    page.get_by_role("textbox", name="Date").first.fill(on)
    page.get_by_role("textbox", name="Heure").first.fill(at)


def fill_generate(page: Page, number: str = SHIPPER, **movement: str) -> None:
    page.goto("/generer/")
    page.get_by_text("DAA – ").check()
    page.get_by_label("Numéro d’accise de l’expéditeur").select_option(number)
    fill_movement(page, **movement)


def fill_register(
    page: Page, reference: str, kind: str = "DAA", number: str = "FR007328E0001", **movement: str
) -> None:
    page.goto("/enregistrer/")
    page.get_by_label("N° du document à intégrer").fill(reference)
    page.get_by_text("DAA – ").check()
    page.get_by_label("N° accises expéditeur").select_option(SHIPPER)
    fill_movement(page, **movement)


def send(page: Page) -> None:
    page.get_by_role("button", name="Valider").click()


def shown_number(page: Page) -> str:
    """The 21 cells, read one by one."""
    return "".join(page.locator(".gps-cell").all_inner_texts())
