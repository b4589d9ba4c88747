"""What viewers wrote, what was read, what came of it, and what the reader was taught."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from phien.plumbing.tenancy import CoopOwned


class Taught(CoopOwned):
    """Words of a comment that a keeper taught the reader: another name of a variant, or of no goods at all.

    `words` as they were written, without digits; `key` the same for all their spellings. They are read in
    every session whose sheet holds the variant (without one: in all of the cooperative's) until forgotten.
    """

    variant = models.ForeignKey("catalog.Variant", null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    key = models.TextField()
    session_id = models.BigIntegerField()  # in which they were taught
    person = models.ForeignKey(
        "coops.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)
    forgotten_by = models.ForeignKey(
        "coops.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coop", "variant", "key"],
                condition=Q(forgotten_at__isnull=True),
                nulls_distinct=False,
                name="a_word_is_taught_once",
            ),
            models.CheckConstraint(
                condition=~Q(key="") & Q(words__regex=r"^[^0-9]{2,40}$"), name="no_phone_is_taught"
            ),
        ]

    def __str__(self) -> str:
        return self.words


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
    decision = models.TextField(db_default="", default="")  # "", as_read, corrected, reread, dropped
    decided_by = models.ForeignKey(
        "coops.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    # the words that were taught by it, or thanks to which it was read again
    taught = models.ForeignKey(
        Taught, null=True, on_delete=models.PROTECT, related_name="comments", db_index=False
    )
    hidden_at = models.DateTimeField(null=True)  # taken off the public page; staff still see it

    class Meta:
        indexes = [
            models.Index(fields=["session_id", "-id"], name="comment_latest"),
            models.Index(
                fields=["session_id", "id"],
                name="comment_waiting_review",
                condition=Q(outcome="review", decision=""),
            ),
            models.Index(
                fields=["taught", "id"], name="comment_read_again", condition=Q(taught__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["session_id", "source", "external_id"], name="one_comment_one_outcome"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "as_read", "corrected", "reread", "dropped"]),
                name="comment_decision_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}:{self.external_id}"
