"""What may be done for and by the audience: keyword-only, one transaction, one entry in the record each."""

from phien.audience.actions.erasing import erase_buyer, erase_old, erase_order

__all__ = ["erase_buyer", "erase_old", "erase_order"]
