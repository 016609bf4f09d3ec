"""The mails of the demonstration, to be read and clicked; nowhere else (rules F3, F4)."""

from datetime import timedelta
from typing import Any

import pytest

from gps.notices import mails
from gps.notices.mails import Message, Recipient
from tests.notices.post import READER, deliver, follow
from tests.outages import crisis
from tests.web.conftest import Browse
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

PAGE = "/demonstration/courriels/"


@pytest.mark.rule("F3", "F4")
def test_it_shows_each_mail_with_links_that_lead(world: World, browse: Browse) -> None:
    row = follow()
    made = crisis.ask(crisis.ungrounded(world))
    deliver()
    page = browse("anonymous").get(PAGE)
    said = [card.words for card in page.main.all("article")]
    assert len(said) == 4
    assert any(f"À {READER}, écrit le 20/11/2026 à 18:45 (UTC+1), envoyé" in text for text in said)
    assert any("À bordeaux@douane.invalid" in text and made.identifier in text for text in said)
    assert {row.confirm_url, row.end_url, "http://127.0.0.1:8000/a-traiter/"} <= set(page.links)


def test_it_tells_what_waits_and_shows_the_latest_first(browse: Browse) -> None:
    for n in range(52):
        one = Message(f"e{n}", "x", f"Objet {n}", 'Texte <b>gras</b> & "cité"')
        mails.write(one, [Recipient("x@y.invalid", "")], NOW + timedelta(minutes=n))
    page = browse("anonymous").get(PAGE)
    cards = page.main.all("article")
    assert len(cards) == 50
    assert "Objet 51" in cards[0].words
    assert "en attente d’envoi" in cards[0].words
    assert 'Texte <b>gras</b> & "cité"' in cards[0].words


def test_it_says_that_there_is_none_yet(browse: Browse) -> None:
    page = browse("anonymous").get(PAGE)
    assert "Aucun courriel pour l’instant" in page.text


def test_the_banner_leads_to_it(browse: Browse) -> None:
    assert PAGE in [link.get("href") for link in browse("anonymous").get("/connexion/").tree.all("a")]


def test_it_does_not_exist_in_production(settings: Any, browse: Browse) -> None:
    settings.DEMO = False
    follow()
    assert browse("anonymous").get(PAGE).status == 404
    assert browse("administrator").get(PAGE).status == 404
    assert PAGE not in [link.get("href") for link in browse("anonymous").get("/connexion/").tree.all("a")]
