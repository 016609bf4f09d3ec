"""A line of goods: packages and description, codes, quantities, what some products add, and the wine data.

The identifiers are those of Table 1 (Regulation (EU) 2022/1636, Annex I, groups 17, 17.1, 17.2 and 17.2.1); the DAA,
the DSA and the sheets share these parts. `rank` is the line's: `1` to `3` on the face, `@1`, `@2` on a sheet.
"""

from gps.paperwork.layout import CAPTION, Field, Kind, Row, Slot, choice, language, row

LINES = {"a": "1", "b": "2", "c": "3"}
"""The letters of the lines of goods that the face holds, and their ranks; further ones go on sheets."""

_FREE = {
    "fiscal_mark": ("Marque fiscale", "Fiscal mark", "17i"),
    "origin": ("Désignation de l'origine", "Designation of origin", "17l"),
    "description": ("Description", "Description", "17p"),
    "brand": ("Marque commerciale", "Brand name", "17r"),
    "age": ("Maturation ou âge", "Maturation or age", "17t"),
    "small_producer": ("Petit producteur indépendant", "Independent small producer", "17v"),
    "wine_information": ("Autres informations sur le vin", "Other information", "17.2d"),
}
"""The free texts of a line, of 350 characters at most, each followed in the table by its language."""

_PLAIN: dict[str, tuple[str, str, str, int, str]] = {
    "number": ("Article", "Item", "17a", 3, "Numéro d'article : 1, 2, 3…"),
    "quantity": ("Quantité", "Quantity", "17d", 16, "Quantité, dans l'unité du code"),
    "gross_mass": ("Poids brut (kg)", "Gross mass", "17e", 17, ""),
    "net_mass": ("Poids net (kg)", "Net mass", "17f", 17, ""),
    "alcohol": ("Titre alc.", "% vol", "17g", 6, "Titre alcoométrique volumique, % vol"),
    "plato": ("Plato", "° P", "17h", 6, "Degré Plato"),
    "producer_size": (
        "Taille du producteur",
        "Size of producer",
        "17n",
        15,
        "Taille du producteur : production annuelle",
    ),
    "density": ("Densité", "kg/m³", "17o", 6, "Masse volumique à 15 °C"),
}

_CHOICES: dict[str, tuple[str, str, str, str, str, int | None]] = {
    "excise_product": ("Produit", "Product", "17b", "product", "Produit soumis à accise", 4),
    "cn_code": ("Code NC", "CN code", "17c", "cn", "Code NC, 8 chiffres", 8),
    "fiscal_mark_used": ("Marques fiscales apposées", "Fiscal marks used", "17k", "flag", "", None),
    "wine_category": ("Catégorie de vin", "Wine category", "17.2a", "wine_category", "", None),
    "wine_zone": ("Zone viticole", "Wine zone", "17.2b", "wine_zone", "", None),
    "wine_country": ("Pays tiers", "Third country", "17.2c", "country", "Pays tiers d'origine", 2),
}

_PACKAGES: dict[str, tuple[str, str, str, int, str]] = {
    "number": ("Nombre", "Number", "17.1b", 15, "Nombre de colis"),
    "seal": ("Scellé", "Seal", "17.1c", 35, "Scellé commercial des colis"),
    "seal_information": ("Informations sur les scellés", "Seal information", "17.1d", 350, ""),
    "marks": ("Marques", "Marks", "17.1f", 999, "Marques des colis"),
}


def of_line(part: str, rank: str, letter: str = "") -> Field:
    """Give the field of one datum of a line of goods; `letter` names the line where no box does."""
    name = f"goods_{rank}_{part}"
    line = f", ligne {letter}" if letter else ""
    if part in _FREE:
        label, english, table1 = _FREE[part]
        return Field(name, label, english, table1, Kind.MULTILINE, max_length=350, size=8, tooltip=label + line)
    if part in _CHOICES:
        label, english, table1, codes, tooltip, most = _CHOICES[part]
        size = 8.0 if part == "cn_code" else 9.0
        return choice(name, label, english, table1, codes, (tooltip or label) + line, max_length=most, size=size)
    label, english, table1, longest, tooltip = _PLAIN[part]
    return Field(name, label, english, table1, max_length=longest, tooltip=(tooltip or label) + line)


def language_of(part: str, rank: str) -> Field:
    """Give the field of the language of a free text of a line."""
    label, _, table1 = _FREE[part]
    number, letter = table1[:-1], table1[-1]
    return language(f"goods_{rank}_{part}_language", number + chr(ord(letter) + 1), label)


def wine_operations(rank: str) -> Field:
    """Give the field of the wine operations of a line, up to 99: one is chosen, several are typed by their codes."""
    return choice(
        f"goods_{rank}_wine_operations",
        "Pratiques œnologiques",
        "Wine operations",
        "17.2.1a",
        "wine_operation",
        "Pratique œnologique, ou les codes de plusieurs séparés par des virgules",
        max_length=400,
        several=True,
    )


def of_packages(part: str, rank: str, number: str) -> Field:
    """Give the field of one datum of the packages of a line, which are numbered from 1."""
    name, which = f"goods_{rank}_packages_{number}_{part}", f", colis {number}" if "@" in rank else ""
    if part == "kind":
        return choice(name, "Nature", "Kind", "17.1a", "package", f"Nature des colis{which}", max_length=2)
    if part == "seal_information_language":
        return language(name, "17.1e", _PACKAGES["seal_information"][0], which)
    label, english, table1, longest, tooltip = _PACKAGES[part]
    kind = Kind.MULTILINE if longest > 35 and "@" in rank + number else Kind.TEXT
    return Field(
        name,
        label,
        english,
        table1,
        kind,
        max_length=longest,
        tooltip=(tooltip or label) + which,
        size=9 if longest < 35 else 8,
    )


def description(rank: str) -> tuple[Row, ...]:
    """Give the rows of the first packages and of the description of a line on the face."""
    return (
        row(
            Slot(of_packages("number", rank, "1"), CAPTION, width=16),
            Slot(of_packages("kind", rank, "1"), 14.5),
            height=5.3,
        ),
        row(Slot(of_packages("marks", rank, "1"), CAPTION), height=4.4),
        row(Slot(of_line("description", rank), CAPTION)),
    )


def product_rows(rank: str) -> tuple[Row, ...]:
    """Give the rows of the codes of a line on the face: item number, CN code and excise product code."""
    return tuple(row(Slot(of_line(part, rank), 14.5)) for part in ("number", "cn_code", "excise_product"))


def alcohol_row(rank: str, letter: str) -> Row:
    """Give the row of what some products add to a line on the face: strength, degree Plato, density."""
    return row(
        Slot(of_line("alcohol", rank, letter), caption=15),
        Slot(of_line("plato", rank, letter), caption=12),
        Slot(of_line("density", rank, letter), caption=14),
    )
