"""The verbs of the register: the only code that writes it. One is a batch of one.

Each verb checks the permission, takes its locks, asks the domain, and writes the change and its history line in one
transaction; what it refuses, it refuses with a ``DomainError`` and nothing is written.
"""

from gps.documents.operations.anomalies import confirm_jump, justify, replace, report_malformed, settle
from gps.documents.operations.changing import (
    cancel,
    complete,
    correct,
    deactivate,
    note_receipt,
    reactivate,
    reintegrate,
    withdraw,
)
from gps.documents.operations.ead import delete_model, save_ead, save_model, start_from_document, start_from_model
from gps.documents.operations.issuing import BATCH_LIMIT, IssueRequest, generate_many
from gps.documents.operations.registering import Outcome, Report, register_many

__all__ = [
    "BATCH_LIMIT",
    "IssueRequest",
    "Outcome",
    "Report",
    "cancel",
    "complete",
    "confirm_jump",
    "correct",
    "deactivate",
    "delete_model",
    "generate_many",
    "justify",
    "note_receipt",
    "reactivate",
    "register_many",
    "reintegrate",
    "replace",
    "report_malformed",
    "save_ead",
    "save_model",
    "settle",
    "start_from_document",
    "start_from_model",
    "withdraw",
]
