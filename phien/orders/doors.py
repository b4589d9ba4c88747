"""Entry by the buyer's token: the one place of this house that looks across cooperatives."""

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
