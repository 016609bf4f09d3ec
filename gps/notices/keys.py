"""What is told of machines' keys: that one was created, that one is about to expire (rule P4).

To the account whose key it is, or to all users of the provider, whatever notices they have turned off: a key that
somebody else created is theirs to revoke.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F

from gps.accounts import keys
from gps.accounts.models import ApiKey
from gps.domain.dates import with_offset
from gps.notices import mails, recipients
from gps.notices.addresses import link

BEFORE = timedelta(days=7)
"""How long before its end the owner of a key is reminded of it."""


def tell(payload: Mapping[str, Any], now: datetime) -> None:
    """Tell the owner of a new key. Nobody is told of GAMM@'s: it is the administration that makes it."""
    key = ApiKey.objects.select_related("user", "provider", "created_by").get(pk=payload["key"])
    _tell(key, "key_created", f"nouvelle clé d’API « {key.label} »", now)


def remind(payload: Mapping[str, Any], now: datetime) -> None:
    """Tell, once each, of the keys that soon expire. Repeatable. A key made for less than that time is known to end."""
    del payload
    soon = ApiKey.objects.filter(revoked_at=None, expires_at__gt=now, expires_at__lte=now + BEFORE)
    lasting = soon.filter(expires_at__gt=F("created_at") + BEFORE)
    for key in lasting.select_related("user", "provider", "created_by").order_by("pk"):
        _tell(key, "key_expiring", f"la clé d’API « {key.label} » expire bientôt", now)


def _tell(key: ApiKey, template: str, subject: str, now: datetime) -> None:
    zone = ZoneInfo(settings.TIME_ZONE)
    context = {
        "key": key,
        "owner": key.owner,
        "scopes": [keys.SCOPE_LABELS[scope] for scope in key.scopes],
        "created_at": with_offset(key.created_at, zone),
        "expires_at": with_offset(key.expires_at, zone),
        "keys_url": link("web:keys"),
    }
    told = mails.message(f"{template}:{key.pk}", f"Clé {key.pk}", subject, template, context)
    mails.write(told, recipients.owners(key.user_id, key.provider_id), now)
