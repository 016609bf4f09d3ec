"""Stable pages by key: no repeat, no loss, the same forwards and backwards, a hostile cursor refused (rule R3)."""

import base64
import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gps.documents import pages, search
from gps.documents.models import FallbackDocument
from gps.documents.pages import NEWEST_FIRST, Page, page_of
from gps.domain.errors import DomainError, ErrorCode
from tests.documents.register import issue
from tests.world import NOW, World

pytestmark = pytest.mark.django_db

EVERY_SORT = pytest.mark.parametrize("sort", search.SORTS)


def find(sort: str, cursor: str = "", size: int = 3) -> Page:
    wanted = search.parse({"tri": sort})
    return page_of(wanted.apply(FallbackDocument.objects.all()), wanted.order, cursor, size)


def forwards(sort: str, size: int) -> list[Page]:
    found = [find(sort, size=size)]
    while found[-1].after:
        found.append(find(sort, found[-1].after, size))
        assert found[-1].rows[0] not in found[-2].rows, "no row stands on two pages"
    return found


def ids(page: Page) -> list[int]:
    return [row.pk for row in page.rows]


def expected(sort: str) -> list[int]:
    """The order in Python, from the rows themselves."""
    never = datetime(1900, 1, 1, tzinfo=UTC)
    values = {
        "enregistrement": lambda d: (d.recorded_at, d.pk),
        "expedition": lambda d: (d.dispatch_at or never, d.pk),
        "numero": lambda d: d.reference,
    }
    name = sort.removeprefix("-")
    rows = sorted(FallbackDocument.objects.all(), key=values[name], reverse=sort.startswith("-"))
    return [row.pk for row in rows]


def make(world: World, moments: list[tuple[int, int | None]]) -> None:
    """Documents recorded and dispatched so many minutes after ``NOW``; None: without dispatch."""
    for recorded, dispatched in moments:
        now = NOW + timedelta(minutes=recorded)
        if dispatched is None:
            issue(world, "officer", now=now, identity="", on=None, at=None)
        else:
            issue(world, now=now, on=date(2026, 11, 21), at=time(8, dispatched))


MOMENTS = st.lists(st.tuples(st.integers(0, 4), st.none() | st.integers(0, 3)), min_size=1, max_size=12)


class TestTheOrder:
    @pytest.mark.rule("R3")
    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(moments=MOMENTS, size=st.integers(1, 5))
    def test_is_total_and_every_page_has_its_part(
        self, world: World, moments: list[tuple[int, int | None]], size: int
    ) -> None:
        make(world, moments)
        for sort in search.SORTS:
            order = expected(sort)
            found = forwards(sort, size)
            assert [pk for page in found for pk in ids(page)] == order
            assert all(len(page.rows) == size for page in found[:-1])

    @pytest.mark.rule("R3")
    @EVERY_SORT
    @pytest.mark.parametrize("size", [1, 2, 4, 7])
    def test_is_the_same_backwards(self, world: World, sort: str, size: int) -> None:
        make(world, [(n % 3, None if n % 4 == 0 else n % 3) for n in range(14)])
        found = forwards(sort, size)
        back = [found[-1]]
        while back[-1].before and len(back) <= len(found):
            back.append(find(sort, back[-1].before, size))
        assert [ids(page) for page in back[::-1]] == [ids(page) for page in found]
        assert (found[0].before, found[-1].after, back[-1].before) == ("", "", "")


class TestBetweenTwoPages:
    @pytest.mark.rule("R3")
    def test_new_documents_move_nothing(self, world: World) -> None:
        make(world, [(0, 1)] * 7)
        order = expected("-enregistrement")
        first = find("-enregistrement")
        make(world, [(5, 1)] * 4)
        second = find("-enregistrement", first.after)
        third = find("-enregistrement", second.after)
        assert ids(first) + ids(second) + ids(third) == order
        assert [pk for page in (find("-enregistrement", second.before),) for pk in ids(page)] == order[:3]

    @pytest.mark.rule("R3")
    def test_a_document_with_the_same_moment_comes_in_its_place(self, world: World) -> None:
        make(world, [(0, 1)] * 4)
        page = find("enregistrement")
        make(world, [(0, 1)] * 2)
        assert len(find("enregistrement", page.after, 10).rows) == 3

    @pytest.mark.rule("R3")
    def test_a_page_that_has_become_empty_says_so(self, world: World) -> None:
        make(world, [(0, 1)] * 4)
        after = find("-numero").after
        later = FallbackDocument.objects.filter(sequence__gt=4)
        assert page_of(later, search.parse({"tri": "-numero"}).order, after) == Page([], "", "")

    @pytest.mark.rule("R3")
    def test_the_newcomers_are_found_before_the_first_page(self, world: World) -> None:
        make(world, [(0, 1)] * 4)
        second = find("-enregistrement", find("-enregistrement").after)
        make(world, [(5, 1)])
        first = find("-enregistrement", second.before)
        assert first.before
        assert len(find("-enregistrement", first.before).rows) == 1


def cursor_of(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def refusal_of(sort: str, cursor: str) -> tuple[ErrorCode, ...]:
    try:
        find(sort, cursor)
    except DomainError as error:
        return error.codes
    return ()


WRONG = {
    "no base64": "é€",
    "no JSON": base64.urlsafe_b64encode(b"{").decode(),
    "no list": cursor_of({"a": 1}),
    "null": cursor_of(None),
    "a number": cursor_of(7),
    "a text": cursor_of("abc"),
    "nothing": cursor_of([]),
    "no direction": cursor_of(["x", NOW.isoformat(), "1"]),
    "too few": cursor_of(["a", NOW.isoformat()]),
    "too many": cursor_of(["a", NOW.isoformat(), "1", "2"]),
    "no text": cursor_of(["a", NOW.isoformat(), 1]),
    "null within": cursor_of(["a", None, None]),
    "no moment": cursor_of(["a", "yesterday", "1"]),
    "naive": cursor_of(["a", "2026-11-20T18:45:30", "1"]),
    "no integer": cursor_of(["a", NOW.isoformat(), "x"]),
    "too large": cursor_of(["a", NOW.isoformat(), "9" * 30]),
    "far too large": cursor_of(["a", NOW.isoformat(), "9" * 5000]),
    "a bomb": base64.urlsafe_b64encode(b"[" * 40_000).decode(),
    "null byte": "\x00",
    "spaces": "   ",
    "latin": base64.urlsafe_b64encode(b'["a", "\xe9", "1"]').decode(),
    "first year": cursor_of(["a", "0001-01-01T00:00:00+14:00", "1"]),
    "last year": cursor_of(["a", "9999-12-31T23:59:59-14:00", "1"]),
}


class TestACursor:
    @pytest.mark.rule("R3")
    @pytest.mark.parametrize("cursor", WRONG.values(), ids=WRONG)
    def test_that_was_not_given_is_refused(self, world: World, cursor: str) -> None:
        issue(world)
        with pytest.raises(DomainError) as caught:
            page_of(FallbackDocument.objects.all(), NEWEST_FIRST, cursor)
        assert caught.value.codes == (ErrorCode.CURSOR_WRONG,)
        assert caught.value.faults[0].field == "curseur"

    @pytest.mark.rule("R3")
    @pytest.mark.parametrize("content", [["a", "A\x00"], ["a", ""], ["b", "\ud800"], ["a", "é" * 5000]])
    def test_of_an_order_by_number_is_refused_or_leads_nowhere(self, world: World, content: list[str]) -> None:
        issue(world)
        assert refusal_of("numero", cursor_of(content)) in {(), (ErrorCode.CURSOR_WRONG,)}

    @pytest.mark.rule("R3")
    @given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: base64.urlsafe_b64encode(b).decode()))
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_of_any_text_is_no_fault_of_ours(self, db: None, text: str) -> None:
        for sort in ("-enregistrement", "numero"):
            assert refusal_of(sort, text) in {(), (ErrorCode.CURSOR_WRONG,)}


class TestCounting:
    @pytest.mark.rule("R3")
    def test_stops_one_beyond_the_limit(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        make(world, [(0, 1)] * 5)
        rows = FallbackDocument.objects.all()
        for limit, count in ((10, 5), (5, 5), (4, 5), (3, 4)):
            monkeypatch.setattr(pages, "COUNT_LIMIT", limit)
            assert pages.bounded_count(rows) == count
