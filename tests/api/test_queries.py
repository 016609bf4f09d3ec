"""What a call costs: no session, one query for the key, one for the limit, and what the operation itself needs (P4)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Call
from tests.api.test_documents import EIGHT, MOVEMENT, PAPER
from tests.documents.register import issue, registered
from tests.world import SHIPPER, World

pytestmark = pytest.mark.django_db

KEY_AND_LIMIT = 2


class TestACall:
    @pytest.mark.rule("P4", "R3")
    def test_lists_as_cheaply_for_25_as_for_5(self, world: World, machine: Call) -> None:
        shipper, counts, told = machine("shipper"), [], []
        shipper.get("/documents")  # the first call of the day notes that the key is used
        for rows in (5, 20):
            for n in range(rows):
                registered(world, f"26{SHIPPER}{90_000 + 100 * rows + n:05d}1", confirmed=True)
            with CaptureQueriesContext(connection) as asked:
                assert len(shipper.get("/documents").json["items"]) in {5, 25}
            counts.append(len(asked))
            told = [query["sql"] for query in asked]
        assert counts == [KEY_AND_LIMIT + 3] * 2, told

    @pytest.mark.rule("P4", "G6")
    def test_issues_in_few(self, world: World, machine: Call) -> None:
        shipper = machine("shipper")
        shipper.post("/documents", MOVEMENT)
        with CaptureQueriesContext(connection) as asked:
            assert shipper.post("/documents", MOVEMENT, Idempotency_Key="a").status == 201
        told = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
        assert len(told) == KEY_AND_LIMIT + 10, told

    @pytest.mark.rule("P4", "M1")
    def test_looks_up_in_three(self, world: World, machine: Call) -> None:
        reference, gamma = issue(world).reference, machine("gamma")
        gamma.get("/documents")
        with CaptureQueriesContext(connection) as asked:
            assert gamma.get(f"/documents/{reference}").status == 200
        assert len(asked) == KEY_AND_LIMIT + 2

    @pytest.mark.rule("P4")
    def test_that_is_refused_asks_no_more_than_the_key(self, machine: Call) -> None:
        shipper = machine("shipper")
        shipper.get("/documents")
        for method, path in (("POST", "/documents"), ("GET", "/documents?x=1")):
            with CaptureQueriesContext(connection) as asked:
                assert shipper.call(method, path, "{}").status == 422
            assert len(asked) == KEY_AND_LIMIT

    def test_of_a_retry_registers_nothing_anew(self, world: World, machine: Call) -> None:
        registered(world, EIGHT)
        assert machine("shipper").post("/documents/a-posteriori", PAPER).status == 200
