"""« Vérifier un document »: what one types off a paper, or what a scanner types (rules V1, V4)."""

import re
from typing import Any

from django import forms

from gps.domain import departments
from gps.web.forms.base import GpsForm

_PROOF = re.compile(r"(?:.*/v/)?([A-Z2-7]{100,})", re.DOTALL)
_PLACE_UNKNOWN = "Saisissez un numéro de département (33, 2A, 974) ou un code postal (33000)."


class PlaceField(forms.CharField):
    """A department or a postcode; gives the department, "" when nothing is said."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Lieu du contrôle : département ou code postal")
        options.setdefault("help_text", "Par exemple 33, 2A ou 97400. Un même papier vu en deux lieux est signalé.")
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "size": "8"}))
        super().__init__(required=False, max_length=10, error_messages={"max_length": _PLACE_UNKNOWN}, **options)

    def clean(self, value: Any) -> Any:
        """Read the department."""
        text = super().clean(value)
        if not text:
            return ""
        found = departments.department(text)
        if found is None:
            raise forms.ValidationError(_PLACE_UNKNOWN, code="place-unknown")
        return found


class PlaceForm(GpsForm):
    """Where the paper is, once its QR code was read."""

    place = PlaceField()


class VerifyForm(GpsForm):
    """Number and registration together; or, from a hand-held scanner, the text of the QR code."""

    reference = forms.CharField(
        label="Numéro du document, à 21 caractères",
        help_text="Celui de la case « Contrôles ». Un lecteur de codes peut aussi y écrire le texte du QR code.",
        max_length=600,
        error_messages={
            "required": "Saisissez le numéro à 21 caractères du document.",
            "max_length": "Ce texte est trop long pour un numéro ou un QR code de GPS.",
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "fr-input gps-typed-number"}
        ),
    )
    transport_identity = forms.CharField(
        label="Immatriculation du 1er moyen de transport",
        help_text="Telle qu’elle figure sur le document. Inutile avec le texte du QR code.",
        max_length=100,
        error_messages={
            "required": "Saisissez aussi l’immatriculation : le numéro seul ne suffit pas à vérifier un document.",
            "max_length": "L’immatriculation est trop longue : 35 caractères au plus sur le document.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    place = PlaceField()

    def clean(self) -> dict[str, Any]:
        """Tell a proof, which needs no registration, from a number."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        found = _PROOF.fullmatch(cleaned.get("reference", "").strip())
        cleaned["payload"] = found[1] if found else ""
        if found:
            self.errors.pop("transport_identity", None)
        return cleaned
