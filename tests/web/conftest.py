"""What every test of the pages finds ready: the moment, browsers of each person, templates that shout."""

from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.test import Client

from gps.web import middleware
from tests.web.browsing import Browser, Clock, Loud
from tests.world import NOW, World

Browse = Callable[[str], Browser]

NOT_OURS = {"field.field.widget.group_class", "widget.attrs.id", "widget.attrs.disabled", "widget.wrap_label"}
"""What the templates of dsfr and of Django name although it may be missing."""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The moment that the pages see: ``NOW``, until a test moves it. Sessions keep the real time."""
    clock = Clock(NOW)
    monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=lambda: clock.now))
    return clock


@pytest.fixture(autouse=True)
def no_unknown_variable() -> Generator[None]:
    """A template that shows a variable that does not exist fails its test."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    loud = Loud()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "string_if_invalid", loud)
        yield
    assert loud.missing - NOT_OURS == set()


@pytest.fixture(autouse=True)
def static_files_are_looked_for_when_asked(settings: Any) -> None:
    """A client is new in each test: listing every static file each time would take most of the time."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def browse(world: World) -> Browse:
    """A browser of its own for each person of the world; « anonymous » has not signed in."""

    def browser(who: str) -> Browser:
        client = Client()
        if who != "anonymous":
            client.force_login(world.users[who])
        return Browser(client)

    return browser
