"""« Régulariser dans GAMM@ » on the pages: the message or what it lacks, and those of a whole outage (rule M4)."""

import io
import zipfile
from typing import Any

import pytest

from gps.accounts.models import ExciseNumber
from gps.documents.models import FallbackDocument
from gps.documents.operations import save_ead
from gps.domain.lifecycle import Status
from gps.exchange.ie815 import outage, schema, writing
from gps.outages.models import Outage
from tests.documents.register import bring, census, issue
from tests.domain.movements import WINE, changed
from tests.exchange.ie815_reading import parse, values
from tests.outages import crisis
from tests.web.browsing import Clock, Page
from tests.web.conftest import Browse
from tests.web.scene import address
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

HEADING = "Régulariser dans GAMM@"
LIGHT = "La masse brute doit être au moins égale à la masse nette (99999 kg)."

WRONG = changed(
    WINE,
    {"1.a": "8", "1.c": "3", "9.d": "2", "11.a": "23", "12": [{"a": "FR009740E0007"}], "17[1].1": None,
     "17[1].2": None, "17[2].2.1": None, "17[2].1[1].b": "3", "18[3]": {"f": "X"}},
)  # fmt: skip
"""Groups that lack, that are too many, that must not be there; and data inside them."""


def page_of(document: FallbackDocument) -> str:
    return address(document, "ie815/")


def file_of(document: FallbackDocument) -> str:
    return address(document, "ie815.xml")


def described(world: World, data: object = WINE, *, complete: bool = True) -> FallbackDocument:
    document = issue(world)
    save_ead(document.reference, data, actor=world.actor("shipper"), now=NOW, complete=complete)
    return document


def gaps(page: Page) -> list[tuple[str, str]]:
    """What lacks: the words, and where they lead."""
    [found] = page.main.all(".gps-gaps")
    return [(line.words, line.all("a")[0].get("href") if line.all("a") else "") for line in found.all("li")]


class TestADocument:
    @pytest.mark.rule("M4")
    @pytest.mark.parametrize("who", ["shipper", "officer"])
    def test_that_is_whole_gives_its_message(self, world: World, browse: Browse, who: str) -> None:
        document, browser = described(world), browse(who)
        before = census()
        for page in (browser.get(address(document)), browser.get(page_of(document))):
            assert file_of(document) in page.links
            assert "Les données sont complètes" in page.text
        response = browser.get(file_of(document)).response
        assert response.headers["Content-Type"] == "application/xml"
        assert response.headers["Content-Disposition"] == f'attachment; filename="IE815-{document.reference}.xml"'
        message = parse(response.content)
        schema.check(message, document.reference)
        assert values(message, "EadEsadDraft/LocalReferenceNumber") == [document.reference]
        assert census() == before

    @pytest.mark.rule("M4")
    def test_that_lacks_something_leads_to_each_field(self, world: World, browse: Browse) -> None:
        lines = [WINE["17"][0]] * 12
        typed = changed(WINE, {"9.b": "", "17": [*lines[:11], {**lines[11], "f": "99999"}]})
        document, browser = described(world, typed, complete=False), browse("shipper")
        page = browser.get(address(document))
        assert "il reste 2 données à compléter ou à corriger" in page.text
        assert page_of(document) in page.links
        assert file_of(document) not in page.links
        ead = address(document, "donnees/")
        assert gaps(browser.get(page_of(document))) == [
            ("Numéro de la facture (9b) : À remplir : cette donnée est obligatoire.", f"{ead}#ead-9-b"),
            (f"Masse brute (poids brut) (17e, article 12) : {LIGHT}", f"{ead}?articles=11#ead-17-12-e"),
        ]  # fmt: skip
        for _, link in gaps(browser.get(page_of(document))):
            where, _, anchor = link.partition("#")
            assert len(browser.get(where).main.all(f"#{anchor}")) == 1
        assert browser.get(file_of(document)).address == page_of(document)

    @pytest.mark.rule("M4")
    @pytest.mark.parametrize("data", [{}, WRONG], ids=["without data", "with data at odds"])
    def test_leads_to_places_that_exist(self, world: World, browse: Browse, data: dict[str, Any]) -> None:
        document, browser = described(world, data, complete=False), browse("shipper")
        ead = browser.get(address(document, "donnees/"))
        found = gaps(browser.get(page_of(document)))
        assert len(found) >= 9
        for _, link in found:
            assert len(ead.main.all(f"#{link.partition('#')[2]}")) == 1

    @pytest.mark.rule("M4", "G8")
    def test_that_is_to_complete_leads_to_its_dispatch(self, world: World, browse: Browse) -> None:
        document = issue(world, "officer", identity="", on=None, at=None)
        page = browse("shipper").get(page_of(document))
        said = "Date d’expédition (9e) : Indiquez l’immatriculation, la date et l’heure d’expédition."
        assert (said, address(document, "completer/")) in gaps(page)

    @pytest.mark.rule("M4")
    def test_whose_establishment_is_registered_amiss_says_who_corrects_it(self, world: World, browse: Browse) -> None:
        document = described(world)
        ExciseNumber.objects.filter(pk=world.shipper.pk).update(address="x" * 70)
        [(said, link)] = gaps(browse("shipper").get(page_of(document)))
        assert link == ""
        assert said.endswith("faites-la corriger par votre service.")

    @pytest.mark.rule("M4")
    def test_says_what_the_message_does_not_bear(self, world: World, browse: Browse) -> None:
        page = browse("shipper").get(page_of(described(world, changed(WINE, {"9.a": "BL-12"}))))
        assert "Ce que le message ne porte pas" in page.text
        assert "La référence locale (9a) « BL-12 »" in page.text
        assert "ne porte pas" not in browse("shipper").get(page_of(described(world))).text

    @pytest.mark.rule("M4", "M2")
    def test_that_is_inactive_is_offered_with_a_warning(self, world: World, browse: Browse) -> None:
        document, browser = described(world), browse("shipper")
        bring(world, document, Status.INACTIVE)
        for page in (browser.get(address(document)), browser.get(page_of(document))):
            assert any("GAMM@ refusera le message" in alert for alert in page.alerts)
            assert file_of(document) in page.links
        assert browser.get(file_of(document)).status == 200

    @pytest.mark.rule("M4")
    @pytest.mark.parametrize(
        ("status", "said"),
        [(Status.CANCELLED, "il n’y a rien à régulariser"), (Status.REINTEGRATED, "déjà régularisé dans GAMM@")],
    )
    def test_that_has_nothing_to_regularise_gives_no_message(
        self, world: World, browse: Browse, status: Status, said: str
    ) -> None:
        document, browser = described(world), browse("shipper")
        bring(world, document, status)
        assert HEADING not in [h.words for h in browser.get(address(document)).main.all("h2")]
        page = browser.get(page_of(document))
        assert said in page.text
        assert file_of(document) not in page.links
        assert browser.get(file_of(document)).address == page_of(document)

    @pytest.mark.rule("M4", "P3", "R2")
    def test_is_for_those_who_may_complete_it(self, world: World, browse: Browse) -> None:
        document = described(world)
        for who in ("reader", "national", "administrator"):
            assert HEADING not in [h.words for h in browse(who).get(address(document)).main.all("h2")]
            assert browse(who).get(page_of(document)).status == 403
            assert browse(who).get(file_of(document)).status == 403
        for who in ("stranger", "client", "provider", "other_officer"):
            assert browse(who).get(page_of(document)).status == 404
            assert browse(who).get(file_of(document)).status == 404

    @pytest.mark.rule("M4")
    def test_whose_message_is_spoilt_gives_none(
        self, world: World, browse: Browse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        document, browser = described(world), browse("shipper")
        monkeypatch.setattr(writing, "PARTY", "FRANCE")
        with pytest.raises(schema.InvalidMessageError):
            browser.get(file_of(document))


class TestAnOutage:
    @pytest.fixture
    def over(self, world: World, clock: Clock) -> Outage:
        """An alert that is over: two documents are whole, one lacks its data."""
        crisis.ungrounded(world)
        [found] = crisis.black(world)
        for data in (WINE, WINE, None):
            document = issue(world)
            if data:
                save_ead(document.reference, data, actor=world.actor("shipper"), now=NOW, complete=True)
        clock.now = NOW + crisis.HOUR
        return crisis.end(world, found, now=NOW + crisis.MINUTE)

    @pytest.mark.rule("M3", "M4")
    @pytest.mark.parametrize("where", ["/accueil/", "/suivre/"])
    @pytest.mark.parametrize("who", ["shipper", "officer"])
    def test_gives_all_its_messages_from_where_the_duties_are_told(
        self, browse: Browse, over: Outage, where: str, who: str
    ) -> None:
        browser, address = browse(who), f"/pannes/{over.identifier}/ie815/"
        assert address in browser.get(where).links
        page = browser.get(address)
        assert "3 documents restent à régulariser" in page.text
        file = f"/pannes/{over.identifier}/ie815.zip"
        assert file in page.links
        response = browser.get(file).response
        assert response.headers["Content-Type"] == "application/zip"
        assert response.headers["Content-Disposition"] == f'attachment; filename="IE815-{over.identifier}.zip"'
        names = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).namelist()
        assert len(names) == 3
        assert names[-1] == "a-completer.csv"

    @pytest.mark.rule("M4")
    def test_that_is_large_gives_several_files(
        self, browse: Browse, over: Outage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(outage, "LIMIT", 2)
        browser = browse("shipper")
        page = browser.get(f"/pannes/{over.identifier}/ie815/")
        files = [link for link in page.links if ".zip" in link]
        assert len(files) == 2
        found = [zipfile.ZipFile(io.BytesIO(b"".join(browser.get(f).response.streaming_content))) for f in files]
        assert [len(bundle.namelist()) for bundle in found] == [3, 1]

    @pytest.mark.rule("M4", "P3", "R2")
    def test_is_not_found_by_those_who_have_none_of_its_documents_to_complete(
        self, browse: Browse, over: Outage
    ) -> None:
        for who in ("reader", "stranger", "client", "provider", "other_officer", "national", "administrator"):
            browser = browse(who)
            for name in ("ie815/", "ie815.zip", "ie815.zip?apres=%00"):
                assert browser.get(f"/pannes/{over.identifier}/{name}").status == 404
            assert f"/pannes/{over.identifier}/ie815/" not in browser.get("/suivre/").links
        assert browse("shipper").get("/pannes/P26-9999/ie815/").status == 404
