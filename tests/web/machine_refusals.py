"""One way to each refusal about machines: their keys, the addresses that GPS calls."""

from collections.abc import Callable
from itertools import count

from gps.accounts import own_keys
from gps.domain.errors import ErrorCode as E
from gps.notices.labels import CHOSEN_EVENTS
from gps.notices.webhooks import endpoints
from tests.world import NOW, World

Provoke = Callable[[World], object]
_forms = count()


def key(*, chosen: list[str] | None = None, days: int = 90, times: int = 1, once: str = "") -> Provoke:
    """Keys of the shipper's, each from a form of its own unless it is named."""

    def make(world: World) -> None:
        for _ in range(times):
            own_keys.create(
                world.users["shipper"], label="Clé", chosen=["requests"] if chosen is None else chosen, days=days,
                once=once or f"key-{next(_forms)}", now=NOW,
            )  # fmt: skip

    return make


def webhook(url: str = "https://127.0.0.1:8443/", *, chosen: list[str] | None = None, times: int = 1) -> Provoke:
    """Webhooks of the shipper's: the demonstration may call its own machine."""

    def make(world: World) -> None:
        events = [event.value for event in CHOSEN_EVENTS] if chosen is None else chosen
        for _ in range(times):
            endpoints.create(world.users["shipper"], url=url, chosen=events, once=f"hook-{next(_forms)}", now=NOW)

    return make


PROVOKED: dict[E, Provoke] = {
    E.KEY_SCOPES: key(chosen=[]),
    E.KEY_LIFETIME: key(days=366),
    E.TOO_MANY_KEYS: key(times=11),
    E.SECRET_SHOWN: key(times=2, once="served"),
    E.WEBHOOK_ADDRESS: webhook("exemple.fr"),
    E.WEBHOOK_PLACE: webhook("https://10.0.0.1/"),
    E.WEBHOOK_UNKNOWN_HOST: webhook(f"https://{'a' * 64}.fr/"),
    E.WEBHOOK_EVENTS: webhook(chosen=[]),
    E.TOO_MANY_WEBHOOKS: webhook(times=6),
}
