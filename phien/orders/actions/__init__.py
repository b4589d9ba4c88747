"""What may be done to one order. None of it is a command for the desk: each writes the order's own row
under its lock, so it works at night with nobody alive. The order of locks is orders, then stock.

Every action is keyword-only, runs in one transaction, leaves one entry in the record, and raises a
`Refusal` of `orders.errors` where the order has moved on: then nothing was changed.
"""

from phien.orders.actions.buyer import (
    choose_payment_and_address,
    claim_transfer,
    give_address,
    take_address_back,
)
from phien.orders.actions.confirming import confirm, unconfirm
from phien.orders.actions.contact import cancelled_because, contacted, not_contacted, phone_shown
from phien.orders.actions.erasing import erase
from phien.orders.actions.exporting import exported
from phien.orders.actions.kept import keep_filter, remove_filter, rename_filter, return_filter
from phien.orders.actions.leaving import (
    hand_over,
    hand_over_list,
    mark_delivered,
    mark_returned,
    undo_hand_over,
)
from phien.orders.actions.locking import locked
from phien.orders.actions.money import give_money_back, take_money
from phien.orders.actions.packing import (
    describe_parcel,
    give_back,
    may_fall_short,
    pack,
    take_up,
    told_of_shortage,
    unpack,
)
from phien.orders.actions.rounds import make_round, run_round, set_words, undo_round

__all__ = [
    "cancelled_because",
    "choose_payment_and_address",
    "claim_transfer",
    "confirm",
    "contacted",
    "describe_parcel",
    "erase",
    "exported",
    "give_address",
    "give_back",
    "give_money_back",
    "hand_over",
    "hand_over_list",
    "keep_filter",
    "locked",
    "make_round",
    "mark_delivered",
    "mark_returned",
    "may_fall_short",
    "not_contacted",
    "pack",
    "phone_shown",
    "remove_filter",
    "rename_filter",
    "return_filter",
    "run_round",
    "set_words",
    "take_address_back",
    "take_money",
    "take_up",
    "told_of_shortage",
    "unconfirm",
    "undo_hand_over",
    "undo_round",
    "unpack",
]
