"""Data of Table 1 for the papers of the tests: every element once, and as often as it may be there."""

from gps.wording.table1 import PAPER_ELEMENTS

OF_THE_AUTHORITIES = {"1d", "1e", "1f", "1g", "9g"}
ACCENTED = "Crémant d’Alsace « brut », élevé çà & là à l’Île-d’Or – nº 12, 3 € "
"""A text as the trade writes them, of letters that a paper must print."""


def every_path() -> dict[str, str]:
    """The path of each element that belongs on the paper, in the first of each repeated group, by element."""
    repeated = {group.number for group in PAPER_ELEMENTS if group.repeat > 1}
    paths = {}
    for group in PAPER_ELEMENTS:
        parts = group.number.split(".")
        steps = [f"{part}[0]" if ".".join(parts[: place + 1]) in repeated else part for place, part in enumerate(parts)]
        for element in group.elements:
            if group.number + element.letter not in OF_THE_AUTHORITIES:
                paths[group.number + element.letter] = f"{'.'.join(steps)}.{element.letter}"
    return paths


def line(position: int, **more: str) -> dict[str, str]:
    """A line of goods by its position from 0, with what a face holds, and more of its letters."""
    plain = {"a": str(position + 1), "b": "W200", "c": "22042179", "d": "900", "e": "1200.5", "f": "1000", "g": "12.5"}
    return {f"17[{position}].{letter}": text for letter, text in (plain | more).items()}


def text_of(length: int) -> str:
    """A text of accented letters, of exactly this length, that ends with a letter."""
    return (ACCENTED * (length // len(ACCENTED) + 1))[: length - 1] + "é"
