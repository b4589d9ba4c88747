"""The words that a buyer agrees to with an address. Whoever changes what they say raises the version."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

VERSION = "2026-12-01"


@dataclass(frozen=True, slots=True)
class Promise:
    """One question that people have about their data, answered."""

    title: str
    words: str


def promises(*, seller: str) -> list[Promise]:
    """What is kept, for what, who sees it, how long, how it ends; in the reader's language."""
    years = settings.KEEP_BUYERS_YEARS
    return [
        Promise(_("What is kept"), _("Your name, phone, address, the note you write, and what you ordered.")),
        Promise(_("What for"), _("Only to sell you this order, bring it to you and answer you about it.")),
        Promise(
            _("Who sees it"),
            _(
                "The people of {seller} who take, pack and account for orders, and the "
                "carrier who brings the "
                "parcel. Nobody on the live sees your phone or address. It is not sold or given to others."
            ).format(seller=seller),
        ),
        Promise(
            _("How long"),
            _(
                "{years} years after the order; then name, phone and address are deleted by "
                "themselves. What was "
                "sold and for how much stays in the shop's accounts, without you in it."
            ).format(years=years),
        ),
        Promise(
            _("If you change your mind"),
            _(
                "Delete it yourself on the order's page as soon as the order has arrived or "
                "is cancelled. Before "
                "that the parcel needs the address: cancel first."
            ),
        ),
        Promise(
            _("Reminders are something else"),
            _(
                "No advertising comes from this. Reminders of lives come only where you ask "
                "for them yourself."
            ),
        ),
    ]
