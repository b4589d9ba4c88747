"""What needs a person now, for one cooperative and one set of roles: the most pressing first."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phien.catalog import queries as catalog
from phien.comments import queries as comments
from phien.coops.models import Coop
from phien.live import queries as live
from phien.office import readiness
from phien.office.access import GOODS, MANAGING, MONEY, ORDERS, PACKING, RECEIVING, SELLING, may
from phien.orders import queries as orders
from phien.plumbing.templatetags.phien import clock, day, whole
from phien.stock import queries as stock

NAMED = 3  # things that one line names; the rest is counted
NEAR = timedelta(days=1)  # a live this near is worth a task where its sheet lacks something


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
    """The home page's facts. `notes` say what the next live's sheet lacks and what is well."""

    tasks: list[Task]
    on_air: list[Any] = field(default_factory=list)
    upcoming: Any | None = None
    notes: list[readiness.Told] = field(default_factory=list)


def today(*, coop: Coop, roles: frozenset[str], at: datetime) -> Today:
    """Everything the home page says; at most nine queries."""
    reviews = comments.review_counts(coop=coop) if may(roles, *SELLING) else {}
    known = live.sessions(coop=coop).filter(Q(state__in=["open", "scheduled"]) | Q(pk__in=reviews))
    near = list(known.order_by("scheduled_at"))
    upcoming = next((session for session in near if session.state == "scheduled"), None)
    notes: list[readiness.Told] = []
    if upcoming is not None and may(roles, *SELLING):
        notes = readiness.told(live.run_sheet(coop=coop, session=upcoming, at=at), coop=coop)
    tasks = _setting_up(coop) if may(roles, *MANAGING) else []
    doubtful = sorted((session for session in near if session.pk in reviews), key=_not_on_air)
    tasks += [_review(coop, session, reviews[session.pk]) for session in doubtful]
    if may(roles, *ORDERS, *MONEY, *PACKING):
        tasks += _selling(coop, roles, orders.waiting(coop=coop, at=at, midnight=_midnight(at)))
    tasks += _lacking(coop, upcoming, notes, at)
    if may(roles, *RECEIVING):
        tasks += _running_low(coop)
    if may(roles, *GOODS):
        tasks += _running_out(coop, localdate(at))
    on_air = [session for session in near if session.state == "open"]
    return Today(tasks, on_air, upcoming, notes)


def _midnight(at: datetime) -> datetime:
    """The end of the day at the cooperative."""
    return localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


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
                settings + "#bank",
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
                settings + "#return",
            )
        )
    if not coop.registration_number:
        found.append(
            Task(
                1,
                first,
                _("Write who sells"),
                _("Name and registration number stand on every buyer's confirmation: the law wants it."),
                _("Open the settings"),
                settings + "#seller",
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


def _selling(coop: Coop, roles: frozenset[str], waiting: orders.Waiting) -> list[Task]:
    """Orders, from the wish to the van, for who may do something about each."""
    found: list[Task | None] = []
    if may(roles, *ORDERS):
        found.append(_ending(coop, waiting))
    if may(roles, *ORDERS, *MONEY):
        found.append(_looking_for_money(coop, waiting.to_check))
    if may(roles, *ORDERS):
        found.append(_calling(coop, waiting.to_call))
    if may(roles, *ORDERS, *MONEY):
        found.append(_giving_back(coop, waiting.to_refund))
    if may(roles, *PACKING, *ORDERS):
        found += [_late(coop, waiting.late), _packing(coop, waiting.to_pack), _leaving(coop, waiting.packed)]
    return [task for task in found if task is not None]


def _ending(coop: Coop, waiting: orders.Waiting) -> Task | None:
    """Unpaid orders whose hold ends today; pressing where it ends within two hours."""
    if not waiting.today:
        return None
    soon = ngettext(
        "%(count)s ends within 2 hours. Then the goods go to the next in line.",
        "%(count)s end within 2 hours. Then the goods go to the next in line.",
        waiting.soon,
    ) % {"count": whole(waiting.soon)}
    calm = _("They end before midnight. Then the goods go to the next in line.")
    return Task(
        waiting.today,
        _("orders"),
        _("Unpaid, and about to end"),
        soon if waiting.soon else calm,
        _("Remind them"),
        f"/{coop.slug}/orders/?ending=today",
        late=waiting.soon > 0,
    )


def _looking_for_money(coop: Coop, count: int) -> Task | None:
    task = Task(
        count,
        _("orders"),
        _("Look for the money"),
        _("The buyers say it is sent, or a part came."),
        _("Check the money"),
        f"/{coop.slug}/calls/money/",
        late=True,
    )
    return task if count else None


def _calling(coop: Coop, count: int) -> Task | None:
    task = Task(
        count,
        _("orders"),
        _("Write to or call the buyers"),
        _("Phone or address is missing."),
        _("Open the calls"),
        f"/{coop.slug}/calls/",
    )
    return task if count else None


def _giving_back(coop: Coop, count: int) -> Task | None:
    task = Task(
        count,
        _("orders"),
        _("Money to send back"),
        _("These orders ended after they were paid, or became cheaper."),
        _("Look"),
        f"/{coop.slug}/calls/money/",
    )
    return task if count else None


def _late(coop: Coop, count: int) -> Task | None:
    days = coop.late_after_days
    task = Task(
        count,
        _("parcels"),
        _("Parcels are late"),
        ngettext(
            "Confirmed more than %(days)s day ago and still here.",
            "Confirmed more than %(days)s days ago and still here.",
            days,
        )
        % {"days": whole(days)},
        _("Open packing"),
        f"/{coop.slug}/packing/",
        late=True,
    )
    return task if count else None


def _packing(coop: Coop, count: int) -> Task | None:
    task = Task(
        count,
        _("orders"),
        _("Pack"),
        _("Confirmed, with phone and address."),
        _("Open packing"),
        f"/{coop.slug}/packing/",
    )
    return task if count else None


def _leaving(coop: Coop, count: int) -> Task | None:
    task = Task(
        count,
        _("parcels"),
        _("Hand to the carrier"),
        _("Packed and waiting."),
        _("Hand over"),
        f"/{coop.slug}/packing/parcels/",
    )
    return task if count else None


def _lacking(coop: Coop, session: Any | None, notes: list[readiness.Told], at: datetime) -> list[Task]:
    """The next live cannot begin as its sheet is now."""
    lacks = [words for weight, words in notes if weight == live.Weight.LACK]
    if session is None or not lacks:
        return []
    when = f"{clock(session.scheduled_at)} {day(session.scheduled_at)}"
    return [
        Task(
            len(lacks),
            _("to fill in"),
            _("The next live cannot begin yet"),
            f"{session.title}, {when}: {lacks[0]}",
            _("Open the run sheet"),
            f"/{coop.slug}/sessions/{session.pk}/",
            late=session.scheduled_at - at < NEAR,
        )
    ]


def _running_low(coop: Coop) -> list[Task]:
    """Stock at or below what the settings say, the fewest named."""
    few = list(stock.low(coop=coop)[:NAMED])
    if not few:
        return []
    count = few[0].in_all  # type: ignore[attr-defined]
    names = [f"{size.full_name}: {whole(max(0, size.left))} {size.unit}" for size in few]  # type: ignore[attr-defined]
    return [
        Task(
            count,
            _("sizes"),
            _("Stock is low"),
            ", ".join(names) + ("…" if count > len(few) else ""),
            _("Open the stock"),
            f"/{coop.slug}/stock/?low=1",
        )
    ]


def _running_out(coop: Coop, on: date) -> list[Task]:
    """Certificates near their end or over; pressing from seven days on."""
    papers = list(catalog.running_out(coop=coop, on=on))
    if not papers:
        return []
    pressing = catalog.nearness(papers[0].valid_until, on=on) in {
        catalog.Nearness.IN_7,
        catalog.Nearness.OVER,
    }
    return [
        Task(
            len(papers),
            _("papers"),
            _("Certificates run out"),
            ", ".join(f"{paper.name}: {left_of(paper, on)}" for paper in papers[:NAMED])
            + ("…" if len(papers) > NAMED else ""),
            _("Open the certificates"),
            f"/{coop.slug}/certificates/",
            late=pressing,
        )
    ]


def left_of(paper: Any, on: date) -> str:
    """How long a certificate still counts, in words."""
    days = (paper.valid_until - on).days
    if days < 0:
        return _("over since %(day)s") % {"day": day(paper.valid_until)}
    if days == 0:
        return _("ends today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": whole(days)}
