"""``check --deploy``: whether what people are told can reach them. Silence must not come from a forgotten setting."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage


def mail_leaves_for_real(app_configs: Any, **options: Any) -> Sequence[CheckMessage]:
    """Warn of a deployment that has no mail server, or whose links lead nowhere."""
    del app_configs, options
    found: list[CheckMessage] = []
    if not settings.SMTP_HOST_GIVEN:
        found.append(
            checks.Warning(
                "GPS_SMTP_HOST n’est pas définie : les avis ne partiront que si un serveur de messagerie écoute sur "
                "cette machine.",
                id="gps.notices.W001",
            )
        )
    if not settings.PUBLIC_URL.startswith("https://"):
        found.append(
            checks.Warning(
                f"GPS_PUBLIC_URL vaut {settings.PUBLIC_URL} : les liens des avis, et leur désinscription en un clic, "
                "demandent une adresse publique en https.",
                id="gps.notices.W002",
            )
        )
    return found
