"""The one shape in which GPS sees an account (rules P4, R1, H1)."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from gps.accounts import keys
from gps.accounts.actors import SYSTEM, actor_of, actor_of_key
from gps.accounts.models import User
from gps.accounts.roles import Role
from gps.domain.lifecycle import ActorKind
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


class TestAnActor:
    @pytest.mark.rule("P4", "R1")
    @pytest.mark.parametrize(
        ("who", "kind", "customs"),
        [
            ("shipper", ActorKind.OPERATOR, False),
            ("provider", ActorKind.EDI_PROVIDER, False),
            ("officer", ActorKind.CUSTOMS, True),
            ("national", ActorKind.CUSTOMS, True),
            ("administrator", ActorKind.CUSTOMS, True),
        ],
    )
    def test_is_of_the_type_of_its_role(self, world: World, who: str, kind: ActorKind, customs: bool) -> None:
        assert (world.actor(who).kind, world.actor(who).is_customs) == (kind, customs)

    @pytest.mark.rule("P4", "T3")
    def test_of_gps_itself_is_the_system(self) -> None:
        assert (SYSTEM.kind, SYSTEM.role, SYSTEM.is_customs) == (ActorKind.SYSTEM, Role.SYSTEM, False)

    @pytest.mark.rule("H1", "E3")
    def test_bears_the_name_that_people_read(self, world: World) -> None:
        assert {who: world.actor(who).label for who in ("shipper", "officer", "provider")} == {
            "shipper": "Shipper Exemple",
            "officer": "Officer Exemple (Bordeaux – bureau de Bassens)",
            "provider": "Provider Exemple (Liaisons EDI)",
        }

    @pytest.mark.rule("H1")
    def test_of_a_person_and_of_a_key_are_never_taken_for_one_another(self, world: World) -> None:
        secret = keys.create("Passerelle", Role.PROVIDER, NOW, NOW + timedelta(days=1), world.provider)
        key = keys.find(secret, NOW)
        assert key is not None
        machine, person = actor_of_key(key), world.actor("provider")
        assert (machine.account, machine.label, machine.user_id) == (
            f"key:{key.pk}", "Passerelle (Liaisons EDI)", None,
        )  # fmt: skip
        assert (person.account, person.user_id) == (f"user:{person.user_id}", world.users["provider"].pk)
        assert machine.provider_id == person.provider_id == world.provider.pk

    def test_costs_no_query_when_office_and_provider_were_fetched(
        self, world: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        user = User.objects.select_related("office", "provider").get(email="officer@gps.invalid")
        with django_assert_num_queries(0):
            assert actor_of(user).office_id == world.bordeaux.pk
