"""How often a key may ask, and how it is told (rule P4)."""

from datetime import timedelta
from typing import Any

import pytest

from gps.accounts.models import RateLimit
from tests.api.conftest import Call
from tests.api.machine import Machine
from tests.web.browsing import Clock
from tests.world import NOW

pytestmark = pytest.mark.django_db


class TestAKey:
    @pytest.fixture(autouse=True)
    def three_a_minute(self, settings: Any) -> None:
        settings.API_PER_MINUTE = 3

    def test_is_told_what_is_left(self, machine: Call, clock: Clock) -> None:
        shipper = machine("shipper")
        told = []
        for seconds in (0, 10, 20.5):
            clock.now = NOW + timedelta(seconds=seconds)
            answer = shipper.get("/documents")
            assert answer.header("RateLimit-Policy") == '"key";q=3;w=60'
            told.append(answer.header("RateLimit"))
        assert told == ['"key";r=2;t=60', '"key";r=1;t=50', '"key";r=0;t=40']

    def test_that_asks_too_often_waits(self, machine: Call, clock: Clock) -> None:
        shipper = machine("shipper")
        assert [shipper.get("/documents").status for _ in range(4)] == [200, 200, 200, 429]
        clock.now = NOW + timedelta(seconds=18)
        answer = shipper.get("/documents")
        assert (answer.code, answer.header("Retry-After"), answer.header("RateLimit")) == (
            "too-many-requests", "42", '"key";r=0;t=42',
        )  # fmt: skip
        assert "42 s" in answer.json["detail"]
        clock.now = NOW + timedelta(seconds=60)
        assert shipper.get("/documents").status == 200

    def test_holds_up_no_other(self, machine: Call) -> None:
        first, second = machine("shipper"), machine("shipper")
        for _ in range(4):
            first.get("/documents")
        assert second.get("/documents").status == 200

    def test_counts_what_is_refused_too(self, machine: Call) -> None:
        shipper = machine("shipper")
        assert [shipper.post("/documents", {}).status for _ in range(4)] == [422, 422, 422, 429]


class TestWhoeverHasNone:
    def test_waits_sooner(self, settings: Any, machine: Call) -> None:
        settings.API_REFUSED_PER_MINUTE = 2
        good, stranger = machine("shipper"), Machine("guess")
        answers = [Machine().get("/documents"), *(stranger.get("/documents") for _ in range(3))]
        assert [answer.code for answer in answers] == ["key-missing", "key-wrong", *["too-many-requests"] * 2]
        assert answers[-1].header("RateLimit") == ""
        assert good.get("/documents").status == 200

    def test_is_counted_by_address(self, settings: Any) -> None:
        settings.API_REFUSED_PER_MINUTE = 1
        Machine().get("/documents")
        assert RateLimit.objects.get().bucket == "api-refused:127.0.0.1"

    def test_reads_the_documentation_as_often_as_he_likes(self, settings: Any) -> None:
        settings.API_REFUSED_PER_MINUTE = 1
        assert {Machine().call("GET", "/x").status for _ in range(3)} == {404}
        assert RateLimit.objects.count() == 0
