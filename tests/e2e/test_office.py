"""The officer: numbers for an operator, anomalies, a jump, a document given its cover back; the history tells it."""

import pytest
from playwright.sync_api import Page, expect

from gps.documents import operations
from gps.documents.models import Anomaly, FallbackDocument
from tests.e2e.conftest import Browse
from tests.e2e.evening import inactive, registered
from tests.e2e.forms import fill_movement, fill_register, issued, send, shown_number
from tests.world import NOW, World, report


@pytest.mark.rule("G8", "S2", "H1")
def test_three_numbers_to_complete_and_one_completed_by_the_operator(browse: Browse) -> None:
    officer = browse("officer")
    officer.goto("/generer/")
    officer.get_by_text("DAA – ").check()
    officer.get_by_label("Numéro d’accise de l’expéditeur").select_option("FR007328E0001")
    officer.get_by_label("Nombre de numéros").fill("3")
    send(officer)
    officer.wait_for_url("**/generer/lot/*/")
    given = officer.locator("main ol .gps-number").all_inner_texts()
    assert [text.replace(" ", "") for text in given] == [issued(1), issued(2), issued(3)]

    operator = browse("shipper")
    operator.goto("/suivre/")
    rows = operator.locator("#resultats tbody").get_by_role("row")
    expect(rows.filter(has_text="à compléter")).to_have_count(3)
    rows.last.get_by_role("link").click()
    operator.get_by_role("link", name="Compléter", exact=True).click()
    fill_movement(operator)
    send(operator)
    operator.wait_for_url(f"**/documents/{issued(1)}/")
    tell(
        operator,
        ("Numéro généré par GPS", "Officer Exemple", "Douanier"),
        ("Document complété", "Shipper", "Opérateur"),
    )
    operator.goto("/suivre/")
    expect(rows.filter(has_text="à compléter")).to_have_count(2)
    expect(rows.last).to_contain_text("AB-123-CD")


@pytest.mark.rule("E2", "E3", "H1")
def test_a_replacement_for_the_malformed_number_of_a_paper(browse: Browse) -> None:
    operator = browse("shipper")
    fill_register(operator, "26FR007328E000100O081")
    send(operator)
    expect(operator.locator("#erreurs")).to_contain_text("est la lettre O")
    expect(operator.get_by_text("Le document est parti avec ce numéro, tel quel")).to_be_visible()
    operator.get_by_text("Le papier porte ce numéro").check()
    send(operator)
    receipt = operator.get_by_role("heading", level=1).inner_text().removeprefix("Reçu ")

    officer = browse("officer")
    officer.goto("/a-traiter/")
    officer.get_by_role("link", name=receipt).click()
    expect(officer.locator(".gps-facts")).to_contain_text("26FR007328E000100O081")
    officer.get_by_role("button", name="Délivrer un numéro de remplacement").click()
    expect(officer.get_by_role("heading", name="Traitée")).to_be_visible()
    assert shown_number(officer) == issued(1)

    operator.reload()
    assert shown_number(operator) == issued(1)
    operator.get_by_role("link", name="Voir le document").click()
    expect(operator.get_by_text("26FR007328E000100O081")).to_be_visible()
    tell(operator, ("Numéro généré par GPS", "Officer Exemple", "Douanier"))


@pytest.mark.rule("E5", "H1")
def test_a_jump_moves_the_sequence_once_it_is_confirmed(world: World, browse: Browse) -> None:
    jump = registered(world, 900)
    officer = browse("officer")
    officer.goto("/enregistrer/")
    expect(officer.get_by_text("séquence 00001 (la dernière connue est 00000)").first).to_be_visible()
    officer.goto(f"/a-traiter/{jump.anomalies.get().pk}/")
    officer.get_by_role("button", name="Confirmer le saut de séquence").click()
    expect(officer.get_by_role("heading", name="Traitée")).to_be_visible()
    officer.get_by_role("link", name="26 FR007328E0001 00900 1").click()
    tell(
        officer,
        ("Numéro enregistré a posteriori", "Shipper Exemple", "Opérateur"),
        ("Saut de séquence confirmé par le service", "Officer Exemple", "Douanier"),
    )
    officer.goto("/enregistrer/")
    expect(officer.get_by_text("séquence 00901 (la dernière connue est 00900)")).to_be_visible()


@pytest.mark.rule("E4")
def test_an_anomaly_is_closed_with_what_was_done(world: World, browse: Browse) -> None:
    registered(world, 8)
    [conflict] = operations.register_many([report(identity="QR-345-ST")], actor=world.actor("shipper"), now=NOW)
    assert conflict.anomaly is not None
    officer = browse("officer")
    officer.goto(f"/a-traiter/{conflict.anomaly.pk}/")
    officer.get_by_role("button", name="Clôturer").click()
    expect(officer.locator("#erreurs")).to_be_focused()
    officer.get_by_label("Suite donnée").fill("Même camion : la plaque avait été mal lue.")
    officer.get_by_role("button", name="Clôturer").click()
    expect(officer.get_by_text("Aucune anomalie n’attend le service.")).to_be_visible()
    assert not Anomaly.objects.filter(resolved_at=None).exists()


@pytest.mark.rule("A2", "T2", "H1")
def test_an_inactive_document_is_reactivated_with_a_reason(world: World, browse: Browse) -> None:
    document = inactive(world)
    operator = browse("shipper")
    operator.goto(f"/documents/{document.reference}/")
    expect(operator.get_by_role("link", name="Réactiver")).to_have_count(0)
    officer = browse("officer")
    officer.goto(f"/documents/{document.reference}/")
    officer.get_by_role("link", name="Réactiver").click()
    officer.get_by_label("Motif de réactivation").select_option("Oubli de la part de l’opérateur")
    send(officer)
    officer.wait_for_url(f"**/documents/{document.reference}/")
    tell(
        officer,
        ("Numéro généré par GPS", "Shipper Exemple", "Opérateur"),
        ("Actif → Inactif", "", "Système"),
        ("Inactif → Actif", "Officer Exemple", "Douanier", "Oubli de la part de l’opérateur"),
    )
    assert FallbackDocument.objects.get().status == "active"


def tell(page: Page, *lines: tuple[str, ...]) -> None:
    """The history holds these lines, in this order, with their words."""
    entries = page.locator(".gps-history > li")
    expect(entries).to_have_count(len(lines))
    for entry, words in zip(entries.all(), lines, strict=True):
        for word in words:
            expect(entry).to_contain_text(word)
