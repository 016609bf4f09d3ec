"""Django's handle on the room: its templates."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "gps.api"
    verbose_name = "API"
