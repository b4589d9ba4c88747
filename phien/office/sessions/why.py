"""Why a comment is given to a person: one short sentence that names what it is about, where that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from phien.reading.reasons import PLAINER, SENTENCES

if TYPE_CHECKING:
    from phien.comments.queries import ReviewCase
    from phien.live.queries import SheetRow

# Reasons for which it helps to know what was on screen.
ABOUT_THE_ITEM = frozenset(
    "variant_unclear which_item bare_number vocative_or_code number_may_be_code how_many size_or_amount"
    " each_of_what code_unknown unsure".split()
)
PEOPLE = {"a": "anh", "b": "bạn", "c": "chị", "e": "em", "m": "mình", "t": "tui", "o": "o"}

Facts = dict[str, str]


def why(case: ReviewCase, rows: Iterable[SheetRow]) -> str:
    """The sentence for this case; nothing where no reason is known."""
    facts = FACTS.get(case.reason, _none)(case, {row.item.code: row for row in rows})
    if facts and all(facts.values()):
        return gettext(PLAINER[case.reason]).format(**facts)
    return gettext(SENTENCES[case.reason]) if case.reason in SENTENCES else ""


# -- what was read in it


def _first(case: ReviewCase, *kinds: str) -> str:
    """The words of the first mark of these kinds."""
    return next((mark.words for mark in case.marks if mark.kind in kinds), "")


def _counted(case: ReviewCase) -> str:
    """The first count with its pack: "40 túi"."""
    for at, mark in enumerate(case.marks):
        if mark.kind == "quantity":
            after = case.marks[at + 1] if at + 1 < len(case.marks) else None
            return f"{mark.words} {after.words}" if after is not None and after.kind == "unit" else mark.words
    return ""


def _item(case: ReviewCase, rows: dict[str, SheetRow]) -> SheetRow | None:
    """What is most likely meant: the first choice's item, else what was pinned."""
    for choice in case.choices:
        for code, _ in choice.items:
            return rows.get(code)
    return rows.get(case.pinned)


# -- the facts of each reason


def _none(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    return {}


def _variant(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    for mark in case.marks:
        codes = [code for code in mark.value.split(",") if code in rows]
        if mark.kind == "product" and 1 < len(codes) <= 4:
            return {"said": mark.words, "codes": ", ".join(codes)}
    return {}


def _number(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    return {"number": next((mark.value for mark in case.marks if mark.kind == "quantity"), "")}


def _price(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    number = next((mark.value for mark in case.marks if mark.kind == "price" and mark.value), "")
    item = _item(case, rows)
    if item is None or not number.isdigit() or item.item.price // 1000 != int(number):
        return {}
    return {"number": number, "code": item.item.code, "unit": item.item.variant.unit}


def _vocative(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    letter = next((mark for mark in case.marks if mark.kind == "code" and mark.words.lower() in PEOPLE), None)
    if letter is None:
        return {}
    return {"said": letter.words, "person": PEOPLE[letter.words.lower()], "code": letter.value}


def _no_code(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    return {"said": next((mark.words for mark in case.marks if mark.kind == "code" and not mark.value), "")}


def _repeated(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    codes = [mark.value for mark in case.marks if mark.kind == "code"]
    return {"code": codes[0], "number": str(len(codes))} if len(codes) > 1 else {}


def _amount(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    item = _item(case, rows)
    return {"said": _counted(case), "code": item.item.code if item else ""}


def _pieces(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    item = _item(case, rows)
    return {"said": _counted(case), "unit": item.item.variant.unit if item else ""}


def _pack(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    item = _item(case, rows)
    if item is None:
        return {}
    return {"said": _first(case, "unit"), "code": item.item.code, "unit": item.item.variant.unit}


def _other_pack(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    return {"said": _first(case, "unit"), "code": case.pinned}


def _range(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    return {"said": _counted(case)}


def _condition(case: ReviewCase, rows: dict[str, SheetRow]) -> Facts:
    said = _first(case, "condition")
    return {"said": said.removesuffix(" thì").removesuffix(" thi")}


FACTS: dict[str, Callable[[ReviewCase, dict[str, SheetRow]], Facts]] = {
    "variant_unclear": _variant,
    "bare_number": _number,
    "number_may_be_price": _price,
    "number_may_be_code": _number,
    "vocative_or_code": _vocative,
    "code_unknown": _no_code,
    "code_repeated": _repeated,
    "no_multiple": _amount,
    "inner_pieces": _pieces,
    "range": _range,
    "unit_unknown": _pack,
    "unit_mismatch": _other_pack,
    "large_number": _number,
    "condition": _condition,
}
