"""The stand-in for GAMM@ alone: what it asks of GPS, and that every answer reaches the person in GPS's own words."""

import html
import json
import re
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlencode

import pytest
import urllib3

from tests.standins.process import HOST, ROOT, gamma

pytestmark = pytest.mark.once

NUMBER, KEY = "26FR007328E0001000085", "not-a-real-key"
DOCUMENT = {
    "reference": NUMBER, "document_type": "DAA", "status": "active", "excise_number": "FR007328E0001",
    "transport_identity": "AB-123-CD", "dispatch_at": "2026-11-20T19:30:00+01:00", "due_at": None, "arc": None,
}  # fmt: skip
ONE, REINTEGRATION = f"/api/v1/documents/{NUMBER}", f"/api/v1/documents/{NUMBER}/reintegration"


@dataclass
class FakeGps:
    """Answers what it is told to, and remembers what it was asked."""

    answers: dict[tuple[str, str], tuple[int, object]] = field(default_factory=dict)
    asked: list[tuple[str, str, object]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    url: str = ""


@dataclass(frozen=True)
class Page:
    status: int
    text: str
    location: str


@dataclass
class Person:
    """A browser without scripts: follows what the page gives."""

    url: str
    pool: urllib3.PoolManager = field(default_factory=urllib3.PoolManager)

    def get(self, path: str = "/", **query: str) -> Page:
        asked = f"?{urlencode(query)}" if query else ""
        return self._page(self.pool.request("GET", f"{self.url}{path}{asked}", redirect=False))

    def look_up(self, number: str = NUMBER, document_type: str = "DAA") -> Page:
        return self.get(type=document_type, numero=number)

    def post(self, path: str, number: str = NUMBER, document_type: str = "DAA", *, forged: bool = False) -> Page:
        """Send the form with the token that a page gave, or a forged one without."""
        given = self.pool.request("GET", f"{self.url}/?{urlencode({'type': 'DAA', 'numero': NUMBER})}")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', given.data.decode())
        cookie = given.headers.get("Set-Cookie", "").split(";")[0]
        fields = {"type": document_type, "numero": number}
        if not forged:
            assert token is not None
            fields["csrfmiddlewaretoken"] = token[1]
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        sent = urlencode(fields)
        answer = self.pool.request("POST", f"{self.url}{path}", body=sent, headers=headers, redirect=False)
        return self._page(answer)

    @staticmethod
    def _page(response: urllib3.BaseHTTPResponse) -> Page:
        bare = re.sub(r"<[^>]*>", " ", response.data.decode())
        text = " ".join(html.unescape(bare).split())
        return Page(response.status, text, response.headers.get("Location", ""))


@pytest.fixture(scope="module")
def server() -> Generator[FakeGps]:
    fake = FakeGps()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(size)) if size else None
            fake.asked.append((self.command, self.path, body))
            fake.keys.add(self.headers["Authorization"])
            status, content = fake.answers.get(
                (self.command, self.path), (404, {"detail": "Ce document est introuvable."})
            )
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_DELETE = answer  # noqa: N815  names of http.server

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((HOST, 0), Handler) as listening:
        fake.url = f"http://{HOST}:{listening.server_port}"
        Thread(target=listening.serve_forever, daemon=True).start()
        yield fake
        listening.shutdown()


@pytest.fixture(scope="module")
def address(server: FakeGps) -> Generator[str]:
    with gamma(server.url, KEY) as url:
        yield url


@pytest.fixture
def gps(server: FakeGps) -> FakeGps:
    server.answers = {("GET", ONE): (200, DOCUMENT)}
    server.asked.clear()
    return server


@pytest.fixture
def person(gps: FakeGps, address: str) -> Person:
    return Person(address)


class TestThePage:
    def test_says_that_it_is_not_gamma(self, person: Person) -> None:
        page = person.get()
        assert page.status == 200
        assert "Simulateur – ceci n’est pas GAMM@." in page.text

    @pytest.mark.rule("M1")
    def test_shows_what_gps_knows_and_asks_with_the_key(self, person: Person, gps: FakeGps) -> None:
        page = person.look_up(" 26 FR007328E0001-00008 5 ".lower())
        for told in ("Statut Actif", NUMBER, "FR007328E0001", "AB-123-CD", "20/11/2026 à 19:30 (UTC+1)", "Valider"):
            assert told in page.text
        assert gps.asked == [("GET", ONE, None)]
        assert gps.keys == {f"Bearer {KEY}"}

    @pytest.mark.rule("M1")
    def test_of_an_unknown_number_offers_nothing(self, person: Person) -> None:
        page = person.look_up("26FR007328E0001999999")
        assert (page.status, "Ce document est introuvable." in page.text, "Valider" in page.text) == (422, True, False)

    @pytest.mark.parametrize(
        ("number", "document_type", "told"),
        [
            ("", "DAA", "Saisissez le numéro"), ("../imports", "DAA", "Saisissez le numéro"),
            ("A" * 41, "DAA", "Saisissez le numéro"), (NUMBER, "", "Choisissez le type"),
            (NUMBER, "XXX", "Choisissez le type"),
        ],
    )  # fmt: skip
    def test_asks_gps_nothing_before_the_form_is_filled_in(
        self, person: Person, gps: FakeGps, number: str, document_type: str, told: str
    ) -> None:
        page = person.look_up(number, document_type)
        assert (page.status, told in page.text, gps.asked) == (422, True, [])
        gps.asked.clear()
        for path in ("/regulariser/", "/retirer/"):
            assert person.post(path, number, document_type).status == 422
        assert {method for method, _, _ in gps.asked} == {"GET"}  # the pages that gave the token

    def test_takes_no_forged_form(self, person: Person, gps: FakeGps) -> None:
        for path in ("/regulariser/", "/retirer/"):
            assert person.post(path, forged=True).status == 403
        assert {method for method, _, _ in gps.asked} == {"GET"}

    def test_escapes_what_gps_says(self, person: Person, gps: FakeGps) -> None:
        gps.answers["GET", ONE] = 200, DOCUMENT | {"transport_identity": "<script>x</script>"}
        raw = person.pool.request("GET", f"{person.url}/?type=DAA&numero={NUMBER}")
        assert b"<script>" not in raw.data
        assert "default-src 'none'" in raw.headers["Content-Security-Policy"]


class TestARegularisation:
    @pytest.mark.rule("M2")
    def test_gives_gps_the_type_and_an_arc_and_is_listed(self, person: Person, gps: FakeGps) -> None:
        gps.answers["POST", REINTEGRATION] = 200, DOCUMENT | {"status": "reintegrated"}
        answer = person.post("/regulariser/")
        assert answer.status == 303
        [body] = [body for method, path, body in gps.asked if (method, path) == ("POST", REINTEGRATION)]
        assert isinstance(body, dict)
        assert body["document_type"] == "DAA"
        page = person.get(answer.location)
        assert "Le mouvement est régularisé" in page.text
        assert body["arc"] in page.text

    @pytest.mark.rule("A3")
    def test_is_taken_back(self, person: Person, gps: FakeGps) -> None:
        for method in ("POST", "DELETE"):
            gps.answers[method, REINTEGRATION] = 200, DOCUMENT
        person.post("/regulariser/")
        assert "La régularisation est retirée" in person.get(person.post("/retirer/").location).text
        assert ("DELETE", REINTEGRATION, None) in gps.asked
        person.post("/regulariser/")
        first, second = (body["arc"] for method, _, body in gps.asked if method == "POST")  # type: ignore[index]
        assert first != second

    @pytest.mark.rule("M2")
    @pytest.mark.parametrize(
        ("status", "body", "told"),
        [
            (409, {"detail": "Ce document est annulé.", "code": "reintegration-cancelled"}, "Ce document est annulé."),
            (422, {"title": "Refusé", "detail": "Deux fautes.", "errors": [{"detail": "Un."}, {"detail": "Deux."}]},
             "Deux fautes. Un. Deux."),
            (422, {"title": "Type", "errors": "n’importe quoi"}, "Type"),
            (401, {"detail": "Clé inconnue."}, "Clé inconnue."),
            (403, {"detail": "Cette clé ne permet pas cette action."}, "Cette clé ne permet pas cette action."),
            (404, {"detail": "Introuvable."}, "Introuvable."),
            (429, {"detail": "Trop de demandes."}, "Trop de demandes."),
            (500, b"<h1>Erreur</h1>", "GPS a répondu 500, sans explication."),
            (302, b"", "GPS a répondu 302, sans explication."),
            (409, [1], "GPS a répondu 409, sans explication."),
        ],
    )  # fmt: skip
    def test_that_is_refused_is_told_in_the_words_of_gps(
        self, person: Person, gps: FakeGps, status: int, body: object, told: str
    ) -> None:
        gps.answers["POST", REINTEGRATION] = gps.answers["DELETE", REINTEGRATION] = status, body
        page = person.post("/regulariser/")
        assert page.status == (422 if 400 <= status < 500 else 502)
        assert told in page.text
        assert "GPS n’a pas pris la régularisation" in page.text
        assert told in person.post("/retirer/").text

    @pytest.mark.rule("M2")
    def test_tried_again_sends_the_same_arc(self, person: Person, gps: FakeGps) -> None:
        number = "26FR007328E0001000096"
        path = f"/api/v1/documents/{number}/reintegration"
        gps.answers["POST", path] = 409, {"detail": "Inactif."}
        person.post("/regulariser/", number)
        gps.answers["POST", path] = 200, DOCUMENT
        assert person.post("/regulariser/", number).status == 303
        sent = [body["arc"] for method, _, body in gps.asked if method == "POST"]  # type: ignore[index]
        assert len(sent) == 2
        assert len(set(sent)) == 1


class TestWithoutGps:
    @pytest.mark.rule("M2")
    def test_says_that_it_does_not_answer_and_offers_to_try_again(self) -> None:
        with gamma(f"http://{HOST}:9", KEY) as url:
            person = Person(url)
            page = person.look_up()
            assert page.status == 502
            assert "GPS ne répond pas" in page.text
            assert "Réessayer" in page.text


def test_it_does_not_know_gps() -> None:
    imported = "import sys, standins.gamma.app; sys.exit(any(m.split('.')[0] == 'gps' for m in sys.modules))"
    subprocess.run([sys.executable, "-c", imported], cwd=ROOT, check=True)
