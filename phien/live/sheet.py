"""Writing the run sheet of a *scheduled* session. An open one is its desk's: ask that (`actions.ask_desk`).

Each action locks the session's row first, as opening does, so a sheet never changes under an opening.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from phien.activity.actions import record
from phien.catalog import queries as catalog
from phien.live.errors import CodeTaken, SheetFixed, Unknown
from phien.live.models import Item, Session
from phien.live.rules import clean_aliases, clean_code

GAP = 10  # between positions, so that a row can be put between two others by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFields:
    """What people write in one row. Prices in đồng; `planned` is allotted when the session opens."""

    code: str
    name: str
    aliases: str = ""
    group: str = ""
    price: int
    flash_price: int | None = None
    flash_until: datetime | None = None
    planned: int = 0
    limit_per_buyer: int | None = None
    say: str = ""


@transaction.atomic
def schedule_session(
    *, coop: Any, title: str, scheduled_at: datetime, by: Any, at: datetime, actor: str = ""
) -> Session:
    """A new session with an empty run sheet."""
    session = Session(coop=coop, title=title.strip(), scheduled_at=scheduled_at, staff_at=at)
    session.save()
    noted(session, "session.scheduled", by=by, at=at, facts={"title": session.title}, actor=actor)
    return session


@transaction.atomic
def reschedule_session(
    *, coop: Any, session_id: int, title: str, scheduled_at: datetime, by: Any, at: datetime
) -> Session:
    """Another title or time. Flash prices move along: they are planned from the start on."""
    session = scheduled(coop, session_id)
    later = scheduled_at - session.scheduled_at
    items_in_order(session).filter(flash_until__isnull=False).update(flash_until=F("flash_until") + later)
    session.title, session.scheduled_at = title.strip(), scheduled_at
    session.save(update_fields=["title", "scheduled_at"])
    noted(session, "session.rescheduled", by=by, at=at, facts={"title": session.title})
    return session


@transaction.atomic
def drop_session(*, coop: Any, session_id: int, by: Any, at: datetime) -> None:
    """Take a session that never opened away, with its run sheet."""
    session = scheduled(coop, session_id)
    facts: dict[str, object] = {"title": session.title, "scheduled_at": session.scheduled_at.isoformat()}
    noted(session, "session.dropped", by=by, at=at, facts=facts)
    session.delete()


@transaction.atomic
def add_item(
    *, coop: Any, session_id: int, variant_id: int, fields: ItemFields, by: Any, at: datetime
) -> Item:
    """A new row at the end of the sheet."""
    session = scheduled(coop, session_id)
    if catalog.variant(coop=coop, variant_id=variant_id) is None:
        raise Unknown
    last = items_in_order(session).aggregate(last=Max("position"))["last"] or 0
    item = Item(coop=coop, session=session, variant_id=variant_id, position=last + GAP)
    _write(session, item, fields)
    noted(session, "session.item_added", by=by, at=at, facts=_facts(item))
    return item


@transaction.atomic
def change_item(
    *, coop: Any, session_id: int, item_id: int, fields: ItemFields, by: Any, at: datetime
) -> Item:
    """Write a row anew; what changed is recorded with what stood there before."""
    session = scheduled(coop, session_id)
    item = _one(session, item_id)
    before = _facts(item)
    _write(session, item, fields)
    after = _facts(item)
    if before != after:
        changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
        noted(session, "session.item_changed", by=by, at=at, facts={"code": item.code, **changed})
    return item


@transaction.atomic
def move_item(*, coop: Any, session_id: int, item_id: int, up: bool, by: Any, at: datetime) -> None:
    """One place up or down; at the end of the sheet nothing happens."""
    session = scheduled(coop, session_id)
    rows = list(items_in_order(session))
    here = _place(rows, item_id)
    _put(session, rows, here, here - 1 if up else here + 1, by=by, at=at)


@transaction.atomic
def place_item(*, coop: Any, session_id: int, item_id: int, place: int, by: Any, at: datetime) -> None:
    """To this place of the sheet, 1 for the first; beyond its ends to the nearest."""
    session = scheduled(coop, session_id)
    rows = list(items_in_order(session))
    here = _place(rows, item_id)
    _put(session, rows, here, min(max(place, 1), len(rows)) - 1, by=by, at=at)


@transaction.atomic
def remove_item(*, coop: Any, session_id: int, item_id: int, by: Any, at: datetime) -> Item:
    """Take a row off the sheet."""
    session = scheduled(coop, session_id)
    item = _one(session, item_id)
    facts = _facts(item)
    item.delete()
    noted(session, "session.item_removed", by=by, at=at, facts=facts)
    return item


def scheduled(coop: Any, session_id: int) -> Session:
    """The session, locked to the end of the transaction. Refuses `Unknown`, `SheetFixed`."""
    session = Session.objects.of(coop).select_for_update().filter(pk=session_id).first()
    if session is None:
        raise Unknown
    if session.state != Session.State.SCHEDULED:
        raise SheetFixed
    session.coop = coop
    return session


def items_in_order(session: Session) -> Any:
    """The rows of a sheet as they stand."""
    return Item.objects.of(session.coop_id).filter(session=session).order_by("position", "id")


def _one(session: Session, item_id: int) -> Item:
    item: Item | None = items_in_order(session).filter(pk=item_id).first()
    if item is None:
        raise Unknown
    return item


def _write(session: Session, item: Item, fields: ItemFields) -> None:
    item.code = clean_code(fields.code)
    if items_in_order(session).filter(code=item.code).exclude(pk=item.pk).exists():
        raise CodeTaken(name=item.code)
    item.name, item.group, item.say = fields.name.strip(), fields.group.strip(), fields.say.strip()
    item.aliases = clean_aliases(fields.aliases)
    item.price, item.planned, item.limit_per_buyer = fields.price, fields.planned, fields.limit_per_buyer
    item.flash_price = fields.flash_price
    item.flash_until = fields.flash_until if fields.flash_price is not None else None
    item.save()


def _place(rows: Sequence[Item], item_id: int) -> int:
    here = next((place for place, row in enumerate(rows) if row.pk == item_id), None)
    if here is None:
        raise Unknown
    return here


def _put(session: Session, rows: list[Item], here: int, there: int, *, by: Any, at: datetime) -> None:
    if here == there or not 0 <= there < len(rows):
        return
    row = rows.pop(here)
    rows.insert(there, row)
    _number(rows)
    noted(session, "session.item_moved", by=by, at=at, facts={"code": row.code, "place": there + 1})


def _number(rows: Sequence[Item]) -> None:
    for place, row in enumerate(rows, start=1):
        row.position = place * GAP
    Item.every_coop.bulk_update(rows, ["position"])


def _facts(item: Item) -> dict[str, object]:
    until = item.flash_until
    return {
        "code": item.code,
        "name": item.name,
        "aliases": list(item.aliases),
        "price": item.price,
        "flash_price": item.flash_price,
        "flash_until": until.isoformat() if until else None,
        "planned": item.planned,
        "limit_per_buyer": item.limit_per_buyer,
        "say": item.say,
    }


def noted(
    session: Session, kind: str, *, by: Any, at: datetime, facts: dict[str, object], actor: str = ""
) -> None:
    """Record what was done to the session."""
    record(
        coop=session.coop,
        kind=kind,
        subject="session",
        subject_id=session.pk,
        by=by,
        at=at,
        facts=facts,
        actor=actor,
    )
