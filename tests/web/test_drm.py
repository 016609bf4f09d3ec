"""« DRM »: choosing an establishment and a month, what the page says, its two files (rule M4)."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from gps.accounts.models import Enrolment
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.web.views import drm
from tests.documents.register import bring, issue, registered
from tests.exchange.test_drm import SCHEMA, hand_made
from tests.web.browsing import Clock, Page
from tests.web.conftest import Browse
from tests.web.markup import Element
from tests.web.test_exports import received
from tests.world import CLIENT, DISTILLER, SHIPPER, STRANGE, WAREHOUSE, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("M4")]

DRM = "/drm/"
NOVEMBER = f"?accise={SHIPPER}&mois=11/2026"


def table(page: Page, place: int = 0) -> list[list[str]]:
    body = page.main.all("table")[place].all("tbody")[0]
    return [[cell.words for cell in line.children if isinstance(cell, Element)] for line in body.all("tr")]


def headings(page: Page) -> list[str]:
    return [heading.words for heading in page.main.all("h2")]


class TestTheChoice:
    def test_offers_ones_own_establishments_and_the_month_that_ended_last(self, browse: Browse) -> None:
        page = browse("shipper").get(DRM)
        assert page.choices("accise") == [WAREHOUSE, SHIPPER]
        assert page.form["mois"] == "10/2026"
        assert headings(page) == []

    def test_of_ones_only_establishment_is_made(self, browse: Browse) -> None:
        page = browse("reader").get(DRM)
        assert headings(page) == ["Octobre 2026"]
        assert "DRM à déposer au plus tard le 10 novembre 2026." in page.text

    def test_ends_months_where_the_establishment_is(self, world: World, browse: Browse, clock: Clock) -> None:
        clock.now = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)
        assert browse("distiller").get(DRM).form["mois"] == "11/2026"
        assert browse("reader").get(DRM).form["mois"] == "10/2026"

    def test_is_typed_where_a_list_would_be_too_long(self, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("gps.web.forms.drm.LIST_LIMIT", 2)
        page = browse("national").get(DRM)
        assert page.form["accise"] == ""
        assert headings(browse("national").get(DRM, {"accise": " fr009740e0007", "mois": "11/2026"})) == [
            "Novembre 2026"
        ]

    def test_is_none_without_an_establishment(self, world: World, browse: Browse) -> None:
        Enrolment.objects.filter(user=world.users["stranger"]).delete()
        page = browse("stranger").get(DRM)
        assert page.status == 200
        assert "Votre compte n’est habilité pour aucun numéro d’accise." in page.text

    @pytest.mark.parametrize("where", [DRM, f"{DRM}documents.csv", f"{DRM}fragment.xml"])
    @pytest.mark.parametrize("month", ["11-2026", "13/2026", "01/1999", "11/2026\x00", "x" * 6000, "é"])
    def test_of_a_month_that_is_none_is_refused_on_its_field(self, browse: Browse, where: str, month: str) -> None:
        page = browse("shipper").get(where, {"accise": SHIPPER, "mois": month})
        assert page.status == 422
        sentence = "Écrivez le mois sous la forme mm/aaaa, du 04/2010 au 12/2099, par exemple 11/2026."
        assert page.errors == [("#id_mois", sentence)]
        assert page.told("mois") == [sentence]
        assert page.form["accise"] == SHIPPER

    @pytest.mark.rule("R2")
    @pytest.mark.parametrize("where", [DRM, f"{DRM}documents.csv", f"{DRM}fragment.xml"])
    def test_of_what_is_anothers_is_answered_like_what_is_none(self, world: World, browse: Browse, where: str) -> None:
        issue(world)
        pages = [
            browse("stranger").get(f"{where}?accise={number}") for number in (SHIPPER, "FR009999E9999", "%00", "'")
        ]
        assert {page.status for page in pages} == {404}
        assert len({page.text for page in pages}) == 1

    @pytest.mark.rule("R2")
    @pytest.mark.parametrize(
        ("who", "number"),
        [("client", CLIENT), ("provider", CLIENT), ("officer", SHIPPER), ("other_officer", DISTILLER),
         ("other_officer", STRANGE), ("national", STRANGE), ("administrator", CLIENT)],
    )  # fmt: skip
    def test_reaches_as_far_as_the_role(self, browse: Browse, who: str, number: str) -> None:
        assert number in browse(who).get(DRM).choices("accise")
        assert headings(browse(who).get(f"{DRM}?accise={number}&mois=11/2026")) == ["Novembre 2026"]


class TestTheMonth:
    def test_tells_its_numbers_in_order(self, world: World, browse: Browse) -> None:
        first, second = issue(world), issue(world)
        dsa = issue(world, document_type=DocumentType.DSA)
        cancelled = bring(world, issue(world), Status.CANCELLED)
        last = registered(world, hand_made(7))
        bring(world, first, Status.REINTEGRATED)
        page = browse("shipper").get(DRM + NOVEMBER)
        shown = [[row[0].replace(" ", ""), row[1].replace(" ", ""), *row[2:]] for row in table(page)]
        assert shown == [
            [first.reference, second.reference, "2", "DAA", "DAA expédiés dans le mois"],
            [dsa.reference, dsa.reference, "1", "DSA", "DSA expédié dans le mois"],
            [cancelled.reference, cancelled.reference, "1", "non", "Annulé : erreur sur le document"],
            [hand_made(5)[:20], hand_made(6)[:20], "2", "non",
             "Jamais enregistré dans GPS : un numéro formé à la main l’a sauté, ou son papier reste à enregistrer"],
            [last.reference, last.reference, "1", "DAA", "DAA expédié dans le mois"],
        ]  # fmt: skip
        figures = [item.words for item in page.main.one(".gps-figures").all("li")]
        assert figures == ["3 DAA, en 2 plages", "1 DSA, en 1 plage", "3 non régularisés"]
        outstanding = [row[0].replace(" ", "") for row in table(page, 1)]
        assert outstanding == [last.reference, second.reference, dsa.reference]  # by dispatch
        assert f"/documents/{second.reference}/" in page.links

    def test_leads_to_those_before_and_after(self, browse: Browse) -> None:
        page = browse("shipper").get(DRM + NOVEMBER)
        assert [link for link in page.links if link.startswith("/drm/?")] == [
            f"/drm/?accise={SHIPPER}&mois=10/2026", f"/drm/?accise={SHIPPER}&mois=12/2026",
        ]  # fmt: skip
        first = browse("shipper").get(DRM, {"accise": SHIPPER, "mois": "04/2010"})
        assert [link for link in first.links if link.startswith("/drm/?")] == [f"/drm/?accise={SHIPPER}&mois=05/2010"]

    def test_is_provisional_while_it_lasts(self, browse: Browse, clock: Clock) -> None:
        assert "Ce mois n’est pas terminé" in browse("shipper").get(DRM + NOVEMBER).text
        clock.now = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
        assert "Ce mois n’est pas terminé" not in browse("shipper").get(DRM + NOVEMBER).text

    def test_names_what_is_to_complete_first(self, world: World, browse: Browse) -> None:
        bare = issue(world, "officer", identity="", on=None, at=None)
        page = browse("shipper").get(DRM + NOVEMBER)
        assert f"/documents/{bare.reference}/" in page.links
        assert "Aucun document expédié dans ce mois n’est à reprendre dans la DRM." in page.text

    def test_without_documents_says_so(self, browse: Browse) -> None:
        page = browse("shipper").get(DRM + NOVEMBER)
        assert "Aucun document expédié dans ce mois n’est à reprendre dans la DRM." in page.text
        assert not page.main.all("table")
        assert not [link for link in page.links if "fragment" in link or ".csv" in link]

    def test_of_many_lines_shows_the_first_and_says_where_all_are(
        self, world: World, browse: Browse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(drm, "SHOWN", 2)
        for n in range(4):
            issue(world, document_type=list(DocumentType)[n % 2])
        page = browse("shipper").get(DRM + NOVEMBER)
        assert [len(table(page, place)) for place in (0, 1)] == [2, 2]
        assert "Les 2 premières lignes sont affichées ; le fichier CSV les a toutes." in page.text
        rows = received(browse("shipper").get(f"{DRM}documents.csv{NOVEMBER}")).decode().splitlines()
        assert len(rows) == 1 + 4 + 4

    def test_costs_the_same_for_many_documents(self, world: World, browse: Browse) -> None:
        counts = []
        for rows in (2, 20):
            for n in range(rows):
                issue(world, document_type=list(DocumentType)[n % 2])
            shipper = browse("shipper")
            shipper.get(DRM)
            with CaptureQueriesContext(connection) as asked:
                shipper.get(DRM + NOVEMBER)
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 14


class TestItsFiles:
    def test_are_what_the_page_shows(self, world: World, browse: Browse) -> None:
        issue(world)
        page = browse("shipper").get(DRM + NOVEMBER)
        links = [
            link for link in page.links if link.startswith("/drm/") and "?" in link and not link.startswith("/drm/?")
        ]
        assert [link.partition("?")[0] for link in links] == ["/drm/documents.csv", "/drm/fragment.xml"]
        sheet, fragment = (browse("shipper").get(link) for link in links)
        assert sheet.response["Content-Disposition"] == f'attachment; filename="drm-{SHIPPER}-2026-11.csv"'
        assert sheet.response["Content-Type"] == "text/csv; charset=utf-8"
        assert "À reprendre;DAA;" in received(sheet).decode("utf-8-sig")
        assert fragment.response["Content-Disposition"] == f'attachment; filename="drm-{SHIPPER}-2026-11.xml"'
        assert fragment.response["Content-Type"] == "application/xml"
        SCHEMA.assertValid(etree.fromstring(received(fragment)))


class TestTheWayThere:
    def test_is_on_the_followup(self, world: World, browse: Browse) -> None:
        assert f"/drm/?accise={SHIPPER}" in browse("shipper").get("/suivre/", {"accise": SHIPPER}).links

    def test_is_in_the_help_and_on_the_map(self, browse: Browse) -> None:
        assert DRM in browse("anonymous").get("/aide/drm/").links
        assert DRM in browse("shipper").get("/informations/plan-du-site/").links
