"""Browsers for the journeys: signed in without typing, on a Friday evening, and all that their console says is kept."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from gps.accounts.models import User
from gps.web import middleware
from tests.world import NOW, World

Browse = Callable[..., Page]
DELIBERATE = {403, 404, 422}
"""Refusals that are pages: Chromium calls them errors in its console, and they are not."""

expect.set_options(timeout=10_000)


@dataclass
class Console:
    """What the browsers complained of, and the pages that are refusals on purpose."""

    complaints: list[tuple[str, str]] = field(default_factory=list)
    refusals: set[str] = field(default_factory=set)

    def listen(self, page: Page) -> None:
        page.on("console", self._keep)
        page.on("pageerror", lambda error: self.complaints.append((str(error), "")))
        page.on("response", self._note)

    def errors(self) -> list[str]:
        """All but « Failed to load resource » about a page that answers 403, 404 or 422 on purpose."""
        deliberate = tuple(f"status of {status} " for status in DELIBERATE)
        return [
            f"{text} ({url})"
            for text, url in self.complaints
            if not (url in self.refusals and any(words in text for words in deliberate))
        ]

    def _keep(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append((message.text, message.location["url"].partition("#")[0]))

    def _note(self, response: Response) -> None:
        if response.status in DELIBERATE and response.request.is_navigation_request():
            self.refusals.add(response.url.partition("#")[0])


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], datetime]:
    """It is 18:45:30 on that Friday when a test begins, and time goes on: no run meets midnight or New Year's Eve."""
    began = timezone.now()

    def now() -> datetime:
        return NOW + (timezone.now() - began)

    monkeypatch.setattr(middleware, "timezone", SimpleNamespace(now=now))
    return now


@pytest.fixture
def console() -> Generator[Console]:
    """No page may complain: neither a script, nor the content security policy, nor a file that is not found."""
    kept = Console()
    yield kept
    assert kept.errors() == []


@pytest.fixture
def browse(
    world: World, live_server: LiveServer, new_context: Callable[..., BrowserContext], console: Console
) -> Browse:
    """Open a browser of one's own: ``browse("shipper", width=320)``; nobody is signed in without a name."""

    def open_page(who: str = "", width: int = 1280, **options: Any) -> Page:
        context = new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(10_000)
        if who:
            context.add_cookies([signed_in(world.users[who], live_server.url)])  # type: ignore[list-item]
        page = context.new_page()
        console.listen(page)
        return page

    return open_page


def signed_in(user: User, url: str) -> dict[str, str]:
    """The cookie of a session, without the form: one journey types the password, that is enough."""
    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }
