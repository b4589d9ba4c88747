"""Money recorded and taken back. The receipt and what it does to the order are one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.orders import actions as orders
from phien.payments.errors import AmountWrong, ReceiptUndone, UnknownReceipt
from phien.payments.models import Receipt

if TYPE_CHECKING:
    from phien.orders.models import Order

MOST = 10_000_000_000  # đồng; more than any parcel: a slip of the finger


@transaction.atomic
def record_money(
    *,
    coop: Coop,
    order_id: int,
    amount: int,
    at: datetime,
    by: Person | None,
    method: str = "hand",
    reference: str = "",
    seen: int | None = None,
    actor: str = "",
) -> Receipt:
    """Keep `amount` đồng for the order. Paid in full confirms it; a part stops its timer.

    `seen`: what was paid when the person looked, so that a second tap records nothing.
    """
    if not 0 < amount <= MOST:
        raise AmountWrong
    order = orders.take_money(
        coop=coop, order_id=order_id, amount=amount, at=at, by=by, seen=seen, actor=actor
    )
    return Receipt.every_coop.create(
        coop=coop, order=order, amount=amount, method=method, reference=reference, person=by, at=at
    )


@transaction.atomic
def undo_money(
    *,
    coop: Coop,
    receipt_id: int,
    at: datetime,
    by: Person | None,
    until: datetime | None = None,
    actor: str = "",
) -> Order:
    """Mark the receipt undone and give the order its former state back, held at least 2 h more.

    `until`: the end a "Tôi đã chuyển" would give the order now; None where its session is open.
    """
    order_id = _order_of(coop, receipt_id)
    orders.locked(coop=coop, order_id=order_id)  # orders before receipts, as everywhere
    if _order_of(coop, receipt_id) != order_id:  # split or joined while we waited
        return undo_money(coop=coop, receipt_id=receipt_id, at=at, by=by, until=until, actor=actor)
    marked = (
        Receipt.objects.of(coop)
        .filter(pk=receipt_id, undone_at__isnull=True)
        .values_list("amount", flat=True)
    )
    amount = marked.select_for_update().first()
    if amount is None:
        raise ReceiptUndone
    order = orders.give_money_back(
        coop=coop, order_id=order_id, amount=amount, at=at, by=by, until=until, actor=actor
    )
    Receipt.objects.of(coop).filter(pk=receipt_id).update(undone_at=at)
    return order


def _order_of(coop: Coop, receipt_id: int) -> int:
    """Whose money it is now."""
    order_id = Receipt.objects.of(coop).filter(pk=receipt_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise UnknownReceipt
    return order_id
