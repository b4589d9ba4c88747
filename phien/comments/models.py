"""What viewers wrote, what was read, what came of it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from phien.plumbing.tenancy import CoopOwned


class Comment(CoopOwned):
    """Inserted only in the desk transaction that holds its outcome.

    `items` is [{"code", "qty"}] as read; `spans` [{"start", "end", "kind", "value"}] into `text`;
    `options` other item lists the keeper may choose.
    """

    # no index and no foreign key of its own: comments are found by session (docs/decisions/0017)
    coop = models.ForeignKey(
        "coops.Coop", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    session_id = models.BigIntegerField()
    source = models.TextField()
    external_id = models.TextField()
    author_id = models.TextField()
    author_name = models.TextField(db_default="", default="")
    text = models.TextField()
    pinned = models.TextField(db_default="", default="")
    at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    intent = models.TextField()
    items = models.JSONField(db_default=[])
    options = models.JSONField(db_default=[])
    spans = models.JSONField(db_default=[])
    phone = models.TextField(db_default="", default="")
    reason = models.TextField(db_default="", default="")
    outcome = models.TextField()
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="comments")
    amount = models.BigIntegerField(null=True)  # đồng this comment added, shown beside it
    decision = models.TextField(db_default="", default="")  # "", as_read, corrected, dropped
    decided_by = models.ForeignKey(
        "coops.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)  # taken off the public page; staff still see it

    class Meta:
        indexes = [
            models.Index(fields=["session_id", "-id"], name="comment_latest"),
            models.Index(
                fields=["session_id", "id"],
                name="comment_waiting_review",
                condition=Q(outcome="review", decision=""),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session_id", "source", "external_id"], name="one_comment_one_outcome"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "as_read", "corrected", "dropped"]),
                name="comment_decision_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"
