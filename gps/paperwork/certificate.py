"""The certificate that an operator shows when he is asked by what right he uses the fallback procedure (rules F5, F9).

The service's silence is a right without a paper: nobody signed anything. GPS makes the paper, for an explicit answer
as well, from the moments that it holds. It takes texts already in French and gives one A4 page.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from gps.paperwork.printable import visible
from gps.paperwork.typeface import glyphs
from gps.paperwork.typesetting import AUTHOR, MENTION, compiled

LONGEST = 400
"""Characters of a value that are printed, more than any value of GPS has: beyond, an ellipsis ends it."""
LONGEST_IDENTIFIER = 24
DIRECTIVE = "Directive (UE) 2020/262 du Conseil du 19 décembre 2019, articles 26 et 38."
GUIDE = "Guide d'utilisation de GPS destiné aux opérateurs, partie II"
COVERED = (
    "Les numéros de DAA et de DSA de secours émis pour l'établissement désigné, entre le début et la fin du droit. "
    "Un numéro émis pendant cette période reste couvert."
)
NOT_COVERED = (
    "Ni les autres établissements, ni les numéros émis avant le début du droit ou après sa fin. Si le service met fin "
    "plus tôt à l'autorisation, elle ne vaut que jusqu'à ce moment."
)
DUTIES = (
    "Intégrer dès que possible dans GPS, par le menu «\u00a0Enregistrer\u00a0», les numéros formés à la main.",
    "Régulariser chaque document dans GAMM@, dès son retour, par «\u00a0Régulariser DAE/DSA secours\u00a0».",
    "Conserver les documents papier et les reprendre dans la déclaration récapitulative mensuelle (DRM).",
)


class Kind(StrEnum):
    """How the right was had: the service said yes, or let the hour pass (rule F5)."""

    EXPLICIT = "explicit"
    TACIT = "tacit"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the certificate says, as French texts that are printed as they are; an empty one leaves its line out.

    `identifier`: « D26-0107 ». `failure`: the sentence of one of the five failures (rule F1). `asked`: when and by
    what means (« le 3 février 2026 à 14 h 32 min 10 s, par téléphone », rule F9). `settled`: for a tacit authorisation
    when the hour ended, for an explicit one when and by whom it was answered. `starts`, `ends` and `made`, the moment
    at which the certificate is made: « 3 février 2026 à 15 h 32 min 10 s ». `site`: the address of GPS.
    """

    identifier: str
    kind: Kind
    operator_name: str
    siret: str
    excise_number: str
    establishment: str
    address: str
    office_name: str
    office_code: str
    office_phone: str
    office_email: str
    failure: str
    asked: str
    settled: str
    starts: str
    ends: str
    made: str
    site: str


@dataclass(frozen=True, slots=True)
class _Words:
    """What differs between the two kinds."""

    title: str
    english: str
    statement: str
    settled: tuple[str, str]
    quoted: str
    reason: str


_WORDS: Mapping[Kind, _Words] = {
    Kind.EXPLICIT: _Words(
        title="Certificat d'autorisation d'utilisation de la procédure de secours",
        english="Certificate of authorisation to use the fallback procedure",
        statement="Le service a autorisé l'opérateur désigné ci-dessous à utiliser la procédure de secours, pour "
        "l'établissement et pendant la période indiqués.",
        settled=("Réponse du service", "Answer of the office"),
        quoted="Le service autorise l'opérateur à utiliser la procédure de secours.",
        reason="as granted by the customs office",
    ),
    Kind.TACIT: _Words(
        title="Certificat d'autorisation tacite d'utilisation de la procédure de secours",
        english="Certificate of tacit authorisation to use the fallback procedure",
        statement="En l'absence de réponse du service dans l'heure qui a suivi sa demande, l'opérateur désigné "
        "ci-dessous est autorisé à utiliser la procédure de secours, pour l'établissement et pendant la période "
        "indiqués.",
        settled=("Fin de l'heure, sans réponse", "End of the hour, without answer"),
        quoted="En l'absence de réponse du service dans l'heure qui suit, l'opérateur est autorisé à utiliser la "
        "procédure de secours.",
        reason="the customs office not having answered within one hour of the request",
    ),
}


def certificate(data: Certificate) -> bytes:
    """Give the certificate as a tagged PDF of one A4 page; the same data give the same bytes.

    Nothing that a text holds makes it fail: what cannot be printed is replaced by « □ », a long text is folded and
    the whole page set smaller, and a text beyond `LONGEST` characters ends with an ellipsis.
    """
    with pikepdf.open(io.BytesIO(compiled("certificate", _page(data)))) as pdf:
        _name_rows(pdf.Root.StructTreeRoot)
        file = io.BytesIO()
        pdf.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return file.getvalue()


def _page(data: Certificate) -> dict[str, Any]:
    words = _WORDS[data.kind]
    shown = {name: _cut(visible(value, glyphs()), LONGEST) for name, value in asdict(data).items()}
    return {
        "author": AUTHOR,
        "mention": MENTION,
        "title": words.title,
        "english": words.english,
        "statement": words.statement,
        "guide": f"{GUIDE} : «\u00a0{words.quoted}\u00a0»",
        "directive": DIRECTIVE,
        "covered": COVERED,
        "not_covered": NOT_COVERED,
        "duties": DUTIES,
        "summary": _summary(words.reason),
        "facts": _facts(shown, words.settled),
        **{name: shown[name] for name in ("starts", "ends", "made", "site")},
        "identifier": _cut(shown["identifier"], LONGEST_IDENTIFIER),
    }


def _facts(shown: Mapping[str, str], settled: tuple[str, str]) -> list[dict[str, str]]:
    office = f"{shown['office_name']} ({shown['office_code']})" if shown["office_code"] else shown["office_name"]
    reached = " · ".join(filter(None, (shown["office_phone"], shown["office_email"])))
    facts = (
        ("Opérateur", "Consignor", shown["operator_name"]),
        ("SIRET", "Business number", shown["siret"]),
        ("Numéro d'accise", "Excise number", shown["excise_number"]),
        ("Établissement", "Establishment", shown["establishment"]),
        ("Adresse", "Address", shown["address"]),
        ("Bureau de douane", "Customs office", office),
        ("Joindre le bureau", "Contact of the office", reached),
        ("Panne", "Failure", shown["failure"]),
        ("Demande au service", "Request to the office", shown["asked"]),
        (*settled, shown["settled"]),
    )
    return [{"label": label, "english": english, "value": value} for label, english, value in facts if value]


def _summary(reason: str) -> str:
    return (
        "The consignor named above is authorised to use the fallback procedure for the establishment and the period "
        f"stated above, {reason}. The authorisation covers the fallback documents numbered within that period, for "
        "that establishment only. Legal basis: Council Directive (EU) 2020/262, Articles 26 and 38."
    )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _name_rows(tree: Object) -> None:
    """Make the first cell of each row of the table its header: a screen reader says it before the value."""
    for element in _elements(tree):
        if element.get("/S") == Name.TR:
            header = element.K[0]
            header.S = Name.TH
            header.A = Dictionary(O=Name.Table, Scope=Name.Row)


def _elements(node: Object) -> Iterator[Object]:
    kids = node.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary):
            yield kid
            yield from _elements(kid)
