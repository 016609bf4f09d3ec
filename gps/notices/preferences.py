"""What a person wants to be told: each kind of notice that the role may have, on until it is turned off."""

from collections.abc import Collection

from gps.accounts.models import User
from gps.accounts.roles import Role
from gps.notices.labels import KINDS_OF_ROLE, Kind
from gps.notices.models import Preference


def kinds_of(user: User) -> tuple[Kind, ...]:
    """The notices that an account may have, by its role."""
    return KINDS_OF_ROLE.get(Role(user.role), ())


def wanted(user: User) -> list[Kind]:
    """Those that the person has not turned off."""
    refused = set(Preference.objects.filter(user=user, wanted=False).values_list("kind", flat=True))
    return [kind for kind in kinds_of(user) if kind not in refused]


def choose(user: User, kinds: Collection[str]) -> None:
    """Note which notices a person wants; those that the role does not have are left out."""
    rows = [Preference(user=user, kind=kind.value, wanted=kind in kinds) for kind in kinds_of(user)]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["wanted"]
    )
