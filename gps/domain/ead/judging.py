"""A whole document judged: each group and element there as Table 1 wants it, and all of it in agreement."""

from collections.abc import Iterator, Mapping
from typing import Any

from gps.domain.ead.agreement import RULES, Case
from gps.domain.ead.codes import CodeLists
from gps.domain.ead.conditions import ELEMENT_NEEDS, GROUP_NEEDS, Need, Scope
from gps.domain.ead.table import TABLE, Element, Group, numbered
from gps.domain.errors import ErrorCode, Fault
from gps.domain.reference import DocumentType

E = ErrorCode


def judge(whole: Mapping[str, Any], document_type: DocumentType, codes: CodeLists) -> list[Fault]:
    """Give all that is wrong with a whole document, in the order of Table 1; nothing when it is right.

    Args:
        whole: as ``reading.whole`` gives it: what was typed and what GPS knows.
    """
    top = Scope(whole, {}, whole, codes)
    faults = [fault for group in TABLE for fault in _group(group, top, "")]
    case = Case(whole, document_type, codes)
    faults += [fault for rule in RULES for fault in rule(case)]
    return sorted(map(numbered, faults), key=lambda fault: order(fault.field))


def _group(group: Group, around: Scope, prefix: str) -> Iterator[Fault]:
    """Judge a group by the item around it."""
    path, condition = prefix + group.key, GROUP_NEEDS.get(group.number)
    need = condition(around) if condition else Need.REQUIRED
    found = around.item.get(group.key)
    if need is Need.EXCLUDED:
        if found:
            yield Fault(E.EAD_FORBIDDEN, path)
    elif group.is_repeated:
        if not found and need is Need.REQUIRED:
            yield Fault(E.EAD_CONDITION if condition else E.EAD_MISSING, path)
        for n, item in enumerate(found or [], start=1):
            yield from _item(group, item, around, f"{path}[{n}]")
    elif found or need is Need.REQUIRED:
        yield from _item(group, found or {}, around, path)


def _item(group: Group, item: Mapping[str, Any], around: Scope, path: str) -> Iterator[Fault]:
    """Judge the elements of one item, then the groups inside it."""
    line = item if group.number == "17" else around.line
    scope = Scope(around.whole, line, item, around.codes)
    for element in group.elements:
        yield from _element(group, element, scope, f"{path}.{element.letter}")
    for child in group.children:
        yield from _group(child, scope, f"{path}.")


def _element(group: Group, element: Element, scope: Scope, path: str) -> Iterator[Fault]:
    condition = ELEMENT_NEEDS.get((group.number, element.letter))
    there = bool(scope.item.get(element.letter))
    if element.required and not there:
        yield Fault(E.EAD_MISSING, path)
    elif condition is not None:
        need = condition(scope)
        if need is Need.REQUIRED and not there:
            yield Fault(E.EAD_CONDITION, path)
        elif need is Need.EXCLUDED and there:
            yield Fault(E.EAD_FORBIDDEN, path)


def order(path: str) -> list[tuple[int, int, str]]:
    """Give where a path stands: the letters of an item before the groups inside it, item by item."""
    parts = path.replace("[", ".").replace("]", "").split(".")
    return [(1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts]
