"""Ask, follow the clock, answer, certify: the pages of a request for authorisation (rules F4, F5, F9, F7)."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from gps.documents.models import FallbackDocument
from gps.outages.models import Answer, AuthorisationRequest
from tests.outages import crisis
from tests.web.browsing import Clock, Page
from tests.web.conftest import Browse
from tests.world import CLIENT, DISTILLER, NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

ASK = "/autorisations/demander/"
TYPED = {
    "excise_number": SHIPPER,
    "circumstances": "Box en panne, un camion attend.",
    "tried_other_access": "on",
    "contact": "05 00 00 00 99",
    "means": "gps",
}
HOUR = timedelta(hours=1)


@pytest.fixture
def world(world: World) -> World:
    return crisis.ungrounded(world)


def page_of(request: AuthorisationRequest, name: str = "") -> str:
    return f"/autorisations/{request.identifier}/{name}"


def only() -> AuthorisationRequest:
    return AuthorisationRequest.objects.get()


def certificate_text(page: Page) -> str:
    [sheet] = PdfReader(io.BytesIO(page.response.content)).pages
    return " ".join(sheet.extract_text().split())


class TestAsking:
    @pytest.mark.rule("F4", "F5")
    def test_starts_the_hour(self, world: World, browse: Browse) -> None:
        shipper = browse("shipper")
        sent = shipper.fill(ASK, **TYPED)
        assert sent.address == page_of(only())
        page = shipper.get(sent.address)
        assert page.main.one(".gps-countdown").get("data-gps-countdown") == "3600"
        assert page.main.one(".gps-countdown").words == "60:00"
        assert "Autorisation tacite le 20/11/2026 à 19:45:30 (UTC+1)" in page.text
        assert page.facts["Circonstances"] == "Box en panne, un camion attend."
        assert "05 00 00 00 01" in page.facts["Service de rattachement"]

    @pytest.mark.rule("F5")
    def test_twice_starts_no_second_clock(self, world: World, browse: Browse, clock: Clock) -> None:
        shipper = browse("shipper")
        first = shipper.fill(ASK, **TYPED).address
        clock.now = NOW + timedelta(minutes=10)
        assert shipper.fill(ASK, **TYPED).address == first
        assert only().asked_at == NOW

    @pytest.mark.rule("F9")
    def test_notes_a_request_that_was_made_by_telephone(self, world: World, browse: Browse) -> None:
        shipper = browse("shipper")
        when = {"means": "telephone", "asked_date": "20/11/2026", "asked_time": "18:15"}
        page = shipper.get(shipper.fill(ASK, **{**TYPED, **when}).address)
        assert page.main.one(".gps-countdown").get("data-gps-countdown") == str(29 * 60 + 30)
        assert "téléphone" in page.facts["Demandée"]
        assert "noté le 20/11/2026 à 18:45 (UTC+1) par Shipper Exemple" in page.facts["Demandée"]

    @pytest.mark.rule("F9")
    def test_by_the_officer_for_an_operator_of_the_office(self, world: World, browse: Browse) -> None:
        when = {"means": "fax", "asked_date": "20/11/2026", "asked_time": "18:00"}
        browse("officer").fill(ASK, **{**TYPED, **when})
        assert (only().recorded_by, only().asked_means) == ("Officer Exemple (Bordeaux – bureau de Bassens)", "fax")

    @pytest.mark.rule("F4")
    def test_wants_who_reintegrates_of_an_edi_operator(self, world: World, browse: Browse) -> None:
        client = browse("client")
        page = client.fill(ASK, **{**TYPED, "excise_number": CLIENT})
        assert page.status == 422
        assert "convenez-en avec lui" in page.text
        assert page.form["circumstances"] == TYPED["circumstances"]
        client.send(ASK, page, tried_other_access="on", reintegrated_by="provider")
        assert only().reintegrated_by == "provider"

    @pytest.mark.rule("F4", "F9")
    @pytest.mark.parametrize(
        ("wrong", "field", "said"),
        [
            ({"tried_other_access": None}, "tried_other_access", "Essayez d’abord un autre accès"),
            ({"circumstances": ""}, "circumstances", "Dites en quelques mots"),
            ({"circumstances": "a\x07b"}, "circumstances", "caractère invisible"),
            ({"incident": "P26-9999"}, "incident", "n’est pas celui d’un incident"),
            ({"means": "fax"}, "asked_date", "Indiquez le moyen"),
            ({"means": "fax", "asked_date": "20/11/2026", "asked_time": "18:46"}, "asked_time", "à venir"),
            ({"means": "fax", "asked_date": "01/11/2026", "asked_time": "08:00"}, "asked_date", "plus de 7 jours"),
            ({"means": "fax", "asked_date": "31/11/2026", "asked_time": "08:00"}, "asked_date", "n’existe pas"),
            ({"excise_number": DISTILLER}, "excise_number", "pas habilité"),
            ({"excise_number": ""}, "excise_number", "Choisissez le numéro d’accise"),
            ({"contact": "x" * 81}, "contact", "80"),
        ],
    )
    def test_refuses_on_the_field_and_keeps_what_was_typed(
        self, world: World, browse: Browse, wrong: dict[str, str | None], field: str, said: str
    ) -> None:
        before = crisis.census()
        sent = {name: value for name, value in {**TYPED, **wrong}.items() if value is not None}
        page = browse("shipper").post(ASK, sent)
        assert page.status == 422
        assert said in page.text
        assert f"#id_{field}" in page.links
        assert page.form["contact"] == sent["contact"]
        assert crisis.census() == before

    @pytest.mark.rule("F4", "P4")
    @pytest.mark.parametrize("who", ["national", "administrator"])
    def test_is_not_for_everybody(self, world: World, browse: Browse, who: str) -> None:
        assert browse(who).get(ASK).status == 403
        assert browse(who).post(ASK, TYPED).status == 403

    @pytest.mark.rule("G2", "P4")
    @pytest.mark.parametrize("who", ["reader", "stranger", "client", "provider", "other_officer"])
    def test_for_anothers_establishment_is_refused_when_forged(self, world: World, browse: Browse, who: str) -> None:
        assert browse(who).post(ASK, TYPED).status == 422
        assert not AuthorisationRequest.objects.exists()


class TestTheAnswer:
    @pytest.mark.rule("F4", "F5")
    def test_in_one_click_from_the_desk_opens_the_right(self, world: World, browse: Browse) -> None:
        request = crisis.ask(world)
        officer = browse("officer")
        desk = officer.get("/a-traiter/")
        assert request.identifier in desk.text
        [grant, refuse] = [
            form for form in desk.main.all("form") if form.get("action") == page_of(request, "repondre/")
        ]
        held = {node.get("name"): node.get("value") for node in grant.all("input") if node.get("name")}
        assert officer.post(page_of(request, "repondre/"), held).address == "/a-traiter/"
        assert refuse.all("select")
        answer = Answer.objects.get()
        assert (answer.granted, answer.reason, answer.means) == (True, "failure_admitted", "gps")
        assert [form for form in officer.get("/a-traiter/").main.all("form") if form.get("action")] == []
        page = browse("shipper").get(page_of(request))
        assert "Autorisée par le service" in page.text
        assert "au 24/11/2026 à 00:00:00 (UTC+1)" in page.text  # Friday evening: until the end of Monday (F5)

    @pytest.mark.rule("F5")
    def test_that_refuses_closes_the_right(self, world: World, browse: Browse, clock: Clock) -> None:
        request = crisis.ask(world)
        browse("officer").post(
            page_of(request, "repondre/"), {"verdict": "refuse", "reason": "other_access", "seen": "0", "desk": "1"}
        )
        clock.now = NOW + HOUR
        page = browse("shipper").get(page_of(request))
        assert "Refusée par le service" in page.text
        assert "Un autre accès à GAMM@ est possible" in page.text
        assert browse("shipper").get(page_of(request, "certificat.pdf")).status == 404
        assert "ne vous est pas ouverte" in browse("shipper").get("/generer/").text

    @pytest.mark.rule("F5")
    def test_of_two_officers_one_stands_and_the_other_is_told(self, world: World, browse: Browse) -> None:
        request = crisis.ask(world)
        crisis.refuse(world, request)
        page = browse("officer").post(
            page_of(request, "repondre/"), {"verdict": "grant", "reason": "failure_admitted", "seen": "0"}
        )
        assert page.status == 422
        assert "a déjà répondu (refus)" in page.text
        assert Answer.objects.count() == 1

    @pytest.mark.rule("F5")
    @pytest.mark.parametrize(
        ("wrong", "field", "said"),
        [
            ({"verdict": ""}, "verdict", "Choisissez"),
            ({"reason": ""}, "reason", "Choisissez un motif"),
            ({"reason": "gamma_works"}, "reason", "Choisissez un motif"),
            ({"reason": "other"}, "comment", "Précisez"),
            ({"comment": "x" * 501}, "comment", "501 caractères"),
            ({"ends_date": "20/11/2026", "ends_time": "18:00"}, "ends_date", "La fin doit suivre le début"),
            ({"ends_date": "20/01/2027", "ends_time": "18:00"}, "ends_date", "31 jours au plus"),
            ({"ends_date": "23/11/2026"}, "ends_time", "Indiquez la date et l’heure"),
            ({"means": "fax"}, "means", "Indiquez le moyen"),
            ({"means": "fax", "given_date": "20/11/2026", "given_time": "18:46"}, "given_time", "à venir"),
            ({"means": "fax", "given_date": "20/11/2026", "given_time": "18:00"}, "given_date", "précéder la demande"),
        ],
    )
    def test_is_refused_on_its_field(
        self, world: World, browse: Browse, wrong: dict[str, str], field: str, said: str
    ) -> None:
        request = crisis.ask(world)
        before = crisis.census()
        sent = {"verdict": "grant", "reason": "failure_admitted", "comment": "", "seen": "0", **wrong}
        page = browse("officer").post(page_of(request, "repondre/"), sent)
        assert page.status == 422
        assert said in page.text
        assert any(link.startswith(f"#id_{field}") for link in page.links)
        assert crisis.census() == before

    @pytest.mark.rule("F9")
    def test_given_by_telephone_is_noted_by_the_operator_and_may_be_contradicted(
        self, world: World, browse: Browse, clock: Clock
    ) -> None:
        request = crisis.ask(world, now=NOW - timedelta(minutes=30))
        told = {
            "verdict": "grant", "reason": "failure_admitted", "comment": "Mme Lasserre, au téléphone.", "seen": "0",
            "means": "telephone", "given_date": "20/11/2026", "given_time": "18:40",
        }  # fmt: skip
        shipper = browse("shipper")
        assert shipper.post(page_of(request, "repondre/"), told).address == page_of(request)
        assert "Noté par le déclarant, sur sa parole." in shipper.get(page_of(request)).text
        assert "Répondre" not in [h.words for h in shipper.get(page_of(request)).main.all("h2")]
        officer = browse("officer")
        assert "sur sa parole" in officer.get("/a-traiter/").text
        clock.now = NOW + timedelta(minutes=1)
        officer.post(page_of(request, "repondre/"), {"verdict": "refuse", "reason": "gamma_works", "seen": "1"})
        assert "Refusée par le service" in shipper.get(page_of(request)).text

    @pytest.mark.rule("F9", "P4")
    def test_cannot_be_given_by_the_operator_to_himself(self, world: World, browse: Browse) -> None:
        request = crisis.ask(world)
        before = crisis.census()
        forged = {"verdict": "grant", "reason": "failure_admitted", "seen": "0", "means": "gps"}
        assert browse("shipper").post(page_of(request, "repondre/"), forged).status == 422
        assert crisis.census() == before

    @pytest.mark.rule("P4", "R2")
    @pytest.mark.parametrize(
        ("who", "status"),
        [("other_officer", 404), ("stranger", 404), ("client", 404), ("reader", 403), ("national", 403)],
    )
    def test_is_the_services_alone(self, world: World, browse: Browse, who: str, status: int) -> None:
        request = crisis.ask(world)
        before = crisis.census()
        forged = {"verdict": "grant", "reason": "failure_admitted", "seen": "0"}
        told = {**forged, "means": "fax", "given_date": "20/11/2026", "given_time": "18:45"}
        for sent in (forged, told):
            answer = browse(who).post(page_of(request, "repondre/"), sent).status
            assert answer in {status, 422 if status == 403 else status}
        assert crisis.census() == before


class TestTheHour:
    @pytest.mark.rule("F5", "G7", "F7")
    def test_opens_the_right_at_the_3600th_second_and_the_document_keeps_it(
        self, world: World, browse: Browse, clock: Clock
    ) -> None:
        request = crisis.ask(world)
        shipper = browse("shipper")
        clock.now = request.tacit_at - timedelta(seconds=1)
        assert "ne vous est pas ouverte" in shipper.get("/generer/").text
        assert shipper.get(page_of(request)).main.one(".gps-countdown").words == "00:01"
        assert shipper.get(page_of(request, "certificat.pdf")).status == 404
        clock.now = request.tacit_at
        recap = shipper.fill(
            "/generer/", document_type="DAA", excise_number=SHIPPER, transport_identity="AB-123-CD",
            dispatch_date="20/11/2026", dispatch_time="20:30",
        )  # fmt: skip
        document = FallbackDocument.objects.get()
        assert recap.address == f"/documents/{document.reference}/recapitulatif/"
        assert (document.ground_kind, document.ground_reference) == ("tacit", request.identifier)
        page = shipper.get(f"/documents/{document.reference}/")
        assert page.facts["Fondement"] == f"Autorisation tacite {request.identifier}"
        assert page_of(request) in page.links

    @pytest.mark.rule("F5")
    def test_gives_a_dated_certificate(self, world: World, browse: Browse, clock: Clock) -> None:
        request = crisis.ask(world)
        clock.now = NOW + HOUR + timedelta(minutes=5)
        page = browse("shipper").get(page_of(request, "certificat.pdf"))
        assert page.response.headers["Content-Type"] == "application/pdf"
        text = certificate_text(page)
        for said in (
            "tacite", request.identifier, SHIPPER, "Chais de Garonne", "20 novembre 2026 à 19 h 45 min 30 s (UTC+1)",
            "20 novembre 2026 à 18 h 45 min 30 s", "20 novembre 2026 à 19 h 50 min 30 s",
            "Bordeaux – bureau de Bassens",
        ):  # fmt: skip
            assert said in text

    @pytest.mark.rule("F5", "F9")
    def test_an_explicit_answer_has_its_certificate_too(self, world: World, browse: Browse) -> None:
        request = crisis.grant(world, crisis.ask(world, now=NOW - timedelta(minutes=20)), now=NOW)
        text = certificate_text(browse("shipper").get(page_of(request, "certificat.pdf")))
        assert "Officer Exemple" in text
        assert "tacite" not in text

    @pytest.mark.rule("F5")
    def test_a_late_refusal_leaves_the_number_and_cuts_the_certificate(
        self, world: World, browse: Browse, clock: Clock
    ) -> None:
        request = crisis.ask(world)
        late = request.tacit_at + timedelta(minutes=10)
        crisis.refuse(world, request, now=late)
        clock.now = late
        page = browse("shipper").get(page_of(request))
        assert "hors délai" in page.text
        assert "19 h 55 min 30 s" in certificate_text(browse("shipper").get(page_of(request, "certificat.pdf")))


class TestWithdrawing:
    @pytest.mark.rule("F4")
    def test_closes_what_it_opened(self, world: World, browse: Browse, clock: Clock) -> None:
        request = crisis.ask(world)
        shipper = browse("shipper")
        assert shipper.get(page_of(request, "retirer/")).address == page_of(request)
        assert only().withdrawn_at is None  # a GET changes nothing
        assert shipper.post(page_of(request, "retirer/")).address == page_of(request)
        clock.now = NOW + 2 * HOUR
        assert "Retirée par l’opérateur" in shipper.get(page_of(request)).text
        assert "ne vous est pas ouverte" in shipper.get("/generer/").text
        shipper.post(page_of(request, "retirer/"))
        assert "Cette demande est close" in shipper.get(page_of(request)).text

    @pytest.mark.rule("P4")
    @pytest.mark.parametrize(("who", "status"), [("reader", 403), ("stranger", 404), ("national", 403)])
    def test_is_for_who_may_ask(self, world: World, browse: Browse, who: str, status: int) -> None:
        request = crisis.ask(world)
        assert browse(who).post(page_of(request, "retirer/")).status == status
        assert only().withdrawn_at is None


class TestTheList:
    @pytest.mark.rule("R2", "F4")
    def test_is_each_ones_own(self, world: World, browse: Browse) -> None:
        request = crisis.ask(world)
        for who in ("shipper", "reader", "officer", "national"):
            assert request.identifier in browse(who).get("/autorisations/").text
        for who in ("stranger", "client", "other_officer", "provider"):
            page = browse(who).get("/autorisations/")
            assert page.status == 200
            assert request.identifier not in page.text
            assert browse(who).get(page_of(request)).status == 404
