"""What goes into the reader and what comes out of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from phien.kernel.text import fold

__all__ = ["AuthorHistory", "Intent", "Items", "Net", "Reading", "RunSheet", "SheetItem", "Span", "SpanKind"]

Intent = Literal["order", "change", "cancel", "question", "other"]
SpanKind = Literal[
    "code", "product", "quantity", "unit", "phone", "address", "price", "negation", "question", "condition"
]
Items = tuple[tuple[str, int], ...]

_REMEMBERED_TEXTS = 40
_REMEMBERED_LETTERS = 4_000


@dataclass(frozen=True, slots=True)
class Net:
    """What one sale unit holds: 500 ml, 1 kg, 20 túi lọc."""

    value: Decimal | float
    unit: str


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One thing on sale in a session. `price` in whole đồng; variants of one product share `group`."""

    code: str
    name: str
    aliases: tuple[str, ...]
    unit: str
    net: Net | None
    price: int
    group: str


@dataclass(frozen=True, slots=True)
class RunSheet:
    """What is on sale in a session, in the order of the sheet. `nothing`: words that name no goods here."""

    items: tuple[SheetItem, ...]
    nothing: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, obj: Mapping[str, Any]) -> RunSheet:
        """A sheet from `{"items": [{"code", "name", "aliases", "unit", "net", "price", "group"}]}`.

        `aliases`, `net` and `group` may be missing; `nothing` may stand beside the items. Raises KeyError or
        ValueError where the rest is missing.
        """
        nothing = tuple(str(words) for words in obj.get("nothing") or ())
        return cls(tuple(_item(entry) for entry in obj["items"]), nothing)


def _item(entry: Mapping[str, Any]) -> SheetItem:
    net = entry.get("net")
    name = str(entry["name"])
    return SheetItem(
        code=str(entry["code"]),
        name=name,
        aliases=tuple(str(alias) for alias in entry.get("aliases") or ()),
        unit=str(entry["unit"]),
        net=Net(Decimal(str(net["value"])), str(net["unit"])) if net else None,
        price=int(entry["price"]),
        group=str(entry.get("group") or name),
    )


class Span(NamedTuple):
    """A marked part of the text, as offsets into the text exactly as it was given.

    `value` is the code that a code or product names, or those it may name ("A1,A2"); the number of a quantity
    or of what may be a price; the pack of a unit. A question, a condition or an address may hold other spans.
    """

    start: int
    end: int
    kind: SpanKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a comment means.

    `items` are (code, whole sale units): what is ordered, the author's whole order after a change, or what is
    dropped (all of it where empty). With `review` a person is asked: `reason` says why (a code of
    `phien.reading.reasons`), `items` is the best guess, `options` are the lists to choose from, best first.
    """

    intent: Intent
    items: Items
    phone: str | None
    review: bool
    reason: str
    spans: tuple[Span, ...]
    options: tuple[Items, ...] = ()


@dataclass(slots=True)
class AuthorHistory:
    """What the reader needs to know of an author's earlier comments in the session."""

    items: dict[str, int] = field(default_factory=dict)
    pending: Reading | None = None  # the latest order that waits for a person, until something clears it up
    texts: list[str] = field(default_factory=list)  # the order texts so far, folded, the latest last

    def remember(self, text: str, reading: Reading) -> None:
        """Takes in a comment after it was read."""
        if reading.intent == "order":
            self._remember_text(text)
        if reading.review:
            if reading.intent in ("order", "change"):
                self.pending = reading
            return
        if reading.intent == "order":
            for code, qty in reading.items:
                self.items[code] = self.items.get(code, 0) + qty
        elif reading.intent == "change":
            self.items = dict(reading.items)
            self.pending = None
        elif reading.intent == "cancel":
            self._cancel(reading.items)

    def said_before(self, text: str) -> bool:
        """Whether the author ordered with these same words before."""
        return same_words(text) in self.texts

    def _remember_text(self, text: str) -> None:
        words = same_words(text)
        if words not in self.texts:
            self.texts.append(words)
            del self.texts[:-_REMEMBERED_TEXTS]

    def _cancel(self, items: Items) -> None:
        if not items:
            self.items.clear()
            self.texts.clear()
            self.pending = None
        for code, qty in items:
            left = self.items.get(code, 0) - qty
            if left > 0:
                self.items[code] = left
            else:
                self.items.pop(code, None)


class _Folded(dict[int, str]):
    """Letters and digits folded one by one, everything else left out; as `str.translate` asks for it."""

    def __missing__(self, code: int) -> str:
        folded = "".join([c for c in fold(chr(code)) if c.isalnum()])
        if len(self) < _REMEMBERED_LETTERS:
            self[code] = folded
        return folded


_FOLDED = _Folded()


def same_words(text: str) -> str:
    """The form in which two comments are the same words: folded, letters and digits only."""
    return unicodedata.normalize("NFC", text).translate(_FOLDED)
