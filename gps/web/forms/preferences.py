"""« Mes avis »: what a person wants to be told by mail (rules T5, F3, F4)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from gps.notices.labels import KIND, KIND_ABOUT, Kind
from gps.web.forms.base import GpsForm


class PreferencesForm(GpsForm):
    """One box for each kind of notice that the role may have."""

    def __init__(self, kinds: Iterable[Kind], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in kinds:
            self.fields[kind.value] = forms.BooleanField(label=KIND[kind], help_text=KIND_ABOUT[kind], required=False)

    @property
    def chosen(self) -> set[str]:
        """The boxes that are ticked."""
        return {name for name, ticked in self.cleaned_data.items() if ticked}
