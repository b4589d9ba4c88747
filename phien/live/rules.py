"""Rules of a run sheet: codes, aliases, prices, and whether a session is ready to open. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from phien.kernel.words import gettext_noop
from phien.live.errors import CodeNotValid

CODE = re.compile(r"^[A-Z0-9][A-Z0-9-]{0,7}$")
SPACES = re.compile(r"\s+")
LONGEST_ALIAS = 60
MOST_ALIASES = 20


def clean_code(text: str) -> str:
    """`" a 1 "` becomes `A1`; refuses what a host cannot say and a viewer cannot type."""
    code = SPACES.sub("", unicodedata.normalize("NFC", text)).upper()
    if not CODE.match(code):
        raise CodeNotValid
    return code


def clean_aliases(text: str) -> list[str]:
    """A comma list as people type it, without empties and repeats, in their order."""
    words = (SPACES.sub(" ", word).strip()[:LONGEST_ALIAS] for word in re.split(r"[,;\n]", text))
    seen: dict[str, str] = {}
    for word in words:
        if word:
            seen.setdefault(word.casefold(), word)
    return list(seen.values())[:MOST_ALIASES]


def suggest_code(taken: Iterable[str]) -> str:
    """The next code of the letter in use: A1, A2, … (`B4` where B1 to B3 are there)."""
    used = set(taken)
    letters = [code[0] for code in used if re.fullmatch(r"[A-Z]\d+", code)]
    letter = max(letters) if letters else "A"
    number = 1
    while f"{letter}{number}" in used:
        number += 1
    return f"{letter}{number}"


def price_now(*, price: int, flash_price: int | None, flash_until: datetime | None, at: datetime) -> int:
    """What the item costs at `at`, in đồng."""
    if flash_price is not None and flash_until is not None and at < flash_until:
        return flash_price
    return price


class Weight(StrEnum):
    """How heavy a note is: `lack` forbids opening, `careful` is worth knowing, `good` is well."""

    LACK = "lack"
    CAREFUL = "careful"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class SheetLine:
    """What the check needs to know of one row. Counts are whole units."""

    code: str
    name: str
    aliases: tuple[str, ...]
    planned: int
    free: int
    price: int
    variant: int
    pictured: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """One finding; `details` fill the placeholders of the English sentence."""

    weight: Weight
    sentence: str
    details: dict[str, object] = field(default_factory=dict)


def check_sheet(lines: Sequence[SheetLine]) -> list[Note]:
    """What lacks, what to know, what is well, in that order."""
    lacks = [*_nothing_to_sell(lines), *_beyond_the_store(lines)]
    careful = [*_nothing_planned(lines), *_takes_all(lines), *_free_of_charge(lines), *_unseen(lines)]
    careful += _shared_aliases(lines)
    good = [] if lacks else [Note(Weight.GOOD, gettext_noop("Enough in the store for everything planned."))]
    return [*lacks, *careful, *good]


def ready(notes: Iterable[Note]) -> bool:
    """True where nothing forbids opening."""
    return all(note.weight is not Weight.LACK for note in notes)


def _nothing_to_sell(lines: Sequence[SheetLine]) -> list[Note]:
    if any(line.planned > 0 for line in lines):
        return []
    if not lines:
        return [Note(Weight.LACK, gettext_noop("No item yet. Add what you will sell."))]
    return [Note(Weight.LACK, gettext_noop("Say of at least one item how many go into this live."))]


def _beyond_the_store(lines: Sequence[SheetLine]) -> list[Note]:
    wanted: defaultdict[int, int] = defaultdict(int)
    rows: defaultdict[int, list[SheetLine]] = defaultdict(list)
    for line in lines:
        wanted[line.variant] += line.planned
        rows[line.variant].append(line)
    return [
        Note(
            Weight.LACK,
            gettext_noop("{codes}: {planned} planned, only {free} free in the store."),
            {"codes": _codes(same), "planned": wanted[variant], "free": same[0].free},
        )
        for variant, same in rows.items()
        if wanted[variant] > same[0].free
    ]


def _nothing_planned(lines: Sequence[SheetLine]) -> list[Note]:
    empty = [line for line in lines if line.planned == 0]
    if not empty or len(empty) == len(lines):
        return []
    return [Note(Weight.CAREFUL, gettext_noop("{codes}: none planned, viewers will see “sold out”."),
                 {"codes": _codes(empty)})]  # fmt: skip


def _takes_all(lines: Sequence[SheetLine]) -> list[Note]:
    whole = [line for line in lines if line.planned and line.planned == line.free]
    if not whole:
        return []
    return [Note(Weight.CAREFUL, gettext_noop("{codes}: the whole store goes into this live."),
                 {"codes": _codes(whole)})]  # fmt: skip


def _free_of_charge(lines: Sequence[SheetLine]) -> list[Note]:
    free = [line for line in lines if line.price == 0]
    if not free:
        return []
    return [Note(Weight.CAREFUL, gettext_noop("{codes}: the price is 0 ₫."), {"codes": _codes(free)})]


def _unseen(lines: Sequence[SheetLine]) -> list[Note]:
    unseen = [line for line in lines if not line.pictured]
    if not unseen:
        return []
    return [Note(Weight.CAREFUL, gettext_noop("{codes}: no picture, viewers see an empty frame."),
                 {"codes": _codes(unseen)})]  # fmt: skip


def _shared_aliases(lines: Sequence[SheetLine]) -> list[Note]:
    owners: defaultdict[str, list[SheetLine]] = defaultdict(list)
    for line in lines:
        for alias in line.aliases:
            owners[alias.casefold()].append(line)
    return [
        Note(
            Weight.CAREFUL,
            gettext_noop("“{alias}” means {codes}: who types that will be asked again."),
            {"alias": alias, "codes": _codes(same)},
        )
        for alias, same in owners.items()
        if len(same) > 1
    ]


def _codes(lines: Iterable[SheetLine]) -> str:
    return ", ".join(line.code for line in lines)
