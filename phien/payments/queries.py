"""Reading what money came."""

from django.db.models import QuerySet

from phien.coops.models import Coop
from phien.payments.models import Receipt


def receipts_of(*, coop: Coop, order_id: int) -> QuerySet[Receipt]:
    """The order's receipts, newest first, undone ones too, with the people who recorded them."""
    return Receipt.objects.of(coop).filter(order_id=order_id).select_related("person").order_by("-id")
