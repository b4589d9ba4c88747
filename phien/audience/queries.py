"""Reading the audience: whether somebody can be taken out already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from phien.audience.calendar import event_file as event_file
from phien.audience.calendar import feed as feed
from phien.audience.errors import LiveStillOn
from phien.kernel.refusals import Refusal
from phien.live import doors as live
from phien.orders import queries as bought

if TYPE_CHECKING:
    from phien.orders.models import Order


def why_not_yet(*, orders: Iterable[Order], at: datetime) -> Refusal | None:
    """What stands in the way of erasing these orders, the first of it; None where nothing does. One query."""
    rows = [order for order in orders if order.erased_at is None]
    for order in rows:
        refusal = bought.why_not_over(order=order, at=at)
        if refusal is not None:
            return refusal
    on = live.any_open(session_ids={order.session_id for order in rows if order.session_id is not None})
    return LiveStillOn() if on else None
