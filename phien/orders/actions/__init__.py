"""What may be done to one order. None of it is a command for the desk: each writes the order's own row
under its lock, so it works at night with nobody alive. The order of locks is orders, then stock.

Every action is keyword-only, runs in one transaction, leaves one entry in the record, and raises a
`Refusal` of `orders.errors` where the order has moved on: then nothing was changed.
"""

from phien.orders.actions.buyer import choose_payment_and_address, claim_transfer, give_address
from phien.orders.actions.confirming import confirm
from phien.orders.actions.contact import contacted, not_contacted, phone_shown
from phien.orders.actions.erasing import erase
from phien.orders.actions.leaving import (
    hand_over,
    hand_over_list,
    mark_delivered,
    mark_returned,
    undo_hand_over,
)
from phien.orders.actions.money import give_money_back, take_money
from phien.orders.actions.packing import describe_parcel, give_back, may_fall_short, pack, take_up, unpack

__all__ = [
    "choose_payment_and_address",
    "claim_transfer",
    "confirm",
    "contacted",
    "describe_parcel",
    "erase",
    "give_address",
    "give_back",
    "give_money_back",
    "hand_over",
    "hand_over_list",
    "mark_delivered",
    "mark_returned",
    "may_fall_short",
    "not_contacted",
    "pack",
    "phone_shown",
    "take_money",
    "take_up",
    "undo_hand_over",
    "unpack",
]
