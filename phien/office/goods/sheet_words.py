"""A sheet in words: its state, each row that changes something, each bad cell."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from phien.kernel.quantities import written_content
from phien.kernel.refusals import Refusal
from phien.plumbing.tables import errors as of_tables
from phien.plumbing.templatetags.phien import dong, whole
from phien.sheets import errors
from phien.sheets.contracts import TITLES

if TYPE_CHECKING:
    from phien.sheets.models import Sheet, SheetRow

KIND_NAMES = {
    "bad": _("To mend"),
    "moved": _("Changed meanwhile"),
    "kept": _("Not taken back"),
    "changed": _("Changed"),
    "new": _("New"),
}
WHOLE: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        of_tables.NothingBrought, of_tables.FileTooBig, of_tables.TooManyRows, of_tables.TooManyColumns,
        of_tables.OldWorkbook, of_tables.LockedWorkbook, of_tables.NotATable, of_tables.UnknownLetters,
        errors.NoHeader, errors.TwoColumns, errors.NoRows, errors.Stopped, errors.UndoStopped,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bad:
    """One bad cell: the name of its column, what was read, why it cannot be taken."""

    column: str
    read: str
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it is, what was there, what will be (or was written)."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet as it is shown."""

    number: int
    called: str
    bad: list[Bad]
    changes: list[Change]
    kept: str


def problem(sheet: Sheet) -> str:
    """What keeps the whole file from being read or saved; empty where nothing does."""
    refusal = WHOLE.get(sheet.problem)
    return gettext(refusal.sentence).format(**sheet.details) if refusal else ""


def line(row: SheetRow, sheet: Sheet) -> Line:
    """A row for the page."""
    bad = [
        Bad(
            sheet.titles.get(name) or gettext(TITLES[name]),
            read,
            gettext(errors.REASONS[code].sentence).format(**details),
        )
        for name, read, code, details in row.problems
    ]
    changes = [] if bad else list(_changes(row))
    kept = gettext(errors.REASONS[row.kept].sentence) if row.kept else ""
    return Line(row.number, row.called, bad, changes, kept)


def attachment(name: str) -> str:
    """The header that names a file to keep."""
    return str(content_disposition_header(as_attachment=True, filename=name))


def _changes(row: SheetRow) -> Any:
    fresh = row.kind == "new"
    for place in ("product", "size"):
        wish, before = row.wish.get(place, {}), row.before.get(place, {})
        for name, value in wish.items():
            if name == "net_unit" or (fresh and name == "name"):
                continue
            if name == "net_value":
                told = [_content(given) for given in (before, wish)]
                yield from _change("content", told[0], told[1])
                continue
            title = "size" if (place, name) == ("size", "name") else name
            yield from _change(title, _told(name, before.get(name)), _told(name, value))
    if "stock" in row.wish:
        was = "" if fresh else whole(row.before["stock"])
        yield from _change("stock", was, whole(row.wish["stock"]))


def _change(name: str, before: str, after: str) -> Any:
    if after:
        yield Change(gettext(TITLES[name]), before, after)


def _told(name: str, value: Any) -> str:
    if name == "price" and isinstance(value, int):
        return dong(value)
    text = str(value or "")
    return text if len(text) <= 80 else f"{text[:79]}…"


def _content(given: dict[str, Any]) -> str:
    value = given.get("net_value")
    return written_content(Decimal(value), given.get("net_unit", "")) if value is not None else ""
