"""The register as the administration sees it: everything to read, nothing to touch (rules T2, H2).

Documents and their history are written by ``gps.documents.operations`` alone. What the admin could write would have
neither a permission of the register nor a line of history: it adds, changes and deletes nothing, for anybody.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats

from gps.accounts.admin import ReadOnlyAdmin, ReadOnlyInline
from gps.documents import labels
from gps.documents.models import Anomaly, AnomalyKind, FallbackDocument, HistoryEntry, SequenceCounter, Submission
from gps.domain import reference
from gps.domain.lifecycle import ActorKind, Status
from gps.domain.reference import DocumentType

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


class HistoryInline(ReadOnlyInline):
    """The history of one document, in its order."""

    model = HistoryEntry
    verbose_name_plural = "historique"
    ordering = ("position",)
    fields = ("position", "moment", "actor", "what", "change", "why", "comment", "data", "hash")
    readonly_fields = fields

    @admin.display(description="moment")
    def moment(self, entry: HistoryEntry) -> str:
        """When, for the establishment."""
        return _local(entry.document, entry.at) or ""

    @admin.display(description="acteur")
    def actor(self, entry: HistoryEntry) -> str:
        """Who, with the type of actor."""
        return f"{entry.actor_label} – {entry.actor_kind_label}"

    @admin.display(description="action")
    def what(self, entry: HistoryEntry) -> str:
        """What was done."""
        return entry.action_label

    @admin.display(description="statut")
    def change(self, entry: HistoryEntry) -> str:
        """From which status to which."""
        return " → ".join(filter(None, entry.status_change or ()))

    @admin.display(description="motif")
    def why(self, entry: HistoryEntry) -> str:
        """The reason."""
        return entry.reason_label


@admin.register(FallbackDocument)
class FallbackDocumentAdmin(ReadOnlyAdmin):
    """Documents, each with its history."""

    list_display = ("number", "type_label", "mode_label", "status_label", "transport_identity", "dispatch", "recorded")
    list_filter = (StatusFilter, TypeFilter, ModeFilter)
    list_select_related = ("excise_number",)
    search_fields = ("reference__startswith", "transport_key__startswith")
    search_help_text = "Début du numéro ou de l’immatriculation"
    ordering = ("-id",)
    inlines = (HistoryInline,)
    fieldsets = (
        (None, {"fields": ("number", "type_label", "mode_label", "status_label", "actor_label", "excise_number")}),
        ("Mouvement", {"fields": ("transport_identity", "dispatch", "recorded", "ground_kind", "ground_reference")}),
        ("Suites", {"fields": ("cancellation", "reactivation", "reactivated", "arc", "replaces")}),
        ("Numéro manuel", {"fields": ("manual", "told", "told_by", "receipt", "receipt_by")}),
    )

    def get_search_results(self, request: HttpRequest, queryset: Rows, search_term: str) -> tuple[Rows, bool]:
        """Search what was typed in its canonical form (N9)."""
        return super().get_search_results(request, queryset, reference.canonical(search_term))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the document's own history: the log of the administration knows nothing of it."""
        return redirect(reverse("admin:documents_fallbackdocument_change", args=[object_id]) + "#history-group")

    @admin.display(description="numéro", ordering="reference")
    def number(self, document: FallbackDocument) -> str:
        """Grouped for the eye."""
        return str(document)

    @admin.display(description="type")
    def type_label(self, document: FallbackDocument) -> str:
        """DAA or DSA, and what it covers."""
        return labels.DOCUMENT_TYPE[DocumentType(document.document_type)]

    @admin.display(description="mode d’enregistrement")
    def mode_label(self, document: FallbackDocument) -> str:
        """« normal » or « a posteriori »."""
        return labels.RECORDING_MODE[document.recording_mode]

    @admin.display(description="statut")
    def status_label(self, document: FallbackDocument) -> str:
        """« Actif », « Inactif », « Annulé » or « Réintégré »."""
        return labels.STATUS[Status(document.status)]

    @admin.display(description="type d’acteur")
    def actor_label(self, document: FallbackDocument) -> str:
        """Who changed the status last."""
        return labels.ACTOR_KIND[ActorKind(document.status_actor_kind)]

    @admin.display(description="expédition", ordering="dispatch_at")
    def dispatch(self, document: FallbackDocument) -> str | None:
        """For the establishment."""
        return _local(document, document.dispatch_at)

    @admin.display(description="enregistrement", ordering="recorded_at")
    def recorded(self, document: FallbackDocument) -> str | None:
        """For the establishment."""
        return _local(document, document.recorded_at)

    @admin.display(description="réactivation")
    def reactivated(self, document: FallbackDocument) -> str | None:
        """For the establishment."""
        return _local(document, document.reactivated_at)

    @admin.display(description="motif d’annulation")
    def cancellation(self, document: FallbackDocument) -> str | None:
        """In French."""
        return _word(labels.CANCELLATION_REASON, document.cancellation_reason)

    @admin.display(description="motif de réactivation")
    def reactivation(self, document: FallbackDocument) -> str | None:
        """In French."""
        return _word(labels.REACTIVATION_REASON, document.reactivation_reason)

    @admin.display(description="raison du numéro manuel")
    def manual(self, document: FallbackDocument) -> str | None:
        """In French."""
        return _word(labels.MANUAL_REASON, document.manual_reason)

    @admin.display(description="service prévenu le")
    def told(self, document: FallbackDocument) -> str | None:
        """For the establishment."""
        return _local(document, document.told_at)

    @admin.display(description="moyen")
    def told_by(self, document: FallbackDocument) -> str | None:
        """In French."""
        return _word(labels.MEANS, document.told_means)

    @admin.display(description="reçu par le service le")
    def receipt(self, document: FallbackDocument) -> str | None:
        """For the establishment."""
        return _local(document, document.receipt_at)

    @admin.display(description="moyen de réception")
    def receipt_by(self, document: FallbackDocument) -> str | None:
        """In French."""
        return _word(labels.MEANS, document.receipt_means)


@admin.register(HistoryEntry)
class HistoryEntryAdmin(ReadOnlyAdmin):
    """Every line of every history, the latest first."""

    list_display = ("at", "document", "position", "what", "actor_label", "comment")
    list_filter = (ActionFilter,)
    list_select_related = ("document",)
    search_fields = ("document__reference",)
    ordering = ("-id",)

    @admin.display(description="action")
    def what(self, entry: HistoryEntry) -> str:
        """What was done."""
        return entry.action_label


@admin.register(Anomaly)
class AnomalyAdmin(ReadOnlyAdmin):
    """What the services have to settle, and what they did about it."""

    list_display = ("receipt", "kind", "excise_number", "document", "raised_at", "resolved_at", "resolution")
    list_filter = (KindFilter, ("resolved_at", admin.EmptyFieldListFilter))
    list_select_related = ("excise_number", "document")
    search_fields = ("excise_number__number", "document__reference")
    ordering = ("-id",)

    @admin.display(description="récépissé")
    def receipt(self, anomaly: Anomaly) -> str:
        """What the person was given to speak of it."""
        return anomaly.receipt


@admin.register(SequenceCounter)
class SequenceCounterAdmin(ReadOnlyAdmin):
    """Where the sequence of each excise number and year stands."""

    list_display = ("excise_number", "year", "last_sequence")
    list_filter = ("year",)
    list_select_related = ("excise_number",)
    search_fields = ("excise_number__number",)
    ordering = ("-year", "excise_number__number")


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    """One-time keys: what makes a second click harmless."""

    list_display = ("at", "account", "key")
    search_fields = ("account", "key")
    ordering = ("-id",)


def _local(document: FallbackDocument, at: datetime | None) -> str | None:
    """A moment in the establishment's time zone, as French writes it."""
    return formats.date_format(at.astimezone(document.excise_number.zone), "d/m/Y H:i") if at else None


def _word(words: Mapping[Any, str], code: str) -> str | None:
    return words[code] if code else None
