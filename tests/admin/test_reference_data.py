"""What an administrator enters: accounts, operators, excise numbers, keys (rules N9, N10, P4)."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gps.accounts import keys
from gps.accounts.models import ApiKey, Enrolment, ExciseNumber, Mandate, Operator, User
from gps.accounts.roles import Right, Role
from tests.world import NOW, PASSWORD, World

USERS, NUMBERS, OPERATORS, KEYS = (
    reverse(f"admin:accounts_{name}_add") for name in ("user", "excisenumber", "operator", "apikey")
)


def no_rows(*prefixes: str) -> dict[str, str]:
    """The management forms of inlines in which nothing is entered."""
    return {f"{prefix}-{name}_FORMS": "0" for prefix in prefixes for name in ("TOTAL", "INITIAL")}


def new_user(**fields: object) -> dict[str, object]:
    typed = {"email": "Nouveau@GPS.invalid", "first_name": "Nina", "last_name": "Neuve", "role": "operator"}
    passwords = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    return {**typed, **passwords, **no_rows("enrolments"), **fields}


def new_number(world: World, number: str) -> dict[str, object]:
    return {
        "number": number,
        "operator": world.shipper.operator_id,
        "establishment": "Annexe",
        "address": "4 rue du Chai",
        "postcode": "33000",
        "city": "Bordeaux",
        "access_mode": "dti",
        "time_zone": "Europe/Paris",
        "office": world.bordeaux.pk,
        **no_rows("enrolments", "mandates"),
    }


class TestAUser:
    def test_is_created_with_a_password_and_an_address_in_lower_case(self, administrator: Client) -> None:
        assert administrator.post(USERS, new_user()).status_code == 302
        user = User.objects.get(email="nouveau@gps.invalid")
        assert user.check_password(PASSWORD)
        assert not user.is_staff

    def test_is_created_without_a_password_for_single_sign_on(self, administrator: Client) -> None:
        typed = new_user(usable_password="false", password1="", password2="")
        assert administrator.post(USERS, typed).status_code == 302
        assert not User.objects.get(email="nouveau@gps.invalid").has_usable_password()

    def test_is_created_with_his_rights(self, administrator: Client, world: World) -> None:
        row = {"enrolments-TOTAL_FORMS": "1", "enrolments-0-excise_number": world.shipper.pk}
        administrator.post(USERS, new_user(**row, **{"enrolments-0-right": "consult"}))
        enrolment = Enrolment.objects.get(user__email="nouveau@gps.invalid")
        assert (enrolment.excise_number, enrolment.right) == (world.shipper, Right.CONSULT)

    def test_is_refused_with_a_weak_password(self, administrator: Client) -> None:
        assert administrator.post(USERS, new_user(password1="secret", password2="secret")).status_code == 200
        assert not User.objects.filter(email="nouveau@gps.invalid").exists()

    def test_is_refused_as_an_officer_without_an_office(self, administrator: Client) -> None:
        page = administrator.post(USERS, new_user(role="officer")).content.decode()
        assert "Un service est indiqué pour un agent d’un service, et pour lui seul." in page

    def test_is_refused_under_an_address_that_differs_in_case_alone(self, administrator: Client, world: World) -> None:
        count = User.objects.count()
        assert administrator.post(USERS, new_user(email="SHIPPER@gps.invalid")).status_code == 200
        assert User.objects.count() == count

    def test_changes_role_and_keeps_his_password(self, administrator: Client, world: World) -> None:
        user = world.users["stranger"]
        typed = new_user(email="stranger@GPS.invalid", role="officer", office=world.bordeaux.pk, is_active="on")
        administrator.post(reverse("admin:accounts_user_change", args=[user.pk]), typed)
        user.refresh_from_db()
        assert (user.role, user.office, user.is_active) == ("officer", world.bordeaux, True)
        assert user.check_password(PASSWORD)

    def test_gets_a_new_password_that_is_logged_without_it(self, administrator: Client, world: World) -> None:
        user = world.users["stranger"]
        new = "armagnac-1893-cru"
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        typed = {"password1": new, "password2": new, "usable_password": "true"}
        assert administrator.post(address, typed).status_code == 302
        user.refresh_from_db()
        assert user.check_password(new)
        assert new not in LogEntry.objects.get().change_message

    def test_is_never_deleted(self, administrator: Client, world: World) -> None:
        address = reverse("admin:accounts_user_delete", args=[world.users["stranger"].pk])
        assert administrator.post(address, {"post": "yes"}).status_code == 403
        assert User.objects.filter(pk=world.users["stranger"].pk).exists()


class TestAnOperator:
    def test_is_created_with_an_excise_number(self, administrator: Client, world: World) -> None:
        row = {**new_number(world, "fr 012345 e 0001"), "operator": ""}
        number = {f"excise_numbers-0-{name}": value for name, value in row.items()}
        typed = {"name": "Neuf", "siret": "12345678901234", "address": "1 rue", "postcode": "1", "city": "Ville"}
        rows = no_rows("excise_numbers") | {"excise_numbers-TOTAL_FORMS": "1"}
        answer = administrator.post(OPERATORS, {**typed, **number, **rows})
        assert answer.status_code == 302, answer.context["errors"]
        assert Operator.objects.get(name="Neuf").excise_numbers.get().number == "FR012345E0001"

    def test_is_changed_while_its_numbers_are_only_shown(self, administrator: Client, world: World) -> None:
        operator = world.shipper.operator
        address = reverse("admin:accounts_operator_change", args=[operator.pk])
        rows = {"excise_numbers-TOTAL_FORMS": "2", "excise_numbers-INITIAL_FORMS": "2"}
        for index, number in enumerate(operator.excise_numbers.all()):
            rows[f"excise_numbers-{index}-id"] = str(number.pk)
            rows[f"excise_numbers-{index}-number"] = "FR099999E9999"
        typed = {"name": "Autre nom", "siret": operator.siret, "address": "1 rue", "postcode": "1", "city": "Ville"}
        assert administrator.post(address, {**typed, **rows}).status_code == 302
        operator.refresh_from_db()
        assert operator.name == "Autre nom"
        assert not ExciseNumber.objects.filter(number="FR099999E9999").exists()


@pytest.mark.rule("N10", "N9")
class TestAnExciseNumber:
    @pytest.mark.parametrize("typed", ["fr012345e0001", "FR 012345 E 0001", " fr-012345.e0001 ", "FR012345E0001"])
    def test_is_stored_canonical(self, administrator: Client, world: World, typed: str) -> None:
        assert administrator.post(NUMBERS, new_number(world, typed)).status_code == 302
        assert ExciseNumber.objects.filter(number="FR012345E0001").exists()

    @pytest.mark.parametrize(
        ("typed", "reason"),
        [
            ("FR012345E001", "Un numéro d’accise compte 13 caractères ; celui-ci en compte 12."),
            ("FR 012345 E 00012", "Un numéro d’accise compte 13 caractères ; celui-ci en compte 14."),
            ("FR012345É0001", "Le caractère « É » n’est ni une lettre ni un chiffre."),
            ("BE012345E0001", "« BE » n’est pas le code de pays attendu : GPS n’émet que pour FR."),
            ("FR112345E0001", "La forme attendue est FR0, 5 chiffres, 1 lettre et 4 chiffres"),
            ("FR01234500001", "La forme attendue est FR0, 5 chiffres, 1 lettre et 4 chiffres"),
        ],
    )
    def test_is_refused_with_its_one_reason(self, administrator: Client, world: World, typed: str, reason: str) -> None:
        page = administrator.post(NUMBERS, new_number(world, typed))
        assert page.status_code == 200
        errors = page.context["adminform"].form.errors
        assert list(errors) == ["number"]
        assert len(errors["number"]) == 1
        assert errors["number"][0].startswith(reason)
        assert ExciseNumber.objects.filter(establishment="Annexe").count() == 0

    def test_is_refused_twice_whatever_the_way_it_is_typed(self, administrator: Client, world: World) -> None:
        assert administrator.post(NUMBERS, new_number(world, world.shipper.number.lower())).status_code == 200
        assert ExciseNumber.objects.filter(establishment="Annexe").count() == 0

    def test_never_changes_and_is_not_refused_for_its_form(self, administrator: Client, world: World) -> None:
        ExciseNumber.objects.filter(pk=world.strange.pk).update(number="BE12345678901")
        address = reverse("admin:accounts_excisenumber_change", args=[world.strange.pk])
        typed = new_number(world, "FR099999E9999") | {"establishment": "Nouveau nom"}
        assert administrator.post(address, typed).status_code == 302
        world.strange.refresh_from_db()
        assert (world.strange.number, world.strange.establishment) == ("BE12345678901", "Nouveau nom")

    def test_in_edi_wants_a_provider(self, administrator: Client, world: World) -> None:
        typed = new_number(world, "FR012345E0001") | {"access_mode": "edi"}
        page = administrator.post(NUMBERS, typed).content.decode()
        assert "Un prestataire est indiqué pour le mode EDI, et pour lui seul." in page

    def test_takes_a_mandate_and_loses_a_right_on_its_page(self, administrator: Client, world: World) -> None:
        enrolment = Enrolment.objects.get(excise_number=world.strange)
        rows = {
            "enrolments-TOTAL_FORMS": "1",
            "enrolments-INITIAL_FORMS": "1",
            "enrolments-0-id": str(enrolment.pk),
            "enrolments-0-DELETE": "on",
            "mandates-TOTAL_FORMS": "1",
            "mandates-0-provider": str(world.provider.pk),
            "mandates-0-starts_on": "01/02/2026",
        }
        address = reverse("admin:accounts_excisenumber_change", args=[world.strange.pk])
        assert administrator.post(address, new_number(world, "") | rows).status_code == 302
        assert not Enrolment.objects.filter(pk=enrolment.pk).exists()
        assert Mandate.objects.get(excise_number=world.strange).starts_on.isoformat() == "2026-02-01"


@pytest.mark.rule("P4")
class TestAnApiKey:
    def add(self, administrator: Client, world: World, **fields: object) -> str:
        typed: dict[str, object] = {"label": "Lien", "role": "provider", "provider": world.provider.pk}
        typed |= {"scopes": ["documents:read", "documents:issue"]}
        typed |= {"expires_at_0": "01/01/2099", "expires_at_1": "00:00", **fields}
        return administrator.post(KEYS, typed, follow=True).content.decode()

    def test_shows_its_secret_once_and_is_kept_as_a_hash(self, administrator: Client, world: World) -> None:
        page = self.add(administrator, world)
        found = re.search(r"il ne sera plus montré\. ([\w-]{43})", page)
        assert found
        secret = found[1]
        key = keys.find(secret, timezone.now())
        assert key is not None
        assert (key.label, key.provider) == ("Lien", world.provider)
        assert (key.scopes, key.created_by) == (["documents:read", "documents:issue"], world.users["administrator"])
        assert secret not in administrator.get(reverse("admin:accounts_apikey_changelist")).content.decode()
        assert secret not in administrator.get(reverse("admin:accounts_apikey_change", args=[key.pk])).content.decode()
        kept = [
            *ApiKey.objects.values_list("hash", flat=True),
            *LogEntry.objects.values_list("change_message", flat=True),
        ]
        assert not any(secret in text for text in kept)
        assert not any(secret in str(session.get_decoded()) for session in Session.objects.all())

    def test_is_refused_to_a_provider_that_is_not_named(self, administrator: Client, world: World) -> None:
        assert "Une clé est celle d’un prestataire EDI, d’un compte, ou de GAMM@." in self.add(
            administrator, world, provider=""
        )

    def test_is_refused_when_it_has_expired_already(self, administrator: Client, world: World) -> None:
        assert "à venir" in self.add(administrator, world, expires_at_0="01/01/2020")
        assert not ApiKey.objects.exists()

    @pytest.mark.parametrize("role", ["administrator", "officer", "operator", "national"])
    def test_of_a_person_is_refused_without_the_account(self, administrator: Client, world: World, role: str) -> None:
        self.add(administrator, world, role=role, provider="", scopes=["documents:read"])
        assert not ApiKey.objects.exists()

    @pytest.mark.parametrize("who", ["shipper", "officer", "national", "administrator"])
    def test_is_made_for_the_software_of_a_person(self, administrator: Client, world: World, who: str) -> None:
        user = world.users[who]
        self.add(administrator, world, role=user.role, provider="", user=user.pk, scopes=["documents:read"])
        key = ApiKey.objects.get()
        assert (key.role, key.user, key.provider, key.scopes) == (user.role, user, None, ["documents:read"])

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"scopes": ["gamma"]}, "Ce rôle ne permet pas : Régulariser, pour GAMM@."),
            ({"scopes": []}, "Ce champ est obligatoire."),
            ({"role": "officer", "provider": "", "user": "shipper"}, "Le rôle d’une clé est celui du compte."),
        ],
    )
    def test_is_refused_beyond_the_role(
        self, administrator: Client, world: World, fields: dict[str, object], said: str
    ) -> None:
        if "user" in fields:
            fields = fields | {"user": world.users[str(fields["user"])].pk}
        assert said in self.add(administrator, world, **fields)
        assert not ApiKey.objects.exists()

    def test_is_revoked_for_good(self, administrator: Client, world: World) -> None:
        secret = keys.create("Lien", Role.PROVIDER, NOW, NOW + timedelta(days=9999), world.provider)
        key = ApiKey.objects.get()
        revoke = {"action": "revoke", "_selected_action": [key.pk], "index": "0"}
        moments = []
        for _ in range(2):
            administrator.post(reverse("admin:accounts_apikey_changelist"), revoke)
            moments.append(ApiKey.objects.get().revoked_at)
        assert keys.find(secret, NOW) is None
        assert moments[0] == moments[1] is not None
        assert ApiKey.objects.get().revoked_by == world.users["administrator"]
        assert LogEntry.objects.count() == 1

    def test_is_neither_changed_nor_deleted(self, administrator: Client, world: World) -> None:
        keys.create("Lien", Role.PROVIDER, NOW, NOW + timedelta(days=9), world.provider)
        key = ApiKey.objects.get()
        for page in ("change", "delete"):
            address = reverse(f"admin:accounts_apikey_{page}", args=[key.pk])
            assert administrator.post(address, {"label": "Autre", "post": "yes"}).status_code == 403
        assert ApiKey.objects.get().label == "Lien"


class TestALongTable:
    @pytest.mark.parametrize("name", ["user", "excisenumber", "enrolment", "mandate"])
    def test_takes_no_more_queries_than_a_short_one(
        self, administrator: Client, world: World, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        grow(world, 30)
        with django_assert_max_num_queries(13):
            administrator.get(reverse(f"admin:accounts_{name}_changelist"))

    def test_neither_do_the_rows_of_an_inline(
        self, administrator: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        grow(world, 30)
        for name, row in (
            ("user", world.users["shipper"]),
            ("operator", world.strange.operator),
            ("excisenumber", world.strange),
            ("ediprovider", world.provider),
        ):
            with django_assert_max_num_queries(13):
                administrator.get(reverse(f"admin:accounts_{name}_change", args=[row.pk]))


def grow(world: World, count: int) -> None:
    """Many establishments of one operator, each with a right and a mandate."""
    numbers = [
        ExciseNumber(
            number=f"FR01234{index // 10}E00{index:02d}",
            operator=world.strange.operator,
            establishment="Annexe",
            access_mode="dti",
            office=world.bordeaux if index % 2 else world.reunion,
        )
        for index in range(count)
    ]
    numbers = ExciseNumber.objects.bulk_create(numbers)
    Enrolment.objects.bulk_create(
        Enrolment(user=world.users["shipper"], excise_number=row, right="declare") for row in numbers
    )
    Mandate.objects.bulk_create(
        Mandate(provider=world.provider, excise_number=row, starts_on=NOW.date()) for row in numbers
    )
