"""« À traiter »: what the officer settles for the operators of the office (rules E2–E6, M2, S2, N8)."""

from datetime import timedelta

import pytest

from gps.accounts.actors import SYSTEM
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations import reactivate, reintegrate, report_malformed
from gps.domain.errors import DomainError
from gps.domain.lifecycle import Status
from tests.documents.register import ARC, LATE, arc_of, bring, census, counters, issue, register, registered
from tests.web.browsing import Clock
from tests.web.conftest import Browse
from tests.web.scene import EIGHT
from tests.world import NOW, SHIPPER, STRANGE, World, report

pytestmark = pytest.mark.django_db

LIST = "/a-traiter/"
SETTLED = "Cette anomalie est déjà traitée."


@pytest.fixture
def malformed(world: World) -> Anomaly:
    return report_malformed(report("26FR007328E0001-0008"), actor=world.actor("shipper"), now=NOW)


@pytest.fixture
def jump(world: World) -> Anomaly:
    return registered(world, "26FR007328E0001999991", confirmed=True).anomalies.get()


def page_of(anomaly: Anomaly) -> str:
    return f"{LIST}{anomaly.pk}/"


class TestTheList:
    @pytest.mark.rule("E2", "E3", "E5", "R2")
    def test_shows_what_is_open_for_the_office_oldest_first(
        self, world: World, browse: Browse, malformed: Anomaly, jump: Anomaly
    ) -> None:
        register(world, "26FR007328E0001999991", identity="OTHER", now=NOW + timedelta(hours=1))
        stranger = report("X", excise_number=STRANGE)
        report_malformed(stranger, actor=world.actor("stranger"), now=NOW)
        page = browse("officer").get(LIST)
        lines = [line.words for line in page.main.one("tbody").all("tr")]
        assert [line.split(" 2")[0] for line in lines] == [
            f"{malformed.receipt} Numéro mal formé sur le papier",
            f"{jump.receipt} Saut de séquence à confirmer",
            f"{Anomaly.objects.get(kind='conflict').receipt} Numéro déjà enregistré avec d’autres données",
        ]
        assert "X" in browse("other_officer").get(LIST).main.one("tbody").words

    @pytest.mark.rule("S2")
    def test_says_what_waits(self, world: World, browse: Browse, jump: Anomaly) -> None:
        issue(world, "officer", identity="", on=None, at=None)
        page = browse("officer").get(LIST)
        assert [line.words for line in page.main.one(".gps-figures").all("li")] == [
            "1 à compléter", "1 signalé au service",
        ]  # fmt: skip

    def test_says_when_nothing_waits(self, browse: Browse) -> None:
        assert "Aucune anomalie n’attend le service." in browse("officer").get(LIST).text

    @pytest.mark.rule("E2")
    def test_keeps_what_was_settled(self, browse: Browse, malformed: Anomaly) -> None:
        officer = browse("officer")
        page = officer.get(officer.post(page_of(malformed), {"settle": "1", "comment": "Vu avec lui."}).address)
        assert "L’anomalie est close." in page.text
        assert "Vu avec lui." in page.main.one("tbody").words
        assert "Aucune anomalie n’attend le service." in page.text


class TestAnAnomaly:
    @pytest.mark.rule("E2")
    def test_shows_the_entry_verbatim(self, browse: Browse, malformed: Anomaly) -> None:
        page = browse("officer").get(page_of(malformed))
        assert page.facts["Numéro porté sur le papier"] == "26FR007328E0001-0008"
        assert page.facts["Numéro d’accise"] == f"{SHIPPER} – Chais de Garonne – site 1"
        assert page.facts["Signalée"] == "20/11/2026 à 18:45 (UTC+1), par Shipper Exemple"

    @pytest.mark.rule("E2", "E3")
    def test_gets_a_replacement_number_linked_to_the_papers(self, browse: Browse, malformed: Anomaly) -> None:
        officer = browse("officer")
        page = officer.get(officer.post(page_of(malformed), {"replace": "1"}).address)
        document = FallbackDocument.objects.get()
        assert "C’est fait : l’anomalie est traitée." in page.text
        assert f"/documents/{document.reference}/" in page.links
        assert [cell.words for cell in page.main.all(".gps-cell")] == list(document.reference)
        assert document.replaces == "26FR007328E0001-0008"
        shown = browse("shipper").get(f"/documents/{document.reference}/")
        assert shown.facts["Remplace le numéro du papier"] == "26FR007328E0001-0008"
        receipt = browse("shipper").get(f"/enregistrer/recu/{malformed.pk}/")
        assert [cell.words for cell in receipt.main.all(".gps-cell")] == list(document.reference)

    @pytest.mark.rule("E2", "G6")
    def test_clicked_twice_gives_one_replacement(self, browse: Browse, malformed: Anomaly) -> None:
        officer = browse("officer")
        officer.post(page_of(malformed), {"replace": "1"})
        before = census()
        assert officer.post(page_of(malformed), {"replace": "1"}).address == page_of(malformed)
        assert census() == before
        assert counters() == {(SHIPPER, 2026): 1}

    @pytest.mark.rule("E3")
    def test_of_a_conflict_leads_to_the_document_that_stands(self, world: World, browse: Browse) -> None:
        registered(world, EIGHT)
        register(world, EIGHT, identity="OTHER")
        page = browse("officer").get(page_of(Anomaly.objects.get(kind=AnomalyKind.CONFLICT)))
        assert f"/documents/{EIGHT}/" in page.links
        assert "Délivrer un numéro de remplacement" in page.text

    @pytest.mark.rule("E5")
    def test_of_a_jump_is_confirmed_and_moves_the_counter(self, browse: Browse, jump: Anomaly) -> None:
        officer = browse("officer")
        assert "Confirmer le saut de séquence" in officer.get(page_of(jump)).text
        page = officer.get(officer.post(page_of(jump), {"confirm": "1"}).address)
        assert "Saut confirmé" in page.text
        assert counters() == {(SHIPPER, 2026): 99_999}

    @pytest.mark.rule("E5")
    def test_of_a_jump_may_be_settled_without_moving_it(self, browse: Browse, jump: Anomaly) -> None:
        browse("officer").post(page_of(jump), {"settle": "1", "comment": "Erreur de plume."})
        assert counters() == {}

    @pytest.mark.rule("E2", "E5")
    @pytest.mark.parametrize("typed", [{"replace": "1"}, {"confirm": "1"}, {"settle": "1", "comment": "Encore."}])
    def test_that_is_settled_stays_so(self, browse: Browse, malformed: Anomaly, typed: dict[str, str]) -> None:
        officer = browse("officer")
        officer.post(page_of(malformed), {"settle": "1", "comment": "Vu."})
        before = census()
        page = officer.get(officer.post(page_of(malformed), typed).address)
        assert SETTLED in page.text
        assert not page.main.all("form")
        assert census() == before

    @pytest.mark.rule("E2", "E5")
    def test_takes_only_what_fits_its_kind(self, browse: Browse, malformed: Anomaly, jump: Anomaly) -> None:
        officer, before = browse("officer"), census()
        for target, typed in ((malformed, {"confirm": "1"}), (jump, {"replace": "1"})):
            assert SETTLED in officer.get(officer.post(page_of(target), typed).address).text
        assert census() == before

    @pytest.mark.rule("E2")
    @pytest.mark.parametrize(
        ("comment", "sentence"),
        [
            ("", "Précisez en quelques mots."),
            ("   ", "Précisez en quelques mots."),
            ("é" * 501, "Le commentaire compte 501 caractères : 500 au plus."),
            ("a\x07", "Le commentaire contient un caractère invisible : saisissez-le de nouveau."),
            ("a\x00", "Le caractère nul n’est pas autorisé."),
        ],
    )
    def test_is_not_settled_without_a_fit_comment(
        self, browse: Browse, malformed: Anomaly, comment: str, sentence: str
    ) -> None:
        officer, before = browse("officer"), census()
        page = officer.post(page_of(malformed), {"settle": "1", "comment": comment})
        assert (page.status, page.told("comment")) == (422, [sentence])
        assert page.main.one("#id_comment").raw.removeprefix("\n") == comment
        assert census() == before

    @pytest.mark.parametrize("typed", [{}, {"delete": "1"}, {"comment": "Vu."}, {"action": "replace"}])
    def test_takes_no_unknown_order(self, browse: Browse, malformed: Anomaly, typed: dict[str, str]) -> None:
        before = census()
        assert browse("officer").post(page_of(malformed), typed).status == 200
        assert census() == before

    @pytest.mark.rule("R2")
    def test_far_beyond_the_last_does_not_exist(self, browse: Browse, clock: Clock) -> None:
        assert browse("officer").get(f"{LIST}{2**63 - 1}/").status == 404
        assert browse("officer").get(f"{LIST}{2**70}/").status == 404
        assert browse("officer").get(f"/generer/lot/{2**70}/").status == 404
        assert browse("officer").get(f"/enregistrer/recu/{2**70}/").status == 404


class TestARefusedRegularisation:
    @pytest.fixture
    def refused_arc(self, world: World) -> Anomaly:
        return refuse(bring(world, issue(world), Status.INACTIVE))

    @pytest.mark.rule("M2")
    def test_is_on_the_list_and_shows_the_arc(self, browse: Browse, refused_arc: Anomaly) -> None:
        officer = browse("officer")
        assert "Régularisation refusée à GAMM@" in officer.get(LIST).main.all("tbody")[0].words
        facts = officer.get(page_of(refused_arc)).facts
        assert facts["Numéro du document"] == refused_arc.entry["reference"]
        assert facts["CRA attribué par GAMM@"] == ARC
        assert facts["Statut au moment du refus"] == "Inactif"

    @pytest.mark.rule("M2", "A2")
    def test_of_an_inactive_document_reactivates_it(self, browse: Browse, refused_arc: Anomaly) -> None:
        officer = browse("officer")
        assert "Réactiver le document" in officer.get(page_of(refused_arc)).text
        page = officer.get(officer.post(page_of(refused_arc), {"reopen": "1"}).address)
        assert "Document réactivé : GAMM@ peut régulariser le mouvement." in page.text
        document = FallbackDocument.objects.get()
        assert document.status == Status.ACTIVE
        history = officer.get(f"/documents/{document.reference}/").main.one(".gps-history").words
        assert "Motif : Échec de la régularisation dans GAMM@" in history

    @pytest.mark.rule("M2", "P3")
    def test_is_shown_to_the_operator_who_cannot_settle_it(self, browse: Browse, refused_arc: Anomaly) -> None:
        shipper = browse("shipper")
        page = shipper.get(f"/documents/{refused_arc.entry['reference']}/")
        assert f"Régularisation refusée à GAMM@ (reçu {refused_arc.receipt}), en attente du service." in page.text
        before = census()
        assert shipper.post(page_of(refused_arc), {"reopen": "1"}).status == 403
        assert census() == before

    @pytest.mark.rule("M2")
    @pytest.mark.parametrize(
        ("status", "advice"),
        [
            (Status.CANCELLED, "Le numéro est annulé, définitivement"),
            (Status.REINTEGRATED, f"déjà régularisé, sous le CRA {ARC}."),
        ],
    )
    def test_of_another_status_is_explained_and_closed_with_a_comment(
        self, world: World, browse: Browse, status: Status, advice: str
    ) -> None:
        anomaly = refuse(bring(world, issue(world), status), arc_of(1))
        officer = browse("officer")
        page = officer.get(page_of(anomaly))
        assert advice in page.text
        assert "Réactiver le document" not in page.text
        assert "fait retirer" in officer.get(
            officer.post(page_of(anomaly), {"settle": "1", "comment": "Erreur, fait retirer."}).address
        ).text  # fmt: skip

    @pytest.mark.rule("M2")
    def test_for_an_arc_that_serves_another_document_says_so(self, world: World, browse: Browse) -> None:
        bring(world, issue(world, identity="FIRST"), Status.REINTEGRATED)
        anomaly = refuse(issue(world))
        assert "Ce CRA régularise déjà un autre document" in browse("officer").get(page_of(anomaly)).text

    @pytest.mark.rule("M2")
    def test_waits_for_gamma_once_the_document_is_active_again(
        self, world: World, browse: Browse, refused_arc: Anomaly
    ) -> None:
        reactivate(refused_arc.entry["reference"], actor=world.actor("officer"), now=LATE, reason="other", comment="x")
        assert "l’anomalie se clôt alors d’elle-même" in browse("officer").get(page_of(refused_arc)).text


def refuse(document: FallbackDocument, arc: str = ARC) -> Anomaly:
    with pytest.raises(DomainError):
        reintegrate(
            document.reference, actor=SYSTEM, now=NOW, document_type=document.document_type, arc=arc
        )  # fmt: skip
    return Anomaly.objects.get(kind=AnomalyKind.ARC_REFUSED)
