"""What the help desk types: an alert, an incident, its change, end, cancellation and reopening (rules F2, F3).

Moments are given in national time, and left empty for « now ».
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms

from gps.accounts.models import EdiProvider, ExciseNumber
from gps.accounts.roles import AccessMode, Zone
from gps.domain import dispatch
from gps.domain.errors import DomainError, Fault
from gps.domain.grounds import Service, Severity, Side
from gps.outages import labels
from gps.outages.models import MESSAGE_LENGTH, Outage
from gps.web.forms import fields
from gps.web.forms.base import FrenchDateField, FrenchTimeField, GpsForm
from gps.wording.messages import sentence

_NATION = ZoneInfo(Zone.PARIS)
Reading = Callable[[date, time, ZoneInfo, datetime], datetime]


def _date(label: str, help_text: str = "") -> FrenchDateField:
    return FrenchDateField(label=label, required=False, help_text=help_text or "Au format jj/mm/aaaa")


def _time(label: str) -> FrenchTimeField:
    return FrenchTimeField(label=label, required=False, help_text="Au format hh:mm, heure de Paris")


def _message(label: str, *, required: bool, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=f"{help_text} {MESSAGE_LENGTH} caractères au plus.".strip(),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Dites ce qu’il faut faire."},
    )


class OutageForm(GpsForm):
    """Reads the moments of its fields, and puts the rules' faults about a moment on its date."""

    readings: ClassVar[Mapping[str, Reading]] = {}
    """The name of each moment, and how a time that exists twice is read."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        """Make a moment of each date and time: ``<name>_at``, None when both are left empty."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, reading in self.readings.items():
            cleaned[f"{name}_at"] = self._moment(name, reading, cleaned)
        return cleaned

    def refuse(self, error: DomainError) -> None:
        """« starts » is on the date of the start."""
        super().refuse(DomainError(Fault(f.code, self._bearer(f.field), f.data) for f in error.faults))

    def _bearer(self, field: str) -> str:
        return f"{field}_date" if f"{field}_date" in self.fields else field

    def _moment(self, name: str, reading: Reading, cleaned: dict[str, Any]) -> datetime | None:
        names = (f"{name}_date", f"{name}_time")
        if not self.fields.keys() >= set(names) or self.errors.keys() & set(names):
            return None
        on, at = cleaned[names[0]], cleaned[names[1]]
        if on in {None, ""} and at in {None, ""}:
            return None
        if on in {None, ""} or at in {None, ""}:
            self.add_error(
                names[0] if on in {None, ""} else names[1], "Indiquez la date et l’heure, ou aucune des deux."
            )
            return None
        try:
            return reading(on, at, _NATION, self.now)
        except DomainError as error:
            for fault in error.faults:
                self.add_error(fault.field.replace("dispatch", name), sentence(fault))
            return None


class OpeningForm(OutageForm):
    """What every outage has when it is opened."""

    readings = {"starts": dispatch.reported, "expected_end": dispatch.expected}

    starts_date = _date("Début (date)", "Laissez vide si elle commence maintenant. Au format jj/mm/aaaa")
    starts_time = _time("Début (heure)")
    expected_end_date = _date("Fin prévue (date)", "Elle ne met fin à rien par elle-même. Au format jj/mm/aaaa")
    expected_end_time = _time("Fin prévue (heure)")
    message = _message("Que faire", required=True, help_text="Ce que l’opérateur doit faire.")

    def opening(self) -> dict[str, Any]:
        """The arguments that every opening has."""
        c = self.cleaned_data
        return {name: c[name] for name in ("starts_at", "expected_end_at")} | {"message": c["message"]}


class AlertForm(OpeningForm):
    """A national alert on one or several services (F3)."""

    services = forms.MultipleChoiceField(
        label="Services en panne",
        choices=[(s.value, f"{label} : {labels.SERVICE_ABOUT[s]}") for s, label in labels.SERVICE.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text="Une alerte par service, chacune avec son identifiant.",
        error_messages={
            "required": "Choisissez au moins un service.",
            "invalid_choice": "Choisissez ce qui est en panne dans la liste.",
        },
    )
    severity = forms.ChoiceField(
        label="Gravité",
        choices=[(s.value, f"{label}. {labels.SEVERITY_EFFECT[s]}") for s, label in labels.SEVERITY.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez la gravité : information, rouge ou noire.",
            "invalid_choice": "La gravité est information, rouge ou noire.",
        },
    )
    planned = forms.BooleanField(label="Maintenance programmée", required=False)
    message_en = _message("Que faire, en anglais", required=False, help_text="")
    field_order = (
        "services", "severity", "planned", "starts_date", "starts_time", "expected_end_date", "expected_end_time",
        "message", "message_en",
    )  # fmt: skip

    def opening(self) -> dict[str, Any]:
        """The arguments of ``open_alerts``."""
        c = self.cleaned_data
        return super().opening() | {
            "services": [Service(value) for value in c["services"]],
            "severity": Severity(c["severity"]),
            "planned": c["planned"],
            "message_en": c["message_en"],
        }


class ProviderIncidentForm(OpeningForm):
    """An EDI provider that cannot carry messages (failure 3)."""

    provider = forms.ChoiceField(
        label="Prestataire EDI",
        error_messages={
            "required": "Choisissez le prestataire dans la liste.",
            "invalid_choice": "Choisissez le prestataire dans la liste.",
        },
    )
    field_order = ("provider",)

    def __init__(self, *args: Any, providers: Sequence[EdiProvider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.providers = {str(row.pk): row for row in providers}
        field: Any = self.fields["provider"]
        field.choices = [("", "Sélectionnez un prestataire"), *((pk, row.name) for pk, row in self.providers.items())]

    def opening(self) -> dict[str, Any]:
        """The arguments of ``open_provider_incident``."""
        return super().opening() | {"provider": self.providers[self.cleaned_data["provider"]]}


class OperatorIncidentForm(OpeningForm):
    """The diagnosis of an operator's own failure (1 or 2)."""

    side = forms.ChoiceField(
        label="Côté de la panne",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez de quel côté est la panne.",
            "invalid_choice": "Choisissez de quel côté est la panne, dans la liste.",
        },
    )
    field_order = ("side",)

    def __init__(self, *args: Any, excise_number: ExciseNumber, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sides = {Side.OPERATOR.value: "L’opérateur : sa connexion ou son équipement"}
        if excise_number.access_mode == AccessMode.EDI and excise_number.provider is not None:
            sides[Side.PROVIDER.value] = f"La liaison avec son prestataire EDI, {excise_number.provider.name}"
        field: Any = self.fields["side"]
        field.choices = list(sides.items())
        if len(sides) == 1:
            self.initial.setdefault("side", Side.OPERATOR.value)

    def opening(self) -> dict[str, Any]:
        """The arguments of ``open_operator_incident``."""
        return super().opening() | {"side": Side(self.cleaned_data["side"])}


class ChangeForm(OutageForm):
    """What is published of an outage that is not over. What is left as it is shown stays to the second."""

    readings = {"starts": dispatch.reported, "expected_end": dispatch.expected}

    severity = AlertForm.base_fields["severity"]
    starts_date = _date("Début (date)")
    starts_time = _time("Début (heure)")
    expected_end_date = _date("Fin prévue (date)", "Vide : inconnue. Au format jj/mm/aaaa")
    expected_end_time = _time("Fin prévue (heure)")
    message = _message("Que faire", required=True, help_text="Ce que l’opérateur doit faire.")
    message_en = _message("Que faire, en anglais", required=False, help_text="")

    def __init__(self, *args: Any, outage: Outage, **kwargs: Any) -> None:
        shown = {"severity": outage.severity, "message": outage.message, "message_en": outage.message_en}
        for name, at in (("starts", outage.starts_at), ("expected_end", outage.expected_end_at)):
            local = at and at.astimezone(_NATION)
            shown |= {f"{name}_date": f"{local:%d/%m/%Y}", f"{name}_time": f"{local:%H:%M}"} if local else {}
        super().__init__(*args, initial=shown, **kwargs)
        self.outage = outage
        if not outage.is_alert:
            del self.fields["severity"]

    def changed(self) -> dict[str, Any]:
        """The arguments of ``operations.change``."""
        c, severity = self.cleaned_data, self.cleaned_data.get("severity")
        return {
            "message": c["message"],
            "message_en": c["message_en"],
            "severity": Severity(severity) if severity else None,
            "starts_at": c["starts_at"] if self._typed("starts") else None,
            "expected_end_at": c["expected_end_at"] if self._typed("expected_end") else self.outage.expected_end_at,
        }

    def _typed(self, name: str) -> bool:
        """Whether a moment is another than the one that was shown."""
        return any(
            self.data.get(self.add_prefix(field), "").strip() != self.initial.get(field, "")
            for field in (f"{name}_date", f"{name}_time")
        )


class EndForm(OutageForm):
    """Since when it works again."""

    readings = {"ended": dispatch.reported}

    ended_date = _date(
        "Fin constatée (date)", "Laissez vide si tout fonctionne depuis maintenant. Au format jj/mm/aaaa"
    )
    ended_time = _time("Fin constatée (heure)")


class CancelForm(OutageForm):
    """An outage published by mistake, or a maintenance that will not take place."""

    comment = fields.comment(
        required=True,
        label="Pourquoi",
        help_text="Conservé dans l’historique.",
    )
    sure = forms.BooleanField(
        label="Je confirme l’annulation : elle est définitive",
        error_messages={"required": "Cochez la case pour confirmer l’annulation."},
    )


class ReopenForm(OutageForm):
    """An outage that had ended goes on."""

    comment = fields.comment(required=False, help_text="Conservé dans l’historique.")
