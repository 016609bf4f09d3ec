"""« Générer » (rules G1–G4, G8)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from gps.accounts.models import ExciseNumber
from gps.documents.operations import BATCH_LIMIT, IssueRequest
from gps.domain.errors import ErrorCode, Fault
from gps.domain.reference import DocumentType
from gps.web.forms import fields
from gps.web.forms.base import ConfirmableForm, FrenchDateField, FrenchTimeField, GpsForm
from gps.wording.messages import sentence


class GenerateForm(ConfirmableForm):
    """The five fields of the guide; all of them are required."""

    ticket = forms.CharField(widget=forms.HiddenInput, required=False)
    document_type = fields.document_type()
    transport_identity = fields.transport_identity()
    dispatch_date = FrenchDateField(
        label="Date d’expédition",
        error_messages={"required": "Saisissez la date d’expédition, sous la forme jj/mm/aaaa."},
    )
    dispatch_time = FrenchTimeField(
        label="Heure d’expédition",
        error_messages={"required": "Saisissez l’heure d’expédition, sous la forme hh:mm."},
    )
    field_order: tuple[str, ...] = (
        "document_type",
        "excise_number",
        "transport_identity",
        "dispatch_date",
        "dispatch_time",
    )

    def __init__(self, *args: Any, entitled: Sequence[ExciseNumber], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["excise_number"] = fields.ExciseNumberField(entitled)
        self.order_fields(self.field_order)

    def requests(self) -> list[IssueRequest]:
        """What the form asks for."""
        return [self._request()]

    def _request(self) -> IssueRequest:
        cleaned = self.cleaned_data
        return IssueRequest(
            DocumentType(cleaned["document_type"]),
            cleaned["excise_number"],
            cleaned.get("transport_identity", ""),
            cleaned.get("dispatch_date") or None,
            cleaned.get("dispatch_time") or None,
        )


class OfficerGenerateForm(GenerateForm):
    """The same for an officer: one number with its movement, or several « à compléter » (G8)."""

    count = forms.IntegerField(
        label="Nombre de numéros",
        initial=1,
        help_text=f"De 1 à {BATCH_LIMIT}. Pour plusieurs numéros, laissez l’expédition vide : ils seront "
        "« à compléter ».",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "4"}),
        error_messages={"required": "Indiquez combien de numéros délivrer.", "invalid": "Écrivez un nombre entier."},
    )
    field_order = ("document_type", "excise_number", "count", "transport_identity", "dispatch_date", "dispatch_time")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("transport_identity", "dispatch_date", "dispatch_time"):
            self.fields[name].required = False

    def clean_count(self) -> int:
        """Say how many were asked for, before a list of them is made."""
        count: int = self.cleaned_data["count"]
        if not 1 <= count <= BATCH_LIMIT:
            data = {"count": count, "most": BATCH_LIMIT}
            raise forms.ValidationError(sentence(Fault(ErrorCode.BATCH_SIZE, "count", data)), code="batch-size")
        return count

    def clean(self) -> dict[str, Any]:
        """Several numbers are for several movements: they cannot share one dispatch."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in ("transport_identity", "dispatch_date", "dispatch_time") if cleaned.get(name)]
        if (cleaned.get("count") or 1) > 1 and given:
            self.add_error(given[0], "Pour plusieurs numéros, laissez l’immatriculation, la date et l’heure vides.")
        return cleaned

    def requests(self) -> list[IssueRequest]:
        """As many requests as numbers."""
        return [self._request()] * self.cleaned_data["count"]


class SendNumbersForm(GpsForm):
    """Where an officer sends the numbers that he has just issued."""

    to = forms.EmailField(
        label="Adresse électronique de l’opérateur",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Saisissez l’adresse à laquelle envoyer les numéros.",
            "invalid": "Écrivez une adresse électronique entière, par exemple nom@exemple.fr.",
        },
    )
