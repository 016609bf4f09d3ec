"""The sentences that machines get: about what they send, and where a page's words would mean nothing to them.

They are read by the people who write the machine's program, and by the clerk whose software shows them.
"""

from collections.abc import Callable, Mapping

from gps.domain import reference
from gps.domain.errors import ErrorCode as E

Data = Mapping[str, object]


def _conflict(d: Data) -> str:
    found = d.get("references")
    numbers = [reference.grouped(str(r)) for r in found] if isinstance(found, list) else []
    served = f" à obtenir le numéro {numbers[0]}" if len(numbers) == 1 else ""
    return (
        f"Cette clé d’idempotence a déjà servi{served}, avec d’autres données. Pour un autre mouvement, prenez une "
        "autre clé ; pour le même, renvoyez les mêmes données."
    )


def _choice(d: Data) -> str:
    return f"Valeur inconnue. Valeurs possibles : {d['expected']}."


SENTENCES: dict[E, str | Callable[[Data], str]] = {
    E.KEY_MISSING: "Donnez votre clé dans l’en-tête « Authorization: Bearer … ».",
    E.KEY_WRONG: (
        "Cette clé n’ouvre rien : elle est inconnue, révoquée ou arrivée à échéance, ou le compte qui l’a créée est "
        "fermé. Créez-en une autre."
    ),
    E.SCOPE_MISSING: lambda d: (
        f"Cette clé n’a pas le droit « {d['scope']} », que cette opération demande. Créez une clé qui l’a."
    ),
    E.TOO_MANY_REQUESTS: lambda d: (
        f"Trop de demandes à la suite. Attendez {d['seconds']} s avant de recommencer : l’en-tête « Retry-After » le "
        "dit aussi."
    ),
    E.ADDRESS_UNKNOWN: "Cette adresse n’existe pas. La documentation de l’API est à /api/v1/.",
    E.NOT_FOUND: "Introuvable parmi ce qui vous concerne. Vérifiez le numéro ou l’identifiant.",
    E.METHOD_NOT_ALLOWED: lambda d: f"Cette adresse n’accepte que {d['allowed']}.",
    E.MEDIA_TYPE: lambda d: f"Envoyez le corps de la demande en {d['expected']}.",
    E.BODY_TOO_LARGE: lambda d: f"Le corps de la demande est trop long : {d['most']} octets au plus.",
    E.LENGTH_REQUIRED: (
        "Donnez la longueur du corps dans l’en-tête « Content-Length » : il n’est pas lu par morceaux (chunked)."
    ),
    E.JSON_MALFORMED: (
        "Le corps de la demande n’est pas du JSON valable : un objet en UTF-8, sans clé répétée, sans NaN ni Infinity."
    ),
    E.REQUEST_MALFORMED: "La demande est illisible : vérifiez ses en-têtes et son encodage.",
    E.FAULT_OF_OURS: (
        "Une erreur est survenue dans GPS. Recommencez ; si elle persiste, contactez l’assistance (SAU) en lui donnant "
        "l’heure de la demande."
    ),
    E.UNAVAILABLE: "GPS ne peut pas répondre pour l’instant. Recommencez dans quelques secondes.",
    E.FIELD_MISSING: "Ce champ est obligatoire.",
    E.FIELD_UNKNOWN: "Ce champ n’existe pas. Vérifiez son nom dans la documentation de l’API.",
    E.FIELD_TYPE: lambda d: f"La valeur n’est pas du bon type : {d['expected']} est attendu.",
    E.FIELD_CHOICE: _choice,
    E.FIELD_FORM: "La valeur n’a pas la forme attendue. Comparez-la à l’exemple de la documentation de l’API.",
    E.FIELD_RANGE: lambda d: f"La valeur doit être comprise entre {d['least']} et {d['most']}.",
    E.FIELD_DATE: "Écrivez une date qui existe, sous la forme AAAA-MM-JJ, par exemple 2026-11-20.",
    E.FIELD_TIME: "Écrivez l’heure sous la forme HH:MM, de 00:00 à 23:59, par exemple 18:45.",
    E.FIELD_MOMENT: "Écrivez un moment ISO 8601 avec son décalage, par exemple 2026-11-20T18:45:00+01:00.",
    E.FIELD_CHARACTER: "Le texte contient un caractère nul ou une moitié de caractère : retirez-le.",
    E.FIELD_REPEATED: "Ce paramètre est donné plusieurs fois : ne le donnez qu’une fois.",
}

FOR_MACHINES: dict[E, str | Callable[[Data], str]] = {
    E.SUBMISSION_CONFLICT: _conflict,
    E.SUBMISSION_KEY: "La clé d’idempotence compte de 1 à 64 caractères ASCII visibles, sans espace.",
    E.OTHER_ACCESS_FIRST: (
        "Il faut d’abord avoir essayé un autre accès à GAMM@ : une autre connexion, un autre poste, un téléphone en "
        "partage. Envoyez « true » une fois que c’est fait, sans succès."
    ),
    E.MEANS_MISSING: (
        "Donnez « means » et « asked_at » ensemble pour une demande faite hors de GPS ; sinon aucun des deux."
    ),
    E.EAD_CHANGED: lambda d: (
        f"{d['by']} a enregistré ces données depuis que vous les avez lues. Lisez-les de nouveau (révision "
        f"{d['revision']}), puis renvoyez les vôtres avec cette révision."
    ),
    E.SEARCH_DATE: SENTENCES[E.FIELD_DATE],
    E.SEARCH_COMPARATOR: "Ce critère n’a pas ce comparateur. Voyez la documentation de l’API.",
    E.SEARCH_VALUE: "Valeur inconnue pour ce critère. Voyez la documentation de l’API.",
    E.CURSOR_WRONG: (
        "Ce curseur n’est pas valable pour ce tri : reprenez à la première page, puis suivez les adresses « next »."
    ),
}
"""What replaces a page's sentence in the answers to machines."""
