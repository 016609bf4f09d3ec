"""Every page, filled, empty and in error, for everybody: readable by all, on any screen, and without a complaint."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page

from gps.accounts import own_keys
from gps.accounts.models import ExciseNumber
from gps.documents.checks import Asker
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument
from gps.documents.operations import save_ead, save_model
from gps.documents.verification import Proof, check
from gps.domain.grounds import Service, Severity, Side
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.notices import subscriptions
from gps.notices.labels import CHOSEN_EVENTS
from gps.notices.models import Subscription
from gps.notices.webhooks import endpoints, history, sending
from gps.paperwork import lots
from gps.paperwork.proof import payload_for
from tests.documents.register import bring, issue, registered
from tests.domain.movements import WINE, changed
from tests.e2e.conftest import Browse, Console
from tests.e2e.evening import busy_evening
from tests.e2e.forms import fill_register, send
from tests.exchange import files
from tests.exchange.sending import done
from tests.exchange.sending import send as sent
from tests.notices.post import follow
from tests.outages import crisis
from tests.outages.skies import many, skies
from tests.papers import another
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, World

Step = str | tuple[str, Callable[[Page], None]]
"""An address, or one and what is done there first."""

NARROW, WIDE = 320, 1440
VIEWS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((WIDE, "light"), (NARROW, "dark"))
AXE = Axe().axe_script
WITHOUT_ACCOUNT: list[Step] = [
    "/connexion/", "/numeros-manuels/", "/mon-propre-papier/", "/aide/", "/aide/acceder/", "/aide/telecharger/",
    "/aide/generer/", "/aide/enregistrer/", "/aide/annuler/", "/aide/suivre/", "/aide/drm/", "/aide/rechercher/",
    "/aide/historique/",
    "/aide/logiciels/", "/aide/bureau/", "/informations/accessibilite/", "/informations/mentions-legales/",
    "/informations/donnees-personnelles/", "/informations/cookies/", "/informations/plan-du-site/",
    "/api/v1/", "/api/v1/problems",
]  # fmt: skip
HOME: list[Step] = ["/", "/accueil/"]
READING: list[Step] = [*HOME, "/suivre/", "/rechercher/"]
DECLARING: list[Step] = [*READING, "/generer/", "/enregistrer/", "/annuler/"]


def test_the_watch_is_awake(browse: Browse, console: Console) -> None:
    """What is looked for on every page would be found."""
    page = browse()
    page.goto("/connexion/")
    page.evaluate(AXE)
    with page.expect_console_message(lambda message: "404" in message.text):
        page.locator("main").evaluate("""it => {
            it.insertAdjacentHTML("beforeend", '<img src="/absent.png"><pre>' + "x".repeat(500));
            it.setAttribute("style", "color: #eee");
        }""")
    image, width = faults_of(page)
    assert image.startswith("image-alt")
    assert width.endswith("px too wide")
    policy, absent = sorted(console.errors())
    assert "Content Security Policy" in policy
    assert "/absent.png" in absent
    console.complaints.clear()


@pytest.mark.rule("D1", "D6", "E10")
def test_without_an_account(browse: Browse) -> None:
    walk(browse(), [*WITHOUT_ACCOUNT, ("/connexion/", submit), ("/aide/inconnue/", nothing)])


@pytest.mark.rule("F3")
def test_the_weather(world: World, browse: Browse) -> None:
    """Empty, then with an alert under way, others to come, past and cancelled, and more past than one page holds."""
    walk(browse(), ["/meteo/"])
    sky = skies(world)
    many(world, 30)
    alerts: list[Step] = [f"/meteo/{outage.identifier}/" for outage in sky.public]
    refused: list[Step] = [("/meteo/?curseur=x", nothing), (f"/meteo/{sky.provider.identifier}/", nothing)]
    walk(browse(), ["/meteo/", *alerts, *refused])
    walk(browse("shipper"), [("/meteo/", onwards)])


@pytest.mark.rule("G1", "E2", "H1", "P2", "R3", "S2")
def test_an_operator(world: World, browse: Browse) -> None:
    evening = busy_evening(world)
    steps: list[Step] = [
        *DECLARING, "/rechercher/?chercher=1", "/numeros-manuels/", "/mot-de-passe/", "/mot-de-passe/change/",
        f"/enregistrer/recu/{evening.anomalies['malformed'].pk}/",
        f"/enregistrer/recu/{evening.anomalies['replaced'].pk}/",
        f"/annuler/?numero={evening.documents['issued'].reference}",
        *(evening.page(name) for name in ("incomplete", "inactive", "overdue", "told", "cancelled", "reintegrated")),
        evening.page("issued", "recapitulatif/"), evening.page("told", "recapitulatif/"),
        evening.page("incomplete", "completer/"), evening.page("issued", "corriger/"),
        evening.page("cancelled", "corriger/"),
        ("/generer/", submit), ("/enregistrer/", submit), ("/annuler/", submit), ("/mot-de-passe/", submit),
        ("/enregistrer/", malformed), ("/enregistrer/", jump), ("/suivre/?curseur=x", nothing),
        ("/rechercher/?expedition=hier&numero=%26", nothing), ("/a-traiter/", nothing),
        (f"/documents/{'X' * 21}/", nothing),
    ]  # fmt: skip
    walk(browse("shipper"), steps)


@pytest.mark.rule("A2", "E9", "G8", "P3")
def test_an_officer(world: World, browse: Browse) -> None:
    evening = busy_evening(world)
    steps: list[Step] = [
        *HOME, "/generer/", "/a-traiter/", f"/generer/lot/{evening.batch}/",
        *(f"/a-traiter/{evening.anomalies[name].pk}/" for name in ("jump", "conflict", "settled", "replaced")),
        f"/a-traiter/{evening.anomalies['refused'].pk}/",
        evening.page("told"), evening.page("withdrawn"), evening.page("corrected"),
        evening.page("inactive", "reactiver/"), evening.page("reintegrated", "reactiver/"),
        evening.page("told", "communication/"),
        ("/generer/", submit), (evening.page("inactive", "reactiver/"), submit),
        (evening.page("told", "communication/"), submit), (f"/a-traiter/{evening.anomalies['jump'].pk}/", close),
    ]  # fmt: skip
    walk(browse("officer"), steps)


@pytest.mark.rule("F4", "F5", "F8", "F9", "G7")
def test_who_has_no_ground(world: World, browse: Browse) -> None:
    """The three questions, the request, the hour that runs, the answers; on the operator's side and on the office's."""
    crisis.ungrounded(world)
    may_i = "/ai-je-le-droit/"
    own = f"{may_i}?accise={SHIPPER}&panne=emettre&origine=moi"
    walk(browse(), [may_i, f"{may_i}?acces=edi&panne=emettre", f"{may_i}?acces=dti&panne=autre", "/aide/autorisation/"])
    shipper = browse("shipper")
    walk(shipper, ["/generer/", may_i, own, f"{own}&essai=oui", "/autorisations/", "/autorisations/demander/",
                   ("/autorisations/demander/", submit)])  # fmt: skip
    waiting = crisis.ask(world, now=NOW - timedelta(minutes=35))
    tacit = crisis.ask(world, "client", CLIENT, now=NOW - timedelta(minutes=70))
    at = f"/autorisations/{waiting.identifier}/"
    walk(shipper, ["/", f"{may_i}?accise={SHIPPER}", at, "/autorisations/"])
    walk(browse("client"), [f"/autorisations/{tacit.identifier}/", "/generer/", may_i])
    officer = browse("officer")
    walk(officer, ["/a-traiter/", at, (at, submit)])
    crisis.refuse(world, waiting)
    walk(shipper, [at])
    walk(officer, [at])


@pytest.mark.rule("N8", "P3", "P4")
def test_everybody_else(world: World, browse: Browse) -> None:
    """Those whose pages are empty, or hold less, or more: a year that runs out, every office of the country."""
    walk(browse("stranger"), [*READING, "/rechercher/?chercher=1"])
    evening = busy_evening(world)
    walk(browse("distiller"), [*HOME, "/generer/"])
    walk(browse("provider"), ["/", "/generer/"])
    walk(browse("other_officer"), ["/a-traiter/"])
    walk(browse("reader"), [evening.page("issued")])
    walk(browse("national"), [*HOME, evening.page("issued")])
    walk(browse("national"), help_desk(world))
    walk(browse("administrator"), HOME)


@pytest.mark.rule("F3", "T5")
def test_what_people_are_told(world: World, browse: Browse) -> None:
    """Following by mail without an account, one's own notices, the mails of the demonstration."""
    walk(browse(), ["/demonstration/courriels/"])
    crisis.alert(world, message=f"Attendez.\n{'W' * 60}", message_en="Wait.")
    waiting, told = follow("attente@ailleurs.invalid", confirmed=False), follow(f"{'w' * 60}@ailleurs.invalid")
    ended = subscriptions.end(follow("fini@ailleurs.invalid").token, now=NOW)
    pages = [path(row) for row in (waiting, told, ended) for path in (confirm_page, end_page)]
    walk(browse(), ["/demonstration/courriels/", "/meteo/abonnement/", "/meteo/abonnement/demande/", *pages])
    walk(browse(), [("/meteo/abonnement/", submit)])
    walk(browse("shipper"), ["/mes-avis/", "/meteo/abonnement/"])
    walk(browse("officer"), ["/mes-avis/"])
    walk(browse("national"), ["/mes-avis/"])


@pytest.mark.rule("V1", "V2", "V4")
def test_the_verification_of_a_paper(world: World, browse: Browse) -> None:
    """Each answer: how the document stands, corrected since, forged, none of GPS's, in vain; for customs all of it."""
    papers = [issue(world, identity=f"{'W' * 34}{number}") for number in range(4)]
    codes = [f"/v/{payload_for(paper, NOW)}" for paper in papers]
    for paper, status in zip(papers, (Status.ACTIVE, *(s for s in Status if s is not Status.ACTIVE)), strict=True):
        bring(world, paper, status)
    bare = issue(world, "officer", identity="", on=None, at=None)
    forged = f"{codes[0][:-9]}{another(codes[0][-9])}{codes[0][-8:]}"
    steps: list[Step] = [
        "/verifier/", ("/verifier/", submit), ("/verifier/", in_vain), *codes, f"/v/{payload_for(bare, NOW)}", forged,
        "/v/ABC",
    ]  # fmt: skip
    walk(browse(), steps)
    walk(browse("officer"), ["/verifier/", ("/verifier/", in_vain), codes[0], codes[3], *two_places(world, papers[0])])


@pytest.mark.rule("I2", "I3", "I4", "I5")
def test_a_file_of_numbers(world: World, browse: Browse) -> None:
    """To choose; sent, waiting; judged, with refusals of every kind; a trial; sent again; refused whole; reserved."""
    flood = files.flood(60, errors_every=2).content
    judged, tried = done(world, flood), done(world, flood, dry_run=True)
    refused = done(world, files.file_of(files.numbered(1))[:-9])
    waiting = sent(world, files.file_of(files.numbered(1)))
    at = [f"/importer/{found.identifier}/" for found in (judged, tried, refused, waiting)]
    provider = browse("provider")
    walk(provider, ["/importer/", *at, f"{at[0]}?resultat=", f"{at[0]}?resultat=known", ("/importer/", submit)])
    walk(browse("shipper"), [("/importer/", nothing), "/aide/importer/"])


@pytest.mark.rule("D2")
def test_the_data_of_a_document(world: World, browse: Browse) -> None:
    """To fill in, empty and full; refused; with a line more; to read alone; cancelled."""
    empty, full, cancelled = issue(world), issue(world), issue(world)
    for document in (full, cancelled):
        save_ead(document.reference, WINE, actor=world.actor("shipper"), now=NOW, complete=True)
    save_model(full.reference, "Vers Hambourg", actor=world.actor("shipper"), now=NOW)
    bring(world, cancelled, Status.CANCELLED)
    at = f"/documents/{empty.reference}/donnees/"
    steps: list[Step] = [at, (at, judged), (at, one_line_more), *(f"/documents/{d.reference}/donnees/"
                         for d in (full, cancelled)), f"/documents/{full.reference}/"]  # fmt: skip
    walk(browse("shipper"), steps)
    walk(browse("reader"), [f"/documents/{full.reference}/donnees/"])


@pytest.mark.rule("M4")
def test_the_documents_of_a_month(world: World, browse: Browse) -> None:
    """With every kind of number, empty, of a month that is none, and for whom there is much to choose from."""
    for status in (Status.ACTIVE, Status.INACTIVE, Status.CANCELLED):
        bring(world, issue(world), status)
    issue(world, document_type=DocumentType.DSA)
    issue(world, "officer", identity="", on=None, at=None)
    registered(world, f"26{SHIPPER}000091")
    save_ead(issue(world).reference, {"5": {"a": "W" * 16}}, actor=world.actor("shipper"), now=NOW, complete=False)
    month = f"/drm/?accise={SHIPPER}&mois=11/2026"
    walk(browse("shipper"), ["/drm/", month, f"/drm/?accise={SHIPPER}&mois=04/2010", (f"{month}x", nothing)])
    walk(browse("reader"), ["/drm/"])
    walk(browse("national"), [month])


@pytest.mark.rule("M4")
def test_the_messages_for_gamma(world: World, browse: Browse) -> None:
    """What lacks, of nearly all and of the register; whole, inactive, regularised, cancelled; those of an outage."""
    crisis.ungrounded(world)
    [outage] = crisis.black(world)
    documents = {name: issue(world) for name in ("empty", "whole", *Status)}
    for name, document in documents.items():
        data = changed(WINE, {"9.a": "W" * 22, "13.b": "Deux remorques"})
        if name != "empty":
            save_ead(document.reference, data, actor=world.actor("shipper"), now=NOW, complete=True)
    crisis.end(world, outage, now=NOW)
    for status in Status:
        bring(world, documents[status], status)
    pages = [f"/documents/{document.reference}/" for document in documents.values()]
    steps: list[Step] = [*pages[:4], *(f"{page}ie815/" for page in pages), f"/pannes/{outage.identifier}/ie815/",
                         "/accueil/", "/suivre/"]  # fmt: skip
    walk(browse("shipper"), steps)
    ExciseNumber.objects.filter(pk=world.shipper.pk).update(address="W" * 200)
    walk(browse("officer"), [f"{pages[1]}ie815/"])


@pytest.mark.rule("P4")
def test_the_software_of_people(world: World, browse: Browse) -> None:
    """Keys of every state, and webhooks; none yet; refused; created; for whom there are none."""
    steps: list[Step] = ["/cles/", "/webhooks/", ("/cles/", submit), ("/webhooks/", submit)]
    for who in ("shipper", "provider"):
        walk(browse(who), [*steps, *machines_of(world, who), "/", ("/cles/", key_made), ("/webhooks/", webhook_made)])
    walk(browse("officer"), [("/cles/", nothing), ("/webhooks/", nothing)])
    walk(browse("administrator"), [("/cles/", nothing)])


@pytest.mark.rule("D4")
def test_the_papers_of_many_documents(world: World, browse: Browse) -> None:
    """Ready, with documents that were left out; and none at all."""
    kept, gone = issue(world), issue(world)
    shipper, documents = world.actor("shipper"), FallbackDocument.objects.order_by("id")
    ready = lots.ask(documents, "Suivi de mes procédures", actor=shipper, now=NOW)
    none = lots.ask(documents.filter(pk=gone.pk), "Résultats d’une recherche", actor=shipper, now=NOW)
    bring(world, gone, Status.CANCELLED)
    for lot in (ready, none):
        lots.prepare({"lot": lot.pk}, NOW)
    page = browse("shipper")
    walk(page, ["/formulaires/lots/", *(f"/formulaires/lots/{lot.pk}/" for lot in (ready, none))])
    walk(page, [f"/documents/{kept.reference}/recapitulatif/", "/suivre/", "/rechercher/?chercher=1"])


def judged(page: Page) -> None:
    page.get_by_label("Nom de l’opérateur 5b").fill("W" * 182)
    page.get_by_role("button", name="Vérifier et enregistrer").click()
    page.locator("#erreurs").wait_for()


def one_line_more(page: Page) -> None:
    page.get_by_role("button", name="Ajouter une ligne").click()
    page.locator("#ead-17-2").wait_for()
    page.get_by_role("group", name="Article 2").locator("summary", has_text="Autres données").first.click()
    page.get_by_role("group", name="Article 2").locator("summary", has_text="Produit vitivinicole").click()


def in_vain(page: Page) -> None:
    page.get_by_label("Numéro du document").fill("26FR007328E0001000011")
    page.get_by_label("Immatriculation").fill("ZZ-999-ZZ")
    page.get_by_role("button", name="Vérifier", exact=True).click()
    page.locator("[data-answer=unconfirmed]").wait_for()


def two_places(world: World, paper: FallbackDocument) -> list[Step]:
    """What the officer is shown of a paper that was seen in two distant places."""
    for place in ("33", "974"):
        check(Proof(payload_for(paper, NOW)), Asker(f"192.0.2.{place}", place=place), NOW)
    flag = Anomaly.objects.get(kind=AnomalyKind.DISTANT_CHECKS)
    return [f"/a-traiter/{flag.pk}/", f"/documents/{paper.reference}/"]


def machines_of(world: World, who: str) -> list[Step]:
    """The pages of keys in service, expired and revoked, and of a webhook with a log, in service, ill and off."""
    user, old = world.users[who], NOW - 60 * crisis.DAY
    label = "Logiciel de tenue de la comptabilité matières, serveur de Cognac" + "W" * 36
    for name, days, at in ((label, 90, NOW), ("Expirée", 30, old), ("Révoquée", 365, old)):
        chosen = list(own_keys.scopes(user))
        own_keys.create(user, label=name, chosen=chosen, days=days, once=f"{who}{name}", now=at)
    own_keys.revoke(user, own_keys.of(user).get(label="Révoquée").pk, NOW)
    long = f"https://127.0.0.1:1025/{'w' * 300}"
    hooks = [
        endpoints.create(user, url=url, chosen=CHOSEN_EVENTS, once=f"{who}{url}", now=NOW)[0]
        for url in (long, "https://127.0.0.1:1025/ill", "https://127.0.0.1:1025/off")
    ]
    excise_number, person = (CLIENT, "client") if who == "provider" else (SHIPPER, who)
    issue(world, person, excise_number=excise_number)
    history.collect({}, NOW)
    sending.send({"endpoint": hooks[1].pk}, NOW)
    endpoints.switch(user, hooks[2].pk, on=False, now=NOW)
    pages = [f"/webhooks/{hook.pk}/" for hook in hooks]
    deliveries = [f"/webhooks/envois/{endpoints.deliveries(user).filter(endpoint=hook)[0].pk}/" for hook in hooks]
    revocation = f"/cles/{own_keys.of(user).get(label=label).pk}/revoquer/"
    return ["/cles/", "/webhooks/", *pages, *deliveries, f"{pages[0]}supprimer/", revocation]


def key_made(page: Page) -> None:
    page.get_by_label("Libellé").fill("Essai")
    page.get_by_label("Générer des numéros").check(force=True)
    page.get_by_role("button", name="Créer la clé").click()
    page.locator("#secret").wait_for()


def webhook_made(page: Page) -> None:
    page.get_by_label("Adresse à appeler").fill("https://127.0.0.1:1025/")
    page.get_by_label("Statut d’un document").check(force=True)
    page.get_by_role("button", name="Créer le webhook").click()
    page.locator("#secret").wait_for()


def confirm_page(row: Subscription) -> str:
    return row.confirm_url.removeprefix(settings.PUBLIC_URL)


def end_page(row: Subscription) -> str:
    return row.end_url.removeprefix(settings.PUBLIC_URL)


def help_desk(world: World) -> list[Step]:
    """The desk when there is much to see, each caller's case, each form empty and in error."""
    empty: list[Step] = ["/sau/", "/sau/?appelant=personne"]
    [standing] = crisis.black(world, expected_end_at=NOW + crisis.HOUR, message_en="Use the fallback procedure.")
    crisis.change(world, standing, now=NOW, message="GAMM@ DTI ne répond plus.")
    over = crisis.end(world, crisis.provider_down(world), now=NOW)
    crisis.operator_down(world, world.client, side=Side.PROVIDER)
    crisis.alert(world, Service.MAREVA, Severity.NOTICE, starts_at=NOW + 24 * crisis.HOUR, planned=True)
    here, there = f"/sau/pannes/{standing.identifier}/", f"/sau/pannes/{over.identifier}/"
    callers = [f"/sau/appelant/{number}/" for number in (SHIPPER, CLIENT, DISTILLER)]
    forms = ["/sau/pannes/nouvelle/", "/sau/prestataires/nouvelle/", f"/sau/appelant/{CLIENT}/incident/",
             f"{here}modifier/", f"{here}annuler/", f"{there}terminer/", f"{here}rouvrir/"]  # fmt: skip
    shown: list[Step] = ["/sau/?appelant=garonne", here, there, *callers, *forms]
    return [*empty, *shown, *((form, submit) for form in forms if form[-9:] in {"nouvelle/", "incident/", "/annuler/"})]


def nothing(page: Page) -> None:
    """The page itself is the refusal."""


def submit(page: Page) -> None:
    """The form, sent empty or as it is."""
    page.locator("main form[method=post] button[type=submit]").first.click()
    page.locator("#erreurs").wait_for()


def onwards(page: Page) -> None:
    page.get_by_role("link", name="Page suivante").click()
    page.wait_for_url("**/meteo/?*curseur=*")


def close(page: Page) -> None:
    page.get_by_role("button", name="Clôturer").click()
    page.locator("#erreurs").wait_for()


def malformed(page: Page) -> None:
    fill_register(page, "26FR007328E000100O091")
    send(page)
    page.get_by_label("Le papier porte ce numéro").wait_for()


def jump(page: Page) -> None:
    fill_register(page, "26FR007328E0001900001")
    send(page)
    page.get_by_label("Je confirme").wait_for()


def walk(page: Page, steps: list[Step]) -> None:
    """Look at each page on a wide screen in the light, and on a narrow one in the dark."""
    faults = []
    views = list(VIEWS)
    for step in steps:
        path, act = (step, nothing) if isinstance(step, str) else step
        page.goto(path)
        act(page)
        page.evaluate(AXE)
        for width, scheme in views:
            look(page, width, scheme)
            faults += [f"{path} ({act.__name__}, {width} px, {scheme}): {fault}" for fault in faults_of(page)]
        views.reverse()  # the next page comes as this one was left
    assert not faults, "\n".join(faults)


def look(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function("scheme => document.documentElement.dataset.frTheme === scheme", arg=scheme)


def faults_of(page: Page) -> list[str]:
    """What axe-core finds, with the first place of each; and a page that is wider than its screen."""
    violations = page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")
    faults = [f"{rule['id']}, {rule['help']}: {rule['nodes'][0]['html'][:200]}" for rule in violations]
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return faults + ([f"{too_wide} px too wide"] if too_wide else [])
