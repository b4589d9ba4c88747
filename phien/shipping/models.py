"""What was printed together: so that one label can be printed again when the printer jams."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from phien.plumbing.tenancy import CoopOwned


class PrintRun(CoopOwned):
    """Papers of several orders, numbered from 1 in the order of `codes`; each paper shows its number."""

    papers = models.TextField()
    paper = models.TextField()
    codes = ArrayField(models.TextField())
    person = models.ForeignKey("coops.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["coop", "-id"], name="print_run_latest")]
        constraints = [
            models.CheckConstraint(condition=Q(codes__len__gt=0), name="print_run_has_something"),
        ]

    def __str__(self) -> str:
        return f"{self.papers} ×{len(self.codes)}"
