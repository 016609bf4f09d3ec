"""The mails, who asked for them, who does not want them, which documents people were told of; and webhooks."""

from gps.notices.models.mails import SUBJECT_LENGTH, DocumentTold, Mail, Preference, Subscription
from gps.notices.models.webhooks import Delivery, Endpoint, LogPosition

__all__ = [
    "SUBJECT_LENGTH",
    "Delivery",
    "DocumentTold",
    "Endpoint",
    "LogPosition",
    "Mail",
    "Preference",
    "Subscription",
]
