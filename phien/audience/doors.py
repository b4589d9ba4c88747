"""Entry by a follower's token: the one place of this house that looks across cooperatives."""

from phien.audience.models import Follower


def follower_by_token(token: str) -> Follower | None:
    """Who may be reminded, or waits to be, with the cooperative; None once stopped."""
    return Follower.every_coop.select_related("coop").filter(token=token).first()
