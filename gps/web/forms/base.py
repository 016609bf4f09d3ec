"""The form that all pages share: strict dates, errors from the rules on their fields, a summary with links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from dsfr.forms import DsfrBaseForm

from gps.domain import dates, dispatch
from gps.domain.errors import DomainError, ErrorCode
from gps.wording.messages import sentence


@dataclass(frozen=True)
class ErrorLink:
    """One line of the summary: where the field is, what it is called, what is wrong with it."""

    href: str
    label: str
    sentence: str


class GpsForm(DsfrBaseForm):  # type: ignore[misc]  # django-dsfr is not typed
    """Keeps all that was typed, and takes the faults of the rules onto its fields."""

    def refuse(self, error: DomainError) -> None:
        """Put each fault of a refusal on its field, or on the whole form when it has no such field."""
        for fault in error.faults:
            name = fault.field if fault.field in self.fields else None
            self.add_error(name, sentence(fault))

    @property
    def error_links(self) -> list[ErrorLink]:
        """The summary on top of the page: one link a sentence, in the order of the fields."""
        links = [ErrorLink("", "", str(text)) for text in self.non_field_errors()]
        for field in self.visible_fields():
            target = field.id_for_label or f"{field.auto_id}_0"
            links += [ErrorLink(f"#{target}", str(field.label), str(text)) for text in field.errors]
        return links

    def reported_moment(self, on: str, at: str, zone: ZoneInfo, now: datetime) -> datetime | None:
        """Make a moment of two fields of the form, read on a clock; None when one is empty or wrong.

        Args:
            on: the name of the field of the date, which bears what is wrong with the two together.
            at: the name of the field of the time.
        """
        day, time = self.cleaned_data.get(on), self.cleaned_data.get(at)
        if not day or not time:
            return None
        try:
            return dispatch.reported(day, time, zone, now)
        except DomainError as error:
            self.add_error(on, sentence(error.faults[0]))
            return None


class ConfirmableForm(GpsForm):
    """A form that may ask the person to confirm what is unusual (rules E5, E6, N10)."""

    confirmed = forms.BooleanField(
        required=False, widget=forms.HiddenInput, label="Je confirme : c’est bien ce que j’ai voulu saisir"
    )

    def refuse(self, error: DomainError) -> None:
        """When nothing but confirmations is asked for, show the box to tick; it is never ticked beforehand."""
        super().refuse(error)
        if all(code.slug.startswith("confirm-") for code in error.codes):
            self.fields["confirmed"].widget = forms.CheckboxInput()
            self.fields["confirmed"].required = True  # now that the form is judged: it is not shown as optional

    def add_error(self, field: str | None, error: Any) -> None:
        """What was confirmed stands for what was sent with it: after any correction it is asked for again."""
        super().add_error(field, error)
        name = self.add_prefix("confirmed")
        self.data: Any = {key: value for key, value in self.data.items() if key != name}


class FrenchDateField(forms.CharField):
    """``jj/mm/aaaa``, and nothing else (G3). Gives a ``date``. No ``autocomplete="off"``: « back » would empty it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Format attendu : jj/mm/aaaa, par exemple 20/11/2026")
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "numeric", "data-gps-date": "", "size": "12"}

    def to_python(self, value: Any) -> Any:
        """Parse; a form that is right for a day that does not exist is told apart."""
        text = super().to_python(value)
        if not text:
            return text
        day = dates.parse_french_date(text)
        if day is not None:
            return day
        if dates.has_date_form(text):
            raise ValidationError(f"Le {text} n’existe pas dans le calendrier.", code="date-unknown")
        raise ValidationError("Écrivez la date sous la forme jj/mm/aaaa, par exemple 20/11/2026.", code="date-form")


class FrenchTimeField(forms.CharField):
    """``hh:mm``, and nothing else (G3). Gives a ``time``."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Format attendu : hh:mm, par exemple 18:45")
        super().__init__(**options)
        self.widget.attrs |= {"inputmode": "numeric", "size": "6"}

    def to_python(self, value: Any) -> Any:
        """Parse; ``24:00`` is no time of a day."""
        text = super().to_python(value)
        if not text:
            return text
        at = dates.parse_time(text)
        if at is None:
            raise ValidationError(
                "Écrivez l’heure sous la forme hh:mm, de 00:00 à 23:59, par exemple 18:45.", code="time-form"
            )
        return at


def not_entitled() -> str:
    """What is said of an excise number outside of the list, chosen by forging the request (G2)."""
    return sentence(DomainError.of(ErrorCode.EXCISE_NUMBER_NOT_ENTITLED).faults[0])
