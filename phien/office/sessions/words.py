"""The words that the studio's JavaScript shows: it holds none itself."""

from django.utils.translation import gettext


def studio_words() -> dict[str, str]:
    """By key; `{…}` is filled by the page."""
    return {
        "asOf": gettext("left at {time}"),
        "away": gettext("No signal. Nothing can be decided now; the numbers are those of {time}."),
        "queue": gettext("{n} orders and comments are waiting their turn; nothing is lost."),
        "types": gettext("Code: {code}…"),
        "pins": gettext("{code} is being pinned. Esc stops it."),
        "failed": gettext("That did not work; nothing was changed. Try again in a moment."),
    }
