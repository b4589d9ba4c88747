"""Pages of a list: how every list of the office is cut and counted."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages of rows whose number is known from another query: they are not counted a second time."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.known = count

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self.known
