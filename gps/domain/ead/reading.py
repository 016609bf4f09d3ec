"""Hostile input made into the data of a document: plain nested data, of the shape of Table 1, or faults.

The data are a mapping by group number; a group is a mapping by letter, with the groups inside it under the last part of
their number; a group that repeats is a list. All values are texts::

    {"1": {"a": "1", "b": "D03"},
     "17": [{"b": "W200", "f": "900", "1": [{"a": "CT", "b": "200"}], "2": {"a": "3", "1": [{"a": "0"}]}}]}

Reading judges form alone, so that a draft may be incomplete; ``judging`` judges a whole document.
"""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from gps.domain.ead.codes import CodeLists
from gps.domain.ead.formats import value
from gps.domain.ead.table import TABLE, Element, Group, numbered
from gps.domain.errors import DomainError, ErrorCode, Fault

Data = dict[str, Any]
"""The data of a document, or of one group of it."""

NONE: Mapping[str, Any] = {}
_SHOWN = 40
_DEPTH = 12
"""Deeper than the data of any document: what lies below is left as it is, to be refused."""


def read(raw: object, codes: CodeLists, given: Mapping[str, Any] = NONE) -> Data:
    """Give the data of a document as they are kept: canonical values, nothing empty, nothing that GPS gives itself.

    Args:
        raw: anything; what it says of the elements that GPS gives must be what ``given`` says.
        given: the data that GPS knows, of the same shape (see ``whole``).

    Raises:
        DomainError: with every fault: EAD_SHAPE, EAD_UNKNOWN, EAD_REPEAT, EAD_GIVEN and those of ``formats.value``, on
            the path of each, its number and letter among its facts. Items count without the empty ones.
    """
    faults: list[Fault] = []
    reader = _Reader(codes, faults)
    data = reader.groups(tidy(raw, given), TABLE, "", given)
    if faults:
        raise DomainError(map(numbered, faults))
    tidied = tidy(data, given)
    return tidied if isinstance(tidied, dict) else {}


def tidy(raw: object, given: Mapping[str, Any] = NONE) -> object:
    """Give the same without what is empty: blank texts, groups and lists that hold nothing.

    Items of which GPS knows something keep their place: the first means of transport stays the first.
    """
    tidied = _tidy(raw, _DEPTH)
    if not isinstance(raw, dict) or not isinstance(tidied, dict):
        return tidied
    for key, known in given.items():
        items = raw.get(key)
        if key in tidied and isinstance(known, list) and isinstance(items, list):
            rest = _tidy(items[len(known) :], _DEPTH)
            kept = [_tidy(item, _DEPTH) for item in items[: len(known)]]
            tidied[key] = kept + (rest if isinstance(rest, list) else [])
    return tidied


def whole(typed: Mapping[str, Any], given: Mapping[str, Any]) -> Data:
    """Give all that is known of a document: what was typed and what GPS knows, which wins; lines of goods are numbered.

    A text whose language nobody told is French, as GPS is; a language without a text says nothing.
    """
    data = _merged(typed, given)
    for position, line in enumerate(data.get("17", []), start=1):
        line["a"] = str(position)
    _tell_languages(data, TABLE)
    tidied = tidy(data)
    return tidied if isinstance(tidied, dict) else {}


class _Reader:
    """Reads groups into data, and collects what is wrong with them."""

    def __init__(self, codes: CodeLists, faults: list[Fault]) -> None:
        self.codes, self.faults = codes, faults

    def groups(self, raw: object, groups: tuple[Group, ...], prefix: str, given: Mapping[str, Any]) -> Data:
        """Read the groups that lie side by side in a mapping, the whole document to begin with."""
        if not isinstance(raw, dict):
            self._refuse(ErrorCode.EAD_SHAPE, prefix, expected="group")
            return {}
        if not prefix:
            self._unknown(raw, {group.key for group in groups}, "")
        return {
            group.key: self._group(raw[group.key], group, prefix + group.key, given.get(group.key, NONE))
            for group in groups
            if group.key in raw
        }

    def _group(self, raw: object, group: Group, path: str, given: object) -> object:
        """Read one group: an item, or the list of its items."""
        if not group.is_repeated:
            return self._item(raw, group, path, given if isinstance(given, Mapping) else NONE)
        if not isinstance(raw, list):
            self._refuse(ErrorCode.EAD_SHAPE, path, expected="list")
            return []
        if len(raw) > group.repeat:
            self._refuse(ErrorCode.EAD_REPEAT, path, most=group.repeat, count=len(raw))
            return []
        known = given if isinstance(given, list) else []
        items = zip(raw, [*known, *[NONE] * len(raw)], strict=False)
        return [self._item(item, group, f"{path}[{n}]", mine) for n, (item, mine) in enumerate(items, start=1)]

    def _item(self, raw: object, group: Group, path: str, given: Mapping[str, Any]) -> Data:
        """Read the elements of a group and the groups inside it."""
        if not isinstance(raw, dict):
            self._refuse(ErrorCode.EAD_SHAPE, path, expected="group")
            return {}
        self._unknown(raw, {e.letter for e in group.elements} | {g.key for g in group.children}, path)
        read: Data = {}
        for element in group.elements:
            if element.letter in raw:
                typed = self._element(raw[element.letter], element, f"{path}.{element.letter}", given)
                read |= {element.letter: typed} if typed else {}
        return read | self.groups(raw, group.children, f"{path}.", given)

    def _element(self, raw: object, element: Element, path: str, given: Mapping[str, Any]) -> str:
        """Read one value; nothing of what GPS gives itself."""
        if not isinstance(raw, str):
            self._refuse(ErrorCode.EAD_SHAPE, path, expected="text")
            return ""
        known = given.get(element.letter, "")
        if element.given or known:
            if raw.strip() != known:
                self._refuse(ErrorCode.EAD_GIVEN, path, found=raw[:_SHOWN], given=known)
            return ""
        try:
            return value(element, raw, self.codes, path)
        except DomainError as error:
            self.faults += error.faults
            return ""

    def _unknown(self, raw: Mapping[object, object], known: set[str], path: str) -> None:
        """Refuse the keys that Table 1 does not have, the first ones by name."""
        unknown = [str(key)[:_SHOWN] for key in raw if key not in known]
        if unknown:
            self._refuse(ErrorCode.EAD_UNKNOWN, path, found=", ".join(unknown[:5]))

    def _refuse(self, code: ErrorCode, path: str, **data: object) -> None:
        self.faults.append(Fault(code, path.rstrip("."), data))


def _tidy(raw: object, depth: int) -> object:
    if isinstance(raw, dict) and depth:
        kept = {key: _tidy(inner, depth - 1) for key, inner in raw.items()}
        return {key: inner for key, inner in kept.items() if not _is_empty(inner)}
    if isinstance(raw, list) and depth:
        return [inner for inner in (_tidy(item, depth - 1) for item in raw) if not _is_empty(inner)]
    return raw


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in ({}, [])


def _merged(typed: Mapping[str, Any], given: Mapping[str, Any]) -> Data:
    """A copy of what was typed with what GPS knows on top of it; items of lists go by their position."""
    merged = {key: _copy(inner) for key, inner in typed.items()}
    for key, known in given.items():
        mine = merged.get(key)
        if isinstance(known, Mapping):
            merged[key] = _merged(mine or {}, known)
        elif isinstance(known, list):
            merged[key] = [_merged(item, facts) for item, facts in zip_longest(mine or [], known, fillvalue=NONE)]
        elif known:
            merged[key] = known
    return merged


def _copy(inner: Any) -> Any:
    """A deep copy of plain data."""
    if isinstance(inner, Mapping):
        return {key: _copy(value) for key, value in inner.items()}
    return [_copy(item) for item in inner] if isinstance(inner, list) else inner


def _tell_languages(data: Data, groups: tuple[Group, ...]) -> None:
    """Say the language of every text, and of nothing else."""
    for group in groups:
        for item in items_of(data, group):
            for element in group.elements:
                if element.language_of:
                    texts = any(item.get(letter) for letter in element.language_of)
                    item[element.letter] = (item.get(element.letter) or "fr") if texts else ""
            _tell_languages(item, group.children)


def flatten(data: Mapping[str, Any], first: int = 1, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every value with its path, in the order of Table 1, the items of lists counted from ``first``."""
    for key, inner in sorted(data.items(), key=lambda found: (found[0].isdigit(), len(found[0]), found[0])):
        if isinstance(inner, Mapping):
            yield from flatten(inner, first, f"{prefix}{key}.")
        elif isinstance(inner, list):
            for n, item in enumerate(inner, start=first):
                yield from flatten(item, first, f"{prefix}{key}[{n}].")
        else:
            yield f"{prefix}{key}", inner


def items_of(data: Mapping[str, Any], group: Group) -> Iterator[Data]:
    """Yield the items of a group in the data around it; the only one, of a group that does not repeat."""
    found = data.get(group.key)
    if isinstance(found, list):
        yield from found
    elif isinstance(found, dict):
        yield found
