"""Why a person is asked: one sentence for people for each reason code.

`SENTENCES` says it of any comment. `PLAINER` says it of one, with what was read there filled in: `{said}` and
`{number}` are words of the comment, `{person}` is what a letter is short for; `{code}`, `{codes}` and
`{unit}` are of the run sheet.
"""

from __future__ import annotations

from phien.kernel.words import gettext_noop

__all__ = ["PLAINER", "SENTENCES"]

SENTENCES: dict[str, str] = {
    "variant_unclear": gettext_noop("More than one item fits this name. Which one?"),
    "which_item": gettext_noop("It is not said which item this is for."),
    "bare_number": gettext_noop("Only a number: an order, or an answer to you?"),
    "number_may_be_price": gettext_noop("This number is the price of the item. How many are wanted?"),
    "number_may_be_code": gettext_noop("Is this number the item code, or how many?"),
    "vocative_or_code": gettext_noop("Is this letter a person, or part of an item code?"),
    "code_unknown": gettext_noop("This code is not on the run sheet."),
    "code_repeated": gettext_noop("The code is written more than once. Is that one, or more?"),
    "game": gettext_noop("A game is on: an order, or playing along?"),
    "no_multiple": gettext_noop("This amount does not fit whole packs."),
    "inner_pieces": gettext_noop("These are the small pieces inside a pack. How many packs?"),
    "size_or_amount": gettext_noop("One large pack, or several small ones?"),
    "how_many": gettext_noop("How many is not said clearly."),
    "range": gettext_noop("Two numbers: the buyer has not decided."),
    "each_of_what": gettext_noop("One of each, but of which items is not said."),
    "unit_unknown": gettext_noop("This pack is not sold here. How many of the usual unit?"),
    "unit_mismatch": gettext_noop("The pack named is not that of the pinned item. Which item?"),
    "number_unclear": gettext_noop("It is not clear which number goes with which item."),
    "large_number": gettext_noop("A very large number. Is it right?"),
    "condition": gettext_noop("The buyer wants it only on a condition."),
    "someone_else": gettext_noop("This is about somebody else's order."),
    "repeat": gettext_noop("The same words again: sent twice, or wanted twice?"),
    "unsure": gettext_noop("This may be an order. Please look."),
    "which_order": gettext_noop("It is not clear what is to be changed in the order."),
    "nothing_ordered": gettext_noop("This buyer has no order here yet."),
    "order_moved_on": gettext_noop("Their order is paid or confirmed already. Change it by hand?"),
    "adds_or_changes": gettext_noop("Added to the earlier order, or instead of it?"),
}

PLAINER: dict[str, str] = {
    "variant_unclear": gettext_noop("“{said}” fits {codes}. Which one?"),
    "bare_number": gettext_noop("Only “{number}”: an order, or an answer to you?"),
    "number_may_be_price": gettext_noop("{number} is the price of {code}; how many {unit} is not said."),
    "number_may_be_code": gettext_noop("“{number}”: the item code, or how many?"),
    "vocative_or_code": gettext_noop("“{said}”: “{person}”, or code {code}?"),
    "code_unknown": gettext_noop("{said} is not on the run sheet."),
    "code_repeated": gettext_noop("{code} is written {number} times. Is that one, or {number}?"),
    "no_multiple": gettext_noop("“{said}” does not fit whole packs of {code}."),
    "inner_pieces": gettext_noop("“{said}”: small pieces inside. How many {unit}?"),
    "range": gettext_noop("“{said}”: the buyer has not decided how many."),
    "unit_unknown": gettext_noop("{code} is not sold by the “{said}”. How many {unit}?"),
    "unit_mismatch": gettext_noop("{code} does not come as “{said}”. Which item?"),
    "large_number": gettext_noop("{number} is a very large number. Is it right?"),
    "condition": gettext_noop("Only on a condition: “{said}”."),
}
