"""The help desk on the telephone: a caller found by name, his incident; a black alert from publication to reopening."""

import pytest
from playwright.sync_api import Page, expect

from gps.outages.models import Outage
from tests.e2e.conftest import Browse
from tests.outages.crisis import ground_of, lines, ungrounded
from tests.world import NOW, World


@pytest.mark.rule("F2", "F4")
def test_a_caller_is_found_by_name_and_gets_an_incident(world: World, browse: Browse) -> None:
    ungrounded(world)
    agent = browse("national")
    agent.goto("/accueil/")
    agent.get_by_role("link", name="Pannes et appels").first.click()
    expect(agent.get_by_label("Numéro d’accise, SIRET ou nom de l’appelant")).to_be_focused()
    agent.keyboard.type("BRASSERIE nord")
    agent.keyboard.press("Enter")
    agent.wait_for_url("**/sau/appelant/FR004455E0002/")
    expect(agent.get_by_role("heading", name="Brasserie du Nord")).to_be_visible()
    expect(agent.get_by_role("heading", name="Diagnostic à établir")).to_be_visible()

    agent.get_by_role("link", name="Ouvrir un incident").click()
    agent.get_by_role("button", name="Ouvrir l’incident").click()
    expect(agent.locator("#erreurs")).to_be_focused()
    expect(agent.locator("#erreurs")).to_contain_text("Choisissez de quel côté est la panne.")
    agent.get_by_text("La liaison avec son prestataire EDI, Liaisons EDI").check()
    agent.get_by_role("button", name="Ouvrir l’incident").click()
    agent.wait_for_url("**/sau/appelant/FR004455E0002/")
    expect(agent.locator(".gps-next-step")).to_contain_text("L’incident P26-0001 est ouvert")
    expect(agent.get_by_text("Il demande l’autorisation à son service")).to_be_visible()
    agent.get_by_role("link", name="Incident P26-0001").click()
    tell(agent, ("Publication", "National Exemple", "Douanier"))


@pytest.mark.rule("F2", "F3", "H2")
def test_a_black_alert_is_published_changed_ended_and_reopened(world: World, browse: Browse) -> None:
    ungrounded(world)
    agent = browse("national")
    agent.goto("/sau/")
    agent.get_by_role("link", name="Publier une alerte").click()
    agent.get_by_text("GAMM@ DTI : ").check()
    agent.get_by_text("Alerte noire.").check()
    agent.get_by_label("Que faire", exact=False).first.fill("Utilisez la procédure de secours.")
    publish(agent)
    expect(agent.get_by_role("heading", name="Panne P26-0001")).to_be_visible()
    expect(agent.locator(".gps-figures")).to_contain_text("4 établissements couverts")
    assert ground_of(world.shipper, Outage.objects.get().published_at) == ("alert", "P26-0001")

    agent.get_by_role("link", name="Modifier").click()
    agent.get_by_role("textbox", name="Fin prévue (date)").fill("20/11/2026")
    agent.get_by_role("textbox", name="Fin prévue (heure)").fill("18:00")
    publish(agent)
    expect(agent.locator("#erreurs")).to_contain_text("La fin doit suivre le début")
    agent.get_by_role("textbox", name="Fin prévue (heure)").fill("22:00")
    agent.get_by_text("Alerte rouge.").check()
    publish(agent)
    expect(agent.get_by_text("Modification publiée.")).to_be_visible()

    agent.get_by_role("link", name="Publier la fin").click()
    publish(agent)
    expect(agent.get_by_text("Fin publiée")).to_be_visible()
    assert ground_of(world.shipper, Outage.objects.get().changed_at) is None

    agent.goto("/sau/")
    expect(agent.get_by_text("Aucune alerte et aucun incident de prestataire en cours.")).to_be_visible()
    agent.get_by_role("link", name="P26-0001").click()
    agent.get_by_role("link", name="Rouvrir").click()
    agent.get_by_label("Commentaire").fill("La panne revient.")
    publish(agent)
    tell(
        agent,
        ("Publication", "National Exemple"),
        ("Modification", "Alerte noire → Alerte rouge", "rien → 20/11/2026 à 22:00 (UTC+1)"),
        ("Fin",),
        ("Réouverture", "« La panne revient. »"),
    )
    assert lines("P26-0001") == ["open", "change", "end", "reopen"]
    assert ground_of(world.shipper, Outage.objects.get().changed_at) == ("alert", "P26-0001")
    assert Outage.objects.get().published_at >= NOW


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publier").click()


def tell(page: Page, *lines: tuple[str, ...]) -> None:
    """The history holds these lines, in this order, with their words."""
    entries = page.locator(".gps-history > li")
    expect(entries).to_have_count(len(lines))
    for entry, words in zip(entries.all(), lines, strict=True):
        for word in words:
            expect(entry).to_contain_text(word)
