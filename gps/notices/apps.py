"""Django's handle on the room."""

from django.apps import AppConfig
from django.core import checks

from gps.notices.deployment import mail_leaves_for_real


class NoticesConfig(AppConfig):
    """Mails, subscriptions, preferences."""

    name = "gps.notices"
    verbose_name = "Avis"

    def ready(self) -> None:
        """Have ``check --deploy`` look at how mail leaves."""
        checks.register(mail_leaves_for_real, deploy=True)
