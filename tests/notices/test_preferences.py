"""What a person wants to be told: on until it is turned off, by kind and role (rules T5, F3, F4)."""

import pytest

from gps.notices import preferences
from gps.notices.labels import KIND, KIND_ABOUT, KINDS_OF_ROLE, Kind
from gps.notices.models import Preference
from tests.notices.post import addresses, deliver
from tests.outages import crisis
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("shipper", [Kind.OUTAGES, Kind.REQUESTS, Kind.REMINDERS, Kind.INACTIVE]),
        ("provider", [Kind.OUTAGES]),
        ("officer", [Kind.OFFICE]),
        ("national", []),
        ("administrator", []),
    ],
)
def test_all_that_the_role_may_have_is_on(world: World, who: str, kinds: list[Kind]) -> None:
    assert preferences.wanted(world.users[who]) == kinds


@pytest.mark.rule("T5")
def test_a_choice_is_kept_and_may_be_changed(world: World) -> None:
    shipper = world.users["shipper"]
    preferences.choose(shipper, {Kind.REMINDERS})
    assert preferences.wanted(shipper) == [Kind.REMINDERS]
    preferences.choose(shipper, {Kind.OUTAGES, Kind.INACTIVE})
    assert preferences.wanted(shipper) == [Kind.OUTAGES, Kind.INACTIVE]
    assert Preference.objects.filter(user=shipper).count() == 4


def test_what_the_role_does_not_have_cannot_be_chosen(world: World) -> None:
    preferences.choose(world.users["shipper"], {Kind.OFFICE, "anything"})
    preferences.choose(world.users["national"], set(Kind))
    assert not Preference.objects.filter(kind=Kind.OFFICE).exists()
    assert not Preference.objects.filter(user=world.users["national"]).exists()


@pytest.mark.rule("F3")
def test_a_choice_is_of_one_person_alone(world: World) -> None:
    preferences.choose(world.users["reader"], set())
    crisis.alert(world)
    assert addresses(deliver()) == ["distiller", "shipper", "stranger"]


@pytest.mark.once
def test_every_kind_has_its_words_and_a_role() -> None:
    assert set(KIND) == set(KIND_ABOUT) == set(Kind)
    assert {kind for kinds in KINDS_OF_ROLE.values() for kind in kinds} == set(Kind)
