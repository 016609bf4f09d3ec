"""Who reaches which page: every address × every person × GET and POST, written out (rules P1, P3, P4, R2)."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from gps.accounts import own_keys
from gps.accounts.models import ApiKey, Enrolment, User
from gps.accounts.roles import Role
from gps.documents.models import FallbackDocument
from gps.domain.grounds import Service, Severity
from gps.domain.lifecycle import Status
from gps.exchange.models import Import
from gps.notices.models import Delivery, Endpoint
from gps.notices.webhooks import endpoints
from gps.outages.models import AuthorisationRequest, Outage
from gps.paperwork import lots
from gps.paperwork.models import PaperLot
from gps.web.urls import urlpatterns
from tests.documents.register import bring, census, issue
from tests.exchange.files import file_of, numbered
from tests.exchange.sending import done
from tests.outages.crisis import alert, end
from tests.web.browsing import Clock
from tests.web.conftest import Browse
from tests.web.scene import CANCEL, EIGHT, GENERATE, MOVEMENT, PAPER, PEOPLE, REGISTER, Scene, address, set_up
from tests.world import NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

STATUSES = {"ok": 200, "no": 403, "??": 404, "bad": 422, "405": 405, "in": 302, "out": 302, "home": 302, "to": 302}
"""« in »: asked to sign in. « out »: signed out. « home »: signed in already. « to »: sent to the page of the thing."""

PUBLIC = "ok  ok  ok  ok  ok  ok  ok  ok  ok  ok"
SIGNED = "in  ok  ok  ok  ok  ok  ok  ok  ok  ok"
THEIRS = "in  ??  ok  ok  ??  ??  ok  ??  ok  ok"
NOBODYS = "??  ??  ??  ??  ??  ??  ??  ??  ??  ??"
NEVER_SIGNED = "in  405 405 405 405 405 405 405 405 405"
NEVER = "405 405 405 405 405 405 405 405 405 405"
DESK = "in  no  no  no  no  no  no  no  ok  no"
DESK_FORM = "in  no  no  no  no  no  no  no  bad no"
CONNECTING = "in  ok  ok  ok  ok  ok  no  no  no  no"
CONNECTING_FORM = "in  bad bad bad bad bad no  no  no  no"
CONNECTED = "in  ??  ??  ok  ??  ??  no  no  no  no"
CONNECTED_FORM = "in  ??  ??  to  ??  ??  no  no  no  no"

TABLE = {
    # name: address, GET, POST of nothing. The persons in the order of PEOPLE:
    # anonymous, stranger, reader, shipper, client, provider, officer, other_officer, national, administrator
    "login": (
        "/connexion/",
        "ok  home home home home home home home home home",
        "ok  home home home home home home home home home",
    ),
    "logout": (
        "/deconnexion/",
        "405 405 405 405 405 405 405 405 405 405",
        "out out out out out out out out out out",
    ),
    "password": ("/mot-de-passe/", SIGNED, SIGNED),
    "password_changed": ("/mot-de-passe/change/", SIGNED, "in  405 405 405 405 405 405 405 405 405"),
    "portal": ("/", SIGNED, SIGNED),
    "home": ("/accueil/", SIGNED, SIGNED),
    "blank": ("/formulaires/daa.pdf", PUBLIC, PUBLIC),
    "suite": ("/formulaires/dsa-suite.pdf", PUBLIC, PUBLIC),
    "paper_lots": ("/formulaires/lots/", SIGNED, "in  to  to  to  to  to  to  to  to  to"),
    "paper_lot": ("/formulaires/lots/{lot}/", "in  ??  ??  ok  ??  ??  ??  ??  ??  ??", NEVER_SIGNED),
    "paper_lot_file": ("/formulaires/lots/{lot}/documents.pdf", "in  ??  ??  ok  ??  ??  ??  ??  ??  ??", NEVER_SIGNED),
    "generate": (
        GENERATE,
        "in  ok  ok  ok  ok  ok  ok  ok  no  no",
        "in  bad bad bad bad bad bad bad no  no",
    ),
    "batch": (
        "/generer/lot/{submission}/",
        "in  ??  ??  ??  ??  ??  ok  ??  ??  ??",
        "in  ??  ??  ??  ??  ??  bad ??  ??  ??",
    ),
    "register": (
        REGISTER,
        "in  ok  ok  ok  ok  ok  ok  ok  no  no",
        "in  bad bad bad bad bad bad bad no  no",
    ),
    "imports": (
        "/importer/",
        "in  no  no  no  ok  ok  no  no  no  no",
        "in  no  no  no  bad bad no  no  no  no",
    ),
    "import_published": ("/importer/format/import-v1.xsd", PUBLIC, NEVER),
    "import": ("/importer/{imported}/", "in  ??  ??  ??  ??  ok  ??  ??  ??  ??", NEVER_SIGNED),
    "import_again": ("/importer/{imported}/integrer/", NEVER_SIGNED, "in  ??  ??  ??  ??  to  ??  ??  ??  ??"),
    "import_file": ("/importer/{imported}/compte-rendu.xml", "in  ??  ??  ??  ??  ok  ??  ??  ??  ??", NEVER_SIGNED),
    "receipt": ("/enregistrer/recu/{anomaly}/", THEIRS, THEIRS),
    "cancel": (
        CANCEL,
        "in  ok  ok  ok  ok  ok  ok  ok  no  no",
        "in  bad bad bad bad bad bad bad no  no",
    ),
    "followup": ("/suivre/", SIGNED, SIGNED),
    "search": ("/rechercher/", SIGNED, SIGNED),
    "search_export": ("/rechercher/export.xlsx?statut=active", SIGNED, NEVER_SIGNED),
    "followup_export": ("/suivre/export.csv", SIGNED, NEVER_SIGNED),
    "drm": ("/drm/", SIGNED, NEVER_SIGNED),
    "drm_sheet": (f"/drm/documents.csv?accise={SHIPPER}", THEIRS, NEVER_SIGNED),
    "drm_fragment": (f"/drm/fragment.xml?accise={SHIPPER}", THEIRS, NEVER_SIGNED),
    "document": ("/documents/{number}/", THEIRS, THEIRS),
    "recap": ("/documents/{number}/recapitulatif/", THEIRS, THEIRS),
    "complete": ("/documents/{number}/completer/", THEIRS, "in  ??  bad bad ??  ??  bad ??  bad bad"),
    "correct": ("/documents/{number}/corriger/", THEIRS, "in  ??  bad bad ??  ??  bad ??  bad bad"),
    "reactivate": ("/documents/{number}/reactiver/", THEIRS, "in  ??  bad bad ??  ??  bad ??  bad bad"),
    "note_receipt": ("/documents/{number}/communication/", THEIRS, "in  ??  bad bad ??  ??  bad ??  bad bad"),
    "ead_schema": ("/schemas/donnees-document.json", PUBLIC, PUBLIC),
    "ead": ("/documents/{number}/donnees/", THEIRS, "in  ??  no  ok  ??  ??  ok  ??  no  no"),
    "ead_start": ("/documents/{number}/donnees/reprendre/", NEVER_SIGNED, "in  ??  no  bad ??  ??  bad ??  no  no"),
    "ead_model": ("/documents/{number}/donnees/modeles/", NEVER_SIGNED, "in  ??  no  bad ??  ??  bad ??  no  no"),
    "ead_model_delete": (
        "/documents/{number}/donnees/modeles/1/supprimer/",
        NEVER_SIGNED,
        "in  ??  no  ??  ??  ??  ??  ??  no  no",
    ),
    "prefilled": ("/documents/{number}/formulaire.pdf", THEIRS, THEIRS),
    "ie815": ("/documents/{number}/ie815/", "in  ??  no  ok  ??  ??  ok  ??  no  no", NEVER_SIGNED),
    "ie815_file": ("/documents/{number}/ie815.xml", "in  ??  no  to  ??  ??  to  ??  no  no", NEVER_SIGNED),
    "ie815_outage": ("/pannes/{alert}/ie815/", "in  ??  ??  ??  ??  ??  ??  ??  ??  ??", NEVER_SIGNED),
    "ie815_outage_file": ("/pannes/{alert}/ie815.zip", "in  ??  ??  ??  ??  ??  ??  ??  ??  ??", NEVER_SIGNED),
    "anomalies": (
        "/a-traiter/",
        "in  no  no  no  no  no  ok  ok  no  no",
        "in  no  no  no  no  no  ok  ok  no  no",
    ),
    "anomaly": (
        "/a-traiter/{anomaly}/",
        "in  no  no  no  no  no  ok  ??  no  no",
        "in  no  no  no  no  no  ok  ??  no  no",
    ),
    "may_i": ("/ai-je-le-droit/", PUBLIC, PUBLIC),
    "requests": ("/autorisations/", SIGNED, SIGNED),
    "ask": (
        "/autorisations/demander/",
        "in  ok  ok  ok  ok  ok  ok  ok  no  no",
        "in  bad bad bad bad bad bad bad no  no",
    ),
    "authorisation": ("/autorisations/{request}/", THEIRS, THEIRS),
    "answer": (
        "/autorisations/{request}/repondre/",
        "in  ??  to  to  ??  ??  to  ??  to  to",
        "in  ??  bad bad ??  ??  bad ??  bad bad",
    ),
    "withdraw_request": (
        "/autorisations/{request}/retirer/",
        "in  ??  to  to  ??  ??  to  ??  to  to",
        "in  ??  no  to  ??  ??  no  ??  no  no",
    ),
    "certificate": ("/autorisations/{request}/certificat.pdf", THEIRS, THEIRS),
    "verify": ("/verifier/", PUBLIC, "bad bad bad bad bad bad bad bad bad bad"),
    "proof_keys": ("/verifier/cles.json", PUBLIC, NEVER),
    "verify_proof": ("/v/ABC", PUBLIC, PUBLIC),
    "hand_made": ("/numeros-manuels/", PUBLIC, PUBLIC),
    "own_paper": ("/mon-propre-papier/", PUBLIC, PUBLIC),
    "help": ("/aide/", PUBLIC, PUBLIC),
    "help_page": ("/aide/generer/", PUBLIC, PUBLIC),
    "duty": ("/informations/cookies/", PUBLIC, PUBLIC),
    "sau": ("/sau/", DESK, DESK),
    "caller": (f"/sau/appelant/{SHIPPER}/", DESK, DESK),
    "open_operator_incident": (f"/sau/appelant/{SHIPPER}/incident/", DESK, DESK_FORM),
    "open_alerts": ("/sau/pannes/nouvelle/", DESK, DESK_FORM),
    "open_provider_incident": ("/sau/prestataires/nouvelle/", DESK, DESK_FORM),
    "outage": ("/sau/pannes/{alert}/", DESK, DESK),
    "change_outage": ("/sau/pannes/{alert}/modifier/", DESK, DESK_FORM),
    "end_outage": ("/sau/pannes/{over}/terminer/", DESK, DESK_FORM),
    "cancel_outage": ("/sau/pannes/{alert}/annuler/", DESK, DESK_FORM),
    "reopen_outage": ("/sau/pannes/{alert}/rouvrir/", DESK, DESK_FORM),
    "meteo": ("/meteo/", PUBLIC, NEVER),
    "meteo_feed": ("/meteo/atom.xml", PUBLIC, NEVER),
    "meteo_alert": ("/meteo/{alert}/", PUBLIC, NEVER),
    "subscription": (
        "/meteo/abonnement/",
        PUBLIC,
        "bad bad bad bad bad bad bad bad bad bad",
    ),
    "subscription_asked": ("/meteo/abonnement/demande/", PUBLIC, PUBLIC),
    "subscription_confirm": (f"/meteo/abonnement/confirmer/{'x' * 43}/", NOBODYS, NOBODYS),
    "subscription_end": (f"/meteo/abonnement/fin/{'x' * 43}/", NOBODYS, NOBODYS),
    "preferences": ("/mes-avis/", SIGNED, "in  home home home home home home home home home"),
    "keys": ("/cles/", CONNECTING, CONNECTING_FORM),
    "key_revoke": ("/cles/{key}/revoquer/", CONNECTED, CONNECTED_FORM),
    "webhooks": ("/webhooks/", CONNECTING, CONNECTING_FORM),
    "webhook": ("/webhooks/{webhook}/", CONNECTED, CONNECTED_FORM),
    "webhook_delivery": ("/webhooks/envois/{delivery}/", CONNECTED, CONNECTED_FORM),
    "demo_mails": ("/demonstration/courriels/", PUBLIC, PUBLIC),
    "health": ("/sante", PUBLIC, PUBLIC),
    # last, for its owner then has none any more
    "webhook_delete": ("/webhooks/{webhook}/supprimer/", CONNECTED, CONNECTED_FORM),
}


@pytest.fixture
def scene(world: World) -> Scene:
    alert(world, severity=Severity.NOTICE)  # it opens no right, and so changes nothing of what the others show
    end(world, alert(world, Service.MAREVA, Severity.NOTICE), now=NOW)
    scene = set_up(world)
    lot = lots.ask(FallbackDocument.objects.all(), "Essai", actor=world.actor("shipper"), now=NOW)
    lots.prepare({"lot": lot.pk}, NOW)
    done(world, file_of(numbered(1)))
    connect(world)
    return scene


def connect(world: World) -> None:
    """The shipper's key and webhook."""
    shipper = world.users["shipper"]
    own_keys.create(shipper, label="Logiciel", chosen=["documents:read"], days=90, once="key", now=NOW)
    hook, _ = endpoints.create(
        shipper, url="https://127.0.0.1:8443/", chosen=["document.status"], once="hook", now=NOW
    )  # fmt: skip
    endpoints.test(shipper, hook.pk, NOW)


def written(template: str, scene: Scene) -> str:
    return template.format(
        number=scene.issued.reference,
        submission=scene.submission,
        anomaly=scene.malformed.pk,
        request=AuthorisationRequest.objects.get(excise_number__number=SHIPPER).identifier,
        alert=Outage.objects.get(over_at__isnull=True).identifier,
        imported=Import.objects.get().identifier,
        lot=PaperLot.objects.get().pk,
        key=ApiKey.objects.get().pk,
        webhook=Endpoint.objects.get().pk,
        delivery=Delivery.objects.get().pk,
        over=Outage.objects.get(over_at__isnull=False).identifier,
    )


class TestTheWalk:
    def test_leaves_no_address_out(self) -> None:
        assert {pattern.name for pattern in urlpatterns} == set(TABLE)

    @pytest.mark.rule("P1", "P3", "P4", "R2")
    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("who", PEOPLE)
    def test_finds_what_concerns_the_person_and_changes_nothing(
        self, scene: Scene, browse: Browse, who: str, method: str
    ) -> None:
        place, found, expected = PEOPLE.index(who), {}, {}
        before = census()
        for name, (template, get, post) in TABLE.items():
            browser = browse(who)  # one each: signing out must not change what follows
            page = getattr(browser, method)(written(template, scene))
            answer = (get if method == "get" else post).split()[place]
            found[name], expected[name] = page.status, STATUSES[answer]
            if answer == "in":
                assert page.address == f"/connexion/?next={quote(written(template, scene))}"
            elif answer in {"out", "home"}:
                assert page.address == {"out": "/connexion/", "home": "/"}[answer]
        assert found == expected
        assert census() == before

    @pytest.mark.rule("R2", "P3")
    @pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row[1] == THEIRS and "number" in row[0]])
    def test_answers_alike_for_what_is_anothers_and_what_does_not_exist(
        self, scene: Scene, browse: Browse, name: str
    ) -> None:
        theirs = written(TABLE[name][0], scene)
        nobodys = theirs.replace(scene.issued.reference, "26FR007328E0001999990")
        stranger = browse("stranger")
        pages = [stranger.get(theirs), stranger.get(nobodys)]
        assert [page.status for page in pages] == [404, 404]
        assert pages[0].text == pages[1].text
        assert pages[0].title == "Page introuvable"

    @pytest.mark.rule("R2")
    def test_answers_alike_for_receipts_and_anomalies(self, scene: Scene, browse: Browse) -> None:
        for template in ("/enregistrer/recu/{}/", "/a-traiter/{}/"):
            other = browse("other_officer")
            assert other.get(template.format(scene.malformed.pk)).text == other.get(template.format(99999)).text

    def test_knows_no_address_with_another_form_of_number(self, scene: Scene, browse: Browse) -> None:
        shipper = browse("shipper")
        number = scene.issued.reference
        for wrong in (number.lower(), number[:20], f"{number}1", "%00", f"{number[:20]}%0a"):
            assert shipper.get(f"/documents/{wrong}/").status == 404


TABS = ["Accueil", "Générer", "Enregistrer", "Annuler", "Suivre mes procédures de secours", "Rechercher"]
BY_FILE = [*TABS[:4], "Importer", *TABS[4:]]
READING = ["Accueil", "Suivre mes procédures de secours", "Rechercher"]
MENUS = {
    "anonymous": [],
    "stranger": TABS,
    "reader": READING,
    "shipper": TABS,
    "client": BY_FILE,
    "provider": BY_FILE,
    "officer": [*TABS, "À traiter"],
    "other_officer": [*TABS, "À traiter"],
    "national": [*READING, "Pannes et appels"],
    "administrator": READING,
}


class TestTheMenu:
    @pytest.mark.rule("P3")
    @pytest.mark.parametrize("who", PEOPLE)
    def test_shows_exactly_what_the_person_may_use(self, browse: Browse, who: str) -> None:
        page = browse(who).get("/aide/")
        assert page.tabs == MENUS[who]

    @pytest.mark.rule("P3")
    @pytest.mark.parametrize("who", ["shipper", "officer", "national"])
    def test_opens_a_page_with_each_tab_and_says_where_one_is(self, browse: Browse, who: str) -> None:
        browser = browse(who)
        for link in browser.get("/accueil/").tree.one("#menu").all("a"):
            page = browser.get(link.get("href"))
            assert page.status == 200
            current = [a.words for a in page.tree.one("#menu").all("a") if a.get("aria-current") == "page"]
            assert current == [link.words]

    @pytest.mark.rule("P1", "P3")
    def test_is_empty_for_an_account_that_is_entitled_to_nothing(self, world: World, browse: Browse) -> None:
        Enrolment.objects.filter(user=world.users["stranger"]).delete()
        page = browse("stranger").get("/")
        assert page.tabs == []
        assert "/accueil/" not in page.links
        assert "Votre compte n’est habilité pour aucun numéro d’accise." in page.text

    @pytest.mark.rule("P3", "P4")
    def test_leads_administrators_alone_to_the_administration(self, browse: Browse) -> None:
        for who in PEOPLE:
            links = [link.get("href") for link in browse(who).get("/aide/").tree.all("a")]
            assert ("/administration/" in links) == (who == "administrator")


REASON = {"reason": "document_error", "comment": ""}
DISPATCH = {"transport_identity": "XX-000-XX", "dispatch_date": "21/11/2026", "dispatch_time": "10:00"}


class TestAForgedRequest:
    """Everything that a page does not offer is refused when it is sent all the same, and leaves no trace."""

    @pytest.mark.rule("P3", "G2")
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("stranger", 422), ("reader", 422), ("client", 422), ("provider", 422), ("other_officer", 422),
            ("national", 403), ("administrator", 403), ("anonymous", 302),
        ],
    )  # fmt: skip
    def test_gets_no_number_for_anothers_establishment(self, browse: Browse, who: str, status: int) -> None:
        browser, before = browse(who), census()
        ticket = browser.get(GENERATE).form.get("ticket") if status == 422 and who != "reader" else ""
        for target, typed in ((GENERATE, {**MOVEMENT, "ticket": ticket or ""}), (REGISTER, PAPER)):
            page = browser.post(target, typed)
            assert page.status == status
            if status == 422:
                assert (
                    "Vous n’êtes pas habilité à déclarer pour ce numéro d’accise. Choisissez-en un dans la liste, ou "
                    "demandez l’habilitation à votre service douanier."
                ) in page.sentences
        assert census() == before

    @pytest.mark.rule("P3", "A1", "R2")
    @pytest.mark.parametrize(
        ("who", "status", "sentence"),
        [
            ("reader", 422, "Votre compte ne permet pas cette action sur ce document."),
            ("stranger", 422, "Aucun document de secours ne porte ce numéro parmi ceux qui vous concernent."),
            ("client", 422, "Aucun document de secours ne porte ce numéro parmi ceux qui vous concernent."),
            ("other_officer", 422, "Aucun document de secours ne porte ce numéro parmi ceux qui vous concernent."),
            ("national", 403, ""),
            ("administrator", 403, ""),
            ("anonymous", 302, ""),
        ],
    )
    def test_cancels_nothing(self, scene: Scene, browse: Browse, who: str, status: int, sentence: str) -> None:
        before = census()
        page = browse(who).post(CANCEL, {"reference": scene.issued.reference, **REASON})
        assert page.status == status
        assert not sentence or page.sentences[0].startswith(sentence)
        assert census() == before

    @pytest.mark.rule("P3", "A2", "A4", "G8", "E9")
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("reader", 422), ("national", 422), ("administrator", 422), ("stranger", 404), ("client", 404),
            ("other_officer", 404), ("anonymous", 302),
        ],
    )  # fmt: skip
    def test_changes_no_document(self, world: World, scene: Scene, browse: Browse, who: str, status: int) -> None:
        inactive = bring(world, issue(world, identity="OLD"), Status.INACTIVE)
        reintegrated = bring(world, issue(world, identity="DONE"), Status.REINTEGRATED)
        receipt = {"means": "mail", "received_date": "19/11/2026", "received_time": "09:00"}
        forged = [
            (scene.page("completer/", scene.bare), DISPATCH),
            (scene.page("corriger/"), {**DISPATCH, "comment": "Essai."}),
            (scene.page("reactiver/", inactive), {"reason": "operator_omission"}),
            (scene.page("reactiver/", reintegrated), {"reason": "regularisation_failed"}),
            (scene.page("communication/", scene.paper), receipt),
        ]
        browser, before = browse(who), census()
        for target, typed in forged:
            page = browser.post(target, typed)
            assert page.status == status
            assert status != 422 or page.sentences == ["Votre compte ne permet pas cette action sur ce document."]
        assert census() == before

    @pytest.mark.rule("A2", "A3", "E9", "P3")
    def test_of_the_owner_does_nothing_that_is_the_officers(self, world: World, scene: Scene, browse: Browse) -> None:
        inactive = bring(world, issue(world, identity="OLD"), Status.INACTIVE)
        receipt = {"means": "mail", "received_date": "19/11/2026", "received_time": "09:00"}
        owner, before = browse("shipper"), census()
        for target, typed in [
            (scene.page("reactiver/", inactive), {"reason": "operator_omission"}),
            (scene.page("communication/", scene.paper), receipt),
            (scene.page("corriger/", scene.paper), {**DISPATCH, "comment": "Essai."}),
        ]:
            assert owner.post(target, typed).status == 422
        assert census() == before

    @pytest.mark.rule("E2", "E3", "E5", "P3")
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            ("shipper", 403), ("reader", 403), ("stranger", 403), ("provider", 403), ("national", 403),
            ("administrator", 403), ("other_officer", 404), ("anonymous", 302),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("typed", [{"replace": "1"}, {"confirm": "1"}, {"settle": "1", "comment": "Vu."}])
    def test_settles_no_anomaly(
        self, scene: Scene, browse: Browse, who: str, status: int, typed: dict[str, str]
    ) -> None:
        before = census()
        assert browse(who).post(f"/a-traiter/{scene.malformed.pk}/", typed).status == status
        assert census() == before

    @pytest.mark.rule("G8", "P3")
    def test_gives_an_operator_neither_several_numbers_nor_a_bare_one(self, browse: Browse) -> None:
        shipper = browse("shipper")
        ticket = shipper.get(GENERATE).form["ticket"] or ""
        before = census()
        bare = {"document_type": "DAA", "excise_number": SHIPPER, "ticket": ticket}
        assert shipper.post(GENERATE, {**bare, "count": "3"}).status == 422
        assert shipper.post(GENERATE, bare).status == 422
        assert census() == before
        assert shipper.post(GENERATE, {**MOVEMENT, "ticket": ticket, "count": "3"}).status == 302
        assert FallbackDocument.objects.count() == 1


class TestARightThatEnds:
    @pytest.mark.rule("R2", "P4")
    def test_closes_the_documents_of_a_client_to_the_provider(self, world: World, browse: Browse, clock: Clock) -> None:
        document = issue(world, "client", excise_number="FR004455E0002")
        provider = browse("provider")
        assert provider.get(address(document)).status == 200
        world.provider.mandates.update(ends_on=(NOW - timedelta(days=1)).date())
        assert provider.get(address(document)).status == 404
        assert provider.get("/accueil/").tabs == []

    @pytest.mark.rule("P4")
    def test_signs_a_closed_account_out_at_once(self, world: World, browse: Browse) -> None:
        shipper = browse("shipper")
        assert shipper.get("/accueil/").status == 200
        User.objects.filter(role=Role.OPERATOR).update(is_active=False)
        assert shipper.get("/accueil/").address == "/connexion/?next=/accueil/"

    @pytest.mark.rule("G2", "R2")
    def test_of_an_enrolment_closes_the_document(self, world: World, scene: Scene, browse: Browse) -> None:
        shipper = browse("shipper")
        Enrolment.objects.filter(user=world.users["shipper"]).delete()
        assert shipper.get(f"/documents/{EIGHT}/").status == 404
