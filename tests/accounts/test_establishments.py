"""The reference data (rules N10, F1, G2): what may be entered, and the sentence that says why something may not."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from pytest_django import Settings

from gps.accounts.models import CustomsOffice, EdiProvider, ExciseNumber, Mandate, OpeningHours, Operator
from gps.accounts.roles import AccessMode, Zone
from tests.world import World

pytestmark = pytest.mark.django_db


def excise_number(world: World, number: str = "FR001234E0001", **fields: object) -> ExciseNumber:
    known = {
        "operator": world.shipper.operator, "establishment": "Chai n° 3", "address": "1 rue du Chai",
        "postcode": "33000", "city": "Bordeaux", "access_mode": AccessMode.DTI, "office": world.bordeaux,
    }  # fmt: skip
    return ExciseNumber(number=number, **(known | fields))


def sentences(row: Model) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.messages


def refused_by_the_database(row: Model, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save()


class TestAnExciseNumber:
    @pytest.mark.rule("N10")
    @pytest.mark.parametrize(
        ("number", "sentence"),
        [
            ("FR001234E001", "Un numéro d’accise compte 13 caractères ; celui-ci en compte 12."),
            ("FR001234É0001", "Le caractère « É » n’est ni une lettre ni un chiffre."),
            ("FR001234²0001", "Le caractère « ² » n’est ni une lettre ni un chiffre."),
            ("BE001234E0001", "« BE » n’est pas le code de pays attendu : GPS n’émet que pour FR."),
            (
                "FR101234E0001",
                "La forme attendue est FR0, 5 chiffres, 1 lettre et 4 chiffres, par exemple FR007328E0001.",
            ),
            (
                "FR00123450001",
                "La forme attendue est FR0, 5 chiffres, 1 lettre et 4 chiffres, par exemple FR007328E0001.",
            ),
        ],
    )
    def test_of_a_wrong_form_is_named_with_its_reason(self, world: World, number: str, sentence: str) -> None:
        assert sentences(excise_number(world, number)) == [sentence]

    @pytest.mark.rule("N10")
    @pytest.mark.parametrize(
        ("number", "passes"),
        [("BE001234E0001", True), ("FR1B2C3D4E5F6", True), ("12001234E0001", False), ("BE001234E-0001X", False)],
    )
    def test_of_any_country_is_taken_when_the_setting_says_so(
        self, world: World, settings: Settings, number: str, passes: bool
    ) -> None:
        settings.EXCISE_FORM = "european"
        if passes:
            excise_number(world, number).full_clean()
        else:
            assert sentences(excise_number(world, number))

    @pytest.mark.rule("N9", "N10")
    def test_is_stored_canonical_when_it_was_typed_with_spaces_in_lower_case(self, world: World) -> None:
        row = excise_number(world, "fr001234e0001")
        row.full_clean()
        row.save()
        assert ExciseNumber.objects.get(pk=row.pk).number == "FR001234E0001"

    @pytest.mark.rule("N5")
    def test_is_entered_once(self, world: World) -> None:
        assert sentences(excise_number(world, world.shipper.number.lower())) != []
        refused_by_the_database(excise_number(world, world.shipper.number), "(?i)unique")

    @pytest.mark.rule("F1")
    @pytest.mark.parametrize("mode", AccessMode)
    @pytest.mark.parametrize("with_provider", [True, False])
    def test_has_a_provider_in_edi_mode_and_in_no_other(
        self, world: World, mode: AccessMode, with_provider: bool
    ) -> None:
        row = excise_number(world, access_mode=mode, provider=world.provider if with_provider else None)
        if (mode is AccessMode.EDI) is with_provider:
            row.full_clean()
            row.save()
        else:
            assert sentences(row) == ["Un prestataire est indiqué pour le mode EDI, et pour lui seul."]
            refused_by_the_database(row, "excise_number_provider_iff_edi")

    @pytest.mark.rule("N7")
    @pytest.mark.parametrize("zone", Zone)
    def test_reads_its_dates_in_its_own_time_zone(self, world: World, zone: Zone) -> None:
        assert excise_number(world, time_zone=zone).zone.key == zone


class TestAMandate:
    @pytest.mark.rule("G2")
    @pytest.mark.parametrize(("ends", "right"), [(None, True), (date(2026, 3, 1), True), (date(2026, 2, 28), False)])
    def test_ends_on_or_after_its_first_day(self, world: World, ends: date | None, right: bool) -> None:
        row = Mandate(provider=world.provider, excise_number=world.shipper, starts_on=date(2026, 3, 1), ends_on=ends)
        if right:
            row.full_clean()
            row.save()
        else:
            assert sentences(row) == ["La fin du mandat doit suivre son début."]
            refused_by_the_database(row, "mandate_in_order")

    @pytest.mark.rule("G2")
    def test_is_in_force_from_its_first_to_its_last_day(self, world: World) -> None:
        Mandate.objects.update(starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
        days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
        assert [Mandate.objects.filter(Mandate.in_force(on)).exists() for on in days] == [False, True, True, False]


class TestAnOffice:
    @pytest.mark.rule("P2")
    def test_closes_after_it_opens(self, world: World) -> None:
        row = OpeningHours(office=world.bordeaux, weekday=0, opens_at=time(17, 0), closes_at=time(9, 0))
        assert sentences(row) == ["La fermeture doit suivre l’ouverture."]
        refused_by_the_database(row, "opening_hours_in_order")
        row.closes_at = time(18, 0)
        row.full_clean()
        assert str(row) == "lundi 17:00–18:00"

    @pytest.mark.rule("P2")
    @pytest.mark.parametrize("code", ["fr002300", "FR00230", "FR0023000", "DE002300"])
    def test_has_a_code_of_the_french_form(self, world: World, code: str) -> None:
        world.bordeaux.code = code
        assert "Un code de bureau compte FR et 6 lettres ou chiffres, par exemple FR002300." in sentences(
            world.bordeaux
        )


class TestACompany:
    @pytest.mark.rule("P2")
    @pytest.mark.parametrize("siret", ["1111111110001", "111 111 111 00001", "1111111110000²"])
    @pytest.mark.parametrize("model", [Operator, EdiProvider])
    def test_has_a_siret_of_14_digits(
        self, world: World, model: type[Operator] | type[EdiProvider], siret: str
    ) -> None:
        row = model.objects.get(pk=world.shipper.operator_id) if model is Operator else world.provider
        row.siret = siret
        assert "Un SIRET compte 14 chiffres, sans espaces." in sentences(row)


class TestAnEstablishmentInUse:
    @pytest.mark.rule("N6")
    def test_is_not_deleted_with_its_operator_or_office(self, world: World) -> None:
        for row in (world.shipper.operator, world.bordeaux, world.provider):
            with pytest.raises(IntegrityError), transaction.atomic():
                row.delete()
        assert CustomsOffice.objects.count() == 2
