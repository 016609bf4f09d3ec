"""Pages that are the same for everybody: any cache may keep them for a moment, and no session is looked at.

On the day of an outage thousands of people open the météo at once (rule F3). Whoever is signed in sees there what
anybody sees; the middleware does not even ask who he is, so nothing of a person can come into a shared cache.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]

MAX_AGE = 30
"""Seconds for which a cache may answer by itself: an alert opens a right, people must see it at once."""


def for_everybody(view: View) -> View:
    """Make a page the same for everybody. Its templates extend ``web/everybody.html``."""
    page: Any = login_not_required(cache_control(public=True, max_age=MAX_AGE)(require_safe(view)))
    page.for_everybody = True
    return page  # type: ignore[no-any-return]


def is_for_everybody(path: str) -> bool:
    """Tell whether an address leads to such a page."""
    return _has(path, "for_everybody")


def without_database(view: View) -> View:
    """Make a page for people with or without an account, that answers even while the database is away (V2)."""
    page: Any = login_not_required(view)
    page.stands_alone = True
    return page  # type: ignore[no-any-return]


def stands_alone(path: str) -> bool:
    """Tell whether an address leads to such a page."""
    return _has(path, "stands_alone")


def _has(path: str, mark: str) -> bool:
    try:
        return getattr(resolve(path).func, mark, False)
    except Resolver404:
        return False
