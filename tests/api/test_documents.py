"""What machines do with documents: issue, register, look up, change (rules G1–G7, E1–E9, A1–A4, H1, D4, M1, M2)."""

from datetime import timedelta

import pytest

from gps.documents.models import FallbackDocument
from gps.domain.lifecycle import Status
from tests.api.conftest import Call
from tests.documents.register import ARC, bring, census, issue, registered
from tests.outages.crisis import ungrounded
from tests.web.browsing import Clock
from tests.world import NOW, SHIPPER, WAREHOUSE, World

pytestmark = pytest.mark.django_db

MOVEMENT = {
    "document_type": "DAA",
    "excise_number": SHIPPER,
    "transport_identity": "AB-123-CD",
    "dispatch_date": "2026-11-20",
    "dispatch_time": "19:30",
}
EIGHT = f"26{SHIPPER}000081"
PAPER = MOVEMENT | {"reference": EIGHT, "dispatch_date": "2026-11-19", "dispatch_time": "08:15"}
ONE = f"26{SHIPPER}000011"


class TestANumber:
    @pytest.mark.rule("G1", "G5", "P4", "M1")
    def test_is_issued_and_found_again_at_its_address(self, machine: Call) -> None:
        shipper = machine("shipper")
        made = shipper.post("/documents", MOVEMENT)
        assert (made.status, made.header("Location")) == (201, f"/api/v1/documents/{ONE}")
        assert made.json["reference"] == ONE
        assert made.json["dispatch_at"] == "2026-11-20T19:30:00+01:00"
        assert shipper.get(f"/documents/{ONE}").json == made.json
        line = FallbackDocument.objects.get().history.get()
        assert line.actor_id.startswith("key:")
        assert line.actor_label.startswith("Logiciel (")

    @pytest.mark.rule("G1", "G3")
    @pytest.mark.parametrize(
        ("changes", "path", "code"),
        [
            ({"document_type": "DAE"}, "/document_type", "field-choice"),
            ({"document_type": None}, "/document_type", "field-choice"),
            ({"excise_number": 3}, "/excise_number", "field-type"),
            ({"excise_number": "FR001111E0003"}, "/excise_number", "excise-number-not-entitled"),
            ({"transport_identity": ""}, "/transport_identity", "transport-empty"),
            ({"transport_identity": "X" * 36}, "/transport_identity", "transport-too-long"),
            ({"transport_identity": "車"}, "/transport_identity", "transport-character"),
            ({"dispatch_date": "20/11/2026"}, "/dispatch_date", "field-date"),
            ({"dispatch_date": "2026-11-31"}, "/dispatch_date", "field-date"),
            ({"dispatch_date": "20261120"}, "/dispatch_date", "field-date"),
            ({"dispatch_date": 20261120}, "/dispatch_date", "field-date"),
            ({"dispatch_date": "2026-11-19"}, "/dispatch_date", "dispatch-date-past"),
            ({"dispatch_date": "9999-12-31"}, "/dispatch_date", "dispatch-date-too-far"),
            ({"dispatch_time": "7:30"}, "/dispatch_time", "field-time"),
            ({"dispatch_time": "19:30:00"}, "/dispatch_time", "field-time"),
            ({"dispatch_time": "19:30\n"}, "/dispatch_time", "field-time"),
            ({"dispatch_time": "24:00"}, "/dispatch_time", "field-time"),
            ({"dispatch_time": "18:44"}, "/dispatch_time", "dispatch-time-past"),
            ({"confirmed": "true"}, "/confirmed", "field-type"),
            ({"status": "reintegrated"}, "/status", "field-unknown"),
            ({"a/b~c": 1}, "/a~1b~0c", "field-unknown"),
        ],
    )
    def test_is_refused_on_its_field(self, machine: Call, changes: dict[str, object], path: str, code: str) -> None:
        before = census()
        answer = machine("shipper").post("/documents", MOVEMENT | changes)
        assert (answer.status, answer.paths) == (422, {path: code})
        assert answer.json["errors"][0]["in"] == "body"
        assert census() == before

    @pytest.mark.rule("G1")
    def test_is_refused_for_all_that_is_wrong_at_once(self, machine: Call) -> None:
        answer = machine("shipper").post("/documents", {"dispatch_date": "x", "y": 1})
        assert answer.paths == {
            "/document_type": "field-missing", "/excise_number": "field-missing",
            "/transport_identity": "field-missing", "/dispatch_date": "field-date", "/dispatch_time": "field-missing",
            "/y": "field-unknown",
        }  # fmt: skip

    @pytest.mark.rule("G7")
    def test_needs_a_ground(self, world: World, machine: Call) -> None:
        ungrounded(world)
        answer = machine("shipper").post("/documents", MOVEMENT)
        assert (answer.status, answer.code) == (409, "ground-missing")

    @pytest.mark.rule("N10")
    def test_that_is_unusual_is_confirmed(self, machine: Call) -> None:
        asked, shipper = MOVEMENT | {"excise_number": WAREHOUSE}, machine("shipper")
        assert shipper.post("/documents", asked).code == "confirm-duty-paid-warehouse"
        assert shipper.post("/documents", asked | {"confirmed": True}).status == 201


class TestARetry:
    @pytest.mark.rule("G6")
    def test_gives_the_same_number_even_when_it_comes_too_late(self, machine: Call, clock: Clock) -> None:
        shipper = machine("shipper")
        made = shipper.post("/documents", MOVEMENT, Idempotency_Key="a")
        clock.now = NOW + timedelta(days=1)
        again = shipper.post("/documents", MOVEMENT, Idempotency_Key="a")
        assert (made.status, made.header("Idempotency-Replayed")) == (201, "")
        assert (again.status, again.header("Idempotency-Replayed")) == (200, "true")
        assert again.json["reference"] == made.json["reference"]
        assert FallbackDocument.objects.count() == 1

    @pytest.mark.rule("G6")
    def test_with_other_data_is_a_conflict_that_names_the_number(self, machine: Call) -> None:
        shipper = machine("shipper")
        shipper.post("/documents", MOVEMENT, Idempotency_Key="a")
        before = census()
        answer = shipper.post("/documents", MOVEMENT | {"transport_identity": "X"}, Idempotency_Key="a")
        assert (answer.status, answer.code) == (409, "submission-conflict")
        assert answer.json["errors"][0]["data"] == {"references": [ONE]}
        assert "26 FR007328E0001 00001 1" in answer.json["detail"]
        assert census() == before

    @pytest.mark.rule("G6")
    def test_of_another_machine_is_another_number(self, machine: Call) -> None:
        for _ in range(2):
            assert machine("shipper").post("/documents", MOVEMENT, Idempotency_Key="a").status == 201

    @pytest.mark.rule("G6")
    @pytest.mark.parametrize("key", ["", "x" * 65, "a b", "é"])
    def test_has_a_key_of_1_to_64_visible_characters(self, machine: Call, key: str) -> None:
        answer = machine("shipper").post("/documents", MOVEMENT, Idempotency_Key=key)
        assert (answer.status, answer.paths) == (422, {"/Idempotency-Key": "submission-key"})
        assert answer.json["errors"][0]["in"] == "header"


class TestAHandMadeNumber:
    @pytest.mark.rule("E1", "E8", "E9")
    def test_is_registered_once(self, machine: Call) -> None:
        shipper = machine("shipper")
        told = {"manual_reason": "gps_unavailable", "told_at": "2026-11-19T07:00:00Z", "told_means": "mail"}
        made = shipper.post("/documents/a-posteriori", PAPER | told)
        assert (made.status, made.header("Location")) == (201, f"/api/v1/documents/{EIGHT}")
        assert made.json["told_at"] == "2026-11-19T08:00:00+01:00"
        again = shipper.post("/documents/a-posteriori", PAPER | {"reference": "26 fr007328e0001 00008 1"})
        assert (again.status, again.json) == (200, made.json)

    @pytest.mark.rule("E3")
    def test_with_other_data_leaves_a_receipt(self, world: World, machine: Call) -> None:
        registered(world, EIGHT)
        answer = machine("shipper").post("/documents/a-posteriori", PAPER | {"transport_identity": "X"})
        assert (answer.status, answer.code) == (409, "already-registered")
        assert answer.json["errors"][0]["data"]["receipt"].startswith("A-")

    @pytest.mark.rule("E2", "E5", "E6")
    @pytest.mark.parametrize(
        ("changes", "paths"),
        [
            ({"reference": "26"}, {"/reference": "reference-length"}),
            ({"reference": f"26{SHIPPER}000082"}, {"/reference": "reference-last-character"}),
            ({"reference": f"26{SHIPPER}090011"}, {"/reference": "confirm-jump"}),
            ({"dispatch_date": "2025-11-19"}, {"/dispatch_date": "confirm-outside-year"}),
            ({"told_means": "mail"}, {"/told_at": "field-missing"}),
            ({"told_at": "2026-11-19T07:00:00Z"}, {"/told_means": "field-missing"}),
            ({"told_at": "2026-11-19 07:00", "told_means": "mail"}, {"/told_at": "field-moment"}),
            ({"told_at": "0001-01-01T00:00:00+14:00", "told_means": "mail"}, {"/told_at": "field-moment"}),
            ({"told_at": "2026-11-21T07:00:00Z", "told_means": "mail"}, {"/told_at": "moment-to-come"}),
            ({"manual_reason": "x"}, {"/manual_reason": "field-choice"}),
        ],
    )
    def test_is_refused_on_its_field(self, machine: Call, changes: dict[str, object], paths: dict[str, str]) -> None:
        answer = machine("shipper").post("/documents/a-posteriori", PAPER | changes)
        assert (answer.status, answer.paths) == (422, paths)

    @pytest.mark.rule("E5")
    def test_that_jumps_is_confirmed_and_flagged(self, machine: Call) -> None:
        asked = PAPER | {"reference": f"26{SHIPPER}090011", "confirmed": True}
        made = machine("shipper").post("/documents/a-posteriori", asked)
        assert made.status == 201
        assert [flag["kind"] for flag in made.json["flags"]] == ["jump"]


class TestADocument:
    @pytest.mark.rule("R2", "M1")
    @pytest.mark.parametrize("path", ["", "/history", "/form.pdf"])
    def test_of_another_looks_like_one_that_is_unknown(self, world: World, machine: Call, path: str) -> None:
        reference, stranger = issue(world).reference, machine("stranger")
        unknown = ["26FR007328E0001999991", "x", "26FR007328E0001%00000001", "%F0%9F%9A%9A", reference.lower()]
        answers = [stranger.get(f"/documents/{number}{path}") for number in (reference, *unknown)]
        assert {(answer.status, answer.code) for answer in answers} == {(404, "not-found")}
        assert len({answer.response.content for answer in answers}) == 1

    @pytest.mark.rule("H1")
    def test_tells_its_history_by_pages(self, world: World, machine: Call) -> None:
        document, shipper = bring(world, issue(world), Status.CANCELLED), machine("shipper")
        path = f"/documents/{document.reference}/history"
        whole = shipper.get(path).json
        told = [[line[name] for name in ("action", "from_status", "to_status", "reason")] for line in whole["items"]]
        assert told == [["issue", None, "active", None], ["cancel", "active", "cancelled", "document_error"]]
        assert whole["items"][1]["previous_hash"] == whole["items"][0]["hash"]
        first = shipper.get(path, {"limit": 1})
        assert first.json["items"] == whole["items"][:1]
        assert first.header("Link") == f'<{first.json["next"]}>; rel="next"'
        second = shipper.get(first.json["next"].removeprefix("/api/v1"))
        assert second.json["items"] == whole["items"][1:]
        assert second.json["next"] is None
        assert shipper.get(second.json["previous"].removeprefix("/api/v1")).json["items"] == whole["items"][:1]

    @pytest.mark.rule("D4")
    def test_has_its_paper(self, world: World, machine: Call) -> None:
        document, shipper = issue(world), machine("shipper")
        for query, end in (({}, ""), ({"flat": "true"}, "-aplati"), ({"flat": "false"}, "")):
            paper = shipper.get(f"/documents/{document.reference}/form.pdf", query)
            assert paper.response.content.startswith(b"%PDF")
            name = f'attachment; filename="DAA-{document.reference}{end}.pdf"'
            assert paper.header("Content-Disposition") == name
        assert shipper.get(f"/documents/{document.reference}/form.pdf", {"flat": "oui"}).paths == {
            "/flat": "field-type"
        }
        bring(world, document, Status.CANCELLED)
        assert shipper.get(f"/documents/{document.reference}/form.pdf").code == "paper-cancelled"

    @pytest.mark.rule("T3")
    def test_is_overdue_before_it_is_written(self, world: World, machine: Call, clock: Clock) -> None:
        document, shipper = issue(world), machine("shipper")
        assert shipper.get(f"/documents/{document.reference}").json["overdue"] is False
        clock.now = NOW + timedelta(days=11)
        told = shipper.get(f"/documents/{document.reference}").json
        assert (told["status"], told["overdue"]) == ("active", True)


class TestAChange:
    @pytest.mark.rule("A1")
    def test_cancels_once_and_for_all(self, world: World, machine: Call) -> None:
        path, shipper = f"/documents/{issue(world).reference}/cancellation", machine("shipper")
        assert shipper.post(path, {"reason": "gone"}).paths == {"/reason": "reason-unknown"}
        assert shipper.post(path, {"reason": "other"}).paths == {"/comment": "comment-required"}
        done = shipper.post(path, {"reason": "document_error", "comment": "Saisie en double."})
        assert (done.status, done.json["status"], done.json["cancellation_reason"]) == (
            200, "cancelled", "document_error",
        )  # fmt: skip
        assert shipper.post(path, {"reason": "document_error"}).json == done.json
        again = shipper.post(path, {"reason": "transaction_interrupted"})
        assert (again.status, again.code) == (409, "transition-forbidden")

    @pytest.mark.rule("A2")
    def test_reactivates(self, world: World, machine: Call) -> None:
        document = bring(world, issue(world), Status.INACTIVE)
        path, officer = f"/documents/{document.reference}/reactivation", machine("officer")
        assert officer.post(path, {"reason": "operator_omission"}).json["status"] == "active"
        assert officer.post(path, {"reason": "operator_omission"}).code == "transition-forbidden"

    @pytest.mark.rule("A4")
    def test_corrects(self, world: World, machine: Call) -> None:
        path, shipper = f"/documents/{issue(world).reference}/correction", machine("shipper")
        movement = {"transport_identity": "Z 1", "dispatch_date": "2026-11-20", "dispatch_time": "20:00"}
        assert shipper.post(path, movement).paths == {"/comment": "field-missing"}
        done = shipper.post(path, movement | {"comment": "Autre camion."})
        assert (done.json["transport_identity"], done.json["dispatch_at"]) == ("Z 1", "2026-11-20T20:00:00+01:00")
        assert shipper.post(path, movement | {"comment": "Autre."}).code == "nothing-to-correct"

    @pytest.mark.rule("G8")
    def test_completes(self, world: World, machine: Call) -> None:
        bare = issue(world, "officer", identity="", on=None, at=None)
        path, shipper = f"/documents/{bare.reference}/completion", machine("shipper")
        movement = {"transport_identity": "Z 1", "dispatch_date": "2026-11-20", "dispatch_time": "08:00"}
        assert shipper.get(f"/documents/{bare.reference}").json["to_complete"] is True
        assert shipper.post(path, movement).json["to_complete"] is False
        assert shipper.post(path, movement).code == "not-to-complete"

    @pytest.mark.rule("M2", "T4", "A3")
    def test_regularises_and_takes_it_back(self, world: World, machine: Call) -> None:
        path, gamma = f"/documents/{issue(world).reference}/reintegration", machine("gamma")
        told = {"document_type": "DAA", "arc": ARC}
        assert gamma.post(path, told | {"document_type": "DSA"}).code == "type-mismatch"
        assert gamma.post(path, told | {"arc": "26FR"}).paths == {"/arc": "arc-wrong"}
        done = gamma.post(path, told)
        assert (done.status, done.json["status"], done.json["arc"]) == (200, "reintegrated", ARC)
        assert gamma.post(path, told).json == done.json
        back = gamma.delete(path)
        assert (back.status, back.json["status"], back.json["reactivation_reason"]) == (
            200, "active", "regularisation_failed",
        )  # fmt: skip

    @pytest.mark.rule("M2")
    def test_that_gamma_is_refused_keeps_the_arc(self, world: World, machine: Call) -> None:
        document = bring(world, issue(world), Status.CANCELLED)
        answer = machine("gamma").post(
            f"/documents/{document.reference}/reintegration", {"document_type": "DAA", "arc": ARC}
        )
        assert (answer.status, answer.code) == (409, "reintegration-cancelled")
        assert answer.json["errors"][0]["data"]["receipt"].startswith("A-")
