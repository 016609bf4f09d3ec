"""The form of « Compléter le document »: what was typed, kept whatever it is, added to, judged, shown again (D2)."""

import re
from collections.abc import Mapping
from typing import Any

from gps.documents import ead as documents_ead
from gps.documents.code_lists import WORDS
from gps.documents.models import FallbackDocument
from gps.domain import ead
from gps.domain.ead import table
from gps.domain.ead.table import Group
from gps.domain.errors import DomainError
from gps.web.forms import ead_layout as layout
from gps.web.forms.base import ErrorLink
from gps.web.forms.ead_tree import Part, Tree, anchor
from gps.wording import ead as ead_wording
from gps.wording.messages import sentence

_PART = re.compile(r"([0-9]{1,2})(?:\[([1-9][0-9]{0,2})\])?")
_EDIT = re.compile(r"(add|remove):([0-9.\[\]]{1,40})")
_WINDOW = re.compile(r"([0-9]{1,3})-([0-9]{1,3})")
NAME = "name"
SUMMARY_LENGTH = 60
"""More faults than anybody reads at once; the others stand at their fields."""


class EadForm:
    """The data of one document in the hands of a person: ``raw`` is all of it as it was typed, empty items too."""

    def __init__(self, document: FallbackDocument, posted: Mapping[str, str] | None = None, *, first: int = 0) -> None:
        self.document = document
        self.given = documents_ead.given(document)
        self.draft = documents_ead.draft_of(document)
        self.raw: dict[str, Any] = self.draft.data if self.draft else documents_ead.first_values(document)
        self.revision = self.draft.revision if self.draft else 0
        self.errors: dict[str, list[str]] = {}
        self._links: list[ErrorLink] = []
        total = len(self.raw.get("17", []))
        self.start = min(max(first, 0), max(total - 1, 0)) // layout.WINDOW * layout.WINDOW
        self.stop = max(min(self.start + layout.WINDOW, total), self.start + 1)
        self.stored = (self.start, min(self.stop, total))
        self.added = ""
        self.seen = self.revision
        self.name = ""
        if posted is not None:
            self._take(posted)

    @property
    def sections(self) -> list[Part]:
        """The page, made of Table 1."""
        shown = self.document.document_type
        return Tree(shown, self.raw, self.given, self.errors, self.start, self.stop).parts()

    @property
    def lists(self) -> dict[str, Mapping[str, str]]:
        """The long code lists, which the page holds once."""
        return {name: WORDS[name] for name in sorted(layout.LISTED)}

    @property
    def windows(self) -> list[tuple[int, str, bool]]:
        """The pages of lines of goods: their first line, what they are called, whether it is this one."""
        total = len(self.raw.get("17", []))
        if total <= layout.WINDOW and self.start == 0:
            return []
        firsts = range(0, max(total, 1), layout.WINDOW)
        return [(n + 1, f"{n + 1} à {min(n + layout.WINDOW, total)}", n == self.start) for n in firsts]

    @property
    def window(self) -> str:
        """Which stored lines the page stands for."""
        return f"{self.stored[0]}-{self.stored[1]}"

    @property
    def error_links(self) -> list[ErrorLink]:
        """The summary on top of the page."""
        return self._links[:SUMMARY_LENGTH]

    @property
    def further(self) -> int:
        """How many faults the summary leaves out."""
        return max(len(self._links) - SUMMARY_LENGTH, 0)

    def edit(self, action: str) -> bool:
        """Add an item to a group that repeats, or take one away; False when the action is neither."""
        found = _EDIT.fullmatch(action)
        if not found:
            return False
        steps = _steps(found[2])
        if steps is None:
            return True
        *around, (group, rank) = steps
        item: Any = self.raw
        for step, n in around:
            item = _item(item, step, n)
        items = item.setdefault(group.key, [])
        if found[1] == "add" and len(items) < group.repeat:
            shown = layout.SHOWN.get(group.number, 0)
            items += [{} for _ in range(shown - len(items))] + [{}]
            self.added = anchor(f"{found[2]}[{len(items)}]")
            self._widen(group)
        elif found[1] == "remove" and 0 < rank <= len(items):
            del items[rank - 1]
            self._narrow(group)
        return True

    def refuse(self, error: DomainError) -> None:
        """Put each fault at its place. Items without anything in them are dropped, so that ranks agree."""
        tidied = ead.tidy(self.raw, self.given)
        before = len(self.raw.get("17", []))
        self.raw = tidied if isinstance(tidied, dict) else {}
        self.stop = max(self.stop - before + len(self.raw.get("17", [])), self.start + 1)
        for fault in error.faults:
            of_table_1 = "path" in fault.data
            text = ead_wording.what(fault.code, fault.data) if of_table_1 else sentence(fault)
            self._tell(fault.field, text[:1].upper() + text[1:])

    @property
    def name_errors(self) -> list[str]:
        """What is wrong with the name of a model."""
        return self.errors.get(NAME, [])

    def _tell(self, path: str, text: str) -> None:
        self.errors.setdefault(path, []).append(text)
        name = "Nom du modèle" if path == NAME else ead_wording.name_of(path)
        label = f"{name} ({ead_wording.where(path)})" if name and path != NAME else name
        if name and self._is_shown(path):
            self._links.append(ErrorLink(f"#{anchor(path)}", label, text))
        else:
            self._links.append(ErrorLink("", "", f"{label} : {text}" if label else text))

    def _is_shown(self, path: str) -> bool:
        """Whether a place is on the page: the other lines of goods are not."""
        ranks = table.indices(path)
        return not (path.startswith("17[") and ranks and not self.start < ranks[0] <= self.stop)

    def _take(self, posted: Mapping[str, str]) -> None:
        """Read what the page sent: its own lines of goods take the place of the stored ones that it showed."""
        stored = self.raw.get("17", []) if self.draft else []
        found = _WINDOW.fullmatch(posted.get("window", ""))
        start, end = (int(found[1]), int(found[2])) if found else (0, len(stored))
        start, end = min(start, len(stored)), min(max(start, end), len(stored))
        self.raw = nested(posted)
        lines = self.raw.get("17", [])
        if stored or lines:
            self.raw["17"] = [*stored[:start], *lines, *stored[end:]]
        self.start, self.stop, self.stored = start, start + max(len(lines), 1), (start, end)
        revision = posted.get("revision", "")
        self.seen = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else 0

    def _widen(self, group: Group) -> None:
        """Show the line of goods that was added: it is the last of the page's own."""
        if group.number != "17":
            return
        items = self.raw["17"]
        added = items.pop()
        last = min(self.stop, len(items))
        items.insert(last, added)
        self.stop = last + 1
        self.added = anchor(f"17[{self.stop}]")

    def _narrow(self, group: Group) -> None:
        if group.number == "17":
            self.stop = max(self.stop - 1, self.start + 1)


def nested(posted: Mapping[str, str]) -> dict[str, Any]:
    """Make the data of a document of flat names: ``17[2].f`` is a letter of the 2nd item of a group.

    What Table 1 does not have is left aside; gaps between ranks are closed.
    """
    gathered: dict[str, Any] = {}
    for name, value in posted.items():
        path, _, letter = name.rpartition(".")
        steps = _steps(path)
        if steps is None or letter not in {e.letter for e in steps[-1][0].elements}:
            continue
        if steps[-1][0].is_repeated and not steps[-1][1]:
            continue
        around = gathered
        for group, rank in steps:
            around = around.setdefault(group.key, {})
            if group.is_repeated:
                around = around.setdefault(rank, {})
        around[letter] = value
    closed = _closed(gathered)
    return closed if isinstance(closed, dict) else {}


def _closed(gathered: Any) -> Any:
    """Lists where ranks stand for keys."""
    if not isinstance(gathered, dict):
        return gathered
    if gathered and all(isinstance(key, int) for key in gathered):
        return [_closed(gathered[rank]) for rank in sorted(gathered)]
    return {key: _closed(inner) for key, inner in gathered.items()}


def _steps(path: str) -> list[tuple[Group, int]] | None:
    """The groups on the way of a path, each with its rank, 0 where there is none; None for no path of Table 1.

    The last group may be without a rank: it then stands for all of its items.
    """
    steps: list[tuple[Group, int]] = []
    number = ""
    parts = path.split(".")
    for position, part in enumerate(parts, start=1):
        found = _PART.fullmatch(part)
        if not found:
            return None
        number = f"{number}.{found[1]}" if number else found[1]
        group, rank = table.GROUPS.get(number), int(found[2] or 0)
        if group is None or rank > group.repeat or (rank and not group.is_repeated):
            return None
        if group.is_repeated and not rank and position < len(parts):
            return None
        steps.append((group, rank))
    return steps or None


def _item(around: dict[str, Any], group: Group, rank: int) -> dict[str, Any]:
    """The item that a step leads to; it comes to be when it was shown but empty."""
    if not group.is_repeated:
        found: dict[str, Any] = around.setdefault(group.key, {})
        return found
    items: list[dict[str, Any]] = around.setdefault(group.key, [])
    items += [{} for _ in range(rank - len(items))]
    return items[rank - 1]
