"""« Vérifier un document »: what the page shows to whom, with and without an account (rules V1 to V4)."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from gps.documents import operations, signature, signing_keys
from gps.documents.checks import TRIES
from gps.documents.models import Anomaly, AnomalyKind, Check, CheckMethod, FallbackDocument
from gps.documents.verification import Answer
from gps.domain.lifecycle import Status
from gps.paperwork.proof import payload_for
from gps.web.verdict import WORDS
from tests.documents.register import ARC, bring, issue, registered
from tests.papers import CLAIMS, another, key
from tests.web.browsing import Page
from tests.web.conftest import Browse
from tests.web.scene import EIGHT, PEOPLE
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

VERIFY = "/verifier/"
CUSTOMS = {"officer", "other_officer", "national", "administrator"}


def typed(
    browse: Browse, who: str = "anonymous", number: str = EIGHT, identity: str = "AB-123-CD", place: str = ""
) -> Page:
    return browse(who).fill(VERIFY, reference=number, transport_identity=identity, place=place)


def answer(page: Page) -> str:
    return page.main.one(".gps-verdict").get("data-answer")


def word(page: Page) -> str:
    return page.main.one("#verdict").words


def correct(world: World, document: FallbackDocument) -> None:
    local = document.dispatch_local
    assert local is not None
    operations.correct(
        document.reference, actor=world.actor("officer"), now=NOW, transport_identity="EF-456-GH",
        dispatch_date=local.date(), dispatch_time=local.time(), comment="Autre camion",
    )  # fmt: skip


class TestTyping:
    @pytest.mark.rule("V1")
    @pytest.mark.parametrize(
        ("status", "said"),
        [
            (Status.ACTIVE, "Valable Valid"), (Status.CANCELLED, "Annulé Cancelled"),
            (Status.INACTIVE, "Inactif Inactive"), (Status.REINTEGRATED, "Régularisé Regularised in EMCS"),
        ],
    )  # fmt: skip
    def test_number_and_registration_says_how_it_stands(
        self, world: World, browse: Browse, status: Status, said: str
    ) -> None:
        bring(world, registered(world, EIGHT), status)
        page = typed(browse)
        assert (page.status, word(page)) == (200, said)
        assert page.facts == {
            "Numéro Number": "26 FR007328E0001 00008 1",
            "Type Type": "DAA – circulation en suspension de droits",
            "Immatriculation Registration": "AB-123-CD",
            "Expédition Dispatch": "19/11/2026 à 08:15 (UTC+1)",
            "Numéro d’accise de l’expéditeur Consignor’s excise number": "FR007328E0001",
            "Fondement Legal ground": page.facts["Fondement Legal ground"],
        }
        assert page.facts["Fondement Legal ground"].startswith("Autorisation du service D09-")
        assert (ARC in page.text) is (status is Status.REINTEGRATED)

    @pytest.mark.rule("V2", "V4")
    @pytest.mark.parametrize("who", PEOPLE)
    def test_in_vain_gives_one_and_the_same_page_but_to_customs(self, world: World, browse: Browse, who: str) -> None:
        registered(world, EIGHT)
        mismatch = typed(browse, who, identity="ZZ-999-ZZ")
        unknown = typed(browse, who, number="26FR007328E0001000091", identity="ZZ-999-ZZ")
        assert (mismatch.status, answer(mismatch)) == (unknown.status, answer(unknown)) == (200, "unconfirmed")
        assert "Ce n’est pas un signe de fraude" in mismatch.text
        assert "faux" not in word(mismatch).lower()
        same = mismatch.text == unknown.text
        if who in CUSTOMS:
            assert not same
            assert "l’immatriculation relevée n’est pas celle du document" in mismatch.text
            assert "Aucun document ne porte ce numéro" in unknown.text
            assert "Historique des actions" in mismatch.text
        else:
            assert same
            assert "AB-123-CD" not in mismatch.text

    @pytest.mark.rule("V1")
    @pytest.mark.parametrize(
        ("number", "identity", "place", "told"),
        [
            ("", "A", "", ("reference", "Saisissez le numéro")),
            (EIGHT, "", "", ("transport_identity", "Saisissez aussi l’immatriculation")),
            (EIGHT, "A", "Bordeaux", ("place", "Saisissez un numéro de département")),
            (EIGHT, "A", "123456789012", ("place", "Saisissez un numéro de département")),
            (EIGHT[:20], "A", "", ("reference", "Le numéro compte 20 caractères au lieu de 21")),
            (f"{EIGHT[:-1]}é", "A", "", ("reference", "Le numéro contient « é »")),
            ("A" * 601, "A", "", ("reference", "trop long")),
            (EIGHT, "A" * 101, "", ("transport_identity", "trop longue")),
            (EIGHT, "A\x00", "", ("transport_identity", "nul")),
        ],
    )
    def test_what_cannot_be_right_is_said_on_its_field_and_kept(
        self, world: World, browse: Browse, number: str, identity: str, place: str, told: tuple[str, str]
    ) -> None:
        page = typed(browse, number=number, identity=identity, place=place)
        field, sentence = told
        assert page.status == 422
        [said] = page.told(field)
        assert sentence in said
        assert (page.form["reference"], page.form["place"]) == (number, place)
        assert Check.objects.count() == 0

    @pytest.mark.rule("V1")
    def test_the_text_of_the_qr_code_is_enough(self, world: World, browse: Browse) -> None:
        payload = payload_for(issue(world), NOW)
        for text in (f"http://127.0.0.1:8000/v/{payload}", payload, f" {payload} "):
            page = typed(browse, number=text, identity="")
            assert (page.status, answer(page)) == (200, "valid")
        assert set(Check.objects.values_list("method", flat=True)) == {"proof"}

    @pytest.mark.rule("V4")
    def test_too_often_is_refused_in_a_sentence(self, world: World, browse: Browse) -> None:
        for _ in range(TRIES[CheckMethod.NUMBER]):
            assert typed(browse).status == 200
        page = typed(browse)
        assert page.status == 429
        assert page.sentences == ["Trop de demandes à la suite. Attendez 10 minutes avant de recommencer."]
        assert page.main.all(".gps-verdict") == []
        assert page.form["reference"] == EIGHT

    @pytest.mark.rule("V4")
    def test_needs_the_token_of_the_form(self, world: World) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.post(VERIFY, {"reference": EIGHT, "transport_identity": "A"}).status_code == 403
        assert Check.objects.count() == 0


class TestTheQrCode:
    @pytest.mark.rule("V1", "D4")
    @pytest.mark.parametrize("who", PEOPLE)
    def test_opens_the_answer(self, world: World, browse: Browse, who: str) -> None:
        document = issue(world)
        page = browse(who).get(f"/v/{payload_for(document, NOW)}")
        assert (page.status, answer(page)) == (200, "valid")
        assert page.facts["Immatriculation Registration"] == "AB-123-CD"
        assert ("Historique des actions" in page.text) is (who in CUSTOMS)
        assert (f"/documents/{document.reference}/" in page.links) is (who in CUSTOMS - {"other_officer"})
        assert (
            page.response.headers["Cache-Control"].endswith("private")
            or "no-store" in page.response.headers["Cache-Control"]
        )

    @pytest.mark.rule("V1", "A4")
    def test_of_a_paper_corrected_since_shows_both_values(self, world: World, browse: Browse) -> None:
        document = issue(world)
        payload = payload_for(document, NOW)
        correct(world, document)
        page = browse("anonymous").get(f"/v/{payload}")
        assert answer(page) == "valid"
        assert page.facts["Immatriculation Registration"] == "EF-456-GHSur le papier : AB-123-CD"
        assert "corrigé depuis que ce papier a été imprimé" in page.text
        assert page.text.count("Sur le papier") == 1

    @pytest.mark.rule("V1", "V3")
    def test_that_is_forged_is_said_to_be_one(self, world: World, browse: Browse) -> None:
        payload = payload_for(issue(world), NOW)
        for text in (payload[:-9] + another(payload[-9]) + payload[-8:], key(9).sign(CLAIMS)):
            page = browse("anonymous").get(f"/v/{text}")
            assert (page.status, word(page), page.facts) == (200, "Signature fausse Forged signature", {})

    @pytest.mark.rule("V2")
    @pytest.mark.parametrize("text", ["ABC", "abc", "é", "%00", "A" * 4000, "<script>alert(1)<script>"])
    def test_that_is_none_of_gps_is_not_called_false(self, world: World, browse: Browse, text: str) -> None:
        page = browse("anonymous").get(f"/v/{text}")
        assert (page.status, answer(page)) == (200, "unreadable")

    @pytest.mark.rule("V1", "G8")
    def test_of_a_number_to_complete_says_so(self, world: World, browse: Browse) -> None:
        bare = issue(world, "officer", identity="", on=None, at=None)
        page = browse("anonymous").get(f"/v/{payload_for(bare, NOW)}")
        assert page.facts["Immatriculation Registration"] == page.facts["Expédition Dispatch"] == "à compléter"

    @pytest.mark.rule("V1")
    def test_lets_say_where_the_paper_is(self, world: World, browse: Browse) -> None:
        payload = payload_for(issue(world), NOW)
        anonymous = browse("anonymous")
        page = anonymous.fill(f"/v/{payload}", place="33 000")
        assert (page.status, answer(page)) == (200, "valid")
        wrong = anonymous.fill(f"/v/{payload}", place="ici")
        assert wrong.status == 422
        assert [sentence[:25] for sentence in wrong.told("place")] == ["Saisissez un numéro de dé"]
        assert answer(wrong) == "valid"
        assert list(Check.objects.order_by("pk").values_list("place", flat=True)) == ["", "33", "", ""]


class TestTwoDistantPlaces:
    @pytest.mark.rule("V1")
    def test_come_to_the_officers_desk_and_not_to_the_operator(self, world: World, browse: Browse) -> None:
        document = registered(world, EIGHT)
        typed(browse, "officer", place="33")
        typed(browse, place="97400")
        anomaly = Anomaly.objects.get(kind=AnomalyKind.DISTANT_CHECKS)
        desk = browse("officer").get("/a-traiter/")
        assert anomaly.receipt in desk.text
        page = browse("officer").get(f"/a-traiter/{anomaly.pk}/")
        assert "une copie circule peut-être" in page.text
        assert "visible de l’opérateur" not in page.text
        assert "Département 974" in page.text
        assert anomaly.receipt in browse("officer").get(f"/documents/{EIGHT}/").text
        assert anomaly.receipt not in browse("shipper").get(f"/documents/{EIGHT}/").text
        assert browse("shipper").get(f"/enregistrer/recu/{anomaly.pk}/").status == 404
        done = browse("officer").send(f"/a-traiter/{anomaly.pk}/", page, comment="Double de l’expéditeur")
        assert done.status == 302
        assert "Double" not in browse("shipper").get(f"/documents/{document.reference}/").text

    @pytest.mark.rule("V1", "G8")
    def test_of_a_number_to_complete_are_shown_too(self, world: World, browse: Browse) -> None:
        payload = payload_for(issue(world, "officer", identity="", on=None, at=None), NOW)
        browse("officer").get(f"/v/{payload}")
        browse("anonymous").fill(f"/v/{payload}", place="974")
        anomaly = Anomaly.objects.get(kind=AnomalyKind.DISTANT_CHECKS)
        page = browse("officer").get(f"/a-traiter/{anomaly.pk}/")
        assert "Expédition" not in page.facts


@contextmanager
def database_away() -> Generator[None]:
    def refuse(*_: object) -> None:
        raise OperationalError("the database is not there")

    with connection.execute_wrapper(refuse):
        yield


class TestWhenTheDatabaseIsAway:
    @pytest.mark.rule("V2", "V3")
    @pytest.mark.parametrize("who", ["anonymous", "officer"])
    def test_the_page_still_verifies_the_signature(self, world: World, browse: Browse, who: str) -> None:
        payload = payload_for(issue(world), NOW)
        browser = browse(who)
        browser.get(f"/v/{payload}")
        with database_away():
            page = browser.get(f"/v/{payload}")
            form = browser.get(VERIFY)
            tried = browser.send(VERIFY, form, reference=EIGHT, transport_identity="A")
        assert (page.status, answer(page)) == (200, "signed")
        assert page.facts["Immatriculation Registration"] == "AB-123-CD"
        assert "son statut n’a pas pu être consulté" in page.text
        assert (form.status, tried.status, answer(tried)) == (200, 503, "unavailable")
        assert "Cela ne dit rien du document" in tried.text
        assert browser.get("/").status == (302 if who == "anonymous" else 200)  # still signed in

    @pytest.mark.rule("V2")
    def test_other_pages_do_not_take_a_person_for_a_stranger(self, world: World, browse: Browse) -> None:
        officer = browse("officer")
        with database_away(), pytest.raises(OperationalError):
            officer.get("/accueil/")


class TestTheKeys:
    @pytest.mark.rule("V3")
    def test_are_published_for_everybody(self, world: World, browse: Browse) -> None:
        payload = payload_for(issue(world), NOW)
        signing_keys.create(NOW + timedelta(days=1))
        page = browse("anonymous").get("/verifier/cles.json")
        assert page.response.headers["Content-Type"] == "application/jwk-set+json"
        assert page.response.headers["Access-Control-Allow-Origin"] == "*"
        published = json.loads(page.response.content)
        assert len(published["keys"]) == 2
        assert signature.verify(payload, signature.read_jwks(published)).movement is not None
        assert all("d" not in jwk for jwk in published["keys"])


class TestTheWords:
    @pytest.mark.rule("V2")
    def test_differ_for_every_answer_and_only_a_forgery_or_a_status_is_red(self) -> None:
        assert set(WORDS) == set(Answer)
        assert len({words.word for words in WORDS.values()}) == len({words.english for words in WORDS.values()}) == 10
        red = {answer for answer, words in WORDS.items() if words.css == "error"}
        assert red == {Answer.CANCELLED, Answer.INACTIVE, Answer.FORGED}
        assert {answer for answer, words in WORDS.items() if words.css == "success"} == {Answer.VALID}

    @pytest.mark.rule("V1")
    @pytest.mark.parametrize("address", ["/connexion/", "/informations/plan-du-site/", "/aide/"])
    def test_lead_there_from_the_pages_without_account(self, world: World, browse: Browse, address: str) -> None:
        page = browse("anonymous").get(address)
        assert VERIFY in [link.get("href") for link in page.tree.all("a")]
