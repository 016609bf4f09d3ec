"""The reference data in Django's admin: who is who, who may what, who carries whose messages.

Administrators alone get in (rule P4). The rows of an inline are shown and can be added; each is changed on a page of
its own, so that a right granted or withdrawn has its own line in the log, and no page posts hundreds of fields.
"""

from gps.accounts.admin import establishments, keys, people
from gps.accounts.admin.site import ReadOnlyAdmin, ReadOnlyInline

__all__ = ["ReadOnlyAdmin", "ReadOnlyInline", "establishments", "keys", "people"]
