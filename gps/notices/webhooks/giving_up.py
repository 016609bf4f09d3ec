"""An endpoint that has failed for three days is switched off, and its owner is told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from gps.domain.dates import with_offset
from gps.notices import mails, recipients
from gps.notices.addresses import link
from gps.notices.models import Endpoint

PATIENCE = timedelta(days=3)


def consider(endpoint: Endpoint, now: datetime) -> None:
    """Switch an endpoint off whose failures have lasted too long; its row is held by the caller."""
    if endpoint.failing_since is None or now - endpoint.failing_since < PATIENCE:
        return
    context = {
        "url": endpoint.url,
        "owner": endpoint.owner,
        "since": with_offset(endpoint.failing_since, ZoneInfo(settings.TIME_ZONE)),
        "page_url": link("web:webhook", endpoint.pk),
    }
    event = f"webhook_off:{endpoint.pk}:{now.isoformat()}"
    endpoint.since, endpoint.off_at, endpoint.gave_up = None, now, True
    endpoint.save(update_fields=["since", "off_at", "gave_up"])
    told = mails.message(event, f"Webhook {endpoint.pk}", "un webhook ne répond plus", "webhook_off", context)
    mails.write(told, recipients.owners(endpoint.user_id, endpoint.provider_id), now)
