"""From error code to sentence: what is wrong, and what to do now. Every code of the rule book has one."""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from gps.domain import reference
from gps.domain.errors import DomainError, ErrorCode, Fault
from gps.domain.grounds import AccessMode

E = ErrorCode
_NATION = ZoneInfo("Europe/Paris")
Data = Mapping[str, object]


def sentence(fault: Fault) -> str:
    """Give the French sentence of a fault."""
    written = SENTENCES[fault.code]
    return written(fault.data) if callable(written) else written


def sentences(error: DomainError) -> list[str]:
    """Give the sentences of all faults, in order."""
    return [sentence(fault) for fault in error.faults]


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


def _moment(value: object) -> str:
    """A moment in the time of the nation, with its offset."""
    if not isinstance(value, datetime):
        return str(value)
    local = value.astimezone(_NATION)
    hours = int((local.utcoffset() or timedelta()).total_seconds()) // 3600
    return f"{local:%d/%m/%Y à %H:%M} (UTC{hours:+d})"


def sau_number(access_mode: str) -> str:
    """The help desk's telephone number for an access mode (F8)."""
    return str(settings.SAU_EDI if access_mode == AccessMode.EDI else settings.SAU_DTI)


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
    return (
        f"Ce numéro est déjà enregistré avec d’autres données, depuis le {when}, par {d['by']}. Votre saisie est "
        f"conservée et transmise à votre service douanier sous le reçu {d['receipt']} : il vous donnera un numéro de "
        "remplacement. Si vous vous êtes trompé de numéro, corrigez-le ici."
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
    E.ARC_WRONG: "Le CRA donné par GAMM@ n’a pas 21 caractères, ou son chiffre de contrôle est faux.",
    E.NOTHING_TO_CORRECT: "Rien n’a changé : modifiez une donnée, ou revenez au document.",
    E.CORRECTION_FORBIDDEN: (
        "Ce document ne peut plus être corrigé ici : il est parti, ou il a été formé à la main. Demandez la correction "
        "à votre service douanier."
    ),
    E.NOT_TO_COMPLETE: "Ce document a déjà ses données d’expédition.",
    E.TYPE_MISMATCH: lambda d: f"Le document est un {d['expected']} : le type ne correspond pas.",
    E.ALREADY_RESOLVED: "Cette anomalie est déjà traitée.",
    E.SEARCH_COMPARATOR: "Choisissez un comparateur dans la liste.",
    E.SEARCH_DATE: "Saisissez une date qui existe, sous la forme jj/mm/aaaa, par exemple 20/11/2026.",
    E.SEARCH_VALUE: "Choisissez une valeur dans la liste.",
    E.SEARCH_TEXT: lambda d: f"Saisissez de 1 à {d['most']} lettres ou chiffres.",
    E.SEARCH_SORT: "Cet ordre de tri n’existe pas.",
    E.CURSOR_WRONG: "Cette adresse de page n’est pas valable : reprenez la recherche à la première page.",
    E.NOT_ALLOWED: "Votre compte ne permet pas cette action sur ce document.",
    E.GROUND_MISSING: lambda d: (
        f"Rien n’autorise la procédure de secours pour {d['excise_number']} en ce moment : ni alerte publiée qui "
        "couvre cet établissement, ni autorisation du service. La page « Ai-je le droit ? » mène au droit en trois "
        f"questions ; SAU : {sau_number(str(d['access_mode']))}."
    ),
    E.END_BEFORE_START: lambda d: f"La fin doit suivre le début ({_moment(d['starts_at'])}). Corrigez la fin.",
    E.OUTAGE_OVER: lambda d: f"La panne {d['identifier']} est déjà terminée : rouvrez-la si elle continue.",
    E.OUTAGE_NOT_OVER: "Seule une panne terminée se rouvre ; une panne annulée, non : publiez-en une autre.",
    E.OUTAGE_STANDS: lambda d: (
        f"La panne {d['identifier']} est déjà annoncée pour ce début : modifiez-la, ou annulez-la."
        if d.get("to_come")
        else f"La panne {d['identifier']} est déjà en cours ici : modifiez-la, ou publiez sa fin."
    ),
    E.OUTAGE_MESSAGE: lambda d: f"Dites ce qu’il faut faire, en {d['most']} caractères au plus ({d['length']} ici).",
    E.OUTAGE_TARGET: "Choisissez ce qui est en panne, et de quel côté, dans la liste.",
    E.OUTAGE_UNCHANGED: "Rien n’a changé : modifiez une donnée, ou revenez à la panne.",
    E.OUTAGE_TOO_FAR: "Le début doit être compris entre il y a 31 jours et dans un an.",
    E.OUTAGE_BEGUN: lambda d: (
        f"Cette panne a commencé ({_moment(d['starts_at'])}) : son début ne peut plus être reporté. Publiez sa fin, ou "
        "annulez-la."
    ),
    E.OTHER_ACCESS_FIRST: (
        "Essayez d’abord un autre accès à GAMM@ : une autre connexion, un autre poste, un téléphone en partage. "
        "Cochez la case une fois que vous avez essayé sans succès."
    ),
    E.REINTEGRATION_UNSAID: (
        "Dites qui réintégrera les mouvements dans GAMM@ après la panne, l’opérateur ou le prestataire EDI : "
        "convenez-en avec lui."
    ),
    E.INCIDENT_UNKNOWN: (
        "Cet identifiant n’est pas celui d’un incident ouvert par le SAU sur cet établissement. Vérifiez-le, ou "
        "laissez le champ vide."
    ),
    E.REQUEST_STANDS: lambda d: (
        f"L’autorisation {d['identifier']} est déjà en vigueur pour cet établissement : générez vos numéros."
    ),
    E.ALREADY_ANSWERED: lambda d: (
        f"{d['by']} a déjà répondu ({'accord' if d['granted'] else 'refus'}), le {_moment(d['at'])} : cette réponse-là "
        "compte. Rechargez la page pour la lire, et répondez de nouveau si elle doit changer."
    ),
    E.REQUEST_CLOSED: "Cette demande est close : elle n’attend plus rien. Il faut en faire une autre.",
    E.ANSWER_BEFORE_REQUEST: lambda d: f"La réponse ne peut pas précéder la demande ({_moment(d['asked_at'])}).",
    E.AUTHORISATION_TOO_LONG: lambda d: (
        f"Une autorisation dure {d['days']} jours au plus : choisissez une fin plus proche."
    ),
    E.MEANS_MISSING: "Indiquez le moyen (mél, télécopie, téléphone…) avec la date et l’heure, ou aucun des trois.",
    E.REQUEST_REFUSED: lambda d: (
        f"Le service a refusé depuis, le {_moment(d['at'])} (demande {d['identifier']}) : ce qui a été demandé avant "
        "n’ouvre plus rien. Faites une nouvelle demande."
    ),
    E.REQUEST_TOO_OLD: "Une demande faite il y a plus de 7 jours n’ouvre plus rien : faites-en une nouvelle.",
    E.EMAIL_WRONG: "Saisissez une adresse électronique complète, par exemple prenom.nom@exemple.fr.",
    E.TOO_MANY_TRIES: lambda d: f"Trop de demandes à la suite. Attendez {d['minutes']} minutes avant de recommencer.",
    E.SUBSCRIPTION_CLOSED: (
        "Cette demande d’abonnement n’est plus valable : elle a plus de 7 jours, ou a pris fin. Faites-en une autre."
    ),
}
