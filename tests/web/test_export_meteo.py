"""``export_meteo``: the copy of the météo that stays up when GPS is down (rules F3, E10, D1)."""

import io
import json
import os
import runpy
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command

from gps.config import worker
from gps.jobs.models import Job
from gps.paperwork import forms
from gps.web import weather_copy
from gps.web.weather_copy import folder, site, styles
from gps.web.weather_copy.folder import LABEL, Label
from tests.outages.crisis import HOUR, MINUTE, alert, change, end
from tests.outages.skies import DAY, many, skies
from tests.web import markup
from tests.web.markup import Element
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F3")]

GPS = "https://gps.example.fr"


@pytest.fixture(autouse=True)
def public_url(settings: Any) -> None:
    settings.PUBLIC_URL = GPS


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "www" / "meteo"


def run(place: Path, at: datetime = NOW) -> str:
    out = io.StringIO()
    call_command("export_meteo", str(place), "--at", at.isoformat(), stdout=out)
    return out.getvalue()


def files(place: Path) -> set[str]:
    return {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()} - {LABEL}


def pages(place: Path) -> Iterator[tuple[Path, Element]]:
    for path in sorted(place.rglob("*.html")):
        yield path, markup.read(path.read_text(encoding="utf-8"))


def index(place: Path) -> Element:
    return markup.read((place / "index.html").read_text(encoding="utf-8"))


def links(page: Element) -> list[str]:
    return [element.get(name) for element in page.walk() for name in ("href", "src", "action") if element.get(name)]


class TestTheCopy:
    def test_holds_the_meteo_the_alerts_the_numbers_and_the_forms(self, world: World, place: Path) -> None:
        sky = skies(world)
        said = run(place)
        expected = {
            "index.html",
            "atom.xml",
            "numeros-manuels/index.html",
            "formulaires/daa.pdf",
            "formulaires/dsa.pdf",
        }
        expected |= {f"{outage.identifier}/index.html" for outage in sky.public}
        found = files(place)
        assert {name for name in found if not name.startswith("static/")} == expected
        assert said == f"{len(found)} fichiers écrits dans {place}.\n"

    @pytest.mark.parametrize("brand", [True, False])
    def test_has_no_link_that_leads_nowhere_and_none_elsewhere_but_to_gps(
        self, world: World, place: Path, settings: Any, brand: bool
    ) -> None:
        settings.STATE_BRAND = brand
        skies(world)
        many(world, 30)
        run(place)
        followed = 0
        for path, page in pages(place):
            ids = {element.get("id") for element in page.walk()}
            for link in links(page):
                parts = urlsplit(link)
                if parts.scheme or parts.netloc:
                    assert link.startswith(f"{GPS}/")
                    continue
                assert not link.startswith("/")
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
                assert target.is_file(), f"{path}: {link}"
                assert target.is_relative_to(place.resolve())
                assert not parts.fragment or target != path.resolve() or parts.fragment in ids
                followed += 1
        assert followed > 300

    def test_has_style_sheets_that_find_what_they_name(self, world: World, place: Path, settings: Any) -> None:
        settings.STATE_BRAND = True
        run(place)
        named = [
            (sheet.parent / found[2]).resolve()
            for sheet in place.rglob("*.css")
            for found in styles._LINK.finditer(sheet.read_text(encoding="utf-8"))
        ]
        assert len(named) == 10
        assert all(path.suffix == ".woff2" and path.is_file() for path in named)

    def test_has_of_the_design_system_only_what_its_pages_use(self, world: World, place: Path) -> None:
        skies(world)
        run(place)
        assert len([name for name in files(place) if name.startswith("static/")]) == 6
        icons = (place / "static/dsfr/dist/utility/utility.min.css").read_text(encoding="utf-8").count("data:image/svg")
        assert 5 < icons < 100

    def test_has_a_feed_with_the_same_identifiers_and_links_of_its_own(
        self, world: World, place: Path, client: Any
    ) -> None:
        skies(world)
        run(place)
        atom = "{http://www.w3.org/2005/Atom}"
        here = ET.fromstring((place / "atom.xml").read_bytes())
        live = ET.fromstring(client.get("/meteo/atom.xml").content)
        assert [e.text for e in here.iter(f"{atom}id")] == [e.text for e in live.iter(f"{atom}id")]
        for link in here.iter(f"{atom}link"):
            assert (place / str(link.get("href"))).is_file()

    def test_says_on_each_page_that_it_is_a_copy_and_when_it_was_made(self, world: World, place: Path) -> None:
        skies(world)
        run(place)
        for _, page in pages(place):
            assert "Copie de secours, faite le 20/11/2026 à 18:45 (UTC+1)." in page.words

    def test_leaves_out_what_needs_an_account(self, world: World, place: Path) -> None:
        skies(world)
        run(place)
        for _, page in pages(place):
            assert page.all("form") == page.all("nav#menu") == []
            assert "connect" not in page.words.lower()
            assert not [link for link in links(page) if "/connexion/" in link or "/deconnexion/" in link]
            assert [script.get("type") for script in page.all("script")] == ["", ""]

    @pytest.mark.rule("E10")
    def test_tells_how_a_number_is_formed_by_hand(self, world: World, place: Path) -> None:
        run(place)
        page = markup.read((place / "numeros-manuels/index.html").read_text(encoding="utf-8"))
        assert "Former un numéro à la main" in page.one("h1").words
        assert "ces deux conditions sont réunies" in page.words
        assert "14FR007328E0001000081" in page.words

    @pytest.mark.rule("D1")
    @pytest.mark.parametrize("kind", ["daa", "dsa"])
    def test_holds_the_blank_forms(self, place: Path, kind: str) -> None:
        run(place)
        assert (place / f"formulaires/{kind}.pdf").read_bytes() == forms.blank(kind.upper())

    def test_shows_all_the_past_page_by_page(self, world: World, place: Path) -> None:
        many(world, 60)
        run(place)
        tables = [table for _, page in pages(place) for table in page.all("#resultats")]
        rows = {row.one("th").words for table in tables for row in table.one("tbody").all("tr")}
        assert len(rows) == 60
        assert len([name for name in files(place) if name.startswith("P26-")]) == 60

    def test_shows_the_moment_that_is_asked_for(self, world: World, place: Path) -> None:
        alert(world, starts_at=NOW + DAY, planned=True)
        run(place, NOW + DAY)
        assert "Alerte noire" in index(place).all(".gps-state")[0].words

    def test_does_not_let_a_message_write_a_link(self, world: World, place: Path) -> None:
        alert(world, message='" href="/accueil/" src="//x" class="fr-icon-bug-fill', message_en="' href='/x'")
        run(place)
        assert '" href="/accueil/" src="//x" class="fr-icon-bug-fill' in index(place).words

    def test_is_made_of_files_that_collectstatic_named_too(self, tmp_path: Path, settings: Any) -> None:
        settings.STATIC_ROOT = tmp_path
        (tmp_path / "gps.4b7783f885ff.css").write_text("p{}", encoding="utf-8")
        assert site.static_file("gps.4b7783f885ff.css") == b"p{}"
        with pytest.raises(FileNotFoundError):
            site.static_file("absent.css")


class TestTheStyles:
    def kept(self, sheet: str, *classes: str, fonts: bool = False) -> str:
        return styles.kept(sheet, set(classes), lambda link: f"<{link}>", fonts=fonts)

    def test_keep_every_rule_that_names_no_file(self) -> None:
        sheet = '@charset "utf-8";.a{color:red}@media print{.b:not(.c){top:0}}.d{background:url("data:image/x,%3C")}'
        assert self.kept(sheet) == sheet

    def test_keep_the_files_of_the_classes_that_are_used(self) -> None:
        sheet = ".a:before,.b.c{mask:url(x.svg)}"
        assert self.kept(sheet, "a") == '.a:before,.b.c{mask:url("<x.svg>")}'
        assert self.kept(sheet, "b", "c") == '.a:before,.b.c{mask:url("<x.svg>")}'
        assert self.kept(sheet, "b") == ""

    def test_see_through_what_is_no_class(self) -> None:
        rule = 'a:not(.z)[href$=".pdf"]{mask:url("%s")}'
        assert self.kept("/* .x.y */" + rule % "i.svg") == rule % "<i.svg>"

    def test_leave_no_trace_of_a_rule_but_the_one_before_it(self) -> None:
        assert self.kept('@charset "utf-8";.a{mask:url(x.svg)}.b{top:0}') == '@charset "utf-8";.b{top:0}'

    def test_bring_typefaces_in_one_format_and_only_under_the_states_brand(self) -> None:
        sheet = '@font-face{src:url(m.woff2) format("woff2"),url(m.woff) format("woff")}'
        assert self.kept(sheet) == ""
        assert self.kept(sheet, fonts=True) == '@font-face{src:url("<m.woff2>") format("woff2")}'

    def test_hold_an_icon_within(self) -> None:
        held = styles.within(b'<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>\n')
        assert '"' not in held
        assert unquote(held).endswith(',<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>')


class TestThePlace:
    def test_is_exchanged_at_one_stroke(self, world: World, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Until the last moment the former copy is there whole; from then on the new one is."""
        run(place)
        outage = alert(world)
        seen: list[set[str]] = []
        really = folder._exchange

        def watched(directory: Path, fresh: Path) -> None:
            seen.append(files(directory))
            assert (fresh / outage.identifier / "index.html").is_file()
            really(directory, fresh)
            seen.append(files(directory))

        monkeypatch.setattr(folder, "_exchange", watched)
        before = files(place)
        run(place)
        assert seen == [before, before | {f"{outage.identifier}/index.html"}]
        assert place.is_symlink()

    def test_keeps_the_former_copy_when_writing_fails(
        self, world: World, place: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(place)
        before = {name: (place / name).read_bytes() for name in files(place)}
        alert(world)
        monkeypatch.setattr(Path, "write_bytes", lambda *_: (_ for _ in ()).throw(OSError("plus de place")))
        with pytest.raises(OSError, match="plus de place"):
            run(place)
        monkeypatch.undo()
        assert {name: (place / name).read_bytes() for name in files(place)} == before
        run(place)
        assert len(list(place.parent.glob(".meteo-*"))) == 2  # what was left half-way has gone

    def test_holds_the_present_copy_and_the_former_one(self, place: Path) -> None:
        for n in range(4):
            run(place, NOW + n * MINUTE)
        folders = sorted(path.name for path in place.parent.iterdir())
        assert [name[:23] for name in folders] == [
            ".meteo-20261120T174730Z",
            ".meteo-20261120T174830Z",
            ".meteo.lock",
            "meteo",
        ]
        assert place.readlink().name == folders[1]

    def test_leaves_its_neighbours_alone(self, place: Path) -> None:
        other = place.with_name("meteo-20261120T174730Z")
        others = [other, place.with_name(".meteo-notes"), place.with_name(".meteo-x-20261120T174730Z-00000000")]
        for path in others:
            path.mkdir(parents=True)
        run(place)
        run(place)
        assert all(path.is_dir() for path in others)

    @pytest.mark.parametrize("how", ["file", "folder", "link", "label"])
    def test_is_refused_when_it_holds_anything_else(self, place: Path, how: str) -> None:
        place.parent.mkdir(parents=True)
        kept = place.parent / "important" / "index.html"
        kept.parent.mkdir()
        kept.write_text("à garder", encoding="utf-8")
        match how:
            case "file":
                place.write_text("à garder", encoding="utf-8")
            case "folder":
                kept.parent.rename(place)
                kept = place / "index.html"
            case "link":
                place.symlink_to(kept.parent)
            case "label":
                kept.parent.rename(place)
                kept = place / "index.html"
                (place / LABEL).write_text("{}", encoding="utf-8")
        with pytest.raises(CommandError, match="n’est pas une copie"):
            run(place)
        assert kept.read_text(encoding="utf-8") == "à garder"
        assert list(place.parent.glob(".meteo*")) == []

    def test_may_be_an_empty_folder_or_a_copy_that_was_brought_there(self, place: Path) -> None:
        place.mkdir(parents=True)
        run(place)
        assert place.is_symlink()
        real = place.resolve()
        place.unlink()
        real.rename(place)
        run(place)
        assert place.is_symlink()
        assert (place / "index.html").is_file()

    def test_may_be_a_link_whose_copy_was_deleted(self, place: Path) -> None:
        run(place)
        for path in place.resolve().rglob("*"):
            if path.is_file():
                path.unlink()
        place.resolve().rename(place.with_name("elsewhere"))
        run(place)
        assert (place / "index.html").is_file()

    def test_can_be_read_by_a_web_server(self, place: Path) -> None:
        run(place)
        umask = os.umask(0)
        os.umask(umask)
        assert place.stat().st_mode & 0o777 == 0o777 & ~umask

    def test_is_written_by_one_command_at_a_time(self, place: Path) -> None:
        def write(n: int) -> None:
            folder.replace(place, {name: str(n).encode() for name in ("a", "b", "c/d")}, Label(NOW, str(n)))

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(write, range(40)))
        assert len({(place / name).read_bytes() for name in ("a", "b", "c/d")}) == 1
        assert len(list(place.parent.glob(".meteo-*"))) == 2


def made_at(place: Path) -> datetime:
    return datetime.fromisoformat(json.loads((place / LABEL).read_text(encoding="utf-8"))["made_at"])


class TestTheWorker:
    @pytest.fixture(autouse=True)
    def exporting(self, place: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        settings.METEO_EXPORT = str(place)
        kept = {"export-meteo": timedelta(minutes=1)}
        monkeypatch.setattr(worker, "RECURRING", kept)
        monkeypatch.setattr(worker, "HANDLERS", {kind: worker.HANDLERS[kind] for kind in kept})

    def work(self, at: datetime) -> None:
        call_command("worker", "--once", f"--at={at.isoformat()}", stdout=io.StringIO())
        assert not Job.objects.filter(kind="export-meteo").exclude(last_error="").exists()

    def test_copies_within_the_minute_of_each_change_and_not_otherwise(self, world: World, place: Path) -> None:
        outage = alert(world)
        self.work(NOW)
        self.work(NOW + MINUTE)
        assert made_at(place) == NOW
        change(world, outage, now=NOW + MINUTE, message="Autre consigne.")
        self.work(NOW + 2 * MINUTE)
        assert made_at(place) == NOW + 2 * MINUTE
        assert "Autre consigne." in (place / "index.html").read_text(encoding="utf-8")
        end(world, outage, now=NOW + 3 * MINUTE)
        self.work(NOW + 4 * MINUTE)
        assert "Fonctionne normalement" in index(place).all(".gps-state")[0].words

    def test_copies_when_a_maintenance_begins(self, world: World, place: Path) -> None:
        alert(world, starts_at=NOW + 10 * MINUTE, planned=True)
        self.work(NOW)
        self.work(NOW + 9 * MINUTE)
        assert made_at(place) == NOW
        self.work(NOW + 10 * MINUTE)
        assert made_at(place) == NOW + 10 * MINUTE

    def test_copies_each_hour_so_that_the_date_stays_young(self, place: Path) -> None:
        self.work(NOW)
        self.work(NOW + HOUR - MINUTE)
        assert made_at(place) == NOW
        self.work(NOW + HOUR)
        assert made_at(place) == NOW + HOUR

    def test_copies_anew_when_the_deployment_says_something_else(self, place: Path, settings: Any) -> None:
        assert weather_copy.export_if_changed(place, NOW)
        assert not weather_copy.export_if_changed(place, NOW)
        settings.SAU_DTI = "01 11 11 11 11"
        assert weather_copy.export_if_changed(place, NOW)
        assert "01 11 11 11 11" in unescape((place / "index.html").read_text(encoding="utf-8"))

    def test_tries_again_when_the_place_is_taken(self, place: Path) -> None:
        place.mkdir(parents=True)
        (place / "à garder").touch()
        call_command("worker", "--once", f"--at={NOW.isoformat()}", stdout=io.StringIO())
        job = Job.objects.get(kind="export-meteo")
        assert job.done_at is None
        assert "NotACopy" in job.last_error

    @pytest.mark.parametrize("named", ["", "var/meteo"])
    def test_does_so_only_where_a_folder_is_named(self, settings: Any, named: str) -> None:
        settings.METEO_EXPORT = named
        assert ("export-meteo" in runpy.run_path(str(worker.__file__))["RECURRING"]) == bool(named)
