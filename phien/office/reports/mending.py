"""Which comments people set right after they had become orders without asking anybody.

The record says it, and only this much: the shop changed the number of goods that a comment had named, or
cancelled its whole order while the live was on air. Of several comments that named the goods, the last one
before the change counts. What the shop put back as it was counts no more; what the buyer asked for on the
phone looks the same and counts. Not counted are what buyers change
themselves, what came of another comment's decision, goods that no comment had named, and orders cancelled
after the live: buyers think better of it then, or nobody answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from phien.activity import queries as activity
from phien.coops.models import Coop
from phien.office.reports import sets
from phien.orders import queries as orders
from phien.orders.contracts import State

if TYPE_CHECKING:
    from phien.live.models import Session

EDITED, CANCELLED = KINDS = ("order.edited", "order.cancelled")
DECISIONS = ("comment.decided", "comment.reopened")


@dataclass(frozen=True, slots=True)
class Said:
    """A comment that became part of an order by itself, and the codes it asked for."""

    id: int
    session: int
    codes: frozenset[str]
    at: datetime
    cancelled: bool


def mended(*, coop: Coop, sessions: Sequence[Session]) -> dict[int, set[int]]:
    """By session, ids of comments that people set right. Three queries, however many sessions."""
    here = orders.listing(coop=coop).filter(session_id__in=[one.pk for one in sessions]).order_by()
    entries = list(activity.by_people(coop=coop, subject="order", ids=here.values("pk"), kinds=KINDS))
    decided = _decided(coop, sessions)
    said = _said(coop, sessions, {entry.subject_id for entry in entries})
    closed = {one.pk: one.closed_at for one in sessions}
    found: dict[int, set[int]] = {one.pk: set() for one in sessions}
    changed: Counter[tuple[int, int, str]] = Counter()  # pieces more or fewer, by session, comment and code
    for entry in entries:
        before = [one for one in said[entry.subject_id] if one.at <= entry.at]
        if not before:
            continue
        session = before[0].session
        if entry.kind == EDITED:
            for code, pieces in _difference(entry.facts).items():
                last = next((one for one in reversed(before) if code in one.codes), None)
                if last is not None:
                    changed[session, last.id, code] += pieces
        elif before[0].cancelled and (session, entry.at) not in decided:
            until = closed[session]
            if until is None or entry.at <= until:
                found[session].update(one.id for one in before)
    for (session, comment, _code), pieces in changed.items():
        if pieces:
            found[session].add(comment)
    return found


def _decided(coop: Coop, sessions: Iterable[Session]) -> set[tuple[int, datetime]]:
    """When comments were decided: what happened to an order in that moment was asked for by one of them."""
    ids = [one.pk for one in sessions]
    rows = activity.by_people(coop=coop, subject="session", ids=ids, kinds=DECISIONS)
    return set(rows.values_list("subject_id", "at"))


def _said(coop: Coop, sessions: Iterable[Session], order_ids: set[int]) -> dict[int, list[Said]]:
    """What became part of these orders by itself, by order, the first first."""
    rows = sets.comments_of(coop=coop, session=list(sessions), kind="acted").filter(order__in=order_ids)
    found: dict[int, list[Said]] = defaultdict(list)
    for row in rows.values_list("order", "pk", "session_id", "items", "received_at", "order__state"):
        order, comment, session, items, at, state = row
        codes = frozenset(str(item["code"]) for item in items)
        found[order].append(Said(comment, session, codes, at, state == State.CANCELLED))
    return found


def _difference(facts: dict[str, Any]) -> Counter[str]:
    """Pieces more or fewer of each code."""
    found: Counter[str] = Counter()
    for rows, sign in ((facts.get("before", ()), -1), (facts.get("after", ()), 1)):
        for row in rows:
            found[str(row["code"])] += sign * int(row["qty"])
    return found
