"""The words that the live page shows by template and by JavaScript, which holds none itself."""

from django.utils.translation import gettext

from phien.kernel.words import gettext_noop

WORDS = {
    "left": gettext_noop("{unit} left"),
    "leftShort": gettext_noop("{count} left"),
    "low": gettext_noop("nearly gone"),
    "none": gettext_noop("sold out"),
    "stopped": gettext_noop("not sold now"),
    "stoppedLong": gettext_noop("{code} is not sold any more in this live"),
    "gone": gettext_noop("{code} just sold out"),
    "taken": gettext_noop("{count} taken of {total}"),
    "gauge": gettext_noop("Of {total} {unit}: {left} left, {taken} taken"),
    "dealLeft": gettext_noop("Price in this live, left"),
    "buy": gettext_noop("Buy · {sum}"),
    "buyShort": gettext_noop("Buy"),
    "wait": gettext_noop("Wait for {qty} {unit}"),
    "waitShort": gettext_noop("Wait"),
    "sending": gettext_noop("Sending…"),
    "usually": gettext_noop("usually {price}"),
    "limit": gettext_noop("At most {limit} for one buyer"),
    "kept": gettext_noop("{items} kept for you. Pay before the time runs out."),
    "promoted": gettext_noop("Your turn: {items} kept for you. Pay before the time runs out."),
    "seeOrder": gettext_noop("See the order"),
    "waiting": gettext_noop("You are number {position} in line for {items}."),
    "yourTurn": gettext_noop("You wait for {qty} {unit}"),
    "ifYouWait": gettext_noop("Your place if you wait"),
    "waitWhy": gettext_noop("{count} are promised but may come back; then it is your turn."),
    "nothingPaid": gettext_noop("Nothing paid yet. You are told here as soon as one is free."),
    "order": gettext_noop("Your order"),
    "orders": gettext_noop("Your orders ({count})"),
    "payIn": gettext_noop("pay within"),
    "payLater": gettext_noop("see and pay"),
    "waits": gettext_noop("Waiting for {items}"),
    "place": gettext_noop("number {position}"),
    "you": gettext_noop("you"),
    "ordered": gettext_noop("ordered"),
    "changed": gettext_noop("changed"),
    "cancelled": gettext_noop("cancelled"),
    "asked": gettext_noop("asked"),
    "checking": gettext_noop("the shop is checking"),
    "inLine": gettext_noop("in line"),
    "overLimit": gettext_noop("over the limit"),
    "notSent": gettext_noop("Not sent. Press to try again."),
    "lost": gettext_noop(
        "The line broke before the answer came. Press again: you will not be charged twice."
    ),
    "failed": gettext_noop("That did not work; nothing was changed. Try again in a moment."),
}


def live_words() -> dict[str, str]:
    """All of them in the reader's language, by key; `{…}` is filled by the page."""
    return {key: gettext(words) for key, words in WORDS.items()}


def said(key: str, **values: object) -> str:
    """One of them, filled."""
    return gettext(WORDS[key]).format(**values)
