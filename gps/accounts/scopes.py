"""What can be asked of GPS, and the bundles of it that a machine's key may be given (rule P4)."""

from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """What can be asked of the register and of the outages."""

    CONSULT = "consult"
    ISSUE = "issue"
    ISSUE_BATCH = "issue_batch"
    REGISTER = "register"
    CANCEL = "cancel"
    COMPLETE = "complete"
    CORRECT = "correct"
    REACTIVATE = "reactivate"
    SETTLE = "settle"
    DEACTIVATE = "deactivate"
    REINTEGRATE = "reintegrate"
    ASK = "ask"
    ANSWER = "answer"
    STEER = "steer"
    INSPECT = "inspect"


SCOPES: dict[str, frozenset[Permission]] = {
    "documents:read": frozenset({Permission.CONSULT}),
    "documents:issue": frozenset({Permission.ISSUE, Permission.ISSUE_BATCH}),
    "documents:register": frozenset({Permission.REGISTER}),
    "documents:change": frozenset({Permission.CANCEL, Permission.COMPLETE, Permission.CORRECT, Permission.REACTIVATE}),
    "requests": frozenset({Permission.ASK}),
    "gamma": frozenset({Permission.REINTEGRATE, Permission.CONSULT}),
}
"""What each scope of a key opens; what is in none of them is for people alone."""

SCOPE_LABELS: dict[str, str] = {
    "documents:read": "Consulter les documents, leur historique et les perturbations",
    "documents:issue": "Générer des numéros",
    "documents:register": "Enregistrer des numéros a posteriori, un par un ou par fichier",
    "documents:change": "Annuler, compléter, corriger ou réactiver des documents",
    "requests": "Demander des autorisations au service de rattachement",
    "gamma": "Régulariser, pour GAMM@",
}


def opened_by(scopes: Iterable[str]) -> frozenset[Permission]:
    """Give all that some scopes open. Whoever may do something may look at it; an unknown scope opens nothing."""
    opened = frozenset[Permission]().union(*(SCOPES.get(scope, frozenset()) for scope in scopes))
    return opened | {Permission.CONSULT} if opened else opened
