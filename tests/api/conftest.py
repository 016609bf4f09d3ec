"""What every test of the API finds ready: the moment, and machines with a key of each kind."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from gps.accounts import keys
from gps.accounts.models import ApiKey
from gps.accounts.roles import Role
from gps.web import middleware
from tests.api.machine import Machine
from tests.web.browsing import Clock
from tests.world import NOW, World

Call = Callable[..., Machine]

MACHINES = (
    "nobody", "revoked", "expired", "stranger", "reader", "shipper", "client", "provider", "officer", "other_officer",
    "national", "administrator", "gamma",
)  # fmt: skip


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The moment that the API sees: ``NOW``, until a test moves it."""
    clock = Clock(NOW)
    monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: clock.now))
    return clock


@pytest.fixture(autouse=True)
def static_files_are_looked_for_when_asked(settings: Any) -> None:
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def machine(world: World) -> Call:
    """A machine of each of ``MACHINES``: the software of a person of the world, the provider's, GAMM@. ``scopes``
    narrows its key.
    """

    def made(who: str, *scopes: str) -> Machine:
        return Machine(secret_for(world, who, *scopes))

    return made


def secret_for(world: World, who: str, *scopes: str, now: datetime = NOW) -> str:
    """Create a key and give it; "" for nobody."""
    if who == "nobody":
        return ""
    until, chosen = now + timedelta(days=90), scopes or None
    if who == "gamma":
        return keys.create("GAMM@", Role.SYSTEM, now, until, scopes=chosen)
    if who == "provider":
        return keys.create("Passerelle", Role.PROVIDER, now, until, provider=world.provider, scopes=chosen)
    owner = world.users["shipper" if who in {"revoked", "expired"} else who]
    if who == "expired":
        until = now
    secret = keys.create("Logiciel", Role(owner.role), now - timedelta(days=1), until, user=owner, scopes=chosen)
    if who == "revoked":
        keys.revoke(ApiKey.objects.latest("pk"), now, owner)
    return secret
