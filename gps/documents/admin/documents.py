"""Documents, each with its history in order (rule H1)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from gps.accounts.admin import ReadOnlyAdmin, ReadOnlyInline
from gps.documents import labels
from gps.documents.admin.words import ModeFilter, Rows, StatusFilter, TypeFilter, local, word
from gps.documents.models import FallbackDocument, HistoryEntry
from gps.domain import reference
from gps.domain.lifecycle import ActorKind, Status
from gps.domain.reference import DocumentType


class HistoryInline(ReadOnlyInline):
    """The history of one document, in its order."""

    model = HistoryEntry
    verbose_name_plural = "historique"
    ordering = ("position",)
    fields = ("position", "moment", "actor", "what", "change", "why", "said", "details", "seal")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Rows:
        """One query for all that the lines show."""
        return super().get_queryset(request).select_related("document__excise_number")

    @admin.display(description="moment")
    def moment(self, entry: HistoryEntry) -> str:
        """When, for the establishment."""
        return local(entry.document, entry.at)

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

    @admin.display(description="commentaire")
    def said(self, entry: HistoryEntry) -> str:
        """What was said about it."""
        return entry.comment

    @admin.display(description="données")
    def details(self, entry: HistoryEntry) -> str:
        """What was entered, line by line."""
        return "\n".join(f"{name}: {value}" for name, value in entry.data.items() if value not in (None, "", []))

    @admin.display(description="empreinte")
    def seal(self, entry: HistoryEntry) -> str:
        """The beginning of the hash: enough to compare."""
        return f"{entry.hash[:12]}…"


@admin.register(FallbackDocument)
class FallbackDocumentAdmin(ReadOnlyAdmin):
    """Documents, each with its history."""

    list_display = (
        "number",
        "document_type",
        "mode_label",
        "status_label",
        "transport_identity",
        "dispatch",
        "recorded",
    )
    list_filter = (StatusFilter, TypeFilter, ModeFilter)
    search_fields = ("reference__startswith", "transport_key__startswith")
    search_help_text = "Début du numéro ou de l’immatriculation"
    ordering = ("-id",)
    inlines = (HistoryInline,)
    fieldsets = (
        (None, {"fields": ("number", "type_label", "mode_label", "status_label", "actor_label", "excise_number")}),
        (
            "Mouvement",
            {
                "description": "Dates et heures de l’établissement.",
                "fields": ("transport_identity", "dispatch", "recorded", "ground_kind", "ground_reference"),
            },
        ),
        ("Suites", {"fields": ("cancellation", "reactivation", "reactivated", "arc", "replaces")}),
        ("Numéro manuel", {"fields": ("manual", "told", "told_by", "receipt", "receipt_by")}),
    )

    def get_queryset(self, request: HttpRequest) -> Rows:
        """With the establishment, whose clock the moments are read on."""
        return super().get_queryset(request).select_related("excise_number")

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
        """Grouped for the eye, on one line."""
        return str(document).replace(" ", "\u00a0")

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
    def dispatch(self, document: FallbackDocument) -> str:
        """For the establishment."""
        return local(document, document.dispatch_at)

    @admin.display(description="enregistrement", ordering="recorded_at")
    def recorded(self, document: FallbackDocument) -> str:
        """For the establishment."""
        return local(document, document.recorded_at)

    @admin.display(description="réactivation")
    def reactivated(self, document: FallbackDocument) -> str:
        """For the establishment."""
        return local(document, document.reactivated_at)

    @admin.display(description="motif d’annulation")
    def cancellation(self, document: FallbackDocument) -> str:
        """In French."""
        return word(labels.CANCELLATION_REASON, document.cancellation_reason)

    @admin.display(description="motif de réactivation")
    def reactivation(self, document: FallbackDocument) -> str:
        """In French."""
        return word(labels.REACTIVATION_REASON, document.reactivation_reason)

    @admin.display(description="raison du numéro manuel")
    def manual(self, document: FallbackDocument) -> str:
        """In French."""
        return word(labels.MANUAL_REASON, document.manual_reason)

    @admin.display(description="service prévenu le")
    def told(self, document: FallbackDocument) -> str:
        """For the establishment."""
        return local(document, document.told_at)

    @admin.display(description="moyen")
    def told_by(self, document: FallbackDocument) -> str:
        """In French."""
        return word(labels.MEANS, document.told_means)

    @admin.display(description="reçu par le service le")
    def receipt(self, document: FallbackDocument) -> str:
        """For the establishment."""
        return local(document, document.receipt_at)

    @admin.display(description="moyen de réception")
    def receipt_by(self, document: FallbackDocument) -> str:
        """In French."""
        return word(labels.MEANS, document.receipt_means)
