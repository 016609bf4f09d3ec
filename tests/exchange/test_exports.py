"""A search as a file: exactly its rows, in its order, for exactly those who may see them (rules R2, R3)."""

import logging
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from gps.documents import followup, pages, search
from gps.documents.models import FallbackDocument
from gps.documents.permissions import visible_to
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import Status
from gps.exchange import exports, tables
from gps.exchange.exports import COLUMNS, Kind
from tests.documents.register import ARC, LATE, bring, issue, registered
from tests.documents.searches import FOUND, MIDNIGHT, fill
from tests.exchange.test_tables import read_csv, sheets
from tests.outages import crisis
from tests.web.scene import PEOPLE
from tests.world import DISTILLER, NOW, World

pytestmark = pytest.mark.django_db

HEADERS = [column.header for column in COLUMNS]
NUMBER = HEADERS.index("Numéro")


def found(world: World, who: str, query: str = "") -> tuple[QuerySet[FallbackDocument], search.Search]:
    wanted = search.parse(QueryDict(query).dict())
    return wanted.apply(visible_to(world.actor(who), NOW)), wanted


def exported(world: World, who: str, query: str = "", now: datetime = NOW) -> list[dict[str, str]]:
    rows, wanted = found(world, who, query)
    return [dict(zip(HEADERS, line, strict=True)) for line in lines_of(world, who, rows, wanted.order, now)]


def lines_of(world: World, who: str, rows: QuerySet[FallbackDocument], order: object, now: datetime) -> list[list[str]]:
    file = exports.documents(rows, order, Kind.CSV, actor=world.actor(who), now=now)  # type: ignore[arg-type]
    header, *lines = read_csv(file.pieces)
    assert header == HEADERS
    return lines


def one(world: World, document: FallbackDocument, now: datetime = NOW) -> dict[str, str]:
    [row] = exported(world, "national", f"numero={document.reference}", now)
    return row


class TestTheRows:
    @pytest.mark.rule("R1", "R3")
    @pytest.mark.parametrize("query", FOUND, ids=lambda query: query[:50])
    def test_are_those_of_the_search(self, world: World, query: str) -> None:
        names = fill(world)
        assert {names[row["Numéro"]] for row in exported(world, "national", query)} == FOUND[query]

    @pytest.mark.rule("R3")
    @pytest.mark.parametrize("sort", search.SORTS)
    def test_are_in_the_order_of_its_pages(self, world: World, sort: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exports, "AT_A_TIME", 4)
        for n in range(11):
            issue(world, now=NOW + timedelta(seconds=n // 3), identity=f"AB {n % 4}")
        issue(world, "officer", identity="", on=None, at=None)
        rows, wanted = found(world, "shipper", f"tri={sort}")
        page = pages.page_of(rows, wanted.order, size=50)
        assert [row["Numéro"] for row in exported(world, "shipper", f"tri={sort}")] == [d.reference for d in page.rows]

    @pytest.mark.rule("R3", "S2")
    def test_of_the_followup_are_in_its_order(self, world: World) -> None:
        bring(world, issue(world), Status.CANCELLED)
        bring(world, issue(world), Status.INACTIVE)
        issue(world, "officer", identity="", on=None, at=None)
        issue(world)
        rows = followup.with_needs(visible_to(world.actor("shipper"), NOW), NOW)
        page = pages.page_of(rows, followup.ORDER)
        lines = lines_of(world, "shipper", rows, followup.ORDER, NOW)
        assert [line[NUMBER] for line in lines] == [document.reference for document in page.rows]

    @pytest.mark.rule("R2")
    @pytest.mark.parametrize("who", [who for who in PEOPLE if who != "anonymous"])
    def test_are_those_that_concern_the_person(self, world: World, who: str) -> None:
        fill(world)
        theirs = set(visible_to(world.actor(who), NOW).values_list("reference", flat=True))
        assert {row["Numéro"] for row in exported(world, who)} == theirs
        assert (len(theirs) == 8) == (who in {"national", "administrator"})

    @pytest.mark.rule("R2", "R3")
    def test_are_no_more_than_there_were_nor_than_one_may_see(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What comes in while the file is written shifts nothing; a right that is withdrawn ends it."""
        monkeypatch.setattr(exports, "AT_A_TIME", 2)
        made = [issue(world).reference for _ in range(5)]
        rows, wanted = found(world, "shipper")
        taken = exports._in_order(rows, wanted.order)
        first = [next(taken).reference for _ in range(2)]
        late = issue(world, now=NOW + timedelta(minutes=1)).reference
        second = [next(taken).reference for _ in range(2)]
        assert first + second == made[::-1][:4]
        assert late not in first + second
        world.users["shipper"].enrolments.all().delete()
        assert list(taken) == []

    @pytest.mark.rule("R3")
    @pytest.mark.parametrize("kind", Kind)
    def test_may_be_none(self, world: World, kind: Kind) -> None:
        rows, wanted = found(world, "shipper")
        file = exports.documents(rows, wanted.order, kind, actor=world.actor("shipper"), now=NOW)
        if kind is Kind.CSV:
            assert read_csv(file.pieces) == [HEADERS]
        else:
            assert [list(row) for row in sheets(file.pieces)[0].values] == [HEADERS]

    @pytest.mark.rule("R3")
    def test_are_the_same_in_both_files(self, world: World) -> None:
        fill(world)
        rows, wanted = found(world, "national")
        files = [exports.documents(rows, wanted.order, k, actor=world.actor("national"), now=LATE) for k in Kind]
        [sheet] = sheets(files[1].pieces)
        shown = [[as_csv(value) for value in row] for row in sheet.values]
        assert shown == read_csv(files[0].pieces)
        assert [file.name for file in files] == [
            "documents-de-secours-2026-12-01.csv",
            "documents-de-secours-2026-12-01.xlsx",
        ]


def as_csv(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    return "" if value is None else str(value)


class TestALine:
    @pytest.mark.rule("R3", "S2")
    def test_of_an_active_document_says_by_when_and_if_late(self, world: World) -> None:
        document = issue(world, identity="Éole 42")
        row = one(world, document)
        assert row == {
            "Numéro": document.reference, "Type": "DAA", "Numéro d’accise": "FR007328E0001",
            "Opérateur": "Chais de Garonne", "Établissement": "Chais de Garonne – site 1", "Statut": "Actif",
            "Type acteur": "Opérateur", "Immatriculation": "Éole 42", "Expédition": "20/11/2026 19:30",
            "Expédition : décalage": "UTC+1", "Enregistrement": "20/11/2026 18:45",
            "Enregistrement : décalage": "UTC+1", "Mode d’enregistrement": "normal",
            "Fondement": document.ground_label, "CRA": "", "Motif d’annulation": "", "Motif de réactivation": "",
            "Échéance": "30/11/2026 19:30", "En retard": "", "Remplace le numéro": "",
        }  # fmt: skip
        assert one(world, document, LATE)["En retard"] == "oui"

    @pytest.mark.rule("R3", "A1", "A2")
    def test_says_reasons_and_the_arc(self, world: World) -> None:
        cancelled, reintegrated = (
            bring(world, issue(world), status) for status in (Status.CANCELLED, Status.REINTEGRATED)
        )
        row = one(world, cancelled)
        assert (row["Statut"], row["Type acteur"], row["Motif d’annulation"]) == (
            "Annulé", "Douanier", "Erreur sur le document",
        )  # fmt: skip
        assert (one(world, reintegrated)["CRA"], one(world, reintegrated)["Échéance"]) == (ARC, "")

    @pytest.mark.rule("R3", "G8")
    def test_of_a_number_without_data_leaves_its_cells_empty(self, world: World) -> None:
        row = one(world, issue(world, "officer", identity="", on=None, at=None))
        assert [row[name] for name in ("Immatriculation", "Expédition", "Expédition : décalage", "Échéance")] == [
            ""
        ] * 4

    @pytest.mark.rule("R3", "N7")
    def test_is_on_the_clock_of_the_establishment(self, world: World) -> None:
        document = issue(
            world, "distiller", now=MIDNIGHT, excise_number=DISTILLER, on=MIDNIGHT.date() + timedelta(days=1)
        )
        row = one(world, document)
        assert (row["Enregistrement"], row["Enregistrement : décalage"]) == ("21/11/2026 01:00", "UTC+4")
        assert row["Expédition"] == "21/11/2026 19:30"

    @pytest.mark.rule("R3", "T3")
    def test_has_no_deadline_while_the_outage_lasts(self, world: World) -> None:
        crisis.black(crisis.ungrounded(world))
        row = one(world, issue(world))
        assert row["Fondement"].startswith("Alerte P26-")
        assert row["Échéance"] == ""

    @pytest.mark.rule("R3")
    @pytest.mark.parametrize("identity", ["=1+1", "+33612345678", "-AB-", "@home", "'AB", "007", "1E5"])
    def test_keeps_a_registration_that_looks_like_a_formula(self, world: World, identity: str) -> None:
        document = registered(world, "26FR007328E0001000081", identity=identity)
        cell = one(world, document)["Immatriculation"]
        assert tables.bared(cell) == identity
        assert not cell.startswith(("=", "+", "-", "@"))
        rows, wanted = found(world, "national")
        file = exports.documents(rows, wanted.order, Kind.XLSX, actor=world.actor("national"), now=NOW)
        written = sheets(file.pieces)[0].cell(2, HEADERS.index("Immatriculation") + 1)
        assert (written.value, written.data_type) == (identity, "s")


class TestAsking:
    @pytest.mark.rule("R3")
    def test_is_limited_for_each_account(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exports, "MOST", 2)
        for _ in range(2):
            exported(world, "shipper")
        with pytest.raises(DomainError) as caught:
            exported(world, "shipper")
        assert caught.value.codes == (ErrorCode.TOO_MANY_TRIES,)
        exported(world, "reader")
        exported(world, "shipper", now=NOW + exports.PER)

    @pytest.mark.rule("R3")
    def test_is_logged_without_what_was_asked(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, logger="gps.exchange.exports")
        issue(world, identity="AB-123-CD")
        exported(world, "shipper", "immatriculation=AB-123-CD")
        account = world.actor("shipper").account
        assert caplog.messages == [f"export csv for {account} (operator): 1 documents"]

    @pytest.mark.rule("R3")
    def test_costs_three_queries_for_each_lot_of_documents(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exports, "AT_A_TIME", 10)
        counts = []
        for rows in (5, 5, 10):
            for _ in range(rows):
                issue(world)
            with CaptureQueriesContext(connection) as asked:
                exported(world, "officer")
            counts.append(len(asked))
        assert counts[0] == counts[1]
        assert counts[2] == counts[0] + 3
