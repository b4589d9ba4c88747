"""What the keeper types when an order is changed: quantities of its lines, an item that comes in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from phien.live.queries import SheetRow
    from phien.orders.models import Line, Order

MOST = 999
KEY = re.compile(r"^[A-Za-z0-9_-]{8,64}$")


def fresh_key() -> str:
    """What makes a form sent twice one command."""
    return secrets.token_urlsafe(12)


def key_of(data: Any) -> str:
    """The form's key, or a fresh one where it is none."""
    typed = str(data.get("key", ""))
    return typed if KEY.match(typed) else fresh_key()


def numbers_of(data: Any, names: Sequence[str]) -> list[int]:
    """The whole numbers of these fields; what is none counts as 0."""
    typed = [str(data.get(name, "")).strip() for name in names]
    return [int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0 for text in typed]


def to_have(row: SheetRow, *, closed: bool) -> int:
    """How many the shop can still give: what is left in the live, after its close also the store's."""
    return row.left + (max(0, row.free) if closed else 0)


class ItemsForm(forms.Form):
    """One number a line, and maybe another item. `seen` says what the lines were when they were shown."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)
    add_code = forms.ChoiceField(label=_("Another item"), required=False)
    add_qty = forms.IntegerField(label=_("How many"), required=False, min_value=1, max_value=MOST, initial=1)

    def __init__(
        self, *args: Any, order: Order, rows: Sequence[SheetRow], closed: bool, **kwargs: Any
    ) -> None:
        self.lines: list[Line] = [line for line in order.lines.all() if line.counted]
        kwargs["initial"] = {"key": fresh_key(), "seen": seen_of(self.lines)}
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["add_code"].choices = [  # type: ignore[attr-defined]
            ("", _("nothing more")),
            *((row.item.code, _named(row, left)) for row in rows if (left := to_have(row, closed=closed))),
        ]
        for line in self.lines:
            field = forms.IntegerField(label=line.name, min_value=0, max_value=MOST, initial=line.counted)
            self.fields[_name(line)] = field

    def quantities(self) -> list[tuple[Line, str, int]]:
        """Each line with its field's name and what is to be shown there."""
        return [(line, _name(line), self[_name(line)].value()) for line in self.lines]

    def body(self, order: Order) -> dict[str, Any]:
        """What the desk takes: the whole order afterwards."""
        found = self.cleaned_data
        rows: list[dict[str, Any]] = [
            {"code": line.code, "price": line.price, "qty": found[_name(line)]} for line in self.lines
        ]
        if found["add_code"] and found["add_qty"]:
            rows.append({"code": found["add_code"], "price": None, "qty": found["add_qty"]})
        return {"order": order.pk, "lines": rows, "seen": seen_rows(found["seen"])}


def seen_of(lines: Sequence[Line]) -> str:
    """`A1:145000:2,…`: what the lines are now."""
    return ",".join(f"{line.code}:{line.price}:{line.counted}" for line in lines)


def seen_rows(text: str) -> list[dict[str, Any]]:
    """The same as the desk takes it; nonsense is left out, and so differs from what is."""
    found = re.findall(r"([A-Z0-9-]{1,8}):(\d{1,12}):(\d{1,4})(?:,|$)", text)
    return [{"code": code, "price": int(price), "qty": int(qty)} for code, price, qty in found]


def _named(row: SheetRow, left: int) -> str:
    """An item to choose, with how many there are; one that is stopped says so."""
    said = f"{row.item.code} · {row.item.name} ({left})"
    return f"{said} · {gettext('no longer sold in this live')}" if row.stopped else said


def _name(line: Line) -> str:
    return f"line-{line.pk}"
