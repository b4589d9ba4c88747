"""Names of what reports count, English, to translate."""

from phien.kernel.words import gettext_noop

STEPS = (
    ("comments", gettext_noop("comments")),
    ("wanted", gettext_noop("wanted to buy")),
    ("bought", gettext_noop("became orders")),
    ("settled", gettext_noop("paid, or cash on delivery")),
)
OUTCOMES = {
    "order": gettext_noop("order"),
    "changed": gettext_noop("order changed"),
    "cancelled": gettext_noop("order cancelled"),
    "review": gettext_noop("waits for a person"),
    "question": gettext_noop("question"),
    "other": gettext_noop("no order"),
    "waitlisted": gettext_noop("waits in line"),
    "sold_out": gettext_noop("was sold out"),
    "limit": gettext_noop("more than the limit"),
    "closed": gettext_noop("too late"),
    "invalid": gettext_noop("could not be read"),
    "duplicate": gettext_noop("sent twice"),
}
DECISIONS = {
    "as_read": gettext_noop("as it was read"),
    "corrected": gettext_noop("corrected by a person"),
    "reread": gettext_noop("read again with a new word"),
    "dropped": gettext_noop("no order, said a person"),
    "undecided": gettext_noop("still waiting"),
}
READINGS = {
    "unserved": gettext_noop("orders of which nothing was left"),
    "withdrawn": gettext_noop("cancellations"),
    "question": gettext_noop("questions"),
    "talk": gettext_noop("talk, no order"),
}
WAITING = {
    "waiting": gettext_noop("waits"),
    "promoted": gettext_noop("got it"),
    "dropped": gettext_noop("stopped waiting"),
    "ended": gettext_noop("got nothing"),
}
