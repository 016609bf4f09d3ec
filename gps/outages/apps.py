"""Django's handle on the room."""

from django.apps import AppConfig


class OutagesConfig(AppConfig):
    """Outages, requests for authorisation, grounds."""

    name = "gps.outages"
    verbose_name = "Pannes et autorisations"
