"""Bringing a file, saving what it says, taking it back. Short files at once, long ones by a worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from phien.coops.models import Coop, Person
from phien.kernel.text import clean
from phien.plumbing.tables.cells import MEGABYTES
from phien.plumbing.tables.errors import FileTooBig, NothingBrought
from phien.plumbing.tables.reader import MOST_BYTES
from phien.sheets import errors, queries
from phien.sheets.jobs import work_on_sheet
from phien.sheets.models import Sheet, SheetFile, SheetRow
from phien.sheets.work import work_on

SHORT_BYTES = 24 * 1024  # read at once; some 500 rows
SHORT_ROWS = 500
UNSAVED = timedelta(days=7)  # that long a file waits for its "save"


def bring(*, coop: Coop, name: str, content: bytes, by: Person, at: datetime) -> Sheet:
    """Keep the file and read it. What was never saved goes after a week."""
    if not content:
        raise NothingBrought
    if len(content) > MOST_BYTES:
        raise FileTooBig(megabytes=MEGABYTES)
    with transaction.atomic():
        old = Sheet.objects.of(coop).filter(written_at=None, touched_at__lt=at - UNSAVED)
        old.delete()
        sheet = Sheet.every_coop.create(
            coop=coop,
            name=clean(name).strip()[-120:] or "?",
            size=len(content),
            person=by,
            at=at,
            touched_at=at,
        )
        SheetFile.every_coop.create(coop=coop, sheet=sheet, content=content)
        long = len(content) > SHORT_BYTES
        if long:
            _defer(sheet)
    return sheet if long else _at_once(sheet)


def confirm(*, coop: Coop, sheet_id: int, by: Person, at: datetime) -> Sheet:
    """Save what the preview shows. A second tap is refused: one import writes once."""
    with transaction.atomic():
        sheet = _locked(coop=coop, sheet_id=sheet_id)
        if sheet.state != Sheet.State.READY or not sheet.new + sheet.changed:
            raise errors.NotReady
        sheet.state, sheet.person, sheet.problem, sheet.moved = Sheet.State.WRITING, by, "", []
        _start(sheet, at)
    return _at_once(sheet) if sheet.rows <= SHORT_ROWS else sheet


def undo(*, coop: Coop, sheet_id: int, by: Person, at: datetime) -> Sheet:
    """Take back what can be; asked again, it looks again at the rows that stayed."""
    with transaction.atomic():
        sheet = _locked(coop=coop, sheet_id=sheet_id)
        if not sheet.may_be_undone:
            raise errors.NothingToUndo
        SheetRow.objects.of(coop).filter(sheet=sheet).exclude(kept="").update(kept="")
        sheet.state, sheet.undone_by, sheet.problem = Sheet.State.UNDOING, by, ""
        _start(sheet, at)
    return _at_once(sheet) if sheet.rows <= SHORT_ROWS else sheet


def _start(sheet: Sheet, at: datetime) -> None:
    sheet.done, sheet.attempts, sheet.touched_at = 0, 0, at
    sheet.save()
    _defer(sheet)  # a short one too: should this request die, a worker does it


def _defer(sheet: Sheet) -> None:
    work_on_sheet.defer(sheet_id=sheet.pk)


def _at_once(sheet: Sheet) -> Sheet:
    work_on(sheet_id=sheet.pk)
    sheet.refresh_from_db()
    return sheet


def _locked(*, coop: Coop, sheet_id: int) -> Sheet:
    sheet = queries.sheets(coop=coop).select_for_update(of=("self",)).filter(pk=sheet_id).first()
    if sheet is None:
        raise errors.UnknownSheet
    return sheet
