"""« Clés d’API »: what a new key is called, opens, and how long it lasts (rule P4)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from gps.accounts import keys, own_keys
from gps.domain.errors import ErrorCode, Fault
from gps.web.forms.base import GpsForm
from gps.wording.messages import sentence

_LIFETIME = sentence(Fault(ErrorCode.KEY_LIFETIME, data={"shortest": own_keys.SHORTEST, "longest": own_keys.LONGEST}))
_SCOPES = sentence(Fault(ErrorCode.KEY_SCOPES))


class KeyForm(GpsForm):
    """A new key."""

    label = forms.CharField(
        label="Libellé",
        help_text="Le logiciel ou le poste qui s’en servira, par exemple «\u00a0Logiciel de chai, serveur de "
        "Cognac\u00a0».",
        max_length=100,
        error_messages={
            "required": "Donnez un libellé à la clé : vous la reconnaîtrez dans la liste et dans l’historique.",
            "max_length": "Le libellé compte 100 caractères au plus.",
        },
    )
    scopes = forms.MultipleChoiceField(
        label="Ce que la clé permet",
        help_text="Ne cochez que ce dont le logiciel a besoin. Toute clé permet aussi de consulter.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _SCOPES, "invalid_choice": _SCOPES, "invalid_list": _SCOPES},
    )
    days = forms.IntegerField(
        label="Durée, en jours",
        help_text=f"De {own_keys.SHORTEST} à {own_keys.LONGEST} jours. La clé n’ouvre plus rien ensuite.",
        initial=own_keys.PROPOSED,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": "4"}),
        error_messages={"required": _LIFETIME, "invalid": _LIFETIME},
    )

    def __init__(self, *args: Any, scopes: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scopes"].choices = [(scope, keys.SCOPE_LABELS[scope]) for scope in scopes]
