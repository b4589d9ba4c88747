"""The words that the studio's JavaScript shows (it holds none itself), and what came of copying a sheet."""

from django.utils.translation import gettext, ngettext

from phien.live.actions import Copied


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


def said_of(copied: Copied) -> str:
    """What came of copying a run sheet, and what changed since."""
    said = [
        ngettext("%(count)s item copied.", "%(count)s items copied.", copied.items) % {"count": copied.items}
    ]
    if copied.away:
        said.append(gettext("Put away since, so left out: %(names)s.") % {"names": ", ".join(copied.away)})
    if copied.fewer:
        said.append(
            gettext("Fewer than last time, the store has no more: %(codes)s.")
            % {"codes": ", ".join(copied.fewer)}
        )
    said.append(gettext("Look at the prices once more."))
    return " ".join(said)
