"""« Enregistrer »: the paper's number, its recap, what is confirmed, what goes to the officer (rules E1–E10, N9)."""

from datetime import timedelta

import pytest

from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from tests.documents.register import census, counters, issue, registered
from tests.web.browsing import Clock
from tests.web.conftest import Browse
from tests.web.scene import EIGHT, PAPER, REGISTER, address
from tests.world import NOW, SHIPPER, STRANGE, WAREHOUSE, World

pytestmark = pytest.mark.django_db

TOLD = {
    "manual_reason": "outside_office_hours",
    "told_means": "telephone",
    "told_date": "19/11/2026",
    "told_time": "07:50",
}
ALL_OR_NONE = "Indiquez le moyen, la date et l’heure, ou aucun des trois."
TO_COME = "Ce moment est à venir : indiquez quand le service a été prévenu."
JUMP = (
    "La séquence 99999 saute 99998 numéros après la dernière connue (00000). Relisez le papier ; si le numéro y est "
    "bien écrit ainsi, confirmez : votre service en sera informé."
)
OUTSIDE = (
    "La date d’expédition n’est pas dans l’année du numéro (2026). Si c’est bien le cas, confirmez : votre service en "
    "sera informé."
)
KNOWN = (
    "Ce numéro est déjà enregistré avec d’autres données, depuis le 20/11/2026, par {}. Votre saisie est conservée et "
    "transmise à votre service douanier sous le reçu {} : il vous donnera un numéro de remplacement. Si vous vous êtes "
    "trompé de numéro, corrigez-le ici."
)


WRONG = "26fr007328E0001-0008"


def paper(reference: str, **other: str) -> dict[str, str]:
    return {**PAPER, "reference": reference, **other}


class TestARegistration:
    @pytest.mark.rule("E1")
    def test_asks_for_the_six_fields_of_the_guide_in_its_order(self, browse: Browse) -> None:
        asked = list(browse("shipper").get(REGISTER).form)
        assert [name for name in asked if name in PAPER] == list(PAPER)

    @pytest.mark.rule("E1", "E8")
    def test_gives_its_recap_with_all_that_was_entered(self, browse: Browse) -> None:
        shipper = browse("shipper")
        page = shipper.get(shipper.fill(REGISTER, **PAPER, **TOLD).address)
        assert page.title == "Votre numéro est enregistré"
        assert [cell.words for cell in page.main.all(".gps-cell")] == list(EIGHT)
        assert page.facts["Type du document d’accompagnement"] == "DAA – circulation en suspension de droits"
        assert page.facts["Numéro d’accise de l’expéditeur"] == f"{SHIPPER} – Chais de Garonne – site 1"
        assert page.facts["Immatriculation du 1er moyen de transport"] == "AB-123-CD"
        assert page.facts["Date d’expédition"] == "19/11/2026"
        assert page.facts["Heure d’expédition"].startswith("08:15 ")
        assert page.facts["Enregistrement"] == "20/11/2026 à 18:45 (UTC+1), mode a posteriori"
        assert page.facts["Raison du numéro formé à la main"] == "En dehors des heures d’ouverture du bureau"
        assert page.facts["Communication au service"] == "Selon le déclarant : Téléphone, le 19/11/2026 à 07:50 (UTC+1)"

    @pytest.mark.rule("E1", "N4")
    def test_of_a_dsa_ends_in_2(self, browse: Browse) -> None:
        page = browse("shipper").fill(REGISTER, **paper(f"{EIGHT[:20]}2", document_type="DSA"))
        assert page.address == f"/documents/{EIGHT[:20]}2/recapitulatif/"

    @pytest.mark.rule("N9")
    @pytest.mark.parametrize(
        "typed",
        ["26fr007328e0001000081", "26 FR007328E0001 00008 1", "26.FR007328E0001.00008.1", "26-fr007328e0001–00008—1 "],
    )
    def test_takes_the_number_as_people_type_it(self, browse: Browse, typed: str) -> None:
        assert browse("shipper").fill(REGISTER, **paper(typed)).address == f"/documents/{EIGHT}/recapitulatif/"

    @pytest.mark.rule("E3", "G6")
    def test_known_again_with_the_same_data_gives_its_recap(self, browse: Browse) -> None:
        shipper = browse("shipper")
        first = shipper.fill(REGISTER, **PAPER).address
        before = census()
        assert shipper.fill(REGISTER, **{**PAPER, "transport_identity": "ab 123 cd"}).address == first
        assert browse("officer").fill(REGISTER, **PAPER).address == first
        assert census() == before

    @pytest.mark.rule("E5", "E10")
    def test_moves_the_sequence_and_shows_what_comes_next(self, browse: Browse) -> None:
        shipper = browse("shipper")
        shipper.fill(REGISTER, **PAPER)
        assert counters() == {(SHIPPER, 2026): 8}
        page = shipper.get(REGISTER)
        assert f"{SHIPPER}, 2026 : séquence 00009 (la dernière connue est 00008)" in page.text
        assert f"{WAREHOUSE}, 2026 : séquence 00001 (la dernière connue est 00000)" in page.text

    @pytest.mark.rule("E4")
    def test_of_a_sequence_that_gps_has_used_is_flagged(self, world: World, browse: Browse) -> None:
        assert [issue(world).reference[15:] for _ in range(3)][-1] == "000032"
        shipper = browse("shipper")
        page = shipper.get(shipper.fill(REGISTER, **paper("26FR007328E0001000031")).address)
        receipt = Anomaly.objects.get().receipt
        assert f"Signalé à votre service sous le reçu {receipt} : séquence en doublon." in page.text

    @pytest.mark.rule("E2", "E1", "E9")
    @pytest.mark.parametrize("name", list(PAPER))
    def test_lacks_nothing(self, browse: Browse, name: str) -> None:
        page = browse("shipper").fill(REGISTER, **{**PAPER, name: ""})
        assert (page.status, len(page.told(name)), len(page.errors)) == (422, 1, 1)


FAULTS = [
    (EIGHT[:20], {}, "Le numéro compte 20 caractères au lieu de 21 : 2 chiffres pour l’année"),
    (f"{EIGHT}1", {}, "Le numéro compte 22 caractères au lieu de 21 : 2 chiffres pour l’année"),
    ("2" * 10_000, {}, "Le numéro compte 10000 caractères au lieu de 21 : "),
    ("26FR007328E0001OOOO81", {}, "Le 16e caractère est la lettre O : c’est sans doute le chiffre 0 (zéro)"),
    ("26FRO07328E0001000081", {}, "Le 5e caractère est la lettre O : c’est sans doute le chiffre 0 (zéro)"),
    ("26FR007328E0001000001", {}, "La séquence 00000 (caractères 16 à 20) n’existe pas : la première de l’année est"),
    ("27FR007328E0001000081", {}, "L’année du numéro, 2027, n’est pas encore commencée : les 2 premiers chiffres"),
    (f"26{STRANGE}000081", {}, f"Le numéro contient le numéro d’accise {STRANGE}, mais vous avez choisi {SHIPPER}."),
    (f"26{WAREHOUSE}000081", {}, f"Le numéro contient le numéro d’accise {WAREHOUSE}, mais vous avez choisi"),
    (f"{EIGHT[:20]}2", {}, "Le dernier caractère « 2 » ne va pas avec le type DAA : un numéro formé à la main"),
    (EIGHT, {"document_type": "DSA"}, "Le dernier caractère « 1 » ne va pas avec le type DSA : un numéro formé"),
    (f"{EIGHT[:20]}X", {}, "Le 21e caractère « X » n’est pas un chiffre."),
    ("2XFR007328E0001000081", {}, "Les 2 premiers caractères « 2X » doivent être les 2 chiffres de l’année"),
    ("26FR007328E00010A0081", {}, "Les caractères 16 à 20 « 0A008 » doivent être les 5 chiffres de la séquence"),
    ("26FR007328É0001000081", {}, "Le numéro contient « É » (Latin capital letter e with acute) : il ne compte que"),
    ("26FR007328E0001\x0700081", {}, "Le numéro contient un caractère invisible (U+0007) : il ne compte que des"),
    (f"{EIGHT}\x00", {}, "Le caractère nul n’est pas autorisé."),
]


class TestAWrongNumber:
    @pytest.mark.rule("E2", "N4")
    @pytest.mark.parametrize(("reference", "other", "sentence"), FAULTS, ids=[ascii(f[0][:24]) for f in FAULTS])
    def test_is_told_part_by_part_and_kept(
        self, browse: Browse, reference: str, other: dict[str, str], sentence: str
    ) -> None:
        shipper, before = browse("shipper"), census()
        page = shipper.fill(REGISTER, **paper(reference, **other))
        [(href, told)] = page.errors
        assert (page.status, href) == (422, "#id_reference")
        assert told.startswith(sentence)
        assert page.told("reference") == [told]
        assert page.form["reference"] == reference
        assert census() == before

    @pytest.mark.rule("E2")
    def test_has_each_of_its_faults_told(self, browse: Browse) -> None:
        page = browse("shipper").fill(REGISTER, **paper(f"2X{STRANGE}00000A"))
        assert len(page.told("reference")) == 4

    @pytest.mark.rule("E3")
    def test_used_already_says_since_when_and_by_whom_and_gives_a_receipt(self, world: World, browse: Browse) -> None:
        registered(world, EIGHT)
        shipper = browse("shipper")
        page = shipper.fill(REGISTER, **{**PAPER, "transport_identity": "ZZ-999-ZZ"})
        anomaly = Anomaly.objects.get()
        assert page.errors == [("#id_reference", KNOWN.format("Shipper Exemple", anomaly.receipt))]
        assert anomaly.kind == AnomalyKind.CONFLICT
        assert anomaly.entry["transport_identity"] == "ZZ-999-ZZ"
        before = census()
        assert anomaly.receipt in shipper.fill(REGISTER, **{**PAPER, "transport_identity": "ZZ-999-ZZ"}).text
        assert census() == before, "the same entry gives the same receipt"

    @pytest.mark.rule("E3")
    def test_used_already_says_the_establishments_day(self, world: World, browse: Browse, clock: Clock) -> None:
        clock.now = NOW.replace(hour=21)  # the 21st in La Réunion
        typed = {**PAPER, "reference": "26FR009740E0007000011", "excise_number": "FR009740E0007"}
        distiller = browse("distiller")
        distiller.fill(REGISTER, **typed)
        page = distiller.fill(REGISTER, **{**typed, "transport_identity": "Z"})
        assert "depuis le 21/11/2026" in page.text

    @pytest.mark.rule("E2", "R2")
    def test_of_an_establishment_that_is_not_ones_own_is_refused(self, browse: Browse) -> None:
        page = browse("shipper").fill(REGISTER, **paper(f"26{STRANGE}000081", excise_number=STRANGE))
        assert page.told("excise_number")


class TestWhatIsUnusual:
    @pytest.mark.rule("E5")
    def test_jump_is_asked_to_be_confirmed_then_flagged(self, browse: Browse) -> None:
        shipper, before = browse("shipper"), census()
        asked = shipper.fill(REGISTER, **paper("26FR007328E0001999991"))
        assert (asked.status, asked.errors) == (422, [("#id_reference", JUMP)])
        assert asked.form["confirmed"] is None
        assert census() == before
        page = shipper.get(shipper.send(REGISTER, asked, confirmed="on").address)
        anomaly = Anomaly.objects.get()
        assert anomaly.kind == AnomalyKind.JUMP
        assert f"Signalé à votre service sous le reçu {anomaly.receipt} : saut de séquence à confirmer." in page.text
        assert counters() == {}, "a slip of the pen does not use up the year"

    @pytest.mark.rule("E6")
    def test_year_is_asked_to_be_confirmed_then_flagged(self, browse: Browse) -> None:
        shipper = browse("shipper")
        asked = shipper.fill(REGISTER, **{**PAPER, "dispatch_date": "02/01/2027"})
        assert asked.errors == [("#id_dispatch_date", OUTSIDE)]
        assert shipper.send(REGISTER, asked, confirmed="on").status == 302
        assert Anomaly.objects.get().kind == AnomalyKind.OUTSIDE_YEAR

    @pytest.mark.rule("E5")
    def test_confirmed_once_does_not_stand_for_another_number(self, browse: Browse) -> None:
        shipper = browse("shipper")
        asked = shipper.fill(REGISTER, **{**PAPER, "dispatch_date": "02/01/2027"})
        wrong = shipper.send(REGISTER, asked, confirmed="on", dispatch_time="25:00")
        page = shipper.send(REGISTER, wrong, dispatch_time="08:15", reference="26FR007328E0001999991")
        assert page.status == 422
        assert FallbackDocument.objects.count() == 0

    @pytest.mark.rule("E6")
    def test_dispatch_may_be_to_come(self, browse: Browse) -> None:
        assert browse("shipper").fill(REGISTER, **{**PAPER, "dispatch_date": "25/12/2026"}).status == 302

    @pytest.mark.rule("E5")
    def test_lower_free_number_is_registered_without_a_question(self, world: World, browse: Browse) -> None:
        registered(world, EIGHT)
        assert browse("shipper").fill(REGISTER, **paper("26FR007328E0001000031")).status == 302
        assert counters() == {(SHIPPER, 2026): 8}


class TestAMalformedPaper:
    @pytest.mark.rule("E2")
    def test_is_sent_verbatim_to_the_officer_and_gives_a_receipt(self, browse: Browse) -> None:
        shipper = browse("shipper")
        asked = shipper.fill(REGISTER, **paper(WRONG))
        assert asked.form["as_printed"] is None, "the box is offered, and not ticked"
        page = shipper.get(shipper.send(REGISTER, asked, as_printed="on").address)
        anomaly = Anomaly.objects.get()
        assert page.title == f"Reçu {anomaly.receipt}"
        assert page.facts["Numéro porté sur le papier"] == WRONG
        assert page.facts["Immatriculation"] == "AB-123-CD"
        assert page.facts["Expédition"] == "19/11/2026 à 08:15, heure de l’établissement"
        assert page.facts["Signalée"] == "20/11/2026 à 18:45 (UTC+1), par Shipper Exemple"
        assert FallbackDocument.objects.count() == 0

    @pytest.mark.rule("E2")
    def test_is_sent_once(self, browse: Browse) -> None:
        shipper = browse("shipper")
        asked = shipper.fill(REGISTER, **paper(WRONG))
        assert len({shipper.send(REGISTER, asked, as_printed="on").address for _ in range(2)}) == 1

    @pytest.mark.rule("E2")
    @pytest.mark.parametrize(
        "wrong", [{"transport_identity": ""}, {"dispatch_date": "31/02/2026"}, {"document_type": "X"}]
    )
    def test_is_not_offered_while_something_else_is_wrong(self, browse: Browse, wrong: dict[str, str]) -> None:
        page = browse("shipper").fill(REGISTER, **paper(WRONG, **wrong))
        assert page.form["as_printed"] == ""

    @pytest.mark.rule("E2")
    @pytest.mark.parametrize("reference", ["9" * 61, "AB\x07", "\u200b" * 4])
    def test_is_no_text_that_cannot_stand_on_a_paper(self, browse: Browse, reference: str) -> None:
        page = browse("shipper").fill(REGISTER, **paper(reference), as_printed="on")
        assert page.status == 422
        assert Anomaly.objects.count() == 0

    @pytest.mark.rule("R2")
    @pytest.mark.parametrize(
        ("who", "status"),
        [("shipper", 200), ("reader", 200), ("officer", 200), ("national", 200), ("stranger", 404), ("provider", 404)],
    )
    def test_has_a_receipt_for_whom_it_concerns(self, browse: Browse, who: str, status: int) -> None:
        receipt = browse("shipper").fill(REGISTER, **paper(WRONG), as_printed="on").address
        assert browse(who).get(receipt).status == status


class TestHowTheServiceWasTold:
    @pytest.mark.rule("E9")
    @pytest.mark.parametrize("left_out", ["told_means", "told_date", "told_time"])
    def test_is_whole_or_absent(self, browse: Browse, left_out: str) -> None:
        page = browse("shipper").fill(REGISTER, **PAPER, **{**TOLD, left_out: ""})
        assert (page.status, page.told(left_out)) == (422, [ALL_OR_NONE])

    @pytest.mark.rule("E9")
    def test_is_not_to_come(self, browse: Browse) -> None:
        page = browse("shipper").fill(REGISTER, **PAPER, **{**TOLD, "told_date": "20/11/2026", "told_time": "18:46"})
        assert page.told("told_time") == [TO_COME]
        now = {**TOLD, "told_date": "20/11/2026", "told_time": "18:45"}
        assert browse("shipper").fill(REGISTER, **PAPER, **now).status == 302

    @pytest.mark.rule("E9")
    @pytest.mark.parametrize(
        ("name", "value"),
        [("told_means", "pigeon"), ("manual_reason", "x"), ("told_date", "1/1/26"), ("told_time", "7h"),
         ("told_date", "01/01/0001")],
    )  # fmt: skip
    def test_has_its_faults_on_their_fields(self, browse: Browse, name: str, value: str) -> None:
        page = browse("shipper").fill(REGISTER, **PAPER, **{**TOLD, name: value})
        assert (page.status, len(page.told(name)), len(page.errors)) == (422, 1, 1)

    @pytest.mark.rule("E9")
    def test_is_read_on_the_establishments_clock(self, browse: Browse, clock: Clock) -> None:
        clock.now = NOW.replace(hour=21)
        typed = paper("26FR009740E0007000011", excise_number="FR009740E0007")
        moment = {**TOLD, "told_date": "21/11/2026", "told_time": "01:00"}
        distiller = browse("distiller")
        page = distiller.get(distiller.fill(REGISTER, **typed, **moment).address)
        assert page.facts["Communication au service"].endswith("le 21/11/2026 à 01:00 (UTC+4)")


def test_a_document_to_complete_is_completed_by_its_paper(world: World, browse: Browse) -> None:
    """An officer gave the bare number by telephone: it is known, and what is reported completes it."""
    bare = issue(world, "officer", identity="", on=None, at=None)
    page = browse("shipper").fill(REGISTER, **paper(bare.reference))
    assert page.address == address(bare, "recapitulatif/")
    bare.refresh_from_db()
    assert bare.transport_identity == "AB-123-CD"
    assert bare.recorded_at == NOW
    assert bare.dispatch_at is not None
    assert bare.dispatch_at < NOW + timedelta(days=1)
