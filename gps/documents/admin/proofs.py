"""What proves the papers: the keys that sign them, and the trace of every verification (rules V1, V3, V4).

The private half of a key is not shown, not even encrypted: it is not read from the database. Nor is the hash that
tells two verifiers apart.
"""

from base64 import urlsafe_b64encode

from django.contrib import admin
from django.http import HttpRequest

from gps.accounts.admin import ReadOnlyAdmin
from gps.documents.admin.words import AnswerFilter, MethodFilter, Rows
from gps.documents.labels import ANSWER
from gps.documents.models import Check, SigningKey


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin):
    """The key pairs, the latest first: what of them is published."""

    list_display = ("key_id", "position", "created_at", "retired_at", "withdrawn")
    list_filter = ("withdrawn", ("retired_at", admin.EmptyFieldListFilter))
    search_fields = ("key_id",)
    ordering = ("-position",)
    fields = ("key_id", "position", "public_half", "created_at", "retired_at", "withdrawn")

    def get_queryset(self, request: HttpRequest) -> Rows:
        """Without the private half."""
        return super().get_queryset(request).defer("sealed")

    @admin.display(description="clé publique (base64url)")
    def public_half(self, key: SigningKey) -> str:
        """As it is published."""
        return urlsafe_b64encode(bytes(key.public)).rstrip(b"=").decode()


@admin.register(Check)
class CheckAdmin(ReadOnlyAdmin):
    """Verifications, the latest first."""

    list_display = ("at", "method", "reference", "answered", "place", "actor_label")
    list_filter = (MethodFilter, AnswerFilter)
    search_fields = ("reference__startswith",)
    search_help_text = "Début du numéro"
    ordering = ("-at", "-id")
    fields = ("at", "method", "reference", "document", "answered", "place", "actor_id", "actor_label")

    @admin.display(description="réponse", ordering="answer")
    def answered(self, check: Check) -> str:
        """In French."""
        return ANSWER.get(check.answer, check.answer)
