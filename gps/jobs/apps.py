"""Django's handle on the room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The one table of work to do."""

    name = "gps.jobs"
    verbose_name = "Tâches de fond"
