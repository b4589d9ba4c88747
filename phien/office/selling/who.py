"""Who may do what between live and van, and who sees a whole phone number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from phien.office.access import MONEY, ORDERS, PACKING, may
from phien.orders.contracts import SHIPPED, State

if TYPE_CHECKING:
    from phien.orders.models import Order

LOOK = (*ORDERS, *MONEY, *PACKING)
LISTS = (*ORDERS, *MONEY)
KEEP = ORDERS
TAKE_MONEY = (*ORDERS, *MONEY)
PACK = (*PACKING, *ORDERS)
ARRIVE = (*PACKING, *ORDERS, *MONEY)
_TO_SEND = frozenset({State.CONFIRMED, State.PACKED, *SHIPPED})


def sees_phone(roles: frozenset[str], order: Order) -> bool:
    """In full for the bookkeeper, for the packer once confirmed; for the keeper by a recorded tap."""
    return may(roles, *MONEY) or (may(roles, *PACKING) and order.state in _TO_SEND)


def sees_every_phone(roles: frozenset[str]) -> bool:
    """In lists and exports: the bookkeeper and the manager."""
    return may(roles, *MONEY)
