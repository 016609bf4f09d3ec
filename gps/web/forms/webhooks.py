"""« Webhooks »: the address that GPS calls, and what it tells it."""

from django import forms

from gps.domain.errors import ErrorCode
from gps.notices.labels import CHOSEN_EVENTS, EVENT
from gps.web.forms.base import GpsForm
from gps.wording.messages import SENTENCES

_ADDRESS = str(SENTENCES[ErrorCode.WEBHOOK_ADDRESS])
_EVENTS = str(SENTENCES[ErrorCode.WEBHOOK_EVENTS])


class WebhookForm(GpsForm):
    """A new webhook. Where the address leads is judged by the rules."""

    url = forms.CharField(
        label="Adresse à appeler",
        help_text="Commence par https://, par exemple https://exemple.fr/gps",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _ADDRESS},
    )
    events = forms.MultipleChoiceField(
        label="Ce que GPS annonce",
        choices=[(event.value, EVENT[event]) for event in CHOSEN_EVENTS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _EVENTS, "invalid_choice": _EVENTS, "invalid_list": _EVENTS},
    )
