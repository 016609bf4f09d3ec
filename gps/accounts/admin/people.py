"""Accounts, what they are entitled to, how they are known elsewhere; and the log of the administration."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import Model
from django.http import HttpRequest

from gps.accounts.admin.establishments import EnrolmentInline
from gps.accounts.admin.site import Admin, ReadOnlyAdmin
from gps.accounts.models import Enrolment, Identity, User

if TYPE_CHECKING:
    AccountAdmin = DjangoUserAdmin[User]
    AccountForm = UserChangeForm[User]
    NewAccountForm = AdminUserCreationForm[User]
else:
    AccountAdmin, AccountForm, NewAccountForm = DjangoUserAdmin, UserChangeForm, AdminUserCreationForm


class UserForm(AccountForm):
    """An account; its password has a form of its own."""

    class Meta:
        model = User
        fields = ("email", "password", "first_name", "last_name", "role", "office", "provider", "is_active")

    def clean_email(self) -> str:
        """Keep the address as sign-in looks for it."""
        return str(self.cleaned_data["email"]).lower()


class NewUserForm(NewAccountForm):
    """A new account, with a password or, for the State's single sign-on, without."""

    class Meta:
        model = User
        fields = ("email", "first_name", "last_name", "role", "office", "provider")

    def clean_email(self) -> str:
        """Keep the address as sign-in looks for it."""
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(AccountAdmin):
    """Accounts, with their enrolments."""

    form = UserForm
    add_form = NewUserForm
    fieldsets = (
        (None, {"fields": ("email", "password", "first_name", "last_name", "is_active")}),
        ("Rôle", {"fields": ("role", "office", "provider")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "first_name", "last_name", "usable_password", "password1", "password2")}),
        ("Rôle", {"fields": ("role", "office", "provider")}),
    )
    list_display = ("email", "last_name", "first_name", "role", "office", "provider", "is_active")
    list_filter = ("role", "is_active", ("office", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("office", "provider")
    search_fields = ("email", "last_name", "first_name")
    ordering = ("last_name", "first_name")
    filter_horizontal = ()
    autocomplete_fields = ("office", "provider")
    inlines = (EnrolmentInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """An account is switched off: the history and the log of the administration go on naming it."""
        return False


@admin.register(Enrolment)
class EnrolmentAdmin(Admin):
    """Who may what on which excise number."""

    list_display = ("excise_number", "user", "right")
    list_filter = ("right",)
    list_select_related = ("excise_number", "user")
    search_fields = ("excise_number__number", "user__email", "user__last_name")
    autocomplete_fields = ("excise_number", "user")


@admin.register(Identity)
class IdentityAdmin(ReadOnlyAdmin):
    """How accounts are known to identity providers: the sign-in writes it."""

    list_display = ("user", "idp_id", "sub")
    list_select_related = ("user",)
    search_fields = ("user__email", "sub")


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Who gave or took what, and when: rights granted and withdrawn are recorded."""

    list_display = ("action_time", "user", "action_flag", "content_type", "object_repr", "get_change_message")
    list_filter = ("action_flag",)
    list_select_related = ("user", "content_type")
    search_fields = ("user__email", "object_repr")
