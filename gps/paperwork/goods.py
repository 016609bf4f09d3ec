"""A line of goods: packages and description, codes, quantities, and what some products add.

The identifiers are those of Table 1 (Regulation (EU) 2022/1636, Annex I, groups 17 and 17.1); the DAA and the DSA
share these parts. Each takes the letter of its line.
"""

from gps.paperwork.layout import CAPTION, Field, Kind, Row, Slot, row

LINES = ("a", "b", "c")
"""The lines of goods that the face holds; further ones go on continuation sheets."""


def description(line: str) -> tuple[Row, ...]:
    """Give the rows of the packages and the description of a line of goods (`a`, `b`, `c`)."""
    prefix = f"goods_{line}"
    number = Field(f"{prefix}_packages", "Nombre", "Number", "17.1b", max_length=15, tooltip="Nombre de colis")
    kind = Field(
        f"{prefix}_package_kind", "Nature", "Kind", "17.1a", max_length=2, tooltip="Nature des colis : code à 2 lettres"
    )
    marks = Field(f"{prefix}_marks", "Marques", "Marks", "17.1f", max_length=999, tooltip="Marques des colis")
    words = Field(
        f"{prefix}_description",
        "Description",
        "Description",
        "17p",
        Kind.MULTILINE,
        max_length=350,
        tooltip="Description commerciale des produits",
        size=8,
    )
    return (
        row(Slot(number, CAPTION), Slot(kind, 15, width=10), height=4.5),
        row(Slot(marks, CAPTION), height=4.5),
        row(Slot(words, CAPTION)),
    )


def product_rows(line: str) -> tuple[Row, ...]:
    """Give the rows of the codes of a line of goods: CN code and excise product code."""
    prefix = f"goods_{line}"
    cn = Field(f"{prefix}_cn_code", "Code NC", "CN code", "17c", max_length=8)
    product = Field(
        f"{prefix}_excise_product", "Produit", "Product", "17b", max_length=4, tooltip="Code produit accise (W200…)"
    )
    return row(Slot(cn, 14.5)), row(Slot(product, 14.5))


def quantity(line: str) -> Field:
    """Give the field `17d` of a line of goods."""
    return Field(
        f"goods_{line}_quantity", "Quantité", "Quantity", "17d", max_length=16, tooltip="Quantité, dans l'unité du code"
    )


def gross_mass(line: str) -> Field:
    """Give the field `17e` of a line of goods, in kg."""
    return Field(f"goods_{line}_gross_mass", "Poids brut (kg)", "Gross mass", "17e", max_length=17)


def net_mass(line: str) -> Field:
    """Give the field `17f` of a line of goods, in kg."""
    return Field(f"goods_{line}_net_mass", "Poids net (kg)", "Net mass", "17f", max_length=17)


def alcohol_row(line: str) -> Row:
    """Give the row of what some products add to a line of goods: strength, degree Plato, density."""
    prefix = f"goods_{line}"
    return row(
        Slot(
            Field(
                f"{prefix}_alcohol",
                "Titre alc.",
                "% vol",
                "17g",
                max_length=6,
                tooltip=f"Titre alcoométrique, % vol, ligne {line}",
            ),
            caption=15,
        ),
        Slot(
            Field(f"{prefix}_plato", "Plato", "° P", "17h", max_length=6, tooltip=f"Degré Plato, ligne {line}"),
            caption=12,
        ),
        Slot(
            Field(
                f"{prefix}_density",
                "Densité",
                "kg/m³",
                "17o",
                max_length=6,
                tooltip=f"Masse volumique à 15 °C, ligne {line}",
            ),
            caption=14,
        ),
    )
