"""An author's order that was unclear, made clear by what they write next."""

from __future__ import annotations

from phien.reading.case import Case, Verdict
from phien.reading.clauses import Clause
from phien.reading.orders import order_of

__all__ = ["cleared", "clears_up"]

_ABOUT_THE_NUMBER = frozenset(
    (
        "number_may_be_code bare_number vocative_or_code how_many range number_unclear number_may_be_price"
    ).split()
)
_CAN_BE_CLEARED = frozenset(
    (
        "variant_unclear which_item how_many range number_may_be_price code_unknown no_multiple"
        " number_unclear each_of_what unit_unknown unit_mismatch size_or_amount vocative_or_code"
        " number_may_be_code bare_number inner_pieces code_repeated condition"
    ).split()
)


def clears_up(case: Case, wants: list[Clause]) -> bool:
    """Whether the comment answers what was unclear in the author's last order."""
    assert case.pending is not None  # noqa: S101 - the caller looked
    open_codes = {code for option in case.pending.options for code, _ in option} | {
        code for code, _ in case.pending.items
    }
    groups = {case.catalogue.wares[code].group for code in open_codes if code in case.catalogue.wares}
    if case.pending.reason not in _CAN_BE_CLEARED:
        return False
    lines = [line for clause in wants for line in case.lines_in(clause)]
    named = {code for line in lines if line.codes for code in line.codes}
    if case.pending.reason == "code_unknown" and not any(line.by_code for line in lines):
        return False
    if not named:
        if any(line.size or line.amount is not None for line in lines):
            return bool(groups)
        if case.pinned is not None and case.pinned not in open_codes:
            return False
        return case.pending.reason in _ABOUT_THE_NUMBER and any(line.count and line.unit for line in lines)
    if not groups:
        return True
    whole = any(line.by_code or (line.name is not None and line.name.full) for line in lines)
    of_them = [case.catalogue.wares[code].group in groups for code in named]
    return all(of_them) if whole else any(of_them)


def cleared(case: Case, wants: list[Clause]) -> Verdict:
    """The author's order that was unclear, made clear; what was said of it before still counts."""
    assert case.pending is not None  # noqa: S101 - the caller looked
    open_counts = {code: count for option in case.pending.options for code, count in option}
    for line in case.said.lines:
        if line.codes is None and (line.size or line.amount is not None) and open_counts:
            line.codes = frozenset(open_counts)
            line.unit_first = line.unit_first or line.count is None
        elif line.codes and not line.by_code and len(case.said.lines) == 1:
            line.codes = line.codes.intersection(open_counts) or line.codes  # "à M nha": of those asked about
    verdict = order_of(case, wants)
    verdict.intent = "change"
    if verdict.doubt == "unsure":
        verdict.doubt = ""
    if len(verdict.items) == 1 and all(line.count is None for line in case.said.lines):
        code = next(iter(verdict.items))
        verdict.items = {code: open_counts.get(code, verdict.items[code])}
    verdict.items = {**case.mine, **verdict.items}
    return verdict
