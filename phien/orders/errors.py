"""Refusals of an order; the code is for ever, the sentence is what people read."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class UnknownOrder(Refusal):
    code = "not_found"
    sentence = gettext_noop("There is no such order here. Look for it in the list of orders.")
    status = 404


class OrderExpired(Refusal):
    code = "order_expired"
    sentence = gettext_noop("The hold of this order ran out and its goods went to others. Order again.")


class OrderCancelled(Refusal):
    code = "order_cancelled"
    sentence = gettext_noop("This order was cancelled. Make a new one if it is still wanted.")


class OrderMerged(Refusal):
    code = "order_merged"
    sentence = gettext_noop("This order was joined with another one of the same buyer. Open that one.")


class AlreadyPacked(Refusal):
    code = "order_already_packed"
    sentence = gettext_noop("The parcel is packed; call the shop to change it.")


class AlreadyHandedOver(Refusal):
    code = "order_already_handed_over"
    sentence = gettext_noop("The parcel is with the carrier; ask for a return instead.")


class NotConfirmed(Refusal):
    code = "order_not_confirmed"
    sentence = gettext_noop("Confirm the order first, then pack it.")


class NotPacked(Refusal):
    code = "order_not_packed"
    sentence = gettext_noop("Pack the order first, then hand it over.")


class NotHandedOver(Refusal):
    code = "order_not_handed_over"
    sentence = gettext_noop("The parcel has not left yet. Hand it to the carrier first.")


class AlreadyReturned(Refusal):
    code = "order_already_returned"
    sentence = gettext_noop(
        "The parcel came back; its goods are in the store again. Enter a new order to send it once more."
    )


class AlreadyDelivered(Refusal):
    code = "order_already_delivered"
    sentence = gettext_noop("The buyer has the parcel already. Call them if something is wrong.")


class AddressMissing(Refusal):
    code = "order_address_missing"
    sentence = gettext_noop("Write the phone and the whole address first.")
    status = 422


class PhoneWrong(Refusal):
    code = "phone_not_valid"
    sentence = gettext_noop("This phone number does not look right. Example: 0900 000 012.")
    status = 422


class PaymentUnknown(Refusal):
    code = "payment_not_valid"
    sentence = gettext_noop("Choose bank transfer or cash on delivery.")
    status = 422


class AlreadyClaimed(Refusal):
    code = "order_already_claimed"
    sentence = gettext_noop("You told us already; the shop is checking with its bank. Just wait a little.")


class AlreadyPaid(Refusal):
    code = "order_already_paid"
    sentence = gettext_noop("The money for this order is here already. Nothing more to do.")


class MoneyMoved(Refusal):
    code = "order_money_moved"
    sentence = gettext_noop("Somebody recorded money for this order just now. Look again before adding more.")


class NothingToSend(Refusal):
    code = "order_nothing_to_send"
    sentence = gettext_noop(
        "Nothing of this order is in stock; there is nothing to send. Cancel it and tell the buyer."
    )


class BeingPacked(Refusal):
    code = "order_being_packed"
    sentence = gettext_noop(
        "{name} has been packing this order since {since}. Take the next one, or take this one over."
    )


class NotYoursToPack(Refusal):
    code = "order_not_yours_to_pack"
    sentence = gettext_noop(
        "{name} has been packing this order since {since}. Ask them, or open the order and take it over."
    )


class WaitsForGoods(Refusal):
    code = "order_waits_for_goods"
    sentence = gettext_noop(
        "This order waits for goods. Say that they came, or leave them out, then pack it."
    )


class WeightWrong(Refusal):
    code = "weight_not_valid"
    sentence = gettext_noop("Write the weight in grams, from 10 to 50,000. Example: 1200.")
    status = 422


class CarrierUnknown(Refusal):
    code = "carrier_not_valid"
    sentence = gettext_noop("Choose a carrier from the list.")
    status = 422


class PackedAlready(Refusal):
    code = "order_open_first"
    sentence = gettext_noop("Open the parcel again first, then say what is missing.")


class ConsentMissing(Refusal):
    code = "consent_missing"
    sentence = gettext_noop("Ask the buyer first; then tick that they agree to the other goods.")
    status = 422


class UnknownCode(Refusal):
    code = "order_code_unknown"
    sentence = gettext_noop("No order here has the code {code}. Scan again, or find it in the list.")
    status = 422


class UnknownShortage(Refusal):
    code = "shortage_unknown"
    sentence = gettext_noop("There is no such shortage here. Open the order again.")
    status = 404


class UnknownHandover(Refusal):
    code = "handover_unknown"
    sentence = gettext_noop("There is no such hand-over list here. Look under Hand over.")
    status = 404


class NotAgreed(Refusal):
    code = "data_not_agreed"
    sentence = gettext_noop("Tick that we may keep this for your order; without it we cannot send a parcel.")
    status = 422


class StillOpen(Refusal):
    code = "order_still_open"
    sentence = gettext_noop(
        "Order {order} is not finished, so its address is still needed. Cancel it, or wait until it arrived; "
        "then delete."
    )


class StillOnTheWay(Refusal):
    code = "order_still_on_the_way"
    sentence = gettext_noop(
        "Order {order} is with the carrier, who needs the address. Delete it when it has arrived."
    )


class MoneyToReturn(Refusal):
    code = "order_money_to_return"
    sentence = gettext_noop(
        "The shop still has money of order {order} to send back to you. Call the shop; then delete."
    )


class NothingChosen(Refusal):
    code = "round_nothing_chosen"
    sentence = gettext_noop("Tick the orders first, then choose what to do with them.")
    status = 422


class TooManyChosen(Refusal):
    code = "round_too_many"
    sentence = gettext_noop("{count} orders are too many at once. Narrow the list to {most} or fewer.")
    status = 422


class RoundDone(Refusal):
    code = "round_done_already"
    sentence = gettext_noop("This was done already; see below what came of it.")


class AlreadyConfirmed(Refusal):
    code = "order_already_confirmed"
    sentence = gettext_noop("This order was confirmed before. It can be packed.")


class AlreadyReached(Refusal):
    code = "order_already_reached"
    sentence = gettext_noop("Somebody has written to or called this buyer before. Take the next one.")


class NotUndoable(Refusal):
    code = "round_not_undoable"
    sentence = gettext_noop("This cannot be taken back. Open the order to see what can be done.")


class NoReason(Refusal):
    code = "round_reason_missing"
    sentence = gettext_noop("Write why, so that whoever asks later can be told.")
    status = 422


class NotKeepersWord(Refusal):
    code = "order_not_confirmed_by_hand"
    sentence = gettext_noop(
        "Money or the buyer confirmed this order; that stays. Cancel the order to stop it."
    )


class AnotherIsOpen(Refusal):
    code = "order_another_is_open"
    sentence = gettext_noop(
        "The buyer has another open order in this live. Join the two, or leave it confirmed."
    )


class NoFilterName(Refusal):
    code = "filter_name_missing"
    sentence = gettext_noop("Give the filter a short name, like “Transfers not here yet”.")
    status = 422


class FilterNameTaken(Refusal):
    code = "filter_name_taken"
    sentence = gettext_noop("You have a filter of this name. Choose another one.")


class TooManyFilters(Refusal):
    code = "filter_too_many"
    sentence = gettext_noop("{most} filters are enough. Remove one that you no longer use.")


class UnknownFilter(Refusal):
    code = "filter_unknown"
    sentence = gettext_noop("There is no such filter here. Choose one above the list.")
    status = 404


class UnknownRound(Refusal):
    code = "round_unknown"
    sentence = gettext_noop("There is no such work here. Begin again at the list of orders.")
    status = 404


class ContentsChanged(Refusal):
    """The keeper changed what goes into the parcel after the packer had looked."""

    code = "order_contents_changed"
    sentence = gettext_noop(
        "What goes into this parcel was changed just now. Look at it again, then pack it."
    )
