"""Wishes with their first answers, and waiting lists."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from phien.plumbing.tenancy import CoopOwned


class Wish(CoopOwned):
    """One comment or button key that asked for stock, and the answer it got. Made once, for ever."""

    # no index and no foreign key of its own: wishes are found by session (docs/decisions/0017)
    coop = models.ForeignKey(
        "coops.Coop", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    session_id = models.BigIntegerField()
    source = models.TextField()
    external_id = models.TextField()
    buyer_key = models.TextField()
    digest = models.TextField(db_default="")  # of the body: the same key with another body is refused
    outcome = models.TextField()
    answer = models.JSONField()
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="wishes")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session_id", "source", "external_id"], name="one_key_one_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"


class Waiting(CoopOwned):
    """A place in an item's waiting list; earliest id first. `token` opens `/o/<token>`."""

    session_id = models.BigIntegerField()
    allotment = models.ForeignKey("stock.Allotment", on_delete=models.PROTECT, related_name="waiting")
    code = models.TextField()
    name = models.TextField()
    unit = models.TextField()
    qty = models.IntegerField()
    price = models.BigIntegerField()
    source = models.TextField()
    buyer_key = models.TextField()
    buyer_name = models.TextField(db_default="", default="")
    phone = models.TextField(db_default="", default="")
    token = models.TextField(unique=True)
    state = models.TextField(db_default="waiting", default="waiting")  # waiting promoted dropped ended
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="waited")
    placed_at = models.DateTimeField(db_default=Now())
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["allotment", "id"], name="waiting_in_order", condition=Q(state="waiting")),
            models.Index(fields=["session_id", "buyer_key"], name="waiting_of_buyer"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(qty__gt=0), name="waiting_for_something"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "promoted", "dropped", "ended"]),
                name="waiting_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="promoted") | Q(order__isnull=False), name="promoted_has_an_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ×{self.qty}"
