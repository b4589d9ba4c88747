"""Changes of what the author has ordered."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.case import Case, Verdict
from phien.reading.clauses import Clause
from phien.reading.dropping import drops_the_rest
from phien.reading.letters import key_of, typed
from phien.reading.lines import Line
from phien.reading.orders import join
from phien.reading.resolve import Choice
from phien.reading.wants import NO

_MORE = typed("thêm")

__all__ = ["alters", "change_of"]


def alters(case: Case, clause: Clause) -> bool:
    """Whether the clause changes an order: "đổi sang", "tăng lên 4", "lấy 3 thôi"."""
    tags = clause.tags
    lines = case.lines_in(clause)
    if clause.asks or clause.refuses:
        return False
    if not any(line.named or line.count is not None or line.amount or line.size for line in lines):
        return bool(tags & t.SWAP and tags & t.INTO and not lines)
    if tags & t.SWAP:
        return True
    if not lines:
        return False
    if tags & t.SET and (tags & t.ONLY or any(map(_says_much, lines))):
        return True
    if tags & (t.MINUS | t.KEEP) or (tags & t.FIX and not case.corrects_itself):
        return True
    if tags & t.ONLY and any(line.count is not None for line in lines):
        return True
    if tags & t.ONLY and tags & t.STOCK and any(line.amount is not None for line in lines):
        return True  # "xoài còn 6 ký thôi"
    return bool(tags & t.ADD and tags & t.INTO)


def _says_much(line: Line) -> bool:
    return line.count is not None or line.amount is not None or bool(line.size)


def change_of(case: Case, clauses: list[Clause], dropping: list[Clause]) -> Verdict:
    """The author's whole order after all that the clauses change."""
    return _Change(case).after(clauses, dropping)


class _Change:
    """Applies a comment's clauses, one after the other, to the author's order."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.items = dict(case.mine)
        self.doubt = ""
        self.open_swap = False  # an exchange whose new items come in the next clauses
        self.touched: str | None = None
        self.removed = 1
        self.swapped = False
        self.taken = False  # something was taken off before
        self.fewer = 0  # how many were taken off an item by giving its new number
        self.fixes = False  # the comment says that what was ordered was a mistake
        self.gone: str | None = None  # what was taken last: "đổi qua chai nhỏ" is of the same product
        self.named: list[str] = []
        self.met: set[str] = set()  # all that the comment sets

    def after(self, clauses: list[Clause], dropping: list[Clause]) -> Verdict:
        if drops_the_rest(self.case, dropping):
            self.items.clear()
        elif any(not self.case.lines_in(clause) for clause in dropping):
            self.doubt = "" if len(self.items) < 2 else "which_order"  # "huỷ nha, lấy A2 thôi"
            self.items.clear()
        self.fixes = any(clause.tags & (t.FIX | t.WRONG) for clause in clauses) and not dropping
        for clause in clauses:
            lines = self.case.lines_in(clause)
            if clause in dropping:
                self._drop(lines)
            elif clause.tags & t.SWAP and not clause.asks:
                self._swap(clause, lines)
            elif clause.tags & t.ADD and clause.tags & t.INTO and lines:
                self._set(self._after_into(clause, lines) or lines)
            elif clause.tags & t.MINUS and not clause.tags & t.SET:
                self._minus(lines)
                self.taken = bool(lines)
            elif (
                clause.tags & t.ADD
                and not clause.tags & (t.SET | t.ONLY)
                and self.case.levels[clause.place] != NO
            ):
                more = self._more_at(clause)
                self._set([line for line in lines if self.fixes and line.place < more])
                self._add([line for line in lines if not self.fixes or line.place >= more])
            elif self.case.levels[clause.place] != NO or alters(self.case, clause):
                before = frozenset(self.items)
                self._set(lines)
                if (
                    clause.tags & t.ONLY
                    and not dropping
                    and not self.swapped
                    and not before & frozenset(self.named)
                ):
                    self.doubt = self.doubt or "adds_or_changes"
        if not self.items:
            self.doubt = self.doubt or "which_order"
        if not self.doubt and self.items == dict(self.case.mine):
            self.doubt = "which_order"
        guess = tuple(self.items.items())
        return Verdict("change", self.items, self.doubt, [guess] if guess else [])

    def _more_at(self, clause: Clause) -> int:
        """Where "thêm" stands, as a place in the comment: what a correction says before it is no addition."""
        for offset, chunk in enumerate(clause.chunks):
            if chunk.kind == k.WORDS and chunk.tags & t.ADD and chunk.key in _MORE:
                return clause.first + offset
        return 0

    def _choose(self, lines: list[Line], *, own: bool, near: str | None = None) -> list[Choice]:
        mine = frozenset(self.items)
        choices = []
        for line in join(self.case, lines):
            if line.bare and self.touched is not None and own:
                count = line.count if line.count is not None else 1
                choices.append(Choice(self.touched, count, line=line))
                continue
            if near is not None and line.codes is None and (line.size or line.amount is not None):
                line.codes = frozenset(self.case.catalogue.groups[self.case.catalogue.wares[near].group])
                line.unit_first = line.unit_first or line.count is None
            if near is not None and line.codes and near in line.codes and not (line.size or line.amount):
                line.codes = frozenset({near})  # "đổi thành 1 nhĩ 1 loại 30 độ": the size there was
            among = mine if own and (line.codes is None or line.codes & mine) else None
            if line.codes is None and own and mine and not self._one_fits(line, mine):
                self.doubt = self.doubt or "which_order"
                continue
            self.case.resolver.instead_of = near
            choice = self.case.resolver.resolve(line, among=among)
            self.case.resolver.instead_of = None
            if choice.doubt in ("number_may_be_code", "vocative_or_code") and own:
                choice.doubt = ""
            if choice.doubt == "which_item" and own and choice.code in mine:
                choice.doubt = ""  # "A2 bớt 1, lấy 1 thôi", whatever is on screen
            if choice.code is None or choice.doubt:
                self.doubt = self.doubt or choice.doubt or "which_item"
            choices.append(choice)
        return [choice for choice in choices if choice.code is not None]

    def _one_fits(self, line: Line, mine: frozenset[str]) -> bool:
        if len(mine) == 1 or line.amount is not None or line.size:
            return True
        wares = self.case.catalogue.wares
        if self.case.pinned in mine and (not line.unit or wares[self.case.pinned].unit == _unit(line)):
            return True
        return bool(line.unit) and sum(wares[code].unit == _unit(line) for code in mine) == 1

    def _set(self, lines: list[Line]) -> None:
        own = not self.open_swap
        self.named = []
        for choice in self._choose(lines, own=own):
            assert choice.code is not None  # noqa: S101 - chosen above
            says = choice.line is not None and _says_how_many(choice.line)
            self.named.append(choice.code)
            self.met.add(choice.code)
            may_replace = self.fixes and len(lines) == 1 and choice.code not in self.items
            if may_replace and self._replaces_a_variant(choice, says=says):
                continue
            if not says and choice.code not in self.items and self.gone is not None and not self.swapped:
                self.doubt = self.doubt or ("how_many" if self.removed > 1 else "")
            if says or choice.code not in self.items:
                had = choice.count if says else self.case.mine.get(choice.code, choice.count)
                self.fewer = max(self.items.get(choice.code, 0) - had, 0)
                if self.fewer:
                    self.gone = choice.code
                self.items[choice.code] = had
            self.touched = choice.code
        self.open_swap = self.open_swap and not lines

    def _replaces_a_variant(self, choice: Choice, *, says: bool) -> bool:
        """ "lấy L nha, lộn": the one variant of the product that was ordered gives way to another."""
        assert choice.code is not None  # noqa: S101 - chosen by the caller
        wares = self.case.catalogue.wares
        group = wares[choice.code].group
        had = [code for code in self.items if wares[code].group == group and code not in self.met]
        if len(had) != 1:
            return False
        count = self.items.pop(had[0])
        self.items[choice.code] = choice.count if says else count
        self.touched = choice.code
        return True

    def _add(self, lines: list[Line]) -> None:
        for choice in self._choose(lines, own=False):
            assert choice.code is not None  # noqa: S101 - chosen above
            self.items[choice.code] = self.items.get(choice.code, 0) + choice.count
            self.touched = choice.code

    def _minus(self, lines: list[Line]) -> None:
        for choice in self._choose(lines, own=True):
            assert choice.code is not None  # noqa: S101 - chosen above
            says = choice.line is not None and _says_how_many(choice.line)
            self._take(choice.code, choice.count if says else None)

    def _drop(self, lines: list[Line]) -> None:
        for choice in self._choose(lines, own=True):
            assert choice.code is not None  # noqa: S101 - chosen above
            self._take(choice.code, choice.line.count if choice.line is not None else None)

    def _take(self, code: str, count: int | None) -> None:
        had = self.items.get(code)
        if had is None:
            self.doubt = self.doubt or "which_order"
            return
        self.removed = had if count is None else min(count, had)
        self.gone = code
        left = had - self.removed
        if left:
            self.items[code] = left
        else:
            del self.items[code]
        self.touched = code if left else None

    def _swap(self, clause: Clause, lines: list[Line]) -> None:
        self.swapped = True
        into = self._into(clause)
        if into is None:
            if any(map(_says_much, lines)):
                self._set_or_exchange(lines)
            elif lines and len(self.items) == 1:
                self._exchange([], lines)
            else:
                self._minus(lines)
                self.open_swap = True
            return
        self._exchange(
            [line for line in lines if line.place < into], [line for line in lines if line.place > into]
        )

    def _set_or_exchange(self, lines: list[Line]) -> None:
        """ "đổi lại 3 chai"; with another size of the one thing ordered it is an exchange."""
        if len(self.items) == 1 and len(lines) == 1 and lines[0].size | bool(lines[0].amount):
            choice = self.case.resolver.resolve(lines[0], among=frozenset(self.items))
            if choice.code is not None and choice.code not in self.items:
                self._exchange([], lines)
                return
        if (
            len(lines) == 1
            and lines[0].codes
            and (lines[0].size or lines[0].amount)
            and self._resized(lines[0])
        ):
            return
        self._set(lines)

    def _resized(self, line: Line) -> bool:
        """ "nồi đổi lên 22": another size of one of the things ordered takes its place."""
        choice = self.case.resolver.resolve(line)
        if choice.code is None or choice.doubt or choice.code in self.items:
            return False
        wares = self.case.catalogue.wares
        had = [code for code in self.items if wares[code].group == wares[choice.code].group]
        if len(had) != 1:
            return False
        count = self.items.pop(had[0])
        self.items[choice.code] = line.count or count
        self.touched = choice.code
        return True

    def _exchange(self, old: list[Line], new: list[Line]) -> None:
        if self.fewer and all(line.bare and line.count is None for line in old):
            old = []  # "chiếc kia": the one that was taken off
        if old:
            self._minus(old)
        elif self.fewer and new:
            self.removed = self.fewer  # "2XL lấy 1 thôi, chiếc kia đổi sang L"
        elif self.taken and new:
            pass  # "bớt 1 gói chè, thay bằng 1 hũ": what gives way is gone already
        elif len(self.items) == 1:
            self._take(next(iter(self.items)), None)
        elif new or self.items:
            self.doubt = self.doubt or "which_order"
        count = self.removed
        if not new:
            self.open_swap = True
            return
        for choice in self._choose(new, own=False, near=self.gone):
            assert choice.code is not None  # noqa: S101 - chosen above
            says = choice.line is not None and _says_how_many(choice.line)
            self.items[choice.code] = self.items.get(choice.code, 0) + (choice.count if says else count)
            self.touched = choice.code

    def _into(self, clause: Clause) -> int | None:
        """Where "thành", "sang" or "qua" stands, as a place in the comment."""
        swapped = False
        for offset, chunk in enumerate(clause.chunks):
            if chunk.kind != k.WORDS:
                continue
            if chunk.tags & t.INTO or (swapped and chunk.tags & t.BUY):
                return clause.first + offset
            swapped = swapped or bool(chunk.tags & t.SWAP)
        return None

    def _after_into(self, clause: Clause, lines: list[Line]) -> list[Line]:
        into = self._into(clause)
        return [line for line in lines if into is not None and line.place > into]


def _says_how_many(line: Line) -> bool:
    """Whether a count is said, or an amount that is no size: "2 ký", not "gói 250 g"."""
    if line.count is not None:
        return True
    return line.amount is not None and not line.unit_first and not line.amount.soft


def _unit(line: Line) -> str:
    return key_of(line.unit)
