"""Refusals of papers; the code is for ever, the sentence is what people read."""

from phien.kernel.refusals import Refusal
from phien.kernel.words import gettext_noop


class UnknownRun(Refusal):
    code = "print_run_unknown"
    sentence = gettext_noop("This was not printed here. Choose the orders and print them anew.")
    status = 404


class NumberWrong(Refusal):
    code = "print_number_not_valid"
    sentence = gettext_noop("Write a number from 1 to {most}; it stands at the top of each label.")
    status = 422


class NothingToPrint(Refusal):
    code = "nothing_to_print"
    sentence = gettext_noop("None of these orders can be sent any more, so there is no label to print.")
