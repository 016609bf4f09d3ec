"""The draft message of a document for a machine, or each datum that it lacks (rule M4)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gps.documents.models import FallbackDocument
from gps.documents.operations import save_ead
from gps.domain.lifecycle import Status
from gps.exchange import ie815
from tests.api.conftest import Call
from tests.documents.register import bring, issue
from tests.domain.movements import DUTY_PAID, WINE, changed
from tests.exchange.ie815_reading import parse, values
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def described(world: World, data: object = WINE, **fields: Any) -> FallbackDocument:
    document = issue(world, **fields)
    save_ead(document.reference, data, actor=world.actor("shipper"), now=NOW, complete=False)
    return document


def address(document: FallbackDocument) -> str:
    return f"/documents/{document.reference}/ie815.xml"


class TestTheMessage:
    @pytest.mark.rule("M4")
    @pytest.mark.parametrize(("kind", "data"), [("DAA", WINE), ("DSA", DUTY_PAID)])
    def test_is_that_of_the_page(self, world: World, machine: Call, kind: str, data: object) -> None:
        document = described(world, data, document_type=kind)
        answer = machine("shipper").get(address(document))
        assert (answer.status, answer.header("Content-Type")) == (200, "application/xml")
        assert answer.header("Content-Disposition") == f'attachment; filename="IE815-{document.reference}.xml"'
        assert answer.response.content == ie815.message(document, NOW)
        assert values(parse(answer.response.content), "EadEsadDraft/LocalReferenceNumber") == [document.reference]

    @pytest.mark.rule("M4")
    def test_that_is_none_tells_each_datum_by_its_place(self, world: World, machine: Call) -> None:
        world.shipper.city = ""
        world.shipper.save()
        document = described(world, changed(WINE, {"1.a": None, "17[2].f": None}))
        answer = machine("shipper").get(address(document))
        assert answer.status == 422
        assert answer.paths == {
            "/data/1/a": "ead-missing", "/given/2/f": "ead-missing", "/data/17/1/f": "ead-missing",
        }  # fmt: skip
        assert {error["in"] for error in answer.json["errors"]} == {"ead-data"}
        assert [error["data"]["number"] + error["data"]["letter"] for error in answer.json["errors"]] == [
            "1a", "2f", "17f",
        ]  # fmt: skip
        assert "(17f, article 2)" in answer.json["errors"][-1]["detail"]

    @pytest.mark.rule("M4")
    def test_lacks_everything_where_nothing_was_typed(self, world: World, machine: Call) -> None:
        answer = machine("shipper").get(address(issue(world)))
        assert {"/data/1/a", "/data/1/b", "/data/13/a", "/data/17"} <= set(answer.paths)

    @pytest.mark.rule("M4", "G8")
    def test_lacks_the_dispatch_of_a_number_to_complete(self, world: World, machine: Call) -> None:
        document = issue(world, "officer", identity="", on=None, at=None)
        save_ead(document.reference, WINE, actor=world.actor("officer"), now=NOW, complete=False)
        assert machine("shipper").get(address(document)).paths["/given/9/e"] == "dispatch-incomplete"

    @pytest.mark.rule("M4")
    def test_has_room_for_the_certificate_of_its_own_number(self, world: World, machine: Call) -> None:
        document = described(world, changed(WINE, {"18": [{"a": f"Certificat {n}"} for n in range(9)]}))
        assert machine("shipper").get(address(document)).paths == {"/data/18": "ead-certificates-full"}

    @pytest.mark.rule("M4")
    @pytest.mark.parametrize("status", [Status.CANCELLED, Status.REINTEGRATED])
    def test_of_what_waits_for_no_submission_is_none(self, world: World, machine: Call, status: Status) -> None:
        document = bring(world, described(world), status)
        answer = machine("shipper").get(address(document))
        assert (answer.status, answer.code) == (409, "transition-forbidden")

    @pytest.mark.rule("M4", "P4", "R2")
    def test_is_for_who_may_complete_the_document(self, world: World, machine: Call) -> None:
        document = described(world)
        codes = {
            who: machine(who).get(address(document)).code
            for who in ("shipper", "officer", "reader", "national", "stranger", "other_officer")
        }
        assert codes == {
            "shipper": "", "officer": "", "reader": "not-allowed", "national": "not-allowed", "stranger": "not-found",
            "other_officer": "not-found",
        }  # fmt: skip
        assert machine("shipper", "documents:read").get(address(document)).code == "scope-missing"

    @pytest.mark.rule("P4")
    def test_costs_few_questions(self, world: World, machine: Call) -> None:
        document, shipper = described(world), machine("shipper")
        shipper.get(address(document))
        with CaptureQueriesContext(connection) as asked:
            assert shipper.get(address(document)).status == 200
        assert len(asked) == 5
