"""« Rechercher »: 11 criteria × their comparators against a small register, one exact set each (rules R1, R3, N9)."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gps.documents import search
from gps.documents.models import FallbackDocument
from gps.documents.search import CHOICES, CRITERIA, Comparator, Criterion, Search, parse
from gps.domain.errors import DomainError, ErrorCode
from tests.documents.searches import FOUND, fill
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(world: World) -> dict[str, str]:
    return fill(world)


def names(register: dict[str, str], query: str) -> set[str]:
    rows = parse(QueryDict(query).dict()).apply(FallbackDocument.objects.all())
    return {register[row.reference] for row in rows}


class TestASearch:
    @pytest.mark.rule("R1", "N9")
    def test_finds_exactly_what_meets_all_criteria(self, register: dict[str, str]) -> None:
        assert {query: names(register, query) for query in FOUND} == FOUND

    @pytest.mark.rule("R1")
    def test_tries_every_criterion_with_every_comparator(self) -> None:
        tried = {(c.name, c.comparator) for query in FOUND for c in parse(QueryDict(query).dict()).criteria}
        wanted = {(name, comparator) for name in search.TEXTS for comparator in search.TEXT_COMPARATORS}
        wanted |= {(name, comparator) for name in search.DATES for comparator in search.DATE_COMPARATORS}
        wanted |= {(name, Comparator.EQUALS) for name in CHOICES}
        assert tried == wanted
        values = {(c.name, c.value) for query in FOUND for c in parse(QueryDict(query).dict()).criteria}
        assert {(name, member.value) for name, (_, kind) in CHOICES.items() for member in kind} <= values

    @pytest.mark.rule("R1")
    def test_knows_eleven_criteria(self) -> None:
        assert len(CRITERIA) == 11
        assert set(CRITERIA) == {*search.TEXTS, *search.DATES, *CHOICES}


def refusal_of(query: dict[str, str]) -> tuple[ErrorCode, ...]:
    try:
        list(parse(query).apply(FallbackDocument.objects.all())[:1])
    except DomainError as error:
        return error.codes
    return ()


class TestAQueryString:
    @pytest.mark.rule("R1")
    @pytest.mark.parametrize(
        ("query", "code", "name"),
        [
            ("numero=1&numero_comparateur=avant", ErrorCode.SEARCH_COMPARATOR, "numero"),
            ("expedition=20/11/2026&expedition_comparateur=contient", ErrorCode.SEARCH_COMPARATOR, "expedition"),
            ("accise=1&accise_comparateur=EGAL", ErrorCode.SEARCH_COMPARATOR, "accise"),
            ("expedition=2026-11-20", ErrorCode.SEARCH_DATE, "expedition"),
            ("enregistrement=31/02/2026", ErrorCode.SEARCH_DATE, "enregistrement"),
            ("enregistrement=２０/11/2026", ErrorCode.SEARCH_DATE, "enregistrement"),
            ("statut=Actif", ErrorCode.SEARCH_VALUE, "statut"),
            ("type=DAE", ErrorCode.SEARCH_VALUE, "type"),
            ("mode=normal%00", ErrorCode.SEARCH_VALUE, "mode"),
            ("numero=%25", ErrorCode.SEARCH_TEXT, "numero"),
            ("numero=A_B", ErrorCode.SEARCH_TEXT, "numero"),
            ("numero=É", ErrorCode.SEARCH_TEXT, "numero"),
            ("numero=1%00", ErrorCode.SEARCH_TEXT, "numero"),
            ("accise=" + "A" * 61, ErrorCode.SEARCH_TEXT, "accise"),
            ("immatriculation=%25_-", ErrorCode.SEARCH_TEXT, "immatriculation"),
            ("immatriculation=Ж", ErrorCode.SEARCH_TEXT, "immatriculation"),
            ("tri=hasard", ErrorCode.SEARCH_SORT, "tri"),
        ],
    )
    def test_that_is_wrong_is_refused_on_its_criterion(self, query: str, code: ErrorCode, name: str) -> None:
        with pytest.raises(DomainError) as caught:
            parse(QueryDict(query).dict())
        assert [(fault.code, fault.field) for fault in caught.value.faults] == [(code, name)]

    @pytest.mark.rule("R1")
    def test_has_all_its_faults_told(self) -> None:
        with pytest.raises(DomainError) as caught:
            parse({"numero": "%", "expedition": "x", "statut": "x", "tri": "x"})
        assert [fault.field for fault in caught.value.faults] == ["numero", "expedition", "statut", "tri"]

    @pytest.mark.rule("R3")
    @given(
        st.fixed_dictionaries(
            {},
            optional={
                "numero": st.from_regex(r"[0-9A-Z]{1,21}", fullmatch=True),
                "numero_comparateur": st.sampled_from(search.TEXT_COMPARATORS),
                "expedition": st.dates().map(lambda day: f"{day.day:02d}/{day.month:02d}/{day.year:04d}"),
                "expedition_comparateur": st.sampled_from(search.DATE_COMPARATORS),
                "statut": st.sampled_from(["active", "inactive", "cancelled", "reintegrated"]),
                "tri": st.sampled_from(search.SORTS),
            },
        )
    )
    def test_makes_the_same_search_again(self, query: dict[str, str]) -> None:
        asked = parse(query)
        assert parse(asked.to_query()) == asked
        assert parse(asked.to_query()).order == asked.order

    @pytest.mark.rule("R3")
    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(query=st.dictionaries(st.sampled_from([*CRITERIA, "tri", "numero_comparateur"]), st.text(max_size=80)))
    def test_of_any_text_is_searched_or_refused(self, db: None, query: dict[str, str]) -> None:
        assert all(code.slug.startswith("search-") for code in refusal_of(query))

    @pytest.mark.rule("R3")
    def test_without_a_sort_is_newest_first(self) -> None:
        assert parse({}) == Search((), "-enregistrement")
        assert parse({"statut": "active"}).criteria == (Criterion("statut", Comparator.EQUALS, "active"),)
