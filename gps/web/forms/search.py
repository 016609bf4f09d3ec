"""« Rechercher »: the guide's 11 criteria with their comparators (rule R1)."""

from typing import Any

from django import forms

from gps.documents import labels, search
from gps.documents.search import Comparator
from gps.domain.errors import ErrorCode, Fault
from gps.web.forms.base import FrenchDateField, GpsForm
from gps.wording.messages import sentence

_COMPARATORS = {
    Comparator.EQUALS: "égal à",
    Comparator.STARTS: "commence par",
    Comparator.ENDS: "finit par",
    Comparator.CONTAINS: "contient",
    Comparator.BEFORE: "avant",
    Comparator.AFTER: "après",
}

_LABELS = {
    "numero": "Numéro de document",
    "expedition": "Date d’expédition",
    "accise": "Numéro accise de l’expéditeur",
    "enregistrement": "Date enregistrement",
    "statut": "Statut",
    "acteur": "Type acteur",
    "immatriculation": "Immatriculation transport",
    "type": "Type de document",
    "mode": "Mode d’enregistrement",
    "motif_annulation": "Motif d’annulation",
    "motif_reactivation": "Motif de réactivation",
}

_CHOICES: dict[str, dict[Any, str]] = {
    "statut": dict(labels.STATUS),
    "acteur": dict(labels.ACTOR_KIND),
    "type": dict(labels.DOCUMENT_TYPE_SEARCHED),
    "mode": dict(labels.RECORDING_MODE),
    "motif_annulation": dict(labels.CANCELLATION_REASON),
    "motif_reactivation": dict(labels.REACTIVATION_REASON),
}

_SORTS = {
    "-enregistrement": "Enregistrement, du plus récent au plus ancien",
    "enregistrement": "Enregistrement, du plus ancien au plus récent",
    "-expedition": "Expédition, de la plus récente à la plus ancienne",
    "expedition": "Expédition, de la plus ancienne à la plus récente",
    "-numero": "Numéro, décroissant",
    "numero": "Numéro, croissant",
}


class SearchForm(GpsForm):
    """Shows the criteria; ``documents.search`` parses them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in search.CRITERIA:
            if name in search.CHOICES:
                self.fields[name] = _choice(name)
            else:
                dates = name in search.DATES
                self.fields[f"{name}_comparateur"] = _comparator(
                    name, search.DATE_COMPARATORS if dates else search.TEXT_COMPARATORS
                )
                self.fields[name] = _date(name) if dates else _text(name)
        self.fields["tri"] = forms.ChoiceField(label="Trier par", required=False, choices=list(_SORTS.items()))

    def rows(self) -> list[dict[str, Any]]:
        """The criteria in the guide's order, each with its comparator, if it has a choice of them."""
        return [
            {"field": self[name], "comparator": self[f"{name}_comparateur"] if name not in search.CHOICES else None}
            for name in search.CRITERIA
        ]


def _choice(name: str) -> forms.ChoiceField:
    options = [
        ("", "Indifférent"),
        *((key.value if hasattr(key, "value") else key, text) for key, text in _CHOICES[name].items()),
    ]
    unknown = {"invalid_choice": sentence(Fault(ErrorCode.SEARCH_VALUE, name))}
    return forms.ChoiceField(label=_LABELS[name], required=False, choices=options, error_messages=unknown)


def _comparator(name: str, comparators: tuple[Comparator, ...]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"Comparateur : {_LABELS[name].lower()}",
        required=False,
        choices=[(c.value, _COMPARATORS[c]) for c in comparators],
    )


def _date(name: str) -> FrenchDateField:
    return FrenchDateField(label=_LABELS[name], required=False, help_text="jj/mm/aaaa")


def _text(name: str) -> forms.CharField:
    return forms.CharField(
        label=_LABELS[name],
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
