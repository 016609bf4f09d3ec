"""How a mail leaves (RFC 8058 for its one-click end).

The server is spoken to outside of any transaction: a slow one holds no lock. A worker killed between « sent » and its
note of it sends once more, the very same message: same Message-ID, same date.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from django.core.mail import EmailMessage

from gps.notices.models import Mail


def send(payload: Mapping[str, Any], now: datetime) -> None:
    """Send one mail, unless it has left already, or its recipient has ended what it comes from."""
    mail = Mail.objects.select_related("subscription").filter(pk=payload["mail"], sent_at__isnull=True).first()
    if mail is None:
        return
    if mail.subscription is not None and mail.subscription.ended_at is not None:
        mail.delete()
        return
    envelope(mail).send()
    Mail.objects.filter(pk=mail.pk).update(sent_at=now)


def envelope(mail: Mail) -> EmailMessage:
    """The mail as it travels. Nobody answers a robot (RFC 3834), and one click ends a subscription."""
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(mail.made_at.astimezone(UTC)),
        "Auto-Submitted": "auto-generated",
    }
    if mail.end_url:
        headers["List-Unsubscribe"] = f"<{mail.end_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(mail.subject, mail.text, to=[mail.to], headers=headers)
