"""Ask the service, and answer (rules F4, F5, F9)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms

from gps.accounts.models import ExciseNumber
from gps.domain.errors import ErrorCode, Fault
from gps.domain.grounds import AccessMode, Side
from gps.outages import labels
from gps.outages.models import GPS, TEXT_LENGTH, AuthorisationRequest
from gps.outages.operations import Asking
from gps.web.forms import fields
from gps.web.forms.base import FrenchDateField, FrenchTimeField, GpsForm
from gps.wording.messages import sentence


class AskForm(GpsForm):
    """What the operator tells his service. Sent by GPS, or made by other means and noted here (F9)."""

    circumstances = forms.CharField(
        label="Que se passe-t-il ?",
        help_text="Ce qui ne fonctionne plus, depuis quand, et ce que vous devez expédier.",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites en quelques mots ce qui ne fonctionne plus."},
    )
    tried_other_access = forms.BooleanField(
        label="J’ai essayé un autre accès à GAMM@ (autre connexion, autre poste), sans succès",
        error_messages={"required": sentence(Fault(ErrorCode.OTHER_ACCESS_FIRST))},
    )
    contact = forms.CharField(
        label="Téléphone où vous rappeler",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    incident = forms.CharField(
        label="Identifiant donné par le SAU",
        help_text="S’il vous en a donné un, par exemple P26-0042.",
        required=False,
        max_length=16,
    )
    reintegrated_by = forms.ChoiceField(
        label="Qui réintégrera les mouvements dans GAMM@ après la panne ?",
        help_text="Pour un opérateur EDI : convenez-en avec votre prestataire, qui est prévenu de votre demande.",
        required=False,
        choices=[("", "Sans objet (DTI, DTI+)"), *((s.value, label) for s, label in labels.REINTEGRATED_BY.items())],
    )
    means = forms.ChoiceField(
        label="Avez-vous déjà prévenu votre service par un autre moyen ?",
        help_text="L’heure court à partir du moment où vous l’avez prévenu.",
        choices=[
            (GPS, "Non : j’envoie ma demande maintenant"),
            *((value, f"Oui : {label.lower()}") for value, label in labels.ASKED_MEANS.items() if value != GPS),
        ],
        initial=GPS,
    )
    asked_date = FrenchDateField(label="Date à laquelle vous l’avez prévenu", required=False)
    asked_time = FrenchTimeField(label="Heure à laquelle vous l’avez prévenu", required=False)
    field_order = ("excise_number", "circumstances", "tried_other_access", "reintegrated_by", "contact", "incident")

    def __init__(self, *args: Any, entitled: Sequence[ExciseNumber], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.zones = {row.number: row.zone for row in entitled}
        self.fields["excise_number"] = fields.ExciseNumberField(entitled, label="Établissement")
        self._ask_who_reintegrates({AccessMode(row.access_mode) is AccessMode.EDI for row in entitled})
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """The moment of a request that was made by other means; the rules judge it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        zone = self.zones.get(cleaned.get("excise_number", ""))
        by_gps = cleaned.get("means") == GPS
        at = None if by_gps or zone is None else self.reported_moment("asked_date", "asked_time", zone, self.now)
        if not by_gps and at is None and not self.errors:
            self.add_error("asked_date", sentence(Fault(ErrorCode.MEANS_MISSING)))
        cleaned["asked_at"] = at
        return cleaned

    def _ask_who_reintegrates(self, by_edi: set[bool]) -> None:
        """It is asked of EDI operators alone (failure 2)."""
        if by_edi == {True}:
            said = sentence(Fault(ErrorCode.REINTEGRATION_UNSAID))
            choices = [("", "Sélectionnez une réponse"), *((s.value, t) for s, t in labels.REINTEGRATED_BY.items())]
            self.fields["reintegrated_by"] = forms.ChoiceField(
                label=self.fields["reintegrated_by"].label,
                help_text="Convenez-en avec votre prestataire, qui est prévenu de votre demande.",
                choices=choices,
                error_messages={"required": said},
            )
        elif by_edi == {False}:
            del self.fields["reintegrated_by"]

    def asking(self) -> Asking:
        """What the form asks."""
        c = self.cleaned_data
        by = c.get("reintegrated_by")
        return Asking(
            excise_number=c["excise_number"],
            circumstances=c["circumstances"],
            tried_other_access=c["tried_other_access"],
            contact=c["contact"],
            incident=c["incident"],
            reintegrated_by=Side(by) if by else None,
            means=c["means"],
            asked_at=c["asked_at"],
        )


class AnswerForm(GpsForm):
    """The service's answer: given by GPS, or by other means and noted here (F9). Its times are the establishment's."""

    verdict = forms.ChoiceField(
        label="Réponse",
        choices=[("grant", "Autoriser"), ("refuse", "Refuser")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez : autoriser ou refuser.", "invalid_choice": "Autoriser, ou refuser."},
    )
    reason = forms.ChoiceField(
        label="Motif",
        choices=[
            ("", "Sélectionnez un motif"),
            ("Accord", [(v, label) for v, label in labels.GRANT_REASON.items() if v != "other"]),
            ("Refus", [(v, label) for v, label in labels.REFUSAL_REASON.items() if v != "other"]),
            ("other", labels.REASON["other"]),
        ],
        error_messages={
            "required": "Choisissez un motif dans la liste.",
            "invalid_choice": "Choisissez un motif dans la liste.",
        },
    )
    comment = fields.comment(required=False, help_text="Obligatoire pour le motif « Autre ». L’opérateur le lit.")
    ends_date = FrenchDateField(
        label="Date de fin",
        required=False,
    )
    ends_time = FrenchTimeField(label="Heure de fin", required=False)
    means = forms.ChoiceField(
        label="Moyen",
        required=False,
        choices=[(value, label) for value, label in labels.ASKED_MEANS.items()],
    )
    given_date = FrenchDateField(label="Date de la réponse", required=False)
    given_time = FrenchTimeField(label="Heure de la réponse", required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1000)

    def __init__(self, *args: Any, request: AuthorisationRequest, now: datetime, outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = request.excise_number.zone, now
        if outside:  # an operator notes what he was told by other means than GPS
            self.fields["means"].choices = [
                (value, label) for value, label in labels.ASKED_MEANS.items() if value != GPS
            ]

    def clean(self) -> dict[str, Any]:
        """Make moments of dates and times; whether they may be so is the rules' matter."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["ends_at"] = self._moment("ends_date", "ends_time")
        cleaned["given_at"] = self._moment("given_date", "given_time")
        return cleaned

    def _moment(self, on: str, at: str) -> datetime | None:
        """Both or none."""
        if bool(self.cleaned_data.get(on)) != bool(self.cleaned_data.get(at)) and not self.errors.keys() & {on, at}:
            missing = at if self.cleaned_data.get(on) else on
            self.add_error(missing, "Indiquez la date et l’heure, ou aucune des deux.")
            return None
        return self.reported_moment(on, at, self.zone, self.now)

    def answered(self) -> Mapping[str, Any]:
        """The arguments of ``operations.answer``."""
        c = self.cleaned_data
        return {
            "granted": c["verdict"] == "grant",
            "reason": c["reason"],
            "comment": c["comment"],
            "ends_at": c["ends_at"] if c["verdict"] == "grant" else None,
            "means": c["means"] or GPS,
            "given_at": c["given_at"],
            "seen": c["seen"] or 0,
        }
