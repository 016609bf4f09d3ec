"""The OpenAPI document is valid and the same for everybody; its pages tell all of it, in French (rule P4)."""

import json
import re

import pytest
import schemathesis
from django.test import Client

from gps.api.app import openapi
from gps.api.samples import sample
from gps.domain.errors import ErrorCode
from gps.wording.messages import SENTENCES, sentence_for_machines
from tests.api.machine import examples, operations
from tests.web.browsing import Browser
from tests.web.conftest import no_unknown_variable

pytestmark = pytest.mark.django_db

__all__ = ["no_unknown_variable"]


class TestTheDocument:
    def test_is_openapi_3_1_for_everybody(self) -> None:
        response = Client().get("/api/v1/openapi.json")
        served = json.loads(response.content)
        assert (response["Access-Control-Allow-Origin"], served["openapi"]) == ("*", "3.1.0")
        schemathesis.openapi.from_dict(served).validate()
        assert "Vary" not in response
        assert set(response["Cache-Control"].split(", ")) == {"max-age=300", "public"}

    def test_speaks_french(self) -> None:
        for _, path, promised in operations():
            assert promised["description"].endswith("."), path
            for parameter in promised["parameters"]:
                assert parameter["description"], (path, parameter["name"])
        for name, schema in openapi()["components"]["schemas"].items():
            assert "description" not in schema, name

    def test_gives_every_refusal_with_its_sentence(self) -> None:
        for method, path, promised in operations():
            codes = [code for response in promised["responses"].values() for code in examples(response)]
            assert len(codes) == len(set(codes)), f"{method} {path}"
            assert {"key-missing", "key-wrong", "too-many-requests", "fault-of-ours", "unavailable"} <= set(codes)
            assert ("requestBody" in promised) == ("json-malformed" in codes) or "media-type" in codes

    def test_refers_to_what_it_holds(self) -> None:
        text = json.dumps(openapi())
        for kind, name in set(re.findall(r'"#/components/(\w+)/([\w-]+)"', text)):
            assert name in openapi()["components"][kind]


class TestItsPages:
    def test_show_every_operation_field_and_code(self) -> None:
        page = Browser(Client()).get("/api/v1/")
        assert page.status == 200
        codes = [code.words for code in page.main.all("code")]
        for method, path, promised in operations():
            assert page.tree.all(f"#{promised['operationId']}")[0].words == promised["summary"], method
            assert path in codes
            for parameter in promised["parameters"]:
                assert parameter["name"] in codes
        for schema in ("Document", "DataShown", "ImportShown", "EntryShown", "OutageShown", "GroundShown"):
            for name in openapi()["components"]["schemas"][schema]["properties"]:
                assert name in codes

    def test_explain_each_code_where_a_problem_points_to(self) -> None:
        page = Browser(Client()).get("/api/v1/problems")
        listed = {
            code for _, _, promised in operations() for one in promised["responses"].values() for code in examples(one)
        }
        for slug in listed | {"address-unknown", "method-not-allowed"}:
            assert page.tree.all(f"#{slug}"), slug

    def test_lead_nowhere_else(self) -> None:
        """Every link between the two pages arrives."""
        pages = {path: Browser(Client()).get(path) for path in ("/api/v1/", "/api/v1/problems")}
        for page in pages.values():
            for link in page.links:
                path, _, anchor = link.partition("#")
                target = pages.get(path, page) if path in {"", *pages} else None
                assert target is None or not anchor or target.tree.all(f"#{anchor}"), link

    def test_are_found_without_the_last_slash(self) -> None:
        assert Client().get("/api/v1").headers["Location"] == "/api/v1/"
        assert Client().get("/api/").headers["Location"] == "/api/v1/"


@pytest.mark.parametrize("code", SENTENCES, ids=lambda code: code.slug)
def test_every_code_has_a_sentence_for_the_documentation(code: ErrorCode) -> None:
    assert sentence_for_machines(sample(code)).endswith((".", "?", "…", ")"))
