"""The files of many papers in the administration, to look at: who asked for which, and how far they are (rule D4)."""

from django.contrib import admin
from django.http import HttpRequest

from gps.accounts.admin import ReadOnlyAdmin
from gps.documents.admin.words import Rows
from gps.paperwork.models import PaperLot


@admin.register(PaperLot)
class PaperLotAdmin(ReadOnlyAdmin):
    """The lots that are kept; the file is its owner's alone."""

    list_display = ("title", "account", "asked_at", "expires_at", "progress", "ready_at")
    list_filter = (("ready_at", admin.EmptyFieldListFilter),)
    search_fields = ("account", "title")
    ordering = ("-id",)
    fields = ("title", "account", "asked_at", "expires_at", "progress", "ready_at", "not_in_it")

    def get_queryset(self, request: HttpRequest) -> Rows:
        """Without the file."""
        return super().get_queryset(request).defer("content")

    @admin.display(description="papiers faits")
    def progress(self, lot: PaperLot) -> str:
        """Out of how many."""
        return f"{lot.done} sur {lot.count}"

    @admin.display(description="laissés de côté")
    def not_in_it(self, lot: PaperLot) -> str:
        """The numbers that are not in the file."""
        return "\n".join(row["number"] for row in lot.left_out)
