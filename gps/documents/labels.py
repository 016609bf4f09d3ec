"""The French words of the register, as the guide writes them."""

from gps.domain.lifecycle import (
    Action,
    ActorKind,
    CancellationReason,
    ManualReason,
    Means,
    ReactivationReason,
    Status,
)
from gps.domain.reference import DocumentType

STATUS = {
    Status.ACTIVE: "Actif",
    Status.INACTIVE: "Inactif",
    Status.CANCELLED: "Annulé",
    Status.REINTEGRATED: "Réintégré",
}

STATUS_MEANING = {
    Status.ACTIVE: "Le document couvre légalement le mouvement de marchandises.",
    Status.INACTIVE: "Le mouvement n’a pas été régularisé : il ne dispose plus de couverture légale.",
    Status.CANCELLED: "Le numéro ne sera pas utilisé pour un mouvement de marchandises.",
    Status.REINTEGRATED: "Le mouvement a été régularisé dans GAMM@.",
}

ACTOR_KIND = {
    ActorKind.OPERATOR: "Opérateur",
    ActorKind.CUSTOMS: "Douanier",
    ActorKind.EDI_PROVIDER: "Prestataire EDI",
    ActorKind.SYSTEM: "Système",
}

DOCUMENT_TYPE = {
    DocumentType.DAA: "DAA – circulation en suspension de droits",
    DocumentType.DSA: "DSA – circulation en droits acquittés",
}

DOCUMENT_TYPE_SEARCHED = {DocumentType.DAA: "DAE", DocumentType.DSA: "DSA"}
"""The guide's search says DAE where its forms say DAA."""

RECORDING_MODE = {"normal": "normal", "a_posteriori": "a posteriori"}

CANCELLATION_REASON = {
    CancellationReason.TRANSACTION_INTERRUPTED: "Transaction commerciale interrompue",
    CancellationReason.DOCUMENT_ERROR: "Erreur sur le document",
    CancellationReason.SYSTEM_BACK_BEFORE_DISPATCH: "Reprise du système avant expédition des marchandises",
    CancellationReason.OTHER: "Autre",
}

REACTIVATION_REASON = {
    ReactivationReason.OPERATOR_TECHNICAL: "Problèmes techniques récurrents chez l’opérateur",
    ReactivationReason.CUSTOMS_TECHNICAL: "Problèmes techniques récurrents douaniers",
    ReactivationReason.OPERATOR_OMISSION: "Oubli de la part de l’opérateur",
    ReactivationReason.REGULARISATION_FAILED: "Échec de la régularisation dans GAMM@",
    ReactivationReason.OTHER: "Autre",
}

ACTION = {
    Action.ISSUE: "Numéro généré par GPS",
    Action.REGISTER: "Numéro enregistré a posteriori",
    Action.CANCEL: "Numéro annulé",
    Action.DEACTIVATE: "Document rendu inactif",
    Action.REACTIVATE: "Document réactivé",
    Action.REINTEGRATE: "Mouvement régularisé dans GAMM@",
    Action.WITHDRAW: "Régularisation retirée",
    Action.COMPLETE: "Document complété",
    Action.CORRECT: "Données corrigées",
    Action.NOTE_RECEIPT: "Communication notée par le service",
    Action.CONFIRM_JUMP: "Saut de séquence confirmé par le service",
    Action.CLEAR_FLAG: "Signalement traité par le service",
    Action.DESCRIBE: "Données du document saisies",
}

MANUAL_REASON = {
    ManualReason.OUTSIDE_OFFICE_HOURS: "En dehors des heures d’ouverture du bureau",
    ManualReason.GPS_UNAVAILABLE: "GPS indisponible ou hors de portée",
    ManualReason.SERVICE_UNREACHABLE: "Service injoignable",
}

MEANS = {Means.MAIL: "Mél", Means.FAX: "Télécopie", Means.TELEPHONE: "Téléphone", Means.OTHER: "Autre moyen"}

ANSWER = {
    "valid": "Valable",
    "cancelled": "Annulé",
    "inactive": "Inactif",
    "regularised": "Régularisé",
    "unconfirmed": "Non confirmé",
    "forged": "Signature fausse",
    "withdrawn": "Signature retirée",
    "unreadable": "QR code non reconnu",
    "signed": "Signature authentique",
    "unavailable": "Vérification impossible pour l’instant",
}
"""What the holder of a paper is told of it (`gps.documents.verification.Answer`)."""

REASON = {
    Action.CANCEL: {reason.value: label for reason, label in CANCELLATION_REASON.items()},
    Action.REACTIVATE: {reason.value: label for reason, label in REACTIVATION_REASON.items()},
    Action.WITHDRAW: {reason.value: label for reason, label in REACTIVATION_REASON.items()},
}
