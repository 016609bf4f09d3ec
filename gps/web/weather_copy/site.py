"""The pages of the copy: rendered by their own views, their links followed, every address made relative (rule F3).

A link to a page that is in the copy leads there; a link to any other page of GPS leads to GPS itself
(``GPS_PUBLIC_URL``). Addresses name files, so that the copy also works from a folder, without a web server.
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse

from gps.web.weather_copy import styles

COPIED = {"web:meteo", "web:meteo_alert", "web:meteo_feed", "web:hand_made", "web:blank"}

_ADDRESS = re.compile(r'(\s(?:href|src|action)=")([^"]*)(")')
_CLASSES = re.compile(r'\sclass="([^"]*)"')


def build(now: datetime) -> dict[str, bytes]:
    """Give the files of the copy by their path, as GPS shows these pages at a moment to somebody without an account."""
    return _Site(now).files()


@dataclass
class _Site:
    """A copy that grows while links are followed."""

    now: datetime
    pages: dict[str, bytes] = field(default_factory=dict)
    statics: dict[str, bytes] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def files(self) -> dict[str, bytes]:
        """Follow every link, then finish the style sheets, which depend on all pages."""
        for name in ("web:meteo", "web:meteo_feed", "web:hand_made"):
            self._want(reverse(name))
        for document_type in ("daa", "dsa"):
            self._want(reverse("web:blank", args=[document_type]))
        while self.waiting:
            self._copy(self.waiting.pop())
        sheets = [name for name in self.statics if name.endswith(".css")]
        for name in sheets:
            self.statics[name] = self._style(name).encode()
        return self.pages | {f"static/{name}": content for name, content in self.statics.items()}

    def _want(self, address: str) -> None:
        if address not in self.seen:
            self.seen.add(address)
            self.waiting.append(address)

    def _copy(self, address: str) -> None:
        response = _fetch(address, self.now)
        content = response.content
        if not response["Content-Type"].startswith("application/pdf"):
            text = content.decode()
            for names in _CLASSES.findall(text):
                self.classes.update(unescape(names).split())
            content = _ADDRESS.sub(self._rewriter(address), text).encode()
        self.pages[_file_of(address)] = content

    def _rewriter(self, page: str) -> Callable[[re.Match[str]], str]:
        def rewrite(found: re.Match[str]) -> str:
            return found[1] + escape(self._target(page, unescape(found[2]))) + found[3]

        return rewrite

    def _target(self, page: str, link: str) -> str:
        """Give what a link of a page becomes; what it leads to joins the copy, if it is of it."""
        if link.startswith(f"{settings.PUBLIC_URL}/"):  # as the feed writes them
            link = link.removeprefix(settings.PUBLIC_URL)
        if link.startswith("#") or urlsplit(link).scheme:
            return link
        path, query, fragment = _absolute(page, link)
        after = f"#{fragment}" if fragment else ""
        if path.startswith(settings.STATIC_URL):
            name = unquote(path.removeprefix(settings.STATIC_URL))
            self.statics.setdefault(name, static_file(name))
            return _relative(page, f"static/{name}") + after
        address = f"{path}?{query}" if query else path
        if _is_copied(path):
            self._want(address)
            return _relative(page, _file_of(address)) + after
        return f"{settings.PUBLIC_URL}{address}{after}"

    def _style(self, name: str) -> str:
        """Give a style sheet of the copy: its icons within it, its fonts beside it."""

        def place(link: str) -> str:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(urlsplit(link).path)))
            if target.endswith(".svg"):
                return styles.within(static_file(target))
            self.statics.setdefault(target, static_file(target))
            return link

        return styles.kept(static_file(name).decode(), self.classes, place, fonts=settings.STATE_BRAND)


def static_file(name: str) -> bytes:
    """Give a static file: where it is written, or as ``collectstatic`` has named it."""
    found = finders.find(name)
    return Path(str(found) if found else staticfiles_storage.path(name)).read_bytes()


def _fetch(address: str, now: datetime) -> HttpResponse:
    """Ask the view of an address, as somebody without an account and for the copy."""
    path, _, query = address.partition("?")
    match = resolve(path)
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET = QueryDict(query)
    request.now, request.actor, request.static_copy = now, None, True  # type: ignore[attr-defined]
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def _absolute(page: str, link: str) -> tuple[str, str, str]:
    """Give path, query and fragment of a link within a page; « ? » alone leads to the page without its query."""
    parts = urlsplit(link)
    base = page.partition("?")[0]
    return urljoin(base, parts.path) if parts.path else base, parts.query, parts.fragment


def _is_copied(path: str) -> bool:
    try:
        return resolve(path).view_name in COPIED
    except Resolver404:
        return False


def _file_of(address: str) -> str:
    """Give the file of an address: the météo is the root; a page of the past has its query as a name."""
    path, _, query = address.partition("?")
    name = path.removeprefix(reverse("web:meteo")).removeprefix("/")
    if query:
        name += f"passees-{sha256(query.encode()).hexdigest()[:12]}/"
    return f"{name}index.html" if not name or name.endswith("/") else name


def _relative(page: str, file: str) -> str:
    return posixpath.relpath(file, posixpath.dirname(_file_of(page)) or ".")
