"""The words of a verification, in French and in English: a foreign officer reads the paper too (rules V1, V2, V4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gps.accounts.actors import Actor
from gps.accounts.permissions import Permission
from gps.documents import labels
from gps.documents.models import Check, FallbackDocument
from gps.documents.permissions import may_on
from gps.documents.verification import Answer, Finding, Why
from gps.domain import reference
from gps.domain.dates import with_offset
from gps.domain.proof import Claims
from gps.outages.labels import ground_text

LATEST_CHECKS = 10


@dataclass(frozen=True)
class Words:
    """An answer: a word that cannot be mistaken, a colour and an icon beside it, and what it means."""

    word: str
    english: str
    css: str
    icon: str
    meaning: str
    meaning_en: str


WORDS = {
    Answer.VALID: Words(
        labels.ANSWER[Answer.VALID], "Valid", "success", "fr-icon-success-fill",
        "Ce document est actif : il couvre le mouvement décrit ci-dessous. Comparez chaque ligne avec le papier.",
        "This document is active and covers the movement below. Compare each line with the paper.",
    ),
    Answer.CANCELLED: Words(
        labels.ANSWER[Answer.CANCELLED], "Cancelled", "error", "fr-icon-close-circle-fill",
        "Ce numéro a été annulé : le document ne couvre aucun mouvement.",
        "This number was cancelled: the document covers no movement.",
    ),
    Answer.INACTIVE: Words(
        labels.ANSWER[Answer.INACTIVE], "Inactive", "error", "fr-icon-error-fill",
        "Ce document n’a pas été régularisé à temps : il ne couvre plus le mouvement, sauf réactivation.",
        "This document was not regularised in time: it no longer covers the movement, unless customs reactivate it.",
    ),
    Answer.REGULARISED: Words(
        labels.ANSWER[Answer.REGULARISED], "Regularised in EMCS", "info", "fr-icon-checkbox-circle-fill",
        "Le mouvement a été régularisé dans GAMM@ : c’est désormais le document électronique qui fait foi.",
        "The movement was entered in EMCS: the electronic document below now prevails.",
    ),
    Answer.UNCONFIRMED: Words(
        labels.ANSWER[Answer.UNCONFIRMED], "Not confirmed", "unsure", "fr-icon-question-fill",
        "GPS ne peut rien confirmer : soit il ne connaît pas encore ce numéro, soit l’immatriculation n’est pas celle "
        "du document. Ce n’est pas un signe de fraude : un numéro formé à la main peut légitimement n’être enregistré "
        "qu’après le départ. Relisez le papier, ou interrogez le service de rattachement de l’expéditeur.",
        "GPS can confirm nothing: either it does not know this number yet, or the registration is not the one on "
        "record. This is no sign of fraud: a hand-made number may legitimately be registered after departure.",
    ),
    Answer.FORGED: Words(
        labels.ANSWER[Answer.FORGED], "Forged signature", "error", "fr-icon-alert-fill",
        "Ce QR code a la forme de ceux de GPS, mais GPS ne l’a pas signé. Ne vous fiez à rien de ce qu’il dit.",
        "This QR code looks like one of GPS, but GPS did not sign it. Trust nothing that it says.",
    ),
    Answer.WITHDRAWN: Words(
        labels.ANSWER[Answer.WITHDRAWN], "Withdrawn signature", "unsure", "fr-icon-alert-fill",
        "La clé qui a signé ce QR code a été retirée : elle ne prouve plus rien, ni dans un sens ni dans l’autre. "
        "Vérifiez avec le numéro et l’immatriculation.",
        "The key that signed this QR code was withdrawn: it proves nothing either way. Check number and registration.",
    ),
    Answer.UNREADABLE: Words(
        labels.ANSWER[Answer.UNREADABLE], "Not a GPS code", "unsure", "fr-icon-question-fill",
        "Ce texte n’est pas celui d’un QR code de GPS, ou il est incomplet. Recommencez, ou vérifiez avec le numéro et "
        "l’immatriculation.",
        "This is not the text of a GPS code, or it is incomplete. Try again, or check number and registration.",
    ),
    Answer.SIGNED: Words(
        labels.ANSWER[Answer.SIGNED], "Genuine signature", "info", "fr-icon-shield-fill",
        "GPS a bien délivré ce document avec les données ci-dessous, mais son statut n’a pas pu être consulté : il "
        "a pu être annulé ou régularisé depuis. Réessayez plus tard.",
        "GPS did issue this document with the data below, but its present status could not be looked up. Try later.",
    ),
    Answer.UNAVAILABLE: Words(
        labels.ANSWER[Answer.UNAVAILABLE], "Cannot be checked now", "unsure", "fr-icon-time-fill",
        "GPS n’a pas accès à son registre. Cela ne dit rien du document : réessayez dans quelques minutes, ou "
        "interrogez le service de rattachement de l’expéditeur.",
        "GPS cannot reach its register. This says nothing about the document: try again in a few minutes.",
    ),
}  # fmt: skip

WHY = {
    Why.UNKNOWN: "Aucun document ne porte ce numéro dans GPS : il n’est pas (encore) enregistré, ou il est mal relevé.",
    Why.MISMATCH: "Le numéro existe, mais l’immatriculation relevée n’est pas celle du document ci-dessous.",
    Why.OTHER_KEY: "La clé qu’il nomme n’est pas une clé de ce service : une autre installation de GPS a pu l’émettre.",
    Why.LOST: "La signature est bonne, mais le registre n’a pas ce numéro : signalez-le à l’équipe de GPS.",
}
"""For customs alone."""


@dataclass(frozen=True)
class Row:
    """One line to compare with the paper; ``paper`` only when it is not what the register has now."""

    label: str
    english: str
    value: str
    paper: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Verdict:
    """What the page shows; the last four for customs alone."""

    answer: str
    words: Words
    rows: Sequence[Row]
    corrected: bool
    arc: str
    why: str
    document: FallbackDocument | None
    reachable: bool
    checks: Sequence[Check]


def verdict(finding: Finding, actor: Actor | None, now: datetime) -> Verdict:
    """Put a finding into words for a person."""
    document = finding.document
    return Verdict(
        answer=finding.answer.value,
        words=WORDS[finding.answer],
        rows=_rows(finding),
        corrected=finding.was_corrected,
        arc=finding.arc,
        why=WHY[finding.why] if finding.why else "",
        document=document,
        reachable=document is not None and actor is not None and may_on(actor, Permission.CONSULT, document, now),
        checks=list(document.checks.all()[:LATEST_CHECKS]) if document else [],
    )


def _type(claims: Claims) -> str:
    return labels.DOCUMENT_TYPE[claims.document_type]


def _transport(claims: Claims) -> str:
    return claims.movement.transport_identity if claims.movement else "à compléter"


def _dispatch(claims: Claims) -> str:
    if claims.movement is None:
        return "à compléter"
    at = claims.movement.dispatch_at
    return with_offset(at, at.tzinfo) if at.tzinfo else str(at)


LINES: tuple[tuple[str, str, Callable[[Claims], str]], ...] = (
    ("Numéro", "Number", lambda claims: reference.grouped(claims.number)),
    ("Type", "Type", _type),
    ("Immatriculation", "Registration", _transport),
    ("Expédition", "Dispatch", _dispatch),
    ("Numéro d’accise de l’expéditeur", "Consignor’s excise number", lambda claims: claims.excise_number),
    ("Fondement", "Legal ground", lambda claims: ground_text(claims.ground_kind, claims.ground_reference)),
)
"""What to compare with the paper (V1): in French, in English, how it is written."""


def _rows(finding: Finding) -> list[Row]:
    """What the register has now, and what the paper says when it is something else; without the register, the paper."""
    now, paper = finding.register or finding.paper, finding.paper
    if now is None:
        return []
    return [
        Row(label, english, text(now), text(paper) if paper and text(paper) != text(now) else "", label == "Numéro")
        for label, english, text in LINES
    ]
