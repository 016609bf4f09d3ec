"""« Ma situation », then « Entrer » (rules P1, P2, E10, N8)."""

from datetime import time

import pytest

from gps.accounts.models import Enrolment, ExciseNumber, OpeningHours
from gps.accounts.roles import Right
from gps.documents.models import SequenceCounter
from gps.domain.lifecycle import Status
from tests.documents.register import bring, issue, registered
from tests.outages import crisis
from tests.web.browsing import Clock, Page
from tests.web.conftest import Browse
from tests.web.scene import EIGHT
from tests.world import NOW, SHIPPER, WAREHOUSE, World

pytestmark = pytest.mark.django_db


def establishment(page: Page, number: str) -> str:
    [card] = [card for card in page.main.all("article") if number in card.words]
    return card.words


@pytest.mark.rule("P2")
def test_it_says_who_one_is_and_what_one_may(world: World, browse: Browse) -> None:
    OpeningHours.objects.create(office=world.bordeaux, weekday=0, opens_at=time(8, 30), closes_at=time(12))
    page = browse("shipper").get("/")
    assert page.facts["Compte"] == "shipper@gps.invalid"
    assert page.facts["Qualité"] == "Opérateur"
    assert page.facts["Numéros d’accise habilités"] == "2"
    card = establishment(page, SHIPPER)
    for said in (
        "Chais de Garonne – site 1", "SIRET 11111111100001", "Habilitation Déclarer", "Accès à GAMM@ DTI",
        "Bordeaux – bureau de Bassens", "05 00 00 00 01, bordeaux@douane.invalid", "lundi 08:30–12:00",
        "DAA 26 FR007328E0001 00001 1", "DSA 26 FR007328E0001 00001 2",
    ):  # fmt: skip
        assert said in card
    assert "/accueil/" in page.links


@pytest.mark.rule("P2", "R2")
def test_it_shows_nothing_of_others(browse: Browse) -> None:
    page = browse("client").get("/")
    assert len(page.main.all("article")) == 1
    assert "EDI, par Liaisons EDI" in establishment(page, "FR004455E0002")
    assert "Consulter" in establishment(browse("reader").get("/"), SHIPPER)


@pytest.mark.rule("P2")
@pytest.mark.parametrize(
    ("who", "facts"),
    [
        ("provider", {"Qualité": "Prestataire EDI", "Prestataire EDI": "Liaisons EDI", "Numéros d’accise suivis": "1"}),
        ("officer", {"Qualité": "Agent d’un service douanier", "Numéros d’accise suivis": "3"}),
        ("national", {"Qualité": "Agent national (SAU)", "Numéros d’accise suivis": "5"}),
        ("administrator", {"Qualité": "Administrateur", "Numéros d’accise suivis": "5"}),
    ],
)
def test_it_is_each_roles_own(browse: Browse, who: str, facts: dict[str, str]) -> None:
    assert facts.items() <= browse(who).get("/").facts.items()


@pytest.mark.rule("P2", "T1")
def test_it_counts_the_documents_by_status(world: World, browse: Browse) -> None:
    issue(world)
    for status in (Status.CANCELLED, Status.CANCELLED, Status.INACTIVE):
        bring(world, issue(world), status)
    text = browse("shipper").get("/").text
    for line in ("Actif : 1", "Inactif : 1", "Annulé : 2", "Réintégré : 0"):
        assert line in text


@pytest.mark.rule("P2", "E10", "N5", "N7")
def test_the_next_hand_made_number_follows_and_is_of_the_establishments_year(
    world: World, browse: Browse, clock: Clock
) -> None:
    registered(world, EIGHT)
    assert "DAA 26 FR007328E0001 00009 1" in establishment(browse("shipper").get("/"), SHIPPER)
    clock.now = NOW.replace(month=12, day=31, hour=21)
    assert "DAA 27 FR009740E0007 00001 1" in browse("distiller").get("/").text
    assert "DAA 26 FR007328E0001 00009 1" in establishment(browse("shipper").get("/"), SHIPPER)


@pytest.mark.rule("N8", "P2")
@pytest.mark.parametrize(
    ("last", "said"),
    [(90_000, "Il reste 9999 numéros pour 2026"), (99_998, "Il reste 1 numéro pour 2026"),
     (99_999, "Aucun : les 99 999 numéros de 2026 sont épuisés.")],
)  # fmt: skip
def test_it_warns_of_a_year_that_runs_out(world: World, browse: Browse, last: int, said: str) -> None:
    SequenceCounter.objects.create(excise_number=world.shipper, year=2026, last_sequence=last)
    page = browse("shipper").get("/")
    assert said in establishment(page, SHIPPER)
    assert "reste" not in establishment(page, WAREHOUSE)


@pytest.mark.rule("P2")
def test_a_long_list_is_cut_and_says_so(world: World, browse: Browse) -> None:
    for n in range(70):
        row = ExciseNumber.objects.get(number=SHIPPER)
        row.pk, row.number = None, f"FR009999E{n:04d}"
        row.save()
        Enrolment.objects.create(user=world.users["shipper"], excise_number=row, right=Right.DECLARE)
    page = browse("shipper").get("/")
    assert len(page.main.all("article")) == 60
    assert "Les 60 premiers sur 72." in page.text
    form = browse("shipper").get("/generer/")
    assert len(form.tree.one("#excise-numbers").all("option")) == 72


class TestTheRightOfEachEstablishment:
    @pytest.mark.rule("P2", "F3")
    def test_is_told_with_the_alerts_that_concern_it(self, world: World, browse: Browse) -> None:
        crisis.ungrounded(world)
        assert "fermée aucun fondement en vigueur" in establishment(browse("shipper").get("/"), SHIPPER)
        [outage] = crisis.black(world)
        card = establishment(browse("shipper").get("/"), SHIPPER)
        assert f"ouverte Alerte {outage.identifier}" in card
        assert f"{outage.identifier} : Alerte noire – GAMM@ DTI, depuis le 20/11/2026 à 18:45 (UTC+1)" in card
        other = establishment(browse("client").get("/"), "FR004455E0002")
        assert outage.identifier not in other
        assert "fermée" in other

    @pytest.mark.rule("P2", "F5")
    def test_is_told_with_the_authorisations_that_concern_it(self, world: World, browse: Browse) -> None:
        crisis.ungrounded(world)
        request = crisis.grant(world, crisis.ask(world))
        page = browse("shipper").get("/")
        assert f"ouverte Autorisation du service {request.identifier}" in establishment(page, SHIPPER)
        assert request.identifier not in establishment(page, WAREHOUSE)
        assert f"/autorisations/{request.identifier}/" in page.links
