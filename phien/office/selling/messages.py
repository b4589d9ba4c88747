"""The words that go to buyers, one by one: a text with places, filled for each order, in Vietnamese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from phien.coops.models import Coop
from phien.kernel.words import gettext_noop
from phien.plumbing.templatetags.phien import clock, day, dong

if TYPE_CHECKING:
    from phien.orders.models import Order

REPLY = gettext_noop(
    "Hello {name}, thank you for ordering {items}: {total} with shipping. "
    "Please open this to write your address and choose how to pay: {link}"
)
REMINDER = gettext_noop(
    "Hello {name}, the shop is keeping {items} for you: {total} with shipping, until {until}. "
    "Please pay or choose cash on delivery here: {link}"
)
_PLACE = re.compile(r"\{[^{}]*\}")


def places() -> dict[str, str]:
    """What may stand in a message → the name of what fills it, as the buyers' language writes it: `{tên}`."""
    with override("vi"):
        return {
            "{" + pgettext("place in a message", "name") + "}": "name",
            "{" + pgettext("place in a message", "items") + "}": "items",
            "{" + pgettext("place in a message", "total") + "}": "total",
            "{" + pgettext("place in a message", "until") + "}": "until",
            "{" + pgettext("place in a message", "code") + "}": "code",
            "{" + pgettext("place in a message", "link") + "}": "link",
        }


def reminder() -> str:
    """The text to begin with, its places as people may write them."""
    names = {filling: place for place, filling in places().items()}
    with override("vi"):
        return _(REMINDER).format(**names)


def unknown_places(words: str) -> list[str]:
    """What stands in braces and is no place."""
    known = places()
    return [found for found in _PLACE.findall(words) if found not in known]


def filled(words: str, order: Order) -> str:
    """The message to one buyer. Places are looked up by their name, nothing in the text is run."""
    fillings = _fillings(order)
    known = places()
    return _PLACE.sub(lambda found: fillings[known[found[0]]] if found[0] in known else found[0], words)


def reply_to(order: Order, *, coop: Coop) -> str:
    """What the keeper copies into the chat after a comment: with the order's link."""
    with override("vi"):
        return _(REPLY).format(**_fillings(order))


def sms_link(order: Order, text: str) -> str:
    """Opens the phone's own messages with the number and the text in place; empty without a number."""
    return f"sms:{order.phone}?body={quote(text)}" if order.phone else ""


def _fillings(order: Order) -> dict[str, str]:
    with override("vi"):
        return {
            "name": order.buyer_name or _("you"),
            "items": ", ".join(f"{line.code or line.name} ×{line.counted}" for line in order.lines.all()),
            "total": dong(order.total),
            "until": f"{clock(order.pay_by)} {day(order.pay_by)}" if order.pay_by else _("you tell us"),
            "code": order.code,
            "link": f"{settings.PUBLIC_URL}/o/{order.token}",
        }
