"""The code lists of EMCS, with French words: what the rules compare with, and what drop-down lists show.

The codes are those of Annex II to Regulation (EU) 2022/1636 and of SEED (lists BC08, BC17, BC36, BC37, E200…); the
French words are this project's. ``data/*.csv`` is the one place to correct either.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from gps.domain.ead import CodeLists, Product

_DATA: Final = Path(__file__).parent / "data"

LONGEST_DAYS: Final = {"0": 45, "1": 45, "2": 35, "3": 35, "4": 20, "5": 30, "7": 15, "8": 35}
"""List 12: the longest journey in days, by mode of transport."""


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows("codes"):
        words[row["list"]][row["code"]] = row["name"]
    for name, file in (("package", "packages"), ("product", "products"), ("cn", "cn")):
        words[name] = {row["code"]: row["name"] for row in _rows(file)}
    return dict(words)


WORDS: Final[Mapping[str, Mapping[str, str]]] = _words()
"""The French word of each code, by list, in the order of a drop-down."""


def _product(row: Mapping[str, str]) -> Product:
    flags = (row[name] == "1" for name in ("strength", "plato", "density"))
    return Product(row["code"], row["category"], row["unit"], *flags)


def _pairs() -> dict[str, frozenset[str]]:
    pairs: dict[str, set[str]] = defaultdict(set)
    for row in _rows("cn-products"):
        pairs[row["product"]].add(row["cn"])
    return {product: frozenset(codes) for product, codes in pairs.items()}


CODES: Final = CodeLists(
    lists={name: frozenset(words) for name, words in WORDS.items()},
    products={row["code"]: _product(row) for row in _rows("products")},
    countable_packages=frozenset(row["code"] for row in _rows("packages") if row["countable"] == "1"),
    pairs=_pairs(),
    longest_days=LONGEST_DAYS,
    plato_states=frozenset(WORDS["plato_state"]),
)
"""What the rules of ``gps.domain.ead`` compare with."""


def unit_of(product: str) -> str:
    """Give the unit of the quantity of a product: « kg », « litres à 20 °C »; "" for one that is not known."""
    found = CODES.products.get(product)
    return WORDS["unit"][found.unit] if found else ""
