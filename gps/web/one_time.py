"""The one-time key of a form, and the minute at which it was opened, signed (rules G4, G6).

The key makes a double click, a refresh, « back » and a retry give the same number; the moment lets what was typed
while the clock moved on be accepted for a while. Both are bound to the account that opened the form.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing

from gps.accounts.actors import Actor

_SALT = "gps.form"


@dataclass(frozen=True)
class FormTicket:
    """What a form carries in its hidden field."""

    key: str
    opened_at: datetime

    @classmethod
    def new(cls, now: datetime) -> "FormTicket":
        """A ticket with a key that was never used."""
        return cls(secrets.token_urlsafe(16), now)

    def sealed(self, actor: Actor) -> str:
        """Give the signed text of the hidden field."""
        content = [self.key, int(self.opened_at.timestamp()), actor.account]
        return signing.dumps(content, salt=_SALT)

    @classmethod
    def unsealed(cls, text: str, actor: Actor) -> "FormTicket | None":
        """Read the hidden field; None when it was forged, or opened by another account."""
        try:
            key, opened, account = signing.loads(text, salt=_SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        if account != actor.account:
            return None
        return cls(key, datetime.fromtimestamp(opened, UTC))
