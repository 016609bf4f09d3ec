"""The addresses that mails hold: whole, as people click them, whichever process writes the mail."""

from django.conf import settings
from django.urls import reverse

DESK, FOLLOW, PORTAL = "/a-traiter/", "/suivre/", "/"
"""Pages that people may also be told by telephone: the address is the name."""


def page(path: str) -> str:
    """Give the public address of one of the pages above."""
    return f"{settings.PUBLIC_URL}{path}"


def link(name: str, *arguments: object) -> str:
    """Give the public address of a page by its name: ``link("web:preferences")``."""
    return page(reverse(name, args=arguments))
