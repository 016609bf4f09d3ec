"""A number read aloud on the telephone, as the officer gives it to an operator without GPS (rule G8).

The 21 characters go by groups of three, each character with a word that no line noise turns into another: the French
spelling alphabet for letters, the name of the digit for digits. No accent of the alphabet's words is lost: they are
what the officer reads.

>>> groups_of_three("14FR007328E0001000085")
['14F', 'R00', '732', '8E0', '001', '000', '085']
>>> spelled("F"), spelled("7")
('F comme François', 'sept')
>>> [(group.text, [said.words for said in group.characters]) for group in read_aloud("14FR007328E0001000085")][0]
('14F', ['un', 'quatre', 'F comme François'])
"""

from typing import NamedTuple

from gps.domain.reference import LENGTH

GROUP = 3

_WORDS = {
    "0": "zéro",
    "1": "un",
    "2": "deux",
    "3": "trois",
    "4": "quatre",
    "5": "cinq",
    "6": "six",
    "7": "sept",
    "8": "huit",
    "9": "neuf",
    "A": "Anatole",
    "B": "Berthe",
    "C": "Célestin",
    "D": "Désiré",
    "E": "Eugène",
    "F": "François",
    "G": "Gaston",
    "H": "Henri",
    "I": "Irma",
    "J": "Joseph",
    "K": "Kléber",
    "L": "Louis",
    "M": "Marcel",
    "N": "Nicolas",
    "O": "Oscar",
    "P": "Pierre",
    "Q": "Quintal",
    "R": "Raoul",
    "S": "Suzanne",
    "T": "Thérèse",
    "U": "Ursule",
    "V": "Victor",
    "W": "William",
    "X": "Xavier",
    "Y": "Yvonne",
    "Z": "Zoé",
}


class Said(NamedTuple):
    """A character and what is said for it: « F comme François », « sept »."""

    character: str
    words: str


class Group(NamedTuple):
    """Three characters of a number, said in one breath."""

    text: str
    characters: tuple[Said, ...]


def groups_of_three(reference: str) -> list[str]:
    """Give the seven groups of a canonical number. Raises ValueError when it has not 21 characters."""
    if len(reference) != LENGTH:
        raise ValueError(f"{LENGTH} characters were expected, not {len(reference)}")
    return [reference[start : start + GROUP] for start in range(0, LENGTH, GROUP)]


def spelled(character: str) -> str:
    """Say one ASCII digit or capital letter. Raises ValueError for anything else."""
    word = _WORDS.get(character)
    if word is None:
        raise ValueError(f"{character!r} is neither a digit nor a capital letter")
    return word if character.isdigit() else f"{character} comme {word}"


def read_aloud(reference: str) -> list[Group]:
    """Give the seven groups of a canonical number, each with what is said for its characters (rule G8).

    Raises ValueError when it has not 21 digits and capital letters.
    """
    return [Group(text, tuple(Said(one, spelled(one)) for one in text)) for text in groups_of_three(reference)]
