"""How a signed-in user is fetched at each request: with his office and provider, in one query."""

from django.contrib.auth.backends import ModelBackend

from gps.accounts.models import User


class PasswordBackend(ModelBackend):
    """E-mail and password; see ``gps.web.views.session`` for the limit on tries."""

    def get_user(self, user_id: int) -> User | None:
        """Give the account of a session, None when it is gone or closed."""
        user = User.objects.select_related("office", "provider").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
