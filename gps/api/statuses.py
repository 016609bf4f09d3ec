"""Which HTTP status each refusal has: 422 for data that are wrong, 409 for what stands against them in the register."""

from gps.domain.errors import ErrorCode as E

DONE = {200: "Fait, ou trouvé", 201: "Créé", 202: "Reçu, à traiter"}
TITLES = {
    400: "Demande illisible",
    401: "Clé absente ou refusée",
    403: "Action non permise",
    404: "Introuvable",
    405: "Méthode non acceptée",
    409: "Incompatible avec l’état actuel",
    411: "Longueur absente",
    413: "Demande trop longue",
    415: "Format non accepté",
    422: "Données refusées",
    429: "Trop de demandes",
    500: "Erreur de GPS",
    503: "GPS indisponible",
}

UNPROCESSABLE = 422

_STATUS: dict[int, tuple[E, ...]] = {
    400: (E.JSON_MALFORMED, E.REQUEST_MALFORMED),
    401: (E.KEY_MISSING, E.KEY_WRONG),
    403: (E.SCOPE_MISSING, E.NOT_ALLOWED, E.IMPORT_RESERVED),
    404: (E.ADDRESS_UNKNOWN, E.NOT_FOUND),
    405: (E.METHOD_NOT_ALLOWED,),
    409: (
        E.SUBMISSION_CONFLICT, E.ALREADY_REGISTERED, E.TRANSITION_FORBIDDEN, E.CORRECTION_FORBIDDEN, E.NOT_TO_COMPLETE,
        E.NOTHING_TO_CORRECT, E.TYPE_MISMATCH, E.ALREADY_RESOLVED, E.NOT_YET_OVERDUE, E.SEQUENCE_EXHAUSTED,
        E.GROUND_MISSING, E.PAPER_CANCELLED, E.PAPER_CHARACTER, E.PAPER_VALUE, E.REINTEGRATION_INACTIVE,
        E.REINTEGRATION_CANCELLED, E.OTHER_ARC, E.ARC_TAKEN, E.EAD_CHANGED, E.REQUEST_STANDS, E.REQUEST_REFUSED,
    ),
    411: (E.LENGTH_REQUIRED,),
    413: (E.BODY_TOO_LARGE, E.IMPORT_TOO_LARGE),
    415: (E.MEDIA_TYPE,),
    429: (E.TOO_MANY_REQUESTS, E.TOO_MANY_TRIES),
    500: (E.FAULT_OF_OURS,),
    503: (E.UNAVAILABLE,),
}  # fmt: skip
_OF = {code: status for status, codes in _STATUS.items() for code in codes}


def status_of(code: E) -> int:
    """Give the status of a refusal."""
    return _OF.get(code, UNPROCESSABLE)
