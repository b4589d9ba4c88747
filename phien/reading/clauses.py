"""A clause of a comment, and what it says about itself."""

from __future__ import annotations

from phien.reading import kinds as k
from phien.reading import tags as t
from phien.reading.asking import asks_at_the_end, asks_here, then_buys
from phien.reading.letters import key_of, typed, written
from phien.reading.row import Chunk

__all__ = ["Clause", "judged"]

_WARE = frozenset({k.CODE, k.NAME, k.NUM, k.UNITED, k.AMOUNT, k.SIZED, k.BAD_CODE})
_COUNTED_PLACES = typed("địa nơi")
_TRAILING = t.FILLER | t.PERSON | t.LAUGH | t.KIN
_ASKING = t.ASK | t.ASK_END | t.OR
_TELLS_MORE = _ASKING | t.ADDRESS | t.FOR | t.GIVE
_EXPLAINED = t.HARMLESS | t.LAUGH | t.OTHERS | t.BEFORE | t.SURE
_MAY_FOLLOW_A_COUNT = t.HARMLESS | (
    t.ASK_END | t.NOT | t.LAUGH | t.SURE | t.ANY | t.FREE | t.ASK | t.OR | t.NOW | t.VAGUE
)
_TAILS = t.FOR | t.GIVE | t.ADDRESS
_NO_ADDRESS = t.PRAISE | t.PAST | t.DONE | t.ASK | t.LATER | t.IF
_NO_TAIL = (
    t.PRAISE | t.PAST | t.DONE | t.ASK | t.ASK_END | t.NOT | t.SPARE | t.HAVE | t.LATER | t.EVERY | t.IF
    | t.THEN | t.LAUGH
)  # fmt: skip
_ALREADY = key_of("đã")
_PACKS_AS = typed("chia tách") | {key_of("đóng")}
_COOKS = written("nấu kho xào luộc hầm nướng chấm cuốn trộn ninh nhồi làm")
_INTO_IT = typed("vào vô")
_DISH_AT = 2


class Clause:
    """A stretch between stops: its parts, the tags said in it, and how much of it nobody explains."""

    __slots__ = (
        "asks",
        "buys",
        "chunks",
        "first",
        "hard",
        "marked",
        "odd_variant",
        "open_words",
        "place",
        "refuses",
        "strange",
        "tags",
        "talk",
        "things",
        "unknown",
        "unknown_before",
    )

    def __init__(self, place: int, chunks: list[Chunk], first: int) -> None:
        self.place = place
        self.chunks = chunks
        self.first = first  # index of its first chunk in the comment
        self.tags = 0  # all that its words can do
        self.things: list[tuple[int, Chunk]] = []  # its parts that are no words, with their places
        self.open_words: list[tuple[int, Chunk]] = []  # its words that are not explained by themselves
        for at, chunk in enumerate(chunks):
            if chunk.kind != k.WORDS:
                self.things.append((at, chunk))
                continue
            tags = chunk.tags
            self.tags |= tags
            if tags & _TELLS_MORE or not tags & _EXPLAINED:
                self.open_words.append((at, chunk))
        self.asks = False  # a question by its words
        self.marked = False  # a question mark ends it
        self.buys = -1  # where it first says to buy, not negated; -1 where nowhere
        self.refuses = False  # buying is only spoken of to say no: "khỏi chốt", "chưa lấy"
        self.hard = False  # a full stop or line break ends it
        self.odd_variant = False  # a size or colour is said that the sheet does not have
        self.talk = 0  # the same, without what it is for at its end
        self.strange = False  # a word nobody knows stands where goods are named: "2 hũ xí muội"
        self.unknown = 0
        self.unknown_before = 0


def judged(clause: Clause) -> None:
    """Settles what the numbers of the clause count, and what it says."""
    _settle_counts(clause)
    _judge(clause)


def _settle_counts(clause: Clause) -> None:
    """Numbers that count people, a total, a mistake or nothing known are no counts."""
    chunks = clause.chunks
    if chunks[0].kind == k.NAME and _is_a_buyer(clause):
        chunks[0].kind, chunks[0].tags = k.IGNORED, 0
    address_at = _address_at(clause)
    packing_at = _packing_at(chunks, counted=clause.place > 0)
    for place, chunk in clause.things:
        address = place > address_at
        if address and chunk.kind == k.NAME and not _counted(chunks, place):
            chunk.kind, chunk.tags = k.IGNORED, 0  # "giao Ea H'leo" is no chanh leo
        if place > packing_at and chunk.kind in (k.NUM, k.AMOUNT, k.UNITED, k.SIZED):
            chunk.kind = k.IGNORED  # "5 ký chia 2 bịch": how it is packed
        if chunk.kind == k.NAME and (_is_a_dish(chunks, place) or _tells_which_order(chunks, place)):
            chunk.kind, chunk.tags = k.IGNORED, 0
        if chunk.kind not in (k.NUM, k.AMOUNT):
            continue
        before = chunks[place - 1] if place else None
        after = chunks[place + 1] if place + 1 < len(chunks) else None
        tags = before.tags if before is not None and before.kind == k.WORDS else 0
        ware_follows = after is not None and after.kind in _WARE and after.kind != k.NUM
        beside = before is not None and (before.kind in (k.CODE, k.NAME, k.UNITED, k.SIZED) or tags & t.TIMES)
        if tags & (t.SPARE | t.WRONG) or (tags & t.TOTAL and not _named_after(chunks, place)):
            chunk.kind = k.IGNORED
            chunk.doubt = "total" if tags & t.TOTAL else ""
            if chunk.doubt and after is not None and after.kind == k.UNITED:
                after.kind = k.IGNORED  # "tổng 3 hộp: 2 dâu 1 hồng treo"
        elif tags & t.STOCK and _then_follows(chunks, place):
            chunk.kind = k.IGNORED  # "còn 8 gói thì cho tớ 2"
        elif before is not None and tags & t.STOCK and tags & t.EVERY and not _bought(chunks, place):
            chunk.kind = k.IGNORED  # "mới 30 phút mà hết 100 gói"
        elif chunk.kind == k.AMOUNT:
            if address and not chunk.key.isdigit() and not ware_follows and not beside:
                chunk.kind = k.IGNORED  # "ship tam ky"
            continue
        elif chunk.number == 1 and _prices_one(chunks, place):
            chunks[place - 1].kind = k.PRICE
            chunk.kind = chunks[place + 1].kind = k.IGNORED
        elif address and not ware_follows and not beside:
            chunk.kind = k.IGNORED
        elif after is not None and after.kind == k.WORDS and not _may_follow_a_count(after):
            if beside or tags & (t.BUY | t.GIVE):
                chunk.doubt = chunk.doubt or ("" if after.tags else "number_unclear")
                if after.tags & t.KIN and not beside:
                    chunk.kind = k.IGNORED
            else:
                chunk.kind = k.IGNORED
                listed = before is None or (
                    before.kind == k.WORDS and tags & (t.BUY | t.GIVE | t.AND | t.PERSON)
                )
                chunk.doubt = "number_unclear" if listed and not after.tags else ""


def _packing_at(chunks: list[Chunk], *, counted: bool) -> int:
    """Where a clause that has named a number begins to say how to pack it; behind the end where nowhere."""
    for place, chunk in enumerate(chunks):
        counted = counted or chunk.kind in (k.NUM, k.AMOUNT)
        if counted and chunk.kind == k.WORDS and chunk.key in _PACKS_AS:
            return place
    return len(chunks)


def _tells_which_order(chunks: list[Chunk], place: int) -> bool:
    """The "can mắm" of "cho thêm hộp sá sùng vào đơn can mắm của a": what was ordered before."""
    before = [chunk for chunk in chunks[max(place - 3, 0) : place] if chunk.kind != k.UNITED]
    return len(before) > 1 and bool(before[-1].tags & t.PARCEL) and before[-2].key in _INTO_IT


def _is_a_dish(chunks: list[Chunk], place: int) -> bool:
    """Whether a name without a count says what is cooked of the goods: "1 nấm mèo về nấu miến gà"."""
    if place < _DISH_AT or _counted(chunks, place):
        return False
    before = chunks[place - 1]
    if before.kind == k.IGNORED and chunks[place - 2].tags & t.USE:
        return True
    return (
        before.kind == k.WORDS
        and before.key in _COOKS
        and any(chunk.kind == k.NUM for chunk in chunks[: place - 1])
    )


def _is_a_buyer(clause: Clause) -> bool:
    """Whether the first word, part of a name on the sheet, is who buys: "Lam lấy 1 bộ chén nâu"."""
    first = clause.chunks[0]
    if first.full or not first.title or first.length > 1 or len(clause.chunks) < 3:
        return False
    second = clause.chunks[1]
    if second.kind != k.WORDS or not second.tags & (t.BUY | t.MUA):
        return False
    named = frozenset[str]()
    for _, chunk in clause.things[1:]:
        if chunk.kind in (k.CODE, k.NAME):
            named = named & chunk.codes or chunk.codes if named else chunk.codes
    return bool(named) and not named & first.codes


def _prices_one(chunks: list[Chunk], place: int) -> bool:
    """Whether the "1 bịch" of "65 1 bịch" only says what the price is of."""
    before = chunks[place - 1] if place else None
    after = chunks[place + 1] if place + 1 < len(chunks) else None
    if before is None or after is None or after.kind != k.UNITED:
        return False
    if before.kind != k.PRICE and not (before.kind == k.NUM and before.soft):
        return False
    return not any(
        chunk.kind in (k.CODE, k.NAME, k.SIZED)
        or (chunk.kind == k.WORDS and chunk.tags & (t.BUY | t.GIVE | t.MUA | t.ADD))
        for chunk in chunks[: place - 1]
    )


def _address_at(clause: Clause) -> int:
    """Where an address begins; behind the end where none does."""
    if clause.tags & t.ADDRESS:
        for place, chunk in clause.open_words:
            if chunk.tags & t.ADDRESS:
                return place
    return len(clause.chunks)


def _bought(chunks: list[Chunk], place: int) -> bool:
    return any(chunk.kind == k.WORDS and chunk.tags & t.BUY for chunk in chunks[:place])


def _counted(chunks: list[Chunk], place: int) -> bool:
    """Whether a count or pack word touches the part."""
    beside = (k.NUM, k.UNITED, k.NAME, k.CODE, k.AMOUNT)
    return (place > 0 and chunks[place - 1].kind in beside) or (
        place + 1 < len(chunks) and chunks[place + 1].kind in beside
    )


def _then_follows(chunks: list[Chunk], place: int) -> bool:
    """Whether "thì" and a verb come after the part: the part only says how many there are."""
    rest = chunks[place + 1 :]
    then = next((at for at, chunk in enumerate(rest) if chunk.kind == k.WORDS and chunk.tags & t.THEN), -1)
    return then >= 0 and any(
        chunk.kind == k.NUM or (chunk.kind == k.WORDS and chunk.tags & (t.BUY | t.GIVE | t.MUA))
        for chunk in rest[then:]
    )


def _named_after(chunks: list[Chunk], place: int) -> bool:
    return any(chunk.kind in (k.CODE, k.NAME) for chunk in chunks[place + 1 : place + 4])


def _may_follow_a_count(chunk: Chunk) -> bool:
    if chunk.tags & (t.KIN | t.PARCEL) or chunk.key in _COUNTED_PLACES:
        return False
    if chunk.tags & _MAY_FOLLOW_A_COUNT:
        return True
    return not chunk.tags and (chunk.title or len(chunk.key) == 1)


def _judge(clause: Clause) -> None:
    chunks = clause.chunks
    end = chunks[-1]
    if clause.tags & t.PAST and end.kind == k.WORDS and end.key == _ALREADY:
        clause.tags = end.tags & ~t.PAST  # "dùng thử đã"
        for chunk in chunks[:-1]:
            clause.tags |= chunk.tags if chunk.kind == k.WORDS else 0
    ware_at = next((place for place, chunk in clause.things if chunk.kind in _WARE), len(chunks))
    tail_at = _tail_at(clause, ware_at)
    clause.talk = clause.tags
    if tail_at < len(chunks):
        clause.talk = 0
        for chunk in chunks[:tail_at]:
            clause.talk |= chunk.tags if chunk.kind == k.WORDS else 0
    explained = False
    for place, chunk in clause.open_words:
        tags = chunk.tags
        if chunk is end and chunk.key == _ALREADY:
            tags &= ~t.PAST
        if tags & (t.ADDRESS | t.FOR) or (tags & t.GIVE and place > ware_at):
            explained = True
        if tags & _ASKING and asks_here(chunks, place, tags):
            clause.asks = True
        if tags & _EXPLAINED:
            continue
        if tags == 0 and place and chunks[place - 1].tags & t.VARIANT:
            clause.odd_variant = True  # "màu đen", where nothing black is on the sheet
        elif tags & t.KIN and place == 0 and clause.place and _counts_a_pack(chunks):
            continue  # "em 1 bịch, bà chị dâu 1 bịch"
        elif not explained and place < tail_at and not _is_a_name(chunk, place):
            clause.strange = clause.strange or (
                not tags and not clause.tags & t.ENGLISH and _beside_goods(chunks, place)
            )
            clause.unknown += 1
            clause.unknown_before += place < ware_at
    said = clause.tags
    if clause.asks and said & t.THEN and then_buys(chunks):
        clause.asks = False  # "có tặng túi thì lấy 2"
    clause.asks = clause.asks or (bool(said & t.ASK_END) and asks_at_the_end(chunks))
    if said & (t.BUY | t.MUA):
        clause.buys = _buys_at(chunks)
        clause.refuses = clause.buys < 0 and _refuses(chunks)


def _counts_a_pack(chunks: list[Chunk]) -> bool:
    """Whether a count and a pack word come right behind the first word, and nothing else."""
    return [chunk.kind for chunk in chunks[1:]] == [k.NUM, k.UNITED]


def _tail_at(clause: Clause, ware_at: int) -> int:
    """Where a clause begins to say what it is for ("… để quán bán dần"); behind the end where nowhere.

    What stands there is no talk about the goods.
    """
    chunks = clause.chunks
    if clause.tags & _TAILS:
        for place in range(ware_at + 1, len(chunks)):
            chunk = chunks[place]
            if chunk.kind == k.WORDS and chunk.tags & _TAILS:
                rest = 0
                for other in chunks[place:]:
                    rest |= other.tags if other.kind == k.WORDS else 0
                if chunk.tags & t.ADDRESS:
                    return len(chunks) if rest & _NO_ADDRESS else place
                return len(chunks) if rest & _NO_TAIL else place
    return len(chunks)


def _beside_goods(chunks: list[Chunk], place: int) -> bool:
    """Whether an unknown word is rather part of what is named: behind a count and pack, or at half a name."""
    before = chunks[place - 1] if place else None
    after = chunks[place + 1] if place + 1 < len(chunks) else None
    if before is not None and before.kind == k.UNITED:
        return place > 1 and chunks[place - 2].kind == k.NUM and not (after and after.kind == k.NAME)
    if before is not None and before.kind == k.NAME:
        counted = after is not None and after.kind == k.NUM  # "dầu gội gừng 2 chai"
        if counted or not before.full or before.length == 1:
            return True
    return after is not None and after.kind == k.NAME and not after.full


def _buys_at(chunks: list[Chunk]) -> int:
    for place, chunk in enumerate(chunks):
        if chunk.kind == k.WORDS and chunk.tags & t.BUY and not _negated(chunks, place):
            return place
    return -1


def _refuses(chunks: list[Chunk]) -> bool:
    return any(
        chunk.kind == k.WORDS and chunk.tags & (t.BUY | t.MUA) and _negated(chunks, place)
        for place, chunk in enumerate(chunks)
    )


def _negated(chunks: list[Chunk], place: int) -> bool:
    before = chunks[place - 1] if place else None
    if before is None or before.kind != k.WORDS:
        return False
    if before.tags & (t.NOT | t.SPARE):
        return True
    further = chunks[place - 2] if place > 1 else None
    return bool(
        before.tags & (t.PERSON | t.USE | t.GIVE)
        and further is not None
        and further.tags & t.NOT
        and further.kind == k.WORDS
    )


def _is_a_name(chunk: Chunk, place: int) -> bool:
    return place > 0 and chunk.tags == 0 and chunk.title
