"""« Annuler »: a number that will not be used, and why (rules A1, A3, T2, H1)."""

import pytest

from gps.domain.lifecycle import Status
from tests.documents.register import bring, census, issue
from tests.web.conftest import Browse
from tests.web.scene import CANCEL, address
from tests.world import World

pytestmark = pytest.mark.django_db

UNKNOWN = "Aucun document de secours ne porte ce numéro parmi ceux qui vous concernent. Vérifiez les 21 caractères."
REASON = "Choisissez un motif dans la liste."


@pytest.mark.rule("A1")
def test_the_four_reasons_are_offered_and_none_is_chosen(browse: Browse) -> None:
    page = browse("shipper").get(CANCEL)
    assert page.choices("reason") == [
        "", "transaction_interrupted", "document_error", "system_back_before_dispatch", "other",
    ]  # fmt: skip
    assert "Elle est définitive" in page.text


@pytest.mark.rule("A1", "H1")
@pytest.mark.parametrize(
    ("reason", "comment", "label"),
    [
        ("transaction_interrupted", "", "Transaction commerciale interrompue"),
        ("document_error", "", "Erreur sur le document"),
        ("system_back_before_dispatch", "", "Reprise du système avant expédition des marchandises"),
        ("other", "Camion en panne.", "Autre"),
    ],
)
def test_a_number_is_cancelled_from_its_page(
    world: World, browse: Browse, reason: str, comment: str, label: str
) -> None:
    document, shipper = issue(world), browse("shipper")
    [link] = [href for href in shipper.get(address(document)).links if href.startswith(CANCEL)]
    form = shipper.get(link)
    assert form.form["reference"] == document.reference
    page = shipper.get(shipper.send(CANCEL, form, reason=reason, comment=comment).address)
    assert "Le numéro est annulé. Il ne doit plus être utilisé." in page.text
    assert f"Motif : {label}." in page.text
    last = page.main.one(".gps-history").all("li")[-1].words
    assert "Numéro annulé – Actif → Annulé" in last
    assert f"Motif : {label}" in last
    assert "20/11/2026 à 18:45 (UTC+1) – Shipper Exemple (Opérateur)" in last
    assert not comment or f"« {comment} »" in last


@pytest.mark.rule("A1", "N9")
def test_the_number_may_be_typed_as_people_write_it(world: World, browse: Browse) -> None:
    document = issue(world)
    typed = f"{str(document).lower()} "
    assert browse("shipper").fill(CANCEL, reference=typed, reason="document_error").address == address(document)


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("reference", {"reference": ""}, "Saisissez le numéro à 21 caractères du document à annuler."),
        ("reference", {"reference": "26FR007328E0001999990"}, UNKNOWN),
        ("reference", {"reference": "14FR"}, UNKNOWN),
        ("reference", {"reference": "9" * 10_000}, UNKNOWN),
        ("reference", {"reference": "%"}, UNKNOWN),
        ("reference", {"reference": "AB\x00"}, "Le caractère nul n’est pas autorisé."),
        ("reason", {"reason": ""}, REASON),
        ("reason", {"reason": "operator_omission"}, REASON),
        ("reason", {"reason": "x\x00"}, REASON),
        ("comment", {"reason": "other"}, "Précisez en quelques mots."),
        ("comment", {"reason": "other", "comment": " \n "}, "Précisez en quelques mots."),
        ("comment", {"comment": "é" * 501}, "Le commentaire compte 501 caractères : 500 au plus."),
        (
            "comment",
            {"comment": "a\x07"},
            "Le commentaire contient un caractère invisible : saisissez-le de nouveau.",
        ),
        ("comment", {"comment": "a\x00"}, "Le caractère nul n’est pas autorisé."),
    ],
)
def test_a_fault_is_told_on_its_field_and_changes_nothing(
    world: World, browse: Browse, name: str, typed: dict[str, str], sentence: str
) -> None:
    good = {"reference": issue(world).reference, "reason": "document_error"}
    before = census()
    page = browse("shipper").fill(CANCEL, **{**good, **typed})
    assert (page.status, page.told(name)) == (422, [sentence])
    assert page.errors == [(f"#id_{name}", sentence)]
    kept = {**good, **typed}
    assert page.form["reference"] == kept["reference"]
    assert name == "reason" or page.form["reason"] == kept["reason"]
    assert census() == before


@pytest.mark.rule("A1", "R2")
def test_what_is_anothers_and_what_does_not_exist_get_one_answer(world: World, browse: Browse) -> None:
    number = issue(world).reference
    stranger = browse("stranger")
    answers = []
    for wanted in (number, "26FR007328E0001999990"):
        page = stranger.fill(CANCEL, reference=wanted, reason="document_error")
        answers.append((page.status, page.text.replace(wanted, "…")))
        assert not page.main.all(".gps-card")
        assert not stranger.get(CANCEL, {"numero": wanted}).main.all(".gps-card")
    assert answers[0] == answers[1]


@pytest.mark.rule("A1", "G6")
def test_a_second_click_says_that_it_is_done(world: World, browse: Browse) -> None:
    document, shipper = issue(world), browse("shipper")
    form = shipper.get(CANCEL)
    typed = {"reference": document.reference, "reason": "document_error"}
    shipper.send(CANCEL, form, **typed)
    before = census()
    page = shipper.get(shipper.send(CANCEL, form, **typed).address)
    assert "Ce numéro était déjà annulé." in page.text
    assert census() == before


@pytest.mark.rule("A1", "A3", "T2")
@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.INACTIVE, "Ce document est inactif : seul votre service douanier peut le réactiver."),
        (
            Status.REINTEGRATED,
            "Ce mouvement est déjà régularisé dans GAMM@ : son numéro ne peut plus être annulé.",
        ),
        (Status.CANCELLED, "Ce numéro est déjà annulé, définitivement."),
    ],
)
def test_only_an_active_document_is_cancelled(world: World, browse: Browse, status: Status, sentence: str) -> None:
    document = bring(world, issue(world), status)
    before = census()
    page = browse("shipper").fill(CANCEL, reference=document.reference, reason="transaction_interrupted")
    assert (page.status, page.sentences) == (422, [sentence])
    assert census() == before
    assert not [href for href in browse("shipper").get(address(document)).links if href.startswith(CANCEL)]


@pytest.mark.rule("A1", "G8")
def test_a_number_to_complete_may_be_cancelled(world: World, browse: Browse) -> None:
    bare = issue(world, "officer", identity="", on=None, at=None)
    assert browse("shipper").fill(CANCEL, reference=bare.reference, reason="document_error").status == 302


@pytest.mark.parametrize("number", ["", "x" * 5000, "\x00", "%00'\"<b>", "é"])
def test_any_link_opens_the_form(browse: Browse, number: str) -> None:
    page = browse("shipper").get(CANCEL, {"numero": number})
    assert page.status == 200
    assert page.form["reference"] == number[:60]
