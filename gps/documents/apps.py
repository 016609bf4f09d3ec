"""Django's handle on the room."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The register of fallback documents."""

    name = "gps.documents"
    verbose_name = "Registre des documents de secours"
