"""What the register keeps around its documents: history lines, anomalies, counters, one-time keys."""

from django.contrib import admin

from gps.accounts.admin import ReadOnlyAdmin
from gps.documents.admin.words import ActionFilter, KindFilter
from gps.documents.models import Anomaly, HistoryEntry, SequenceCounter, Submission


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
