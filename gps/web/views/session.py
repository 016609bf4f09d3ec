"""Sign in with e-mail and password, sign out, change one's password (rule P1)."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from gps.accounts import limits
from gps.accounts.client import client_address
from gps.web.forms.base import GpsForm

TRIES, PER = 10, timedelta(minutes=15)
TRIES_FROM_ONE_ADDRESS = 200


class SignInForm(GpsForm, AuthenticationForm):
    """Address and password. Tries are counted per account and place they come from: nobody can lock another out."""

    username = forms.CharField(
        label="Adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"required": "Saisissez votre adresse électronique."},
    )
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Saisissez votre mot de passe."},
    )
    error_messages: dict[str, Any] = {  # noqa: RUF012  Django's own name
        "invalid_login": "L’adresse électronique ou le mot de passe ne va pas. Vérifiez-les, majuscules comprises.",
        "inactive": "Ce compte est fermé. Adressez-vous à votre service douanier.",
    }

    def clean(self) -> dict[str, Any]:
        """Count the try before the password is looked at."""
        assert self.request is not None  # noqa: S101  the view gives it
        place = client_address(self.request)
        name = str(self.cleaned_data.get("username", "")).lower()[:100]
        now = self.request.now  # type: ignore[attr-defined]  # set by the middleware
        within = limits.take(f"sign-in:{place}", TRIES_FROM_ONE_ADDRESS, PER, now)
        if not (limits.take(f"sign-in:{place}:{name}", TRIES, PER, now) and within):
            raise ValidationError(
                "Trop d’essais. Attendez 15 minutes avant de recommencer, ou demandez un nouveau mot de passe à votre "
                "service douanier.",
                code="too-many",
            )
        return super().clean()


class SignIn(views.LoginView):
    """« Se connecter »."""

    form_class = SignInForm
    template_name = "web/login.html"
    redirect_authenticated_user = True


class ChangePasswordForm(GpsForm, PasswordChangeForm):
    """The old password once, the new one twice."""

    old_password = forms.CharField(
        label="Mot de passe actuel",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password1 = forms.CharField(
        label="Nouveau mot de passe",
        strip=False,
        help_text="12 caractères au moins ; ni tout en chiffres, ni trop courant, ni proche de votre nom.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password2 = forms.CharField(
        label="Nouveau mot de passe, une seconde fois",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ChangePassword(views.PasswordChangeView):
    """« Changer mon mot de passe »."""

    form_class = ChangePasswordForm
    template_name = "web/password.html"
    success_url = reverse_lazy("web:password_changed")


class PasswordChanged(views.PasswordChangeDoneView):
    """It is done; the other sessions of the account are closed by it."""

    template_name = "web/password_changed.html"
