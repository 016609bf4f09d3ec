"""« Enregistrer » (rules E1, E2, E9)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from gps.accounts.models import ExciseNumber
from gps.documents import labels
from gps.documents.operations import Report
from gps.domain.errors import DomainError, ErrorCode
from gps.domain.lifecycle import ManualReason, Means
from gps.domain.reference import DocumentType
from gps.web.forms import fields
from gps.web.forms.base import ConfirmableForm, FrenchDateField, FrenchTimeField

_MALFORMED = {
    ErrorCode.REFERENCE_LENGTH,
    ErrorCode.REFERENCE_CHARACTER,
    ErrorCode.REFERENCE_LETTER_O,
    ErrorCode.REFERENCE_YEAR_FORM,
    ErrorCode.REFERENCE_YEAR_TO_COME,
    ErrorCode.REFERENCE_OTHER_EXCISE_NUMBER,
    ErrorCode.REFERENCE_SEQUENCE_FORM,
    ErrorCode.REFERENCE_SEQUENCE_ZERO,
    ErrorCode.REFERENCE_LAST_CHARACTER,
    ErrorCode.EXCISE_NUMBER_COUNTRY,
}
"""The faults of a number that may truly stand so on a paper that has left (E2)."""


def is_malformed(error: DomainError) -> bool:
    """Tell whether nothing but the number's form is wrong."""
    return bool(error.codes) and set(error.codes) <= _MALFORMED


class RegisterForm(ConfirmableForm):
    """The six fields of the guide, then how the service was told."""

    reference = forms.CharField(
        label="N° du document à intégrer",
        help_text="Le numéro à 21 caractères porté sur le papier. Espaces, points, tirets et minuscules sont acceptés.",
        error_messages={"required": "Saisissez le numéro à 21 caractères porté sur le papier."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "fr-input gps-typed-number"}
        ),
    )
    document_type = fields.document_type()
    transport_identity = fields.transport_identity()
    dispatch_date = FrenchDateField(
        label="Date expédition",
        help_text="La date à laquelle est partie la marchandise, au format jj/mm/aaaa",
        error_messages={"required": "Saisissez la date à laquelle la marchandise est partie (jj/mm/aaaa)."},
    )
    dispatch_time = FrenchTimeField(
        label="Heure expédition",
        help_text="L’heure à laquelle est partie la marchandise, au format hh:mm",
        error_messages={"required": "Saisissez l’heure à laquelle la marchandise est partie (hh:mm)."},
    )
    manual_reason = forms.ChoiceField(
        label="Pourquoi le numéro a-t-il été formé à la main ?",
        required=False,
        choices=[("", "Non précisé"), *((r.value, label) for r, label in labels.MANUAL_REASON.items())],
    )
    told_means = forms.ChoiceField(
        label="Comment avez-vous communiqué ce numéro à votre service ?",
        required=False,
        choices=[("", "Non précisé"), *((m.value, label) for m, label in labels.MEANS.items())],
    )
    told_date = FrenchDateField(label="Le (date)", required=False)
    told_time = FrenchTimeField(label="À (heure)", required=False)
    as_printed = forms.BooleanField(
        label="Le papier porte ce numéro",
        help_text="Le document est parti avec ce numéro, tel quel : transmettre la saisie au service, qui délivrera un "
        "numéro de remplacement.",
        required=False,
        widget=forms.HiddenInput,
    )
    field_order = (
        "reference",
        "document_type",
        "excise_number",
        "transport_identity",
        "dispatch_date",
        "dispatch_time",
        "manual_reason",
        "told_means",
        "told_date",
        "told_time",
    )

    def __init__(self, *args: Any, entitled: Sequence[ExciseNumber], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.zones = {row.number: row.zone for row in entitled}
        self.fields["excise_number"] = fields.ExciseNumberField(entitled, label="N° accises expéditeur")
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The moment at which the service was told is whole or absent; whether it may be so is the rule's matter."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [bool(cleaned.get(name)) for name in ("told_means", "told_date", "told_time")]
        if any(given) and not all(given) and not self.errors.keys() & {"told_means", "told_date", "told_time"}:
            missing = ("told_means", "told_date", "told_time")[given.index(False)]
            self.add_error(missing, "Indiquez le moyen, la date et l’heure, ou aucun des trois.")
        cleaned["told_at"] = self._told_at(cleaned) if all(given) else None
        return cleaned

    def report(self) -> Report:
        """What the form reports."""
        c = self.cleaned_data
        return Report(
            reference=c["reference"],
            document_type=DocumentType(c["document_type"]),
            excise_number=c["excise_number"],
            transport_identity=c["transport_identity"],
            dispatch_date=c["dispatch_date"],
            dispatch_time=c["dispatch_time"],
            manual_reason=ManualReason(c["manual_reason"]) if c["manual_reason"] else None,
            told_at=c["told_at"],
            told_means=Means(c["told_means"]) if c["told_means"] else None,
            confirmed=c["confirmed"],
        )

    def refuse(self, error: DomainError) -> None:
        """A number that is malformed may stand so on the paper: offer to send it to the officer as it is (E2)."""
        super().refuse(error)
        if is_malformed(error):
            self.fields["as_printed"].widget = forms.CheckboxInput()

    def _told_at(self, cleaned: dict[str, Any]) -> datetime | None:
        zone = self.zones.get(cleaned.get("excise_number", ""))
        return self.reported_moment("told_date", "told_time", zone, self.now) if zone else None
