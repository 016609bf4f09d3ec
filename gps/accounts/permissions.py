"""Who may do what on whose excise numbers: one table, and the only gate (rules G2, P3, P4, R2).

The rooms above reach their own rows through it: ``documents.permissions`` the register, ``outages.permissions`` the
requests for authorisation.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet

from gps.accounts.actors import Actor
from gps.accounts.models import ExciseNumber, Mandate
from gps.accounts.roles import Right, Role, Zone
from gps.accounts.scopes import Permission
from gps.domain.errors import DomainError, ErrorCode

Row = TypeVar("Row", bound=Model)

__all__ = [
    "PERMISSIONS",
    "Permission",
    "Scope",
    "excise_numbers_for",
    "may",
    "require",
    "scope_of",
    "usable",
    "within",
]


class Scope(StrEnum):
    """On whose excise numbers."""

    NONE = "none"
    ENROLLED = "enrolled"
    DECLARED = "declared"
    MANDATED = "mandated"
    OFFICE = "office"
    ALL = "all"


_OPERATOR = {
    Permission.CONSULT: Scope.ENROLLED,
    Permission.ISSUE: Scope.DECLARED,
    Permission.REGISTER: Scope.DECLARED,
    Permission.CANCEL: Scope.DECLARED,
    Permission.COMPLETE: Scope.DECLARED,
    Permission.CORRECT: Scope.DECLARED,
    Permission.ASK: Scope.DECLARED,
}
_PROVIDER = dict.fromkeys(
    (
        Permission.CONSULT,
        Permission.ISSUE,
        Permission.REGISTER,
        Permission.CANCEL,
        Permission.COMPLETE,
        Permission.CORRECT,
        Permission.ASK,
    ),
    Scope.MANDATED,
)
_OFFICER = dict.fromkeys(
    (
        Permission.CONSULT,
        Permission.ISSUE,
        Permission.ISSUE_BATCH,
        Permission.REGISTER,
        Permission.CANCEL,
        Permission.COMPLETE,
        Permission.CORRECT,
        Permission.REACTIVATE,
        Permission.SETTLE,
        Permission.ASK,
        Permission.ANSWER,
    ),
    Scope.OFFICE,
) | {Permission.INSPECT: Scope.ALL}
"""At the roadside an officer meets the papers of the whole country (V4)."""

PERMISSIONS: dict[Role, dict[Permission, Scope]] = {
    Role.OPERATOR: _OPERATOR,
    Role.PROVIDER: _PROVIDER,
    Role.OFFICER: _OFFICER,
    Role.NATIONAL: dict.fromkeys((Permission.CONSULT, Permission.STEER, Permission.INSPECT), Scope.ALL),
    Role.ADMINISTRATOR: dict.fromkeys((Permission.CONSULT, Permission.INSPECT), Scope.ALL),
    Role.SYSTEM: dict.fromkeys((Permission.CONSULT, Permission.DEACTIVATE, Permission.REINTEGRATE), Scope.ALL),
}
"""What is not in the table is refused."""


def scope_of(actor: Actor, permission: Permission) -> Scope:
    """Give how far a permission reaches for an actor; a machine has no more than the scopes of its key (P4)."""
    if actor.only is not None and permission not in actor.only:
        return Scope.NONE
    return PERMISSIONS[actor.role].get(permission, Scope.NONE)


def may(actor: Actor, permission: Permission) -> bool:
    """Tell whether an actor has a permission on any excise number at all: what the menu shows (P3)."""
    return scope_of(actor, permission) is not Scope.NONE


def require(actor: Actor, permission: Permission) -> None:
    """Refuse an actor who has the permission nowhere.

    Raises:
        DomainError: NOT_ALLOWED.
    """
    if not may(actor, permission):
        raise DomainError.of(ErrorCode.NOT_ALLOWED, action=permission.value)


def excise_numbers_for(actor: Actor, permission: Permission, now: datetime) -> QuerySet[ExciseNumber]:
    """Give the excise numbers on which an actor has a permission at a moment (G2, R2)."""
    return ExciseNumber.objects.filter(_reach(actor, permission, now))


def usable(actor: Actor, permissions: Iterable[Permission], now: datetime) -> set[Permission]:
    """Keep the permissions that reach at least one excise number: one query a scope. Who is entitled to nothing, or
    to consult alone, is shown nothing that he could not use (P1, P3).
    """
    kept: set[Permission] = set()
    by_scope: dict[Scope, list[Permission]] = {}
    for permission in permissions:
        by_scope.setdefault(scope_of(actor, permission), []).append(permission)
    for scope, members in by_scope.items():
        personal = scope in {Scope.ENROLLED, Scope.DECLARED, Scope.MANDATED}
        reaches = scope is not Scope.NONE
        if personal:
            reaches = excise_numbers_for(actor, members[0], now).exists()
        if reaches:
            kept.update(members)
    return kept


def within(rows: QuerySet[Row], actor: Actor, permission: Permission, now: datetime) -> QuerySet[Row]:
    """Keep the rows whose ``excise_number`` is within reach; no sub-query when all are."""
    if scope_of(actor, permission) is Scope.ALL:
        return rows
    return rows.filter(excise_number__in=excise_numbers_for(actor, permission, now))


def _reach(actor: Actor, permission: Permission, now: datetime) -> Q:
    """The condition on excise numbers that a scope stands for."""
    match scope_of(actor, permission):
        case Scope.ALL:
            return Q()
        case Scope.ENROLLED if actor.user_id is not None:
            return Q(enrolments__user_id=actor.user_id)
        case Scope.DECLARED if actor.user_id is not None:
            return Q(enrolments__user_id=actor.user_id, enrolments__right=Right.DECLARE)
        case Scope.MANDATED:
            mandates = Mandate.objects.filter(_in_force(now), provider_id=actor.provider_id)
            return Q(pk__in=mandates.values("excise_number_id"))
        case Scope.OFFICE if actor.office_id is not None:
            return Q(office_id=actor.office_id)
        case _:
            return Q(pk__in=[])


def _in_force(now: datetime) -> Q:
    """The mandates that hold at a moment: their days are those of each establishment's own time zone."""
    held = Q()
    for zone in Zone:
        held |= Q(excise_number__time_zone=zone) & Mandate.in_force(now.astimezone(ZoneInfo(zone)).date())
    return held
