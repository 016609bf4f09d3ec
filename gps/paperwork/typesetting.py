"""From words to a PDF page: a template is compiled with the words as its data, and nothing else.

The typefaces are the shipped ones alone, so that a paper looks alike on every machine, and the result has no date, so
that the same words give the same bytes. The output is tagged to PDF/UA-1 (the compiler refuses a source that is not).
A form comes out with its fields still links `gps:<name>`; the certificate has none.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

from gps.paperwork import geometry
from gps.paperwork.layout import Form, Page

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"

MENTION = "Procédure de secours - Fallback procedure - EMCS/GAMM@"
"""The mention that each page bears, to the letter (rule D3)."""
REMINDER = {
    "label": "Ce document doit accompagner les produits pendant tout le trajet. Il doit être signé par l'expéditeur.",
    "english": "This document must accompany the goods throughout the journey. It must be signed by the consignor.",
}
LEGEND = (
    {"label": "Année", "english": "Year"},
    {"label": "N° d'accise de l'expéditeur (13 caractères)", "english": "Consignor's excise number"},
    {"label": "N° de séquence", "english": "Sequence number"},
    {"label": "Contrôle", "english": "Check"},
)
AUTHOR = "Douane française – GPS (GAMM@ Procédure de Secours)"


def typeset(form: Form, pages: Sequence[Page]) -> bytes:
    """Give pages of a form as a tagged PDF whose fields are still links. Raises `geometry.DoesNotFit`."""
    return compiled("form", _words(form, pages))


def compiled(template: str, words: Mapping[str, Any]) -> bytes:
    """Give the tagged PDF of a template, `form` or `certificate`, whose words it reads as JSON under its own name.

    Whatever a word holds, it is a text for the template: it is never read as source.
    """
    document = typst.compile(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        font_paths=_fonts(),
        sys_inputs={template: json.dumps(words, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    if not isinstance(document, bytes):
        raise TypeError("one PDF was expected, not a list of images")
    return document


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _words(form: Form, pages: Sequence[Page]) -> dict[str, Any]:
    return {
        "type": form.document_type,
        "title": form.title,
        "author": AUTHOR,
        "mention": MENTION,
        "reminder": REMINDER,
        "legend": LEGEND,
        "pages": [
            {"heading": page.heading, "english": page.english, "drawings": geometry.drawings(page)} for page in pages
        ],
    }
