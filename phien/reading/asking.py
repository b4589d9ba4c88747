"""Whether a clause asks something."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.letters import key_of, typed, written
from phien.reading.row import Chunk

__all__ = ["asks_at_the_end", "asks_here", "then_buys"]

_TRAILING = t.FILLER | t.PERSON | t.LAUGH | t.KIN
_WHICH = key_of("nào")
_NODS = key_of("hè")  # behind what is asked for it says "nhé"
_ALSO = key_of("cũng")
_GOES_ON = written("để rồi vậy") | {"de"}
_AFTER_NO = typed("gì chi nào mô đâu ai") - {"dau"}
_SOFT_WHICH = typed("nào") | {"sao"}
_SOFT_WHAT = typed("gì nào") | {"j", "sao"}
_ANYTHING = written("đó đấy cũng hết") | {"do"}


def asks_here(chunks: list[Chunk], place: int, tags: int) -> bool:
    """Whether the word at `place` makes the clause a question, wherever in it that is."""
    if tags & t.ASK and not _asks_nothing(chunks, place):
        return not _is_in_an_address(chunks, place)
    if not 0 < place < len(chunks) - 1:
        return False
    if tags & t.ASK_END and _asks_before(chunks[place + 1]):
        return True
    return bool(tags & t.OR) and _offers_a_choice(chunks, place)


def _is_in_an_address(chunks: list[Chunk], place: int) -> bool:
    """The "May" of "14 Ngo May": one name in capitals behind another, in an address."""
    if not chunks[place].title or not place:
        return False
    before = chunks[place - 1]
    return before.kind == k.WORDS and before.title and any(chunk.tags & t.ADDRESS for chunk in chunks[:place])


def then_buys(chunks: list[Chunk]) -> bool:
    """Whether "thì" and a verb of asking for something follow the question: "có tặng túi thì lấy 2"."""
    met_then = buys = False
    for chunk in chunks:
        if chunk.kind == k.WORDS and chunk.tags & t.THEN:
            met_then = True
        elif met_then and chunk.kind == k.WORDS:
            if chunk.tags & t.ASK:
                return False
            buys = buys or bool(chunk.tags & (t.BUY | t.GIVE | t.MUA))
    return buys


def _asks_before(after: Chunk) -> bool:
    """Whether "không" asks although more follows: "có ngọt ko hay…", "có hoá đơn không để công ty đặt"."""
    return after.kind == k.WORDS and bool(after.tags & t.OR or after.key in _GOES_ON)


def _offers_a_choice(chunks: list[Chunk], place: int) -> bool:
    """ "270 hay 290", "hũ nhựa hay hũ thuỷ tinh"; not "hay quá" nor "cái này hay cái kia cũng ngon"."""
    if chunks[place + 1].kind == k.WORDS and chunks[place + 1].tags & t.PRAISE:
        return False
    return not any(chunk.key == _ALSO for chunk in chunks[place:])


def _asks_nothing(chunks: list[Chunk], place: int) -> bool:
    """ "nào" that only urges ("lấy hên nào"), "gì đó" and "gì cũng được"."""
    key = chunks[place].key
    after = chunks[place + 1] if place + 1 < len(chunks) else None
    if chunks[place].length > 1:
        return False
    if key in _AFTER_NO and any(
        chunk.kind == k.WORDS and chunk.tags & (t.NOT | t.DROP | t.SPARE) for chunk in chunks[:place]
    ):
        return True  # "chả có tiếng gì", "không lấy nữa đâu"
    if key in _SOFT_WHICH and after is None and place and not chunks[place - 1].tags & (t.UNIT | t.VARIANT):
        return key == _WHICH and chunks[place - 1].kind == k.WORDS
    return key in _SOFT_WHAT and after is not None and (bool(after.tags & t.ANY) or after.key in _ANYTHING)


def asks_at_the_end(chunks: list[Chunk]) -> bool:
    """Whether the last word but small ones makes a question of what stands before it."""
    for place in range(len(chunks) - 1, -1, -1):
        chunk = chunks[place]
        if chunk.kind != k.WORDS:
            return False
        if chunk.tags & t.ASK_END and place:
            urges = chunk.key == _NODS and any(other.tags & (t.BUY | t.GIVE) for other in chunks[:place])
            return not chunk.tags & t.SURE and not urges
        if not chunk.tags & _TRAILING:
            return False
    return False
