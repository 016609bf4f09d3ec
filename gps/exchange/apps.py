"""The room of files and messages, as Django knows it."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "gps.exchange"
    verbose_name = "Échanges"
