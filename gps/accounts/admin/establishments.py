"""Operators and their excise numbers, customs offices, EDI providers and their mandates."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from gps.accounts.admin.site import AddingInline, Admin, Inline
from gps.accounts.models import CustomsOffice, EdiProvider, Enrolment, ExciseNumber, Mandate, OpeningHours, Operator
from gps.accounts.models.establishments import validate_excise_number
from gps.domain import excise_number

if TYPE_CHECKING:
    ExciseNumberModelForm = forms.ModelForm[ExciseNumber]
else:
    ExciseNumberModelForm = forms.ModelForm


class ExciseNumberForm(ExciseNumberModelForm):
    """Takes an excise number as it is typed: in lower case, with spaces, dots or dashes (rules N9, N10)."""

    number = forms.CharField(label="numéro d’accise", validators=[validate_excise_number])

    def clean_number(self) -> str:
        """Keep the canonical form."""
        return excise_number.canonical(self.cleaned_data["number"])


class ExciseNumberInline(AddingInline):
    """The establishments of an operator."""

    model = ExciseNumber
    form = ExciseNumberForm
    autocomplete_fields = ("office", "provider")
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExciseNumber]:
        """One query for all that the rows show."""
        return super().get_queryset(request).select_related("office", "provider")


class EnrolmentInline(AddingInline):
    """Who may what on an excise number, or where a user may what."""

    model = Enrolment
    autocomplete_fields = ("user", "excise_number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrolment]:
        """One query for all that the rows show."""
        return super().get_queryset(request).select_related("user", "excise_number")


class MandateInline(AddingInline):
    """The providers that may act for an excise number."""

    model = Mandate
    autocomplete_fields = ("provider", "excise_number")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mandate]:
        """One query for all that the rows show."""
        return super().get_queryset(request).select_related("provider", "excise_number")


class NewMandateInline(MandateInline):
    """New mandates alone: a provider may have thousands, which its page links to."""

    verbose_name_plural = "nouveaux mandats"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mandate]:
        """None of those that are."""
        return super().get_queryset(request).none()


class OpeningHoursInline(Inline):
    """When an office answers."""

    model = OpeningHours
    extra = 0


@admin.register(Operator)
class OperatorAdmin(Admin):
    """Traders, with their establishments."""

    list_display = ("name", "siret", "postcode", "city")
    search_fields = ("name", "siret", "excise_numbers__number")
    inlines = (ExciseNumberInline,)


@admin.register(ExciseNumber)
class ExciseNumberAdmin(Admin):
    """Establishments, with who may act for them."""

    form = ExciseNumberForm
    fieldsets = (
        (None, {"fields": ("number", "operator", "establishment", "address", "postcode", "city", "time_zone")}),
        ("Accès à GAMM@", {"fields": ("access_mode", "provider", "office")}),
    )
    list_display = ("number", "establishment", "operator", "access_mode", "provider", "office", "time_zone")
    list_filter = ("access_mode", "time_zone", ("office", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("operator", "provider", "office")
    search_fields = ("number", "establishment", "operator__name", "operator__siret")
    autocomplete_fields = ("operator", "provider", "office")
    inlines = (EnrolmentInline, MandateInline)

    def get_readonly_fields(self, request: HttpRequest, obj: ExciseNumber | None = None) -> tuple[str, ...]:
        """A number stands inside those of its documents: it never changes, and none that is there is refused (N10)."""
        return ("number",) if obj else ()


@admin.register(CustomsOffice)
class CustomsOfficeAdmin(Admin):
    """Services de rattachement, with their hours."""

    list_display = ("code", "name", "phone", "email", "time_zone", "territory")
    list_filter = ("time_zone",)
    search_fields = ("code", "name", "address")
    inlines = (OpeningHoursInline,)


@admin.register(EdiProvider)
class EdiProviderAdmin(Admin):
    """EDI providers, with the way to their mandates."""

    list_display = ("name", "siret", "phone", "email")
    search_fields = ("name", "siret")
    readonly_fields = ("all_mandates",)
    inlines = (NewMandateInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[EdiProvider]:
        """With the number of mandates, for the link to them."""
        providers: QuerySet[EdiProvider] = super().get_queryset(request)
        return providers.annotate(mandate_count=Count("mandates"))

    @admin.display(description="mandats")
    def all_mandates(self, provider: EdiProvider) -> str:
        """The way to the mandates that are."""
        if not provider.pk:
            return "–"
        address = reverse("admin:accounts_mandate_changelist")
        count = getattr(provider, "mandate_count", 0)
        return format_html('<a href="{}?provider__id__exact={}">{} mandat(s)</a>', address, provider.pk, count)


@admin.register(Mandate)
class MandateAdmin(Admin):
    """Whose messages a provider carries, and from when to when."""

    list_display = ("provider", "excise_number", "starts_on", "ends_on")
    list_filter = (("provider", admin.RelatedOnlyFieldListFilter), ("ends_on", admin.EmptyFieldListFilter))
    list_select_related = ("provider", "excise_number")
    search_fields = ("provider__name", "excise_number__number")
    autocomplete_fields = ("provider", "excise_number")
