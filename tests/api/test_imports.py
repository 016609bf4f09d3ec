"""Files of numbers sent by machines: taken in, judged apart, told of; what is refused before it is read (I1–I5, P4)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, encode_multipart
from django.test.utils import CaptureQueriesContext
from lxml import etree

from gps.accounts.models import EdiProvider
from gps.documents.models import FallbackDocument
from gps.exchange import imports
from gps.exchange.models import Import, ImportPart
from tests.api.conftest import Call, secret_for
from tests.api.machine import Answer, Machine
from tests.documents.register import census
from tests.exchange.files import file_of, hand_made, numbered
from tests.exchange.sending import done, send, work
from tests.web.browsing import Clock
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

XML = "application/xml"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
FILE = file_of(numbered(1, 2))
MIXED = file_of([*numbered(1, ref="BL-1"), *numbered(2, transport=" ", ref="BL-2"), *numbered(1, ref="BL-3")])
SMALL = 4096


def sent(machine: Machine, content: bytes = FILE, kind: str = XML, query: str = "", **headers: str) -> Answer:
    return machine.call("POST", f"/imports{query}", content, content_type=kind, headers=headers)


def in_form(**fields: Any) -> bytes:
    return encode_multipart(BOUNDARY, fields)


def upload(content: bytes = FILE, name: str = "crise.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, XML)


def at(answer: Answer) -> str:
    return answer.header("Location").removeprefix("/api/v1")


def whole(answer: Answer) -> bytes:
    """All of an answer that is written as it is read."""
    return b"".join(answer.response.streaming_content)


class TestAFile:
    @pytest.mark.rule("I1", "I2", "I5", "P4")
    @pytest.mark.parametrize("who", ["client", "provider"])
    @pytest.mark.parametrize("kind", [XML, "text/xml", "application/xml; charset=UTF-8", "text/xml; charset=utf8"])
    def test_is_taken_in_as_the_body(self, world: World, machine: Call, who: str, kind: str) -> None:
        answer = sent(machine(who), kind=kind)
        assert (answer.status, answer.json["state"], answer.json["file_name"]) == (202, "waiting", "fichier.xml")
        assert (answer.json["entry_count"], answer.json["done"], answer.json["percent"]) == (None, 0, 0)
        assert b"".join(bytes(part.content) for part in ImportPart.objects.order_by("position")) == FILE
        assert FallbackDocument.objects.count() == 0

    @pytest.mark.rule("I2")
    def test_is_taken_in_from_a_form(self, world: World, machine: Call) -> None:
        answer = sent(machine("provider"), in_form(file=upload(name="dossier\\crise du 20.xml")), FORM)
        assert (answer.status, answer.json["file_name"], answer.json["size"]) == (202, "crise du 20.xml", len(FILE))
        work()
        assert machine("provider").get(at(answer)).json["accepted"] == 2

    @pytest.mark.rule("I4", "I5", "E1")
    def test_is_judged_apart_and_told_of_entry_by_entry(self, world: World, machine: Call) -> None:
        provider = machine("provider")
        made = sent(provider, MIXED)
        work()
        told = provider.get(at(made)).json
        assert (told["state"], told["entry_count"], told["percent"]) == ("finished", 3, 100)
        assert (told["accepted"], told["known"], told["rejected"]) == (1, 1, 1)
        first, second, third = provider.get(f"{at(made)}/entries").json["items"]
        document = f"/api/v1/documents/{hand_made(1)}"
        assert (first["ref"], first["outcome"], first["document"], first["errors"]) == (
            "BL-1",
            "accepted",
            document,
            [],
        )
        assert (third["outcome"], third["document"]) == ("known", document)
        assert (second["outcome"], second["document"], second["line"]) == ("refused", None, 11)
        [error] = second["errors"]
        assert (error["code"], error["short"], error["field"]) == ("transport-empty", "D10", "transport_identity")
        assert error["detail"].endswith(".")
        assert error["remedy"].startswith("Corrigez « immatriculation-transport »")
        assert provider.get(document.removeprefix("/api/v1")).json["recording_mode"] == "a_posteriori"

    @pytest.mark.rule("I4")
    @pytest.mark.parametrize(
        ("outcome", "positions"), [("accepted", [1]), ("refused", [2]), ("known", [3]), ("", [1, 2, 3])]
    )
    def test_shows_the_entries_of_one_outcome(
        self, world: World, machine: Call, outcome: str, positions: list[int]
    ) -> None:
        found = done(world, MIXED)
        query = {"outcome": outcome} if outcome else {}
        answer = machine("provider").get(f"/imports/{found.identifier}/entries", query)
        assert [entry["position"] for entry in answer.json["items"]] == positions

    @pytest.mark.rule("I4")
    def test_shows_no_entries_of_an_outcome_that_is_none(self, world: World, machine: Call) -> None:
        found = done(world, MIXED)
        answer = machine("provider").get(f"/imports/{found.identifier}/entries", {"outcome": "lost"})
        assert (answer.status, answer.paths) == (422, {"/outcome": "field-choice"})

    @pytest.mark.rule("I4", "R3")
    def test_is_read_page_by_page(self, world: World, machine: Call) -> None:
        provider, found = machine("provider"), done(world, file_of(numbered(*range(1, 8))))
        seen, address = [], f"/imports/{found.identifier}/entries?limit=3&outcome=accepted"
        while address:
            page = provider.get(address)
            seen.append([entry["position"] for entry in page.json["items"]])
            address = (page.json["next"] or "").removeprefix("/api/v1")
            assert ('rel="next"' in page.header("Link")) == bool(address)
        assert seen == [[1, 2, 3], [4, 5, 6], [7]]

    @pytest.mark.rule("I4")
    def test_sent_again_registers_nothing_twice_and_names_the_first(self, world: World, machine: Call) -> None:
        provider = machine("provider")
        first, _ = sent(provider), work()
        second, _ = sent(provider), work()
        assert (first.json["same_as"], second.json["same_as"]) == (None, first.json["identifier"])
        told = provider.get(at(second)).json
        assert (told["accepted"], told["known"], told["rejected"]) == (0, 2, 0)
        assert FallbackDocument.objects.count() == 2

    @pytest.mark.rule("I4")
    def test_tried_first_registers_nothing(self, world: World, machine: Call) -> None:
        provider, before = machine("provider"), census()
        made = sent(provider, MIXED, query="?dry_run=true")
        work()
        told = provider.get(at(made)).json
        assert (told["dry_run"], told["state"]) == (True, "finished")
        assert (told["accepted"], told["known"], told["rejected"]) == (1, 1, 1)
        assert all(entry["document"] is None for entry in provider.get(f"{at(made)}/entries").json["items"])
        assert census() == before

    @pytest.mark.rule("I3")
    def test_that_is_hostile_is_refused_whole_with_its_place(self, world: World, machine: Call) -> None:
        provider, before = machine("provider"), census()
        bomb = b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<a>&b;</a>'
        made = sent(provider, bomb)
        work()
        told = provider.get(at(made)).json
        assert (made.status, told["state"], told["accepted"]) == (202, "refused", 0)
        refusal = told["refusal"]
        assert (refusal["code"], refusal["line"], refusal["column"]) == ("import-doctype", 2, 13)
        assert "rien n’a été enregistré" in refusal["detail"]
        assert b"import-doctype" in whole(provider.get(f"{at(made)}/report.csv"))
        assert census() == before


class TestTheReport:
    @pytest.mark.rule("I4")
    def test_is_a_file_in_xml_of_its_schema(self, world: World, machine: Call) -> None:
        found = done(world, MIXED)
        answer = machine("provider").get(f"/imports/{found.identifier}/report.xml")
        assert answer.header("Content-Disposition") == (f'attachment; filename="{found.identifier}-compte-rendu.xml"')
        report = etree.fromstring(whole(answer))
        etree.XMLSchema(etree.fromstring(imports.REPORT_XSD)).assertValid(report)
        assert found.identifier in [node.text for node in report]

    @pytest.mark.rule("I4")
    def test_is_a_file_in_csv(self, world: World, machine: Call) -> None:
        found = done(world, MIXED)
        answer = machine("provider").get(f"/imports/{found.identifier}/report.csv")
        assert answer.header("Content-Type") == "text/csv; charset=utf-8"
        rows = whole(answer).decode("utf-8-sig").splitlines()
        assert len(rows) == 4
        assert "transport-empty" in rows[2]

    @pytest.mark.rule("P4")
    def test_tells_what_is_left_of_the_limit_and_is_kept_by_nobody(self, world: World, machine: Call) -> None:
        found = done(world, MIXED)
        answer = machine("provider").get(f"/imports/{found.identifier}/report.xml")
        assert answer.header("RateLimit").startswith('"key";r=')
        assert answer.header("Cache-Control") == "no-store"
        whole(answer)

    @pytest.mark.rule("I4", "I5")
    @pytest.mark.parametrize("ending", ["xml", "csv"])
    def test_is_not_there_before_the_end(self, world: World, machine: Call, ending: str) -> None:
        found = send(world, FILE)
        answer = machine("provider").get(f"/imports/{found.identifier}/report.{ending}")
        assert (answer.status, answer.code) == (404, "not-found")
        assert machine("provider").get(f"/imports/{found.identifier}/entries").json["items"] == []


class TestWhose:
    @pytest.mark.rule("I1")
    @pytest.mark.parametrize("who", ["shipper", "reader", "stranger"])
    def test_the_import_is_not_for_who_works_in_dti(self, world: World, machine: Call, who: str) -> None:
        answer = sent(machine(who))
        assert (answer.status, answer.code) == (403, "import-reserved")
        assert Import.objects.count() == 0

    @pytest.mark.rule("I1")
    def test_who_works_in_dti_plus_may(self, world: World, machine: Call) -> None:
        content = file_of(numbered(1, number=hand_made(1, "FR009740E0007"), excise_number="FR009740E0007"))
        distiller = machine("distiller")
        made = sent(distiller, content)
        work()
        assert distiller.get(at(made)).json["accepted"] == 1

    @pytest.mark.rule("I1")
    def test_a_provider_whom_nobody_mandates_any_more_may_not(self, world: World, machine: Call) -> None:
        provider = machine("provider")
        world.provider.mandates.update(ends_on="2026-11-19")
        assert sent(provider).code == "import-reserved"

    @pytest.mark.rule("I4", "R2", "P4")
    def test_another_s_import_is_as_unknown_as_none(self, world: World, machine: Call) -> None:
        identifier = done(world, FILE).identifier
        client = machine("client")
        answers = [
            client.get(f"/imports/{one}{rest}")
            for one in (identifier, "I26-9999", "I26-1", "i26-0001", "%00", "I26-0001%0A")
            for rest in ("", "/entries", "/report.xml", "/report.csv")
        ]
        assert {(answer.status, answer.code) for answer in answers} == {(404, "not-found")}
        assert client.get("/imports").json["items"] == []

    @pytest.mark.rule("R2", "P4")
    def test_a_provider_s_machines_and_people_share_theirs(self, world: World, machine: Call) -> None:
        by_a_person = done(world, FILE).identifier
        by_a_machine = sent(machine("provider")).json["identifier"]
        listed = machine("provider").get("/imports").json["items"]
        assert [one["identifier"] for one in listed] == [by_a_machine, by_a_person]
        other = EdiProvider.objects.create(name="Autre EDI", siret="99999999900009", email="a@b.invalid", phone="1")
        world.users["provider"].provider = other
        world.users["provider"].save()
        own = Machine(secret_for(world, "client"))
        assert own.get("/imports").json["items"] == []

    @pytest.mark.rule("P4", "I1")
    def test_a_key_that_may_only_read_sends_nothing(self, world: World, machine: Call) -> None:
        answer = sent(machine("client", "documents:read"))
        assert (answer.status, answer.code) == (403, "scope-missing")
        assert answer.json["errors"][0]["data"] == {"scope": "documents:register"}

    @pytest.mark.rule("I1", "I4")
    def test_the_rights_are_judged_anew_once_the_file_is_read(self, world: World, machine: Call) -> None:
        provider = machine("provider")
        made = sent(provider)
        world.provider.mandates.update(ends_on="2026-11-19")
        work()
        assert provider.get(at(made)).json["rejected"] == 2
        assert FallbackDocument.objects.count() == 0


class TestABody:
    """What is refused at the door leaves nothing behind."""

    @pytest.fixture(autouse=True)
    def nothing_is_kept(self) -> Any:
        yield
        assert Import.objects.count() == 0
        assert ImportPart.objects.count() == 0

    @pytest.mark.rule("I3")
    @pytest.mark.parametrize("length", [SMALL + 1, 10**12, 10**400])
    def test_too_long_is_refused_before_it_is_read(
        self, machine: Call, settings: Any, monkeypatch: pytest.MonkeyPatch, length: int
    ) -> None:
        settings.IMPORT_MAX_BYTES = SMALL
        monkeypatch.setattr("django.test.client.FakePayload.read", None)
        answer = sent(machine("provider"), Content_Length=str(length))
        assert (answer.status, answer.code) == (413, "body-too-large")
        assert answer.json["errors"][0]["data"] == {"most": SMALL}

    @pytest.mark.rule("I3")
    def test_a_form_has_some_room_around_its_file_and_no_more(self, machine: Call, settings: Any) -> None:
        settings.IMPORT_MAX_BYTES = SMALL
        provider, big = machine("provider"), b"x" * (SMALL + 1)
        answer = sent(provider, in_form(file=upload(big)), FORM)
        assert (answer.status, answer.codes, answer.paths) == (413, ["import-too-large"], {"/file": "import-too-large"})
        assert sent(provider, in_form(file=upload(big * 20)), FORM).code == "body-too-large"

    @pytest.mark.rule("I3")
    @pytest.mark.parametrize("length", ["-1", "x", "1 2", "１２"])
    def test_has_a_length_that_can_be_read(self, machine: Call, length: str) -> None:
        answer = sent(machine("provider"), Content_Length=length)
        assert (answer.status, answer.code) == (400, "request-malformed")

    @pytest.mark.rule("I3")
    def test_in_pieces_without_a_length_is_refused(self, machine: Call) -> None:
        answer = sent(machine("provider"), Content_Length="", Transfer_Encoding="chunked")
        assert (answer.status, answer.code) == (411, "length-required")
        assert machine("shipper").post("/documents", Transfer_Encoding="chunked").code == "length-required"

    @pytest.mark.rule("I3")
    @pytest.mark.parametrize("length", ["", "0"])
    def test_that_is_empty_is_said_to_be(self, machine: Call, length: str) -> None:
        answer = sent(machine("provider"), Content_Length=length)
        assert (answer.status, answer.code) == (422, "import-file-empty")
        assert sent(machine("provider"), in_form(file=upload(b"")), FORM).paths == {"/file": "import-file-empty"}

    @pytest.mark.rule("I3")
    @pytest.mark.parametrize(
        "kind",
        [
            "application/json", "text/plain", "application/x-www-form-urlencoded", "", "application/zip", "x",
            "application/xml; charset=iso-8859-1", "text/xml; charset=utf-16", "text/xml; charset=none",
        ],
    )  # fmt: skip
    def test_is_xml_in_utf_8_and_says_so(self, machine: Call, kind: str) -> None:
        answer = sent(machine("provider"), kind=kind)
        assert (answer.status, answer.code, answer.header("Accept")) == (415, "media-type", XML)

    @pytest.mark.parametrize(
        ("fields", "paths"),
        [
            ({}, {"/file": "field-missing"}),
            ({"file": "<import-craps/>"}, {"/file": "field-missing"}),
            ({"fichier": upload()}, {"/fichier": "field-unknown", "/file": "field-missing"}),
            ({"file": upload(), "dry_run": "true"}, {"/dry_run": "field-unknown"}),
            ({"file": [upload(), upload()]}, {"/file": "field-repeated"}),
        ],
    )
    def test_of_a_form_is_one_file_and_nothing_that_would_be_ignored(
        self, machine: Call, fields: dict[str, Any], paths: dict[str, str]
    ) -> None:
        answer = sent(machine("provider"), in_form(**fields), FORM)
        assert (answer.status, answer.paths) == (422, paths)

    @pytest.mark.parametrize(
        ("kind", "content"),
        [
            ("multipart/form-data", b"x"),
            ("multipart/form-data; boundary=", b"x"),
            (f"multipart/form-data; boundary={'y' * 300}", b"x"),
            (FORM, in_form(**{f"f{n}": upload() for n in range(200)})),
        ],
    )
    def test_of_a_form_that_is_none_is_unreadable(self, machine: Call, kind: str, content: bytes) -> None:
        answer = sent(machine("provider"), content, kind)
        assert (answer.status, answer.code) == (400, "request-malformed")

    @pytest.mark.parametrize(
        "query", ["?dry_run=1", "?dry_run=True", "?dry_run=", "?dry_run=true&dry_run=false", "?x=1"]
    )
    def test_is_not_taken_for_another_by_a_slip_in_the_address(self, machine: Call, query: str) -> None:
        assert sent(machine("provider"), query=query).status == 422

    @pytest.mark.rule("I1")
    def test_of_who_may_not_is_not_read(self, machine: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django.test.client.FakePayload.read", None)
        assert sent(machine("shipper")).code == "import-reserved"
        assert sent(machine("officer")).code == "not-allowed"


class TestTheCost:
    @pytest.mark.rule("P4", "R3")
    def test_of_a_list_does_not_grow(self, world: World, machine: Call) -> None:
        provider, counts = machine("provider"), []
        provider.get("/imports")
        for _ in range(2):
            for n in range(4):
                send(world, file_of(numbered(n + 1)))
            with CaptureQueriesContext(connection) as asked:
                assert provider.get("/imports").status == 200
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 4

    @pytest.mark.rule("P4", "I4")
    def test_of_the_entries_does_not_grow(self, world: World, machine: Call) -> None:
        provider, counts = machine("provider"), []
        provider.get("/imports")
        for start in (1, 100):
            found = done(world, file_of(numbered(*range(start, start + start))), now=NOW)
            with CaptureQueriesContext(connection) as asked:
                assert provider.get(f"/imports/{found.identifier}/entries").status == 200
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 5

    @pytest.mark.rule("P4")
    def test_has_a_limit_of_files_an_hour(self, world: World, machine: Call, clock: Clock, settings: Any) -> None:
        settings.API_PER_MINUTE = 100_000
        provider = machine("provider")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("gps.exchange.imports.keeping.MOST", 2)
            assert [sent(provider).status for _ in range(3)] == [202, 202, 429]
            assert sent(provider).code == "too-many-tries"
        assert clock.now == NOW
