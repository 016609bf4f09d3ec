"""From error code to sentence: what is wrong, and what to do now. Every code of the rule book has one."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from gps.domain import reference
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.wording import api, ead, imports, machines, outages, regularisation

E = ErrorCode
Data = Mapping[str, object]


def sentence(fault: Fault) -> str:
    """Give the French sentence of a fault."""
    written = SENTENCES[fault.code]
    return written(fault.data) if callable(written) else written


def sentence_for_machines(fault: Fault) -> str:
    """Give the French sentence of a fault for an answer of the API: a page's own words where they fit."""
    written = api.FOR_MACHINES.get(fault.code, SENTENCES[fault.code])
    return written(fault.data) if callable(written) else written


def sentences(error: DomainError) -> list[str]:
    """Give the sentences of all faults, in order."""
    return [sentence(fault) for fault in error.faults]


def _letters(data: Data) -> str:
    """Name characters, those that cannot be seen by their number."""
    return ", ".join(f"« {c} »" if c.isprintable() else f"U+{ord(c):04X}" for c in str(data["characters"])[:10])


def _character(data: Data) -> str:
    """A character as people can recognise it, even when it cannot be seen."""
    c = str(data["character"])
    if unicodedata.category(c) == "Zs":
        return "une espace"
    if not c.isprintable():
        return f"un caractère invisible (U+{ord(c):04X})"
    name = unicodedata.name(c, "")
    return f"« {c} »" if c.isascii() else f"« {c} » ({name.capitalize()})"


def _plural(count: object, word: str) -> str:
    return f"{count} {word}{'s' if isinstance(count, int) and count > 1 else ''}"


def _day(value: object) -> str:
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def _minute(value: object) -> str:
    return value.strftime("%H:%M") if isinstance(value, time | datetime) else str(value)


def _length(d: Data) -> str:
    return (
        f"Le numéro compte {_plural(d['length'], 'caractère')} au lieu de {d['expected']} : 2 chiffres pour l’année, "
        "13 caractères de numéro d’accise, 5 chiffres de séquence et 1 dernier chiffre. Comparez-le au papier."
    )


def _last_character(d: Data) -> str:
    if "document_type" not in d:
        return f"Le 21e caractère « {d['found']} » n’est pas un chiffre."
    return (
        f"Le dernier caractère « {d['found']} » ne va pas avec le type {d['document_type']} : un numéro formé à la "
        "main se termine par 1 pour un DAA et par 2 pour un DSA. Corrigez le type ou le numéro."
    )


def _already(d: Data) -> str:
    at = d["at"]
    when = at.strftime("%d/%m/%Y") if isinstance(at, datetime) else at
    kept = "Votre saisie sera" if d["receipt"] is None else "Votre saisie est"  # None: it was a dry run
    under = "" if d["receipt"] is None else f" sous le reçu {d['receipt']}"
    return (
        f"Ce numéro est déjà enregistré avec d’autres données, depuis le {when}, par {d['by']}. {kept} "
        f"conservée et transmise à votre service douanier{under} : il vous donnera un numéro de remplacement. Si vous "
        "vous êtes trompé de numéro, corrigez-le ici."
    )


def _conflict(d: Data) -> str:
    found = d.get("references")
    numbers = [reference.grouped(str(r)) for r in found] if isinstance(found, list) else []
    served = f" à obtenir le numéro {numbers[0]}" if len(numbers) == 1 else ""
    return (
        f"Ce formulaire a déjà servi{served}. Pour un autre mouvement, vérifiez les données ci-dessous puis cliquez de "
        "nouveau sur « Valider » : vous obtiendrez un nouveau numéro."
    )


def _too_far(d: Data) -> str:
    return f"La date doit être comprise entre le {_day(d['first'])} et le {_day(d['last'])}."


def _time_past(d: Data) -> str:
    return (
        f"L’heure d’expédition doit être égale ou postérieure à l’heure de saisie ({_minute(d['earliest'])}, heure de "
        "l’établissement). Si la marchandise est déjà partie, utilisez « Enregistrer »."
    )


def _missing_hour(d: Data) -> str:
    return (
        f"Le {_day(d['on'])}, {_minute(d['at'])} n’existe pas : les horloges avancent d’une heure cette nuit-là. "
        "Indiquez une heure qui suit le changement."
    )


def _arc_wrong(d: Data) -> str:
    whys: dict[str, Callable[[], str]] = {
        "character": lambda: f"il contient {_character(d)}, ni chiffre ni lettre sans accent",
        "length": lambda: f"il compte {_plural(d['length'], 'caractère')} au lieu de {d['expected']}",
        "form": lambda: "il s’écrit avec 2 chiffres d’année, 2 lettres de pays, 16 caractères et 1 chiffre de contrôle",
        "check-digit": lambda: f"son chiffre de contrôle « {d['found']} » est faux",
        "own-number": lambda: "c’est le numéro du document de secours lui-même",
    }
    return f"Le CRA n’est pas valable : {whys[str(d['why'])]()}. Transmettez le CRA attribué par GAMM@."


TRANSITIONS = {
    "active": "Ce document est actif : cette action ne le concerne pas.",
    "inactive": "Ce document est inactif : seul votre service douanier peut le réactiver.",
    "cancelled": "Ce numéro est déjà annulé, définitivement.",
    "reintegrated": "Ce mouvement est déjà régularisé dans GAMM@ : son numéro ne peut plus être annulé.",
}

SENTENCES: dict[ErrorCode, str | Callable[[Data], str]] = {
    E.REFERENCE_LENGTH: _length,
    E.REFERENCE_CHARACTER: lambda d: (
        f"Le numéro contient {_character(d)} : il ne compte que des chiffres et des lettres sans accent."
    ),
    E.REFERENCE_YEAR_FORM: lambda d: (
        f"Les 2 premiers caractères « {d['found']} » doivent être les 2 chiffres de l’année, par exemple 26 pour 2026."
    ),
    E.REFERENCE_YEAR_TO_COME: lambda d: (
        f"L’année du numéro, {d['year']}, n’est pas encore commencée : les 2 premiers chiffres sont ceux de l’année en "
        "cours au moment où le numéro a été formé."
    ),
    E.REFERENCE_OTHER_EXCISE_NUMBER: lambda d: (
        f"Le numéro contient le numéro d’accise {d['found']}, mais vous avez choisi {d['selected']}. Corrigez l’un ou "
        "l’autre."
    ),
    E.REFERENCE_SEQUENCE_FORM: lambda d: (
        f"Les caractères 16 à 20 « {d['found']} » doivent être les 5 chiffres de la séquence, par exemple 00008."
    ),
    E.REFERENCE_SEQUENCE_ZERO: (
        "La séquence 00000 (caractères 16 à 20) n’existe pas : la première de l’année est 00001."
    ),
    E.REFERENCE_LAST_CHARACTER: _last_character,
    E.REFERENCE_LETTER_O: lambda d: (
        f"Le {d['position']}e caractère est la lettre O : c’est sans doute le chiffre 0 (zéro) qui est attendu."
    ),
    E.SEQUENCE_EXHAUSTED: lambda d: (
        f"Les 99 999 numéros de {d['year']} de {d['excise_number']} sont épuisés : aucun autre ne peut être attribué "
        "cette année. Contactez votre service douanier."
    ),
    E.EXCISE_NUMBER_LENGTH: lambda d: f"Un numéro d’accise compte 13 caractères ; celui-ci en compte {d['length']}.",
    E.EXCISE_NUMBER_CHARACTER: lambda d: (
        f"Le numéro d’accise contient {_character(d)} : il ne compte que des chiffres et des lettres sans accent."
    ),
    E.EXCISE_NUMBER_COUNTRY: lambda d: (
        f"Le numéro d’accise (caractères 3 à 15) commence par les 2 lettres du pays, FR pour la France ; ici "
        f"« {d['country']} »."
    ),
    E.EXCISE_NUMBER_FORM: (
        "Un numéro d’accise français s’écrit FR0, 5 chiffres, 1 lettre et 4 chiffres, par exemple FR007328E0001."
    ),
    E.EXCISE_NUMBER_NOT_ENTITLED: (
        "Vous n’êtes pas habilité à déclarer pour ce numéro d’accise. Choisissez-en un dans la liste, ou demandez "
        "l’habilitation à votre service douanier."
    ),
    E.DISPATCH_DATE_PAST: lambda d: (
        f"La date d’expédition doit être égale ou postérieure à la date du jour ({_day(d['earliest'])}). Si la "
        "marchandise est déjà partie, utilisez « Enregistrer »."
    ),
    E.DISPATCH_TIME_PAST: _time_past,
    E.DISPATCH_TIME_MISSING_HOUR: _missing_hour,
    E.DISPATCH_DATE_TOO_FAR: _too_far,
    E.MOMENT_TO_COME: lambda d: (
        "Ce moment est à venir : indiquez depuis quand tout fonctionne."
        if "outage" in d
        else "Ce moment est à venir : indiquez quand le service a été prévenu."
    ),
    E.DISPATCH_INCOMPLETE: "Indiquez l’immatriculation, la date et l’heure d’expédition.",
    E.TRANSPORT_EMPTY: "Saisissez l’immatriculation du 1er moyen de transport.",
    E.TRANSPORT_TOO_LONG: lambda d: (
        f"L’immatriculation compte {_plural(d['length'], 'caractère')} : {d['most']} au plus."
    ),
    E.TRANSPORT_CHARACTER: lambda d: (
        f"L’immatriculation contient {_character(d)}, que le formulaire papier ne peut pas imprimer. Retirez-le ou "
        "remplacez-le."
    ),
    E.CONFIRM_JUMP: lambda d: (
        f"La séquence {d['found']:05d} saute {_plural(d['skipped'], 'numéro')} après la dernière connue "
        f"({d['last']:05d}). Relisez le papier ; si le numéro y est bien écrit ainsi, confirmez : votre service en "
        "sera informé."
    ),
    E.CONFIRM_OUTSIDE_YEAR: lambda d: (
        f"La date d’expédition n’est pas dans l’année du numéro ({d['year']}). Si c’est bien le cas, confirmez : votre "
        "service en sera informé."
    ),
    E.CONFIRM_DUTY_PAID_WAREHOUSE: (
        "Ce numéro d’accise est celui d’un entrepôt en droits acquittés (lettre A), qui n’utilise que le DSA. Si vous "
        "voulez bien un DAA, confirmez."
    ),
    E.SUBMISSION_CONFLICT: _conflict,
    E.ALREADY_REGISTERED: _already,
    E.SUBMISSION_KEY: "La clé à usage unique compte 64 caractères au plus.",
    E.REFERENCE_WELL_FORMED: (
        "Ce numéro est bien formé : enregistrez-le tel quel, il n’a pas besoin d’être transmis au service."
    ),
    E.BATCH_SIZE: lambda d: f"Demandez de 1 à {d['most']} numéros à la fois ; vous en demandez {d['count']}.",
    E.TRANSITION_FORBIDDEN: lambda d: TRANSITIONS.get(
        str(d["status"]), "Le statut du document ne permet pas cette action."
    ),
    E.REASON_UNKNOWN: "Choisissez un motif dans la liste.",
    E.COMMENT_REQUIRED: "Précisez en quelques mots.",
    E.COMMENT_TOO_LONG: lambda d: f"Le commentaire compte {d['length']} caractères : {d['most']} au plus.",
    E.COMMENT_CHARACTER: "Le commentaire contient un caractère invisible : saisissez-le de nouveau.",
    E.NOT_YET_OVERDUE: "Le délai de régularisation n’est pas écoulé.",
    E.ARC_WRONG: _arc_wrong,
    E.NOTHING_TO_CORRECT: "Rien n’a changé : modifiez une donnée, ou revenez au document.",
    E.CORRECTION_FORBIDDEN: (
        "Ce document ne peut plus être corrigé ici : il est parti, ou il a été formé à la main. Demandez la correction "
        "à votre service douanier."
    ),
    E.NOT_TO_COMPLETE: "Ce document a déjà ses données d’expédition.",
    E.ALREADY_RESOLVED: "Cette anomalie est déjà traitée.",
    E.SEARCH_COMPARATOR: "Choisissez un comparateur dans la liste.",
    E.SEARCH_DATE: "Saisissez une date qui existe, sous la forme jj/mm/aaaa, par exemple 20/11/2026.",
    E.SEARCH_VALUE: "Choisissez une valeur dans la liste.",
    E.SEARCH_TEXT: lambda d: f"Saisissez de 1 à {d['most']} lettres ou chiffres.",
    E.SEARCH_SORT: "Cet ordre de tri n’existe pas.",
    E.MONTH_WRONG: lambda d: (
        f"Écrivez le mois sous la forme mm/aaaa, du {d['first']} au {d['last']}, par exemple 11/2026."
    ),
    E.CURSOR_WRONG: "Cette adresse de page n’est pas valable : reprenez la recherche à la première page.",
    E.NOT_ALLOWED: "Votre compte ne permet pas cette action sur ce document.",
    E.REQUEST_TOO_OLD: "Une demande faite il y a plus de 7 jours n’ouvre plus rien : faites-en une nouvelle.",
    E.PAPER_CHARACTER: lambda d: (
        f"Le papier ne peut pas être prérempli : la donnée « {d['where']} » contient {_letters(d)}, que le formulaire "
        "ne sait pas imprimer. Faites-la corriger, ou remplissez un formulaire vierge."
    ),
    E.PAPER_VALUE: lambda d: (
        f"Le papier ne peut pas être prérempli : la case « {d['where']} » ne peut pas recevoir « {d['value']} ». "
        "Corrigez les données du document."
    ),
    E.PAPER_CANCELLED: "Le document a été annulé : il n’a plus de papier.",
    E.PAPER_LOT_SIZE: lambda d: (
        f"Un fichier a de 1 à {d['limit']} documents qui ne sont pas annulés : choisissez-en moins, par exemple par "
        "« Rechercher »."
        if d["count"]
        else "Aucun document à imprimer : les documents annulés n’ont pas de papier."
    ),
    E.EMAIL_WRONG: "Saisissez une adresse électronique complète, par exemple prenom.nom@exemple.fr.",
    E.TOO_MANY_TRIES: lambda d: f"Trop de demandes à la suite. Attendez {d['minutes']} minutes avant de recommencer.",
    E.SUBSCRIPTION_CLOSED: (
        "Cette demande d’abonnement n’est plus valable : elle a plus de 7 jours, ou a pris fin. Faites-en une autre."
    ),
}
SENTENCES |= api.SENTENCES | outages.SENTENCES | ead.SENTENCES
SENTENCES |= machines.SENTENCES | regularisation.SENTENCES | imports.SENTENCES
