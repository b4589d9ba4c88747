"""Which rows each figure of a report counts.

Figures and the rows behind them both come from here, so that they cannot disagree: an order is sold or it has
ended in one of four ways, and what is sold is settled or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from phien.checkout import queries as checkout
from phien.comments import queries as comments
from phien.coops.models import Coop
from phien.kernel.words import gettext_noop
from phien.orders import queries as orders
from phien.orders.contracts import ENDED, Payment, State

if TYPE_CHECKING:
    from phien.checkout.models import Waiting
    from phien.comments.models import Comment
    from phien.live.models import Session
    from phien.orders.models import Order

SOLD = ~Q(state__in=[*ENDED, State.RETURNED])
PAID_OR_CASH = Q(paid__gte=F("total")) | (Q(payment=Payment.COD) & ~Q(state=State.HELD))
SETTLED = SOLD & PAID_OR_CASH
UNPAID = SOLD & ~PAID_OR_CASH
GOODS = F("goods") - F("discount")  # đồng

BOUGHT = ("order", "changed")
UNSERVED = ("waitlisted", "sold_out", "limit", "closed")
WANTED = (*BOUGHT, *UNSERVED)
ASKED = Q(outcome="review") | ~Q(decision="")


@dataclass(frozen=True, slots=True)
class Kind:
    """A set of rows by its name in the address: what it is called, and what it selects."""

    title: str
    which: Q


ORDERS: dict[str, Kind] = {
    "sold": Kind(gettext_noop("Sold"), SOLD),
    "settled": Kind(gettext_noop("Paid, or cash on delivery"), SETTLED),
    "unpaid": Kind(gettext_noop("Waiting for money"), UNPAID),
    "returned": Kind(gettext_noop("Came back"), Q(state=State.RETURNED)),
    "cancelled": Kind(gettext_noop("Cancelled"), Q(state=State.CANCELLED)),
    "expired": Kind(gettext_noop("Not paid in time"), Q(state=State.EXPIRED)),
    "merged": Kind(gettext_noop("Joined into another order"), Q(state=State.MERGED)),
}
COMMENTS: dict[str, Kind] = {
    "comments": Kind(gettext_noop("Comments"), Q()),
    "wanted": Kind(gettext_noop("Comments that wanted to buy"), Q(outcome__in=WANTED)),
    "bought": Kind(gettext_noop("Comments that became orders"), Q(outcome__in=BOUGHT)),
    "asked": Kind(gettext_noop("Comments that a person decided"), ASKED),
    "undecided": Kind(gettext_noop("Comments that still wait"), Q(outcome="review", decision="")),
}
# How comments were read. "mended" and "kept" divide "acted", by phien.office.reports.mending.
ACTED = Q(outcome__in=BOUGHT, decision="")
READ: dict[str, Kind] = {
    "acted": Kind(gettext_noop("Read by itself, became orders"), ACTED),
    "kept": Kind(gettext_noop("Read by itself, left as it was"), ACTED),
    "mended": Kind(gettext_noop("Read by itself, set right afterwards"), ACTED),
    "pinned": Kind(gettext_noop("The pinned item decided"), ACTED),
    "unserved": Kind(
        gettext_noop("Read as an order, nothing could be had"), Q(outcome__in=UNSERVED, decision="")
    ),
    "withdrawn": Kind(gettext_noop("Read as a cancellation"), Q(outcome="cancelled", decision="")),
    "question": Kind(gettext_noop("Read as a question"), Q(outcome="question")),
    "talk": Kind(gettext_noop("Read as no order"), Q(outcome="other", decision="")),
    "as_read": Kind(gettext_noop("A person said: as it was read"), Q(decision="as_read")),
    "corrected": Kind(gettext_noop("A person said what it is"), Q(decision="corrected")),
    "reread": Kind(gettext_noop("Read again after a word was taught"), Q(decision="reread")),
    "dropped": Kind(gettext_noop("A person said: no order"), Q(decision="dropped")),
    "word": Kind(gettext_noop("Comments with a word that nobody knew"), Q()),
}
WAITING = {"waited": gettext_noop("Who waited for goods")}


def orders_of(
    *,
    coop: Coop,
    session: Session,
    kind: str = "sold",
    item: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Order]:
    """Orders of a figure, the first first. `item`: an allotment; `since` ≤ placed < `until`."""
    found = orders.listing(coop=coop, session_id=session.pk).filter(ORDERS[kind].which)
    if item is not None:
        found = found.filter(pk__in=orders.lines(coop=coop).filter(allotment=item).values("order"))
    if since is not None:
        found = found.filter(placed_at__gte=since)
    if until is not None:
        found = found.filter(placed_at__lt=until)
    return found.order_by("placed_at", "pk")


def comments_of(
    *, coop: Coop, session: Session | Sequence[Session], kind: str = "comments"
) -> QuerySet[Comment]:
    """Comments of a figure, the first first, of one live or of several. The shop's own are not viewers'."""
    which = (COMMENTS | READ)[kind].which
    ids = [one.pk for one in session] if isinstance(session, Sequence) else [session.pk]
    rows = comments.of_viewers(coop=coop, session_ids=ids).filter(which)
    if kind == "pinned":
        rows = comments.decided_by_the_pin(rows)
    return rows.order_by("pk")


def waiting_of(*, coop: Coop, session: Session, item: int | None = None) -> QuerySet[Waiting]:
    """Everybody who ever waited in line, whatever came of it, the first first."""
    found = checkout.waiting(coop=coop, session_id=session.pk)
    return (found.filter(allotment=item) if item is not None else found).order_by("pk")
