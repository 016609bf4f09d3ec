"""Machines' keys: created, listed, revoked (rule P4). The secret is shown once, to whoever creates it; GPS keeps its
hash.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from gps.accounts import keys
from gps.accounts.admin.site import Admin, ReadOnlyAdmin
from gps.accounts.models import ApiKey, User
from gps.accounts.roles import USER_ROLES, Role

KEY_LIFETIME = timedelta(days=365)
"""What the form proposes for a new key."""

if TYPE_CHECKING:
    KeyForm = forms.ModelForm[ApiKey]
else:
    KeyForm = forms.ModelForm


class ApiKeyForm(KeyForm):
    """What a new key is for, and until when."""

    now: datetime
    role = forms.ChoiceField(label="rôle", choices=[*USER_ROLES, (Role.SYSTEM.value, "GAMM@ (Système)")])
    scopes = forms.MultipleChoiceField(
        label="droits", choices=list(keys.SCOPE_LABELS.items()), widget=forms.CheckboxSelectMultiple
    )

    def clean_expires_at(self) -> datetime:
        """A key that has expired would open nothing."""
        expires_at: datetime = self.cleaned_data["expires_at"]
        if expires_at <= self.now:
            raise ValidationError("L’expiration doit être à venir.")
        return expires_at

    def clean(self) -> dict[str, Any] | None:
        """Scopes are those of the role, and the role that of the account."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "role" in cleaned and "scopes" in cleaned:
            keys.check(Role(cleaned["role"]), cleaned.get("user"), cleaned["scopes"])
        return cleaned


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys of EDI providers, of people's software and of GAMM@."""

    form = ApiKeyForm
    actions = ("revoke",)
    list_display = ("label", "role", "provider", "user", "created_at", "expires_at", "last_used_on", "revoked_at")
    list_filter = ("role", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("provider", "user")
    search_fields = ("label", "provider__name", "user__email", "user__last_name")
    autocomplete_fields = ("provider", "user")

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> tuple[str, ...]:
        """All but the hash, which is for no eyes."""
        asked = ("label", "role", "provider", "user", "scopes", "expires_at")
        told = ("created_at", "created_by", "last_used_on", "revoked_at", "revoked_by")
        return (*asked, *told) if obj else asked

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As for the rest of the reference data."""
        return Admin.has_add_permission(self, request)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Whoever may create a key may revoke one."""
        return self.has_add_permission(request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A year, unless told otherwise."""
        return {"expires_at": _now(request) + KEY_LIFETIME, **super().get_changeform_initial_data(request)}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Give the form the moment of the request."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.now = _now(request)
        return form

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Create the key, and show its secret on the next page and never again."""
        now = _now(request)
        by = _person(request)
        secret = keys.create(
            obj.label, Role(obj.role), now, obj.expires_at, obj.provider, obj.user, scopes=obj.scopes, by=by
        )
        created = keys.find(secret, now)
        obj.pk = created.pk if created else None
        messages.warning(request, f"Secret de la clé « {obj.label} », à copier : il ne sera plus montré. {secret}")

    @admin.action(description="Révoquer les clés choisies", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        """From now on these keys open nothing; a first revocation stands."""
        chosen = [key for key in queryset if keys.revoke(key, _now(request), _person(request))]
        for key in chosen:
            self.log_change(request, key, "Révoquée.")
        messages.success(request, f"{len(chosen)} clé(s) révoquée(s).")


def _now(request: HttpRequest) -> datetime:
    """The moment that the middleware read."""
    now: datetime = request.now  # type: ignore[attr-defined]
    return now


def _person(request: HttpRequest) -> User:
    """The administrator who is signed in."""
    user: User = request.user  # type: ignore[assignment]
    return user
