"""The payments' own statements, for orders that are split and joined again. No Django.

Whoever uses them holds the orders' rows: every writer of receipts locks the order first.
"""

from collections.abc import Iterable

from phien.plumbing.sql import Statement

RECEIPTS = (
    "select id, amount from payments_receipt where order_id = %s and undone_at is null order by id desc"
)
MOVE = "update payments_receipt set order_id = %s where id = any(%s::bigint[])"
MOVE_ALL = "update payments_receipt set order_id = %s where order_id = %s"
SHARE = (
    "insert into payments_receipt(coop_id, order_id, amount, method, reference, person_id, at) "
    "select coop_id, %s, %s, method, reference, person_id, at from payments_receipt where id = %s"
)
SHRINK = "update payments_receipt set amount = amount - %s where id = %s"


def share(receipts: Iterable[tuple[int, int]], *, to: int, amount: int) -> list[Statement]:
    """Let `amount` đồng of these receipts (id, amount), the latest first, be receipts of the order `to`.

    Whole ones move; of one that is larger a part is written as a receipt of its own, with the same day,
    person and reference: the day's sum stays what it was.
    """
    out: list[Statement] = []
    whole: list[int] = []
    for number, there in receipts:
        if amount <= 0:
            break
        if there <= amount:
            whole.append(number)
        else:
            out += [Statement(SHARE, [to, amount, number]), Statement(SHRINK, [amount, number])]
        amount -= min(there, amount)
    if whole:
        out.append(Statement(MOVE, [to, whole]))
    return out
