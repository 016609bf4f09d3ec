"""Accounts (rules P1, P4, G2): one role each, with what goes with it; the address is the name, whatever its case."""

from itertools import product
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gps.accounts.models import Enrolment, Identity, User
from gps.accounts.roles import USER_ROLES, Right, Role
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db

PERSON = {"first_name": "Ada", "last_name": "Martin"}


class TestAnAccount:
    @pytest.mark.rule("P4")
    @pytest.mark.parametrize(
        ("role", "office", "provider"), list(product(dict(USER_ROLES), [True, False], [True, False]))
    )
    def test_has_an_office_for_an_officer_and_a_provider_for_a_providers_user_alone(
        self, world: World, role: str, office: bool, provider: bool
    ) -> None:
        fields: dict[str, Any] = {
            "role": role,
            "office": world.bordeaux if office else None,
            "provider": world.provider if provider else None,
        }  # fmt: skip
        if (role == Role.OFFICER, role == Role.PROVIDER) == (office, provider):
            assert User.objects.create_user("ada@gps.invalid", **PERSON, **fields).role == role
            return
        with pytest.raises(ValidationError, match=r"et pour lui seul|et lui seul"):
            User.objects.create_user("ada@gps.invalid", **PERSON, **fields)
        with (
            pytest.raises(IntegrityError, match=r"user_office_iff_officer|user_provider_iff_provider"),
            transaction.atomic(),
        ):
            User(email="ada@gps.invalid", **PERSON, **fields).save()

    @pytest.mark.rule("P4")
    @pytest.mark.parametrize("role", [Role.SYSTEM, "king", ""])
    def test_is_never_the_systems_nor_of_an_unknown_role(self, world: World, role: str) -> None:
        with pytest.raises(ValidationError):
            User.objects.create_user("ada@gps.invalid", role=role, **PERSON)
        with pytest.raises(IntegrityError, match="user_role_known"), transaction.atomic():
            User(email="ada@gps.invalid", role=role, **PERSON).save()

    @pytest.mark.rule("P1")
    @pytest.mark.parametrize("typed", ["SHIPPER@GPS.INVALID", " shipper@gps.invalid "])
    def test_is_found_whatever_the_case_of_its_address(self, world: World, typed: str) -> None:
        assert User.objects.get_by_natural_key(typed) == world.users["shipper"]
        assert authenticate(username=typed, password=PASSWORD) == world.users["shipper"]

    @pytest.mark.rule("P1")
    def test_is_one_for_all_cases_of_its_address(self, world: World) -> None:
        created = User.objects.create_user(" Ada@GPS.invalid", "x", role=Role.NATIONAL, **PERSON)
        assert created.email == "ada@gps.invalid"
        with pytest.raises(ValidationError):
            User.objects.create_user("ADA@gps.invalid", "x", role=Role.NATIONAL, **PERSON)

    @pytest.mark.rule("P1")
    def test_that_a_form_enters_keeps_its_address_in_lower_case_too(self, world: World) -> None:
        """The admin saves a model form, which cleans the model and does not pass by the manager."""
        user = User(email="Ada@GPS.invalid", role=Role.NATIONAL, **PERSON)
        user.set_password(PASSWORD)
        user.full_clean()
        user.save()
        assert authenticate(username="Ada@GPS.invalid", password=PASSWORD) == user
        with pytest.raises(ValidationError):
            User(email="SHIPPER@gps.invalid", role=Role.NATIONAL, password="x", **PERSON).full_clean()

    @pytest.mark.rule("P1")
    def test_without_password_lets_nobody_in(self, world: World) -> None:
        User.objects.create_user("ada@gps.invalid", role=Role.NATIONAL, **PERSON)
        for password in ("", "None", None):
            assert authenticate(username="ada@gps.invalid", password=password) is None

    @pytest.mark.rule("P1")
    def test_that_was_closed_lets_nobody_in(self, world: World) -> None:
        User.objects.filter(email="shipper@gps.invalid").update(is_active=False)
        assert authenticate(username="shipper@gps.invalid", password=PASSWORD) is None

    @pytest.mark.rule("P4")
    def test_may_enter_reference_data_as_an_administrator_alone(self, world: World) -> None:
        staff = {name for name, user in world.users.items() if user.is_staff and user.has_perm("accounts.add_user")}
        assert staff == {"administrator"}
        administrator = User.objects.create_superuser("ada@gps.invalid", PASSWORD, **PERSON)
        assert (administrator.role, administrator.has_module_perms("accounts")) == (Role.ADMINISTRATOR, True)
        administrator.is_active = False
        assert not administrator.has_perm("accounts.add_user")


class TestAnIdentity:
    @pytest.mark.rule("P1")
    def test_is_the_pair_of_the_provider_and_its_identifier(self, world: World) -> None:
        Identity.objects.create(user=world.users["shipper"], idp_id="proconnect", sub="1")
        Identity.objects.create(user=world.users["reader"], idp_id="other", sub="1")
        with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
            Identity.objects.create(user=world.users["reader"], idp_id="proconnect", sub="1")


class TestAnEnrolment:
    @pytest.mark.rule("G2")
    def test_is_one_right_for_a_person_on_an_excise_number(self, world: World) -> None:
        with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
            Enrolment.objects.create(user=world.users["reader"], excise_number=world.shipper, right=Right.DECLARE)
        with pytest.raises(IntegrityError, match="enrolment_right_known"), transaction.atomic():
            Enrolment.objects.filter(user=world.users["reader"]).update(right="own")
