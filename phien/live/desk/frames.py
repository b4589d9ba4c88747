"""What everybody is told after a commit: one frame a transaction, with its id fence.seq."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from phien.live.desk.book import Book
from phien.live.desk.line import Line
from phien.live.desk.things import Item


def stock_row(item: Item) -> dict[str, object]:
    """An item's counts, for all eyes."""
    return {
        "code": item.code,
        "left": item.offered,
        "waiting": len(item.waiting),
    }


def price_row(item: Item) -> dict[str, object]:
    """An item's price and what else staff may change of it, for all eyes (đồng)."""
    flash = item.flash_price is not None and item.flash_until is not None
    flash = flash and item.flash_until > datetime.now(UTC)  # type: ignore[operator]
    return {
        "code": item.code,
        "price": item.flash_price if flash else item.price,
        "base_price": item.price,
        "flash_until": item.flash_until.isoformat() if flash and item.flash_until else None,
        "allotted": item.allotted,
        "limit": item.limit,
        "stopped": item.stopped,
    }


def frame(
    book: Book,
    line: Line,
    *,
    items: Iterable[int],
    buyers: Sequence[str] = (),
    orders: int = 0,
    comments: int = 0,
    kinds: Sequence[str] = (),
    hidden: Sequence[str] = (),
    chat: Sequence[dict[str, object]] = (),
    queue: int = 0,
) -> dict[str, Any]:
    """A frame: `public` events [kind, facts] for everybody, `studio` counts, `buyers` to refetch.

    `queue` is how many still wait at the desk.
    """
    public: list[tuple[str, dict[str, Any]]] = []
    rows = [stock_row(book.items[key]) for key in items if key in book.items]
    if rows:
        public.append(("stock", {"items": rows}))
    if "pinned" in kinds:
        public.append(("pinned", {"code": book.pinned or None}))
    if "price" in kinds:
        public += [("price", price_row(item)) for item in book.items.values()]
    if "items" in kinds:  # one came or went: everybody reads the state anew
        public.append(("reset", {}))
    if "session" in kinds:
        public.append(("session", {"state": book.state}))
    if hidden:
        public.append(("hidden", {"ids": list(hidden)}))
    if chat:
        public.append(("chat", {"rows": list(chat)}))
    return {
        "fence": line.fence,
        "seq": line.seq,
        "public": public,
        "studio": {"orders": orders, "comments": comments, "reviews": book.reviews, "queues": queue},
        "buyers": [buyer for buyer in buyers if buyer],
    }


def chat(rows: list[dict[str, object]]) -> dict[str, Any]:
    """Lines of the chat: no id, may be conflated."""
    return {"public": [("chat", {"rows": rows})]}


def reset() -> dict[str, Any]:
    """What was said before does not hold: everybody reads the state anew. No id."""
    return {"public": [("reset", {})]}


def state(book: Book, line: Line) -> dict[str, Any]:
    """All that a live page needs at first sight."""
    return {
        "id": f"{line.fence}.{line.seq}",
        "now": datetime.now(UTC).isoformat(),
        "session": {
            "id": book.session,
            "title": book.title,
            "state": book.state,
            "coop": book.coop_name,
            "coop_slug": book.coop_slug,
            "opened_at": book.opened_at.isoformat() if book.opened_at else None,
        },
        "pinned": book.pinned or None,
        "items": [
            {
                **stock_row(item),
                **price_row(item),
                "name": item.name,
                "unit": item.unit,
            }
            for item in book.items.values()
        ],
        "chat": list(book.chat),
        "reviews": book.reviews,
    }
