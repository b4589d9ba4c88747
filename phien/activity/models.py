"""One row for one thing that somebody did."""

from django.db import models
from django.db.models.functions import Now

from phien.plumbing.tenancy import CoopOwned


class Entry(CoopOwned):
    """`kind` is a stable word such as `order.placed`; `subject` and `subject_id` say on what.

    `actor` is `buyer`, `desk`, `job`, `shell` or `person:<id>`; `facts` hold what changed.
    """

    # no index and no foreign key of its own: `activity_coop_latest` begins with it (docs/decisions/0017)
    coop = models.ForeignKey(
        "coops.Coop", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.TextField()
    subject = models.TextField()
    subject_id = models.BigIntegerField()
    actor = models.TextField()
    person = models.ForeignKey(
        "coops.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(db_default=Now())
    facts = models.JSONField(db_default={})

    class Meta:
        indexes = [
            models.Index(fields=["subject", "subject_id"], name="activity_subject"),
            models.Index(fields=["coop", "-id"], name="activity_coop_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}:{self.subject_id}"
