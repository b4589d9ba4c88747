"""Entry by the token of a place in line, or by the cookie: only here across cooperatives."""

from dataclasses import dataclass

from phien.checkout.models import Waiting
from phien.orders import queries as orders


@dataclass(frozen=True, slots=True)
class Place:
    """A buyer's place: `position` from 1 (0 once it ended), `held` pieces that others may still give up."""

    waiting: Waiting
    position: int
    held: int


def place_by_token(token: str) -> Place | None:
    """The place of `/o/<token>` with its cooperative and its order, once promoted; or None. Three queries."""
    waiting = (
        Waiting.every_coop.select_related("coop", "order", "order__coop", "allotment")
        .filter(token=token)
        .first()
    )
    if waiting is None:
        return None
    if waiting.state != "waiting":
        return Place(waiting, 0, 0)
    before = Waiting.every_coop.filter(
        allotment_id=waiting.allotment_id, state="waiting", id__lte=waiting.pk
    ).count()
    held = orders.held_of(coop=waiting.coop, allotment_id=waiting.allotment_id)
    return Place(waiting, before, held)


def of_buyer(buyer_key: str) -> list[Waiting]:
    """Every place in line that this cookie had in any cooperative. Looks at all places: for rare use."""
    return list(Waiting.every_coop.select_related("coop").filter(buyer_key=buyer_key).order_by("pk"))
