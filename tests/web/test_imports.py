"""« Importer »: who sees it, a file sent, watched, told of, corrected; what is refused (rules I1–I5, P3)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gps.documents.models import FallbackDocument
from gps.exchange import imports
from gps.exchange.models import Import
from tests.documents.register import census
from tests.exchange import files
from tests.exchange.sending import send, work
from tests.web.browsing import Page
from tests.web.conftest import Browse
from tests.world import World

pytestmark = pytest.mark.django_db

AT = "/importer/"
SENDERS = ("client", "provider")


def sent(browse: Browse, content: bytes, who: str = "provider", **typed: str) -> Page:
    upload = SimpleUploadedFile("crise.xml", content, "application/xml")
    return browse(who).post(AT, {"file": upload, **typed})


def judged(browse: Browse, content: bytes, who: str = "provider", **typed: str) -> tuple[str, Page]:
    """Send a file, let the worker judge it, and give its address and page."""
    address = sent(browse, content, who, **typed).address
    work()
    return address, browse(who).get(address)


def body(page: Page) -> bytes:
    """All of an answer that is written as it is read."""
    return b"".join(page.response.streaming_content)


def rows(page: Page) -> list[list[str]]:
    return [[cell.words for cell in row.walk() if cell.tag in {"th", "td"}] for row in page.main.all("tr")][1:]


class TestTheTab:
    @pytest.mark.rule("I1", "P3")
    @pytest.mark.parametrize("who", SENDERS)
    def test_is_there_for_who_works_by_file(self, world: World, browse: Browse, who: str) -> None:
        page = browse(who).get(AT)
        assert page.title == "Importer une liste de numéros"
        [current] = [link for link in page.tree.one("#menu").all("a") if link.get("aria-current")]
        assert current.words == "Importer"

    @pytest.mark.rule("I1", "P3")
    @pytest.mark.parametrize("who", ["shipper", "reader", "officer", "national", "administrator"])
    def test_is_not_there_for_others_and_refused_when_forced(self, world: World, browse: Browse, who: str) -> None:
        before = census()
        browser = browse(who)
        assert all(link.words != "Importer" for link in browser.get("/").tree.one("header").all("a"))
        assert browser.get(AT).status == 403
        assert sent(browse, files.file_of(files.numbered(1)), who).status == 403
        assert census() == before
        assert not Import.objects.exists()

    @pytest.mark.rule("I1")
    def test_tells_an_operator_in_dti_why(self, world: World, browse: Browse) -> None:
        page = browse("shipper").get(AT)
        assert "EDI" in page.text
        assert page.main.one(".fr-btn").get("href") == "/enregistrer/"

    @pytest.mark.rule("I2")
    @pytest.mark.parametrize("name", ["import-v1.xsd", "import-report-v1.xsd", *(s.name for s in imports.SAMPLES)])
    def test_gives_the_format_and_its_samples_to_everybody(self, world: World, browse: Browse, name: str) -> None:
        page = browse("anonymous").get(f"{AT}format/{name}")
        assert page.status == 200
        assert page.response.headers["Content-Type"] == "application/xml; charset=utf-8"
        linked = [link.get("href") for link in browse("client").get(AT).main.all("a")]
        assert f"{AT}format/{name}" in linked

    def test_knows_no_other_file(self, world: World, browse: Browse) -> None:
        assert browse("anonymous").get(f"{AT}format/settings.py").status == 404


@pytest.mark.rule("I2", "I4", "I5")
class TestAFile:
    def test_is_watched_then_told_of(self, world: World, browse: Browse) -> None:
        content = files.file_of(files.numbered(1, 2, 3, ref="BL-7"))
        address = sent(browse, content, "client").address
        waiting = browse("client").get(address)
        assert waiting.response.headers["Refresh"] == "3"
        assert waiting.main.one("progress").get("value") == "0"
        work()
        page = browse("client").get(address)
        assert "Refresh" not in page.response.headers
        assert "Toutes les entrées du fichier sont intégrées." in page.text
        assert [row[1:4] for row in rows(page)] == [
            ["BL-7", f"26 {files.CLIENT} 0000{n} 1", "Accepté"] for n in (1, 2, 3)
        ]
        assert FallbackDocument.objects.count() == 3
        assert rows(browse("client").get(AT))[0][4:] == ["3", "0", "0"]

    def test_is_half_way_for_who_looks_meanwhile(self, world: World, browse: Browse) -> None:
        found = send(world, files.flood(1200).content)
        work(most=1)
        Import.objects.filter(pk=found.pk).update(done=600, accepted=600)
        page = browse("provider").get(f"{AT}{found.identifier}/")
        assert "600 sur 1 200" in page.text.replace("\u202f", " ").replace("\xa0", " ")
        assert page.main.one("progress").get("value") == "50"

    def test_sent_again_registers_nothing_twice_and_says_so(self, world: World, browse: Browse) -> None:
        content = files.file_of(files.numbered(1, 2))
        first, _ = judged(browse, content)
        _, page = judged(browse, content)
        assert FallbackDocument.objects.count() == 2
        assert "identique" in page.text
        assert page.main.one(".fr-alert--info").one("a").get("href") == first
        assert [row[3] for row in rows(page)] == ["Déjà intégré"] * 2

    def test_shows_the_refused_entries_first_with_what_to_do(self, world: World, browse: Browse) -> None:
        entries = files.numbered(1, 2, 3)
        entries[1] = files.spoilt(entries[1], files.E.IMPORT_TIME, entries[0])
        address, page = judged(browse, files.file_of(entries))
        [row] = rows(page)
        assert row[3] == "Refusé"
        assert "24:00" in row[4]
        assert "(I23)" in row[4]
        assert [r[3] for r in rows(browse("provider").get(address, {"resultat": ""}))] == [
            "Accepté", "Refusé", "Accepté",
        ]  # fmt: skip
        assert [r[3] for r in rows(browse("provider").get(address, {"resultat": "accepted"}))] == ["Accepté"] * 2
        assert "Aucune entrée" in browse("provider").get(address, {"resultat": "known"}).text

    def test_gives_its_reports_and_the_file_to_correct(self, world: World, browse: Browse) -> None:
        entries = files.numbered(1, 2)
        entries[1] = files.spoilt(entries[1], files.E.TRANSPORT_EMPTY, entries[0])
        address, page = judged(browse, files.file_of(entries))
        linked = {link.get("href").removeprefix(address) for link in page.main.all("a")}
        assert {"compte-rendu.xml", "compte-rendu.csv", "a-corriger.xml"} <= linked
        provider = browse("provider")
        xml = provider.get(f"{address}compte-rendu.xml")
        assert b"<code>D10</code>" in body(xml)
        assert xml.response.headers["Content-Disposition"].startswith('attachment; filename="I26-')
        assert xml.response.headers["Cache-Control"] == "private, no-store"
        assert body(provider.get(f"{address}compte-rendu.csv")).startswith(b"\xef\xbb\xbf")
        blank, filled = b"transport>  <", b"transport>AB-1<"
        corrected = body(provider.get(f"{address}a-corriger.xml")).replace(blank, filled)
        _, mended = judged(browse, corrected)
        assert "Toutes les entrées du fichier sont intégrées." in mended.text
        assert FallbackDocument.objects.count() == 2

    def test_is_tried_then_registered_for_good(self, world: World, browse: Browse) -> None:
        address, page = judged(browse, files.file_of(files.numbered(1, 2)), dry_run="on")
        assert "Essai : rien n’a été enregistré." in page.text.replace("\xa0", " ")
        assert not FallbackDocument.objects.exists()
        again = browse("provider").post(f"{address}integrer/").address
        work()
        assert FallbackDocument.objects.count() == 2
        assert "Toutes les entrées" in browse("provider").get(again).text

    def test_registered_for_good_is_not_sent_anew(self, world: World, browse: Browse) -> None:
        address, _ = judged(browse, files.file_of(files.numbered(1)))
        assert browse("provider").post(f"{address}integrer/").address == address
        assert Import.objects.count() == 1

    def test_has_pages(self, world: World, browse: Browse) -> None:
        address, page = judged(browse, files.file_of(files.numbered(*range(1, 31))))
        assert len(rows(page)) == 25
        onwards = page.main.one(".fr-pagination__link--next").get("href")
        assert len(rows(browse("provider").get(f"{address}{onwards}"))) == 5
        for forged in ("?curseur=x", "?resultat=x", "?resultat=%00"):
            assert browse("provider").get(f"{address}{forged}").status == 404


@pytest.mark.rule("I3")
class TestARefusedFile:
    def test_tells_line_and_column_and_registers_nothing(self, world: World, browse: Browse) -> None:
        good = files.file_of(files.numbered(1, 2))
        address, page = judged(browse, good.replace(b"</import-craps>", b"</import>"))
        assert page.main.one(".fr-badge--error").words == "Refusé"
        assert "Ligne " in page.main.one(".fr-alert--error").words
        assert "colonne " in page.text
        assert not FallbackDocument.objects.exists()
        assert browse("provider").get(f"{address}compte-rendu.csv").status == 404

    def test_without_a_file_is_told_on_its_field(self, world: World, browse: Browse) -> None:
        page = browse("provider").post(AT)
        assert page.status == 422
        assert page.errors == [("#id_file", "Choisissez le fichier à envoyer.")]

    def test_that_is_empty_is_told_on_its_field(self, world: World, browse: Browse) -> None:
        page = sent(browse, b"")
        assert page.status == 422
        assert [where for where, _ in page.errors] == ["#id_file"]
        assert not Import.objects.exists()

    def test_that_is_too_large_is_told_with_the_limit(self, world: World, browse: Browse, settings: object) -> None:
        settings.IMPORT_MAX_BYTES = 2 * 1024 * 1024  # type: ignore[attr-defined]
        page = sent(browse, b" " * (2 * 1024 * 1024 + 1))
        assert page.status == 422
        assert "2 Mo" in page.sentences[0].replace("\xa0", " ")
        assert not Import.objects.exists()

    def test_that_is_far_too_large_is_not_even_read(self, world: World, browse: Browse, settings: object) -> None:
        settings.IMPORT_MAX_BYTES = 1024 * 1024  # type: ignore[attr-defined]
        page = sent(browse, b" " * (2 * 1024 * 1024))
        assert (page.status, page.title) == (413, "Envoi trop volumineux")
        assert "1,0 Mio" in page.text.replace("\xa0", " ")

    def test_of_an_endless_length_is_refused(self, world: World, browse: Browse) -> None:
        assert browse("provider").client.post(AT, CONTENT_LENGTH="9" * 5000).status_code == 413

    def test_comes_on_no_other_page(self, world: World, browse: Browse) -> None:
        for who, address in (("anonymous", "/connexion/"), ("provider", "/enregistrer/")):
            upload = SimpleUploadedFile("crise.xml", b" " * (1024 * 1024 + 1))
            assert browse(who).post(address, {"file": upload}).status == 413


@pytest.mark.rule("I1", "R2")
class TestWhoseItIs:
    def test_anothers_and_an_unknown_one_look_alike(self, world: World, browse: Browse) -> None:
        address, _ = judged(browse, files.file_of(files.numbered(1)))
        for who in ("client", "shipper", "officer", "national"):
            theirs = browse(who).get(address)
            nobodys = browse(who).get(f"{AT}I26-9999/")
            assert (theirs.status, theirs.text) == (nobodys.status, nobodys.text)
            assert theirs.status == 404
            assert browse(who).get(f"{address}compte-rendu.xml").status == 404
            assert browse(who).post(f"{address}integrer/").status == 404

    def test_a_file_name_is_shown_as_text(self, world: World, browse: Browse) -> None:
        upload = SimpleUploadedFile("<b>x.xml", files.file_of(files.numbered(1)))
        address = browse("provider").post(AT, {"file": upload}).address
        page = browse("provider").get(address)
        assert not page.main.all("b")
        assert page.main.all("dd")[0].words == "<b>x.xml"
