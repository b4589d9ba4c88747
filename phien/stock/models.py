"""Stock of a variant, its ledger, and the allotments that sell from it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from phien.kernel.words import gettext_noop
from phien.plumbing.tenancy import CoopOwned


class Stock(CoopOwned):
    """On hand is physical; reserved is what sessions hold of it. One row a variant."""

    variant = models.OneToOneField("catalog.Variant", on_delete=models.PROTECT, primary_key=True)
    on_hand = models.IntegerField(db_default=0, default=0)
    reserved = models.IntegerField(db_default=0, default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand")),
                name="reserved_between_nothing_and_on_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} ({self.reserved})"


class Ledger(CoopOwned):
    """Why the number on hand changed. On hand is the sum of these."""

    class Kind(models.TextChoices):
        RECEIVED = "received", gettext_noop("Received")
        SHIPPED = "shipped", gettext_noop("Shipped")
        RETURNED = "returned", gettext_noop("Returned")
        ADJUSTED = "adjusted", gettext_noop("Adjusted")

    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind.choices)
    delta = models.IntegerField()
    reason = models.TextField(blank=True, db_default="", default="")
    order_id = models.BigIntegerField(null=True)  # orders stand above stock: a plain number
    person = models.ForeignKey("coops.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["variant", "-id"], name="ledger_of_variant")]
        constraints = [
            models.CheckConstraint(condition=~Q(delta=0), name="ledger_changes_something"),
            models.CheckConstraint(
                condition=~Q(kind="adjusted") | ~Q(reason=""), name="an_adjustment_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.delta:+d}"


class Allotment(CoopOwned):
    """A part of a variant's stock that one seller (a live session's item) may promise."""

    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="allotments")
    session_id = models.BigIntegerField(null=True)  # live stands above: a plain number
    allotted = models.IntegerField()
    remaining = models.IntegerField()
    taken = models.IntegerField(db_default=0, default=0)

    class Meta:
        indexes = [models.Index(fields=["session_id"], name="allotment_of_session")]
        constraints = [
            models.CheckConstraint(
                condition=Q(allotted=F("remaining") + F("taken")), name="allotted_is_remaining_and_taken"
            ),
            models.CheckConstraint(
                condition=Q(remaining__gte=0) & Q(taken__gte=0), name="nothing_promised_twice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remaining}/{self.allotted}"
