"""The page « Compléter le document » as a tree made of Table 1: one mechanism for its 120 fields, whatever is typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gps.documents.code_lists import WORDS, unit_of
from gps.domain.ead import formats, table
from gps.domain.ead.table import Element, Group
from gps.web.forms import ead_layout as layout
from gps.wording import ead as ead_wording

Errors = Mapping[str, list[str]]
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Field:
    """One datum to type: what it is called, what it holds, what is wrong with it."""

    path: str
    label: str
    hint: str
    kind: str
    """``text``, ``area``, ``select``, ``date``, ``number``; or ``list``, typed with suggestions."""
    value: str
    width: str
    errors: list[str]
    list: str = ""
    choices: Choices = ()

    @property
    def id(self) -> str:
        """Where a link leads."""
        return anchor(self.path)


@dataclass(frozen=True)
class Block:
    """One item of a group: its fields, those that few need, the groups inside it."""

    path: str
    title: str
    hint: str
    fields: list[Field]
    more: list[Field]
    inner: list["Block | Repeat"]
    errors: list[str]
    folded: bool = False
    removable: bool = False
    known: str = ""
    """What GPS knows of it, and is not typed."""

    is_repeat: bool = False

    @property
    def around(self) -> str:
        """Where one looks when it was taken away: the list that it is an item of."""
        return anchor(self.path.rpartition("[")[0])

    @property
    def id(self) -> str:
        """Where a link leads."""
        return anchor(self.path)

    @property
    def is_open(self) -> bool:
        """Whether something stands in it, or is wrong."""
        return bool(self.errors) or any(f.value or f.errors for f in self.every_field())

    @property
    def more_is_open(self) -> bool:
        """Whether something stands in what few need."""
        return any(f.value or f.errors for f in self.more)

    def every_field(self) -> Iterator[Field]:
        """Its fields and those of the groups inside it, in the order of the page."""
        yield from self.fields
        yield from self.more
        for inner in self.inner:
            yield from inner.every_field()


@dataclass(frozen=True)
class Repeat:
    """A group that repeats: its items, and the button that adds one."""

    path: str
    title: str
    hint: str
    add: str
    items: list[Block]
    errors: list[str]
    total: int
    full: bool

    is_repeat: bool = True

    @property
    def id(self) -> str:
        """Where a link leads."""
        return anchor(self.path)

    @property
    def next_id(self) -> str:
        """Where the item will stand that the button adds."""
        return anchor(f"{self.path}[{self.total + 1}]")

    def every_field(self) -> Iterator[Field]:
        """The fields of its items, in the order of the page."""
        for item in self.items:
            yield from item.every_field()


@dataclass(frozen=True)
class Part:
    """A section of the page."""

    anchor: str
    title: str
    groups: list[Block | Repeat]


def anchor(path: str) -> str:
    """Give the ``id`` of a place on the page: ``ead-17-2-f``."""
    return "ead-" + path.replace("[", "-").replace("]", "").replace(".", "-")


@dataclass(frozen=True)
class Tree:
    """Builds the parts of the page from what was typed."""

    document_type: str
    raw: Mapping[str, Any]
    given: Mapping[str, Any]
    errors: Errors = field(default_factory=dict)
    start: int = 0
    """The first line of goods that is shown, counted from 0; ``stop`` is behind the last."""
    stop: int = layout.WINDOW

    def parts(self) -> list[Part]:
        """Give every section of the page."""
        return [Part(s.anchor, s.title, [self._top(number) for number in s.groups]) for s in layout.SECTIONS]

    def _top(self, number: str) -> Block | Repeat:
        return self._group(number, self.raw, self.given, "")

    def _group(self, number: str, around: Mapping[str, Any], given: Mapping[str, Any], prefix: str) -> Block | Repeat:
        group = table.GROUPS[number]
        path, inner = prefix + group.key, around.get(group.key)
        known = given.get(group.key, {})
        if group.is_repeated:
            return self._repeat(group, inner if isinstance(inner, list) else [], known or [], path)
        return self._block(group, inner if isinstance(inner, dict) else {}, known, path)

    def _repeat(self, group: Group, found: list[Any], known: list[Any], path: str) -> Repeat:
        items = [*found, *[{}] * (layout.SHOWN.get(group.number, 0) - len(found))]
        facts = [*known, *[{}] * (len(items) - len(known))]
        shown = range(self.start, self.stop) if group.number == "17" else range(len(items))
        words = ead_wording.GROUPS[group.number]
        return Repeat(
            path=path,
            title=f"{words.name} ({group.number})",
            hint=words.condition,
            add=layout.ADD[group.number],
            items=[self._block(group, items[n], facts[n], f"{path}[{n + 1}]", n) for n in shown if n < len(items)],
            errors=self.errors.get(path, []),
            total=len(items),
            full=len(items) >= group.repeat,
        )

    def _block(self, group: Group, item: Any, given: Mapping[str, Any], path: str, rank: int | None = None) -> Block:
        item = item if isinstance(item, dict) else {}
        elements = [e for e in _ordered(group) if not e.given and e.letter not in given]
        fields = {e.letter: self._field(group, e, item, path) for e in elements}
        more = layout.MORE.get(group.number, "")
        words = ead_wording.GROUPS[group.number]
        title = f"{words.name} ({group.number})" if rank is None else f"{layout.ITEM[group.number]} {rank + 1}"
        return Block(
            path=path,
            title=title,
            hint=words.condition if rank is None else "",
            fields=[f for letter, f in fields.items() if letter not in more],
            more=[f for letter, f in fields.items() if letter in more],
            inner=[self._group(child.number, item, given, f"{path}.") for child in group.children],
            errors=self.errors.get(path, []),
            folded=group.number in layout.FOLDED,
            removable=rank is not None and (not given or rank > 0),
            known=f"Immatriculation (16b) : {given['b']}" if group.number == "16" and "b" in given else "",
        )

    def _field(self, group: Group, element: Element, item: Mapping[str, Any], path: str) -> Field:
        place, found = f"{path}.{element.letter}", item.get(element.letter, "")
        value = found if isinstance(found, str) else ""
        words = ead_wording.ELEMENTS[group.number, element.letter]
        reference = f"{group.number}{element.letter}"
        form = element.format
        kind, choices = self._kind(element, value)
        return Field(
            path=place,
            label=words.name,
            hint=_hint(reference, element, words.condition, item),
            kind=kind,
            value=shown(form, value),
            width=layout.width(element.codes, formats.length(form)),
            errors=self.errors.get(place, []),
            list=element.codes if element.codes in layout.LISTED else "",
            choices=choices,
        )

    def _kind(self, element: Element, value: str) -> tuple[str, Choices]:
        """How a datum is typed, and what its list offers; what it holds is always offered."""
        if element.codes in layout.LISTED:
            return "list", ()
        if element.codes:
            return "select", self._choices(element, value)
        if element.format == "date":
            return "date", ()
        if element.format.startswith("n"):
            return "number", ()
        return ("area" if formats.length(element.format) > 255 else "text"), ()

    def _choices(self, element: Element, value: str) -> Choices:
        words = WORDS[element.codes]
        codes = layout.codes_for(element.codes, self.document_type) or list(words)
        first = "Français (par défaut)" if element.language_of else "Sélectionnez"
        unknown = [] if not value or value in codes else [(value, value)]
        return (("", first), *((code, f"{code} – {words[code]}") for code in codes), *unknown)


def _ordered(group: Group) -> list[Element]:
    letters = layout.ORDER.get(group.number)
    if not letters:
        return list(group.elements)
    return sorted(group.elements, key=lambda element: letters.index(element.letter))


def _hint(reference: str, element: Element, condition: str, item: Mapping[str, Any]) -> str:
    """Its number and letter, how it is typed, when it must be there."""
    parts = [_limits(element, item)]
    if condition and not element.codes:
        parts.append(condition)
    elif not element.required and not condition and not element.language_of:
        parts.append("facultatif")
    return " – ".join([reference, *filter(None, parts)])


def _limits(element: Element, item: Mapping[str, Any]) -> str:
    """How many characters or digits it holds, or its unit."""
    form = element.format
    if element.codes in {"cn", "package"}:
        return "code, proposé dès que vous tapez"
    if element.codes:
        return ""
    if form == "date":
        return "jj/mm/aaaa"
    if element.letter == "d" and form == "n..15,3":
        return unit_of(str(item.get("b", "")))
    if form.startswith("n"):
        return ead_wording.digits(form).removeprefix("de ")
    return f"{formats.length(form)} caractères{' au plus' if '..' in form else ''}"


def shown(form: str, value: str) -> str:
    """A canonical value as the French write it; what is not canonical as it was typed."""
    match value.split("-"):
        case [year, month, day] if form == "date" and len(year) == 4:
            return f"{day}/{month}/{year}"
    if form.startswith("n") and "," in form and value.replace(".", "", 1).isdigit():
        return value.replace(".", ",")
    return value
