"""The data of Table 1 that people typed, by their paths, and the models that establishments keep of them (rule D2)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gps.accounts.admin import ReadOnlyAdmin
from gps.documents.admin.words import Rows, TypeFilter
from gps.documents.models import EadDraft, EadModel
from gps.domain.ead import flatten


@admin.register(EadDraft)
class EadDraftAdmin(ReadOnlyAdmin):
    """The data of a document, as they were saved last."""

    list_display = ("document", "complete", "revision", "saved_at", "saved_by")
    list_filter = ("complete",)
    list_select_related = ("document",)
    search_fields = ("document__reference__startswith",)
    search_help_text = "Début du numéro"
    ordering = ("-id",)
    fields = ("document", "complete", "revision", "saved_at", "saved_by", "typed")

    def get_queryset(self, request: HttpRequest) -> Rows:
        """The data may be long: they are read where they are shown."""
        return super().get_queryset(request).defer("data")

    @admin.display(description="données")
    def typed(self, draft: EadDraft) -> str:
        """One datum a line."""
        return _lines(draft.data)


@admin.register(EadModel)
class EadModelAdmin(ReadOnlyAdmin):
    """The models of an establishment."""

    list_display = ("name", "document_type", "excise_number", "saved_at", "saved_by")
    list_filter = (TypeFilter,)
    list_select_related = ("excise_number",)
    search_fields = ("name", "excise_number__number")
    ordering = ("-id",)
    fields = ("name", "document_type", "excise_number", "saved_at", "saved_by", "typed")

    def get_queryset(self, request: HttpRequest) -> Rows:
        """The data may be long: they are read where they are shown."""
        return super().get_queryset(request).defer("data")

    @admin.display(description="données")
    def typed(self, model: EadModel) -> str:
        """One datum a line."""
        return _lines(model.data)


def _lines(data: Mapping[str, Any]) -> str:
    return "\n".join(f"{path} : {value}" for path, value in flatten(data))
