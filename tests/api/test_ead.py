"""The data of a document, read and saved by machines: drafts, wholes, revisions, the place of each fault (D2, M4)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gps.api.ead_places import in_sent, in_shown
from gps.documents.models import EadDraft
from gps.domain.lifecycle import Status
from tests.api.conftest import Call
from tests.api.machine import Answer, Machine
from tests.documents.register import bring, census, issue, told
from tests.domain.movements import DUTY_PAID, WINE, changed
from tests.web.browsing import Clock
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

DRAFT = {"1": {"a": "1"}, "17": [{"b": "W200"}]}


@pytest.fixture
def at(world: World) -> str:
    """The address of the data of a document."""
    return f"/documents/{issue(world).reference}/ead-data"


def sent(machine: Machine, at: str, data: Any, **besides: Any) -> Answer:
    return machine.put(at, {"data": data, **besides})


class TestTheData:
    @pytest.mark.rule("D2", "M4")
    def test_are_at_first_what_gps_knows(self, machine: Call, at: str) -> None:
        shown = machine("shipper").get(at).json
        assert (shown["data"], shown["complete"], shown["revision"], shown["saved_at"]) == ({}, False, 0, None)
        assert shown["given"]["2"]["a"] == "FR007328E0001"
        assert shown["given"]["9"] == {"e": "2026-11-20", "f": "19:30"}
        assert shown["given"]["16"] == [{"b": "AB-123-CD"}]

    @pytest.mark.rule("D2", "H1")
    def test_are_saved_as_a_draft_and_found_again(self, world: World, machine: Call, at: str) -> None:
        shipper = machine("shipper")
        saved = sent(shipper, at, DRAFT, revision=0)
        assert (saved.status, saved.json["revision"], saved.json["complete"]) == (200, 1, False)
        assert saved.json["data"] == DRAFT
        assert saved.json["saved_at"] == "2026-11-20T18:45:30+01:00"
        assert saved.json["saved_by"].startswith("Logiciel (")
        assert shipper.get(at).json == saved.json
        assert told(EadDraft.objects.get().document)[-1][0] == "describe"

    @pytest.mark.rule("D2", "M4")
    def test_are_saved_whole_when_all_is_there(self, machine: Call, at: str) -> None:
        saved = sent(machine("shipper"), at, WINE, complete=True)
        assert (saved.status, saved.json["complete"]) == (200, True)
        assert saved.json["data"]["9"]["c"] == "2026-11-19"
        assert saved.json["data"]["17"][0]["e"] == "1500.5"

    @pytest.mark.rule("D2")
    def test_of_a_duty_paid_movement_too(self, world: World, machine: Call) -> None:
        reference = issue(world, document_type="DSA").reference
        saved = sent(machine("shipper"), f"/documents/{reference}/ead-data", DUTY_PAID, complete=True)
        assert saved.json["complete"] is True

    @pytest.mark.rule("D2")
    def test_sent_twice_are_saved_once(self, machine: Call, at: str) -> None:
        shipper = machine("shipper")
        first, second = sent(shipper, at, DRAFT, revision=0), sent(shipper, at, DRAFT, revision=0)
        assert second.json == first.json
        assert EadDraft.objects.get().document.history.count() == 2

    @pytest.mark.rule("D2")
    def test_that_changed_meanwhile_are_not_overwritten(self, machine: Call, at: str, clock: Clock) -> None:
        shipper = machine("shipper")
        sent(shipper, at, DRAFT, revision=0)
        sent(machine("officer"), at, {"1": {"a": "2"}}, revision=1)
        answer = sent(shipper, at, {"1": {"a": "3"}}, revision=1)
        assert (answer.status, answer.code) == (409, "ead-changed")
        assert answer.json["errors"][0]["data"]["revision"] == 2
        assert "(révision 2)" in answer.json["detail"]
        assert shipper.get(at).json["data"] == {"1": {"a": "2"}}
        assert sent(shipper, at, {"1": {"a": "3"}}, revision=2).json["revision"] == 3
        assert clock.now == NOW

    @pytest.mark.rule("A1", "D2")
    def test_of_a_cancelled_document_are_read_and_no_more(self, world: World, machine: Call) -> None:
        reference = bring(world, issue(world), Status.CANCELLED).reference
        at = f"/documents/{reference}/ead-data"
        answer = sent(machine("shipper"), at, DRAFT)
        assert (answer.status, answer.code) == (409, "transition-forbidden")
        assert machine("shipper").get(at).status == 200

    @pytest.mark.rule("G8", "M4")
    def test_of_a_number_to_complete_are_a_draft_alone(self, world: World, machine: Call) -> None:
        reference = issue(world, "officer", identity="", on=None, at=None).reference
        at, shipper = f"/documents/{reference}/ead-data", machine("shipper")
        assert sent(shipper, at, WINE, complete=True).codes == ["dispatch-incomplete"]
        assert sent(shipper, at, WINE).status == 200


class TestAFault:
    @pytest.mark.rule("D2", "M4")
    @pytest.mark.parametrize(
        ("data", "paths"),
        [
            ({"1": {"a": "99"}}, {"/data/1/a": "ead-code"}),
            ({"17": [{"b": "W200"}, {"b": "X"}]}, {"/data/17/1/b": "ead-code"}),
            ({"17": [{}, {"b": "X"}]}, {"/data/17/1/b": "ead-code"}),
            ({"17": [None, {"b": " "}, {"1": [{}, {"b": "x"}]}]}, {"/data/17/2/1/1/b": "ead-format"}),
            ({"17": [{"1": [{"a": "CT"}, {"b": "x"}]}]}, {"/data/17/0/1/1/b": "ead-format"}),
            ({"17": [{"2": {"1": [{"a": "77"}]}}]}, {"/data/17/0/2/1/0/a": "ead-code"}),
            ({"16": [{}, {}, {"a": "99"}]}, {"/data/16/2/a": "ead-code"}),
            ({"16": [{"b": "ZZ-9"}]}, {"/data/16/0/b": "ead-given"}),
            ({"2": {"a": "FR00"}}, {"/data/2/a": "ead-given"}),
            ({"99": {"a": "1"}}, {"/data": "ead-unknown"}),
            ({"1": {"z": "1"}}, {"/data/1": "ead-unknown"}),
            ({"1": {"a/b~[9999999]": "1"}}, {"/data/1": "ead-unknown"}),
            ({"1": {"a": 1}}, {"/data/1/a": "ead-shape"}),
            ({"1": []}, {}),
            ({"1": "x"}, {"/data/1": "ead-shape"}),
            ({"17": {"b": "W200"}}, {"/data/17": "ead-shape"}),
            ({"12": [{"a": "1"}] * 3}, {"/data/12": "ead-repeat"}),
            ({"3": {"b": "x" * 183}}, {"/data/3/b": "ead-length"}),
        ],
    )
    def test_is_named_by_its_place_in_what_was_sent(
        self, machine: Call, at: str, data: dict[str, Any], paths: dict[str, str]
    ) -> None:
        answer = sent(machine("shipper"), at, data)
        if not paths:
            assert answer.status == 200
            return
        assert (answer.status, answer.paths) == (422, paths)
        assert {error["in"] for error in answer.json["errors"]} == {"body"}
        assert EadDraft.objects.count() == 0

    @pytest.mark.rule("D2", "M4")
    @pytest.mark.parametrize(
        ("change", "path", "code"),
        [
            ({"1.a": None}, "/data/1/a", "ead-missing"),
            ({"17[2].2.b": None}, "/data/17/1/2/b", "ead-condition"),
            ({"17[1].f": "1600"}, "/data/17/0/e", "ead-mass"),
            ({"13.a": "77"}, "/data/13/a", "ead-code"),
        ],
    )
    def test_of_a_whole_has_the_number_of_its_datum(
        self, machine: Call, at: str, change: dict[str, Any], path: str, code: str
    ) -> None:
        answer = sent(machine("shipper"), at, changed(WINE, change), complete=True)
        assert answer.paths[path] == code
        [error] = [error for error in answer.json["errors"] if error["path"] == path]
        number, letter = error["data"]["number"], error["data"]["letter"]
        assert f"({number}{letter}" in error["detail"]

    @pytest.mark.rule("D2")
    def test_tells_all_that_an_empty_whole_lacks(self, machine: Call, at: str) -> None:
        answer = sent(machine("shipper"), at, {}, complete=True)
        assert {"/data/1/a", "/data/1/b", "/data/9/b", "/data/13/a", "/data/17"} <= set(answer.paths)

    @pytest.mark.parametrize(
        ("body", "path", "code"),
        [
            ({}, "/data", "field-missing"),
            ({"data": []}, "/data", "field-type"),
            ({"data": {}, "revision": "1"}, "/revision", "field-type"),
            ({"data": {}, "revision": 1.0}, "/revision", "field-type"),
            ({"data": {}, "revision": True}, "/revision", "field-type"),
            ({"data": {}, "complete": 1}, "/complete", "field-type"),
            ({"data": {}, "given": {}}, "/given", "field-unknown"),
            ({"data": {"1": {"a": "\x00"}}}, "/data/1/a", "field-character"),
        ],
    )
    def test_of_the_body_itself_is_one_too(
        self, machine: Call, at: str, body: dict[str, Any], path: str, code: str
    ) -> None:
        answer = machine("shipper").put(at, body)
        assert (answer.status, answer.paths) == (422, {path: code})

    def test_of_a_revision_beyond_all_numbers_is_a_conflict(self, machine: Call, at: str) -> None:
        shipper = machine("shipper")
        sent(shipper, at, DRAFT)
        assert sent(shipper, at, {}, revision=10**30).code == "ead-changed"


class TestWho:
    @pytest.mark.rule("R2", "P4", "G2")
    def test_reads_or_writes_them(self, world: World, machine: Call, at: str) -> None:
        before = census()
        assert machine("reader").get(at).status == 200
        assert sent(machine("reader"), at, DRAFT).code == "not-allowed"
        assert sent(machine("stranger"), at, DRAFT).code == "not-found"
        assert sent(machine("shipper", "documents:issue"), at, DRAFT).code == "scope-missing"
        assert census() == before

    @pytest.mark.rule("P4")
    def test_costs_few_questions(self, machine: Call, at: str) -> None:
        shipper = machine("shipper")
        shipper.get(at)
        with CaptureQueriesContext(connection) as asked:
            assert shipper.get(at).status == 200
        assert len(asked) == 4


@pytest.mark.parametrize(
    ("path", "pointer"),
    [("17[2].1[3].b", "/data/17/1/1/2/b"), ("9.e", "/given/9/e"), ("2.b", "/given/2/b"), ("18", "/data/18")],
)
def test_a_place_in_the_answer_is_with_what_is_given_or_typed(path: str, pointer: str) -> None:
    assert in_shown(path) == pointer


@pytest.mark.parametrize("sent", [{}, {"17": "x"}, {"17": [{"1": 3}]}, {"17": []}, {"17": {"0": "x"}}])
def test_a_place_in_anything_is_a_place(sent: dict[str, Any]) -> None:
    assert in_sent("17[1].1[2].b", sent, {}) == "/data/17/0/1/1/b"
