"""Entry by the buyer's token or cookie: the one place of this house that looks across cooperatives."""

from datetime import datetime

from phien.orders.models import Order


def by_token(token: str) -> Order | None:
    """The order of `/o/<token>` with its cooperative, or None; a merged one gives its survivor."""
    order = (
        Order.every_coop.select_related("coop", "merged_into", "merged_into__coop")
        .filter(token=token)
        .first()
    )
    while order is not None and order.merged_into is not None:
        order = order.merged_into
    return order


def of_buyer(buyer_key: str) -> list[Order]:
    """Every order of this cookie in any cooperative, newest first, with its cooperative. Two queries.

    Held ones are few and have an index of their own; the others are in `order_of_buyer`.
    """
    rows = Order.every_coop.select_related("coop").filter(buyer_key=buyer_key)
    found = [*rows.filter(state="held"), *rows.exclude(state="held")]
    return sorted(found, key=lambda order: order.pk, reverse=True)


def kept_longer_than(*, since: datetime, limit: int) -> list[Order]:
    """Orders placed before `since` that still name somebody, the oldest first."""
    rows = Order.every_coop.filter(erased_at=None, placed_at__lt=since).exclude(state="merged")
    return list(rows.select_related("coop").order_by("pk")[:limit])
