"""« Générer » refuses: each fault has its own sentence on its own field, keeps what was typed, burns no number."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from tests.documents.register import census, counters
from tests.web.browsing import Clock
from tests.web.conftest import Browse
from tests.web.scene import GENERATE, MOVEMENT
from tests.world import CLIENT, SHIPPER, STRANGE

pytestmark = pytest.mark.django_db

TYPE = "Le type du document d’accompagnement est DAA ou DSA."
EXCISE = (
    "Vous n’êtes pas habilité à déclarer pour ce numéro d’accise. Choisissez-en un dans la liste, ou demandez "
    "l’habilitation à votre service douanier."
)
NO_TRANSPORT = "Saisissez l’immatriculation du 1er moyen de transport."
UNPRINTABLE = (
    "L’immatriculation contient {}, que le formulaire papier ne peut pas imprimer. Retirez-le ou remplacez-le."
)
NULL = "Le caractère nul n’est pas autorisé."
DATE = "Écrivez la date sous la forme jj/mm/aaaa, par exemple 20/11/2026."
NO_DAY = "Le {} n’existe pas dans le calendrier."
YESTERDAY = (
    "La date d’expédition doit être égale ou postérieure à la date du jour (20/11/2026). Si la marchandise est déjà "
    "partie, utilisez « Enregistrer »."
)
TOO_FAR = "La date doit être comprise entre le 01/04/2010 et le 21/11/2027."
TIME = "Écrivez l’heure sous la forme hh:mm, de 00:00 à 23:59, par exemple 18:45."
A_MINUTE_AGO = (
    "L’heure d’expédition doit être égale ou postérieure à l’heure de saisie (18:45, heure de l’établissement). Si la "
    "marchandise est déjà partie, utilisez « Enregistrer »."
)
MISSING_HOUR = (
    "Le 29/03/2026, 02:30 n’existe pas : les horloges avancent d’une heure cette nuit-là. Indiquez une heure qui suit "
    "le changement."
)

LONG = "9" * 10_000

FAULTS = [
    ("document_type", "", "Choisissez le type du document d’accompagnement : DAA ou DSA."),
    ("document_type", "DAE", TYPE),
    ("document_type", "daa", TYPE),
    ("document_type", LONG, TYPE),
    ("document_type", "DAA\x07", TYPE),
    ("document_type", "DAA\x00", TYPE),
    ("excise_number", "", "Choisissez le numéro d’accise de l’expéditeur."),
    ("excise_number", STRANGE, EXCISE),
    ("excise_number", CLIENT, EXCISE),
    ("excise_number", "FR000000E0000", EXCISE),
    ("excise_number", LONG, EXCISE),
    ("excise_number", f"{SHIPPER}\x07", EXCISE),
    ("excise_number", f"{SHIPPER}\x00", NULL),
    ("transport_identity", "", NO_TRANSPORT),
    ("transport_identity", "   ", NO_TRANSPORT),
    ("transport_identity", "\u00a0\u202f", NO_TRANSPORT),
    ("transport_identity", "A" * 36, "L’immatriculation compte 36 caractères : 35 au plus."),
    ("transport_identity", LONG, "L’immatriculation compte 10000 caractères : 35 au plus."),
    ("transport_identity", "AB\x07CD", UNPRINTABLE.format("un caractère invisible (U+0007)")),
    ("transport_identity", "AB\nCD", UNPRINTABLE.format("un caractère invisible (U+000A)")),
    ("transport_identity", "AB\u200bCD", UNPRINTABLE.format("un caractère invisible (U+200B)")),
    ("transport_identity", "АВ-123", UNPRINTABLE.format("« А » (Cyrillic capital letter a)")),
    ("transport_identity", "AB 🚚", UNPRINTABLE.format("« 🚚 » (Delivery truck)")),
    ("transport_identity", "AB\x00CD", NULL),
    ("dispatch_date", "", "Saisissez la date d’expédition, sous la forme jj/mm/aaaa."),
    ("dispatch_date", "2026-11-20", DATE),
    ("dispatch_date", "20/11/26", DATE),
    ("dispatch_date", "1/1/2027", DATE),
    ("dispatch_date", "20-11-2026", DATE),
    ("dispatch_date", "demain", DATE),
    ("dispatch_date", "２０/１１/２０２６", DATE),
    ("dispatch_date", "٢٠/١١/٢٠٢٦", DATE),
    ("dispatch_date", LONG, DATE),
    ("dispatch_date", "20/11/2026\x07", DATE),
    ("dispatch_date", "20/11/2026\x00", DATE),
    ("dispatch_date", "31/02/2027", NO_DAY.format("31/02/2027")),
    ("dispatch_date", "29/02/2027", NO_DAY.format("29/02/2027")),
    ("dispatch_date", "00/13/0000", NO_DAY.format("00/13/0000")),
    ("dispatch_date", "19/11/2026", YESTERDAY),
    ("dispatch_date", "01/01/0001", YESTERDAY),
    ("dispatch_date", "22/11/2027", TOO_FAR),
    ("dispatch_date", "31/12/9999", TOO_FAR),
    ("dispatch_time", "", "Saisissez l’heure d’expédition, sous la forme hh:mm."),
    ("dispatch_time", "24:00", TIME),
    ("dispatch_time", "9:5", TIME),
    ("dispatch_time", "9:05", TIME),
    ("dispatch_time", "19h30", TIME),
    ("dispatch_time", "19:30:00", TIME),
    ("dispatch_time", "23:60", TIME),
    ("dispatch_time", "１９:３０", TIME),
    ("dispatch_time", LONG, TIME),
    ("dispatch_time", "19:30\x07", TIME),
    ("dispatch_time", "19:30\x00", TIME),
    ("dispatch_time", "18:44", A_MINUTE_AGO),
    ("dispatch_time", "00:00", A_MINUTE_AGO),
]
LISTED = {"document_type", "excise_number"}
"""What was forged into a list cannot be shown by it."""


@pytest.mark.rule("G1", "G2", "G3", "G4", "G6")
@pytest.mark.parametrize(("name", "value", "sentence"), FAULTS, ids=[f"{n}={v[:14]!a}" for n, v, _ in FAULTS])
def test_a_fault_is_told_on_its_field_and_burns_no_number(browse: Browse, name: str, value: str, sentence: str) -> None:
    shipper, before = browse("shipper"), census()
    page = shipper.fill(GENERATE, **{**MOVEMENT, name: value})
    assert page.status == 422
    assert page.told(name) == [sentence]
    assert page.errors == [(f"#id_{name}_0" if name == "document_type" else f"#id_{name}", sentence)]
    assert page.tree.all(page.errors[0][0]), "the link of the summary leads somewhere"
    kept = {field: text for field, text in {**MOVEMENT, name: value}.items() if field not in LISTED & {name}}
    assert {field: page.form[field] for field in kept} == kept
    assert "Rien n’a été enregistré et aucun numéro n’a été utilisé." in page.text
    assert page.tree.one("title").words.startswith("Erreur : Générer")
    assert census() == before
    assert shipper.send(GENERATE, page, **MOVEMENT).address.startswith(f"/documents/26{SHIPPER}00001")


@pytest.mark.rule("G1")
def test_all_faults_are_told_at_once_in_the_order_of_the_fields(browse: Browse) -> None:
    page = browse("shipper").fill(GENERATE, dispatch_date="", transport_identity="\u200b")
    assert [href for href, _ in page.errors] == [
        "#id_document_type_0", "#id_excise_number", "#id_dispatch_date", "#id_dispatch_time",
    ]  # fmt: skip
    assert "4 points à corriger" in page.text


@pytest.mark.rule("G1", "G4")
def test_all_faults_of_the_rules_are_told_at_once(browse: Browse) -> None:
    page = browse("shipper").fill(GENERATE, **{**MOVEMENT, "transport_identity": "A" * 36, "dispatch_time": "08:00"})
    assert [href for href, _ in page.errors] == ["#id_transport_identity", "#id_dispatch_time"]


@pytest.mark.rule("G4")
def test_the_missing_hour_of_march_is_refused(browse: Browse, clock: Clock) -> None:
    clock.now = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    shipper, before = browse("shipper"), census()
    page = shipper.fill(GENERATE, **{**MOVEMENT, "dispatch_date": "29/03/2026", "dispatch_time": "02:30"})
    assert (page.status, page.told("dispatch_time")) == (422, [MISSING_HOUR])
    assert census() == before
    assert shipper.send(GENERATE, page, dispatch_time="03:00").status == 302


@pytest.mark.rule("G3", "G4")
@pytest.mark.parametrize(("name", "value"), [("dispatch_date", " 20/11/2026 "), ("dispatch_time", " 19:30 ")])
def test_spaces_around_are_no_fault(browse: Browse, name: str, value: str) -> None:
    assert browse("shipper").fill(GENERATE, **{**MOVEMENT, name: value}).status == 302


@pytest.mark.rule("G1")
@pytest.mark.parametrize("identity", ["X", "A" * 35, "Ré’union – Œuvre ½", "<b>&amp;\"'", "%s{{ x }}"])
def test_a_registration_is_free_text(browse: Browse, identity: str) -> None:
    shipper = browse("shipper")
    recap = shipper.get(shipper.fill(GENERATE, **{**MOVEMENT, "transport_identity": identity}).address)
    assert recap.facts["Immatriculation du 1er moyen de transport"] == identity


@pytest.mark.rule("G4")
def test_the_day_is_the_establishments(browse: Browse, clock: Clock) -> None:
    """At 21:30 UTC it is the 21st in La Réunion: the 20th is past there, not in Bordeaux."""
    clock.now = datetime(2026, 11, 20, 21, 30, tzinfo=UTC)
    typed = {"document_type": "DAA", "transport_identity": "X", "dispatch_date": "20/11/2026", "dispatch_time": "23:00"}
    assert browse("distiller").fill(GENERATE, **typed).told("dispatch_date")
    assert browse("shipper").fill(GENERATE, **typed, excise_number=SHIPPER).status == 302


@pytest.mark.rule("G6", "N5")
def test_a_fault_of_ours_burns_no_number(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    shipper = browse("shipper")
    shipper.client.raise_request_exception = False
    form = shipper.get(GENERATE)
    with monkeypatch.context() as patch:
        patch.setattr("gps.documents.operations.issuing.bear", lambda *_: 1 / 0)
        page = shipper.send(GENERATE, form, **MOVEMENT)
    assert page.status == 500
    assert "la même demande redonne le même numéro" in page.text
    assert counters() == {}
    assert shipper.send(GENERATE, form, **MOVEMENT).address.startswith(f"/documents/26{SHIPPER}00001")


@pytest.mark.rule("G6")
def test_too_large_a_request_is_refused_without_a_trace(browse: Browse) -> None:
    shipper, before = browse("shipper"), census()
    too_long = "A" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert shipper.post(GENERATE, {**MOVEMENT, "transport_identity": too_long}).status == 413
    too_many = {f"x{n}": "1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert shipper.post(GENERATE, {**MOVEMENT, **too_many}).status == 400
    assert census() == before


def test_a_sealed_ticket_outlives_no_account(browse: Browse, clock: Clock) -> None:
    """Opened weeks ago it is still this account's: its minute is long past, its key is good."""
    shipper = browse("shipper")
    form = shipper.get(GENERATE)
    clock.now += timedelta(days=30)
    page = shipper.send(GENERATE, form, **MOVEMENT)
    assert page.told("dispatch_date")
    assert shipper.send(GENERATE, page, dispatch_date="21/12/2026").status == 302
