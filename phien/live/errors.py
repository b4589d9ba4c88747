"""Refusals of a live session; the code is for ever, the sentence is what people read."""

from collections.abc import Mapping

from phien.comments import errors as comments
from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class SoldOut(Refusal):
    code = "sold_out"
    sentence = gettext_noop("{names} just sold out. Choose something else.")


class Waitlisted(Refusal):
    code = "waitlisted"
    sentence = gettext_noop(
        "All are promised for now; you are number {position} in line and get it as soon as one is free."
    )


class OverLimit(Refusal):
    code = "limit"
    sentence = gettext_noop("At most {limit} of {name} for one buyer. Take fewer.")


class BadQuantity(Refusal):
    code = "bad_quantity"
    sentence = gettext_noop("Write how many: a whole number from 1.")
    status = 422


class SessionClosed(Refusal):
    code = "closed"
    sentence = gettext_noop("This live has ended. Look at the shop's page for the next one.")


class NotOpen(Refusal):
    code = "session_not_open"
    sentence = gettext_noop("This live is not open. Open it first.")


class AlreadyWeekly(Refusal):
    code = "already_weekly"
    sentence = gettext_noop("This live comes every week already. Stop that first to choose another day.")


class NotWeekly(Refusal):
    code = "not_weekly"
    sentence = gettext_noop("This live does not come every week. Choose “every week” first.")


class EndsBeforeItBegins(Refusal):
    code = "ends_before_it_begins"
    sentence = gettext_noop("The last day lies before this live. Choose a later day, or leave it empty.")
    status = 422


class DeskAway(Refusal):
    code = "desk_away"
    sentence = gettext_noop("The order desk is not answering. Nothing was changed; try again in a moment.")
    status = 503


class DeskBusy(Refusal):
    code = "desk_busy"
    sentence = gettext_noop("Very many orders at once. Nothing was promised yet; try again in a moment.")
    status = 503


class NotSaved(Refusal):
    code = "not_saved"
    sentence = gettext_noop("This could not be saved. Nothing was promised; try again.")
    status = 503


class KeyUsed(Refusal):
    code = "key_used"
    sentence = gettext_noop("This was already sent with other contents. Reload the page.")
    status = 422


class Unknown(Refusal):
    code = "not_found"
    sentence = gettext_noop("There is no such thing here. Go back and look again.")
    status = 404


class OrderMovedOn(Refusal):
    code = "order_moved_on"
    sentence = gettext_noop(
        "This order has moved on and can no longer be changed this way. Look at it again."
    )


class ParcelClosed(Refusal):
    code = "parcel_closed"
    sentence = gettext_noop("The parcel is packed. Open it again first, then change the order.")


class ChangedMeanwhile(Refusal):
    """Somebody else, or the buyer, changed the order after it was shown."""

    code = "order_changed_meanwhile"
    sentence = gettext_noop("This order was changed just now. Look at it again, then change it.")


class WouldBeEmpty(Refusal):
    code = "order_would_be_empty"
    sentence = gettext_noop("Nothing would be left of this order. Cancel it instead.")


class NotEnough(Refusal):
    code = "not_enough"
    sentence = gettext_noop("Only {left} of {name} can be had. Take fewer, or put more into the live first.")


class OnlyOpenOrdersJoin(Refusal):
    code = "only_open_orders_join"
    sentence = gettext_noop(
        "Order {name} is confirmed, paid or said to be paid; only orders still open can be joined."
    )


class JoinedOrderChanged(Refusal):
    code = "joined_order_changed"
    sentence = gettext_noop(
        "The joined order has changed since. Confirm it, then split it into two parcels instead."
    )


class ConfirmFirst(Refusal):
    code = "confirm_first"
    sentence = gettext_noop("Confirm the order first, then split it into two parcels.")


class SplitNeedsTwo(Refusal):
    code = "split_needs_two"
    sentence = gettext_noop("Say what goes into the second parcel, and leave something in the first.")


class OrderLives(Refusal):
    code = "order_lives"
    sentence = gettext_noop("This order is alive already. Look at it again.")


class ReviveNeedsMoney(Refusal):
    code = "revive_needs_money"
    sentence = gettext_noop("No money came for this order. Enter a new order instead.")


class NothingToRevive(Refusal):
    code = "nothing_to_revive"
    sentence = gettext_noop("Nothing of this order can be sent any more. Send the money back.")


class OrderNeedsItems(Refusal):
    code = "order_needs_items"
    sentence = gettext_noop("Say how many of at least one item.")
    status = 422


class BlockNeedsReason(Refusal):
    code = "block_needs_reason"
    sentence = gettext_noop("Write why, so that a colleague understands it later.")
    status = 422


class NotToBlock(Refusal):
    code = "not_to_block"
    sentence = gettext_noop("This is the shop itself or an order entered by hand; there is nobody to block.")


class Blocked(Refusal):
    """Calm, and no word of why: who is blocked by mistake calls the shop."""

    code = "blocked"
    sentence = gettext_noop("This shop does not take orders from here. Please call the shop.")


class AlreadyDecided(Refusal):
    code = "already_decided"
    sentence = gettext_noop("Somebody has decided this comment already. Take the next one.")


class NothingFree(Refusal):
    code = "nothing_free"
    sentence = gettext_noop(
        "Only {left} are free in the store. Take so many, or press “Just arrived” if a new box has come."
    )


class AllLeft(Refusal):
    code = "more_than_remaining"
    sentence = gettext_noop(
        "Only {left} are not promised yet, so no more than that can go back. Promised goods stay promised."
    )


class LineHasLess(Refusal):
    code = "line_has_less"
    sentence = gettext_noop("Only {left} of it are in this order now. Look at the order again.")


class ShortageSettled(Refusal):
    code = "shortage_settled"
    sentence = gettext_noop("Somebody settled this already. Look at the order again.")


class EmptyRunSheet(Refusal):
    code = "run_sheet_empty"
    sentence = gettext_noop("Put at least one item with stock on the run sheet first.")


class AlreadyOpen(Refusal):
    code = "session_already_open"
    sentence = gettext_noop("This live is already open. Go to the studio.")


class UnknownCode(Refusal):
    code = "unknown_code"
    sentence = gettext_noop("There is no item {name} in this live. Choose one of the run sheet.")
    status = 422


class CodeNotValid(Refusal):
    """What was typed is no code a host can say."""

    code = "item_code_not_valid"
    sentence = gettext_noop("A code is one to eight letters or digits, like A1.")
    status = 422


class CodeTaken(Refusal):
    """Two rows of a run sheet may not share a code."""

    code = "item_code_taken"
    sentence = gettext_noop("{name} is on this run sheet already; take another code.")
    status = 422


class SheetFixed(Refusal):
    """Only the sheet of a scheduled session is written here; an open one belongs to its desk."""

    code = "run_sheet_fixed"
    sentence = gettext_noop(
        "This live has been opened; its run sheet stays as it is. Change prices and amounts in the studio."
    )


class Stopped(Refusal):
    """An item that is no longer sold is neither pinned nor stopped again."""

    code = "item_stopped"
    sentence = gettext_noop("{name} is not sold any more. Press “Sell again” on it first.")


class OnSale(Refusal):
    """There is nothing to resume."""

    code = "item_on_sale"
    sentence = gettext_noop("{name} is on sale already; nothing needs to be done.")


class Wanted(Refusal):
    """An item that somebody asked for does not vanish."""

    code = "item_wanted"
    sentence = gettext_noop(
        "Somebody has asked for {name} already, so it stays on the sheet. Stop selling it instead."
    )


class ChangedSince(Refusal):
    """Somebody changed it again: undoing the older change would undo theirs."""

    code = "changed_since"
    sentence = gettext_noop("It has been changed again since. Look at what is set now and change that.")


class NotUndoable(Refusal):
    """There is no such change, or none that can be put back."""

    code = "not_undoable"
    sentence = gettext_noop("This cannot be undone. Change it by hand under “Price, stock and sale”.")


class TooLateToReopen(Refusal):
    """What was closed is closed."""

    code = "too_late_to_reopen"
    sentence = gettext_noop(
        "This live ended more than {minutes} minutes ago and stays closed. "
        "Plan a new one; its run sheet can be copied from this one."
    )


class LinkOver(Refusal):
    """The link to another phone was used, or is too old."""

    code = "phone_link_over"
    sentence = gettext_noop(
        "This link was used already or is older than 5 minutes. "
        "Press “Another phone” in the studio once more and scan the new code."
    )
    status = 410


ALL: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        SoldOut,
        Waitlisted,
        OverLimit,
        BadQuantity,
        SessionClosed,
        NotOpen,
        DeskAway,
        DeskBusy,
        NotSaved,
        KeyUsed,
        Unknown,
        OrderMovedOn,
        ParcelClosed,
        ChangedMeanwhile,
        WouldBeEmpty,
        NotEnough,
        OnlyOpenOrdersJoin,
        JoinedOrderChanged,
        ConfirmFirst,
        SplitNeedsTwo,
        OrderLives,
        ReviveNeedsMoney,
        NothingToRevive,
        OrderNeedsItems,
        Blocked,
        AlreadyDecided,
        NothingFree,
        AllLeft,
        EmptyRunSheet,
        AlreadyOpen,
        UnknownCode,
        LineHasLess,
        ShortageSettled,
        CodeTaken,
        Stopped,
        OnSale,
        Wanted,
        ChangedSince,
        NotUndoable,
        TooLateToReopen,
    )
} | comments.ALL


def refusal_of(body: Mapping[str, object]) -> Refusal:
    """The refusal that a desk's answer names; `reason` is of a comment, not of the sentence."""
    refusal = ALL.get(str(body.get("code")), NotSaved)
    return refusal(**{name: value for name, value in body.items() if name not in ("code", "reason")})
