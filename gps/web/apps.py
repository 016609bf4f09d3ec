"""Django's handle on the room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages in French."""

    name = "gps.web"
    verbose_name = "Pages"
