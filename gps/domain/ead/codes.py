"""The code lists that the rules compare with: given as data, since the domain reads no file."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """An excise product code of list 10: ``B000`` is beer. The flags say which measures it must have."""

    code: str
    category: str
    unit: str
    has_strength: bool
    has_plato: bool
    has_density: bool


@dataclass(frozen=True, slots=True)
class CodeLists:
    """What the codes of a document may be. ``lists`` goes by the names in ``table.Element.codes``."""

    lists: Mapping[str, AbstractSet[str]]
    products: Mapping[str, Product]
    countable_packages: AbstractSet[str]
    pairs: Mapping[str, AbstractSet[str]]
    """Excise product code -> the CN codes that go with it (E200); a product that is not here goes with any."""
    longest_days: Mapping[str, int]
    """Transport mode -> the longest journey in days."""
    plato_states: AbstractSet[str]
    """The Member States that tax beer by its degree Plato."""
