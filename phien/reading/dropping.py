"""What drops something of an order, and cancellations."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.case import Case, Verdict, merge, offer
from phien.reading.clauses import Clause
from phien.reading.letters import key_of, typed
from phien.reading.lexicon import family_of
from phien.reading.lines import Line
from phien.reading.resolve import Choice

_NOT_YET = typed("đừng khoan")
_TIMES_OF_DAY = typed("mai sáng chiều trưa vội gấp trễ sớm giờ")

__all__ = ["cancel_of", "drops", "drops_the_rest"]

_NO_NEED = typed("khỏi")
_NUMBER_SAID = typed("số mã")


_PHONE = typed("số sđt đt") | {"sdt", "dt"}


def drops(clause: Clause) -> bool:
    """Whether the clause drops something: "huỷ", "khỏi lấy", "bỏ A1"."""
    if clause.asks or _is_called_huy(clause) or _pleads(clause) or _only_puts_off(clause):
        return False
    return _drops_here(clause) or (bool(clause.tags & t.SPARE) and _spares_what_it_names(clause))


def _pleads(clause: Clause) -> bool:
    """ "đừng gửi bịch bể": says which ones are not wanted, and drops nothing."""
    chunks = clause.chunks
    at = next((p for p, chunk in enumerate(chunks) if chunk.kind == k.WORDS and chunk.tags & t.DROP), -1)
    if at < 0 or at + 2 >= len(chunks) or chunks[at].length < 2 or chunks[at + 1].kind != k.UNITED:
        return False
    if any(chunk.kind in (k.CODE, k.NAME, k.NUM) for chunk in chunks):
        return False
    after = chunks[at + 2]
    return after.kind == k.WORDS and (not after.tags or bool(after.tags & (t.USE | t.PRAISE)))


def drops_the_rest(case: Case, dropping: list[Clause]) -> bool:
    """ "mấy cái trước bỏ hết", "còn lại huỷ": all but what the comment names beside it."""
    return any(clause.tags & (t.REST | t.EVERY) and not case.lines_in(clause) for clause in dropping)


def _spares_what_it_names(clause: Clause) -> bool:
    """ "A3 khỏi nha": the word stands behind what it drops."""
    first = clause.chunks[0]
    if first.kind == k.WORDS and first.tags & t.SPARE and first.key in _NO_NEED and len(clause.chunks) > 1:
        rest = clause.chunks[1:]
        if len(rest) > 1 and rest[0].key in _NUMBER_SAID:
            rest = rest[1:]
        if rest[0].kind in (k.CODE, k.NAME) and all(
            chunk.kind != k.WORDS or chunk.tags & (t.FILLER | t.PERSON) for chunk in rest[1:]
        ):
            return True  # "khỏi A1"
    named = False
    for place, chunk in enumerate(clause.chunks):
        named = named or chunk.kind in (k.CODE, k.NAME)
        if named and chunk.kind == k.WORDS and chunk.tags & t.SPARE:
            rest = clause.chunks[place + 1 :]
            return all(other.kind == k.WORDS and other.tags & (t.FILLER | t.PERSON) for other in rest)
    return False


def _only_puts_off(clause: Clause) -> bool:
    """ "đừng giao hôm nay", "khoan ship sáng mai nha": another day or hour, no cancellation."""
    return any(chunk.key in _NOT_YET for chunk in clause.chunks) and (
        bool(clause.tags & (t.NOW | t.NUMBERED | t.LATER))
        or any(chunk.key in _TIMES_OF_DAY for chunk in clause.chunks)
    )


def _drops_here(clause: Clause) -> bool:
    """Whether a word that drops is not itself negated: "đừng bỏ rau muống vô"."""
    for place, chunk in enumerate(clause.chunks):
        if chunk.kind == k.WORDS and chunk.tags & t.DROP:
            after = clause.chunks[place + 1] if place + 1 < len(clause.chunks) else None
            if after is not None and after.key in _PHONE and not clause.things:
                return False  # "bỏ số kia đi": the phone number
            before = clause.chunks[place - 1] if place else None
            if before is None or before.kind != k.WORDS or not before.tags & t.NOT or before.tags & t.DROP:
                return True
    return False


def _is_called_huy(clause: Clause) -> bool:
    """Whether "Huy" typed without marks is a name: somebody called so asks for things in the clause."""
    chunks = clause.chunks
    at = next((p for p, chunk in enumerate(chunks) if chunk.tags & t.DROP and chunk.kind == k.WORDS), -1)
    if at < 0 or chunks[at].key != "huy" or not chunks[at].title:
        return False
    if at > 0 and chunks[at - 1].tags & (t.PERSON | t.KIN) and not clause.things:
        return at + 1 >= len(chunks) or not chunks[at + 1].tags & t.PARCEL
    return clause.buys > at or (at > 0 and bool(chunks[at - 1].tags & t.PERSON) and bool(clause.things))


def cancel_of(case: Case, dropping: list[Clause]) -> Verdict:
    """What the dropping clauses drop: what they name, or everything."""
    mine = frozenset(case.mine)
    lines = [
        line
        for clause in dropping
        for line in case.lines_in(clause)
        if not line.bare or line.count is not None
    ]
    if not lines:
        lines = _topic_of(case, dropping)
    if not lines:
        items = _named_by_its_pack(case, dropping)
        if items:
            return Verdict("cancel", items, "", [tuple(items.items())])
        unclear = any(line.unit_first for clause in dropping for line in case.lines_in(clause))
        return Verdict("cancel", {}, "which_order" if unclear else "")  # "huỷ gói …": of what?
    choices = [_dropped(case, line, mine) for line in lines]
    doubt = next((choice.doubt for choice in choices if choice.doubt), "")
    if not doubt and any(choice.code not in case.mine for choice in choices):
        doubt = "which_order"
    return Verdict("cancel", merge(choices), doubt, offer(choices))


def _named_by_its_pack(case: Case, dropping: list[Clause]) -> dict[str, int]:
    """The one thing that a pack word names: "huỷ túi" of somebody with a bag and a skirt."""
    units = {line.unit for clause in dropping for line in case.lines_in(clause) if line.unit}
    packs = {key_of(unit) for unit in units if family_of(unit) != "any"}  # "huỷ cái đó": of any of them
    wares = case.catalogue.wares
    own = [code for code in case.mine if case.catalogue.heads.get(code) in packs or wares[code].unit in packs]
    return {own[0]: case.mine[own[0]]} if len(own) == 1 and len(case.mine) > 1 else {}


def _topic_of(case: Case, dropping: list[Clause]) -> list[Line]:
    """What the clause before names of the author's own: "2 thùng cam bị trùng, huỷ giúp"."""
    first = dropping[0]
    if not first.place or first.tags & (t.EVERY | t.PARCEL | t.REST):
        return []
    before = case.clauses[first.place - 1]
    lines = case.lines_in(before)
    if before.asks or before.tags & (t.KEEP | t.DROP):
        return []
    own = [line for line in lines if line.codes and any(code in case.mine for code in line.codes)]
    return own if len(own) == len(lines) else []


def _dropped(case: Case, line: Line, mine: frozenset[str]) -> Choice:
    if line.codes is not None and len(line.codes & mine) > 1:
        options = [(code, case.mine[code]) for code in case.mine if code in line.codes]
        if line.unit:  # "2 cây tré" beside "tré hũ"
            wares = case.catalogue.wares
            own = frozenset(code for code, _ in options if wares[code].unit == key_of(line.unit))
            if len(own) == 1:
                line.codes, options = own, []
    if line.codes is not None and len(line.codes & mine) > 1 and line.amount is None and not line.size:
        return Choice(None, 1, "variant_unclear", options)
    choice = case.resolver.resolve(line, among=mine)
    if choice.code is not None and line.count is None and line.amount is None:
        choice.count = case.mine.get(choice.code, 1)
        choice.options = [(choice.code, choice.count)]
    return choice
