"""Refusals about money; the code is for ever."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class NoBankAccount(Refusal):
    code = "no_bank_account"
    sentence = gettext_noop(
        "The cooperative has not entered its bank account yet. Choose cash on delivery, or call the shop."
    )


class AmountWrong(Refusal):
    code = "amount_not_valid"
    sentence = gettext_noop("Write the amount in đồng, more than nothing.")
    status = 422


class ReceiptUndone(Refusal):
    code = "receipt_already_undone"
    sentence = gettext_noop("This money was already taken back. Look at the order again.")


class UnknownReceipt(Refusal):
    code = "not_found"
    sentence = gettext_noop("There is no such receipt here. Look at the order again.")
    status = 404
