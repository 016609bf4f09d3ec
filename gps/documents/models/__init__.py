"""The tables of the register. Only ``gps.documents.operations`` writes them."""

from gps.documents.models.anomaly import Anomaly, AnomalyKind
from gps.documents.models.document import FallbackDocument, RecordingMode, SequenceCounter, Submission
from gps.documents.models.history import HistoryEntry

__all__ = [
    "Anomaly",
    "AnomalyKind",
    "FallbackDocument",
    "HistoryEntry",
    "RecordingMode",
    "SequenceCounter",
    "Submission",
]
