"""The fields that several tabs share, with the guide's labels."""

from collections.abc import Sequence
from typing import Any

from django import forms

from gps.accounts.models import ExciseNumber
from gps.documents import labels
from gps.domain import excise_number as excise
from gps.web.forms.base import not_entitled

LIST_LIMIT = 60
"""Beyond, a list is no help: the number is typed, and suggestions come as one types."""


def document_type() -> forms.ChoiceField:
    """DAA or DSA; a wrong one cannot be reintegrated (G1)."""
    return forms.ChoiceField(
        label="Type du document d’accompagnement",
        choices=[(kind.value, label) for kind, label in labels.DOCUMENT_TYPE.items()],
        widget=forms.RadioSelect,
        help_text="Il est impératif de sélectionner le bon type, sous peine de ne pas pouvoir réintégrer le numéro "
        "dans GAMM@.",
        error_messages={
            "required": "Choisissez le type du document d’accompagnement : DAA ou DSA.",
            "invalid_choice": "Le type du document d’accompagnement est DAA ou DSA.",
        },
    )


def transport_identity() -> forms.CharField:
    """Free text (G1)."""
    return forms.CharField(
        label="Immatriculation du 1er moyen de transport",
        help_text="Saisie libre, 35 caractères au plus : plaque, nom de navire, numéro de vol ou de wagon…",
        error_messages={"required": "Saisissez l’immatriculation du 1er moyen de transport."},
        widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
    )


def comment(*, required: bool, label: str = "Commentaire", help_text: str = "") -> forms.CharField:
    """A few words, kept in the history."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Précisez en quelques mots."},
    )


def reasons(label: str, choices: Sequence[tuple[str, str]]) -> forms.ChoiceField:
    """A drop-down list of reasons."""
    return forms.ChoiceField(
        label=label,
        choices=[("", "Sélectionnez un motif"), *choices],
        error_messages={
            "required": "Choisissez un motif dans la liste.",
            "invalid_choice": "Choisissez un motif dans la liste.",
        },
    )


class ExciseNumberField(forms.CharField):
    """The consignor's excise number, among those that the account is entitled to (G2): a list, or typed when there
    are too many. Gives the canonical number.
    """

    def __init__(self, entitled: Sequence[ExciseNumber], **options: Any) -> None:
        options.setdefault("label", "Numéro d’accise de l’expéditeur")
        options.setdefault("error_messages", {"required": "Choisissez le numéro d’accise de l’expéditeur."})
        super().__init__(**options)
        self.numbers = {row.number for row in entitled}
        choices = [(row.number, f"{row.number} – {row.establishment}") for row in entitled]
        if len(choices) > LIST_LIMIT:
            self.widget = forms.TextInput(attrs={"autocomplete": "off", "list": "excise-numbers"})
            self.suggestions = choices
        else:
            self.suggestions = []
            first = [] if len(choices) == 1 else [("", "Sélectionnez un numéro d’accise")]
            self.widget = forms.Select(choices=first + choices)
        self.widget.is_required = self.required

    def clean(self, value: Any) -> Any:
        """Refuse what is not in the list, whatever the page showed."""
        number = excise.canonical(super().clean(value))
        if number and number not in self.numbers:
            raise forms.ValidationError(not_entitled(), code="not-entitled")
        return number
