"""The jobs in the administration, to look at: what waits, what failed and why. Here, above the rooms they serve."""

from django.contrib import admin

from gps.accounts.admin import ReadOnlyAdmin
from gps.jobs.models import Job


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("kind", "key", "due_at", "attempts", "done_at", "failed_at", "last_error")
    list_filter = (
        "kind",
        ("done_at", admin.EmptyFieldListFilter),
        ("failed_at", admin.EmptyFieldListFilter),
    )
    search_fields = ("key",)
    ordering = ("-id",)
