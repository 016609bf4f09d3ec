"""The data of a document as they are read: section by section, each value with its name and number (D2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gps.documents.code_lists import WORDS
from gps.domain.ead import flatten, table
from gps.web.forms.ead_layout import SECTIONS
from gps.web.forms.ead_tree import shown
from gps.wording import ead as ead_wording


@dataclass(frozen=True)
class Fact:
    """One value."""

    name: str
    reference: str
    value: str


@dataclass(frozen=True)
class Chapter:
    """The values of one section."""

    title: str
    facts: list[Fact]


def chapters(whole: Mapping[str, Any]) -> list[Chapter]:
    """Give what there is to read, the sections without anything left out."""
    sections = [("Expéditeur", ("2", "10")), *((section.title, section.groups) for section in SECTIONS)]
    found = [Chapter(title, [*map(_fact, flatten({n: whole[n] for n in groups if n in whole}))])
             for title, groups in sections]  # fmt: skip
    return [chapter for chapter in found if chapter.facts]


def _fact(found: tuple[str, str]) -> Fact:
    path, value = found
    number, letter = table.place(path)
    element = next(e for e in table.GROUPS[number].elements if e.letter == letter)
    word = WORDS.get(element.codes, {}).get(value, "")
    text = f"{value} – {word}" if word else shown(element.format, value)
    return Fact(ead_wording.name_of(path), ead_wording.where(path), text)
