"""What a comment is: an order, a change, a cancellation, a question, or none of these."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.case import Case, Verdict
from phien.reading.changes import alters, change_of
from phien.reading.clauses import Clause
from phien.reading.clearing import cleared, clears_up
from phien.reading.dropping import cancel_of, drops, drops_the_rest
from phien.reading.foreign import is_hindi
from phien.reading.games import Games
from phien.reading.letters import key_of, typed
from phien.reading.orders import commits, order_of
from phien.reading.owned import is_new, leave_out_own, staying
from phien.reading.playing import chant
from phien.reading.wants import NO

__all__ = ["decide"]

_OF = typed("của")
_OF_WHOM = typed("bên nhà")
_CALLED = key_of("ơi")
_MAY_I = typed("được đc dc")
_CHANGES = typed("đổi")
_CANCELS = typed("huỷ") | {"cancel"}


def decide(case: Case, games: Games) -> Verdict:
    """The verdict on one comment of a viewer."""
    said = case.tags
    leave_out_own(case)
    played = chant(case, games)
    if played is not None:
        return played
    asking = [clause for clause in case.clauses if _asks(case, clause)]
    wants = [clause for clause in case.clauses if case.levels[clause.place] != NO and clause not in asking]
    wants = _without_asides(case, wants)
    dropping = []
    if said & (t.DROP | t.SPARE):
        dropping = [clause for clause in case.clauses if drops(clause) and clause not in asking]
        if any(clause.tags & t.ONLY and case.lines_in(clause) for clause in wants if clause not in dropping):
            dropping = [clause for clause in dropping if not _only_takes_back(case, clause)]
    others = _someone_else(case, said)
    if (
        others
        and not asking
        and (case.said.lines or said & (t.BUY | t.GIVE | t.DROP | t.ADD) or not _talks(case))
        and (wants or dropping or said & (t.OTHERS | t.BEFORE | t.ADD))
    ):
        verdict = (
            order_of(case, [c for c in wants if c not in dropping]) if not dropping else Verdict("cancel")
        )
        if not case.said.lines:
            verdict.items, verdict.options = {}, []
        verdict.doubt = "someone_else"
        return verdict
    if dropping:
        dropped = _drop(case, wants, dropping)
        if dropped is not None:
            return dropped
        wants = [clause for clause in wants if clause not in dropping]
    if said & t.ADVERT and not any(clause.buys >= 0 and not clause.tags & t.ADVERT for clause in wants):
        return Verdict("other")
    stays = staying(case, wants, dropping)
    if stays:
        wants = [clause for clause in wants if clause not in stays]
        return order_of(case, wants)
    changed = _change(case, wants, dropping, asking)
    if changed is not None:
        return changed
    if wants and (not asking or _stands(case, wants, asking)):
        verdict = order_of(case, wants)
        if not case.mine and said & t.SWAP and any(_exchanges(clause) for clause in wants):
            verdict.doubt = verdict.doubt or "nothing_ordered"
        if said & t.SURE and said & t.PARCEL and _only_checks(case, verdict):
            return Verdict("question")
        if not verdict.doubt and (
            _names_a_variant_again(case, wants, verdict) or _has_it_already(case, verdict)
        ):
            verdict.doubt = "adds_or_changes"
        return verdict
    if asking or (said & (t.SURE | t.COMPLAINT) and not wants):
        return Verdict("question")
    if said & t.PRICE and not wants:
        return Verdict("question")
    if case.said.each_said and not case.said.lines and not _talks(case):
        return Verdict("order", {}, "each_of_what")
    return _in_hindi(case) or Verdict("other")


def _in_hindi(case: Case) -> Verdict | None:
    """A comment in Devanagari that names, counts or wants something goes to a person; None for any other."""
    if not any(chunk.kind == k.WORDS and is_hindi(chunk.key) for chunk in case.chunks):
        return None
    if case.tags & t.DROP:
        return Verdict("cancel", {}, "which_order" if case.mine else "nothing_ordered")
    if case.said.lines or case.tags & (t.COUNT | t.BUY | t.ADD):
        verdict = order_of(case, case.clauses)
        verdict.doubt = verdict.doubt or "unsure"
        return verdict
    return None


def _exchanges(clause: Clause) -> bool:
    """ "cho em đổi thành 1 gói lớn": speaks of an order that is not known."""
    if clause.tags & t.INTO:
        return bool(clause.tags & t.SWAP)
    return any(
        chunk.kind == k.WORDS and chunk.tags & t.SWAP and chunk.key in _CHANGES for chunk in clause.chunks
    )


def _has_it_already(case: Case, verdict: Verdict) -> bool:
    """An item that the author has, named again without "thêm": more of it, or the same said again?"""
    return not case.tags & t.ADD and any(code in case.mine for code in verdict.items)


def _only_checks(case: Case, verdict: Verdict) -> bool:
    """ "đơn em A1 2, A3 1 đúng chưa": what the author has, said again to be sure of it."""
    if not case.mine or case.tags & (t.BUY | t.ADD | t.GIVE):
        return False
    return all(case.mine.get(code) == count for code, count in verdict.items.items())


def _only_takes_back(case: Case, clause: Clause) -> bool:
    """The "ko lấy 2 nữa" of "lấy 1 thôi, ko lấy 2 nữa": the number before, not another thing."""
    lines = case.lines_in(clause)
    return bool(lines) and all(line.bare and line.count is not None for line in lines)


def _names_a_variant_again(case: Case, wants: list[Clause], verdict: Verdict) -> bool:
    """ "màu trắng nha" by somebody who has one of that product: which one, or one more?"""
    if not case.mine:
        return False
    lines = [line for clause in wants for line in case.lines_in(clause)]
    if any(line.count is not None or line.by_code for line in lines) or any(c.buys >= 0 for c in wants):
        return False
    if any(clause.tags & (t.ADD | t.GIVE) for clause in wants):
        return False
    wares = case.catalogue.wares
    groups = {wares[code].group for code in case.mine if code in wares}
    return any(
        wares[code].group in groups and len(case.catalogue.groups[wares[code].group]) > 1
        for code in verdict.items
    )


def _without_asides(case: Case, wants: list[Clause]) -> list[Clause]:
    """Leaves out bare numbers beside a name and address, and bare counts beside talk of what was."""
    kept = []
    for clause in wants:
        if not _is_bare(case, clause):
            kept.append(clause)
        elif _is_stray(case, clause, wants) or (case.tags & (t.PAST | t.HAVE) and not clause.tags & t.NOW):
            continue
        else:
            kept.append(clause)
    return kept


def _is_bare(case: Case, clause: Clause) -> bool:
    """Only counts, and no verb or sign of counting with them."""
    lines = case.lines_in(clause)
    if clause.buys >= 0 or clause.tags & (t.GIVE | t.MUA | t.ADD | t.TIMES | t.SET | t.ONLY):
        return False
    return bool(lines) and all(line.bare for line in lines)


def _is_stray(case: Case, clause: Clause, wants: list[Clause]) -> bool:
    """A number without pack or person among other clauses: part of an address, an age, a score."""
    if clause.tags & t.PERSON or len(case.clauses) == 1 or _continues(case, clause):
        return False
    if any(line.unit for line in case.lines_in(clause)):
        return False
    others = [other for other in case.clauses if other is not clause]
    elsewhere = t.ADDRESS | t.NUMBERED | t.PAST
    return len(wants) > 1 or any(other.unknown or other.tags & elsewhere for other in others)


def _continues(case: Case, clause: Clause) -> bool:
    """Whether the clause before names a thing and no count: "nghệ, 2"."""
    if not clause.place:
        return False
    before = case.lines_in(case.clauses[clause.place - 1])
    return bool(before) and before[-1].named and before[-1].count is None


def _talks(case: Case) -> bool:
    """Whether words of talk, or words nobody knows, make up part of the comment."""
    return any(clause.unknown > 0 for clause in case.clauses)


def _asks(case: Case, clause: Clause) -> bool:
    """Whether the clause is a question; a nod asked for beside an order is none."""
    if clause.tags & t.CALL and not any(line.by_code and line.count for line in case.lines_in(clause)):
        return False  # speaks to a friend
    if clause.asks:
        if clause.tags & t.ENGLISH and case.lines_in(clause):
            return False
        if _asks_politely(case, clause):
            return False
        return not (clause.tags & t.SURE and not _hard_question(clause))
    return (
        clause.marked
        and case.levels[clause.place] == NO
        and bool(case.lines_in(clause) or clause.tags & (t.PRICE | t.FREE | t.STOCK))
    )


def _asks_politely(case: Case, clause: Clause) -> bool:
    """ "cho em mua 2 bịch A1 được không": only the last word asks, and all is said."""
    if clause.buys < 0 and not clause.tags & (t.MUA | t.GIVE):
        return False
    if clause.tags & (t.FREE | t.PRICE | t.USE | t.OR | t.ADDRESS | t.MINUS):
        return False
    if sum(bool(chunk.tags & (t.ASK | t.ASK_END)) for chunk in clause.chunks if chunk.kind == k.WORDS) != 1:
        return False
    at = next((p for p, c in enumerate(clause.chunks) if c.kind == k.WORDS and c.tags & t.ASK), -1)
    if (
        at < 0
        or clause.chunks[at].key not in _MAY_I
        or any(
            chunk.kind != k.WORDS or not chunk.tags & (t.FILLER | t.PERSON)
            for chunk in clause.chunks[at + 1 :]
        )
    ):
        return False
    lines = case.lines_in(clause)
    return (
        bool(lines)
        and all(line.named or (line.count is not None and line.unit) for line in lines)
        and any(line.count is not None or line.by_code for line in lines)
    )


def _hard_question(clause: Clause) -> bool:
    return any(
        chunk.kind == k.WORDS and chunk.tags & t.ASK and not chunk.tags & t.SURE for chunk in clause.chunks
    )


def _stands(case: Case, wants: list[Clause], asking: list[Clause]) -> bool:
    """Whether an order beside a question is one."""
    if any(commits(case, clause) for clause in wants):
        return True
    first = wants[0]
    says_more = first.tags & (t.GIVE | t.MUA | t.ADD) or any(
        line.count is not None or line.amount is not None or line.by_code for line in case.lines_in(first)
    )
    return bool(says_more) and first.place < asking[0].place  # "combo mà bỏ rượu thì bn" only names it


def _tells_all(case: Case) -> bool:
    """Whether the comment names and counts what it asks for: "A1 2 gói, gói kỹ như lần trước"."""
    lines = [line for line in case.said.lines if line.named or line.count is not None]
    return bool(lines) and all(
        line.count is not None and (line.by_code or (line.name is not None and line.name.full))
        for line in lines
    )


def _someone_else(case: Case, said: int) -> bool:
    """ "như trên", "đơn của chị Hạnh"."""
    if said & t.OTHERS or (said & t.BEFORE and not _tells_all(case)):
        return True
    if not said & t.PARCEL:
        return False
    for clause in case.clauses:
        for place, chunk in enumerate(clause.chunks):
            if chunk.kind != k.WORDS or not chunk.tags & t.PARCEL:
                continue
            rest = clause.chunks[place + 1 : place + 4]
            if rest and (rest[0].key in _OF or rest[0].key in _OF_WHOM):
                rest = rest[1:]
            if len(rest) > 1 and rest[0].kind == k.WORDS and rest[0].tags & (t.PERSON | t.KIN):
                named = rest[1]
                if named.tags & t.COUNT or (named.kind == k.NUM and named.title):
                    return True  # "đơn bác Tám"
                called = any(other.key == _CALLED for other in rest[1:])  # "vô đơn chị út ơi"
                if (
                    named.kind == k.WORDS
                    and not named.tags
                    and not called
                    and (named.title or len(named.key) > 2)
                ):
                    return True
    return False


def _drop(case: Case, wants: list[Clause], dropping: list[Clause]) -> Verdict | None:
    """A cancellation; a change where the comment also says what is to stay; None where nothing is dropped."""
    rest = drops_the_rest(case, dropping)
    restated = [
        clause
        for clause in wants
        if clause not in dropping
        and (rest or not clause.tags & t.KEEP)
        and any(
            line.count is not None or is_new(case, line) or (rest and line.named)
            for line in case.lines_in(clause)
        )
    ]
    if not case.mine:
        if case.pending is not None and not restated:
            named = any(line.named for clause in dropping for line in case.lines_in(clause))
            dropped = cancel_of(case, dropping) if named else Verdict("cancel")
            dropped.doubt = "which_order" if named else ""  # of what is not clear yet
            return dropped
        if restated:
            return None
        if any(chunk.key in _CANCELS for clause in dropping for chunk in clause.chunks):
            return Verdict("cancel", {}, "nothing_ordered")
        return Verdict("other")
    if restated:
        return change_of(case, case.clauses, dropping)
    return cancel_of(case, dropping)


def _change(case: Case, wants: list[Clause], dropping: list[Clause], asking: list[Clause]) -> Verdict | None:
    if case.mine:
        settled = [clause for clause in case.clauses if clause not in asking]
        if any(alters(case, clause) for clause in settled) or _takes_back(case, wants):
            return change_of(case, settled, dropping)
        return None
    if case.pending is not None and wants and (dropping or clears_up(case, wants)):
        return cleared(case, wants)
    return None


def _takes_back(case: Case, wants: list[Clause]) -> bool:
    """ "lấy 3 luôn, khỏi 2", "không phải 24", "mà thôi": the number said replaces another."""
    if not wants or case.corrects_itself:
        return False
    return any(
        chunk.kind == k.WORDS and chunk.tags & (t.SPARE | t.FIX | t.WRONG)
        for clause in case.clauses
        if not clause.refuses
        for chunk in clause.chunks
    )
