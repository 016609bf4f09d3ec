"""Who the people of the demonstration are, as they act."""

from gps.accounts.actors import Actor, actor_of
from gps.accounts.models import User


def acting(account: str) -> Actor:
    """The actor that the person with this account is."""
    return actor_of(User.objects.get(email__startswith=f"{account}@"))
