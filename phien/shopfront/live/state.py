"""The state of a live as the page's JavaScript starts from: the same shape as the edge's `…/state`."""

from datetime import datetime
from typing import Any

from phien.live.doors import PublicItem, PublicSession
from phien.plumbing.templatetags.phien import picture_url


def state_of(session: PublicSession, *, at: datetime) -> dict[str, Any]:
    """JSON: id, now, session, pinned, items (each with its picture). Times ISO, prices in đồng."""
    return {
        "id": session.state_id,
        "now": at.isoformat(),
        "session": {"id": session.id, "title": session.title, "state": session.state},
        "pinned": session.pinned.code if session.pinned else None,
        "items": [_item(item) for item in session.items],
    }


def _item(item: PublicItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "unit": item.unit,
        "price": item.price,
        "base_price": item.base_price,
        "flash_until": item.flash_until.isoformat() if item.flash_until else None,
        "left": item.left,
        "allotted": item.allotted,
        "waiting": item.waiting,
        "limit": item.limit,
        "stopped": item.stopped,
        "picture": picture_url(item.product),
    }
