"""The stranger's walk: a table of valid requests, one for each path and method, and a world to send them in.

How to add yours: in `phien/<house>/tests/walk.py` (or a part's, `phien/office/<part>/tests/walk.py`) write

    from phien.testing.walking import Step

    WALK = [
        Step("<slug:coop>/orders/", who=("keeper", "bookkeeper")),
        Step(
            "<slug:coop>/orders/<str:code>/confirmation/",
            "POST",
            who=("keeper",),
            path=lambda world: {"code": world.order.code},
            body=lambda world: {"note": "gọi trước"},
        ),
    ]

`route` is what Django's resolver says (tests/test_strangers.py names the missing ones); `who` are all roles
that may, besides the manager; `path` and `body` get a `World` and may make rows in it. Files in `body` go as
an upload. What asks the desk of an open session (`phien.live.actions.ask_desk`) is answered by `desk`, a JSON
body, and must never be reached by a stranger.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

import phien
from phien.catalog.models import Product, Variant
from phien.comments.models import Comment
from phien.coops.models import Coop, Person
from phien.live.models import Item, Session
from phien.orders.models import Order
from phien.testing import factories


class World:
    """One cooperative with something of everything, made when first asked for; and another beside it."""

    @cached_property
    def coop(self) -> Coop:
        """The owner's."""
        return factories.make_coop("an-thu")

    @cached_property
    def other(self) -> Coop:
        """The stranger's."""
        return factories.make_coop("ben-kia", prefix="BK")

    @cached_property
    def stranger(self) -> Person:
        """May do all in the other cooperative."""
        return factories.make_person(self.other, "manager", login="nguoi-la")

    def somebody(self, role: str) -> Person:
        """Somebody with only this role in the owner's cooperative, always the same."""
        if role not in self.people:
            self.people[role] = factories.make_person(self.coop, role)
        return self.people[role]

    @cached_property
    def people(self) -> dict[str, Person]:
        """By role."""
        return {}

    @cached_property
    def colleague(self) -> Person:
        """A host, to be changed or removed."""
        return factories.make_person(self.coop, "host", login="dong-nghiep")

    @cached_property
    def variant(self) -> Variant:
        """A size with 40 pieces in the store."""
        return factories.make_variant(self.coop, stock=40)

    @property
    def product(self) -> Product:
        """Its product."""
        return self.variant.product

    @cached_property
    def scheduled(self) -> Session:
        """A session with a run sheet of one item, not opened yet."""
        return factories.make_session(self.coop, [(self.variant, 10)])

    @cached_property
    def session(self) -> Session:
        """An open session with 20 pieces of one item."""
        return factories.make_session(self.coop, [(self.variant, 20)], open=True)

    @property
    def item(self) -> Item:
        """The open session's item."""
        return factories.items_of(self.session)[0]

    @cached_property
    def order(self) -> Order:
        """Held, with phone and address."""
        return factories.make_order(
            self.session, street="12 Đường Thử", commune="Phường Pleiku", province="Gia Lai"
        )

    @cached_property
    def confirmed(self) -> Order:
        """To pack."""
        return factories.make_order(self.session, held=False)

    @cached_property
    def packed(self) -> Order:
        """To hand over."""
        return factories.make_order(self.session, held=False, state="packed", packed_at=timezone.now())

    @cached_property
    def comment(self) -> Comment:
        """Waits for a decision."""
        return Comment.every_coop.create(
            coop=self.coop,
            session_id=self.session.pk,
            source="api",
            external_id="walk-1",
            author_id="u1",
            text="A1 2 chai nha",
            at=timezone.now(),
            intent="order",
            items=[{"code": "A1", "qty": 2}],
            outcome="review",
        )


Asked = Callable[[World], dict[str, Any]]


def _nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Step:
    """One valid request of an owner."""

    route: str
    method: str = "GET"
    who: tuple[str, ...] = ()
    path: Asked = field(default=_nothing)
    body: Asked = field(default=_nothing)
    query: str = ""
    desk: dict[str, Any] = field(default_factory=dict)
    foreign: int = 404  # the same ids under the stranger's own cooperative

    def __str__(self) -> str:
        return f"{self.method} /{self.route}"

    def url(self, *, coop: str, path: dict[str, Any]) -> str:
        """The address, its places filled."""
        address = self.route.replace("<slug:coop>", coop)
        for name, value in path.items():
            kind = next(kind for kind in ("int", "str", "slug", "uuid") if f"<{kind}:{name}>" in address)
            address = address.replace(f"<{kind}:{name}>", str(value))
        assert "<" not in address, f"{self.route} needs more in path: {address}"
        return f"/{address}{self.query}"


def steps() -> list[Step]:
    """Every table of every house."""
    root = Path(phien.__file__).parent
    return [step for table in sorted(root.rglob("tests/walk.py")) for step in _table(table, root)]


def _table(path: Path, root: Path) -> list[Step]:
    name = ".".join(["phien", *path.relative_to(root).with_suffix("").parts])
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    table: list[Step] = sys.modules[name].WALK
    return table


def routes() -> list[str]:
    """Every path that Django's resolver knows, as it writes them."""
    return sorted(set(_below(get_resolver().url_patterns, "")))


def _below(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, here)
        else:
            yield here
