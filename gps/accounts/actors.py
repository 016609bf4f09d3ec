"""Who acts: the one shape in which the rest of GPS sees an account, a person's or a machine's."""

from dataclasses import dataclass

from gps.accounts.models import ApiKey, User
from gps.accounts.roles import ACTOR_KINDS, Role
from gps.accounts.scopes import opened_by
from gps.domain.lifecycle import ActorKind


@dataclass(frozen=True)
class Actor:
    """An account that acts: its role, a stable identifier for the history, the name that people read.

    ``only``, when it is set, names the permissions that a machine's key was given, out of those of its role.
    """

    role: Role
    account: str
    label: str
    user_id: int | None = None
    office_id: int | None = None
    provider_id: int | None = None
    only: frozenset[str] | None = None

    @property
    def kind(self) -> ActorKind:
        """The type of actor that the history and the search speak of (R1)."""
        return ACTOR_KINDS[self.role]

    @property
    def is_customs(self) -> bool:
        """Whether this is customs staff: of an office, national, or an administrator."""
        return self.kind is ActorKind.CUSTOMS


SYSTEM = Actor(Role.SYSTEM, "system", "GPS")


def actor_of(user: User) -> Actor:
    """The actor that a signed-in user is. Costs no query when ``office`` and ``provider`` were fetched with him."""
    label = str(user)
    if user.office is not None:
        label = f"{label} ({user.office.name})"
    elif user.provider is not None:
        label = f"{label} ({user.provider.name})"
    return Actor(Role(user.role), f"user:{user.pk}", label, user.pk, user.office_id, user.provider_id)


def actor_of_key(key: ApiKey) -> Actor:
    """The actor that a machine with this key is: it has the reach of its owner, within the scopes of the key (P4)."""
    label = key.label if key.role == Role.SYSTEM else f"{key.label} ({key.owner})"
    office_id = key.user.office_id if key.user is not None else None
    only = opened_by(key.scopes)
    return Actor(Role(key.role), f"key:{key.pk}", label, key.user_id, office_id, key.provider_id, only)
