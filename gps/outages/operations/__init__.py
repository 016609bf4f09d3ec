"""The verbs of outages and authorisations: the only code that writes them.

Each checks the permission, holds what it changes, asks the domain, and writes the change, its dated line and what is
to be told in one transaction; what it refuses, it refuses with a ``DomainError`` and nothing is written.
"""

from gps.outages.operations.answering import answer
from gps.outages.operations.asking import Asking, ask, rely_on_silence, withdraw
from gps.outages.operations.opening import open_alerts, open_operator_incident, open_provider_incident
from gps.outages.operations.steering import cancel, change, end, reopen

__all__ = [
    "Asking",
    "answer",
    "ask",
    "cancel",
    "change",
    "end",
    "open_alerts",
    "open_operator_incident",
    "open_provider_incident",
    "rely_on_silence",
    "reopen",
    "withdraw",
]
