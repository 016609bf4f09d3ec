"""The French of the admin's lists: filters that offer words, moments on the establishment's clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats

from gps.documents import labels
from gps.documents.models import AnomalyKind, CheckMethod, FallbackDocument

if TYPE_CHECKING:
    Filter = admin.SimpleListFilter
    Rows = QuerySet[Any]
else:
    Filter, Rows = admin.SimpleListFilter, QuerySet


class WordFilter(Filter):
    """Offers the French words of a column that holds codes; it asks the database for none of them."""

    words: Mapping[Any, str] = {}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The codes with their words."""
        return [(str(code), str(word)) for code, word in self.words.items()]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """Keep the rows with the chosen code."""
        chosen = self.value()
        return queryset.filter(**{str(self.parameter_name): chosen}) if chosen else queryset


class StatusFilter(WordFilter):
    """By status."""

    title, parameter_name, words = "statut", "status", labels.STATUS


class TypeFilter(WordFilter):
    """By document type."""

    title, parameter_name, words = "type", "document_type", labels.DOCUMENT_TYPE


class ModeFilter(WordFilter):
    """By recording mode."""

    title, parameter_name, words = "mode d’enregistrement", "recording_mode", labels.RECORDING_MODE


class ActionFilter(WordFilter):
    """By action."""

    title, parameter_name, words = "action", "action", labels.ACTION


class KindFilter(WordFilter):
    """By kind of anomaly."""

    title, parameter_name, words = "nature", "kind", dict(AnomalyKind.choices)


class MethodFilter(WordFilter):
    """By what the verifier had in hand."""

    title, parameter_name, words = "moyen", "method", dict(CheckMethod.choices)


class AnswerFilter(WordFilter):
    """By what was answered."""

    title, parameter_name, words = "réponse", "answer", labels.ANSWER


def local(document: FallbackDocument, at: datetime | None) -> str:
    """A moment in the establishment's time zone, as French writes it."""
    return formats.date_format(at.astimezone(document.excise_number.zone), "d/m/Y H:i") if at else "–"


def word(words: Mapping[Any, str], code: str) -> str:
    """The French of a code, or a dash for none."""
    return words[code] if code else "–"
