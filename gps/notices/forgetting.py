"""What is not needed any more is forgotten: mails, and who asked to follow."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gps.notices import subscriptions
from gps.notices.models import Mail

KEPT = timedelta(days=90)
"""How long a mail can be looked at, to tell who was told what."""


def purge(payload: Mapping[str, Any], now: datetime) -> None:
    """Delete old mails, subscriptions that were never confirmed, and those that ended long ago."""
    del payload
    Mail.objects.filter(made_at__lt=now - KEPT).delete()
    subscriptions.purge(now)
