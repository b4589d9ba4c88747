"""What may be done to comments from outside the desk: taking the person out of them."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from phien.comments.models import Comment
from phien.coops.models import Coop


@transaction.atomic
def erase(*, coop: Coop, sessions: Mapping[int, set[str]], orders: Iterable[int]) -> int:
    """Comments of these orders, and of these buyer keys in these sessions, say and name nothing any more.

    `sessions` is {session: buyer keys}. What was read (items), the outcome and the order stay, for the
    figures. Returns how many.
    """
    wanted = Q(order__in=list(orders))
    for session_id, keys in sessions.items():
        for source, author in map(author_of, sorted(keys)):
            wanted |= Q(session_id=session_id, source=source, author_id=author)
    named = Concat(Value("erased:"), Cast(F("pk"), TextField()))
    blank = {"author_name": "", "text": "", "phone": "", "spans": []}
    return Comment.objects.of(coop).filter(wanted).update(author_id=named, external_id=named, **blank)


def author_of(buyer_key: str) -> tuple[str, str]:
    """(source, author id) of a buyer key: `c:facebook:12` wrote there, a cookie on the live page."""
    if buyer_key.startswith("c:"):
        _, source, author = buyer_key.split(":", 2)
        return source, author
    return "live", buyer_key
