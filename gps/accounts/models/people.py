"""Accounts: users with their role, what they are entitled to, how they are known elsewhere."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from gps.accounts.models.establishments import CustomsOffice, EdiProvider, ExciseNumber
from gps.accounts.roles import USER_ROLES, Right, Role


class UserManager(BaseUserManager["User"]):
    """Creates accounts; the address is the account's name, in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create and give an account. Without a password nobody can sign in with one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator (``python -m gps createsuperuser``)."""
        return self.create_user(email, password, **(fields | {"role": Role.ADMINISTRATOR}))

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find an account by its address, whatever the case typed."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person. One role each; an officer has an office, a provider's user a provider (rule P4)."""

    email = models.EmailField("adresse électronique", unique=True)
    first_name = models.CharField("prénom", max_length=60)
    last_name = models.CharField("nom", max_length=60)
    role = models.CharField("rôle", max_length=15, choices=USER_ROLES)
    office = models.ForeignKey(
        CustomsOffice, models.PROTECT, null=True, blank=True, related_name="officers", verbose_name="service"
    )
    provider = models.ForeignKey(
        EdiProvider, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="prestataire EDI"
    )
    is_active = models.BooleanField("actif", default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name", "last_name"]

    class Meta:
        verbose_name = "compte"
        ordering = ("last_name", "first_name")
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.OFFICER, office__isnull=False) | (~Q(role=Role.OFFICER) & Q(office__isnull=True)),
                name="user_office_iff_officer",
                violation_error_message="Un service est indiqué pour un agent d’un service, et pour lui seul.",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.PROVIDER, provider__isnull=False)
                | (~Q(role=Role.PROVIDER) & Q(provider__isnull=True)),
                name="user_provider_iff_provider",
                violation_error_message="Un prestataire est indiqué pour un utilisateur de prestataire, et lui seul.",
            ),
            models.CheckConstraint(condition=Q(role__in=[r for r, _ in USER_ROLES]), name="user_role_known"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def clean(self) -> None:
        """Keep the address in lower case, as it is looked for, wherever the account is created."""
        super().clean()
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        """First name and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin lets the account in: administrators alone."""
        return self.role == Role.ADMINISTRATOR

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Administrators may all that the admin offers; it offers no change of documents or history."""
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """As ``has_perm``."""
        return self.is_active and self.is_staff


class Identity(models.Model):
    """How a user is known to an identity provider: an account is keyed on the pair, never on the address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="identities", verbose_name="compte")
    idp_id = models.CharField("fournisseur d’identité", max_length=100)
    sub = models.CharField("identifiant chez lui", max_length=255)

    class Meta:
        verbose_name = "identité"
        constraints = [models.UniqueConstraint(fields=["idp_id", "sub"], name="identity_unique")]

    def __str__(self) -> str:
        return f"{self.user} chez {self.idp_id}"


class Enrolment(models.Model):
    """The right of a user on an excise number: to consult, or to declare as well (rule G2)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="enrolments", verbose_name="compte")
    excise_number = models.ForeignKey(
        ExciseNumber, models.CASCADE, related_name="enrolments", verbose_name="numéro d’accise"
    )
    right = models.CharField("droit", max_length=10, choices=Right)

    class Meta:
        verbose_name = "habilitation"
        constraints = [
            models.UniqueConstraint(fields=["user", "excise_number"], name="enrolment_unique"),
            models.CheckConstraint(condition=Q(right__in=Right.values), name="enrolment_right_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} : {self.get_right_display()} {self.excise_number.number}"
