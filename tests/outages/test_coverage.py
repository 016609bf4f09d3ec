"""How many establishments each outage covers: as many as its rule concerns (rules F1, F2, F3)."""

from typing import Any

import pytest

from gps.accounts.models import ExciseNumber
from gps.documents.situation import issued_under
from gps.domain.grounds import Service, Side
from gps.outages.coverage import coverage
from gps.outages.grounds import outages_concerning
from gps.outages.models import Outage
from tests.documents.register import issue, register
from tests.outages.crisis import HOUR, black, operator_down, provider_down, ungrounded
from tests.world import CLIENT, NOW, World

pytestmark = pytest.mark.django_db


def crisis(world: World) -> dict[str, Outage]:
    """One outage of each kind."""
    dti, edi, mareva = black(world, Service.GAMMA_DTI, Service.GAMMA_EDI, Service.MAREVA)
    return {
        "dti": dti,
        "edi": edi,
        "mareva": mareva,
        "provider": provider_down(world),
        "own": operator_down(world, world.client, side=Side.PROVIDER),
    }


class TestTheCount:
    @pytest.mark.rule("F1", "F2", "F3")
    def test_is_of_those_whom_the_outage_concerns(self, world: World) -> None:
        outages = crisis(world)
        counted = coverage(outages.values())
        assert {name: counted[outage.identifier] for name, outage in outages.items()} == {
            "dti": 4, "edi": 1, "mareva": 1, "provider": 1, "own": 1,
        }  # fmt: skip

    @pytest.mark.rule("F1")
    def test_is_what_the_rule_says_of_each_establishment(self, world: World) -> None:
        outages = list(crisis(world).values())
        concerned = {outage.identifier: 0 for outage in outages}
        for row in ExciseNumber.objects.all():
            for outage in outages_concerning(row, outages):
                concerned[outage.identifier] += 1
        assert coverage(outages) == concerned

    @pytest.mark.rule("F1")
    def test_follows_an_establishment_that_changes_its_access(self, world: World) -> None:
        outages = crisis(world)
        ExciseNumber.objects.filter(pk=world.client.pk).update(access_mode="dti", provider=None)
        counted = coverage(Outage.objects.select_related("excise_number"))
        assert counted[outages["dti"].identifier] == 5
        assert counted[outages["edi"].identifier] == counted[outages["provider"].identifier] == 0
        assert counted[outages["own"].identifier] == 0

    @pytest.mark.rule("F2")
    def test_costs_one_query_for_any_number_of_outages(self, world: World, django_assert_num_queries: Any) -> None:
        crisis(world)
        rows = list(Outage.objects.select_related("excise_number"))
        with django_assert_num_queries(1):
            coverage(rows)
        with django_assert_num_queries(0):
            assert coverage([]) == {}


class TestTheNumbers:
    @pytest.mark.rule("F2", "F7")
    def test_are_counted_under_the_outage_that_grounds_them(self, world: World, django_assert_num_queries: Any) -> None:
        ungrounded(world)
        dti, edi = black(world, Service.GAMMA_DTI, Service.GAMMA_EDI, starts_at=NOW - 60 * HOUR)
        other = provider_down(world)
        issue(world)
        issue(world, identity="B")
        issue(world, "client", excise_number=CLIENT)
        register(world, "26FR007328E0001000081")  # left yesterday, before the alert was published: it has no ground
        with django_assert_num_queries(1):
            counted = issued_under([dti.identifier, edi.identifier, other.identifier, ""])
        assert counted == {dti.identifier: 2, edi.identifier: 1, other.identifier: 0}

    def test_of_nothing_are_none(self, world: World) -> None:
        issue(world, "officer")  # on no outage
        assert issued_under([]) == issued_under([""]) == {}
