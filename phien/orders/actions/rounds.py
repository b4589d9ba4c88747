"""One thing done to many orders: each by itself, so that one that refuses stops no other.

`each` is what is done to one order, given by whoever starts the round (cancelling asks the live's desk, which
stands above this house). Every order is a transaction of its own: a round of 500 holds no lock for long, and
what was done before a fault stays done and known.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.kernel.refusals import Refusal
from phien.orders import queries
from phien.orders.contracts import MOST, Does
from phien.orders.errors import NothingChosen, NotUndoable, RoundDone, TooManyChosen, UnknownRound
from phien.orders.models import Order, Round

Each = Callable[[Order], object]
BETWEEN = 50  # orders after which what came of them is written down


def make_round(
    *, coop: Coop, does: Does, order_ids: Iterable[int], by: Person, at: datetime, words: str = ""
) -> Round:
    """Choose the orders. Nothing is done to them yet; another cooperative's are left out."""
    ids = list(queries.of_ids(coop=coop, ids=order_ids).values_list("pk", flat=True)[: MOST + 1])
    if not ids:
        raise NothingChosen
    if len(ids) > MOST:
        raise TooManyChosen(count=len(ids), most=MOST)
    return Round.every_coop.create(coop=coop, person=by, does=does, orders=ids, words=words, made_at=at)


def run_round(*, coop: Coop, round_id: int, each: Each, at: datetime, words: str = "") -> Round:
    """Do it to each. A second tap while it runs, or after, is refused: it is done once."""
    chosen = _claimed(coop, round_id, "run_at", at)
    if words:
        chosen.words = words
    for number, order in enumerate(queries.of_ids(coop=coop, ids=chosen.orders), start=1):
        chosen.before[str(order.pk)] = order.payment
        try:
            each(order)
        except Refusal as refusal:
            chosen.refused[str(order.pk)] = refusal.code
        else:
            chosen.done.append(order.pk)
        if not number % BETWEEN:
            chosen.save(update_fields=["words", "done", "refused", "before"])
    chosen.save(update_fields=["words", "done", "refused", "before"])
    return chosen


def undo_round(*, coop: Coop, round_id: int, each: Each, at: datetime) -> tuple[int, int]:
    """Take it back where it can be: (taken back, stayed)."""
    chosen = _claimed(coop, round_id, "undone_at", at)
    back = stayed = 0
    for order in queries.of_ids(coop=coop, ids=chosen.done):
        order.payment_before = chosen.before.get(str(order.pk), order.payment)  # type: ignore[attr-defined]
        try:
            each(order)
            back += 1
        except Refusal:
            stayed += 1
    return back, stayed


@transaction.atomic
def set_words(*, coop: Coop, round_id: int, words: str) -> Round:
    """Change the text of a message."""
    chosen = _locked(coop, round_id)
    chosen.words = words
    chosen.save(update_fields=["words"])
    return chosen


@transaction.atomic
def _claimed(coop: Coop, round_id: int, moment: str, at: datetime) -> Round:
    chosen = _locked(coop, round_id)
    if moment == "undone_at" and (chosen.run_at is None or chosen.does not in (Does.CONFIRM, Does.CONTACT)):
        raise NotUndoable
    if getattr(chosen, moment) is not None:
        raise RoundDone
    setattr(chosen, moment, at)
    chosen.save(update_fields=[moment])
    return chosen


def _locked(coop: Coop, round_id: int) -> Round:
    chosen = Round.objects.of(coop).select_for_update().filter(pk=round_id).first()
    if chosen is None:
        raise UnknownRound
    return chosen
