"""« DRM »: which establishment, which month (rule M4)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from gps.accounts.models import ExciseNumber
from gps.web.forms.base import GpsForm
from gps.web.forms.fields import LIST_LIMIT


class DrmForm(GpsForm):
    """Shows what was asked for; ``exchange.drm`` judges it. The number is typed where a list would be too long."""

    accise = forms.CharField(label="Numéro d’accise", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    mois = forms.CharField(
        label="Mois",
        help_text="Format attendu : mm/aaaa, par exemple 11/2026",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "8"}),
    )

    def __init__(self, *args: Any, choices: Sequence[ExciseNumber], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(choices) <= LIST_LIMIT:
            shown = [(row.number, f"{row.number} – {row.establishment}") for row in choices]
            self.fields["accise"].widget = forms.Select(choices=shown, attrs={"class": "fr-select"})
