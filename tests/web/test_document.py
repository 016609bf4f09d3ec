"""A document's page: what it says, what it offers, what is done from there (rules G5, G8, H1, A2–A4, E9, T1, T3)."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from gps.documents.models import FallbackDocument
from gps.documents.operations import confirm_jump, settle
from gps.domain.lifecycle import Status
from gps.paperwork import names
from tests.documents.register import ARC, LATE, bring, census, issue, registered, told
from tests.outages import crisis
from tests.web.browsing import Clock, Page
from tests.web.conftest import Browse
from tests.web.scene import EIGHT, address
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

MOVED = {"transport_identity": "XX-000-XX", "dispatch_date": "21/11/2026", "dispatch_time": "10:00"}
WHY = {"comment": "Le camion a changé."}
RECEIPT = {"means": "fax", "received_date": "19/11/2026", "received_time": "09:00"}
NOT_TO_CORRECT = (
    "Ce document ne peut plus être corrigé ici : il est parti, ou il a été formé à la main. Demandez la correction à "
    "votre service douanier."
)
NOT_ALLOWED = "Votre compte ne permet pas cette action sur ce document."
ACTIVE = "Ce document est actif : cette action ne le concerne pas."


def badges(page: Page) -> list[str]:
    return [badge.words for badge in page.main.all(".fr-badge")]


def offered(page: Page) -> set[str]:
    """The actions of the page: the words of its buttons, downloads aside."""
    return {link.words for link in page.main.one(".gps-actions").all("a")}


PAPERS_OF = {"Télécharger le DAA prérempli (PDF)", "Version à imprimer, sans champs (PDF)"}
DESCRIBE = "Compléter les données"
OFFERED = {
    # (person, document) -> actions
    ("shipper", "issued"): {*PAPERS_OF, "Corriger", "Annuler ce numéro", DESCRIBE},
    ("reader", "issued"): PAPERS_OF,
    ("officer", "issued"): {*PAPERS_OF, "Corriger", "Annuler ce numéro", DESCRIBE},
    ("national", "issued"): PAPERS_OF,
    ("administrator", "issued"): PAPERS_OF,
    ("shipper", "bare"): {*PAPERS_OF, "Compléter", "Annuler ce numéro", DESCRIBE},
    ("officer", "bare"): {*PAPERS_OF, "Compléter", "Annuler ce numéro", DESCRIBE},
    ("reader", "bare"): PAPERS_OF,
    ("shipper", "paper"): {*PAPERS_OF, "Annuler ce numéro", DESCRIBE},
    ("officer", "paper"): {*PAPERS_OF, "Corriger", "Annuler ce numéro", "Noter la communication", DESCRIBE},
    ("shipper", "inactive"): {*PAPERS_OF, DESCRIBE},
    ("officer", "inactive"): {*PAPERS_OF, "Corriger", "Réactiver", DESCRIBE},
    ("national", "inactive"): PAPERS_OF,
    ("shipper", "cancelled"): set(),
    ("officer", "cancelled"): set(),
    ("shipper", "reintegrated"): {*PAPERS_OF, DESCRIBE},
    ("officer", "reintegrated"): {*PAPERS_OF, "Corriger", "Retirer la régularisation", DESCRIBE},
}


def make(world: World, what: str) -> FallbackDocument:
    match what:
        case "bare":
            return issue(world, "officer", identity="", on=None, at=None)
        case "paper":
            return registered(world, EIGHT)
        case "issued":
            return issue(world)
        case _:
            return bring(world, issue(world), Status(what))


class TestThePage:
    @pytest.mark.rule("H1", "G5")
    def test_shows_the_document_and_its_history(self, world: World, browse: Browse) -> None:
        page = browse("shipper").get(address(issue(world)))
        assert page.title == "DAA de secours"
        assert page.facts["Date d’expédition"] == "20/11/2026"
        assert page.facts["À régulariser dans GAMM@ au plus tard"] == "30/11/2026 à 19:30 (UTC+1)"
        [line] = page.main.one(".gps-history").all("li")
        assert line.words == "Numéro généré par GPS – Actif 20/11/2026 à 18:45 (UTC+1) – Shipper Exemple (Opérateur)"

    @pytest.mark.rule("H1", "A2", "A3", "A4", "T4")
    def test_tells_every_action_of_a_long_life(self, world: World, browse: Browse) -> None:
        document = issue(world)
        officer = browse("officer")
        officer.fill(address(document, "corriger/"), **MOVED, **WHY)
        bring(world, document, Status.REINTEGRATED)
        typed = {"reason": "regularisation_failed", "comment": "Refusé."}
        officer.fill(address(document, "reactiver/"), **typed)
        lines = [line.words for line in officer.get(address(document)).main.one(".gps-history").all("li")]
        assert [line.split(" 20/11")[0] for line in lines] == [
            "Numéro généré par GPS – Actif",
            "Données corrigées",
            "Mouvement régularisé dans GAMM@ – Actif → Réintégré",
            "Régularisation retirée – Réintégré → Actif",
        ]
        assert "Avant : AB-123-CD, 20/11/2026 à 19:30 (UTC+1)" in lines[1]
        assert "Après : XX-000-XX, 21/11/2026 à 10:00 (UTC+1)" in lines[1]
        assert "« Le camion a changé. »" in lines[1]
        assert "Officer Exemple (Bordeaux – bureau de Bassens) (Douanier)" in lines[1]
        assert f"CRA : {ARC}" in lines[2]
        assert "GPS (Système)" in lines[2]
        assert "Motif : Échec de la régularisation dans GAMM@" in lines[3]

    @pytest.mark.rule("T1", "S2", "T3", "G8")
    @pytest.mark.parametrize(
        ("what", "days", "shown", "said"),
        [
            ("issued", 0, ["Actif", "à régulariser"], "Le document couvre légalement le mouvement de marchandises."),
            ("issued", 8, ["Actif", "échéance proche"], "Le document couvre légalement"),
            ("issued", 11, ["Actif", "en retard"], "Elle était due le 30/11/2026 à 19:30 (UTC+1)."),
            ("bare", 11, ["Actif", "à compléter"], "Ce numéro a été délivré sans données d’expédition."),
            ("inactive", 0, ["Inactif"], "Ce document ne couvre plus le mouvement"),
            ("cancelled", 0, ["Annulé"], "Motif : Erreur sur le document."),
            ("reintegrated", 0, ["Réintégré"], "Le mouvement a été régularisé dans GAMM@."),
        ],
    )
    def test_shows_the_status_and_what_it_means(  # noqa: PLR0917  fixtures and what is tried
        self, world: World, browse: Browse, clock: Clock, what: str, days: int, shown: list[str], said: str
    ) -> None:
        document = make(world, what)
        clock.now = NOW + timedelta(days=days)
        page = browse("shipper").get(address(document))
        assert badges(page) == shown
        assert said in page.text

    @pytest.mark.rule("P3", "A1", "A2", "A4", "E9", "G8")
    @pytest.mark.parametrize(("who", "what"), OFFERED)
    def test_offers_what_the_person_may_do_and_nothing_else(
        self, world: World, browse: Browse, who: str, what: str
    ) -> None:
        assert offered(browse(who).get(address(make(world, what)))) == OFFERED[who, what]

    @pytest.mark.rule("A4")
    def test_offers_the_operator_no_correction_once_the_goods_have_left(
        self, world: World, browse: Browse, clock: Clock
    ) -> None:
        document = issue(world)
        clock.now = NOW + timedelta(hours=2)
        assert "Corriger" not in offered(browse("shipper").get(address(document)))

    @pytest.mark.rule("E4", "E5")
    def test_leads_the_officer_of_the_office_alone_to_the_anomaly(self, world: World, browse: Browse) -> None:
        document = registered(world, "26FR007328E0001999991", confirmed=True)
        link = f"/a-traiter/{document.anomalies.get().pk}/"
        people = ("officer", "shipper", "reader", "national")
        assert [who for who in people if link in browse(who).get(address(document)).links] == ["officer"]

    @pytest.mark.rule("H1")
    def test_tells_what_the_service_settled(self, world: World, browse: Browse) -> None:
        jump = registered(world, "26FR007328E0001999991", confirmed=True, on=date(2027, 1, 2))
        kinds = {anomaly.kind: anomaly.pk for anomaly in jump.anomalies.all()}
        confirm_jump(kinds["jump"], actor=world.actor("officer"), now=NOW)
        settle(kinds["outside_year"], actor=world.actor("officer"), now=NOW, comment="Vu.")
        text = browse("shipper").get(address(jump)).text
        assert "Saut de séquence confirmé par le service" in text
        assert "Signalement traité par le service" in text

    @pytest.mark.rule("G5", "E8")
    def test_of_a_bare_number_shows_what_is_to_complete_in_its_recap(self, world: World, browse: Browse) -> None:
        page = browse("shipper").get(address(make(world, "bare"), "recapitulatif/"))
        assert page.facts["Immatriculation du 1er moyen de transport"] == "à compléter"
        assert "Au plus tard le" not in page.text


class TestCompleting:
    @pytest.mark.rule("G8")
    @pytest.mark.parametrize("who", ["shipper", "officer"])
    def test_gives_the_number_its_movement(self, world: World, browse: Browse, who: str) -> None:
        document, browser = make(world, "bare"), browse(who)
        page = browser.get(browser.fill(address(document, "completer/"), **MOVED).address)
        assert "Le document est complété." in page.text
        assert page.facts["Immatriculation du 1er moyen de transport"] == "XX-000-XX"
        assert "XX-000-XX, 21/11/2026 à 10:00 (UTC+1)" in page.main.one(".gps-history").words

    @pytest.mark.rule("G8")
    def test_twice_is_told(self, world: World, browse: Browse) -> None:
        document, shipper = make(world, "bare"), browse("shipper")
        form = shipper.get(address(document, "completer/"))
        shipper.send(address(document, "completer/"), form, **MOVED)
        before = census()
        page = shipper.send(address(document, "completer/"), form, **MOVED)
        assert (page.status, page.sentences) == (422, ["Ce document a déjà ses données d’expédition."])
        assert census() == before

    @pytest.mark.rule("G8", "G3")
    @pytest.mark.parametrize(
        ("name", "value"),
        [("transport_identity", ""), ("transport_identity", "a\x07"), ("dispatch_date", "1/1/26"),
         ("dispatch_date", "01/01/2001"), ("dispatch_time", "24:00")],
    )  # fmt: skip
    def test_refuses_on_the_field(self, world: World, browse: Browse, name: str, value: str) -> None:
        document = make(world, "bare")
        before = census()
        page = browse("shipper").fill(address(document, "completer/"), **{**MOVED, name: value})
        assert (page.status, [href for href, _ in page.errors]) == (422, [f"#id_{name}"])
        assert page.form[name] == value
        assert census() == before


class TestCorrecting:
    @pytest.mark.rule("A4")
    @pytest.mark.parametrize("who", ["shipper", "officer"])
    def test_keeps_before_and_after(self, world: World, browse: Browse, who: str) -> None:
        document, browser = make(world, "issued"), browse(who)
        form = browser.get(address(document, "corriger/"))
        assert form.form == {
            "transport_identity": "AB-123-CD", "dispatch_date": "20/11/2026", "dispatch_time": "19:30", "comment": "",
        }  # fmt: skip
        page = browser.get(browser.send(address(document, "corriger/"), form, **MOVED, **WHY).address)
        assert "La correction est enregistrée." in page.text
        document.refresh_from_db()
        assert document.transport_identity == "XX-000-XX"
        assert told(document)[-1] == ("correct", "active", "active")

    @pytest.mark.rule("A4")
    @pytest.mark.parametrize(
        ("typed", "name", "sentence"),
        [
            ({"comment": ""}, "comment", "Précisez en quelques mots."),
            ({"comment": "é" * 501}, "comment", "Le commentaire compte 501 caractères : 500 au plus."),
            ({"dispatch_time": "08:00", **WHY}, "dispatch_time", None),
            ({"transport_identity": "", **WHY}, "transport_identity", None),
            (WHY, "", "Rien n’a changé : modifiez une donnée, ou revenez au document."),
        ],
    )
    def test_refuses_on_the_field(
        self, world: World, browse: Browse, typed: dict[str, str], name: str, sentence: str | None
    ) -> None:
        document = make(world, "issued")
        before = census()
        page = browse("shipper").fill(address(document, "corriger/"), **typed)
        [(href, said)] = page.errors
        assert (page.status, href) == (422, f"#id_{name}" if name else "")
        assert sentence in {None, said}
        assert census() == before

    @pytest.mark.rule("A4")
    @pytest.mark.parametrize(
        ("who", "what", "sentence"),
        [("shipper", "paper", NOT_TO_CORRECT), ("officer", "cancelled", NOT_TO_CORRECT),
         ("reader", "issued", NOT_ALLOWED)],
    )  # fmt: skip
    def test_says_when_it_is_not_possible(
        self, world: World, browse: Browse, who: str, what: str, sentence: str
    ) -> None:
        document = make(world, what)
        where, browser, before = address(document, "corriger/"), browse(who), census()
        page = browser.get(where)
        assert "Ce n’est pas possible maintenant" in page.text
        assert not page.main.all("form")
        assert browser.post(where, {**MOVED, **WHY}).sentences == [sentence]
        assert census() == before


class TestReactivating:
    @pytest.mark.rule("A2", "T3")
    @pytest.mark.parametrize("reason", ["operator_technical", "customs_technical", "operator_omission", "other"])
    def test_gives_the_cover_back_and_starts_the_delay_anew(
        self, world: World, browse: Browse, clock: Clock, reason: str
    ) -> None:
        document = make(world, "inactive")
        clock.now = LATE + timedelta(days=1)
        officer = browse("officer")
        typed = {"reason": reason, "comment": "Oubli." if reason == "other" else ""}
        page = officer.get(officer.fill(address(document, "reactiver/"), **typed).address)
        assert "Le document est de nouveau actif ; le délai de régularisation repart." in page.text
        assert page.facts["À régulariser dans GAMM@ au plus tard"] == "12/12/2026 à 18:45 (UTC+1)"

    @pytest.mark.rule("A2")
    def test_offers_the_five_reasons(self, world: World, browse: Browse) -> None:
        page = browse("officer").get(address(make(world, "inactive"), "reactiver/"))
        assert page.choices("reason") == [
            "", "operator_technical", "customs_technical", "operator_omission", "regularisation_failed", "other",
        ]  # fmt: skip

    @pytest.mark.rule("A3")
    def test_offers_one_reason_for_a_regularisation_that_is_withdrawn(self, world: World, browse: Browse) -> None:
        document, officer = make(world, "reintegrated"), browse("officer")
        form = officer.get(address(document, "reactiver/"))
        assert (form.title, form.choices("reason")) == ("Retirer la régularisation", ["", "regularisation_failed"])
        before = census()
        assert officer.post(address(document, "reactiver/"), {"reason": "operator_omission"}).status == 422
        assert census() == before
        assert officer.send(address(document, "reactiver/"), form, reason="regularisation_failed").status == 302

    @pytest.mark.rule("A2")
    @pytest.mark.parametrize(
        ("typed", "name"),
        [({"reason": ""}, "reason"), ({"reason": "document_error"}, "reason"), ({"reason": "other"}, "comment")],
    )
    def test_refuses_on_the_field(self, world: World, browse: Browse, typed: dict[str, str], name: str) -> None:
        document = make(world, "inactive")
        page = browse("officer").fill(address(document, "reactiver/"), **typed)
        assert (page.status, [href for href, _ in page.errors]) == (422, [f"#id_{name}"])

    @pytest.mark.rule("A2", "T2")
    def test_twice_is_told_and_changes_nothing(self, world: World, browse: Browse) -> None:
        document, officer = make(world, "inactive"), browse("officer")
        where = address(document, "reactiver/")
        form = officer.get(where)
        officer.send(where, form, reason="operator_omission")
        before = census()
        page = officer.send(where, form, reason="operator_omission")
        assert (page.status, page.sentences) == (422, [ACTIVE])
        assert census() == before

    @pytest.mark.rule("A3", "T2")
    def test_never_brings_a_cancelled_number_back(self, world: World, browse: Browse) -> None:
        document = make(world, "cancelled")
        page = browse("officer").post(address(document, "reactiver/"), {"reason": "operator_omission"})
        assert page.sentences == ["Ce numéro est déjà annulé, définitivement."]


class TestNotingTheReceipt:
    @pytest.mark.rule("E9")
    def test_shows_both_sides_together(self, world: World, browse: Browse) -> None:
        document, officer = make(world, "paper"), browse("officer")
        page = officer.get(officer.fill(address(document, "communication/"), **RECEIPT).address)
        assert "La communication est notée." in page.text
        assert page.facts["Communication au service"] == "Selon le service : Télécopie, le 19/11/2026 à 09:00 (UTC+1)"

    @pytest.mark.rule("E9")
    @pytest.mark.parametrize(
        ("name", "value", "sentence"),
        [
            ("means", "", "Choisissez un moyen."),
            ("means", "pigeon", "Choisissez un moyen dans la liste."),
            ("received_date", "", "Saisissez la date."),
            ("received_time", "", "Saisissez l’heure."),
            ("received_date", "21/11/2026", None),
            ("received_date", "01/01/0001", "La date doit être comprise entre le 01/04/2010 et le 21/11/2027."),
        ],
    )
    def test_refuses_on_the_field(
        self, world: World, browse: Browse, name: str, value: str, sentence: str | None
    ) -> None:
        document = make(world, "paper")
        before = census()
        page = browse("officer").fill(address(document, "communication/"), **{**RECEIPT, name: value})
        [(href, said)] = page.errors
        assert (
            (href, said) == (f"#id_{name}", sentence)
            if sentence
            else (
                href == "#id_received_time"
                and said == "Ce moment est à venir : indiquez quand le service a été prévenu."
            )
        )
        assert census() == before

    @pytest.mark.rule("E9")
    def test_is_for_hand_made_numbers_alone(self, world: World, browse: Browse) -> None:
        page = browse("officer").post(address(make(world, "issued"), "communication/"), RECEIPT)
        assert page.sentences == [NOT_TO_CORRECT]


class TestTheGround:
    @pytest.mark.rule("F7", "T3")
    def test_is_shown_and_the_delay_waits_for_the_end_of_the_outage(
        self, world: World, browse: Browse, clock: Clock
    ) -> None:
        [outage] = crisis.black(crisis.ungrounded(world))
        document = issue(world)
        shipper = browse("shipper")
        page = shipper.get(address(document))
        assert page.facts["Fondement"] == f"Alerte {outage.identifier}"
        assert f"/meteo/{outage.identifier}/" in page.links
        still = f"Le délai ne court pas tant que la panne {outage.identifier} dure."
        assert page.facts["À régulariser dans GAMM@"] == still
        assert still in shipper.get(address(document, "recapitulatif/")).text
        assert [row[-1] for row in shipper.get("/suivre/").rows] == ["panne en cours"]
        clock.now = NOW + timedelta(days=20)
        assert "en retard" not in badges(shipper.get(address(document)))
        crisis.end(world, outage, now=clock.now)
        assert shipper.get(address(document)).facts["À régulariser dans GAMM@ au plus tard"] == (
            "20/12/2026 à 18:45 (UTC+1)"
        )
        assert [row[-1] for row in shipper.get("/suivre/").rows] == ["20/12/2026"]

    @pytest.mark.rule("F7", "D4")
    def test_is_printed_on_the_paper(self, world: World, browse: Browse) -> None:
        [outage] = crisis.black(crisis.ungrounded(world))
        content = browse("shipper").get(address(issue(world), "formulaire.pdf")).response.content
        fields = PdfReader(io.BytesIO(content)).get_fields() or {}
        assert fields[names.GROUND].value == f"Alerte {outage.identifier}"

    @pytest.mark.rule("F7")
    def test_of_an_officers_number_is_his_issue(self, world: World, browse: Browse) -> None:
        page = browse("shipper").get(address(issue(world, "officer")))
        assert page.facts["Fondement"] == "Numéro délivré par le service"
