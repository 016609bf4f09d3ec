"""Operators with their establishments, the customs offices they depend on, the EDI providers they mandate."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from gps.accounts.roles import AccessMode, Territory, Zone
from gps.domain import excise_number
from gps.domain.errors import DomainError
from gps.domain.names import search_key

siret_validator = RegexValidator(r"\A[0-9]{14}\Z", "Un SIRET compte 14 chiffres, sans espaces.")
office_code_validator = RegexValidator(
    r"\AFR[A-Z0-9]{6}\Z", "Un code de bureau compte FR et 6 lettres ou chiffres, par exemple FR002300."
)


def validate_excise_number(text: str) -> None:
    """Refuse an excise number of the wrong form when it enters the reference data, with the reason (rule N10)."""
    try:
        excise_number.parse(text, excise_number.Form(settings.EXCISE_FORM))
    except DomainError as error:
        raise ValidationError(_excise_sentence(error), code=error.codes[0].slug) from error


def _excise_sentence(error: DomainError) -> str:
    fault = error.faults[0]
    match fault.code.slug:
        case "excise-number-length":
            return f"Un numéro d’accise compte 13 caractères ; celui-ci en compte {fault.data['length']}."
        case "excise-number-character":
            return f"Le caractère « {fault.data['character']} » n’est ni une lettre ni un chiffre."
        case "excise-number-country":
            return f"« {fault.data['country']} » n’est pas le code de pays attendu : GPS n’émet que pour FR."
        case _:
            return "La forme attendue est FR0, 5 chiffres, 1 lettre et 4 chiffres, par exemple FR007328E0001."


def _with_key(options: dict[str, Any]) -> dict[str, Any]:
    """Write the search key too when only some fields are written."""
    fields = options.get("update_fields")
    return options if fields is None else {**options, "update_fields": {*fields, "search_key"}}


class Operator(models.Model):
    """A trader: the legal person that holds one or several excise numbers."""

    name = models.CharField("raison sociale", max_length=182)
    search_key = models.CharField(max_length=400, default="", editable=False)
    siret = models.CharField("SIRET", max_length=14, unique=True, validators=[siret_validator])
    address = models.CharField("adresse", max_length=200)
    postcode = models.CharField("code postal", max_length=10)
    city = models.CharField("commune", max_length=50)

    class Meta:
        verbose_name = "opérateur"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the key by which the name is searched."""
        self.search_key = search_key(self.name)[:400]
        super().save(*args, **_with_key(options))


class EdiProvider(models.Model):
    """A company that carries the EDI messages of the operators that mandated it."""

    name = models.CharField("raison sociale", max_length=182)
    siret = models.CharField("SIRET", max_length=14, unique=True, validators=[siret_validator])
    email = models.EmailField("adresse électronique")
    phone = models.CharField("téléphone", max_length=30)

    class Meta:
        verbose_name = "prestataire EDI"
        verbose_name_plural = "prestataires EDI"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CustomsOffice(models.Model):
    """A service de rattachement: customs office or wine centre, with what one needs to reach it."""

    code = models.CharField(max_length=8, unique=True, validators=[office_code_validator])
    name = models.CharField("nom", max_length=100)
    address = models.CharField("adresse", max_length=200)
    email = models.EmailField("adresse électronique")
    phone = models.CharField("téléphone", max_length=30)
    time_zone = models.CharField("fuseau horaire", max_length=40, choices=Zone, default=Zone.PARIS)
    territory = models.CharField(
        "jours fériés", max_length=3, choices=Territory, blank=True, default=Territory.MAINLAND
    )

    class Meta:
        verbose_name = "service douanier"
        verbose_name_plural = "services douaniers"
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class OpeningHours(models.Model):
    """One span of a day at which an office answers, in the office's time."""

    class Weekday(models.IntegerChoices):
        """As ``date.weekday()`` counts."""

        MONDAY = 0, "lundi"
        TUESDAY = 1, "mardi"
        WEDNESDAY = 2, "mercredi"
        THURSDAY = 3, "jeudi"
        FRIDAY = 4, "vendredi"
        SATURDAY = 5, "samedi"
        SUNDAY = 6, "dimanche"

    office = models.ForeignKey(CustomsOffice, models.CASCADE, related_name="opening_hours", verbose_name="service")
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday)
    opens_at = models.TimeField("ouverture")
    closes_at = models.TimeField("fermeture")

    class Meta:
        verbose_name = "horaire d’ouverture"
        verbose_name_plural = "horaires d’ouverture"
        ordering = ("weekday", "opens_at")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")),
                name="opening_hours_in_order",
                violation_error_message="La fermeture doit suivre l’ouverture.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class ExciseNumber(models.Model):
    """An authorised establishment: 13 characters, and all that GPS must know of it."""

    number = models.CharField("numéro d’accise", max_length=13, unique=True, validators=[validate_excise_number])
    operator = models.ForeignKey(Operator, models.PROTECT, related_name="excise_numbers", verbose_name="opérateur")
    establishment = models.CharField("établissement", max_length=182)
    search_key = models.CharField(max_length=400, default="", editable=False)
    address = models.CharField("adresse", max_length=200)
    postcode = models.CharField("code postal", max_length=10)
    city = models.CharField("commune", max_length=50)
    access_mode = models.CharField("mode d’accès à GAMM@", max_length=10, choices=AccessMode)
    provider = models.ForeignKey(
        EdiProvider,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clients",
        verbose_name="prestataire EDI",
    )
    time_zone = models.CharField("fuseau horaire", max_length=40, choices=Zone, default=Zone.PARIS)
    office = models.ForeignKey(
        CustomsOffice, models.PROTECT, related_name="excise_numbers", verbose_name="service de rattachement"
    )

    class Meta:
        verbose_name = "numéro d’accise"
        verbose_name_plural = "numéros d’accise"
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(access_mode=AccessMode.EDI, provider__isnull=False)
                | (~Q(access_mode=AccessMode.EDI) & Q(provider__isnull=True)),
                name="excise_number_provider_iff_edi",
                violation_error_message="Un prestataire est indiqué pour le mode EDI, et pour lui seul.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} – {self.establishment}"

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the key by which the name is searched."""
        self.search_key = search_key(self.establishment)[:400]
        super().save(*args, **_with_key(options))

    def clean(self) -> None:
        """Store the canonical form of what was typed."""
        self.number = excise_number.canonical(self.number)

    @property
    def zone(self) -> ZoneInfo:
        """The establishment's own time zone: the one its dates are read in."""
        return ZoneInfo(self.time_zone)


class Mandate(models.Model):
    """What lets an EDI provider act for an excise number, from a day to a day (open when ``ends_on`` is None)."""

    provider = models.ForeignKey(EdiProvider, models.CASCADE, related_name="mandates", verbose_name="prestataire EDI")
    excise_number = models.ForeignKey(
        ExciseNumber, models.CASCADE, related_name="mandates", verbose_name="numéro d’accise"
    )
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True, blank=True)

    class Meta:
        verbose_name = "mandat"
        constraints = [
            models.UniqueConstraint(fields=["provider", "excise_number", "starts_on"], name="mandate_unique"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="mandate_in_order",
                violation_error_message="La fin du mandat doit suivre son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} pour {self.excise_number.number}"

    @staticmethod
    def in_force(on: date) -> Q:
        """The mandates that hold on a day."""
        return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
