"""Django's handle on the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, operators, offices, providers."""

    name = "gps.accounts"
    verbose_name = "Comptes et habilitations"
