"""Whatever goes wrong is a problem of RFC 9457 with a code, a sentence in French, and nothing of our inside (P4)."""

import logging
from typing import Any, NoReturn

import pytest
from django.db import OperationalError

from gps.api import reading
from gps.documents import operations
from gps.documents.models import FallbackDocument
from tests.api.conftest import Call
from tests.api.machine import BASE, Machine
from tests.api.test_documents import MOVEMENT
from tests.documents.register import census, issue
from tests.outages.crisis import ungrounded
from tests.web.conftest import Browse, browse
from tests.world import WAREHOUSE, World

pytestmark = pytest.mark.django_db

__all__ = ["browse"]


class TestAProblem:
    def test_has_the_shape_of_the_rfc(self, settings: Any, machine: Call) -> None:
        settings.PUBLIC_URL = "https://gps.example.fr"
        answer = machine("shipper").post("/documents", MOVEMENT | {"transport_identity": ""})
        assert answer.response["Content-Type"] == "application/problem+json"
        assert answer.response["Cache-Control"] == "no-store"
        assert answer.json == {
            "type": "https://gps.example.fr/api/v1/problems#transport-empty",
            "title": "Données refusées",
            "status": 422,
            "detail": "Saisissez l’immatriculation du 1er moyen de transport.",
            "code": "transport-empty",
            "errors": [
                {
                    "code": "transport-empty",
                    "short": "D10",
                    "in": "body",
                    "path": "/transport_identity",
                    "detail": "Saisissez l’immatriculation du 1er moyen de transport.",
                    "data": {},
                }
            ],
        }

    @pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "x"])
    def test_is_json_whatever_is_accepted(self, machine: Call, accept: str) -> None:
        assert machine("nobody").get("/documents", Accept=accept).code == "key-missing"

    def test_of_several_faults_has_the_gravest_on_top(self, world: World, machine: Call) -> None:
        ungrounded(world)
        answer = machine("shipper").post("/documents", MOVEMENT | {"excise_number": WAREHOUSE})
        assert answer.codes == ["confirm-duty-paid-warehouse", "ground-missing"]
        assert (answer.status, answer.code) == (409, "ground-missing")
        assert answer.json["detail"] == answer.json["errors"][1]["detail"]


class TestAnAddress:
    @pytest.mark.parametrize("path", ["/x", "/documents/", "/documents/A/B/C", "/documents/26FR007328E0001000011/x"])
    @pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
    def test_that_is_unknown_is_said_to_be(self, machine: Call, method: str, path: str) -> None:
        answer = machine("shipper").call(method, path)
        assert (answer.status, answer.code) == (404, "address-unknown")

    def test_below_api_never_shows_a_page(self) -> None:
        response = Machine()
        for path in ("/../x", "/../v2/documents", "/../../api/x"):
            assert response.call("GET", path).code == "address-unknown"

    @pytest.mark.parametrize(
        ("method", "path", "allowed"),
        [
            ("DELETE", "/documents", {"GET", "POST"}),
            ("PUT", "/documents/26FR007328E0001000011", {"GET"}),
            ("GET", "/documents/26FR007328E0001000011/reintegration", {"POST", "DELETE"}),
            ("OPTIONS", "/documents", {"GET", "POST"}),
            ("TRACE", "/documents", {"GET", "POST"}),
            ("POST", "/openapi.json", {"GET"}),
            ("POST", "/", {"GET"}),
        ],
    )
    def test_takes_its_own_methods_alone(self, machine: Call, method: str, path: str, allowed: set[str]) -> None:
        answer = machine("shipper").call(method, path)
        assert (answer.status, answer.code) == (405, "method-not-allowed")
        assert set(answer.header("Allow").replace(" ", "").split(",")) == allowed


class TestABody:
    @pytest.mark.parametrize(
        ("sent", "code"),
        [
            ("", "field-missing"),
            ("{", "json-malformed"),
            ("{'a': 1}", "json-malformed"),
            ('{"document_type": "DAA", "document_type": "DSA"}', "json-malformed"),
            ('{"confirmed": NaN}', "json-malformed"),
            ('{"confirmed": Infinity}', "json-malformed"),
            ('{"confirmed": 1e999}', "json-malformed"),
            ('{"confirmed": ' + "9" * 5000 + "}", "json-malformed"),
            ("[" * 100_000, "json-malformed"),
            ('{"a":' * 40 + "1" + "}" * 40, "json-malformed"),
            (b"\xff\xfe{}", "json-malformed"),
            ('{"excise_number": "\xe9"}'.encode("latin-1"), "json-malformed"),
            ("null", "field-type"),
            ("[]", "field-type"),
            ("3", "field-type"),
            ('"DAA"', "field-type"),
        ],
    )
    def test_that_is_no_object_is_refused(self, machine: Call, sent: str | bytes, code: str) -> None:
        before = census()
        answer = machine("shipper").call("POST", "/documents", sent)
        assert (answer.status, answer.code) == (400 if code == "json-malformed" else 422, code)
        assert census() == before

    @pytest.mark.parametrize("field", ["document_type", "excise_number", "transport_identity", "dispatch_date"])
    @pytest.mark.parametrize("text", ["\\u0000", "A\\u0000B", "\\ud800", "\\udfff"])
    def test_holds_no_character_that_no_database_takes(self, machine: Call, field: str, text: str) -> None:
        answer = machine("shipper").call("POST", "/documents", f'{{"{field}": "{text}"}}')
        assert (answer.status, answer.paths) == (422, {f"/{field}": "field-character"})

    @pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", ""])
    def test_is_json_and_says_so(self, machine: Call, kind: str) -> None:
        answer = machine("shipper").call("POST", "/documents", "{}", content_type=kind)
        assert (answer.status, answer.code, answer.header("Accept")) == (415, "media-type", "application/json")

    def test_has_a_megabyte_at_the_most(self, machine: Call) -> None:
        answer = machine("shipper").call("POST", "/documents", "x" * (1024 * 1024 + 1))
        assert (answer.status, answer.code) == (413, "body-too-large")

    def test_says_that_it_is_utf_8_or_nothing(self, machine: Call) -> None:
        kind = "application/json; charset=utf-8"
        assert machine("shipper").call("POST", "/documents", "{}", content_type=kind).code == "field-missing"


class TestTheParameters:
    @pytest.mark.parametrize(
        ("query", "path", "code"),
        [
            ("?x=1", "/x", "field-unknown"),
            ("?curseur=1", "/curseur", "field-unknown"),
            ("?limit=0", "/limit", "field-range"),
            ("?limit=201", "/limit", "field-range"),
            ("?limit=" + "9" * 5000, "/limit", "field-type"),
            ("?limit=x", "/limit", "field-type"),
            ("?limit=1&limit=2", "/limit", "field-repeated"),
            ("?reference=", "/reference", "field-form"),
            ("?status=%20", "/status", "field-form"),
            ("?reference=A%00", "/reference", "field-character"),
        ],
    )
    def test_are_known_given_once_and_within_bounds(self, machine: Call, query: str, path: str, code: str) -> None:
        answer = machine("shipper").get(f"/documents{query}")
        assert (answer.status, answer.paths) == (422, {path: code})
        assert answer.json["errors"][0]["in"] == "query"

    def test_are_refused_where_there_are_none(self, world: World, machine: Call) -> None:
        reference = issue(world).reference
        assert machine("shipper").get(f"/documents/{reference}?a=1").codes == ["field-unknown"]
        assert machine("shipper").post("/documents?a=1&b=2", MOVEMENT).codes == ["field-unknown"] * 2


class TestAFaultOfOurs:
    def test_tells_nothing(
        self, machine: Call, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(*args: object, **kwargs: object) -> NoReturn:
            raise RuntimeError("the secret of the house")

        monkeypatch.setattr(operations, "issue_many", fail)
        with caplog.at_level(logging.ERROR):
            answer = machine("shipper").post("/documents", MOVEMENT)
        assert (answer.status, answer.code) == (500, "fault-of-ours")
        assert b"secret" not in answer.response.content
        assert "the secret of the house" in caplog.text

    def test_is_not_the_database_that_is_away(self, machine: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        def away(*args: object, **kwargs: object) -> NoReturn:
            raise OperationalError("server closed the connection")

        monkeypatch.setattr(reading, "visible_to", away)
        answer = machine("shipper").get("/documents/26FR007328E0001000011")
        assert (answer.status, answer.code, answer.header("Retry-After")) == (503, "unavailable", "5")


class TestNoCookie:
    @pytest.mark.rule("P4")
    def test_opens_the_api(self, browse: Browse) -> None:
        client = browse("shipper").client
        assert client.get(f"{BASE}/documents").status_code == 401
        response = client.post(f"{BASE}/documents", MOVEMENT, content_type="application/json")
        assert response.status_code == 401
        assert FallbackDocument.objects.count() == 0

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "Token x", "Bearerx"])
    def test_nor_anything_but_a_bearer(self, header: str) -> None:
        assert Machine().get("/documents", Authorization=header).code == "key-missing"

    @pytest.mark.parametrize("header", ["Bearer x", "bearer x", "Bearer  x y", "Bearer é", "Bearer " + "x" * 5000])
    def test_nor_a_key_that_nobody_gave(self, header: str) -> None:
        assert Machine().get("/documents", Authorization=header).code == "key-wrong"

    def test_is_set_by_it(self, machine: Call) -> None:
        assert not machine("shipper").get("/documents").response.cookies
