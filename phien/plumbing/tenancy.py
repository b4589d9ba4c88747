"""No query without a cooperative: `Order.objects.of(coop)`; asking without one raises."""

from typing import Any, Generic, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class Unscoped(RuntimeError):  # noqa: N818 - a programmer's mistake, named as what it is
    """A query that names no cooperative."""


class ScopedManager(models.Manager[M], Generic[M]):
    """Only `.of(coop)` gives rows. `path` leads from the row to its cooperative."""

    def __init__(self, path: str = "coop") -> None:
        super().__init__()
        self.path = path

    def of(self, coop: Any) -> models.QuerySet[M]:
        """Rows of this cooperative (an instance or an id)."""
        return super().get_queryset().filter(**{self.path: coop})

    def get_queryset(self) -> models.QuerySet[M]:
        raise Unscoped(f"{self.model.__name__}.objects needs .of(coop)")


class CoopOwned(models.Model):
    """A row that belongs to one cooperative."""

    coop = models.ForeignKey("coops.Coop", on_delete=models.PROTECT, related_name="+")
    every_coop = models.Manager()  # first: Django's own uniqueness checks use it; houses do not
    objects = ScopedManager()

    class Meta:
        abstract = True
