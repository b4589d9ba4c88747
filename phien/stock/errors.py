"""Refusals about stock; the code is for ever, the sentence is what people read."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class UnknownVariant(Refusal):
    code = "unknown_variant"
    sentence = gettext_noop("There is no such product here. Look for it in the list of products.")
    status = 404


class NothingReceived(Refusal):
    code = "nothing_received"
    sentence = gettext_noop("Say how many came in: a whole number from 1.")
    status = 422


class NothingChanged(Refusal):
    code = "nothing_changed"
    sentence = gettext_noop(
        "The count is the same as before; nothing was changed. Write another number if you counted one."
    )
    status = 422


class NoReason(Refusal):
    code = "adjustment_needs_reason"
    sentence = gettext_noop("Say why the number is different, for example: broken, counted again.")
    status = 422


class TooMany(Refusal):
    code = "too_many"
    sentence = gettext_noop("That is more than a store can hold. Check the number.")
    status = 422


class MovedMeanwhile(Refusal):
    code = "moved_meanwhile"
    sentence = gettext_noop(
        "It has just been received or counted: the number above is new, what moved stands below. "
        "Press again only if yours is another one."
    )


class BelowReserved(Refusal):
    code = "below_reserved"
    sentence = gettext_noop(
        "{reserved} are promised in lives, so the count cannot go down to {wanted}. Nothing was changed."
    )


class BelowNothing(Refusal):
    code = "below_nothing"
    sentence = gettext_noop("Only {on_hand} are there; it cannot become less than 0. Count again.")
    status = 422


class NotThatManyFree(Refusal):
    code = "not_that_many_free"
    sentence = gettext_noop(
        "Of {name} only {left} are free in the store. Take so many, or receive more first."
    )
