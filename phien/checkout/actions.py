"""What may be done to wishes and places in line from outside the desk: taking the person out of them."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from phien.checkout.models import Waiting, Wish
from phien.coops.models import Coop


@transaction.atomic
def erase(*, coop: Coop, sessions: Mapping[int, set[str]], orders: Iterable[int]) -> None:
    """Wishes and places of these orders, and of these buyer keys in these sessions, name nobody any more.

    `sessions` is {session: buyer keys}. First answers stay. A comment's wish is no more found by the comment.
    """
    wanted = Q(order__in=list(orders))
    for session_id, keys in sessions.items():
        wanted |= Q(session_id=session_id, buyer_key__in=keys)
    Waiting.objects.of(coop).filter(wanted).update(buyer_key="", buyer_name="", phone="")
    wishes = Wish.objects.of(coop).filter(wanted)
    named = Concat(Value("erased:"), Cast(F("pk"), TextField()))
    wishes.exclude(source="button").update(external_id=named)
    wishes.update(buyer_key="")
