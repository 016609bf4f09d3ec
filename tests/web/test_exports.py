"""« Télécharger » beneath the results of a search and the follow-up (rules R2, R3, S1)."""

import csv
import io
from typing import Any

import pytest
from openpyxl import load_workbook

from gps.domain.lifecycle import Status
from gps.exchange import exports
from tests.documents.register import bring, issue
from tests.documents.searches import fill
from tests.web.browsing import Page
from tests.web.conftest import Browse
from tests.web.scene import PEOPLE
from tests.web.test_search import HOSTILE
from tests.world import CLIENT, SHIPPER, World

pytestmark = pytest.mark.django_db

SEARCH, FOLLOW = "/rechercher/", "/suivre/"


def downloads(page: Page) -> list[str]:
    return [link for link in page.links if "/export." in link]


def received(page: Page) -> bytes:
    return b"".join(page.response.streaming_content)


def numbers(page: Page) -> list[str]:
    """The first column of a file, whichever kind it is."""
    content = received(page)
    rows: Any = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";") if content[:2] != b"PK" else None
    header, *lines = rows or load_workbook(io.BytesIO(content)).worksheets[0].values
    assert header[0] == "Numéro"
    return [line[0] for line in lines]


class TestTheLinks:
    @pytest.mark.rule("R3")
    def test_give_what_the_page_shows(self, world: World, browse: Browse) -> None:
        fill(world)
        query = {"accise": "FR007328", "accise_comparateur": "commence", "statut": "active", "tri": "numero"}
        page = browse("officer").get(SEARCH, query)
        links = downloads(page)
        assert [link.partition("?")[0] for link in links] == ["/rechercher/export.csv", "/rechercher/export.xlsx"]
        for link in links:
            assert numbers(browse("officer").get(link)) == page.numbers
        assert len(page.numbers) == 4

    @pytest.mark.rule("R3", "S1")
    def test_of_the_followup_give_its_table(self, world: World, browse: Browse) -> None:
        issue(world)
        bring(world, issue(world), Status.INACTIVE)
        issue(world, "client", excise_number=CLIENT)
        for chosen in ("", SHIPPER):
            page = browse("officer").get(FOLLOW, {"accise": chosen})
            assert len(downloads(page)) == 2
            for link in downloads(page):
                assert numbers(browse("officer").get(link)) == page.numbers

    @pytest.mark.rule("R3")
    def test_are_not_there_when_nothing_is_found(self, browse: Browse) -> None:
        assert downloads(browse("shipper").get(SEARCH, {"chercher": "1"})) == []
        assert downloads(browse("shipper").get(FOLLOW)) == []

    @pytest.mark.rule("R3")
    def test_lead_to_files_to_be_saved(self, world: World, browse: Browse) -> None:
        issue(world)
        heads = {}
        for kind in exports.Kind:
            response = browse("shipper").get(f"{SEARCH}export.{kind}").response
            assert response.streaming
            heads[kind.value] = (response["Content-Type"], response["Content-Disposition"], response["Cache-Control"])
        spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        name = 'attachment; filename="documents-de-secours-2026-11-20.'
        assert heads == {
            "csv": ("text/csv; charset=utf-8", f'{name}csv"', "private, no-store"),
            "xlsx": (spreadsheet, f'{name}xlsx"', "private, no-store"),
        }


class TestWhoAsks:
    @pytest.mark.rule("R2", "R3")
    @pytest.mark.parametrize("who", [who for who in PEOPLE if who != "anonymous"])
    def test_gets_what_concerns_him(self, world: World, browse: Browse, who: str) -> None:
        fill(world)
        page = browse(who).get(SEARCH, {"chercher": "1"})
        assert numbers(browse(who).get(f"{SEARCH}export.csv")) == page.numbers
        assert numbers(browse(who).get(f"{FOLLOW}export.csv")) == browse(who).get(FOLLOW).numbers

    @pytest.mark.rule("R2", "R3")
    def test_gets_nothing_by_naming_anothers_number(self, world: World, browse: Browse) -> None:
        issue(world)
        for address in (f"{SEARCH}export.csv?accise={SHIPPER}", f"{FOLLOW}export.csv?accise={SHIPPER}"):
            assert numbers(browse("stranger").get(address)) == []

    @pytest.mark.rule("R3")
    @pytest.mark.parametrize("where", [SEARCH, FOLLOW])
    def test_too_often_is_told_so_on_the_page(
        self, world: World, browse: Browse, monkeypatch: pytest.MonkeyPatch, where: str
    ) -> None:
        issue(world)
        monkeypatch.setattr(exports, "MOST", 1)
        shipper = browse("shipper")
        assert len(numbers(shipper.get(f"{where}export.csv"))) == 1
        page = shipper.get(f"{where}export.csv")
        assert page.status == 429
        assert "Attendez 10 minutes avant de recommencer." in page.text


class TestTheAddress:
    @pytest.mark.rule("R1", "R3")
    def test_with_a_fault_is_answered_by_the_page(self, browse: Browse) -> None:
        query = "expedition=31/02/2026&statut=perdu"
        page = browse("shipper").get(f"{SEARCH}export.csv?{query}")
        assert page.status == 422
        assert page.errors == browse("shipper").get(f"{SEARCH}?{query}").errors
        [form] = [form for form in page.main.all("form") if form.get("role") == "search"]
        assert form.get("action") == SEARCH

    @pytest.mark.rule("R3")
    @pytest.mark.parametrize("query", HOSTILE, ids=lambda query: query[:30])
    def test_is_no_fault_of_ours(self, world: World, browse: Browse, query: str) -> None:
        issue(world)
        for where in (SEARCH, FOLLOW):
            page = browse("shipper").get(f"{where}export.csv?{query}")
            assert page.status in {200, 422}
            if page.status == 200:
                numbers(page)

    @pytest.mark.parametrize("name", ["export.pdf", "export.CSV", "export.", "export"])
    def test_of_another_file_is_none(self, browse: Browse, name: str) -> None:
        assert browse("shipper").get(SEARCH + name).status == 404
