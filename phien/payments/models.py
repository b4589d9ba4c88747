"""Money received for an order."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from phien.plumbing.tenancy import CoopOwned


class Receipt(CoopOwned):
    """Money recorded for an order (đồng). An undone receipt stays, marked."""

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="receipts")
    amount = models.BigIntegerField()
    method = models.TextField(db_default="hand", default="hand")
    reference = models.TextField(blank=True, db_default="", default="")
    person = models.ForeignKey("coops.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.method}"
