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


def type_goods(page: Page, article: str, product: str, cn: str, masses: tuple[str, str, str], strength: str) -> None:
    goods = page.get_by_role("group", name=article, exact=True)
    goods.get_by_label("Code produit accise 17b").select_option(product)
    goods.get_by_label("Code NC 17c").fill(cn)
    for label, amount in zip(
        ("Quantité 17d", "Masse brute (poids brut) 17e", "Masse nette (poids net) 17f"), masses, strict=True
    ):
        goods.get_by_label(label).fill(amount)
    goods.get_by_label("Titre alcoométrique volumique en pourcentage 17g").fill(strength)


def type_wine(page: Page, article: str, category: str) -> None:
    goods = page.get_by_role("group", name=article, exact=True)
    goods.locator("summary", has_text="Produit vitivinicole").click()
    goods.get_by_label("Catégorie de produit vitivinicole").select_option(category)


def type_trader(page: Page, group: str, who: str, **fields: str) -> None:
    trader = page.get_by_role("group", name=group)
    trader.get_by_label("Identification de l’opérateur").fill(who)
    for label, text in fields.items():
        trader.get_by_label(label.replace("_", " ")).first.fill(text)
