"""What several places of a document must say together: the cross-field rules of EMCS, each a small function.

Each yields its faults; ``judging`` asks them all, once every group and element is known to be there as it must.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gps.domain.ead.codes import CodeLists
from gps.domain.ead.conditions import at
from gps.domain.errors import ErrorCode, Fault
from gps.domain.reference import DocumentType

E = ErrorCode
Item = Mapping[str, Any]

DESTINATIONS = {DocumentType.DAA: "1 2 3 4 5 6 8", DocumentType.DSA: "9 10"}
ORIGINS = {DocumentType.DAA: "1 2", DocumentType.DSA: "3"}
"""What a movement under suspension, or a duty-paid one, may have as destination (1a) and origin (9d)."""

DENATURED = "S600"
"""Completely denatured alcohol moves on a DSA only."""
NO_GUARANTEE = "5"
ENERGY = "E"
_WITHOUT_GUARANTEE = {"1", "7"}
_TWO_GUARANTORS = {"23", "123", "234", "1234"}
_IDENTIFIED = {"1", "2", "3", "4", "9", "10"}
"""Destinations whose consignee has an excise number, or a temporary authorisation of the same form."""
_EXCISE_LENGTH = 13
_MOST_STRENGTH = Decimal(100)
_LEAST_STRENGTH = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Case:
    """A whole document of a type, and the lists to judge it by."""

    whole: Item
    document_type: DocumentType
    codes: CodeLists

    def __getitem__(self, place: str) -> str:
        """Give ``case["1.a"]``, of a group that does not repeat."""
        group, letter = place.split(".")
        return at(self.whole, group, letter)

    @property
    def lines(self) -> Iterator[tuple[str, Item]]:
        """The lines of goods, each with its path."""
        for n, line in enumerate(self.whole.get("17", []), start=1):
            yield f"17[{n}]", line


Faults = Iterator[Fault]


def destination(case: Case) -> Faults:
    """1a, 9d: of the type of the document."""
    for place, allowed in (("1.a", DESTINATIONS), ("9.d", ORIGINS)):
        if case[place] and case[place] not in allowed[case.document_type].split():
            yield Fault(E.EAD_TYPE, place, {"document_type": case.document_type.value, "found": case[place]})


def identifications(case: Case) -> Faults:
    """5a, 7a: an excise number, for the destinations that have one."""
    wanted = {"5.a": _IDENTIFIED, "7.a": {"1"}}
    for place, destinations in wanted.items():
        found = case[place]
        if not found or case["1.a"] not in destinations:
            continue
        if len(found) != _EXCISE_LENGTH or not found.isalnum() or not found.isascii() or not found[:2].isalpha():
            yield Fault(E.EAD_FORMAT, place, {"format": "an13", "found": found})


def journey(case: Case) -> Faults:
    """1b: no longer than the mode of transport may take."""
    most = case.codes.longest_days.get(case["13.a"])
    time = case["1.b"]
    if most is not None and time.startswith("D") and int(time[1:]) > most:
        yield Fault(E.EAD_JOURNEY, "1.b", {"most": most, "found": time})


def guarantors(case: Case) -> Faults:
    """12: as many as the type of guarantor says."""
    kind, found = case["11.a"], len(case.whole.get("12", []))
    expected = 2 if kind in _TWO_GUARANTORS else 1
    if found and found != expected:
        yield Fault(E.EAD_GUARANTORS, "12", {"expected": expected, "found": found})


def guarantee(case: Case) -> Faults:
    """11a, 13a, 17b: none for energy products alone, by sea or by a fixed installation."""
    if case["11.a"] != NO_GUARANTEE:
        return
    if case["13.a"] and case["13.a"] not in _WITHOUT_GUARANTEE:
        yield Fault(E.EAD_GUARANTEE, "13.a", {"found": case["13.a"]})
    for path, line in case.lines:
        product = case.codes.products.get(line.get("b", ""))
        if product is not None and product.category != ENERGY:
            yield Fault(E.EAD_GUARANTEE, f"{path}.b", {"found": product.code})


def products(case: Case) -> Faults:
    """17b, 17c: a product with a CN code of its own; denatured alcohol on a DSA only."""
    for path, line in case.lines:
        product, cn = line.get("b", ""), line.get("c", "")
        if product == DENATURED and case.document_type is not DocumentType.DSA:
            yield Fault(E.EAD_TYPE, f"{path}.b", {"document_type": case.document_type.value, "found": product})
        if cn and product in case.codes.pairs and cn not in case.codes.pairs[product]:
            yield Fault(E.EAD_PAIR, f"{path}.c", {"product": product, "found": cn})


def measures(case: Case) -> Faults:
    """17d to 17o: more than nothing; the net mass is in the gross mass; a strength is over 0,5 % and at most 100 %."""
    for path, line in case.lines:
        amounts = {letter: Decimal(line[letter]) for letter in "defghno" if line.get(letter)}
        yield from (Fault(E.EAD_RANGE, f"{path}.{letter}") for letter, amount in amounts.items() if not amount)
        if "e" in amounts and amounts["e"] < amounts.get("f", 0):
            yield Fault(E.EAD_MASS, f"{path}.e", {"gross": line["e"], "net": line["f"]})
        strength = amounts.get("g")
        if strength and not _LEAST_STRENGTH < strength <= _MOST_STRENGTH:
            yield Fault(E.EAD_RANGE, f"{path}.g", {"found": line["g"]})


def beer(case: Case) -> Faults:
    """17g, 17h: beer has its strength or its degree Plato."""
    for path, line in case.lines:
        product = case.codes.products.get(line.get("b", ""))
        if product and product.has_plato and product.has_strength and not (line.get("g") or line.get("h")):
            yield Fault(E.EAD_STRENGTH, f"{path}.g")


def fiscal_marks(case: Case) -> Faults:
    """17i, 17k: a mark that is described is used."""
    for path, line in case.lines:
        if line.get("i") and line.get("k") == "0":
            yield Fault(E.EAD_FORBIDDEN, f"{path}.i")


def packages(case: Case) -> Faults:
    """17.1f: goods that lie in another line's packages (number 0) bear the shipping marks of those packages."""
    all_packages = [
        (f"{path}.1[{n}]", package)
        for path, line in case.lines
        for n, package in enumerate(line.get("1", []), start=1)
    ]  # fmt: skip
    counted = {package.get("f") for _, package in all_packages if package.get("b") not in (None, "0")}
    for path, package in all_packages:
        if package.get("b") == "0" and package.get("f") and package["f"] not in counted:
            yield Fault(E.EAD_MARKS, f"{path}.f", {"found": package["f"]})


def third_country(case: Case) -> Faults:
    """17.2c: not a Member State."""
    for path, line in case.lines:
        country = line.get("2", {}).get("c")
        if country and country in case.codes.lists["member_state"]:
            yield Fault(E.EAD_CODE, f"{path}.2.c", {"found": country, "codes": "country"})


def certificates(case: Case) -> Faults:
    """18: a type, a description or a reference."""
    for n, certificate in enumerate(case.whole.get("18", []), start=1):
        if not any(certificate.get(letter) for letter in "ace"):
            yield Fault(E.EAD_CERTIFICATE, f"18[{n}].a")


RULES: tuple[Callable[[Case], Faults], ...] = (
    destination, identifications, journey, guarantors, guarantee, products, measures, beer, fiscal_marks, packages,
    third_country, certificates,
)  # fmt: skip
"""All of them."""
