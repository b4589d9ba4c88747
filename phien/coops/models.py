"""Cooperatives, the people who work for them, and how they come in."""

import re
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from phien.kernel.words import gettext_noop

RESERVED_SLUGS = frozenset(
    {
        "accounts",
        "admin",
        "api",
        "assets",
        "health",
        "i18n",
        "invitations",
        "live",
        "media",
        "o",
        "offline",
        "orders",
        "parts",
        "phones",
        "reminders",
        "static",
    }
)
# ten digits, a branch's three after a dash, or a household's personal number of twelve; or not written yet
TAX_CODE = r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})?$"
SLUG = RegexValidator(re.compile(r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$"))


class Role(models.TextChoices):
    """What somebody does for a cooperative; a manager may do all of it."""

    MANAGER = "manager", gettext_noop("Manager")
    HOST = "host", gettext_noop("Host")
    KEEPER = "keeper", gettext_noop("Order keeper")
    PACKER = "packer", gettext_noop("Packer")
    BOOKKEEPER = "bookkeeper", gettext_noop("Bookkeeper")


class Coop(models.Model):
    """One cooperative: the tenant. Money is whole đồng."""

    slug = models.CharField(max_length=40, unique=True, validators=[SLUG])
    name = models.TextField()
    short_name = models.TextField(blank=True, default="")
    story = models.TextField(blank=True, default="")
    is_demo = models.BooleanField(default=False)
    order_prefix = models.CharField(max_length=2, validators=[RegexValidator(r"^[A-Z]{2}$")])
    return_name = models.TextField(blank=True, default="")
    return_phone = models.TextField(blank=True, default="")
    return_street = models.TextField(blank=True, default="")
    return_commune = models.TextField(blank=True, default="")
    return_province = models.TextField(blank=True, default="")
    bank_bin = models.CharField(max_length=6, blank=True, default="")
    bank_account = models.CharField(max_length=19, blank=True, default="")
    bank_holder = models.TextField(blank=True, default="")
    shipping_fee = models.BigIntegerField(default=30_000)
    button_hold_minutes = models.PositiveIntegerField(default=30)
    comment_hold_hours = models.PositiveIntegerField(default=12)
    # a new row of a run sheet begins with it; empty: no limit
    limit_per_buyer = models.PositiveIntegerField(null=True, blank=True)
    low_stock = models.PositiveIntegerField(default=10, db_default=10)
    late_after_days = models.PositiveIntegerField(default=2, db_default=2)
    # the seller as registered: what a buyer's confirmation says of who sold (Consumer Law 19/2023, art. 37)
    legal_name = models.TextField(blank=True, default="", db_default="")
    registration_number = models.CharField(max_length=20, blank=True, default="", db_default="")
    registered_at = models.TextField(blank=True, default="", db_default="")  # the office that registered it
    registered_on = models.DateField(null=True, blank=True)
    tax_code = models.CharField(max_length=14, blank=True, default="", db_default="")
    seller_address = models.TextField(blank=True, default="", db_default="")
    seller_phone = models.TextField(blank=True, default="", db_default="")
    seller_email = models.EmailField(blank=True, default="", db_default="")
    second_step_from = models.DateTimeField(null=True, blank=True)  # from then on nobody enters without one
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(shipping_fee__gte=0), name="coop_shipping_fee_not_negative"),
            models.CheckConstraint(
                condition=Q(button_hold_minutes__gte=1) & Q(comment_hold_hours__gte=1), name="coop_holds_last"
            ),
            models.CheckConstraint(
                condition=Q(limit_per_buyer=None) | Q(limit_per_buyer__gte=1), name="coop_limit_lets_one_buy"
            ),
            models.CheckConstraint(condition=Q(late_after_days__gte=1), name="coop_parcels_get_a_day"),
            models.CheckConstraint(condition=Q(tax_code__regex=TAX_CODE), name="coop_tax_code_is_one"),
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes people by login name."""

    def create_user(self, login: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(login=login.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, login: str, password: str | None = None, **fields: object) -> "Person":
        return self.create_user(login, password, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: by login name, phone or e-mail. Staff often have no e-mail."""

    login = models.CharField(
        max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]{1,38}$")]
    )
    name = models.TextField(blank=True, default="")
    phone = models.CharField(max_length=16, null=True, blank=True, unique=True)
    email = models.EmailField(null=True, blank=True)
    language = models.CharField(max_length=2, default="vi")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_email")]

    def __str__(self) -> str:
        return self.name or self.login

    @property
    def is_staff(self) -> bool:
        """Django's admin is not part of the product; only the shell's superuser counts."""
        return self.is_superuser


class Membership(models.Model):
    """One role of one person in one cooperative; several rows where somebody does several jobs."""

    coop = models.ForeignKey(Coop, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coop", "person", "role"], name="one_row_per_role"),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class Invitation(models.Model):
    """A one-time link; only the digest of its token is kept. Two kinds, told apart by `roles`:

    without roles it sets the password of `person`; `coop` is the one whose manager handed it out, if one did.
    With roles it lets whoever holds it into `coop`, and `person` is who used it.
    """

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="invitations")
    coop = models.ForeignKey(Coop, null=True, on_delete=models.CASCADE, related_name="invitations")
    roles = ArrayField(models.CharField(max_length=12), null=True)
    name = models.TextField(blank=True, db_default="", default="")
    made_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(roles=None, person__isnull=False)
                | Q(roles__isnull=False, coop__isnull=False, roles__len__gte=1),
                name="a_link_is_for_a_person_or_into_a_coop",
            ),
            models.CheckConstraint(
                condition=Q(roles=None) | Q(roles__contained_by=[role.value for role in Role]),
                name="invited_for_known_roles",
            ),
            models.CheckConstraint(
                condition=Q(roles=None) | Q(used_at=None) | Q(person__isnull=False),
                name="an_invitation_is_used_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation of {self.person or self.name}"


class Device(models.Model):
    """A browser in which somebody is signed in. It ends with its sign-in session, whose key it knows."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=300, blank=True, default="")
    since = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"device of {self.person}"
