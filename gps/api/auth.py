"""Who asks: the key in ``Authorization: Bearer``, and nothing else. No cookie opens the API, so nothing can be forged
from a browser (rule P4).
"""

from django.http import HttpRequest
from ninja.security import HttpBearer

from gps.accounts import keys
from gps.accounts.actors import Actor, actor_of_key
from gps.accounts.permissions import Permission, require
from gps.api import limits
from gps.api.requests import ApiRequest, require_length
from gps.domain.errors import DomainError, ErrorCode, Fault


class Key(HttpBearer):
    """Finds the actor of a key, counts the request, and refuses parameters that the operation does not know."""

    def __call__(self, request: HttpRequest) -> Actor:
        """Give the actor, which is ``request.actor`` from here on.

        Raises:
            DomainError: KEY_MISSING, KEY_WRONG, TOO_MANY_REQUESTS; NOT_ALLOWED for a key without a scope;
                LENGTH_REQUIRED, FIELD_UNKNOWN.
        """
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.openapi_scheme or not secret.strip():
            return self._refuse(request, ErrorCode.KEY_MISSING)
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Look the key up: one query, and one for the limit."""
        asked: ApiRequest = request  # type: ignore[assignment]  # the middleware made it one
        key = keys.find(token, asked.now)
        if key is None:
            return self._refuse(request, ErrorCode.KEY_WRONG)
        asked.actor = actor_of_key(key)
        asked.taken = limits.count_request(asked.actor, asked.now)
        limits.check(asked.taken)
        require(asked.actor, Permission.CONSULT)
        require_length(request)
        unknown = [name for name in request.GET if name not in asked.parameters]
        if unknown:
            raise DomainError(Fault(ErrorCode.FIELD_UNKNOWN, name) for name in unknown)
        return asked.actor

    def _refuse(self, request: HttpRequest, code: ErrorCode) -> Actor:
        """Refuse; whoever tries too often is told to wait instead."""
        limits.count_refusal(request, request.now)  # type: ignore[attr-defined]
        raise DomainError.of(code)
