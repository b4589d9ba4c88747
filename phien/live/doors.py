"""Entry by a session's public id: the one place of this house that looks across cooperatives."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from phien.live.models import Item, Phone, Session
from phien.live.phones import digest_of
from phien.live.rules import price_now

STILL_NEXT = timedelta(hours=3)  # a scheduled session that did not begin on time is listed so long


@dataclass(frozen=True, slots=True)
class PublicItem:
    """What everybody may know of an item. Prices in đồng; `waiting` counts entries in line."""

    code: str
    name: str
    unit: str
    price: int
    base_price: int
    flash_until: datetime | None
    left: int
    allotted: int
    waiting: int
    limit: int | None
    product: Any
    stopped: bool = False  # no longer sold in this live: `left` is 0

    @property
    def taken(self) -> int:
        """Promised to buyers."""
        return self.allotted - self.left


@dataclass(frozen=True, slots=True)
class PublicSession:
    """A session as viewers see it. `state_id` is `fence.seq` of the desk: events after it are news."""

    id: int
    coop: Any
    title: str
    state: str
    scheduled_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    state_id: str
    pinned: PublicItem | None
    items: list[PublicItem]


def public_session(*, session_id: int, at: datetime) -> PublicSession | None:
    """The session with its items, or None. Two queries; the desk's row is read before the counts."""
    found = (
        Session.every_coop.select_related("coop", "desk", "pinned").filter(pk=session_id).first()
    )  # fmt: skip
    if found is None:
        return None
    items = {} if found.state == Session.State.SCHEDULED else _items(found, at)
    desk = getattr(found, "desk", None)
    return PublicSession(
        id=found.pk,
        coop=found.coop,
        title=found.title,
        state=found.state,
        scheduled_at=found.scheduled_at,
        opened_at=found.opened_at,
        closed_at=found.closed_at,
        state_id=f"{desk.fence}.{desk.seq}" if desk else "0.0",
        pinned=items.get(found.pinned.code) if found.pinned else None,
        items=list(items.values()),
    )


def on_air() -> list[Session]:
    """Open sessions of every cooperative, the newest first."""
    return list(
        Session.every_coop.filter(state=Session.State.OPEN).select_related("coop").order_by("-opened_at")
    )


def any_open(*, session_ids: Collection[int]) -> bool:
    """Whether one of these is on air; one query, none for none."""
    if not session_ids:
        return False
    return Session.every_coop.filter(pk__in=session_ids, state=Session.State.OPEN).exists()


def upcoming(*, at: datetime, limit: int = 20) -> list[Session]:
    """What starts next, the soonest first."""
    rows = Session.every_coop.filter(state=Session.State.SCHEDULED, scheduled_at__gt=at - STILL_NEXT)
    return list(rows.select_related("coop").order_by("scheduled_at", "pk")[:limit])


def plan_of(*, coop: Any, since: datetime, limit: int = 50) -> list[Session]:
    """A cooperative's scheduled lives from `since` on, for everybody, the soonest first. One query."""
    rows = Session.objects.of(coop).filter(state=Session.State.SCHEDULED, scheduled_at__gt=since)
    return list(rows.order_by("scheduled_at", "pk")[:limit])


def on_air_of(*, coop: Any) -> Session | None:
    """The live that is on now, or None. One query."""
    return Session.objects.of(coop).filter(state=Session.State.OPEN).order_by("-opened_at").first()


def about_to_begin(*, at: datetime, before: timedelta, just: timedelta) -> list[Session]:
    """Scheduled to begin within `before`, or opened within `just`; with their cooperatives, by their hour."""
    soon = Q(state=Session.State.SCHEDULED, scheduled_at__gt=at, scheduled_at__lte=at + before)
    begun = Q(state=Session.State.OPEN, opened_at__gt=at - just)
    return list(Session.every_coop.filter(soon | begun).select_related("coop").order_by("scheduled_at", "pk"))


def scheduled_among(*, ids: Collection[int], since: datetime) -> list[Session]:
    """Those of these that are still to begin, after `since`. One query, none for none."""
    if not ids:
        return []
    return list(Session.every_coop.filter(pk__in=ids, state=Session.State.SCHEDULED, scheduled_at__gt=since))


def is_as_planned(*, session: Session) -> bool:
    """Whether the session is still there, at its hour and in its state."""
    rows = Session.every_coop.filter(pk=session.pk, state=session.state, scheduled_at=session.scheduled_at)
    return rows.exists()


def shown_on_front(*, session_ids: list[int]) -> dict[int, list[Any]]:
    """Up to three products of each session for its picture: {session: [product, …]}. One query."""
    rows = (
        Item.every_coop.filter(session_id__in=session_ids)
        .select_related("variant__product")
        .order_by("position", "pk")
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        products = found.setdefault(row.session_id, [])
        if len(products) < 3 and row.variant.product not in products:
            products.append(row.variant.product)
    return found


def _items(session: Session, at: datetime) -> dict[str, PublicItem]:
    rows = (
        Item.every_coop.filter(session=session, allotment__isnull=False)
        .select_related("variant__product", "allotment")
        .annotate(in_line=Count("allotment__waiting", filter=Q(allotment__waiting__state="waiting")))
        .order_by("position", "pk")
    )
    return {row.code: _public(row, at) for row in rows}


def _public(row: Any, at: datetime) -> PublicItem:
    price = price_now(price=row.price, flash_price=row.flash_price, flash_until=row.flash_until, at=at)
    return PublicItem(
        code=row.code,
        name=row.name,
        unit=row.variant.unit,
        price=price,
        base_price=row.price,
        flash_until=row.flash_until if price != row.price else None,
        left=0 if row.stopped_at else row.allotment.remaining,
        allotted=row.allotment.allotted,
        waiting=row.in_line,
        limit=row.limit_per_buyer,
        product=row.variant.product,
        stopped=row.stopped_at is not None,
    )


def phone_link(*, token: str, at: datetime) -> Phone | None:
    """The link to another phone that this token opens, while it was not used and is not too old."""
    return (
        Phone.every_coop.select_related("person", "coop", "session")
        .filter(digest=digest_of(token), used_at=None, expires_at__gt=at, person__is_active=True)
        .first()
    )


def session_coop(*, session_id: int) -> Any | None:
    """The cooperative of a session, for the command line."""
    found = Session.every_coop.select_related("coop").filter(pk=session_id).first()
    return found.coop if found else None
