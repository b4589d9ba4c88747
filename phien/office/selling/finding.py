"""What the list of orders is asked for: the box and the filters, and what the words in the box may mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.timezone import now

from phien.kernel.codes import is_order_code
from phien.kernel.text import fold
from phien.live import queries as live
from phien.office.selling.forms import FilterForm
from phien.office.selling.who import sees_every_phone
from phien.orders import queries as orders
from phien.orders.contracts import MOST, Wanted

if TYPE_CHECKING:
    from phien.coops.models import Coop
    from phien.live.models import Session

SESSIONS = 500  # the newest ones are searched by their title
TOLD = 3  # goods that are named above the result


@dataclass(frozen=True, slots=True)
class Asked:
    """`wanted` for the query, `query` the filters as a query string; the rest tells what was understood."""

    wanted: Wanted
    query: str
    given: dict[str, Any]
    sessions: list[Session]
    goods: list[str]
    lives: list[str]


def asked(given: QueryDict, *, coop: Coop, roles: frozenset[str]) -> Asked:
    """Read a query string. At most two queries: sessions, and goods of this name."""
    kept, at = FilterForm(given).kept(), now()
    codes = tuple(code for code in given.getlist("code")[:MOST] if len(code) < 20)
    sessions = list(live.sessions(coop=coop)[:SESSIONS])
    text = kept.get("q", "")
    words = text if text and not is_order_code(text.upper().replace(" ", "")) else ""
    items = live.goods_called(coop=coop, text=words) if any(letter.isalpha() for letter in words) else None
    named = [session for session in sessions if words and fold(words) in fold(session.title)]
    wanted = Wanted(
        text=text,
        codes=codes,
        every_phone=sees_every_phone(roles),
        goods=items.values("allotment") if items is not None else None,
        lives=tuple(session.pk for session in named),
        state=kept.get("state", ""),
        session_id=kept.get("session"),
        payment=kept.get("payment", ""),
        source=kept.get("source", ""),
        since=kept.get("since"),
        until=kept.get("until"),
        ending=(at, orders.until_tonight(at=at)) if kept.get("ending") else None,
    )
    names: Iterable[str] = ()
    if items is not None:
        names = items.order_by("name").values_list("name", flat=True).distinct()[:TOLD]
    query = [*((name, _plain(value)) for name, value in kept.items()), *(("code", code) for code in codes)]
    return Asked(wanted, urlencode(query), kept, sessions, list(names), [one.title for one in named[:TOLD]])


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
