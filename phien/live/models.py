"""Sessions, their run sheets, and the desk's own row."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from phien.kernel.words import gettext_noop
from phien.plumbing.tenancy import CoopOwned, ScopedManager


class Repeat(CoopOwned):
    """A session that comes again every week at its day and hour, here in the cooperative's own time."""

    title = models.TextField()
    weekday = models.PositiveSmallIntegerField()  # 0: Monday
    begins = models.TimeField()
    until = models.DateField(null=True, blank=True)  # the last day it may come; empty: until stopped
    made_until = models.DateField()  # the last day that was planned
    stopped_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days")]

    def __str__(self) -> str:
        return f"{self.title} every week"


class Session(CoopOwned):
    """One live sale. Open sessions have a desk; scheduled and closed ones have none."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", gettext_noop("Scheduled")
        OPEN = "open", gettext_noop("Live")
        CLOSED = "closed", gettext_noop("Ended")

    title = models.TextField()
    state = models.TextField(choices=State.choices, db_default="scheduled", default="scheduled")
    scheduled_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    staff_at = models.DateTimeField(db_default=Now())  # last action of staff: 3 h of silence close it
    pinned = models.ForeignKey("live.Item", null=True, on_delete=models.SET_NULL, related_name="+")
    pinned_at = models.DateTimeField(null=True)
    repeat = models.ForeignKey(Repeat, null=True, on_delete=models.SET_NULL, related_name="+")
    repeat_on = models.DateField(null=True)  # the day it was planned for; it may be moved since
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["coop", "-scheduled_at"], name="session_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["scheduled", "open", "closed"]), name="session_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(opened_at__isnull=False), name="an_open_session_was_opened"
            ),
            models.UniqueConstraint(fields=["repeat", "repeat_on"], name="a_week_is_planned_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Item(CoopOwned):
    """One row of the run sheet: what the host calls it, its price in this live, its part of the stock."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="items")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    allotment = models.OneToOneField("stock.Allotment", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    code = models.TextField()  # upper case, as the host says it: A1
    name = models.TextField()
    aliases = ArrayField(models.TextField(), default=list, blank=True)
    group = models.TextField(blank=True, default="")
    price = models.BigIntegerField()
    flash_price = models.BigIntegerField(null=True, blank=True)
    flash_until = models.DateTimeField(null=True, blank=True)
    planned = models.PositiveIntegerField(default=0)  # to allot when the session opens
    limit_per_buyer = models.PositiveIntegerField(null=True, blank=True)
    waiting_limit = models.PositiveIntegerField(null=True, blank=True)  # default: as long as the allotment
    say = models.TextField(blank=True, default="")  # what the host should say next about it
    said_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)  # no longer sold in this live

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "code"], name="one_item_a_code"),
            models.CheckConstraint(
                condition=Q(price__gte=0) & (Q(flash_price__isnull=True) | Q(flash_price__gte=0)),
                name="item_prices_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(flash_price__isnull=True) | Q(flash_until__isnull=False),
                name="a_flash_price_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Desk(models.Model):
    """The lease of a session's one writer: fence, sequence and beat. See docs/decisions on the desk."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, primary_key=True)
    fence = models.BigIntegerField(db_default=0, default=0)
    seq = models.BigIntegerField(db_default=0, default=0)
    beat = models.BigIntegerField(db_default=0, default=0)
    owner = models.TextField(db_default="", default="")  # empty: released, anybody may claim it

    every_coop = models.Manager()
    objects = ScopedManager("session__coop")

    def __str__(self) -> str:
        return f"desk of session {self.session_id} at {self.fence}.{self.seq}"


class Command(models.Model):
    """The first answer to a command that is no wish; a repeat of its key gets it again."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    key = models.TextField()
    answer = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    every_coop = models.Manager()
    objects = ScopedManager("session__coop")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "key"], name="one_command_one_answer")]

    def __str__(self) -> str:
        return self.key


class Phone(CoopOwned):
    """The studio handed over to another phone: a one-time link, and the sign-in that it became."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("coops.Person", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)  # of its token
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    sign_in = models.CharField(max_length=40, db_default="", default="")  # key of Django's session
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(used_at__lt=models.F("expires_at")),
                name="a_phone_link_is_used_in_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} on another phone"


class Block(CoopOwned):
    """A buyer or a comments' author who may not order from this cooperative, nor be read by its viewers.

    `buyer_key` is the desk's name of them (`c:facebook:<author id>`, or a cookie's); a lifted block stays.
    """

    buyer_key = models.TextField()
    name = models.TextField(blank=True, db_default="", default="")  # as they called themselves
    reason = models.TextField()
    person = models.ForeignKey("coops.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coop", "buyer_key"], condition=Q(lifted_at__isnull=True), name="blocked_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_block_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.name or self.buyer_key


class Token(CoopOwned):
    """An API token: only its SHA-256 digest is kept. For one session, or for all of a cooperative's."""

    digest = models.CharField(max_length=64, unique=True)
    session = models.ForeignKey(Session, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("coops.Person", null=True, on_delete=models.CASCADE, related_name="+")
    label = models.TextField(blank=True, db_default="", default="")
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label or f"token {self.pk}"
