"""Comments of a live of every kind of reading, for the tests of how they were read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from phien.activity.actions import record
from phien.comments.models import Comment
from phien.coops.models import Person
from phien.live.models import Session
from phien.orders.models import Order


def say(
    session: Session,
    text: str,
    at: datetime,
    *,
    outcome: str = "order",
    order: Order | None = None,
    items: tuple[tuple[str, int], ...] = (),
    decided_after: int | None = None,
    **fields: Any,
) -> Comment:
    """One comment of the session, as the desk keeps it."""
    number = Comment.every_coop.filter(session_id=session.pk).count()
    given: dict[str, Any] = {
        "source": "facebook",
        "external_id": f"r{number}",
        "author_id": f"u{number}",
        "intent": outcome if outcome in ("order", "question", "other") else "order",
    }
    if decided_after is not None:
        given["decided_at"] = at + timedelta(seconds=decided_after)
    return Comment.every_coop.create(
        coop=session.coop,
        session_id=session.pk,
        text=text,
        at=at,
        received_at=at,
        outcome=outcome,
        order=order,
        items=[{"code": code, "qty": qty} for code, qty in items],
        **(given | fields),
    )


def cancelled(order: Order, at: datetime, *, by: Person | None) -> None:
    """The order's end as the desk records it; by nobody: the buyer's."""
    order.state, order.ended_at = "cancelled", at
    order.save()
    actor = f"person:{by.pk}" if by else "buyer"
    record(
        coop=order.coop,
        kind="order.cancelled",
        subject="order",
        subject_id=order.pk,
        actor=actor,
        by=by,
        at=at,
    )


def edited(order: Order, before: dict[str, int], after: dict[str, int], at: datetime, *, by: Person) -> None:
    """A change of the goods as the desk records it."""
    rows = [
        [{"code": code, "price": 1000, "qty": qty} for code, qty in each.items()] for each in (before, after)
    ]
    record(
        coop=order.coop,
        kind="order.edited",
        subject="order",
        subject_id=order.pk,
        actor=f"person:{by.pk}",
        by=by,
        at=at,
        facts={"before": rows[0], "after": rows[1]},
    )
