"""Reading what money came, and what a buyer needs to send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from phien.coops.models import Coop
from phien.payments import vietqr
from phien.payments.contracts import Transfer
from phien.payments.errors import NoBankAccount
from phien.payments.models import Receipt

if TYPE_CHECKING:
    from phien.orders.models import Order


def receipts_of(*, coop: Coop, order_id: int) -> QuerySet[Receipt]:
    """The order's receipts, newest first, undone ones too, with the people who recorded them."""
    return Receipt.objects.of(coop).filter(order_id=order_id).select_related("person").order_by("-id")


def receipts(*, coop: Coop) -> QuerySet[Receipt]:
    """Every receipt with its order and who recorded it; undone ones too."""
    return Receipt.objects.of(coop).select_related("order", "person")


def takes_transfers(*, coop: Coop) -> bool:
    """True where the cooperative has told which account its buyers may send to."""
    return vietqr.usable(bank_bin=coop.bank_bin, account=coop.bank_account)


def transfer_for(*, coop: Coop, order: Order) -> Transfer | None:
    """What is still owed, to the cooperative's own account; None where nothing is, or no account is set."""
    if not order.owed:
        return None
    try:
        payload = vietqr.payload(
            bank_bin=coop.bank_bin, account=coop.bank_account, amount=order.owed, content=order.code
        )
    except NoBankAccount:
        return None
    return Transfer(
        bank=vietqr.bank_name(coop.bank_bin),
        account=coop.bank_account,
        spaced=vietqr.spaced_account(coop.bank_account),
        holder=coop.bank_holder,
        amount=order.owed,
        content=order.code,
        payload=payload,
        picture=vietqr.picture(payload),
    )


SAMPLE = 2_000  # đồng: enough for every bank to send, little enough to try with


def sample_for(*, coop: Coop) -> Transfer | None:
    """A transfer to try the account with; None where no account is set that a QR can carry."""
    if not takes_transfers(coop=coop):
        return None
    payload = vietqr.payload(
        bank_bin=coop.bank_bin, account=coop.bank_account, amount=SAMPLE, content=f"{coop.order_prefix}THU"
    )
    return Transfer(
        bank=vietqr.bank_name(coop.bank_bin),
        account=coop.bank_account,
        spaced=vietqr.spaced_account(coop.bank_account),
        holder=coop.bank_holder,
        amount=SAMPLE,
        content=f"{coop.order_prefix}THU",
        payload=payload,
        picture=vietqr.picture(payload),
    )


def transfer_png(*, coop: Coop, order: Order) -> bytes:
    """The QR as a PNG to keep on the phone. Refuses where nothing can be transferred."""
    transfer = transfer_for(coop=coop, order=order)
    if transfer is None:
        raise NoBankAccount
    return vietqr.png(transfer.payload)
