"""What the documentation shows as answers. The tests run the examples and hold the answers to these."""

from typing import Any

NUMBER = "26FR007328E0001000011"
HAND_MADE_NUMBER = "26FR007328E0001000081"
ARC = "26FRG0C0XYZ0000000Q12"
DOCUMENT: dict[str, Any] = {
    "reference": NUMBER,
    "document_type": "DAA",
    "recording_mode": "normal",
    "status": "active",
    "overdue": False,
    "due_at": "2026-11-30T19:30:00+01:00",
    "to_complete": False,
    "excise_number": "FR007328E0001",
    "transport_identity": "AB-123-CD",
    "dispatch_at": "2026-11-20T19:30:00+01:00",
    "recorded_at": "2026-11-20T18:45:30+01:00",
    "recorded_on": "2026-11-20",
    "ground": {"kind": "alert", "reference": "P26-0042", "label": "Alerte P26-0042"},
    "arc": None,
    "replaces": None,
    "cancellation_reason": None,
    "reactivation_reason": None,
    "reactivated_at": None,
    "manual_reason": None,
    "told_at": None,
    "told_means": None,
    "receipt_at": None,
    "receipt_means": None,
    "flags": [],
    "links": {
        "self": f"/api/v1/documents/{NUMBER}",
        "history": f"/api/v1/documents/{NUMBER}/history",
        "form": f"/api/v1/documents/{NUMBER}/form.pdf",
    },
}
HAND_MADE = DOCUMENT | {
    "reference": HAND_MADE_NUMBER,
    "recording_mode": "a_posteriori",
    "due_at": "2026-11-30T18:45:30+01:00",
    "dispatch_at": "2026-11-19T08:15:00+01:00",
    "manual_reason": "outside_office_hours",
    "told_at": "2026-11-19T08:00:00+01:00",
    "told_means": "mail",
    "links": {
        "self": f"/api/v1/documents/{HAND_MADE_NUMBER}",
        "history": f"/api/v1/documents/{HAND_MADE_NUMBER}/history",
        "form": f"/api/v1/documents/{HAND_MADE_NUMBER}/form.pdf",
    },
}
CANCELLED = DOCUMENT | {"status": "cancelled", "due_at": None, "cancellation_reason": "transaction_interrupted"}
REINTEGRATED = DOCUMENT | {"status": "reintegrated", "due_at": None, "arc": ARC}
REACTIVATED = DOCUMENT | {
    "reactivation_reason": "operator_omission",
    "reactivated_at": "2026-11-20T18:45:30+01:00",
}
WITHDRAWN = REACTIVATED | {"reactivation_reason": "regularisation_failed"}
HISTORY: list[dict[str, Any]] = [
    {
        "position": 1,
        "at": "2026-11-20T18:45:30+01:00",
        "actor_kind": "operator",
        "actor": "Logiciel (Alix Exemple)",
        "action": "issue",
        "from_status": None,
        "to_status": "active",
        "reason": None,
        "comment": None,
        "previous_hash": "0" * 64,
        "hash": "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4",
    }
]
