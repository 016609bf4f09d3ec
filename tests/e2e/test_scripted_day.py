"""One day on the demonstration data, from the alert to the reactivation, the clock moved (rules F1–F5, G7, T3, M3).

09:00 black alert on GAMM@ DTI · the wine shipper issues at once · the EDI client is told that it does not cover him,
asks his service, and is authorised at the 3,600th second · the alert ends · the deadline passes · the officer
reactivates · the history tells it all.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from gps.accounts.actors import actor_of
from gps.accounts.models import User
from gps.demo.loading import load
from gps.demo.people import BREWERY, DOMAIN, WINE
from gps.documents.models import FallbackDocument
from gps.outages import operations
from gps.outages.models import AuthorisationRequest, Outage
from gps.web import middleware
from tests.e2e.conftest import Console, signed_in
from tests.e2e.forms import shown_number

EVENING_BEFORE = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
"""09:00 in Paris, on a Tuesday."""
SECOND = timedelta(seconds=1)
NOON = NINE + timedelta(hours=3)
DEADLINE = NOON + timedelta(days=10)
"""The delay runs from the end of the alert (T3)."""
CLOSED = "La procédure de secours ne vous est pas ouverte en ce moment"


@dataclass
class Day:
    """The moment that GPS sees, and a browser for each person of the demonstration."""

    now: datetime
    open_page: Callable[[str], Page]

    def at(self, moment: datetime) -> None:
        self.now = moment


@pytest.fixture
def day(
    transactional_db: None,
    live_server: LiveServer,
    new_context: Callable[..., BrowserContext],
    console: Console,
    monkeypatch: pytest.MonkeyPatch,
) -> Day:
    """The demonstration as it was loaded the evening before; the alert of that day has ended overnight."""
    load(EVENING_BEFORE)
    sau = actor_of(User.objects.get(email=f"sau@{DOMAIN}"))
    for outage in Outage.objects.filter(over_at__isnull=True, starts_at__lte=EVENING_BEFORE):
        operations.end(outage.identifier, actor=sau, now=NINE - timedelta(hours=1))

    def open_page(account: str) -> Page:
        context = new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900}, accept_downloads=True)
        context.set_default_timeout(10_000)
        context.add_cookies([signed_in(User.objects.get(email=f"{account}@{DOMAIN}"), live_server.url)])  # type: ignore[list-item]
        page = context.new_page()
        console.listen(page)
        return page

    made = Day(NINE, open_page)
    monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: made.now))
    return made


def generate(page: Page, excise_number: str, leaves: str) -> str:
    """Ask for a DAA for a truck that leaves today, and read the number of its recap."""
    page.goto("/generer/")
    page.get_by_text("DAA – ").check()
    page.get_by_label("Numéro d’accise de l’expéditeur").select_option(excise_number)
    page.get_by_label("Immatriculation du 1er moyen de transport").fill("GH-456-JK")
    page.get_by_role("textbox", name="Date").first.fill("24/11/2026")
    page.get_by_role("textbox", name="Heure").first.fill(leaves)
    page.get_by_role("button", name="Valider").click()
    page.wait_for_url("**/recapitulatif/")
    return shown_number(page)


def ask_the_service(page: Page) -> str:
    """Three questions, then the request; give its identifier."""
    page.goto(f"/ai-je-le-droit/?accise={BREWERY}")
    page.get_by_role("button", name="Émettre ou imprimer un DAE ou un DSA").click()
    page.get_by_role("button", name="De ma connexion ou de mon équipement").click()
    page.get_by_role("button", name="Oui, aucun ne fonctionne").click()
    page.get_by_role("link", name="Demander l’autorisation à mon service").click()
    page.get_by_label("Que se passe-t-il ?").fill("Plus de liaison avec le prestataire ; deux camions attendent.")
    page.get_by_text("J’ai essayé un autre accès").click()
    page.get_by_label("Qui réintégrera les mouvements").select_option(label="Le prestataire EDI")
    page.get_by_role("button", name="Valider").click()
    page.wait_for_url("**/autorisations/D26-*/")
    return page.url.rstrip("/").rpartition("/")[2]


@pytest.mark.rule("F1", "F2", "F3", "F4", "F5", "F7", "F8", "G7", "T1", "T3", "A2", "M3", "H1")
def test_the_day_of_a_black_alert(day: Day) -> None:
    sau, shipper, brewer = day.open_page("sau"), day.open_page("vigneron"), day.open_page("brasseur")
    shipper.goto("/generer/")
    expect(shipper.get_by_text(CLOSED)).to_be_visible()
    alert = publish_a_black_alert(sau)

    day.at(NINE + timedelta(minutes=1))
    number = issue_under(alert, shipper)

    day.at(NINE + timedelta(minutes=5))
    brewer.goto(f"/ai-je-le-droit/?accise={BREWERY}")
    expect(brewer.get_by_text(f"Cette alerte ne couvre pas {BREWERY}, qui accède à GAMM@ par EDI.")).to_be_visible()
    identifier = ask_the_service(brewer)
    expect(brewer.get_by_role("heading", name="Autorisation tacite le 24/11/2026 à 10:05:00 (UTC+1)")).to_be_visible()
    wait_for_silence(day, brewer, identifier)
    check_certificate(brewer, identifier)
    brewed = generate(brewer, BREWERY, "11:00")
    assert FallbackDocument.objects.get(reference=brewed).ground_reference == identifier

    day.at(NOON)
    end_the_alert(sau, alert)
    see_what_is_to_be_done(shipper, number)
    let_the_deadline_pass(day, shipper, number)
    day.at(DEADLINE + timedelta(hours=1))
    reactivate_from_the_desk(day.open_page("bordeaux"), number)

    shipper.goto(f"/documents/{number}/")
    told = shipper.locator(".gps-history > li").all_inner_texts()
    for text, said in zip(told, HISTORY, strict=True):
        assert [words for words in said if words not in text] == []


def publish_a_black_alert(sau: Page) -> Outage:
    sau.goto("/sau/pannes/nouvelle/")
    sau.get_by_text("GAMM@ DTI : ").check()
    sau.get_by_text("Alerte noire").check()
    sau.get_by_label("Que faire", exact=False).first.fill("GAMM@ DTI est arrêté : utilisez la procédure de secours.")
    sau.get_by_role("button", name="Publier").click()
    expect(sau.locator(".fr-alert--success").first).to_be_visible()
    alert = Outage.objects.latest("id")
    assert (alert.service, alert.severity, alert.published_at) == ("gamma_dti", "black", NINE)
    return alert


def issue_under(alert: Outage, shipper: Page) -> str:
    """At once; the number cites the alert, and its clock stands still."""
    number = generate(shipper, WINE, "10:30")
    expect(shipper.get_by_text(f"Le délai ne court pas tant que la panne {alert.identifier} dure.")).to_be_visible()
    shipper.goto(f"/documents/{number}/")
    expect(shipper.get_by_role("link", name=f"Alerte {alert.identifier}")).to_be_visible()
    return number


def wait_for_silence(day: Day, brewer: Page, identifier: str) -> None:
    """At the 3,599th second not yet; at the 3,600th the page comes anew by itself, and he is authorised."""
    asked_at = AuthorisationRequest.objects.get(identifier=identifier).asked_at
    assert asked_at == day.now
    day.at(asked_at + timedelta(seconds=3599))
    brewer.goto(f"/autorisations/{identifier}/")
    expect(brewer.locator("[data-gps-countdown='1']")).to_be_attached()
    expect(brewer.get_by_role("link", name="Certificat d’autorisation")).to_have_count(0)
    day.at(asked_at + timedelta(seconds=3600))
    expect(brewer.get_by_role("heading", name="Autorisée tacitement")).to_be_visible()


def check_certificate(brewer: Page, identifier: str) -> None:
    with brewer.expect_download() as download:
        brewer.get_by_role("link", name="Certificat d’autorisation tacite (PDF)").click()
    [sheet] = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages
    certificate = " ".join(sheet.extract_text().split())
    assert identifier in certificate
    assert "24 novembre 2026 à 10 h 05 min 00 s (UTC+1)" in certificate


def end_the_alert(sau: Page, alert: Outage) -> None:
    sau.goto(f"/sau/pannes/{alert.identifier}/terminer/")
    sau.get_by_role("button", name="Publier").click()
    sau.wait_for_url(f"**/sau/pannes/{alert.identifier}/")


def see_what_is_to_be_done(shipper: Page, number: str) -> None:
    """The three duties, the deadline of each document; and no more number without a ground."""
    shipper.goto("/suivre/")
    expect(shipper.get_by_role("heading", name="Le service est rétabli : trois obligations")).to_be_visible()
    row = shipper.locator("#resultats tbody").get_by_role("row").filter(has_text=spaced(number))
    expect(row).to_contain_text("04/12/2026")
    shipper.goto("/generer/")
    expect(shipper.get_by_text(CLOSED)).to_be_visible()


def let_the_deadline_pass(day: Day, shipper: Page, number: str) -> None:
    """Ten days after the end, to the second; the command writes it, and may be run twice."""
    for moment, status in ((DEADLINE, "Actif"), (DEADLINE + SECOND, "Inactif"), (DEADLINE + 2 * SECOND, "Inactif")):
        day.at(moment)
        call_command("deactivate_overdue", "--at", moment.isoformat(), stdout=io.StringIO())
        shipper.goto(f"/documents/{number}/")
        expect(shipper.locator("main .fr-badge").first).to_have_text(status)


def reactivate_from_the_desk(officer: Page, number: str) -> None:
    officer.goto("/a-traiter/")
    officer.get_by_role("link", name=spaced(number)).click()
    officer.get_by_role("link", name="Réactiver").click()
    officer.get_by_label("Motif de réactivation").select_option(label="Problèmes techniques récurrents douaniers")
    officer.get_by_role("button", name="Valider").click()
    expect(officer.get_by_text("Le document est de nouveau actif")).to_be_visible()


HISTORY = (
    ("Numéro généré par GPS", "Claire Ducasse (Opérateur)", "24/11/2026 à 09:01"),
    ("Document rendu inactif", "Actif → Inactif", "GPS (Système)", "04/12/2026 à 12:00"),
    ("Document réactivé", "Inactif → Actif", "Anne Lasserre", "Douanier", "Problèmes techniques récurrents douaniers"),
)


def spaced(number: str) -> str:
    """The number as it is shown for the eye."""
    return f"{number[:2]} {number[2:15]} {number[15:20]} {number[20]}"
