"""What is wrong with the data of a document, in French: each datum by its number, letter and name in Table 1 (D2)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from gps.documents.code_lists import WORDS
from gps.domain.ead import table
from gps.domain.errors import ErrorCode
from gps.wording.table1 import PAPER_ELEMENTS, Element, Group

E = ErrorCode
Data = Mapping[str, object]

GROUPS: dict[str, Group] = {group.number: group for group in PAPER_ELEMENTS}
ELEMENTS: dict[tuple[str, str], Element] = {
    (group.number, element.letter): element for group in PAPER_ELEMENTS for element in group.elements
}
"""The French names and conditions of Table 1, by number and letter."""

_ITEMS = {
    "9.1": "déclaration", "12": "garant", "16": "unité", "17": "article", "17.1": "colis", "17.2.1": "manipulation",
    "18": "certificat",
}  # fmt: skip
"""What one item of a group that repeats is called."""


def name_of(path: str) -> str:
    """Give the French name of the element, or of the group, that a path leads to; "" for the whole document."""
    number, letter = table.place(path)
    if number not in GROUPS:
        return ""
    return ELEMENTS[number, letter].name if (number, letter) in ELEMENTS else GROUPS[number].name


def where(path: str) -> str:
    """Give the number and letter of a place and the items on the way: « 17.1b, article 2, colis 3 »."""
    return ", ".join(["".join(table.place(path)), *items(path)])


def items(path: str) -> list[str]:
    """Give the items on the way of a path: « article 2 », « colis 3 »."""
    number, _ = table.place(path)
    parts = number.split(".")
    around = [".".join(parts[: n + 1]) for n in range(len(parts))]
    repeated = [group for group in around if group in _ITEMS]
    return [f"{_ITEMS[group]} {n}" for group, n in zip(repeated, table.indices(path), strict=False)]


def what(code: ErrorCode, data: Data) -> str:
    """Give what is wrong, without its place, as what follows a colon."""
    written = _WHAT[code]
    return written(data) if callable(written) else written


def _placed(code: ErrorCode) -> Callable[[Data], str]:
    """Give the writer of the sentence that stands alone: « Masse nette (17f, article 2) : à remplir… »."""

    def write(data: Data) -> str:
        path, said = str(data.get("path", "")), what(code, data)
        name = name_of(path)
        return f"{name} ({where(path)}) : {said}" if name else said[0].upper() + said[1:]

    return write


def _condition(data: Data) -> str:
    """Why it must be there, in the words of Table 1."""
    place = table.place(str(data["path"]))
    condition = ELEMENTS[place].condition if place in ELEMENTS else GROUPS[place[0]].condition
    return f" {condition}." if condition else ""


def _shown(value: object) -> str:
    return f"« {value} »"


def _format(data: Data) -> str:
    found = _shown(data["found"])
    form = str(data["format"])
    match form:
        case "date":
            return f"{found} n’est pas une date qui existe, sous la forme jj/mm/aaaa."
        case "an3":
            return f"{found} n’est pas une durée : H et 2 chiffres (H00 à H24), ou D et 2 chiffres en jours (D03)."
        case "an8":
            return f"{found} n’est pas un code de bureau : 2 lettres du pays et 6 lettres ou chiffres, comme FR002300."
        case "an13":
            return f"{found} n’est pas un numéro d’accise : 2 lettres du pays et 11 lettres ou chiffres."
        case _:
            return f"{found} n’est pas un nombre {digits(form)}."


def digits(form: str) -> str:
    """Give what a number may be: « de 15 chiffres au plus, dont 3 décimales au plus »."""
    length, _, decimals = form.removeprefix("n").removeprefix("..").partition(",")
    return f"de {length} chiffres au plus, {f'dont {decimals} décimales au plus' if decimals else 'sans décimale'}"


def _characters(data: Data) -> str:
    named = [c if c.isprintable() else f"U+{ord(c):04X}" for c in str(data["characters"])[:10]]
    which = ", ".join(map(_shown, named))
    return f"le formulaire papier ne peut pas imprimer {which}. Retirez ou remplacez ces caractères."


def _code(data: Data) -> str:
    return f"{_shown(data['found'])} n’est pas un code de la liste. Choisissez-en un."


def _range(data: Data) -> str:
    if data["letter"] == "g":
        return "le titre doit être supérieur à 0,5 et de 100 au plus."
    return "la valeur doit être supérieure à 0."


def _type(data: Data) -> str:
    number, letter = str(data["number"]), str(data["letter"])
    codes = table.GROUPS[number].elements[ord(letter) - ord("a")].codes
    found = str(data["found"])
    word = WORDS[codes].get(found, "")
    return f"{_shown(f'{found} – {word}')} ne peut pas figurer sur un {data['document_type']}."


def _guarantors(data: Data) -> str:
    expected = "un seul garant" if data["expected"] == 1 else f"{data['expected']} garants"
    return f"ce type de garantie (11a) demande {expected}, et il y en a {data['found']}."


def _changed(data: Data) -> str:
    at = data["at"]
    when = f" à {at:%H:%M}" if isinstance(at, datetime) else ""
    return (
        f"{data['by']} a enregistré d’autres données pour ce document{when}, depuis que vous avez ouvert cette "
        "page. Rien de ce que vous avez saisi n’est perdu : comparez, puis enregistrez de nouveau pour remplacer."
    )


_WHAT: dict[ErrorCode, str | Callable[[Data], str]] = {
    E.EAD_SHAPE: lambda d: {
        "text": "un texte est attendu.",
        "list": "une liste est attendue.",
        "group": "un groupe de données est attendu.",
    }[str(d["expected"])],
    E.EAD_UNKNOWN: lambda d: f"le tableau 1 n’a pas ici de donnée {_shown(d['found'])}.",
    E.EAD_REPEAT: lambda d: f"{d['most']} au plus ; il y en a {d['count']}.",
    E.EAD_GIVEN: lambda d: (
        f"GPS donne lui-même cette donnée ({_shown(d['given'])}) : elle ne se saisit pas."
        if d["given"]
        else "cette donnée est donnée par GPS ou par les autorités : elle ne se saisit pas."
    ),
    E.EAD_FORMAT: _format,
    E.EAD_LENGTH: lambda d: f"{d['length']} caractères : {d['most']} au plus.",
    E.EAD_CHARACTER: _characters,
    E.EAD_CODE: _code,
    E.EAD_RANGE: _range,
    E.EAD_MISSING: "à remplir : cette donnée est obligatoire.",
    E.EAD_CONDITION: lambda d: f"à remplir.{_condition(d)}",
    E.EAD_FORBIDDEN: lambda d: f"à laisser vide ici.{_condition(d)}",
    E.EAD_TYPE: _type,
    E.EAD_JOURNEY: lambda d: f"{d['most']} jours au plus pour ce mode de transport (13a).",
    E.EAD_GUARANTORS: _guarantors,
    E.EAD_GUARANTEE: (
        "l’absence de garantie (11a = 5) n’est permise que pour des produits énergétiques, par mer ou par "
        "installation fixe."
    ),
    E.EAD_PAIR: lambda d: f"le code NC {d['found']} ne va pas avec le produit {d['product']} (17b).",
    E.EAD_MASS: lambda d: f"la masse brute doit être au moins égale à la masse nette ({d['net']} kg).",
    E.EAD_STRENGTH: "une bière porte son titre alcoométrique (17g) ou son degré Plato (17h).",
    E.EAD_MARKS: (
        "un colis de nombre 0 porte les marques d’un autre colis du document, où la marchandise se trouve : aucun "
        "colis compté ne porte celles-ci."
    ),
    E.EAD_CERTIFICATE: "un certificat a un type (18e), une description (18a) ou une référence (18c).",
    E.EAD_CHANGED: _changed,
    E.EAD_MODEL_NAME: lambda d: f"Donnez un nom au modèle, de 1 à {d['most']} caractères.",
    E.EAD_CERTIFICATES_FULL: lambda d: (
        f"{d['most']} au plus ; il y en a {d['count']}. Le message en porte un de plus, ajouté par GPS : celui du "
        "document de secours lui-même (type C658)."
    ),
    E.EAD_NOTHING: "Il n’y a encore aucune donnée à reprendre : complétez et enregistrez d’abord un document.",
}

SENTENCES: dict[ErrorCode, Callable[[Data], str]] = {code: _placed(code) for code in _WHAT}
"""For ``gps.wording.messages``."""
