"""Who is calling: found alike on each database (rule F2)."""

from typing import Any

import pytest

from gps.accounts.callers import SHOWN, find_callers
from gps.accounts.models import ExciseNumber
from tests.world import CLIENT, SHIPPER, WAREHOUSE, World

pytestmark = [pytest.mark.django_db, pytest.mark.rule("F2")]


def found(text: str) -> list[str]:
    return [row.number for row in find_callers(text).rows]


class TestACaller:
    def test_is_found_by_a_name_that_was_changed(self, world: World) -> None:
        operator = world.client.operator
        operator.name = "Brasserie de l’Élan"
        operator.save(update_fields=["name"])
        world.shipper.establishment = "Quai n° 4"
        world.shipper.save(update_fields={"establishment"})
        assert found("elan") == [CLIENT]
        assert found("quai 4") == [SHIPPER]
        assert found("garonne site 1") == []

    def test_is_found_by_words_of_operator_and_establishment_together(self, world: World) -> None:
        world.shipper.establishment = "Entrepôt de Bègles"
        world.shipper.save()
        assert found("garonne begles") == [SHIPPER]
        assert set(found("garonne")) == {SHIPPER, WAREHOUSE}

    def test_costs_one_query_by_number_siret_or_name(self, world: World, django_assert_num_queries: Any) -> None:
        for text, queries in (("44444444400004", 1), ("brasserie nord", 1), (SHIPPER, 2)):
            with django_assert_num_queries(queries):
                assert [row.operator.name for row in find_callers(text).rows]

    def test_is_one_of_twenty_five_at_most(self, world: World) -> None:
        ExciseNumber.objects.bulk_create(
            ExciseNumber(
                number=f"FR0022{n:02d}E0001", operator=world.shipper.operator, establishment="Cave", access_mode="dti",
                office=world.bordeaux, search_key="cave",
            )
            for n in range(SHOWN + 1)
        )  # fmt: skip
        callers = find_callers("cave")
        assert (len(callers.rows), callers.more) == (SHOWN, True)

    @pytest.mark.parametrize("text", ["", " ", "–", "%", "\x00", "_____________"])
    def test_is_nobody_who_says_nothing(self, world: World, text: str) -> None:
        assert found(text) == []
