"""Django's handle on the room; installed under GPS_DEMO=1 alone."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demonstration data."""

    name = "gps.demo"
    verbose_name = "Démonstration"
