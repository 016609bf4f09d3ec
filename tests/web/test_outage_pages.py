"""The help desk publishes, changes, ends, cancels and reopens outages; a refusal leaves no trace (rules F2, F3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gps.domain.grounds import Service, Severity, Side
from gps.outages.models import Outage
from tests.documents.register import issue
from tests.outages.crisis import (
    HOUR,
    MINUTE,
    WHAT_TO_DO,
    alert,
    black,
    cancel,
    census,
    end,
    ground_of,
    lines,
    operator_down,
    provider_down,
    reopen,
    ungrounded,
)  # fmt: skip
from tests.web.browsing import Browser, Clock, Page
from tests.web.conftest import Browse
from tests.world import CLIENT, NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

DESK = "/sau/"
NEW_ALERT = "/sau/pannes/nouvelle/"
NEW_PROVIDER = "/sau/prestataires/nouvelle/"
ON_SHIPPER = f"/sau/appelant/{SHIPPER}/incident/"
ON_CLIENT = f"/sau/appelant/{CLIENT}/incident/"
BLACK = {"services": "gamma_dti", "severity": "black", "message": WHAT_TO_DO}
"""What is typed for a black alert, and is right."""

TOO_LONG = "Dites ce qu’il faut faire, en 1000 caractères au plus (1001 ici)."
MISSING_HOUR = (
    "Le 28/03/2027, 02:30 n’existe pas : les horloges avancent d’une heure cette nuit-là. Indiquez une heure qui suit "
    "le changement."
)
BEGUN = (
    "Cette panne a commencé (20/11/2026 à 18:45 (UTC+1)) : son début ne peut plus être reporté. Publiez sa fin, ou "
    "annulez-la."
)


def page_of(outage: Outage, step: str = "") -> str:
    return f"/sau/pannes/{outage.identifier}/{step}"


@pytest.fixture
def bare(world: World) -> World:
    return ungrounded(world)


@pytest.fixture
def desk(bare: World, browse: Browse) -> Browser:
    return browse("national")


def refused(desk: Browser, address: str, field: str, sentence: str, **typed: object) -> Page:
    """Send a form; the sentence is on its field and in the summary, what was typed is kept, nothing is written."""
    before = census()
    page = desk.post(address, typed)
    assert page.status == 422
    assert page.told(field) == [sentence]
    assert sentence in page.sentences
    for name, value in typed.items():
        if isinstance(value, str) and name in page.form and page.form[name] is not None:
            assert page.form[name] == value
    assert census() == before
    return page


class TestAnAlert:
    @pytest.mark.rule("F2", "F3")
    def test_opens_the_right_at_once(self, bare: World, desk: Browser) -> None:
        page = desk.post(NEW_ALERT, {**BLACK, "message_en": "Use the fallback.", "expected_end_date": "21/11/2026",
                                     "expected_end_time": "06:00"})  # fmt: skip
        outage = Outage.objects.get()
        assert page.address == page_of(outage)
        assert (outage.severity, outage.planned, outage.side) == ("black", False, "customs")
        assert outage.starts_at == NOW
        assert outage.expected_end_at == datetime(2026, 11, 21, 5, tzinfo=UTC)
        assert outage.message_en == "Use the fallback."
        assert ground_of(bare.shipper, NOW) == ("alert", outage.identifier)
        assert "Publié : P26-0001." in desk.get(page.address).text

    @pytest.mark.rule("F3")
    def test_on_several_services_has_an_identifier_each(self, bare: World, desk: Browser) -> None:
        page = desk.post(NEW_ALERT, {**BLACK, "services": ["gamma_dti", "mareva"]})
        assert page.address == DESK
        assert set(Outage.objects.values_list("identifier", "service")) == {
            ("P26-0001", "gamma_dti"), ("P26-0002", "mareva"),
        }  # fmt: skip
        assert "Publié : P26-0001, P26-0002." in desk.get(DESK).text

    @pytest.mark.rule("F3")
    def test_planned_opens_the_right_from_its_start(self, bare: World, desk: Browser) -> None:
        typed = {**BLACK, "severity": "red", "planned": "on", "starts_date": "21/11/2026", "starts_time": "02:00"}
        desk.post(NEW_ALERT, typed)
        outage = Outage.objects.get()
        assert outage.planned
        assert ground_of(bare.shipper, NOW) is None
        assert ground_of(bare.shipper, datetime(2026, 11, 21, 1, tzinfo=UTC)) == ("alert", outage.identifier)

    @pytest.mark.rule("F3", "F6")
    def test_that_only_informs_opens_none(self, bare: World, desk: Browser) -> None:
        desk.post(NEW_ALERT, {**BLACK, "severity": "notice"})
        assert ground_of(bare.shipper, NOW) is None

    def test_says_what_each_severity_opens(self, desk: Browser) -> None:
        text = desk.get(NEW_ALERT).text
        assert "Alerte noire. Ouvre la procédure de secours." in text
        assert "Information. N’ouvre pas la procédure de secours." in text

    @pytest.mark.rule("F2", "F3")
    @pytest.mark.parametrize(
        ("field", "sentence", "typed"),
        [
            ("services", "Choisissez au moins un service.", {"services": []}),
            ("services", "Choisissez ce qui est en panne dans la liste.", {"services": "pro_douane"}),
            ("severity", "Choisissez la gravité : information, rouge ou noire.", {"severity": ""}),
            ("severity", "La gravité est information, rouge ou noire.", {"severity": "orange"}),
            ("message", "Dites ce qu’il faut faire.", {"message": "  "}),
            ("message", TOO_LONG, {"message": "x" * 1001}),
            ("message_en", TOO_LONG, {"message_en": "x" * 1001}),
            ("starts_date", "Le 31/02/2027 n’existe pas dans le calendrier.",
             {"starts_date": "31/02/2027", "starts_time": "10:00"}),
            ("starts_time", "Indiquez la date et l’heure, ou aucune des deux.", {"starts_date": "21/11/2026"}),
            ("starts_date", "Indiquez la date et l’heure, ou aucune des deux.", {"starts_time": "10:00"}),
            ("starts_date", "Le début doit être compris entre il y a 31 jours et dans un an.",
             {"starts_date": "01/10/2026", "starts_time": "10:00"}),
            ("starts_date", "La date doit être comprise entre le 01/04/2010 et le 21/11/2027.",
             {"starts_date": "01/01/0001", "starts_time": "10:00"}),
            ("expected_end_date", "La fin doit suivre le début (20/11/2026 à 18:45 (UTC+1)). Corrigez la fin.",
             {"expected_end_date": "20/11/2026", "expected_end_time": "18:45"}),
            ("expected_end_time", "Écrivez l’heure sous la forme hh:mm, de 00:00 à 23:59, par exemple 18:45.",
             {"expected_end_date": "21/11/2026", "expected_end_time": "8h"}),
            ("starts_time", MISSING_HOUR, {"starts_date": "28/03/2027", "starts_time": "02:30"}),
        ],
    )  # fmt: skip
    def test_is_refused_with_a_sentence_on_its_field(
        self, desk: Browser, field: str, sentence: str, typed: dict[str, Any]
    ) -> None:
        refused(desk, NEW_ALERT, field, sentence, **{**BLACK, **typed})

    @pytest.mark.rule("F2")
    def test_is_opened_once_by_a_double_click(self, bare: World, desk: Browser) -> None:
        desk.post(NEW_ALERT, BLACK)
        sentence = "La panne P26-0001 est déjà en cours ici : modifiez-la, ou publiez sa fin."
        refused(desk, NEW_ALERT, "services", sentence, **BLACK)
        refused(desk, NEW_ALERT, "services", sentence, **{**BLACK, "services": ["mareva", "gamma_dti"]})

    @pytest.mark.rule("F2")
    def test_to_come_is_announced_once_by_a_double_click(self, bare: World, desk: Browser) -> None:
        typed = {**BLACK, "starts_date": "21/11/2026", "starts_time": "02:00"}
        desk.post(NEW_ALERT, typed)
        sentence = "La panne P26-0001 est déjà annoncée pour ce début : modifiez-la, ou annulez-la."
        refused(desk, NEW_ALERT, "services", sentence, **typed)
        assert desk.post(NEW_ALERT, {**typed, "starts_time": "22:00"}).status == 302
        assert desk.post(NEW_ALERT, {**typed, "services": "mareva"}).status == 302

    @pytest.mark.rule("F3")
    def test_reads_the_hour_that_exists_twice_as_it_was_or_will_be_first(
        self, bare: World, desk: Browser, clock: Clock
    ) -> None:
        clock.now = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # 02:45, summer time still
        typed = {**BLACK, "starts_date": "25/10/2026", "starts_time": "02:30", "expected_end_date": "25/10/2026",
                 "expected_end_time": "02:40"}  # fmt: skip
        desk.post(NEW_ALERT, typed)
        outage = Outage.objects.get()
        assert outage.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        assert outage.expected_end_at == datetime(2026, 10, 25, 1, 40, tzinfo=UTC)


class TestAnIncidentOfAProvider:
    @pytest.mark.rule("F1", "F2")
    def test_opens_the_right_to_all_its_clients(self, bare: World, desk: Browser) -> None:
        page = desk.post(NEW_PROVIDER, {"provider": str(bare.provider.pk), "message": WHAT_TO_DO})
        outage = Outage.objects.get()
        assert page.address == page_of(outage)
        assert ground_of(bare.client, NOW) == ("provider_incident", outage.identifier)
        assert ground_of(bare.shipper, NOW) is None

    def test_is_proposed_for_the_callers_provider(self, bare: World, desk: Browser) -> None:
        link = f"{NEW_PROVIDER}?prestataire={bare.provider.pk}"
        assert link in desk.get(f"/sau/appelant/{CLIENT}/").links
        assert desk.get(link).form["provider"] == str(bare.provider.pk)
        assert desk.get(f"{NEW_PROVIDER}?prestataire=x").form["provider"] == ""

    @pytest.mark.rule("F2")
    @pytest.mark.parametrize("provider", ["", "0", "999999", "x"])
    def test_wants_a_provider_of_the_list(self, desk: Browser, provider: str) -> None:
        typed = {"provider": provider, "message": WHAT_TO_DO}
        before = census()
        page = desk.post(NEW_PROVIDER, typed)
        assert (page.status, page.told("provider")) == (422, ["Choisissez le prestataire dans la liste."])
        assert page.form["message"] == WHAT_TO_DO
        assert census() == before

    @pytest.mark.rule("F2")
    def test_is_opened_once(self, bare: World, desk: Browser) -> None:
        provider_down(bare)
        sentence = "La panne P26-0001 est déjà en cours ici : modifiez-la, ou publiez sa fin."
        refused(desk, NEW_PROVIDER, "provider", sentence, provider=str(bare.provider.pk), message=WHAT_TO_DO)


class TestAnIncidentOfAnOperator:
    @pytest.mark.rule("F2", "F4")
    def test_notes_the_diagnosis_and_authorises_nobody(self, bare: World, desk: Browser) -> None:
        page = desk.fill(ON_SHIPPER)
        assert page.address == f"/sau/appelant/{SHIPPER}/"
        outage = Outage.objects.get()
        assert (outage.failure, outage.side, outage.excise_number_id) == (1, "operator", bare.shipper.pk)
        assert outage.message.endswith("votre service : Bordeaux – bureau de Bassens, 05 00 00 00 01.")
        assert ground_of(bare.shipper, NOW + 2 * HOUR) is None
        shown = desk.get(page.address)
        assert "Incident P26-0001 ouvert : donnez ce numéro à l’opérateur." in shown.text
        assert page_of(outage) in shown.links

    @pytest.mark.rule("F1", "F2")
    def test_says_on_whose_side_for_an_edi_operator(self, desk: Browser) -> None:
        assert desk.get(ON_CLIENT).form["side"] is None
        refused(desk, ON_CLIENT, "side", "Choisissez de quel côté est la panne.", side="", message=WHAT_TO_DO)
        sentence = "Choisissez de quel côté est la panne, dans la liste."
        refused(desk, ON_CLIENT, "side", sentence, side="customs", message=WHAT_TO_DO)
        refused(desk, ON_SHIPPER, "side", sentence, side="provider", message=WHAT_TO_DO)
        desk.fill(ON_CLIENT, side="provider")
        outage = Outage.objects.get()
        assert (outage.failure, outage.side) == (2, "provider")

    @pytest.mark.rule("F2")
    def test_is_opened_once(self, bare: World, desk: Browser) -> None:
        desk.fill(ON_SHIPPER)
        before = census()
        page = desk.post(ON_SHIPPER, {"side": "operator", "message": WHAT_TO_DO})
        assert page.errors == [("", "La panne P26-0001 est déjà en cours ici : modifiez-la, ou publiez sa fin.")]
        assert census() == before

    def test_of_an_unknown_operator_is_not_found(self, desk: Browser) -> None:
        unknown = f"/sau/appelant/FR0{'9' * 10}/incident/"
        assert desk.get(unknown).status == desk.post(unknown, {"side": "operator"}).status == 404


class TestAnOutage:
    @pytest.mark.rule("F2", "F3", "F7")
    def test_shows_all_its_facts(self, bare: World, desk: Browser) -> None:
        [outage] = black(bare, expected_end_at=NOW + HOUR, message_en="Use it.", starts_at=NOW - HOUR)
        issue(bare)
        page = desk.get(page_of(outage))
        assert page.title == "Panne P26-0001"
        assert [line.words for line in page.main.one(".gps-figures").all("li")] == [
            "4 établissements couverts", "1 numéro délivré",
        ]  # fmt: skip
        assert page.facts == {
            "Ce qui est en panne": "Panne 5 : GAMM@ DTI",
            "Côté de la panne": "Douane",
            "Effet": "Ouvre la procédure de secours à ceux qu’elle couvre, tant qu’elle est publiée.",
            "Début": "20/11/2026 à 17:45 (UTC+1)",
            "Fin prévue": "20/11/2026 à 19:45 (UTC+1)",
            "Que faire": WHAT_TO_DO,
            "Que faire, en anglais": "Use it.",
            "Le droit a été ouvert": "du 20/11/2026 à 18:45:30 (UTC+1) et encore maintenant",
        }

    @pytest.mark.rule("F2")
    def test_of_an_operator_or_provider_leads_to_whom_it_is_about(self, bare: World, desk: Browser) -> None:
        own = desk.get(page_of(operator_down(bare, bare.client, side=Side.PROVIDER)))
        assert f"/sau/appelant/{CLIENT}/" in own.links
        assert own.facts["Effet"] == "N’ouvre pas la procédure de secours par elle-même."
        assert own.facts["Côté de la panne"] == "Prestataire EDI"
        shown = desk.get(page_of(provider_down(bare)))
        assert shown.facts["Prestataire EDI"] == "Liaisons EDI 01 00 00 00 03, edi@liaisons.invalid"

    @pytest.mark.rule("F2", "H2")
    def test_tells_its_past_with_actors_before_and_after(self, bare: World, desk: Browser, clock: Clock) -> None:
        outage = alert(bare, severity=Severity.RED, expected_end_at=NOW + HOUR)
        steps = [
            ("modifier/", {"severity": "black", "expected_end_date": "", "expected_end_time": "", "message": "Autre."}),
            ("terminer/", {}),
            ("rouvrir/", {"comment": "Elle revient."}),
            ("annuler/", {"comment": "Doublon.", "sure": "on"}),
        ]
        for step, typed in steps:
            clock.now += MINUTE
            assert desk.fill(page_of(outage, step), **typed).address == page_of(outage)
        past = [line.words for line in desk.get(page_of(outage)).main.one(".gps-history").all("li")]
        who, ended = "– National Exemple (Douanier)", "20/11/2026 à 18:47 (UTC+1)"
        said = f"Que faire : {WHAT_TO_DO} → Autre."
        changed = f"Gravité : Alerte rouge → Alerte noire Fin prévue : 20/11/2026 à 19:45 (UTC+1) → rien {said}"
        assert past == [
            f"Publication 20/11/2026 à 18:45:30 (UTC+1) {who}",
            f"Modification 20/11/2026 à 18:46:30 (UTC+1) {who} {changed}",
            f"Fin 20/11/2026 à 18:47:30 (UTC+1) {who} Fin constatée : rien → {ended}",
            f"Réouverture 20/11/2026 à 18:48:30 (UTC+1) {who} Fin constatée : {ended} → rien « Elle revient. »",
            f"Annulation 20/11/2026 à 18:49:30 (UTC+1) {who} « Doublon. »",
        ]

    @pytest.mark.rule("F2")
    def test_offers_the_steps_that_are_possible(self, bare: World, desk: Browser, clock: Clock) -> None:
        [outage] = black(bare)

        def offered() -> set[str]:
            here = page_of(outage)
            return {link.removeprefix(here) for link in desk.get(here).links if link.startswith(here)}

        assert offered() == {"modifier/", "terminer/", "annuler/"}
        end(bare, outage, now=NOW)
        assert offered() == {"rouvrir/"}
        reopen(bare, outage, now=NOW)
        cancel(bare, outage, now=NOW)
        assert offered() == set()
        outage = alert(bare, starts_at=NOW + HOUR)
        assert offered() == {"modifier/", "annuler/"}
        clock.now = NOW + HOUR
        assert offered() == {"modifier/", "terminer/", "annuler/"}


class TestChanging:
    @pytest.mark.rule("F3")
    def test_to_information_closes_the_right_from_now_on(self, bare: World, desk: Browser, clock: Clock) -> None:
        [outage] = black(bare)
        clock.now = NOW + HOUR
        desk.fill(page_of(outage, "modifier/"), severity="notice")
        assert ground_of(bare.shipper, clock.now) is None
        assert ground_of(bare.shipper, clock.now - MINUTE) == ("alert", outage.identifier)

    def test_keeps_what_is_left_as_it_is_to_the_second(self, bare: World, desk: Browser) -> None:
        [outage] = black(bare, expected_end_at=NOW + HOUR)
        desk.fill(page_of(outage, "modifier/"), message="Autre.")
        changed = Outage.objects.get()
        assert (changed.starts_at, changed.expected_end_at, changed.message) == (NOW, NOW + HOUR, "Autre.")

    def test_of_nothing_says_so(self, bare: World, desk: Browser) -> None:
        [outage] = black(bare, expected_end_at=NOW + HOUR)
        before = census()
        page = desk.fill(page_of(outage, "modifier/"))
        assert page.errors == [("", "Rien n’a changé : modifiez une donnée, ou revenez à la panne.")]
        assert census() == before

    def test_moves_what_is_to_come(self, bare: World, desk: Browser) -> None:
        outage = alert(bare, starts_at=NOW + HOUR)
        desk.fill(page_of(outage, "modifier/"), starts_date="22/11/2026", starts_time="01:00")
        assert Outage.objects.get().starts_at == datetime(2026, 11, 22, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("field", "sentence", "typed"),
        [
            ("message", "Dites ce qu’il faut faire.", {"message": ""}),
            ("severity", "La gravité est information, rouge ou noire.", {"severity": "mauve"}),
            ("expected_end_date", "La fin doit suivre le début (20/11/2026 à 18:45 (UTC+1)). Corrigez la fin.",
             {"expected_end_date": "20/11/2026", "expected_end_time": "18:00"}),
            ("starts_date", BEGUN, {"starts_date": "21/11/2026", "starts_time": "10:00"}),
            ("starts_date", "Le début doit être compris entre il y a 31 jours et dans un an.",
             {"starts_date": "20/09/2026", "starts_time": "10:00"}),
        ],
    )  # fmt: skip
    def test_is_refused_with_a_sentence_on_its_field(
        self, bare: World, desk: Browser, field: str, sentence: str, typed: dict[str, Any]
    ) -> None:
        [outage] = black(bare)
        typed = {"severity": "black", "message": WHAT_TO_DO, **typed}
        refused(desk, page_of(outage, "modifier/"), field, sentence, **typed)

    def test_of_an_incident_has_no_severity(self, bare: World, desk: Browser) -> None:
        outage = provider_down(bare)
        assert "severity" not in desk.get(page_of(outage, "modifier/")).form
        desk.post(page_of(outage, "modifier/"), {"severity": "notice", "message": "Autre."})
        assert Outage.objects.get().severity == ""
        assert ground_of(bare.client, NOW) == ("provider_incident", outage.identifier)


class TestEnding:
    @pytest.mark.rule("F3")
    def test_closes_the_right_from_now_on(self, bare: World, desk: Browser, clock: Clock) -> None:
        [outage] = black(bare)
        clock.now = NOW + HOUR
        page = desk.fill(page_of(outage, "terminer/"), ended_date="20/11/2026", ended_time="19:00")
        ended = Outage.objects.get()
        assert ended.ended_at == datetime(2026, 11, 20, 18, tzinfo=UTC)
        assert ended.over_at == clock.now
        assert ground_of(bare.shipper, clock.now) is None
        assert "P26-0001 : Fin publiée" in desk.get(page.address).text

    @pytest.mark.rule("F3")
    def test_says_what_it_will_close(self, bare: World, desk: Browser) -> None:
        [outage] = black(bare)
        issue(bare)
        text = desk.get(page_of(outage, "terminer/")).text
        assert (
            "tous ceux qu’elle couvre (4 établissements). Les numéros déjà délivrés (1) gardent leur fondement." in text
        )

    @pytest.mark.parametrize(
        ("sentence", "on", "at"),
        [
            ("La fin doit suivre le début (20/11/2026 à 18:45 (UTC+1)). Corrigez la fin.", "20/11/2026", "18:00"),
            ("Ce moment est à venir : indiquez depuis quand tout fonctionne.", "20/11/2026", "23:00"),
        ],
    )
    def test_is_refused_with_a_sentence_on_its_field(
        self, bare: World, desk: Browser, sentence: str, on: str, at: str
    ) -> None:
        [outage] = black(bare)
        page = desk.post(page_of(outage, "terminer/"), {"ended_date": on, "ended_time": at})
        assert (page.status, len(page.told("ended_date"))) == (422, 1)
        assert page.told("ended_date") == [sentence]
        assert lines(outage.identifier) == ["open"]

    @pytest.mark.rule("F2")
    def test_twice_ends_once(self, bare: World, desk: Browser) -> None:
        [outage] = black(bare)
        desk.fill(page_of(outage, "terminer/"))
        before = census()
        page = desk.post(page_of(outage, "terminer/"), {})
        assert page.errors == [("", "La panne P26-0001 est déjà terminée : rouvrez-la si elle continue.")]
        assert census() == before
        assert "Ce n’est pas possible maintenant" in desk.get(page_of(outage, "terminer/")).text


class TestCancelling:
    @pytest.mark.rule("F2", "F3", "F7")
    def test_withdraws_it_and_leaves_the_numbers(self, bare: World, desk: Browser, clock: Clock) -> None:
        [outage] = black(bare)
        document = issue(bare)
        clock.now = NOW + MINUTE
        desk.fill(page_of(outage, "annuler/"), comment="Publiée par erreur.", sure="on")
        assert Outage.objects.get().cancelled
        assert ground_of(bare.shipper, clock.now) is None
        document.refresh_from_db()
        assert document.ground_reference == outage.identifier

    @pytest.mark.rule("F2")
    def test_wants_a_reason_and_a_confirmation(self, bare: World, desk: Browser) -> None:
        [outage] = black(bare)
        here = page_of(outage, "annuler/")
        refused(desk, here, "comment", "Précisez en quelques mots.", comment=" ", sure="on")
        refused(desk, here, "sure", "Cochez la case pour confirmer l’annulation.", comment="Erreur.")
        sentence = "Le commentaire compte 1001 caractères : 1000 au plus."
        refused(desk, here, "comment", sentence, comment="x" * 1001, sure="on")


class TestReopening:
    @pytest.mark.rule("F3")
    def test_opens_the_right_anew_under_the_same_identifier(self, bare: World, desk: Browser, clock: Clock) -> None:
        [outage] = black(bare)
        end(bare, outage, now=NOW + MINUTE)
        clock.now = NOW + HOUR
        desk.fill(page_of(outage, "rouvrir/"))
        assert ground_of(bare.shipper, clock.now) == ("alert", outage.identifier)
        assert ground_of(bare.shipper, NOW + 2 * MINUTE) is None
        assert desk.get(page_of(outage)).facts["Le droit a été ouvert"] == (
            "du 20/11/2026 à 18:45:30 (UTC+1) au 20/11/2026 à 18:46:30 (UTC+1) "
            "du 20/11/2026 à 19:45:30 (UTC+1) et encore maintenant"
        )

    @pytest.mark.rule("F2")
    def test_is_refused_to_what_goes_on_or_was_cancelled_or_stands_again(self, bare: World, desk: Browser) -> None:
        [outage] = black(bare)
        before = census()
        never = "Seule une panne terminée se rouvre ; une panne annulée, non : publiez-en une autre."
        assert desk.post(page_of(outage, "rouvrir/"), {"comment": ""}).sentences == [never]
        assert census() == before
        end(bare, outage, now=NOW)
        [other] = black(bare)
        before = census()
        stands = f"La panne {other.identifier} est déjà en cours ici : modifiez-la, ou publiez sa fin."
        assert desk.post(page_of(outage, "rouvrir/"), {"comment": ""}).sentences == [stands]
        cancel(bare, other, now=NOW)
        before = census()
        assert desk.post(page_of(other, "rouvrir/"), {"comment": ""}).sentences == [never]
        assert census() == before


STEPS = ("modifier/", "terminer/", "annuler/", "rouvrir/")


class TestAForgedRequest:
    @pytest.mark.rule("F2", "P4")
    @pytest.mark.parametrize(
        "who", ["stranger", "reader", "shipper", "client", "provider", "officer", "other_officer", "administrator"]
    )
    def test_of_any_other_role_is_refused_and_changes_nothing(self, world: World, browse: Browse, who: str) -> None:
        [outage] = black(world)
        over = end(world, alert(world, Service.MAREVA), now=NOW)
        browser, before = browse(who), census()
        sent = {
            "modifier/": {"severity": "notice", "message": "Autre."},
            "terminer/": {},
            "annuler/": {"comment": "Erreur.", "sure": "on"},
            "rouvrir/": {"comment": ""},
        }
        assert browser.get(page_of(outage)).status == 403
        for step, typed in sent.items():
            for target in (outage, over):
                assert browser.get(page_of(target, step)).status == 403
                assert browser.post(page_of(target, step), typed).status == 403
        edi = {**BLACK, "services": "gamma_edi"}
        provider = {"provider": str(world.provider.pk), "message": WHAT_TO_DO}
        own = {"side": "operator", "message": WHAT_TO_DO}
        for address, typed in ((NEW_ALERT, edi), (NEW_PROVIDER, provider), (ON_SHIPPER, own)):
            assert browser.get(address).status == 403
            assert browser.post(address, typed).status == 403
        assert census() == before

    @pytest.mark.rule("P4")
    def test_without_an_account_is_asked_to_sign_in(self, world: World, browse: Browse) -> None:
        [outage] = black(world)
        before = census()
        for address in (DESK, NEW_ALERT, page_of(outage), *(page_of(outage, step) for step in STEPS)):
            assert browse("anonymous").post(address, BLACK).address == f"/connexion/?next={address}"
        assert census() == before

    @pytest.mark.parametrize("identifier", ["P26-9999", "D26-0001", "P26-00000001"])
    def test_about_an_unknown_outage_is_not_found(self, desk: Browser, identifier: str) -> None:
        for step in ("", *STEPS):
            address = f"/sau/pannes/{identifier}/{step}"
            assert desk.get(address).status == desk.post(address, {"comment": "x", "sure": "on"}).status == 404

    @pytest.mark.parametrize("identifier", ["p26-0001", "P26-1", "26-0001", "P26-0001%0a", "P26-000000001"])
    def test_with_another_form_of_identifier_is_no_address(self, bare: World, desk: Browser, identifier: str) -> None:
        black(bare)
        assert desk.get(f"/sau/pannes/{identifier}/").status == 404

    def test_by_get_changes_nothing(self, bare: World, desk: Browser) -> None:
        [outage] = black(bare)
        before = census()
        for step in STEPS:
            assert desk.get(page_of(outage, step), {"comment": "x", "sure": "on", "severity": "notice"}).status == 200
        assert desk.get(NEW_ALERT, BLACK).status == 200
        assert census() == before

    def test_with_another_method_changes_nothing(self, bare: World, desk: Browser) -> None:
        [outage] = black(bare)
        before = census()
        for method in ("put", "patch", "delete"):
            answer = getattr(desk.client, method)(page_of(outage, "terminer/"))
            assert answer.status_code == 200  # the page, and nothing else
        assert census() == before


def test_of_the_same_second_one_outage_opens(bare: World, desk: Browser, clock: Clock) -> None:
    """The start may be typed: the minute that runs has begun."""
    clock.now = NOW + timedelta(seconds=10)
    desk.post(NEW_ALERT, {**BLACK, "starts_date": "20/11/2026", "starts_time": "18:45"})
    assert desk.post(NEW_ALERT, {**BLACK, "starts_date": "20/11/2026", "starts_time": "18:45"}).status == 422
    assert Outage.objects.count() == 1
