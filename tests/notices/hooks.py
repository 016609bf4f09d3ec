"""What the tests of webhooks do again and again: give an address, let the worker go its rounds, read what arrived."""

import html
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from django.template.loader import render_to_string

from gps.notices.labels import CHOSEN_EVENTS
from gps.notices.models import Endpoint
from gps.notices.webhooks import endpoints, history
from tests.notices.post import deliver
from tests.notices.receiver import Received, Receiver
from tests.world import NOW, World

_forms = count()


def listen(
    world: World, receiver: Receiver, who: str = "shipper", events: Sequence[str] = CHOSEN_EVENTS, now: datetime = NOW
) -> tuple[Endpoint, str]:
    """Give somebody's address, as on the page."""
    return endpoints.create(world.users[who], url=receiver.url, chosen=events, once=f"form-{next(_forms)}", now=now)


def run(now: datetime = NOW) -> None:
    """The worker's round: read the history, send what is due."""
    history.collect({}, now)
    deliver(now)


def told(receiver: Receiver) -> list[tuple[str, ...]]:
    """What the documents' calls said: which, from, to."""
    data = [event["data"] for event in map(event_of, receiver.calls) if event["type"] == "document.status"]
    return [(one["reference"], one["from"] or "", one["to"]) for one in data]


def event_of(call: Received) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(call.body)
    assert event.keys() == {"id", "type", "at", "data"}
    assert event["id"] == call.headers["webhook-id"]
    return event


def example() -> Callable[..., dict[str, Any]]:
    """The function that the help page gives to programmers, taken from the page."""
    page = render_to_string("web/help/_webhook_example.html")
    [code] = re.findall(r"<code>(.+?)</code>", page, re.DOTALL)
    names: dict[str, Any] = {}
    exec(html.unescape(code), names)
    function: Callable[..., dict[str, Any]] = names["verifier"]
    return function
