"""Following the teleservices by mail (rule F3)."""

from django import forms

from gps.domain.errors import ErrorCode
from gps.notices.labels import FOLLOWING, Following
from gps.web.forms.base import GpsForm
from gps.wording.messages import SENTENCES

_WRONG = str(SENTENCES[ErrorCode.EMAIL_WRONG])


class SubscriptionForm(GpsForm):
    """An address, and what it is to follow."""

    email = forms.EmailField(
        label="Adresse électronique",
        help_text="Elle ne sert qu’à ces messages. Nous y envoyons d’abord un lien à confirmer.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        max_length=254,
        error_messages={"required": "Saisissez votre adresse électronique.", "invalid": _WRONG, "max_length": _WRONG},
    )
    following = forms.ChoiceField(
        label="Téléservices à suivre",
        choices=[(one.value, label) for one, label in FOLLOWING.items()],
        initial=Following.ALL.value,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez ce que vous voulez suivre.",
            "invalid_choice": "Choisissez ce que vous voulez suivre dans la liste.",
        },
    )
