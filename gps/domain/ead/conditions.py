"""When a group or an element of Table 1 must be there, may be, or must not: the columns C and D of the table as data.

What a condition cannot say, since it compares values of several places, is in ``agreement``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from gps.domain.ead.codes import CodeLists, Product

Item = Mapping[str, Any]


class Need(Enum):
    """Whether something must be there."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a condition is asked: the whole document, the line of goods around, the item itself."""

    whole: Item
    line: Item
    item: Item
    codes: CodeLists

    @property
    def product(self) -> Product | None:
        """The product of the line of goods."""
        return self.codes.products.get(self.line.get("b", ""))


Condition = Callable[[Scope], Need]

BULK_LIQUID = "VL"
"""The kind of packages of wine that is carried in bulk: without any package that could be counted."""
_WINE = "2204"
_PIQUETTE = "22060010"


def at(data: Item, group: str, letter: str) -> str:
    """Give one value of a group that does not repeat, "" when it is not there."""
    found = data.get(group, {}).get(letter, "")
    return found if isinstance(found, str) else ""


def on(path: str, *, required: str = "", optional: str = "") -> Condition:
    """The condition that follows another element: required for these codes, optional for those, else excluded.

    While the other element is not known nothing is asked: its own absence is what is wrong.
    """
    group, letter = path.split(".")

    def need(scope: Scope) -> Need:
        code = at(scope.whole, group, letter)
        if not code or code in optional.split():
            return Need.OPTIONAL
        return Need.REQUIRED if code in required.split() else Need.EXCLUDED

    return need


def unless(letter: str) -> Condition:
    """Required unless another element of the item is there."""
    return lambda scope: Need.OPTIONAL if scope.item.get(letter) else Need.REQUIRED


def _either(of: bool | None) -> Need:
    """A measure that the product must have, or must not; while the product is not known it may."""
    if of is None:
        return Need.OPTIONAL
    return Need.REQUIRED if of else Need.EXCLUDED


def _strength(scope: Scope) -> Need:
    """17g. Beer has its strength or its degree Plato: see ``agreement``."""
    product = scope.product
    if product is not None and product.has_strength and product.has_plato:
        return Need.OPTIONAL
    return _either(product.has_strength if product else None)


def _plato(scope: Scope) -> Need:
    """17h. Required where the destination taxes by it; France does not."""
    product = scope.product
    if product is None or not product.has_plato:
        return _either(None if product is None else False)
    state = at(scope.whole, "6", "a") or at(scope.whole, "5", "a")[:2]
    return Need.REQUIRED if state in scope.codes.plato_states else Need.OPTIONAL


def _density(scope: Scope) -> Need:
    """17o."""
    return _either(scope.product.has_density if scope.product else None)


def _marks_used(scope: Scope) -> Need:
    """17k, when a fiscal mark is described."""
    return Need.REQUIRED if scope.item.get("i") else Need.OPTIONAL


def _count(scope: Scope) -> Need:
    """17.1b: the number of packages that can be counted."""
    kind = scope.item.get("a", "")
    return _either(kind in scope.codes.countable_packages if kind else None)


def _shipping_marks(scope: Scope) -> Need:
    """17.1f: whose goods these are, when they lie in another's packages."""
    return Need.REQUIRED if scope.item.get("b") == "0" else Need.OPTIONAL


def is_wine(line: Item) -> bool:
    """Tell a wine product of Part XII of Annex I to Regulation (EU) No 1308/2013, by its CN code."""
    code = str(line.get("c", ""))
    return code.startswith(_WINE) or code == _PIQUETTE


def is_bulk(line: Item) -> bool:
    """Tell goods without packages that could be counted: more than 60 litres for sure."""
    return any(package.get("a") == BULK_LIQUID for package in line.get("1", []))


def _wine(scope: Scope) -> Need:
    """17.2."""
    return Need.REQUIRED if is_wine(scope.line) else Need.OPTIONAL


def _zone(scope: Scope) -> Need:
    """17.2b: in bulk; wine of a third country has no zone of the Union."""
    imported = scope.item.get("a") == "4"
    return Need.REQUIRED if is_bulk(scope.line) and not imported else Need.OPTIONAL


def _third_country(scope: Scope) -> Need:
    """17.2c."""
    return _either(scope.item["a"] == "4" if scope.item.get("a") else None)


def _operation(scope: Scope) -> Need:
    """17.2.1."""
    return Need.REQUIRED if is_bulk(scope.line) else Need.OPTIONAL


def _document_reference(scope: Scope) -> Need:
    """18f."""
    return Need.REQUIRED if scope.item.get("e") else Need.EXCLUDED


GROUP_NEEDS: dict[str, Condition] = {
    "3": on("9.d", required="1 3"),
    "4": on("9.d", required="2"),
    "5": on("1.a", required="1 2 3 4 5 6 9 10"),
    "6": on("1.a", required="5"),
    "7": on("1.a", required="1 4 9 10", optional="2 3 5"),
    "8": on("1.a", required="6"),
    "9.1": on("9.d", required="2"),
    "12": on("11.a", required="2 3 12 13 23 24 34 123 124 134 234 1234"),
    "14": on("1.c", required="3 4"),
    "15": lambda scope: Need.OPTIONAL,
    "17.2": _wine,
    "17.2.1": _operation,
    "18": lambda scope: Need.OPTIONAL,
}
"""The groups that are not always required."""

_NAMED_AT_DISPATCH = on("9.d", required="3", optional="1")
_DELIVERED_AT = on("1.a", required="2 3 4 5 9 10", optional="1")

ELEMENT_NEEDS: dict[tuple[str, str], Condition] = {
    ("3", "a"): on("9.d", required="1"),
    ("3", "b"): _NAMED_AT_DISPATCH,
    ("3", "c"): _NAMED_AT_DISPATCH,
    ("3", "e"): _NAMED_AT_DISPATCH,
    ("3", "f"): _NAMED_AT_DISPATCH,
    ("5", "a"): on("1.a", required="1 2 3 4 9 10", optional="6"),
    ("5", "h"): on("1.a", optional="6"),
    ("7", "a"): on("1.a", required="1 9 10", optional="2 3 5"),
    ("7", "b"): on("1.a", required="1 2 3 5 9 10", optional="4"),
    ("7", "c"): _DELIVERED_AT,
    ("7", "e"): _DELIVERED_AT,
    ("7", "f"): _DELIVERED_AT,
    ("12", "c"): unless("a"),
    ("12", "d"): unless("a"),
    ("12", "f"): unless("a"),
    ("12", "g"): unless("a"),
    ("13", "b"): on("13.a", required="0", optional="1 2 3 4 5 7 8"),
    ("16", "b"): lambda scope: Need.OPTIONAL if scope.item.get("a") == "5" else Need.REQUIRED,
    ("17", "g"): _strength,
    ("17", "h"): _plato,
    ("17", "k"): _marks_used,
    ("17", "o"): _density,
    ("17.1", "b"): _count,
    ("17.1", "f"): _shipping_marks,
    ("17.2", "b"): _zone,
    ("17.2", "c"): _third_country,
    ("18", "f"): _document_reference,
}
"""The elements that are neither always required nor always optional."""
