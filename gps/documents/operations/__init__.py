"""The verbs of the register: the only code that writes it. One is a batch of one.

Each verb checks the permission, takes its locks, asks the domain, and writes the change and its history line in one
transaction; what it refuses, it refuses with a ``DomainError`` and nothing is written.
"""

from gps.documents.operations.anomalies import confirm_jump, justify, reopen, replace, report_malformed, settle
from gps.documents.operations.changing import (
    cancel,
    complete,
    correct,
    deactivate,
    note_receipt,
    reactivate,
)
from gps.documents.operations.checking import Report
from gps.documents.operations.ead import delete_model, save_ead, save_model, start_from_document, start_from_model
from gps.documents.operations.issuing import BATCH_LIMIT, Issued, IssueRequest, generate_many, issue_many
from gps.documents.operations.judging import Rehearsal
from gps.documents.operations.registering import Outcome, register_many
from gps.documents.operations.regularising import reintegrate, withdraw

__all__ = [
    "BATCH_LIMIT",
    "IssueRequest",
    "Issued",
    "Outcome",
    "Rehearsal",
    "Report",
    "cancel",
    "complete",
    "confirm_jump",
    "correct",
    "deactivate",
    "delete_model",
    "generate_many",
    "issue_many",
    "justify",
    "note_receipt",
    "reactivate",
    "register_many",
    "reintegrate",
    "reopen",
    "replace",
    "report_malformed",
    "save_ead",
    "save_model",
    "settle",
    "start_from_document",
    "start_from_model",
    "withdraw",
]
