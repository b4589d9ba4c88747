"""An order out of what was said."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.case import Case, Verdict, merge, offer
from phien.reading.clauses import Clause
from phien.reading.conditions import condition_in
from phien.reading.letters import key_of
from phien.reading.lines import Line
from phien.reading.resolve import Choice
from phien.reading.row import BODY, Chunk
from phien.reading.variants import each_variant
from phien.reading.wants import PERHAPS, YES

_MOST_TOTAL = 30  # a larger total is money

__all__ = ["join", "order_of"]


def order_of(case: Case, wants: list[Clause]) -> Verdict:
    """The order that the wanting clauses make."""
    wanted = {clause.place for clause in wants}
    lines = join(case, [line for line in case.said.lines if line.clause in wanted])
    lines = each_variant(case, lines)
    choices = [case.resolver.resolve(line) for line in lines]
    doubt = ""
    if not lines:
        topic = _topic_of(case)
        if topic is not None:
            choices = [case.resolver.resolve(topic)]
        else:
            bare, doubt = _bare_order(case)
            choices = [bare] if bare else []
    doubt = doubt or _doubt(case, wants, choices)
    items = merge(choices)
    options = offer(choices)
    if not items and options:
        items = dict(options[0])
    return Verdict("order", items, doubt, options)


def _bare_order(case: Case) -> tuple[Choice | None, str]:
    """ "chốt ạ": one of the pinned item."""
    if case.said.each_said:
        return None, "each_of_what"
    if case.pinned is None:
        return None, "which_item"
    return Choice(case.pinned, 1), ""


def _topic_of(case: Case) -> Line | None:
    """The one thing asked about before a bare verb: "mực bảy lạng rưỡi được hông, lấy tui đi"."""
    named = [line for line in case.said.lines if line.named]
    if len(named) != 1 or not case.clauses[named[0].clause].asks:
        return None
    topic = named[0]
    return topic if topic.by_code or (topic.name is not None and _tells(topic.name)) else None


def join(case: Case, lines: list[Line]) -> list[Line]:
    """Lines whose name and count stand apart ("tiêu đen gói nhỏ nha, 2 gói") made one."""
    out: list[Line] = []
    for line in lines:
        before = out[-1] if out else None
        if before is not None and _says_closer(before, line):
            out[-1] = line
        elif before is not None and _belongs(before, line, case):
            before.count, before.unit = line.count, line.unit or before.unit
            before.unit_first = False
            before.doubt = before.doubt or (
                "" if line.doubt in ("number_may_be_code", "vocative_or_code") else line.doubt
            )
        elif before is not None and _sizes(before, line, case):
            before.amount, before.size = line.amount, line.size
        elif (
            before is not None
            and before.bare
            and before.count is not None
            and (_named_only(line) or _tells_the_look(case, line))
            and not _adds(case, line)
        ):
            line.count, line.unit = before.count, before.unit or line.unit
            line.unit_first = False
            out[-1] = line
        else:
            out.append(line)
    if len(out) == 1 and out[0].bare and not out[0].price_said:
        _give_topic(case, out[0])
    if len(out) > 2 and _sums_up(out[0], out[1:]):
        del out[0]
    if _total_of(case) == sum(line.count or 0 for line in out):
        return out
    kept = []
    for place, line in enumerate(out):
        if not _says_nothing_new(out, place):
            kept.append(line)
        elif line.name is not None and place + 1 < len(out) and _touch(line, out[place + 1]):
            out[place + 1].doubt = out[place + 1].doubt or "variant_unclear"  # "trà hoa hồng 2 hộp"
        elif line.codes:
            other = next((one for one in out if one is not line and _differ(case, one, line)), None)
            if other is not None:
                other.doubt = other.doubt or "variant_unclear"  # "1 bộ chén lam màu nâu"
    return kept


def _differ(case: Case, one: Line, other: Line) -> bool:
    """Whether two lines name different variants of one product."""
    if not one.codes or not other.codes or one.codes & other.codes:
        return False
    wares = case.catalogue.wares
    return not {wares[code].group for code in one.codes}.isdisjoint(wares[code].group for code in other.codes)


def _touch(line: Line, following: Line) -> bool:
    """Whether two names stand side by side with nothing between that would part them."""
    return following.name is not None and line.clause == following.clause and line.end + 1 == following.place


def _tells_the_look(case: Case, line: Line) -> bool:
    """Whether a line says only the colour or kind of what was counted: "2 khăn cùng màu ghi"."""
    clause = case.clauses[line.clause]
    at = line.place - clause.first
    if line.count is not None or line.by_code or line.name is None or at < 1:
        return False
    return clause.chunks[at - 1].kind == k.WORDS and bool(clause.chunks[at - 1].tags & t.VARIANT)


def _says_closer(before: Line, line: Line) -> bool:
    """Whether a line names again, and closer, what the one before only named: "lấy be cho lành, be L nhé"."""
    if before.count is not None or before.clause == line.clause or not before.codes or not line.codes:
        return False
    return line.codes < before.codes and not (before.size or before.amount or before.by_code)


def _belongs(before: Line, line: Line, case: Case) -> bool:
    if before.count is not None or before.clause == line.clause or not line.bare or line.count is None:
        return False
    return (before.named or before.amount is not None or bool(before.size)) and not _adds(case, line)


def _sizes(before: Line, line: Line, case: Case) -> bool:
    """Whether a line is only the size of the one before: "2 hũ ruốc nha, hũ lớn"."""
    if before.count is None or before.by_code or before.amount is not None or before.size:
        return False
    if line.named or line.count is not None or before.clause == line.clause or _adds(case, line):
        return False
    return bool(line.size or line.amount is not None) and line.unit in ("", before.unit, "loại", "cỡ", "size")


def _named_only(line: Line) -> bool:
    return line.named and line.count is None and (line.name is None or _tells(line.name))


def _adds(case: Case, line: Line) -> bool:
    return bool(case.clauses[line.clause].tags & t.ADD)


def _sums_up(first: Line, rest: list[Line]) -> bool:
    """Whether the first line is only the sum of the others: "2 khăn: 1 đỏ 1 xanh"."""
    if first.count is None or first.by_code or any(line.count is None for line in rest):
        return False
    if first.codes is not None and not all(line.codes and line.codes <= first.codes for line in rest):
        return False
    return (first.codes is None or len(first.codes) > 1) and first.count == sum(
        line.count or 0 for line in rest
    )


def _says_nothing_new(lines: list[Line], place: int) -> bool:
    """A pack or part of a name in passing ("gói kỹ"), or the count before said again ("3g nha, 3 gói ấy")."""
    line = lines[place]
    if len(lines) == 1:
        return False
    if line.count is not None:
        before = lines[place - 1] if place else None
        return (
            line.bare and before is not None and before.count == line.count and before.clause != line.clause
        )
    if not line.named and line.amount is None and not line.size:
        return True
    counted = any(other.count is not None for other in lines)
    return counted and line.name is not None and not line.by_code and not line.name.full and not line.unit


def _give_topic(case: Case, line: Line) -> None:
    """A count alone takes the one thing named before it: "ngâm chân túi 1kg còn k, còn thì lấy 1"."""
    topics = [other for other in case.said.lines if other.clause < line.clause and _is_a_topic(other)]
    if not topics or len({topic.codes for topic in topics}) > 1:
        return
    topic = topics[-1]
    asked = case.clauses[topic.clause].asks
    line.codes, line.by_code, line.name = topic.codes, topic.by_code, topic.name
    if topic.count is None:
        line.amount, line.size = topic.amount, topic.size
    if not asked and case.pinned is not None and topic.codes is not None and case.pinned not in topic.codes:
        line.doubt = line.doubt or "which_item"


def _is_a_topic(line: Line) -> bool:
    if line.named:
        return line.by_code or (line.name is not None and _tells(line.name))
    return line.count is None and (bool(line.size) or line.amount is not None)


def _tells(name: Chunk) -> bool:
    """Whether a name in passing is enough to be the topic: a whole name, or more than one word of it."""
    return name.full or name.length > 1


def _doubt(case: Case, wants: list[Clause], choices: list[Choice]) -> str:
    """Why a person should look at the order; empty where nobody need."""
    for choice in choices:
        if choice.doubt:
            return choice.doubt
    if any(choice.code is None for choice in choices):
        return "which_item"
    if (
        case.said.each_said
        and len(choices) == 1
        and choices[0].line is not None
        and len(choices[0].line.codes or ()) > 1
    ):
        return "each_of_what"  # "khăn mỗi màu 1"
    if case.tags & t.EVERY and not case.said.lines:
        return "how_many"  # "lấy hết"
    if (
        case.said.each_said
        and len(choices) < 2
        and not any(choice.line is not None and choice.line.named for choice in choices)
    ):
        return "each_of_what"
    if _counted_twice(case, choices):
        return "number_unclear"
    if case.tags & t.KEEP and not case.mine and any(c.tags & t.KEEP and case.lines_in(c) for c in wants):
        return "nothing_ordered"
    if len(choices) == 1 and _costs_otherwise(case, choices[0]):
        return "which_item"
    condition = condition_in(case, wants)
    if condition:
        return "condition"
    if case.tags & t.VAGUE and any(_vague(clause, case) for clause in wants if not clause.asks):
        return "how_many"
    if any(clause.odd_variant for clause in wants):
        return "variant_unclear"
    if len(choices) == 1 and _shortens_the_pinned(case, choices[0]):
        return "variant_unclear"
    if any(clause.strange for clause in wants):
        return "which_item"
    if not _adds_up(case, choices):
        return "number_unclear"
    if case.catalogue.sizes and _fits_by_body(case, choices):
        return "variant_unclear"
    if any(
        chunk.kind == k.IGNORED and chunk.doubt == "number_unclear"
        for clause in case.clauses
        if not clause.asks
        for _, chunk in clause.things
    ):
        return "number_unclear"  # "1 <something not on the sheet>, 2 chai"
    only = case.said.lines[0] if len(case.said.lines) == 1 else None
    if only is not None and only.bare and not only.unit and not (case.said.each_said or _spoken_for(case)):
        return "bare_number"
    if all(case.levels[clause.place] == PERHAPS for clause in wants):
        return "unsure"
    return ""


def _shortens_the_pinned(case: Case, choice: Choice) -> bool:
    """ "bánh tráng mè 2 xấp" with "bánh tráng mè đen" on screen: that one said short, or the other?"""
    line, code, pinned = choice.line, choice.code, case.pinned
    if line is None or code is None or pinned is None or line.by_code or line.name is None:
        return False
    if pinned in (line.codes or ()) or line.amount is not None or line.size:
        return False
    wares = case.catalogue.wares
    if wares[code].group == wares[pinned].group or pinned not in case.catalogue.begins.get(code, ()):
        return False
    alike = not line.unit or key_of(line.unit) == wares[pinned].unit
    if alike:
        choice.options.append((pinned, choice.count))
    return alike


def _fits_by_body(case: Case, choices: list[Choice]) -> bool:
    """Whether weight, height or age is told in place of a size: "em 52kg lấy 1 trắng"."""
    if not any(chunk.kind == k.IGNORED and chunk.doubt == BODY for chunk in case.chunks):
        return False
    sized = {code for codes in case.catalogue.sizes.values() for code in codes}
    return any(
        choice.code in sized and choice.line is not None and not (choice.line.sized or choice.line.by_code)
        for choice in choices
    )


def _counted_twice(case: Case, choices: list[Choice]) -> bool:
    """Whether two numbers fell on one item, and nobody says that they add up or whom each is for."""
    counted = [choice for choice in choices if choice.line is not None and choice.line.count is not None]
    codes = [choice.code for choice in counted]
    if all(choice.line is not None and choice.line.named for choice in counted):
        return False
    if len(codes) == len(set(codes)) or case.tags & (t.KIN | t.TOTAL | t.AND | t.ADD):
        return False
    return not (case.said.each_said or len({choice.line.clause for choice in choices if choice.line}) > 1)


def _costs_otherwise(case: Case, choice: Choice) -> bool:
    """Whether the price said is that of another item than the one on screen: "90k lấy 2"."""
    if choice.code is None or len(case.said.lines) != 1 or case.said.lines[0].named:
        return False
    own = case.catalogue.wares[choice.code].price // 1000
    for clause in case.clauses:
        if clause.asks:
            continue
        for _, chunk in clause.things:
            price = chunk.number if chunk.kind == k.PRICE else 0
            if price in case.catalogue.by_price and price not in (own, own * choice.count):
                return True
    return False


def _adds_up(case: Case, choices: list[Choice]) -> bool:
    """Whether a total that is said ("nữa là 2") is the sum of what was read."""
    total = _total_of(case)
    said = sum(choice.count for choice in choices)
    if case.tags & t.ADD and total in (said + sum(case.mine.values()), said + _had(case, choices)):
        return True  # "thêm 1 gói nữa cho đủ 3"
    return not total or total > _MOST_TOTAL or total == said


def _had(case: Case, choices: list[Choice]) -> int:
    """How many the author has of what is chosen."""
    return sum(case.mine.get(choice.code or "", 0) for choice in choices)


def _total_of(case: Case) -> int:
    """The total that is said ("vị chi 3"), 0 where none is."""
    if not case.tags & t.TOTAL:
        return 0
    totals = [chunk.number for chunk in case.chunks if chunk.kind == k.IGNORED and chunk.doubt == "total"]
    return totals[-1] if totals else 0


def _spoken_for(case: Case) -> bool:
    """Whether a verb, a person or a sign of counting goes with a bare number."""
    return (
        bool(case.tags & (t.BUY | t.MUA | t.GIVE | t.PERSON | t.TIMES | t.ADD | t.ONLY | t.AND | t.SET))
        or case.phone is not None
    )


def _vague(clause: Clause, case: Case) -> bool:
    if not clause.tags & t.VAGUE:
        return False
    return not any(line.count is not None or line.amount is not None for line in case.said.lines)


def commits(case: Case, clause: Clause) -> bool:
    """Whether a wanting clause stands beside a question of the same comment."""
    if case.phone is not None or clause.buys >= 0:
        return True
    lines = case.lines_in(clause)
    return (
        any(line.named and (line.count is not None or line.by_code) for line in lines)
        and case.levels[clause.place] == YES
    )
