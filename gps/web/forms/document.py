"""What is done to one document: cancel, complete, correct, reactivate, note a receipt."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from gps.documents import labels
from gps.domain.lifecycle import ReactivationReason
from gps.web.forms import fields
from gps.web.forms.base import FrenchDateField, FrenchTimeField, GpsForm


class CancelForm(GpsForm):
    """« Annuler » (A1)."""

    reference = forms.CharField(
        label="N° du document à annuler",
        help_text="Le numéro à 21 caractères.",
        error_messages={"required": "Saisissez le numéro à 21 caractères du document à annuler."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "fr-input gps-typed-number"}
        ),
    )
    reason = fields.reasons("Motif d’annulation", [(r.value, label) for r, label in labels.CANCELLATION_REASON.items()])
    comment = fields.comment(required=False, help_text="Obligatoire pour le motif « Autre ».")


class ReactivateForm(GpsForm):
    """Reactivation by an officer (A2)."""

    reason = fields.reasons(
        "Motif de réactivation", [(r.value, label) for r, label in labels.REACTIVATION_REASON.items()]
    )
    comment = fields.comment(required=False, help_text="Obligatoire pour le motif « Autre ».")


class WithdrawForm(GpsForm):
    """Withdrawal of a regularisation (A3): one reason only."""

    reason = fields.reasons(
        "Motif de réactivation",
        [
            (
                ReactivationReason.REGULARISATION_FAILED.value,
                labels.REACTIVATION_REASON[ReactivationReason.REGULARISATION_FAILED],
            )
        ],
    )
    comment = fields.comment(required=False)


class DispatchForm(GpsForm):
    """The movement of a number « à compléter » (G8)."""

    transport_identity = fields.transport_identity()
    dispatch_date = FrenchDateField(
        label="Date d’expédition",
        error_messages={"required": "Saisissez la date d’expédition, sous la forme jj/mm/aaaa."},
    )
    dispatch_time = FrenchTimeField(
        label="Heure d’expédition",
        error_messages={"required": "Saisissez l’heure d’expédition, sous la forme hh:mm."},
    )


class CorrectForm(DispatchForm):
    """The same, with the reason of the correction (A4)."""

    comment = fields.comment(
        required=True, label="Raison de la correction", help_text="Elle est conservée dans l’historique."
    )


class ReceiptForm(GpsForm):
    """How a hand-made number had reached the service (E9)."""

    means = forms.ChoiceField(
        label="Moyen",
        choices=[("", "Sélectionnez un moyen"), *((m.value, label) for m, label in labels.MEANS.items())],
        error_messages={"required": "Choisissez un moyen.", "invalid_choice": "Choisissez un moyen dans la liste."},
    )
    received_date = FrenchDateField(label="Date de réception", error_messages={"required": "Saisissez la date."})
    received_time = FrenchTimeField(label="Heure de réception", error_messages={"required": "Saisissez l’heure."})

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now

    def clean(self) -> dict[str, Any]:
        """Make a moment of date and time; it is not to come."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["received_at"] = self.reported_moment("received_date", "received_time", self.zone, self.now)
        return cleaned


class SettleForm(GpsForm):
    """What was done about an anomaly."""

    comment = fields.comment(required=True, label="Suite donnée", help_text="Conservée et visible de l’opérateur.")

    def __init__(self, *args: Any, for_customs: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_customs:
            self["comment"].help_text = "Conservée. L’opérateur ne la voit pas."
