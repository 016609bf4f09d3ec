"""The site itself: its name, who gets in, and the three ways in which a table may be offered."""

from typing import TYPE_CHECKING, Any

import django.contrib.auth.admin  # noqa: F401  registers what is unregistered below
import dsfr.admin  # noqa: F401  as well
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from dsfr.models import DsfrConfig

if TYPE_CHECKING:  # Django's own classes take no parameters when they run
    Admin = admin.ModelAdmin[Any]
    Inline = admin.TabularInline[Any, Any]
else:
    Admin, Inline = admin.ModelAdmin, admin.TabularInline


@login_not_required
def sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Send whoever is not signed in to the one sign-in page.

    Another role is refused (P3): signing in anew would only send the browser round in circles.
    """
    if request.user.is_authenticated and not admin.site.has_permission(request):
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


admin.site.site_header = admin.site.site_title = "Administration de GPS"
admin.site.index_title = "Données de référence et registre"
admin.site.login = sign_in  # type: ignore[method-assign]  # the documented way to another sign-in page
admin.site.unregister([Group, DsfrConfig])  # a role is all that GPS knows; its pages are code


class ReadOnlyAdmin(Admin):
    """What the administration may look at, and nobody touches here."""

    actions: Any = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes."""
        return False


class ReadOnlyInline(Inline):
    """Rows to look at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes."""
        return False


class AddingInline(Inline):
    """Rows that can be added here, and are changed on their own page."""

    extra = 0
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The link leads to where a row is changed."""
        return False
