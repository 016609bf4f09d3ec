"""What software the demonstration knows of: keys in service, expired and revoked, and a webhook that is switched off.

Nobody has the secrets of these keys: whoever wants to try the API makes a key of his own, on its page.
"""

from datetime import datetime, timedelta

from gps.accounts import own_keys
from gps.accounts.models import ApiKey, User
from gps.demo.people import PEOPLE
from gps.notices.labels import CHOSEN_EVENTS
from gps.notices.webhooks import endpoints

DAY = timedelta(days=1)
RECEIVER = "http://127.0.0.1:9000/gps"
"""Where the demonstration may call: its own machine, once something listens there."""


def connect(now: datetime) -> None:
    """Make the keys and the webhook, at moments of the past."""
    wine, provider = _user("vigneron"), _user("edi")
    everything = own_keys.scopes(provider)
    _key(provider, "Ancienne passerelle", everything, now - 400 * DAY, 365)
    _key(provider, "Passerelle EDI, recette", ("documents:read",), now - 130 * DAY, 365)
    own_keys.revoke(provider, ApiKey.objects.latest("pk").pk, now - 58 * DAY)
    _key(provider, "Passerelle EDI, production", everything, now - 60 * DAY, 365)
    _key(wine, "Logiciel de chai", ("documents:issue", "requests"), now - 20 * DAY, 90)
    yesterday = (now - DAY).date()
    ApiKey.objects.filter(revoked_at=None, expires_at__gt=now).update(last_used_on=yesterday)
    made = now - 59 * DAY
    hook, _ = endpoints.create(provider, url=RECEIVER, chosen=CHOSEN_EVENTS, once="demonstration", now=made)
    endpoints.switch(provider, hook.pk, on=False, now=now - 58 * DAY)


def _user(account: str) -> User:
    [person] = [person for person in PEOPLE if person.account == account]
    return User.objects.select_related("provider").get(email=person.email)


def _key(user: User, label: str, scopes: tuple[str, ...], at: datetime, days: int) -> None:
    own_keys.create(user, label=label, chosen=scopes, days=days, once=label, now=at)
