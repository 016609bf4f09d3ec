"""The tables of the register. Only ``gps.documents.operations`` writes them."""

from gps.documents.models.anomaly import FOR_CUSTOMS, Anomaly, AnomalyKind
from gps.documents.models.document import FallbackDocument, RecordingMode, SequenceCounter, Submission
from gps.documents.models.ead import EadDraft, EadModel
from gps.documents.models.history import HistoryEntry
from gps.documents.models.proof import Check, CheckMethod, SigningKey

__all__ = [
    "FOR_CUSTOMS",
    "Anomaly",
    "AnomalyKind",
    "Check",
    "CheckMethod",
    "EadDraft",
    "EadModel",
    "FallbackDocument",
    "HistoryEntry",
    "RecordingMode",
    "SequenceCounter",
    "SigningKey",
    "Submission",
]
