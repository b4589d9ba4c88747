"""What needs a person now, for one cooperative and one set of roles: the most pressing first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from phien.catalog import queries as catalog
from phien.comments import queries as comments
from phien.coops.models import Coop
from phien.live import queries as live
from phien.office.access import GOODS, MANAGING, MONEY, ORDERS, PACKING, SELLING, may
from phien.orders import queries as orders
from phien.plumbing.templatetags.phien import day
from phien.stock import queries as stock

SHOWN_LOW = 6


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: how many, of what, why, and the one action."""

    count: int
    unit: str
    title: str
    why: str
    action: str
    url: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The home page's facts."""

    tasks: list[Task]
    on_air: list[Any]
    upcoming: Any | None
    low: list[Any]


def today(*, coop: Coop, roles: frozenset[str]) -> Today:
    """Everything the home page says; at most nine queries."""
    reviews = comments.review_counts(coop=coop) if may(roles, *SELLING) else {}
    known = live.sessions(coop=coop).filter(Q(state__in=["open", "scheduled"]) | Q(pk__in=reviews))
    near = list(known.order_by("scheduled_at"))
    on_air = [session for session in near if session.state == "open"]
    upcoming = next((session for session in near if session.state == "scheduled"), None)
    tasks = _setting_up(coop) if may(roles, *MANAGING) else []
    doubtful = sorted((session for session in near if session.pk in reviews), key=_not_on_air)
    tasks += [_review(coop, session, reviews[session.pk]) for session in doubtful]
    if may(roles, *ORDERS, *MONEY):
        tasks += _looking_for_money(coop)
    if may(roles, *ORDERS):
        tasks += _calling(coop)
    if may(roles, *ORDERS, *MONEY):
        tasks += _giving_back(coop)
    if may(roles, *PACKING, *ORDERS):
        tasks += _packing(coop)
    low = list(stock.low(coop=coop)[:SHOWN_LOW]) if may(roles, *GOODS, *PACKING) else []
    return Today(tasks, on_air, upcoming, low)


def _setting_up(coop: Coop) -> list[Task]:
    """What a new cooperative lacks: without it nobody can buy, pay or get a parcel."""
    first = _("step")
    settings = f"/{coop.slug}/settings/"
    found = []
    if not coop.bank_account:
        found.append(
            Task(
                1,
                first,
                _("Write the bank account"),
                _("Without it buyers see no QR code and cannot transfer."),
                _("Open the settings"),
                settings,
                late=True,
            )
        )
    if not coop.return_commune:
        found.append(
            Task(
                1,
                first,
                _("Write the return address"),
                _("It stands on every label, and parcels that come back go there."),
                _("Open the settings"),
                settings,
            )
        )
    if not catalog.products(coop=coop).exists():
        found.append(
            Task(
                1,
                first,
                _("Add the first product"),
                _("A name, what is counted and a price are enough."),
                _("Add a product"),
                f"/{coop.slug}/products/new/",
            )
        )
    return found


def _not_on_air(session: Any) -> bool:
    return bool(session.state != "open")


def _review(coop: Coop, session: Any, count: int) -> Task:
    ended = f", {day(session.scheduled_at)}" if _not_on_air(session) else ""  # titles come again every week
    return Task(
        count,
        _("comments"),
        _("Comments wait for you"),
        _("%(live)s: the machine was not sure what they order.") % {"live": f"{session.title}{ended}"},
        _("Decide"),
        f"/{coop.slug}/sessions/{session.pk}/studio/",
        late=True,
    )


def _looking_for_money(coop: Coop) -> list[Task]:
    count = orders.to_check(coop=coop).count()
    task = Task(
        count,
        _("orders"),
        _("Look for the money"),
        _("The buyers say it is sent, or a part came."),
        _("Check the money"),
        f"/{coop.slug}/calls/money/",
        late=True,
    )
    return [task] if count else []


def _calling(coop: Coop) -> list[Task]:
    count = orders.to_call(coop=coop).count()
    task = Task(
        count,
        _("orders"),
        _("Write to or call the buyers"),
        _("Phone or address is missing."),
        _("Open the calls"),
        f"/{coop.slug}/calls/",
    )
    return [task] if count else []


def _giving_back(coop: Coop) -> list[Task]:
    count = orders.to_refund(coop=coop).count()
    task = Task(
        count,
        _("orders"),
        _("Ended orders that were paid"),
        _("Send the money back, or bring the order back."),
        _("Look"),
        f"/{coop.slug}/calls/money/",
    )
    return [task] if count else []


def _packing(coop: Coop) -> list[Task]:
    found = []
    if count := orders.to_pack(coop=coop).count():
        found.append(
            Task(
                count,
                _("orders"),
                _("Pack"),
                _("Confirmed, with phone and address."),
                _("Open packing"),
                f"/{coop.slug}/packing/",
            )
        )
    if count := orders.packed(coop=coop).count():
        found.append(
            Task(
                count,
                _("parcels"),
                _("Hand to the carrier"),
                _("Packed and waiting."),
                _("Hand over"),
                f"/{coop.slug}/packing/parcels/",
            )
        )
    return found
