"""What every answer carries, and what it says when something goes wrong (rules P1, D1, V2)."""

import io
import re

import pypdf
import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client

from gps.domain.lifecycle import Status
from gps.paperwork import names
from tests.documents.register import bring, census, issue
from tests.web.browsing import Page
from tests.web.conftest import Browse
from tests.web.scene import GENERATE, MOVEMENT, address
from tests.world import NOW, SHIPPER, World

pytestmark = pytest.mark.django_db


class TestEveryAnswer:
    @pytest.mark.parametrize("path", ["/connexion/", "/accueil/", "/aide/", "/rien", "/sante", "/formulaires/daa.pdf"])
    def test_carries_the_headers_that_protect_it(self, browse: Browse, path: str) -> None:
        headers = browse("shipper").get(path).response.headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"

    @pytest.mark.parametrize(
        "path", ["/", "/accueil/", GENERATE, "/enregistrer/", "/suivre/", "/rechercher/", "/a-traiter/"]
    )
    def test_holds_no_script_and_no_style_of_its_own(self, browse: Browse, path: str) -> None:
        tree = browse("officer").get(path).tree
        assert not tree.all("style")
        assert all(script.get("src") and not script.raw for script in tree.all("script"))
        names_used = {name for element in tree.walk() for name in element.attributes}
        assert [name for name in names_used if name == "style" or name.startswith("on")] == []

    @pytest.mark.rule("P1")
    @pytest.mark.parametrize("path", ["/", "/accueil/", "/suivre/", "/rechercher/", "/enregistrer/", "/aide/", "/rien"])
    def test_of_a_person_is_kept_in_no_cache(self, browse: Browse, path: str) -> None:
        assert browse("shipper").get(path).response.headers["Cache-Control"] == "private, no-store"

    def test_of_the_form_of_a_number_is_kept_by_the_browser_alone(self, browse: Browse) -> None:
        assert "private" in browse("shipper").get(GENERATE).response.headers["Cache-Control"]


class TestAForgedForm:
    @pytest.mark.parametrize("path", [GENERATE, "/enregistrer/", "/annuler/", "/connexion/", "/deconnexion/"])
    def test_of_another_site_is_refused_with_what_to_do(self, world: World, path: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.users["shipper"])
        before = census()
        page = Page(client.post(path, MOVEMENT))
        assert (page.status, page.title) == (403, "Le formulaire a expiré")
        assert "rien n’a été enregistré" in page.text
        assert census() == before

    def test_of_ours_is_accepted(self, world: World) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.users["shipper"])
        html = client.get(GENERATE).content.decode()
        ticket = re.findall(r'name="ticket" value="([^"]+)"', html)[0]
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[0]
        assert client.post(GENERATE, {**MOVEMENT, "ticket": ticket, "csrfmiddlewaretoken": token}).status_code == 302

    def test_finds_its_protection_out_of_reach_of_scripts(self, browse: Browse) -> None:
        browser = browse("anonymous")
        browser.get("/connexion/")
        assert browser.client.cookies["csrftoken"]["httponly"] is True
        assert browser.client.cookies["csrftoken"]["samesite"] == "Lax"


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("who", "path", "status", "title"),
        [("shipper", "/rien", 404, "Page introuvable"), ("shipper", "/a-traiter/", 403, "Accès refusé"),
         ("anonymous", "/aide/rien/", 404, "Page introuvable"),
         ("anonymous", "/formulaires/dae.pdf", 404, "Page introuvable")],
    )  # fmt: skip
    def test_has_a_page_with_the_help_desks_numbers(
        self, browse: Browse, who: str, path: str, status: int, title: str
    ) -> None:
        page = browse(who).get(path)
        assert (page.status, page.title) == (status, title)
        assert "09 702 80 100" in page.text

    def test_of_ours_has_a_page_that_needs_nothing(self, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
        shipper = browse("shipper")
        shipper.client.raise_request_exception = False
        monkeypatch.setattr("gps.web.views.home.running_out", lambda *_: 1 / 0)
        page = shipper.get("/accueil/")
        assert (page.status, page.title) == (500, "GPS rencontre une panne")

    def test_in_a_request_that_no_form_sends_has_a_page(self, browse: Browse) -> None:
        too_many = {f"x{n}": "1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
        page = browse("shipper").post(GENERATE, too_many)
        assert (page.status, page.title) == (400, "Demande incompréhensible")


class TestTheState:
    @pytest.mark.parametrize("who", ["anonymous", "shipper"])
    def test_is_well_while_the_database_answers(self, browse: Browse, who: str) -> None:
        response = browse(who).get("/sante").response
        assert (response.status_code, response.json()["etat"]) == (200, "ok")
        assert response.headers["Cache-Control"] == "no-store"

    @pytest.mark.rule("V2")
    def test_is_unwell_when_it_does_not(self, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object) -> None:
            raise DatabaseError

        browser = browse("anonymous")
        monkeypatch.setattr("gps.web.views.health.connection.cursor", broken)
        response = browser.get("/sante").response
        assert (response.status_code, response.json()["etat"]) == (503, "panne")
        assert response.json()["base"]["repond"] is False


def fields(response: object) -> dict[str, str]:
    content = b"".join(response.streaming_content) if getattr(response, "streaming", False) else response.content  # type: ignore[attr-defined]
    found = pypdf.PdfReader(io.BytesIO(content)).get_fields() or {}
    return {name: str(value.get("/V", "")) for name, value in found.items()}


class TestThePaper:
    @pytest.mark.rule("D1")
    @pytest.mark.parametrize("kind", ["daa", "dsa"])
    def test_is_there_for_everybody_blank(self, browse: Browse, kind: str) -> None:
        response = browse("anonymous").get(f"/formulaires/{kind}.pdf").response
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"] == f'attachment; filename="{kind.upper()}-secours.pdf"'
        assert response.headers["Cache-Control"] == "public, max-age=3600"
        assert fields(response)[names.TRANSPORT_IDENTITY] == ""

    @pytest.mark.rule("D4")
    def test_comes_with_what_gps_knows(self, world: World, browse: Browse) -> None:
        document = issue(world, identity="Éole 42")
        response = browse("shipper").get(address(document, "formulaire.pdf")).response
        held = fields(response)
        assert response.headers["Content-Disposition"] == f'attachment; filename="DAA-{document.reference}.pdf"'
        assert response.headers["Cache-Control"] == "private, no-store"
        assert held[names.REFERENCE] == document.reference
        assert held[names.CONSIGNOR_EXCISE_NUMBER] == SHIPPER
        assert held[names.CONSIGNOR_NAME] == "Chais de Garonne"
        assert held[names.TRANSPORT_IDENTITY] == "Éole 42"
        assert (held[names.DISPATCH_DATE], held[names.DISPATCH_TIME]) == ("20/11/2026", "19:30")
        assert held[names.DISPATCH_OFFICE] == "FR002300"

    @pytest.mark.rule("D4", "G8")
    def test_of_a_bare_number_waits_for_its_movement(self, world: World, browse: Browse) -> None:
        bare = issue(world, "officer", identity="", on=None, at=None)
        held = fields(browse("shipper").get(address(bare, "formulaire.pdf")).response)
        assert held[names.REFERENCE] == bare.reference
        assert (held[names.TRANSPORT_IDENTITY], held[names.DISPATCH_DATE]) == ("", "")

    @pytest.mark.rule("D4", "T1")
    @pytest.mark.parametrize("status", list(Status))
    def test_is_not_given_for_a_cancelled_number(self, world: World, browse: Browse, status: Status) -> None:
        document = bring(world, issue(world), status)
        wanted = 404 if status is Status.CANCELLED else 200
        assert browse("shipper").get(address(document, "formulaire.pdf")).status == wanted
        assert document.recorded_at == NOW
