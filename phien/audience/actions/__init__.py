"""What may be done for and by the audience: keyword-only, one transaction, one entry in the record each."""

from phien.audience.actions.erasing import erase_buyer, erase_old, erase_order
from phien.audience.actions.following import confirm, follow, stop, tidy
from phien.audience.actions.reminding import ask_to_confirm, remind, tell_of_moves

__all__ = [
    "ask_to_confirm",
    "confirm",
    "erase_buyer",
    "erase_old",
    "erase_order",
    "follow",
    "remind",
    "stop",
    "tell_of_moves",
    "tidy",
]
