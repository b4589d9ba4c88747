"""A comment cut into clauses."""

from __future__ import annotations

from collections.abc import Sequence

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.clauses import Clause, judged
from phien.reading.letters import typed, written
from phien.reading.row import Chunk

__all__ = ["split"]

_STOPS = frozenset({k.STOP, k.PHONE})
_GOES_WITH_IT = t.FILLER | t.PERSON | t.LAUGH | t.KIN | t.ASK_END | t.AND | t.ADD | t.ONLY
_TURNS_TO_BUYING = typed("nên thôi vậy thế giờ") - {"thoi", "the", "gio"}
_POLITE = typed("nha nhé nghen nhen nhoa") | written("nhá ạ")
_BREAKS = written("nhưng nếu")
_RID_OF_ALL = typed("huỷ") | {"cancel"}
_RATHER_THAN = typed("chứ chớ")


def split(chunks: Sequence[Chunk]) -> list[Clause]:
    """The clauses of a comment, in order, judged one by one."""
    clauses: list[Clause] = []
    here: list[Chunk] = []
    first = 0
    polite = False  # a particle like "nha" was said in the clause so far
    for place, chunk in enumerate(chunks):
        if chunk.kind in _STOPS:
            if here:
                clause = Clause(len(clauses), here, first)
                clause.hard = not chunk.soft
                clause.marked = bool(chunk.tags & t.ASK_END)
                clauses.append(clause)
            elif clauses and chunk.tags & t.ASK_END:
                clauses[-1].marked = True
            here, first, polite = [], place + 1, False
            continue
        key = chunk.key if chunk.kind == k.WORDS else ""
        if (
            (polite and _ends_politely(here, chunk))
            or (chunk.tags & t.BUY and _drops_something(here))
            or (chunk.tags & t.DROP and chunk.kind == k.WORDS and _asks_for_something(here))
            or (chunk.tags & t.DROP and _drops_another(here, chunks, place))
            or (key in _BREAKS and here and chunk.length == 1)
            or (key in _TURNS_TO_BUYING and here and _buys_next(chunks, place))
            or (key in _RATHER_THAN and here and _says_no(chunks, place + 1))
        ):
            clauses.append(Clause(len(clauses), here, first))
            here, first, polite = [], place, False
        here.append(chunk)
        if key in _POLITE:
            polite = True
    if here:
        clauses.append(Clause(len(clauses), here, first))
    for clause in clauses:
        judged(clause)
    return clauses


def _buys_next(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether asking begins right after `place`: "… thấy cũng ham nên cho tui 1 hũ"."""
    for chunk in chunks[place + 1 : place + 3]:
        if chunk.kind != k.WORDS:
            return False
        if chunk.tags & (t.BUY | t.GIVE | t.MUA):
            return True
        if not chunk.tags & (t.PERSON | t.FILLER):
            return False
    return False


def _says_no(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether a word for no stands at `place`: "12 chai lẻ chứ không lấy thùng"."""
    return (
        place < len(chunks)
        and chunks[place].kind == k.WORDS
        and bool(chunks[place].tags & (t.NOT | t.SPARE | t.DROP))
    )


def _drops_something(here: list[Chunk]) -> bool:
    """Whether a clause so far drops a thing it names, so that "lấy" begins the next: "huỷ A1 lấy A2"."""
    dropped = False
    for chunk in here:
        if chunk.kind == k.WORDS and chunk.tags & t.DROP:
            dropped = True
            if chunk.key in _RID_OF_ALL and not chunk.title:  # "Anh Huy dặn lấy": a name
                return True
        if dropped and (chunk.kind in (k.CODE, k.NAME) or chunk.tags & (t.EVERY | t.REST)):
            return True
    return False


def _asks_for_something(here: list[Chunk]) -> bool:
    """Whether a clause so far asks for what it names, so that "k lấy" begins the next: "lấy A1 k lấy A2"."""
    buys = False
    for chunk in here:
        if chunk.kind == k.WORDS and chunk.tags & (t.BUY | t.GIVE):
            buys = True
        elif buys and chunk.kind in (k.CODE, k.NAME):
            return True
    return False


def _drops_another(here: list[Chunk], chunks: Sequence[Chunk], place: int) -> bool:
    """Whether a word for dropping stands between what is wanted and what is not: "2kg xoài kg lấy cam"."""
    following = chunks[place + 1] if place + 1 < len(chunks) else None
    if following is None or following.kind not in (k.CODE, k.NAME):
        return False
    if any(chunk.kind == k.WORDS and chunk.tags & (t.DROP | t.IF) for chunk in here):
        return False
    return any(chunk.kind in (k.CODE, k.NAME, k.AMOUNT, k.NUM) for chunk in here)


def _ends_politely(here: list[Chunk], following: Chunk) -> bool:
    """Whether a particle ("nha", "nhé em") ended the clause so far, though no comma did."""
    at = len(here) - 1
    if following.kind == k.WORDS and following.tags & _GOES_WITH_IT:
        return False
    while (
        at > 0
        and here[at].kind == k.WORDS
        and here[at].tags & (t.PERSON | t.FILLER)
        and here[at].key not in _POLITE
    ):
        at -= 1
    if at < 1 or here[at].kind != k.WORDS or here[at].key not in _POLITE:
        return False
    # "gui ve nha": nhà
    return not (
        here[at].key == "nha"
        and here[at - 1].kind == k.WORDS
        and here[at - 1].tags & (t.ADDRESS | t.GIVE | t.ASK)
    )
