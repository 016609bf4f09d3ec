"""Django's handle on the room."""

from django.apps import AppConfig


class PaperworkConfig(AppConfig):
    """The papers, and the files of many that are prepared for printing."""

    name = "gps.paperwork"
    verbose_name = "Papiers"
