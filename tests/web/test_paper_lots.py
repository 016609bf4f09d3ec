"""The papers of many documents: asked for on three pages, waited for, fetched by who asked (rule D4)."""

import io
import re
from datetime import timedelta

import pypdf
import pytest

from gps.documents.models import FallbackDocument
from gps.documents.operations import IssueRequest, generate_many
from gps.domain.lifecycle import Status
from gps.domain.reference import DocumentType
from gps.paperwork import lots
from gps.paperwork.models import PaperLot
from tests.documents.register import bring, issue
from tests.web.browsing import Clock, Page
from tests.web.conftest import Browse
from tests.web.markup import Element
from tests.world import NOW, SHIPPER, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("D4")]

ASK = "/formulaires/lots/"


def numbers_in(page: Page) -> list[str]:
    """The number on each face of a file of DAA."""
    reader = pypdf.PdfReader(io.BytesIO(page.response.content))
    found = [re.sub(r"\s", "", sheet.extract_text()) for sheet in reader.pages[::8]]
    return [re.findall(r"26FR0\d{5}E\d{10}", text)[0] for text in found]


def shown(page: Page) -> dict[str, str]:
    """What the form under the list sends."""
    [form] = [form for form in page.main.all("form") if form.get("action") == ASK]
    return {field.get("name"): field.get("value") for field in form.all("input") if field.get("name")[:4] != "csrf"}


def listed(page: Page) -> list[list[str]]:
    """The lines of the table of lots."""
    lines = [line for table in page.main.all("tbody") for line in table.all("tr")]
    return [[cell.words for cell in line.children if isinstance(cell, Element)] for line in lines]


class TestAsking:
    def test_from_the_follow_up_gives_the_papers_of_the_list(self, world: World, browse: Browse) -> None:
        documents = [issue(world, identity=f"AB-{place}") for place in range(3)]
        shipper = browse("shipper")
        sent = shown(shipper.get("/suivre/", {"accise": SHIPPER}))
        assert sent == {"source": "suivi", "accise": SHIPPER}
        address = shipper.post(ASK, sent).address
        waiting = shipper.get(address)
        assert waiting.title == "Papiers en préparation"
        assert "0 sur 3" in waiting.text
        assert waiting.response.headers["Refresh"] == "3"
        lots.prepare({"lot": PaperLot.objects.get().pk}, NOW)
        ready = shipper.get(address)
        assert ready.title == "3 papiers prêts à imprimer"
        assert "Refresh" not in ready.response.headers
        file = shipper.get(f"{address}documents.pdf")
        assert file.response.headers["Content-Type"] == "application/pdf"
        assert file.response.headers["Cache-Control"] == "private, no-store"
        assert numbers_in(file) == [document.reference for document in reversed(documents)]

    def test_from_a_search_gives_what_was_found(self, world: World, browse: Browse) -> None:
        found = issue(world, identity="XX-1")
        issue(world, identity="YY-2")
        shipper = browse("shipper")
        query = {"immatriculation": "XX", "immatriculation_comparateur": "commence", "chercher": "1"}
        shipper.post(ASK, shown(shipper.get("/rechercher/", query)))
        assert PaperLot.objects.get().documents == [found.pk]

    @pytest.mark.rule("G8")
    def test_from_a_batch_gives_the_numbers_in_the_order_in_which_they_were_issued(
        self, world: World, browse: Browse
    ) -> None:
        batch = generate_many(
            [IssueRequest(DocumentType.DAA, SHIPPER)] * 3, actor=world.actor("officer"), now=NOW, key="b"
        )
        issue(world)
        officer = browse("officer")
        sent = shown(officer.get(f"/generer/lot/{batch[0].submission_id}/"))
        address = officer.post(ASK, sent).address
        assert PaperLot.objects.get().documents == [document.pk for document in batch]
        assert browse("shipper").get(address).status == 404
        assert browse("shipper").post(ASK, sent).address == "/suivre/"

    @pytest.mark.parametrize(
        "sent",
        [{}, {"source": "lot"}, {"source": "lot", "lot": "9" * 30}, {"source": "lot", "lot": "²"}, {"source": "autre"},
         {"source": "recherche", "expedition": "hier"}, {"source": "suivi", "accise": "FR004455E0002"},
         {"source": "suivi", "accise": "\x00"}],
    )  # fmt: skip
    def test_for_what_is_not_there_gives_nothing_and_says_so(
        self, world: World, browse: Browse, sent: dict[str, str]
    ) -> None:
        if sent.get("accise") != "\x00":
            issue(world)
        shipper = browse("shipper")
        assert shipper.post(ASK, sent).address == "/suivre/"
        assert not PaperLot.objects.exists()
        assert shipper.get("/suivre/").main.all(".fr-alert")

    def test_is_offered_up_to_500_documents(
        self, world: World, browse: Browse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for view in ("followup", "search"):
            monkeypatch.setattr(f"gps.web.views.{view}.LIMIT", 1)
        shipper = browse("shipper")
        issue(world)
        assert shown(shipper.get("/suivre/"))
        issue(world, identity="XX")
        for address in ("/suivre/", "/rechercher/?chercher=1"):
            assert ASK not in [form.get("action") for form in shipper.get(address).main.all("form")]


class TestTheFile:
    def test_names_what_was_left_out(self, world: World, browse: Browse) -> None:
        kept, gone = issue(world), issue(world, identity="XX")
        shipper = browse("shipper")
        address = shipper.post(ASK, {"source": "suivi", "accise": ""}).address
        bring(world, gone, Status.CANCELLED)
        assert shipper.get(f"{address}documents.pdf").status == 404
        lots.prepare({"lot": PaperLot.objects.get().pk}, NOW)
        page = shipper.get(address)
        assert page.title == "1 papier prêt à imprimer"
        assert "Le document a été annulé : il n’a plus de papier." in page.text
        assert numbers_in(shipper.get(f"{address}documents.pdf")) == [kept.reference]

    def test_is_not_there_when_nothing_could_be_printed(self, world: World, browse: Browse) -> None:
        gone = issue(world)
        shipper = browse("shipper")
        address = shipper.post(ASK, {"source": "suivi", "accise": ""}).address
        bring(world, gone, Status.CANCELLED)
        lots.prepare({"lot": PaperLot.objects.get().pk}, NOW)
        assert "Aucun de ces documents ne peut être imprimé." in shipper.get(address).text
        assert shipper.get(f"{address}documents.pdf").status == 404


class TestMyLots:
    def test_are_listed_the_latest_first_each_with_how_it_stands(
        self, world: World, browse: Browse, clock: Clock
    ) -> None:
        kept, gone = issue(world), issue(world, identity="XX")
        everything = FallbackDocument.objects.all()
        asked = [
            lots.ask(wanted, title, actor=world.actor("shipper"), now=NOW + place * timedelta(hours=20))
            for place, (title, wanted) in enumerate(
                {
                    "Le premier": everything,
                    "Le prêt": everything,
                    "Le vide": everything.filter(pk=gone.pk),
                    "Le dernier": everything,
                }.items()
            )
        ]
        bring(world, gone, Status.CANCELLED)
        for lot in asked[:3]:
            lots.prepare({"lot": lot.pk}, lot.asked_at)
        PaperLot.objects.filter(pk=asked[2].pk).update(expires_at=NOW + timedelta(days=9))
        PaperLot.objects.filter(pk=asked[3].pk).update(done=1)
        clock.now = NOW + timedelta(hours=60)
        PaperLot.objects.filter(pk=asked[1].pk).update(expires_at=clock.now + timedelta(hours=1))
        page = browse("shipper").get(ASK)
        rows = listed(page)
        assert [row[0] for row in rows] == ["Le dernier", "Le vide", "Le prêt", "Le premier"]
        assert [row[2] for row in rows] == ["1 sur 2", "Aucun papier sur 1", "1 papier sur 2", "1 papier sur 2"]
        assert rows[0][3] == "En préparation"
        assert rows[1][3] == "Aucun papier"
        assert rows[2][3].startswith("Télécharger (PDF) jusqu’au ")
        assert rows[3][3].startswith("Expiré le ")
        assert page.response.headers["Refresh"] == "3"
        assert numbers_in(browse("shipper").get(f"{ASK}{asked[1].pk}/documents.pdf")) == [kept.reference]
        assert [address for address in page.links if "documents.pdf" in address] == [
            f"{ASK}{asked[1].pk}/documents.pdf"
        ]
        assert f"{ASK}{asked[0].pk}/" not in page.links

    def test_are_found_from_the_follow_up_and_from_each_of_them(self, world: World, browse: Browse) -> None:
        issue(world)
        shipper = browse("shipper")
        address = shipper.post(ASK, {"source": "suivi", "accise": ""}).address
        assert ASK in shipper.get("/suivre/").links
        assert ASK in shipper.get("/informations/plan-du-site/").links
        assert ASK not in browse("anonymous").get("/informations/plan-du-site/").links
        assert ASK in shipper.get(address).links
        lots.prepare({"lot": PaperLot.objects.get().pk}, NOW)
        page = shipper.get(ASK)
        assert "Refresh" not in page.response.headers
        assert address in page.links

    @pytest.mark.rule("P3")
    def test_are_nobody_elses(self, world: World, browse: Browse) -> None:
        issue(world)
        browse("shipper").post(ASK, {"source": "suivi", "accise": ""})
        for who in ("reader", "stranger", "officer", "national", "administrator"):
            page = browse(who).get(ASK)
            assert "Aucun lot pour l’instant." in page.text
            assert listed(page) == []

    def test_number_no_more_than_are_kept(self, world: World, browse: Browse) -> None:
        issue(world)
        shipper = browse("shipper")
        for _ in range(lots.MOST_OF_ONE + 2):
            shipper.post(ASK, {"source": "suivi", "accise": ""})
        assert len(listed(shipper.get(ASK))) == lots.MOST_OF_ONE


class TestOnePaper:
    def test_is_flattened_when_the_address_asks_for_it(self, world: World, browse: Browse) -> None:
        document = issue(world, identity="Éole 42")
        answer = browse("shipper").get(f"/documents/{document.reference}/formulaire.pdf", {"aplati": "1"}).response
        reader = pypdf.PdfReader(io.BytesIO(answer.content))
        assert answer.headers["Content-Disposition"] == f'attachment; filename="DAA-{document.reference}-aplati.pdf"'
        assert reader.get_fields() is None
        assert "Éole 42" in reader.pages[0].extract_text()

    def test_that_cannot_be_printed_names_the_letter_on_the_documents_page(self, world: World, browse: Browse) -> None:
        document = issue(world)
        document.excise_number.operator.name = "Łódź"
        document.excise_number.operator.save()
        shipper = browse("shipper")
        address = shipper.get(f"/documents/{document.reference}/formulaire.pdf").address
        assert address == f"/documents/{document.reference}/"
        [told] = [alert.words for alert in shipper.get(address).main.all(".fr-alert")]
        assert "« Ł », « ź »" in told
        assert "Expéditeur – Nom (2b)" in told

    @pytest.mark.rule("D1", "D2")
    @pytest.mark.parametrize("kind", ["daa", "dsa"])
    def test_has_blank_sheets_for_everybody(self, browse: Browse, kind: str) -> None:
        answer = browse("anonymous").get(f"/formulaires/{kind}-suite.pdf").response
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="{kind.upper()}-secours-feuilles-suite.pdf"'
        )
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 6

    def test_has_no_blank_sheets_of_another_kind(self, browse: Browse) -> None:
        assert browse("anonymous").get("/formulaires/dae-suite.pdf").status == 404
