"""Django's handle on what ties the rooms together: the worker's command and the list of jobs live here."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, addresses and the worker."""

    name = "gps.config"
    verbose_name = "Configuration"
