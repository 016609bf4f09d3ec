"""What a person is warned of on top of a page: a year whose numbers run out (rule N8)."""

from gps.accounts.permissions import Permission, excise_numbers_for
from gps.documents import situation
from gps.documents.situation import NextNumber
from gps.web.middleware import Request


def running_out(request: Request) -> list[NextNumber]:
    """Give the establishments, among those the person declares for, that are past sequence 90000 this year."""
    reach = excise_numbers_for(request.actor, Permission.ISSUE, request.now)
    return situation.running_out(reach, request.now)
