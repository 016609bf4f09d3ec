"""« Rechercher » for machines is the pages' search under English names (rules R1–R3)."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from gps.api.search import COMPARATORS, NAMES, SORTS, Criteria
from gps.documents import pages, search
from gps.domain.lifecycle import Status
from tests.api.conftest import Call
from tests.documents.register import bring, issue, registered
from tests.web.browsing import Clock
from tests.world import NOW, SHIPPER, World

pytestmark = pytest.mark.django_db

EIGHT = f"26{SHIPPER}000081"


class TestTheNames:
    @pytest.mark.rule("R1")
    def test_are_those_of_the_pages_one_by_one(self) -> None:
        assert sorted(NAMES.values()) == sorted(search.CRITERIA)
        assert sorted(SORTS.values()) == sorted(search.SORTS)
        assert set(COMPARATORS.values()) == set(search.Comparator)
        compared = {name for name in search.CRITERIA if name not in search.CHOICES}
        english = {name for name in NAMES if f"{name}_comparator" in Criteria.model_fields}
        assert {NAMES[name] for name in english} == compared
        assert get_args(Criteria) == ()


@pytest.fixture
def three(world: World) -> dict[str, str]:
    """An issued document, a hand-made one, a cancelled one: recorded a minute apart."""
    return {
        "issued": issue(world, identity="AB-123-CD").reference,
        "paper": registered(world, EIGHT, now=NOW + timedelta(minutes=1), identity="XY 9").reference,
        "gone": bring(world, issue(world, now=NOW + timedelta(minutes=2), identity="ZZ"), Status.CANCELLED).reference,
    }


class TestASearch:
    @pytest.mark.rule("R1", "R2")
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, ["gone", "paper", "issued"]),
            ({"reference": EIGHT}, ["paper"]),
            ({"reference": "26 fr", "reference_comparator": "starts_with"}, ["gone", "paper", "issued"]),
            ({"reference": "81", "reference_comparator": "ends_with"}, ["paper"]),
            ({"transport_identity": "ab123", "transport_identity_comparator": "contains"}, ["issued"]),
            ({"excise_number": SHIPPER}, ["gone", "paper", "issued"]),
            ({"excise_number": "FR0073289", "excise_number_comparator": "starts_with"}, []),
            ({"dispatch_date": "2026-11-20"}, ["gone", "issued"]),
            ({"dispatch_date": "2026-11-20", "dispatch_date_comparator": "before"}, ["paper"]),
            ({"dispatch_date": "2026-11-20", "dispatch_date_comparator": "after"}, []),
            ({"recording_date": "2026-11-20", "recording_date_comparator": "equals"}, ["gone", "paper", "issued"]),
            ({"status": "cancelled"}, ["gone"]),
            ({"actor_kind": "customs"}, ["gone"]),
            ({"document_type": "DSA"}, []),
            ({"recording_mode": "a_posteriori"}, ["paper"]),
            ({"cancellation_reason": "document_error"}, ["gone"]),
            ({"reactivation_reason": "other"}, []),
            ({"status": "active", "recording_mode": "normal"}, ["issued"]),
            ({"sort": "recorded"}, ["issued", "paper", "gone"]),
            ({"sort": "dispatch"}, ["paper", "issued", "gone"]),
            ({"sort": "reference"}, ["issued", "paper", "gone"]),
        ],
    )
    def test_finds(self, machine: Call, three: dict[str, str], query: dict[str, str], found: list[str]) -> None:
        answer = machine("shipper").get("/documents", query).json
        assert [one["reference"] for one in answer["items"]] == [three[name] for name in found]
        assert (answer["count"], answer["count_is_exact"]) == (len(found), True)

    @pytest.mark.rule("R1", "R3")
    @pytest.mark.parametrize(
        ("query", "path", "code"),
        [
            ({"reference": "x", "reference_comparator": "before"}, "/reference", "search-comparator"),
            ({"reference": "x", "reference_comparator": "egal"}, "/reference", "search-comparator"),
            ({"reference": "-"}, "/reference", "search-text"),
            ({"reference": "x" * 61}, "/reference", "search-text"),
            ({"reference_comparator": "equals"}, "/reference", "field-missing"),
            ({"dispatch_date": "20/11/2026"}, "/dispatch_date", "search-date"),
            ({"dispatch_date": "2026-02-30"}, "/dispatch_date", "search-date"),
            ({"status": "Actif"}, "/status", "search-value"),
            ({"sort": "-enregistrement"}, "/sort", "search-sort"),
            ({"cursor": "x"}, "/cursor", "cursor-wrong"),
        ],
    )
    def test_is_refused_on_its_parameter(self, machine: Call, query: dict[str, str], path: str, code: str) -> None:
        answer = machine("shipper").get("/documents", query)
        assert (answer.status, answer.paths) == (422, {path: code})
        assert answer.json["errors"][0]["in"] == "query"


class TestThePages:
    @pytest.mark.rule("R3")
    @pytest.mark.parametrize("sort", SORTS)
    def test_are_walked_to_the_end_and_back(self, world: World, machine: Call, sort: str) -> None:
        numbers = [issue(world, identity=f"N {n}").reference for n in range(5)]
        shipper, path, seen, before = machine("shipper"), f"/documents?sort={sort}&limit=2&status=active", [], None
        while path:
            answer = shipper.get(path)
            seen.append([one["reference"] for one in answer.json["items"]])
            links = [("next", answer.json["next"]), ("prev", answer.json["previous"])]
            assert answer.header("Link") == ", ".join(f'<{to}>; rel="{name}"' for name, to in links if to)
            before, path = answer, (answer.json["next"] or "").removeprefix("/api/v1")
        assert [len(page) for page in seen] == [2, 2, 1]
        assert sorted(number for page in seen for number in page) == sorted(numbers)
        assert before is not None
        back = shipper.get(before.json["previous"].removeprefix("/api/v1"))
        assert [one["reference"] for one in back.json["items"]] == seen[1]

    @pytest.mark.rule("R3")
    def test_hold_still_while_documents_come_in(self, world: World, machine: Call, clock: Clock) -> None:
        numbers = [issue(world, identity=f"N {n}").reference for n in range(4)]
        shipper = machine("shipper")
        first = shipper.get("/documents", {"limit": 2}).json
        issue(world, now=NOW + timedelta(minutes=1))
        clock.now = NOW + timedelta(minutes=2)
        second = shipper.get(first["next"].removeprefix("/api/v1")).json
        assert [one["reference"] for one in first["items"] + second["items"]] == numbers[::-1]

    @pytest.mark.rule("R3")
    def test_say_when_they_stopped_counting(self, world: World, machine: Call, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(3):
            issue(world)
        monkeypatch.setattr(pages, "COUNT_LIMIT", 2)
        answer: dict[str, Any] = machine("shipper").get("/documents").json
        assert (answer["count"], answer["count_is_exact"]) == (2, False)
