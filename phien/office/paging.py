"""Pages of a list: how every list of the office is looked through, cut and counted."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

from phien.kernel.text import clean

LONGEST = 80  # letters that are looked for


class Counted(Paginator):  # type: ignore[type-arg]
    """Pages of rows whose number is known from another query: they are not counted a second time."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.known = count

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self.known


def looked_for(request: HttpRequest) -> str:
    """What the box of the list was asked for (`office/_find.html`), without odd characters."""
    return " ".join(clean(request.GET.get("q", ""))[:LONGEST].split())


def page_of(request: HttpRequest, rows: Any, per_page: int, *, name: str = "page") -> "Page[Any]":
    """The page of these rows that the address asks for; `name` where a screen has two lists."""
    return Paginator(rows, per_page).get_page(request.GET.get(name))
