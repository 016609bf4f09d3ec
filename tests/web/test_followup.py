"""« Suivre mes procédures de secours »: what needs a hand first, one excise number at a time (rules S1, S2, G8)."""

from datetime import date, datetime, time, timedelta

import pytest

from gps.documents.models import FallbackDocument
from gps.domain.lifecycle import Status
from tests.documents.register import bring, issue, registered
from tests.web.conftest import Browse
from tests.web.scene import EIGHT
from tests.world import NOW, SHIPPER, STRANGE, WAREHOUSE, World

pytestmark = pytest.mark.django_db

FOLLOW = "/suivre/"


class TestTheTable:
    @pytest.mark.rule("S1", "S2", "T3", "G8")
    def test_has_what_needs_a_hand_first(self, world: World, browse: Browse) -> None:
        """The most pressing first; equally pressing, the latest first."""
        old, later = NOW - timedelta(days=12), NOW - timedelta(days=8)

        def tonight(now: datetime = NOW) -> FallbackDocument:
            return issue(world, now=now, at=time(20))

        expected = [
            ("à compléter", issue(world, "officer", now=old, identity="", on=None, at=None)),
            ("Inactif", bring(world, tonight(), Status.INACTIVE)),
            ("en retard", issue(world, now=old, on=old.date(), at=time(20))),
            ("échéance proche", issue(world, now=later, on=later.date(), at=time(20))),
            ("signalé", registered(world, "26FR007328E0001999991", confirmed=True)),
            ("à régulariser", tonight(NOW + timedelta(seconds=9))),
            ("à régulariser", tonight()),
            ("Annulé", bring(world, tonight(), Status.CANCELLED)),
        ]
        page = browse("shipper").get(FOLLOW)
        assert page.numbers == [document.reference for _, document in expected]
        assert [word in row[1] for (word, _), row in zip(expected, page.rows, strict=True)] == [True] * 8
        figures = [line.words for line in page.main.one(".gps-figures").all("li")]
        assert figures == [
            "1 à compléter", "1 inactif", "1 en retard de régularisation", "1 à régulariser sous 3 jours",
            "1 signalé au service",
        ]  # fmt: skip

    @pytest.mark.rule("S1")
    def test_shows_what_was_entered_with_the_status(self, world: World, browse: Browse) -> None:
        registered(world, EIGHT)
        [row] = browse("shipper").get(FOLLOW).rows
        assert row == [
            "26 FR007328E0001 00008 1", "Actif à régulariser", "DAA", "AB-123-CD", "19/11/2026 08:15",
            "20/11/2026 a posteriori", "30/11/2026",
        ]  # fmt: skip

    def test_says_when_there_is_nothing(self, browse: Browse) -> None:
        page = browse("shipper").get(FOLLOW)
        assert "Aucun document de secours pour l’instant." in page.text
        assert not page.main.all("table")


class TestTheExciseNumber:
    @pytest.fixture
    def two(self, world: World) -> list[str]:
        return [issue(world).reference, issue(world, excise_number=WAREHOUSE, document_type="DSA").reference]

    @pytest.mark.rule("S1")
    def test_is_chosen_when_there_are_several(self, browse: Browse, two: list[str]) -> None:
        shipper = browse("shipper")
        page = shipper.get(FOLLOW)
        assert page.choices("accise") == ["", WAREHOUSE, SHIPPER]
        assert set(page.numbers) == set(two)
        assert shipper.get(FOLLOW, {"accise": WAREHOUSE}).numbers == [two[1]]
        assert shipper.get(FOLLOW, {"accise": f"{SHIPPER.lower()} "}).numbers == [two[0]]

    @pytest.mark.rule("S1")
    def test_is_not_asked_when_there_is_one(self, browse: Browse) -> None:
        assert not browse("stranger").get(FOLLOW).main.all("form")

    @pytest.mark.rule("S1", "R2")
    @pytest.mark.parametrize("accise", [STRANGE, "FR000000E0000", "%", "\x00", "é", "x" * 5000, "FR007328E"])
    def test_of_somebody_else_or_of_nobody_shows_nothing(
        self, world: World, browse: Browse, two: list[str], accise: str
    ) -> None:
        theirs = issue(world, "stranger", excise_number=STRANGE)
        page = browse("shipper").get(FOLLOW, {"accise": accise})
        assert page.status == 200
        assert theirs.reference not in page.numbers
        assert page.numbers == (two[::-1] if accise == "\x00" else []), "a null byte alone chooses nothing"


class TestThePages:
    @pytest.mark.rule("S1", "S2")
    def test_show_each_document_once_forwards_and_backwards(self, world: World, browse: Browse) -> None:
        made = [issue(world, now=NOW + timedelta(seconds=n // 2)).reference for n in range(60)]
        shipper = browse("shipper")
        pages = [shipper.get(FOLLOW)]
        while len(pages) < 9 and (
            links := [a for a in pages[-1].main.all(".fr-pagination__link--next") if a.get("href")]
        ):
            pages.append(shipper.get(FOLLOW + links[0].get("href")))
        assert [len(page.numbers) for page in pages] == [25, 25, 10]
        assert [number for page in pages for number in page.numbers] == made[::-1]
        [back] = pages[2].main.all(".fr-pagination__link--prev")
        assert shipper.get(FOLLOW + back.get("href")).numbers == pages[1].numbers
        [first] = pages[2].main.all(".fr-pagination__link--first")
        assert shipper.get(FOLLOW + first.get("href")).numbers == pages[0].numbers

    @pytest.mark.rule("S1")
    def test_keep_the_excise_number_that_was_chosen(self, world: World, browse: Browse) -> None:
        for _ in range(26):
            issue(world)
        issue(world, excise_number=WAREHOUSE, document_type="DSA")
        shipper = browse("shipper")
        [link] = shipper.get(FOLLOW, {"accise": SHIPPER}).main.all(".fr-pagination__link--next")
        assert len(shipper.get(FOLLOW + link.get("href")).numbers) == 1

    @pytest.mark.parametrize("cursor", ["x", "\x00", "AAAA", "W10", "e30", "é", "W1t dXQ=", "bnVsbA", "x" * 5000])
    def test_refuse_a_cursor_that_they_did_not_give(self, world: World, browse: Browse, cursor: str) -> None:
        issue(world)
        page = browse("shipper").get(FOLLOW, {"curseur": cursor})
        assert page.status == 422
        assert "Cette adresse de page n’est pas valable" in page.text


@pytest.mark.rule("S1", "R2")
def test_dates_are_the_establishments(world: World, browse: Browse) -> None:
    """At 21:30 UTC it is 01:30 on the next day in La Réunion, whoever looks."""
    at = NOW.replace(hour=21, minute=30)
    issue(world, "distiller", now=at, excise_number="FR009740E0007", on=date(2026, 11, 21), at=time(2))
    for who in ("distiller", "national"):
        [row] = browse(who).get(FOLLOW).rows
        assert (row[4], row[5]) == ("21/11/2026 02:00", "21/11/2026 normal")
