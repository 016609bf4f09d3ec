"""Where a request comes from: what tries are counted by."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Where a request comes from. Behind one's own proxy it is the last address that the proxy noted: whatever stands
    before it in the header was written by the client.
    """
    if settings.BEHIND_PROXY:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()[:60]
    return str(request.META.get("REMOTE_ADDR", ""))
