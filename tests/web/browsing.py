"""A browser for the tests, without Chromium: it sends forms as their page shows them, and reads pages as people do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from django.test import Client

from tests.web import markup
from tests.web.markup import Element


@dataclass
class Clock:
    """The moment that the pages see."""

    now: datetime


class Loud(str):
    """What a template shows for a variable that does not exist; it keeps the name."""

    __slots__ = ("missing",)

    def __new__(cls) -> Self:
        loud = super().__new__(cls, "INCONNU")
        loud.missing = set()
        return loud

    missing: set[str]

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, name: object) -> str:
        self.missing.add(str(name))
        return f"INCONNU:{name}"


@dataclass(frozen=True)
class Browser:
    """One person's browser."""

    client: Client

    def get(self, address: str, query: Mapping[str, Any] | None = None) -> "Page":
        return Page(self.client.get(address, query))

    def post(self, address: str, data: Mapping[str, Any] | None = None) -> "Page":
        """Send any request, forged ones too. A browser sends at least the token that its form carries."""
        return Page(self.client.post(address, {"csrfmiddlewaretoken": "", **(data or {})}))

    def fill(self, address: str, **typed: str) -> "Page":
        """Open a page, type into the form that it shows, and send it."""
        return self.send(address, self.get(address), **typed)

    def send(self, address: str, page: "Page", **typed: str) -> "Page":
        """Send the form of a page that is open, with what is typed; what its fields held is sent as well."""
        shown = page.form
        assert typed.keys() <= shown.keys(), f"the form has no field {typed.keys() - shown.keys()}"
        return self.post(address, {name: value for name, value in {**shown, **typed}.items() if value is not None})


class Page:
    """An answer, read as a person reads it."""

    def __init__(self, response: Any) -> None:
        self.response = response

    @property
    def status(self) -> int:
        return int(self.response.status_code)

    @property
    def address(self) -> str:
        """Where a redirection leads."""
        assert self.status == 302, (self.status, self.sentences)
        return str(self.response.headers["Location"])

    @cached_property
    def tree(self) -> Element:
        return markup.read(self.response.content.decode())

    @property
    def main(self) -> Element:
        """What stands between header and footer."""
        return self.tree.one("main")

    @property
    def text(self) -> str:
        return self.main.words

    @property
    def title(self) -> str:
        return self.main.one("h1").words

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The summary on top of the page: where each line leads ("" for the whole form), and its sentence."""
        lines = []
        for line in [line for summary in self.tree.all("#erreurs") for line in summary.all("li")]:
            links = line.all("a")
            label = f"{links[0].words} : " if links else ""
            assert line.words.startswith(label)
            lines.append((links[0].get("href") if links else "", line.words.removeprefix(label)))
        return lines

    @property
    def sentences(self) -> list[str]:
        return [sentence for _, sentence in self.errors]

    def told(self, name: str) -> list[str]:
        """The sentences in a field's own group, tied to its widget by ``aria-describedby``."""
        groups = self.tree.all(f"#id_{name}-desc-error")
        if not groups:
            return []
        tied = [e for e in self.tree.walk() if f"id_{name}-desc-error" in e.get("aria-describedby").split()]
        assert tied, f"the error of {name} is not tied to its field"
        assert all(e.get("name") == name and e.get("aria-invalid") == "true" for e in tied)
        return [line.words for line in groups[0].all("li")]

    @property
    def form(self) -> dict[str, str | None]:
        """What the fields of the page's own form hold, as a browser would send it; None for a box left empty."""
        [form] = [f for f in self.main.all("form") if f.is_a(".gps-form") or f.get("role") == "search"]
        held: dict[str, str | None] = {}
        for node in form.walk():
            name = node.get("name")
            if not name or name == "csrfmiddlewaretoken" or node.tag == "button":
                continue
            if node.get("type") in {"radio", "checkbox"}:
                held[name] = node.attributes.get("value", "on") if "checked" in node.attributes else held.get(name)
            elif node.tag == "textarea":
                held[name] = node.raw.removeprefix("\n")
            elif node.tag == "select":
                options = node.all("option")
                chosen = [option for option in options if "selected" in option.attributes] or options[:1]
                held[name] = chosen[0].get("value")
            else:
                held[name] = node.get("value")
        return held

    def choices(self, name: str) -> list[str]:
        """The values that a drop-down list offers."""
        [select] = [node for node in self.main.all("select") if node.get("name") == name]
        return [option.get("value") for option in select.all("option")]

    @property
    def tabs(self) -> list[str]:
        """The menu."""
        return [link.words for menu in self.tree.all("#menu") for link in menu.all("a")]

    @property
    def links(self) -> list[str]:
        """Where the links of the page's own part lead."""
        return [link.get("href") for link in self.main.all("a") if link.get("href")]

    @property
    def alerts(self) -> list[str]:
        return [alert.words for alert in self.main.all(".fr-alert")]

    @property
    def facts(self) -> dict[str, str]:
        """What the page's lists of facts say: term and description."""
        found: dict[str, str] = {}
        for facts in self.main.all("dl"):
            terms, descriptions = facts.all("dt"), facts.all("dd")
            found |= {t.words: d.words for t, d in zip(terms, descriptions, strict=True)}
        return found

    @property
    def rows(self) -> list[list[str]]:
        """What the page's table of documents shows, line by line."""
        lines = [line for table in self.tree.all("#resultats") for line in table.all("tbody")[0].all("tr")]
        return [[cell.words for cell in line.children if isinstance(cell, Element)] for line in lines]

    @property
    def numbers(self) -> list[str]:
        """The documents of the page's table, in order."""
        return [row[0].replace(" ", "") for row in self.rows]
