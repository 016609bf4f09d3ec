"""What is not needed any more is forgotten: mails, who asked to follow, what was sent to webhooks."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gps.notices import subscriptions
from gps.notices.models import Delivery, Mail

KEPT = timedelta(days=90)
"""How long a mail can be looked at, to tell who was told what."""

DELIVERIES_KEPT = timedelta(days=30)
"""How long the log of a webhook goes back."""


def purge(payload: Mapping[str, Any], now: datetime) -> None:
    """Delete old mails and deliveries, subscriptions that were never confirmed, and those that ended long ago."""
    del payload
    Mail.objects.filter(made_at__lt=now - KEPT).delete()
    Delivery.objects.filter(made_at__lt=now - DELIVERIES_KEPT).delete()
    subscriptions.purge(now)
