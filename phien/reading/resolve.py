"""Which item a line means, and how many whole sale units of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from phien.reading import tags as t
from phien.reading.catalogue import Catalogue, Wares
from phien.reading.letters import key_of
from phien.reading.lexicon import family_of, measure_of
from phien.reading.lines import Line
from phien.reading.row import Chunk

__all__ = ["Choice", "Resolver"]

_GROUPS = {key_of("cặp"): 2, key_of("đôi"): 2, key_of("chục"): 10, key_of("tá"): 12}
_SINGLE = frozenset({"animal", "fruit"})
_PACKED = frozenset({"bag", "box", "bottle", "jar", "tin"})
_ANY_FAMILY = "any"
_MOST_WITHOUT_PACK = 60  # a larger bare number is rather something else
_MOST_NAMED = 1_000
_MOST_WORTH = 20_000_000  # đồng; beyond this a number without a pack word is looked at


@dataclass(slots=True)
class Choice:
    """What a line came to. Without a `code` nothing fits well enough to guess."""

    code: str | None
    count: int
    doubt: str = ""
    options: list[tuple[str, int]] = field(default_factory=list)
    line: Line | None = None


class Resolver:
    """Resolves the lines of one comment."""

    def __init__(self, catalogue: Catalogue, pinned: str | None, mine: Mapping[str, int]) -> None:
        self._catalogue = catalogue
        self._wares = catalogue.wares
        self._pinned = catalogue.wares.get(pinned) if pinned is not None else None
        self._mine = mine
        self._last: Wares | None = None
        self.instead_of: str | None = None  # what gives way to it, in an exchange

    def resolve(self, line: Line, *, among: frozenset[str] | None = None) -> Choice:
        """The item and count of `line`; `among`: only the author's own items are meant (cancel, change)."""
        choice = self._resolve(line, among)
        choice.line = line
        if line.doubt:
            choice.doubt = line.doubt
        if choice.code is not None:
            self._last = self._wares[choice.code]
        return choice

    def _resolve(self, line: Line, among: frozenset[str] | None) -> Choice:
        count = line.count if line.count is not None else 1
        if line.unknown_code:
            return self._unknown_code(count)
        if line.doubt == "vocative_or_code" and self._pinned is not None:
            return Choice(self._pinned.code, count)
        if line.perhaps_count and line.doubt and line.codes and self._pinned is not None:
            options = [(self._pinned.code, line.perhaps_count), (min(line.codes), 1)]
            return Choice(*options[0], line.doubt, options)
        fits = self._candidates(line, among)
        if not fits:
            return Choice(None, count, "which_item")
        if line.amount is not None:
            return self._by_amount(line, fits, count)
        if line.size and len(fits) > 1:
            fits = self._by_size(line, fits)
        if len(fits) > 1:
            fits = self._narrow(line, fits)
        if line.unit and not line.by_code and line.name is not None:
            fits = self._by_unit(line, fits)
        if len(fits) == 1:
            return self._counted(line, fits[0], count)
        return Choice(None, count, "variant_unclear", [(ware.code, count) for ware in fits[:6]])

    # -- candidates

    def _candidates(self, line: Line, among: frozenset[str] | None) -> list[Wares]:
        codes: frozenset[str] | None = line.codes
        if codes is None:
            return self._unnamed(line, among)
        if among is not None and codes & among:
            codes = codes & among
        return [self._wares[code] for code in sorted(codes, key=self._catalogue.order.__getitem__)]

    def _unnamed(self, line: Line, among: frozenset[str] | None) -> list[Wares]:
        """What a line without a name or code can mean: the pinned item, or a variant of the size said."""
        if among:
            return self._own(line, among)
        pinned = self._pinned
        if line.amount is None and not line.size:
            if pinned is not None:
                near = [ware for ware in self._variants(pinned) if line.unit and _unit_is(line.unit, ware)]
                if len(near) == 1 and not _unit_is(line.unit, pinned):
                    return near  # only the large one is a can
            if pinned is not None and (self._last is None or not self._only_one_in(line.unit, pinned)):
                return [pinned]
            return [ware for ware in self._wares.values() if len(line.unit) > 1 and _unit_is(line.unit, ware)]
        if self._last is not None and line.unit_first is False and line.count is None:
            near = self._variants(self._last)
            if self._sized(line, near):
                return near
        if pinned is not None:
            near = self._variants(pinned)
            if self._sized(line, near) and self._unit_fits(line, near):
                return near
            if line.amount is not None and pinned.net is not None and pinned.net.kind == line.amount.measure:
                return near if self._unit_fits(line, near) else []
        groups = [
            self._variants(self._wares[codes[0]])
            for codes in self._catalogue.groups.values()
            if self._sized(line, self._variants(self._wares[codes[0]]))
            and self._unit_fits(line, [self._wares[c] for c in codes])
        ]
        return groups[0] if len(groups) == 1 else [ware for group in groups for ware in group]

    def _only_one_in(self, unit: str, pinned: Wares) -> bool:
        """Whether the pack is that of one item only, and not of the pinned one: "2 pha sẵn 2 ràng"."""
        if len(unit) < 2 or _unit_is(unit, pinned) or _alike(unit, pinned):
            return False
        return sum(_unit_is(unit, ware) for ware in self._wares.values()) == 1

    def _own(self, line: Line, among: frozenset[str]) -> list[Wares]:
        own = [
            self._wares[code]
            for code in sorted(among & self._wares.keys(), key=self._catalogue.order.__getitem__)
        ]
        if line.amount is not None or line.size:
            return self._own_size(line, own)
        if len(own) > 1 and line.unit:
            own = [ware for ware in own if _unit_is(line.unit, ware)] or own
        if len(own) > 1 and self._pinned is not None and self._pinned in own:
            own = [self._pinned]
        return own

    def _own_size(self, line: Line, own: list[Wares]) -> list[Wares]:
        """The size said, of what the author has: perhaps a variant that the author has not."""
        groups = {ware.group: self._variants(ware) for ware in own}
        fits = []
        for near in groups.values():
            if line.amount is not None:
                exact = [w for w in near if w.is_of(line.amount.measure, line.amount.milli)]
                fits += exact or [
                    w for w in near if w in own and w.net is not None and w.net.kind == line.amount.measure
                ]
            elif len(near) > 1:
                fits += self._by_size(line, near)
        return fits or own

    def _variants(self, ware: Wares) -> list[Wares]:
        return [self._wares[code] for code in self._catalogue.groups[ware.group]]

    def _sized(self, line: Line, near: list[Wares]) -> bool:
        if line.amount is not None:
            return any(ware.is_of(line.amount.measure, line.amount.milli) for ware in near)
        return len(near) > 1

    def _unit_fits(self, line: Line, near: list[Wares]) -> bool:
        return not line.unit or any(_unit_is(line.unit, ware) or _alike(line.unit, ware) for ware in near)

    # -- narrowing

    def _by_size(self, line: Line, fits: list[Wares]) -> list[Wares]:
        called = [ware for ware in fits if ware.size & line.size]
        if len(called) == 1:
            return called
        if len({ware.group for ware in fits}) > 1:
            if self._pinned is not None and self._pinned in fits:
                fits = [ware for ware in fits if ware.group == self._pinned.group]
            else:
                fits = [ware for ware in fits if len(self._catalogue.groups[ware.group]) > 1] or fits
            if len({ware.group for ware in fits}) > 1:
                return fits
        if line.unit:
            fits = [ware for ware in fits if _unit_is(line.unit, ware) or _alike(line.unit, ware)] or fits
        if all(ware.net for ware in fits):
            by_size = sorted(fits, key=lambda ware: (ware.net.milli if ware.net else 0, ware.price))
        else:
            by_size = sorted(fits, key=lambda ware: ware.price)  # a case of twelve has no net of its own
        if line.size & t.LARGE:
            return by_size[-1:]
        if line.size & t.SMALL:
            return by_size[:1]
        return by_size[1:2] if len(by_size) == 3 else by_size

    def _narrow(self, line: Line, fits: list[Wares]) -> list[Wares]:
        if self._pinned is not None and self._pinned in fits:
            exact = [ware for ware in fits if line.unit and _unit_is(line.unit, ware)]
            if (
                line.unit
                and len(exact) == 1
                and not _unit_is(line.unit, self._pinned)
                and not _alike(line.unit, self._pinned)
            ):
                return exact
            return [self._pinned]
        pinned = self._pinned
        if pinned is not None:
            of_one = [w for w in fits if w.group == pinned.group and self._unit_fits(line, [w])]
            if line.sized and line.name is None and not line.by_code and of_one:
                looks = self._catalogue.looks
                of_one = [w for w in of_one if looks[w.code] == looks[pinned.code]]
                if not of_one and self._last is None:
                    return fits  # "size L", where the red one on screen has none
            fits = of_one or fits  # "ghi" beside trousers is the grey trousers, not the grey scarf
        if len(fits) > 1 and line.unit:
            fits = [ware for ware in fits if _unit_is(line.unit, ware)] or fits
        if len(fits) > 1 and self.instead_of is not None:
            near = self._nearest(fits, self._wares[self.instead_of])
            if len(near) == 1:
                return near
        if len(fits) > 1 and line.sized:
            for known in (self._last, self._pinned):
                near = self._nearest(fits, known) if known is not None else []
                if len(near) == 1:
                    return near
        return fits

    def _by_unit(self, line: Line, fits: list[Wares]) -> list[Wares]:
        """ "vạn thọ 2 gói" are the seeds, "3 chậu" the flowers: the pack tells what shares a name apart."""
        assert line.name is not None  # noqa: S101 - the caller looked
        if any(_unit_is(line.unit, ware) or _alike(line.unit, ware) for ware in fits):
            return fits
        others = [self._wares[code] for code in line.name.near if _unit_is(line.unit, self._wares[code])]
        return others if len(others) == 1 else fits

    def _nearest(self, fits: list[Wares], known: Wares) -> list[Wares]:
        """The variants that differ least from a known one: "size L" beside the white M is the white L."""
        near = [ware for ware in fits if ware.group == known.group]
        shared = [len(ware.vocabulary & known.vocabulary) for ware in near]
        return [ware for ware, much in zip(near, shared, strict=True) if much == max(shared)]

    # -- counting

    def _counted(self, line: Line, ware: Wares, count: int) -> Choice:
        doubt = ""
        group = _GROUPS.get(key_of(line.unit)) if line.unit else None
        if group is not None:
            if key_of(line.unit) != ware.unit:
                count *= group  # a pair of what is sold by the piece
            return Choice(ware.code, count, doubt, [(ware.code, count)])
        if line.count is not None and self._means_pieces(line, ware):
            boxes, rest = divmod(count, ware.pieces)
            if not rest and boxes:
                return Choice(ware.code, boxes, "inner_pieces", [(ware.code, boxes), (ware.code, count)])
            if count > ware.pieces:
                return Choice(None, count, "inner_pieces")
            return Choice(ware.code, count, "inner_pieces", [(ware.code, count)])
        if line.unit and (not line.unit_first or family_of(line.unit) == "case"):
            doubt = self._unit_doubt(line, ware)
            if doubt == "unit_unknown":
                return Choice(None, count, doubt)
        if line.count is not None and not line.unit and self._is_large(line, ware, count):
            doubt = "large_number"
        if line.price_said and (not line.named or ware.price // 1000 == count):
            return Choice(ware.code, 1, "number_may_be_price", [(ware.code, 1), (ware.code, count)])
        options = [(ware.code, count)]
        if doubt == "unit_mismatch":
            in_it = [(other.code, count) for other in self._wares.values() if _unit_is(line.unit, other)]
            options = in_it[:4] + options
        return Choice(ware.code, count, doubt, options)

    def _is_large(self, line: Line, ware: Wares, count: int) -> bool:
        if line.named:
            return count > _MOST_NAMED or count * ware.price > _MOST_WORTH
        return count > _MOST_WITHOUT_PACK

    def _means_pieces(self, line: Line, ware: Wares) -> bool:
        if not ware.pieces:
            return False
        if (
            line.counts_first
            and not line.unit
            and line.name is not None
            and line.name.unit in ware.piece_words
        ):
            return True  # "30 viên ngậm"
        unit = key_of(line.unit)
        if line.unit and not line.unit_first and len(unit) > 1:
            return unit in ware.piece_words and unit != ware.unit
        return False

    def _unit_doubt(self, line: Line, ware: Wares) -> str:
        unit = line.unit
        if len(unit) == 1 or _unit_is(unit, ware) or _alike(unit, ware):
            return ""
        family = family_of(unit)
        if family == "case":
            return "unit_unknown"
        if line.by_code or line.name is not None or (line.named and not line.sized):
            single = family in _SINGLE and ware.family in _PACKED
            return "inner_pieces" if single and line.count is not None else ""
        if any(_unit_is(unit, other) for other in self._wares.values()):
            return "unit_mismatch"
        return ""

    def _by_amount(self, line: Line, fits: list[Wares], count: int) -> Choice:
        """A size ("gói 1 ký 2 gói") or an amount ("2 ký tiêu")."""
        amount = line.amount
        assert amount is not None  # noqa: S101 - the caller looked
        exact = self._holding(amount, fits)
        if not exact and not line.by_code:  # "dầu lạc 1 lít", where only the small bottle is called so
            exact = self._holding(amount, [other for ware in fits for other in self._variants(ware)])
        is_size = line.count is not None or line.unit_first or amount.soft
        if len(exact) > 1:
            exact = self._narrow(line, exact)
        if is_size:
            if len(exact) == 1:
                choice = self._counted(line, exact[0], count)
                if line.perhaps_sum and self._adds_up_to_it(exact[0], count):
                    choice.doubt = choice.doubt or "size_or_amount"
                return choice
            if not exact and len(fits) == 1 and line.count is not None and fits[0].net is None:
                return self._counted(line, fits[0], count)
            options = [(ware.code, count) for ware in exact or fits][:6]
            return Choice(options[0][0] if len(options) == 1 else None, count, "variant_unclear", options)
        if len(exact) == 1:
            smaller = self._pinned is not None and exact[0].code != self._pinned.code and self._pinned in fits
            if (
                smaller
                and self._pinned is not None
                and self._pinned.net is not None
                and self._pinned.net.milli < amount.milli
            ):
                rest = amount.milli % self._pinned.net.milli
                options = [(exact[0].code, 1)] + (
                    [] if rest else [(self._pinned.code, amount.milli // self._pinned.net.milli)]
                )
                return Choice(exact[0].code, 1, "size_or_amount", options)
            return Choice(exact[0].code, 1, "", [(exact[0].code, 1)])
        return self._multiple(line, fits, amount.measure, amount.milli)

    def _holding(self, amount: Chunk, wares: list[Wares]) -> list[Wares]:
        """Those of which one unit holds exactly the amount, each once."""
        return [
            ware
            for ware in {ware.code: ware for ware in wares}.values()
            if ware.is_of(amount.measure, amount.milli)
        ]

    def _adds_up_to_it(self, ware: Wares, count: int) -> bool:
        """Whether so many of the smaller, pinned size make the size said: "mực 2 bịch 1 ký"."""
        pinned = self._pinned
        return (
            count > 1
            and pinned is not None
            and pinned.group == ware.group
            and pinned.net is not None
            and ware.net is not None
            and pinned.net.milli * count == ware.net.milli
        )

    def _multiple(self, line: Line, fits: list[Wares], kind: str, milli: int) -> Choice:
        near = fits
        if len(fits) > 1:
            fits = self._narrow(line, fits)
        if len(fits) > 1:
            options = [
                (w.code, milli // w.net.milli)
                for w in fits
                if w.net and w.net.kind == kind and not milli % w.net.milli
            ]
            return Choice(None, 1, "variant_unclear", options)
        ware = fits[0]
        count, rest = divmod(milli, ware.net.milli) if ware.net is not None else (0, 0)
        if len(near) > 1 and (rest or not count):
            loose = [w for w in near if w.net and w.net == measure_of(w.unit) and not milli % w.net.milli]
            if len(loose) == 1 and loose[0].net is not None and loose[0].net.kind == kind:
                ware, count, rest = (
                    loose[0],
                    milli // loose[0].net.milli,
                    0,
                )  # "xoài 2 ký": what goes by weight
        if ware.net is None or ware.net.kind != kind:
            return Choice(None, 1, "no_multiple")
        if rest or not count:
            return Choice(None, 1, "no_multiple")
        return Choice(ware.code, count, "", [(ware.code, count)])

    def _unknown_code(self, count: int) -> Choice:
        return Choice(None, count, "code_unknown")


def _unit_is(unit: str, ware: Wares) -> bool:
    """Whether a pack word, or its first letter, is the item's own unit."""
    if len(unit) == 1:
        return ware.unit.startswith(unit)
    return key_of(unit) == ware.unit


def _alike(unit: str, ware: Wares) -> bool:
    """Whether two pack words are mixed up in speech."""
    family = family_of(unit)
    return family == _ANY_FAMILY or (family is not None and family == ware.family)
