"""What may be done to one order. None of it is a command for the desk: each writes the order's own row
under its lock, so it works at night with nobody alive. The order of locks is orders, then stock.

Every action is keyword-only, runs in one transaction, leaves one entry in the record, and raises a
`Refusal` of `orders.errors` where the order has moved on: then nothing was changed.
"""

from phien.orders.actions.buyer import choose_payment_and_address, claim_transfer, give_address
from phien.orders.actions.confirming import confirm
from phien.orders.actions.contact import contacted, not_contacted, phone_shown
from phien.orders.actions.leaving import hand_over, mark_delivered, mark_returned, undo_hand_over
from phien.orders.actions.money import give_money_back, take_money
from phien.orders.actions.packing import pack, unpack

__all__ = [
    "choose_payment_and_address",
    "claim_transfer",
    "confirm",
    "contacted",
    "give_address",
    "give_money_back",
    "hand_over",
    "mark_delivered",
    "mark_returned",
    "not_contacted",
    "pack",
    "phone_shown",
    "take_money",
    "undo_hand_over",
    "unpack",
]
