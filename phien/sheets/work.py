"""The work that a sheet waits for, by its state: reading, writing, undoing. Safe to run twice.

One worker a sheet: a lock of the database that its connection holds, and that ends with it. So a worker that
died is told from one that is busy, and the next one starts the step again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from phien.kernel.refusals import Refusal
from phien.plumbing.tables.reader import tables
from phien.sheets import columns, errors
from phien.sheets.comparing import Comparison
from phien.sheets.models import Sheet, SheetFile, SheetRow
from phien.sheets.reading import how_many, wishes
from phien.sheets.undoing import undo
from phien.sheets.words import REASON_READ, REASON_UNDONE
from phien.sheets.writing import Moved, write

log = logging.getLogger("phien.jobs")
WORKING = (Sheet.State.READING, Sheet.State.WRITING, Sheet.State.UNDOING)
STILL = timedelta(seconds=60)  # nobody moved it for so long: looked at by the clock
TRIES = 3
LOCK = 0x50_48_49_45  # the first half of our advisory locks' numbers


def work_on(*, sheet_id: int) -> bool:
    """Do what the sheet waits for. False where somebody else does, or nothing waits."""
    with _alone(sheet_id) as mine:
        if not mine:
            return False
        sheet = Sheet.every_coop.select_related("coop", "person", "undone_by").filter(pk=sheet_id).first()
        if sheet is None or sheet.state not in WORKING:
            return False
        Sheet.every_coop.filter(pk=sheet_id).update(attempts=sheet.attempts + 1, touched_at=timezone.now())
        try:
            STEPS[Sheet.State(sheet.state)](sheet)
        except Refusal as refusal:
            _stop(sheet, refusal)
        except Exception:
            log.exception("sheet %s stopped while %s", sheet_id, sheet.state)
            _stop(sheet, errors.UndoStopped() if sheet.state == Sheet.State.UNDOING else errors.Stopped())
        return True


def pick_up() -> list[int]:
    """Sheets that wait and that nobody works on: worked on again, or stopped after three tries."""
    still = Sheet.every_coop.filter(state__in=WORKING, touched_at__lt=timezone.now() - STILL).order_by("pk")
    again = []
    for sheet in still[:20]:
        with _alone(sheet.pk) as mine:
            if not mine:
                continue
            if sheet.attempts >= TRIES:
                _stop(sheet, errors.UndoStopped() if sheet.state == Sheet.State.UNDOING else errors.Stopped())
                continue
        again.append(sheet.pk)
    return again


def _read(sheet: Sheet) -> None:
    SheetRow.objects.of(sheet.coop).filter(sheet=sheet).delete()
    content = bytes(SheetFile.objects.of(sheet.coop).get(pk=sheet.pk).content)
    table, found = columns.found(tables(content))
    told = _teller(sheet.pk)
    sheet.rows = how_many(table, found)
    if not sheet.rows:
        raise errors.NoRows
    told(0, sheet.rows)
    compared = Comparison(coop=sheet.coop, sheet_id=sheet.pk)
    done = 0
    for looked_at, rows in compared.rows(wishes(table, found)):
        SheetRow.every_coop.bulk_create(rows)
        done += looked_at
        told(done)
    with transaction.atomic():
        for number, more in compared.more.items():
            row = SheetRow.objects.of(sheet.coop).get(sheet=sheet, number=number)
            row.wish["product"] = {**row.wish.get("product", {}), **more}
            row.save(update_fields=["wish"])
        sheet.new, sheet.changed = compared.new, compared.changed
        sheet.same, sheet.bad = compared.same, compared.bad
        sheet.titles, sheet.ignored = found.titles, list(found.ignored)
        sheet.state = Sheet.State.BAD if compared.bad else Sheet.State.READY
        sheet.problem, sheet.details, sheet.attempts, sheet.done = "", {}, 0, sheet.rows
        sheet.save()


def _write(sheet: Sheet) -> None:
    with _aside() as told:
        try:
            write(
                sheet, at=timezone.now(), reason=gettext(REASON_READ) % {"name": sheet.name},
                told=lambda done: told(sheet.pk, done),
            )  # fmt: skip
        except Moved as moved:
            sheet.moved = moved.numbers[:1_000]
            sheet.state = Sheet.State.READING
            sheet.save(update_fields=["moved", "state"])
            _read(sheet)


def _undo(sheet: Sheet) -> None:
    told = _teller(sheet.pk)
    undo(
        sheet, at=timezone.now(), reason=gettext(REASON_UNDONE) % {"name": sheet.name},
        told=lambda done: told(done),
    )  # fmt: skip


STEPS: dict[Sheet.State, Callable[[Sheet], None]] = {
    Sheet.State.READING: _read,
    Sheet.State.WRITING: _write,
    Sheet.State.UNDOING: _undo,
}


def _stop(sheet: Sheet, refusal: Refusal) -> None:
    """Say why; what was written before stays, what was being written was not."""
    state = {
        Sheet.State.READING: Sheet.State.REFUSED,
        Sheet.State.WRITING: Sheet.State.READY,
        Sheet.State.UNDOING: Sheet.State.WRITTEN,
    }[Sheet.State(sheet.state)]
    Sheet.every_coop.filter(pk=sheet.pk, state__in=WORKING).update(
        state=state, problem=refusal.code, details=refusal.details, attempts=0
    )


def _teller(sheet_id: int) -> Callable[..., None]:
    def told(done: int, rows: int | None = None) -> None:
        given = {"rows": rows} if rows is not None else {}
        Sheet.every_coop.filter(pk=sheet_id).update(done=done, touched_at=timezone.now(), **given)

    return told


@contextmanager
def _aside() -> Iterator[Callable[[int, int], None]]:
    """How far the one long transaction is, told over a connection of its own: the transaction's own words are
    heard only when it is over."""
    beside = connection.copy()
    try:

        def told(sheet_id: int, done: int) -> None:
            with beside.cursor() as cursor:
                cursor.execute(
                    "update sheets_sheet set done = %s, touched_at = now() where id = %s", [done, sheet_id]
                )

        yield told
    finally:
        beside.close()


@contextmanager
def _alone(sheet_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCK, sheet_id % 2**31])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK, sheet_id % 2**31])
