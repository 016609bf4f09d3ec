"""The Atom feed of the météo: what a reader gets, and that nothing in a message breaks it (rule F3)."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from django.utils.feedgenerator import rfc3339_date

from gps.web import feed
from tests.outages.crisis import HOUR, MINUTE, alert, change
from tests.outages.skies import HOSTILE_EN, many, skies
from tests.web import markup
from tests.web.browsing import Clock
from tests.web.conftest import Browse
from tests.world import NOW, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F3")]

FEED = "/meteo/atom.xml"
ATOM = "{http://www.w3.org/2005/Atom}"
GPS = "http://127.0.0.1:8000"


def read(browse: Browse) -> ET.Element:
    response = browse("anonymous").get(FEED).response
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}", "")


def entries(browse: Browse) -> list[ET.Element]:
    return read(browse).findall(f"{ATOM}entry")


def body(entry: ET.Element) -> markup.Element:
    """The HTML of an entry, parsed as strictly as a page."""
    summary = entry.find(f"{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "html"
    return markup.read(summary.text or "")


class TestTheFeed:
    def test_says_what_it_is_and_where(self, world: World, browse: Browse) -> None:
        skies(world)
        root = read(browse)
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        assert links == {"alternate": f"{GPS}/meteo/", "self": f"{GPS}{FEED}"}
        assert text(root, "id") == feed.TAG
        assert root.find(f"{ATOM}author/{ATOM}name") is not None
        assert text(root, "updated") == rfc3339_date(NOW - 2 * HOUR)

    def test_is_whole_when_nothing_was_published(self, world: World, browse: Browse) -> None:
        root = read(browse)
        assert root.findall(f"{ATOM}entry") == []
        assert text(root, "updated") == rfc3339_date(NOW)

    def test_leads_to_gps_whichever_address_it_was_asked_at(self, world: World, browse: Browse) -> None:
        """A cache keeps one answer for everybody: the address of the first who asks must not be in it."""
        skies(world)
        response = browse("anonymous").client.get(FEED, headers={"host": "localhost"})
        assert set(re.findall(r'href="(http://[^/"]+)', response.content.decode())) == {GPS}

    def test_holds_the_last_fifty_changes(self, world: World, browse: Browse) -> None:
        many(world, 30)
        found = entries(browse)
        assert len(found) == feed.LENGTH == 50
        moments = [datetime.fromisoformat(text(entry, "updated")) for entry in found]
        assert len({text(entry, "id") for entry in found}) == 50
        assert max(moments) == NOW - 40 * 24 * HOUR + HOUR


class TestAnEntry:
    def test_keeps_its_identifier_and_its_words_for_ever(self, world: World, browse: Browse, clock: Clock) -> None:
        outage = alert(world, message_en="Wait.")
        [before] = map(ET.tostring, entries(browse))
        clock.now = NOW + 5 * MINUTE
        change(world, outage, now=NOW + MINUTE, message="Autre consigne.")
        newer, after = entries(browse)
        assert ET.tostring(after) == before
        assert text(after, "id") == f"{feed.TAG}/{outage.identifier}/1"
        assert text(newer, "id") == f"{feed.TAG}/{outage.identifier}/2"
        assert re.fullmatch(r"tag:[a-z.]+,\d{4}:[\w/-]+", text(newer, "id"))
        assert text(newer, "updated") == text(newer, "published") == rfc3339_date(NOW + MINUTE)

    def test_tells_a_change_in_french_then_in_english(self, world: World, browse: Browse) -> None:
        sky = skies(world)
        [entry] = [entry for entry in entries(browse) if text(entry, "id").endswith(f"{sky.under_way.identifier}/2")]
        assert text(entry, "title") == f"{sky.under_way.identifier} – Alerte noire – GAMM@ DTI : modification".replace(
            " :", "\u00a0:"
        )
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.get("href") == f"{GPS}/meteo/{sky.under_way.identifier}/"
        html = body(entry)
        english = html.one("div")
        assert english.get("lang") == "en"
        assert "Black alert – GAMM@ DTI: changed, 20/11/2026, 15:45 (UTC+1)." in english.words
        assert "Opens the fallback procedure to operators working by the portal" in english.words
        assert "Expected end: 20/11/2026, 23:45 (UTC+1)." in english.words
        french = html.words.removesuffix(english.words)
        assert "Ouvre la procédure de secours aux opérateurs DTI et DTI+." in french
        assert "Gravité : Alerte rouge → Alerte noire" in french

    @pytest.mark.parametrize(
        ("which", "action", "said", "said_en"),
        [
            ("planned", "publication", "Ouvrira la procédure", "Will open the fallback procedure"),
            ("cancelled", "annulation", "Annulée", "Cancelled"),
            ("past", "fin", "Terminée", "Ended"),
            ("notice", "publication", "N’ouvre pas", "Does not open"),
        ],
    )
    def test_tells_each_action(
        self, world: World, browse: Browse, which: str, action: str, said: str, said_en: str
    ) -> None:
        identifier = getattr(skies(world), which).identifier
        entry = next(entry for entry in entries(browse) if f"/{identifier}/" in text(entry, "id"))
        assert text(entry, "title").endswith(action)
        assert said in body(entry).words
        assert said_en in body(entry).one("div").words

    def test_is_of_no_incident(self, world: World, browse: Browse) -> None:
        sky = skies(world)
        titles = " ".join(text(entry, "title") for entry in entries(browse))
        assert sky.provider.identifier not in titles
        assert sky.operator.identifier not in titles

    def test_shows_a_hostile_message_as_it_was_written(self, world: World, browse: Browse) -> None:
        sky = skies(world)
        [entry] = [entry for entry in entries(browse) if text(entry, "id").endswith(f"{sky.under_way.identifier}/1")]
        html = body(entry)
        assert '<script>alert(\'x\')</script> & "guillemets" ]]> \ufffd href="//x"' in html.words
        assert HOSTILE_EN in html.one("div").words
        assert {element.tag for element in html.walk()} <= {"", "p", "strong", "span", "br", "div"}

    @pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1f", "\ufffe", "\uffff", "\x7f", "\u2028", "😀"])
    def test_breaks_on_no_character(self, world: World, browse: Browse, character: str) -> None:
        alert(world, message=f"Avant {character} après.", message_en=f"Before {character} after.")
        [entry] = entries(browse)
        assert "Avant" in body(entry).words
        assert "after." in body(entry).one("div").words
